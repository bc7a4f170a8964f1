"""
What the local Graph serves: one table, joined from one file a resource.

An operation of the catalog that is not here answers 501 with its name. Adding a resource is adding a file with its own
HANDLERS and a line below.
"""

from graphkey.localgraph.call import Handlers
from graphkey.localgraph.handlers import api_connectors, slots, user_flows

HANDLERS: Handlers = {**api_connectors.HANDLERS, **user_flows.HANDLERS, **slots.HANDLERS}

"""
What the local Graph serves: one table of resources with handlers of their own, and the generic handlers by kind.

An operation of the catalog that has neither, which is an action or a function without a row, answers 501 with its name.
Adding a resource that is special is adding a file with its own HANDLERS and a line below.
"""

from graphkey.catalog.model import Operation
from graphkey.localgraph.call import Handler, Handlers
from graphkey.localgraph.handlers import api_connectors, slots, user_flows
from graphkey.localgraph.handlers.generic import GENERIC
from graphkey.localgraph.handlers.media import MEDIA
from graphkey.localgraph.handlers.references import REFERENCES

HANDLERS: Handlers = {**api_connectors.HANDLERS, **user_flows.HANDLERS, **slots.HANDLERS}
_BY_KIND = {**GENERIC, **REFERENCES, **MEDIA}


def find_handler(operation: Operation) -> Handler | None:
    """Return what answers an operation, or None when the local Graph does not serve it."""
    return HANDLERS.get((operation.method, operation.path)) or _BY_KIND.get(operation.kind)

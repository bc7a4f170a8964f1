"""
From a call as a value to one that only needs sending: paths in references become addresses, bundles clean copies.

`graph` and `calls.batch` use it; `client` does the work.
"""

from typing import Any

from graphkey.calls.call import Call, Place
from graphkey.catalog.sets import ParameterSet
from graphkey.client import assemble
from graphkey.client.assemble import Values
from graphkey.client.client import Far, Ready, finished
from graphkey.errors import UsageError


def ready_call(call: Call[Any], far: Far) -> Ready:
    """
    Prepare and bind a call.

    Raises: CertificateError when a bundle in it cannot be used; UsageError for what cannot be written down.
    """
    if not isinstance(call, Call):
        raise UsageError(
            f"a call is needed, and {call!r} is a {type(call).__name__.lower()}",
            hint="End a path with a method and call it: beta.identity.api_connectors.list().",
        )
    operation = call.operation
    chosen = ParameterSet("Path", operation, identity=False, expanded=False, body=call.values.body is not None)
    return finished(assemble.Call(chosen, _grounded(call.values, far.root)), far, call.options)


def _grounded(values: Values, root: str) -> Values:
    """Write paths in references as addresses of this Graph."""
    if isinstance(values.body, dict) and isinstance(values.body.get("@odata.id"), Place):
        values = values._replace(body={**values.body, "@odata.id": f"{root}{values.body['@odata.id']}"})
    if isinstance(values.query.get("@id"), Place):
        values = values._replace(query={**values.query, "@id": f"{root}{values.query['@id']}"})
    return values

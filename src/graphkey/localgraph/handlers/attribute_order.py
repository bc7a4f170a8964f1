"""
The order in which a user flow collects its attributes: getOrder and setOrder of `userAttributeAssignments`.

The order is kept beside the flow, as ids of attributes or of assignments, whichever the caller names; what it does not
name comes after, in the order of the collection. docs/explanation/fidelity.md lists what no page says.

Source: https://learn.microsoft.com/graph/api/identityuserflowattributeassignment-getorder and -setorder
"""

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.handlers.bound import binding_place, parameters, required, value_response
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.resources.places import read_document
from graphkey.localgraph.storage.store import TenantStore
from graphkey.wire import Response

_FLOWS = (
    "/identity/b2xUserFlows/{b2xIdentityUserFlow-id}/userAttributeAssignments",
    "/identity/b2cUserFlows/{b2cIdentityUserFlow-id}/userAttributeAssignments",
)


def get_order(call: Call) -> Response:
    """Answer the order."""
    collection = binding_place(call, call.store).path
    assigned = _assigned(call.store, collection)
    kept = (call.store.read(_order_path(collection)) or {}).get("order", [])
    named = [assigned[one.lower()] for one in kept if one.lower() in assigned]
    order = list(dict.fromkeys([*named, *assigned.values()]))
    return value_response(call, "assignmentOrder", {"order": order})


def set_order(call: Call) -> Response:
    """Keep an order of attributes that the flow collects."""
    given = (parameters(call).get("newAssignmentOrder") or {}).get("order")
    if not given:
        raise required("newAssignmentOrder/order")
    with call.store.writing() as writer:
        collection = binding_place(call, writer).path
        assigned = _assigned(writer, collection)
        unknown = [one for one in given if one.lower() not in assigned]
        if unknown:
            raise bad_request(f"The user flow has no attribute assignment '{unknown[0][:100]}'.")
        order = [assigned[one.lower()] for one in given]
        if len(set(order)) < len(order):
            raise bad_request("The order names an attribute more than once.")
        writer.put(_order_path(collection), {"order": order})
    return Response(204)


def _order_path(collection: str) -> str:
    return f"{collection.rpartition('/')[0]}/userattributeorder"


def _assigned(store: TenantStore, collection: str) -> dict[str, str]:
    """Return what the order names each assignment by: the attribute's id, found by that or by the assignment's own."""
    found: dict[str, str] = {}
    for row in store.rows(collection):
        target = store.target(f"{row.path}/userattribute")
        attribute = None if target is None else read_document(store, target)
        name = str(row.document["id"] if attribute is None else attribute["id"])
        found[str(row.document["id"]).lower()] = found[name.lower()] = name
    return found


HANDLERS: Handlers = {
    **{("GET", f"{flow}/getOrder()"): get_order for flow in _FLOWS},
    **{("POST", f"{flow}/setOrder"): set_order for flow in _FLOWS},
}

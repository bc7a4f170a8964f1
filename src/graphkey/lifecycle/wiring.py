"""
Which connector a step of a user flow calls: put one into a slot, take it out, and see that it is so.

Both kinds of flow take `PUT …/{slot}/$ref`, a reference to set it and `{}` to empty it. That the service answers success is not
enough: users report a documented form that succeeds and connects nothing, so every change is read back.

Rule: a slot that holds another connector is not overwritten unless told so; one that is as wanted is left alone.
Source: https://learn.microsoft.com/graph/api/b2xidentityuserflow-put-apiconnectorconfiguration and its B2C twin;
microsoftgraph/microsoft-graph-docs-contrib issue 3791 (success without effect).
"""

from collections.abc import Callable

from graphkey.catalog.model import Version
from graphkey.client.client import Far
from graphkey.errors import PlanError, VerifyError
from graphkey.lifecycle.asking import ask, place, tries
from graphkey.lifecycle.flows import COLLECTIONS, read_slots
from graphkey.lifecycle.model import Connector, Flow, Use


def wire(
    far: Far, connector: Connector, flow: Flow, slot: str, *, version: Version = "beta", replace: bool = False
) -> bool:
    """
    Put a connector into a slot of a flow.

    Args:
        flow: as it was read a moment ago; the slot is looked at anew.
        replace: also when another one is in it.
    Returns: whether anything was sent.
    Raises: PlanError when another connector is in the slot; VerifyError when the slot does not show it afterwards.
    """
    use = Use(flow.kind, flow.id, slot)
    held = _held(far, use, version)
    if _same(held, connector.id):
        return False
    if held is not None and not replace:
        raise PlanError(
            f"{use} calls another connector already: {held}", hint="--replace puts this one into its place."
        )
    reference = {"@odata.id": f"{far.root}{place(version, 'apiConnectors', connector.id)}"}
    ask(far, "PUT", _address(use, version), reference)
    _verify(
        far, use, version, lambda found: _same(found, connector.id), f"does not show the connector {connector.name!r}"
    )
    return True


def unwire(far: Far, use: Use, *, version: Version = "beta") -> bool:
    """
    Empty a slot of a flow; the connector stays.

    Returns: whether anything was sent: not when the slot was empty.
    Raises: VerifyError when the slot still shows a connector afterwards.
    """
    if _held(far, use, version) is None:
        return False
    ask(far, "PUT", _address(use, version), {})
    _verify(far, use, version, lambda found: found is None, "still shows a connector")
    return True


def _held(far: Far, use: Use, version: Version) -> str | None:
    """Return the id of the connector in a slot; an error of reading it goes through."""
    slots, unread = read_slots(far, version, use.kind, use.flow)
    if use.slot not in slots:
        raise unread[0].error if unread else PlanError(f"{use.flow} has no slot {use.slot}")
    return slots[use.slot]


def _verify(far: Far, use: Use, version: Version, is_so: Callable[[str | None], bool], wrong: str) -> None:
    for _ in tries(far):
        if is_so(_held(far, use, version)):
            return
    raise VerifyError(f"the change was accepted, but {use} {wrong}", hint=f"Look again: graphkey flow show {use.flow}.")


def _address(use: Use, version: Version) -> str:
    return place(version, COLLECTIONS[use.kind], use.flow, "apiConnectorConfiguration", use.slot, "$ref")


def _same(one: str | None, other: str) -> bool:
    return one is not None and one.lower() == other.lower()

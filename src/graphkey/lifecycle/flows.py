"""
User flows of both kinds, and which connector is in which of their slots.

A flow's own document always shows an empty configuration, so each is asked for its slots by `$expand`. A slot that the answer
leaves out is asked for by itself: `$expand` may have been ignored, and an empty answer would then look like empty slots.

Rule: a refusal is `unread`, unless the service says that this kind of tenant has no such flows.
Source: https://learn.microsoft.com/graph/api/b2xidentityuserflow-get-apiconnectorconfiguration and its B2C twin (`$expand`);
microsoftgraph/microsoft-graph-docs-contrib issue 8478 (what a B2C tenant answers for B2X flows) and, for the other way round,
microsoft/EntraExporter src/Invoke-AADExporter.ps1 (a remark in its early versions);
microsoft/EntraExporter issue 56 (what a Graph without the segment answers).
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from graphkey.catalog.model import Version
from graphkey.client.batch import Item, Outcome, Sending
from graphkey.client.client import Far
from graphkey.errors import Error, GraphError, NotFoundError, TransportError
from graphkey.lifecycle.asking import ask, ask_list, ask_object, place, prepared
from graphkey.lifecycle.model import Flow, Kind, Unread

COLLECTIONS: Mapping[Kind, str] = {"B2X": "b2xUserFlows", "B2C": "b2cUserFlows"}
KINDS: Mapping[Version, tuple[Kind, ...]] = {"beta": ("B2X", "B2C"), "v1.0": ("B2X",)}
SLOTS: Mapping[Version, tuple[str, ...]] = {
    "beta": ("postFederationSignup", "postAttributeCollection", "preTokenIssuance"),
    "v1.0": ("postFederationSignup", "postAttributeCollection"),
}
_NO_BATCHES = (400, 404, 405, 501)
_OTHER_TENANT = re.compile(
    r"is (?:not )?an Azure AD B2C directory|Resource not found for the segment 'b2[xc]UserFlows'", re.IGNORECASE
)
_NO_SLOT = re.compile(r"Resource not found for the segment", re.IGNORECASE)
_NO_OBJECT = TransportError("the service answered without an object", hint="Check the context's endpoint.")
_CONNECTOR = re.compile(r"apiConnectors(?:/|\(')([^/'()?]+)", re.IGNORECASE)


class Flows(NamedTuple):
    """Hold what was read of a tenant's flows; see `Inventory`."""

    flows: tuple[Flow, ...]
    unread: tuple[Unread, ...]
    absent: tuple[Kind, ...]


def read_flows(far: Far, version: Version) -> Flows:
    """Read all user flows with their slots, those of twenty flows in a request."""
    listed: list[_Head] = []
    unread: list[Unread] = []
    absent: list[Kind] = []
    for kind in KINDS[version]:
        try:
            documents = list(ask_list(far, place(version, COLLECTIONS[kind])))
        except Error as error:
            if isinstance(error, GraphError) and _OTHER_TENANT.search(error.message):
                absent.append(kind)
            else:
                unread.append(Unread("flows", f"{kind} user flows", error))
            continue
        for document in documents:
            head = _head_of(kind, document)
            if head is None:
                unread.append(Unread("flows", f"a {kind} user flow", _without_id("flow")))
            else:
                listed.append(head)
    flows = []
    for head, outcome in zip(listed, _answers(far, version, listed), strict=True):
        slots, missing = _slots_in(far, version, head, outcome)
        flows.append(Flow(*head, slots))
        unread += missing
    return Flows(tuple(flows), tuple(unread), tuple(absent))


class _Head(NamedTuple):
    kind: Kind
    id: str
    type: str
    version: float


def _head_of(kind: Kind, document: Any) -> _Head | None:
    flow_id = document.get("id") if isinstance(document, dict) else None
    if not isinstance(flow_id, str) or not flow_id:
        return None
    number = document.get("userFlowTypeVersion")
    return _Head(
        kind, flow_id, str(document.get("userFlowType") or ""), number if isinstance(number, (int, float)) else 0
    )


def read_slots(far: Far, version: Version, kind: Kind, flow_id: str) -> tuple[dict[str, str | None], list[Unread]]:
    """
    Read which connector is in which slot of a flow.

    Returns: slot -> connector id or None, without those that could not be read; and these.
    """
    head = _Head(kind, flow_id, "", 0.0)
    return _slots_in(far, version, head, _answer(far, version, head))


def _answer(far: Far, version: Version, head: _Head) -> Outcome:
    try:
        return Outcome(ask(far, "GET", _expanded(version, head)))
    except Error as error:
        return Outcome(error=error)


def _answers(far: Far, version: Version, heads: list[_Head]) -> list[Outcome]:
    """Ask for the slots of many flows in batches; one by one where a service has no batches."""
    sending = Sending([Item(prepared(far, "GET", _expanded(version, head))) for head in heads], far)
    try:
        sending.run()
    except GraphError as error:
        if error.status in _NO_BATCHES:
            return [_answer(far, version, head) for head in heads]
    except TransportError:
        pass  # each outcome holds it: asking two hundred flows one by one would take two hundred times as long
    return [one or Outcome() for one in sending.outcomes]


def _slots_in(far: Far, version: Version, head: _Head, outcome: Outcome) -> tuple[dict[str, str | None], list[Unread]]:
    shown = outcome.value
    if outcome.error is not None and _refuses_the_last(outcome.error, version):
        shown = _documented_slots(far, version, head)
    elif outcome.error is not None or not isinstance(shown, dict):
        return {}, [Unread("flows", f"flow {head.id}", outcome.error or _NO_OBJECT)]
    found: dict[str, str | None] = {}
    unread = []
    path = _configuration(version, head)
    for slot in SLOTS[version]:
        try:
            found[slot] = _id_in(shown[slot]) if slot in shown else _ask_slot(far, f"{path}/{slot}")
        except Error as error:
            unread.append(Unread("flows", f"flow {head.id} {slot}", error))
    return found, unread


def _configuration(version: Version, head: _Head) -> str:
    return place(version, COLLECTIONS[head.kind], head.id, "apiConnectorConfiguration")


def _expanded(version: Version, head: _Head) -> str:
    return f"{_configuration(version, head)}?$expand={','.join(SLOTS[version])}"


def _refuses_the_last(error: Error, version: Version) -> bool:
    return version == "beta" and isinstance(error, GraphError) and error.status == 400


def _documented_slots(far: Far, version: Version, head: _Head) -> Any:
    """Ask for the slots that the pages about `$expand` name; the one before the token is not among them."""
    try:
        return ask_object(far, f"{_configuration(version, head)}?$expand={','.join(SLOTS['v1.0'])}")
    except Error:
        return {}  # then each slot says by itself what is wrong


def _ask_slot(far: Far, path: str) -> str | None:
    """Ask one slot for its connector; there is no `$ref` in the schema for the one before the token."""
    address = path if path.endswith("preTokenIssuance") else f"{path}/$ref"
    try:
        return _id_in(ask_object(far, address))
    except NotFoundError:
        return None
    except GraphError as error:
        if _NO_SLOT.search(error.message):
            return None  # this Graph has no such slot, so nothing can be in it
        raise


def _id_in(shown: Any) -> str | None:
    """Return the id of a connector, or of a reference to one; None for an empty slot."""
    if shown is None or shown == {}:
        return None
    if isinstance(shown, dict) and isinstance(shown.get("id"), str) and shown["id"]:
        return str(shown["id"])
    address = _CONNECTOR.search(str(shown.get("@odata.id", ""))) if isinstance(shown, dict) else None
    if address is None:
        raise _without_id("connector")
    return address[1]


def _without_id(what: str) -> TransportError:
    return TransportError(f"the service showed a {what} without an id", hint="Check the context's endpoint.")

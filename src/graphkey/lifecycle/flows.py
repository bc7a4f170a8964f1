"""
User flows of both kinds, and which connector is in which of their slots.

A flow's own document always shows an empty configuration, so each is asked for its slots by `$expand`. A slot that the answer
leaves out is asked for by itself: `$expand` may have been ignored, and an empty answer would then look like empty slots.

Rule: a refusal is `unread`, unless the service says that this kind of tenant has no such flows.
Source: https://learn.microsoft.com/graph/api/b2xidentityuserflow-get-apiconnectorconfiguration and its B2C twin (`$expand`);
microsoftgraph/microsoft-graph-docs-contrib issue 8478 (what a B2C tenant answers for B2X flows);
microsoft/EntraExporter issue 56 (what a Graph without the segment answers).
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from graphkey.catalog.model import Version
from graphkey.client.client import Far
from graphkey.errors import Error, GraphError, NotFoundError, TransportError
from graphkey.lifecycle.asking import ask_list, ask_object, place
from graphkey.lifecycle.model import Flow, Kind, Unread

COLLECTIONS: Mapping[Kind, str] = {"B2X": "b2xUserFlows", "B2C": "b2cUserFlows"}
KINDS: Mapping[Version, tuple[Kind, ...]] = {"beta": ("B2X", "B2C"), "v1.0": ("B2X",)}
SLOTS: Mapping[Version, tuple[str, ...]] = {
    "beta": ("postFederationSignup", "postAttributeCollection", "preTokenIssuance"),
    "v1.0": ("postFederationSignup", "postAttributeCollection"),
}
_OTHER_TENANT = re.compile(r"can only be made for an|Resource not found for the segment", re.IGNORECASE)
_CONNECTOR = re.compile(r"apiConnectors(?:/|\(')([^/'()?]+)", re.IGNORECASE)


class Flows(NamedTuple):
    """Hold what was read of a tenant's flows; see `Inventory`."""

    flows: tuple[Flow, ...]
    unread: tuple[Unread, ...]
    absent: tuple[Kind, ...]


def read_flows(far: Far, version: Version) -> Flows:
    """Read all user flows with their slots."""
    flows: list[Flow] = []
    unread: list[Unread] = []
    absent: list[Kind] = []
    for kind in KINDS[version]:
        try:
            listed = list(ask_list(far, place(version, COLLECTIONS[kind])))
        except Error as error:
            if isinstance(error, GraphError) and _OTHER_TENANT.search(error.message):
                absent.append(kind)
            else:
                unread.append(Unread("flows", f"{kind} user flows", error))
            continue
        for document in listed:
            flow, missing = _read_flow(far, version, kind, document)
            flows += [flow] if flow else []
            unread += missing
    return Flows(tuple(flows), tuple(unread), tuple(absent))


def _read_flow(far: Far, version: Version, kind: Kind, document: Any) -> tuple[Flow | None, list[Unread]]:
    flow_id = document.get("id") if isinstance(document, dict) else None
    if not isinstance(flow_id, str) or not flow_id:
        error = TransportError("the service showed a flow without an id", hint="Check the context's endpoint.")
        return None, [Unread("flows", f"a {kind} user flow", error)]
    slots, unread = read_slots(far, version, kind, flow_id)
    number = document.get("userFlowTypeVersion")
    version_of_flow = float(number) if isinstance(number, (int, float)) else 0.0
    return Flow(kind, flow_id, str(document.get("userFlowType") or ""), version_of_flow, slots), unread


def read_slots(far: Far, version: Version, kind: Kind, flow_id: str) -> tuple[dict[str, str | None], list[Unread]]:
    """
    Read which connector is in which slot of a flow.

    Returns: slot -> connector id or None, without those that could not be read; and these.
    """
    path = place(version, COLLECTIONS[kind], flow_id, "apiConnectorConfiguration")
    names = SLOTS[version]
    try:
        shown = ask_object(far, f"{path}?$expand={','.join(names)}")
    except Error as error:
        if not _refuses_the_last(error, version):
            return {}, [Unread("flows", f"flow {flow_id}", error)]
        shown = {}  # the slot before the token is in no page about `$expand`: each slot by itself, then
    found: dict[str, str | None] = {}
    unread = []
    for slot in names:
        try:
            found[slot] = _id_in(shown[slot]) if slot in shown else _ask_slot(far, f"{path}/{slot}")
        except Error as error:
            unread.append(Unread("flows", f"flow {flow_id} {slot}", error))
    return found, unread


def _refuses_the_last(error: Error, version: Version) -> bool:
    return version == "beta" and isinstance(error, GraphError) and error.status == 400


def _ask_slot(far: Far, path: str) -> str | None:
    """Ask one slot for its connector; there is no `$ref` in the schema for the one before the token."""
    address = path if path.endswith("preTokenIssuance") else f"{path}/$ref"
    try:
        return _id_in(ask_object(far, address))
    except NotFoundError:
        return None


def _id_in(shown: Any) -> str | None:
    """Return the id of a connector, or of a reference to one; None for an empty slot."""
    if shown is None or shown == {}:
        return None
    if isinstance(shown, dict) and isinstance(shown.get("id"), str) and shown["id"]:
        return str(shown["id"])
    address = _CONNECTOR.search(str(shown.get("@odata.id", ""))) if isinstance(shown, dict) else None
    if address is None:
        raise TransportError("the service showed a connector without an id", hint="Check the context's endpoint.")
    return address[1]

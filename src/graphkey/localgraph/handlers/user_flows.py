"""
`/identity/b2xUserFlows`: list, count, get, create, update, delete, and `apiConnectorConfiguration` with its slots expanded.

B2C's user flows are generic, but for their `apiConnectorConfiguration`, which is answered here. The slots are in `slots`.
Source: https://learn.microsoft.com/graph/api/resources/b2xidentityuserflow and the pages of its methods;
https://learn.microsoft.com/graph/api/b2cidentityuserflow-get-apiconnectorconfiguration
"""

import re
from typing import Any

from graphkey.catalog.model import Type
from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.content import read_object
from graphkey.localgraph.handlers.api_connectors import TYPE as CONNECTOR
from graphkey.localgraph.handlers.api_connectors import rendered as rendered_connector
from graphkey.localgraph.handlers.api_connectors import text_response
from graphkey.localgraph.odata.answers import (
    Listing,
    answer_collection,
    answer_entity,
    count_collection,
    entity_context,
    key_literal,
    project,
    selected_names,
    unknown_property,
)
from graphkey.localgraph.odata.options import Options
from graphkey.localgraph.problems import bad_request, conflict, not_found
from graphkey.localgraph.references import connector_path
from graphkey.localgraph.resources.changes import keep_related
from graphkey.localgraph.resources.entities import accept
from graphkey.localgraph.resources.related import entity_listing
from graphkey.localgraph.storage.store import Row, TenantWriter, item_path
from graphkey.wire import Document, Response, json_response

COLLECTION = "/identity/b2xUserFlows"
ITEM = "/identity/b2xUserFlows/{b2xIdentityUserFlow-id}"
CONFIGURATION = f"{ITEM}/apiConnectorConfiguration"
B2C_CONFIGURATION = "/identity/b2cUserFlows/{b2cIdentityUserFlow-id}/apiConnectorConfiguration"
TYPE = "b2xIdentityUserFlow"
CONFIGURATION_TYPE = "userFlowApiConnectorConfiguration"
PREFIX = "B2X_1_"
FLOW_ID = "b2xIdentityUserFlow-id"
MAX_NAME = 64
_NAME = re.compile(rf"[A-Za-z0-9_-]{{1,{MAX_NAME}}}")


def list_flows(call: Call) -> Response:
    """Answer the list."""
    return json_response(200, answer_collection(_listing(call), call.store, call.options, call.url, call.root))


def count_flows(call: Call) -> Response:
    """Answer how many there are."""
    return text_response(str(count_collection(_listing(call), call.store, call.options)))


def get_flow(call: Call) -> Response:
    """Answer one."""
    return _flow_response(call, flow_at(call))


def create_flow(call: Call) -> Response:
    """Keep a new one, its name prefixed, its slots wired when the body says to which connectors."""
    content = call.content(TYPE, whole=True)
    name = content.get("id")
    bare = name[len(PREFIX) :] if isinstance(name, str) and name.lower().startswith(PREFIX.lower()) else name
    if not isinstance(bare, str) or not _NAME.fullmatch(bare):
        raise bad_request(f"The property 'id' is required: up to {MAX_NAME} letters, digits, '_' or '-'.")
    _check_kind(content)
    flow_id = PREFIX + bare
    stored = {"id": flow_id, "userFlowType": "signUpOrSignIn", "userFlowTypeVersion": 1}
    path = item_path(COLLECTION, flow_id)
    slots = _wanted_slots(call, content.get("apiConnectorConfiguration"))
    with call.store.writing() as writer:
        if not writer.insert(path, stored):
            raise conflict(f"There is a user flow with the id '{flow_id}' already.")
        for slot, target in slots.items():
            if writer.read(target) is None:
                raise not_found(target.rpartition("/")[2])
            writer.link(f"{path}/apiconnectorconfiguration/{slot.lower()}", target)
        _keep_contents(call, writer, path)
    return _flow_response(call, stored, status=201, location=f"{call.root}{COLLECTION}/{flow_id}")


def update_flow(call: Call) -> Response:
    """Take a change of what the flow contains (languages, …); its own properties are fixed."""
    stored = flow_at(call)
    content = call.content(TYPE, whole=False)
    for name in content.keys() & {"userFlowType", "userFlowTypeVersion"}:
        if content[name] != stored[name]:
            raise bad_request(f"The property '{name}' of a user flow cannot be changed.")
    if content.get("id", stored["id"]) != stored["id"]:
        raise bad_request("The property 'id' of a user flow cannot be changed.")
    if content.get("apiConnectorConfiguration"):
        raise bad_request("The slots of 'apiConnectorConfiguration' are set one by one, by PUT on their $ref.")
    with call.store.writing() as writer:
        if writer.read(call.path) is None:
            raise not_found(call.ids[FLOW_ID])
        _keep_contents(call, writer, call.path)
    return Response(204)


def delete_flow(call: Call) -> Response:
    """Remove one; its connectors stay."""
    with call.store.writing() as writer:
        if not writer.delete(call.path):
            raise not_found(call.ids[FLOW_ID])
    return Response(204)


def get_configuration(call: Call) -> Response:
    """Answer `apiConnectorConfiguration`, with the connectors of the slots that `$expand` names."""
    flow = flow_at(call)
    call.options.allow("expand", "select")
    selected_names(call.options, call.type_named(CONFIGURATION_TYPE))
    context = configuration_context(call, flow)
    expanded = _expanded_slots(call)
    shown = f"({','.join(f'{slot}({chr(44).join(names)})' for slot, names in expanded.items())})" if expanded else ""
    document: Document = {"@odata.context": f"{call.root}/$metadata#{context}{shown}"}
    for slot, names in expanded.items():
        document[f"{slot}@odata.context"] = (
            f"{call.root}/$metadata#{entity_context(f'{context}/microsoft.graph.{CONFIGURATION_TYPE}/{slot}', names)}"
        )
        connector = _slot_connector(call, slot)
        document[slot] = None if connector is None else project(rendered_connector(call, connector), names)
    return json_response(200, document)


def flow_at(call: Call) -> Document:
    """Return the stored flow, of either kind, that the path names."""
    stored = call.store.read(flow_path(call))
    if stored is None:
        raise not_found(flow_id(call))
    return stored


def flow_path(call: Call) -> str:
    """Return the canonical path of the flow in the path, which may go on below it."""
    return item_path(call.operation.path.partition("/{")[0], flow_id(call))


def flow_id(call: Call) -> str:
    """Return the id of the flow in the path, as it was written."""
    return call.ids[call.operation.path.partition("{")[2].partition("}")[0]]


def configuration_context(call: Call, flow: Document) -> str:
    """Return what follows `$metadata#` for a flow's configuration."""
    return f"{call.operation.path.partition('/{')[0][1:]}{key_literal(flow['id'])}/apiConnectorConfiguration"


def slot_names(configuration: Type) -> list[str]:
    """Return the slots that this version of Graph has."""
    return [found.name for found in configuration.properties if found.type == CONNECTOR]


def rendered(stored: Document) -> Document:
    """Return a flow as Graph shows it; the configuration is always shown empty."""
    return {**stored, "apiConnectorConfiguration": {}}


def _flow_response(call: Call, stored: Document, *, status: int = 200, **headers: str) -> Response:
    row = Row(item_path(COLLECTION, stored["id"]), stored)
    return json_response(status, answer_entity(_listing(call), row, call.options, call.root), **headers)


def _listing(call: Call) -> Listing:
    listing = entity_listing(call, COLLECTION.lower(), COLLECTION[1:], ITEM, call.type_named(TYPE))
    return listing._replace(render=rendered)


def _check_kind(content: Document) -> None:
    if content.get("userFlowType") != "signUpOrSignIn":
        raise bad_request("The property 'userFlowType' of a B2X user flow must be 'signUpOrSignIn'.")
    if content.get("userFlowTypeVersion") != 1:
        raise bad_request("The property 'userFlowTypeVersion' of a B2X user flow must be 1.")


def _wanted_slots(call: Call, configuration: Any) -> dict[str, str]:
    """Return slot and connector path of a new flow's configuration."""
    wanted = {}
    for slot in slot_names(call.type_named(CONFIGURATION_TYPE)):
        reference = (configuration or {}).get(slot)
        if reference is not None:
            wanted[slot] = connector_path(reference)
    return wanted


def _keep_contents(call: Call, writer: TenantWriter, path: str) -> None:
    """Keep what the body says of languages, attributes and identity providers; the slots have rules of their own."""
    entity = accept(call.version, ITEM, call.type_named(TYPE), read_object(call.request), stored={})
    related = {names: value for names, value in entity.related.items() if names[0] != "apiConnectorConfiguration"}
    keep_related(call, writer, path, ITEM, entity._replace(related=related))


def _expanded_slots(call: Call) -> dict[str, list[str]]:
    """Return the slots that `$expand` names, each with the properties selected of it."""
    configuration = call.type_named(CONFIGURATION_TYPE)
    slots = {slot.lower(): slot for slot in slot_names(configuration)}
    expanded: dict[str, list[str]] = {}
    for part in call.options.names("expand"):
        name, _, rest = part.partition("(")
        if name.strip() == "*":
            expanded.update({slot: [] for slot in slots.values()})
            continue
        if name.strip().lower() not in slots:
            raise unknown_property(name[:100], configuration)
        nested = Options("&".join(rest.removesuffix(")").split(";")) if rest else "")
        nested.allow("select")
        expanded[slots[name.strip().lower()]] = selected_names(nested, call.type_named(CONNECTOR))
    return expanded


def _slot_connector(call: Call, slot: str) -> Document | None:
    target = call.store.target(f"{call.path}/{slot.lower()}")
    return None if target is None else call.store.read(target)


HANDLERS: Handlers = {
    ("GET", COLLECTION): list_flows,
    ("POST", COLLECTION): create_flow,
    ("GET", f"{COLLECTION}/$count"): count_flows,
    ("GET", ITEM): get_flow,
    ("PATCH", ITEM): update_flow,
    ("DELETE", ITEM): delete_flow,
    ("GET", CONFIGURATION): get_configuration,
    ("GET", B2C_CONFIGURATION): get_configuration,
}

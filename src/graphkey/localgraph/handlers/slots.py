"""
The slots of `apiConnectorConfiguration`: get, update, delete, `$ref` get, put and delete, upload of a certificate.

A slot is a reference to a connector. What is done through it to the connector is done to the connector itself.
docs/explanation/fidelity.md lists what no source says and is decided here.

Source: https://learn.microsoft.com/graph/api/b2xidentityuserflow-put-apiconnectorconfiguration and its B2C twin, which documents
PUT on `$ref` and nothing else for B2C's slots (GET on it is ours); the types and paths of Graph's metadata.
"""

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.content import read_object
from graphkey.localgraph.handlers.api_connectors import (
    change_connector,
    connector_response,
    upload_to_connector,
)
from graphkey.localgraph.handlers.user_flows import (
    B2C_CONFIGURATION,
    CONFIGURATION,
    configuration_context,
    flow_at,
    flow_id,
    flow_path,
)
from graphkey.localgraph.problems import not_found
from graphkey.localgraph.references import connector_path
from graphkey.wire import Response, json_response

SLOTS = ("postFederationSignup", "postAttributeCollection", "preTokenIssuance")


def get_slot(call: Call) -> Response:
    """Answer the connector of a slot."""
    flow, target = flow_at(call), _target(call, call.path)
    stored = call.store.read(target)
    if stored is None:
        raise _empty(call)
    return connector_response(call, stored, context=f"{configuration_context(call, flow)}/{_slot(call)}")


def update_slot(call: Call) -> Response:
    """Change the connector of a slot."""
    flow_at(call)
    change_connector(call, _target(call, call.path), _slot(call))
    return Response(204)


def empty_slot(call: Call) -> Response:
    """Take the connector out of a slot; the connector stays."""
    flow_at(call)
    with call.store.writing() as writer:
        if not writer.unlink(_source(call)):
            raise _empty(call)
    return Response(204)


def get_reference(call: Call) -> Response:
    """Answer where the connector of a slot is."""
    flow_at(call)
    stored = call.store.read(_target(call, _source(call)))
    if stored is None:
        raise _empty(call)
    call.options.allow()
    document = {
        "@odata.context": f"{call.root}/$metadata#$ref",
        "@odata.id": f"{call.root}/identity/apiConnectors/{stored['id']}",
    }
    return json_response(200, document)


def set_reference(call: Call) -> Response:
    """Put a connector into a slot; an empty object takes out what is in it."""
    flow_at(call)
    reference = read_object(call.request)
    if not reference:
        with call.store.writing() as writer:
            writer.unlink(_source(call))
        return Response(204)
    target = connector_path(reference)
    with call.store.writing() as writer:
        if writer.read(target) is None:
            raise not_found(target.rpartition("/")[2])
        if writer.read(flow_path(call)) is None:
            raise not_found(flow_id(call))  # somebody has deleted it since `flow_at`
        writer.link(_source(call), target)
    return Response(204)


def upload_certificate(call: Call) -> Response:
    """Add a client certificate to the connector of a slot."""
    flow_at(call)
    target = _target(call, _source(call))
    return connector_response(call, upload_to_connector(call, target, _slot(call)))


def _source(call: Call) -> str:
    """Return the path of the slot itself, also below it."""
    return call.path.removesuffix("/$ref").removesuffix("/uploadclientcertificate")


def _slot(call: Call) -> str:
    return call.operation.path.partition("/apiConnectorConfiguration/")[2].partition("/")[0]


def _target(call: Call, source: str) -> str:
    target = call.store.target(source)
    if target is None:
        raise _empty(call)
    return target


def _empty(call: Call) -> Exception:
    return not_found(f"{flow_id(call)}/apiConnectorConfiguration/{_slot(call)}")


_ON_A_SLOT: Handlers = {
    ("GET", ""): get_slot,
    ("PATCH", ""): update_slot,
    ("DELETE", ""): empty_slot,
    ("GET", "/$ref"): get_reference,
    ("PUT", "/$ref"): set_reference,
    ("DELETE", "/$ref"): empty_slot,
    ("POST", "/uploadClientCertificate"): upload_certificate,
}
HANDLERS: Handlers = {
    (method, f"{CONFIGURATION}/{slot}{below}"): handler
    for slot in SLOTS
    for (method, below), handler in _ON_A_SLOT.items()
} | {
    (method, f"{B2C_CONFIGURATION}/{slot}/$ref"): handler
    for slot in SLOTS
    for method, handler in (("GET", get_reference), ("PUT", set_reference))
}

"""
`/identity/apiConnectors`: list, count, get, create, update, delete, upload of a client certificate.

What is done to a connector through a slot of a user flow is done by the functions here, too (`slots`).

Rule: a PKCS#12 file is read before the write transaction begins; reading one takes longer than all the rest.
Source: https://learn.microsoft.com/graph/api/resources/identityapiconnector and the pages of its methods
"""

import re
from typing import Any

from graphkey.localgraph.authentication import accept, accept_pfx, keep_secrets, shown, with_upload
from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.odata.answers import (
    Listing,
    answer_collection,
    count_collection,
    entity_context,
    project,
    selected_names,
)
from graphkey.localgraph.problems import bad_request, conflict, not_found
from graphkey.localgraph.resources.related import entity_listing
from graphkey.localgraph.storage.store import TenantWriter, item_path
from graphkey.wire import Document, Response, json_response

COLLECTION = "/identity/apiConnectors"
ITEM = "/identity/apiConnectors/{identityApiConnector-id}"
TYPE = "identityApiConnector"
CONTEXT = "identity/apiConnectors"
_ID = "identityApiConnector-id"
_HTTPS = re.compile(r"https://[^\s/?#@]+(?:[/?#]\S*)?", re.IGNORECASE)


def list_connectors(call: Call) -> Response:
    """Answer the list."""
    return json_response(200, answer_collection(_listing(call), call.store, call.options, call.url, call.root))


def count_connectors(call: Call) -> Response:
    """Answer how many there are."""
    return text_response(str(count_collection(_listing(call), call.store, call.options)))


def get_connector(call: Call) -> Response:
    """Answer one."""
    stored = call.store.read(call.path)
    if stored is None:
        raise not_found(call.ids[_ID])
    return connector_response(call, stored)


def create_connector(call: Call) -> Response:
    """Keep a new one under a new id."""
    content = call.content(TYPE, whole=True)
    for name in ("displayName", "targetUrl", "authenticationConfiguration"):
        if content.get(name) is None:
            raise bad_request(f"The property '{name}' is required.")
    _check_texts(content)
    accepted = accept(content["authenticationConfiguration"], accept_aes=call.parts.accept_aes)
    stored = {
        "id": call.parts.new_id(),
        "displayName": content["displayName"],
        "targetUrl": content["targetUrl"],
        "authenticationConfiguration": accepted.shown,
    }
    path = item_path(COLLECTION, stored["id"])
    with call.store.writing() as writer:
        if not writer.insert(path, stored):
            raise conflict(f"There is an API connector with the id '{stored['id']}' already.")
        keep_secrets(writer, call.parts.vault, path, accepted.secrets)
    location = f"{call.root}{COLLECTION}/{stored['id']}"
    return connector_response(call, stored, status=201, location=location)


def update_connector(call: Call) -> Response:
    """Change one."""
    change_connector(call, call.path, call.ids[_ID])
    return Response(204)


def delete_connector(call: Call) -> Response:
    """Remove one that no user flow uses."""
    with call.store.writing() as writer:
        if writer.read(call.path) is None:
            raise not_found(call.ids[_ID])
        sources = writer.sources(call.path)
        if sources:
            raise conflict(f"The API connector is in use by {', '.join(sources)}. Remove it from there first.")
        writer.delete(call.path)
    return Response(204)


def upload_certificate(call: Call) -> Response:
    """Add a client certificate to one."""
    path = call.path.rpartition("/")[0]
    return connector_response(call, upload_to_connector(call, path, call.ids[_ID]))


def change_connector(call: Call, path: str, shown_id: str) -> None:
    """Change the connector at a path by the request's body; its authentication is replaced as a whole."""
    content = call.content(TYPE, whole=False)
    for name in content.keys() & {"displayName", "targetUrl", "authenticationConfiguration"}:
        if content[name] is None:
            raise bad_request(f"The property '{name}' cannot be null.")
    _check_texts(content)
    configuration = content.pop("authenticationConfiguration", None)
    accepted = accept(configuration, accept_aes=call.parts.accept_aes) if configuration is not None else None
    with call.store.writing() as writer:
        stored = _read_for_change(writer, path, shown_id)
        stored.update({name: content[name] for name in ("displayName", "targetUrl") if name in content})
        if accepted is not None:
            stored["authenticationConfiguration"] = accepted.shown
            writer.empty_boxes(path)
            keep_secrets(writer, call.parts.vault, path, accepted.secrets)
        writer.replace(path, stored)


def upload_to_connector(call: Call, path: str, shown_id: str) -> Document:
    """Add the certificate of the request's body to the connector at a path; return the stored connector."""
    if call.store.read(path) is None:
        raise not_found(shown_id)  # before a file is read for nothing
    content = call.content(call.operation.body or "", whole=False)
    accepted = accept_pfx(content.get("pkcs12Value"), content.get("password"), accept_aes=call.parts.accept_aes)
    with call.store.writing() as writer:
        stored = _read_for_change(writer, path, shown_id)
        before = stored.get("authenticationConfiguration")
        if before is not None and before["@odata.type"] != accepted.shown["@odata.type"]:
            writer.empty_boxes(path)  # it was basic authentication: its password goes
        stored["authenticationConfiguration"] = with_upload(before, accepted.shown)
        keep_secrets(writer, call.parts.vault, path, accepted.secrets)
        writer.replace(path, stored)
    return stored


def rendered(call: Call, stored: Document) -> Document:
    """Return a connector as Graph shows it now."""
    return {**stored, "authenticationConfiguration": shown(stored.get("authenticationConfiguration"), call.now)}


def connector_response(
    call: Call, stored: Document, *, status: int = 200, context: str = CONTEXT, **headers: str
) -> Response:
    """
    Answer one connector.

    Args:
        context: of the collection that it is shown as a member of.
    """
    call.options.allow("select")
    selected = selected_names(call.options, call.type_named(TYPE))
    head: dict[str, Any] = {"@odata.context": f"{call.root}/$metadata#{entity_context(context, selected)}"}
    return json_response(status, {**head, **project(rendered(call, stored), selected)}, **headers)


def _listing(call: Call) -> Listing:
    listing = entity_listing(call, COLLECTION.lower(), CONTEXT, ITEM, call.type_named(TYPE))
    return listing._replace(render=lambda stored: rendered(call, stored))


def text_response(text: str) -> Response:
    """Answer plain text, as `$count` does."""
    return Response(200, {"content-type": "text/plain"}, text.encode())


def _read_for_change(writer: TenantWriter, path: str, shown_id: str) -> Document:
    stored = writer.read(path)
    if stored is None:
        raise not_found(shown_id)
    return stored


def _check_texts(content: Document) -> None:
    name, url = content.get("displayName"), content.get("targetUrl")
    if name is not None and not name.strip():
        raise bad_request("The property 'displayName' cannot be empty.")
    if url is not None and (not _HTTPS.fullmatch(url) or not url.isprintable()):
        raise bad_request("The property 'targetUrl' must be an absolute https URL.")


HANDLERS: Handlers = {
    ("GET", COLLECTION): list_connectors,
    ("POST", COLLECTION): create_connector,
    ("GET", f"{COLLECTION}/$count"): count_connectors,
    ("GET", ITEM): get_connector,
    ("PATCH", ITEM): update_connector,
    ("DELETE", ITEM): delete_connector,
    ("POST", f"{ITEM}/uploadClientCertificate"): upload_certificate,
}

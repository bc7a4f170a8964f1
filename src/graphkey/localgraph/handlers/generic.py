"""
What every resource of the catalog does that has no handler of its own: list, count, get, create, update, set, delete.

`GENERIC` is the table by kind of operation; `handlers.find_handler` takes from it what no resource's file has. References
and media are in `handlers.references` and `handlers.media`.

Rule: where a thing lives is asked of `places`, what it holds of `entities`, what is special of `resources`.
Source: OData 4.01 part 1, section 11; https://learn.microsoft.com/graph/use-the-api
"""

from collections.abc import Mapping

from graphkey.localgraph.call import Call, Handler
from graphkey.localgraph.content import read_object
from graphkey.localgraph.odata.answers import Listing, answer_collection, answer_entity, count_collection
from graphkey.localgraph.problems import precondition_failed
from graphkey.localgraph.resources.changes import (
    bury,
    change_entity,
    document_at,
    insert_entity,
    put_entity,
    refuse_built_in,
)
from graphkey.localgraph.resources.entities import date_text
from graphkey.localgraph.resources.links import given_reference, settle_target, target_path
from graphkey.localgraph.resources.places import Place, locate, read_document
from graphkey.localgraph.resources.related import entity_listing
from graphkey.localgraph.resources.special import DELETED_ITEMS, SHOWN_WITH
from graphkey.localgraph.resources.views import rows_of
from graphkey.localgraph.storage.store import Row
from graphkey.wire import Document, Response, json_response


def place_of(call: Call) -> Place:
    """Find where the thing lives that a call is about."""
    return locate(call.store, call.version, call.operation.path, call.ids)


def list_members(call: Call) -> Response:
    """Answer a collection."""
    place = place_of(call)
    _ask_for_what_is_always_shown(call, place)
    rows = rows_of(call.store, call.version, place)
    return json_response(200, answer_collection(listing_of(call, place), rows, call.options, call.url, call.root))


def count_members(call: Call) -> Response:
    """Answer how many members a collection has, as text."""
    place = place_of(call)
    rows = rows_of(call.store, call.version, place)
    count = count_collection(listing_of(call, place), rows, call.options)
    return Response(200, {"content-type": "text/plain"}, str(count).encode())


def get_one(call: Call) -> Response:
    """Answer a member, a singleton, the target of a reference, or a complex value."""
    place = place_of(call)
    if place.form in ("collection", "links") or call.operation.many:
        return list_members(call)
    _ask_for_what_is_always_shown(call, place)
    return entity_response(call, place, document_at(call.store, call, place))


def create_member(call: Call) -> Response:
    """Keep a new member under a key of its own."""
    place = place_of(call)
    body = read_object(call.request)
    if place.form == "links":
        return _create_link(call, place, body)
    with call.store.writing() as writer:
        path, document = insert_entity(call, writer, place, body)
    location = f"{call.root}{place.url}/{_url_key(document, path, place)}"
    return _answer(call, place, Row(path, document), place.context, status=201, location=location)


def update_one(call: Call) -> Response:
    """Change a member, a singleton or a complex value; what the body does not name stays as it is."""
    place = place_of(call)
    check_precondition(call)
    body = read_object(call.request)
    with call.store.writing() as writer:
        document = change_entity(call, writer, place, body)
    if _wants_document(call):
        return entity_response(call, place, document)
    return Response(204)


def set_one(call: Call) -> Response:
    """Put a single thing in the place of the one that is there, or where none is."""
    place = place_of(call)
    check_precondition(call)
    body = read_object(call.request)
    with call.store.writing() as writer:
        document = put_entity(call, writer, place, body)
    return entity_response(call, place, document) if _wants_document(call) else Response(204)


def delete_one(call: Call) -> Response:
    """Remove a member with all below it, or bring a singleton back to what it was at first."""
    place = place_of(call)
    check_precondition(call)
    with call.store.writing() as writer:
        refuse_built_in(place, document_at(writer, call, place), "DELETE")
        twin = DELETED_ITEMS.get(place.pattern.removesuffix("/{}"))
        if twin is not None:
            bury(writer, place.path, twin, date_text(call.now))
        else:
            writer.delete(place.path)
    return Response(204)


def listing_of(call: Call, place: Place) -> Listing:
    """Describe a collection for `odata`."""
    type_ = call.type_named(place.cast or place.type)
    template = place.template if place.form == "links" else f"{place.template}/{{}}"
    return entity_listing(call, place.path, place.context, template, type_)


def entity_response(call: Call, place: Place, document: Document, *, status: int = 200, **headers: str) -> Response:
    """Answer one document as a request selects it."""
    path = call.store.target(place.path) if place.form == "link" else None
    return _answer(call, place, Row(path or _own_path(place), document), _container(place), status=status, **headers)


def _answer(call: Call, place: Place, row: Row, context: str, *, status: int, **headers: str) -> Response:
    declared = call.type_named(place.cast or place.type)
    template = f"{place.template}/{{}}" if place.form == "collection" else place.template
    listing = entity_listing(call, "", context, template, declared)
    ending = "" if place.form == "value" else "/$entity"
    return json_response(status, answer_entity(listing, row, call.options, call.root, ending=ending), **headers)


def _own_path(place: Place) -> str:
    """Return the path that what is below a thing begins with; a complex value is a part of its document."""
    return "/".join([place.path, *(name.lower() for name in place.names)]) if place.form == "value" else place.path


def _container(place: Place) -> str:
    """Return the context of what a member is a member of."""
    return place.context.rpartition("('")[0] if place.form == "item" and place.cast is None else place.context


def _url_key(document: Document, path: str, place: Place) -> str:
    from urllib.parse import quote

    return quote(str(document.get(place.key, "")), safe="") or path.rpartition("/")[2]


def _create_link(call: Call, place: Place, body: Document) -> Response:
    with call.store.writing() as writer:
        target = target_path(writer, call.version, given_reference(body), place.type)
        target = settle_target(writer, target, place.type)
        writer.add_link(place.path, target)
        document = read_document(writer, target) or {}
    return _answer(call, place, Row(target, document), place.context, status=201)


def _ask_for_what_is_always_shown(call: Call, place: Place) -> None:
    """Expand the relationships that Graph shows of some resources without being asked."""
    names = SHOWN_WITH.get(place.pattern.removesuffix("/{}"))
    if names is not None and not {"select", "expand"} & call.options.values.keys():
        call.options.values["expand"] = ",".join(names)


def _wants_document(call: Call) -> bool:
    return "return=representation" in call.request.headers.get("prefer", "").replace(" ", "").lower()


def check_precondition(call: Call) -> None:
    """Refuse a change that is tied to an ETag: nothing here has one, so none can match (RFC 9110 section 13.1.1)."""
    wanted = call.request.headers.get("if-match", "*").strip()
    if wanted != "*":
        raise precondition_failed()


GENERIC: Mapping[str, Handler] = {
    "list": list_members,
    "get": get_one,
    "cast": get_one,
    "count": count_members,
    "create": create_member,
    "update": update_one,
    "set": set_one,
    "delete": delete_one,
}

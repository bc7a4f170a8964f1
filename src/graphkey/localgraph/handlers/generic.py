"""
What every resource of the catalog does that has no handler of its own: list, count, get, create, update, set, delete.

`GENERIC` is the table by kind of operation; `handlers.find_handler` takes from it what no resource's file has. References
and media are in `handlers.references` and `handlers.media`.

Rule: where a thing lives is asked of `places`, what it holds of `entities`, what is special of `resources`.
Source: OData 4.01 part 1, section 11; https://learn.microsoft.com/graph/use-the-api
"""

from collections.abc import Mapping
from typing import Any

from graphkey.catalog.model import Type
from graphkey.localgraph.call import Call, Handler
from graphkey.localgraph.content import read_object
from graphkey.localgraph.entities import (
    Entity,
    accept,
    date_text,
    merge,
    relations,
    shown,
    shown_type,
    stamp,
)
from graphkey.localgraph.links import given_reference, settle_target, target_path
from graphkey.localgraph.odata import (
    Listing,
    answer_collection,
    count_collection,
    entity_context,
    project,
    selected_names,
)
from graphkey.localgraph.places import Place, existing, is_of, locate, read_document, type_or_none, union_path
from graphkey.localgraph.problems import bad_request, conflict, not_found, precondition_failed
from graphkey.localgraph.resources import DELETED_ITEMS, FIXED_ID_PROPERTY, FIXED_IDS, NAMED_BY_CALLER, UNIONS
from graphkey.localgraph.store import TenantStore, TenantWriter, item_path
from graphkey.localgraph.views import rows_of, typed
from graphkey.wire import Document, Response, json_response


def place_of(call: Call) -> Place:
    """Find where the thing lives that a call is about."""
    return locate(call.store, call.version, call.operation.path, call.ids)


def list_members(call: Call) -> Response:
    """Answer a collection."""
    place = place_of(call)
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
    if place.form in ("collection", "links"):
        return list_members(call)
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
    context = entity_context(place.context, selected_names(call.options, call.type_named(place.type)))
    return _answer(call, place, document, context, status=201, location=location)


def update_one(call: Call) -> Response:
    """Change a member, a singleton or a complex value; what the body does not name stays as it is."""
    place = place_of(call)
    _check_precondition(call)
    body = read_object(call.request)
    with call.store.writing() as writer:
        document = change_entity(call, writer, place, body)
    if _wants_document(call):
        return entity_response(call, place, document)
    return Response(204)


def set_one(call: Call) -> Response:
    """Put a single thing in the place of the one that is there, or where none is."""
    place = place_of(call)
    _check_precondition(call)
    declared = call.type_named(place.type)
    entity = accept(call.version, place.template, declared, read_object(call.request), stored=None)
    if entity.related:
        raise _set_elsewhere(next(iter(entity.related)))
    document = {"id": place.url.rpartition("/")[2], **entity.document}
    with call.store.writing() as writer:
        writer.put(place.path, document)
        keep_boxes(call, writer, place.path, entity.secrets)
    return entity_response(call, place, document) if _wants_document(call) else Response(204)


def delete_one(call: Call) -> Response:
    """Remove a member with all below it, or bring a singleton back to what it was at first."""
    place = place_of(call)
    _check_precondition(call)
    with call.store.writing() as writer:
        document_at(writer, call, place)
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

    def render(document: Document) -> Document:
        return shown(call.version, template, type_, document)

    return Listing(place.path, place.context, type_, render, call.find_type, call.parts.filters)


def document_at(store: TenantStore, call: Call, place: Place) -> Document:
    """
    Return the stored document that a place names, or the value inside it.

    Raises:
        NotFoundError: there is none, or it is of another type than the path says.
    """
    path: str | None = place.path
    if place.form == "link":
        path = store.target(place.path)
    name = place.url.rpartition("/")[2]
    document = None if path is None else existing(store, path, place.pattern, name if place.form == "single" else "")
    if document is None:
        raise not_found(name)
    if place.form == "value":
        return _value_in(document, place)
    if place.pattern.removesuffix("/{}") in UNIONS:
        document = _typed_by_home(document, place)
    if place.cast is not None and not is_of(call.version, document, place.cast):
        raise not_found(name)
    return document


def entity_response(call: Call, place: Place, document: Document, *, status: int = 200, **headers: str) -> Response:
    """Answer one document as a request selects it."""
    context = place.context if place.form == "value" else f"{_container(place)}/$entity"
    return _answer(call, place, document, context, status=status, **headers)


def insert_entity(call: Call, writer: TenantWriter, place: Place, body: Document) -> tuple[str, Document]:
    """
    Keep a new member of a collection, with what its body says of things below it.

    Returns: its path and its stored document.
    Raises:
        ConflictError: there is one of that key.
    """
    declared = call.type_named(place.type)
    template = f"{place.template}/{{}}"
    entity = accept(call.version, template, declared, body, stored=None)
    key = _new_key(call, place, entity, body)
    document: Document = {place.key: key, **{k: v for k, v in entity.document.items() if k != place.key}}
    stamp(entity.type, document, call.now, new=True)
    collection = union_path(place.path, place.pattern, entity.type.name) or place.path
    path = item_path(collection, key)
    if not writer.insert(path, document):
        raise conflict(f"There is an object with the key '{key}' already.")
    keep_boxes(call, writer, path, entity.secrets)
    _keep_related(call, writer, path, template, entity)
    return path, document


def change_entity(call: Call, writer: TenantWriter, place: Place, body: Document) -> Document:
    """Change what lives at a place; return the new document, or the new value inside it."""
    stored = document_at(writer, call, place)
    declared = call.type_named(place.cast or place.type)
    entity = accept(call.version, place.template, declared, body, stored=stored)
    if entity.related:
        raise _set_elsewhere(next(iter(entity.related)))
    change = {name: value for name, value in entity.document.items() if name != place.key or place.form == "value"}
    if place.key in entity.document and place.form == "item" and not _same_key(entity, stored, place):
        raise bad_request(f"The property '{place.key}' cannot be changed.")
    document: Document = merge(stored, change)
    if place.form == "value":
        whole = existing(writer, place.path, place.pattern) or {}
        writer.put(place.path, merge(whole, _wrapped(document, place.names)))
        return document
    path = writer.target(place.path) or place.path if place.form == "link" else place.path
    stamp(entity.type, document, call.now, new=False)
    writer.put(path, document)
    keep_boxes(call, writer, path, entity.secrets)
    return document


def bury(writer: TenantWriter, path: str, twin: str, deleted_at: str) -> str:
    """
    Move a document to the deleted items, where `restore` finds it; return its path there.

    Args:
        twin: canonical path of the collection of deleted items.
        deleted_at: as `deletedDateTime` shows it.
    """
    there = f"{twin}/{path.rpartition('/')[2]}"
    document = {**(read_document(writer, path) or {}), "deletedDateTime": deleted_at}
    writer.delete(there)
    writer.move(path, there)
    writer.put(there, document)
    return there


def restore(writer: TenantWriter, path: str) -> str:
    """
    Move a document back from the deleted items; return its path.

    Args:
        path: canonical path among the deleted items.
    Raises:
        NotFoundError: it is not there. ConflictError: its place has been taken.
    """
    collection, _, key = path.rpartition("/")
    document = writer.read(path)
    home = next((live for live, twin in DELETED_ITEMS.items() if twin == collection), None)
    if document is None or home is None:
        raise not_found(key)
    if writer.read(f"{home}/{key}") is not None:
        raise conflict(f"There is an object with the key '{key}' already.")
    writer.move(path, f"{home}/{key}")
    writer.replace(f"{home}/{key}", {name: value for name, value in document.items() if name != "deletedDateTime"})
    return f"{home}/{key}"


def keep_boxes(call: Call, writer: TenantWriter, path: str, secrets: Mapping[str, bytes]) -> None:
    """Seal secrets into the boxes of a document."""
    for name, content in secrets.items():
        writer.fill_box(path, name, call.parts.vault.seal(writer.tenant, path, name, content))


def _answer(call: Call, place: Place, document: Document, context: str, *, status: int, **headers: str) -> Response:
    call.options.allow("select", "expand")
    declared = call.type_named(place.cast or place.type)
    selected = selected_names(call.options, shown_type(call.version, declared, document))
    template = f"{place.template}/{{}}" if place.form == "collection" else place.template
    head: dict[str, Any] = {"@odata.context": f"{call.root}/$metadata#{context}"}
    body = project(shown(call.version, template, declared, document), selected)
    return json_response(status, {**head, **body}, **headers)


def _container(place: Place) -> str:
    """Return the context of what a member is a member of."""
    return place.context.rpartition("('")[0] if place.form == "item" and place.cast is None else place.context


def _value_in(document: Document, place: Place) -> Document:
    inner: Any = document
    for name in place.names:
        inner = inner.get(name) if isinstance(inner, dict) else None
    return inner if isinstance(inner, dict) else {}


def _wrapped(value: Any, names: tuple[str, ...]) -> Any:
    for name in reversed(names):
        value = {name: value}
    return value


def _typed_by_home(document: Document, place: Place) -> Document:
    home = place.path.rpartition("/")[0].rpartition("/")[2]
    for type_name, pattern in UNIONS[place.pattern.removesuffix("/{}")].items():
        if pattern.rpartition("/")[2] == home:
            return typed(document, type_name)
    return document


def _new_key(call: Call, place: Place, entity: Entity, body: Document) -> str:
    given = entity.document.get(place.key)
    fixed = FIXED_IDS.get(place.pattern)
    if fixed is not None:
        return fixed.get(str(entity.document.get(FIXED_ID_PROPERTY[place.pattern])), "") or call.parts.new_id()
    if place.key != "id" or place.pattern in NAMED_BY_CALLER:
        given = given if given is not None else body.get(place.key)
        if isinstance(given, str) and given.strip():
            return given
        if place.key != "id":
            raise bad_request(f"The property '{place.key}' is required.")
    return call.parts.new_id()


def _same_key(entity: Entity, stored: Document, place: Place) -> bool:
    return str(entity.document[place.key]).lower() == str(stored.get(place.key, "")).lower()


def _url_key(document: Document, path: str, place: Place) -> str:
    from urllib.parse import quote

    return quote(str(document.get(place.key, "")), safe="") or path.rpartition("/")[2]


def _keep_related(call: Call, writer: TenantWriter, path: str, template: str, entity: Entity) -> None:
    """Keep what the body of a new entity says of its relationships: contained things, and links to others."""
    known = relations(call.version, template, entity.type.name)
    for names, value in entity.related.items():
        relation = known[names]
        below = "/".join([path, *(name.lower() for name in names)])
        if relation.kind in ("links", "link"):
            for one in value if isinstance(value, list) else [value]:
                if one is not None:
                    target = target_path(writer, call.version, given_reference(one), relation.type)
                    writer.add_link(below, settle_target(writer, target, relation.type))
        elif value is not None:
            _keep_contained(call, writer, below, relation.template, relation.type, value)


def _keep_contained(call: Call, writer: TenantWriter, path: str, template: str, type_name: str, value: Any) -> None:
    many = isinstance(value, list)
    name = template.rpartition("/")[2]
    for one in value if many else [value]:
        if not isinstance(one, dict):
            raise bad_request(f"The property '{name}' must hold objects.")
        if many:
            place = _contained_place(call, path, template, type_name)
            insert_entity(call, writer, place, one)
        else:
            entity = accept(call.version, template, call.type_named(type_name), one, stored=None)
            writer.put(path, {"id": name, **entity.document})
            keep_boxes(call, writer, path, entity.secrets)


def _contained_place(call: Call, path: str, template: str, type_name: str) -> Place:
    type_ = type_or_none(call.version, type_name)
    key = _member_key(call, template, type_)
    return Place("collection", path, type_name, path, key, None, (), "", "", template)


def _member_key(call: Call, template: str, type_: Type | None) -> str:
    """Return what members of a contained collection are known by: their `id`, unless their type has none."""
    if type_ is None or type_.property("id") is not None:
        return "id"
    return type_.properties[0].name


def _create_link(call: Call, place: Place, body: Document) -> Response:
    with call.store.writing() as writer:
        target = target_path(writer, call.version, given_reference(body), place.type)
        target = settle_target(writer, target, place.type)
        writer.add_link(place.path, target)
        document = read_document(writer, target) or {}
    return _answer(call, place, document, f"{place.context}/$entity", status=201)


def _set_elsewhere(names: tuple[str, ...]) -> Exception:
    return bad_request(
        f"The relationship '{'/'.join(names)}' is changed on its own path, not by a change of its owner."
    )


def _wants_document(call: Call) -> bool:
    return "return=representation" in call.request.headers.get("prefer", "").replace(" ", "").lower()


def _check_precondition(call: Call) -> None:
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

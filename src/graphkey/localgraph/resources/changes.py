"""
What is done to stored entities: read where a place says, insert, change, bury and restore, with all that a body says of
things related to them.

Used by `handlers.generic`, and by handlers of actions that change what other requests read. Inside a `writing()`.

Rule: a body's contained things are kept below their owner, by the same rules as if each had come on its own path; a
relationship to something elsewhere becomes a link.
Rule: a nested collection in a change adds and changes members, and never removes one that it does not name.
Source: OData 4.01 part 1, sections 11.4.2.2 (create related entities) and 11.4.3.1 (update them)
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from graphkey.localgraph.call import Call
from graphkey.localgraph.problems import bad_request, conflict, not_found
from graphkey.localgraph.resources.entities import Entity, accept, add_initial, merge, stamp
from graphkey.localgraph.resources.keys import new_key, refuse_fixed, refuse_new_key, taken
from graphkey.localgraph.resources.links import given_reference, settle_target, target_path
from graphkey.localgraph.resources.places import Place, existing, is_of, read_document, union_path
from graphkey.localgraph.resources.relationships import Relation, relations
from graphkey.localgraph.resources.segments import key_of_type, pattern_of
from graphkey.localgraph.resources.special import (
    BUILT_IN,
    DELETED_ITEMS,
    SAME_PLACE,
    UNIONS,
)
from graphkey.localgraph.resources.views import typed
from graphkey.localgraph.storage.store import TenantStore, TenantWriter, item_path
from graphkey.wire import Document


def document_at(store: TenantStore, call: Call, place: Place) -> Document:
    """
    Return the stored document that a place names, or the value inside it.

    Raises:
        NotFoundError: there is none, or it is of another type than the path says.
    """
    path: str | None = place.path
    if place.form == "link":
        path = store.target(place.path)
    name = unquote(place.url.rpartition("/")[2])
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


def insert_entity(call: Call, writer: TenantWriter, place: Place, body: Document) -> tuple[str, Document]:
    """
    Keep a new member of a collection, with what its body says of things related to it.

    Returns: its path and its stored document.
    Raises:
        ConflictError: there is one of that key.
    """
    template = f"{place.template}/{{}}"
    entity = accept(call.version, template, call.type_named(place.type), body, stored=None)
    key = new_key(call, writer, place, entity, body)
    document: Document = {place.key: key, **{k: v for k, v in entity.document.items() if k != place.key}}
    stamp(entity.type, document, call.now, new=True)
    add_initial(entity.type, document, writer.tenant, call.now)
    collection = union_path(place.path, place.pattern, entity.type.name) or place.path
    path = item_path(collection, key)
    if not writer.insert(path, document):
        raise taken(place.pattern, key)
    keep_boxes(call, writer, path, entity.secrets)
    keep_related(call, writer, path, template, entity)
    return path, document


def change_entity(call: Call, writer: TenantWriter, place: Place, body: Document) -> Document:
    """Change what lives at a place; return the new document, or the new value inside it."""
    stored = document_at(writer, call, place)
    entity = accept(call.version, place.template, call.type_named(place.cast or place.type), body, stored=stored)
    if place.form == "item":
        refuse_built_in(place, stored, "PATCH")
        refuse_new_key(entity, stored, place)
        refuse_fixed(call, entity, stored)
    document: Document = merge(stored, entity.document)
    if place.form == "value":
        _keep_value(call, writer, place, entity, document)
        return document
    path = writer.target(place.path) or place.path if place.form == "link" else place.path
    stamp(entity.type, document, call.now, new=False)
    writer.put(path, document)
    keep_boxes(call, writer, path, entity.secrets)
    keep_related(call, writer, path, place.template, entity)
    return document


def put_entity(call: Call, writer: TenantWriter, place: Place, body: Document) -> Document:
    """Put a single thing, or a member of a known key, in the place of the one that is there, or where none is."""
    entity = accept(call.version, place.template, call.type_named(place.type), body, stored=None)
    name = unquote(place.url.rpartition("/")[2])
    document = {**({"id": name} if place.form == "single" else {place.key: name}), **entity.document}
    if place.form == "item":
        refuse_new_key(entity, {place.key: name}, place)
    stamp(entity.type, document, call.now, new=read_document(writer, place.path) is None)
    writer.put(place.path, document)
    writer.empty_boxes(place.path)
    keep_boxes(call, writer, place.path, entity.secrets)
    keep_related(call, writer, place.path, place.template, entity)
    return document


def keep_related(call: Call, writer: TenantWriter, path: str, template: str, entity: Entity) -> None:
    """Keep what a body says of an entity's relationships: contained things below it, and links to others."""
    known = relations(call.version, template, entity.type.name)
    for names, value in entity.related.items():
        relation = known[names]
        below = "/".join([path, *(name.lower() for name in names)])
        below = SAME_PLACE.get(below, below)
        if relation.kind in ("links", "link"):
            _keep_links(call, writer, below, relation, value)
        elif relation.kind == "set":
            _keep_members(call, writer, below, relation, value)
        elif value is not None:
            _keep_single(call, writer, below, relation, value)


def keep_boxes(call: Call, writer: TenantWriter, path: str, secrets: Mapping[str, bytes | None]) -> None:
    """Seal secrets into the boxes of a document; None empties one."""
    for name, content in secrets.items():
        if content is None:
            writer.empty_box(path, name)
            continue
        writer.fill_box(path, name, call.parts.vault.seal(writer.tenant, path, name, content))


def refuse_built_in(place: Place, stored: Document, method: str) -> None:
    """Refuse to change or delete what the service has made and keeps."""
    name, value, methods = BUILT_IN.get(place.pattern.removesuffix("/{}"), ("", "", frozenset[str]()))
    if method in methods and stored.get(name) == value:
        raise bad_request(f"The object is built in and takes no {method}.")


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
    there = f"{home}/{key}"
    if writer.read(there) is not None:
        raise conflict(f"There is an object with the key '{key}' already.")
    writer.move(path, there)
    writer.replace(there, {name: value for name, value in document.items() if name != "deletedDateTime"})
    return there


def _keep_links(call: Call, writer: TenantWriter, source: str, relation: Relation, value: Any) -> None:
    if relation.kind == "link" and value is None:
        writer.unlink(source)
        return
    for one in value if isinstance(value, list) else [value]:
        target = target_path(writer, call.version, given_reference(one), relation.type)
        target = settle_target(writer, target, relation.type)
        if relation.kind == "link":
            writer.link(source, target)
        else:
            writer.add_link(source, target)


def _keep_members(call: Call, writer: TenantWriter, path: str, relation: Relation, value: Any) -> None:
    key = key_of_type(call.version, relation.type)
    pattern = pattern_of(relation.template)
    place = Place("collection", path, relation.type, pattern, key, None, (), "", "", relation.template)
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise bad_request(f"The property '{relation.template.rpartition('/')[2]}' must be a list of objects.")
    for one in value:
        if "@odata.id" in one:
            raise bad_request(
                f"What '{relation.template.rpartition('/')[2]}' holds lives in it and cannot be referred to."
            )
        there = item_path(path, str(one.get(key)))
        if one.get(key) is not None and read_document(writer, there) is not None:
            member = place._replace(
                form="item", path=there, pattern=f"{pattern}/{{}}", template=f"{relation.template}/{{}}"
            )
            change_entity(call, writer, member, one)
        else:
            insert_entity(call, writer, place, one)


def _keep_single(call: Call, writer: TenantWriter, path: str, relation: Relation, value: Any) -> None:
    name = relation.template.rpartition("/")[2]
    if not isinstance(value, dict):
        raise bad_request(f"The property '{name}' must be an object.")
    stored = existing(writer, path, pattern_of(relation.template), name) or {"id": name}
    entity = accept(call.version, relation.template, call.type_named(relation.type), value, stored=stored)
    writer.put(path, merge(stored, entity.document))
    keep_boxes(call, writer, path, entity.secrets)
    keep_related(call, writer, path, relation.template, entity)


def _keep_value(call: Call, writer: TenantWriter, place: Place, entity: Entity, value: Document) -> None:
    """Put a complex value into its document."""
    whole = existing(writer, place.path, place.pattern) or {}
    writer.put(place.path, merge(whole, _wrapped(value, place.names)))
    inside = "/".join(place.names)
    keep_boxes(call, writer, place.path, {f"{inside}/{name}": secret for name, secret in entity.secrets.items()})
    keep_related(call, writer, f"{place.path}/{inside.lower()}", place.template, entity)


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

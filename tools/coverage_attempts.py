"""
How each kind of operation is tried, and how its effect is seen by a second read.

One table, kind -> attempt; an attempt raises `NotSeen` with what a second request did not show. Used by `coverage_walk`.

Rule: the second read is a request of its own, never the answer of the one that is tried.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from coverage_samples import body_of
from coverage_world import NotSeen, World
from graphkey.catalog import load
from graphkey.catalog.model import Operation, Type, Version
from graphkey.errors import UsageError
from graphkey.localgraph.resources.entities import ancestors
from graphkey.localgraph.resources.relationships import relations
from graphkey.localgraph.resources.segments import key_name, plain_template, steps_of
from graphkey.localgraph.resources.special import UNCHANGED
from graphkey.wire import Document, Response


def same(sent: Any, got: Any) -> bool:
    """Tell whether an answer holds what was sent; an answer may say more."""
    if isinstance(sent, dict):
        return isinstance(got, dict) and all(
            same(value, got.get(name)) for name, value in sent.items() if name != "@odata.type"
        )
    if isinstance(sent, list):
        return isinstance(got, list) and len(sent) == len(got) and all(map(same, sent, got))
    return bool(sent == got)


def _expect(condition: bool, says: str) -> None:
    if not condition:
        raise NotSeen(says)


def _listed(world: World, collection: str, key: str, name: str) -> bool:
    """Tell whether a collection lists a member, on any of its pages."""
    path: str | None = f"{collection}?$top=999"
    while path:
        document = world.ask("GET", path)
        if any(str(one.get(name, "")).lower() == key.lower() for one in document["value"]):
            return True
        link = document.get("@odata.nextLink")
        path = None if link is None else "/" + link.split("/", 4)[4]
    return False


def _try_list(world: World, operation: Operation) -> None:
    collection = world.path_to(operation.path)
    if steps_of(world.version, operation.path)[-1].kind == "value":
        _plant_values(world, operation.path, collection)
        _expect(len(world.ask("GET", collection)["value"]) == 2, "the list is not the one that is stored")
        return
    template = operation.path + "/{x-" + _key_below(world, operation.path) + "}"
    key = world.member(collection, template)
    _expect(_listed(world, collection, key, key_name(template)), "the list does not show a member that was made")


def _plant_values(world: World, template: str, path: str) -> None:
    """Put two objects into a list that is part of a document."""
    place = world.place(path, template)
    body = body_of(world.version, world.type_at(template), 0)
    with world.store.writing() as writer:
        writer.put(place.path, {**(writer.read(place.path) or {}), place.names[-1]: [body, body]})


def _key_below(world: World, template: str) -> str:
    """Return the name of a collection's key property."""
    below = [
        one for one in world.templates() if one.startswith(template + "/{") and "/" not in one[len(template) + 1 :]
    ]
    return key_name(below[0]) if below else world.type_at(template).key


def _try_count(world: World, operation: Operation) -> None:
    template = plain_template(operation.path)
    collection = world.path_to(template)
    before = int(world.ask("GET", f"{collection}/$count").body)
    if steps_of(world.version, template)[-1].kind == "value":
        _plant_values(world, template, collection)
        _expect(int(world.ask("GET", f"{collection}/$count").body) == before + 2, "the count is another")
        return
    cast_to = None
    if template.rpartition("/")[2].startswith("graph."):
        template, _, cast_to = template.rpartition("/graph.")
    home = collection.removesuffix(f"/microsoft.graph.{cast_to}")
    world.member(home, template + "/{x-" + _key_below(world, template) + "}", cast_to)
    after = int(world.ask("GET", f"{collection}/$count").body)
    _expect(after == before + 1, f"the count went from {before} to {after}")


def _try_get(world: World, operation: Operation) -> None:
    kind = steps_of(world.version, operation.path)[-1].kind
    path = world.path_to(operation.path)
    if kind == "key":
        key, name = path.rpartition("/")[2], key_name(operation.path)
        _expect(str(world.ask("GET", path)[name]).lower() == key.lower(), "the answer has another key")
    elif kind == "link":
        _show_link(world, operation, path)
    else:
        _show_single(world, operation, path)


def _show_link(world: World, operation: Operation, path: str) -> None:
    target, _ = world.target(operation.path)
    with world.store.writing() as writer:
        writer.link(world.place(path, operation.path).path, target)
    _expect(
        str(world.ask("GET", path).get("id", "")).lower() == target.rpartition("/")[2],
        "it is not what the link leads to",
    )


def _show_single(world: World, operation: Operation, path: str) -> None:
    """Show a single thing by changing it and reading the change; what cannot be changed is planted changed."""
    world.settle(path, operation.path, last=True)
    if not world.made(operation.path, world.type_at(operation.path), 0, world.declared_at(operation.path)):
        _expect("@odata.context" in world.ask("GET", path), "the answer has no context")  # it holds other things alone
        return
    if world.has("PATCH", operation.path) or world.has("PUT", operation.path):
        _change_single(world, operation.path, path)
        return
    body = world.made(operation.path, world.type_at(operation.path), 0, world.declared_at(operation.path))
    place = world.place(path, operation.path)
    with world.store.writing() as writer:
        if place.form != "value":
            writer.put(place.path, {"id": "x", **body})
        else:
            whole = writer.read(place.path) or {}
            inner = whole
            for name in place.names[:-1]:
                inner = inner.setdefault(name, {})
            inner[place.names[-1]] = body
            writer.put(place.path, whole)
    answer = world.ask("GET", path)
    _expect(same(_visible(world, body, operation.path), answer), "the answer has not what is stored")


def _change_single(world: World, template: str, path: str) -> None:
    type_ = world.type_at(template)
    if not world.made(template, type_, 0):
        _change_within(world, template, path)
        return
    method = "PUT" if world.has("PUT", template) else "PATCH"
    for variant in (0, 1):
        body = world.made(template, type_, variant, world.declared_at(template))
        world.ask(method, path, body, status=204)
        answer, seen = world.ask("GET", path), _visible(world, body, template)
        _expect(bool(seen), "its type has nothing that can be changed")
        _expect(same(seen, answer), f"a read after the change does not show it: {_difference(seen, answer)}")


def _change_within(world: World, template: str, path: str) -> None:
    """Change what only holds other things by a body that holds one of those, and see it on its own path."""
    known = relations(world.version, template, world.type_at(template).name)
    for names, relation in known.items():
        inner = world.type_at(relation.template)
        declared = world.declared_at(relation.template)
        body = world.made(relation.template, inner, 1, declared)
        if len(names) != 1 or relation.kind not in ("single", "set") or not body:
            continue
        key = "changed-within"
        body = {**body, inner.key: key}
        world.ask("PATCH", path, {names[0]: [body] if relation.kind == "set" else body}, status=204)
        seen = _visible(world, {n: v for n, v in body.items() if n != inner.key}, relation.template)
        below = f"{path}/{names[0]}"
        if relation.kind == "set":
            found = world.ask("GET", f"{below}?$top=999")["value"]
            _expect(any(same(seen, one) for one in found), "what the change holds is not on its own path")
        else:
            _expect(same(seen, world.ask("GET", below)), "what the change holds is not on its own path")
        return
    raise NotSeen("its type has nothing that can be changed")


def _visible(world: World, body: Document, template: str) -> Document:
    """Leave away what is never answered: secrets."""
    type_ = world.type_at(template)
    secret = {one.name for one in type_.properties if one.secret}
    return _without_secrets(world.version, {name: value for name, value in body.items() if name not in secret}, type_)


def _without_secrets(version: Version, body: Document, type_: Type) -> Document:
    result: Document = {}
    for name, value in body.items():
        found = type_.property(name)
        if found is not None and found.secret:
            continue
        nested = None if found is None else _object_type(version, found.type, value)
        if nested is not None and isinstance(value, dict):
            value = _without_secrets(version, value, nested)
        elif nested is not None and isinstance(value, list):
            value = [_without_secrets(version, one, nested) for one in value]
        result[name] = value
    return result


def _object_type(version: Version, name: str, value: Any) -> Type | None:
    one = value[0] if isinstance(value, list) and value else value
    if not isinstance(one, dict):
        return None
    named = str(one.get("@odata.type", name)).removeprefix("#microsoft.graph.")
    try:
        return load.type_of(version, named)
    except UsageError:
        return None


def _difference(sent: Document, got: Any) -> str:
    return ", ".join(
        f"{name}: {got.get(name)!r} for {value!r}" for name, value in sent.items() if not same(value, got.get(name))
    )[:300]


def _try_create(world: World, operation: Operation) -> None:
    collection = world.path_to(operation.path)
    if steps_of(world.version, operation.path)[-1].kind == "links":
        _, url = world.target(operation.path)
        made = world.ask("POST", collection, {"@odata.id": url}, status=201)
        _expect(_listed(world, collection, made["id"], "id"), "the list does not show what was added")
        return
    template = operation.path + "/{x-" + _key_below(world, operation.path) + "}"
    type_ = world.type_at(operation.path)
    body = world.body(template, type_)
    response = world.send("POST", collection, body)
    _expect(response.status == 201, f"answered {response.status}: {response.body.decode()[:200]}")
    made, name = response.json(), key_name(template)
    path = f"{collection}/{quote(str(made[name]), safe='')}"
    if any(one.startswith(operation.path + "/{") for one in world.templates()):
        got = world.ask("GET", path)
    else:
        got = next((one for one in world.ask("GET", collection)["value"] if one.get(name) == made[name]), None)
    seen = _visible(world, {k: v for k, v in body.items() if k != name}, operation.path)
    _expect(
        got is not None and same(seen, got), f"a read does not show what was created: {_difference(seen, got or {})}"
    )


def _try_update(world: World, operation: Operation) -> None:
    kind = steps_of(world.version, operation.path)[-1].kind
    path = world.path_to(operation.path)
    if kind == "link":
        _show_link(world, operation, path)
    if kind != "key":
        _change_single(world, operation.path, path)
        return
    parent = operation.path.rpartition("/")[0]
    type_ = world.type_at(parent)
    method = operation.method
    fixed = {name for one in (type_.name, *ancestors(world.version, type_)) for name in UNCHANGED.get(one, ())}
    made = world.made(operation.path, type_, 1, world.declared_at(parent))
    body = {name: value for name, value in made.items() if name not in fixed}
    before = world.ask("GET", path)
    _expect(bool(body), "its type has nothing that can be changed")
    body = {**body, key_name(operation.path): before[key_name(operation.path)]}
    world.ask(method, path, body, status=204)
    seen = _visible(world, body, parent)
    after = world.ask("GET", path)
    _expect(bool(seen), "its type has nothing that can be changed")
    _expect(same(seen, after), f"a read after the change does not show it: {_difference(seen, after)}")
    if same(seen, before):
        _change_within(world, operation.path, path)  # its own properties are fixed


def _try_delete(world: World, operation: Operation) -> None:
    kind = steps_of(world.version, operation.path)[-1].kind
    path = world.path_to(operation.path)
    if kind == "key":
        world.ask("GET", path)
        world.ask("DELETE", path, status=204)
        _expect(world.send("GET", path).status == 404, "it can still be read")
        return
    if kind == "single":
        world.send("DELETE", path)
    first = world.send("GET", path)
    if (first.status == 404 and world.has("PATCH", operation.path)) or not world.has("PUT", operation.path):
        world.settle(path, operation.path, last=True)
    if kind == "single" and not world.made(
        operation.path, world.type_at(operation.path), 0, world.declared_at(operation.path)
    ):
        _delete_container(world, operation, path)
        return
    if kind == "link":
        _show_link(world, operation, path)
        first = Response(404)
    elif world.has("PUT", operation.path) or world.has("PATCH", operation.path):
        _change_single(world, operation.path, path)
    else:
        _show_single(world, operation, path)
    world.ask("DELETE", path, status=204)
    last = world.send("GET", path)
    if first.status == 404:
        _expect(last.status == 404, "it can still be read")
    else:
        _expect(last.status == 200 and last.json() == first.json(), "it is not what it was at first")


def _delete_container(world: World, operation: Operation, path: str) -> None:
    """See that deleting what only holds other things deletes those."""
    before = _held(world, operation.path, path)
    _change_within(world, operation.path, path)
    _expect(_held(world, operation.path, path) != before, "what was put into it is not there")
    world.ask("DELETE", path, status=204)
    _expect(_held(world, operation.path, path) == before, "what was put into it is still there")


def _held(world: World, template: str, path: str) -> list[Document]:
    """Read all that a thing holds that has nothing of its own."""
    known = relations(world.version, template, world.type_at(template).name)
    return [
        world.ask("GET", f"{path}/{names[0]}")
        for names, relation in known.items()
        if len(names) == 1 and relation.kind in ("single", "set")
    ]


def _try_cast(world: World, operation: Operation) -> None:
    template, _, cast_to = operation.path.rpartition("/graph.")
    last = steps_of(world.version, template)[-1]
    path = world.path_to(template)
    if last.kind == "set":
        other = world.type_at(template)
        inside = world.create(path, template + "/{x-id}", world.type_at(template, cast_to))
        outside = world.create(path, template + "/{x-id}", other) if other.name != cast_to else None
        _expect(_listed(world, f"{path}/microsoft.graph.{cast_to}", inside["id"], "id"), "it is not listed")
        if outside is not None:
            _expect(
                not _listed(world, f"{path}/microsoft.graph.{cast_to}", outside["id"], "id"), "another type is listed"
            )
        return
    path = world.path_to(operation.path)
    if last.kind == "key":
        _expect(world.ask("GET", path)["id"].lower() == path.split("/")[-2].lower(), "it is another one")
        return
    _show_single(world, operation, path)


def _try_ref_list(world: World, operation: Operation) -> None:
    template = plain_template(operation.path)
    collection = world.path_to(template)
    before = world.ask("GET", f"{collection}/$ref")["value"]
    key = world.link(collection, template)
    after = world.ask("GET", f"{collection}/$ref")["value"]
    _expect(len(after) == len(before) + 1 and after[-1]["@odata.id"].lower().endswith(f"/{key}"), "it is not listed")


def _try_ref_delete(world: World, operation: Operation) -> None:
    template = plain_template(operation.path)
    if template.endswith("}"):
        path = world.path_to(template)
        collection, _, key = path.rpartition("/")
        world.ask("DELETE", f"{path}/$ref", status=204)
    elif steps_of(world.version, template)[-1].kind == "links":
        collection = world.path_to(template)
        key = world.link(collection, template)
        url = next(one["@odata.id"] for one in world.ask("GET", f"{collection}/$ref")["value"])
        world.ask("DELETE", f"{collection}/$ref?@id={quote(url, safe='')}", status=204)
    else:
        path = world.path_to(template)
        _, url = world.target(template)
        world.ask("PUT", f"{path}/$ref", {"@odata.id": url}, status=204)
        world.ask("DELETE", f"{path}/$ref", status=204)
        _expect(world.send("GET", f"{path}/$ref").status == 404, "it is still there")
        return
    left = world.ask("GET", f"{collection}/$ref")["value"]
    _expect(not any(one["@odata.id"].lower().endswith(f"/{key}") for one in left), "it is still listed")


def _try_ref_single(world: World, operation: Operation) -> None:
    template = plain_template(operation.path)
    path = world.path_to(template)
    target, url = world.target(template)
    world.ask("PUT", f"{path}/$ref", {"@odata.id": url}, status=204)
    shown = world.ask("GET", f"{path}/$ref")["@odata.id"]
    _expect(shown.lower().endswith("/" + target.rpartition("/")[2]), "it is not shown")


def _try_media(world: World, operation: Operation) -> None:
    entity = world.path_to(plain_template(operation.path))
    path, content = f"{entity}/$value", f'<TrustFrameworkPolicy PolicyId="{entity.rpartition("/")[2]}"/>'.encode()
    put = world.send("PUT", path, content, content_type="application/xml")
    _expect(put.status in (200, 201, 204), f"PUT answered {put.status}: {put.body.decode()[:200]}")
    got = world.send("GET", path)
    _expect((got.status, got.body, got.headers["content-type"]) == (200, content, "application/xml"), "not read back")
    if operation.kind == "media-delete":
        world.ask("DELETE", path, status=204)
        _expect(world.send("GET", path).status == 404, "it can still be read")


ATTEMPTS: Mapping[str, Callable[[World, Operation], None]] = {
    "list": _try_list,
    "count": _try_count,
    "get": _try_get,
    "create": _try_create,
    "update": _try_update,
    "set": _try_update,
    "delete": _try_delete,
    "cast": _try_cast,
    "ref-list": _try_ref_list,
    "ref-add": _try_ref_list,
    "ref-get": _try_ref_single,
    "ref-set": _try_ref_single,
    "ref-delete": _try_ref_delete,
    "media-get": _try_media,
    "media-set": _try_media,
    "media-delete": _try_media,
}

"""
Try every operation of the catalog on a local Graph and see its effect by a second read.

Run by the tests (`tests/localgraph/test_coverage.py`) and by `make_docs`, which writes docs/reference/coverage.md from the
result. For each operation what it needs is made first: parents by their own create operation where there is one, else,
for what only the service makes, straight in the store.

Rule: an operation counts when a *second* request shows what it did: a created member is read, a changed value is read
changed, a deleted one is 404, a count moves by one, a reference is listed and gone.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from coverage_samples import body_of, concrete
from graphkey.catalog import load
from graphkey.catalog.model import Operation, Type, Version
from graphkey.errors import Error
from graphkey.localgraph import LocalGraph
from graphkey.localgraph.entities import relations
from graphkey.localgraph.handlers import find_handler
from graphkey.localgraph.places import Place, key_name, locate, plain_template, steps_of
from graphkey.localgraph.resources import ABSENT_AT_FIRST, HOMES
from graphkey.wire import Document, Request, Response

VERSIONS: tuple[Version, ...] = ("beta", "v1.0")


class Shown(NamedTuple):
    """
    Say what came of one operation.

    Args:
        why_not: empty when its effect was seen.
    """

    operation: Operation
    why_not: str = ""


class NotSeen(Exception):  # noqa: N818  it is what a try came to, no error of the program
    """Say what a second read did not show."""


def walk(graph: LocalGraph) -> list[Shown]:
    """Try every operation of both versions; actions and functions are left to their own tests."""
    return [shown for version in VERSIONS for shown in Walker(graph, version).walk()]


class Walker:
    """Try the operations of one version, in the order of the catalog, each in a place of its own."""

    def __init__(self, graph: LocalGraph, version: Version) -> None:
        self._graph = graph
        self._version = version
        self._token = graph.access_token().reveal()
        self._made = 0
        self._store = graph._parts.open_tenant(graph.tenant_id)
        self.operations = load.operations(version)
        self._templates = [operation.path for operation in self.operations]

    def walk(self) -> Iterator[Shown]:
        """Try each operation that is no action and no function."""
        for operation in self.operations:
            attempt = _ATTEMPTS.get(operation.kind)
            if attempt is None:
                continue
            try:
                attempt(self, operation)
                yield Shown(operation)
            except (NotSeen, Error) as miss:
                yield Shown(operation, str(miss))

    # -- requests --------------------------------------------------------------------------------------------------------

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        """Send one request, as JSON unless the body is bytes."""
        from json import dumps

        named = {
            "authorization": f"Bearer {self._token}",
            "consistencylevel": "eventual",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        content = body if isinstance(body, bytes) else b"" if body is None else dumps(body).encode()
        if body is not None:
            named.setdefault("content-type", "application/json")
        return self._graph.transport(Request(method, f"https://localhost/{self._version}{path}", named, content))

    def ask(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """Send one request that must be answered with a status; return its document."""
        response = self.send(method, path, body)
        if response.status != status:
            raise NotSeen(f"{method} {path} answered {response.status}: {response.body.decode(errors='replace')[:200]}")
        return response.json() if response.body and "json" in response.headers.get("content-type", "") else response

    # -- what an operation needs -----------------------------------------------------------------------------------------

    def path_to(self, template: str) -> str:
        """Return a path of a template whose parents have been made; the last key, too, when it ends with one."""
        path = ""
        segments = template.split("/")[1:]
        for at, segment in enumerate(segments):
            prefix = "/" + "/".join(segments[: at + 1])
            if not segment.startswith("{"):
                path += f"/{segment.replace('graph.', 'microsoft.graph.')}"
                self.settle(path, prefix, last=at == len(segments) - 1)
                continue
            cast_to = next((one[6:] for one in segments[at + 1 : at + 2] if one.startswith("graph.")), None)
            path += f"/{quote(self.member(path, prefix, cast_to), safe='')}"
        return path

    def settle(self, path: str, template: str, *, last: bool) -> None:
        """Make a single thing that is not there at first, and let a link that the path goes through lead somewhere."""
        kind = steps_of(self._version, template)[-1].kind
        if kind == "link" and not last:
            target, _ = self.target(template)
            with self._store.writing() as writer:
                writer.link(self.place(path, template).path, target)
        elif kind == "single" and not self.has("PUT", template):
            place = self.place(path, template)
            if place.pattern in ABSENT_AT_FIRST and self._store.read(place.path) is None:
                with self._store.writing() as writer:
                    writer.put(place.path, {"id": place.path.rpartition("/")[2]})

    def member(self, collection: str, template: str, cast_to: str | None = None) -> str:
        """Make a member of a collection, or link one; return its key."""
        parent = template.rpartition("/")[0]
        if collection == "/users":
            return self.known("user")
        if collection == "/organization":
            return self._graph.tenant_id
        if steps_of(self._version, parent)[-1].kind == "links":
            return self.link(collection, parent)
        type_ = self.type_at(parent, cast_to)
        if self.has("POST", parent):
            return str(self.create(collection, template, type_)[key_name(template)])
        return self.plant(collection, template, type_)

    def create(self, collection: str, template: str, type_: Type, variant: int = 0) -> Document:
        """Create a member by its own operation; return the answer."""
        document: Document = self.ask("POST", collection, self.body(template, type_, variant), status=201)
        return document

    def body(self, template: str, type_: Type, variant: int = 0) -> Document:
        """Return a body for a new member, with a key of its own."""
        self._made += 1
        key = f"key{self._made}{self._version}".replace(".", "-")
        declared = self.declared_at(template.rpartition("/")[0])
        return {**self.made(template, type_, variant, declared), key_name(template): key}

    def made(self, template: str, type_: Type, variant: int, declared: Type | None = None) -> Document:
        """Return a body of a type without the relationships that have paths of their own."""
        apart = {names[0] for names in relations(self._version, template, type_.name) if len(names) == 1}
        body = body_of(self._version, type_, variant, declared=declared)
        return {name: value for name, value in body.items() if name not in apart}

    def plant(self, collection: str, template: str, type_: Type) -> str:
        """Write a member that no operation creates straight into the store."""
        self._made += 1
        key = f"planted{self._made}"
        parent = template.rpartition("/")[0]
        place = self.place(collection, parent)
        document = {key_name(template): key, **self.made(template, type_, 0, self.declared_at(parent))}
        with self._store.writing() as writer:
            writer.put(f"{place.path}/{key}", document)
        return key

    def link(self, collection: str, template: str) -> str:
        """Let a relationship of many refer to one more object; return its key."""
        target, url = self.target(template)
        if self.has("POST", template + "/$ref"):
            self.ask("POST", f"{collection}/$ref", {"@odata.id": url}, status=204)
        else:
            with self._store.writing() as writer:
                writer.add_link(self.place(collection, template).path, target)
        return target.rpartition("/")[2]

    def target(self, template: str) -> tuple[str, str]:
        """Make an object that a relationship can refer to; return its canonical path and a URL of it."""
        name = steps_of(self._version, template)[-1].type
        home = HOMES[name]
        if name in ("user", "device", "group", "directoryObject"):
            kind = "group" if name == "directoryObject" else name
            home, key = f"/{kind}s", self.known(kind)
        else:
            key = self.member(
                home, next(one for one in self.templates() if one.startswith(home + "/{") and one.endswith("}"))
            )
        return f"{home.lower()}/{key.lower()}", f"https://graph.microsoft.com/{self._version}{home}/{key}"

    def known(self, kind: str) -> str:
        """Put one more user, group or device into the directory; return its id."""
        self._made += 1
        key = f"00000000-0000-4000-8000-{self._made:012d}"
        with self._store.writing() as writer:
            writer.put(f"/{kind}s/{key}", {"id": key, "@odata.type": f"#microsoft.graph.{kind}"})
        return key

    def place(self, path: str, template: str) -> Place:
        """Return where a path lives."""
        match = load.operations_at(self._version, path.replace("/microsoft.graph.", "/graph."))
        ids = match.ids if match is not None else {}
        return locate(self._store, self._version, template, ids)

    def has(self, method: str, template: str) -> bool:
        """Tell whether the version has an operation."""
        from graphkey.localgraph.places import operation_at

        return operation_at(self._version, method, template) is not None

    def type_at(self, template: str, cast_to: str | None = None) -> Type:
        """Return the concrete type that members of a collection, or a single thing, are tried with."""
        name = cast_to or steps_of(self._version, template)[-1].type
        return concrete(self._version, load.type_of(self._version, name))

    def declared_at(self, template: str) -> Type:
        """Return the declared type of a collection's members."""
        return load.type_of(self._version, steps_of(self._version, template)[-1].type)

    def templates(self) -> list[str]:
        """List the templates of the version."""
        return self._templates


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


def _listed(walker: Walker, collection: str, key: str, name: str) -> bool:
    """Tell whether a collection lists a member, on any of its pages."""
    path: str | None = f"{collection}?$top=999"
    while path:
        document = walker.ask("GET", path)
        if any(str(one.get(name, "")).lower() == key.lower() for one in document["value"]):
            return True
        link = document.get("@odata.nextLink")
        path = None if link is None else "/" + link.split("/", 4)[4]
    return False


def _try_list(walker: Walker, operation: Operation) -> None:
    collection = walker.path_to(operation.path)
    if steps_of(walker._version, operation.path)[-1].kind == "value":
        _plant_values(walker, operation.path, collection)
        _expect(len(walker.ask("GET", collection)["value"]) == 2, "the list is not the one that is stored")
        return
    template = operation.path + "/{x-" + _key_below(walker, operation.path) + "}"
    key = walker.member(collection, template)
    _expect(_listed(walker, collection, key, key_name(template)), "the list does not show a member that was made")


def _plant_values(walker: Walker, template: str, path: str) -> None:
    """Put two objects into a list that is part of a document."""
    place = walker.place(path, template)
    body = body_of(walker._version, walker.type_at(template), 0)
    with walker._store.writing() as writer:
        writer.put(place.path, {**(writer.read(place.path) or {}), place.names[-1]: [body, body]})


def _key_below(walker: Walker, template: str) -> str:
    """Return the name of a collection's key property."""
    below = [
        one for one in walker.templates() if one.startswith(template + "/{") and "/" not in one[len(template) + 1 :]
    ]
    return key_name(below[0]) if below else walker.type_at(template).key


def _try_count(walker: Walker, operation: Operation) -> None:
    template = plain_template(operation.path)
    collection = walker.path_to(template)
    before = int(walker.ask("GET", f"{collection}/$count").body)
    if steps_of(walker._version, template)[-1].kind == "value":
        _plant_values(walker, template, collection)
        _expect(int(walker.ask("GET", f"{collection}/$count").body) == before + 2, "the count is another")
        return
    cast_to = None
    if template.rpartition("/")[2].startswith("graph."):
        template, _, cast_to = template.rpartition("/graph.")
    home = collection.removesuffix(f"/microsoft.graph.{cast_to}")
    walker.member(home, template + "/{x-" + _key_below(walker, template) + "}", cast_to)
    after = int(walker.ask("GET", f"{collection}/$count").body)
    _expect(after == before + 1, f"the count went from {before} to {after}")


def _try_get(walker: Walker, operation: Operation) -> None:
    kind = steps_of(walker._version, operation.path)[-1].kind
    path = walker.path_to(operation.path)
    if kind == "key":
        key, name = path.rpartition("/")[2], key_name(operation.path)
        _expect(str(walker.ask("GET", path)[name]).lower() == key.lower(), "the answer has another key")
    elif kind == "link":
        _show_link(walker, operation, path)
    else:
        _show_single(walker, operation, path)


def _show_link(walker: Walker, operation: Operation, path: str) -> None:
    target, _ = walker.target(operation.path)
    with walker._store.writing() as writer:
        writer.link(walker.place(path, operation.path).path, target)
    _expect(
        str(walker.ask("GET", path).get("id", "")).lower() == target.rpartition("/")[2],
        "it is not what the link leads to",
    )


def _show_single(walker: Walker, operation: Operation, path: str) -> None:
    """Show a single thing by changing it and reading the change; what cannot be changed is planted changed."""
    walker.settle(path, operation.path, last=True)
    if not walker.made(operation.path, walker.type_at(operation.path), 0, walker.declared_at(operation.path)):
        _expect("@odata.context" in walker.ask("GET", path), "the answer has no context")  # it holds other things alone
        return
    if walker.has("PATCH", operation.path) or walker.has("PUT", operation.path):
        _change_single(walker, operation.path, path)
        return
    body = walker.made(operation.path, walker.type_at(operation.path), 0, walker.declared_at(operation.path))
    place = walker.place(path, operation.path)
    with walker._store.writing() as writer:
        if place.form != "value":
            writer.put(place.path, {"id": "x", **body})
        else:
            whole = writer.read(place.path) or {}
            inner = whole
            for name in place.names[:-1]:
                inner = inner.setdefault(name, {})
            inner[place.names[-1]] = body
            writer.put(place.path, whole)
    answer = walker.ask("GET", path)
    _expect(same(_visible(walker, body, operation.path), answer), "the answer has not what is stored")


def _change_single(walker: Walker, template: str, path: str) -> None:
    type_ = walker.type_at(template)
    if not walker.made(template, type_, 0):
        _change_within(walker, template, path)
        return
    method = "PUT" if walker.has("PUT", template) else "PATCH"
    for variant in (0, 1):
        body = walker.made(template, type_, variant, walker.declared_at(template))
        walker.ask(method, path, body, status=204)
        answer, seen = walker.ask("GET", path), _visible(walker, body, template)
        _expect(bool(seen), "its type has nothing that can be changed")
        _expect(same(seen, answer), f"a read after the change does not show it: {_difference(seen, answer)}")


def _change_within(walker: Walker, template: str, path: str) -> None:
    """Change what only holds other things by a body that holds one of those, and see it on its own path."""
    known = relations(walker._version, template, walker.type_at(template).name)
    for names, relation in known.items():
        inner = walker.type_at(relation.template)
        declared = walker.declared_at(relation.template)
        body = walker.made(relation.template, inner, 1, declared)
        if len(names) != 1 or relation.kind not in ("single", "set") or not body:
            continue
        key = "changed-within"
        body = {**body, inner.key: key}
        walker.ask("PATCH", path, {names[0]: [body] if relation.kind == "set" else body}, status=204)
        seen = _visible(walker, {n: v for n, v in body.items() if n != inner.key}, relation.template)
        below = f"{path}/{names[0]}"
        if relation.kind == "set":
            found = walker.ask("GET", f"{below}?$top=999")["value"]
            _expect(any(same(seen, one) for one in found), "what the change holds is not on its own path")
        else:
            _expect(same(seen, walker.ask("GET", below)), "what the change holds is not on its own path")
        return
    raise NotSeen("its type has nothing that can be changed")


def _visible(walker: Walker, body: Document, template: str) -> Document:
    """Leave away what is never answered: secrets."""
    type_ = walker.type_at(template)
    secret = {one.name for one in type_.properties if one.secret}
    return _without_secrets(walker._version, {name: value for name, value in body.items() if name not in secret}, type_)


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
    except Exception:  # noqa: BLE001  a primitive type
        return None


def _difference(sent: Document, got: Any) -> str:
    return ", ".join(
        f"{name}: {got.get(name)!r} for {value!r}" for name, value in sent.items() if not same(value, got.get(name))
    )[:300]


def _try_create(walker: Walker, operation: Operation) -> None:
    collection = walker.path_to(operation.path)
    if steps_of(walker._version, operation.path)[-1].kind == "links":
        _, url = walker.target(operation.path)
        made = walker.ask("POST", collection, {"@odata.id": url}, status=201)
        _expect(_listed(walker, collection, made["id"], "id"), "the list does not show what was added")
        return
    template = operation.path + "/{x-" + _key_below(walker, operation.path) + "}"
    type_ = walker.type_at(operation.path)
    body = walker.body(template, type_)
    response = walker.send("POST", collection, body)
    _expect(response.status == 201, f"answered {response.status}: {response.body.decode()[:200]}")
    made, name = response.json(), key_name(template)
    path = f"{collection}/{quote(str(made[name]), safe='')}"
    if any(one.startswith(operation.path + "/{") for one in walker.templates()):
        got = walker.ask("GET", path)
    else:
        got = next((one for one in walker.ask("GET", collection)["value"] if one.get(name) == made[name]), None)
    seen = _visible(walker, {k: v for k, v in body.items() if k != name}, operation.path)
    _expect(
        got is not None and same(seen, got), f"a read does not show what was created: {_difference(seen, got or {})}"
    )


def _try_update(walker: Walker, operation: Operation) -> None:
    kind = steps_of(walker._version, operation.path)[-1].kind
    path = walker.path_to(operation.path)
    if kind == "link":
        _show_link(walker, operation, path)
    if kind != "key":
        _change_single(walker, operation.path, path)
        return
    parent = operation.path.rpartition("/")[0]
    type_ = walker.type_at(parent)
    method = operation.method
    body = walker.made(operation.path, type_, 1, walker.declared_at(parent))
    before = walker.ask("GET", path)
    _expect(bool(body), "its type has nothing that can be changed")
    body = {**body, key_name(operation.path): before[key_name(operation.path)]}
    walker.ask(method, path, body, status=204)
    seen = _visible(walker, body, parent)
    after = walker.ask("GET", path)
    _expect(bool(seen), "its type has nothing that can be changed")
    _expect(same(seen, after), f"a read after the change does not show it: {_difference(seen, after)}")
    if same(seen, before):
        _change_within(walker, operation.path, path)  # its own properties are fixed


def _try_delete(walker: Walker, operation: Operation) -> None:
    kind = steps_of(walker._version, operation.path)[-1].kind
    path = walker.path_to(operation.path)
    if kind == "key":
        walker.ask("GET", path)
        walker.ask("DELETE", path, status=204)
        _expect(walker.send("GET", path).status == 404, "it can still be read")
        return
    if kind == "single":
        walker.send("DELETE", path)
    first = walker.send("GET", path)
    if (first.status == 404 and walker.has("PATCH", operation.path)) or not walker.has("PUT", operation.path):
        walker.settle(path, operation.path, last=True)
    if kind == "single" and not walker.made(
        operation.path, walker.type_at(operation.path), 0, walker.declared_at(operation.path)
    ):
        _delete_container(walker, operation, path)
        return
    if kind == "link":
        _show_link(walker, operation, path)
        first = Response(404)
    elif walker.has("PUT", operation.path) or walker.has("PATCH", operation.path):
        _change_single(walker, operation.path, path)
    else:
        _show_single(walker, operation, path)
    walker.ask("DELETE", path, status=204)
    last = walker.send("GET", path)
    if first.status == 404:
        _expect(last.status == 404, "it can still be read")
    else:
        _expect(last.status == 200 and last.json() == first.json(), "it is not what it was at first")


def _delete_container(walker: Walker, operation: Operation, path: str) -> None:
    """See that deleting what only holds other things deletes those."""
    before = _held(walker, operation.path, path)
    _change_within(walker, operation.path, path)
    _expect(_held(walker, operation.path, path) != before, "what was put into it is not there")
    walker.ask("DELETE", path, status=204)
    _expect(_held(walker, operation.path, path) == before, "what was put into it is still there")


def _held(walker: Walker, template: str, path: str) -> list[Document]:
    """Read all that a thing holds that has nothing of its own."""
    known = relations(walker._version, template, walker.type_at(template).name)
    return [
        walker.ask("GET", f"{path}/{names[0]}")
        for names, relation in known.items()
        if len(names) == 1 and relation.kind in ("single", "set")
    ]


def _try_cast(walker: Walker, operation: Operation) -> None:
    template, _, cast_to = operation.path.rpartition("/graph.")
    last = steps_of(walker._version, template)[-1]
    path = walker.path_to(template)
    if last.kind == "set":
        other = walker.type_at(template)
        inside = walker.create(path, template + "/{x-id}", walker.type_at(template, cast_to))
        outside = walker.create(path, template + "/{x-id}", other) if other.name != cast_to else None
        _expect(_listed(walker, f"{path}/microsoft.graph.{cast_to}", inside["id"], "id"), "it is not listed")
        if outside is not None:
            _expect(
                not _listed(walker, f"{path}/microsoft.graph.{cast_to}", outside["id"], "id"), "another type is listed"
            )
        return
    path = walker.path_to(operation.path)
    if last.kind == "key":
        _expect(walker.ask("GET", path)["id"].lower() == path.split("/")[-2].lower(), "it is another one")
        return
    _show_single(walker, operation, path)


def _try_ref_list(walker: Walker, operation: Operation) -> None:
    template = plain_template(operation.path)
    collection = walker.path_to(template)
    before = walker.ask("GET", f"{collection}/$ref")["value"]
    key = walker.link(collection, template)
    after = walker.ask("GET", f"{collection}/$ref")["value"]
    _expect(len(after) == len(before) + 1 and after[-1]["@odata.id"].lower().endswith(f"/{key}"), "it is not listed")


def _try_ref_delete(walker: Walker, operation: Operation) -> None:
    template = plain_template(operation.path)
    if template.endswith("}"):
        path = walker.path_to(template)
        collection, _, key = path.rpartition("/")
        walker.ask("DELETE", f"{path}/$ref", status=204)
    elif steps_of(walker._version, template)[-1].kind == "links":
        collection = walker.path_to(template)
        key = walker.link(collection, template)
        url = next(one["@odata.id"] for one in walker.ask("GET", f"{collection}/$ref")["value"])
        walker.ask("DELETE", f"{collection}/$ref?@id={quote(url, safe='')}", status=204)
    else:
        path = walker.path_to(template)
        _, url = walker.target(template)
        walker.ask("PUT", f"{path}/$ref", {"@odata.id": url}, status=204)
        walker.ask("DELETE", f"{path}/$ref", status=204)
        _expect(walker.send("GET", f"{path}/$ref").status == 404, "it is still there")
        return
    left = walker.ask("GET", f"{collection}/$ref")["value"]
    _expect(not any(one["@odata.id"].lower().endswith(f"/{key}") for one in left), "it is still listed")


def _try_ref_single(walker: Walker, operation: Operation) -> None:
    template = plain_template(operation.path)
    path = walker.path_to(template)
    target, url = walker.target(template)
    walker.ask("PUT", f"{path}/$ref", {"@odata.id": url}, status=204)
    shown = walker.ask("GET", f"{path}/$ref")["@odata.id"]
    _expect(shown.lower().endswith("/" + target.rpartition("/")[2]), "it is not shown")


def _try_media(walker: Walker, operation: Operation) -> None:
    entity = walker.path_to(plain_template(operation.path))
    path, content = f"{entity}/$value", f'<TrustFrameworkPolicy PolicyId="{entity.rpartition("/")[2]}"/>'.encode()
    put = walker.send("PUT", path, content, content_type="application/xml")
    _expect(put.status in (200, 201, 204), f"PUT answered {put.status}: {put.body.decode()[:200]}")
    got = walker.send("GET", path)
    _expect((got.status, got.body, got.headers["content-type"]) == (200, content, "application/xml"), "not read back")
    if operation.kind == "media-delete":
        walker.ask("DELETE", path, status=204)
        _expect(walker.send("GET", path).status == 404, "it can still be read")


_ATTEMPTS: Mapping[str, Callable[[Walker, Operation], None]] = {
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


def summary(results: list[Shown]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return, by version and kind, how many operations there are and of how many the effect was seen."""
    every = Counter((one.operation.version, one.operation.kind) for one in results)
    seen = Counter((one.operation.version, one.operation.kind) for one in results if not one.why_not)
    return {key: (every[key], seen[key]) for key in sorted(every)}


def coverage_page(results: list[Shown]) -> str:
    """Write what the walk has seen as a page."""
    counts = summary(results)
    kinds = list(dict.fromkeys(kind for _, kind in counts))
    lines = [
        "# What the local Graph serves\n",
        "Every operation of the catalog, tried one after another on a fresh local Graph. An operation counts when a *second*",
        "request has shown what it did: what was created is read, a changed value is read changed, what was deleted is 404",
        "(or, where Graph always has one, what it was at first), a count moves by one, a reference is listed and gone.\n",
        "| kind | beta | v1.0 |",
        "|---|---|---|",
    ]
    for kind in kinds:
        cells = (f"{seen} of {every}" for every, seen in (counts.get((version, kind), (0, 0)) for version in VERSIONS))
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    totals = [[sum(one) for one in zip(*(counts[key] for key in counts if key[0] == v), strict=True)] for v in VERSIONS]
    lines.append(f"| all | {' | '.join(f'{seen} of {every}' for every, seen in totals)} |")
    lines += ["", "## Not seen", ""]
    lines += [
        f"- `{one.operation.method} /{one.operation.version}{one.operation.path}`: {one.why_not}"
        for one in results
        if one.why_not
    ]
    return "\n".join(lines) + "\n" + _actions()


def _actions() -> str:
    """Write which actions and functions have a handler; their tests stand beside those of the handlers."""
    lines = ["", "## Actions and functions", "", "Those without a handler answer 501 with their name.", ""]
    lines += ["| operation | beta | v1.0 | documented |", "|---|---|---|---|"]
    found: dict[tuple[str, str], dict[str, Operation]] = {}
    for version in VERSIONS:
        for one in load.operations(version):
            if one.kind in ("action", "function"):
                found.setdefault((one.method, one.path), {})[version] = one
    for (method, path), by_version in sorted(found.items()):
        served = ("" if v not in by_version else "yes" if find_handler(by_version[v]) else "501" for v in VERSIONS)
        known = any(one.documented for one in by_version.values())
        lines.append(f"| `{method} {path}` | {' | '.join(served)} | {'yes' if known else 'no'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    from graphkey.localgraph import open_local_graph

    with open_local_graph(None) as opened:
        found = walk(opened)
    for one in found:
        if one.why_not:
            print(f"{one.operation.method} /{one.operation.version}{one.operation.path}: {one.why_not}")
    for key, (every, seen) in summary(found).items():
        print(*key, every, seen)

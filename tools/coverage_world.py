"""
A local Graph to try operations on: requests with a token, and what an operation needs before it can be tried.

Used by `coverage_attempts`. What an operation needs is made by its own create operation where there is one, else, for what
only the service makes, straight in the store.
"""

from typing import Any
from urllib.parse import quote

from coverage_samples import body_of, concrete
from graphkey.catalog import load
from graphkey.catalog.model import Type, Version
from graphkey.localgraph import LocalGraph
from graphkey.localgraph.resources.places import Place, locate
from graphkey.localgraph.resources.relationships import relations
from graphkey.localgraph.resources.segments import key_name, operation_at, steps_of
from graphkey.localgraph.resources.special import ABSENT_AT_FIRST, HOMES
from graphkey.wire import Document, Request, Response, Transport


class NotSeen(Exception):  # noqa: N818  it is what a try came to, no error of the program
    """Say what a second read did not show."""


class World:
    """Be a local Graph as one version of its callers sees it; every try gets a place of its own."""

    def __init__(
        self, graph: LocalGraph, version: Version, transport: Transport | None = None, origin: str = "https://localhost"
    ) -> None:
        self._graph = graph
        self._transport = transport or graph.transport
        self._origin = origin
        self.version = version
        self._token = graph.access_token().reveal()
        self._made = 0
        self.store = graph._parts.open_tenant(graph.tenant_id)
        self.operations = load.operations(version)
        self._templates = [operation.path for operation in self.operations]

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
        return self._transport(Request(method, f"{self._origin}/{self.version}{path}", named, content))

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
        kind = steps_of(self.version, template)[-1].kind
        if kind == "link" and not last:
            target, _ = self.target(template)
            with self.store.writing() as writer:
                writer.link(self.place(path, template).path, target)
        elif kind == "single" and not self.has("PUT", template):
            place = self.place(path, template)
            if place.pattern in ABSENT_AT_FIRST and self.store.read(place.path) is None:
                with self.store.writing() as writer:
                    writer.put(place.path, {"id": place.path.rpartition("/")[2]})

    def member(self, collection: str, template: str, cast_to: str | None = None) -> str:
        """Make a member of a collection, or link one; return its key."""
        parent = template.rpartition("/")[0]
        if collection == "/users":
            return self.known("user")
        if collection == "/organization":
            return self._graph.tenant_id
        if steps_of(self.version, parent)[-1].kind == "links":
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
        key = f"key{self._made}{self.version}".replace(".", "-")
        declared = self.declared_at(template.rpartition("/")[0])
        return {**self.made(template, type_, variant, declared), key_name(template): key}

    def made(self, template: str, type_: Type, variant: int, declared: Type | None = None) -> Document:
        """Return a body of a type without the relationships that have paths of their own."""
        apart = {names[0] for names in relations(self.version, template, type_.name) if len(names) == 1}
        body = body_of(self.version, type_, variant, declared=declared)
        return {name: value for name, value in body.items() if name not in apart}

    def plant(self, collection: str, template: str, type_: Type) -> str:
        """Write a member that no operation creates straight into the store."""
        self._made += 1
        key = f"planted{self._made}"
        parent = template.rpartition("/")[0]
        place = self.place(collection, parent)
        document = {key_name(template): key, **self.made(template, type_, 0, self.declared_at(parent))}
        with self.store.writing() as writer:
            writer.put(f"{place.path}/{key}", document)
        return key

    def link(self, collection: str, template: str) -> str:
        """Let a relationship of many refer to one more object; return its key."""
        target, url = self.target(template)
        if self.has("POST", template + "/$ref"):
            self.ask("POST", f"{collection}/$ref", {"@odata.id": url}, status=204)
        else:
            with self.store.writing() as writer:
                writer.add_link(self.place(collection, template).path, target)
        return target.rpartition("/")[2]

    def target(self, template: str) -> tuple[str, str]:
        """Make an object that a relationship can refer to; return its canonical path and a URL of it."""
        name = steps_of(self.version, template)[-1].type
        home = HOMES[name]
        if name in ("user", "device", "group", "directoryObject"):
            kind = "group" if name == "directoryObject" else name
            home, key = f"/{kind}s", self.known(kind)
        else:
            key = self.member(
                home, next(one for one in self.templates() if one.startswith(home + "/{") and one.endswith("}"))
            )
        return f"{home.lower()}/{key.lower()}", f"https://graph.microsoft.com/{self.version}{home}/{key}"

    def known(self, kind: str) -> str:
        """Put one more user, group or device into the directory; return its id."""
        self._made += 1
        key = f"00000000-0000-4000-8000-{self._made:012d}"
        with self.store.writing() as writer:
            writer.put(f"/{kind}s/{key}", {"id": key, "@odata.type": f"#microsoft.graph.{kind}"})
        return key

    def place(self, path: str, template: str) -> Place:
        """Return where a path lives."""
        match = load.operations_at(self.version, path.replace("/microsoft.graph.", "/graph."))
        ids = match.ids if match is not None else {}
        return locate(self.store, self.version, template, ids)

    def has(self, method: str, template: str) -> bool:
        """Tell whether the version has an operation."""
        return operation_at(self.version, method, template) is not None

    def type_at(self, template: str, cast_to: str | None = None) -> Type:
        """Return the concrete type that members of a collection, or a single thing, are tried with."""
        name = cast_to or steps_of(self.version, template)[-1].type
        return concrete(self.version, load.type_of(self.version, name))

    def declared_at(self, template: str) -> Type:
        """Return the declared type of a collection's members."""
        return load.type_of(self.version, steps_of(self.version, template)[-1].type)

    def templates(self) -> list[str]:
        """List the templates of the version."""
        return self._templates

"""
Where a thing of any path lives in the store: `locate` walks a path of the catalog and returns its `Place`.

What each segment is follows from the catalog (operations, types) and the tables of `resources`; it is worked out once a
template. The walk itself then follows links and demands that all parents are there. Used by `handlers.generic`, by the
handlers of actions, and by `$expand`.

Rule: beta and v1.0, and all paths to one thing, lead to one place.
Rule: nothing is looked for below a parent that does not exist; that answers 404.
"""

from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple
from urllib.parse import quote

from graphkey.catalog import load
from graphkey.catalog.model import Operation, Type, Version
from graphkey.errors import UsageError
from graphkey.localgraph.defaults import default_document, default_members
from graphkey.localgraph.problems import not_found
from graphkey.localgraph.resources import ABSENT_AT_FIRST, HOMES, SAME_PLACE, SINGLE_MEMBER, UNIONS
from graphkey.localgraph.store import TenantStore
from graphkey.wire import Document

StepKind = Literal["set", "key", "single", "value", "cast", "links", "link"]
Form = Literal["collection", "item", "single", "value", "links", "link"]
_SUFFIXES = ("/$count", "/$ref", "/$value")


class Step(NamedTuple):
    """
    Say what one segment of a template is.

    Args:
        kind: a collection (`set`), the key of one, a contained single thing, a complex value inside the document before
            it, a cast, a collection of references (`links`), a single reference (`link`).
        text: the segment in lower case, the placeholder, or the type of a cast.
        name: the segment as the catalog spells it.
        type: the type that the path has led to.
    """

    kind: StepKind
    text: str
    name: str
    type: str


class Place(NamedTuple):
    """
    Say where something lives.

    Args:
        form: what it is; `value` is a part of the document at `path`.
        path: canonical path of the document, the collection, or, of references, of their source.
        type: declared type of it or of its members.
        pattern: `path` with `{}` for every id, as the tables of `resources` have it.
        key: name of the property that members are known by.
        cast: type that it must be of, when the path has a cast.
        names: where in the document a `value` is.
        context: what follows `$metadata#` in context URLs, without `/$entity`.
        url: of the collection or thing, below the version's root.
        template: that has led here, as the catalog spells it.
    """

    form: Form
    path: str
    type: str
    pattern: str
    key: str
    cast: str | None
    names: tuple[str, ...]
    context: str
    url: str
    template: str


class _Walk:
    """Remember how far a path has been walked."""

    def __init__(self) -> None:
        self.form: Form = "single"
        self.path = self.pattern = self.url = self.context = ""
        self.key = "id"
        self.type = ""
        self.cast: str | None = None
        self.names: tuple[str, ...] = ()
        self.document_path = self.document_pattern = ""


def locate(store: TenantStore, version: Version, template: str, ids: Mapping[str, str]) -> Place:
    """
    Find where the thing that a path names lives; whether it exists is not asked, whether its parents do is.

    Args:
        template: of an operation; `$count`, `$ref`, `$value` at its end are left away.
        ids: decoded, by placeholder.
    Raises:
        NotFoundError: a parent does not exist, or is not of the type that the path says.
    """
    walk = _Walk()
    template = plain_template(template)
    steps = steps_of(version, template)
    for at, step in enumerate(steps):
        if at and step.kind != "cast":
            _demand(store, version, walk)
        _take(store, version, walk, step, ids)
    # fmt: off
    return Place(
        walk.form, walk.document_path if walk.form == "value" else walk.path, steps[-1].type,
        walk.document_pattern if walk.form == "value" else walk.pattern, walk.key, walk.cast, walk.names,
        walk.context, walk.url, template,
    )
    # fmt: on


def plain_template(template: str) -> str:
    """Leave away what a template says beyond the thing itself."""
    for suffix in _SUFFIXES:
        template = template.removesuffix(suffix)
    return template


def pattern_of(template: str) -> str:
    """Return what the tables of `resources` call a template: lower case, `{}` for ids, without casts."""
    segments = [one for one in template.split("/") if not one.startswith("graph.")]
    return "/".join("{}" if one.startswith("{") else one.lower() for one in segments)


def read_document(store: TenantStore, path: str) -> Document | None:
    """Return the document at a path, or the one that every tenant has there from the start."""
    stored = store.read(path)
    return stored if stored is not None else default_document(path)


@cache
def steps_of(version: Version, template: str) -> tuple[Step, ...]:
    """Say what each segment of a template is."""
    segments = template.split("/")[1:]
    steps: list[Step] = []
    type_name = ""
    for at, segment in enumerate(segments):
        prefix = "/" + "/".join(segments[: at + 1])
        is_set = at + 1 < len(segments) and segments[at + 1].startswith("{")
        found = _step(version, prefix, segment, type_name, is_set=is_set)
        steps.append(found)
        type_name = found.type
    return tuple(steps)


def operation_at(version: Version, method: str, template: str) -> Operation | None:
    """Return an operation of the catalog, or None."""
    try:
        return load.operation(version, method, template)
    except UsageError:
        return None


def type_or_none(version: Version, name: str) -> Type | None:
    """Return a type of the catalog, or None."""
    try:
        return load.type_of(version, name)
    except UsageError:
        return None


def key_of_type(version: Version, name: str) -> str:
    """Return the property that members of a type are known by."""
    found = type_or_none(version, name)
    return "id" if found is None else found.key


def key_name(template: str) -> str:
    """Return the property that a template's last placeholder holds: `tenantId` of `{partner-tenantId}`."""
    return template.rpartition("{")[2].partition("}")[0].rpartition("-")[2].rstrip("0123456789") or "id"


def _step(version: Version, prefix: str, segment: str, before: str, *, is_set: bool) -> Step:
    get = operation_at(version, "GET", prefix)
    if segment.startswith("{"):
        return Step("key", segment[1:-1], segment, before)
    if segment.startswith("graph."):
        return Step("cast", segment[6:], segment, segment[6:])
    type_name = get.returns if get is not None and get.returns else _declared(version, before, segment)
    many = is_set or (get is not None and get.many)
    return Step(_kind(version, prefix, get, type_name, many=many), segment.lower(), segment, type_name)


def _kind(version: Version, prefix: str, get: Operation | None, type_name: str, *, many: bool) -> StepKind:
    root = prefix.count("/") == 1
    if not root and _is_reference(version, prefix, type_name, many=many):
        return "links" if many else "link"
    found = type_or_none(version, type_name)
    if many:
        plain_list = found is not None and found.kind == "complex" and not prefix_has_key(version, prefix)
        return "value" if plain_list else "set"
    plain = found is not None and found.kind == "complex" and found.property("id") is None
    if not root and (get is None or (plain and operation_at(version, "DELETE", prefix) is None)) and found is not None:
        return "value" if plain or get is not None else "single"
    return "single"


def prefix_has_key(version: Version, prefix: str) -> bool:
    """Tell whether a collection has members with paths of their own, or takes new ones."""
    return load.has_paths_below(version, prefix + "/{}") or operation_at(version, "POST", prefix) is not None


def _is_reference(version: Version, prefix: str, type_name: str, *, many: bool) -> bool:
    """A navigation with `$ref`, or one that can only be read and leads to what has a home of its own."""
    if operation_at(version, "GET", prefix + "/$ref") is not None:
        return True
    home = HOMES.get(type_name)
    written = any(operation_at(version, method, prefix) for method in (("POST",) if many else ("PATCH", "PUT")))
    return home is not None and home != prefix and not written


def _declared(version: Version, owner: str, name: str) -> str:
    found = type_or_none(version, owner) if owner else None
    declared = found.property(name) if found is not None else None
    return declared.type if declared is not None else {"users": "user", "organization": "organization"}.get(name, "")


def _demand(store: TenantStore, version: Version, walk: _Walk) -> None:
    """Go on only from something that exists; a collection and a part of a document always do."""
    if walk.form == "link":
        target = store.target(walk.path)
        if target is None:
            raise not_found(walk.url.lstrip("/"))
        walk.path, walk.form = target, "item"
    if walk.form == "single" and walk.cast is None and is_singleton(walk.pattern):
        return  # it is always there
    if walk.form in ("item", "single") or (walk.form == "value" and walk.cast):
        at = (walk.document_path, walk.document_pattern) if walk.form == "value" else (walk.path, walk.pattern)
        document = existing(store, *at)
        if document is None or (walk.form != "value" and walk.cast and not is_of(version, document, walk.cast)):
            raise not_found(walk.url.rpartition("/")[2])
    walk.cast = None


def existing(store: TenantStore, path: str, pattern: str, name: str = "") -> Document | None:
    """
    Return the document of a thing or of a singleton, which may never have been written.

    Args:
        name: the `id` that a singleton has which no source gives another one.
    """
    if path == f"/organization/{store.tenant}":
        return {"id": store.tenant}
    document = read_document(store, path)
    if document is None and is_singleton(pattern):
        return {"id": name or path.rpartition("/")[2]}
    return document


def is_singleton(pattern: str) -> bool:
    """Tell whether what lives at a path is there from the start."""
    return not pattern.endswith("}") and pattern not in ABSENT_AT_FIRST


def is_of(version: Version, document: Document, type_name: str) -> bool:
    """Tell whether a document says that it is of a type or of one that derives from it."""
    name = str(document.get("@odata.type", "")).rpartition(".")[2]
    wanted = type_or_none(version, type_name)
    derived = () if wanted is None else tuple(one.rpartition(".")[2] for one in wanted.derived)
    return name == type_name or name in derived


def _take(store: TenantStore, version: Version, walk: _Walk, step: Step, ids: Mapping[str, str]) -> None:
    if step.kind == "cast":
        walk.cast = step.text
        walk.context += f"/microsoft.graph.{step.text}"
        walk.url += f"/{step.name}"
        return
    if step.kind == "key":
        _take_key(store, walk, ids[step.text], key_name(f"{{{step.text}}}"))
    elif step.kind == "value":
        _take_value(walk, step)
    else:
        walk.form = {"set": "collection", "links": "links", "link": "link", "single": "single"}[step.kind]  # type: ignore[assignment]
        walk.path += f"/{step.text}"
        walk.pattern += f"/{step.text}"
        walk.url += f"/{step.name}"
        walk.context = f"{walk.context}/{step.name}".lstrip("/")
        walk.names, walk.key = (), key_of_type(version, step.type)
        _redirect(walk, step)


def _take_value(walk: _Walk, step: Step) -> None:
    if walk.form != "value":
        walk.document_path, walk.document_pattern, walk.names = walk.path, walk.pattern, ()
    walk.form = "value"
    walk.names += (step.name,)
    walk.path += f"/{step.text}"
    walk.pattern += f"/{step.text}"
    walk.url += f"/{step.name}"
    walk.context += f"/{step.name}"


def _redirect(walk: _Walk, step: Step) -> None:
    same = SAME_PLACE.get(walk.path)
    if same is None and step.kind == "single":
        same = SINGLE_MEMBER.get(walk.path)
    if same is not None:
        walk.path = walk.pattern = same


def _take_key(store: TenantStore, walk: _Walk, key: str, name: str) -> None:
    walk.context += f"('{quote(key.replace(chr(39), chr(39) * 2), safe='')}')"
    walk.url += f"/{quote(key, safe='')}"
    walk.key = name
    if walk.form == "links":
        walk.path = _linked(store, walk.path, key) or f"{walk.path}/{quote(key.lower(), safe='')}"
    else:
        walk.path = member_path(store, walk.path, walk.pattern, key)
    walk.pattern += "/{}"
    walk.form = "item"


def member_path(store: TenantStore, collection: str, pattern: str, key: str) -> str:
    """Return where a member of a collection lives: in it, in one of those that it unites, or under another name."""
    path = f"{collection}/{quote(key.lower(), safe='')}"
    if pattern == "/users" and read_document(store, path) is None:
        return store.target(path) or _default_user(key) or path  # by userPrincipalName
    union = UNIONS.get(pattern)
    if union is not None and store.read(path) is None:
        for other in union_paths(collection, pattern):
            found = f"{other}/{quote(key.lower(), safe='')}"
            if read_document(store, found) is not None:
                return found
    return path


def _default_user(name: str) -> str | None:
    """Return the path of a user whom every tenant has, by his `userPrincipalName`."""
    users = default_members("/users").items()
    return next((path for path, one in users if one.get("userPrincipalName") == name.lower()), None)


def union_paths(collection: str, pattern: str) -> list[str]:
    """Return the canonical paths of the collections that one unites, in the order of the table."""
    return [_filled(other, collection) for other in UNIONS.get(pattern, {}).values()]


def union_path(collection: str, pattern: str, type_name: str) -> str | None:
    """Return the collection, of those that one unites, that has the members of a type."""
    other = UNIONS.get(pattern, {}).get(type_name)
    return None if other is None else _filled(other, collection)


def _filled(pattern: str, like: str) -> str:
    given = like.split("/")
    return "/".join(given[at] if part == "{}" else part for at, part in enumerate(pattern.split("/")))


def _linked(store: TenantStore, source: str, key: str) -> str | None:
    ending = "/" + quote(key.lower(), safe="")
    return next((target for target in store.targets(source) if target.endswith(ending)), None)

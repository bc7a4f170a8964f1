"""
Where a thing of any path lives in the store: `locate` walks a path of the catalog and returns its `Place`.

What each segment is follows from the catalog (operations, types) and the tables of `resources`; it is worked out once a
template. The walk itself then follows links and demands that all parents are there. Used by `handlers.generic`, by the
handlers of actions, and by `$expand`.

Rule: beta and v1.0, and all paths to one thing, lead to one place.
Rule: nothing is looked for below a parent that does not exist; that answers 404.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote

from graphkey.catalog.model import Version
from graphkey.localgraph.problems import not_found
from graphkey.localgraph.resources.defaults import default_document, default_members
from graphkey.localgraph.resources.segments import Step, key_name, key_of_type, plain_template, steps_of, type_or_none
from graphkey.localgraph.resources.special import ABSENT_AT_FIRST, SAME_PLACE, SINGLE_MEMBER, UNIONS
from graphkey.localgraph.storage.store import TenantStore
from graphkey.wire import Document

Form = Literal["collection", "item", "single", "value", "links", "link"]


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


def read_document(store: TenantStore, path: str) -> Document | None:
    """Return the document at a path, or the one that every tenant has there from the start."""
    stored = store.read(path)
    return stored if stored is not None else default_document(path)


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
            raise not_found(unquote(walk.url.rpartition("/")[2]))
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

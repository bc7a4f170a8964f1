"""
Entities as they are taken in, kept and shown: the body checked against its type, secrets taken out of it, relationships
taken apart from properties, what the service sets by itself, and the wire form of what is stored.

Used by `handlers.generic` and by handlers of actions. Knows types and the tables of `resources`; no resource by name.

Rule: a secret property is in no document that is stored or shown; it goes to a box.
Rule: a document says its `@odata.type` exactly when that is not the declared type of where it lives.
Source: OData 4.01 part 1, sections 11.4.2 (create) and 11.4.3 (update); OData JSON 4.01, sections 4.5.3 and 8.5.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from graphkey.catalog import load
from graphkey.catalog.model import Property, Type, Version
from graphkey.localgraph.content import checked
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.resources.relationships import relations
from graphkey.localgraph.resources.segments import type_or_none
from graphkey.localgraph.resources.special import INITIAL, MASKED
from graphkey.wire import Document

_CREATED = ("createdDateTime", "creationDateTime")
_MODIFIED = ("modifiedDateTime", "lastModifiedDateTime")
_NAMESPACE = "#microsoft.graph."


class Entity(NamedTuple):
    """
    Hold an entity that has been found good.

    Args:
        document: what is stored.
        secrets: what goes to boxes, by name; None where a secret is taken away.
        related: what the body gave of relationships with a path, by the names that lead there.
        type: what it is.
    """

    document: Document
    secrets: Mapping[str, bytes | None]
    related: Mapping[tuple[str, ...], Any]
    type: Type


def find_in(version: Version, name: str) -> Type | None:
    """Return a type of the catalog, or None for a primitive one."""
    return type_or_none(version, name)


def accept(version: Version, template: str, declared: Type, body: Document, *, stored: Document | None) -> Entity:
    """
    Check a body and take it apart.

    Args:
        template: of the item or singleton.
        declared: type of the members of where it will live.
        stored: what is there already, for a change; None for a new one, whose required properties must be there.
    Raises:
        BadRequestError: see `content.checked`; or the body is of a type that cannot be there.
    """
    body = _bound(body)
    actual = actual_type(version, declared, body, stored)

    def find(name: str) -> Type | None:
        return find_in(version, name)

    document = checked(actual, body, find, whole=stored is None)
    document.pop("@odata.type", None)
    related = {}
    for names in relations(version, template, actual.name):
        found, value = _take_out(document, names)
        if found:
            related[names] = value
    secrets = take_secrets(actual, document, version)
    if actual.name != declared.name:
        document = {"@odata.type": _NAMESPACE + actual.name, **document}
    return Entity(document, secrets, related, actual)


def actual_type(version: Version, declared: Type, body: Document, stored: Document | None) -> Type:
    """Return the type that a body says it has, or that what is stored has."""
    given = body.get("@odata.type")
    kept = None if stored is None else shown_type(version, declared, stored)
    if given is None:
        if kept is None and declared.abstract:
            raise bad_request(f"An '@odata.type' is needed, since 'microsoft.graph.{declared.name}' is abstract.")
        return kept or declared
    name = str(given).lstrip("#").removeprefix("microsoft.graph.")
    allowed = [declared.name, *(one.lstrip("#").removeprefix("microsoft.graph.") for one in declared.derived)]
    found = next((one for one in allowed if one.lower() == name.lower()), None)
    actual = None if found is None else type_or_none(version, found)
    if actual is None or actual.abstract:
        raise bad_request(f"'{name[:100]}' is no type that can be here; 'microsoft.graph.{declared.name}' is expected.")
    if kept is not None and kept.name not in (actual.name, *ancestors(version, actual), *_descendants(actual)):
        raise bad_request(f"The object is of type 'microsoft.graph.{kept.name}'; its type cannot be changed.")
    return actual if kept is None or kept.name == declared.name else kept


def shown_type(version: Version, declared: Type, document: Document) -> Type:
    """Return the type that a stored document is shown as: its own where the version has it, else the declared one."""
    given = document.get("@odata.type")
    if given is None:
        return declared
    return type_or_none(version, str(given).lstrip("#").removeprefix("microsoft.graph.")) or declared


def shown(version: Version, template: str, declared: Type, document: Document) -> Document:
    """
    Return a stored document as an answer of a version shows it: every property of its type, null where it has none.

    Args:
        template: of the item; relationships are not shown.
    """
    actual = shown_type(version, declared, document)
    form = _form(version, template, actual.name)
    made = {} if actual.name == declared.name else {"@odata.type": _NAMESPACE + actual.name}
    made.update(form.blank)
    for name, value in document.items():
        if name in form.blank:
            made[name] = _filled(version, form.objects[name], value) if name in form.objects else value
        elif name in form.inline or (actual.open and "@" not in name):
            made[name] = value
    return made


def _filled(version: Version, type_name: str, value: Any) -> Any:
    """Return an object, or a list of them, with null for every property that it has not."""
    if isinstance(value, list):
        return [_filled(version, type_name, one) for one in value]
    if not isinstance(value, dict):
        return value
    type_ = shown_type(version, load.type_of(version, type_name), value)
    form = _form(version, "", type_.name)
    made = {**form.blank}
    for name, inner in value.items():
        if name in form.objects:
            made[name] = _filled(version, form.objects[name], inner)
        elif "@" in name or type_.open or type_.property(name) is not None:
            made[name] = inner
    if "@odata.type" in made:
        return {"@odata.type": made.pop("@odata.type"), **made}
    return made


def merge(stored: Any, change: Any) -> Any:
    """
    Return what is stored with a change in it: objects are merged, all else is replaced.

    An object of another `@odata.type` replaces the one that was there.
    """
    if not isinstance(stored, dict) or not isinstance(change, dict):
        return change
    if change.get("@odata.type", stored.get("@odata.type")) != stored.get("@odata.type"):
        return change
    return {**stored, **{name: merge(stored.get(name), value) for name, value in change.items()}}


def stamp(type_: Type, document: Document, now: datetime, *, new: bool) -> None:
    """Set the times that the service keeps, where the type has them."""
    for name in _CREATED if new else _MODIFIED:
        found = type_.property(name)
        if found is not None and found.type == "DateTimeOffset":
            document[found.name] = date_text(now)


def date_text(now: datetime) -> str:
    """Write a time as Graph does."""
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def add_initial(type_: Type, document: Document, tenant: str, now: datetime) -> None:
    """Set what a new entity has when nobody says otherwise (`resources.INITIAL`)."""
    made = {"$now": date_text(now), "$tenant": tenant}
    for type_name in (type_.name, *ancestors("beta", type_)):
        for name, value in INITIAL.get(type_name, {}).items():
            if type_.property(name) is not None:
                document.setdefault(name, made.get(value, value) if isinstance(value, str) else value)


class _Form(NamedTuple):
    """
    Say how a type is shown.

    Args:
        blank: what is shown of one that has nothing: nulls and empty lists, no relationship, no secret but a masked one.
        objects: of the properties that hold objects, the type of those.
        inline: relationships without a path of their own, shown inside their owner where it has them.
    """

    blank: Document
    objects: Mapping[str, str]
    inline: frozenset[str]


@cache
def _form(version: Version, template: str, type_name: str) -> _Form:
    type_ = load.type_of(version, type_name)
    paths = relations(version, template, type_name) if template else {}
    blank: Document = {}
    objects: dict[str, str] = {}
    for one in type_.properties:
        if one.navigation or (one.name,) in paths or (one.secret and one.name not in MASKED):
            continue
        blank[one.name] = [] if one.many else None
        inner = type_or_none(version, one.type)
        if inner is not None and inner.kind == "complex":
            objects[one.name] = inner.name
    inline = (one.name for one in type_.properties if one.navigation and (one.name,) not in paths)
    return _Form(blank, objects, frozenset(inline))


def take_secrets(type_: Type, document: Document, version: Version, prefix: str = "") -> dict[str, bytes | None]:
    """Take the secrets out of a document; return them by the path of their property, None for one that is null."""
    secrets: dict[str, bytes | None] = {}
    for name in list(document):
        found = type_.property(name)
        if found is None or found.navigation:
            continue
        if found.secret:
            value = document.pop(name)
            if not (name in MASKED and _is_mask(value)):  # a mask that comes back changes nothing
                secrets[prefix + name] = None if value is None else str(value).encode()
            if name in MASKED:
                document[name] = None if value is None else MASKED[name]
        else:
            secrets.update(_nested_secrets(found, document[name], version, prefix))
    return secrets


def _is_mask(value: Any) -> bool:
    """Tell whether a value is a mask, the page's or the examples': nothing but asterisks."""
    return isinstance(value, str) and len(value) >= _SHORTEST_MASK and not value.strip("*")


_SHORTEST_MASK = 4


def _nested_secrets(found: Property, value: Any, version: Version, prefix: str) -> dict[str, bytes | None]:
    declared = type_or_none(version, found.type)
    secrets: dict[str, bytes | None] = {}
    if declared is None or declared.kind == "enum":
        return secrets
    for at, item in enumerate(value if isinstance(value, list) else [value]):
        if isinstance(item, dict):
            inner = f"{prefix}{found.name}/{at}/" if found.many else f"{prefix}{found.name}/"
            secrets.update(take_secrets(shown_type(version, declared, item), item, version, inner))
    return secrets


def _bound(document: Any) -> Any:
    """Read `name@odata.bind` as a relationship that is given by reference."""
    if isinstance(document, list):
        return [_bound(item) for item in document]
    if not isinstance(document, dict):
        return document
    result: Document = {}
    for name, value in document.items():
        if not name.endswith("@odata.bind"):
            result[name] = _bound(value)
            continue
        plain = name.removesuffix("@odata.bind")
        if plain in document:
            raise bad_request(f"The relationship '{plain[:100]}' is given twice.")
        urls = value if isinstance(value, list) else [value]
        bound = [{"@odata.id": url} for url in urls]
        result[plain] = bound if isinstance(value, list) else bound[0]
    return result


def _take_out(document: Document, names: tuple[str, ...]) -> tuple[bool, Any]:
    *way, last = names
    inner: Any = document
    for name in way:
        inner = inner.get(name)
        if not isinstance(inner, dict):
            return False, None
    return (True, inner.pop(last)) if last in inner else (False, None)


def ancestors(version: Version, type_: Type) -> list[str]:
    """Return the names of the types that a type derives from, the nearest first."""
    found = []
    base = type_.base
    while base is not None:
        found.append(base)
        parent = type_or_none(version, base)
        base = None if parent is None else parent.base
    return found


def _descendants(type_: Type) -> list[str]:
    return [one.lstrip("#").removeprefix("microsoft.graph.") for one in type_.derived]

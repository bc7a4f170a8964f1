"""
What each segment of a path is: a collection, a key, a single thing, a part of a document, a cast, a reference.

`steps_of` works that out from the catalog, once a template; `places` walks by it and `relationships` reads it. Pure: no store.

Rule: a navigation with `$ref`, or one that can only be read and leads to what has a home of its own, is a reference.
"""

from functools import cache
from typing import Literal, NamedTuple

from graphkey.catalog import load
from graphkey.catalog.model import Operation, Type, Version
from graphkey.errors import UsageError
from graphkey.localgraph.resources.special import HOMES

StepKind = Literal["set", "key", "single", "value", "cast", "links", "link"]
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


def plain_template(template: str) -> str:
    """Leave away what a template says beyond the thing itself."""
    for suffix in _SUFFIXES:
        template = template.removesuffix(suffix)
    return template


def pattern_of(template: str) -> str:
    """Return what the tables of `resources` call a template: lower case, `{}` for ids, without casts."""
    segments = [one for one in template.split("/") if not one.startswith("graph.")]
    return "/".join("{}" if one.startswith("{") else one.lower() for one in segments)


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

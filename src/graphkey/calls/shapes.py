"""
What documents look like to a type checker: the properties of a type, and what each is in Python.

`calls.arguments` refuses misspelt keywords by it, `tools/make_stubs.py` writes TypedDicts of it, and `graphkey.beta` makes the
same TypedDicts when a program names one.

Rule: a type that others derive from has the properties of all of them. A document may be any of them, keywords cannot be a union,
and one class can be read without a cast; `@odata.type` says which one it is.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from graphkey.calls.names import class_name
from graphkey.catalog.load import type_names, type_of
from graphkey.catalog.model import Property, Type, Version
from graphkey.errors import UsageError

PLAIN: Mapping[str, type] = {
    "Boolean": bool, "Int32": int, "Int64": int, "Single": float, "Double": float, "Json": object,
}  # fmt: skip
"""Python's types of Graph's primitive ones; every other primitive is text in JSON."""
CONTROL = ("@odata.type", "@odata.id", "@odata.context", "@odata.etag")
"""Annotations that any document may hold (OData JSON Format 4.01, section 4.6)."""


def properties_of(version: Version, row: Type) -> Mapping[str, tuple[Property, ...]]:
    """
    Collect the properties of a type and of all that derive from it.

    Returns: wire name -> the property, or several where derived types disagree.
    """
    found: dict[str, tuple[Property, ...]] = {}
    for known in (known for one in family(version, row) for known in one.properties):
        if all((known.type, known.many) != (other.type, other.many) for other in found.get(known.name, ())):
            found[known.name] = (*found.get(known.name, ()), known)
    return found


def family(version: Version, row: Type) -> list[Type]:
    """List a type and all that derive from it, each once."""
    found = {row.name: row}
    waiting = [row]
    while waiting:
        new = [name for name in waiting.pop(0).derived if name not in found]
        found |= {name: type_of(version, name) for name in new}
        waiting += [found[name] for name in new]
    return list(found.values())


@cache
def typed_dict(version: Version, name: str) -> Any:
    """
    Make the TypedDict of a type, by its class name; what is nested is a plain dict in it.

    Returns: None when that version has no such type.
    """
    from typing import TypedDict

    wire = _wire_name(version, name)
    if wire is None:
        return None
    fields: dict[str, Any] = dict.fromkeys(CONTROL, str)
    for key, kinds in properties_of(version, type_of(version, wire)).items():
        fields[key] = list[Any] if kinds[0].many else _python(version, kinds[0].type)
    made = TypedDict(name, fields, total=False)  # type: ignore[misc]  # name and fields are data
    made.__module__ = "graphkey.beta" if version == "beta" else "graphkey.v1"
    return made


def _wire_name(version: Version, name: str) -> str | None:
    """Find the type of a class name; one row says most of them, all rows those with a namespace of their own."""
    try:
        near = type_of(version, name).name
    except UsageError:
        near = ""
    if class_name(near) == name:
        return near
    return next((one for one in type_names(version) if "." in one and class_name(one) == name), None)


def _python(version: Version, name: str) -> Any:
    if name in PLAIN:
        return PLAIN[name] | None
    nested = name[:1].islower() and type_of(version, name).kind != "enum"
    return dict[str, Any] | None if nested else str | None

"""
What looks wrong in a body and is sent all the same: a value that is no known member, a key that is nearly a known one.

Graph's enumerations and types grow between two versions of the catalog, so the service has the last word; a person is told what
the catalog would have expected. Pure; the command line prints the sentences as warnings.

Rule: a sentence never holds a value that could be a secret.
Source: https://learn.microsoft.com/graph/best-practices-concept (evolvable enumerations: members may be added).
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from graphkey.catalog.load import type_of
from graphkey.catalog.model import Operation, Property, Type, Version
from graphkey.catalog.sets import body_type
from graphkey.client.document import derived_type

_MOST = 20
"""A body of thousands of odd keys is another body; looking for what each may mean would take longer than sending it."""
_SHOWN = 12
_ALIKE = 0.8
_VALUE_CHARS = 60


def remarks(operation: Operation, body: Any) -> Iterator[str]:
    """Give a sentence for each odd place of a body in wire spelling, for the first few of them."""
    row = body_type(operation)
    if row is not None and operation.body != "reference" and isinstance(body, Mapping):
        yield from islice(_of_object(row, operation.version, body, ""), _MOST)


def _of_object(declared: Type, version: Version, document: Mapping[str, Any], where: str) -> Iterator[str]:
    row = derived_type(declared, version, document) or declared
    unknown = 0
    for key, value in document.items():
        known = row.property(key)
        if known is None:
            unknown += 1
            if unknown > _MOST:
                continue
            yield from _of_unknown(row, key, where)
        elif known.type[:1].islower() and not known.secret:
            inner = type_of(version, known.type)
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, Mapping):
                    yield from _of_object(inner, version, one, f"{where}{key}.")
                elif inner.kind == "enum" and isinstance(one, str):
                    yield from _of_member(inner, known, one, where)


def _of_unknown(row: Type, key: str, where: str) -> Iterator[str]:
    if "@" in key or not key.isprintable() or len(key) > _VALUE_CHARS:
        return
    near = _near(key, [p.name for p in row.properties])
    if near:
        yield f"{where}{key} is no property of {row.name}; is {near} meant? It is sent as given."


def _of_member(enum: Type, known: Property, text: str, where: str) -> Iterator[str]:
    members = {one.lower() for one in enum.members}
    for part in text.split(","):
        if part.strip().lower() in members or not members:
            continue
        near = _near(part.strip(), list(enum.members))
        shown = part.strip() if part.isprintable() and len(part) <= _VALUE_CHARS else "The value"
        guess = f"is {near} meant?" if near else f"known are {', '.join(enum.members[:_SHOWN])}."
        yield f"{shown} is no known value of {where}{known.name}; {guess} It is sent as given."


def _near(text: str, known: list[str]) -> str | None:
    from difflib import get_close_matches

    by_lower = {one.lower(): one for one in known}
    found = get_close_matches(text.lower(), list(by_lower), n=1, cutoff=_ALIKE)
    return by_lower[found[0]] if found else None

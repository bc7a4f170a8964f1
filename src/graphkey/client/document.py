"""
Bodies in wire spelling: known keys as the catalog writes them, unknown ones as typed, secrets wrapped.

Used by `client/assemble` for every route a body can come by. Pure.

Rule: nothing is dropped: null stays null, and what the catalog does not know goes out as given. Nothing is converted but bytes,
which JSON has as base64.
Rule: a value that the catalog marks as secret is a `Secret` from here on.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from graphkey.catalog.load import type_of
from graphkey.catalog.model import Operation, Property, Type
from graphkey.catalog.sets import answer_types, body_type, body_types
from graphkey.errors import UsageError
from graphkey.secret import Secret

MAX_DEPTH = 100
"""Nesting of a body; Graph's own bodies stay under ten, and every step after this one may recurse."""


def normalise(operation: Operation, document: Mapping[str, Any], *, route: str) -> dict[str, Any]:
    """
    Return a body with its keys in wire spelling and its secrets wrapped.

    Args:
        document: keys in any case; as JSON or a hash literal gave them.
        route: how the document came, for errors: `-BodyParameter`.
    Raises: UsageError when one key is given twice in different spellings, and for a body nested too deeply.
    """
    _check_depth(document, route)
    return _object(body_type(operation), operation.version, document, route)


def _check_depth(document: Any, route: str) -> None:
    level, depth = [document], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise UsageError(f"{route} is nested too deeply", hint=f"{MAX_DEPTH} levels are taken.")
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, Mapping) else one)
            if isinstance(inner, (Mapping, list, tuple))
        ]


def _object(row: Type | None, version: Any, document: Mapping[str, Any], route: str) -> dict[str, Any]:
    row = derived_type(row, version, document)
    made: dict[str, Any] = {}
    for key, value in document.items():
        known = _known(row, str(key))
        wire = known.name if known else str(key)
        if wire in made:
            raise UsageError(f"{route} gives {wire} twice, in different spellings", hint="Keep one of them.")
        made[wire] = _value(known, version, value, f"{route} {wire}")
    return made


def _known(row: Type | None, key: str) -> Property | None:
    if row is None:
        return None
    plain = (
        {"odataid": "@odata.id", "odatatype": "@odata.type"}.get(key.lower(), key) if row.name == "reference" else key
    )
    return row.property(plain)


def derived_type(row: Type | None, version: Any, document: Mapping[str, Any]) -> Type | None:
    """Find the type that a document really has, of those that derive from the declared one."""
    if row is None or not row.derived:
        return row
    named = next((v for k, v in document.items() if str(k).lower() in ("@odata.type", "odata.type")), None)
    if isinstance(named, str):
        wanted = named.lstrip("#").removeprefix("microsoft.graph.").lower()
        return type_of(version, wanted) if wanted in (name.lower() for name in row.derived) else row
    # An untyped object that holds a bundle is still treated as one, so that its secrets are never shown.
    held = {str(key).lower() for key in document}
    carriers = [
        one for one in (type_of(version, name) for name in row.derived) if one.pfx and one.pfx.value.lower() in held
    ]
    return carriers[0] if carriers else row


def _value(known: Property | None, version: Any, value: Any, route: str) -> Any:
    if known is not None and known.secret and isinstance(value, str):
        return Secret(value)
    if known is not None and known.type == "Binary" and isinstance(value, bytes):
        return b64encode(value).decode()
    inner = type_of(version, known.type) if known is not None and known.type[:1].islower() else None
    if isinstance(value, Mapping):
        return _object(inner, version, value, route)
    if isinstance(value, (list, tuple)):
        return [_object(inner, version, item, route) if isinstance(item, Mapping) else item for item in value]
    return value


_ANNOTATIONS = (
    "context",
    "count",
    "editlink",
    "etag",
    "nextlink",
    "navigationlink",
    "associationlink",
    "readlink",
    "deltalink",
)


def without_annotations(document: Mapping[str, Any], *, outermost: bool = True) -> dict[str, Any]:
    """
    Leave out what an answer says about itself and no request has: `@odata.context`, `@odata.etag`, links, counts, and where the
    object itself is. `@odata.id` stays where it names another object: inside a body, and where there is nothing else in one.

    Source: OData JSON Format 4.01, section 4.6 (control information; what a client may send).
    """
    kept = {
        key: _inner_without_annotations(value) for key, value in document.items() if not _is_annotation(key.lower())
    }
    if not outermost or all("@" in key for key in kept):
        return kept
    return {key: value for key, value in kept.items() if key.lower() != "@odata.id"}


def _is_annotation(key: str) -> bool:
    _, marked, name = key.rpartition("@odata.")
    return bool(marked) and name in _ANNOTATIONS


def _inner_without_annotations(value: Any) -> Any:
    if isinstance(value, Mapping):
        return without_annotations(value, outermost=False)
    return [_inner_without_annotations(one) for one in value] if isinstance(value, list) else value


def writable(operation: Operation, document: Mapping[str, Any]) -> dict[str, Any]:
    """
    Keep of an object that was read what can be written back: not what the service sets, nor (on a change) what it leads to.

    A type that is only the declared one is left out too, since a request has it anyway.
    """
    declared = body_type(operation)
    if declared is None or operation.body == "reference":
        return dict(document)
    row = derived_type(declared, operation.version, document) or declared
    changes = operation.kind in ("update", "set")
    kept: dict[str, Any] = {}
    for key, value in without_annotations(document).items():
        known = row.property(key)
        if known is not None and (known.read_only or (changes and (known.navigation or known.name == row.key))):
            continue
        if key.lower() == "@odata.type" and str(value).lower().endswith("." + declared.name.lower()):
            continue
        kept[key] = value
    return kept


def merge(parts: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """
    Join the parts of an expanded body.

    Raises: UsageError that names both routes when one key comes by two.
    """
    made: dict[str, Any] = {}
    came_by: dict[str, str] = {}
    for route, part in parts:
        for key, value in part.items():
            earlier = next((name for name in made if name.lower() == key.lower()), None)
            if earlier is not None:
                raise UsageError(f"{key} comes by two routes: {came_by[earlier]} and {route}", hint="Keep one of them.")
            made[key] = value
            came_by[key] = route
    return made


def secret_names(operation: Operation) -> frozenset[str]:
    """List the wire names, lower case, of every secret property that the body or the answer of an operation can hold."""
    rows = (*body_types(operation), *answer_types(operation))
    return frozenset(p.name.lower() for row in rows for p in row.properties if p.secret)

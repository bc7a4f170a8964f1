"""
What lies behind a path: the type there, complex values on the way, keys of entities, and which relationships contain.

Called by `make_catalog`. The SDKs do not say which types are entities of their own (a type may have a key and no common base),
nor whether a relationship contains what it leads to; paths and methods tell it.

Source: OData 4.01 part 3 (CSDL) 6.5 (keys) and 8.4 (containment): what is contained is addressed below its owner alone.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from catalog_models import Model, read_model
from catalog_sdk import Raw

Finder = Callable[[str], Path | None]
_SUFFIX = re.compile(r"(/\{[^/]+\})?(/\$ref|/\$count|/\$value)?$")
# Their things live elsewhere in the directory; a relationship to them that can only be read refers to them.
_ELSEWHERE = "directoryObject"
_ROOTS = ("entity", "directoryObject", "policyBase")


def bases(model: Model) -> list[Model]:
    """List the types that a type derives from, the nearest first."""
    found = []
    while model.base is not None:
        model = read_model(model.base)
        found.append(model)
    return found


def keys_of(raws: Iterable[Raw]) -> dict[str, str]:
    """
    Find the keys of entities: the wire name after the last hyphen of `{trustFrameworkKey_v2-kid}`.

    Returns: name of a type -> its key; empty for a base of such types that has none of its own.
    """
    found: dict[str, str] = {}
    for raw in raws:
        end = raw.path.rsplit("/", 1)[1]
        file = raw.imports.get(raw.returns or "")
        if raw.method == "GET" and end.startswith("{") and file is not None and "models" in file.parts:
            model = read_model(file)
            found[model.name] = end.strip("{}").rpartition("-")[2].rstrip("0123456789")
            for base in bases(model):
                found.setdefault(base.name, "")
    return found


def is_entity(model: Model, keys: dict[str, str]) -> bool:
    """Tell whether a type is an entity, which means that it has a key and is reached by navigation."""
    return any(one.name == "entity" or one.name in keys for one in [model, *bases(model)])


def type_finder(raws: Iterable[Raw]) -> Finder:
    """Give a function from a path to the file of the type there: what GET returns, or what the property of that name holds."""
    returned = {raw.path: raw.imports.get(raw.returns or "") for raw in raws if raw.method == "GET"}

    def find(path: str) -> Path | None:
        file = returned.get(path)
        if file is not None:
            model = read_model(file)
            value = next((field for field in model.fields if field.name == "value"), None)
            if value is None or not file.stem.endswith("collection_response"):
                return file
            return value.type if isinstance(value.type, Path) else None
        above, _, name = path.rpartition("/")
        parent = find(above) if above else None
        held = _field_of(read_model(parent), name) if parent is not None else None
        return held[1] if held else None

    return find


def _field_of(model: Model, name: str) -> tuple[Model, Path] | None:
    """Find the class that declares a property and the file of the property's type."""
    for one in [model, *bases(model)]:
        for field in one.fields:
            if field.name == name and isinstance(field.type, Path):
                return one, field.type
    return None


def hops_of(raws: Iterable[Raw], keys: dict[str, str]) -> set[str]:
    """List the beginnings of paths that lead to a complex value: nothing but a GET there, and its type is no entity."""
    raws = list(raws)
    methods: dict[str, set[str]] = {}
    for raw in raws:
        methods.setdefault(raw.path, set()).add(raw.method)
    find = type_finder(raws)
    found = set()
    for beginning in {raw.path[:stop] for raw in raws for stop in _stops(raw.path)}:
        if beginning.endswith("}") or methods.get(beginning, {"GET"}) != {"GET"}:
            continue
        file = find(beginning)
        if file is not None and not is_entity(read_model(file), keys):
            found.add(beginning)
    return found


def _stops(path: str) -> list[int]:
    return [number for number, sign in enumerate(path) if sign == "/" and number]


class Relations(NamedTuple):
    """
    Hold what paths and methods say of relationships.

    Args:
        contained: pairs of the declaring type and a relationship that contains what it leads to.
        elsewhere: names of types whose things live elsewhere in the directory and are never written through the module.
    """

    contained: set[tuple[str, str]]
    elsewhere: set[str]


class _Evidence(NamedTuple):
    target: Path
    methods: set[str]
    references: set[str]


def relations_of(raws: Iterable[Raw], ours: Iterable[dict[str, str]] = ()) -> Relations:
    """
    Find which relationships contain what they lead to.

    A relationship with `$ref` refers. One whose things can be written below it contains them. One that can only be read
    refers when the same things can be written elsewhere, or are objects of the directory; otherwise it is their only home.

    Args:
        ours: operations of the overlay, of the same version.
    """
    raws = list(raws)
    calls = [(raw.method, raw.path) for raw in raws] + [(row["method"], row["path"]) for row in ours]
    seen = _evidence(calls, type_finder(raws))
    written = {read_model(one.target).name for one in seen.values() if one.methods - {"GET"} and not one.references}

    def contains(one: _Evidence) -> bool:
        if one.references or one.methods - {"GET"}:
            return not one.references
        line = _line(one.target)
        return _ELSEWHERE not in line and not any(name in written for name in line if name not in _ROOTS)

    targets = [one.target for one in seen.values()] + [
        raw.imports[raw.returns]
        for raw in raws
        if raw.returns in raw.imports and "models" in raw.imports[raw.returns].parts
    ]
    elsewhere = {
        _line(target)[0] for target in targets if _ELSEWHERE in _line(target) and not written & set(_line(target))
    }
    return Relations({key for key, one in seen.items() if contains(one)}, elsewhere)


def _line(file: Path) -> list[str]:
    """List the name of a type and of those it derives from."""
    model = read_model(file)
    return [model.name, *(base.name for base in bases(model))]


def _evidence(calls: list[tuple[str, str]], find: Finder) -> dict[tuple[str, str], _Evidence]:
    """Collect the methods of each relationship; one that is only passed on the way to others has none."""
    seen: dict[tuple[str, str], _Evidence] = {}

    def at(path: str) -> _Evidence | None:
        above, _, name = path.rpartition("/")
        parent = find(above) if above else None
        held = _field_of(read_model(parent), name) if parent is not None else None
        return seen.setdefault((held[0].name, name), _Evidence(held[1], set(), set())) if held else None

    for method, path in calls:
        for stop in _stops(path):
            at(path[:stop])
        ended = _SUFFIX.search(path)
        one = at(path[: ended.start()] if ended else path)
        if one is not None:
            (one.references if path.endswith("/$ref") else one.methods).add(method)
    return seen

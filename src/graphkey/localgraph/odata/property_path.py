"""
Property paths of expressions: `conditions/users/includeUsers`, through casts, complex values and navigation.

Called by `expression`; knows the catalog's types and writes down what a path reads and what navigation it goes through.

Rule: a property that the type does not have is an error, not an empty answer.
Source: OData 4.01 part 2, 5.1.1.15
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from graphkey.catalog.model import Property, Type
from graphkey.localgraph.odata import edm
from graphkey.localgraph.odata.edm import ANY, Kind, invalid
from graphkey.localgraph.problems import bad_request

GRAPH = "microsoft.graph."
ITSELF = ("$it", "$this")

Frames = tuple[Any, ...]
"""The document first, then what the variables of `any` and `all` stand for, from the outside in."""
Find = Callable[[str], Type | None]


class Schema(NamedTuple):
    """
    Say which properties an expression may name.

    Args:
        type: of the documents; None when anything may be named.
        find: gives a type by its name, None for one that the catalog does not have.
        now: what `now()` gives.
    """

    type: Type | None
    find: Find
    now: datetime | None = None


class Scope(NamedTuple):
    """Say where a name leads: a frame, what is in it, and the navigation that led there."""

    frame: int
    kind: Kind
    trail: tuple[str, ...]


class Walker:
    """
    Follow the paths of one expression.

    Attributes:
        variables: what the variables of `any` and `all` stand for, by name.
        names: properties of the document that are read.
        trails: navigation that is gone through, as paths of names.
    """

    def __init__(self, type_: Type | None, find: Find) -> None:
        self._find = find
        self._root = Scope(0, ANY if type_ is None else Kind("Structure", type_), ())
        self.variables: dict[str, Scope] = {}
        self.names: set[str] = set()
        self.trails: set[tuple[str, ...]] = set()

    def walk(self, names: list[str]) -> tuple[Callable[[Frames], Any], Kind, tuple[str, ...]]:
        """Return what reads a property path, the kind of what it reads, and the path in the catalog's spelling."""
        scope = self.variables.get(names[0])
        if scope is not None or names[0] in ITSELF:
            names = names[1:]
        scope = scope or self._root
        kind, trail = scope.kind, scope.trail
        steps: list[Any] = []
        for name in names:
            if kind.many:
                raise invalid(f"'{trail[-1]}' is a collection; its items are reached by any or all.")
            cast = self._find(name) if "." in name else None
            if cast is not None:
                steps.append(self.narrowing(kind, cast))
                kind = Kind("Structure", cast)
                continue
            found = self._property(name, kind)
            if scope.frame == 0 and not trail:
                self.names.add(found.name)
            trail = (*trail, found.name)
            if found.navigation:
                self.trails.add(trail)
            steps.append(found.name)
            kind = edm.kind_of(found.type, found.many, self._find)
        return _reading(scope.frame, steps, kind), kind, trail

    def _property(self, name: str, kind: Kind) -> Property:
        """Find a property on a type or on one of those that derive from it; what an open type does not declare is any."""
        if kind.type is None or kind.family == "Enum":
            if kind == ANY:
                return Property(name, "Json")
            raise invalid(f"'{name[:100]}' is asked of a value that has no properties ({kind}).")
        found = find_property(kind.type, name, self._find)
        if found is None and not kind.type.open:
            raise bad_request(f"Could not find a property named '{name[:100]}' on type '{GRAPH}{kind.type.name}'.")
        return found or Property(name, "Json")

    def narrowing(self, declared: Kind, target: Type) -> Callable[[Any], Any]:
        """Return what gives a value that is of a type, and null for any other."""
        find = self._find
        own = declared.type is not None and is_a(declared.type, target, find)

        def narrowed(value: Any) -> Any:
            if not isinstance(value, dict):
                return None
            named = value.get("@odata.type")
            if not isinstance(named, str):
                return value if own else None
            actual = find(named.lstrip("#").rpartition(GRAPH)[2])
            return value if actual is not None and is_a(actual, target, find) else None

        return narrowed


def find_property(type_: Type, name: str, find: Find) -> Property | None:
    """Find a property on a type or on one of those that derive from it."""
    found = type_.property(name)
    for derived in type_.derived if found is None else ():
        below = find(derived.lstrip("#").rpartition(GRAPH)[2])
        found = found or (below.property(name) if below else None)
    return found


def is_a(type_: Type, target: Type, find: Find) -> bool:
    """Tell whether a type is another one or derives from it."""
    current: Type | None = type_
    while current is not None and current.name != target.name:
        current = find(current.base) if current.base else None
    return current is not None


def _reading(frame: int, steps: list[Any], kind: Kind) -> Callable[[Frames], Any]:
    reader = edm.as_items if kind.many else edm.READERS[kind.name]
    if frame == 0 and len(steps) == 1 and isinstance(steps[0], str):
        key = steps[0]
        return lambda frames: reader(frames[0].get(key))

    def read(frames: Frames) -> Any:
        value = frames[frame]
        for step in steps:
            value = _stepped(value, step)
        return reader(value)

    return read


def _stepped(value: Any, step: Any) -> Any:
    if not isinstance(step, str):
        return step(value)
    return value.get(step) if isinstance(value, dict) else None

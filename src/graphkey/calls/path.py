"""
Paths as attributes, at run time: `beta.identity.b2x_user_flows["B2X_1_signup"].get()`, walked over the catalog step by step.

What type checkers and editors see stands in the stubs beside `graphkey.beta` and `graphkey.v1`; both come from the same rows by
the same names (`calls.names`). A step is read when it is first taken, and kept.

Rule: what no operation of the catalog begins with is an AttributeError that names what is near.
Rule: making a call sends nothing and reads no clock; a misspelt property or option is refused here and not by Graph.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from graphkey.calls.arguments import argument_names, values_of
from graphkey.calls.call import Call, Listing, Place
from graphkey.calls.names import CALLED, VERBS, attribute
from graphkey.catalog.load import operations_of, steps_below
from graphkey.catalog.model import Operation, Version
from graphkey.catalog.paths import key_of, placeholders
from graphkey.errors import UsageError


class _Step(NamedTuple):
    """Hold what one attribute leads to: a path to go on from, or the operations of a method."""

    segment: str = ""
    methods: tuple[Operation, ...] = ()


class Path(Place):
    """Be a path whose attributes are the paths and methods that the catalog has there, and whose `[id]` is one item."""

    __slots__ = ()
    __iter__ = None
    """A path is no list: `graph.items(path.list())` reads one."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # asked for by copy, pickle and inspect, also before there is a version
            raise AttributeError(name)
        step = _steps(self._version, self._template).get(name)
        if step is None:
            raise AttributeError(_unknown(self, name))
        if step.methods:
            return Method(name, self._ids, step.methods)
        return Path(self._version, f"{self._template}/{step.segment}", self._ids)

    def __getitem__(self, key: str) -> "Path":
        """Go to one item by its id, in plain text."""
        if not isinstance(key, str) or not key.strip():
            raise UsageError(f"{self}[…] takes an id, and this is none", hint="Give the id as text.")
        step = _steps(self._version, self._template).get("[]")
        if step is None:
            raise UsageError(f"{self} is no collection", hint="Only collections take an id in brackets.")
        return Path(self._version, f"{self._template}/{step.segment}", (*self._ids, key))

    def __dir__(self) -> list[str]:
        return sorted(name for name in _steps(self._version, self._template) if name != "[]")


class Method:
    """
    Make calls of one name: `list`, `update`, `upload_client_certificate`.

    Args:
        ids: of the path it hangs on.
        operations: one, or several that differ in their arguments.
    """

    __slots__ = ("__name__", "_ids", "_operations")

    def __init__(self, name: str, ids: tuple[str, ...], operations: tuple[Operation, ...]) -> None:
        self.__name__ = name
        self._ids = ids
        self._operations = operations

    def __call__(self, *given: Any, **named: Any) -> Call[Any]:
        """Make the call; see `calls.arguments`."""
        chosen = self._chosen(named) if len(self._operations) > 1 else self._operations[0]
        made = values_of(chosen, self._ids, given, named)
        return (Listing if chosen.many else Call)(chosen, made)

    def _chosen(self, named: Mapping[str, Any]) -> Operation:
        """Choose the operation that takes most of what is named: a function with arguments, one without."""

        def taken(one: Operation) -> int:
            return len(named.keys() & {*one.query, *placeholders(one.path)})

        return max(self._operations, key=taken)

    def __repr__(self) -> str:
        one = self._operations[-1]
        return f"<method {self.__name__}({', '.join(argument_names(one))}): {one.method} /{one.version}{one.path}>"


@cache
def _steps(version: Version, template: str) -> Mapping[str, _Step]:
    key = key_of(template)
    found: dict[str, _Step] = {}
    for operation in operations_of(version, key).values():
        name = "list" if operation.kind == "cast" and operation.many else VERBS.get(operation.kind)
        if name:
            found[name] = _Step(methods=(operation,))
    for segment in steps_below(version, key):
        name = "[]" if segment.startswith("{") else attribute(segment)
        below = operations_of(version, key_of(f"{template}/{segment}"))
        methods = tuple(one for one in below.values() if one.kind in CALLED)
        earlier = found[name].methods if name in found else ()
        found[name] = _Step(segment, earlier + methods)
    return found


def _unknown(path: Path, name: str) -> str:
    from difflib import get_close_matches

    there = dir(path)
    near = get_close_matches(name, there, n=3, cutoff=0.5)
    told = f"did you mean {' or '.join(near)}?" if near else f"it has {', '.join(there[:12])}"
    return f"{path} has no {name!r}; {told}"

"""
Read a `$filter` expression and turn it into a function over documents.

The grammar lies in filter.lark and is read when the first filter comes, since lark costs 50 ms to import. Called by
`odata`. Knows documents and the catalog's types; no storage.

Rule: a property that the type does not have is an error, not an empty answer.
Rule: text is compared without case, as Entra's directory does; null equals null alone and is on neither side of `gt`.
Source: OData 4.01 part 2 section 5.1.1; https://learn.microsoft.com/graph/filter-query-parameter
"""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from graphkey.catalog.model import Property, Type
from graphkey.localgraph.problems import bad_request
from graphkey.wire import Document

MAX_CHARS = 4096
MAX_NESTING = 50

Names = Mapping[str, Any]
"""What a name stands for while a filter runs: the document under "", and the variables of `any` and `all`."""
Value = Callable[[Names], Any]
Predicate = Callable[[Document], bool]


class Schema(NamedTuple):
    """
    Say which properties a filter may name.

    Args:
        type: of the documents; None when anything may be named.
        find: gives a type by its name, None for one that the catalog does not have.
    """

    type: Type | None
    find: Callable[[str], Type | None]


class FilterReader:
    """Read filters; one for the whole service, since it keeps the parser."""

    def __init__(self) -> None:
        self._parser: Any = None
        self._lock = threading.Lock()

    def read(self, text: str, schema: Schema) -> Predicate:
        """
        Return the test that an expression describes.

        Raises:
            BadRequestError: it is too long or too deep, is not understood, or names a property that is not there.
        """
        if len(text) > MAX_CHARS:
            raise bad_request(f"$filter is longer than {MAX_CHARS} characters.")
        if _nesting(text) > MAX_NESTING or text.count("not") > 4 * MAX_NESTING:
            raise bad_request(f"$filter is nested deeper than {MAX_NESTING} levels.")
        value = _Builder(schema).build(self._parse(text))
        return lambda document: value({"": document}) is True

    def _parse(self, text: str) -> Any:
        from lark import Lark
        from lark.exceptions import LarkError

        with self._lock:
            if self._parser is None:
                grammar = Path(__file__).with_name("filter.lark").read_text(encoding="utf-8")
                self._parser = Lark(grammar, parser="lalr", maybe_placeholders=False)
        try:
            return self._parser.parse(text)
        except LarkError as error:
            column = getattr(error, "column", -1)
            where = f" at position {column}" if isinstance(column, int) and column > 0 else ""
            raise bad_request(f"Invalid filter clause: syntax error{where}.") from error


def _nesting(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


class _Builder:
    """Turn a parsed tree into closures, bottom up."""

    def __init__(self, schema: Schema, variables: Mapping[str, Type | None] | None = None) -> None:
        self._schema = schema
        self._variables = variables or {}

    def build(self, tree: Any) -> Value:
        method: Callable[[list[Any]], Value] = getattr(self, f"_{tree.data}")
        return method(tree.children)

    def _disjunction(self, children: list[Any]) -> Value:
        parts = [self.build(child) for child in children]
        return lambda names: any(part(names) is True for part in parts)

    def _conjunction(self, children: list[Any]) -> Value:
        parts = [self.build(child) for child in children]
        return lambda names: all(part(names) is True for part in parts)

    def _negated(self, children: list[Any]) -> Value:
        part = self.build(children[0])
        return lambda names: part(names) is not True

    def _compared(self, children: list[Any]) -> Value:
        left, operator, right = self.build(children[0]), _OPERATORS[str(children[1])], self.build(children[2])
        return lambda names: operator(left(names), right(names))

    def _listed(self, children: list[Any]) -> Value:
        left, *options = (self.build(child) for child in children)
        return lambda names: any(_equal(left(names), option(names)) for option in options)

    def _call(self, children: list[Any]) -> Value:
        name = str(children[0]).lower()
        arguments = [self.build(child) for child in children[1:]]
        function = _FUNCTIONS.get((name, len(arguments)))
        if function is None:
            raise bad_request(f"$filter has no function '{children[0]}' with {len(arguments)} arguments.")
        return lambda names: function(*(argument(names) for argument in arguments))

    def _lambda(self, children: list[Any]) -> Value:
        items, item_type = self._resolve(_names(children[0]))
        every = str(children[1]) == "all"
        if len(children) == 2:
            return lambda names: bool(items(names)) or every
        variable = str(children[2])
        test = _Builder(self._schema, {**self._variables, variable: item_type}).build(children[3])

        def value(names: Names) -> bool:
            verdicts = (test({**names, variable: item}) is True for item in items(names) or ())
            return all(verdicts) if every else any(verdicts)

        return value

    def _path(self, children: list[Any]) -> Value:
        return self._resolve(_names(children[0]))[0]

    def _resolve(self, names: list[str]) -> tuple[Value, Type | None]:
        """Return what reads a property path, and the type of what it reads when that is known."""
        start, type_ = "", self._schema.type
        if names[0] in self._variables:
            start, type_ = names[0], self._variables[names[0]]
            names = names[1:]
        keys: list[str] = []
        for name in names:
            key, type_ = self._step(name, type_)
            keys.append(key)
        return lambda values: _walk(values[start], keys), type_

    def _step(self, name: str, type_: Type | None) -> tuple[str, Type | None]:
        if type_ is None:
            return name, None
        found = _property(type_, name, self._schema.find)
        if found is None and not type_.open:
            raise bad_request(f"Could not find a property named '{name}' on type 'microsoft.graph.{type_.name}'.")
        return (found.name, self._schema.find(found.type)) if found else (name, None)

    def _null(self, children: list[Any]) -> Value:
        return lambda names: None

    def _true(self, children: list[Any]) -> Value:
        return lambda names: True

    def _false(self, children: list[Any]) -> Value:
        return lambda names: False

    def _string(self, children: list[Any]) -> Value:
        text = str(children[0])[1:-1].replace("''", "'")
        return lambda names: text

    def _guid(self, children: list[Any]) -> Value:
        text = str(children[0])
        return lambda names: text

    _day = _guid

    def _instant(self, children: list[Any]) -> Value:
        instant = _as_instant(str(children[0]))
        if instant is None:
            raise bad_request(f"$filter has a date that does not exist: '{children[0]}'.")
        return lambda names: instant

    def _number(self, children: list[Any]) -> Value:
        text = str(children[0])
        number = float(text) if set(text) & set(".eE") else int(text)
        return lambda names: number


def _names(segments: Any) -> list[str]:
    """Return the names of a path, first to last; the tree of it leans to the left."""
    names: list[str] = []
    while len(segments.children) == 2:
        segments, last = segments.children
        names.append(str(last))
    return [str(segments.children[0]), *reversed(names)]


def _property(type_: Type, name: str, find: Callable[[str], Type | None]) -> Property | None:
    """Find a property on a type or on one of those that derive from it."""
    found = type_.property(name)
    for derived in type_.derived if found is None else ():
        below = find(derived)
        found = found or (below.property(name) if below else None)
    return found


def _walk(value: Any, keys: list[str]) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _as_instant(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _pair(left: Any, right: Any) -> tuple[Any, Any]:
    """Bring two values to one kind, as far as they have one."""
    if isinstance(left, datetime) or isinstance(right, datetime):
        return _as_instant(left), _as_instant(right)
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold(), right.casefold()
    return left, right


def _equal(left: Any, right: Any) -> bool:
    left, right = _pair(left, right)
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def test(left: Any, right: Any) -> bool:
        left, right = _pair(left, right)
        try:
            return compare(left, right)
        except TypeError:
            return False

    return test


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": _equal,
    "ne": lambda left, right: not _equal(left, right),
    "gt": _ordered(lambda left, right: bool(left > right)),
    "ge": _ordered(lambda left, right: bool(left >= right)),
    "lt": _ordered(lambda left, right: bool(left < right)),
    "le": _ordered(lambda left, right: bool(left <= right)),
}


def _on_text(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function of texts give null when it is given anything else."""
    return lambda *values: function(*values) if all(isinstance(value, str) for value in values) else None


_FUNCTIONS: Mapping[tuple[str, int], Callable[..., Any]] = {
    ("startswith", 2): _on_text(lambda text, part: text.casefold().startswith(part.casefold())),
    ("endswith", 2): _on_text(lambda text, part: text.casefold().endswith(part.casefold())),
    ("contains", 2): _on_text(lambda text, part: part.casefold() in text.casefold()),
    ("tolower", 1): _on_text(str.lower),
    ("toupper", 1): _on_text(str.upper),
    ("trim", 1): _on_text(str.strip),
    ("length", 1): _on_text(len),
    ("indexof", 2): _on_text(lambda text, part: text.casefold().find(part.casefold())),
    ("concat", 2): _on_text(lambda text, more: text + more),
}

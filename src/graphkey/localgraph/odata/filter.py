"""
Read the expressions of `$filter` and `$orderby` within bounds, and turn them into functions over documents.

The grammar lies in filter.lark; it and what the words mean (`expression`) are loaded when the first expression comes, since
lark costs 50 ms to import. Called by `gather`. Knows documents and the catalog's types; no storage.

Source: OData 4.01 part 2, 5.1.1 and 5.1.2; https://learn.microsoft.com/graph/filter-query-parameter
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from graphkey.localgraph.odata.property_path import Schema
from graphkey.localgraph.problems import bad_request
from graphkey.wire import Document

if TYPE_CHECKING:
    from graphkey.localgraph.odata.expression import Builder
    from graphkey.localgraph.odata.node import Node

MAX_CHARS = 4096
MAX_NESTING = 50

__all__ = ["MAX_CHARS", "MAX_NESTING", "Expression", "Schema", "read_filter", "read_order"]


class Expression(NamedTuple):
    """
    Be an expression that has been understood.

    Args:
        value: gives what it comes to for a document; of a filter, True when the document is meant.
        names: properties of the document that it reads.
        trails: navigation that it goes through, as paths of names; the documents must hold what is there.
        advanced: the first operator in it that directory objects take in advanced queries alone, or None.
    """

    value: Callable[[Document], Any]
    names: frozenset[str]
    trails: frozenset[tuple[str, ...]]
    advanced: str | None = None

    def __call__(self, document: Document) -> bool:
        """Tell whether a document is meant."""
        return self.value(document) is True


def read_filter(text: str, schema: Schema) -> Expression:
    """
    Return the test that a filter describes.

    Raises:
        BadRequestError: it is too long or too deep, is not understood, names a property that is not there, or
            brings kinds together that do not fit.
    """
    return _made(text, schema, "$filter")


def read_order(text: str, schema: Schema) -> Expression:
    """
    Return the value that a part of `$orderby` describes.

    Raises:
        BadRequestError: as `read_filter`; or it is no single value.
    """
    return _made(text, schema, "$orderby")


def _made(text: str, schema: Schema, option: str) -> Expression:
    from graphkey.localgraph.odata.expression import Builder

    if len(text) > MAX_CHARS:
        raise bad_request(f"{option} is longer than {MAX_CHARS} characters.")
    if _nesting(text) > MAX_NESTING or text.lower().count("not") > 4 * MAX_NESTING or text.count("-") > 300:
        raise bad_request(f"{option} is nested deeper than {MAX_NESTING} levels.")
    builder = Builder(schema)
    try:
        node = _built(builder, text, option)
    except RecursionError as error:
        raise bad_request(f"{option} is nested too deep.") from error
    read, walker = node.read, builder.walker
    return Expression(
        lambda document: read((document,)), frozenset(walker.names), frozenset(walker.trails), builder.advanced
    )


def _built(builder: "Builder", text: str, option: str) -> "Node":
    if option == "$filter":
        return builder.test(_parse(text, option))
    plain = text.replace("/", "").replace(".", "").replace("_", "").isalnum()
    node = builder.path(text.split("/")) if plain else builder.build(_parse(text, option))  # a path needs no lark
    if node.kind.many or node.kind.family == "Structure":
        raise bad_request("The $orderby expression must evaluate to a single value of primitive type.")
    return node


def _parse(text: str, option: str) -> Any:
    from lark.exceptions import LarkError

    try:
        return _parser().parse(text)
    except LarkError as error:
        column = getattr(error, "column", -1)
        where = f" at position {column}" if isinstance(column, int) and column > 0 else ""
        raise bad_request(f"Invalid {option.removeprefix('$')} clause: Syntax error{where}.") from error


@cache
def _parser() -> Any:
    """Make the parser of filter.lark, once a process: it takes longer than all that it will parse."""
    from lark import Lark

    grammar = Path(__file__).with_name("filter.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", maybe_placeholders=False)


def _nesting(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest

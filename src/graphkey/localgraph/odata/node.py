"""
The parts of an expression, and how the kinds of two of them are brought together.

Called by `expression`.

Rule: what cannot be one kind is refused before a document is seen.
Source: OData 4.01 part 2, 5.1.1.18 (promotion); Graph's own examples compare a moment with a day
(https://learn.microsoft.com/graph/filter-query-parameter)
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from graphkey.localgraph.odata import edm
from graphkey.localgraph.odata.edm import Kind, invalid
from graphkey.localgraph.odata.functions import Function
from graphkey.localgraph.odata.property_path import Frames


class Node(NamedTuple):
    """
    Be a part of an expression.

    Args:
        read: gives its value.
        kind: of its value.
        fixed: it is a literal; `literal` is its value.
    """

    read: Callable[[Frames], Any]
    kind: Kind
    fixed: bool = False
    literal: Any = None


def constant(value: Any, kind: Kind) -> Node:
    """Make a literal."""
    return Node(lambda frames: value, kind, True, value)


def common_kind(left: Node, right: Node) -> Kind | None:
    """Return the kind that two operands are compared as, or None when there is none."""
    one, other = left.kind, right.kind
    if one.family == other.family:
        return None if one.family == "Structure" else one
    by_family = {one.family: (one, right), other.family: (other, left)}
    for vague in ("Null", "Any"):
        if vague in by_family:
            return by_family[vague][1].kind
    families = frozenset(by_family)
    if families == {"Date", "DateTimeOffset"}:
        return edm.INSTANT
    if families == {"Guid", "String"}:
        return edm.TEXT
    if families == {"Duration", "String"} and by_family["Duration"][1].fixed:
        return edm.DURATION  # OData 4.01: a duration without its prefix
    return None


def converted(node: Node, kind: Kind) -> Node:
    """Make an operand of another kind; of a literal at once, of anything else when it is read."""
    if node.kind.family in (kind.family, "Null"):
        return node
    reader, read = edm.READERS.get(kind.name, edm.as_any), node.read
    if not node.fixed:
        return Node(lambda frames: reader(read(frames)), kind)
    if node.literal is not None and reader(node.literal) is None:
        raise invalid(f"A literal is no value of type '{kind}'.")
    return constant(reader(node.literal), kind)


def fits(function: Function, arguments: list[Node]) -> bool:
    """Tell whether an overload takes these arguments."""
    if len(function.takes) != len(arguments):
        return False
    pairs = zip(function.takes, arguments, strict=True)
    return all(node.kind.family in (kind.family, "Any", "Null") and not node.kind.many for kind, node in pairs)


def applied(function: Function, arguments: list[Node]) -> Node:
    """Make the call of a function."""
    work = function.work
    reads = [converted(node, kind).read for node, kind in zip(arguments, function.takes, strict=True)]

    def read(frames: Frames) -> Any:
        values = [one(frames) for one in reads]
        return None if None in values else work(*values)

    return Node(read, function.gives)

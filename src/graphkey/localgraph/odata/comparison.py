"""
What `eq`, `gt`, `in`, `has` and their like give for two values: true, false, or null where OData says so.

Called by `expression`, which has brought both sides to one kind. Functions of values alone.

Rule: null equals null alone and is on neither side of `gt`; `has` of null is null.
Source: OData 4.01 part 2, 5.1.1.1.1 to 5.1.1.1.11
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from graphkey.localgraph.odata.edm import Kind, flags

Test = Callable[[Any, Any], "bool | None"]

_SAME_TEXT = frozenset(["String", "Guid", "Binary"])
_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
OPERATOR_KINDS: Mapping[str, str] = {
    "eq": "Equal",
    "ne": "NotEqual",
    "gt": "GreaterThan",
    "ge": "GreaterThanOrEqual",
    "lt": "LessThan",
    "le": "LessThanOrEqual",
    "add": "Add",
    "sub": "Subtract",
    "mul": "Multiply",
    "div": "Divide",
    "divby": "Divide",
    "mod": "Modulo",
    "has": "Has",
    "and": "And",
    "or": "Or",
}


def comparison(name: str, kind: Kind) -> Test:
    """Return the test that an operator makes of two values of a kind."""
    if name in ("eq", "ne"):
        equal = _equality(kind)
        return equal if name == "eq" else lambda left, right: not equal(left, right)
    order = _ORDERS[name]
    if kind.family in _SAME_TEXT:
        return lambda left, right: left is not None and right is not None and order(left.casefold(), right.casefold())
    if kind.family == "Enum" and kind.type is not None:
        places = {member.casefold(): at for at, member in enumerate(kind.type.members)}
        return lambda left, right: _ordered(
            order, places.get(left.casefold() if left else ""), places.get(right.casefold() if right else "")
        )
    return lambda left, right: _ordered(order, *_alike(left, right))


def equal_values(left: Any, right: Any) -> bool:
    """Compare two values of which nothing is known: text without case, and no number with a boolean."""
    left, right = _alike(left, right)
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def has_flags(left: Any, right: Any) -> bool | None:
    """Tell whether an enumeration's value, a text or a list, has all members of another."""
    if left is None or right is None:
        return None
    held = flags(",".join(map(str, left)) if isinstance(left, list) else str(left))
    return flags(right) <= held


def _equality(kind: Kind) -> Callable[[Any, Any], bool]:
    if kind.family in _SAME_TEXT:
        return _same_text
    if kind.family == "Enum":
        return _same_member
    if kind.family in ("Any", "Structure"):
        return equal_values
    return lambda left, right: bool(left == right)


def _same_text(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    return bool(left.casefold() == right.casefold())


def _same_member(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    return flags(left) == flags(right) if "," in left or "," in right else bool(left.casefold() == right.casefold())


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold(), right.casefold()
    return left, right


def _ordered(order: Callable[[Any, Any], bool], left: Any, right: Any) -> bool:
    if left is None or right is None:
        return False
    try:
        return bool(order(left, right))
    except TypeError:  # of values of which nothing is known: a text is not greater than a number, nor less
        return False

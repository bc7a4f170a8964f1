"""
`add`, `sub`, `mul`, `div`, `divby`, `mod`: what they take, what they give.

Called by `expression`.

Rule: null in, null out; so is what no number can be: a division by zero, a sum beyond what a float holds.
Source: OData 4.01 part 2, 5.1.1.2
"""

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from graphkey.localgraph.odata.edm import ANY, DECIMAL, INTEGER, Kind

Work = Callable[[Any, Any], Any]
_FRACTIONS = frozenset(["Single", "Double", "Decimal"])

# Of times: operator and both families -> what comes out.
_TIMES: Mapping[tuple[str, str, str], str] = {
    ("add", "DateTimeOffset", "Duration"): "DateTimeOffset",
    ("sub", "DateTimeOffset", "Duration"): "DateTimeOffset",
    ("sub", "DateTimeOffset", "DateTimeOffset"): "Duration",
    ("add", "Duration", "Duration"): "Duration",
    ("sub", "Duration", "Duration"): "Duration",
    ("add", "Date", "Duration"): "Date",
    ("sub", "Date", "Duration"): "Date",
    ("sub", "Date", "Date"): "Duration",
    ("mul", "Duration", "Number"): "Duration",
    ("div", "Duration", "Number"): "Duration",
}


def reckon(name: str, left: Kind, right: Kind) -> tuple[Work, Kind] | None:
    """Return what an operator does with two kinds, and the kind of the result; None when it cannot."""
    if left.many or right.many:
        return None
    families = (left.family, right.family)
    times = _TIMES.get((name, *families))
    if times is not None:
        return _guarded(_OPERATORS[name]), Kind(times)
    if not set(families) <= {"Number", "Any", "Null"}:
        return None
    fraction = name == "divby" or bool({left.name, right.name} & _FRACTIONS)
    if name == "div" and not fraction and "Any" not in families:
        return _guarded(_whole_times), INTEGER
    return _guarded(_OPERATORS[name]), ANY if "Any" in families else DECIMAL if fraction else INTEGER


def _whole_times(left: int, right: int) -> int:
    """Divide toward zero; Python divides toward the lower number."""
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _remainder(left: float, right: float) -> float:
    return math.copysign(abs(left) % abs(right), left) if isinstance(left + right, float) else _of_sign(left, right)


def _of_sign(left: float, right: float) -> float:
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


_OPERATORS: Mapping[str, Work] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "divby": operator.truediv,
    "mod": _remainder,
}


def _guarded(work: Work) -> Work:
    def result(left: Any, right: Any) -> Any:
        if left is None or right is None:
            return None
        try:
            return work(left, right)
        except (ArithmeticError, TypeError):  # by zero, beyond all bounds, or of values of which nothing was known
            return None

    return result

"""
The functions of `$filter` and `$orderby`, as a table: name, what they take, what they give, how.

Read by `expression` alone. Every function is of values; what an argument is read from is not known here.

Rule: a function of null is null.
Source: OData 4.01 part 2, 5.1.1.4 to 5.1.1.10
"""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from graphkey.localgraph.odata.edm import BOOLEAN, DAY, DECIMAL, DURATION, INSTANT, INTEGER, TEXT, TIME, Kind, invalid


class Function(NamedTuple):
    """Describe one overload of a function."""

    takes: tuple[Kind, ...]
    gives: Kind
    work: Callable[..., Any]


def _substring(text: str, start: float, length: float | None = None) -> str:
    if length is not None and length < 0:
        raise invalid("The length of a substring cannot be negative.")
    rest = text[int(start) :]
    return rest if length is None else rest[: int(length)]


def _rounded(number: float) -> float:
    """Round a half away from zero; Python's own rule is another."""
    return math.copysign(math.floor(abs(number) + 0.5), number)


def _whole(work: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: work(number) if math.isfinite(number) else number


def _offset_minutes(instant: datetime) -> int:
    return (instant.utcoffset() or timedelta()) // timedelta(minutes=1)


_TEXTS = (TEXT, TEXT)

FUNCTIONS: dict[str, tuple[Function, ...]] = {
    "startswith": (Function(_TEXTS, BOOLEAN, lambda text, part: text.casefold().startswith(part.casefold())),),
    "endswith": (Function(_TEXTS, BOOLEAN, lambda text, part: text.casefold().endswith(part.casefold())),),
    "contains": (Function(_TEXTS, BOOLEAN, lambda text, part: part.casefold() in text.casefold()),),
    "indexof": (Function(_TEXTS, INTEGER, lambda text, part: text.casefold().find(part.casefold())),),
    "concat": (Function(_TEXTS, TEXT, lambda text, more: text + more),),
    "length": (Function((TEXT,), INTEGER, len),),
    "tolower": (Function((TEXT,), TEXT, str.lower),),
    "toupper": (Function((TEXT,), TEXT, str.upper),),
    "trim": (Function((TEXT,), TEXT, str.strip),),
    "substring": (
        Function((TEXT, INTEGER), TEXT, _substring),
        Function((TEXT, INTEGER, INTEGER), TEXT, _substring),
    ),
    "year": (Function((INSTANT,), INTEGER, lambda at: at.year), Function((DAY,), INTEGER, lambda at: at.year)),
    "month": (Function((INSTANT,), INTEGER, lambda at: at.month), Function((DAY,), INTEGER, lambda at: at.month)),
    "day": (Function((INSTANT,), INTEGER, lambda at: at.day), Function((DAY,), INTEGER, lambda at: at.day)),
    "hour": (Function((INSTANT,), INTEGER, lambda at: at.hour), Function((TIME,), INTEGER, lambda at: at.hour)),
    "minute": (Function((INSTANT,), INTEGER, lambda at: at.minute), Function((TIME,), INTEGER, lambda at: at.minute)),
    "second": (Function((INSTANT,), INTEGER, lambda at: at.second), Function((TIME,), INTEGER, lambda at: at.second)),
    "fractionalseconds": (
        Function((INSTANT,), DECIMAL, lambda at: at.microsecond / 1e6),
        Function((TIME,), DECIMAL, lambda at: at.microsecond / 1e6),
    ),
    "date": (Function((INSTANT,), DAY, lambda at: at.date()),),
    "time": (Function((INSTANT,), TIME, lambda at: at.time()),),
    "totaloffsetminutes": (Function((INSTANT,), INTEGER, _offset_minutes),),
    "totalseconds": (Function((DURATION,), DECIMAL, lambda span: span.total_seconds()),),
    "round": (Function((DECIMAL,), DECIMAL, _whole(_rounded)),),
    "floor": (Function((DECIMAL,), DECIMAL, _whole(math.floor)),),
    "ceiling": (Function((DECIMAL,), DECIMAL, _whole(math.ceil)),),
}

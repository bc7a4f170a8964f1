"""
The primitive types of OData: what a kind is, how its values are read from JSON, and which kinds can be compared.

Called by `expression` and `functions`. Knows values; no document, no grammar.

Rule: a reader gives null for a value that is none of its kind, and never raises.
Rule: text is compared without case, as the directory does: `startswith(displayName,'mary')` finds Mary.
Source: OData 4.01 part 2, 5.1.1.1 and 5.1.1.14; https://learn.microsoft.com/graph/filter-query-parameter
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from graphkey.catalog.model import Type
from graphkey.errors import GraphError
from graphkey.localgraph.problems import bad_request

NUMBERS = frozenset(["Byte", "Int16", "Int32", "Int64", "Single", "Double", "Decimal"])
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.ASCII)


class Kind(NamedTuple):
    """
    Say what an expression gives.

    Args:
        name: of a primitive type of OData (`String`), or `Enum`, `Structure`, `Null`, or `Any` when nothing is known.
        type: the catalog's, of an enumeration or a structure.
        many: a collection of these.
    """

    name: str
    type: Type | None = None
    many: bool = False

    @property
    def family(self) -> str:
        """Return one name for all numbers, and the kind's own otherwise."""
        return "Number" if self.name in NUMBERS else self.name

    def __str__(self) -> str:
        shown = f"microsoft.graph.{self.type.name}" if self.type else f"Edm.{self.name}"
        return f"Collection({shown})" if self.many else shown


TEXT, BOOLEAN, INTEGER, DECIMAL = Kind("String"), Kind("Boolean"), Kind("Int32"), Kind("Double")
INSTANT, DAY, TIME, DURATION, GUID = (
    Kind("DateTimeOffset"), Kind("Date"), Kind("TimeOfDay"), Kind("Duration"), Kind("Guid"),
)  # fmt: skip
NULL, ANY = Kind("Null"), Kind("Any")


def kind_of(type_name: str, many: bool, find: Callable[[str], Type | None]) -> Kind:
    """Return the kind of a property of the catalog."""
    if type_name == "Json":
        return Kind("Any", None, many)
    type_ = find(type_name)
    if type_ is None:
        return Kind(type_name if type_name in READERS else "Any", None, many)
    return Kind("Enum" if type_.kind == "enum" else "Structure", type_, many)


def invalid(message: str) -> GraphError:
    """Make the error of an expression that is understood and makes no sense; Graph says it in these words."""
    return bad_request(f"Invalid filter clause: {message}")


def as_text(value: Any) -> str | None:
    """Read a text."""
    return value if isinstance(value, str) else None


def as_boolean(value: Any) -> bool | None:
    """Read true or false."""
    return value if isinstance(value, bool) else None


def as_number(value: Any) -> float | None:
    """Read a number; a boolean is none."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def as_instant(value: Any) -> datetime | None:
    """Read a moment; without a zone it is UTC (OData's rule for a cast), a day is its midnight."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def as_day(value: Any) -> date | None:
    """Read a date."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def as_time(value: Any) -> time | None:
    """Read a time of day."""
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def as_duration(value: Any) -> timedelta | None:
    """Read a duration of days and less; years and months have no length (`Edm.Duration` has none)."""
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) and len(value) < 60 else None
    if found is None or not any(found.groups()[1:]):
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups()[1:])
    try:
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None
    return -span if found[1] else span


def as_any(value: Any) -> Any:
    """Read what it is."""
    return value


def as_items(value: Any) -> list[Any] | None:
    """Read a collection; of an enumeration it may be one text, in which commas part the members."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",")]
    return value if isinstance(value, list) else None


READERS: Mapping[str, Callable[[Any], Any]] = {
    "String": as_text,
    "Boolean": as_boolean,
    **dict.fromkeys(NUMBERS, as_number),
    "DateTimeOffset": as_instant,
    "Date": as_day,
    "TimeOfDay": as_time,
    "Duration": as_duration,
    "Guid": as_text,
    "Binary": as_text,
    "Stream": as_any,
    "Any": as_any,
    "Enum": as_text,
    "Structure": as_any,
}


def casting(primitive: str) -> Callable[[Any], Any]:
    """Return what casts to a primitive type; what cannot be cast is null."""
    if primitive != "String":
        return READERS[primitive]

    def text(value: Any) -> str | None:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, datetime):
            return value.isoformat().replace("+00:00", "Z")
        return None if value is None or isinstance(value, (dict, list)) else str(value)

    return text


def flags(value: str) -> frozenset[str]:
    """Return the members that an enumeration's value names; those that can be several are parted by commas."""
    return frozenset(part.strip().casefold() for part in value.split(","))


def members(type_: Type, text: str) -> str:
    """
    Return an enumeration's value in the spelling of its members.

    Raises:
        BadRequestError: it names none of them.
    """
    known = {member.casefold(): member for member in type_.members}
    found = [known.get(part.strip().casefold()) for part in text.split(",")]
    if None in found:
        raise invalid(f"The string '{text[:100]}' is not a valid enumeration type constant.")
    return ",".join(part for part in found if part)


def sort_key(value: Any) -> list[Any]:
    """Bring a value to what sorts and fits into JSON: null, then false, numbers and times, then text without case."""
    if value is None:
        return [0, 0]
    if isinstance(value, (bool, int, float)):
        return [1, value]
    if isinstance(value, datetime):
        return [1, (value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)]
    if isinstance(value, date):
        return [1, value.toordinal()]
    if isinstance(value, timedelta):
        return [1, value // timedelta(microseconds=1)]
    return [2, str(value).casefold()]

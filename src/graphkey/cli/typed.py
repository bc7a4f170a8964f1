"""
Texts of the command line to values of Graph's types: `5` to a number, a date to the form Graph takes, an enumeration's spelling.

Called by `cli/values` for parameters whose type the catalog knows. Pure. Documents (JSON, hash literals) hold values already and
do not come here.

Rule: what is no value of its type is refused, except of an enumeration: those grow, so an unknown member is sent as given.
Source: OData 4.01 ABNF and JSON Format section 7 (forms of primitive values); .NET's TimeSpan for `d.hh:mm:ss`.
"""

import re
from collections.abc import Callable
from typing import Any

from graphkey.catalog.parameters import Parameter
from graphkey.cli.pipeline import JSON
from graphkey.errors import UsageError


def read_typed(parameter: Parameter, text: str) -> Any:
    """
    Read a text as a value of a parameter's type.

    Args:
        text: of a list: `a,b`, or a JSON array where an item holds a comma.
    Raises: UsageError that says what is taken.
    """
    if not parameter.many:
        return _one(parameter, text)
    return [_one(parameter, item) if isinstance(item, str) else item for item in _items(parameter, text)]


def _items(parameter: Parameter, text: str) -> list[Any]:
    if text.lstrip()[:1] != "[":
        return [part.strip() for part in text.split(",") if part.strip()]
    try:
        found: list[Any] = JSON.decode(text.strip())
    except (ValueError, RecursionError):
        raise UsageError(f"-{parameter.name} is no JSON array", hint='Write a,b or ["a", "b"].') from None
    return found


def _one(parameter: Parameter, text: str) -> Any:
    if parameter.choices:
        return spelled(parameter.choices, text)
    reader = _READERS.get(parameter.type)
    if reader is None:
        return text
    try:
        return reader(text.strip())
    except ValueError:
        what, example = _WORDS[parameter.type]
        raise UsageError(f"-{parameter.name} takes {what}", hint=f"For example {example}.") from None


def spelled(members: tuple[str, ...], text: str) -> str:
    """Give a member in wire spelling, or several with commas between them; what is none stays as it is."""
    known = {member.lower(): member for member in members}
    return ",".join(known.get(part.strip().lower(), part) for part in text.split(","))


def _boolean(text: str) -> bool:
    known = {"true": True, "$true": True, "1": True, "false": False, "$false": False, "0": False}
    if text.lower() not in known:
        raise ValueError
    return known[text.lower()]


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,19}", text):
        raise ValueError
    return int(text)


def _number(text: str) -> int | float:
    if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", text):
        raise ValueError
    return int(text) if text.lstrip("+-").isdecimal() else float(text)


_TIME = r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(\.[0-9]{1,7})?)?"
_MOMENT = re.compile(
    rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:[Tt ]{_TIME})?\s*(?:([Zz])|([+-])([0-9]{{2}}):?([0-9]{{2}}))?"
)


def moment(text: str) -> str:
    """
    Write a time as Graph takes it: UTC, ending in Z. Without a zone it is UTC, without a time of day midnight.

    Raises: ValueError for what is no such time.
    """
    from datetime import UTC, datetime, timedelta

    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError
    day, hour, minute, second, fraction, _, sign, hours, minutes = found.groups()
    at = datetime.strptime(f"{day} {hour or 0}:{minute or 0}:{second or 0}", "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    if sign:
        away = timedelta(hours=int(hours), minutes=int(minutes))
        try:
            at = at - away if sign == "+" else at + away
        except OverflowError:
            raise ValueError from None
    return f"{at.year:04d}-{at:%m-%dT%H:%M:%S}{fraction or ''}Z"


def _date(text: str) -> str:
    from datetime import datetime

    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError
    datetime.strptime(text, "%Y-%m-%d")
    return text


def _time_of_day(text: str) -> str:
    found = re.fullmatch(_TIME, text)
    if found is None:
        raise ValueError
    hour, minute, second, fraction = found.groups()
    return f"{int(hour):02d}:{minute}:{second or '00'}{fraction or ''}"


_ISO_SPAN = re.compile(
    r"-?P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?"
)
_NET_SPAN = re.compile(r"(-?)(?:([0-9]+)\.)?([01]?[0-9]|2[0-3]):([0-5]?[0-9])(?::([0-5]?[0-9])(\.[0-9]{1,7})?)?")


def duration(text: str) -> str:
    """
    Write a span of time as Graph takes it: ISO 8601, `P1DT2H`. PowerShell's `1.02:00:00` is turned into that.

    Raises: ValueError for what is no span.
    """
    if _ISO_SPAN.fullmatch(text.upper()):
        return text.upper()
    found = _NET_SPAN.fullmatch(text)
    if found is None:
        raise ValueError
    sign, days, hour, minute, second, fraction = found.groups()
    seconds = f"{int(second or 0)}{(fraction or '').rstrip('0').rstrip('.')}"
    day = f"{int(days)}D" if days and int(days) else ""
    clock = "".join(
        value + unit for value, unit in ((str(int(hour)), "H"), (str(int(minute)), "M"), (seconds, "S")) if value != "0"
    )
    return f"{sign}P{day}{'T' + clock if clock else ''}" if day or clock else "PT0S"


def _guid(text: str) -> str:
    plain = text[1:-1] if text[:1] == "{" and text[-1:] == "}" else text
    if not re.fullmatch(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", plain):
        raise ValueError
    return plain


_READERS: dict[str, Callable[[str], Any]] = {
    "Boolean": _boolean,
    "Int32": _whole,
    "Int64": _whole,
    "Single": _number,
    "Double": _number,
    "DateTimeOffset": moment,
    "Date": _date,
    "TimeOfDay": _time_of_day,
    "Duration": duration,
    "Guid": _guid,
}
_WORDS = {
    "Boolean": ("true or false", "true"),
    "Int32": ("a whole number", "5"),
    "Int64": ("a whole number", "5"),
    "Single": ("a number", "1"),
    "Double": ("a number", "1.5"),
    "DateTimeOffset": ("a date and time", "2026-12-31T23:59:59Z"),
    "Date": ("a date", "2026-12-31"),
    "TimeOfDay": ("a time of day", "08:30"),
    "Duration": ("a span of time", "P1DT2H or 1.02:00:00"),
    "Guid": ("a GUID", "f1fb0d1c-3e0b-4c0f-9d0a-6d0f4b3e0a11"),
}

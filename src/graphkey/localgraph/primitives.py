"""
Values of OData's primitive types as JSON carries them: is this one, and how is it kept.

Called by `content` alone. One table: type name -> what checks it and returns the value as it is stored, or None when it is
none.

Rule: a time is kept in UTC, as Graph answers it, whatever offset it came with.
Source: OData JSON 4.01 section 7.1; OData 4.01 ABNF (dateTimeOffsetValue, durationValue, guidValue, timeOfDayValue)
"""

import re
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DURATION = re.compile(r"-?P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?")
_TIME_OF_DAY = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,12})?)?")
_OFFSET_TIME = re.compile(
    r"(?P<second>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?P<fraction>\.\d{1,12})?(?P<offset>Z|[+-]\d\d:\d\d)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def kept(type_name: str, value: Any) -> Any:
    """Return a value as it is stored, or None when it is none of this primitive type; unknown types are texts."""
    return _CHECKS.get(type_name, _text)(value)


def wanted(type_name: str) -> str:
    """Say what a value of a type must be, for an error."""
    return _WANTED.get(type_name, "a text")


def _text(value: Any) -> Any:
    return value if isinstance(value, str) else None


def _boolean(value: Any) -> Any:
    return value if isinstance(value, bool) else None


def _whole(bits: int) -> Callable[[Any], Any]:
    bound = 2 ** (bits - 1)

    def check(value: Any) -> Any:
        return value if isinstance(value, int) and not isinstance(value, bool) and -bound <= value < bound else None

    return check


def _byte(value: Any) -> Any:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 256 else None


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if -(2.0**63) <= value < 2.0**63 else None  # 1e999 is a float in JSON's eyes and no number


def _offset_time(value: Any) -> Any:
    found = _OFFSET_TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(found["second"] + found["offset"].upper().replace("Z", "+00:00"))
        shown = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    except (ValueError, OverflowError):
        return None
    return f"{shown.rjust(19, '0')}{found['fraction'] or ''}Z"


def _date(value: Any) -> Any:
    try:
        return value if isinstance(value, str) and _DATE.fullmatch(value) and date.fromisoformat(value) else None
    except ValueError:
        return None


def _like(pattern: re.Pattern[str]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        return value if isinstance(value, str) and pattern.fullmatch(value) else None

    return check


def _binary(value: Any) -> Any:
    if not isinstance(value, str):
        return None
    plain = "".join(value.split()).replace("+", "-").replace("/", "_").rstrip("=")
    try:
        urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
    except (NotBase64, ValueError):
        return None
    return value if all(sign.isalnum() or sign in "-_" for sign in plain) and plain.isascii() else None


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "Boolean": _boolean,
    "Byte": _byte,
    "Int16": _whole(16),
    "Int32": _whole(32),
    "Int64": _whole(64),
    "Single": _number,
    "Double": _number,
    "Decimal": _number,
    "DateTimeOffset": _offset_time,
    "Date": _date,
    "TimeOfDay": _like(_TIME_OF_DAY),
    "Duration": _like(_DURATION),
    "Guid": _like(_GUID),
    "Binary": _binary,
    "Json": lambda value: value,
}
_WANTED: Mapping[str, str] = {
    "Boolean": "true or false",
    "Byte": "a whole number from 0 to 255",
    "Int16": "a whole number of 16 bits",
    "Int32": "a whole number of 32 bits",
    "Int64": "a whole number of 64 bits",
    "Single": "a number",
    "Double": "a number",
    "Decimal": "a number",
    "DateTimeOffset": "a time with its offset, as 2026-01-31T12:00:00Z",
    "Date": "a date, as 2026-01-31",
    "TimeOfDay": "a time of day, as 12:30:00",
    "Duration": "a duration, as P30D or PT1H",
    "Guid": "a GUID",
    "Binary": "base64",
}

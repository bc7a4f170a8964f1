"""
Documents as tables that fit the terminal: one row an item for a list, one row a property for a single document.

Columns share the width in `cli/columns`; what a cell says is decided here. Certificates of a connector are rows of their own,
because they are what people look for, and properties of derived types are columns like all others.

Rule: nothing is left out. What does not fit side by side is shown one below the other; only a column without any value may go,
and is named then, and inside a cell what is null or empty.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from graphkey.cli.columns import fits, grid, widths_of
from graphkey.cli.world import printable

# Properties in seconds since 1970 (NumericDate); shown as dates.
_SECONDS = frozenset({"notBefore", "notAfter"})
_TYPE = "@odata.type"
_NARROWEST = 20
"""A terminal that says it is narrower is not believed."""


def render(document: Any, columns: int) -> str:
    """Return a table of at most `columns` characters a line, wide characters counted as the two cells they take."""
    columns = max(columns, _NARROWEST)
    if isinstance(document, list):
        return _list(document, columns)
    if isinstance(document, Mapping):
        return _properties([document], columns)
    return f"{printable(_short('', document))}\n"


def _list(document: list[Any], columns: int) -> str:
    items = [one if isinstance(one, Mapping) else {"value": one} for one in document]
    if not items:
        return "(no items)\n"
    names = _names(items)
    rows = _rows(names, items)
    note = ""
    if not fits(rows, columns):
        empty = [name for name in names if all(item.get(name) in (None, "", []) for item in items)]
        rows = _rows([name for name in names if name not in empty], items)
        note = f"without a value: {', '.join(empty)}" if empty else ""
    widths = widths_of(rows, columns)
    if not rows[0] or widths is None:
        several = _TYPE in names
        return _properties([{n: v for n, v in one.items() if n != _TYPE or several} for one in items], columns)
    return grid(rows[0], rows[1:], widths) + (grid([], [[printable(note)]], [columns]) if note else "")


def _rows(names: Sequence[str], items: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    return [[printable(_head(name)) for name in names], *([printable(_cell(n, one)) for n in names] for one in items)]


def _names(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """List the properties of all items, each once; the type leads where the items are of several."""
    names = list(dict.fromkeys(name for item in items for name in item if not name.startswith("@")))
    several = len({item.get(_TYPE) for item in items}) > 1
    return [_TYPE, *names] if several else names


def _head(name: str) -> str:
    return "type" if name == _TYPE else name


def _cell(name: str, item: Mapping[str, Any]) -> str:
    value = item.get(name)
    return _type(value) if name == _TYPE else _short(name, value)


def _type(value: Any) -> str:
    return str(value or "").rsplit(".", 1)[-1].lstrip("#")


def _properties(items: Sequence[Mapping[str, Any]], columns: int) -> str:
    rows: list[list[str]] = []
    for number, item in enumerate(items):
        rows += [["", ""]] if number else []
        rows += [[printable(name), printable(value)] for name, value in _flat(item)]
    if not rows:
        return "(nothing in it)\n"
    widths = widths_of(rows, columns) or [columns // 2 - 1, columns - columns // 2 - 1]
    return grid([], rows, widths)


def _flat(document: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in document.items():
        if name.startswith("@") and name != _TYPE:
            continue  # where it came from is for programs
        if name == _TYPE:
            rows.append((prefix + "type", _type(value)))
            continue
        if isinstance(value, Mapping):
            rows += _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
            for number, item in enumerate(value):
                rows.append((f"{prefix}{name}[{number}]", _one_line(item)))
        else:
            rows.append((prefix + name, _short(name, value)))
    return rows


def _one_line(item: Mapping[str, Any]) -> str:
    if "thumbprint" in item and "isActive" in item:
        state = "active" if item["isActive"] else "not active"
        start, end = (_short(name, item.get(name)) for name in ("notBefore", "notAfter"))
        return f"{item['thumbprint']} {state}, {start} to {end}"
    shown = {name: _short(name, value) for name, value in item.items() if not name.startswith("@")}
    parts = [f"{name} {text}" for name, text in shown.items() if text]
    kind = _type(item.get(_TYPE))
    return f"{kind}: {', '.join(parts)}" if kind and parts else kind or ", ".join(parts)


def _short(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if name in _SECONDS and isinstance(value, int):
        return _date(value)
    if isinstance(value, Mapping):
        kind = _type(value.get(_TYPE))
        held = [one for one in value.get("certificateList") or [] if isinstance(one, Mapping)]
        active = next((str(one.get("thumbprint")) for one in held if one.get("isActive")), None)
        if held:
            return " ".join(part for part in (kind, f"({len(held)}, active {active})") if part)
        return _one_line({key: inner for key, inner in value.items() if key != "certificateList" or inner})
    if isinstance(value, list):
        return ", ".join(_short("", item) for item in value)
    return str(value)


def _date(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
    except (OverflowError, ValueError, OSError):
        return str(seconds)

"""
Documents as tables that fit the terminal: one row an item for a list, one row a property for a single document.

Columns share the width in `cli/columns`; what a cell says is decided here. Names and ids lead, nested values come last.
Certificates of a connector are rows of their own, because they are what people look for, and properties of derived types are
columns like all others.

Rule: nothing goes unsaid. A row that would be higher than three lines, or break an id, gives its nested values in short, and
the table says which; where that does not help, items are shown whole, one below the other. A column without any value may go,
and is named then.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from graphkey.cli.columns import fits, grid, height, widths_of
from graphkey.cli.world import printable

# Properties in seconds since 1970 (NumericDate); shown as dates.
_SECONDS = frozenset({"notBefore", "notAfter"})
_TYPE = "@odata.type"
_NARROWEST = 20
"""A terminal that says it is narrower is not believed."""
_HIGHEST = 3
"""Lines of a row; what is higher is no longer read across."""
_MOST_NAMED = 2
_NOTHING: tuple[object, ...] = (None, "", [], {})
_LEADING = (_TYPE, "displayName", "name", "id")


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
    return (fits(rows, columns) and _side_by_side(rows, columns)) or _without_empty(names, items, columns)


def _without_empty(names: list[str], items: Sequence[Mapping[str, Any]], columns: int) -> str:
    empty = [name for name in names if all(item.get(name) in _NOTHING for item in items)]
    names = [name for name in names if name not in empty]
    notes = [f"without a value: {', '.join(empty)}"] if empty else []
    shown = _side_by_side(_rows(names, items), columns)
    nested = [name for name in names if any(_nested(item.get(name)) for item in items)]
    if not shown and nested and (shown := _side_by_side(_rows(names, items, nested), columns)):
        notes.append(f"in short: {', '.join(nested)}; --output yaml has them whole")
    shown = shown or _properties([{n: one[n] for n in names if n in one} for one in items], columns)
    return shown + "".join(grid([], [[printable(note)]], [columns]) for note in notes)


def _side_by_side(rows: list[list[str]], columns: int) -> str:
    widths = widths_of(rows, columns, whole=True) if rows[0] else None
    if widths is None or any(height(row, widths) > _HIGHEST for row in rows):
        return ""
    return grid(rows[0], rows[1:], widths)


def _rows(names: Sequence[str], items: Sequence[Mapping[str, Any]], brief: Sequence[str] = ()) -> list[list[str]]:
    heads = [printable(_head(name)) for name in names]
    return [heads, *([printable(_cell(n, one, n in brief)) for n in names] for one in items)]


def _names(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """List the properties of all items, each once; the type leads where the items are of several."""
    names = list(dict.fromkeys(name for item in items for name in item if not name.startswith("@")))
    several = len({item.get(_TYPE) for item in items}) > 1
    return _ordered([_TYPE, *names] if several else names, items)


def _ordered(names: Sequence[str], items: Sequence[Mapping[str, Any]]) -> list[str]:
    """Put what things are known by first and nested values last; all else keeps its order."""
    nested = {name for name in names if any(_nested(item.get(name)) for item in items)}
    last = len(_LEADING)
    return sorted(names, key=lambda name: (name in nested, _LEADING.index(name) if name in _LEADING else last))


def _nested(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(one, Mapping) for one in value))


def _head(name: str) -> str:
    return "type" if name == _TYPE else name


def _cell(name: str, item: Mapping[str, Any], brief: bool) -> str:
    value = item.get(name)
    if name == _TYPE:
        return _type(value)
    return _brief(value) if brief and _nested(value) else _short(name, value)


def _brief(value: Any) -> str:
    """Say of a nested value which kind it is, else what it has in it, or how many there are."""
    if isinstance(value, list):
        return f"{len(value)} item{'s' * (len(value) != 1)}"
    held = [name for name, inner in value.items() if not name.startswith("@") and inner not in _NOTHING]
    return _type(value.get(_TYPE)) or (", ".join(held) if len(held) <= _MOST_NAMED else f"{len(held)} properties")


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
    for name in _ordered([name for name in document if name == _TYPE or not name.startswith("@")], [document]):
        value = document[name]
        if name == _TYPE:
            rows.append((prefix + "type", _type(value)))
        elif prefix and value in _NOTHING:
            continue  # Graph writes out every property of a nested object, and most have no value
        elif isinstance(value, Mapping):
            rows += _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
            rows += [(f"{prefix}{name}[{number}]", _one_line(item)) for number, item in enumerate(value)]
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

"""
Documents as tables that fit the terminal: one row a property for a single document, one row an item for a list.

The only file that imports rich. Certificates of a connector are rows of their own, because they are what people look for.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from graphkey.cli.world import printable

# Properties in seconds since 1970 (NumericDate); shown as dates.
_SECONDS = frozenset({"notBefore", "notAfter"})
# A column narrower than this breaks every word; items with more properties than fit are shown one below the other.
_NARROWEST = 10


def render(document: Any, columns: int) -> str:
    """Return a table of at most `columns` characters a line."""
    import io

    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    out = io.StringIO()
    console = Console(file=out, width=max(columns, 20), no_color=True, highlight=False, emoji=False, markup=False)
    if not isinstance(document, (Mapping, list)):
        return f"{printable(str(document))}\n"
    table = Table(box=SIMPLE, show_edge=False, pad_edge=False)
    items = (
        [one if isinstance(one, Mapping) else {"value": one} for one in document] if isinstance(document, list) else []
    )
    if isinstance(document, list) and len(_names(items)) * _NARROWEST <= columns:
        _list_rows(table, items)
    else:
        _property_rows(table, items if isinstance(document, list) else [document])
    console.print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _names(items: list[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for item in items for name in item if not name.startswith("@")))


def _property_rows(table: Any, items: list[Mapping[str, Any]]) -> None:
    table.show_header = False
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for number, item in enumerate(items):
        if number:
            table.add_row("", "")
        for name, value in _flat(item):
            table.add_row(printable(name), printable(value))


def _list_rows(table: Any, items: list[Mapping[str, Any]]) -> None:
    names = _names(items)
    if not items:
        table.add_column("(no items)")
        return
    for name in names:
        table.add_column(printable(name), overflow="fold")
    for item in items:
        table.add_row(*(printable(_short(name, item.get(name))) for name in names))


def _flat(document: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in document.items():
        if name == "@odata.context":
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
    return ", ".join(f"{name} {_short(name, value)}" for name, value in item.items())


def _short(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if name in _SECONDS and isinstance(value, int):
        return _date(value)
    if isinstance(value, Mapping):
        kind = str(value.get("@odata.type", "")).rsplit(".", 1)[-1]
        held = [one for one in value.get("certificateList") or [] if isinstance(one, Mapping)]
        active = next((str(one.get("thumbprint")) for one in held if one.get("isActive")), None)
        return " ".join(
            part for part in (kind, f"({len(held)}, active {active})" if held else "") if part
        ) or _one_line(value)
    if isinstance(value, list):
        return ", ".join(_short("", item) for item in value)
    return str(value)


def _date(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
    except (OverflowError, ValueError, OSError):
        return str(seconds)

"""
Documents as tables that fit the terminal: one row a property for a single document, one row an item for a list.

The only file that imports rich. Certificates of a connector are rows of their own, because they are what people look for.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

# Properties in seconds since 1970 (NumericDate); shown as dates.
_SECONDS = frozenset({"notBefore", "notAfter"})


def render(document: Any, columns: int) -> str:
    """Return a table of at most `columns` characters a line."""
    import io

    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    out = io.StringIO()
    console = Console(file=out, width=max(columns, 20), no_color=True, highlight=False, emoji=False, markup=False)
    if not isinstance(document, (Mapping, list)):
        return f"{document}\n"
    table = Table(box=SIMPLE, show_edge=False, pad_edge=False)
    if isinstance(document, list):
        _list_rows(table, [item if isinstance(item, Mapping) else {"value": item} for item in document])
    else:
        table.show_header = False
        table.add_column(overflow="fold", no_wrap=False)
        table.add_column(overflow="fold")
        for name, value in _flat(document):
            table.add_row(name, value)
    console.print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _list_rows(table: Any, items: list[Mapping[str, Any]]) -> None:
    names = list(dict.fromkeys(name for item in items for name in item if not name.startswith("@")))
    if not items:
        table.add_column("(no items)")
        return
    for name in names:
        table.add_column(name, overflow="fold")
    for item in items:
        table.add_row(*(_short(name, item.get(name)) for name in names))


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
        return f"{item['thumbprint']} {state}, {_short('notBefore', item['notBefore'])} to {_short('notAfter', item['notAfter'])}"
    return ", ".join(f"{name} {_short(name, value)}" for name, value in item.items())


def _short(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in _SECONDS and isinstance(value, int):
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d")
    if isinstance(value, bool):
        return "true" if value else "false"
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

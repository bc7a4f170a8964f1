"""
Documents as rows of CSV, for spreadsheets.

The header is the union of the properties of the first thousand items (a page of Graph and more), so that a list of any length is
written as it comes. Nested values are JSON in one cell; null is an empty cell. Annotations (`@odata.id`) are for programs and no
columns; `@odata.type` is one where the items are of several types.

Rule: text that a spreadsheet would take for a formula gets an apostrophe before it; numbers and telephone numbers do not.
Source: RFC 4180; OWASP, CSV Injection (https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TextIO

from graphkey.cli.world import printable

HEAD = 1000
"""Items that are looked at before the header is written."""
_ANNOTATION = "@odata."
_TYPE = "@odata.type"
_FORMULA = tuple("=+-@\t\r")
# Digits and the marks of a telephone number alone call no function and no program.
_HARMLESS = re.compile(r"[+-][\d\s().+-]*\d[\d\s().]*")


class CsvRows:
    """
    Write rows below one header; `close` writes what is held back for it.

    Args:
        is_terminal: control characters become visible marks.
    """

    def __init__(self, out: TextIO, warn: Callable[[str], None], *, is_terminal: bool = False) -> None:
        self._out = out
        self._shown = printable if is_terminal else str
        self._warn = warn
        self._held: list[Mapping[str, Any]] = []
        self._names: list[str] | None = None
        self._left_out: set[str] = set()

    def add(self, document: Any) -> None:
        """Take the next row."""
        given = document if isinstance(document, Mapping) else {"value": document}
        row = {name: value for name, value in given.items() if name == _TYPE or not name.startswith(_ANNOTATION)}
        if self._names is None:
            self._held.append(row)
            if len(self._held) >= HEAD:
                self._open()
        else:
            self._write(row)

    def close(self) -> None:
        """Write the rows that wait for the header, and tell what it lacks; more rows may follow."""
        if self._names is None and self._held:
            self._open()
        if self._left_out:
            self._warn(
                f"warning: {', '.join(sorted(self._left_out))} came after the first {HEAD} items and is in no column; "
                "use jsonl, or choose the columns with -Query '[].{name: name}'."
            )
            self._left_out = set()

    def _open(self) -> None:
        names = dict.fromkeys(name for row in self._held for name in row)
        if len({row.get(_TYPE) for row in self._held}) == 1:
            names.pop(_TYPE, None)
        self._names = list(names)
        self._line(self._names)
        for row in self._held:
            self._write(row)
        self._held = []

    def _write(self, row: Mapping[str, Any]) -> None:
        names = self._names or []
        self._left_out.update(row.keys() - {*names, _TYPE})
        self._line([row.get(name) for name in names])

    def _line(self, values: list[Any]) -> None:
        # Written with CRLF first, so that a lone CR in a value is quoted as a line feed is; readers would take it for an end.
        line = io.StringIO(newline="")
        csv.writer(line).writerow([_cell(value) for value in values])
        self._out.write(self._shown(line.getvalue().removesuffix("\r\n")) + "\n")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return "'" + value if value.startswith(_FORMULA) and not _HARMLESS.fullmatch(value) else value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

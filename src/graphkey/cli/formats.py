"""
Results in the format that was asked for: JSON, JSON lines, a table, CSV, YAML; and `-Query` before all of them.

json, jsonl, csv and yaml write a list as it comes, so that `-All` needs no more memory for many items than for few; a table is
made of blocks, and a query sees the whole list. What each format cannot say is told in docs/how-to/read-results.md.

Rule: a list that breaks off leaves whole items and a closed array behind; the error is told, and the exit code is not 0.
Rule: an expression or a format that is wrong fails before anything is sent.
Rule: a library is imported for its own format alone.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, TextIO

from graphkey.errors import UsageError

if TYPE_CHECKING:
    from graphkey.cli.csv_rows import CsvRows
    from graphkey.cli.query import Query

FORMATS = ("json", "jsonl", "table", "csv", "yaml")
_BLOCK = 500
"""Items of one table: enough for a page of Graph to be one, few enough to be held."""
_UNKNOWN_WIDTH = 100


class Printer:
    """
    Write results in one format.

    Args:
        columns: width of the terminal, or None where there is none.
        query: what is made of each result before it is written.
        several: several inputs give results, so each is one line of JSON.
    """

    def __init__(
        self, form: str, out: TextIO, columns: int | None, query: "Query | None" = None,
        warn: Callable[[str], None] = lambda sentence: None,
    ) -> None:  # fmt: skip
        self.form = form
        self.out = out
        self.columns = columns
        self.several = False
        self._query = query
        self._warn = warn
        self._csv: CsvRows | None = None

    def one(self, document: Any) -> None:
        """Write one result."""
        if self._query is None:
            self._one(document)
        else:
            self._found(self._query.search(document))

    def many(self, items: Iterator[Any]) -> None:
        """Write the items of a list as they come."""
        if self._query is None:
            self._many(items)
        else:
            self._found(self._query.search(list(items)))

    def text(self, text: str) -> None:
        """Write text as it is."""
        self.out.write(text)

    def close(self) -> None:
        """Write what was held back, and flush."""
        if self._csv is not None:
            self._csv.close()
        self.out.flush()

    def _found(self, result: Any) -> None:
        if isinstance(result, list):
            self._many(iter(result))
        else:
            self._one(result)

    def _one(self, document: Any) -> None:
        if self.form == "table":
            self.out.write(_table(document, self.columns))
        elif self.form == "csv":
            self._rows([document])
        elif self.form == "yaml":
            self.out.write(("---\n" if self.several else "") + _yaml(document))
        elif self.several or self.form == "jsonl":
            self.out.write(_line(document) + "\n")
        else:
            self.out.write(_indented(document) + "\n")

    def _many(self, items: Iterator[Any]) -> None:
        if self.form == "table":
            self._blocks(items)
        elif self.form == "csv":
            self._rows(items)
        elif self.form == "yaml":
            self._sequence(items)
        elif self.several or self.form == "jsonl":
            for item in items:
                self.out.write(_line(item) + "\n")
        else:
            self._array(items)

    def _blocks(self, items: Iterator[Any]) -> None:
        block = list(islice(items, _BLOCK))
        self.out.write(_table(block, self.columns))
        while block := list(islice(items, _BLOCK)):
            self.out.write("\n" + _table(block, self.columns))

    def _array(self, items: Iterator[Any]) -> None:
        opened = False
        try:
            for item in items:
                text = _indented(item).replace("\n", "\n  ")
                self.out.write((",\n" if opened else "[\n") + "  " + text)
                opened = True
        finally:
            if opened:
                self.out.write("\n]\n")
        if not opened:
            self.out.write("[]\n")

    def _sequence(self, items: Iterator[Any]) -> None:
        if self.several:
            self.out.write("---\n")
        empty = True
        for item in items:
            self.out.write(_yaml([item]))
            empty = False
        if empty:
            self.out.write("[]\n")

    def _rows(self, items: Iterable[Any]) -> None:
        if self._csv is None:
            from graphkey.cli.csv_rows import CsvRows

            self._csv = CsvRows(self.out, self._warn, is_terminal=self.columns is not None)
        try:
            for item in items:
                self._csv.add(item)
        finally:
            if not self.several:
                self._csv.close()


def printer(
    wanted: str | None, out: TextIO, columns: int | None, query: str | None = None,
    warn: Callable[[str], None] = lambda sentence: None,
) -> Printer:  # fmt: skip
    """
    Choose the format: the wanted one, else a table on a terminal and JSON when piped.

    Args:
        query: a JMESPath expression.
        warn: takes a sentence about what a format could not hold.
    Raises: UsageError for a format or an expression that is none.
    """
    form = (wanted or ("json" if columns is None else "table")).lower()
    if form not in FORMATS:
        raise UsageError(f"there is no output format {form!r}", hint=f"Give one of: {', '.join(FORMATS)}.")
    if query is None:
        return Printer(form, out, columns, None, warn)
    from graphkey.cli.query import Query

    return Printer(form, out, columns, Query(query), warn)


def _line(document: Any) -> str:
    return _escaped(json.dumps(document, ensure_ascii=False, separators=(",", ":")))


def _indented(document: Any) -> str:
    return _escaped(json.dumps(document, indent=2, ensure_ascii=False))


def _escaped(text: str) -> str:
    """Escape the control characters that JSON may hold as they are and a terminal would obey (ECMA-48: DEL and C1)."""
    return text if text.isascii() and "\x7f" not in text else text.translate(_CONTROLS)


_CONTROLS = {code: f"\\u{code:04x}" for code in range(0x7F, 0xA0)}


def _table(document: Any, columns: int | None) -> str:
    from graphkey.cli.table import render

    if columns is None:
        from shutil import get_terminal_size

        columns = get_terminal_size(
            (_UNKNOWN_WIDTH, 0)
        ).columns  # where there is no terminal either, COLUMNS may say it
    return render(document, columns)


def _yaml(document: Any) -> str:
    from graphkey.cli.yaml_text import write

    return write(document)

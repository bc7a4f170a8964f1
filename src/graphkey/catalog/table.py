"""
Read one row of a sorted table and leave all others unparsed.

A table is a text file of lines `key<TAB>compact JSON`, sorted by bytes. Looking up is a binary search in the bytes, so one
row costs the same in a table of ten and of ten thousand. `catalog.load` is the only reader; `tools/make_catalog.py` writes.

Rule: nothing is parsed but the rows asked for; nothing here is imported but json and os (a cold start passes here).
Rule: keys hold no tab and no line break; a key of one table is unique.
"""

import json
import os
from collections.abc import Iterator
from typing import Any

_FOLDER = os.path.join(os.path.dirname(__file__), "data")  # noqa: PTH118, PTH120 - pathlib costs a cold start 5 ms


class Table:
    """
    Offer the rows of one table; the file is read at the first look.

    Args:
        name: of the file without `.tsv`.
        folder: where it lies; the package's own data when left away.
    """

    def __init__(self, name: str, folder: str = _FOLDER) -> None:
        self._path = os.path.join(folder, name + ".tsv")  # noqa: PTH118 - as above
        self._bytes: bytes | None = None

    def row(self, key: str) -> Any:
        """Return the value of a key, or None."""
        return next((value for _, value in self.rows(key + "\t")), None)

    def has_prefix(self, prefix: str) -> bool:
        """Tell whether a key begins with `prefix`; no row is parsed."""
        return next(self._lines(prefix), None) is not None

    def rows(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        """Give key and value of every row whose key begins with `prefix`, in order."""
        for line in self._lines(prefix):
            key, _, text = line.partition(b"\t")
            yield key.decode(), json.loads(text)

    def keys(self, prefix: str = "") -> list[str]:
        """List the keys that begin with `prefix`, in order; no row is parsed."""
        return [line.partition(b"\t")[0].decode() for line in self._lines(prefix)]

    def _lines(self, prefix: str) -> Iterator[bytes]:
        data, wanted = self._read(), prefix.encode()
        at = self._first(wanted)
        while at < len(data) and data.startswith(wanted, at):
            end = data.find(b"\n", at)
            yield data[at:end]
            at = end + 1

    def _first(self, wanted: bytes) -> int:
        """Find the first line that is not less than `wanted`."""
        data = self._read()
        low, high = 0, len(data)
        while low < high:
            start = data.rfind(b"\n", 0, (low + high) // 2) + 1
            end = data.find(b"\n", start) + 1
            if data[start:end] < wanted:
                low = end
            else:
                high = start
        return low

    def _read(self) -> bytes:
        if self._bytes is None:
            with open(self._path, "rb") as file:
                self._bytes = file.read()
        return self._bytes

"""
Collections that are not stored as one: the targets of references, unions, casts, and those with permanent members.

`rows_of` gives what `odata` answers a collection from: the store itself where a collection is stored as it is shown,
otherwise a `View`, which is small and held in memory.

Rule: a view orders by path, as the store does, so that paging over it neither repeats nor misses a member.
"""

from collections.abc import Iterable
from typing import Any

from graphkey.catalog.model import Version
from graphkey.localgraph.resources.defaults import default_members
from graphkey.localgraph.resources.places import Place, existing, is_of, read_document
from graphkey.localgraph.resources.special import UNIONS
from graphkey.localgraph.storage.store import Row, Rows, TenantStore
from graphkey.wire import Document


class View:
    """Offer rows that were gathered, in the order of their paths."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = sorted(rows, key=lambda row: row.path)

    def rows(self, collection: str, *, after: str = "", skip: int = 0, limit: int = -1) -> list[Row]:
        """Return rows as a store does; the view is of one collection alone."""
        found = [row for row in self._rows if row.path > after] if after else self._rows
        return found[skip:] if limit < 0 else found[skip : skip + limit]

    def count(self, collection: str) -> int:
        """Return how many rows there are."""
        return len(self._rows)


def rows_of(store: TenantStore, version: Version, place: Place) -> Rows:
    """Return what a collection, or a collection of references, is answered from."""
    if place.form == "links":
        return View(_targets(store, place.path))
    if place.form == "value":
        return View(_values(store, place))
    permanent = default_members(place.path)
    if place.pattern not in UNIONS and not permanent and place.cast is None:
        return store
    rows = {row.path: row for row in store.rows(place.path)}
    for path, document in permanent.items():
        rows.setdefault(path, Row(path, document))
    members = [*rows.values(), *_united(store, place)]
    return View(row for row in members if place.cast is None or is_of(version, row.document, place.cast))


def typed(document: Document, type_name: str) -> Document:
    """Return a document with its type said, when it does not say it."""
    return document if "@odata.type" in document else {"@odata.type": f"#microsoft.graph.{type_name}", **document}


def _targets(store: TenantStore, source: str) -> Iterable[Row]:
    for path in store.targets(source):
        document = read_document(store, path)
        if document is not None:
            yield Row(path, document)


def _values(store: TenantStore, place: Place) -> Iterable[Row]:
    """Give the objects of a list inside a document, in its order."""
    inner: Any = existing(store, place.path, place.pattern) or {}
    for name in place.names:
        inner = inner.get(name) if isinstance(inner, dict) else None
    for at, one in enumerate(inner if isinstance(inner, list) else ()):
        yield Row(f"{place.path}/{at:09d}", one)


def _united(store: TenantStore, place: Place) -> Iterable[Row]:
    given = place.path.split("/")
    for type_name, pattern in UNIONS.get(place.pattern, {}).items():
        collection = "/".join(given[at] if part == "{}" else part for at, part in enumerate(pattern.split("/")))
        stored = {row.path: row.document for row in store.rows(collection)}
        for path, document in {**default_members(collection), **stored}.items():
            yield Row(path, typed(document, type_name))

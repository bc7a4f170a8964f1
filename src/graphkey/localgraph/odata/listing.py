"""
`Listing`: how a collection is answered, and how its navigation is followed. Made by handlers, read by `odata`.

Holds no answer and decides nothing. A single entity is a listing of one.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from graphkey.catalog.model import Type
from graphkey.localgraph.odata.property_path import Schema, is_a
from graphkey.localgraph.storage.store import Row, Rows
from graphkey.wire import Document

Render = Callable[[Document], Document]
Reach = Callable[[Row, tuple[str, ...]], "Nested | None"]
"""Follows navigation: from a stored row, by the names that lead there; None when it cannot be followed."""

DIRECTORY_TYPE = "directoryObject"
ON_COLLECTIONS = ("select", "expand", "filter", "search", "orderby", "top", "skip", "count")


class Listing(NamedTuple):
    """
    Say how a collection is answered.

    Args:
        path: canonical path of the collection.
        context: what follows `$metadata#` in its context URL.
        type: of its items.
        render: makes the wire form of a stored document.
        find: gives a catalog type by name.
        takes: the query options that it takes, without `$`.
        computed: properties that only `render` gives; a filter that reads none of these looks at stored documents. None
            when that is not known.
        reach: follows navigation, for `$expand` and for filters that go through it; None when there is none.
        eventual: the request has `ConsistencyLevel: eventual`.
        now: what `now()` gives in a filter.
        refer: gives the URL of an item, for `$expand=…/$ref`; None when there is none.
        nested: it is inside another answer, where the rules of queries for directory objects do not hold.
    """

    path: str
    context: str
    type: Type
    render: Render
    find: Callable[[str], Type | None]
    takes: tuple[str, ...] = ON_COLLECTIONS
    computed: frozenset[str] | None = None
    reach: Reach | None = None
    eventual: bool = False
    now: datetime | None = None
    refer: Callable[[Row], str] | None = None
    nested: bool = False

    @property
    def schema(self) -> Schema:
        """Return what expressions about its items may name."""
        return Schema(self.type, self.find, self.now)

    @property
    def of_directory(self) -> bool:
        """Tell whether its items are directory objects, which have rules of their own for queries."""
        directory = None if self.nested else self.find(DIRECTORY_TYPE)
        return directory is not None and is_a(self.type, directory, self.find)


class Nested(NamedTuple):
    """
    Be what navigation leads to.

    Args:
        listing: of the target's collection; its `path` is asked of `rows`.
        rows: where the targets are.
        many: there can be several.
    """

    listing: Listing
    rows: Rows
    many: bool

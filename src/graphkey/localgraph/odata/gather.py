"""
Find the items of a collection that the query options want, in their order: `$filter`, `$search`, `$orderby`, `$skip`.

Called by `odata` for pages and by `expansion` for what is inside an item. What an item shows is not decided here.

Rule: rows are read a few at a time and only what can be answered is kept, so memory does not grow with the collection.
Rule: without an order of the caller's, items come by their path, and reading stops when the page is full.
Source: https://learn.microsoft.com/graph/query-parameters, https://learn.microsoft.com/graph/aad-advanced-queries; order of
nulls: OData 4.01 part 1, 11.2.6.2
"""

from collections.abc import Callable, Iterator, Sequence
from heapq import nsmallest
from itertools import chain, islice
from typing import Any, NamedTuple

from graphkey.errors import GraphError, graph_error
from graphkey.localgraph.odata.edm import sort_key
from graphkey.localgraph.odata.filter import Expression, read_filter, read_order
from graphkey.localgraph.odata.listing import Listing
from graphkey.localgraph.odata.options import Options
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.storage.store import Row, Rows
from graphkey.wire import Document

MAX_SKIP = 2**31 - 1
_AT_ONCE = 500
_MAX_ORDERS = 20

Predicate = Callable[[Document], bool]
Trails = frozenset[tuple[str, ...]]


class Item(NamedTuple):
    """
    Be one item that is wanted.

    Args:
        key: the values sorted by, then the path; what `$skiptoken` carries.
        row: as it is stored.
    """

    key: list[Any]
    row: Row


class Found(NamedTuple):
    """
    Be the items that are wanted.

    Args:
        items: in order; one more than asked for when there are more.
        total: of all that match, whatever page was asked for; None when nobody asked.
    """

    items: list[Item]
    total: int | None


class _Query(NamedTuple):
    """Hold the options of one request, understood."""

    test: Expression | None
    search: Predicate | None
    orders: Sequence[tuple[Expression, bool]]
    trails: Trails
    names: frozenset[str]


def gather(
    listing: Listing, rows: Rows, options: Options, *, token: list[Any] | None = None, size: int | None, count: bool
) -> Found:
    """
    Return the items that the options want.

    Args:
        token: the key after which to begin.
        size: how many at most; one more is returned when there is one. None for all.
        count: also count all that match.
    Raises:
        BadRequestError: an option is not understood, or the token is none of ours.
    """
    query = _read(listing, options, count=count)
    skip = options.number("skip", MAX_SKIP) or 0
    if token is not None and len(token) != len(query.orders) + 1:
        raise bad_token()
    limit = -1 if size is None else size + 1
    if query.test is None and query.search is None and not query.orders:
        after = "" if token is None else str(token[0])
        found = rows.rows(listing.path, after=after, skip=skip, limit=limit)
        return Found([Item([row.path], row) for row in found], rows.count(listing.path) if count else None)
    items = _matching(listing, rows, query, after="" if query.orders or count or token is None else str(token[0]))
    return _sifted(items, query, token, skip, limit, count=count)


def check_query(listing: Listing, options: Options) -> None:
    """
    Read what `gather` would, before there is anything to gather.

    Raises:
        BadRequestError: as `gather`.
    """
    _read(listing, options, count=options.flag("count"))
    options.number("skip", MAX_SKIP)
    options.number("top", MAX_SKIP)


def count_matching(listing: Listing, rows: Rows, options: Options) -> int:
    """Return how many items match `$filter` and `$search`."""
    query = _read(listing, options, count=True)
    if query.test is None and query.search is None:
        return rows.count(listing.path)
    return sum(1 for _ in _tested(listing, rows, query, after=""))


def bad_token() -> GraphError:
    """Make the error of a `$skiptoken` that was made up."""
    return bad_request("The value of $skiptoken is not one that this service gave out.")


def _sifted(
    items: Iterator[Item], query: _Query, token: list[Any] | None, skip: int, limit: int, *, count: bool
) -> Found:
    """Sort, drop what the token and `$skip` leave behind, and keep what fits."""
    compare = _comparison([descending for _, descending in query.orders])
    total = 0

    def wanted() -> Iterator[Item]:
        nonlocal total
        for item in items:
            total += 1
            if token is None or compare(item.key, token) > 0:
                yield item

    most = -1 if limit < 0 else skip + limit
    if query.orders:
        place = _sorting([descending for _, descending in query.orders])
        kept = sorted(wanted(), key=place) if most < 0 else nsmallest(most, wanted(), key=place)
    elif count:
        kept = [item for at, item in enumerate(wanted()) if most < 0 or at < most]  # to the end, for the total
    else:
        kept = list(wanted()) if most < 0 else list(islice(wanted(), most))
    return Found(kept[skip:], total if count else None)


def _read(listing: Listing, options: Options, *, count: bool) -> _Query:
    filter_text, search_text = options.text("filter"), options.text("search")
    schema = listing.schema
    test = None if filter_text is None else read_filter(filter_text, schema)
    orders = _orders(listing, options)
    _check_consistency(listing, test, search_text, count=count, ordered=bool(orders))
    search = None if search_text is None else _search(listing, search_text)
    parts = [part for part in (test, *(order for order, _ in orders)) if part is not None]
    trails = frozenset(chain.from_iterable(part.trails for part in parts))
    return _Query(test, search, orders, trails, frozenset(chain.from_iterable(part.names for part in parts)))


def _search(listing: Listing, text: str) -> Predicate:
    from graphkey.localgraph.odata.search import read_search

    return read_search(text, listing.type, strict=listing.of_directory)


def _orders(listing: Listing, options: Options) -> list[tuple[Expression, bool]]:
    orders = []
    parts = options.names("orderby")
    if len(parts) > _MAX_ORDERS:
        raise bad_request(f"$orderby has more than {_MAX_ORDERS} parts.")
    for part in parts:
        text, _, direction = part.rpartition(" ")
        if direction.lower() not in ("asc", "desc") or not text.strip():
            text, direction = part, "asc"
        orders.append((read_order(text.strip(), listing.schema), direction.lower() == "desc"))
    return orders


def _check_consistency(
    listing: Listing, test: Expression | None, search: str | None, *, count: bool, ordered: bool
) -> None:
    """Refuse what directory objects answer in advanced queries alone."""
    if not (search or test) or not listing.of_directory:
        return
    if search is not None and not listing.eventual:
        raise graph_error(
            400,
            "Request_UnsupportedQuery",
            "Request with $search query parameter only works through MSGraph with a special request header: "
            "'ConsistencyLevel: eventual'",
        )
    advanced = test.advanced if test is not None else None
    if test is not None and ordered:
        advanced = advanced or "$orderby"
    if advanced is not None and not (listing.eventual and count):
        raise graph_error(
            400,
            "Request_UnsupportedQuery",
            f"Operator '{advanced}' is not supported because the required parameters might be missing. Try adding "
            "$count=true query parameter and ConsistencyLevel:eventual header. Refer to "
            "https://aka.ms/graph-docs/advanced-queries for more information",
        )


def _matching(listing: Listing, rows: Rows, query: _Query, *, after: str) -> Iterator[Item]:
    orders = query.orders
    for row, document in _tested(listing, rows, query, after=after):
        yield Item([*(sort_key(order.value(document)) for order, _ in orders), row.path], row)


def _tested(listing: Listing, rows: Rows, query: _Query, *, after: str) -> Iterator[tuple[Row, Document]]:
    """Yield the rows that match, each with the document that it was judged by."""
    early = listing.computed is not None and query.search is None and not query.names & listing.computed
    render = None if early else listing.render
    test, search, trails = query.test, query.search, query.trails
    for row in _scanned(rows, listing.path, after):
        document = row.document if render is None else render(row.document)
        if trails:
            document = _with_navigation(listing, row, document, trails)
        if (test is None or test.value(document) is True) and (search is None or search(document)):
            yield row, document


def _scanned(rows: Rows, path: str, after: str) -> Iterator[Row]:
    """Read a collection a few rows at a time; who writes meanwhile is not kept waiting."""
    while True:
        found = rows.rows(path, after=after, limit=_AT_ONCE)
        yield from found
        if len(found) < _AT_ONCE:
            return
        after = found[-1].path


def _with_navigation(listing: Listing, row: Row, document: Document, trails: Trails) -> Document:
    """Put the targets of navigation into a document, so that an expression finds them there."""
    result = dict(document)
    for trail in sorted(trails):
        nested = None if listing.reach is None else listing.reach(row, trail)
        if nested is None:
            continue  # a longer trail, which the one before it has followed, or nothing is there
        deeper = frozenset(
            other[len(trail) :] for other in trails if len(other) > len(trail) and other[: len(trail)] == trail
        )
        targets = [
            _with_navigation(nested.listing, target, nested.listing.render(target.document), deeper)
            for target in nested.rows.rows(nested.listing.path)
        ]
        place(result, trail, targets if nested.many else next(iter(targets), None))
    return result


def place(document: Document, names: Sequence[str], value: Any) -> None:
    """Put a value into a document whose own level is a copy; levels below are copied on the way."""
    *inner, last = names
    for name in inner:
        below = document.get(name)
        if not isinstance(below, dict):
            return
        document[name] = document = dict(below)
    document[last] = value


class _Down:
    """Sort a value the other way round."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: "_Down") -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Down) and bool(self.value == other.value)

    __hash__ = None  # type: ignore[assignment]


def _sorting(descending: Sequence[bool]) -> Callable[[Item], list[Any]]:
    """Return the key that items are sorted by."""
    if not any(descending):
        return lambda item: item.key
    downs = [*descending, False]
    return lambda item: [_Down(value) if down else value for value, down in zip(item.key, downs, strict=True)]


def _comparison(descending: Sequence[bool]) -> Callable[[list[Any], list[Any]], int]:
    signs = [-1 if down else 1 for down in descending] + [1]

    def compare(left: list[Any], right: list[Any]) -> int:
        for one, other, sign in zip(left, right, signs, strict=True):
            try:
                if one != other:
                    return sign if one > other else -sign
            except TypeError as error:  # a token that was made up
                raise bad_token() from error
        return 0

    return compare

"""
Answer collections and entities as the query options want them: selected, filtered, sorted, counted, in pages.

Called by handlers. The options are read by `options`, `$filter` by `filter`. Knows rows and the catalog's types, no
resource by name.

Rule: `$skiptoken` carries the last key that was given out, so a page neither repeats nor misses an item when others
come or go meanwhile.
Source: https://learn.microsoft.com/graph/query-parameters, https://learn.microsoft.com/graph/paging
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from functools import cmp_to_key
from typing import Any, NamedTuple
from urllib.parse import quote

from graphkey.catalog.model import Type
from graphkey.errors import GraphError
from graphkey.localgraph.filter import FilterReader, Schema
from graphkey.localgraph.options import Options, decoded
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.store import Row, Rows
from graphkey.wire import Document

PAGE_SIZE = 100
MAX_TOP = 999
MAX_SKIP = 2**31 - 1

Render = Callable[[Document], Document]


class Listing(NamedTuple):
    """
    Say how a collection is answered.

    Args:
        path: canonical path of the collection.
        context: what follows `$metadata#` in its context URL.
        type: of its items.
        render: makes the wire form of a stored document.
        find: gives a catalog type by name.
        filters: the reader of `$filter`.
    """

    path: str
    context: str
    type: Type
    render: Render
    find: Callable[[str], Type | None]
    filters: FilterReader


def answer_collection(listing: Listing, store: Rows, options: Options, url: str, root: str) -> Document:
    """
    Answer a page of a collection.

    Args:
        url: the request's own URL without query, which the next link continues.
        root: `https://localhost:8443/beta`.
    """
    options.allow("select", "filter", "orderby", "top", "skip", "skiptoken", "count")
    top = options.number("top", MAX_TOP)
    size = PAGE_SIZE if top is None else top  # in Graph `$top` is the size of a page
    selected = selected_names(options, listing.type)
    token = _read_token(options.text("skiptoken"))
    if "filter" in options.values or "orderby" in options.values:
        found, total = _sifted(listing, store, options, token)
    else:
        found, total = _plain(listing, store, options, token, size)
    page, more = found[:size], len(found) > size
    document: Document = {"@odata.context": f"{root}/$metadata#{listing.context}{_shown(selected)}"}
    if options.flag("count"):
        document["@odata.count"] = total()
    document["value"] = [project(item.document, selected) for item in page]
    if more and page:
        document["@odata.nextLink"] = _next_link(url, options, page[-1].key)
    return document


def count_collection(listing: Listing, store: Rows, options: Options) -> int:
    """Answer `/$count`."""
    options.allow("filter")
    if "filter" not in options.values:
        return store.count(listing.path)
    return len(_matching(listing, store, options))


def selected_names(options: Options, type_: Type) -> list[str]:
    """
    Return the names of `$select` as the type spells them; empty when all are wanted.

    Raises:
        BadRequestError: the type has no such property.
    """
    names = []
    for name in options.names("select"):
        if name == "*":
            return []
        found = type_.property(name)
        if found is None and name.lower() != "id":
            raise unknown_property(name[:100], type_)
        names.append(found.name if found else "id")
    return names


def unknown_property(name: str, type_: Type) -> GraphError:
    """Make the error of an option that names a property which the type does not have."""
    return bad_request(f"Could not find a property named '{name}' on type 'microsoft.graph.{type_.name}'.")


def project(document: Document, selected: Sequence[str]) -> Document:
    """Return the selected properties of a document; all of them when nothing is selected."""
    if not selected:
        return document
    return {name: value for name, value in document.items() if name in selected or name.startswith("@")}


def entity_context(context: str, selected: Sequence[str]) -> str:
    """Return what follows `$metadata#` for one item of a collection."""
    return f"{context}{_shown(selected)}/$entity"


def key_literal(key: str) -> str:
    """Write an id as context URLs show it: in quotes, percent-encoded."""
    return f"('{quote(key.replace(chr(39), chr(39) * 2), safe='')}')"


class _Item(NamedTuple):
    key: list[Any]  # the values sorted by, then the path
    document: Document


def _plain(
    listing: Listing, store: Rows, options: Options, token: list[Any] | None, size: int
) -> tuple[list[_Item], Callable[[], int]]:
    after, skip = "", options.number("skip", MAX_SKIP) or 0
    if token is not None:
        if len(token) != 1:
            raise _bad_token()
        after = token[0]
    rows = store.rows(listing.path, after=after, skip=skip, limit=size + 1)
    return [_Item([row.path], listing.render(row.document)) for row in rows], lambda: store.count(listing.path)


def _sifted(
    listing: Listing, store: Rows, options: Options, token: list[Any] | None
) -> tuple[list[_Item], Callable[[], int]]:
    orders = _orders(options, listing.type)
    rows = _matching(listing, store, options)
    items = [
        _Item([*(_sort_value(row.document.get(name)) for name, _ in orders), row.path], row.document) for row in rows
    ]
    compare = _comparison([descending for _, descending in orders])
    place = cmp_to_key(compare)
    items.sort(key=lambda item: place(item.key))
    total = len(items)
    if token is not None:
        if len(token) != len(orders) + 1:
            raise _bad_token()
        items = [item for item in items if compare(item.key, token) > 0]
    return items[options.number("skip", MAX_SKIP) or 0 :], lambda: total


def _matching(listing: Listing, store: Rows, options: Options) -> list[Row]:
    expression = options.text("filter")
    rows = [Row(row.path, listing.render(row.document)) for row in store.rows(listing.path)]
    if expression is None:
        return rows
    test = listing.filters.read(expression, Schema(listing.type, listing.find))
    return [row for row in rows if test(row.document)]


def _orders(options: Options, type_: Type) -> list[tuple[str, bool]]:
    orders = []
    for part in options.names("orderby"):
        name, _, direction = part.partition(" ")
        found = type_.property(name)
        if found is None or direction.strip().lower() not in ("", "asc", "desc"):
            raise bad_request(f"Invalid $orderby '{part[:100]}' on type 'microsoft.graph.{type_.name}'.")
        orders.append((found.name, direction.strip().lower() == "desc"))
    return orders


def _sort_value(value: Any) -> Any:
    """Bring a value to what sorts: null before false and numbers before text, text without case."""
    if value is None:
        return [0, 0]
    if isinstance(value, (bool, int, float)):
        return [1, value]
    return [2, (value if isinstance(value, str) else json.dumps(value, sort_keys=True)).casefold()]


def _comparison(descending: Sequence[bool]) -> Callable[[list[Any], list[Any]], int]:
    signs = [-1 if down else 1 for down in descending] + [1]

    def compare(left: list[Any], right: list[Any]) -> int:
        for one, other, sign in zip(left, right, signs, strict=True):
            try:
                if one != other:
                    return sign if one > other else -sign
            except TypeError as error:  # a token that was made up
                raise _bad_token() from error
        return 0

    return compare


def _next_link(url: str, options: Options, key: list[Any]) -> str:
    kept = [(name, value) for name, value in options.pairs if _plain_name(name) not in ("skip", "skiptoken")]
    text = urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).rstrip(b"=").decode()
    pairs = [*kept, ("$skiptoken", text)]
    return f"{url}?" + "&".join(f"{name}={value}" for name, value in pairs)


def _plain_name(raw_name: str) -> str:
    return decoded(raw_name).lstrip("$").lower()


def _read_token(text: str | None) -> list[Any] | None:
    if text is None:
        return None
    try:
        key = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(key, list) or not isinstance(key[-1], str):
            raise ValueError("no key")
        key[-1].encode()  # half a surrogate pair is text in JSON and nowhere else
    except (ValueError, IndexError, RecursionError) as error:
        raise _bad_token() from error
    return key


def _bad_token() -> GraphError:
    return bad_request("The value of $skiptoken is not one that this service gave out.")


def _shown(selected: Sequence[str]) -> str:
    return f"({','.join(selected)})" if selected else ""

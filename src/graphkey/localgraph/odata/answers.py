"""
Answer collections and entities as the query options want them: selected, expanded, filtered, sorted, counted, in pages.

Called by handlers. The options are read by `options`; which items are wanted is `gather`'s, what they show `selection`'s
and `expansion`'s. Knows rows and the catalog's types, no resource by name.

Rule: `$skiptoken` carries the last key that was given out, so a page neither repeats nor misses an item when others
come or go meanwhile.
Source: https://learn.microsoft.com/graph/query-parameters, https://learn.microsoft.com/graph/paging
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from graphkey.errors import graph_error
from graphkey.localgraph.odata.expansion import Expansion, expanded, read_expansions, shown_expansions
from graphkey.localgraph.odata.gather import bad_token, count_matching, gather
from graphkey.localgraph.odata.listing import Listing, Nested, Render
from graphkey.localgraph.odata.options import Options, decoded
from graphkey.localgraph.odata.selection import project, selected_names, unknown_property
from graphkey.localgraph.storage.store import Row, Rows
from graphkey.wire import Document

PAGE_SIZE = 100
MAX_TOP = 999

__all__ = [
    "MAX_TOP", "PAGE_SIZE", "Listing", "Nested", "Render", "answer_collection", "answer_entity",
    "count_collection", "entity_context", "key_literal", "project", "selected_names", "unknown_property",
]  # fmt: skip


def answer_collection(listing: Listing, rows: Rows, options: Options, url: str, root: str) -> Document:
    """
    Answer a page of a collection.

    Args:
        url: the request's own URL without query, which the next link continues.
        root: `https://localhost:8443/beta`.
    """
    options.allow(*listing.takes, "skiptoken")
    top = options.number("top", MAX_TOP)
    size = PAGE_SIZE if top is None else top  # in Graph `$top` is the size of a page
    selected = selected_names(options, listing.type, listing.find)
    wanted = read_expansions(listing, options)
    token = _read_token(options.text("skiptoken"))
    found = gather(listing, rows, options, token=token, size=size, count=options.flag("count"))
    page, more = found.items[:size], len(found.items) > size
    document: Document = {"@odata.context": f"{root}/$metadata#{listing.context}{_shown(listing, selected, wanted)}"}
    if found.total is not None and (listing.eventual or not listing.of_directory):
        document["@odata.count"] = found.total
    document["value"] = [_item(listing, item.row, selected, wanted) for item in page]
    if more and page:
        document["@odata.nextLink"] = _next_link(url, options, page[-1].key)
    return document


def answer_entity(listing: Listing, row: Row, options: Options, root: str, *, ending: str = "/$entity") -> Document:
    """
    Answer one item.

    Args:
        listing: of its collection, or of the item itself.
        row: as it is stored.
        ending: of the context URL; nothing for what is no member of a collection.
    """
    options.allow("select", "expand")
    selected = selected_names(options, listing.type, listing.find)
    wanted = read_expansions(listing, options)
    context = f"{root}/$metadata#{listing.context}{_shown(listing, selected, wanted)}{ending}"
    return {"@odata.context": context, **_item(listing, row, selected, wanted)}


def count_collection(listing: Listing, rows: Rows, options: Options) -> int:
    """Answer `/$count`."""
    options.allow("filter", "search")
    if listing.of_directory and not listing.eventual:
        raise graph_error(400, "Request_BadRequest", "$count is not currently supported.")
    return count_matching(listing, rows, options)


def entity_context(context: str, selected: Sequence[str]) -> str:
    """Return what follows `$metadata#` for one item of a collection."""
    return f"{context}{_in_parentheses(selected)}/$entity"


def key_literal(key: str) -> str:
    """Write an id as context URLs show it: in quotes, percent-encoded."""
    return f"('{quote(key.replace(chr(39), chr(39) * 2), safe='')}')"


def _item(listing: Listing, row: Row, selected: Sequence[str], wanted: Sequence[Expansion]) -> Document:
    document = project(listing.render(row.document), selected)
    return expanded(listing, row, document, wanted) if wanted else document


def _shown(listing: Listing, selected: Sequence[str], wanted: Sequence[Expansion]) -> str:
    return _in_parentheses([*selected, *shown_expansions(listing, wanted)])


def _in_parentheses(names: Sequence[str]) -> str:
    return f"({','.join(names)})" if names else ""


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
        raise bad_token() from error
    return key

"""
Lists: page after page, one item at a time, in constant memory.

Rule: a nextLink is followed only to the origin that the first request went to; it may carry a token along.
Source: https://learn.microsoft.com/graph/paging (the link is opaque, pages may be empty).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from graphkey.catalog.model import Operation
from graphkey.client.read import read
from graphkey.errors import TransportError
from graphkey.wire import Request, Transport


class Page(NamedTuple):
    """Hold one page: its items, the link to the next, and `@odata.count` when asked for."""

    items: list[Any]
    next_link: str | None
    total: int | None
    context: str | None


def pages(transport: Transport, operation: Operation, request: Request) -> Iterator[Page]:
    """
    Ask for page after page, as the caller goes on.

    Raises: TransportError when a page has no `value`, links to itself, or links to another origin.
    """
    seen: set[str] = set()
    while True:
        page = _page(read(operation, transport(request)))
        yield page
        if page.next_link is None:
            return
        if page.next_link in seen:
            raise TransportError(
                "the service's next page leads back to one already read", hint="Tell the service's owner."
            )
        if _origin(page.next_link) != _origin(request.url):
            raise TransportError(
                f"the next page lies at another origin ({_origin(page.next_link)}); it is not followed",
                hint="The token goes to the context's Graph and nowhere else.",
            )
        seen.add(page.next_link)
        request = request._replace(url=page.next_link)


def items(transport: Transport, operation: Operation, request: Request, limit: int | None = None) -> Iterator[Any]:
    """Give item after item, at most `limit`."""
    left = limit
    for page in pages(transport, operation, request):
        for item in page.items:
            if left is not None and left <= 0:
                return
            left = left - 1 if left is not None else None
            yield item
        if left is not None and left <= 0:
            return


def _page(document: Any) -> Page:
    if not isinstance(document, dict) or not isinstance(document.get("value"), list):
        raise TransportError("the service answered a list without `value`", hint="Check the context's endpoint.")
    link = document.get("@odata.nextLink")
    return Page(
        document["value"],
        link if isinstance(link, str) else None,
        document.get("@odata.count"),
        document.get("@odata.context"),
    )


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.split('/')[0].split('?')[0]}".lower()

"""
Lists: page after page, as the caller goes on, in constant memory.

Rule: a nextLink is followed only to the origin that the first request went to; it may carry a token along.
Source: https://learn.microsoft.com/graph/paging (the link is opaque, pages may be empty).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from graphkey.catalog.model import Operation
from graphkey.client.read import read
from graphkey.errors import TransportError
from graphkey.wire import Request, Transport

if TYPE_CHECKING:
    from graphkey.client.place import Items

T = TypeVar("T")


class Page(NamedTuple, Generic[T]):
    """Hold one page: its items, the link to the next, and `@odata.count` when asked for."""

    items: list[T]
    next_link: str | None
    total: int | None
    context: str | None


def pages(transport: Transport, operation: Operation, request: Request) -> Iterator[Page[Any]]:
    """
    Ask for page after page, as the caller goes on.

    Raises: TransportError when a page has no `value`, links to itself, or links to another origin.
    """
    from graphkey.client.place import Items  # a command that lists nothing does not pay for it

    seen: set[int] = set()
    items = Items(operation, request.url)
    while True:
        page = page_of(read(operation, transport(request)), items)
        yield page
        if page.next_link is None:
            return
        if hash(page.next_link) in seen:  # hashes, so that a hundred thousand pages need no more than their numbers
            raise TransportError(
                "the service's next page leads back to one already read", hint="Tell the service's owner."
            )
        if _origin(page.next_link) != _origin(request.url):
            raise TransportError(
                f"the next page lies at another origin ({_origin(page.next_link)}); it is not followed",
                hint="The token goes to the context's Graph and nowhere else.",
            )
        seen.add(hash(page.next_link))
        headers = {name: value for name, value in request.headers.items() if name != "content-type"}
        request = Request("GET", page.next_link, headers)


def page_of(document: Any, items: "Items") -> Page[Any]:
    """
    Read the answer to a list.

    Args:
        items: says of each item where it is.
    Raises: TransportError when it has no `value`.
    """
    if not isinstance(document, dict) or not isinstance(document.get("value"), list):
        raise TransportError("the service answered a list without `value`", hint="Check the context's endpoint.")
    link = document.get("@odata.nextLink")
    return Page(
        [items.located(item) for item in document["value"]],
        link if isinstance(link, str) else None,
        document.get("@odata.count"),
        document.get("@odata.context"),
    )


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.split('/')[0].split('?')[0]}".lower()

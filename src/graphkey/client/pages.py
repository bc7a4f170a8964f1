"""
Lists: page after page, as the caller goes on, in constant memory.

Rule: a nextLink is followed only to the origin that the first request went to; it may carry a token along.
Source: https://learn.microsoft.com/graph/paging (the link is opaque, pages may be empty).
"""

from collections.abc import Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from graphkey.catalog.model import Operation
from graphkey.client.read import read
from graphkey.errors import TransportError
from graphkey.wire import Request, Transport

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
    seen: set[str] = set()
    while True:
        page = page_of(read(operation, transport(request)), operation)
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


def page_of(document: Any, operation: Operation) -> Page[Any]:
    """
    Read the answer to a list.

    Raises: TransportError when it has no `value`.
    """
    if not isinstance(document, dict) or not isinstance(document.get("value"), list):
        raise TransportError("the service answered a list without `value`", hint="Check the context's endpoint.")
    link = document.get("@odata.nextLink")
    return Page(
        [_typed(item, operation) for item in document["value"]],
        link if isinstance(link, str) else None,
        document.get("@odata.count"),
        document.get("@odata.context"),
    )


def _typed(item: Any, operation: Operation) -> Any:
    """
    Say of what type an item is, as an answer for it alone would.

    Without it an item that is piped on could not be told from one of another type. An item that bears no type is of the declared
    one (OData JSON Format 4.01, section 4.6.3).
    """
    if operation.kind != "list" or not operation.returns or not isinstance(item, dict) or "@odata.type" in item:
        return item
    return {"@odata.type": f"#microsoft.graph.{operation.returns}", **item}


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.split('/')[0].split('?')[0]}".lower()

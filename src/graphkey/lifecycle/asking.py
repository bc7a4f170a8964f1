"""
A request by method and path through the client's one way: bundles checked and copied, silence looked into, answers read.

Called by everything in `lifecycle` that reads or changes a tenant.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from graphkey.catalog.model import Version
from graphkey.client.client import Far, Ready, ready, send
from graphkey.client.pages import pages
from graphkey.client.prepare import Options
from graphkey.client.raw import raw_operation, raw_signature
from graphkey.errors import TransportError
from graphkey.wire import Request, Response

READS = 4
"""How often a thing is read until it shows what was done to it: at once, then after 1, 2 and 4 seconds."""


def prepared(
    far: Far, method: str, path: str, body: Mapping[str, Any] | None = None, options: Options = Options()
) -> Ready:
    """
    Make a request ready, its bundles checked and copied; nothing is sent.

    Args:
        path: with version and query: `/beta/identity/apiConnectors`.
    Raises: CertificateError when a bundle in the body cannot be used.
    """
    row = raw_signature(method, path)
    only = row.sets[0]._replace(body=body is not None)
    given = {} if body is None else {"BodyParameter": dict(body)}
    return ready(row._replace(sets=(only,)), given, far, options, {})


def ask(far: Far, method: str, path: str, body: Mapping[str, Any] | None = None, options: Options = Options()) -> Any:
    """Send a request and read its answer: a document, or None where there is no content; see `prepared`."""
    return send(prepared(far, method, path, body, options), far)


def ask_object(far: Far, path: str) -> dict[str, Any]:
    """
    Read one object.

    Raises: TransportError when the answer is none.
    """
    found = ask(far, "GET", path)
    if not isinstance(found, dict):
        raise TransportError("the service answered without an object", hint="Check the context's endpoint.")
    return found


def ask_list(far: Far, path: str) -> Iterator[Any]:
    """Give every item of a list, page after page."""
    operation = raw_operation("GET", path)
    first = Request("GET", f"{far.root}/{operation.version}{operation.path}", {"accept": "application/json"})
    for page in pages(far.transport, operation, first):
        yield from page.items


def place(version: Version, *segments: str) -> str:
    """Write a path below `/identity`, its segments percent-encoded: `place("beta", "apiConnectors", id)`."""
    return f"/{version}/identity/" + "/".join(quote(one, safe="$") for one in segments)


def tries(far: Far) -> Iterator[int]:
    """Count the reads that a change gets to show itself, and wait between them: an answer may be older than a write."""
    for number in range(READS):
        if number:
            far.sleep(2.0 ** (number - 1))
        yield number


class Answers:
    """
    Note at what time, by its own clock, a service gave its last answer.

    Args:
        far: whom `self.far` asks in turn.
    Source: RFC 9110, section 6.6.1 (`Date`).
    """

    def __init__(self, far: Far) -> None:
        self._said: str | None = None
        self._now = far.now
        self.far = far._replace(transport=self._ask)
        self._transport = far.transport

    def _ask(self, request: Request) -> Response:
        response = self._transport(request)
        self._said = response.headers.get("date")
        return response

    @property
    def at(self) -> datetime:
        """Return that time, aware UTC; our own clock's where the service said none that can be read."""
        try:
            found = parsedate_to_datetime(self._said or "")
        except ValueError:
            return self._now()
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)

"""
The library's face: `Graph` calls any command of the module, `AsyncGraph` does so from a worker thread.

Five lines for a user:

    from graphkey import Graph

    graph = Graph(context="contoso")
    connector = graph.call("Get-MgBetaIdentityApiConnector", identity_api_connector_id="…")
    print(connector["displayName"])

and with completion and types, paths as attributes:

    from graphkey import Graph, beta

    connector = graph.send(beta.identity.api_connectors["…"].get())

Values are Python values: text, numbers, dicts in Graph's own names, bytes of a PFX. No reference grammar here: text is text.

Rule: synchronous; `AsyncGraph` is a facade over threads and no twin.
"""

import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol, Self, TypeVar

from graphkey.calls.batch import Batch
from graphkey.calls.call import Call, Listing
from graphkey.calls.sending import ready_call
from graphkey.catalog.load import command as find_command
from graphkey.catalog.parameters import Parameter
from graphkey.catalog.sets import Signature, signature
from graphkey.client.assemble import find
from graphkey.client.bind import checked_headers
from graphkey.client.bundles import RecentBundles
from graphkey.client.client import Far, Ready, is_list, listing, ready, send
from graphkey.client.pages import Page, pages
from graphkey.client.place import located
from graphkey.client.prepare import Options
from graphkey.client.raw import raw_signature
from graphkey.config.clouds import GLOBAL
from graphkey.connect import Connection, connect, connect_credential, connect_transport
from graphkey.errors import UsageError
from graphkey.wire import Transport

R = TypeVar("R")
T = TypeVar("T")


class TokenCredential(Protocol):
    """Give tokens: azure-identity's credentials do, and any object like them."""

    def get_token(self, *scopes: str, **options: Any) -> Any:
        """Return an object with `token` and `expires_on`."""


class Graph:
    """
    Call Microsoft Graph.

    Args:
        credential: any object with `get_token`; for Microsoft's global cloud unless `root` names another.
        context: name of a context (see `graphkey context`), or `local` for the local Graph in process. Without credential,
            context and transport it is chosen as on the command line.
        transport: whatever answers requests, signed in already; for tests and for wrapping.
        root: of the service that `transport` or `credential` is for: `https://graph.microsoft.us`. Left away, a credential
            goes to the Graph of `context`, else to `GRAPHKEY_ENDPOINT`, else to the global cloud.
        tell: takes sentences about phases, retries and bundles; silent when left away.
        now: the time that bundles are checked at, aware UTC. Left away, it is the machine's, or the local Graph's in process.
    Raises: ConfigError when nothing tells where to go. What a credential of the caller's raises comes through as it is.
    """

    def __init__(
        self,
        credential: TokenCredential | None = None,
        *,
        context: str | None = None,
        transport: Transport | None = None,
        root: str | None = None,
        tell: Callable[[str], None] = lambda sentence: None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._tell = tell
        self._connection = _connection(credential, context, transport, root, tell)
        clock = now or self._connection.now or _utc_now
        self._far = Far(self._connection.transport, self._connection.root, tell, clock, kept=RecentBundles())

    def call(self, command: str, /, **values: Any) -> Any:
        """
        Call a command by its PowerShell name.

        Args:
            command: any case: `Get-MgBetaIdentityApiConnector`.
            values: parameters in snake_case or as PowerShell spells them: `b2x_identity_user_flow_id`, `pkcs12_value`
                (bytes of a PFX, or its base64), `password`, `body_parameter` (dict), `input_object` (dict), `filter`, `all`, …
        Returns: the document; a list of documents for lists (every page with `all=True`); an int for counts; None for no content.
        Raises: UsageError, CertificateError, TransportError, GraphError; see `graphkey.errors`.
        """
        row = _signature(command)
        given, options, headers = _sorted_values(command, values)
        one = self._told(ready(row, given, self._far, options, headers))
        operation = one.call.operation
        if is_list(operation):
            return list(listing(one, self._far))
        return located(send(one, self._far), operation, one.request.url)

    def send(self, call: Call[R], /) -> R:
        """
        Send a call: `graph.send(beta.identity.api_connectors["…"].get())`.

        Returns: the document; an int for `count`, bytes for content, None where there is no content; for a list its first
            `Page`.
        Raises: CertificateError, TransportError, GraphError; see `graphkey.errors`.
        """
        if isinstance(call, Listing):
            return next(self.pages(call))  # type: ignore[return-value]  # R is the page of a Listing
        one = self._ready(call)
        found: R = located(send(one, self._far), call.operation, one.request.url)
        return found

    def items(self, call: Listing[T], /) -> Iterator[T]:
        """Give every item of a list, page after page, as the caller goes on; memory holds one page."""
        for page in self.pages(call):
            yield from page.items

    def pages(self, call: Listing[T], /) -> Iterator[Page[T]]:
        """Give every page of a list, as the caller goes on; `top` is how many items one holds."""
        one = self._ready(call)
        if not isinstance(call, Listing):
            raise UsageError(f"{call!r} is answered by one document, not by pages", hint="Give it to send.")
        return pages(self._far.transport, call.operation, one.request)

    def request(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        """
        Send a raw request.

        Args:
            path: `/beta/identity/apiConnectors`, with its query; without a version it is beta's.
            body: a JSON object, or None. Bundles in it are checked and sent as clean copies, as `call` does.
            headers: more request headers.
        """
        row = raw_signature(method, path)
        only = row.sets[0]._replace(body=body is not None)
        given = {} if body is None else {"BodyParameter": body}
        extra = checked_headers(dict(headers or {}))
        return send(ready(row._replace(sets=(only,)), given, self._far, Options(), extra), self._far)

    def batch(self) -> Batch:
        """
        Collect calls and send them twenty at a time when the `with` block ends:

            with graph.batch() as batch:
                first = batch.add(beta.identity.api_connectors["…"].get())
            first.result()
        """
        return Batch(self._far, self._ready)

    def _ready(self, call: Call[Any]) -> Ready:
        return self._told(ready_call(call, self._far))

    def _told(self, one: Ready) -> Ready:
        for sent in one.prepared.sent:
            self._tell(sent.note)
        return one

    def close(self) -> None:
        """Close connections."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncGraph:
    """Call Microsoft Graph without blocking the event loop; takes what `Graph` takes."""

    def __init__(
        self,
        credential: TokenCredential | None = None,
        *,
        context: str | None = None,
        transport: Transport | None = None,
        root: str | None = None,
        tell: Callable[[str], None] = lambda sentence: None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._graph = Graph(credential, context=context, transport=transport, root=root, tell=tell, now=now)

    async def call(self, command: str, /, **values: Any) -> Any:
        """Call a command; see `Graph.call`."""
        from asyncio import to_thread

        return await to_thread(self._graph.call, command, **values)

    async def request(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        """Send a raw request; see `Graph.request`."""
        from asyncio import to_thread

        return await to_thread(self._graph.request, method, path, body, headers)

    async def send(self, call: Call[R], /) -> R:
        """Send a call; see `Graph.send`."""
        from asyncio import to_thread

        return await to_thread(self._graph.send, call)

    def batch(self) -> Batch:
        """Collect calls and send them when the `async with` block ends; see `Graph.batch`."""
        return self._graph.batch()

    async def items(self, call: Listing[T], /) -> AsyncIterator[T]:
        """Give every item of a list; see `Graph.items`."""
        async for page in self.pages(call):
            for item in page.items:
                yield item

    async def pages(self, call: Listing[T], /) -> AsyncIterator[Page[T]]:
        """Give every page of a list, each read in a worker thread; see `Graph.pages`."""
        from asyncio import to_thread

        reading = self._graph.pages(call)
        while (page := await to_thread(next, reading, None)) is not None:
            yield page

    async def close(self) -> None:
        """Close connections."""
        self._graph.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._graph.close()


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _connection(
    credential: TokenCredential | None,
    context: str | None,
    transport: Transport | None,
    root: str | None,
    tell: Callable[[str], None],
) -> Connection:
    if transport is not None and (credential is not None or context is not None):
        raise UsageError(
            "a transport is given beside a credential or context", hint="It is signed in already: keep one."
        )
    if transport is not None:
        return connect_transport(transport, (root or GLOBAL.graph).rstrip("/"))
    if credential is not None:
        return connect_credential(credential, root, context, os.environ, tell=tell)
    if root is not None:
        raise UsageError("root goes with a credential or a transport", hint="A context knows its own.")
    return connect(context, os.environ, tell=tell)


# Rows of the catalog are facts; a program calls few commands, and one of them perhaps a thousand times.
@lru_cache(maxsize=256)
def _signature(command: str) -> Signature:
    return signature(find_command(command))


@lru_cache(maxsize=4096)
def _parameter(command: str, name: str) -> Parameter:
    return find(_signature(command), name)


def _sorted_values(command: str, values: Mapping[str, Any]) -> tuple[dict[str, Any], Options, dict[str, str]]:
    """Sort a caller's values into parameters of the call, treatment of bundles, and headers."""
    given: dict[str, Any] = {}
    ours: dict[str, Any] = {}
    for name, value in values.items():
        parameter = _parameter(command, name)
        target = ours if parameter.place in ("common", "ours") else given
        if parameter.name in target:
            raise UsageError(f"{parameter.name} is given twice, in different spellings")
        target[parameter.name] = _content_of(value) if parameter.name == "InFile" else value
    unusable = set(ours) - {"AsIs", "SkipPfxCheck", "Headers"}
    if unusable:
        raise UsageError(f"{', '.join(sorted(unusable))} belongs to the command line", hint="Leave it away in Python.")
    options = Options(as_is=bool(ours.get("AsIs")), skip_check=bool(ours.get("SkipPfxCheck")))
    return given, options, checked_headers(dict(ours.get("Headers") or {}))


def _content_of(file: Any) -> bytes:
    """Read the file that `in_file` names; what is bytes already stays so."""
    if isinstance(file, bytes):
        return file
    try:
        with open(file, "rb") as opened:
            return opened.read()
    except (OSError, TypeError, ValueError) as error:
        raise UsageError(f"in_file cannot be read: {error}", hint="Give a path, or the bytes as `data`.") from error


__all__ = ["AsyncGraph", "Graph", "TokenCredential"]

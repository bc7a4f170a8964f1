"""
The ASGI application over a Transport: HTTP to `Request`, `Response` to HTTP. No server, no socket.

Rule: path and query reach the Transport escaped exactly as they were sent; what two readers could take for two
different URLs is refused with 400.
Rule: whatever a Transport does, the caller gets an answer and no traceback; only where the Transport says that no answer came
(TransportError), none is made up: the connection is cut, and 502 is said where a server cannot do that.
Source: ASGI HTTP connection scope, https://asgi.readthedocs.io/en/latest/specs/www.html; RFC 9110; RFC 9112.
"""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from email.utils import formatdate
from typing import Any

from graphkey.errors import Error, TransportError
from graphkey.secret import mask_url
from graphkey.serve.workers import Workers
from graphkey.wire import Request, Response, Transport, json_response

MAX_BODY_BYTES = 16 * 1024 * 1024
MAX_THREADS = 32
# Room that a client may overshoot the limit and still be read to the end, so that it sees the 413 and not a reset.
_DRAIN_BYTES = 16 * 1024 * 1024
_TOO_LARGE = b"too large"

_HOST = re.compile(r"[A-Za-z0-9._~\-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
_ABSOLUTE = re.compile(r"https?://([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)

Quick = Callable[[Request], bool]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class TransportApp:
    """
    Be the ASGI application over a Transport.

    Args:
        transport: what answers.
        max_body: bytes of request body above which the answer is 413.
        threads: how many calls of the Transport run at once; more wait.
        quick: as `serve` takes it.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        max_body: int = MAX_BODY_BYTES,
        threads: int = MAX_THREADS,
        quick: Quick | None = None,
    ) -> None:
        self._transport = transport
        self._quick = quick
        self._max_body = max_body
        self._workers = Workers(threads)

    def close(self) -> None:
        """Release the worker threads."""
        self._workers.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] != "http":
            return
        # A server that stops cancels what is in flight; the caller sees a closed connection, nobody a traceback.
        with suppress(asyncio.CancelledError):
            response = await self._answer(scope, receive)
            if response is _NO_ANSWER and await _is_cut(scope, receive):
                return
            if response is not None:
                await _send(send, response)

    async def _answer(self, scope: Scope, receive: Receive) -> Response | None:
        url, headers = request_url(scope), _request_headers(scope)
        if url is None:
            return _problem(400, "BadRequest", "The request target or the Host header is not usable.")
        body = await _read_body(receive, headers, self._max_body)
        if body is _TOO_LARGE:
            return _problem(413, "RequestEntityTooLarge", f"The body is larger than {self._max_body} bytes.")
        if body is None:
            return None  # the caller left before the body was complete
        # RFC 9110 9.3.2: HEAD is GET without the body, which the server drops; so no Transport needs to know it.
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        client_cert_der = scope["state"].get("client_cert_der") if "state" in scope else None
        request = Request(method, url, headers, body, client_cert_der)
        if self._quick is not None and self._quick(request):
            return self._call(request)
        return await self._workers.run(self._call, request)

    def _call(self, request: Request) -> Response:
        try:
            response = self._transport(request)
            return response._replace(headers=_checked_headers(response))
        except TransportError as error:
            sys.stderr.write(f"graphkey: {request.method} {mask_url(request.url)} stays without an answer: {error}\n")
            return _NO_ANSWER
        except Exception as error:  # noqa: BLE001  whatever a Transport does, the caller gets an answer
            _report(request, error)
            return _problem(500, "InternalServerError", "The service failed on this request; its console says where.")


async def _read_body(receive: Receive, headers: dict[str, str], limit: int) -> bytes | None:
    """Read a body; `_TOO_LARGE` itself when it is, None when the caller has gone."""
    declared = headers.get("content-length", "0")
    if int(declared) > limit + _DRAIN_BYTES:  # h11 has checked that it is a number
        return _TOO_LARGE
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
        elif size > limit + _DRAIN_BYTES:
            return _TOO_LARGE
        if not message.get("more_body"):
            return b"".join(chunks) if size <= limit else _TOO_LARGE


def request_url(scope: Scope) -> str | None:
    """
    Rebuild the absolute URL as it was sent, escapes untouched; None when target or Host cannot stand in one.

    Source: RFC 9112 section 3.2: origin form, and absolute form, whose authority outranks the Host header.
    """
    target = scope["raw_path"].decode("ascii")
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), None)
    if host is None:
        host = "{}:{}".format(*scope["server"]) if scope.get("server") else "localhost"
    if not target.startswith("/"):
        absolute = _ABSOLUTE.fullmatch(target)
        if absolute is None:
            return None
        host, target = absolute[1], absolute[2] or "/"
    if not _HOST.fullmatch(host) or "#" in target:
        return None
    query = scope["query_string"].decode("ascii")
    if "#" in query:
        return None
    return f"{scope['scheme']}://{host}{target}?{query}" if query else f"{scope['scheme']}://{host}{target}"


def _request_headers(scope: Scope) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if name in headers:
            value = headers[name] + ("; " if name == "cookie" else ", ") + value
        headers[name] = value
    return headers


def _checked_headers(response: Response) -> dict[str, str]:
    """Refuse header text that HTTP cannot carry, here in the worker, where a failure still becomes a 500."""
    for name, value in response.headers.items():
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            raise ValueError(f"the Transport answered with an unusable header {name!r}")
    return dict(response.headers)


_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_OURS_TO_SET = frozenset({"content-length", "transfer-encoding", "connection"})
_BODILESS = frozenset({204, 304})


async def _send(send: Send, response: Response) -> None:
    headers = [
        (name.encode("ascii"), value.encode("latin-1"))
        for name, value in response.headers.items()
        if name not in _OURS_TO_SET
    ]
    body = b"" if response.status in _BODILESS else response.body
    if response.status not in _BODILESS:
        headers.append((b"content-length", b"%d" % len(body)))
    if "date" not in response.headers:  # RFC 9110 section 6.6.1
        headers.append((b"date", formatdate(usegmt=True).encode()))
    if response.status == 413:  # what is still coming is not read
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _is_cut(scope: Scope, receive: Receive) -> bool:
    """Cut the connection where the server lends a way to do it (`server`), and wait until it is; tell whether it was."""
    cut: Callable[[], None] | None = (scope.get("state") or {}).get("cut")
    if cut is None:
        return False
    cut()
    while (await receive())["type"] != "http.disconnect":
        pass
    return True


def _problem(status: int, code: str, message: str) -> Response:
    return json_response(status, {"error": {"code": code, "message": message}})


_NO_ANSWER = _problem(502, "BadGateway", "What stands behind this server gave no answer.")


def _report(request: Request, error: Exception) -> None:
    """Say on standard error what failed where, in one line; a foreign error's text may hold a secret and stays out."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame is not None else "?"
    what = f"{type(error).__name__}: {error}" if isinstance(error, Error) else type(error).__name__
    sys.stderr.write(f"graphkey: {request.method} {mask_url(request.url)} failed at {place}: {what}\n")

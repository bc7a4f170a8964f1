"""
HTTP messages without a connection: the head of a request as bytes, an answer from its parts, packed bodies.

Pure; `client/http` calls it for every request.

Rule: nothing of a request can end a line early: a header or address that could is refused and not mended.
Source: RFC 9110 sections 5.5, 8.4 and 9.2.2; RFC 9112 section 3.
"""

import zlib
from collections.abc import Callable, Iterable

from graphkey.config.origin import Origin
from graphkey.errors import TransportError, UsageError
from graphkey.wire import Request, Response

IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"})
"""Methods that may arrive twice."""
_HOP_BY_HOP = frozenset({"host", "connection", "content-length", "transfer-encoding", "te", "upgrade", "keep-alive"})
_OF_THE_TRANSFER = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection"})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_METHOD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def write_head(request: Request, origin: Origin, target: str, agent: str) -> bytes:
    """
    Write the head of a request.

    Args:
        target: path and query as they are sent.
        agent: value of `User-Agent` where the request has none.
    Raises: UsageError for what would end a line or a header early, or cannot be sent as it is.
    """
    if not request.method or not set(request.method) <= _METHOD:
        raise UsageError("the method is no HTTP method", hint="For example GET or PATCH.")
    host = str(origin)[len("https://") :]
    lines = [f"{request.method} {target} HTTP/1.1", f"host: {host}"]
    named = {"accept-encoding": "gzip", "user-agent": agent, **request.headers}
    if request.body or request.method in _WITH_BODY:
        lines.append(f"content-length: {len(request.body)}")
    for name, value in named.items():
        if name.lower() in _HOP_BY_HOP:
            continue
        if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
            raise UsageError(
                "a header's name holds a character that no name may hold", hint="Letters, digits and dashes."
            )
        if not value.isprintable() or not value.isascii():
            raise UsageError(f"the header {name} holds a character that cannot be sent", hint="Use printable ASCII.")
        lines.append(f"{name}: {value}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def make_response(status: int, headers: Iterable[tuple[str, str]], body: bytes) -> Response:
    """Make an answer of its parts; headers that spoke of the transfer alone are left out."""
    named: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        if key not in _OF_THE_TRANSFER:
            named[key] = f"{named[key]}, {value}" if key in named else value
    return Response(status, named, body)


def unpacker(coding: str) -> Callable[[bytes, int], bytes]:
    """
    Return a function that unpacks a piece of a body, giving at most so many bytes.

    Args:
        coding: value of `Content-Encoding`.
    Raises: TransportError for any coding but gzip.
    """
    plain = coding.strip().lower()
    if plain in ("", "identity"):
        return lambda packed, most: packed
    if plain not in ("gzip", "x-gzip"):
        raise TransportError(
            "the answer is packed in a way that was not asked for", hint="A proxy may have changed it."
        )
    machine = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def unpack(packed: bytes, most: int) -> bytes:
        try:
            return machine.decompress(packed, most)
        except zlib.error as error:
            raise TransportError("the answer is not the gzip that it says it is") from error

    return unpack

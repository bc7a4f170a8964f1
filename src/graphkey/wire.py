"""
What goes over the wire: `Request`, `Response`, and `Transport`, the function from one to the other.

The network is a Transport, the local Graph is one, the sample API is one; signing in and retrying take one and
give one.
Named tuples and not dataclasses, because importing dataclasses costs a tenth of a cold start (docs/adr/0003).

Rule: header names are kept in lower case; bodies are bytes; `url` is absolute and percent-encoded as it is sent.
Rule: `repr` shows neither a token nor a body.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from graphkey.secret import mask_headers, mask_url

Document = dict[str, Any]
"""A JSON object with Graph's own field names."""


class Request(NamedTuple):
    """
    Ask for something.

    Args:
        method: upper case.
        url: absolute, percent-encoded: `https://graph.microsoft.com/beta/identity/apiConnectors`.
        headers: lower-case names.
        body: UTF-8 JSON for Graph, a form for OAuth, or empty.
        client_cert_der: set by a server on an incoming request: the certificate that the caller showed in the
            TLS handshake.
        thumbprints: of the certificates that its body brings, for the audit log; not on the wire.
    """

    method: str
    url: str
    headers: Mapping[str, str] = {}
    body: bytes = b""
    client_cert_der: bytes | None = None
    thumbprints: tuple[str, ...] = ()

    def with_headers(self, **headers: str) -> "Request":
        """Return the same request with more headers; `_` in a name stands for `-`."""
        return self._replace(headers={**self.headers, **{k.replace("_", "-").lower(): v for k, v in headers.items()}})

    def __repr__(self) -> str:
        return f"Request({self.method} {mask_url(self.url)} {mask_headers(self.headers)} body={len(self.body)} bytes)"


class Response(NamedTuple):
    """
    Answer it.

    Args:
        status: HTTP status code.
        headers: lower-case names; repeated ones joined by a comma.
        body: bytes, already without any content coding.
        caller: for whom the token of a refused request (403) acted, as whoever signed it saw; not on the wire.
    """

    status: int
    headers: Mapping[str, str] = {}
    body: bytes = b""
    caller: Literal["user", "application"] | None = None

    def json(self) -> Any:
        """Parse the body as JSON; raises ValueError when it is not JSON."""
        return json.loads(self.body)

    def __repr__(self) -> str:
        return f"Response({self.status} {mask_headers(self.headers)} body={len(self.body)} bytes)"


Transport = Callable[[Request], Response]
"""Whatever answers: the network, the local Graph, a test's function."""


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def json_response(status: int, document: Any, **headers: str) -> Response:
    """Make a JSON answer; `_` in a header name stands for `-`."""
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    return Response(
        status,
        {"content-type": "application/json", **named},
        _ENCODE(document).encode(),
    )

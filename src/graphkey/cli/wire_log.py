"""
`-Debug`: the wire as it goes, every secret masked.

A Transport around a Transport. Bodies are parsed to be masked; one that cannot be parsed is not shown at all.
"""

import json
from collections.abc import Callable, Collection
from urllib.parse import parse_qsl

from graphkey.secret import mask_document, mask_headers, mask_url
from graphkey.wire import Request, Response, Transport

_SHOWN = 4096


def traced(say: Callable[[str], None], secret_names: Collection[str] = ()) -> Callable[[Transport], Transport]:
    """
    Return a wrapper that tells every request and answer that passes.

    Args:
        secret_names: wire names, lower case, that are secret although their names do not look it.
    """

    def wrap(transport: Transport) -> Transport:
        def trace(request: Request) -> Response:
            say(f"debug: > {request.method} {mask_url(request.url)}")
            _tell(say, ">", request.headers, request.body, secret_names)
            response = transport(request)
            say(f"debug: < {response.status}")
            _tell(say, "<", response.headers, response.body, secret_names)
            return response

        return trace

    return wrap


def _tell(say: Callable[[str], None], arrow: str, headers: object, body: bytes, secret_names: Collection[str]) -> None:
    if isinstance(headers, dict):
        for name, value in mask_headers(headers).items():
            say(f"debug: {arrow} {name}: {value}")
    if body:
        kind = headers.get("content-type", "") if isinstance(headers, dict) else ""
        say(f"debug: {arrow} {shown_body(body, kind, secret_names)}")


def shown_body(body: bytes, content_type: str, secret_names: Collection[str] = ()) -> str:
    """Return a body as text with its secrets masked, or only its size."""
    try:
        if content_type.startswith("application/x-www-form-urlencoded"):
            document = dict(parse_qsl(body.decode(), keep_blank_values=True))
        else:
            document = json.loads(body)
        text = json.dumps(mask_document(document, secret_names), ensure_ascii=False)
    except (ValueError, RecursionError):
        return f"({len(body)} bytes, not shown)"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(body)} bytes)"

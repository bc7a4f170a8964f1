"""
One call, from parameters to result: assemble, prepare, bind, transport, read.

The command line, the library's `Graph` and tests call this. It holds no connection and no configuration.

Rule: an upload that may have reached the service is looked up by thumbprint before it is sent again.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from graphkey.catalog.sets import Signature
from graphkey.client.assemble import Call, assemble
from graphkey.client.bind import bind
from graphkey.client.pages import Page, items, pages
from graphkey.client.prepare import Options, Prepared, prepare
from graphkey.client.read import error_in, read
from graphkey.errors import GraphError, NotFoundError, TransportError
from graphkey.wire import Request, Response, Transport


class Far(NamedTuple):
    """
    Say where calls go.

    Args:
        transport: signs in, retries and sends.
        root: of the service, without version: `https://graph.microsoft.com`.
        tell: takes a sentence for `-Verbose`.
        now, entropy: clock (aware UTC) and source of random bytes.
    """

    transport: Transport
    root: str
    tell: Callable[[str], None] = lambda sentence: None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    entropy: Callable[[int], bytes] = os.urandom


class Ready(NamedTuple):
    """Hold a call that only needs sending: what `-WhatIf` shows."""

    call: Call
    prepared: Prepared
    request: Request


def ready(
    signature: Signature, given: Mapping[str, Any], far: Far, options: Options, headers: Mapping[str, str]
) -> Ready:
    """Do everything short of sending: pure but for the password prompt in `options`."""
    call = assemble(signature, given)
    prepared = prepare(call.operation, call.values, now=far.now(), entropy=far.entropy, options=options)
    values = prepared.values._replace(headers={**headers, **prepared.values.headers})
    return Ready(call, prepared, bind(call.operation, values, far.root))


def send(one: Ready, far: Far, seen: Callable[[Response], None] = lambda response: None) -> Any:
    """
    Send a call and read its answer.

    Args:
        seen: is shown the raw answer first.
    Returns: the document; for a list the first page's document; None where there is no content.
    """
    operation = one.call.operation
    try:
        response = far.transport(one.request)
    except TransportError as error:
        thumbprint = one.prepared.thumbprint
        if not error.sent or thumbprint is None or operation.kind != "action":
            raise
        found = _arrived(one, far, thumbprint)
        if found is not None:
            far.tell("no answer came, but the certificate is there: the upload had arrived")
            seen(found)
            return read(operation, found)
        far.tell("no answer came and the certificate is not there: sending it again")
        response = far.transport(one.request)
    seen(response)
    return read(operation, response)


def _arrived(one: Ready, far: Far, thumbprint: str) -> Response | None:
    """Look up, after an upload without an answer, whether its certificate is on the connector."""
    path = one.request.url.rsplit("/", 1)[0]
    looked = far.transport(Request("GET", path, {"accept": "application/json"}))
    if looked.status >= 400:
        error = error_in(None, looked)
        if isinstance(error, NotFoundError):
            return None
        raise TransportError(
            "no answer came to the upload, and looking it up failed; it may or may not have arrived",
            hint="Read the connector, then decide whether to send it again.",
        ) from error
    held = (read(None, looked).get("authenticationConfiguration") or {}).get("certificateList") or []
    found = [one for one in held if str(one.get("thumbprint", "")).upper() == thumbprint]
    # One that could be active and is not was there before: the upload that would make it the newest has not arrived.
    now_s = far.now().timestamp()
    stale = any(one["notBefore"] <= now_s <= one["notAfter"] and not one["isActive"] for one in found)
    return looked if found and not stale else None


def listing(one: Ready, far: Far, follow: bool, limit: int | None) -> Iterator[Any]:
    """Give the items of a list: all of them, or at most `limit`."""
    if follow or limit is not None:
        return items(far.transport, one.call.operation, one.request, limit)
    return iter(first_page(one, far).items)


def first_page(one: Ready, far: Far) -> Page:
    """Read the first page of a list."""
    return next(pages(far.transport, one.call.operation, one.request))


__all__ = ["Far", "GraphError", "Ready", "first_page", "listing", "ready", "send"]

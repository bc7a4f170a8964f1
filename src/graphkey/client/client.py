"""
One call, from parameters to result: assemble, prepare, bind, transport, read.

The command line, the library's `Graph` and tests call this. It holds no connection and no configuration.

Rule: an upload that may have reached the service is looked up by thumbprint before it is sent again.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from graphkey.catalog.sets import Signature
from graphkey.catalog.sets import is_list as is_list
from graphkey.client.assemble import Call, assemble
from graphkey.client.bind import bind, encode
from graphkey.client.pages import Page, pages
from graphkey.client.prepare import KeptBundles, Options, Prepared, prepare
from graphkey.client.read import error_in, read
from graphkey.errors import NotFoundError, TransportError
from graphkey.secret import mask_url
from graphkey.wire import Request, Response, Transport


class Far(NamedTuple):
    """
    Say where calls go.

    Args:
        transport: signs in, retries and sends.
        root: of the service, without version: `https://graph.microsoft.com`.
        tell: takes a sentence for `-Verbose`.
        now, entropy: clock (aware UTC) and source of random bytes.
        sleep: waits so many seconds, between the tries of a batch.
        kept: prepared bundles, for a caller who uploads one to many places; None prepares each anew.
    """

    transport: Transport
    root: str
    tell: Callable[[str], None] = lambda sentence: None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    entropy: Callable[[int], bytes] = os.urandom
    sleep: Callable[[float], None] = time.sleep
    kept: KeptBundles | None = None


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
    far.tell(f"parameter set {call.chosen.name}: {call.operation.method} {mask_url(call.operation.path)}")
    return finished(call, far, options, headers)


def finished(call: Call, far: Far, options: Options, headers: Mapping[str, str] = {}) -> Ready:
    """Prepare and bind a call whose values are together."""
    prepared = prepare(call.operation, call.values, now=far.now(), entropy=far.entropy, options=options, kept=far.kept)
    values = prepared.values._replace(headers={**headers, **prepared.values.headers})
    kept = far.kept if prepared.sent else None
    request = bind(call.operation, values, far.root, (lambda body: kept.written(body, encode)) if kept else encode)
    return Ready(call, prepared, request._replace(thumbprints=prepared.thumbprints))


def send(one: Ready, far: Far, seen: Callable[[Response], None] = lambda response: None) -> Any:
    """
    Send a call and read its answer.

    Args:
        seen: is shown the raw answer first.
    Returns: the document; for a list the first page's document; None where there is no content.
    """
    far.tell(f"sending {one.call.operation.method}, {len(one.request.body)} bytes of body")
    try:
        response = far.transport(one.request)
    except TransportError as error:
        response = after_silence(one, far, error)
    far.tell(f"answered {response.status}")
    seen(response)
    return read(one.call.operation, response)


def after_silence(one: Ready, far: Far, error: TransportError) -> Response:
    """
    Look an upload up that got no answer, and send it again when it has not arrived.

    Raises: the error when the call is no upload of one certificate, or surely was not sent.
    """
    thumbprint = one.prepared.thumbprint
    if not error.sent or thumbprint is None or one.call.operation.kind != "action":
        raise error
    found = _arrived(one, far, thumbprint)
    if found is not None:
        far.tell("no answer came, but the certificate is there: the upload had arrived")
        return found
    far.tell("no answer came and the certificate is not there: sending it again")
    return far.transport(one.request)


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
    found = [held for held in _held(read(None, looked)) if str(held.get("thumbprint", "")).upper() == thumbprint]
    # One that could be active and is not was there before: the upload that would make it the newest has not arrived.
    now_s = _answered_at_s(looked, far)
    stale = any(
        held.get("notBefore", 0) <= now_s <= held.get("notAfter", 0) and not held.get("isActive") for held in found
    )
    return looked if found and not stale else None


def _answered_at_s(response: Response, far: Far) -> float:
    """Return when an answer was given, by the clock of the service, which decides what is active there (RFC 9110, 6.6.1)."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(response.headers.get("date", "")).timestamp()
    except ValueError:
        return far.now().timestamp()


def _held(connector: Any) -> list[Mapping[str, Any]]:
    """List the certificates that a connector shows."""
    configuration = connector.get("authenticationConfiguration") if isinstance(connector, Mapping) else None
    listed = configuration.get("certificateList") if isinstance(configuration, Mapping) else None
    return [one for one in listed or [] if isinstance(one, Mapping)]


def listing(
    one: Ready,
    far: Far,
    *,
    seen: Callable[[Response], None] = lambda response: None,
    met: Callable[[Page[Any], bool], None] = lambda page, followed: None,
) -> Iterator[Any]:
    """
    Give the items of a list: of the first page, of every page with `all`, or exactly `$top` where there are that many.

    Args:
        seen: is shown every raw answer first.
        met: is shown the first page, and whether the next ones are read too.
    Source: names and reach of -Top, -All and -PageSize: Graph PowerShell, tools/Custom/ListCmdlet.cs, which gives as many as fill
        pages (microsoftgraph/msgraph-sdk-powershell issue 2869).
    """

    def asked(request: Request) -> Response:
        response = far.transport(request)
        seen(response)
        return response

    query = one.call.values.query
    top = int(query["$top"]) if "$top" in query else None
    follow = "all" in query or top is not None
    left = top
    for number, page in enumerate(pages(asked, one.call.operation, one.request)):
        if number == 0:
            met(page, follow)
        yield from page.items[:left]
        left = left - len(page.items) if left is not None else None
        if not follow or (left is not None and left <= 0):
            return

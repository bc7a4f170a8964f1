"""
A Transport around a Transport that writes down what changes a tenant: who asked for what, when, and what was answered.

`connect` puts it next to the wire, inside retrying and signing in, so every try is noted as it was sent, with the account of the
token that it carried. Two entries a request: `asked` before it leaves, `answered` or `unanswered` after; what was killed between
the two shows as an `asked` alone.

Rule: a request leaves when its entry is on the disk; nothing waits for that of its answer. An answer that a power cut took reads
like one that a killed program never wrote: asked, and unknown whether done.
Rule: no body is noted, and of an address no secret; of certificates their thumbprints, of an answer its status and error code.
Rule: a log that cannot be written is told and stops nothing.
"""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from graphkey.secret import Secret, mask_url
from graphkey.wire import Request, Response, Transport

if TYPE_CHECKING:
    from graphkey.lifecycle.audit.log import AuditLog

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN = "/-/"
"""Where a local Graph takes what is not Graph: seeds, resets, runs of flows."""
_CLAIMS = {"tenant": ("tid",), "app": ("appid", "azp"), "object": ("oid",), "user": ("upn", "preferred_username")}
"""Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference"""


class Place(NamedTuple):
    """Say where requests go: name of the context, and the root of its Graph."""

    context: str
    root: str


def audited(transport: Transport, place: Place, open_log: Callable[[], "AuditLog | None"]) -> Transport:
    """
    Return a Transport that notes every request that is no reading one.

    Args:
        transport: sends requests that are signed already.
        open_log: gives the log, at the first write; None when there is to be none.
    """
    held: list[AuditLog | None] = []
    last: list[tuple[str, dict[str, str]]] = [("", {})]

    def caller(request: Request) -> dict[str, str]:
        """Read a token once for all the requests in a row that carry it."""
        told = last[0]
        header = request.headers.get("authorization", "")
        if told[0] != header:
            told = last[0] = (header, _caller(header))
        return told[1]

    def ask(request: Request) -> Response:
        if request.method in _READS or request.url.startswith(place.root + _OWN):
            return transport(request)
        if not held:
            held.append(open_log())
        log = held[0]
        entry = _asked(request, place, caller(request)) if log is not None else None
        return _noted(transport, request, entry, log) if log is not None and entry else transport(request)

    return ask


def _noted(transport: Transport, request: Request, entry: dict[str, Any], log: "AuditLog") -> Response:
    number = log.add(entry)
    try:
        response = transport(request)
    except BaseException as error:
        log.add({"event": "unanswered", "of": number, "error": f"{type(error).__name__}: {error}"[:500]}, durable=False)
        raise
    log.add({"event": "answered", "of": number, **_answer(response, "batch" in entry)}, durable=False)
    return response


def _asked(request: Request, place: Place, caller: Mapping[str, str]) -> dict[str, Any] | None:
    """Make the entry of a request; None for a batch that only reads."""
    entry: dict[str, Any] = {"event": "asked", "context": place.context, "by": caller}
    entry |= {"method": request.method, "url": mask_url(request.url)}
    if request.url.endswith("/$batch"):
        writes = _writes(request.body)
        if not writes:
            return None
        entry["batch"] = writes
    if request.thumbprints:
        entry["thumbprints"] = list(request.thumbprints)
    return entry


def _writes(body: bytes) -> list[dict[str, Any]]:
    """List the writes in a batch; what cannot be read of it is taken for one."""
    items = _parsed(body).get("requests")
    if not isinstance(items, list):
        return [{"id": None}]
    listed = [one if isinstance(one, dict) else {} for one in items]
    return [
        {"id": one.get("id"), "method": one.get("method"), "url": mask_url(str(one.get("url")))}
        for one in listed
        if str(one.get("method")).upper() not in _READS
    ]


def _answer(response: Response, of_batch: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {"status": response.status}
    if response.headers.get("request-id"):
        entry["request_id"] = response.headers["request-id"]
    if response.status >= 400:
        entry["error"] = _code(_parsed(response.body))
    if of_batch and response.status < 400:
        items = _parsed(response.body).get("responses")
        listed = [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []
        entry["batch"] = [{"id": one.get("id"), "status": one.get("status")} for one in listed]
    return entry


def _code(document: Mapping[str, Any]) -> str | None:
    error = document.get("error")
    return str(error.get("code"))[:200] if isinstance(error, dict) else None


def _parsed(body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _caller(header: str) -> dict[str, str]:
    """Say for whom the token of an Authorization header speaks, as it says itself; nothing where it cannot be read."""
    from graphkey.client.sign_in import token_claims

    scheme, _, token = header.partition(" ")
    claims = token_claims(Secret(token)) if scheme.lower() == "bearer" else {}
    found = {name: next((claims[one] for one in names if one in claims), None) for name, names in _CLAIMS.items()}
    return {name: value for name, value in found.items() if isinstance(value, str)}

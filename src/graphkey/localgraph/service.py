"""
The local Microsoft Graph as one function from Request to Response.

It has no threads and no sockets of its own; any number of threads may call it. What happens in order: bounds and Host,
routing, method, token, faults, throttling, permission, handler. Routing comes from the catalog; `handlers` says what is served.

Rule: an unknown path fails before anybody is asked who he is, as Graph does it.
Rule: every answer has a request id, an error too; nothing but a Response comes out, whatever went in, and a TransportError
only where a fault asks for it.
Rule: only requests that name this machine are answered, so that no web page can make a browser talk to it.
Source: https://learn.microsoft.com/graph/use-the-api, https://learn.microsoft.com/graph/best-practices-concept
"""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import cast

from graphkey.catalog import load
from graphkey.catalog.model import Operation, Version
from graphkey.errors import ConfigError, GraphError, ThrottledError, graph_error
from graphkey.localgraph import admin
from graphkey.localgraph.address import Address, is_loopback, take_apart
from graphkey.localgraph.authority.oauth import Authority
from graphkey.localgraph.authority.tokens import GRAPH_APP_ID, Caller
from graphkey.localgraph.batch import answer_batch
from graphkey.localgraph.call import Call, Handler, Parts
from graphkey.localgraph.description.answers import describe, describe_as_openapi
from graphkey.localgraph.faults import Fate, suffer
from graphkey.localgraph.odata.options import Options
from graphkey.localgraph.problems import (
    MethodError,
    ServiceBusyError,
    bad_request,
    forbidden,
    method_not_allowed,
    misdirected,
    not_implemented,
    problem_document,
    too_large,
    unknown_segment,
)
from graphkey.localgraph.storage.store import TenantStore, canonical_path
from graphkey.wire import Request, Response, json_response

MAX_BODY_BYTES = 4 * 1024 * 1024  # Graph's own bound for a write
MAX_URL_CHARS = 16_384
_REMEMBERED = 1024
_REMEMBERED_CHARS = 500
_VERSIONS = ("beta", "v1.0")
_JSON = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
_DIAGNOSTIC = '{"ServerInfo":{"DataCenter":"Local","Slice":"E","Ring":"0","ScaleUnit":"000","RoleInstance":"graphkey"}}'
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Service:
    """
    Answer as Microsoft Graph does.

    Args:
        find_handler: gives what answers an operation, None when it is not served.
    """

    def __init__(
        self,
        parts: Parts,
        authority: Authority,
        find_handler: Callable[[Operation], Handler | None],
        control: admin.Control,
    ) -> None:
        self._parts = parts
        self._authority = authority
        self._find_handler = find_handler
        self._control = control
        self._matches: dict[tuple[Version, str], load.Match] = {}

    def __call__(self, request: Request) -> Response:
        """
        Answer one request.

        Raises:
            TransportError: a fault of the tenant says that no answer comes.
        """
        return self._respond(request, in_batch=False)

    def _respond(self, request: Request, *, in_batch: bool) -> Response:
        turn = _Turn(self._parts.clocks.base())
        request_id = self._parts.new_id()
        client_request_id = _echoed(request.headers.get("client-request-id")) or request_id
        try:
            response = self._answer(request, turn, in_batch=in_batch)
        except GraphError as error:
            document = problem_document(
                error,
                date=turn.now.strftime("%Y-%m-%dT%H:%M:%S"),
                request_id=request_id,
                client_request_id=client_request_id,
            )
            response = json_response(error.status, document, **_error_headers(error))
        headers = {
            "cache-control": "no-cache",
            **response.headers,
            "request-id": request_id,
            "client-request-id": client_request_id,
            "x-ms-ags-diagnostic": _DIAGNOSTIC,
            "date": _http_date(turn.now.replace(microsecond=0)),
        }
        if response.headers.get("content-type") == "application/json":
            headers["content-type"] = _JSON
            headers["odata-version"] = "4.0"
        return response._replace(headers=headers)

    def _answer(self, request: Request, turn: "_Turn", *, in_batch: bool) -> Response:
        try:
            return self._route(request, turn, in_batch=in_batch)
        except sqlite3.Error as error:
            raise graph_error(503, "ServiceUnavailable", f"The local Graph's database failed: {error}.") from error
        except ConfigError as error:
            raise graph_error(500, "InternalServerError", f"{error}. {error.hint or ''}".strip()) from error

    def _route(self, request: Request, turn: "_Turn", *, in_batch: bool) -> Response:
        address = _checked_address(request)
        first, _, rest = address.path[1:].partition("/")
        if first.lower() in _VERSIONS:
            version = cast(Version, first.lower())
            if rest.rstrip("/").lower() in ("$batch", "%24batch"):
                return self._batch(request, version, address, turn, in_batch=in_batch)
            described = describe(request, version, rest.strip("/"), f"{address.origin}/{version}", address.query)
            return described or self._graph(request, version, "/" + rest, address, turn)
        if first == "-":
            described = describe_as_openapi(request, rest, self._find_handler)
            return described or self._control.answer(
                request, address, "/" + rest, lambda: self._signed_in(request, address, turn)
            )
        response = self._authority.answer(request, address.origin, address.path, address.query)
        if response is None:
            raise bad_request(f"Invalid version: {first[:100]}.")
        return response

    def _signed_in(self, request: Request, address: Address, turn: "_Turn") -> tuple[Caller, datetime]:
        """Check who asks; from here on the request happens at the time of his tenant."""
        caller = self._parts.tokens.check(request.headers.get("authorization"), address.origin)
        turn.now = self._parts.clocks.now(caller.tenant_id)
        return caller, turn.now

    def _graph(self, request: Request, version: Version, path: str, address: Address, turn: "_Turn") -> Response:
        match = self._match(version, path)
        operation = match.operations.get(request.method)
        if operation is None:
            raise method_not_allowed(match.operations)
        caller, now = self._signed_in(request, address, turn)
        fate = self._fate(caller, request.method, f"/{version}{canonical_path(operation.path, match.ids)}")
        return self._suffer(
            fate, lambda: self._carry_out(request, version, address, match, operation, caller, now, fate)
        )

    def _fate(self, caller: Caller, method: str, path: str) -> Fate:
        return self._parts.faults.meet(caller.tenant_id, method, path)

    def _suffer(self, fate: Fate, answer: Callable[[], Response]) -> Response:
        return answer() if fate.rule is None else suffer(fate.rule, answer, self._parts.sleep)

    def _carry_out(
        self, request: Request, version: Version, address: Address, match: load.Match, operation: Operation,
        caller: Caller, now: datetime, fate: Fate,
    ) -> Response:  # fmt: skip
        self._parts.throttle.admit(caller.tenant_id, caller.client_id)
        _permit(caller, operation)
        handler = self._find_handler(operation)
        if handler is None:
            raise not_implemented(f"{operation.method} /{version}{operation.path}")
        call = Call(
            request=request,
            origin=address.origin,
            version=version,
            operation=operation,
            ids=match.ids,
            options=_options(address.query, operation),
            caller=caller,
            store=self._store(caller.tenant_id, fate),
            now=now,
            parts=self._parts,
        )
        return handler(call)

    def _store(self, tenant_id: str, fate: Fate) -> TenantStore:
        if fate.rule is not None and fate.rule.kind == "stale-read":
            return self._parts.open_former(tenant_id)
        return (self._parts.open_remembering if fate.remembers else self._parts.open_tenant)(tenant_id)

    def _match(self, version: Version, path: str) -> load.Match:
        """Find what a path leads to; the last ones are remembered, since the catalog never changes."""
        match = self._matches.get((version, path))
        if match is None:
            match = load.operations_at(version, path)
            if match is None:
                raise unknown_segment(_unknown_segment(version, path))
            if len(self._matches) >= _REMEMBERED:
                self._matches = {}
            if len(path) <= _REMEMBERED_CHARS:
                self._matches[version, path] = match
        return match

    def _batch(
        self, request: Request, version: Version, address: Address, turn: "_Turn", *, in_batch: bool
    ) -> Response:
        if request.method != "POST":
            raise method_not_allowed(("POST",))
        if in_batch:
            raise bad_request("A batch cannot hold a batch.")
        caller, _ = self._signed_in(request, address, turn)
        fate = self._fate(caller, "POST", f"/{version}/$batch")
        root = f"{address.origin}/{version}"
        return self._suffer(fate, lambda: answer_batch(request, root, lambda item: self._respond(item, in_batch=True)))


class _Turn:
    """Hold when a request happens: by the base clock, until it is known whose tenant it is about."""

    __slots__ = ("now",)

    def __init__(self, now: datetime) -> None:
        self.now = now


def _checked_address(request: Request) -> Address:
    """Take the URL apart; refuse what is too large or names another host."""
    if len(request.body) > MAX_BODY_BYTES:
        raise too_large(MAX_BODY_BYTES)
    if len(request.url) > MAX_URL_CHARS:
        raise graph_error(414, "BadRequest", f"The URL is longer than {MAX_URL_CHARS} characters.")
    address = take_apart(request.url)
    if address is None or not request.url.isascii():
        raise bad_request("The URL is not one of this service.")
    host = request.headers.get("host", address.host)
    for named in (address.host, host.strip()):
        if not is_loopback(named):
            raise misdirected(named)
    return address


def _options(query: str, operation: Operation) -> Options:
    """Read the query options; what an operation that lists and answers nothing would not look at is refused, not passed over."""
    options = Options(query)
    if operation.kind in ("action", "function", "delete", "ref-delete"):
        options.allow(*operation.query, "skiptoken", "deltatoken")
    return options


def _permit(caller: Caller, operation: Operation) -> None:
    """
    Let a caller pass who has any one of the operation's permissions.

    An operation of which no source names any permission is open to whoever has signed in. One that Graph keeps for
    signed-in people takes an application that was granted the delegated permission, since there are no people here
    (both: docs/explanation/fidelity.md).
    """
    delegated, application = operation.permissions.delegated, operation.permissions.application
    wanted = delegated if caller.delegated else application or delegated
    if wanted and caller.permissions.isdisjoint(wanted):
        raise forbidden(wanted, delegated=caller.delegated)


def _unknown_segment(version: Version, path: str) -> str:
    """Name the first segment that no path of the version goes on with."""
    segments = [segment for segment in path.split("/") if segment]
    known = 0
    for length in range(1, len(segments)):
        if load.operations_at(version, "/" + "/".join(segments[:length])) is not None:
            known = length
    if known == 0 and len(segments) > 1 and segments[0].lower() == "identity":
        known = 1
    return segments[known][:100] if known < len(segments) else ""


def _echoed(client_request_id: str | None) -> str | None:
    """Return a caller's id for the request when it can stand in a header again."""
    text = (client_request_id or "").strip()
    return text if 0 < len(text) <= 128 and text.isascii() and text.isprintable() else None


def _error_headers(error: GraphError) -> Mapping[str, str]:
    if isinstance(error, (ThrottledError, ServiceBusyError)) and error.retry_after_s is not None:
        return {"retry_after": str(int(error.retry_after_s))}
    if isinstance(error, MethodError) and error.allowed:
        return {"allow": ", ".join(error.allowed)}
    if error.status == 401:
        return {"www_authenticate": f'Bearer realm="", client_id="{GRAPH_APP_ID}"'}
    return {}


@lru_cache(maxsize=2)  # many answers fall into one second
def _http_date(now: datetime) -> str:
    """Write a time as HTTP does (RFC 9110 section 5.6.7), whatever the locale."""
    return f"{_DAYS[now.weekday()]}, {now.day:02d} {_MONTHS[now.month - 1]} {now:%Y %H:%M:%S} GMT"

"""
`/-/…`: what is asked of a local Graph beside Graph: status, reset, seed, clock, faults, and the run of a step of a user flow.

Called by `service`. Part of the same Transport, so that it works alike in process and served, and behind the same
tokens: a caller needs the application permission LocalGraph.Manage.

Rule: a caller sees and changes his own tenant alone.
Rule: a connector's secrets are opened here for the call and leave the process in the call's handshake or header only.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from graphkey.errors import UsageError
from graphkey.localgraph.address import Address
from graphkey.localgraph.authority.tokens import Caller
from graphkey.localgraph.call import Parts
from graphkey.localgraph.content import read_object
from graphkey.localgraph.faults import read_rule
from graphkey.localgraph.problems import bad_request, forbidden, method_not_allowed, not_found, unknown_segment
from graphkey.localgraph.runs import RunRequest, run_flow_step
from graphkey.localgraph.seeds import DEFAULT_SEED, find_seed
from graphkey.localgraph.storage.store import TenantStore
from graphkey.wire import Document, Request, Response, json_response

MANAGE = "LocalGraph.Manage"
"""The application permission that this surface asks for."""

SignIn = Callable[[], tuple[Caller, datetime]]

_COUNTED = ("/identity/apiConnectors", "/identity/b2xUserFlows")


class Control:
    """Answer `/-/…`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def answer(self, request: Request, address: Address, path: str, sign_in: SignIn) -> Response:
        """
        Answer a request to this surface.

        Args:
            path: after `/-`, percent-encoded as sent.
            sign_in: checks who asks, and gives his tenant's time.
        """
        segments = path.strip("/").split("/")
        shape = "/".join("{}" if at == 1 else segment.lower() for at, segment in enumerate(segments))
        methods = _ROUTES.get(shape)
        if methods is None:
            raise unknown_segment(segments[0][:100])
        if request.method not in methods:
            raise method_not_allowed()
        caller, now = sign_in()
        if MANAGE not in caller.permissions or caller.delegated:
            raise forbidden((MANAGE,))
        item_id = unquote(segments[1]) if len(segments) > 1 else ""
        return methods[request.method](_Asked(self._parts, request, address.origin, caller, item_id, now))


class _Asked:
    """Hold one permitted request to this surface."""

    def __init__(
        self, parts: Parts, request: Request, origin: str, caller: Caller, item_id: str, now: datetime
    ) -> None:
        self.parts = parts
        self.origin = origin
        self.caller = caller
        self.item_id = item_id
        self.now = now
        self.store: TenantStore = parts.open_tenant(caller.tenant_id)
        self._request = request

    def body(self) -> Document:
        """Return the JSON object of the body; no body is an empty one."""
        return read_object(self._request) if self._request.body else {}


def tenant_status(parts: Parts, store: TenantStore) -> Document:
    """Say what a tenant holds."""
    return {
        "tenantId": store.tenant,
        "apps": [app.client_id for app in parts.registry.apps(store.tenant)],
        "counts": {path.rpartition("/")[2]: store.count(path.lower()) for path in _COUNTED},
        "documents": store.total(),
        "now": parts.clocks.describe(store.tenant)["now"],
        "clock": parts.clocks.describe(store.tenant),
        "faults": [rule.to_document() for rule in parts.faults.rules(store.tenant)],
        "acceptAes": parts.accept_aes,
    }


def _status(asked: _Asked) -> Response:
    return json_response(200, tenant_status(asked.parts, asked.store))


def _reset(asked: _Asked) -> Response:
    """Remove all that the tenant holds and plant a seed; applications and their secrets stay."""
    plant = find_seed(_seed_name(asked.body()))
    with asked.store.writing() as writer:
        writer.clear()
        plant(writer, asked.parts)
    return json_response(200, tenant_status(asked.parts, asked.store))


def _seed(asked: _Asked) -> Response:
    plant = find_seed(_seed_name(asked.body()))
    with asked.store.writing() as writer:
        plant(writer, asked.parts)
    return json_response(200, tenant_status(asked.parts, asked.store))


def _seed_name(body: Mapping[str, Any]) -> str:
    name = body.get("name", DEFAULT_SEED)
    if not isinstance(name, str):
        raise bad_request("The 'name' of a seed is a text.")
    return name


def _run(asked: _Asked) -> Response:
    wanted = RunRequest.read(asked.item_id, asked.body(), default_client_id=asked.caller.client_id)
    return json_response(200, run_flow_step(wanted, asked.store, asked.parts, origin=asked.origin, now=asked.now))


def _clock(asked: _Asked) -> Response:
    return json_response(200, asked.parts.clocks.describe(asked.store.tenant))


def _set_clock(asked: _Asked) -> Response:
    """Move the clock (`{to?, still?}`) or make it stand still or run."""
    body = asked.body()
    to, still = body.get("to", "+0s"), body.get("still")
    if set(body) - {"to", "still"} or not isinstance(to, str) or not (still is None or isinstance(still, bool)):
        raise bad_request("The body of a clock takes 'to', a text, and 'still', true or false.")
    with _refusing():
        asked.parts.clocks.set(asked.store.tenant, to, still=still)
    return _clock(asked)


def _reset_clock(asked: _Asked) -> Response:
    asked.parts.clocks.reset(asked.store.tenant)
    return _clock(asked)


def _faults(asked: _Asked) -> Response:
    return json_response(200, {"value": [rule.to_document() for rule in asked.parts.faults.rules(asked.store.tenant)]})


def _add_fault(asked: _Asked) -> Response:
    with _refusing():
        added = asked.parts.faults.add(asked.store.tenant, read_rule(asked.body()))
    return json_response(201, added.to_document())


def _clear_faults(asked: _Asked) -> Response:
    number = asked.item_id
    if number and not (number.isascii() and number.isdigit() and len(number) <= 9):
        raise not_found(number)
    removed = asked.parts.faults.clear(asked.store.tenant, int(number) if number else None)
    if number and not removed:
        raise not_found(number)
    return json_response(200, {"removed": removed})


@contextmanager
def _refusing() -> Iterator[None]:
    """Answer 400 to what our own readers of values do not take."""
    try:
        yield
    except UsageError as error:
        raise bad_request(f"{error}. {error.hint or ''}".strip()) from error


_ROUTES: Mapping[str, Mapping[str, Callable[[_Asked], Response]]] = {
    "status": {"GET": _status},
    "reset": {"POST": _reset},
    "seed": {"POST": _seed},
    "clock": {"GET": _clock, "POST": _set_clock, "DELETE": _reset_clock},
    "faults": {"GET": _faults, "POST": _add_fault, "DELETE": _clear_faults},
    "faults/{}": {"DELETE": _clear_faults},
    "flows/{}/run": {"POST": _run},
}

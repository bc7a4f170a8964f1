"""
`/-/…`: what is asked of a local Graph beside Graph: status, reset, seed, and the run of a step of a user flow.

Called by `service`. Part of the same Transport, so that it works alike in process and served, and behind the same
tokens: a caller needs the application permission LocalGraph.Manage.

Rule: a caller sees and changes his own tenant alone.
Rule: a connector's secrets are opened here for the call and leave the process in the call's handshake or header only.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from graphkey.localgraph.address import Address
from graphkey.localgraph.authority.tokens import Caller
from graphkey.localgraph.call import Parts
from graphkey.localgraph.content import read_object
from graphkey.localgraph.problems import bad_request, forbidden, method_not_allowed, unknown_segment
from graphkey.localgraph.runs import RunRequest, run_flow_step
from graphkey.localgraph.seeds import DEFAULT_SEED, find_seed
from graphkey.localgraph.storage.store import TenantStore
from graphkey.wire import Document, Request, Response, json_response

MANAGE = "LocalGraph.Manage"
"""The application permission that this surface asks for."""

_COUNTED = ("/identity/apiConnectors", "/identity/b2xUserFlows")


class Control:
    """Answer `/-/…`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def answer(self, request: Request, address: Address, path: str, now: datetime) -> Response:
        """
        Answer a request to this surface.

        Args:
            path: after `/-`, percent-encoded as sent.
        """
        segments = path.strip("/").split("/")
        shape = "/".join("{}" if at == 1 else segment.lower() for at, segment in enumerate(segments))
        methods = _ROUTES.get(shape)
        if methods is None:
            raise unknown_segment(segments[0][:100])
        if request.method not in methods:
            raise method_not_allowed()
        caller = self._parts.tokens.check(request.headers.get("authorization"), address.origin)
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
        "now": parts.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
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


_ROUTES: Mapping[str, Mapping[str, Callable[[_Asked], Response]]] = {
    "status": {"GET": _status},
    "reset": {"POST": _reset},
    "seed": {"POST": _seed},
    "flows/{}/run": {"POST": _run},
}

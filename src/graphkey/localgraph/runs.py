"""
The run of a step of a user flow: find the connector, open its secrets, let `steps` call the API, sign a token.

Called by `admin`. What is sent, which answers count and how the call is made is `steps`' own; here is what only the
holder of the data can add: the active certificate and the signature.

Rule: an address beyond this machine is called only when the caller, or whoever serves the local Graph, has said so.
Source: https://learn.microsoft.com/azure/active-directory-b2c/add-api-connector-token-enrichment
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from graphkey.errors import UsageError
from graphkey.localgraph.authentication import BASIC, PASSWORD_BOX, active_thumbprint, open_pfx, pfx_box
from graphkey.localgraph.authority.tokens import issuer
from graphkey.localgraph.call import Parts
from graphkey.localgraph.problems import bad_request, not_found
from graphkey.localgraph.storage.store import TenantStore, item_path
from graphkey.secret import Secret
from graphkey.wire import Document

_FLOWS = (("/identity/b2xUserFlows", "B2X_1_"), ("/identity/b2cUserFlows", "B2C_1_"))
_CONNECTORS = "/identity/apiConnectors"
_TOKEN_STEP = "preTokenIssuance"  # noqa: S105  the step after which a token is issued
_TOKEN_LIFE_S = 3600
# What the service says itself; an API cannot change it.
_OWN_CLAIMS = frozenset({"iss", "aud", "sub", "iat", "nbf", "exp", "auth_time", "tid", "tfp", "ver"})


class RunRequest(NamedTuple):
    """
    Say which step to run with what.

    Args:
        step: slot or wire name.
        claims: what is known of the user who signs in.
        client_id: the application that the user signs in to.
        allow_remote: call an address beyond this machine.
    """

    flow_id: str
    step: str
    claims: Mapping[str, Any]
    client_id: str
    ui_locales: str
    allow_remote: bool

    @classmethod
    def read(cls, flow_id: str, body: Document, *, default_client_id: str) -> "RunRequest":
        """
        Read a body `{step, claims, client_id?, ui_locales?, allow_remote?}`.

        Raises:
            BadRequestError: a value is missing, unknown or of another kind.
        """
        wanted = {"step": str, "claims": dict, "client_id": str, "ui_locales": str, "allow_remote": bool}
        for name, value in body.items():
            if name not in wanted or not isinstance(value, wanted[name]):
                raise bad_request(f"'{name[:100]}' is unknown or of another kind; the body takes {', '.join(wanted)}.")
        if "step" not in body:
            raise bad_request("The body needs a 'step'.")
        return cls(
            flow_id,
            body["step"],
            body.get("claims", {}),
            body.get("client_id", default_client_id),
            body.get("ui_locales", "en-US"),
            body.get("allow_remote", False),
        )


def run_flow_step(wanted: RunRequest, store: TenantStore, parts: Parts, *, origin: str, now: datetime) -> Document:
    """
    Run a step and return what happened: request, answer, verdicts, claims, and a token when it came to one.

    Raises:
        NotFoundError: there is no such flow, or its slot is empty.
        BadRequestError: the step is unknown, the claims cannot be sent, or two flows may be meant.
    """
    from graphkey.steps.model import find_step
    from graphkey.steps.run import run_step

    flow_path, flow = _flow(store, wanted.flow_id)
    try:
        step = find_step(wanted.step)
        path, connector = _connector(store, flow_path, step.slot, flow["id"])
        result = run_step(
            step,
            connector["targetUrl"],
            wanted.claims,
            identity=_identity(store, parts, path, connector["authenticationConfiguration"], now),
            now=now,
            client_id=wanted.client_id,
            ui_locales=wanted.ui_locales,
            trust_pem=parts.trust_pem(),
            allow_remote=wanted.allow_remote or parts.allow_remote_targets,
        )
    except UsageError as error:
        raise bad_request(f"{error}. {error.hint or ''}".strip()) from error
    document = {
        "userFlowId": flow["id"],
        "apiConnectorId": connector["id"],
        "activeThumbprint": active_thumbprint(connector["authenticationConfiguration"], now),
        **result.to_document(),
        "token": None,
    }
    if result.continues and step.slot == _TOKEN_STEP:
        document["token"] = _token(wanted, store, parts, result.claims, flow["id"], origin)
    return document


def _flow(store: TenantStore, wanted: str) -> tuple[str, Document]:
    """Find a user flow by its id, with or without its prefix."""
    for prefixed in (False, True):
        paths = [item_path(folder, f"{prefix * prefixed}{wanted}") for folder, prefix in _FLOWS]
        found = [(path, flow) for path in paths if (flow := store.read(path))]
        if len(found) > 1:
            raise bad_request(f"There are {' and '.join(flow['id'] for _, flow in found)}; name one of them.")
        if found:
            return found[0]
    raise not_found(wanted)


def connector_identity(store: TenantStore, parts: Parts, connector_id: str, now: datetime) -> Any:
    """
    Open what a connector authenticates with now, for a proof in the process that holds the folder with the keys.

    Returns: a ClientIdentity or Basic; None without any.
    Raises: NotFoundError when there is no such connector.
    """
    path = item_path(_CONNECTORS, connector_id)
    connector = store.read(path)
    if connector is None:
        raise not_found(connector_id)
    return _identity(store, parts, path, connector["authenticationConfiguration"], now)


def _connector(store: TenantStore, flow_path: str, slot: str, flow_id: str) -> tuple[str, Document]:
    path = store.target(f"{flow_path}/apiconnectorconfiguration/{slot.lower()}")
    connector = None if path is None else store.read(path)
    if path is None or connector is None:
        raise not_found(f"{flow_id}/apiConnectorConfiguration/{slot}")
    return path, connector


def _identity(store: TenantStore, parts: Parts, path: str, stored: Document, now: datetime) -> Any:
    """Return what the call authenticates with; without an active certificate the newest one, whose dates say why."""
    if stored["@odata.type"] == BASIC:
        from graphkey.steps.caller import Basic

        password = _opened(store, parts, path, PASSWORD_BOX)
        return None if password is None else Basic(stored["username"], Secret(password.decode()))
    thumbprint = active_thumbprint(stored, now) or next((c["thumbprint"] for c in stored["certificateList"]), None)
    content = _opened(store, parts, path, pfx_box(thumbprint)) if thumbprint else None
    if content is None:
        return None
    from graphkey.localgraph.pfx import open_bundle
    from graphkey.steps.tls import ClientIdentity

    bundle = open_bundle(*open_pfx(content))
    key: Any = bundle.key  # of whatever kind: a call that cannot be made with it says so
    return ClientIdentity(key, bundle.leaf, bundle.chain)


def _opened(store: TenantStore, parts: Parts, path: str, name: str) -> bytes | None:
    sealed = store.box(path, name)
    return None if sealed is None else parts.vault.open(store.tenant, path, name, sealed)


def _token(
    wanted: RunRequest, store: TenantStore, parts: Parts, claims: Mapping[str, Any], flow_id: str, origin: str
) -> str:
    """Sign the token that the application would get: the claims, and over them what the service itself says."""
    now = int(parts.token_now().timestamp())
    subject = claims.get("objectId") or claims.get("sub") or parts.new_id()
    own = {
        "iss": issuer(origin, store.tenant),
        "aud": wanted.client_id,
        "sub": str(subject),
        "iat": now,
        "nbf": now,
        "auth_time": now,
        "exp": now + _TOKEN_LIFE_S,
        "tid": store.tenant,
        "tfp": flow_id,
        "ver": "1.0",
    }
    added = {name: value for name, value in claims.items() if name not in _OWN_CLAIMS}
    return parts.tokens.sign({**added, **own})

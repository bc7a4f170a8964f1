"""
Access tokens: issue them, check them, publish the public key. One RSA key a database, the same in every process.
A caller in this process is lent a token that nobody has signed: it needs no key, and nobody else knows its end.

What a caller must show to get a token is `oauth`'s; what a token permits is `service`'s; signatures are `signing`'s.

Rule: a token counts only when this database's key has signed it, now lies in its time, its tenant is here, and its
audience is Microsoft Graph or the address that it is shown to; or when this object has lent it.
Rule: tokens live by `now`, the real time; a tenant's simulated clock does not make them expire.
Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference, RFC 7519, RFC 7517
"""

import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime
from math import inf
from typing import Any, NamedTuple

from graphkey.localgraph.address import same_place
from graphkey.localgraph.authority.registry import App, Registry
from graphkey.localgraph.authority.signing import SigningKey, encode, encode_json, new_private_jwk
from graphkey.localgraph.problems import unauthorized
from graphkey.localgraph.storage.vault import Vault
from graphkey.wire import Document

TOKEN_LIFE_S = 3599
GRAPH = "https://graph.microsoft.com"
GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000"
_GRAPH_AUDIENCES = frozenset({GRAPH, GRAPH + "/", GRAPH_APP_ID})
MAX_TOKEN_CHARS = 16_384
_LENT_BYTES = 32
_REMEMBERED = 1024
_KEY_PLACE = ("", "/keys", "signing")


class Caller(NamedTuple):
    """
    Say who asks.

    Args:
        permissions: application permissions (`roles`), or the delegated ones (`scp`) when `delegated`.
        expires: seconds since 1970.
    """

    tenant_id: str
    client_id: str
    permissions: frozenset[str]
    delegated: bool
    expires: float


class Tokens:
    """Sign and check tokens with the key that is kept sealed in the database."""

    def __init__(
        self, registry: Registry, vault: Vault, *, now: Callable[[], datetime], new_id: Callable[[], str],
        entropy: Callable[[int], bytes],
    ) -> None:  # fmt: skip
        self._registry = registry
        self._vault = vault
        self._now = now
        self._new_id = new_id
        self._entropy = entropy
        self._key: SigningKey | None = None
        self._key_lock = threading.Lock()
        # A signature is checked once a token: the next request with the same text finds the answer here.
        self._seen: dict[tuple[str, str], Caller] = {}
        self._lent: dict[str, Caller] = {}

    def lend(self, app: App) -> str:
        """
        Make a token for a caller in this process, with all that an application has been granted.

        It says who it stands for, ends in random bytes instead of a signature, and counts as long as this object is there.
        """
        claims = {"appid": app.client_id, "oid": app.client_id, "tid": app.tenant_id}
        token = f"{encode_json({'alg': 'none'})}.{encode_json(claims)}.{encode(self._entropy(_LENT_BYTES))}"
        self._lent[token] = Caller(app.tenant_id, app.client_id, frozenset(app.permissions), False, inf)
        return token

    def issue(self, app: App, *, audience: str, origin: str) -> str:
        """Sign an access token for an application, with all that it has been granted."""
        now = int(self._now().timestamp())
        claims = {
            "aud": audience,
            "iss": issuer(origin, app.tenant_id),
            "iat": now,
            "nbf": now,
            "exp": now + TOKEN_LIFE_S,
            "app_displayname": app.name,
            "appid": app.client_id,
            "idtyp": "app",
            "oid": app.client_id,
            "sub": app.client_id,
            "tid": app.tenant_id,
            "roles": list(app.permissions),
            "uti": self._new_id(),
            "ver": "1.0",
        }
        token = self.sign(claims)
        self._remember((token, origin), _caller(claims))
        return token

    def sign(self, claims: Document) -> str:
        """Sign any claims (RS256)."""
        return self._signing_key().sign(claims)

    def check(self, authorization: str | None, origin: str) -> Caller:
        """
        Return who shows a token.

        Args:
            authorization: the header's value.
            origin: the address that the request names, an audience beside Microsoft Graph's.
        Raises:
            UnauthorizedError: there is no token, or it does not count.
        """
        scheme, _, token = (authorization or "").strip().partition(" ")
        token = token.strip()
        if not token or scheme.lower() != "bearer":
            raise unauthorized("Access token is empty.")
        caller = self._lent.get(token) or self._seen.get((token, origin))
        if caller is None:
            claims = self._verified_claims(token)
            _check_claims(claims, origin)
            caller = _caller(claims)
            if not self._registry.has_tenant(caller.tenant_id):
                raise unauthorized("Access token validation failure. The tenant is not known.")
            self._remember((token, origin), caller)
        if caller.expires <= self._now().timestamp():
            raise unauthorized("Lifetime validation failed, the token is expired.")
        return caller

    def jwks(self) -> Document:
        """Return the public key as a JSON Web Key Set."""
        return {"keys": [self._signing_key().public_jwk]}

    def forget(self) -> None:
        """Check every token anew."""
        self._seen = {}

    def _remember(self, place: tuple[str, str], caller: Caller) -> None:
        if len(self._seen) >= _REMEMBERED:
            self._seen = {}
        self._seen[place] = caller

    def _verified_claims(self, token: str) -> Document:
        if len(token) > MAX_TOKEN_CHARS:
            raise unauthorized("Access token validation failure. The token is too long.")
        try:
            claims = self._signing_key().verify(token)
        except (ValueError, RecursionError) as error:
            raise unauthorized("Access token parsing failed. It is no token of this service.") from error
        if claims is None:
            raise unauthorized("Access token validation failure. Invalid signature.")
        now = self._now().timestamp()
        if not _is_number(claims.get("exp")) or claims["exp"] <= now:
            raise unauthorized("Lifetime validation failed, the token is expired.")
        if not _is_number(claims.get("nbf")) or claims["nbf"] > now:
            raise unauthorized("Lifetime validation failed, the token is not valid yet.")
        return claims

    def _signing_key(self) -> SigningKey:
        with self._key_lock:
            if self._key is None:
                self._key = self._load_key()
        return self._key

    def _load_key(self) -> SigningKey:
        """Load the key, or make it; two processes that make one at once settle on the first that is kept."""
        kept = self._registry.fact("signing_key")
        if kept is None:
            sealed = self._vault.seal(*_KEY_PLACE, json.dumps(new_private_jwk()).encode())
            kept = self._registry.settle_fact("signing_key", b64encode(sealed).decode())
        return SigningKey(json.loads(self._vault.open(*_KEY_PLACE, b64decode(kept))))


def issuer(origin: str, tenant_id: str) -> str:
    """Return the issuer that a tenant's tokens name."""
    return f"{origin}/{tenant_id}/v2.0"


def _check_claims(claims: Document, origin: str) -> None:
    tenant, audience = claims.get("tid"), claims.get("aud")
    if not isinstance(audience, str) or not (audience in _GRAPH_AUDIENCES or same_place(audience, origin) == ""):
        raise unauthorized("Access token validation failure. Invalid audience.")
    if not isinstance(tenant, str) or not str(claims.get("iss")).endswith(f"/{tenant}/v2.0"):
        raise unauthorized("Access token validation failure. Invalid issuer.")
    if not isinstance(claims.get("appid"), str) or "tfp" in claims:
        # A flow's run signs with the same key, with claims that its caller chose; `tfp` marks what it has signed.
        raise unauthorized("Access token validation failure. It is no access token of Microsoft Graph.")


def _caller(claims: Document) -> Caller:
    delegated = isinstance(claims.get("scp"), str)
    granted = claims["scp"].split() if delegated else claims.get("roles") or ()
    return Caller(claims["tid"], claims["appid"], frozenset(granted), delegated, float(claims["exp"]))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)

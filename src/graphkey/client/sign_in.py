"""
Signing requests: a Transport that adds the bearer token, and the source it has it from.

Any object with azure-core's `get_token` can stand behind a `TokenSource`; `client/credentials` makes those of contexts. The
sign-in library is asked only when no token is in memory or in the cache.

Rule: the token goes to the one origin it is for, and a request to any other origin is not sent at all.
Rule: an answer of 401 gets exactly one fresh token; what follows is the caller's.
Source: RFC 6750; https://learn.microsoft.com/entra/identity-platform/claims-challenge
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from graphkey.client.token_cache import MARGIN_S, Key, Token, TokenCache
from graphkey.config.origin import Origin, origin_of
from graphkey.errors import ConfigError, SignInError, UsageError
from graphkey.secret import Secret
from graphkey.wire import Request, Response, Transport

_CLAIMS = r'\bclaims="([A-Za-z0-9+/_=-]{1,16384})"'


class Credential(Protocol):
    """Give access tokens, as the credentials of azure-identity do."""

    def get_token(self, *scopes: str, **named: Any) -> Any:
        """Return an object with `token` and `expires_on` (seconds since 1970)."""


class Kept(NamedTuple):
    """Say where tokens are kept between runs, and under which key."""

    cache: TokenCache
    key: Callable[[], Key]


class TokenSource:
    """
    Have a token ready: from memory, from the cache, or from a credential; safe to ask from many threads.

    Args:
        make: makes the credential; called when a token is needed, and again for a fresh one, so that what a credential
            remembers does not come back. A caller's own object is returned as it is.
        scope: `https://graph.microsoft.com/.default`, or several with a space between them.
        kept: where tokens are kept between runs; None keeps none.
        now_s: seconds since 1970.
        tell: takes a sentence for `-Verbose`.
    """

    def __init__(
        self,
        make: Callable[[], Credential],
        scope: str,
        *,
        kept: Kept | None = None,
        now_s: Callable[[], float] = time.time,
        tell: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        self._make = make
        self._scope = scope
        self._kept = kept
        self._now_s = now_s
        self._tell = tell
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._key: Key | None = None

    def token(self) -> Secret:
        """
        Return a token that is good for a while yet.

        Raises: SignInError when none can be had.
        """
        held = (
            self._token
        )  # looked at without the lock first: many threads ask for every request, and few find it too old
        if held is not None and held.expires_at_s - MARGIN_S > self._now_s():
            return held.secret
        with self._lock:
            held = self._token
            if held is not None and held.expires_at_s - MARGIN_S > self._now_s():
                return held.secret
            found = self._from_cache()
            if found is not None:
                self._tell("the access token comes from the cache")
                self._token = found
                return found.secret
            return self._fetched({}).secret

    def fresh(self, refused: Secret, claims: str | None = None) -> Secret:
        """
        Return a token in place of one that was refused, past memory and cache.

        Args:
            refused: the token; if another thread has replaced it already, that one is returned.
            claims: the claims challenge as JSON, or None.
        Raises: SignInError when none can be had.
        """
        with self._lock:
            held = self._token
            if held is not None and held.secret != refused:
                return held.secret
            return self._fetched({"claims": claims, "enable_cae": True} if claims else {}).secret

    def _from_cache(self) -> Token | None:
        return self._kept.cache.get(self._cache_key(self._kept), self._now_s()) if self._kept else None

    def _cache_key(self, kept: Kept) -> Key:
        if self._key is None:
            self._key = kept.key()
        return self._key

    def _fetched(self, named: Mapping[str, Any]) -> Token:
        self._tell("signing in")
        answer = self._make().get_token(*self._scope.split(), **named)
        text = getattr(answer, "token", None)
        if not isinstance(text, str) or not text or not text.isascii() or not text.isprintable():
            raise SignInError(
                "the credential gave no usable access token", hint="Check the object given as credential."
            )
        token = Token(Secret(text), _expiry_s(getattr(answer, "expires_on", None), self._now_s()))
        self._token = token
        if self._kept:
            self._kept.cache.put(self._cache_key(self._kept), token)
        return token


def _expiry_s(value: Any, now_s: float) -> int:
    # Without an end that can be read a token is used for this call alone.
    return int(value) if isinstance(value, (int, float)) else int(now_s)


def signed_in(transport: Transport, *, token: TokenSource, origin: str) -> Transport:
    """
    Return a Transport that signs requests to one origin and sends nothing anywhere else.

    Args:
        origin: URL of the Graph that the token is for; scheme, host and port of it count.
    Raises: ConfigError at once when `origin` has none; on a call UsageError for a foreign origin and for a request with an
        authorization header of its own, SignInError when no token can be had.
    """
    own = origin_of(origin)
    if own is None:
        raise ConfigError("the Graph to sign in to has no https address", hint="Check the context's graph.")

    def ask(request: Request) -> Response:
        _refuse_foreign(request, own)
        secret = token.token()
        response = transport(_signed(request, secret))
        if response.status != 401:
            return with_caller(response, secret)
        renewed = token.fresh(secret, challenge(response))
        if renewed == secret:
            return response  # a credential that remembers its token has no other
        return with_caller(transport(_signed(request, renewed)), renewed)

    return ask


def with_caller(response: Response, token: Secret) -> Response:
    """
    Say on a 403 for whom the token acted, so that the right permission can be named; any other answer stays as it is.

    Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference (`scp` is a user's, `roles` an
        application's).
    """
    if response.status != 403:
        return response
    claims = token_claims(token)
    if isinstance(claims.get("scp"), str):
        return response._replace(caller="user")
    return response._replace(caller="application") if "roles" in claims or claims.get("idtyp") == "app" else response


def _refuse_foreign(request: Request, own: Origin) -> None:
    if any(name.lower() == "authorization" for name in request.headers):
        raise UsageError("a request may not bring its own Authorization", hint="Choose the account by --context.")
    asked = origin_of(request.url)
    if asked != own:
        raise UsageError(
            f"{asked or 'that address'} is not the context's Graph ({own}), so nothing is sent there",
            hint="The token goes to the context's Graph and nowhere else; choose another context.",
        )


def _signed(request: Request, secret: Secret) -> Request:
    return request._replace(headers={**request.headers, "authorization": f"Bearer {secret.reveal()}"})


def challenge(response: Response) -> str | None:
    """
    Read the claims challenge of a 401 as JSON text; None when there is none.

    Source: https://learn.microsoft.com/entra/identity-platform/claims-challenge (base64 of JSON in WWW-Authenticate).
    """
    found = re.search(_CLAIMS, response.headers.get("www-authenticate", ""))
    if found is None:
        return None
    from base64 import urlsafe_b64decode

    try:
        text = urlsafe_b64decode(found[1].replace("+", "-").replace("/", "_") + "==").decode()
    except ValueError:
        return None
    return text if text.startswith("{") else None


def token_claims(token: Secret) -> dict[str, Any]:
    """
    Read a token's claims without checking its signature: for showing who one is, never for deciding what is allowed.

    Returns: an empty dict for a token that is none of the readable kind.
    """
    import json
    from base64 import urlsafe_b64decode

    parts = token.reveal().split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}

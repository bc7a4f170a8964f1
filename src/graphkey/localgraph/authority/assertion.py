"""
Client assertions: does this JWT show that the application holds the key of a certificate it has registered?

Called by `oauth` alone. Pure but for the note of which assertion a `jti` names, which `registry` keeps.

Rule: RS256 with `x5t` (azure-identity, msal) and PS256 with `x5t#S256` (what Entra recommends) are taken; times may be
integers or fractions, since azure-identity sends a fraction.
Source: https://learn.microsoft.com/entra/identity-platform/certificate-credentials, RFC 7523, RFC 7515 section 4.1.7
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Collection
from typing import Any

from graphkey.localgraph.authority.refusal import SignInRefused, refused
from graphkey.localgraph.authority.registry import App, Registry
from graphkey.wire import Document

MAX_CHARS = 65_536  # an assertion may carry its whole chain in `x5c`
SKEW_S = 300
MAX_LIFE_S = 24 * 3600
_HASHES = {"x5t": hashlib.sha1, "x5t#S256": hashlib.sha256}


def check_assertion(assertion: str, app: App, registry: Registry, *, endpoints: Collection[str], now: float) -> None:
    """
    Accept an assertion or refuse it.

    Args:
        endpoints: the audiences that name this token endpoint.
        now: seconds since 1970.
    Raises:
        SignInRefused: with the AADSTS code of what is wrong.
    """
    claims = _signed_claims(assertion, registry.certificates(app.tenant_id, app.client_id))
    _check_times(claims, now)
    audience = claims.get("aud")
    if not any(name in endpoints for name in (audience if isinstance(audience, list) else [audience])):
        raise refused(700023, "The client assertion is for another audience; it must name the token endpoint.")
    if str(claims.get("iss")).lower() != app.client_id or str(claims.get("sub")).lower() != app.client_id:
        raise refused(700021, "The client assertion's issuer and subject must be the application's client id.")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= 256:
        raise refused(50027, "The client assertion has no 'jti'.")
    expires = float(claims["exp"]) + SKEW_S
    if not registry.use_assertion(app, jti, assertion, expires=expires, now=now):
        raise refused(50027, "The 'jti' of the client assertion has been used by another assertion.")


def _signed_claims(assertion: str, certificates: Collection[bytes]) -> Document:
    import jwt

    if len(assertion) > MAX_CHARS:
        raise refused(50027, "The client assertion is too long.")
    try:
        header = jwt.get_unverified_header(assertion)
        public_key = _public_key(header, certificates)
        options: Any = dict.fromkeys(("verify_aud", "verify_exp", "verify_nbf", "verify_iat", "verify_iss"), False)
        claims: Document = jwt.decode(assertion, public_key, algorithms=[header["alg"]], options=options)
    except SignInRefused:
        raise
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise refused(700027, "The client assertion is no JWT or its signature does not verify.") from error
    return claims


def _public_key(header: Document, certificates: Collection[bytes]) -> Any:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.x509 import load_der_x509_certificate

    if header.get("alg") not in ("RS256", "PS256"):
        raise refused(5002738, "The client assertion's algorithm must be RS256 or PS256.")
    for name, make_hash in _HASHES.items():
        shown = header.get(name)
        if not isinstance(shown, str):
            continue
        for cert_der in certificates:
            if urlsafe_b64encode(make_hash(cert_der).digest()).rstrip(b"=").decode() == shown.rstrip("="):
                key = load_der_x509_certificate(cert_der).public_key()
                if isinstance(key, RSAPublicKey):
                    return key
    raise refused(700027, "The certificate that the client assertion names is not registered on the application.")


def _check_times(claims: Document, now: float) -> None:
    times = {name: claims[name] for name in ("exp", "nbf", "iat") if name in claims}
    numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in times.values())
    if "exp" not in times or not numbers:
        raise refused(50027, "The client assertion's times are missing or no numbers.")
    if not now - SKEW_S < times["exp"] <= now + MAX_LIFE_S + SKEW_S or times.get("nbf", now) > now + SKEW_S:
        raise refused(700024, "The client assertion is not within its valid time range.")

"""
The key that tokens are signed with, and the compact form of what it has signed (JWS, RS256).

One algorithm, one key, both our own: that is little enough to do without PyJWT, whose import costs more than all else
that a command does in process (docs/adr/0008-own-tokens-without-a-jwt-library.md). Assertions of others are read by PyJWT.

Rule: `alg` is RS256 and `kid` is ours, or nothing is verified; what a header says beyond that is not looked at.
Source: RFC 7515 sections 3.1, 5.2 and 7.1; RFC 7518 section 3.3; RFC 7638 (the `kid`).
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from graphkey.wire import Document

_KEY_BITS = 2048
_EXPONENT = 65537
_PRIVATE_PARTS = ("p", "q", "d", "dp", "dq", "qi")


class SigningKey:
    """
    Sign claims, and read back what was signed.

    Args:
        private_jwk: the key with all its parts, as `new_private_jwk` makes it (RFC 7518 section 6.3).
    """

    def __init__(self, private_jwk: Document) -> None:
        from cryptography.hazmat.primitives.asymmetric import rsa

        p, q, d, dp, dq, qi = (_number(private_jwk[name]) for name in _PRIVATE_PARTS)
        public = rsa.RSAPublicNumbers(_number(private_jwk["e"]), _number(private_jwk["n"]))
        numbers = rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, public)
        # It comes from the vault, authenticated; checking its primes again would cost 30 ms a start.
        self._key = numbers.private_key(unsafe_skip_rsa_key_validation=True)
        self._public_key = self._key.public_key()
        shown = {name: private_jwk[name] for name in ("e", "kty", "n")}
        self.kid = encode(hashlib.sha256(json.dumps(shown, sort_keys=True, separators=(",", ":")).encode()).digest())
        self.public_jwk: Document = {**shown, "use": "sig", "alg": "RS256", "kid": self.kid}

    def sign(self, claims: Document) -> str:
        """Sign claims; return the token in compact form."""
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        header = {"alg": "RS256", "kid": self.kid, "typ": "JWT"}
        signed = f"{encode_json(header)}.{encode_json(claims)}"
        return f"{signed}.{encode(self._key.sign(signed.encode(), PKCS1v15(), SHA256()))}"

    def verify(self, token: str) -> Document | None:
        """
        Return the claims of a token that this key has signed, or None when it has signed no such thing.

        Raises:
            ValueError: it is no token in compact form, or of another algorithm or key.
        """
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        signed, _, signature = token.rpartition(".")
        header_text, dot, claims_text = signed.partition(".")
        header = json.loads(decode(header_text))
        if not dot or not isinstance(header, dict) or header.get("alg") != "RS256" or header.get("kid") != self.kid:
            raise ValueError("another algorithm or key")
        try:
            self._public_key.verify(decode(signature), signed.encode("ascii"), PKCS1v15(), SHA256())
        except InvalidSignature:
            return None
        claims = json.loads(decode(claims_text))
        if not isinstance(claims, dict):
            raise ValueError("its claims are no object")
        return claims


def new_private_jwk() -> Document:
    """Make a new RSA key, as JSON-ready text."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    made = rsa.generate_private_key(public_exponent=_EXPONENT, key_size=_KEY_BITS).private_numbers()
    parts = {
        "n": made.public_numbers.n,
        "e": made.public_numbers.e,
        "d": made.d,
        "p": made.p,
        "q": made.q,
        "dp": made.dmp1,
        "dq": made.dmq1,
        "qi": made.iqmp,
    }
    return {"kty": "RSA", **{name: _encode_number(number) for name, number in parts.items()}}


def encode(content: bytes) -> str:
    """Write bytes in base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Read base64url without padding; raises ValueError for anything else, signs of plain base64 included."""
    if not text.isascii() or not text.replace("-", "a").replace("_", "a").isalnum():
        raise ValueError("no base64url text")
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode_json(document: Document) -> str:
    """Write a document as a part of a token."""
    return encode(json.dumps(document, separators=(",", ":")).encode())


def _encode_number(number: Any) -> str:
    return encode(int(number).to_bytes((int(number).bit_length() + 7) // 8, "big"))


def _number(text: str) -> int:
    return int.from_bytes(decode(text), "big")

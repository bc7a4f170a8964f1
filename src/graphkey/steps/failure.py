"""
How a call can fail, and what OpenSSL's words for it mean; and the deadline that every wait of a call keeps to.

Raised by `tls` and `caller`, caught by `caller`, which makes it part of its result.
Sources: RFC 8446 section 6.2 (alerts); OpenSSL's X509_verify_cert_error_string (numbers).
"""

from collections.abc import Callable
from typing import Literal

Failure = Literal["certificate-refused", "timeout", "connect-failed", "tls-failed", "dropped", "bad-response"]


# Alerts by which a server turns a client certificate down (RFC 8446 6.2), as OpenSSL words them.
_REFUSAL_ALERTS = {
    "bad certificate": "it finds the certificate bad",
    "unsupported certificate": "it does not support this kind of certificate",
    "certificate revoked": "it holds the certificate for revoked",
    "certificate expired": "it holds the certificate for expired",
    "certificate unknown": "it does not accept the certificate",
    "unknown ca": "it does not trust the certificate's issuer",
    "access denied": "it denies access",
    "certificate required": "it demands a client certificate",
    "decrypt error": "it could not verify our signature with the certificate",
    "no certificate": "it demands a client certificate",
}
# OpenSSL's numbers for why a chain was not accepted (X509_verify_cert_error_string).
_CHAIN_PROBLEMS = {
    2: "its issuer is not known here",
    7: "its signature is wrong",
    9: "it is not valid yet",
    10: "it has expired",
    18: "it is self-signed and not among the trusted ones",
    19: "its chain ends in an authority that is not trusted here",
    20: "its issuer is not among the trusted authorities",
    21: "its issuer is not among the trusted authorities",
    24: "an issuer in its chain is no authority",
    26: "it is not for TLS servers",
    47: "its authority is not allowed to issue for this name",
    66: "its key is too small",
    67: "an issuer's key is too small",
    68: "it is signed with a hash that is too weak",
}


class CallFailedError(Exception):
    """Carry out of the wire what failed; `caller` catches it and makes it part of its result."""

    def __init__(self, kind: Failure, detail: str) -> None:
        super().__init__(detail)
        self.kind: Failure = kind
        self.detail = detail


class Deadline:
    """Know how much of a time budget is left."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._seconds = seconds
        self._start = monotonic()

    def left(self, waiting_for: str) -> float:
        """Return the seconds left; raise CallFailedError when there are none."""
        left = self._start + self._seconds - self._monotonic()
        if left <= 0:
            raise CallFailedError("timeout", f"No {waiting_for} within {self._seconds:g} s.")
        return left

    def elapsed_s(self) -> float:
        """Return the seconds since the start."""
        return self._monotonic() - self._start


def refusal_in(text: str, *, asked: bool) -> str:
    """
    Return why a server turned a client certificate down, or "" when it did not.

    Args:
        text: OpenSSL's reasons for a failure.
        asked: the server had asked for a certificate.
    """
    if "alert" in text:
        for alert, why in _REFUSAL_ALERTS.items():
            if alert in text:
                return why
    # Under TLS 1.2 many servers answer a missing certificate with nothing more than handshake_failure.
    return "it ended the handshake after asking for one" if asked and "handshake failure" in text else ""


def chain_problem(number: int) -> str:
    """Say why a server's chain was not accepted, from OpenSSL's number."""
    return _CHAIN_PROBLEMS.get(number, f"OpenSSL verify error {number}")

"""
The refusals of the token endpoint, in the shape that Entra gives them.

Raised by `oauth` and `assertion`, written by `oauth`. Not Graph errors: another document, other codes.
Source: RFC 6749 section 5.2; https://learn.microsoft.com/entra/identity-platform/reference-error-codes
"""

from typing import NamedTuple

from graphkey.errors import Error
from graphkey.wire import Document


class _Kind(NamedTuple):
    status: int
    error: str


# AADSTS number -> status and OAuth error.
_KINDS = {
    7000215: _Kind(401, "invalid_client"),  # wrong client secret
    7000216: _Kind(401, "invalid_client"),  # no credential given
    700016: _Kind(400, "unauthorized_client"),  # no such application in the tenant
    700021: _Kind(401, "invalid_client"),  # assertion: issuer is not the client
    700023: _Kind(401, "invalid_client"),  # assertion: audience
    700024: _Kind(401, "invalid_client"),  # assertion: time range
    700027: _Kind(401, "invalid_client"),  # assertion: signature or certificate
    5002738: _Kind(401, "invalid_client"),  # assertion: algorithm
    50027: _Kind(401, "invalid_client"),  # assertion: malformed
    90002: _Kind(400, "invalid_request"),  # no such tenant
    900144: _Kind(400, "invalid_request"),  # a parameter is missing
    90014: _Kind(400, "invalid_request"),  # the request cannot be read
    70003: _Kind(400, "unsupported_grant_type"),
    70011: _Kind(400, "invalid_scope"),
    500011: _Kind(400, "invalid_resource"),  # no such resource in the tenant
}


class SignInRefused(Error):  # noqa: N818  the field's word for it
    """Say why no token is issued."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return _KINDS[self.number].status

    def document(self, *, trace_id: str, correlation_id: str, timestamp: str) -> Document:
        """
        Write the refusal as the token endpoint answers it.

        Args:
            timestamp: UTC, `2026-01-31 12:00:00Z`.
        """
        return {
            "error": _KINDS[self.number].error,
            "error_description": (
                f"AADSTS{self.number}: {self} Trace ID: {trace_id} Correlation ID: {correlation_id} "
                f"Timestamp: {timestamp}"
            ),
            "error_codes": [self.number],
            "timestamp": timestamp,
            "trace_id": trace_id,
            "correlation_id": correlation_id,
        }


def refused(number: int, message: str) -> SignInRefused:
    """Make a refusal; `number` is the AADSTS number."""
    return SignInRefused(number, message)

"""
Every error Graphkey raises, and the one table that ties class, HTTP status and exit code.

Rule: the local Graph raises the same `GraphError` classes that the client raises on reading an answer.
Rule: a message says what was tried, what went wrong and, in `hint`, what to do; it never holds a secret or a body.
Only `cli/main` turns an error into an exit code. Exit 1 is no error: it means that a check found something.
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class Error(Exception):
    """Be the root of all errors; `hint` is the next thing to try."""

    exit_code: ClassVar[int] = 5

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(Error):
    """Say which command or parameter is unknown, bad or missing."""

    exit_code = 2


class ConfigError(Error):
    """Say which file, key or environment variable of the configuration is wrong."""

    exit_code = 2


class OutputError(Error):
    """Say which file the result could not be written to."""

    exit_code = 74  # EX_IOERR of BSD's sysexits, as for standard output


class CertificateError(Error):
    """Say why a certificate bundle cannot be used; carries the verdict and the findings."""

    exit_code = 3

    def __init__(
        self, message: str, *, hint: str | None = None, verdict: str = "", findings: tuple[Any, ...] = ()
    ) -> None:
        super().__init__(message, hint=hint)
        self.verdict = verdict
        self.findings = findings


class TransportError(Error):
    """
    Say that no answer came.

    Args:
        sent: False only when the request surely did not reach the service.
        permanent: trying again cannot help (an untrusted certificate), so nothing repeats it.
    """

    exit_code = 4

    def __init__(self, message: str, *, hint: str | None = None, sent: bool = True, permanent: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.sent = sent
        self.permanent = permanent


class SignInError(Error):
    """Say that no token could be had."""

    exit_code = 6


class GraphError(Error):
    """
    Carry an error that Graph answered.

    Args:
        status: HTTP status code.
        code: Graph's error code, the thing to branch on (`AADB2C`, `BadRequest`, …).
        message: Graph's message.
        request_id, client_request_id, date: as `innerError` gives them; `date` is UTC, ISO 8601 without zone.
    Source: https://learn.microsoft.com/graph/errors
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        hint: str | None = None,
        request_id: str | None = None,
        client_request_id: str | None = None,
        date: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.code = code
        self.message = message
        self.request_id = request_id
        self.client_request_id = client_request_id
        self.date = date

    def __str__(self) -> str:
        return f"Graph answered {self.status} {self.code}: {self.message}"


class BadRequestError(GraphError):
    """Say that Graph refused the request as it stands (400 and other 4xx)."""


class UnauthorizedError(GraphError):
    """Say that Graph did not accept the token (401)."""

    exit_code = 6


class ForbiddenError(GraphError):
    """Say that the account or app lacks a permission (403)."""

    exit_code = 6


class NotFoundError(GraphError):
    """Say that there is nothing at that path (404)."""


class ConflictError(GraphError):
    """Say that the request contradicts what is there (409, 412)."""


class ThrottledError(GraphError):
    """Say that there were too many requests (429); `retry_after_s` is in seconds."""

    def __init__(self, *args: Any, retry_after_s: float | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self.retry_after_s = retry_after_s


class ServiceError(GraphError):
    """Say that the service failed or does not offer this (5xx)."""


_BY_STATUS: Mapping[int, type[GraphError]] = {
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    412: ConflictError,
    429: ThrottledError,
}


def graph_error(status: int, code: str, message: str, **named: Any) -> GraphError:
    """Make the error of the class that belongs to an HTTP status."""
    if status >= 500:
        return ServiceError(status, code, message, **named)
    return _BY_STATUS.get(status, BadRequestError)(status, code, message, **named)


class PlanError(Error):
    """Say why something is not done: it would harm, or what it goes by could not be read. Nothing was changed."""

    exit_code = 7


class VerifyError(Error):
    """Say that something was done, but the service does not show it."""

    exit_code = 7

"""
The errors that the local Graph answers, and the document each one becomes.

Handlers raise these; `service` alone turns them into a Response. Codes and messages follow what public sources show;
where none does, the choice stands in docs/explanation/fidelity.md.

Rule: the classes are those of `graphkey.errors`, so the client raises what is raised here.
Source: https://learn.microsoft.com/graph/errors, https://learn.microsoft.com/graph/json-batching
"""

from collections.abc import Iterable, Sequence

from graphkey.errors import BadRequestError, GraphError, ServiceError, graph_error
from graphkey.wire import Document


def bad_request(message: str, code: str = "BadRequest") -> GraphError:
    """Make the error of a request that cannot be carried out as it stands."""
    return graph_error(400, code, message)


def unknown_segment(segment: str) -> GraphError:
    """Make the error of a path that the version does not know; routing fails before any permission is looked at."""
    return bad_request(f"Resource not found for the segment '{segment}'.")


def not_found(what: str) -> GraphError:
    """Make the error of a resource that is not there."""
    return graph_error(404, "Request_ResourceNotFound", f"Resource '{what}' does not exist.")


def conflict(message: str) -> GraphError:
    """Make the error of a request that contradicts what is stored."""
    return graph_error(409, "Conflict", message)


def precondition_failed() -> GraphError:
    """Make the error of a change that is tied to a state which is not the present one."""
    return graph_error(412, "PreconditionFailed", "The condition of If-Match is not met: nothing here has an ETag.")


class MethodError(BadRequestError):
    """Say that a known path does not take the method; `allowed` are those that it takes."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
        self.allowed = tuple(sorted(allowed))


def method_not_allowed(allowed: Iterable[str] = ()) -> GraphError:
    """Make the error of a known path that does not take the method (RFC 9110 section 15.5.6)."""
    return MethodError(allowed)


def unauthorized(message: str) -> GraphError:
    """Make the error of a token that is missing or not accepted."""
    return graph_error(401, "InvalidAuthenticationToken", message)


def forbidden(permissions: Sequence[str], *, delegated: bool = False) -> GraphError:
    """Make the error of a caller that holds none of the permissions, any of which would do."""
    listed = ", ".join(permissions)
    if delegated:
        return graph_error(403, "AADB2C", f"The token has none of the required delegated permissions ({listed}).")
    return graph_error(
        403,
        "AADB2C",
        f"The application does not have any of the required application permissions ({listed}) to access the resource.",
    )


def not_implemented(operation: str) -> GraphError:
    """Make the error of an operation that Graph has and the local Graph does not serve."""
    return graph_error(501, "NotImplemented", f"The local Graph does not serve {operation}.")


def throttled(retry_after_s: int) -> GraphError:
    """Make the error of too many requests."""
    return graph_error(
        429, "TooManyRequests", f"Too many requests. Retry after {retry_after_s} seconds.", retry_after_s=retry_after_s
    )


class ServiceBusyError(ServiceError):
    """Say that the service cannot answer now; `retry_after_s` is None when it does not say until when."""

    def __init__(self, message: str, retry_after_s: int | None) -> None:
        super().__init__(503, "ServiceUnavailable", message)
        self.retry_after_s = retry_after_s


def too_large(limit: int) -> GraphError:
    """Make the error of a body above the bound, in bytes."""
    return graph_error(413, "RequestEntityTooLarge", f"The request body is larger than {limit} bytes.")


def unsupported_media_type(content_type: str) -> GraphError:
    """Make the error of a body that is no JSON."""
    return graph_error(415, "BadRequest", f"A body of type '{content_type}' is not supported; send application/json.")


def misdirected(host: str) -> GraphError:
    """Make the error of a request that names another host: a web page that points a foreign name at loopback."""
    return graph_error(421, "MisdirectedRequest", f"This service answers to localhost alone, not to '{host[:100]}'.")


def problem_document(error: GraphError, *, date: str, request_id: str, client_request_id: str) -> Document:
    """
    Write an error as Graph does.

    Args:
        date: UTC, ISO 8601, whole seconds, without zone.
    """
    inner = {"date": date, "request-id": request_id, "client-request-id": client_request_id}
    return {"error": {"code": error.code, "message": error.message, "innerError": inner}}

"""
A response to a result: `(Operation, Response) -> document`, or the error that Graph answered. Pure.

Source: https://learn.microsoft.com/graph/errors (the error object; clients branch on `code`).
"""

import json
from typing import Any

from graphkey.catalog.model import Operation
from graphkey.errors import Error, ForbiddenError, GraphError, ServiceError, ThrottledError, TransportError, graph_error
from graphkey.wire import Request, Response


def read(operation: Operation | None, response: Response) -> Any:
    """
    Read an answer.

    Returns: the document, an int for `$count`, bytes of a `$value`, None where there is no content.
    Raises: GraphError of the class that belongs to the status; TransportError when a success carries no readable JSON.
    """
    if response.status >= 400:
        raise error_in(operation, response)
    if response.status >= 300:
        where = "a redirect, which is not followed"
        raise ServiceError(
            response.status, "Redirect", f"the service answered with {where}", hint="Check the context's endpoint."
        )
    if operation is not None and operation.kind == "media-get":
        return response.body
    if operation is not None and operation.returns == "stream":
        return response.body or None
    if not response.body.strip():
        return None
    if operation is not None and operation.kind == "count":
        return _count(response)
    return _json(response)


def _count(response: Response) -> int:
    text = response.body.decode("utf-8-sig", "replace").strip()
    if not text.isdecimal():
        raise _unreadable(response)
    return int(text)


def _json(response: Response) -> Any:
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        raise _unreadable(response) from None


def _unreadable(response: Response) -> TransportError:
    kind = response.headers.get("content-type", "no content type")
    return TransportError(
        f"the service answered {response.status} with a body that is not JSON ({kind}, {len(response.body)} bytes)",
        hint="Something between here and Graph may have answered; check endpoint and proxy.",
    )


def error_in(operation: Operation | None, response: Response) -> Error:
    """Make the error that an answer of 400 or more stands for."""
    code, message, inner = _error_object(response)
    named: dict[str, Any] = {
        "request_id": inner.get("request-id") or response.headers.get("request-id"),
        "client_request_id": inner.get("client-request-id") or response.headers.get("client-request-id"),
        "date": inner.get("date"),
    }
    error = graph_error(response.status, code, message, **named)
    if isinstance(error, ThrottledError):
        error.retry_after_s = _seconds(response.headers.get("retry-after"))
    error.hint = _hint(operation, error)
    return error


def _error_object(response: Response) -> tuple[str, str, dict[str, Any]]:
    try:
        found = json.loads(response.body)["error"]
        inner = found.get("innerError") or found.get("innererror") or {}
        return (
            str(found.get("code") or "UnknownError"),
            str(found.get("message") or ""),
            inner if isinstance(inner, dict) else {},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "UnknownError", f"an answer without Graph's error object ({len(response.body)} bytes)", {}


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isdecimal() else None


def _hint(operation: Operation | None, error: GraphError) -> str | None:
    if isinstance(error, ForbiddenError) and operation is not None:
        scopes = operation.permissions.application or operation.permissions.delegated
        return f"The least privileged permission for this is {scopes[0]}; see graphkey whoami." if scopes else None
    if error.code == "AADB2C90213":
        # Source: microsoftgraph/microsoft-graph-docs-contrib issue 8994: said of a right password when the PFX is AES-encrypted.
        return "The service says this of AES-encrypted bundles too; send the clean copy (without -AsIs)."
    return {401: "Sign in again, or check the context with graphkey whoami.", 404: "Check the id in the URL."}.get(
        error.status
    )


def describe_request(request: Request) -> str:
    """Name method and path of a request for a sentence."""
    return f"{request.method} {request.url.split('?')[0]}"

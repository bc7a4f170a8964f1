"""
A response to a result: `(Operation, Response) -> document`, or the error that Graph answered. Pure.

Source: https://learn.microsoft.com/graph/errors (the error object; clients branch on `code`).
"""

import json
from typing import Any

from graphkey.catalog.model import Operation
from graphkey.errors import Error, ForbiddenError, GraphError, ServiceError, ThrottledError, TransportError, graph_error
from graphkey.wire import Response


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
    error.hint = _hint(operation, error, response.caller)
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


def _hint(operation: Operation | None, error: GraphError, caller: str | None) -> str | None:
    if isinstance(error, ForbiddenError) and operation is not None:
        return _permission_hint(operation, caller)
    if error.code == "AADB2C90213":
        # Source: microsoftgraph/microsoft-graph-docs-contrib issue 8994: said of a right password when the PFX is AES-encrypted.
        return "The service says this of AES-encrypted bundles too; send the clean copy (without -AsIs)."
    return {401: "Sign in again, or check the context with graphkey whoami.", 404: "Check the id in the URL."}.get(
        error.status
    )


def _permission_hint(operation: Operation, caller: str | None) -> str:
    """
    Name the least privileged permission, of the kind that the token's holder needs, and where it is granted.

    Source: https://learn.microsoft.com/graph/permissions-reference by way of the catalog.
    """
    delegated, application = operation.permissions.delegated, operation.permissions.application
    whose = {"user": delegated[:1], "application": application[:1]}
    if caller is not None and not whose[caller]:
        other = "application" if caller == "user" else "user"
        if whose[other]:
            kind = "delegated" if other == "user" else "application"
            who = "a user" if other == "user" else "an application"
            return f"Public sources name only the {kind} permission {whose[other][0]} for this: sign in as {who}."
    named = whose[caller] if caller else tuple(dict.fromkeys((*delegated[:1], *application[:1])))
    if not named:
        return (
            "No public source names the permission for this; look at Microsoft's page about it, and at graphkey whoami."
        )
    kinds = {"user": " (delegated)", "application": " (application)"}
    if caller is None and len(named) == 2:
        what = f"{named[0]} for a user, {named[1]} for an application"
    else:
        what = named[0] + kinds.get(caller or "", "")
    return (
        f"The least privileged permission for this is {what}. Grant it in the Entra admin center under App registrations, "
        "API permissions, with the consent of an administrator, then sign in again; graphkey whoami shows what the token holds."
    )

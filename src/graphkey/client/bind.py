"""
Values to a request: `(Operation, Values, root) -> Request`. Pure; `-WhatIf` stops after it and shows the result.

Rule: this and the vault of the local Graph are the only places where a `Secret` of a body is revealed.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from graphkey.catalog.model import Operation
from graphkey.catalog.paths import render
from graphkey.client.assemble import Values
from graphkey.errors import UsageError
from graphkey.secret import Secret
from graphkey.wire import Request

# `$` stays readable, everything else that has a meaning in a query is encoded (RFC 3986 section 3.4).
_QUERY_SAFE = "$'(),:/*!@"
MAX_TOP = 999
"""The largest page that Graph gives (https://learn.microsoft.com/graph/paging); a larger `$top` is counted here instead."""


def bind(operation: Operation, values: Values, root: str, write: Callable[[Any], bytes] | None = None) -> Request:
    """
    Build the request of a call.

    Args:
        root: of the service, without version and final slash: `https://graph.microsoft.com`.
        write: writes a document as JSON; `encode` when left away.
    Returns: the request without a token.
    Raises: UsageError for an empty id, a header of the caller's that is not theirs to set, or a page size out of range.
    """
    url = f"{root}/{operation.version}{render(operation.path, values.ids)}{_query(values.query)}"
    headers = {"accept": "*/*" if operation.returns == "stream" else "application/json"}
    body = b""
    if isinstance(values.body, bytes):
        headers["content-type"] = "application/octet-stream"
        body = values.body
    elif values.body is not None:
        headers["content-type"] = "application/json"
        body = (write or encode)(values.body)
    return Request(operation.method, url, {**headers, **values.headers}, body)


def encode(document: Any) -> bytes:
    """Write a document as compact UTF-8 JSON, its secrets revealed."""
    try:
        return _written(document).encode()
    except UnicodeEncodeError:
        raise UsageError("the body holds half a character", hint="Give valid Unicode text.") from None
    except (ValueError, RecursionError):
        raise UsageError(
            "the body cannot be written as JSON: it holds a number that is none, or is nested too deeply",
            hint="JSON has no NaN and no Infinity.",
        ) from None


def _reveal(value: Any) -> str:
    if isinstance(value, Secret):
        return value.reveal()
    raise UsageError(
        f"a body cannot hold a {type(value).__name__}", hint="Give text, numbers, true, false, null, lists, objects."
    )


_written = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_reveal).encode


def _query(query: Mapping[str, str]) -> str:
    options = {name: value for name, value in query.items() if name not in ("all", "page-size")}
    # Source: Graph PowerShell tools/Custom/ListCmdlet.cs: a page size of 1 to 999, sent as $top.
    if int(options.get("$top", 0)) < 0:
        raise UsageError("-Top is out of range", hint="Give 0 or more.")
    if int(options.get("$top", 0)) > MAX_TOP:
        del options["$top"]
    if "page-size" in query:
        if not 1 <= int(query["page-size"]) <= MAX_TOP:
            raise UsageError("-PageSize is out of range", hint=f"Give 1 to {MAX_TOP}.")
        options["$top"] = query["page-size"]
    if "$count" in options:
        options["$count"] = "true"
    try:
        written = [f"{name}={quote(value, safe=_QUERY_SAFE)}" for name, value in options.items()]
    except UnicodeEncodeError:
        raise UsageError("an option of the query holds half a character", hint="Give valid Unicode text.") from None
    return "?" + "&".join(written) if written else ""


def checked_headers(headers: Any) -> dict[str, str]:
    """
    Check headers that a caller adds.

    Raises: UsageError for `Authorization`, line breaks, and names that are none (RFC 9110 section 5).
    """
    if not isinstance(headers, dict):
        raise UsageError(
            "-Headers takes an object of names and values", hint='For example {"Prefer": "return=minimal"}.'
        )
    checked: dict[str, str] = {}
    for name, value in headers.items():
        if not isinstance(value, (str, int, float)) or isinstance(value, bool):
            raise UsageError(f"-Headers: the value of {name!r} is no text", hint="Write it in quotes.")
        text = str(value)
        if not name or any(c in name for c in ' \t\r\n:()<>@,;\\"/[]?={}') or not name.isascii():
            raise UsageError(f"-Headers: {name!r} is no header name")
        if name.lower() in ("authorization", "proxy-authorization", "host", "content-length", "transfer-encoding"):
            raise UsageError(
                f"-Headers cannot set {name}", hint="The token comes from the context; see graphkey context --help."
            )
        if any(c in text for c in "\r\n\0"):
            raise UsageError(f"-Headers: the value of {name} holds a line break")
        if not text.isascii() or not text.isprintable():
            raise UsageError(
                f"-Headers: the value of {name} holds a character that no header may", hint="Use printable ASCII."
            )
        if name.lower() in checked:
            raise UsageError(f"-Headers gives {name} twice, in different spellings", hint="Keep one of them.")
        checked[name.lower()] = text
    return checked

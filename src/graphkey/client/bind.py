"""
Values to a request: `(Operation, Values, root) -> Request`. Pure; `-WhatIf` stops after it and shows the result.

Rule: this and the vault of the local Graph are the only places where a `Secret` of a body is revealed.
"""

import json
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


def bind(operation: Operation, values: Values, root: str) -> Request:
    """
    Build the request of a call.

    Args:
        root: of the service, without version and final slash: `https://graph.microsoft.com`.
    Returns: the request without a token.
    Raises: UsageError for an empty id, a header of the caller's that is not theirs to set, or a page size out of range.
    """
    url = f"{root}/{operation.version}{render(operation.path, values.ids)}{_query(values.query)}"
    headers = {"accept": "application/json"}
    body = b""
    if values.body is not None:
        headers["content-type"] = "application/json"
        body = encode(values.body)
    return Request(operation.method, url, {**headers, **values.headers}, body)


def encode(document: Any) -> bytes:
    """Write a document as compact UTF-8 JSON, its secrets revealed."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=_reveal).encode()


def _reveal(value: Any) -> str:
    if isinstance(value, Secret):
        return value.reveal()
    raise UsageError(
        f"a body cannot hold a {type(value).__name__}", hint="Give text, numbers, true, false, null, lists, objects."
    )


def _query(query: Any) -> str:
    options = {name: value for name, value in query.items() if name.startswith("$") or name not in ("all", "page-size")}
    size = query.get("page-size")
    if size is not None:
        # Source: Graph PowerShell tools/Custom/ListCmdlet.cs: 1 to 999, sent as $top.
        if not size.isdecimal() or not 1 <= int(size) <= 999:
            raise UsageError("-PageSize is out of range", hint="Give 1 to 999.")
        options["$top"] = size
    if "$count" in options:
        options["$count"] = "true"
    return (
        "?" + "&".join(f"{name}={quote(value, safe=_QUERY_SAFE)}" for name, value in options.items()) if options else ""
    )


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
        text = str(value)
        if not name or any(c in name for c in ' \t\r\n:()<>@,;\\"/[]?={}') or not name.isascii():
            raise UsageError(f"-Headers: {name!r} is no header name")
        if name.lower() in ("authorization", "proxy-authorization", "host", "content-length", "transfer-encoding"):
            raise UsageError(
                f"-Headers cannot set {name}", hint="The token comes from the context; see graphkey context --help."
            )
        if any(c in text for c in "\r\n\0"):
            raise UsageError(f"-Headers: the value of {name} holds a line break")
        checked[name.lower()] = text
    return checked

"""
Any path of Graph as an operation: what `graphkey request` and `Graph.request` call.

A path that the catalog knows gets that operation's spelling of keys, its PFX check and the clean copy; an unknown one goes out as
given. Pure.

Rule: only a path goes in, never a host: the token goes to the context's Graph and nowhere else.
"""

import re
from typing import Any
from urllib.parse import quote

from graphkey.catalog.load import operations_at
from graphkey.catalog.model import Command, Operation
from graphkey.catalog.parameters import COMMON, OURS, PFX_SWITCHES, WRITING, Parameter
from graphkey.catalog.sets import RAW_SET, ParameterSet, Signature
from graphkey.errors import UsageError

METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")
_BODY = Parameter(
    "BodyParameter",
    "whole-body",
    "",
    "Json",
    aliases=("Body",),
    pipeline=True,
    says="JSON, a hash literal, @FILE or -.",
)


def raw_signature(method: str, path: str) -> Signature:
    """
    Derive what a raw request takes.

    Args:
        path: `/beta/…` or `/v1.0/…`, with its query; without a version it is beta's.
    Raises: UsageError for what is no method or no path.
    """
    operation = raw_operation(method, path)
    command = Command(f"request {operation.method}", operation.version, (operation,))
    sets = (ParameterSet(RAW_SET, operation, identity=False, expanded=False, body=True),)
    return Signature(command, sets, (_BODY, *WRITING, *COMMON, *OURS, *PFX_SWITCHES))


def raw_operation(method: str, path: str) -> Operation:
    """Make the operation of a method and a path; see `raw_signature`."""
    if method.upper() not in METHODS:
        raise UsageError("request needs a method and a path", hint=f"The methods: {', '.join(METHODS)}.")
    if "://" in path:
        raise UsageError("request takes a path, not a URL: the host comes from the context", hint="Give /beta/….")
    if re.search(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\\#{}<>\"^`|]", path):
        raise UsageError(
            "the path holds a character that no URL has", hint="Percent-encode it: a space is %20, # is %23."
        )
    version, rest = _versioned(path)
    match = operations_at(version, rest.split("?")[0])
    known = match.operations.get(method.upper()) if match else None
    if known is not None:
        return known._replace(path=rest, kind="get" if method.upper() == "GET" else known.kind, many=False)
    return Operation(version, method.upper(), rest, "get" if method.upper() == "GET" else "action")


def _versioned(path: str) -> tuple[Any, str]:
    found = re.match(r"/?(beta|v1\.0)(?=[/?]|$)", path, re.IGNORECASE)
    rest = path[found.end() :] if found else path
    rest = rest if rest.startswith("/") else "/" + rest
    # Letters beyond ASCII are written as a browser would (RFC 3987 section 3.1); what is encoded already stays.
    return (found[1].lower() if found else "beta"), "".join(c if c.isascii() else quote(c) for c in rest)

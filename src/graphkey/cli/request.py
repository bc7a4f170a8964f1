"""
`graphkey request METHOD PATH`: any path of Graph, through the same engine as the named commands.

A path that the catalog knows gets that operation's key spelling, PFX check and clean copy; an unknown one goes out as given.
Answers are printed as they came: a list with its `@odata.nextLink`.
"""

import re
from collections.abc import Sequence

from graphkey.catalog.load import operations_at
from graphkey.catalog.model import Command, Operation
from graphkey.catalog.sets import COMMON, OURS, PFX_SWITCHES, WRITING, Parameter, ParameterSet, Signature
from graphkey.cli.binder import give
from graphkey.cli.graph import run_command
from graphkey.cli.world import World
from graphkey.errors import UsageError

_METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")
_BODY = Parameter(
    "BodyParameter",
    "whole-body",
    "",
    "Json",
    aliases=("Body",),
    pipeline=True,
    says="JSON, a hash literal, @FILE or -.",
)
_HELP = """graphkey request METHOD PATH [-Body JSON|@FILE|-] [-Headers JSON] [-Context NAME|-Local] [-WhatIf] [-Confirm]

  METHOD  GET, POST, PATCH, PUT or DELETE
  PATH    /beta/… or /v1.0/…; without a version it is beta's

The token goes to the context's Graph and nowhere else. A body with a PFX is checked, and a clean copy of it is sent;
-AsIs and -SkipPfxCheck change that.
Example: graphkey request GET '/beta/identity/b2xUserFlows?$top=5' -Local
"""


def run(arguments: Sequence[str], world: World) -> int:
    """Run a raw request; returns the exit code."""
    if any(argument.lower() in ("-h", "-?", "--help", "-help") for argument in arguments):
        world.stdout.write(_HELP)
        return 0
    operation = _operation(arguments)
    command = Command(f"request {operation.method}", operation.version, (operation,))
    signature = Signature(command, (_set(operation, True),), (_BODY, *WRITING, *COMMON, *OURS, *PFX_SWITCHES))
    given = give(signature, arguments[2:], world.shell)
    has_body = "BodyParameter" in given.values
    return run_command(command, given._replace(signature=signature._replace(sets=(_set(operation, has_body),))), world)


def _set(operation: Operation, body: bool) -> ParameterSet:
    return ParameterSet("Request", operation, identity=False, expanded=False, body=body)


def _operation(arguments: Sequence[str]) -> Operation:
    if len(arguments) < 2 or arguments[0].upper() not in _METHODS or arguments[1].startswith("-"):
        raise UsageError(
            "request needs a method and a path", hint="For example: graphkey request GET /beta/identity/apiConnectors."
        )
    method, path = arguments[0].upper(), arguments[1]
    if "://" in path:
        raise UsageError("request takes a path, not a URL: the host comes from the context", hint="Give /beta/….")
    if re.search(r"[\s\x00-\x1f\\#]", path):
        raise UsageError(
            "the path holds a character that no URL has", hint="Percent-encode it: a space is %20, # is %23."
        )
    version, rest = _versioned(path)
    match = operations_at(version, rest.split("?")[0])  # type: ignore[arg-type]
    known = match.operations.get(method) if match else None
    if known is not None:
        return known._replace(path=rest, kind="get" if method == "GET" else known.kind)
    return Operation(version, method, rest, "get" if method == "GET" else "action")  # type: ignore[arg-type]


def _versioned(path: str) -> tuple[str, str]:
    found = re.match(r"/?(beta|v1\.0)(?=[/?]|$)", path, re.IGNORECASE)
    rest = path[found.end() :] if found else path
    return (found[1].lower() if found else "beta"), rest if rest.startswith("/") else "/" + rest

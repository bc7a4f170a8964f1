"""
`graphkey request METHOD PATH`: any path of Graph, through the same engine as the named commands.

What a path comes to is told in `client/raw`.
Answers are printed as they came: a list with its `@odata.nextLink`.
"""

from collections.abc import Sequence

from graphkey.cli.binder import give
from graphkey.cli.graph import run_command
from graphkey.cli.world import World
from graphkey.client.raw import raw_signature
from graphkey.errors import UsageError

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
    if len(arguments) < 2 or arguments[1].startswith("-"):
        raise UsageError(
            "request needs a method and a path", hint="For example: graphkey request GET /beta/identity/apiConnectors."
        )
    found = raw_signature(arguments[0], arguments[1])
    given = give(found, arguments[2:], world.shell)
    only = found.sets[0]._replace(body="BodyParameter" in given.values)
    return run_command(found.command, given._replace(signature=found._replace(sets=(only,))), world)

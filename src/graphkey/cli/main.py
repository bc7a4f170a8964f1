"""
argv to exit code: the first word chooses the path, and errors become words and codes here and nowhere else.

A Graph command (`Verb-MgNoun`), a session command (`Connect-MgGraph` and its like), `request`, `find`, `Get-Help` and
`-Command` go through our own binder; every other verb is written by hand with click, which is imported only for those.

Rule: only this file turns an `Error` into an exit code; a traceback that reaches a user is a bug.
"""

import os
import re
import sys
from collections.abc import Sequence

from graphkey.cli.world import World, real_world
from graphkey.errors import Error, UsageError

SESSION_COMMANDS = (
    "connect-mggraph", "disconnect-mggraph", "get-mgcontext", "get-mgenvironment", "add-mgenvironment", "set-mgenvironment",
    "remove-mgenvironment", "get-mgrequestcontext", "set-mgrequestcontext", "invoke-mggraphrequest", "find-mggraphcommand",
    "find-mggraphpermission", "connect-graph", "disconnect-graph", "invoke-graphrequest",
)  # fmt: skip
"""The names of `cli/session/table` and their aliases, by heart: importing the table would be felt by every Graph command."""
_GRAPH_COMMAND = re.compile(r"[A-Za-z]+-Mg\w*$", re.IGNORECASE)
INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 + SIGINT, as shells report it."""
UNWRITTEN = 74
"""Exit code when the result cannot be written: EX_IOERR of BSD's sysexits."""


def run() -> None:
    """Run this process's command line and exit."""
    _speak_utf8()
    if len(sys.argv) == 3 and sys.argv[1] == "--complete-line":
        from graphkey.cli.completion import print_candidates

        sys.exit(print_candidates(sys.argv[2], os.environ))
    code = main(sys.argv[1:], real_world())
    sys.exit(code)


def _speak_utf8() -> None:
    # A redirected stream on Windows, or LC_ALL=C, would otherwise fail on the first name outside ASCII.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def main(arguments: Sequence[str], world: World) -> int:
    """
    Run one command line in a world; returns the exit code.

    A reader who has gone (`| head`) is no error: a verb that had found its code keeps it, and all else ends quietly with 0.
    """
    code = 0
    try:
        code = _dispatch(list(arguments), world)
        world.stdout.flush()
        return code
    except Error as error:
        from graphkey.cli.show import say_error

        say_error(error, world.say)
        return error.exit_code
    except KeyboardInterrupt:
        world.say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        world.drop_output()
        return code
    except OSError as error:
        # Every OSError of a source or a network is an Error by now; what is left is our own output.
        world.say(f"error: the output cannot be written: {error.strerror or type(error).__name__}")
        world.drop_output()
        return UNWRITTEN


def _dispatch(arguments: list[str], world: World) -> int:
    first = arguments[0] if arguments else ""
    plain = first.lower().lstrip("-")
    if first.startswith("-") and re.split("[:=]", plain)[0] == "command":
        return _whole_line(arguments, world)
    if _is_session(first):
        from graphkey.cli.session.run import run as run_session

        return run_session(first, arguments[1:], world)
    if _GRAPH_COMMAND.match(first):
        from graphkey.cli.graph import run as run_graph

        return run_graph(first, arguments[1:], world)
    if plain == "request" and not first.startswith("-"):
        from graphkey.cli.request import run as run_request

        return run_request(arguments[1:], world)
    if plain == "find" and not first.startswith("-"):
        from graphkey.cli.session.finding import find

        return find(arguments[1:], world)
    if first.lower() == "get-help":
        asked = [one for one in arguments[1:] if not one.startswith("-")]
        if len(asked) == 1 and _is_session(asked[0]):
            return _dispatch([asked[0], "-Help"], world)
        from graphkey.cli.help import get_help

        return get_help(arguments[1:], world)
    from graphkey.cli.verbs import run as run_verb

    return run_verb(arguments, world)


def _is_session(word: str) -> bool:
    """Tell whether a word is a session command, or begins one as `Verb-Mg…`."""
    wanted = word.lower()
    return wanted in SESSION_COMMANDS or ("-mg" in wanted and any(name.startswith(wanted) for name in SESSION_COMMANDS))


def _whole_line(arguments: list[str], world: World) -> int:
    from graphkey.cli.powershell import split_command

    joined = (re.split("[:=]", arguments[0], maxsplit=1)[1:] or [""])[0]
    rest = [joined, *arguments[1:]] if joined else arguments[1:]
    if len(rest) != 1:
        raise UsageError(
            f"-Command takes one whole line, and {len(rest)} arguments came",
            hint="Quote the line: graphkey -Command '…'.",
        )
    line = split_command(rest[0])
    if not _GRAPH_COMMAND.match(line[0]) and not _is_session(line[0]) and line[0].lower() != "get-help":
        raise UsageError(
            f"-Command runs Graph commands; {line[0]} is none", hint="For example Get-MgBetaIdentityApiConnector."
        )
    return _dispatch(line, world)

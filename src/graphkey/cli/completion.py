"""
What can stand next on a command line: names of commands, parameters, values. Shells ask by `graphkey --complete-line LINE`.

`completions/` holds the script of each shell, which hands over the line up to the cursor and takes one candidate a line. Names of
commands are read straight from the catalog's table, since people wait for them; the rest is imported when it is asked for.

Rule: nothing is written but candidates, nothing is sent, and a line that makes no sense has no candidates.
"""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphkey.catalog.parameters import Parameter
    from graphkey.catalog.sets import Signature

SESSION = (
    "Connect-MgGraph", "Disconnect-MgGraph", "Get-MgContext", "Get-MgEnvironment", "Add-MgEnvironment", "Set-MgEnvironment",
    "Remove-MgEnvironment", "Get-MgRequestContext", "Set-MgRequestContext", "Invoke-MgGraphRequest", "Find-MgGraphCommand",
    "Find-MgGraphPermission",
)  # fmt: skip
VERBS = (
    "api", "audit", "ca", "cert", "completion", "connector", "context", "demo", "find", "flow", "local", "prove",
    "request", "rotate", "watch", "whoami", "Get-Help",
)  # fmt: skip
_TABLE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "catalog", "data", "commands.tsv")  # noqa: PTH118, PTH120


def print_candidates(line: str, environ: Mapping[str, str]) -> int:
    """Print what can stand at the end of a line, one candidate a line."""
    sys.stdout.write("".join(f"{one}\n" for one in candidates(line, environ)))
    return 0


def candidates(line: str, environ: Mapping[str, str]) -> list[str]:
    """
    List what can stand at the end of a line.

    Args:
        line: from the program's name to the cursor.
        environ: says where the contexts are.
    """
    from graphkey.errors import Error

    words = _words(line)[1:]
    try:
        return _candidates(words, environ) if words else []
    except Error:
        return []  # what is wrong, a name or a file, the command itself tells, and not in the middle of typing


def _candidates(words: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    *before, current = words
    if not before:
        return _starting((*VERBS, *SESSION, *_names(current)), current)
    first = before[0].lower()
    if first == "get-help":
        return _starting((*SESSION, *_names(current)), current)
    if first == "request":
        return _starting(("GET", "POST", "PUT", "PATCH", "DELETE"), current) if len(before) == 1 else []
    if first == "find":
        return _of_signature(_session("Find-MgGraphCommand"), before, current, environ) if current[:1] == "-" else []
    if "-mg" in first:
        return _of_signature(_signature(first), before, current, environ)
    return _of_verb(before, current, environ) if first in VERBS else []


def _words(line: str) -> list[str]:
    """Split a line as shells do, as far as it goes: the last word is the one at the cursor, and may be empty."""
    words, word, quote = [], "", ""
    for letter in line:
        if quote:
            quote = "" if letter == quote else quote
            word += letter if quote else ""
        elif letter in "'\"":
            quote = letter
        elif letter.isspace():
            words += [word] if word else []
            word = ""
        else:
            word += letter
    return [*words, word]


def _starting(names: Iterable[str], beginning: str) -> list[str]:
    wanted = beginning.lower()
    return [name for name in names if name.lower().startswith(wanted)]


def _names(beginning: str) -> list[str]:
    """Read the names of the Graph commands that begin so; a key is the name in lower case, and rows of old names say `is`."""
    wanted = beginning.lower()
    with open(_TABLE, encoding="utf-8") as file:
        rows = [line for line in file if line.startswith(wanted)]
    return [row.split('"name":"', 1)[1].split('"', 1)[0] for row in rows if '"is":' not in row]


# -- parameters and their values -----------------------------------------------------------------------------------------


def _signature(name: str) -> "Signature":
    if name in (known.lower() for known in SESSION):
        return _session(name)
    from graphkey.catalog.load import command
    from graphkey.catalog.sets import signature

    return signature(command(name))


def _session(name: str) -> "Signature":
    from graphkey.cli.session.run import named

    return named(name).signature


def _of_signature(found: "Signature", before: Sequence[str], current: str, environ: Mapping[str, str]) -> list[str]:
    begun, colon, value = current.partition(":")
    if current.startswith("-") and colon:
        parameter = _parameter(found, begun)
        return [f"{begun}:{one}" for one in _values(parameter, value, environ)] if parameter else []
    awaiting = _parameter(found, before[-1]) if before[-1].startswith("-") and ":" not in before[-1] else None
    if awaiting is not None and not awaiting.switch and not current.startswith("-"):
        return _values(awaiting, current, environ)
    given = {one.name for word in before[1:] if word.startswith("-") and (one := _parameter(found, word.split(":")[0]))}
    return _starting((f"-{one.name}" for one in found.parameters if one.name not in given), current)


def _parameter(found: "Signature", word: str) -> "Parameter | None":
    from graphkey.client.assemble import find
    from graphkey.errors import UsageError

    try:
        return find(found, word.lstrip("-"))
    except UsageError:
        return None  # not a parameter of it, or not yet


def _values(parameter: "Parameter", current: str, environ: Mapping[str, str]) -> list[str]:
    known = {"Context": _contexts, "Environment": _environments, "Name": _environments}
    if parameter.choices:
        offered: Iterable[str] = parameter.choices
    elif parameter.type == "Boolean":
        offered = ("true", "false")
    elif parameter.place in ("ours", "setting") and parameter.name in known:
        offered = known[parameter.name](environ)
    elif parameter.place == "setting" and parameter.name == "Command":
        offered = _names(current)
    else:
        return []
    # Of several values with commas between them the last one is being typed.
    done, comma, last = current.rpartition(",") if parameter.many else ("", "", current)
    return [done + comma + one for one in _starting(offered, last)]


def _contexts(environ: Mapping[str, str]) -> list[str]:
    from graphkey.config.context_file import config_folder, read_contexts

    return [*sorted(read_contexts(config_folder(environ)).by_name), "local"]


def _environments(environ: Mapping[str, str]) -> list[str]:
    from graphkey.config.clouds import CLOUDS
    from graphkey.config.context_file import config_folder, read_contexts

    return [*(one.name for one in CLOUDS), *sorted(read_contexts(config_folder(environ)).environments)]


# -- verbs ---------------------------------------------------------------------------------------------------------------


def _of_verb(before: Sequence[str], current: str, environ: Mapping[str, str]) -> list[str]:
    """Ask click, which knows its own verbs; names of contexts are ours."""
    from click.shell_completion import ShellComplete

    from graphkey.cli.verbs import graphkey

    last = before[-1]
    if last == "--context" or (before[0] == "context" and last in ("use", "show", "remove")):
        return _starting(_contexts(environ), current)
    if last == "--cloud":
        return _starting(_environments(environ), current)
    if last == "--for":
        return _names(current)
    complete: Any = ShellComplete(graphkey, {}, "graphkey", "_GRAPHKEY_COMPLETE")
    return [str(one.value) for one in complete.get_completions(list(before), current) if one.type == "plain"]

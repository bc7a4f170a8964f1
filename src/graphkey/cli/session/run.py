"""
A session command, from arguments to exit code: find it in the table, bind, help or call.

Binding is `cli/binder`'s, so names, prefixes, `-Name:value` and refusals are those of the Graph commands; here are only the
values without a name that some of these commands take, and the refusals that the table holds.
"""

import importlib
from collections.abc import Sequence
from typing import Any

from graphkey.catalog.sets import Signature
from graphkey.cli.binder import Given, give
from graphkey.cli.formats import printer
from graphkey.cli.session.model import SessionCommand
from graphkey.cli.session.table import COMMANDS
from graphkey.cli.world import World
from graphkey.client.assemble import choose_set, find
from graphkey.errors import UsageError


def run(name: str, arguments: Sequence[str], world: World) -> int:
    """Run one session command; returns its exit code."""
    row = named(name)
    given = bound(row, arguments, world.shell)
    if given.on("Help"):
        from graphkey.cli.session.help import session_help

        world.stdout.write(session_help(row, world.columns))
        return 0
    _refuse(given)
    choose_set(given.signature, [name for name in given.values if given.parameter(name).place == "setting"])
    printer(
        given.text("OutputFormat"), world.stdout, world.columns, given.text("Query")
    )  # a slip is told before the work
    module, function = row.code.split(":")
    code: int = getattr(importlib.import_module(f"graphkey.cli.session.{module}"), function)(given, world)
    return code


def _refuse(given: Given) -> None:
    for parameter in given.placed("setting"):
        if parameter.says.startswith(_REFUSED):
            raise UsageError(f"-{parameter.name} has no meaning here: {parameter.says.removeprefix(_REFUSED)}")


_REFUSED = "Refused: "


def named(name: str) -> SessionCommand:
    """
    Find a session command by its name in any case, an alias, or an unambiguous beginning.

    Raises: UsageError for a beginning that Graph commands have too.
    """
    wanted = name.lower()
    for row in COMMANDS:
        if wanted in (row.name.lower(), *(alias.lower() for alias in row.aliases)):
            return row
    begun = [row for row in COMMANDS if row.name.lower().startswith(wanted)]
    from graphkey.catalog.load import command_names

    others = [one for one in command_names() if one.lower().startswith(wanted)]
    if len(begun) == 1 and not others:
        return begun[0]
    known = [*(row.name for row in begun), *others]
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    raise UsageError(
        f"{name} is the beginning of several commands", hint=f"Say which: {', '.join(known[:_SHOWN])}{more}."
    )


_SHOWN = 12


def bound(row: SessionCommand, arguments: Sequence[str], shell: str) -> Given:
    """Match the arguments of a session command, those without a name by their position."""
    signature = row.signature
    return give(signature, _with_names(signature, row.positions, arguments), shell)


def _with_names(signature: Signature, positions: Sequence[str], arguments: Sequence[str]) -> list[str]:
    """Put the name before each value that has none, as far as positions go; what is left over is the binder's to refuse."""
    taken = {parameter.name for parameter in _mentioned(signature, arguments)}
    free = [name for name in positions if name not in taken]
    made: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if _is_name(argument):
            made.append(argument)
            if _waits(signature, argument) and rest:
                made.append(rest.pop(0))
        elif free:
            made.append(f"-{free.pop(0)}:{argument}")
        else:
            made.append(argument)
    return made


def _is_name(argument: str) -> bool:
    return len(argument) > 1 and argument[0] in "-–—−" and (argument[1].isalpha() or argument[1] in "-?")


def _mentioned(signature: Signature, arguments: Sequence[str]) -> list[Any]:
    found = [_parameter(signature, one) for one in arguments if _is_name(one)]
    return [one for one in found if one is not None]


def _parameter(signature: Signature, argument: str) -> Any:
    try:
        return find(signature, argument.lstrip("-–—−").split(":")[0].split("=")[0])
    except UsageError:
        return None  # the binder says what is wrong with it


def _waits(signature: Signature, argument: str) -> bool:
    """Tell whether the next argument is this one's value."""
    parameter = _parameter(signature, argument)
    return parameter is None or (not parameter.switch and not any(mark in argument for mark in ":="))


def write(given: Given, world: World, result: Any) -> None:
    """Write what a session command found: a list item by item, anything else as it is."""
    out = printer(given.text("OutputFormat"), world.stdout, world.columns, given.text("Query"), world.say)
    if isinstance(result, list):
        out.many(iter(result))
    else:
        out.one(result)
    out.close()

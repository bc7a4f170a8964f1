"""
`--output` and `--query` of the hand-written verbs: the formats of the Graph commands, and each verb's own words for a person.

Without either a terminal gets the verb's words (`text`), and a pipe gets JSON.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import click

from graphkey.cli.formats import FORMATS, Printer, printer
from graphkey.cli.world import World, printable
from graphkey.errors import UsageError


class Wanted(NamedTuple):
    """Hold what --output and --query say."""

    output: str | None
    query: str | None

    def is_text(self, world: World) -> bool:
        """Tell whether a person is to read the verb's own words."""
        return self.output == "text" or (self.output is None and self.query is None and world.columns is not None)

    def printer(self, world: World) -> Printer:
        """Return what writes results."""
        return printer(
            None if self.output == "text" else self.output, world.stdout, world.columns, self.query, world.say
        )


def result_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb --output and --query, which come as one `wanted`."""
    import functools

    @functools.wraps(command)
    def with_wanted(*args: Any, output: str | None, query: str | None, **named: Any) -> Any:
        if query is not None:
            _check(output, query)  # before the verb does anything
        return command(*args, wanted=Wanted(output, query), **named)

    kinds = click.Choice([*FORMATS, "text"], case_sensitive=False)
    for option in (
        click.option("--query", metavar="JMESPATH", help="An expression over the result."),
        click.option("--output", type=kinds, help="Default: text on a terminal, JSON when piped."),
    ):
        with_wanted = option(with_wanted)
    return with_wanted


def _check(output: str | None, query: str) -> None:
    from graphkey.cli.query import Query

    if output == "text":
        raise UsageError("--query gives no text", hint=f"Give --output {', '.join(FORMATS)}, or none.")
    Query(query)


def print_result(world: World, wanted: Wanted, document: Any, text: Callable[[], str]) -> bool:
    """
    Print a document in the format that is wanted.

    Args:
        text: makes the verb's own words.
    Returns: whether somebody reads on.
    """
    return write_on(world, _print, world, wanted, document, text)


def write_on(world: World, write: Callable[..., None], *what: Any) -> bool:
    """
    Write, and end no verb because its reader has gone (`| head`): what it finds and does still has its exit code.

    Returns: whether somebody reads on.
    """
    try:
        write(*what)
    except BrokenPipeError:
        world.drop_output()
        return False
    return True


def _print(world: World, wanted: Wanted, document: Any, text: Callable[[], str]) -> None:
    if wanted.is_text(world):
        world.stdout.write(printable(text()))  # a name from a service must not steer the terminal
        world.stdout.flush()
        return
    out = wanted.printer(world)
    if isinstance(document, list):
        out.many(iter(document))
    else:
        out.one(document)
    out.close()  # flushes

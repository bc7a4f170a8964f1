"""
Help of session commands, in the shape of the Graph commands' help.
"""

from collections.abc import Iterator

from graphkey.catalog.sets import ParameterSet, Signature
from graphkey.cli import help as graph_help
from graphkey.cli.session.model import SessionCommand

_WIDTH = 100


def session_help(row: SessionCommand, columns: int | None) -> str:
    """Write the whole help of a session command, wrapped to the terminal's width."""
    width = min(columns or _WIDTH, _WIDTH)
    found = row.signature
    sections = [
        ("NAME", [row.name]),
        ("SYNOPSIS", [row.synopsis]),
        ("SYNTAX", list(_syntaxes(row, found))),
        ("PARAMETERS", list(graph_help.parameter_lines(found))),
        ("OUTPUTS", list(row.outputs)),
        ("ALIASES", list(row.aliases)),
        ("EXAMPLES", [f"graphkey {line}" for line in row.examples]),
        ("RELATED LINKS", [row.link]),
    ]
    return "\n".join(
        graph_help.section(title, lines, width if title != "EXAMPLES" else 10_000) for title, lines in sections if lines
    )


def _syntaxes(row: SessionCommand, found: Signature) -> Iterator[str]:
    for number, one in enumerate(found.sets):
        yield f"{one.name}{' (default)' if number == 0 and len(found.sets) > 1 else ''}"
        yield f"  {found.command.name} {_words(row, found, one)} [<CommonParameters>]"
        yield ""


def _words(row: SessionCommand, found: Signature, one: ParameterSet) -> str:
    named = [p for p in found.in_set(one) if p.place == "setting" or p.name in row.common]
    named = [p for p in named if not p.says.startswith("Refused")]
    return " ".join(graph_help.syntax(p) for p in sorted(named, key=lambda p: not p.required))

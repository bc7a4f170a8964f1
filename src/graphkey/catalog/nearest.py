"""
Find the command that a text means which is no command's name: the one that it begins, or those that it is most like.

Called by `catalog.load`, and imported only then. To compare a text with every name takes a tenth of a second; the few that have
the most pieces of it take a tenth of that.

Rule: the answer depends on the names alone and not on their order.
"""

from collections.abc import Iterable

from graphkey.catalog.table import Table
from graphkey.errors import UsageError

_SHOWN = 12
_LONGEST = 300
_PIECE = 3
_COMPARED = 24
_ALIKE = 0.6


def completed(name: str, commands: Table) -> str:
    """
    Find the one command that a text begins, in any case, by its own name or an alias; returns its key.

    Raises: UsageError naming the commands that are meant perhaps.
    """
    beginning = name.lower()
    keys = commands.keys(beginning) if beginning and beginning.isascii() and beginning.isprintable() else []
    known = _names(keys, commands)
    if len(known) == 1:
        return keys[0] if len(keys) == 1 else known[0].lower()
    if known:
        more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
        hint = f"Say which: {', '.join(known[:_SHOWN])}{more}."
        raise UsageError(f"{name} is the beginning of several commands", hint=hint)
    near = _names(nearest(beginning, commands.keys()), commands)
    meant = f"Did you mean {' or '.join(near)}? " if near else ""
    look = "A beginning such as Get-MgBetaIdentity lists the commands that begin so."
    raise UsageError(f"there is no command {name[:_LONGEST]!r}", hint=meant + look)


def nearest(wanted: str, names: Iterable[str], count: int = 3) -> list[str]:
    """
    List the names most like a wanted one, the most like first; none for a text that is longer than any name.

    Args:
        wanted: in the same case as the names.
        count: how many at most.
    """
    from difflib import SequenceMatcher

    pieces = {wanted[at : at + _PIECE] for at in range(len(wanted) - _PIECE + 1)}
    if not pieces or len(wanted) > _LONGEST:
        return []

    def unlike(name: str) -> tuple[float, str]:
        return sum(piece not in name for piece in pieces) + len(name) / 4, name

    likeness = {name: SequenceMatcher(None, wanted, name).ratio() for name in sorted(names, key=unlike)[:_COMPARED]}
    return sorted((name for name in likeness if likeness[name] >= _ALIKE), key=lambda name: -likeness[name])[:count]


def _names(keys: list[str], commands: Table) -> list[str]:
    """Give the commands that keys lead to, each once."""
    rows = map(commands.row, keys)
    return list(dict.fromkeys(row.get("is") or row["name"] for row in rows))

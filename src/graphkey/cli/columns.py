"""
Columns of text side by side: how wide each is, and where a long value is folded.

Called by `cli/table` alone; knows texts and no documents. Our own because what has to stay whole, and where an id may be folded,
is our subject, and counting cells is in the standard library (docs/adr/0014).

Rule: no line is wider than asked for, and no text is shortened.
Source: Unicode Standard Annex 11 (East Asian Width), as `unicodedata` has it.
"""

import re
from collections.abc import Sequence

_GAP = "  "
_NARROWEST = 12
"""A column narrower than this breaks every word."""
# A fold comes behind a space or a mark inside an id, a URL or a list, and before a capital; else where the line ends.
_PIECE = re.compile(r"[^\s\-/._,:;&?=|]*?(?:[\s\-/._,:;&?=|]+|(?<=[a-z0-9])(?=[A-Z])|$)")
# What people copy: thumbprints, GUIDs, moments.
_WHOLE = re.compile(
    r"\b(?:[0-9A-Fa-f]{32,64}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z|[A-Z][a-z]+-Mg\w+)(?!\w)"
)


def width(text: str) -> int:
    """Return the cells that a text takes on a terminal; an emoji of several characters counts as if they stood alone."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(letter: str) -> int:
    import unicodedata

    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1


def natural_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return how wide each column would be with nothing folded."""
    return [max(_widest_line(row[n]) for row in rows) for n in range(len(rows[0]))] if rows else []


def fits(rows: Sequence[Sequence[str]], columns: int) -> bool:
    """Tell whether rows fit without a fold."""
    natural = natural_widths(rows)
    return sum(natural) + len(_GAP) * (len(natural) - 1) <= columns


def widths_of(rows: Sequence[Sequence[str]], columns: int, *, whole: bool = False) -> list[int] | None:
    """
    Share the width among the columns: the widest give way first; ids, thumbprints and moments last.

    Args:
        rows: texts, as many in each row.
        whole: whether ids, thumbprints and moments must not be folded at all.
    Returns: a width for each column, or None when they do not fit side by side.
    """
    natural = natural_widths(rows)
    space = columns - len(_GAP) * (len(natural) - 1)
    if sum(natural) <= space:
        return natural
    unbroken = [
        max(min(wide, _NARROWEST), _whole([row[n] for row in rows]), _head(rows[0][n]))
        for n, wide in enumerate(natural)
    ]
    for least in [unbroken] if whole else [unbroken, [min(wide, _NARROWEST) for wide in natural]]:
        if sum(least) <= space:
            return _filled(natural, least, space)
    return None


def _whole(texts: Sequence[str]) -> int:
    """Return the width of the longest part in a column that people copy."""
    return max((len(found) for text in texts for found in _WHOLE.findall(text)), default=0)


def _head(text: str) -> int:
    """Return the width below which a column's head would break inside a word."""
    longest = max((width(piece.rstrip()) for piece in _PIECE.findall(text)), default=0)
    return longest if longest <= _LONGEST_HEAD else 0


_LONGEST_HEAD = 16


def _filled(natural: Sequence[int], least: Sequence[int], space: int) -> list[int]:
    """Find the widest limit under which all columns fit, and give what is left over to the first that can use it."""
    limit = max(natural)
    while sum(_limited(natural, least, limit)) > space:
        limit -= 1
    widths = _limited(natural, least, limit)
    left = space - sum(widths)
    for n, wide in enumerate(natural):
        more = min(left, wide - widths[n])
        widths[n] += more
        left -= more
    return widths


def _limited(natural: Sequence[int], least: Sequence[int], limit: int) -> list[int]:
    return [max(min(wide, limit), low) for wide, low in zip(natural, least, strict=True)]


def _widest_line(text: str) -> int:
    return max(map(width, text.split("\n")))


def grid(heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    """Write rows of cells, folded to their columns, below their heads and a rule where there are any."""
    lines = [*_lines(heads, widths), _GAP.join("─" * wide for wide in widths)] if heads else []
    for row in rows:
        lines += _lines(row, widths)
    return "\n".join(lines) + "\n"


def _lines(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    folded = [fold(text, wide) for text, wide in zip(row, widths, strict=True)]
    made = []
    for number in range(max(map(len, folded))):
        parts = [cell[number] if number < len(cell) else "" for cell in folded]
        made.append(
            _GAP.join(part + " " * (wide - width(part)) for part, wide in zip(parts, widths, strict=True)).rstrip()
        )
    return made


def height(row: Sequence[str], widths: Sequence[int]) -> int:
    """Return how many lines a row takes."""
    return max(len(fold(text, wide)) for text, wide in zip(row, widths, strict=True))


def fold(text: str, wide: int) -> list[str]:
    """Break a text into lines of at most so many cells, at the best places; joined again they are the text but for spaces."""
    lines = []
    for line in text.replace("\t", " ").split("\n"):
        lines += [line] if width(line) <= wide else _folded(line, wide)
    return lines


def _folded(line: str, wide: int) -> list[str]:
    made, held = [], ""
    for piece in filter(None, _PIECE.findall(line)):
        if held and width(held) + width(piece.rstrip()) > wide:
            made.append(held.rstrip())
            held = ""
        while width(piece.rstrip()) > wide:
            cut = _cut(piece, wide)
            made.append(piece[:cut])
            piece = piece[cut:]
        held += piece
    return [*made, held.rstrip()] if held.strip() or not made else made


def _cut(text: str, wide: int) -> int:
    """Return how many characters fill a line: at least one, and none torn from the marks that combine with it."""
    cells = 0
    for number, letter in enumerate(text):
        cells += _cells(letter)
        if cells > wide and number:
            return number
    return len(text)

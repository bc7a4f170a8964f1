"""
The chain of the audit log: how a line is made, and how all of them are held against each other. Pure: bytes in, bytes out.

A line is one JSON object. `n` is its number in the log, `prev` the SHA-256 of the whole line before it (without its line feed),
and its last member is `sum`, the SHA-256 of the line up to there, or `mac`, the HMAC-SHA256 of the same bytes with the log's key.
A file that begins with a `continued` line goes on where another ended, which `prev` names (`archive`).

Rule: what a line is worth follows from its bytes alone; nothing is parsed and written anew to check it.
Source: RFC 2104 (HMAC), FIPS 180-4 (SHA-256).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from graphkey.secret import Secret

FIRST = "0" * 64
"""`prev` of the first line."""
_END = re.compile(rb',"(sum|mac)":"([0-9a-f]{64})"\}\Z')
_HEX = re.compile("[0-9a-f]{64}")
_NUMBER = re.compile(rb'\A\{"n":([1-9][0-9]{0,18}),')
_KINDS: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("n", "of", "status"), (int, type(None))),
    **dict.fromkeys(("at", "context", "method", "url"), (str,)),
    "by": (dict,),
    "thumbprints": (list,),
    "batch": (list,),
}


class Finding(NamedTuple):
    """
    Say what is wrong with a log.

    Args:
        line: its number, from 1; None for the log as a whole.
        id: damaged, cut, order, chain, key, unkeyed, anchor, missing, empty.
    """

    line: int | None
    id: str
    sentence: str


class Anchor(NamedTuple):
    """Name a line by its number and the SHA-256 of its bytes; kept elsewhere, it shows a log that was cut or rewritten."""

    line: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.line}:{self.sha256}"


class Verdict(NamedTuple):
    """
    Hold what checking a log gave.

    Args:
        lines: how many there are; `head` is the last one.
        after: the line that a log continues which begins behind another file; None when it begins with its first.
    """

    lines: int
    head: Anchor | None
    findings: tuple[Finding, ...]
    after: Anchor | None = None


def digest(line: bytes) -> str:
    """Return what the next line's `prev` says of a line (without its line feed)."""
    return sha256(line).hexdigest()


def make_line(number: int, previous: bytes | None, entry: Mapping[str, Any], key: Secret | None = None) -> bytes:
    """Make a line, without its line feed."""
    document = {"n": number, "prev": digest(previous) if previous is not None else FIRST, **entry}
    text = json.dumps(document, separators=(",", ":")).encode()[:-1]
    return text + f',"{"mac" if key else "sum"}":"{_seal(text, key)}"'.encode() + b"}"


def number_of(line: bytes) -> int | None:
    """Read the number of a line that is whole; None for any other."""
    found = _NUMBER.match(line)
    return int(found[1]) if found and _END.search(line) else None


def entry_of(line: bytes) -> dict[str, Any] | None:
    """Read a line; None when it is none of ours: a file that others can write may hold anything."""
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not isinstance(document.get("event"), str) or "n" not in document:
        return None
    right = all(isinstance(value, _KINDS[name]) for name, value in document.items() if name in _KINDS)
    lists = [document.get(name, []) for name in ("thumbprints", "batch")]
    kinds = zip(lists, (str, dict), strict=True)
    return document if right and all(isinstance(one, kind) for held, kind in kinds for one in held) else None


def check(lines: Iterable[bytes], key: Secret | None = None, anchor: Anchor | None = None) -> Verdict:
    """
    Check a log.

    Args:
        lines: as they stand in the file, or in its files from the oldest on, each with its line feed.
        key: with one, a line that it did not seal is a finding.
        anchor: a line that has to be there.
    """
    findings: list[Finding] = []
    head: Anchor | None = None
    after: Anchor | None = None
    previous, position, number, named = FIRST, 0, 0, False
    for position, raw in enumerate(lines, 1):
        line = raw.removesuffix(b"\n")
        found = number_of(line)
        if position == 1 and (after := continued(line)) is not None:
            number, previous = after
            named, faults = _at_anchor(anchor, after)
            findings += faults
        wrong = [*_faults(raw, line, previous, key), *_order(found, number + 1)]
        findings += [Finding(position, name, said) for name, said in wrong]
        previous = digest(line)
        number = number + 1 if found is None else found  # what is missing is told once, not for every line behind it
        head = Anchor(number, previous)
        at_anchor, faults = _at_anchor(anchor, head, position)
        named = named or at_anchor
        findings += faults
    if anchor and not named:
        said = f"ends at line {number}; line {anchor.line}, which the anchor names, was cut off or removed"
        if after is not None and anchor.line <= after.line:
            said = f"begins after line {after.line}; give the file before it too, where the anchor's line {anchor.line} has to be"
        findings.append(Finding(None, "anchor", said))
    return Verdict(position, head, tuple(findings), after)


def _at_anchor(anchor: Anchor | None, seen: Anchor, position: int | None = None) -> tuple[bool, list[Finding]]:
    """Say whether a line is the one that the anchor numbers, and what is wrong when it is."""
    if anchor is None or anchor.line != seen.line:
        return False, []
    said = "is not the line that the anchor names: it was rewritten"
    said = said if position else f"continues another line {seen.line} than the anchor names: it was rewritten"
    return True, [Finding(position, "anchor", said)] if anchor != seen else []


def continued(line: bytes) -> Anchor | None:
    """Return the line of another file that a first line continues; None for any other line."""
    entry = entry_of(line)
    number = number_of(line)
    if entry is None or number is None or entry["event"] != "continued" or not _HEX.fullmatch(str(entry.get("prev"))):
        return None
    return Anchor(number - 1, str(entry["prev"]))


def _order(found: int | None, wanted: int) -> Iterator[tuple[str, str]]:
    if found is not None and found != wanted:
        yield "order", f"says that it is line {found} where line {wanted} is due: lines are missing or moved"


def _faults(raw: bytes, line: bytes, previous: str, key: Secret | None) -> Iterator[tuple[str, str]]:
    end = _END.search(line)
    if end is None or entry_of(line) is None:
        cut = not raw.endswith(b"\n") or (line.startswith(b'{"n":') and not line.endswith(b"}"))
        yield ("cut", "was cut short while it was written") if cut else ("damaged", "is no line of an audit log")
        return
    if end[1] == b"sum" and key is not None:
        yield "unkeyed", "is not sealed by a key"
    if end[1] == b"sum" or key is not None:
        right = _seal(line[: end.start()], key if end[1] == b"mac" else None)
        if right.encode() != end[2]:
            said = "does not fit its seal: it was changed, or sealed by another key"
            yield "key" if end[1] == b"mac" else "damaged", said
    if f'"prev":"{previous}"'.encode() not in line[:120]:
        yield "chain", "does not follow the line before it, which was changed, removed or put in"


def _seal(text: bytes, key: Secret | None) -> str:
    if key is None:
        return digest(text)
    import hmac

    return hmac.new(key.reveal().encode(), text, sha256).hexdigest()

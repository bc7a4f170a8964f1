"""
Tags, lengths and values: just enough of BER to see what is in a bundle before anything is decrypted.

Definite and indefinite lengths, constructed octet strings; no schemas. `structure` and `look` call it. Why our own:
docs/adr/0004-own-tlv-walk.md (a schema library costs more than the rest of the cold path).

Rule: nothing is trusted: every length is checked against what is there, depth and counts are bounded.
Source: X.690 (02/2021) sections 8.1 and 8.7.
"""

from functools import lru_cache
from typing import NamedTuple

INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 0x02, 0x03, 0x04, 0x05, 0x06
SEQUENCE, SET, CONTEXT_0 = 0x30, 0x31, 0xA0

MAX_DEPTH = 24
MAX_CHILDREN = 5_000
MAX_STEPS = 20_000

_CONSTRUCTED = 0x20
_OPEN = 0x80


class TlvError(ValueError):
    """Say what is not as X.690 wants it."""


class TruncatedError(TlvError):
    """Say that the bytes end too early."""


class Tlv(NamedTuple):
    """
    Point at one value inside `data`.

    Args:
        start, body, stop, after: offsets of the tag, of the first content octet, behind the last one, and of what follows.
    """

    data: bytes
    tag: int
    start: int
    body: int
    stop: int
    after: int

    @property
    def indefinite(self) -> bool:
        """Tell whether the length was left open (BER only)."""
        return self.after != self.stop

    @property
    def content(self) -> bytes:
        """Return the content octets as they stand."""
        return self.data[self.body : self.stop]

    @property
    def whole(self) -> bytes:
        """Return tag, length and content as they stand."""
        return self.data[self.start : self.after]

    def __repr__(self) -> str:
        return f"Tlv(tag={self.tag:#04x}, {self.start}..{self.after})"


_NEW = tuple.__new__  # as `Tlv._make` does, without its detour; a bundle has over a hundred values


def read(data: bytes, at: int = 0, end: int | None = None) -> Tlv:
    """Read the value that starts at `at` and must stop before `end`."""
    end = len(data) if end is None else end
    if at + 2 > end:
        raise TruncatedError("the bytes end inside a tag or length")
    tag, first, body = data[at], data[at + 1], at + 2
    if tag & 0x1F == 0x1F:
        raise TlvError("a tag of more than one octet")
    stop = body + first
    if first >= _OPEN:
        if first == _OPEN:
            return _read_indefinite(data, at, end)
        body += first & 0x7F
        if first > _OPEN + 8:
            raise TlvError("a length of more than eight octets")
        if body > end:
            raise TruncatedError("the bytes end inside a length")
        stop = body + int.from_bytes(data[at + 2 : body], "big")
    if stop > end:
        raise TruncatedError(f"{stop - end} bytes are missing")
    return _NEW(Tlv, (data, tag, at, body, stop, stop))


def _read_indefinite(data: bytes, at: int, end: int) -> Tlv:
    # A loop and no recursion, with one bound on all that is stepped over: hostile nesting costs nothing.
    inner, depth = at, 0
    for _ in range(MAX_STEPS):
        if inner + 2 > end:
            raise TruncatedError("the end of an open length is missing")
        if depth and data[inner : inner + 2] == b"\0\0":
            depth, inner = depth - 1, inner + 2
            if not depth:
                return Tlv(data, data[at], at, at + 2, inner - 2, inner)
        elif data[inner + 1] == _OPEN:
            if not data[inner] & _CONSTRUCTED or depth >= MAX_DEPTH:
                raise TlvError("an open length that is nested too deeply or on a primitive value")
            depth, inner = depth + 1, inner + 2
        else:
            inner = read(data, inner, end).after
    raise TlvError("too many values in one")


def children(parent: Tlv, *, limit: int = MAX_CHILDREN) -> list[Tlv]:
    """Read the values inside a constructed one; raises TlvError when there are more than `limit`."""
    found: list[Tlv] = []
    at = parent.body
    while at < parent.stop:
        if len(found) >= limit:
            raise TlvError("too many values in one")
        child = read(parent.data, at, parent.stop)
        found.append(child)
        at = child.after
    return found


def octets(value: Tlv, depth: int = 0) -> bytes:
    """Return the content of an octet string, put together when it comes in pieces."""
    if not value.tag & _CONSTRUCTED:
        return value.content
    if depth >= MAX_DEPTH:
        raise TlvError("nested too deeply")
    pieces = children(value)
    if any(piece.tag & ~_CONSTRUCTED != OCTET_STRING for piece in pieces):
        raise TlvError("a piece of an octet string is none")
    return b"".join(octets(piece, depth + 1) for piece in pieces)


def integer(value: Tlv) -> int:
    """Return an INTEGER; raises TlvError when it is none or absurdly long."""
    if value.tag != INTEGER or not 0 < value.stop - value.body <= 16:
        raise TlvError("a small integer was expected")
    return int.from_bytes(value.content, "big", signed=True)


def oid(value: Tlv) -> str:
    """Return an OBJECT IDENTIFIER in dotted form."""
    content = value.content
    if value.tag != OID or not 0 < len(content) <= 64 or content[-1] & 0x80:
        raise TlvError("an object identifier was expected")
    return _dotted(content)


@lru_cache(maxsize=256)  # a few dozen stand in all bundles together
def _dotted(content: bytes) -> str:
    arcs, arc = [], 0
    for octet in content:
        arc = arc << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(arc)
            arc = 0
    top = min(arcs[0] // 40, 2)
    return ".".join(map(str, (top, arcs[0] - 40 * top, *arcs[1:])))


def sequence(value: Tlv, least: int = 0) -> list[Tlv]:
    """Read the values of a SEQUENCE that must have at least `least` of them."""
    if value.tag != SEQUENCE:
        raise TlvError("a sequence was expected")
    found = children(value)
    if len(found) < least:
        raise TlvError("a sequence is too short")
    return found

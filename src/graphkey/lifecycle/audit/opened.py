"""
An audit log that is open: its lock, its last line, and whether its path still names it.

For those who add to it (`log`) and those who begin a new one (`archive`).

Rule: nobody reads the end of a log, or moves it, but under its lock.
"""

import errno
import os
import time

from graphkey.config.file_lock import try_lock
from graphkey.lifecycle.audit.chain import number_of

_TAIL = 1 << 16
_PAUSE_S = 0.005


def last_line(descriptor: int, size: int) -> tuple[int, bytes | None, bool]:
    """Read the last line: its number, its bytes (None when there is no line), and whether it lacks its line feed."""
    if size == 0:
        return 0, None, False
    reach = min(size, _TAIL)
    while True:
        tail = _read(descriptor, size - reach, reach)
        torn = not tail.endswith(b"\n")
        start = tail.rfind(b"\n", 0, len(tail) - (0 if torn else 1)) + 1
        if start or reach == size:
            break
        reach = min(size, reach * 2)
    last = tail[start:].removesuffix(b"\n")
    number = number_of(last)
    return (number if number is not None else _before(descriptor) + _count(descriptor, size) + torn), last, torn


def is_still(descriptor: int, path: str) -> bool:
    """Say whether a path names the file that is open."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))  # noqa: PTH116
    except FileNotFoundError:
        return False


def lock_in_time(descriptor: int, deadline_s: float) -> None:
    """Lock an open file; raises OSError when another has it still at a time of the steady clock."""
    while not try_lock(descriptor):
        if time.monotonic() > deadline_s:
            raise OSError(errno.EAGAIN, "another process holds its lock")
        time.sleep(_PAUSE_S)


def _before(descriptor: int) -> int:
    """Return how many lines the files before this one hold, as its first line tells."""
    first = number_of(_read(descriptor, 0, _TAIL).partition(b"\n")[0])
    return first - 1 if first is not None else 0


def _count(descriptor: int, size: int) -> int:
    """Count line feeds, where the last line does not tell its number."""
    return sum(_read(descriptor, at, min(_TAIL, size - at)).count(b"\n") for at in range(0, size, _TAIL))


def _read(descriptor: int, at: int, length: int) -> bytes:
    os.lseek(descriptor, at, os.SEEK_SET)
    parts = []
    while length > 0 and (part := os.read(descriptor, length)):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)

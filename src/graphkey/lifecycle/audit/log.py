"""
The file of the audit log: lines are added at its end, one at a time, by many processes at once, and never changed.

`audit` adds to it, `cli/audit` reads it. The form of a line is `audit/chain`'s.

Rule: a line is there whole or not at all, and on the disk before the next thing happens; one that a power cut left half-written
stays, and the next begins after it.
Rule: nobody waits for the lock longer than `LOCK_S`: a stopped process must not stop the changes of all others.
Source: open(2) (O_APPEND), flock(2), fsync(2).
"""

import errno
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from graphkey.lifecycle.audit.chain import make_line, number_of
from graphkey.secret import Secret

LOCK_S = 5.0
_TAIL = 1 << 16
_PAUSE_S = 0.005


class AuditLog:
    """
    Add entries to a log.

    Args:
        path: of the file; it (0600) and its folder (0700) are made when they are missing.
        key: seals lines by HMAC; None seals them by a hash alone.
        alarm: is told that an entry could not be written.
        now: aware UTC.
    """

    def __init__(
        self,
        path: str,
        *,
        key: Secret | None = None,
        alarm: Callable[[str], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        lock_s: float = LOCK_S,
    ) -> None:
        self._path = path
        self._key = key
        self._alarm = alarm
        self._now = now
        self._lock_s = lock_s
        self._turn = threading.Lock()

    def add(self, entry: Mapping[str, Any]) -> int | None:
        """Add an entry; returns the number of its line, or None when it could not be written, which the alarm was told."""
        try:
            return self._in_turn({"at": self._now().isoformat(timespec="milliseconds"), **entry})
        except OSError as error:
            what = " ".join(str(entry[one]) for one in ("event", "method", "url", "status") if one in entry)
            self._alarm(
                f"the audit log {self._path} lacks an entry ({what}), because it cannot be written: "
                f"{error.strerror or error}. Make room or mend it; GRAPHKEY_AUDIT names another file."
            )
            return None

    def _in_turn(self, entry: Mapping[str, Any]) -> int:
        """Append when this process's other threads have: they are woken, where another process's lock is tried in pauses."""
        deadline_s = time.monotonic() + self._lock_s
        if not self._turn.acquire(timeout=self._lock_s):
            raise OSError(errno.EAGAIN, "another thread holds its lock")
        try:
            return self._append(entry, deadline_s)
        finally:
            self._turn.release()

    def _append(self, entry: Mapping[str, Any], deadline_s: float) -> int:
        folder = os.path.dirname(self._path)  # noqa: PTH120
        if folder:
            os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        descriptor = os.open(self._path, flags, 0o600)
        try:
            _lock(descriptor, deadline_s)
            size = os.fstat(descriptor).st_size
            number, last, torn = _last(descriptor, size)
            line = make_line(number + 1, last, entry, self._key) + b"\n"
            data = b"\n" + line if torn else line
            if os.write(descriptor, data) != len(data):
                os.ftruncate(descriptor, size)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            _to_disk(descriptor)
        finally:
            os.close(descriptor)
        return number + 1


def read_lines(path: str) -> Iterator[bytes]:
    """
    Give the lines of a log, each with its line feed.

    Raises: OSError when it cannot be read.
    """
    with open(path, "rb") as file:
        yield from file


def _last(descriptor: int, size: int) -> tuple[int, bytes | None, bool]:
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
    return (number if number is not None else _count(descriptor, size) + torn), last, torn


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


def _to_disk(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a pipe or a device has no disk behind it
            raise


def _lock(descriptor: int, deadline_s: float) -> None:
    """Lock the file until it is closed; closing lets go, and so does dying."""
    while not _try_lock(descriptor):
        if time.monotonic() > deadline_s:
            raise OSError(errno.EAGAIN, "another process holds its lock")
        time.sleep(_PAUSE_S)


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        # Far beyond the end, because a lock there keeps others from reading what it covers.
        os.lseek(descriptor, 1 << 40, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

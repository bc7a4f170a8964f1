"""
The file of the audit log: lines are added at its end, one at a time, by many processes at once, and never changed.

`transport` adds to it, `cli/audit` reads it, `archive` begins a new one. The form of a line is `audit/chain`'s.

Rule: a line is there whole or not at all; one that a power cut left half-written stays, and the next begins after it.
Rule: what an entry announces begins when its line is on the disk, and not before; threads that wait for that share one fsync.
Rule: nobody waits for the lock longer than `LOCK_S`: a stopped process must not stop the changes of all others.
Source: open(2) (O_APPEND), flock(2), fsync(2).
"""

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from graphkey.config.file_lock import unlock
from graphkey.lifecycle.audit.chain import make_line
from graphkey.lifecycle.audit.disk import Disk
from graphkey.lifecycle.audit.opened import is_still, last_line, lock_in_time
from graphkey.secret import Secret

LOCK_S = 5.0
_UNKNOWN = -1


class _File(NamedTuple):
    """
    Hold the log open, and know what stands at its end.

    Args:
        disk: what was written to this file and waits for it; the next file has its own.
        process: which opened it: a lock taken through a descriptor that was inherited would be its parent's as well.
        size: of the file behind the last line; one that differs means that others added to it.
    """

    opened: "_Descriptor"
    disk: Disk
    process: int
    size: int
    number: int
    last: bytes | None


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
        self._file: _File | None = None

    def add(self, entry: Mapping[str, Any], *, durable: bool = True) -> int | None:
        """
        Add an entry; returns the number of its line, or None when it could not be written, which the alarm was told.

        Args:
            durable: come back when it is on the disk. What is not waited for survives this process, and perhaps no power cut.
        """
        try:
            return self._in_turn({"at": self._now().isoformat(timespec="milliseconds"), **entry}, durable)
        except OSError as error:
            what = " ".join(str(entry[one]) for one in ("event", "method", "url", "status") if one in entry)
            self._alarm(
                f"the audit log {self._path} lacks an entry ({what}), because it cannot be written: "
                f"{error.strerror or error}. Make room or mend it; GRAPHKEY_AUDIT names another file."
            )
            return None

    def _in_turn(self, entry: Mapping[str, Any], durable: bool) -> int:
        """Append when this process's other threads have: they are woken, where another process's lock is tried in pauses."""
        deadline_s = time.monotonic() + self._lock_s
        if not self._turn.acquire(timeout=self._lock_s):
            raise OSError(errno.EAGAIN, "another thread holds its lock")
        try:
            file = self._append(entry, deadline_s)
            written = file.disk.wrote()
        finally:
            self._turn.release()
        if durable:
            file.disk.wait(file.opened.number, written, self._lock_s)
        return file.number

    def _append(self, entry: Mapping[str, Any], deadline_s: float) -> _File:
        file = self._locked(deadline_s)
        descriptor = file.opened.number
        try:
            size = os.fstat(descriptor).st_size
            known = size == file.size
            number, last, torn = (file.number, file.last, False) if known else last_line(descriptor, size)
            line = make_line(number + 1, last, entry, self._key)
            data = b"\n" * torn + line + b"\n"
            if os.write(descriptor, data) != len(data):
                os.ftruncate(descriptor, size)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self._file = file._replace(size=size + len(data), number=number + 1, last=line)
        finally:
            unlock(descriptor)
        return self._file

    def _locked(self, deadline_s: float) -> _File:
        """Lock the file that the path names now; it may have been moved away since the last entry."""
        while True:
            file = self._file or self._open()
            self._file = None  # until the next line stands in it
            if file.process != os.getpid():
                continue  # its lock is the parent's, who would lose it here
            lock_in_time(file.opened.number, deadline_s)
            if is_still(file.opened.number, self._path):
                return file
            unlock(file.opened.number)

    def _open(self) -> _File:
        folder = os.path.dirname(self._path)  # noqa: PTH120
        if folder:
            os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        return _File(_Descriptor(os.open(self._path, flags, 0o600)), Disk(), os.getpid(), _UNKNOWN, 0, None)


def read_lines(path: str) -> Iterator[bytes]:
    """
    Give the lines of a log, each with its line feed.

    Raises: OSError when it cannot be read.
    """
    with open(path, "rb") as file:
        yield from file


class _Descriptor:
    """Close a descriptor when nobody has it any more: a thread may wait for the disk when another has opened the next file."""

    def __init__(self, number: int, close: Callable[[int], None] = os.close) -> None:
        self.number = number
        self._close = close

    def __del__(self) -> None:
        self._close(self.number)

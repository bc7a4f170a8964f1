"""
Waiting until what was written is on the disk, together: one fsync serves every thread that wrote before it began.

Rule: who was told that it is on the disk wrote before an fsync began that succeeded. One that failed is told to all it was for,
since the system reports a lost page only once.
Source: fsync(2); PostgreSQL's account of reported errors, https://wiki.postgresql.org/wiki/Fsync_Errors
"""

import errno
import os
import threading


class Disk:
    """Count what was written to one file, and wait for it."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._written = 0
        self._tried = 0
        self._lost: list[tuple[range, OSError]] = []

    def wrote(self) -> int:
        """Note a write that was made, and return its number; for one thread at a time, in the order of the writes."""
        self._written += 1
        return self._written

    def wait(self, descriptor: int, number: int, timeout_s: float) -> None:
        """
        Come back when a write is on the disk.

        Args:
            number: of the write, from `wrote`.

        Raises: OSError when it is not known to be there.
        """
        if not self._turn.acquire(timeout=timeout_s):
            raise OSError(errno.EAGAIN, "another thread waits for the disk")
        try:
            if self._tried < number:
                self._flush(descriptor)
            error = next((error for numbers, error in self._lost if number in numbers), None)
        finally:
            self._turn.release()
        if error:
            raise OSError(error.errno, error.strerror)

    def _flush(self, descriptor: int) -> None:
        written = range(self._tried + 1, self._written + 1)
        self._tried = self._written
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a pipe or a device has no disk behind it
                self._lost.append((self._after_the_last_lost(written), error))

    def _after_the_last_lost(self, written: range) -> range:
        """Join what was lost to what was lost right before it, so that a disk that stays broken fills no list."""
        if self._lost and self._lost[-1][0].stop == written.start:
            return range(self._lost.pop()[0].start, written.stop)
        return written

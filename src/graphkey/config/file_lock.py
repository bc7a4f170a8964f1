"""
Locks on open files, between processes. The operating system lets go of them when a process dies, however it dies.

Rule: no two places of Graphkey lock files in ways of their own.
Source: flock(2); msvcrt.locking on Windows.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held(path: str | os.PathLike[str]) -> Iterator[None]:
    """Hold a file's lock while the block runs; make the file (0600) if need be, and wait for whoever has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        lock(descriptor)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    _WHERE = 1 << 40
    """Far beyond the end, because a lock there keeps others from reading what it covers."""
    _TAKEN = (errno.EACCES, errno.EDEADLOCK)

    def lock(descriptor: int) -> None:
        """Lock an open file; wait for whoever has it."""
        while not _at(descriptor, msvcrt.LK_LOCK):
            continue  # it gives up after ten tries a second apart

    def try_lock(descriptor: int) -> bool:
        """Lock an open file if nobody has it; say whether."""
        return _at(descriptor, msvcrt.LK_NBLCK)

    def unlock(descriptor: int) -> None:
        """Let go of an open file."""
        _at(descriptor, msvcrt.LK_UNLCK)

    def _at(descriptor: int, what: int) -> bool:
        os.lseek(descriptor, _WHERE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, what, 1)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
            return False
        return True

else:
    import fcntl

    def lock(descriptor: int) -> None:
        """Lock an open file; wait for whoever has it."""
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def try_lock(descriptor: int) -> bool:
        """Lock an open file if nobody has it; say whether."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(descriptor: int) -> None:
        """Let go of an open file."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)

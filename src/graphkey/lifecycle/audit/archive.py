"""
Beginning a new file of the audit log: the full one gets another name, and the first line of the new one goes on where it ended.

That line is `continued`: its `n` and `prev` follow the last line of the old file, whose name it holds. So the files in their
order verify as one chain, and the new one by itself says after which line it begins. `cli/audit` calls it.

Rule: at no instant does the log's name lead nowhere. A program that is killed here leaves the log under both names, or is done.
Rule: no file is written over; one that is open elsewhere is moved all the same, since writers look at the path before each line.
Source: link(2), rename(2).
"""

import os
import time
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from graphkey.lifecycle.audit.chain import Anchor, digest, make_line
from graphkey.lifecycle.audit.log import LOCK_S
from graphkey.lifecycle.audit.opened import is_still, last_line, lock_in_time
from graphkey.secret import Secret


class Archived(NamedTuple):
    """Hold what was put aside: the new name of the old file, and its last line as an anchor (None when the log is empty)."""

    path: str
    head: Anchor | None


def archive(path: str, to: str, *, key: Secret | None, now: datetime, lock_s: float = LOCK_S) -> Archived:
    """
    Give a log another name and begin a new one under its own.

    Args:
        to: the other name, in a folder of the same file system; nothing may have it.
        key: seals the new line.
    Returns: a head of None, and nothing was done, when the log holds no line.
    Raises: OSError when there is no log, `to` is taken, or the file system gives no second name to a file.
    """
    descriptor = _locked(path, time.monotonic() + lock_s)
    try:
        number, last, _ = last_line(descriptor, os.fstat(descriptor).st_size)
        if last is None:
            return Archived(to, None)
        entry = {"at": now.isoformat(timespec="milliseconds"), "event": "continued", "file": Path(to).name}
        _replace(path, to, make_line(number + 1, last, entry, key) + b"\n")
        return Archived(to, Anchor(number, digest(last)))
    finally:
        os.close(descriptor)


def _locked(path: str, deadline_s: float) -> int:
    """Open the file that the path names, and lock it; another may have archived it meanwhile."""
    while True:
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            lock_in_time(descriptor, deadline_s)
            if is_still(descriptor, path):
                return descriptor
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _replace(path: str, to: str, first: bytes) -> None:
    """Link the old file to its new name, and put a new one that holds a line in its place in one step."""
    new = Path(f"{path}.{os.getpid()}.new")
    try:
        _write(new, first)
        os.link(path, to)
        try:
            new.replace(path)
        except OSError:
            Path(to).unlink()
            raise
    finally:
        new.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())

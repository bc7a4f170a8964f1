"""
The folder of one connector's rotation: a journal, an announcement, and bundles that only their owner reads.

`run` reads and writes through `Files`; tests put a recorder before it and end the process at any of its calls.

Rule: a file is there whole or not at all, whatever ends the process: written beside, brought to the disk, then put in place.
Rule: one process at a time; the operating system lets go of the lock when a process dies, however it dies.
Source: rename(2), fsync(2) (also of the folder, or the name may be lost).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from graphkey.config.file_lock import try_lock
from graphkey.errors import ConfigError, OutputError, PlanError

_PART = ".part"
_LOCK = "lock"


class Files(Protocol):
    """Keep a few named files."""

    def read(self, name: str) -> bytes | None:
        """Return a file's content; None when there is none."""

    def write(self, name: str, content: bytes) -> None:
        """Put a file in place, whole, over an old one if there is one; on the disk when this returns."""

    def remove(self, name: str) -> None:
        """Remove a file if it is there."""


class Folder:
    """
    Keep files in a folder (0700), each 0600.

    What the disk does not do is raised: OutputError where it was to be changed, ConfigError otherwise.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, name: str) -> bytes | None:
        """See `Files`."""
        with self._told("read", name):
            try:
                return (self.path / name).read_bytes()
            except FileNotFoundError:
                return None

    def write(self, name: str, content: bytes) -> None:
        """See `Files`."""
        with self._told("write", name):
            part = self.path / f".{name}{_PART}"  # one writer at a time: what is left of a dead one is overwritten
            with suppress(FileNotFoundError):
                part.unlink()
            with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path / name)
            self._sync()

    def remove(self, name: str) -> None:
        """See `Files`."""
        with self._told("remove", name):
            for one in (self.path / name, self.path / f".{name}{_PART}"):
                one.unlink(missing_ok=True)
            self._sync()

    def _sync(self) -> None:
        if os.name == "nt":  # a folder has no descriptor there
            return
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextmanager
    def _told(self, what: str, name: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            kind = OutputError if what in ("write", "remove") else ConfigError
            raise kind(
                f"cannot {what} {self.path / name}: {error.strerror or error}",
                hint="Look at the disk and at who may write there; then: graphkey rotate resume.",
            ) from error

    @contextmanager
    def held(self) -> Iterator[None]:
        """
        Make the folder if need be, and hold its lock.

        Raises: PlanError when another process holds it.
        """
        with self._told("lock", _LOCK):
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not try_lock(descriptor):
                raise PlanError(
                    "another process is at work on this rotation", hint="Wait for it, then: graphkey rotate status."
                )
            yield
        finally:
            os.close(descriptor)

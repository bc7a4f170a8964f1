"""
Files that only their owner reads, written whole or not at all. Used by the verbs that hand something over in a file.

A new file is written beside the name, brought to the disk, and takes the name at the end; several that belong together take
theirs when all are on the disk. What is no regular file (a pipe, a device) is written to as it stands.

Rule: a file that is there is as it was until the new one is whole, and stays when it must not be replaced.
Rule: whatever fails is an OutputError, and nothing is left beside.
"""

import os
import stat
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from graphkey.errors import OutputError, UsageError


def write_private(path: Path, content: bytes) -> None:
    """
    Put a file (0600) in place in one step, over an old one if there is one.

    Raises: OutputError when it cannot be written; then the old one is as it was.
    """
    write_together({path: content}, replace=True)


def write_together(files: Mapping[Path, bytes], *, replace: bool) -> None:
    """
    Put files (0600) in place once all of them are on the disk.

    Args:
        replace: over old ones, also those that a link leads to; else a file that somebody made meanwhile is left alone, and
            none of ours stays.
    Raises: OutputError when one cannot be written; UsageError when one exists and must not be replaced.
    """
    with ExitStack() as undo:
        beside = {path: _written(path, content, undo) for path, content in files.items()}
        placed = ExitStack()
        with placed:
            for path, part in beside.items():
                if part is not None:
                    _place(part, path, placed, replace=replace)
            placed.pop_all()


def refuse_existing(out: Path, force: bool) -> None:
    """
    Tell before any work is done for a file that it will not be written.

    Raises: UsageError when it must not be written over; OutputError when its folder is missing.
    """
    try:
        if out.is_dir():
            raise UsageError(f"{out} is a folder", hint="Name the file to write.")
        if not force and (out.exists() or out.is_symlink()):
            raise _exists(out)
        os.stat(f"{out.parent}{os.sep}")  # noqa: PTH116 - pathlib takes the separator away, which asks for a folder
    except OSError as error:
        raise _failed(out, error) from error


def _written(path: Path, content: bytes, undo: ExitStack) -> Path | None:
    """Write a file beside its name; None for what is no regular file and was written to as it stands."""
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            with path.open("wb") as opened:
                opened.write(content)
            return None
        part = path.resolve().with_name(f".{os.urandom(8).hex()}.part")
        with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            undo.callback(part.unlink, missing_ok=True)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _failed(path, error) from error
    return part


def _place(part: Path, path: Path, placed: ExitStack, *, replace: bool) -> None:
    try:
        if replace:
            part.replace(path.resolve())
            return
        try:
            os.link(part, path)  # unlike a rename, a link never replaces what somebody made meanwhile
        except FileExistsError:
            raise _exists(path) from None
        except OSError:  # a file system without links
            refuse_existing(path, force=False)
            part.replace(path)
        placed.callback(path.unlink, missing_ok=True)
    except OSError as error:
        raise _failed(path, error) from error


def _exists(path: Path) -> UsageError:
    return UsageError(f"{path} exists already", hint="Take another name, or --force to replace it.")


def _failed(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"cannot write {path}: {error.strerror or error}",
        hint="See that the folder exists, may be written to, and has room.",
    )

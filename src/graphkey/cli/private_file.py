"""
Files that only their owner reads, written whole or not at all. Used by the verbs that hand something over in a file.
"""

import os
from pathlib import Path

from graphkey.errors import UsageError


def write_private(path: Path, content: bytes) -> None:
    """
    Put a file (0600) in place in one step, over an old one if there is one.

    Raises: UsageError when it cannot be written; then the old one is as it was.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(
            f"cannot write {path}: {error.strerror}",
            hint="See that the folder exists, may be written to, and has room.",
        ) from error

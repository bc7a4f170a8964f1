"""
`-OutFile FILE`: bytes into a file that is whole or as it was.

The content goes into a new file beside it, which takes its name at the end; PowerShell writes over an old file too. What is no
regular file (a pipe, a device) is written to as it stands.

Rule: a name that cannot be written fails before anything is sent, and no half of a file stays behind.
"""

import os
import stat
from contextlib import suppress
from typing import BinaryIO

from graphkey.errors import OutputError


class OutFile:
    """
    Write one content.

    Args:
        path: of the file; a link is followed.
        asked_by: the parameter that names it, for messages.
    """

    def __init__(self, path: str, asked_by: str = "-OutFile") -> None:
        self._path = path
        self._asked_by = asked_by
        self._real = path
        self._file: BinaryIO | None = None
        self._beside: str | None = None

    def reserve(self) -> None:
        """
        Make the new file, before anything is sent.

        Raises: OutputError when the folder is not there or cannot be written to.
        """
        try:
            self._real = os.path.realpath(self._path)
            if os.path.exists(self._real) and not stat.S_ISREG(os.stat(self._real).st_mode):  # noqa: PTH110, PTH116
                self._file = open(self._real, "wb")  # noqa: SIM115 - closed by close()
                return
            self._beside = f"{self._real}.{os.getpid()}.part"
            self._file = open(self._beside, "xb")  # noqa: SIM115 - closed by close()
        except (OSError, ValueError) as error:
            self._beside = None
            raise self._failed(error) from error

    def write(self, content: bytes) -> None:
        """
        Write the content and give the file its name.

        Raises: OutputError when the disk is full or the name cannot be taken.
        """
        assert self._file is not None
        try:
            self._file.write(content)
            self._file.flush()
            if self._beside is not None:
                os.fsync(self._file.fileno())
                self._file.close()
                os.replace(self._beside, self._real)  # noqa: PTH105 - pathlib stays off the cold path
                self._beside = None
        except OSError as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Close the file; what did not become whole is removed."""
        if self._file is None:
            return
        with suppress(OSError):  # a full disk again, which has been told
            self._file.close()
        if self._beside is not None:
            os.unlink(self._beside)  # noqa: PTH108 - as above

    def _failed(self, error: Exception) -> OutputError:
        reason = error.strerror if isinstance(error, OSError) else "a path cannot hold that character"
        return OutputError(
            f"{self._asked_by} cannot write {self._path!r}: {reason}",
            hint="Name a file in a folder that can be written to.",
        )

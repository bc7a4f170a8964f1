"""
The files of an audit log, read one after the other: the archived ones and the one that is written now.

Rule: a file that is not there is noted, and never read as one without lines.
"""

from collections.abc import Iterator, Sequence

from graphkey.errors import UsageError
from graphkey.lifecycle.audit.log import read_lines


class Files:
    """
    Read logs one after the other, and know which line is whose.

    Raises: UsageError for one that cannot be read; one that is not there is noted.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = paths
        self.missing: list[str] = []
        self._ends: list[tuple[int, str]] = []

    def lines(self) -> Iterator[bytes]:
        """Give the lines of all, each with its line feed."""
        number = 0
        for path in self.paths:
            try:
                for line in read_lines(path):
                    number += 1
                    yield line
            except FileNotFoundError:
                self.missing.append(path)
            except OSError as error:
                said = f"the audit log {path} cannot be read: {error.strerror}"
                raise UsageError(said, hint="Check who may read it.") from error
            self._ends.append((number, path))

    def where(self, number: int) -> tuple[str, int]:
        """Say which file a line stands in, and as which of it; numbers count through all."""
        before = 0
        for end, path in self._ends:
            if number <= end:
                return path, number - before
            before = end
        return self.paths[-1], number - before

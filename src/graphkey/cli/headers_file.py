"""
`-ResponseHeadersVariable FILE`: the headers of every answer, in a new file.

One answer is a JSON object; several (pages of a list, several inputs) are a line of JSON each.

Rule: never over an old file, and no empty file stays behind when no answer came.
"""

import json
import os

from graphkey.errors import UsageError
from graphkey.wire import Response


class HeadersFile:
    """Collect the headers of answers for a new file."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._reserved = False
        self._seen: list[dict[str, str]] = []

    def reserve(self) -> None:
        """
        Make the file, before anything is sent.

        Raises: UsageError when the name is taken or the folder cannot be written to.
        """
        if self._path is None or self._reserved:
            return
        try:
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "a path cannot hold that character"
            raise UsageError(
                f"-ResponseHeadersVariable cannot make {self._path!r}: {reason}",
                hint="Name a new file in a folder that exists.",
            ) from error
        self._reserved = True

    def __call__(self, response: Response) -> None:
        """Take the headers of an answer."""
        if self._reserved:
            self._seen.append(dict(response.headers))

    def close(self) -> None:
        """Write the file, or remove it when no answer came."""
        if self._path is None or not self._reserved:
            return
        if not self._seen:
            os.unlink(self._path)  # noqa: PTH108 - pathlib stays off the cold path
            return
        lines = [json.dumps(one, indent=2 if len(self._seen) == 1 else None) for one in self._seen]
        with open(self._path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

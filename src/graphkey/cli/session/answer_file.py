"""
`-OutputFilePath` and `-InferOutputFileName`: an answer's body as a file.

Writing is `cli/out_file`'s: whole or not at all, and a device is written to as it stands.

Rule: a name that the service gives never leaves this folder and replaces nothing.
Source: RFC 6266 section 4.3 (the file name is advice; path segments are cut off).
"""

import os
import re
from urllib.parse import unquote

from graphkey.cli.binder import Given
from graphkey.cli.out_file import OutFile
from graphkey.cli.world import World
from graphkey.errors import UsageError
from graphkey.wire import Response

_NAME = re.compile(
    r"filename\*?=(?:(?P<charset>[\w-]*)'[\w-]*')?(?:\"(?P<quoted>[^\"]*)\"|(?P<plain>[^;\s]+))", re.IGNORECASE
)


class AnswerFile:
    """Keep the body of one answer in the file that was asked for, if one was."""

    def __init__(self, given: Given, world: World) -> None:
        self._path = given.text("OutputFilePath")
        self._inferred = given.on("InferOutputFileName")
        self._world = world
        self._file = OutFile(self._path, "-OutputFilePath") if self._path is not None else None

    @property
    def wanted(self) -> bool:
        """Tell whether a file was asked for."""
        return self._path is not None or self._inferred

    def reserve(self) -> None:
        """
        Make sure that the file can be written, before anything is sent.

        Raises: OutputError when it cannot.
        """
        if self._file is not None:
            self._file.reserve()

    def write(self, response: Response) -> None:
        """
        Write the body.

        Raises: OutputError when it cannot be written; UsageError when the service names no file, or one that is there.
        """
        if self._file is None:
            self._path = inferred_name(response)
            if os.path.lexists(self._path):
                raise UsageError(f"the file {self._path!r} is there already", hint="Name another with -OutputFilePath.")
            self._file = OutFile(self._path, "-InferOutputFileName")
            self._file.reserve()
        self._file.write(response.body)
        self._world.say(f"{len(response.body)} bytes are in {self._path}")

    def close(self) -> None:
        """Leave no half of a file behind."""
        if self._file is not None:
            self._file.close()


def inferred_name(response: Response) -> str:
    """
    Return the name that the service gives, without any folder.

    Raises: UsageError when there is none that can be used.
    """
    found = list(_NAME.finditer(response.headers.get("content-disposition", "")))
    starred = [one for one in found if one["charset"] is not None]
    best = (starred or found)[:1]
    text = (best[0]["quoted"] or best[0]["plain"] or "") if best else ""
    name = re.split(r"[/\\]", unquote(text) if starred else text)[-1].strip()
    if not name.strip(".") or not name.isprintable() or ":" in name:
        raise UsageError("the service named no file", hint="Give -OutputFilePath FILE.")
    return name

"""
`-OutputFilePath` and `-InferOutputFileName`: an answer's body as a file.

Rule: the file appears whole or not at all; a name that the service gives never leaves this folder and replaces nothing.
Source: RFC 6266 section 4.3 (the file name is advice; path segments are cut off).
"""

import os
import re
from pathlib import Path
from urllib.parse import unquote

from graphkey.cli.binder import Given
from graphkey.cli.world import World
from graphkey.errors import UsageError
from graphkey.wire import Response

_NAME = re.compile(
    r"filename\*?=(?:(?P<charset>[\w-]*)'[\w-]*')?(?:\"(?P<quoted>[^\"]*)\"|(?P<plain>[^;\s]+))", re.IGNORECASE
)


def write_answer(given: Given, world: World, response: Response) -> bool:
    """
    Write an answer's body to the file that was asked for.

    Returns: False when none was.
    Raises: UsageError when it cannot be written, or the service names none.
    """
    wanted = given.text("OutputFilePath")
    if wanted is None and not given.on("InferOutputFileName"):
        return False
    path = Path(wanted) if wanted is not None else Path(_inferred(response))
    if wanted is None and path.exists():
        raise UsageError(f"the file {str(path)!r} is there already", hint="Name another with -OutputFilePath.")
    _put(path, response.body)
    world.say(f"{len(response.body)} bytes are in {path}")
    return True


def _inferred(response: Response) -> str:
    found = list(_NAME.finditer(response.headers.get("content-disposition", "")))
    starred = [one for one in found if one["charset"] is not None]
    best = (starred or found)[:1]
    text = (best[0]["quoted"] or best[0]["plain"] or "") if best else ""
    name = re.split(r"[/\\]", unquote(text) if starred else text)[-1].strip()
    if not name.strip(".") or not name.isprintable() or ":" in name:
        raise UsageError("the service named no file", hint="Give -OutputFilePath FILE.")
    return name


def _put(path: Path, data: bytes) -> None:
    made = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        made.write_bytes(data)
        made.replace(path)
    except (OSError, ValueError) as error:
        made.unlink(missing_ok=True)
        reason = error.strerror if isinstance(error, OSError) else "a path cannot hold that character"
        raise UsageError(
            f"{str(path)!r} cannot be written: {reason}", hint="The answer had come; name another file and ask again."
        ) from None

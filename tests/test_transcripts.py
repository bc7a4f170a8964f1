"""
Transcripts: what a user types, and what comes back, held to the letter.

A file is a conversation on one fresh local Graph: `$ command` lines run in order; the lines below one are its standard output, those
behind `! ` its standard error, and `? N` its exit code (0 when left away). Ids, dates, thumbprints and sizes are written as
<guid>, <date>, <thumbprint>, <n>; `…` stands for the rest of a line, a line of `...` for any lines.
"""

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.bundles import PASSWORD, pfx
from tests.cli.conftest import cli  # noqa: F401  the fixture

FOLDER = Path(__file__).parent / "transcripts"
_SHAPES = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<guid>"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\b)"), "<date>"),
    (re.compile(r"\b[0-9A-F]{64}\b|\b[0-9A-F]{40}\b|\b[0-9a-f]{64}\b"), "<thumbprint>"),
    (re.compile(r"\b1[789]\d{8}\b"), "<seconds>"),
    (re.compile(r"\d+ bytes"), "<n> bytes"),
]


def conversations() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))


def steps(text: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found and not line.startswith("#"):
            found[-1][1].append(line)
    return found


def shown(done, folder: Path) -> list[str]:
    text = (
        done.out + "".join(f"! {line}\n" for line in done.err.splitlines()) + (f"? {done.code}\n" if done.code else "")
    )
    text = text.replace(str(folder), "<folder>")
    for shape, name in _SHAPES:
        text = shape.sub(name, text)
    return text.splitlines()


def fits(wanted: list[str], got: list[str]) -> bool:
    if not wanted:
        return not got
    if wanted[0] == "...":
        return any(fits(wanted[1:], got[n:]) for n in range(len(got) + 1))
    if not got:
        return False
    first = got[0].startswith(wanted[0][:-1]) if wanted[0].endswith("…") else got[0] == wanted[0]
    return first and fits(wanted[1:], got[1:])


@pytest.mark.parametrize("path", conversations(), ids=lambda path: path.stem)
def test_conversation_goes_as_written(cli, tmp_path, path):  # noqa: F811
    (tmp_path / "client.pfx").write_bytes(pfx())
    for command, wanted in steps(path.read_text(encoding="utf-8")):
        words = shlex.split(command.replace("@client.pfx", f"@{tmp_path / 'client.pfx'}"))
        assert words[0] == "graphkey"
        piped = None
        if "<<<" in words:
            at = words.index("<<<")
            piped, words = words[at + 1], words[:at]
        done = cli(*words[1:], env={"PFX_PASSWORD": PASSWORD}, stdin=piped)
        got = shown(done, tmp_path)
        while wanted and not wanted[-1]:
            wanted.pop()
        assert fits(wanted, got), "\n".join([f"$ {command}", *got])

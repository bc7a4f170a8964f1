"""A whole command line in process, against a local Graph in a folder of its own."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from graphkey.cli.main import main
from graphkey.cli.world import Terminal, World
from graphkey.secret import Secret


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


class Typed(Terminal):
    """A person at the terminal who answers from a list; no list means that there is no terminal."""

    def __init__(self, answers: list[str] | None) -> None:
        self.answers = answers
        self.questions: list[str] = []

    def ask(self, question: str) -> str | None:
        self.questions.append(question)
        return None if self.answers is None else self.answers.pop(0)

    def ask_secret(self, question: str) -> Secret | None:
        answer = self.ask(question)
        return None if answer is None else Secret(answer)


class Unreadable(io.RawIOBase):
    """A standard input that must not be read: a CI job's, which never ends."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        raise AssertionError("standard input was read")


Cli = Callable[..., Done]


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    def run(
        *arguments: str,
        stdin: bytes | str | None = None,
        env: dict[str, str] | None = None,
        terminal: Typed | None = None,
        columns: int | None = None,
        shell: str = "posix",
    ) -> Done:
        out, err = io.StringIO(), io.StringIO()
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        environ = {
            "GRAPHKEY_LOCAL_DATA": str(tmp_path / "graph"),
            "HOME": str(tmp_path),
            "GRAPHKEY_CONFIG_DIR": str(tmp_path / "config"),
            "GRAPHKEY_CACHE_DIR": str(tmp_path / "cache"),
            **(env or {}),
        }
        world = World(
            io.BytesIO(raw) if raw is not None else io.BufferedReader(Unreadable()), out, err, environ,
            stdin_is_terminal=False, columns=columns, shell=shell, terminal=terminal or Typed(None),
        )  # fmt: skip
        code = main(list(arguments), world)
        return Done(code, out.getvalue(), err.getvalue())

    return run

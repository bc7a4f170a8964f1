"""
What a command line touches besides its arguments: streams, environment, clock, entropy, terminal.

`cli/main` makes the real one; tests make their own, so that a whole command runs in process.
"""

import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import BinaryIO, NamedTuple, TextIO

from graphkey.secret import Secret


class Terminal:
    """Ask the person at the terminal device, whatever standard input is."""

    # Source: termios(4): /dev/tty is the controlling terminal; on Windows CONIN$ and CONOUT$ are the console.
    _IN, _OUT = ("CONIN$", "CONOUT$") if os.name == "nt" else ("/dev/tty", "/dev/tty")

    def ask(self, question: str) -> str | None:
        """Show a question and read a line; None where there is no terminal or it is closed."""
        try:
            with open(self._OUT, "w", encoding="utf-8") as shown, open(self._IN, encoding="utf-8") as typed:
                shown.write(question)
                shown.flush()
                return typed.readline().strip() or None
        except OSError:
            return None

    def ask_secret(self, question: str) -> Secret | None:
        """Read a secret without echo; None where there is no terminal."""
        try:
            open(self._IN, encoding="utf-8").close()
        except OSError:
            return None
        from getpass import getpass

        return Secret(getpass(question))


class World(NamedTuple):
    """
    Hold the outside of one run.

    Args:
        stdin: bytes; `stdin_is_terminal` tells whether a person would have to type them.
        stdout, stderr: text.
        columns: width of the terminal on stdout, or None when stdout is none.
        shell: "posix", "cmd" or "powershell": how advice is worded.
    """

    stdin: BinaryIO
    stdout: TextIO
    stderr: TextIO
    environ: Mapping[str, str]
    stdin_is_terminal: bool = False
    columns: int | None = None
    shell: str = "posix"
    terminal: Terminal = Terminal()
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    entropy: Callable[[int], bytes] = os.urandom

    def say(self, sentence: str) -> None:
        """Write a line on standard error."""
        self.stderr.write(sentence.rstrip("\n") + "\n")
        self.stderr.flush()


def real_world() -> World:
    """Make the world of this process."""
    columns = None
    if sys.stdout.isatty():
        from shutil import get_terminal_size

        columns = get_terminal_size().columns
    return World(
        sys.stdin.buffer, sys.stdout, sys.stderr, os.environ,
        stdin_is_terminal=sys.stdin.isatty(), columns=columns, shell=_shell(os.environ),
    )  # fmt: skip


def _shell(environ: Mapping[str, str]) -> str:
    """Guess the calling shell: PowerShell exports PSModulePath everywhere; on Windows cmd does not set it for itself alone."""
    if "POWERSHELL_DISTRIBUTION_CHANNEL" in environ:
        return "powershell"
    if os.name == "nt":
        return "powershell" if len(environ.get("PSModulePath", "").split(os.pathsep)) > 2 else "cmd"
    return "posix"

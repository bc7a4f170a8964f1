"""
What a command line touches besides its arguments: streams, environment, clock, entropy, terminal.

`cli/main` makes the real one; tests make their own, so that a whole command runs in process.
"""

import io
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import BinaryIO, NamedTuple, TextIO

from graphkey.secret import Secret


class Terminal:
    """Ask the person at the terminal device, whatever standard input is."""

    # Source: termios(4): /dev/tty is the controlling terminal; on Windows CONIN$ and CONOUT$ are the console.
    _IN, _OUT = ("CONIN$", "CONOUT$") if os.name == "nt" else ("/dev/tty", "/dev/tty")

    def ask(self, question: str) -> str | None:
        """Show a question and read a line, which may be empty; None where there is no terminal or it is closed."""
        try:
            with (
                open(self._OUT, "w", encoding="utf-8") as shown,
                open(self._IN, encoding="utf-8", errors="replace") as typed,
            ):
                shown.write(question)
                shown.flush()
                line = typed.readline()
        except OSError:
            return None
        return line.strip() if line else None

    def ask_secret(self, question: str) -> Secret | None:
        """Read a secret without echo; None where there is no terminal."""
        try:
            open(self._IN, encoding="utf-8").close()
        except OSError:
            return None
        from getpass import getpass

        try:
            return Secret(getpass(question))
        except EOFError:
            return None


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
        """Write a line on standard error; what a service put into it cannot steer the terminal."""
        try:
            self.stderr.write(printable(sentence.rstrip("\n")) + "\n")
            self.stderr.flush()
        except OSError:
            # Nobody can read it (a full disk, a closed pipe); the exit code still tells.
            _drop(self.stderr)

    def drop_output(self) -> None:
        """Let what is still to be written on standard output go nowhere, so that the end is quiet: nobody can take it."""
        _drop(self.stdout)

    def warn(self, sentence: str) -> None:
        """Say what went wrong beside the thing itself."""
        self.say(f"warning: {sentence}")


_MARK = "\ufffd"
_LINE_ENDS = frozenset("\t\n\u2028\u2029")
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates of Unicode's bidirectional algorithm: with them a text reads other than it is."""


def printable(text: str) -> str:
    """Replace what a terminal would obey, control characters but line feed and tab, by a visible mark."""
    if text.isprintable():
        return text
    return "".join(_MARK if (c < " " and c not in "\n\t") or "\x7f" <= c <= "\x9f" or c in _TURNS else c for c in text)


def one_line(text: str) -> str:
    """Do as `printable`, and keep a text to its line: a name with a line feed in it must not look like a line of ours."""
    return "".join(_MARK if c in _LINE_ENDS else c for c in printable(text))


def _drop(stream: TextIO) -> None:
    """Lead a stream nowhere: Python ends with 120 when it cannot write out at its end what it still holds for one."""
    with suppress(OSError):  # a stream of memory has no descriptor, and needs none
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)


def real_world() -> World:
    """Make the world of this process."""
    # Python has None for a stream that was closed before it began (`<&-`); an empty or a lost one stands for it.
    stdin, stdout, stderr = sys.stdin, sys.stdout or _nowhere(), sys.stderr or _nowhere()
    columns = None
    if stdout.isatty():
        from shutil import get_terminal_size

        columns = get_terminal_size().columns
    return World(
        stdin.buffer if stdin else io.BytesIO(), stdout, stderr, os.environ,
        stdin_is_terminal=bool(stdin) and stdin.isatty(), columns=columns, shell=_shell(os.environ),
    )  # fmt: skip


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def _shell(environ: Mapping[str, str]) -> str:
    """Guess the calling shell: PowerShell exports PSModulePath everywhere; on Windows cmd does not set it for itself alone."""
    if "POWERSHELL_DISTRIBUTION_CHANNEL" in environ:
        return "powershell"
    if os.name == "nt":
        return "powershell" if len(environ.get("PSModulePath", "").split(os.pathsep)) > 2 else "cmd"
    return "posix"

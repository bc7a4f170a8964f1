"""
What the verbs on certificates share: where bytes and passwords come from. Files are written by `private_file`.

Rule: a password is never trimmed, never empty by accident, and asked for at a terminal alone.
"""

from pathlib import Path

from graphkey.cli.world import World
from graphkey.config.references import Sources, parse, resolve_bytes, resolve_secret, run_program
from graphkey.errors import UsageError
from graphkey.secret import Secret

PASSWORD_HELP = (
    "Where the password is: env:NAME, file:PATH (@PATH), - (standard input), keyring:…, keyvault:…, cmd:…, literal:…"  # noqa: S105
)


class Reader:
    """Follow the references of one run; standard input is read once."""

    def __init__(self, world: World) -> None:
        self._sources = Sources(world.environ, world.stdin.read)

    def secret(self, reference: str | None) -> Secret | None:
        """Follow a reference to a password."""
        return resolve_secret(reference, sources=self._sources)

    def run(self, words: str, given: bytes) -> bytes:
        """Run a program with something on its standard input; raises UsageError when it fails."""
        return run_program(words, self._sources.environ, given)

    def content(self, name: str) -> bytes:
        """
        Read a file, or what a reference leads to.

        Raises: UsageError when it cannot be read.
        """
        if parse(name).kind != "plain":
            return resolve_bytes(name, sources=self._sources) or b""
        from graphkey.certs.limits import DEFAULT_LIMITS

        try:
            with Path(name).open("rb") as opened:
                return opened.read(DEFAULT_LIMITS.size + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "the name cannot be that of a file"
            raise UsageError(f"{name} cannot be read: {reason}", hint="Check the path and who may read it.") from None


def new_password(world: World, reader: Reader, reference: str | None, no_password: bool, what: str) -> Secret | None:
    """
    Find the password for a new file: given, asked for twice, or None by explicit choice.

    Args:
        what: the file in words, for the question: `PFX`, `key`.
    Raises: UsageError when it is missing, empty, or would be spelt differently by different programs.
    """
    if no_password:
        if reference is not None:
            raise UsageError("a password and --no-password exclude each other", hint="Give one of them.")
        return None
    secret = reader.secret(reference) if reference is not None else _ask_twice(world, what)
    if secret is None or not secret.reveal():
        raise UsageError(
            "the password for the new file is empty",
            hint="Give --password env:NAME or --password @FILE; --no-password if the key is to lie open.",
        )
    if not (secret.reveal().isascii() and secret.reveal().isprintable()):
        raise UsageError(
            "the password has characters outside printable ASCII, which programs encode in different ways",
            hint="Take letters, digits and signs of ASCII.",
        )
    return secret


def _ask_twice(world: World, what: str) -> Secret:
    first = world.terminal.ask_secret(f"Password for the new {what}: ")
    if first is None:
        raise UsageError(
            "no password was given, and there is no terminal to ask at",
            hint="Give --password env:NAME or --password @FILE; --no-password if the key is to lie open.",
        )
    if first.reveal() and world.terminal.ask_secret("The same again: ") != first:
        raise UsageError("the two passwords differ", hint="Try again.")
    return first

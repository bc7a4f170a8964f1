"""
One grammar for a value everywhere: where it comes from instead of what it is.

Command line, contexts and library call `parse` to look at a text and `resolve` to follow it. Nothing is cached, nothing is
written, no shell is started. Plain text is a value too, so every parameter takes every form.

Rule: a message names the source (a variable, a file, a program, an entry), never the value.
Rule: standard input has one reader; a second one is an error and not an empty value.
"""

import os
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from graphkey.errors import UsageError
from graphkey.secret import Secret

Kind = Literal["plain", "literal", "file", "stdin", "env", "cmd", "keyring", "keyvault", "null"]
_PREFIXES: tuple[tuple[str, Kind], ...] = (
    ("literal:", "literal"),
    ("file:", "file"),
    ("@", "file"),
    ("env:", "env"),
    ("cmd:", "cmd"),
    ("keyring:", "keyring"),
    ("keyvault:", "keyvault"),
)
MAX_BYTES = 64 * 1024 * 1024
"""A file, a pipe or a program that gives more is refused: nothing Graph takes here is near it."""
COMMAND_TIMEOUT_S = 60
"""Long enough for a vault's own command line on a slow day, short enough for a build to notice."""


class Reference(NamedTuple):
    """Name a source: `env` and `PFX_PASSWORD`, `file` and a path, `plain` and the text itself."""

    kind: Kind
    rest: str

    def __repr__(self) -> str:
        shown = "***" if self.kind in ("plain", "literal") else self.rest
        return f"Reference({self.kind}, {shown})"


class Value(NamedTuple):
    """
    Hold what a reference led to.

    Args:
        text: decoded, or None for `null:` and where bytes were asked for and the source is a file, a pipe or a program.
        data: the bytes; UTF-8 of the text for sources that hold text; None for `null:`.
        origin: the source in words, fit for a message.
    """

    kind: Kind
    text: str | None
    data: bytes | None
    origin: str

    def __repr__(self) -> str:
        return f"Value({self.kind}, from {self.origin})"


class Sources:
    """
    Hold the outside that references point into; one object a run, so that standard input is read once.

    Args:
        environ: the environment; this process's own when left out.
        read_stdin: reads all of standard input as bytes; this process's own when left out.
    """

    __slots__ = ("_read", "_was_read", "environ")

    def __init__(self, environ: Mapping[str, str] | None = None, read_stdin: Callable[[], bytes] | None = None) -> None:
        self.environ: Mapping[str, str] = os.environ if environ is None else environ
        self._read = read_stdin or _read_real_stdin
        self._was_read = False

    def read_stdin(self) -> bytes:
        """
        Read standard input to its end.

        Raises: UsageError at the second call.
        """
        if self._was_read:
            raise UsageError(
                "two values read standard input (-)",
                hint="Give one of them as @FILE, env:NAME or keyring:SERVICE/NAME.",
            )
        self._was_read = True
        return self._read()


def _read_real_stdin() -> bytes:
    import sys

    return sys.stdin.buffer.read(MAX_BYTES + 1)


def parse(text: str) -> Reference:
    """Tell what kind of source a text names; prefixes are lower case, everything else is plain text."""
    if text == "-":
        return Reference("stdin", "")
    if text in ("null:", "$null"):
        return Reference("null", "")
    for prefix, kind in _PREFIXES:
        if text.startswith(prefix):
            return Reference(kind, text[len(prefix) :])
    return Reference("plain", text)


def resolve(text: str, *, sources: Sources | None = None, secret: bool = False, binary: bool = False) -> Value:
    """
    Follow a reference.

    Args:
        secret: the value is a secret, which makes messages say so.
        binary: bytes are wanted as they stand. Otherwise text of a file, of standard input or of a program is UTF-8 (or
            UTF-16 with its mark), and loses one final newline; nothing else is ever trimmed.
    Raises: UsageError when the source is missing, cannot be read, or holds no text.
    """
    reference = parse(text)
    origin = _origin(reference)
    if reference.kind == "null":
        return Value("null", None, None, origin)
    got = _READERS[reference.kind](reference.rest, sources or Sources())
    if isinstance(got, bytes) and len(got) > MAX_BYTES:
        raise UsageError(
            f"{origin} holds more than {MAX_BYTES // 2**20} MiB", hint="Check that it is the right source."
        )
    if binary:
        if isinstance(got, bytes):
            return Value(reference.kind, None, got, origin)
        return Value(reference.kind, got, got.encode("utf-8", "surrogateescape"), origin)
    found = _decoded(got, origin, secret)
    return Value(reference.kind, found, found.encode(), origin)


def resolve_secret(text: str | None, *, sources: Sources | None = None) -> Secret | None:
    """
    Follow a reference to a secret.

    Returns: None for None and `null:`; an empty source is an empty secret.
    Raises: UsageError as `resolve`.
    """
    if text is None:
        return None
    found = resolve(text, sources=sources, secret=True).text
    return None if found is None else Secret(found)


def resolve_bytes(text: str | None, *, sources: Sources | None = None) -> bytes | None:
    """Follow a reference to bytes as they stand; None for None and `null:`."""
    return None if text is None else resolve(text, sources=sources, binary=True).data


def _origin(reference: Reference) -> str:
    kind, rest = reference
    if kind == "cmd":
        # Arguments of a program may hold what should not be shown.
        return f"the program {rest.split()[0] if rest.split() else '(none)'}"
    named = {"file": f"the file {rest}", "env": f"the variable {rest}", "keyring": f"the keyring entry {rest}"}
    named["keyvault"] = f"the Key Vault entry {rest}"
    return named.get(kind, {"stdin": "standard input", "null": "null"}.get(kind, "the value given"))


def _decoded(got: bytes | str, origin: str, secret: bool) -> str:
    if isinstance(got, str):
        try:
            got.encode()
        except UnicodeEncodeError:
            raise UsageError(f"{origin} is not UTF-8 text", hint="Put bytes into a file and give @FILE.") from None
        return got
    # Source: Unicode 15, section 23.8 (byte order marks); Windows PowerShell 5.1 writes UTF-16 with one.
    coding = "utf-16" if got[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        found = got.decode(coding)
    except UnicodeDecodeError:
        what = "a secret is text" if secret else "text is wanted here"
        raise UsageError(f"{origin} is not UTF-8: {what}", hint="Save it as UTF-8.") from None
    return found[:-2] if found.endswith("\r\n") else found.removesuffix("\n")


def _read_text(rest: str, sources: Sources) -> str:
    return rest


def _read_stdin(rest: str, sources: Sources) -> bytes:
    return sources.read_stdin()


def _read_file(rest: str, sources: Sources) -> bytes:
    if not rest:
        raise UsageError("a file is wanted, but no path follows", hint="Give @PATH or file:PATH.")
    try:
        with open(os.path.expanduser(rest), "rb") as file:  # noqa: PTH111 - pathlib stays off the cold path
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "a path cannot hold that character"
        raise UsageError(
            f"the file {rest!r} cannot be read: {reason}", hint="Check the path and who may read it."
        ) from None


def _read_env(rest: str, sources: Sources) -> str:
    if rest not in sources.environ:
        raise UsageError(f"the variable {rest!r} is not set", hint=f"Set {rest or 'it'}, or name another source.")
    return sources.environ[rest]


def _read_cmd(rest: str, sources: Sources) -> bytes:
    return run_program(rest, sources.environ)


def run_program(rest: str, environ: Mapping[str, str], given: bytes | None = None) -> bytes:
    """
    Run a program, without a shell, and return its standard output.

    Args:
        rest: the program and its words, as behind `cmd:`.
        given: what it reads on its standard input; nothing when left out.
    Raises: UsageError when it is not there, fails, or takes more than `COMMAND_TIMEOUT_S`.
    """
    import shlex
    import shutil
    import subprocess

    try:
        words = shlex.split(rest, posix=os.name != "nt")
    except ValueError:
        raise UsageError("cmd: has a quote that does not close", hint="cmd: takes a program and its words.") from None
    if not words:
        raise UsageError("cmd: names no program", hint="For example cmd:pass show graph/pfx.")
    program = shutil.which(words[0], path=environ.get("PATH"))
    if program is None:
        raise UsageError(f"cmd: finds no program {words[0]!r}", hint="Give its whole path; no shell looks it up.")
    try:
        done = subprocess.run(
            [program, *words[1:]],
            stdin=subprocess.DEVNULL if given is None else None,
            input=given,
            stdout=subprocess.PIPE,
            env=dict(environ),
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UsageError(f"cmd: {words[0]} gave nothing within {COMMAND_TIMEOUT_S} s", hint="Run it by hand.") from None
    except (OSError, ValueError) as error:
        raise UsageError(
            f"cmd: {words[0]} cannot be started ({type(error).__name__})", hint="Run it by hand."
        ) from None
    if done.returncode != 0:
        raise UsageError(f"cmd: {words[0]} failed with exit code {done.returncode}", hint="Run it by hand.")
    return done.stdout


def _read_keyring(rest: str, sources: Sources) -> str:
    service, _, name = rest.rpartition("/")
    if not service or not name:
        raise UsageError("keyring: takes SERVICE/NAME", hint="For example keyring:graphkey/contoso.")
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise UsageError(
            "keyring: needs the package keyring", hint="Install it: pip install 'graphkey[keyring]'."
        ) from None
    try:
        found: str | None = keyring.get_password(service, name)
    except KeyringError as error:
        raise UsageError(
            f"the keyring cannot be read ({type(error).__name__})", hint="Unlock it, or use env: or file:."
        ) from error
    if found is None:
        raise UsageError(f"the keyring has no entry {rest!r}", hint=f"Add it: keyring set {service} {name}.")
    return found


def _read_keyvault(rest: str, sources: Sources) -> bytes:
    from graphkey.config.keyvault import fetch, parse_place

    return fetch(parse_place(rest), environ=sources.environ).content


_READERS: Mapping[Kind, Callable[[str, Sources], bytes | str]] = {
    "plain": _read_text,
    "literal": _read_text,
    "file": _read_file,
    "stdin": _read_stdin,
    "env": _read_env,
    "cmd": _read_cmd,
    "keyring": _read_keyring,
    "keyvault": _read_keyvault,
}

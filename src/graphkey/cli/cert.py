"""
`graphkey cert`: check PKCS#12 bundles, and make a client certificate.

Reads the files and the clock, prints, and leaves the rest to `certs`, which is imported late. Exit codes of `check`: 0, 1 (a
verdict other than ok, or an error finding), 2 (a file could not be read; the others are reported all the same).

Rule: one line of JSON a file, whatever the file holds; a password is never asked for by `check`, and never trimmed.
Rule: `new` writes no file over another and none that others may read, unless told so.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World
from graphkey.config.references import Sources, resolve_secret
from graphkey.errors import UsageError
from graphkey.secret import Secret

if TYPE_CHECKING:
    from graphkey.certs.diagnose import Bundle, Diagnosis

FOUND, UNREADABLE = 1, 2
_PASSWORD_HELP = "Where the password is: env:NAME, file:PATH (@PATH), - (standard input), keyring:…, cmd:…, literal:…"  # noqa: S105


@click.group()
def cert() -> None:
    """Make and check PKCS#12 client certificates."""


@cert.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--password", metavar="REF", help=_PASSWORD_HELP + " Without it: none or empty.")
@result_options
@click.pass_obj
def check(world: World, files: tuple[Path, ...], password: str | None, wanted: Wanted) -> int:
    """
    Say whether bundles (PFX) can be used for a connector, and what is wrong with them.

    One line of JSON a file: file, verdict, findings, facts of the certificate. Exit code 1 when a verdict is not ok or a
    finding is an error, 2 when a file cannot be read.
    """
    secret = _resolve(world, password)
    as_text, out = wanted.is_text(world), wanted.printer(world)
    out.several = True
    code = 0
    for file in files:
        report = _check_file(world, file, secret)
        if as_text:
            out.text(_table(report, world.columns or 80) + "\n")
        else:
            out.one(report.document)
        code = max(code, report.code)
    out.close()
    return code


@cert.command()
@click.argument("out", metavar="OUT.pfx", type=click.Path(path_type=Path))
@click.option("--name", required=True, metavar="CN", help="Common name, for example the API's host name.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it is valid.")
@click.option("--key-size", type=click.Choice(["2048", "3072", "4096"]), default="2048", show_default=True)
@click.option("--password", metavar="REF", help=_PASSWORD_HELP + " Without it a terminal is asked.")
@click.option("--no-password", is_flag=True, help="Write the private key without any protection.")
@click.option("--compat", is_flag=True, help="Encrypt with 3DES-SHA1 for old readers, instead of AES-256.")
@click.option("--force", is_flag=True, help="Replace OUT.pfx if it exists.")
@result_options
@click.pass_obj
def new(
    world: World,
    out: Path,
    name: str,
    days: int,
    key_size: str,
    password: str | None,
    no_password: bool,
    compat: bool,
    force: bool,
    wanted: Wanted,
) -> int:
    """
    Make a client certificate (RSA, clientAuth, self-signed) with its key, as a PFX that only you can read.

    Prints what the API's side needs: thumbprints and the public certificate.
    """
    _refuse_existing(out, force)
    secret = _new_password(world, password, no_password)

    from graphkey.certs.convert import clean_copy, modern_copy, open_copy
    from graphkey.certs.make import make_client_certificate

    _refuse_unwritable(secret)
    bundle = make_client_certificate(name, now=world.now(), days=days, key_size=int(key_size), entropy=world.entropy)
    pfx = open_copy(bundle) if secret is None else (clean_copy if compat else modern_copy)(bundle, secret.reveal())
    _write(out, pfx, force)
    document = _made(out, bundle)
    print_result(world, wanted, document, lambda: _made_text(document))
    return 0


class _Report(NamedTuple):
    """Hold what is printed about a file, and the exit code that it asks for."""

    document: dict[str, Any]
    code: int


def _resolve(world: World, reference: str | None) -> Secret | None:
    return resolve_secret(reference, sources=Sources(world.environ, world.stdin.read))


def _check_file(world: World, file: Path, password: Secret | None) -> _Report:
    from graphkey.certs.diagnose import diagnose
    from graphkey.certs.limits import DEFAULT_LIMITS

    try:
        with file.open("rb") as opened:
            pfx = opened.read(DEFAULT_LIMITS.size + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name cannot be that of a file"
        world.say(f"graphkey: {file} cannot be read: {reason}")
        return _Report(
            {"file": str(file), "verdict": None, "error": f"cannot be read: {reason}", "findings": []}, UNREADABLE
        )
    return _report(world, file, diagnose(pfx, password.reveal() if password else None))


def _report(world: World, file: Path, diagnosis: "Diagnosis") -> _Report:
    from graphkey.certs.checks import check as check_bundle
    from graphkey.certs.facts import leaf_facts

    findings = (*diagnosis.findings, *check_bundle(diagnosis, world.now()))
    bad = diagnosis.verdict != "ok" or any(finding.severity == "error" for finding in findings)
    document = {
        "file": str(file),
        "verdict": diagnosis.verdict,
        "sentence": diagnosis.sentence,
        "remedy": diagnosis.remedy,
        "findings": [finding._asdict() for finding in findings],
        "leaf": leaf_facts(diagnosis.certificates[0]) if diagnosis.certificates else None,
        "bundle": dict(diagnosis.facts),
    }
    return _Report(document, FOUND if bad else 0)


def _table(report: _Report, columns: int) -> str:
    """Lay a report out for people, folded to the width; a thumbprint stays in one piece."""
    from textwrap import TextWrapper

    document = report.document
    lines = [_printable(f"{document['file']}: {document['verdict'] or document['error']}")]
    folder = TextWrapper(max(columns, 24), break_long_words=False, break_on_hyphens=False, subsequent_indent=" " * 11)

    def add(label: str, text: str) -> None:
        if text:
            folder.initial_indent = f"  {label:<8} "
            lines.append(folder.fill(_printable(text)))

    add("", document.get("sentence", ""))
    add("do", document.get("remedy", ""))
    for label, text in _leaf_rows(document.get("leaf")):
        add(label, text)
    for finding in document["findings"]:
        evidence = f" ({finding['evidence']})" if finding["evidence"] else ""
        add(finding["severity"], f"{finding['sentence']}{evidence} [{finding['id']}]")
        add("", finding["remedy"])
    return "\n".join(lines)


def _printable(text: str) -> str:
    # A name in a certificate, or of a file, is a stranger's: it must not steer the terminal.
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def _leaf_rows(leaf: dict[str, Any] | None) -> list[tuple[str, str]]:
    if leaf is None:
        return []
    return [
        ("subject", leaf["subject"]),
        ("valid", f"{leaf['not_before']} to {leaf['not_after']}"),
        ("key", leaf["key"]),
        ("SHA-1", leaf["thumbprint"]),
    ]


def _new_password(world: World, reference: str | None, no_password: bool) -> Secret | None:
    """Find the password for a new file: given, asked for twice, or none by explicit choice."""
    if no_password:
        if reference is not None:
            raise UsageError("--password and --no-password exclude each other", hint="Give one of them.")
        return None
    secret = _resolve(world, reference) if reference is not None else _ask_twice(world)
    if secret is None or not secret.reveal():
        raise UsageError(
            "the password for the new file is empty",
            hint="Give --password env:NAME or --password @FILE; --no-password if the key is to lie open.",
        )
    return secret


def _ask_twice(world: World) -> Secret:
    first = world.terminal.ask_secret("Password for the new PFX: ")
    if first is None:
        raise UsageError(
            "no password was given, and there is no terminal to ask at",
            hint="Give --password env:NAME or --password @FILE; --no-password if the key is to lie open.",
        )
    if first.reveal() and world.terminal.ask_secret("The same again: ") != first:
        raise UsageError("the two passwords differ", hint="Try again.")
    return first


def _refuse_unwritable(secret: Secret | None) -> None:
    if secret is not None and not (secret.reveal().isascii() and secret.reveal().isprintable()):
        raise UsageError(
            "the password has characters outside printable ASCII, which programs encode in different ways",
            hint="Take letters, digits and signs of ASCII.",
        )


def _refuse_existing(out: Path, force: bool) -> None:
    if out.is_dir():
        raise UsageError(f"{out} is a folder", hint="Name the file to write.")
    if not force and (out.exists() or out.is_symlink()):
        raise UsageError(f"{out} exists already", hint="Take another name, or --force to replace it.")


def _write(out: Path, pfx: bytes, force: bool) -> None:
    """Put the file (0600) in place, whole or not at all."""
    from graphkey.cli.private_file import write_private

    if force:
        return write_private(out, pfx)
    part = out.with_name(f".{out.name}.new")
    write_private(part, pfx)
    try:
        os.link(part, out)  # unlike a rename, a link never replaces what somebody made meanwhile
    except FileExistsError:
        raise UsageError(f"{out} exists already", hint="Take another name, or --force to replace it.") from None
    except OSError:  # a file system without links
        _refuse_existing(out, force=False)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return None


def _made(out: Path, bundle: "Bundle") -> dict[str, Any]:
    from cryptography.hazmat.primitives.serialization import Encoding

    from graphkey.certs.facts import leaf_facts

    pem = bundle.leaf.public_bytes(Encoding.PEM).decode("ascii")
    return {"file": str(out), **leaf_facts(bundle.leaf), "certificate_pem": pem}


def _made_text(document: dict[str, Any]) -> str:
    return (
        f"{document['file']}: {document['subject']}, {document['key']}, until {document['not_after']}\n"
        "For the API's side, which must trust this certificate before the service shows it:\n"
        f"  thumbprint (SHA-1)  {document['thumbprint']}\n"
        f"  SHA-256             {document['sha256']}\n"
        f"  public key SHA-256  {document['spki_sha256']}\n"
        f"{document['certificate_pem']}"
    )

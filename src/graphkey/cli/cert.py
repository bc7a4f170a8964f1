"""
`graphkey cert`: check PKCS#12 bundles, and make a client certificate.

Reads the files and the clock, prints, and leaves the rest to `certs`, which is imported late. Exit codes of `check`: 0, 1 (a
verdict other than ok, or an error finding), 2 (a file could not be read; the others are reported all the same).

Rule: one line of JSON a file, whatever the file holds; a password is never asked for by `check`, and never trimmed.
Rule: `new` writes no file over another and none that others may read, unless told so.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from graphkey.cli.cert_convert import convert
from graphkey.cli.cert_files import PASSWORD_HELP, Reader
from graphkey.cli.cert_inspect import inspect
from graphkey.cli.cert_make import csr, new
from graphkey.cli.verb_output import Wanted, result_options, write_on
from graphkey.cli.world import World
from graphkey.errors import UsageError
from graphkey.secret import Secret

if TYPE_CHECKING:
    from graphkey.certs.diagnose import Diagnosis
    from graphkey.certs.policy import Profile

FOUND, UNREADABLE = 1, 2
_PROFILE_HELP = "For whom: connector (the default), windows-2016, app-service, key-vault, or one of --policy."


@click.group()
def cert() -> None:
    """Make and check PKCS#12 client certificates."""


@cert.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--password", metavar="REF", help=PASSWORD_HELP + " Without it: none or empty.")
@click.option("--profile", "profile_name", metavar="NAME", help=_PROFILE_HELP)
@click.option(
    "--policy", metavar="FILE", type=click.Path(path_type=Path), help="A file with profiles of your own (TOML)."
)
@click.option("--key", "choose", metavar="NUMBER|THUMBPRINT", default="", help="Which of several keys is meant.")
@result_options
@click.pass_obj
def check(
    world: World,
    files: tuple[str, ...],
    password: str | None,
    profile_name: str | None,
    policy: Path | None,
    choose: str,
    wanted: Wanted,
) -> int:
    """
    Say whether bundles (PFX) can be used for a connector, and what is wrong with them.

    One line of JSON a file: file, verdict, findings, facts of the certificate. Exit code 1 when a verdict is not ok or a
    finding is an error, 2 when a file cannot be read. A profile says what counts elsewhere:
    windows-2016, app-service, key-vault. FILE may also be keyvault:VAULT/NAME, cmd:PROGRAM or - (standard input).
    """
    profile = _find_profile(profile_name, policy)
    reader = Reader(world)
    secret = reader.secret(password)
    as_text, out = wanted.is_text(world), wanted.printer(world)
    out.several = True
    code = 0
    for file in files:
        report = _check_file(world, reader, file, secret, profile, choose)
        if as_text:
            write_on(world, out.text, _table(report, world.columns or 80) + "\n")
        else:
            write_on(world, out.one, report.document)
        code = max(code, report.code)
    write_on(world, out.close)
    return code


def _find_profile(name: str | None, policy: Path | None) -> "Profile | None":
    """Return the profile; None for the default one, which is the table of findings as it stands."""
    if name is None and policy is None:
        return None
    from graphkey.certs.policy import DEFAULT, find_profile

    return find_profile(name or DEFAULT, policy)


class _Report(NamedTuple):
    """Hold what is printed about a file, and the exit code that it asks for."""

    document: dict[str, Any]
    code: int


def _check_file(
    world: World, reader: Reader, file: str, password: Secret | None, profile: "Profile | None", choose: str
) -> _Report:
    try:
        pfx = reader.content(file)
    except UsageError as error:
        reason = str(error).removeprefix(f"{file} ")
        world.say(f"graphkey: {file} {reason}" if str(error).startswith(file) else f"graphkey: {error}")
        if error.hint:
            world.say(f"  {error.hint}")
        return _Report({"file": file, "verdict": None, "error": reason, "findings": []}, UNREADABLE)
    return _report(world, file, _diagnose(pfx, password.reveal() if password else None, profile, choose), profile)


def _diagnose(pfx: bytes, password: str | None, profile: "Profile | None", choose: str) -> "Diagnosis":
    from graphkey.certs.diagnose import diagnose
    from graphkey.certs.reading import explain, read_bundle

    if profile is not None and "pem" in profile.accepts:
        return read_bundle([pfx], password, choose=choose)
    return explain(diagnose(pfx, password, choose=choose), pfx, password)


def _report(world: World, file: str, diagnosis: "Diagnosis", profile: "Profile | None") -> _Report:
    from graphkey.certs.checks import check as check_bundle
    from graphkey.certs.facts import leaf_facts

    if profile is None:
        findings = (*diagnosis.findings, *check_bundle(diagnosis, world.now()))
    else:
        findings = profile.weigh((*diagnosis.findings, *check_bundle(diagnosis, world.now(), profile.bounds)))
    bad = diagnosis.verdict != "ok" or any(finding.severity == "error" for finding in findings)
    document = {
        "file": file,
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


for _command in (inspect, convert, new, csr):
    cert.add_command(_command)

"""
`graphkey ca`: a small private authority in a folder, for those who have none.

Rule: the authority's key is read only where something is issued; `list` and `show` need no password.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphkey.cli.cert_files import PASSWORD_HELP, Reader, new_password
from graphkey.cli.cert_make import KINDS, issued_document, made_document, made_text
from graphkey.cli.issuers import authority_password, find_issuer
from graphkey.cli.private_file import refuse_existing, write_together
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World, printable
from graphkey.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509

_FOLDER = click.Path(path_type=Path)


@click.group()
def ca() -> None:
    """Issue client certificates from a private authority of your own."""


@ca.command("init")
@click.argument("folder", metavar="FOLDER", type=_FOLDER)
@click.option("--name", required=True, metavar="CN", help="The authority's common name.")
@click.option("--days", type=click.IntRange(1, 7300), default=3650, show_default=True, help="How long it is valid.")
@click.option("--kind", type=KINDS, default="EC-P-256", show_default=True, help="Kind of the authority's key.")
@click.option("--password", metavar="REF", help=PASSWORD_HELP + " Without it a terminal is asked.")
@result_options
@click.pass_obj
def init(world: World, folder: Path, name: str, days: int, kind: str, password: str | None, wanted: Wanted) -> int:
    """
    Make an authority in a new folder, its key encrypted.

    Prints its certificate, which the API's side must trust.
    """
    from graphkey.lifecycle.authority import found_authority

    secret = new_password(world, Reader(world), password, no_password=False, what="authority's key")
    assert secret is not None
    made = found_authority(folder, name, secret.reveal(), now=world.now(), days=days, kind=kind, entropy=world.entropy)
    document = made_document(folder, made)
    print_result(world, wanted, document, lambda: made_text(document))
    return 0


@ca.command("issue")
@click.argument("folder", metavar="FOLDER", type=_FOLDER)
@click.argument("out", metavar="OUT")
@click.option(
    "--csr", metavar="FILE", help="The request to answer: OUT gets certificate and chain (PEM), - prints them."
)
@click.option("--name", metavar="CN", help="Without a request: make a key for this common name; OUT is a PFX.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it is valid.")
@click.option("--kind", type=KINDS, default="RSA-2048", show_default=True, help="Kind of the key that is made.")
@click.option("--ca-password", metavar="REF", help="Where the authority's password is; without it a terminal is asked.")
@click.option("--password", metavar="REF", help="The same for OUT.pfx.")
@click.option("--no-password", is_flag=True, help="Write OUT.pfx without any protection.")
@click.option("--force", is_flag=True, help="Replace OUT if it exists.")
@result_options
@click.pass_obj
def issue(
    world: World, /, folder: Path, out: str, csr: str | None, name: str | None, wanted: Wanted, **wishes: Any
) -> int:
    """
    Issue a client certificate: for a request, or with a new key as a PFX.

    Name and key are the request's; what the certificate may be used for is always client authentication alone.
    """
    if (csr is None) == (name is None):
        raise UsageError("give either --csr or --name", hint="--csr answers a request, --name makes a key as well.")
    if csr is not None:
        return _answer(world, folder, out, csr, wanted, wishes)
    return _issue_pfx(world, folder, Path(out), name or "", wanted, wishes)


def _answer(world: World, folder: Path, out: str, csr: str, wanted: Wanted, wishes: dict[str, Any]) -> int:
    from cryptography.hazmat.primitives.serialization import Encoding

    from graphkey.certs.request import read_request
    from graphkey.lifecycle.authority import issue as issue_from
    from graphkey.lifecycle.authority import open_authority, show_authority

    if out != "-":
        refuse_existing(Path(out), wishes["force"])
    reader = Reader(world)
    public, subject = read_request(reader.content(csr))
    show_authority(folder)  # before a password is asked for what is not there
    authority = open_authority(folder, authority_password(world, reader, wishes["ca_password"]))
    leaf = issue_from(folder, authority, public, subject, now=world.now(), days=wishes["days"], entropy=world.entropy)
    pem = b"".join(one.public_bytes(Encoding.PEM) for one in (leaf, authority.leaf))
    if out == "-":
        world.stdout.write(pem.decode("ascii"))
        return 0
    write_together({Path(out): pem}, replace=wishes["force"])
    document = issued_document(Path(out), leaf)
    print_result(world, wanted, document, lambda: made_text(document))
    return 0


def _issue_pfx(world: World, folder: Path, out: Path, name: str, wanted: Wanted, wishes: dict[str, Any]) -> int:
    from graphkey.certs.convert import modern_copy, open_copy
    from graphkey.certs.make import make_key, subject_of

    refuse_existing(out, wishes["force"])
    reader = Reader(world)
    secret = new_password(world, reader, wishes["password"], wishes["no_password"], "PFX")
    subject = subject_of(name)
    sign = find_issuer(world, reader, str(folder), wishes["ca_password"])
    bundle = sign(make_key(wishes["kind"]), subject, wishes["days"], None)
    write_together(
        {out: modern_copy(bundle, secret.reveal()) if secret else open_copy(bundle)}, replace=wishes["force"]
    )
    document = made_document(out, bundle)
    print_result(world, wanted, document, lambda: made_text(document))
    return 0


@ca.command("list")
@click.argument("folder", metavar="FOLDER", type=_FOLDER)
@result_options
@click.pass_obj
def list_issued(world: World, folder: Path, wanted: Wanted) -> int:
    """List what the authority has issued."""
    from graphkey.lifecycle.authority import issued

    now = world.now()
    rows = [_row(one, now) for one in issued(folder)]
    print_result(world, wanted, rows, lambda: _list_text(rows))
    return 0


@ca.command("show")
@click.argument("folder", metavar="FOLDER", type=_FOLDER)
@result_options
@click.pass_obj
def show(world: World, folder: Path, wanted: Wanted) -> int:
    """Show the authority's own certificate, which the API's side must trust."""
    from graphkey.lifecycle.authority import show_authority

    document = issued_document(folder, show_authority(folder))
    print_result(world, wanted, document, lambda: made_text(document))
    return 0


def _row(certificate: "x509.Certificate", now: "datetime") -> dict[str, Any]:
    from graphkey.certs.facts import iso, key_name, thumbprint

    starts_at, ends_at = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return {
        "serial": f"{certificate.serial_number:x}",
        "subject": certificate.subject.rfc4514_string(),
        "thumbprint": thumbprint(certificate),
        "key": key_name(certificate),
        "not_before": iso(starts_at),
        "not_after": iso(ends_at),
        "state": "expired" if ends_at < now else "not yet valid" if starts_at > now else "valid",
    }


def _list_text(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "Nothing has been issued.\n"
    return "".join(
        printable(
            f"{row['serial']}  {row['state']:<13} until {row['not_after']}  {row['thumbprint']}  {row['subject']}\n"
        )
        for row in rows
    )

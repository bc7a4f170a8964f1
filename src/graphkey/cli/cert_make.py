"""
`graphkey cert new` and `graphkey cert csr`: a key with its certificate, and a key with a request for one.

Rule: the key is written before anybody is told of it, readable by its owner alone, and under a password unless told otherwise.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphkey.cli.cert_files import PASSWORD_HELP, Reader, new_password
from graphkey.cli.issuers import CA_HELP, CA_PASSWORD_HELP, find_issuer
from graphkey.cli.private_file import refuse_existing, write_together
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World, printable
from graphkey.errors import UsageError
from graphkey.secret import Secret

if TYPE_CHECKING:
    from cryptography import x509

    from graphkey.certs.diagnose import Bundle

KINDS = click.Choice(["RSA-2048", "RSA-3072", "RSA-4096", "EC-P-256", "EC-P-384"], case_sensitive=False)
_KIND_HELP = "Kind of the key; API connectors are only described with RSA."
_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"])


@click.command()
@click.argument("out", metavar="OUT.pfx", type=click.Path(path_type=Path))
@click.option("--name", required=True, metavar="CN", help="Common name, for example the API's host name.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it is valid.")
@click.option("--from", "starts_at", type=_MOMENT, metavar="DATE", help="When it starts (UTC), for one that is staged.")
@click.option("--kind", type=KINDS, default="RSA-2048", show_default=True, help=_KIND_HELP)
@click.option(
    "--key-size", type=click.Choice(["2048", "3072", "4096"]), help="Bits of an RSA key; the same as --kind RSA-…."
)
@click.option("--ca", metavar="FOLDER|cmd:…", help=CA_HELP)
@click.option("--ca-password", metavar="REF", help=CA_PASSWORD_HELP)
@click.option("--password", metavar="REF", help=PASSWORD_HELP + " Without it a terminal is asked.")
@click.option("--no-password", is_flag=True, help="Write the private key without any protection.")
@click.option("--compat", is_flag=True, help="Encrypt with 3DES-SHA1 for old readers, instead of AES-256.")
@click.option("--force", is_flag=True, help="Replace OUT.pfx if it exists.")
@result_options
@click.pass_obj
def new(world: World, /, out: Path, name: str, wanted: Wanted, force: bool, **wishes: Any) -> int:
    """
    Make a client certificate (clientAuth) with its key, as a PFX that only you can read.

    Prints what the API's side needs: thumbprints and the public certificate.
    """
    from graphkey.certs.make import make_key, subject_of

    refuse_existing(out, force)
    reader = Reader(world)
    secret = new_password(world, reader, wishes["password"], wishes["no_password"], "PFX")
    subject = subject_of(name)
    issue = find_issuer(world, reader, wishes["ca"], wishes["ca_password"])
    starts_at: datetime | None = wishes["starts_at"]
    key = make_key(_kind(wishes["kind"], wishes["key_size"]))
    bundle = issue(key, subject, wishes["days"], starts_at.replace(tzinfo=UTC) if starts_at else None)
    write_together({out: _pfx(bundle, secret, wishes["compat"])}, replace=force)
    document = made_document(out, bundle)
    print_result(world, wanted, document, lambda: made_text(document))
    return 0


@click.command()
@click.argument("out", metavar="OUT.csr", type=click.Path(path_type=Path))
@click.option("--name", required=True, metavar="CN", help="Common name, for example the API's host name.")
@click.option(
    "--key-out", required=True, metavar="KEY.pem", type=click.Path(path_type=Path), help="Where the new key goes."
)
@click.option("--kind", type=KINDS, default="RSA-2048", show_default=True, help=_KIND_HELP)
@click.option("--password", metavar="REF", help=PASSWORD_HELP + " Without it a terminal is asked.")
@click.option("--no-password", is_flag=True, help="Write the private key without any protection.")
@click.option("--force", is_flag=True, help="Replace the two files if they exist.")
@result_options
@click.pass_obj
def csr(world: World, /, out: Path, name: str, key_out: Path, wanted: Wanted, force: bool, **wishes: Any) -> int:
    """
    Make a key, and a request (PKCS#10) that an authority can answer with a certificate for it.

    With the answer: graphkey cert convert ANSWER.pem client.pfx --key-file KEY.pem
    """
    from graphkey.certs.convert import pem_key
    from graphkey.certs.make import make_key, subject_of
    from graphkey.certs.request import make_request

    if out.absolute() == key_out.absolute():
        raise UsageError("request and key cannot be one file", hint="Name two files.")
    for file in (out, key_out):
        refuse_existing(file, force)
    secret = new_password(world, Reader(world), wishes["password"], wishes["no_password"], "key")
    subject = subject_of(name)
    key = make_key(wishes["kind"])
    request = make_request(key, subject)
    sealed = pem_key(key, secret.reveal() if secret else None, world.entropy)
    write_together({key_out: sealed, out: request}, replace=force)
    document = {"file": str(out), "key_file": str(key_out), "subject": subject.rfc4514_string(), "kind": wishes["kind"]}
    print_result(world, wanted, document | {"request_pem": request.decode("ascii")}, lambda: _csr_text(document))
    return 0


def _csr_text(document: dict[str, Any]) -> str:
    return printable(
        f"{document['file']}: request for {document['subject']}, {document['kind']}; its key is {document['key_file']}\n"
    )


def _kind(kind: str, key_size: str | None) -> str:
    if key_size is None:
        return kind
    if not kind.startswith("RSA"):
        raise UsageError("--key-size is of RSA keys", hint="Leave it out; the curve says the size.")
    return f"RSA-{key_size}"


def _pfx(bundle: "Bundle", secret: Secret | None, compat: bool) -> bytes:
    from graphkey.certs.convert import clean_copy, modern_copy, open_copy

    if secret is None:
        return open_copy(bundle)
    return (clean_copy if compat else modern_copy)(bundle, secret.reveal())


def made_document(out: Path, bundle: "Bundle") -> dict[str, Any]:
    """Lay out what the API's side must know of a new bundle's certificate."""
    return issued_document(out, bundle.leaf)


def issued_document(out: Path, certificate: "x509.Certificate") -> dict[str, Any]:
    """Lay out what the API's side must know of a certificate."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from graphkey.certs.facts import leaf_facts

    pem = certificate.public_bytes(Encoding.PEM).decode("ascii")
    return {"file": str(out), **leaf_facts(certificate), "certificate_pem": pem}


def made_text(document: dict[str, Any]) -> str:
    """Say the same in words."""
    return printable(
        f"{document['file']}: {document['subject']}, {document['key']}, until {document['not_after']}\n"
        "For the API's side, which must trust this certificate before the service shows it:\n"
        f"  thumbprint (SHA-1)  {document['thumbprint']}\n"
        f"  SHA-256             {document['sha256']}\n"
        f"  public key SHA-256  {document['spki_sha256']}\n"
        f"{document['certificate_pem']}"
    )

"""
`graphkey cert convert`: write a key with its certificate and chain anew, as a PFX or as PEM.

Rule: nothing is left out silently: several keys need a choice, and whatever is not written is told by name.
Rule: the new file is written under a password of its own, never under none unless told so.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphkey.cli.cert_files import PASSWORD_HELP, Reader, new_password
from graphkey.cli.private_file import refuse_existing, write_together
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World, printable
from graphkey.errors import CertificateError
from graphkey.secret import Secret

if TYPE_CHECKING:
    from graphkey.certs.diagnose import Bundle, Diagnosis

FORMS = ("modern", "compat", "pem")


@click.command()
@click.argument("file", metavar="FILE")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--to",
    type=click.Choice(FORMS),
    help="modern: PFX with AES-256; compat: PFX with 3DES-SHA1 for old readers; pem. Default: by the name of OUT.",
)
@click.option("--key-file", metavar="FILE", help="The private key, when FILE holds certificates alone (PEM or DER).")
@click.option("--key", "choose", metavar="NUMBER|THUMBPRINT", default="", help="Which of several keys is meant.")
@click.option("--chain-only", is_flag=True, help="Leave out certificates that are not in the chain.")
@click.option("--password", metavar="REF", help=PASSWORD_HELP + " Without it: none or empty.")
@click.option("--new-password", metavar="REF", help="The same for OUT. Without it a terminal is asked.")
@click.option("--no-password", is_flag=True, help="Write the private key without any protection.")
@click.option("--force", is_flag=True, help="Replace OUT if it exists.")
@result_options
@click.pass_obj
def convert(
    world: World,
    file: str,
    out: Path,
    to: str | None,
    key_file: str | None,
    choose: str,
    chain_only: bool,
    password: str | None,
    new_password: str | None,
    no_password: bool,
    force: bool,
    wanted: Wanted,
) -> int:
    """
    Write a bundle anew: as a PFX for new or old readers, or as PEM; from a PFX, PEM or DER.

    Names that programs gave to entries are not kept. FILE may also be keyvault:VAULT/NAME, cmd:PROGRAM or - (standard input).
    """
    from graphkey.certs.reading import read_bundle

    refuse_existing(out, force)
    reader = Reader(world)
    secret = reader.secret(password)
    contents = [reader.content(name) for name in (file, key_file) if name is not None]
    diagnosis = read_bundle(contents, secret.reveal() if secret else None, choose=choose)
    bundle = _usable(file, diagnosis)
    left_out = _left_out(diagnosis)
    if chain_only:
        bundle, spare = _without_others(bundle)
        left_out += spare
    form = to or ("pem" if out.suffix.lower() in (".pem", ".crt", ".key") else "modern")
    fresh = _password_for(world, reader, new_password, no_password, form)
    write_together({out: _written(bundle, form, fresh, world)}, replace=force)
    document = _document(out, form, bundle, left_out)
    print_result(world, wanted, document, lambda: _text(document))
    return 0


def _password_for(world: World, reader: Reader, reference: str | None, no_password: bool, form: str) -> Secret | None:
    return new_password(world, reader, reference, no_password, "key" if form == "pem" else "PFX")


def _usable(name: str, diagnosis: "Diagnosis") -> "Bundle":
    if diagnosis.bundle is not None:
        return diagnosis.bundle
    held = diagnosis.facts.get("key_list") or []
    listed = "; ".join(f"{one['number']}: {one['kind']} of {one['thumbprint'] or 'no certificate'}" for one in held)
    raise CertificateError(
        f"{name} is not converted ({diagnosis.verdict}): {diagnosis.sentence}",
        hint=f"Choose one by --key. {listed}" if diagnosis.verdict == "multiple-keys" else diagnosis.remedy,
        verdict=diagnosis.verdict,
        findings=diagnosis.findings,
    )


def _left_out(diagnosis: "Diagnosis") -> list[str]:
    from graphkey.certs.facts import thumbprint

    assert diagnosis.bundle is not None
    mine = thumbprint(diagnosis.bundle.leaf)
    return [
        f"private key {one['number']} ({one['kind']})"
        for one in diagnosis.facts.get("key_list", [])
        if one["thumbprint"] != mine
    ]


def _without_others(bundle: "Bundle") -> "tuple[Bundle, list[str]]":
    from graphkey.certs.checks import path_of

    path = path_of(bundle.leaf, bundle.chain)
    spare = [f"certificate {one.subject.rfc4514_string()}" for one in bundle.chain if one not in path]
    return bundle._replace(chain=tuple(path)), spare


def _written(bundle: "Bundle", form: str, secret: Secret | None, world: World) -> bytes:
    from graphkey.certs.convert import clean_copy, modern_copy, open_copy, pem_copy

    if form == "pem":
        return pem_copy(bundle, secret.reveal() if secret else None, world.entropy)
    if secret is None:
        return open_copy(bundle)
    return (clean_copy if form == "compat" else modern_copy)(bundle, secret.reveal())


def _document(out: Path, form: str, bundle: "Bundle", left_out: list[str]) -> dict[str, Any]:
    from graphkey.certs.facts import leaf_facts

    chain = [one.subject.rfc4514_string() for one in bundle.chain]
    return {"file": str(out), "form": form, **leaf_facts(bundle.leaf), "chain": chain, "left_out": left_out}


def _text(document: dict[str, Any]) -> str:
    lines = [
        f"{document['file']}: {document['subject']}, {document['key']}, until {document['not_after']}",
        f"  thumbprint (SHA-1)  {document['thumbprint']}",
        *(f"  with                {name}" for name in document["chain"]),
        *(f"  left out            {name}" for name in document["left_out"]),
    ]
    return "".join(f"{printable(line)}\n" for line in lines)

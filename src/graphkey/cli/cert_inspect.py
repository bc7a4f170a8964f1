"""
`graphkey cert inspect`: the facts of a file, without judgement: form, encryption, cost, every key and every certificate.

Reads what `certs.reading` reads. Exit codes: 0, 1 when it could not be opened (what shows without the password is told all the
same), 2 when it could not be read from disk.

Rule: nothing of a private key is shown but its kind and whose it is.
"""

from typing import TYPE_CHECKING, Any

import click

from graphkey.cli.cert_files import PASSWORD_HELP, Reader
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World, printable

if TYPE_CHECKING:
    from graphkey.certs.diagnose import Diagnosis


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--key-file", metavar="FILE", help="The private key, when FILE holds certificates alone (PEM or DER).")
@click.option("--password", metavar="REF", help=PASSWORD_HELP + " Without it: none or empty.")
@click.option("--key", "choose", metavar="NUMBER|THUMBPRINT", default="", help="Which of several keys is meant.")
@click.option("--pem", is_flag=True, help="Print the certificates in PEM form, the leaf first, and nothing else.")
@result_options
@click.pass_obj
def inspect(
    world: World, file: str, key_file: str | None, password: str | None, choose: str, pem: bool, wanted: Wanted
) -> int:
    """
    Show what a bundle (PFX), PEM or DER file holds: keys, certificates, encryption, and what opening it costs.

    FILE may also be keyvault:VAULT/NAME, cmd:PROGRAM or - (standard input).
    """
    from graphkey.certs.reading import OPENED, read_bundle

    reader = Reader(world)
    secret = reader.secret(password)
    contents = [reader.content(name) for name in (file, key_file) if name is not None]
    diagnosis = read_bundle(contents, secret.reveal() if secret else None, choose=choose)
    if pem:
        world.stdout.write(_certificates_pem(diagnosis))
    else:
        document = describe(file, diagnosis)
        print_result(world, wanted, document, lambda: _text(document))
    return 0 if diagnosis.verdict in OPENED else 1


def describe(name: str, diagnosis: "Diagnosis") -> dict[str, Any]:
    """Lay out what is known of a file, JSON-ready."""
    from graphkey.certs.facts import leaf_facts

    facts = dict(diagnosis.facts)
    held = facts.pop("key_list", [])
    for count in ("keys", "certificates"):
        facts.pop(count, None)
    return {
        "file": name,
        "verdict": diagnosis.verdict,
        "sentence": diagnosis.sentence,
        "remedy": diagnosis.remedy,
        **facts,
        "keys": held,
        "certificates": [leaf_facts(one) for one in diagnosis.certificates],
    }


def _certificates_pem(diagnosis: "Diagnosis") -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return "".join(one.public_bytes(Encoding.PEM).decode("ascii") for one in diagnosis.certificates)


def _text(document: dict[str, Any]) -> str:
    lines = [f"{document['file']}: {document['verdict']}", f"  {document['sentence']}"]
    lines += [f"  {label:<12}{text}" for label, text in _outside(document) if text]
    for held in document["keys"]:
        name = f" {held['name']!r}" if held["name"] else ""
        whose = f"of {held['thumbprint']}" if held["thumbprint"] else "of none of the certificates"
        lines.append(f"  key {held['number']}: {held['kind']}{name}, {whose}")
    for number, facts in enumerate(document["certificates"], 1):
        lines.append(f"  certificate {number}: {facts['subject']}")
        lines += [f"      {label:<12}{text}" for label, text in _rows(facts) if text]
    return "".join(f"{printable(line)}\n" for line in lines)


def _outside(document: dict[str, Any]) -> list[tuple[str, str]]:
    mac, cost = document.get("mac"), document.get("cost")
    rounds = f", {mac['iterations']:,} rounds" if mac and mac["iterations"] is not None else ""
    return [
        ("do", document.get("remedy", "")),
        ("form", f"{document.get('form') or document.get('kind') or 'unknown'}, {document.get('size', 0):,} bytes"),
        ("encryption", ", ".join(document.get("encryption", []))),
        ("checksum", f"{mac['kind']} {mac['digest']}{rounds}" if mac else ""),
        ("cost", f"{cost['rounds']:,} rounds" if cost else ""),
    ]


def _rows(facts: dict[str, Any]) -> list[tuple[str, str]]:
    usages = [*(facts["eku"] or []), *(facts["key_usage"] or []), *(["authority"] if facts["is_ca"] else [])]
    return [
        ("issuer", "self-signed" if facts["self_signed"] else facts["issuer"]),
        ("serial", facts["serial"]),
        ("valid", f"{facts['not_before']} to {facts['not_after']}"),
        ("key", f"{facts['key']}, signed with {facts['signature'] or 'a hash of its own'}"),
        ("usage", ", ".join(usages)),
        ("names", ", ".join(facts["dns_names"])),
        ("SHA-1", facts["thumbprint"]),
        ("SHA-256", facts["sha256"]),
        ("public key", facts["spki_sha256"] or ""),
    ]

"""
Who issues a certificate, as `--ca` says it: nobody (self-signed), a folder of `graphkey ca`, or a program of somebody else's.

`cmd:PROGRAM` gets the request (PKCS#10, PEM) on its standard input and answers the certificate and its chain (PEM) on its
standard output; so any authority is a few lines of script away.

Rule: the key never goes to the authority; no shell runs the program.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkey.cli.cert_files import Reader
from graphkey.cli.world import World
from graphkey.errors import UsageError

if TYPE_CHECKING:
    from cryptography import x509

    from graphkey.certs.diagnose import Bundle

CA_HELP = "Who issues it: a folder of graphkey ca, or cmd:PROGRAM (request in, certificates out). Default: itself."
CA_PASSWORD_HELP = "Where the password of the authority's folder is; without it a terminal is asked."  # noqa: S105

Issue = Callable[[Any, "x509.Name", int, datetime | None], "Bundle"]


def find_issuer(world: World, reader: Reader, ca: str | None, ca_password: str | None) -> Issue:
    """
    Return what makes a bundle of (key, subject, days, starts_at).

    Raises: UsageError when a password is missing; ConfigError and CertificateError when the authority does not open.
    """
    if ca is None:
        return _self_signed(world)
    if ca.startswith("cmd:"):
        return _of_program(world, reader, ca.removeprefix("cmd:"))
    from graphkey.lifecycle.authority import show_authority

    show_authority(Path(ca))  # before a password is asked for what is not there
    return _of_folder(world, Path(ca), authority_password(world, reader, ca_password))


def authority_password(world: World, reader: Reader, reference: str | None) -> str:
    """Find the password of an authority's key; raises UsageError when there is none to be had."""
    secret = (
        reader.secret(reference) if reference is not None else world.terminal.ask_secret("Password of the authority: ")
    )
    if secret is None:
        raise UsageError(
            "the authority's key has a password, and none was given",
            hint="Give it with --ca-password: env:NAME, @FILE or keyring:SERVICE/NAME.",
        )
    return secret.reveal()


def _self_signed(world: World) -> Issue:
    from graphkey.certs.make import make_client_certificate

    def make(key: Any, subject: "x509.Name", days: int, starts_at: datetime | None) -> "Bundle":
        return make_client_certificate(
            subject, now=world.now(), days=days, starts_at=starts_at, entropy=world.entropy, key=key
        )

    return make


def _of_folder(world: World, folder: Path, password: str) -> Issue:
    from graphkey.certs.diagnose import Bundle
    from graphkey.lifecycle.authority import issue, open_authority

    authority = open_authority(folder, password)

    def make(key: Any, subject: "x509.Name", days: int, starts_at: datetime | None) -> "Bundle":
        leaf = issue(
            folder, authority, key.public_key(), subject,
            now=world.now(), days=days, starts_at=starts_at, entropy=world.entropy,
        )  # fmt: skip
        return Bundle(key, leaf, (authority.leaf,))

    return make


def _of_program(world: World, reader: Reader, words: str) -> Issue:
    from graphkey.certs.checks import check
    from graphkey.certs.request import join_answer, make_request

    def make(key: Any, subject: "x509.Name", days: int, starts_at: datetime | None) -> "Bundle":
        if starts_at is not None:
            raise UsageError(
                "when a certificate of another authority starts is that authority's word", hint="Leave --from out."
            )
        bundle = join_answer(key, reader.run(words, make_request(key, subject)), world.now())
        for finding in check(bundle, world.now()):
            if finding.severity == "warning":
                world.warn(f"the authority's answer: {finding.sentence} [{finding.id}]")
        return bundle

    return make

"""
What a rotation touches beside itself: a service, a folder, an API, whoever issues certificates, and the person who waits.

Rule: a step reaches the outside through `Outside` alone, so that a test can count and end whatever happens there.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from graphkey.certs.diagnose import Bundle
from graphkey.client.client import Far
from graphkey.lifecycle.model import Connector
from graphkey.lifecycle.rotation.files import Files
from graphkey.lifecycle.rotation.journal import Journal, decode, encode
from graphkey.lifecycle.rotation.model import Facts, Plan

JOURNAL, NEW, OLD, GIVEN = "journal.json", "new.pfx", "old.pfx", "given.pfx"
ANNOUNCEMENT, TRUST = "announcement.json", "trust.pem"


class Proof(NamedTuple):
    """
    Say whether an API accepts a certificate, and what it did.

    Args:
        reached: the certificate came before the API, so that no acceptance is a finding; False when the API could not be asked.
    """

    accepted: bool
    sentence: str
    reached: bool = True


class Seen(NamedTuple):
    """Hold the connector as it was read, and when, by the service's clock."""

    connector: Connector
    at: datetime


class Outside(NamedTuple):
    """
    Hold what a rotation touches.

    Args:
        prove: calls an API (its targetUrl, a slot or "") with a certificate, as the service does.
        issue: makes the certificate that a plan orders, with a new key.
        seal, unseal: write a bundle for the disk and read it again, under the referenced secret.
        tell: takes a sentence for the person who waits.
        tenant: id or name of the tenant, as the context has it.
    """

    far: Far
    files: Files
    prove: Callable[[str, str, Bundle], Proof]
    issue: Callable[[Plan], Bundle]
    seal: Callable[[Bundle], bytes]
    unseal: Callable[[bytes], Bundle]
    tell: Callable[[str], None] = lambda sentence: None
    tenant: str = ""


def read_journal(files: Files) -> Journal | None:
    """Read the connector's last journal; None when there is none."""
    content = files.read(JOURNAL)
    return None if content is None else decode(content)


def write_journal(files: Files, journal: Journal) -> Journal:
    """Keep a journal and return it."""
    files.write(JOURNAL, encode(journal))
    return journal


def facts_in(bundle: Bundle) -> Facts:
    """Return the facts of a bundle's certificate."""
    from graphkey.certs.facts import key_name, spki_sha256, thumbprint

    leaf = bundle.leaf
    return Facts(
        thumbprint(leaf), leaf.subject.rfc4514_string(), key_name(leaf), spki_sha256(leaf) or "",
        leaf.not_valid_before_utc, leaf.not_valid_after_utc,
    )  # fmt: skip


def bundle_in(outside: Outside, name: str) -> Bundle | None:
    """Open one of the kept bundles; None when it is not there; raises CertificateError when it does not open."""
    content = outside.files.read(name)
    return None if content is None else outside.unseal(content)

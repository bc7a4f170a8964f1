"""
Check a certificate for its purpose: to be shown by Microsoft's service, as a TLS client, to an API.

`(bundle or diagnosis, now) -> findings`. Pure; the clock is an argument. `client/prepare` and `cli/cert` call it.

Rule: a check never changes the verdict and never raises; what cannot be read is not judged.
Sources: RFC 5280; https://learn.microsoft.com/azure/active-directory-b2c/secure-rest-api (RSA 2048, digitalSignature, 12 months).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from graphkey.certs.diagnose import Bundle, Diagnosis
from graphkey.certs.facts import (
    OLD_HASHES,
    eku,
    is_ca,
    is_issued_by,
    is_self_signed,
    iso,
    key_name,
    key_usage,
    public_key,
    signature_hash,
)
from graphkey.certs.finding import Finding, find
from graphkey.certs.quiet import without_warnings

if TYPE_CHECKING:
    from cryptography import x509

SHORTEST_RSA_BITS = 2048
SHORTEST_EC_BITS = 224
LONGEST_LIFE = timedelta(days=825)  # what Apple still takes of a private authority (support.apple.com/103214)
SHORTEST_LIFE = timedelta(days=14)
_CLIENT_USAGES = frozenset({"clientAuth", "anyExtendedKeyUsage"})


def check(subject: Bundle | Diagnosis, now: datetime) -> tuple[Finding, ...]:
    """
    Check the certificate of a bundle.

    Args:
        subject: an open bundle, or a diagnosis, of which the first certificate beside a private key is taken.
        now: aware UTC.
    Returns: findings; none when there is no certificate with a private key. Findings on the bundle itself stand in
        the diagnosis.
    """
    if isinstance(subject, Bundle):
        leaf, chain = subject.leaf, subject.chain
    elif subject.certificates and subject.facts.get("keys"):
        leaf, chain = subject.certificates[0], subject.certificates[1:]
    else:
        return ()
    with without_warnings():
        return (*_on_validity(leaf, now), *_on_usage(leaf), *_on_strength(leaf), *_on_chain(leaf, chain, now))


def _on_validity(leaf: "x509.Certificate", now: datetime) -> Iterator[Finding]:
    starts_at, ends_at = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    if ends_at < now:
        yield find("expired", f"not after {iso(ends_at)}")
    elif starts_at > now:
        yield find("not-yet-valid", f"not before {iso(starts_at)}")
    life = ends_at - starts_at
    if life > LONGEST_LIFE:
        yield find("long-life", f"{life.days:,} days")
    elif life < SHORTEST_LIFE:
        yield find("short-life", f"{life.days} days")


def _on_usage(leaf: "x509.Certificate") -> Iterator[Finding]:
    extended, usages = eku(leaf), key_usage(leaf)
    if extended is None:
        yield find("eku-absent")
    elif not _CLIENT_USAGES.intersection(extended):
        yield find("eku-no-clientauth", ", ".join(extended))
    if usages is not None and "digitalSignature" not in usages:
        yield find("ku-no-digitalsignature", ", ".join(usages))
    if is_ca(leaf):
        yield find("leaf-is-ca")


def _on_strength(leaf: "x509.Certificate") -> Iterator[Finding]:
    name = key_name(leaf)
    bits = getattr(public_key(leaf), "key_size", 0)
    if (name.startswith("RSA") and bits < SHORTEST_RSA_BITS) or (name.startswith("EC") and bits < SHORTEST_EC_BITS):
        yield find("weak-key", name)
    if name.startswith("EC"):
        yield find("ec-key", name)
    elif not name.startswith("RSA-") or name.startswith("RSA-PSS"):
        yield find("unusual-key-type", name)
    hash_name = signature_hash(leaf)
    if hash_name in OLD_HASHES:
        yield find("weak-self-signature" if is_self_signed(leaf) else "weak-signature", hash_name or "")


def _on_chain(leaf: "x509.Certificate", chain: "tuple[x509.Certificate, ...]", now: datetime) -> Iterator[Finding]:
    if is_self_signed(leaf):
        yield find("self-signed")
        return
    path = _path(leaf, chain)
    if not path:
        yield find("chain-incomplete", leaf.issuer.rfc4514_string())
        return
    if not is_self_signed(path[-1]):
        yield find("root-not-included", path[-1].issuer.rfc4514_string())
    ended = [above for above in path if above.not_valid_after_utc < now]
    if ended:
        yield find("chain-cert-expired", ", ".join(above.subject.rfc4514_string() for above in ended))


def _path(leaf: "x509.Certificate", chain: "tuple[x509.Certificate, ...]") -> "list[x509.Certificate]":
    """Follow the issuers upwards as far as they are in the bundle."""
    path: list[x509.Certificate] = []
    below, rest = leaf, list(chain)
    while rest and not (path and below.issuer == below.subject):
        above = next((other for other in rest if is_issued_by(below, other)), None)
        if above is None:
            break
        path.append(above)
        below, rest = above, [other for other in rest if other is not above]
    return path

"""
Check a certificate for its purpose: to be shown by Microsoft's service, as a TLS client, to an API.

`(bundle or diagnosis, now) -> findings`. Pure; the clock is an argument. `client/prepare` and `cli/cert` call it.

Rule: a check never changes the verdict and never raises; what cannot be read is not judged.
Sources: RFC 5280; https://learn.microsoft.com/azure/active-directory-b2c/secure-rest-api (RSA 2048, digitalSignature, 12 months).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from graphkey.certs.diagnose import Bundle, Diagnosis
from graphkey.certs.facts import (
    OLD_HASHES,
    all_extensions,
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


class Bounds(NamedTuple):
    """
    Say where a finding begins.

    Args:
        rsa_bits, ec_bits: a shorter key is weak.
        longest_days: 825 is what Apple still takes of a private authority (support.apple.com/103214).
        serial_octets: a longer serial number is told (MicrosoftDocs/azure-docs PR 91029).
    """

    rsa_bits: int = 2048
    ec_bits: int = 224
    longest_days: int = 825
    shortest_days: int = 14
    serial_octets: int = 10


DEFAULT_BOUNDS = Bounds()
_SCTS = "1.3.6.1.4.1.11129.2.4.2"
_CLIENT_USAGES = frozenset({"clientAuth", "anyExtendedKeyUsage"})


def check(subject: Bundle | Diagnosis, now: datetime, bounds: Bounds = DEFAULT_BOUNDS) -> tuple[Finding, ...]:
    """
    Check the certificate of a bundle.

    Args:
        subject: an open bundle, or a diagnosis, of which the first certificate beside a private key is taken.
        now: aware UTC.
        bounds: those of a profile (`policy`).
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
        return (
            *_on_validity(leaf, now, bounds),
            *_on_usage(leaf),
            *_on_strength(leaf, bounds),
            *_on_issue(leaf, bounds),
            *_on_chain(leaf, chain, now),
        )


def _on_validity(leaf: "x509.Certificate", now: datetime, bounds: Bounds) -> Iterator[Finding]:
    starts_at, ends_at = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    if ends_at < now:
        yield find("expired", f"not after {iso(ends_at)}")
    elif starts_at > now:
        yield find("not-yet-valid", f"not before {iso(starts_at)}")
    life = ends_at - starts_at
    if life > timedelta(days=bounds.longest_days):
        yield find("long-life", f"{life.days:,} days; {bounds.longest_days:,} at most")
    elif life < timedelta(days=bounds.shortest_days):
        yield find("short-life", f"{life.days} days; {bounds.shortest_days} at least")


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


def _on_strength(leaf: "x509.Certificate", bounds: Bounds) -> Iterator[Finding]:
    name = key_name(leaf)
    bits = getattr(public_key(leaf), "key_size", 0)
    least = bounds.rsa_bits if name.startswith("RSA") else bounds.ec_bits if name.startswith("EC") else 0
    if bits < least:
        yield find("weak-key", f"{name}; {least:,} bits at least")
    if name.startswith("EC"):
        yield find("ec-key", name)
    elif not name.startswith("RSA-") or name.startswith("RSA-PSS"):
        yield find("unusual-key-type", name)
    hash_name = signature_hash(leaf)
    if hash_name in OLD_HASHES:
        yield find("weak-self-signature" if is_self_signed(leaf) else "weak-signature", hash_name or "")


def _on_issue(leaf: "x509.Certificate", bounds: Bounds) -> Iterator[Finding]:
    octets = leaf.serial_number.bit_length() // 8 + 1  # with the zero octet that DER puts before a set top bit
    if octets > bounds.serial_octets:
        yield find("long-serial", f"{octets} octets; {bounds.serial_octets} at most")
    # Only authorities that browsers trust log what they issue (RFC 6962 section 3.3).
    if any(extension.oid.dotted_string == _SCTS for extension in all_extensions(leaf)):
        yield find("public-authority", leaf.issuer.rfc4514_string())


def _on_chain(leaf: "x509.Certificate", chain: "tuple[x509.Certificate, ...]", now: datetime) -> Iterator[Finding]:
    if is_self_signed(leaf):
        yield find("self-signed")
        if chain:
            yield find("other-certificates", ", ".join(other.subject.rfc4514_string() for other in chain))
        return
    path = path_of(leaf, chain)
    spare = [other for other in chain if other not in path]
    if spare:
        yield find("other-certificates", ", ".join(other.subject.rfc4514_string() for other in spare))
    if not path:
        yield find("chain-incomplete", leaf.issuer.rfc4514_string())
        return
    if not is_self_signed(path[-1]):
        yield find("root-not-included", path[-1].issuer.rfc4514_string())
    ended = [above for above in path if above.not_valid_after_utc < now]
    if ended:
        yield find("chain-cert-expired", ", ".join(above.subject.rfc4514_string() for above in ended))


def path_of(leaf: "x509.Certificate", chain: "tuple[x509.Certificate, ...]") -> "list[x509.Certificate]":
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

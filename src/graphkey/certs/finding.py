"""
The findings: what is remarkable about a bundle that could be opened, and about its certificate.

One table for all of them; `diagnose` and `checks` decide when one applies and add the evidence. An `error` means that the
upload would be of no use and is stopped; a `warning` that it may be; an `info` needs nothing to be done.

Rule: an id, once published, keeps its meaning; docs/reference/findings.md lists every one (a test holds it to this table).
Sources: pkcs12 practice https://learn.microsoft.com/azure/active-directory-b2c/secure-rest-api, RFC 5280, RFC 7292.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]


class Finding(NamedTuple):
    """
    Tell one remarkable thing.

    Args:
        id: stable, to branch on.
        evidence: what was seen, short: a date, an algorithm, a number. Never a secret.
    """

    id: str
    severity: Severity
    sentence: str
    remedy: str
    evidence: str = ""


_RENEW = "Issue a new certificate: graphkey cert new."
_EXPORT = "Nothing for an upload: what is sent by default is a clean copy. With -AsIs, export the bundle again first."

KNOWN: Mapping[str, tuple[Severity, str, str]] = {
    # of the certificate
    "expired": ("error", "The certificate has expired.", _RENEW),
    "not-yet-valid": (
        "warning",
        "The certificate is not valid yet; after the upload it stays inactive until it is.",
        "Nothing, if it is staged on purpose; else wait, or issue one that is valid now.",
    ),
    "eku-no-clientauth": (
        "error",
        "The certificate's extended key usage does not allow client authentication.",
        "Issue it again with the usage clientAuth (1.3.6.1.5.5.7.3.2): graphkey cert new does.",
    ),
    "eku-absent": (
        "warning",
        "The certificate names no extended key usage; some servers want clientAuth to be named.",
        "Issue it again with the usage clientAuth, or make sure that the API accepts it.",
    ),
    "ku-no-digitalsignature": (
        "warning",
        "The certificate's key usage does not allow digital signatures, which a TLS client makes.",
        "Issue it again with key usage digitalSignature.",
    ),
    "weak-key": (
        "error",
        "The key is too short for today's servers, or for the profile.",
        "Use RSA with 2048 bits, or with as many as the profile wants: graphkey cert new --kind.",
    ),
    "ec-key": (
        "warning",
        "The key is an elliptic-curve key; only RSA is described for API connectors.",
        "Use RSA with 2048 bits unless it has been seen to work.",
    ),
    "unusual-key-type": (
        "warning",
        "The key is of a kind that many readers and servers do not take.",
        "Use RSA with 2048 bits.",
    ),
    "weak-signature": (
        "warning",
        "The certificate is signed with a hash that many servers refuse.",
        "Have it issued again with SHA-256.",
    ),
    "weak-self-signature": (
        "info",
        "The self-signed certificate is signed with an old hash; servers that pin it do not mind.",
        "Nothing; the next one will be signed with SHA-256.",
    ),
    "self-signed": (
        "warning",
        "The certificate is self-signed; the API must be told to trust exactly this one.",
        "Fine for development; for production the documentation asks for one issued by an authority.",
    ),
    "leaf-is-ca": (
        "warning",
        "The certificate is an authority's (basicConstraints CA), not an end entity's.",
        "Issue one with CA:FALSE.",
    ),
    "chain-incomplete": (
        "warning",
        "The issuer's certificate is not in the bundle.",
        "Add the intermediate certificates when exporting, or install them at the API.",
    ),
    "chain-cert-expired": (
        "warning",
        "A certificate of the chain has expired.",
        "Replace the authority's certificate by its current one.",
    ),
    "root-not-included": (
        "info",
        "The chain ends below its root, which is not in the bundle.",
        "Nothing; the API's side has the root.",
    ),
    "long-life": (
        "warning",
        "The certificate is valid for very long; a stolen key stays useful as long.",
        "One year is usual, and the default of graphkey cert new; --days makes it shorter.",
    ),
    "short-life": (
        "warning",
        "The certificate is valid for a short time only.",
        "Make sure that its successor is uploaded before it ends.",
    ),
    "long-serial": (
        "info",
        "The serial number is longer than ten octets, which App Service has been reported to refuse.",
        "Nothing for a connector; for App Service have it issued with a shorter one.",
    ),
    "public-authority": (
        "warning",
        "The certificate comes from a public authority; those have stopped issuing for client authentication.",
        "Plan its successor from a private authority: graphkey ca init.",
    ),
    # of the bundle around it
    "other-keys": (
        "warning",
        "The bundle holds further private keys; the one that was chosen is used.",
        "Nothing for an upload of a copy made with cert convert --key; do not send this file itself.",
    ),
    "other-certificates": (
        "info",
        "The bundle holds certificates that are not in the chain.",
        "Nothing; cert convert --chain-only leaves them out.",
    ),
    "unusual-mac": ("info", "The checksum (MAC) is of a kind that few programs know.", _EXPORT),
    "aes-encryption": (
        "warning",
        "The bundle is encrypted with AES, which the service has been reported to refuse as a wrong password.",
        _EXPORT,
    ),
    "weak-encryption": (
        "info",
        "The bundle is encrypted with an old cipher; whoever has the file can try many passwords.",
        "Keep the file safe; for one on disk prefer AES-256.",
    ),
    "unusual-encryption": ("info", "The bundle is encrypted in a way that few programs read.", _EXPORT),
    "unencrypted-key": (
        "warning",
        "The private key lies in the file without any encryption.",
        "Keep the file safe, or protect it with a password.",
    ),
    "empty-password": (
        "warning",
        "The bundle has no password, or an empty one.",
        "Keep the file safe, or protect it with a password.",
    ),
    "non-ascii-password": (
        "info",
        "The password has characters outside ASCII, which programs encode in different ways.",
        _EXPORT,
    ),
    "no-mac": ("info", "The bundle has no checksum (MAC); some programs refuse it.", _EXPORT),
    "ber": ("info", "The bundle is in BER and not in DER form; some programs refuse it.", _EXPORT),
    "trailing-data": ("info", "Something follows after the end of the bundle.", _EXPORT),
    "high-iterations": (
        "warning",
        "The key derivation takes more rounds than Windows and .NET accept.",
        _EXPORT,
    ),
}
"""Severity, sentence and remedy by id."""


def find(finding_id: str, evidence: str = "") -> Finding:
    """Make the finding of that id."""
    severity, sentence, remedy = KNOWN[finding_id]
    return Finding(finding_id, severity, sentence, remedy, evidence)

"""
Who should be refused: certificates that only look right, and headers by which anybody could claim to hold the right one.

Called by `proof/probes`. The headers carry the certificate alone, which is public; a front end that ends TLS sets such ones.

Rule: a wrong certificate has a key of the same kind and the dates of the right one, so that it is not refused for these.
Sources of the forms: https://docs.microsoft.com/azure/app-service/app-service-web-configure-tls-mutual-auth (X-ARR-ClientCert);
https://www.keycloak.org/docs-api/26.2.0/javadocs/org/keycloak/services/x509/NginxProxySslClientCertificateLookup.html;
https://pulpproject.org/pulp_certguard/docs/admin/guides/reverse_proxy_config; RFC 9440 section 2.2 (Client-Cert);
https://docs.airlock.com/iam (XFCC of Envoy: URL-encoded PEM under Cert).
"""

from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from graphkey.steps.tls import ClientIdentity

if TYPE_CHECKING:
    from cryptography import x509

STRANGER_NAME = "graphkey stranger"
HEADER_NAMES = (
    "X-ARR-ClientCert", "X-Client-Cert", "ssl-client-cert", "X-SSL-Client-Cert", "X-Forwarded-Client-Cert", "Client-Cert",
)  # fmt: skip
MAX_GROUP_BYTES = 6000
"""Headers sent at once: many servers take 8 KiB of them and answer a longer head with 400, which would look like a refusal."""


def stranger(like: ClientIdentity) -> ClientIdentity:
    """Make a self-signed certificate that nobody has ever seen."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, STRANGER_NAME)])
    key = _new_key(like)
    return _signed(key, key, name, name, x509.random_serial_number(), like.leaf)


def look_alike(like: ClientIdentity) -> ClientIdentity:
    """Make a certificate with the subject, issuer name and serial number of the right one, and another key and signature."""
    key, leaf = _new_key(like), like.leaf
    issuer_key = key if leaf.issuer == leaf.subject else _new_key(like)
    return _signed(key, issuer_key, leaf.subject, leaf.issuer, leaf.serial_number, leaf)


def forged_headers(leaf: "x509.Certificate") -> dict[str, str]:
    """Return the headers by which front ends tell the API which certificate they saw, saying that it was this one."""
    from hashlib import sha256

    from cryptography.hazmat.primitives.serialization import Encoding

    der = leaf.public_bytes(Encoding.DER)
    text = b64encode(der).decode("ascii")
    escaped = quote(leaf.public_bytes(Encoding.PEM).decode("ascii"), safe="")
    xfcc = f'Hash={sha256(der).hexdigest()};Cert="{escaped}"'
    return dict(zip(HEADER_NAMES, (text, escaped, escaped, escaped, xfcc, f":{text}:"), strict=True))


def in_groups(headers: Mapping[str, str]) -> list[dict[str, str]]:
    """Split headers into groups that a server will take at once; one that is too long stands alone."""
    groups: list[dict[str, str]] = []
    size = MAX_GROUP_BYTES
    for name, value in headers.items():
        if size + len(name) + len(value) > MAX_GROUP_BYTES:
            groups.append({})
            size = 0
        groups[-1][name] = value
        size += len(name) + len(value)
    return groups


def _new_key(like: ClientIdentity) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(like.key, ec.EllipticCurvePrivateKey):
        return ec.generate_private_key(like.key.curve)
    return rsa.generate_private_key(65537, 2048)


def _signed(
    key: Any, issuer_key: Any, subject: "x509.Name", issuer: "x509.Name", serial: int, like: "x509.Certificate"
) -> ClientIdentity:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID

    leaf = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(like.not_valid_before_utc)
        .not_valid_after(like.not_valid_after_utc)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    return ClientIdentity(key, leaf)

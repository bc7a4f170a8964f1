"""
Facts of a certificate, JSON-ready, in the spelling that Graph and the API's side use.

`cli/cert`, `client/prepare` and the local Graph call it. No judgement: that is `checks`.

Source: RFC 5280 section 4; thumbprint as in Graph's pkcs12CertificateInformation (SHA-1, upper-case hexadecimal).
"""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from graphkey.certs.quiet import without_warnings

if TYPE_CHECKING:
    from cryptography import x509

_EKU_NAMES = {
    "1.3.6.1.5.5.7.3.1": "serverAuth",
    "1.3.6.1.5.5.7.3.2": "clientAuth",
    "1.3.6.1.5.5.7.3.3": "codeSigning",
    "1.3.6.1.5.5.7.3.4": "emailProtection",
    "1.3.6.1.5.5.7.3.8": "timeStamping",
    "1.3.6.1.5.5.7.3.9": "OCSPSigning",
    "2.5.29.37.0": "anyExtendedKeyUsage",
}
_KEY_USAGES = (
    ("digital_signature", "digitalSignature"),
    ("content_commitment", "nonRepudiation"),
    ("key_encipherment", "keyEncipherment"),
    ("data_encipherment", "dataEncipherment"),
    ("key_agreement", "keyAgreement"),
    ("key_cert_sign", "keyCertSign"),
    ("crl_sign", "cRLSign"),
)
UNKNOWN_KEY = "unknown"
OLD_HASHES = frozenset({"md5", "sha1"})
"""Hashes that servers no longer take in a signature."""
_RSA_PSS = "1.2.840.113549.1.1.10"


def leaf_facts(cert: "x509.Certificate") -> dict[str, Any]:
    """
    Return the facts of a certificate.

    Returns: subject, issuer (RFC 4514), serial (hex), thumbprint (SHA-1, 40 upper-case hex digits), sha256 and
        spki_sha256 (lower-case hex), not_before, not_after (ISO 8601, Z), key (`RSA-2048`, `EC-secp256r1`, …),
        signature (hash name or None), eku and key_usage (lists, or None when the extension is absent), is_ca,
        self_signed, dns_names.
    """
    with without_warnings():
        return {
            "subject": cert.subject.rfc4514_string(),
            "issuer": cert.issuer.rfc4514_string(),
            "serial": f"{cert.serial_number:x}",
            "thumbprint": thumbprint(cert),
            "sha256": hashlib.sha256(_der(cert)).hexdigest(),
            "spki_sha256": spki_sha256(cert),
            "not_before": iso(cert.not_valid_before_utc),
            "not_after": iso(cert.not_valid_after_utc),
            "key": key_name(cert),
            "signature": signature_hash(cert),
            "eku": eku(cert),
            "key_usage": key_usage(cert),
            "is_ca": is_ca(cert),
            "self_signed": is_self_signed(cert),
            "dns_names": _dns_names(cert),
        }


def _der(cert: "x509.Certificate") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return cert.public_bytes(Encoding.DER)


def thumbprint(cert: "x509.Certificate") -> str:
    """Return the SHA-1 thumbprint as Graph shows it: 40 upper-case hexadecimal digits."""
    return hashlib.sha1(_der(cert), usedforsecurity=False).hexdigest().upper()


def spki_sha256(cert: "x509.Certificate") -> str | None:
    """Return the SHA-256 of the public key's DER, lower-case hex; it stays when a certificate is renewed with its key."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = public_key(cert)
    if public is None:
        return None
    return hashlib.sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def iso(moment: datetime) -> str:
    """Return a time as `2026-11-23T10:00:00Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def public_key(cert: "x509.Certificate") -> Any:
    """Return the public key, or None when it is of a kind that is not known here."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return cert.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return None


def key_name(cert: "x509.Certificate") -> str:
    """Name kind and size of a certificate's key: as `name_key`, and `RSA-PSS-2048`, which only the certificate tells."""
    pss = cert.public_key_algorithm_oid.dotted_string == _RSA_PSS
    return name_key(public_key(cert)).replace("RSA-", "RSA-PSS-" if pss else "RSA-")


def name_key(public: Any) -> str:
    """Name kind and size of a public key: `RSA-2048`, `EC-P-256`, `DSA-1024`, `Ed25519`; `unknown` for None."""
    kind = type(public).__name__
    if "RSA" in kind:
        return f"RSA-{public.key_size}"
    if "DSA" in kind:
        return f"DSA-{public.key_size}"
    if kind == "ECPublicKey":
        curve = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}.get(
            public.curve.name, public.curve.name
        )
        return f"EC-{curve}"
    return kind.removesuffix("PublicKey") if public is not None else UNKNOWN_KEY


def signature_hash(cert: "x509.Certificate") -> str | None:
    """Name the hash that the certificate is signed with; None when the signature has none of its own or is unknown."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        found = cert.signature_hash_algorithm
    except (UnsupportedAlgorithm, ValueError):
        return None
    return found.name if found is not None else None


def _extension(cert: "x509.Certificate", name: str) -> Any:
    from cryptography import x509

    try:
        return cert.extensions.get_extension_for_class(getattr(x509, name)).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, ValueError, TypeError):
        return None


def all_extensions(cert: "x509.Certificate") -> "list[x509.Extension[x509.ExtensionType]]":
    """List the extensions; none when one of them cannot be read."""
    from cryptography import x509

    try:
        return list(cert.extensions)
    except (x509.DuplicateExtension, x509.UnsupportedGeneralNameType, ValueError, TypeError):
        return []


def eku(cert: "x509.Certificate") -> list[str] | None:
    """Return the extended key usages by name (else by number); None when the extension is absent."""
    found = _extension(cert, "ExtendedKeyUsage")
    return None if found is None else [_EKU_NAMES.get(usage.dotted_string, usage.dotted_string) for usage in found]


def key_usage(cert: "x509.Certificate") -> list[str] | None:
    """Return the key usages by RFC 5280's names; None when the extension is absent."""
    found = _extension(cert, "KeyUsage")
    return None if found is None else [name for attribute, name in _KEY_USAGES if getattr(found, attribute)]


def is_ca(cert: "x509.Certificate") -> bool:
    """Tell whether the certificate calls itself an authority."""
    found = _extension(cert, "BasicConstraints")
    return bool(found is not None and found.ca)


def is_self_signed(cert: "x509.Certificate") -> bool:
    """Tell whether subject and issuer are the same and the signature is its own; with an old hash the names alone decide."""
    if cert.issuer != cert.subject:
        return False
    # Writers of the nineties padded MD5 signatures in ways that no verifier takes today; such files are still about.
    return is_issued_by(cert, cert) or signature_hash(cert) in OLD_HASHES


def is_issued_by(cert: "x509.Certificate", issuer: "x509.Certificate") -> bool:
    """Tell whether a certificate was issued by another; by names alone where the signature's algorithm is not known."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    if cert.issuer != issuer.subject:
        return False
    try:
        try:
            cert.verify_directly_issued_by(issuer)
        except (
            ValueError,
            TypeError,
        ):  # another kind of key than the signature's; or a hash that is no longer taken there
            return _is_signed_by(cert, public_key(issuer))
    except InvalidSignature:
        return False
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return True
    return True


def _is_signed_by(cert: "x509.Certificate", public: Any) -> bool:
    """Verify a signature with whatever hash it was made; raises what `is_issued_by` catches."""
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    digest: Any = cert.signature_hash_algorithm
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(cert.signature, cert.tbs_certificate_bytes, padding.PKCS1v15(), digest)
    elif isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(cert.signature, cert.tbs_certificate_bytes, ec.ECDSA(digest))
    return True


def _dns_names(cert: "x509.Certificate") -> list[str]:
    from cryptography import x509

    found = _extension(cert, "SubjectAlternativeName")
    return [] if found is None else [str(name) for name in found.get_values_for_type(x509.DNSName)]

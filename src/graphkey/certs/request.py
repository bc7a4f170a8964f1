"""
Certificate requests (PKCS#10): made for an authority, read as one, and the authority's answer put together with the key.

`cli/cert_make`, `cli/ca` and `lifecycle` call it.

Rule: of a request an authority takes over name and key alone; what may be done with the certificate is the authority's word.
Rule: an answer is used only when it was issued for our key and is good for client authentication now or later.
Sources: RFC 2986; RFC 5280 section 4.1.2.6.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from graphkey.certs.diagnose import Bundle
from graphkey.errors import CertificateError

if TYPE_CHECKING:
    from cryptography import x509

_LARGEST = 64 * 1024
_SHORTEST_RSA, _LONGEST_RSA = 2048, 8192
_CURVES = frozenset({"secp256r1", "secp384r1", "secp521r1"})


def make_request(key: Any, subject: "x509.Name") -> bytes:
    """Make a request for client authentication, signed with the key; returns PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import ExtendedKeyUsageOID

    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM)


def read_request(data: bytes) -> "tuple[Any, x509.Name]":
    """
    Read a request.

    Args:
        data: PEM or DER.
    Returns: the public key and the subject.
    Raises: CertificateError when it is none, was not signed with its own key, or its key or name is not acceptable.
    """
    from graphkey.certs.contents import UnreadableError, attempt
    from graphkey.certs.quiet import without_warnings

    try:
        with without_warnings():
            request = attempt("the request", lambda: _load(data[:_LARGEST]))
            signed = attempt("the signature of the request", lambda: request.is_signature_valid)
            public, subject = attempt("the request", lambda: (request.public_key(), request.subject))
    except UnreadableError as error:
        raise CertificateError(
            f"this is not a usable certificate request: {error}", hint="Give PEM or DER of a PKCS#10 request."
        ) from None
    if not signed:
        raise CertificateError("the request is not signed with its own key", hint="Make the request again.")
    _refuse_odd(public, subject)
    return public, subject


def _load(data: bytes) -> Any:
    from cryptography import x509

    return (x509.load_pem_x509_csr if b"-----BEGIN" in data else x509.load_der_x509_csr)(data)


def _refuse_odd(public: Any, subject: "x509.Name") -> None:
    from graphkey.certs.facts import name_key

    bits, curve = getattr(public, "key_size", 0), getattr(getattr(public, "curve", None), "name", "")
    kind = name_key(public)
    if curve not in _CURVES and not (kind.startswith("RSA-") and _SHORTEST_RSA <= bits <= _LONGEST_RSA):
        raise CertificateError(
            f"the request is for a key of the kind {kind}", hint="RSA with 2048 to 8192 bits, or a curve of NIST's."
        )
    if not list(subject):
        raise CertificateError("the request names no subject", hint="Make it again with a common name.")


def join_answer(key: Any, answer: bytes, now: datetime) -> Bundle:
    """
    Put a key and what an authority answered to its request into a bundle.

    Args:
        answer: certificates in PEM form, in any order; text around them does not matter.
        now: aware UTC.
    Raises: CertificateError when none of them is for this key, or the one that is would be of no use.
    """
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    from graphkey.certs.checks import check
    from graphkey.certs.limits import DEFAULT_LIMITS
    from graphkey.certs.pem import diagnose_pem, holds_blocks

    own = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    found = diagnose_pem([own, answer], None, DEFAULT_LIMITS)
    if found.bundle is None:
        what = found.sentence if holds_blocks(answer) else "There is no certificate in it."
        raise CertificateError(
            f"the authority's answer cannot be used: {what}",
            hint="It answers certificates in PEM form.",
            verdict=found.verdict,
        )
    errors = [finding for finding in check(found.bundle, now) if finding.severity == "error"]
    if errors:
        raise CertificateError(
            f"the authority's certificate would be of no use: {errors[0].sentence}",
            hint=errors[0].remedy, verdict=found.verdict, findings=tuple(errors),
        )  # fmt: skip
    return found.bundle

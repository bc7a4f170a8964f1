"""
Make keys and certificates: a client's for an API connector, an authority's, and the server's of the local Graph.

`cli/cert_make`, `lifecycle` and `localgraph` call it. Keys come from the operating system's generator; times and serial
numbers are arguments' doing.

Rule: a client certificate is RSA unless asked otherwise, for clientAuth alone, with a serial number of at most 10 octets.
Rule: an authority made here can speak for loopback names alone, unless asked otherwise.
Sources: RFC 5280 sections 4.1.2.2, 4.2.1; MicrosoftDocs/azure-docs PR 91029 (serials over 10 octets were refused);
https://learn.microsoft.com/azure/active-directory-b2c/secure-rest-api (RSA 2048, digitalSignature, 12 months).
"""

import os
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

from graphkey.certs.diagnose import Bundle
from graphkey.errors import CertificateError

if TYPE_CHECKING:
    from cryptography import x509

LONGEST_NAME = 64  # RFC 5280 appendix A.1, ub-common-name
SMALLEST_KEY = 2048
LARGEST_KEY = 8192
CLOCK_SKEW = timedelta(minutes=10)
"""How far back a certificate begins, so that a peer whose clock is behind accepts it at once."""
_SERIAL_BYTES = 9

Entropy = Callable[[int], bytes]


KINDS = ("RSA-2048", "RSA-3072", "RSA-4096", "EC-P-256", "EC-P-384")
"""What keys are made of, in the spelling of `facts.key_name`; connectors are only described with RSA."""


def make_key(kind: str = "RSA-2048") -> Any:
    """
    Make a private key.

    Args:
        kind: `RSA-` and 2048 to 8192 bits, or one of the curves in `KINDS`.
    Raises: CertificateError for any other.
    """
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    curve = {"EC-P-256": ec.SECP256R1, "EC-P-384": ec.SECP384R1}.get(kind)
    if curve is not None:
        return ec.generate_private_key(curve())
    bits = kind.removeprefix("RSA-")
    if not (kind.startswith("RSA-") and bits.isascii() and bits.isdigit() and SMALLEST_KEY <= int(bits) <= LARGEST_KEY):
        raise CertificateError(
            f"a key of the kind {kind} is not made",
            hint=f"RSA with {SMALLEST_KEY} to {LARGEST_KEY} bits, or {KINDS[-2]}.",
        )
    return rsa.generate_private_key(65537, int(bits))


def make_client_certificate(
    common_name: "str | x509.Name",
    *,
    now: datetime,
    days: int = 365,
    kind: str = "RSA-2048",
    issuer: Bundle | None = None,
    starts_at: datetime | None = None,
    entropy: Entropy = os.urandom,
    key: Any = None,
) -> Bundle:
    """
    Make a key and a client certificate for it.

    Args:
        common_name: 1 to 64 characters; or a whole subject, taken over as it is.
        now: aware UTC.
        days: of validity, from `starts_at` on.
        kind: of the key, as for `make_key`.
        issuer: the authority that signs; self-signed when left out.
        starts_at: a later start, for a certificate that is staged; ten minutes ago when left out.
        entropy: n -> n random bytes, for the serial number.
        key: one that was made before.
    Raises: CertificateError when name, days or kind are out of bounds.
    """
    name = subject_of(common_name)
    validity = _validity(now, days, starts_at)
    key = key if key is not None else make_key(kind)
    builder = _client_builder(name, key.public_key(), issuer, validity, entropy)
    return _signed(builder, key, issuer)


def certify(
    public: Any,
    subject: "x509.Name",
    issuer: Bundle,
    *,
    now: datetime,
    days: int = 365,
    starts_at: datetime | None = None,
    entropy: Entropy = os.urandom,
) -> "x509.Certificate":
    """Sign a client certificate for a public key that somebody else holds; arguments as for `make_client_certificate`."""
    return _sign(_client_builder(subject, public, issuer, _validity(now, days, starts_at), entropy), issuer.key)


def _client_builder(
    subject: "x509.Name", public: Any, issuer: Bundle | None, validity: tuple[datetime, datetime], entropy: Entropy
) -> "x509.CertificateBuilder":
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    builder = _builder(subject, public, issuer, validity, entropy)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage(digital_signature=True), critical=True)
    return builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)


def _validity(now: datetime, days: int, starts_at: datetime | None) -> tuple[datetime, datetime]:
    starts_at = starts_at or now - CLOCK_SKEW
    return starts_at, _end(starts_at if starts_at > now else now, days)


def make_authority(
    name: str,
    *,
    now: datetime,
    days: int,
    loopback_only: bool = True,
    client_only: bool = False,
    kind: str = "EC-P-256",
    entropy: Entropy = os.urandom,
) -> Bundle:
    """
    Make a small authority that signs end entities directly.

    Args:
        name: its common name.
        loopback_only: constrain it to localhost, 127.0.0.1 and ::1.
        client_only: constrain it to client authentication, so that its key is worth nothing for serving.
        kind: of the key, as for `make_key`.
    """
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    key = make_key(kind)
    builder = _builder(subject_of(name), key.public_key(), None, (now - CLOCK_SKEW, _end(now, days)), entropy)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_key_usage(key_cert_sign=True, crl_sign=True), critical=True)
    if loopback_only:
        builder = builder.add_extension(_loopback_constraints(), critical=True)
    if client_only:
        # OpenSSL, Windows and Go hold what is below an authority to the usages that the authority itself names.
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    return _signed(builder, key, None)


def make_server_certificate(
    authority: Bundle, names: Sequence[str], *, now: datetime, days: int, entropy: Entropy = os.urandom
) -> Bundle:
    """
    Make a key (EC P-256) and a server certificate for host names and addresses, signed by an authority.

    Args:
        names: `localhost`, `127.0.0.1`, `::1`, …; the first becomes the common name.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID

    if not names:
        raise CertificateError("a server certificate needs a name", hint="Give at least one host name or address.")
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(subject_of(names[0]), key.public_key(), authority, (now - CLOCK_SKEW, _end(now, days)), entropy)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage(digital_signature=True), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    builder = builder.add_extension(
        x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False
    )
    return _signed(builder, key, authority)


def subject_of(common_name: "str | x509.Name") -> "x509.Name":
    """Make a subject of a common name; raises CertificateError when that cannot be one."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    if isinstance(common_name, x509.Name):
        return common_name
    fine = 0 < len(common_name) <= LONGEST_NAME and common_name.isprintable() and common_name.strip() == common_name
    if not fine:
        raise CertificateError(
            f"a common name has 1 to {LONGEST_NAME} printable characters and no blanks around it",
            hint="For example the API's host name.",
        )
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _end(start: datetime, days: int) -> datetime:
    try:
        if days < 1:
            raise OverflowError
        end = start + timedelta(days=days)
        # RFC 5280 section 4.1.2.5: 9999-12-31 stands for "no well-defined end", which is not meant here.
        if end.year > 9998:
            raise OverflowError
    except OverflowError:
        raise CertificateError(f"{days} days are no span for a certificate", hint="365 days are usual.") from None
    return end


def _builder(
    name: "x509.Name", public: Any, issuer: Bundle | None, validity: tuple[datetime, datetime], entropy: Entropy
) -> "x509.CertificateBuilder":
    from cryptography import x509

    signer: Any = issuer.leaf.public_key() if issuer else public
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.leaf.subject if issuer else name)
        .public_key(public)
        .serial_number(_serial(entropy))
        .not_valid_before(validity[0].replace(microsecond=0))
        .not_valid_after(validity[1].replace(microsecond=0))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer), critical=False)
    )


def _serial(entropy: Entropy) -> int:
    # The top bit of nine octets is set, so DER puts a zero octet before them: always ten, never negative or zero.
    return int.from_bytes(entropy(_SERIAL_BYTES), "big") | 1 << (8 * _SERIAL_BYTES - 1)


def _key_usage(
    *, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> "x509.KeyUsage":
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _loopback_constraints() -> "x509.NameConstraints":
    from cryptography import x509

    permitted: list[x509.GeneralName] = [x509.DNSName("localhost")]
    permitted += [x509.IPAddress(ip_network(network)) for network in ("127.0.0.1/32", "::1/128")]
    return x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None)


def _general_name(name: str) -> "x509.GeneralName":
    from cryptography import x509

    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _signed(builder: "x509.CertificateBuilder", key: Any, issuer: Bundle | None) -> Bundle:
    certificate = _sign(builder, issuer.key if issuer else key)
    return Bundle(key, certificate, (issuer.leaf, *issuer.chain) if issuer else ())


def _sign(builder: "x509.CertificateBuilder", signer: Any) -> "x509.Certificate":
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        return builder.sign(signer, SHA256())
    except (ValueError, TypeError) as error:  # a start behind the end, or a subject that cannot be written
        raise CertificateError(f"the certificate cannot be made: {error}", hint="Check name and dates.") from error

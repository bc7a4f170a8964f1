"""PFX files for tests, made on the fly by cryptography, as other tools write them."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSWORD = "canary-pässword-1"


@cache
def key(number: int = 0) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def certificate(number: int = 0, days_from: int = -1, days_to: int = 365, usage: str = "client") -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"client-{number}")])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key(number).public_key())
        .serial_number(1000 + number).not_valid_before(now + timedelta(days=days_from)).not_valid_after(now + timedelta(days=days_to))
        .add_extension(x509.BasicConstraints(False, None), critical=True)
    )  # fmt: skip
    oid = {"client": ExtendedKeyUsageOID.CLIENT_AUTH, "server": ExtendedKeyUsageOID.SERVER_AUTH}[usage]
    return builder.add_extension(x509.ExtendedKeyUsage([oid]), critical=False).sign(key(number), hashes.SHA256())


@cache
def pfx(number: int = 0, password: str = PASSWORD, old: bool = False, **named: object) -> bytes:
    """Write a PFX: AES-256 and 2,048 rounds as openssl 3 does, or 3DES-SHA1 when `old`."""
    encryption = NoEncryption()
    if password:
        cipher = pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC if old else pkcs12.PBES.PBESv2SHA256AndAES256CBC
        encryption = (
            PrivateFormat.PKCS12.encryption_builder().kdf_rounds(2000 if old else 2048).key_cert_algorithm(cipher)
            .hmac_hash(hashes.SHA1() if old else hashes.SHA256()).build(password.encode())
        )  # fmt: skip
    return pkcs12.serialize_key_and_certificates(None, key(number), certificate(number, **named), None, encryption)


def thumbprint(number: int = 0, **named: object) -> str:
    return certificate(number, **named).fingerprint(hashes.SHA1()).hex().upper()

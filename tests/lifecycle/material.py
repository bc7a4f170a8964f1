"""Client certificates for tests, all with one key, valid as the test says."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2026, 6, 1, 12, 0, 0, tzinfo=UTC)
PASSWORD = "canary-secret-7"


class Bundle(NamedTuple):
    pfx: bytes
    thumbprint: str

    @property
    def body(self) -> dict[str, Any]:
        return {"pkcs12Value": b64encode(self.pfx).decode(), "password": PASSWORD}


class Material(NamedTuple):
    key: rsa.RSAPrivateKey

    def bundle(self, name: str, start: float = -30, end: float = 300, rounds: int = 2000) -> Bundle:
        """Make a bundle that is valid from and to so many days after NOW."""
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(self.key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(NOW + timedelta(days=start))
            .not_valid_after(NOW + timedelta(days=end))
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .sign(self.key, hashes.SHA256())
        )  # fmt: skip
        encryption = (
            PrivateFormat.PKCS12.encryption_builder().kdf_rounds(rounds)
            .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC).hmac_hash(hashes.SHA1())
            .build(PASSWORD.encode())
        )  # fmt: skip
        pfx = pkcs12.serialize_key_and_certificates(None, self.key, certificate, None, encryption)
        return Bundle(pfx, certificate.fingerprint(hashes.SHA1()).hex().upper())

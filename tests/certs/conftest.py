"""Keys and certificates are made once a session: an RSA key costs a tenth of a second."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from graphkey.certs.diagnose import Bundle
from graphkey.certs.make import make_authority, make_client_certificate

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PASSWORD = "Tr0ub4dor&3"


@pytest.fixture(scope="session")
def client() -> Bundle:
    return make_client_certificate("client.example", now=NOW)


@pytest.fixture(scope="session")
def other() -> Bundle:
    return make_client_certificate("other.example", now=NOW)


@pytest.fixture(scope="session")
def authority() -> Bundle:
    return make_authority("Test authority", now=NOW, days=3650, loopback_only=False)


@pytest.fixture(scope="session")
def issued(authority: Bundle) -> Bundle:
    return make_client_certificate("issued.example", now=NOW, issuer=authority)


def pkcs8(bundle: Bundle) -> bytes:
    return bundle.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)

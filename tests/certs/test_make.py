import shutil
import socket
import ssl
import subprocess
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from graphkey.certs.diagnose import Bundle
from graphkey.certs.make import make_authority, make_client_certificate, make_server_certificate
from graphkey.errors import CertificateError
from tests.certs.conftest import NOW

NAMES = ["localhost", "127.0.0.1", "::1"]


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def write(path: Path, bundle: Bundle) -> Path:
    key = bundle.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(key + pem(bundle.leaf))
    return path


@pytest.fixture(scope="module")
def loopback() -> Bundle:
    return make_authority("Loopback authority", now=NOW, days=3650)


@pytest.fixture(scope="module")
def server(loopback: Bundle) -> Bundle:
    return make_server_certificate(loopback, NAMES, now=NOW, days=30)


def test_a_client_certificate_is_for_clients_alone(client: Bundle) -> None:
    extensions = client.leaf.extensions
    assert [usage.dotted_string for usage in extensions.get_extension_for_class(x509.ExtendedKeyUsage).value] == [
        "1.3.6.1.5.5.7.3.2"
    ]
    assert not extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature


@pytest.mark.parametrize("entropy", [bytes, lambda count: b"\xff" * count, lambda count: b"\x01" * count])
def test_a_serial_number_has_at_most_ten_octets_and_is_positive(entropy: object, authority: Bundle) -> None:
    made = make_server_certificate(authority, NAMES, now=NOW, days=1, entropy=entropy)  # type: ignore[arg-type]
    serial = made.leaf.serial_number
    assert serial > 0
    assert serial.bit_length() // 8 + 1 == 10


def test_serial_numbers_differ(client: Bundle, other: Bundle) -> None:
    assert client.leaf.serial_number != other.leaf.serial_number


def test_a_certificate_begins_before_now_and_lasts_its_days(client: Bundle) -> None:
    assert client.leaf.not_valid_before_utc < NOW
    assert client.leaf.not_valid_after_utc == NOW + timedelta(days=365)


@pytest.mark.parametrize(
    "named",
    [{"days": 0}, {"days": -1}, {"days": 10**9}, {"days": 3_000_000}, {"kind": "RSA-1024"}, {"kind": "RSA-100000"}],
)
def test_senseless_numbers_are_refused(named: dict[str, object]) -> None:
    with pytest.raises(CertificateError):
        make_client_certificate("client.example", now=NOW, **named)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["", " ", " a", "x" * 65, "a\nb", "a\0b"])
def test_senseless_names_are_refused(name: str) -> None:
    with pytest.raises(CertificateError):
        make_client_certificate(name, now=NOW)


def test_a_name_outside_ascii_is_taken() -> None:
    made = make_authority("Zertifikate für Łódź 🔑", now=NOW, days=1)
    assert made.leaf.subject.rfc4514_string() == "CN=Zertifikate für Łódź 🔑"


def test_a_server_certificate_needs_a_name(authority: Bundle) -> None:
    with pytest.raises(CertificateError):
        make_server_certificate(authority, [], now=NOW, days=1)


def test_an_authority_is_constrained_to_loopback_names(loopback: Bundle) -> None:
    constraints = loopback.leaf.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert [str(one.value) for one in constraints.value.permitted_subtrees or []] == [
        "localhost",
        "127.0.0.1/32",
        "::1/128",
    ]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_verifies_strictly_what_is_made(
    authority: Bundle, loopback: Bundle, server: Bundle, issued: Bundle, client: Bundle, tmp_path: Path
) -> None:
    (tmp_path / "ca.pem").write_bytes(pem(authority.leaf))
    (tmp_path / "loopback.pem").write_bytes(pem(loopback.leaf))
    (tmp_path / "self.pem").write_bytes(pem(client.leaf))
    at = str(int(NOW.timestamp()))
    for bundle, purpose, trusted in (
        (server, "sslserver", "loopback.pem"),
        (issued, "sslclient", "ca.pem"),
        (client, "sslclient", "self.pem"),
    ):
        (tmp_path / "leaf.pem").write_bytes(pem(bundle.leaf))
        command = ["openssl", "verify", "-x509_strict", "-attime", at, "-purpose", purpose]
        done = subprocess.run(
            [*command, "-CAfile", str(tmp_path / trusted), str(tmp_path / "leaf.pem")], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_refuses_another_name_under_the_authority(loopback: Bundle, tmp_path: Path) -> None:
    foreign = make_server_certificate(loopback, ["graph.microsoft.com"], now=NOW, days=30)
    (tmp_path / "ca.pem").write_bytes(pem(loopback.leaf))
    (tmp_path / "leaf.pem").write_bytes(pem(foreign.leaf))
    done = subprocess.run(
        ["openssl", "verify", "-attime", str(int(NOW.timestamp())), "-CAfile", str(tmp_path / "ca.pem"), str(tmp_path / "leaf.pem")],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode != 0
    assert "permitted subtree violation" in done.stdout + done.stderr


def test_a_handshake_with_both_certificates_passes_the_strict_verifier(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    now = datetime.now(UTC)  # the handshake reads the real clock
    authority = make_authority("Handshake authority", now=now, days=2)
    server = write(tmp_path / "server.pem", make_server_certificate(authority, NAMES, now=now, days=1))
    made = make_client_certificate("client.example", now=now, days=1)
    client = write(tmp_path / "client.pem", made)
    outside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    outside.load_cert_chain(server)
    outside.verify_mode = ssl.CERT_REQUIRED
    outside.verify_flags |= ssl.VERIFY_X509_STRICT
    outside.load_verify_locations(cadata=pem(made.leaf).decode())
    inside = ssl.create_default_context(cadata=pem(authority.leaf).decode())
    inside.verify_flags |= ssl.VERIFY_X509_STRICT
    inside.load_cert_chain(client)
    left, right = socket.socketpair()
    seen: list[bytes | None] = []

    def serve() -> None:
        with outside.wrap_socket(right, server_side=True) as wire:
            seen.append(wire.getpeercert(binary_form=True))
            wire.sendall(b"x")

    thread = threading.Thread(target=serve)
    thread.start()
    with inside.wrap_socket(left, server_hostname="localhost") as wire:
        assert wire.recv(1) == b"x"
    thread.join()
    assert seen == [made.leaf.public_bytes(Encoding.DER)]

"""Real certificates, and real TLS servers that behave as badly as a test wants, for the tests of the steps."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from graphkey.serve import Tls
from graphkey.steps.tls import ClientIdentity

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def make_identity(
    name: str,
    *,
    starts_at: datetime = NOW - DAY,
    days: int = 365,
    issuer: ClientIdentity | None = None,
    is_rsa: bool = False,
    is_ca: bool = False,
) -> ClientIdentity:
    key = rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    cert = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.leaf.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts_at)
        .not_valid_after(starts_at + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(issuer.key if issuer else key, hashes.SHA256())
    )
    return ClientIdentity(key, cert)


def der(identity: ClientIdentity) -> bytes:
    return identity.leaf.public_bytes(Encoding.DER)


def pem(*identities: ClientIdentity) -> bytes:
    return b"".join(identity.leaf.public_bytes(Encoding.PEM) for identity in identities)


class ServerTls(NamedTuple):
    cert_file: Path
    key_file: Path
    ca_pem: bytes

    def tls(self, *allowed: ClientIdentity, **more: str) -> Tls:
        return Tls(self.cert_file, self.key_file, pem(*allowed), **more)  # type: ignore[arg-type]


def server_tls(folder: Path, *names: str, is_rsa: bool = False) -> ServerTls:
    authority = trustme.CA()
    cert = authority.issue_cert(*names, key_type=trustme.KeyType.RSA if is_rsa else trustme.KeyType.ECDSA)
    cert_file, key_file = folder / "server.pem", folder / "server.key"
    cert_file.write_bytes(b"".join(blob.bytes() for blob in cert.cert_chain_pems))
    cert.private_key_pem.write_to_path(key_file)
    return ServerTls(cert_file, key_file, authority.cert_pem.bytes())


@contextmanager
def raw_server(
    server: ServerTls,
    script: Callable[[ssl.SSLSocket, int], None],
    *,
    tune: Callable[[ssl.SSLContext], None] | None = None,
) -> Iterator[str]:
    """Run a TLS server that calls `script(connection, count)` for every connection; it ends with the block."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server.cert_file, server.key_file)
    if tune is not None:
        tune(context)
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        count = 0
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            count += 1
            plain.settimeout(10)
            with suppress(OSError), context.wrap_socket(plain, server_side=True) as connection:
                script(connection, count)
            plain.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{listener.getsockname()[1]}/step"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def read_request(connection: ssl.SSLSocket) -> bytes:
    """Read one HTTP request, head and body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body

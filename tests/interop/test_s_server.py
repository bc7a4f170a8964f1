"""The service's caller against `openssl s_server`: acceptance, refusal and authorities as OpenSSL itself does them."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graphkey.lifecycle.proof.forgery import look_alike, stranger
from graphkey.lifecycle.proof.seen import reaction
from graphkey.steps.caller import Attempt, call
from graphkey.steps.tls import ClientIdentity, Speech, TlsVersion
from tests.steps.mtls_world import DAY, ServerTls, make_identity, pem, server_tls

pytestmark = pytest.mark.interop
ANSWER = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
FLAG: dict[TlsVersion, str] = {"TLSv1.2": "-tls1_2", "TLSv1.3": "-tls1_3"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> ServerTls:
    if shutil.which("openssl") is None:
        if os.environ.get("CI"):
            pytest.fail("openssl is not here")
        pytest.skip("openssl is not here")
    if not Path("/proc/net/tcp").exists():
        pytest.skip("only Linux tells who listens without a connection")
    return server_tls(tmp_path_factory.mktemp("s_server"), "localhost")


@pytest.fixture(scope="module")
def authority() -> ClientIdentity:
    return make_identity("Contoso clients", is_ca=True, starts_at=datetime.now(UTC) - DAY)


@pytest.fixture(scope="module")
def client(authority: ClientIdentity) -> ClientIdentity:
    return make_identity("api.contoso.example", issuer=authority, starts_at=datetime.now(UTC) - DAY)


@contextmanager
def s_server(folder: Path, server: ServerTls, authority: ClientIdentity, version: TlsVersion) -> Iterator[str]:
    """Serve one connection that demands a certificate of the authority, and say the same thing to whoever is let in."""
    (folder / "authority.pem").write_bytes(pem(authority))
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [
        "openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-naccept", "1", FLAG[version], "-quiet", "-Verify", "3",
        "-verify_return_error", "-CAfile", str(folder / "authority.pem"), "-cert", str(server.cert_file),
        "-key", str(server.key_file),
    ]  # fmt: skip
    running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert running.stdin is not None and running.stdout is not None
    try:
        for _ in range(200):
            if _listens(port):
                break
            with pytest.raises(subprocess.TimeoutExpired):
                running.wait(0.05)
        running.stdin.write(ANSWER)
        running.stdin.flush()
        yield f"https://localhost:{port}/"
    finally:
        running.kill()
        running.communicate()


def _listens(port: int) -> bool:
    """Ask the kernel's list, because a connection would use up the only one that the server takes."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return any(line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A" for line in lines)


def ask(url: str, server: ServerTls, identity: ClientIdentity | None, version: TlsVersion) -> Attempt:
    return call(
        url, b"{}", identity=identity, budget_s=10, attempts=1, trust_pem=server.ca_pem, system_trust=False, speech=Speech(version)
    ).last  # fmt: skip


@pytest.mark.parametrize("version", list(FLAG))
def test_s_server_lets_the_right_certificate_in_and_names_its_authority(
    tmp_path: Path, server: ServerTls, authority: ClientIdentity, client: ClientIdentity, version: TlsVersion
) -> None:
    with s_server(tmp_path, server, authority, version) as url:
        got = ask(url, server, client, version)
    assert (got.failure, got.status, got.tls_version) == (None, 200, version)
    assert [one.text for one in got.authorities] == ["CN=Contoso clients"]
    assert got.authorities[0].name_der == client.leaf.issuer.public_bytes()


@pytest.mark.parametrize("version", list(FLAG))
@pytest.mark.parametrize("who", ["none", "stranger", "look-alike"])
def test_s_server_refuses_all_others(
    tmp_path: Path, server: ServerTls, authority: ClientIdentity, client: ClientIdentity, version: TlsVersion, who: str
) -> None:
    wrong = {"none": None, "stranger": stranger(client), "look-alike": look_alike(client)}[who]
    with s_server(tmp_path, server, authority, version) as url:
        assert reaction(ask(url, server, wrong, version)) == "refused"

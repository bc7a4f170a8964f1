"""
A proof of an API behind a real Apache that asks for the certificate by path: a renegotiation in TLS 1.2, impossible in TLS 1.3.

https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslverifyclient says that a context by directory renegotiates.
"""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from graphkey.lifecycle.proof.run import Plan, Proof, prove
from graphkey.steps.model import find_step
from graphkey.steps.tls import ClientIdentity
from tests.steps.mtls_world import DAY, ServerTls, make_identity, pem, server_tls

pytestmark = pytest.mark.interop
MODULES = Path("/usr/lib/apache2/modules")
LOADED = ("mpm_event", "authz_core", "ssl", "socache_shmcb", "mime")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> ServerTls:
    if shutil.which("apache2") is None:
        if os.environ.get("CI"):
            pytest.fail("apache2 is not here")
        pytest.skip("apache2 is not here: apt-get install apache2")
    return server_tls(tmp_path_factory.mktemp("apache"), "localhost")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the user whom Apache changes to can read, unlike pytest's own."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def client() -> ClientIdentity:
    return make_identity("api.contoso.example", starts_at=datetime.now(UTC) - DAY)


@contextmanager
def apache(folder: Path, server: ServerTls, client: ClientIdentity, host: str, by_path: str) -> Iterator[str]:
    """Run Apache as one process that answers a file to every POST."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    (folder / "trusted.pem").write_bytes(pem(client))
    (folder / "claims").write_text(json.dumps({"version": "1.0.0", "action": "Continue"}))
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED)
    user = "User www-data" if os.geteuid() == 0 else ""
    (folder / "apache.conf").write_text(
        f"ServerRoot {folder}\nServerName localhost\nPidFile {folder}/pid\nErrorLog {folder}/error.log\n"
        f"Listen 127.0.0.1:{port}\n{modules}\n{user}\nTypesConfig /etc/mime.types\nDocumentRoot {folder}\n"
        f"SSLEngine on\nSSLCertificateFile {server.cert_file}\nSSLCertificateKeyFile {server.key_file}\n"
        f"SSLCACertificateFile {folder}/trusted.pem\nSSLVerifyDepth 1\n{host}\n"
        f"<Directory {folder}>\nRequire all granted\n</Directory>\n"
        f"<Location /claims>\nForceType application/json\n{by_path}\n</Location>\n"
    )
    running = subprocess.Popen(["apache2", "-X", "-f", str(folder / "apache.conf")], stderr=subprocess.PIPE)
    try:
        for _ in range(200):
            with closing(socket.socket()) as attempt:
                if attempt.connect_ex(("127.0.0.1", port)) == 0:
                    break
            with pytest.raises(subprocess.TimeoutExpired):
                running.wait(0.05)
        yield f"https://localhost:{port}/claims"
    finally:
        running.terminate()
        running.communicate(timeout=10)


def proof_of(url: str, server: ServerTls, client: ClientIdentity) -> Proof:
    plan = Plan(url, client, (find_step("postAttributeCollection"),), 2, trust_pem=server.ca_pem, system_trust=False)
    return prove(plan, datetime.now(UTC))


def test_apache_that_asks_for_the_whole_host_passes(folder: Path, server: ServerTls, client: ClientIdentity) -> None:
    with apache(folder, server, client, "SSLVerifyClient require", "") as url:
        proof = proof_of(url, server, client)
    assert proof.ok, proof.problems


def test_apache_that_asks_by_path_is_asked_to_do_it_for_the_host(
    folder: Path, server: ServerTls, client: ClientIdentity
) -> None:
    with apache(folder, server, client, "", "SSLVerifyClient require") as url:
        proof = proof_of(url, server, client)
    found = {one.id: one for one in proof.problems}
    assert "by path" in found["certificate-asked"].sentence
    assert "1 of 3 calls" in found["certificate-accepted"].sentence  # the one over TLS 1.3


def test_apache_that_asks_by_path_in_tls_1_2_alone_passes(
    folder: Path, server: ServerTls, client: ClientIdentity
) -> None:
    with apache(folder, server, client, "SSLProtocol TLSv1.2", "SSLVerifyClient require") as url:
        proof = proof_of(url, server, client)
    assert proof.ok, proof.problems

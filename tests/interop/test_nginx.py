"""
A proof of APIs that stand behind a real nginx: client certificates demanded, optional, and forwarded well and badly in a header.

https://nginx.org/en/docs/http/ngx_http_ssl_module.html says what the directives mean.
"""

import http.server
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from cryptography import x509

from graphkey.certs.diagnose import Bundle
from graphkey.lifecycle.proof.run import Plan, Proof, prove
from graphkey.lifecycle.rotation.proof import prover
from graphkey.steps.model import find_step
from graphkey.steps.tls import ClientIdentity
from tests.steps.mtls_world import DAY, ServerTls, make_identity, pem, server_tls

pytestmark = pytest.mark.interop
WELCOME = json.dumps({"version": "1.0.0", "action": "Continue"})
ANSWER = f"default_type application/json; return 200 '{WELCOME}';"
HEADER = "X-ARR-ClientCert"


@pytest.fixture(autouse=True)
def _nginx() -> None:
    if shutil.which("nginx") is None:
        if os.environ.get("CI"):
            pytest.fail("nginx is not here")
        pytest.skip("nginx is not here: apt-get install nginx-light")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> ServerTls:
    return server_tls(tmp_path_factory.mktemp("nginx"), "localhost", is_rsa=True)


@pytest.fixture(scope="module")
def client() -> ClientIdentity:
    return make_identity("api.contoso.example", is_rsa=True, starts_at=datetime.now(UTC) - DAY)


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def nginx(folder: Path, server: ServerTls, client: ClientIdentity, lines: str) -> Iterator[str]:
    """Run nginx in the foreground, as whoever runs the tests, with everything that it writes in `folder`."""
    port = free_port()
    trusted = folder / "trusted.pem"
    trusted.write_bytes(pem(client))
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {temporary}\n"
        f"server {{ listen 127.0.0.1:{port} ssl; server_name localhost;\n"
        f"ssl_certificate {server.cert_file}; ssl_certificate_key {server.key_file};\n"
        f"ssl_client_certificate {trusted}; ssl_protocols TLSv1.2 TLSv1.3;\n{lines}\n}} }}\n"
    )
    running = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE)
    try:
        _wait(port, running)
        yield f"https://localhost:{port}/claims"
    finally:
        running.terminate()
        running.communicate(timeout=10)


def _wait(port: int, running: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        with closing(socket.socket()) as attempt:
            attempt.settimeout(1)
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            running.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        pytest.fail(f"nginx ended: {running.communicate()[1].decode()}")
    pytest.fail("nginx does not answer")


@contextmanager
def believing_api(client: ClientIdentity) -> Iterator[int]:
    """Run an API without TLS that takes whoever the header names, in either of its forms."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            known = _certificate(self.headers.get(HEADER, "")) == client.leaf
            content = WELCOME.encode() if known else b"{}"
            self.send_response(200 if known else 403)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as api:
        thread = threading.Thread(target=api.serve_forever, daemon=True)
        thread.start()
        yield api.server_port
        api.shutdown()


def _certificate(text: str) -> x509.Certificate | None:
    if not text:
        return None
    try:
        found = unquote(text)
        if not found.startswith("-----"):
            found = f"-----BEGIN CERTIFICATE-----\n{found}\n-----END CERTIFICATE-----\n"
        return x509.load_der_x509_certificate(ssl.PEM_cert_to_DER_cert(found))
    except ValueError:
        return None


def proof_of(url: str, server: ServerTls, client: ClientIdentity) -> Proof:
    plan = Plan(url, client, (find_step("postAttributeCollection"),), 2, trust_pem=server.ca_pem, system_trust=False)
    return prove(plan, datetime.now(UTC))


def problems(proof: Proof) -> set[str]:
    return {one.id for one in proof.problems}


def sentence(proof: Proof, rule: str) -> str:
    return next(one.sentence for one in proof.verdicts if one.id == rule)


def test_nginx_that_demands_certificates_passes(tmp_path: Path, server: ServerTls, client: ClientIdentity) -> None:
    with nginx(tmp_path, server, client, f"ssl_verify_client on; location / {{ {ANSWER} }}") as url:
        proof = proof_of(url, server, client)
    assert proof.ok, proof.problems
    assert proof.seen.spoken == ("TLSv1.2", "TLSv1.3")
    assert "HTTP 400" in sentence(proof, "no-certificate-refused")  # nginx lets the handshake pass and refuses in HTTP
    assert proof.to_document()["tls"]["authorities"] == ["CN=api.contoso.example"]


def test_nginx_with_another_certificate_does_not_accept_ours(
    tmp_path: Path, server: ServerTls, client: ClientIdentity
) -> None:
    other = make_identity("other.example", starts_at=datetime.now(UTC) - DAY)
    with nginx(tmp_path, server, other, f"ssl_verify_client on; location / {{ {ANSWER} }}") as url:
        proof = proof_of(url, server, client)
    assert "certificate-accepted" in problems(proof)
    assert next(one for one in proof.verdicts if one.id == "authorities").result == "warning"


def test_nginx_with_optional_certificates_and_a_check_passes(
    tmp_path: Path, server: ServerTls, client: ClientIdentity
) -> None:
    check = "if ($ssl_client_verify != SUCCESS) { return 403; }"
    with nginx(tmp_path, server, client, f"ssl_verify_client optional; location / {{ {check} {ANSWER} }}") as url:
        assert proof_of(url, server, client).ok


def test_nginx_with_optional_certificates_and_no_check_lets_everybody_in(
    tmp_path: Path, server: ServerTls, client: ClientIdentity
) -> None:
    with nginx(tmp_path, server, client, f"ssl_verify_client optional; location / {{ {ANSWER} }}") as url:
        assert "no-certificate-refused" in problems(proof_of(url, server, client))


def test_nginx_without_client_certificates_asks_nobody(
    tmp_path: Path, server: ServerTls, client: ClientIdentity
) -> None:
    with nginx(tmp_path, server, client, f"location / {{ {ANSWER} }}") as url:
        assert {"certificate-asked", "no-certificate-refused"} <= problems(proof_of(url, server, client))


def test_header_that_nginx_overwrites_passes(tmp_path: Path, server: ServerTls, client: ClientIdentity) -> None:
    with believing_api(client) as port:
        forward = f"proxy_set_header {HEADER} $ssl_client_escaped_cert; proxy_pass http://127.0.0.1:{port};"
        lines = f"ssl_verify_client optional_no_ca; location / {{ {forward} }}"
        with nginx(tmp_path, server, client, lines) as url:
            proof = proof_of(url, server, client)
    assert proof.ok, proof.problems
    assert any(one.headers for one in proof.seen.intrusions)


def test_header_that_nginx_only_adds_beside_the_certificate_is_found_out(
    tmp_path: Path, server: ServerTls, client: ClientIdentity
) -> None:
    with believing_api(client) as port:
        set_when_shown = "set $shown $http_x_arr_clientcert; if ($ssl_client_verify != NONE) { set $shown $ssl_client_escaped_cert; }"
        forward = f"proxy_set_header {HEADER} $shown; proxy_pass http://127.0.0.1:{port};"
        lines = f"ssl_verify_client optional_no_ca; location / {{ {set_when_shown} {forward} }}"
        with nginx(tmp_path, server, client, lines) as url:
            proof = proof_of(url, server, client)
    assert problems(proof) == {"header-not-trusted"}
    assert HEADER in sentence(proof, "header-not-trusted")


def test_nginx_without_a_suite_of_the_service_fails(tmp_path: Path, server: ServerTls, client: ClientIdentity) -> None:
    lines = f"ssl_ciphers AES128-GCM-SHA256; ssl_verify_client on; location / {{ {ANSWER} }}"
    with nginx(tmp_path, server, client, lines) as url:
        proof = proof_of(url, server, client)
    assert problems(proof) == {"tls-1.2"}
    assert "AES128-GCM-SHA256" in sentence(proof, "tls-1.2")


def test_rotation_does_not_take_the_400_of_nginx_for_acceptance(
    tmp_path: Path, server: ServerTls, client: ClientIdentity
) -> None:
    other = make_identity("other.example", is_rsa=True, starts_at=datetime.now(UTC) - DAY)
    with nginx(tmp_path, server, client, f"ssl_verify_client on; location / {{ {ANSWER} }}") as url:
        found = [prover(server.ca_pem)(url, "", Bundle(one.key, one.leaf)) for one in (client, other)]
    assert [one.accepted for one in found] == [True, False]
    assert "400" in found[1].sentence

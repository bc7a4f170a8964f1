import http.client
import io
import json
import os
import shutil
import signal
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import trustme

from graphkey.cli.api import leaves, read_allowed
from graphkey.cli.main import main
from graphkey.cli.world import World
from graphkey.errors import CertificateError, UsageError
from graphkey.localgraph import open_local_graph


class Folder(NamedTuple):
    path: Path
    client: trustme.LeafCert

    def __truediv__(self, name: str) -> Path:
        return self.path / name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    path, ca, client_ca = tmp_path_factory.mktemp("api"), trustme.CA(), trustme.CA()
    server, client, other = (
        ca.issue_cert("localhost"),
        client_ca.issue_cert("a.example"),
        client_ca.issue_cert("b.example"),
    )
    ca.cert_pem.write_to_path(path / "ca.pem")
    server.cert_chain_pems[0].write_to_path(path / "server.pem")
    server.private_key_pem.write_to_path(path / "server.key")
    client.cert_chain_pems[0].write_to_path(path / "client.pem")
    other.cert_chain_pems[0].write_to_path(path / "other.pem")
    client.private_key_pem.write_to_path(path / "client.key")
    client.private_key_and_cert_chain_pem.write_to_path(path / "both.pem")
    (path / "chain.pem").write_bytes(client.cert_chain_pems[0].bytes() + client_ca.cert_pem.bytes())
    return Folder(path, client)


def run(*arguments: object) -> tuple[int, str]:
    stderr = io.StringIO()
    world = World(io.BytesIO(), io.StringIO(), stderr, {})
    return main(["api", "serve", *map(str, arguments)], world), stderr.getvalue()


@contextmanager
def serving(folder: Folder | None, *arguments: object) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, "-W", "error", "-m", "graphkey", "api", "serve", *arguments]
    if folder is not None:
        command += ["--cert", folder / "server.pem", "--key", folder / "server.key"]
    with subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            line = ""
            while "sample API at" not in line:
                line = process.stderr.readline()
                assert line, "the server ended"
            yield process, int(line.split("localhost:")[1].split("/")[0])
        finally:
            process.kill()


def post(
    folder: Folder,
    port: int,
    document: object,
    *,
    show: bool = True,
    method: str = "POST",
    ca_file: Path | None = None,
) -> http.client.HTTPResponse:
    context = ssl.create_default_context(cafile=str(ca_file or folder / "ca.pem"))
    if show:
        folder.client.configure_cert(context)
    connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=10)
    with closing(connection):
        connection.request(method, "/", body=json.dumps(document), headers={"Connection": "close"})
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        return answer


def test_allowed_caller_is_answered_reported_and_the_end_is_clean(folder: Folder, tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    with serving(folder, "--allow", folder / "client.pem", "--ready-file", ready) as (process, port):
        answer = post(folder, port, {"step": "PreTokenIssuance", "email": "a@b.example"})
        with pytest.raises((ssl.SSLError, OSError, http.client.HTTPException)):
            post(folder, port, {}, show=False)
        listed = post(folder, port, None, method="GET")
        told = json.loads(ready.read_text())
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (answer.status, json.loads(answer.body)["action"]) == (200, "Continue")  # type: ignore[attr-defined]
    assert json.loads(listed.body)["received"][0]["body"]["email"] == "a@b.example"  # type: ignore[attr-defined]
    assert told["url"] == f"https://localhost:{port}/"
    if os.name == "posix":
        assert stat.S_IMODE(ready.stat().st_mode) == 0o600
    assert (process.returncode, out) == (0, "")
    assert [line.split(" ", 1)[1].split(" ")[0] for line in err.splitlines()] == ["PreTokenIssuance"]
    assert answer.headers["x-received-thumbprint"] in err
    assert "Traceback" not in err


def test_authority_of_the_local_graph_issues_the_certificate_by_default(folder: Folder, tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    allow = ["--allow", folder / "client.pem", "--ready-file", ready]
    with serving(None, *allow, "--data", tmp_path / "graph") as (_, port):
        ca_file = Path(json.loads(ready.read_text())["ca_file"])
        assert post(folder, port, {}, ca_file=ca_file).status == 200
    assert ca_file == tmp_path / "graph" / "ca.pem"


def test_several_files_may_follow_allow(folder: Folder) -> None:
    with serving(folder, "--allow", folder / "other.pem", folder / "client.pem") as (_, port):
        assert post(folder, port, {}).status == 200


def test_nobody_allowed_is_a_usage_error(folder: Folder) -> None:
    code, said = run()
    assert (code, "--allow" in said) == (2, True)


def test_absent_file_is_a_usage_error(folder: Folder) -> None:
    code, said = run("--allow", folder / "absent.pem")
    assert (code, "absent.pem" in said) == (2, True)


def test_folder_for_a_file_is_a_usage_error(folder: Folder) -> None:
    assert run("--allow", folder.path)[0] == 2


def test_half_a_server_certificate_is_a_usage_error(folder: Folder) -> None:
    code, said = run("--allow", folder / "client.pem", "--cert", folder / "server.pem")
    assert (code, "--key" in said) == (2, True)


def test_two_sources_of_the_server_certificate_are_a_usage_error(folder: Folder, tmp_path: Path) -> None:
    server = ["--cert", folder / "server.pem", "--key", folder / "server.key"]
    assert run("--allow", folder / "client.pem", "--data", tmp_path, *server)[0] == 2


def test_ready_file_that_cannot_be_written_ends_the_server(folder: Folder, tmp_path: Path) -> None:
    server = ["--cert", folder / "server.pem", "--key", folder / "server.key"]
    code, said = run("--allow", folder / "client.pem", *server, "--ready-file", tmp_path / "no" / "ready.json")
    assert (code, "cannot write" in said) == (74, True)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"hello", "no certificate that can be read"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "no certificate that can be read"),
        (b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", "certificate request"),
        (b"\x30\x82\x10\x00\x02\x01\x03\x30\x82", "PFX"),
        (b"\x30\x80\x02\x01\x03\x30\x80", "PFX"),
        (b"x" * (1024 * 1024 + 1), "larger"),
    ],
)
def test_file_without_a_certificate_is_named_for_what_it_is(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "f").write_bytes(content)
    with pytest.raises(CertificateError, match=says):
        read_allowed(tmp_path / "f", lambda _: None)


def test_private_key_alone_is_refused(folder: Folder) -> None:
    with pytest.raises(CertificateError, match="private key"):
        read_allowed(folder / "client.key", lambda _: None)


def test_private_key_beside_the_certificate_is_warned_about(folder: Folder) -> None:
    said: list[str] = []
    assert len(read_allowed(folder / "both.pem", said.append)) == 1
    assert "private key" in said[0]


def test_real_pfx_is_refused_by_name(folder: Folder, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    command = ["openssl", "pkcs12", "-export", "-in", folder / "client.pem", "-inkey", folder / "client.key"]
    subprocess.run([*command, "-out", tmp_path / "c.pfx", "-passout", "pass:x"], check=True, capture_output=True)
    with pytest.raises(CertificateError, match="PFX"):
        read_allowed(tmp_path / "c.pfx", lambda _: None)


def test_of_a_chain_only_the_leaf_is_let_in(folder: Folder) -> None:
    found = read_allowed(folder / "chain.pem", lambda _: None)
    assert found == read_allowed(folder / "client.pem", lambda _: None)


def test_self_signed_certificates_of_one_name_are_both_let_in(folder: Folder) -> None:
    certs = read_allowed(folder / "ca.pem", lambda _: None)
    assert leaves([certs[0], certs[0]]) == [certs[0], certs[0]]


def test_der_is_taken_too(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "c.cer").write_bytes(ssl.PEM_cert_to_DER_cert((folder / "client.pem").read_text()))
    assert len(read_allowed(tmp_path / "c.cer", lambda _: None)) == 1


def test_unreadable_file_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_allowed(tmp_path / "absent", lambda _: None)


def test_dates_of_callers_are_judged_by_the_clock_of_the_local_graph(folder: Folder, tmp_path: Path) -> None:
    ready, data = tmp_path / "ready.json", tmp_path / "graph"
    with serving(None, "--allow", folder / "client.pem", "--ready-file", ready, "--data", data) as (_, port):
        ca_file = Path(json.loads(ready.read_text())["ca_file"])
        with open_local_graph(data) as graph:
            graph.set_clock("3001-01-01T00:00Z")  # trustme's certificates are good until 3000
            refused = post(folder, port, {}, ca_file=ca_file)
            assert (refused.status, b"expired" in refused.body) == (403, True)  # type: ignore[attr-defined]
            graph.reset_clock()
        assert post(folder, port, {}, ca_file=ca_file).status == 200

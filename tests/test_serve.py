import asyncio
import http.client
import json
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import trustme

from graphkey.errors import ConfigError, TransportError
from graphkey.serve import MAX_BODY_BYTES, Tls, TransportApp, listen, running, serve
from graphkey.wire import Request, Response, json_response

pytestmark = pytest.mark.filterwarnings("error")


class Files(NamedTuple):
    ca_file: Path
    cert_file: Path
    key_file: Path
    ca: trustme.CA

    @property
    def tls(self) -> Tls:
        return Tls(self.cert_file, self.key_file)

    def client_context(self, cert: trustme.LeafCert | None = None) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.ca_file))
        if cert is not None:
            cert.configure_cert(context)
        return context


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder, ca = tmp_path_factory.mktemp("tls"), trustme.CA()
    cert = ca.issue_cert("localhost", "127.0.0.1", "::1")
    found = Files(folder / "ca.pem", folder / "cert.pem", folder / "key.pem", ca)
    ca.cert_pem.write_to_path(found.ca_file)
    found.cert_file.write_bytes(b"".join(blob.bytes() for blob in cert.cert_chain_pems))
    cert.private_key_pem.write_to_path(found.key_file)
    return found


def echo(request: Request) -> Response:
    """Answer what came in; `/fail`, `/bad-header` and `/status/N` misbehave as they say."""
    if request.url.endswith("/fail"):
        raise RuntimeError("canary-in-a-message")
    if request.url.endswith("/bad-header"):
        return Response(200, {"x": "a\r\nset-cookie: b"})
    if "/status/" in request.url:
        return json_response(int(request.url.rsplit("/", 1)[1]), {})
    seen = {"method": request.method, "url": request.url, "headers": dict(request.headers), "size": len(request.body)}
    return json_response(200, seen, x_test="ä")


@pytest.fixture(scope="module")
def origin(files: Files) -> Iterator[str]:
    with running(echo, files.tls) as found:
        yield found


def port_of(origin: str) -> int:
    return int(origin.rsplit(":", 1)[1])


def ask(
    files: Files, origin: str, method: str = "GET", path: str = "/", **more: object
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPSConnection("localhost", port_of(origin), context=files.client_context(), timeout=10)
    try:
        connection.request(method, path, **more)  # type: ignore[arg-type]
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def send_raw(files: Files, origin: str, data: bytes) -> bytes:
    with (
        socket.create_connection(("127.0.0.1", port_of(origin)), 10) as plain,
        files.client_context().wrap_socket(plain, server_hostname="localhost") as tls,
    ):
        tls.sendall(data)
        received = b""
        while chunk := tls.recv(65536):
            received += chunk
    return received


@pytest.mark.parametrize(
    "path", ["/a%2fb/%2e%2e/c", "/x('a%27%27b')?$filter=a%20eq%20'b'", "/%25252f//double/", "/a?b?c=%", "/;p=1&q"]
)
def test_path_and_query_arrive_as_they_were_sent(files: Files, origin: str, path: str) -> None:
    assert json.loads(ask(files, origin, path=path)[2])["url"] == origin + path


def test_body_and_headers_arrive(files: Files, origin: str) -> None:
    seen = json.loads(
        ask(files, origin, "POST", body=b"x" * 300_000, headers={"X-Mixed": "A, b", "X-Latin": "\xe4"})[2]
    )
    assert (seen["method"], seen["size"], seen["headers"]["x-mixed"]) == ("POST", 300_000, "A, b")
    assert seen["headers"]["x-latin"] == "\xe4"


def test_chunked_body_arrives_whole(files: Files, origin: str) -> None:
    status, _, body = ask(files, origin, "POST", body=iter([b"a" * 1000, b"b" * 1000]), encode_chunked=True)
    assert (status, json.loads(body)["size"]) == (200, 2000)


def test_repeated_headers_are_joined(files: Files, origin: str) -> None:
    data = (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nA: 1\r\na: 2\r\nCookie: c=1\r\nCookie: d=2\r\nConnection: close\r\n\r\n"
    )
    seen = json.loads(send_raw(files, origin, data).partition(b"\r\n\r\n")[2])["headers"]
    assert (seen["a"], seen["cookie"]) == ("1, 2", "c=1; d=2")


def test_head_is_get_without_the_body(files: Files, origin: str) -> None:
    status, headers, body = ask(files, origin, "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 0


def test_204_has_neither_body_nor_length(files: Files, origin: str) -> None:
    status, headers, body = ask(files, origin, path="/status/204")
    assert (status, body, "content-length" in headers) == (204, b"", False)


def test_header_of_an_answer_may_be_latin_1(files: Files, origin: str) -> None:
    assert ask(files, origin)[1]["x-test"] == "\xe4"


def test_failing_transport_is_a_500_without_traceback(
    files: Files, origin: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, headers, body = ask(files, origin, path="/fail")
    said = capsys.readouterr().err
    assert (status, headers["content-type"], json.loads(body)["error"]["code"]) == (
        500,
        "application/json",
        "InternalServerError",
    )
    assert "RuntimeError" in said
    assert (said.count("\n"), "canary" in said, b"canary" in body, b"Traceback" in body) == (1, False, False, False)


def test_header_that_would_split_the_answer_is_a_500(files: Files, origin: str) -> None:
    status, headers, _ = ask(files, origin, path="/bad-header")
    assert (status, "set-cookie" in headers) == (500, False)


def test_body_over_the_limit_is_413(files: Files, origin: str) -> None:
    assert ask(files, origin, "POST", body=b"x" * (MAX_BODY_BYTES + 1))[0] == 413


def test_body_that_is_declared_enormous_is_413_before_it_comes(files: Files, origin: str) -> None:
    data = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999\r\n\r\n"
    assert b" 413 " in send_raw(files, origin, data)


def test_endless_chunked_body_is_not_read_for_ever(files: Files, origin: str) -> None:
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk, taken = b"100000\r\n" + b"x" * 0x100000 + b"\r\n", 0
    with (
        socket.create_connection(("127.0.0.1", port_of(origin)), 10) as plain,
        files.client_context().wrap_socket(plain, server_hostname="localhost") as tls,
        suppress(OSError),  # the reset that ends it
    ):
        tls.sendall(head)
        while taken < 100:
            tls.sendall(chunk)
            taken += 1
    assert taken < 60
    assert ask(files, origin)[0] == 200


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (b"GET https://other:1/a%2f HTTP/1.1\r\nHost: localhost\r\n", "https://other:1/a%2f"),
        (b"GET https://other HTTP/1.1\r\nHost: localhost\r\n", "https://other/"),
        (b"GET /x HTTP/1.1\r\nHost: [::1]:5\r\n", "https://[::1]:5/x"),
    ],
)
def test_target_and_host_make_the_url(files: Files, origin: str, head: bytes, url: str) -> None:
    answer = send_raw(files, origin, head + b"Connection: close\r\n\r\n")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["url"] == url


def test_http_1_0_without_host_is_served(files: Files, origin: str) -> None:
    answer = send_raw(files, origin, b"GET /x HTTP/1.0\r\n\r\n")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["url"] == f"https://127.0.0.1:{port_of(origin)}/x"


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
        b"GET / HTTP/1.1\r\nHost: a/b\r\n",
        b"GET / HTTP/1.1\r\nHost: a@b\r\n",
        b"GET / HTTP/1.1\r\nHost: \r\n",
        b"GET / HTTP/1.1\r\nHost: a:b\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: a\r\n",
        b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n",
        b"GET /a#b HTTP/1.1\r\nHost: a\r\n",
        b"GET /a?b#c HTTP/1.1\r\nHost: a\r\n",
        b"GET https://a@b/ HTTP/1.1\r\nHost: a\r\n",
        b"GET ftp://a/ HTTP/1.1\r\nHost: a\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        b"\x16\x03\x01\x00\x00\r\n",
    ],
)
def test_request_that_could_be_read_two_ways_is_400(files: Files, origin: str, head: bytes) -> None:
    assert send_raw(files, origin, head + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_pipelined_requests_are_answered_in_order(files: Files, origin: str) -> None:
    one = b"GET /one HTTP/1.1\r\nHost: localhost\r\n\r\n"
    two = b"GET /two HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = send_raw(files, origin, one + two)
    assert 0 < answer.index(b"/one") < answer.index(b"/two")


def test_slow_call_does_not_hold_up_others(files: Files) -> None:
    released = threading.Event()

    def transport(request: Request) -> Response:
        if request.url.endswith("/slow"):
            assert released.wait(10)
        return json_response(200, {})

    with running(transport, files.tls) as origin, ThreadPoolExecutor() as pool:
        slow = pool.submit(ask, files, origin, path="/slow")
        assert ask(files, origin)[0] == 200
        assert not slow.done()
        released.set()
        assert slow.result()[0] == 200


def test_only_what_is_declared_quick_runs_on_the_event_loop(files: Files) -> None:
    def transport(request: Request) -> Response:
        return json_response(200, {"thread": threading.current_thread().name})

    with running(transport, files.tls, quick=lambda request: request.url.endswith("/quick")) as origin:
        quick, other = (json.loads(ask(files, origin, path=path)[2])["thread"] for path in ("/quick", "/other"))
    assert (quick, other) == ("graphkey-serve", "graphkey-worker-1")


def test_many_callers_at_once_are_all_answered(files: Files, origin: str) -> None:
    with ThreadPoolExecutor(60) as pool:
        answers = list(pool.map(lambda n: ask(files, origin, path=f"/{n}"), range(120)))
    assert [json.loads(body)["url"] for _, _, body in answers] == [f"{origin}/{n}" for n in range(120)]


def test_both_loopback_addresses_answer(files: Files, origin: str) -> None:
    addresses = ["127.0.0.1"]
    if len(probe := listen()) == 2:
        addresses.append("::1")
    for each in probe:
        each.close()
    for address in addresses:
        with (
            socket.create_connection((address, port_of(origin)), 10) as plain,
            files.client_context().wrap_socket(plain, server_hostname=address) as tls,
        ):
            assert tls.version() == "TLSv1.3"


def test_old_tls_is_refused(files: Files, origin: str) -> None:
    context = files.client_context()
    with pytest.warns(DeprecationWarning):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", port_of(origin)), 10) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname="localhost")


def test_stopping_leaves_no_thread_and_no_listener(files: Files) -> None:
    before = set(threading.enumerate())
    with running(echo, files.tls) as origin:
        ask(files, origin)
        port = port_of(origin)
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), 1)


def test_stopping_does_not_wait_for_idle_or_silent_callers(files: Files) -> None:
    idle = http.client.HTTPSConnection("localhost", context=files.client_context(), timeout=10)
    with running(echo, files.tls) as origin:
        idle.port = port_of(origin)
        idle.request("GET", "/")
        idle.getresponse().read()
        silent = socket.create_connection(("127.0.0.1", port_of(origin)), 10)
    idle.close()
    silent.close()


def test_stopping_gives_up_on_a_call_that_hangs(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphkey.serve.server._GRACE_S", 0.1)
    released, begun = threading.Event(), threading.Event()

    def hang(request: Request) -> Response:
        begun.set()
        released.wait(20)
        return json_response(200, {})

    with ThreadPoolExecutor() as pool:
        with running(hang, files.tls) as origin:
            call = pool.submit(ask, files, origin)
            assert begun.wait(10)
        with pytest.raises((OSError, http.client.HTTPException)):
            call.result()
        released.set()


def test_port_can_be_known_before_the_transport_is_made(files: Files) -> None:
    sockets = listen()
    port = sockets[0].getsockname()[1]
    with running(echo, files.tls, sockets=sockets) as origin:
        assert port_of(origin) == port
        assert ask(files, origin)[0] == 200


def test_taken_port_is_an_error_that_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ConfigError, match="cannot listen"):
        listen(taken.getsockname()[1])


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_impossible_port_is_an_error(port: int) -> None:
    with pytest.raises(ConfigError):
        listen(port)


def test_unusable_files_are_an_error(files: Files, tmp_path: Path) -> None:
    (tmp_path / "junk.pem").write_text("junk")
    other = trustme.CA().issue_cert("localhost")
    other.private_key_pem.write_to_path(tmp_path / "other.pem")
    for tls in (
        Tls(tmp_path / "absent.pem", files.key_file),
        Tls(tmp_path / "junk.pem", files.key_file),
        Tls(files.cert_file, tmp_path / "other.pem"),
        Tls(files.cert_file, files.key_file, b"junk"),
        Tls(files.cert_file, files.key_file, b"\xff"),
    ):
        with pytest.raises(ConfigError, match="TLS"), running(echo, tls):
            pass


def test_ready_that_fails_ends_the_server_and_is_raised(files: Files) -> None:
    def ready(port: int) -> None:
        raise ConfigError("cannot write")

    with pytest.raises(ConfigError, match="cannot write"):
        serve(echo, files.tls, ready=ready)


# --- client certificates ---------------------------------------------------------------------------------------------


def client_cert_size(request: Request) -> Response:
    return json_response(200, {"size": len(request.client_cert_der or b"")})


def mutual(files: Files, *allowed: trustme.LeafCert) -> Tls:
    return Tls(files.cert_file, files.key_file, b"".join(cert.cert_chain_pems[0].bytes() for cert in allowed))


def ask_as(files: Files, origin: str, cert: trustme.LeafCert | None) -> bytes:
    context = files.client_context(cert)
    connection = http.client.HTTPSConnection("localhost", port_of(origin), context=context, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read()
    finally:
        connection.close()


def test_pinned_leaf_gets_in_and_the_transport_sees_it(files: Files) -> None:
    cert = trustme.CA().issue_cert("client.example")  # issued by an authority that the server does not know
    with running(client_cert_size, mutual(files, cert)) as origin:
        size = json.loads(ask_as(files, origin, cert))["size"]
    assert size == len(ssl.PEM_cert_to_DER_cert(cert.cert_chain_pems[0].bytes().decode()))


def test_sibling_of_a_pinned_leaf_and_nobody_are_refused_in_the_handshake(files: Files) -> None:
    authority = trustme.CA()
    pinned, sibling = authority.issue_cert("client.example"), authority.issue_cert("client.example")
    called: list[Request] = []
    with running(lambda r: called.append(r) or json_response(200, {}), mutual(files, pinned)) as origin:  # type: ignore[func-returns-value]
        for cert in (sibling, None, trustme.CA().issue_cert("client.example")):
            with pytest.raises((ssl.SSLError, OSError, http.client.HTTPException)):
                ask_as(files, origin, cert)
    assert called == []


def test_each_of_several_pinned_leaves_gets_in(files: Files) -> None:
    certs = [trustme.CA().issue_cert("same.example") for _ in range(2)]
    with running(client_cert_size, mutual(files, *certs)) as origin:
        assert all(json.loads(ask_as(files, origin, cert))["size"] for cert in certs)


def test_expired_leaf_reaches_the_transport_which_judges_dates(files: Files) -> None:
    past = datetime.now(UTC) - timedelta(days=10)
    cert = trustme.CA().issue_cert("client.example", not_after=past)
    with running(client_cert_size, mutual(files, cert)) as origin:
        assert json.loads(ask_as(files, origin, cert))["size"] > 0


def test_nobody_is_asked_for_a_certificate_by_default(files: Files) -> None:
    with running(client_cert_size, files.tls) as origin:
        assert json.loads(ask_as(files, origin, trustme.CA().issue_cert("client.example"))) == {"size": 0}


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_openssl_gets_in_with_a_self_signed_leaf_alone(files: Files, tmp_path: Path, version: str) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=c",
         "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", "c.key", "-out", "c.pem", "-days", "1"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    tls = Tls(files.cert_file, files.key_file, (tmp_path / "c.pem").read_bytes())
    with running(client_cert_size, tls) as origin:
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port_of(origin)}", "-servername", "localhost",
                   "-CAfile", str(files.ca_file), "-verify_return_error", "-quiet", version]  # fmt: skip
        request = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        shown = ["-cert", "c.pem", "-key", "c.key"]
        good = subprocess.run([*command, *shown], cwd=tmp_path, input=request, capture_output=True, timeout=20)
        bad = subprocess.run(command, cwd=tmp_path, input=request, capture_output=True, timeout=20)
    assert b"HTTP/1.1 200" in good.stdout
    assert b"HTTP/1.1" not in bad.stdout


# --- a process of its own --------------------------------------------------------------------------------------------

SERVER = """
import sys
from graphkey.serve import Tls, serve
from graphkey.wire import json_response
try:
    serve(lambda request: json_response(200, {}), Tls(sys.argv[1], sys.argv[2]), ready=lambda port: print(port, flush=True))
finally:
    print("ended", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX here")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_the_process_cleanly(files: Files, number: signal.Signals) -> None:
    command = [sys.executable, "-W", "error", "-c", SERVER, str(files.cert_file), str(files.key_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        assert ask(files, f"https://localhost:{port}")[0] == 200
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "ended\n", "")


def test_importing_serve_does_not_import_uvicorn() -> None:
    code = "import sys, graphkey.serve; sys.exit('uvicorn' in sys.modules or 'h11' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


# -- no answer, and whose time it is ------------------------------------------------------------------------------------


def test_transport_without_an_answer_cuts_the_connection(files: Files) -> None:
    def transport(request: Request) -> Response:
        if request.method == "POST":
            raise TransportError("gone")
        return Response(200, {}, b"here")

    with running(transport, files.tls) as origin:
        connection = http.client.HTTPSConnection(
            "localhost", port_of(origin), context=files.client_context(), timeout=10
        )
        for _ in range(3):
            connection.request("GET", "/")
            assert connection.getresponse().read() == b"here"
            connection.request("POST", "/", b"x" * 100_000)
            with pytest.raises((ssl.SSLError, OSError, http.client.HTTPException)):
                connection.getresponse()
            connection.close()


def test_cut_connection_leaves_those_of_others_alone(files: Files) -> None:
    reached = threading.Barrier(2)

    def transport(request: Request) -> Response:
        reached.wait(10)
        if request.method == "POST":
            raise TransportError("gone")
        return Response(200, {}, b"here")

    with running(transport, files.tls) as origin, ThreadPoolExecutor(1) as pool:
        cut = pool.submit(ask, files, origin, "POST", "/")
        assert ask(files, origin, "GET", "/")[2] == b"here"
        assert isinstance(cut.exception(), ssl.SSLError | OSError | http.client.HTTPException)


def test_no_answer_is_502_where_the_server_cannot_cut() -> None:
    def transport(request: Request) -> Response:
        raise TransportError("gone")

    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "raw_path": b"/", "query_string": b"", "headers": [(b"host", b"localhost")], "scheme": "https"}  # fmt: skip
    asyncio.run(TransportApp(transport, quick=lambda request: True)(scope, receive, send))
    assert sent[0]["status"] == 502


def test_date_of_the_transport_is_sent_and_made_where_it_gives_none(files: Files) -> None:
    said = "Fri, 01 Jan 2027 00:00:00 GMT"

    def transport(request: Request) -> Response:
        return Response(200, {"date": said} if request.url.endswith("/said") else {})

    with running(transport, files.tls) as origin:
        assert ask(files, origin, "GET", "/said")[1]["date"] == said
        assert parsedate_to_datetime(ask(files, origin, "GET", "/")[1]["date"]).year >= 2026

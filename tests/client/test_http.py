import gzip
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import trustme
from tls_world import Received, Visit, World, answering, make_world

from graphkey.client.http import Limits, Network, network
from graphkey.config.trust import Trust, tls_context, trust
from graphkey.errors import ConfigError, TransportError, UsageError
from graphkey.secret import Secret
from graphkey.wire import Request

QUICK = Limits(connect_s=5, read_s=5, total_s=10)


def reach(
    world: World, *, limits: Limits = QUICK, proxy: str | None = None, credential: str | None = None, **environ: str
) -> Network:
    secret = Secret(credential) if credential else None
    return network(ca_file=str(world.ca_file), proxy=proxy, proxy_credential=secret, environ=environ, limits=limits)


def get(url: str, **headers: str) -> Request:
    return Request("GET", url).with_headers(**headers)


# -- what goes over the wire -------------------------------------------------------------------------------------------


def test_a_request_arrives_as_it_was_made(tls_world: World) -> None:
    seen: list[Received] = []
    with tls_world.serving(answering(b"{}", seen=seen)) as server, reach(tls_world) as far:
        far(Request("POST", f"{server.url}/beta/a%20b?$top=1", {"content-type": "application/json"}, b'{"a":1}'))
    assert seen[0].line == "POST /beta/a%20b?$top=1 HTTP/1.1"
    assert seen[0].body == b'{"a":1}'
    assert seen[0].headers["host"] == f"localhost:{server.port}"
    assert seen[0].headers["content-type"] == "application/json"
    assert seen[0].headers["user-agent"] == "graphkey"


def test_a_post_without_body_says_so(tls_world: World) -> None:
    seen: list[Received] = []
    with tls_world.serving(answering(b"", seen=seen)) as server, reach(tls_world) as far:
        far(Request("POST", server.url))
    assert seen[0].headers["content-length"] == "0"


def test_an_answer_has_status_headers_and_body(tls_world: World) -> None:
    def script(visit: Visit) -> None:
        visit.read()
        visit.send(b"HTTP/1.1 404 Not Found\r\nX-A: 1\r\nx-a: 2\r\ncontent-length: 2\r\n\r\nno")

    with tls_world.serving(script) as server, reach(tls_world) as far:
        response = far(get(server.url))
    assert (response.status, response.headers, response.body) == (404, {"x-a": "1, 2"}, b"no")


def test_a_packed_answer_is_unpacked(tls_world: World) -> None:
    def script(visit: Visit) -> None:
        visit.read()
        visit.answer(200, gzip.compress(b"hello" * 1000), content_encoding="gzip")

    with tls_world.serving(script) as server, reach(tls_world) as far:
        response = far(get(server.url))
    assert response.body == b"hello" * 1000
    assert "content-encoding" not in response.headers


def test_a_chunked_answer_is_whole(tls_world: World) -> None:
    def script(visit: Visit) -> None:
        visit.read()
        visit.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")

    with tls_world.serving(script) as server, reach(tls_world) as far:
        assert far(get(server.url)).body == b"abcde"


def test_a_redirect_is_returned_and_not_followed(tls_world: World) -> None:
    seen: list[Received] = []

    def script(visit: Visit) -> None:
        while (request := visit.read()) is not None:
            seen.append(request)
            visit.answer(302, location="/elsewhere")

    with tls_world.serving(script) as server, reach(tls_world) as far:
        response = far(get(server.url))
    assert (response.status, response.headers["location"], len(seen)) == (302, "/elsewhere", 1)


def test_an_answer_to_head_has_no_body(tls_world: World) -> None:
    def script(visit: Visit) -> None:
        while visit.read() is not None:
            visit.send(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n")

    with tls_world.serving(script) as server, reach(tls_world) as far:
        assert far(Request("HEAD", server.url)).body == b""
        assert far(Request("HEAD", server.url)).status == 200


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "http://localhost/"),
        Request("GET", "https://user@localhost/"),
        Request("GET", "https://localhost/ä"),
        Request("GET", "https://localhost/a b"),
        Request("GET / HTTP/1.1\r\nx: y", "https://localhost/"),
        Request("", "https://localhost/"),
        Request("GET", "https://localhost/", {"a": "b\r\nc: d"}),
        Request("GET", "https://localhost/", {"a\r\nb": "c"}),
        Request("GET", "https://localhost/", {"a": "ä"}),
        Request("GET", "https://localhost/", {"a": "\udcff"}),
    ],
)
def test_what_cannot_be_sent_safely_is_refused(tls_world: World, request_: Request) -> None:
    with reach(tls_world) as far, pytest.raises(UsageError):
        far(request_)


def test_a_hop_by_hop_header_of_the_caller_is_left_out(tls_world: World) -> None:
    seen: list[Received] = []
    with tls_world.serving(answering(b"", seen=seen)) as server, reach(tls_world) as far:
        far(get(server.url, host="evil.example", transfer_encoding="chunked", content_length="99"))
    assert seen[0].headers["host"] == f"localhost:{server.port}"
    assert "transfer-encoding" not in seen[0].headers


# -- kept connections --------------------------------------------------------------------------------------------------


def test_a_connection_is_kept_and_used_again(tls_world: World) -> None:
    with tls_world.serving(answering(b"{}")) as server, reach(tls_world) as far:
        for _ in range(5):
            far(get(server.url))
    assert server.connections == 1


def test_many_threads_get_every_answer_right(tls_world: World) -> None:
    def script(visit: Visit) -> None:
        while (request := visit.read()) is not None:
            visit.answer(200, request.line.encode())

    with tls_world.serving(script) as server, reach(tls_world) as far, ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: far(get(f"{server.url}/{n}")).body, range(200)))
        assert answers == [f"GET /{n} HTTP/1.1".encode() for n in range(200)]
        assert server.connections <= 16


def test_no_more_connections_are_kept_than_allowed(tls_world: World) -> None:
    together = threading.Barrier(4)

    def script(visit: Visit) -> None:
        while visit.read() is not None:
            together.wait(5)
            visit.answer(200)

    with (
        tls_world.serving(script) as server,
        reach(tls_world, limits=QUICK._replace(idle_connections=2)) as far,
        ThreadPoolExecutor(4) as pool,
    ):
        for _ in range(2):
            list(pool.map(lambda _: far(get(server.url)), range(4)))
        assert server.connections == 6


def test_an_old_connection_is_not_used_again(tls_world: World) -> None:
    with tls_world.serving(answering(b"{}")) as server, reach(tls_world, limits=QUICK._replace(idle_s=0)) as far:
        far(get(server.url))
        far(get(server.url))
    assert server.connections == 2


def test_a_connection_that_the_service_ends_is_not_kept(tls_world: World) -> None:
    def script(visit: Visit) -> None:
        visit.read()
        visit.answer(200, b"{}", connection="close")

    with tls_world.serving(script) as server, reach(tls_world) as far:
        assert [far(get(server.url)).body for _ in range(3)] == [b"{}"] * 3
    assert server.connections == 3


def test_a_post_meets_a_connection_closed_while_idle_without_harm(tls_world: World) -> None:
    closed = threading.Event()

    def script(visit: Visit) -> None:
        visit.read()
        visit.answer(200, b"{}")
        visit.connection.shutdown(socket.SHUT_RDWR)
        closed.set()

    with tls_world.serving(script) as server, reach(tls_world) as far:
        far(get(server.url))
        closed.wait(5)
        assert far(Request("POST", server.url, {}, b"{}")).status == 200


def dying_on_second(visit: Visit) -> None:
    """Answer the first request of the first connection, take the second, and die; live on from then on."""
    visit.read()
    visit.answer(200, b"{}")
    if visit.number == 1:
        visit.read()
        return
    while visit.read() is not None:
        visit.answer(200, b"{}")


def test_a_get_on_a_kept_connection_that_dies_is_sent_again(tls_world: World) -> None:
    with tls_world.serving(dying_on_second) as server, reach(tls_world) as far:
        far(get(server.url))
        assert far(get(server.url)).status == 200
    assert server.connections == 2


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_write_on_a_kept_connection_that_dies_is_not_sent_again(tls_world: World, method: str) -> None:
    with tls_world.serving(dying_on_second) as server, reach(tls_world) as far:
        far(get(server.url))
        with pytest.raises(TransportError) as caught:
            far(Request(method, server.url, {}, b"{}"))
    assert caught.value.sent
    assert server.connections == 1


def test_a_get_on_a_new_connection_that_dies_is_not_sent_again_here(tls_world: World) -> None:
    def script(visit: Visit) -> None:
        visit.read()

    with tls_world.serving(script) as server, reach(tls_world) as far, pytest.raises(TransportError) as caught:
        far(get(server.url))
    assert caught.value.sent
    assert server.connections == 1


# -- failures, and whether the request was sent ------------------------------------------------------------------------


def refused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_nobody_listening_means_not_sent(tls_world: World) -> None:
    with reach(tls_world) as far, pytest.raises(TransportError) as caught:
        far(Request("POST", f"https://localhost:{refused_port()}/"))
    assert not caught.value.sent


def test_a_name_that_does_not_exist_means_not_sent(tls_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with reach(tls_world) as far, pytest.raises(TransportError, match="cannot be found") as caught:
        far(get("https://nowhere.invalid/"))
    assert not caught.value.sent


def test_an_unknown_authority_means_not_sent_and_says_what_to_do(tls_world: World, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    with (
        tls_world.serving(answering(b"")) as server,
        network(ca_file=str(other), environ={}) as far,
        pytest.raises(TransportError, match="not trusted") as caught,
    ):
        far(get(server.url))
    assert (caught.value.sent, caught.value.permanent) == (False, True)
    assert "SSL_CERT_FILE" in str(caught.value.hint)


def test_a_certificate_of_another_name_is_refused(tmp_path: Path) -> None:
    misnamed = make_world(tmp_path, "other.example")
    with (
        misnamed.serving(answering(b"")) as server,
        reach(misnamed) as far,
        pytest.raises(TransportError, match="not trusted") as caught,
    ):
        far(get(server.url))
    assert "another name" in str(caught.value.hint)


def test_a_service_without_tls_means_not_sent(tls_world: World) -> None:
    with (
        tls_world.serving(lambda visit: visit.send(b"hello\r\n"), tls=False) as server,
        reach(tls_world) as far,
        pytest.raises(TransportError) as caught,
    ):
        far(get(server.url))
    assert not caught.value.sent


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\ncontent-le",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 1\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_a_broken_answer_is_an_error_of_a_request_that_may_have_arrived(tls_world: World, answer: bytes) -> None:
    def script(visit: Visit) -> None:
        visit.read()
        visit.send(answer)

    with tls_world.serving(script) as server, reach(tls_world) as far, pytest.raises(TransportError) as caught:
        far(get(server.url))
    assert caught.value.sent


def test_an_answer_that_does_not_come_is_given_up(tls_world: World) -> None:
    done = threading.Event()

    def script(visit: Visit) -> None:
        visit.read()
        done.wait(5)

    with tls_world.serving(script) as server, reach(tls_world, limits=QUICK._replace(read_s=0.2)) as far:
        with pytest.raises(TransportError, match="timed out") as caught:
            far(get(server.url))
        done.set()
    assert caught.value.sent


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_beyond_the_bound_is_given_up(tls_world: World, packed: bool) -> None:
    def script(visit: Visit) -> None:
        visit.read()
        body = b"\0" * 5_000_000
        if packed:
            visit.answer(200, gzip.compress(body), content_encoding="gzip")
        else:
            visit.answer(200, body)

    with (
        tls_world.serving(script) as server,
        reach(tls_world, limits=QUICK._replace(body_bytes=1_000_000)) as far,
        pytest.raises(TransportError, match="larger than"),
    ):
        far(get(server.url))


def test_a_large_body_refused_early_shows_the_refusal(tls_world: World) -> None:
    def script(visit: Visit) -> None:
        visit.file.readline()
        visit.answer(413, b"too large", connection="close")
        visit.connection.shutdown(socket.SHUT_WR)
        while visit.connection.recv(1 << 16):
            pass

    with tls_world.serving(script) as server, reach(tls_world) as far:
        assert far(Request("POST", server.url, {}, b"x" * 3_000_000)).status == 413


# -- proxies -----------------------------------------------------------------------------------------------------------


def tunnel(allowed: str | None = None, status: bytes = b"200 Connection established") -> object:
    """Act as a proxy that understands CONNECT."""

    def script(visit: Visit) -> None:
        request = visit.read()
        assert request is not None
        visit.requests = request  # type: ignore[attr-defined]
        if allowed is not None and request.headers.get("proxy-authorization") != allowed:
            visit.send(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")
            return
        visit.send(b"HTTP/1.1 " + status + b"\r\n\r\n")
        if not status.startswith(b"200"):
            return
        place = request.line.split()[1]
        host, _, port = place.rpartition(":")
        with socket.create_connection((host, int(port)), 5) as onward:
            back = threading.Thread(target=pump, args=(onward, visit.connection), daemon=True)
            back.start()
            pump(visit.connection, onward)
            back.join(5)

    return script


def pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def test_a_proxy_is_used_when_given(tls_world: World) -> None:
    with (
        tls_world.serving(answering(b"{}")) as server,
        tls_world.serving(tunnel(), tls=False) as proxy,  # type: ignore[arg-type]
        reach(tls_world, proxy=f"http://127.0.0.1:{proxy.port}") as far,
    ):
        assert far(get(server.url)).body == b"{}"
        assert far(get(server.url)).body == b"{}"
    assert proxy.connections == 1


def test_a_proxys_credential_is_sent_to_it_alone(tls_world: World) -> None:
    seen: list[Received] = []
    wanted = "Basic YWRhOnBhc3M6d8O2cmQ="  # ada:pass:wörd
    with (
        tls_world.serving(answering(b"{}", seen=seen)) as server,
        tls_world.serving(tunnel(wanted), tls=False) as proxy,  # type: ignore[arg-type]
        reach(tls_world, proxy=f"127.0.0.1:{proxy.port}", credential="ada:pass:wörd") as far,
    ):
        far(get(server.url))
    assert "proxy-authorization" not in seen[0].headers


def test_a_proxy_that_wants_a_password_means_not_sent_and_shows_none(tls_world: World) -> None:
    with (
        tls_world.serving(tunnel("Basic eA=="), tls=False) as proxy,  # type: ignore[arg-type]
        reach(tls_world, proxy=f"http://ada:canary@127.0.0.1:{proxy.port}") as far,
        pytest.raises(TransportError, match="Proxy Authentication Required") as caught,
    ):
        far(Request("POST", "https://graph.example/"))
    assert not caught.value.sent
    assert "canary" not in f"{caught.value} {caught.value.hint}"


def test_a_proxy_of_the_environment_is_used_unless_the_host_is_excluded(tls_world: World) -> None:
    port = refused_port()
    with (
        reach(tls_world, HTTPS_PROXY=f"http://127.0.0.1:{port}") as far,
        pytest.raises(TransportError, match=f"through the proxy 127.0.0.1:{port}"),
    ):
        far(get("https://graph.example/"))
    with (
        tls_world.serving(answering(b"{}")) as server,
        reach(tls_world, HTTPS_PROXY=f"http://127.0.0.1:{port}") as far,
    ):
        assert far(get(server.url)).status == 200  # localhost is never behind a proxy


# -- authorities -------------------------------------------------------------------------------------------------------


def test_the_variables_name_the_authorities_in_their_order(tls_world: World, tmp_path: Path) -> None:
    file = str(tls_world.ca_file)
    assert trust({"SSL_CERT_FILE": file, "REQUESTS_CA_BUNDLE": "/none"}) == Trust(file)
    assert trust({"REQUESTS_CA_BUNDLE": file}) == Trust(file)
    assert trust({"REQUESTS_CA_BUNDLE": str(tmp_path)}) == Trust(None, str(tmp_path))
    assert trust({"SSL_CERT_FILE": "/none"}, ca_file=file) == Trust(file)


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_a_variable_that_names_nothing_is_an_error(name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        trust({name: "/no/such/file.pem"})


def test_a_file_without_authorities_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_text("nonsense")
    with pytest.raises(ConfigError, match="authorities"):
        tls_context(Trust(str(tmp_path / "x.pem")))


def test_a_hashed_folder_is_enough(tls_world: World, tmp_path: Path) -> None:
    from cryptography import x509
    from OpenSSL.crypto import X509

    certificate = x509.load_pem_x509_certificate(tls_world.ca_file.read_bytes())
    name = f"{X509.from_cryptography(certificate).subject_name_hash():08x}.0"
    (tmp_path / name).write_bytes(tls_world.ca_file.read_bytes())
    with tls_world.serving(answering(b"{}")) as server, network(environ={"SSL_CERT_DIR": str(tmp_path)}) as far:
        assert far(get(server.url)).body == b"{}"


@pytest.mark.parametrize("authorities", [Trust(), Trust(None, "/etc/ssl/certs")])
def test_verification_is_on_in_every_context(authorities: Trust) -> None:
    import ssl

    context = tls_context(authorities)
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2

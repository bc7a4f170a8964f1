import base64
import json
import socket
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import trustme
from mtls_world import NOW, ServerTls, der, make_identity, raw_server, read_request

from graphkey.errors import CertificateError, UsageError
from graphkey.secret import Secret
from graphkey.serve import running
from graphkey.steps.caller import MAX_ANSWER_BYTES, Attempt, Basic, Exchange, call
from graphkey.steps.sample_api import sample_api
from graphkey.steps.tls import SUITES, ClientIdentity

OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"


def make_call(url: str, server: ServerTls, identity: ClientIdentity | Basic | None = None, **more: object) -> Exchange:
    settings: dict[str, object] = {"budget_s": 5.0, "attempts": 1, "system_trust": False, **more}
    return call(url, b'{"a":1}', identity=identity, trust_pem=server.ca_pem, **settings)  # type: ignore[arg-type]


def answer_with(data: bytes) -> Callable[[ssl.SSLSocket, int], None]:
    def script(connection: ssl.SSLSocket, _: int) -> None:
        read_request(connection)
        connection.sendall(data)
        connection.unwrap()

    return script


def last_from(server: ServerTls, data: bytes) -> Attempt:
    with raw_server(server, answer_with(data)) as url:
        return make_call(url, server).last


@pytest.mark.parametrize("minimum", ["1.2", "1.3"])
def test_right_certificate_is_accepted(server: ServerTls, client: ClientIdentity, minimum: str) -> None:
    with running(sample_api([der(client)], clock=lambda: NOW), server.tls(client, minimum=minimum)) as origin:
        last = make_call(f"{origin}/", server, client).last
    assert (last.failure, last.status, last.asked_for_certificate) == (None, 200, True)
    assert last.tls_version in ("TLSv1.2", "TLSv1.3")


def limit_to_1_2(context: ssl.SSLContext) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2


def demand(client: ClientIdentity, version: ssl.TLSVersion) -> Callable[[ssl.SSLContext], None]:
    def tune(context: ssl.SSLContext) -> None:
        context.minimum_version = context.maximum_version = version
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=der(client))

    return tune


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_no_certificate_is_a_refusal_in_every_tls_version(
    server: ServerTls, client: ClientIdentity, version: ssl.TLSVersion
) -> None:
    with raw_server(server, answer_with(OK), tune=demand(client, version)) as url:
        exchange = make_call(url, server, attempts=2)
    assert exchange.last.failure == "certificate-refused"
    assert len(exchange.attempts) == 1


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_wrong_certificate_is_a_refusal_in_every_tls_version(
    server: ServerTls, client: ClientIdentity, stranger: ClientIdentity, version: ssl.TLSVersion
) -> None:
    with raw_server(server, answer_with(OK), tune=demand(client, version)) as url:
        last = make_call(url, server, stranger).last
    assert last.failure == "certificate-refused"
    assert "refused the client certificate" in last.detail


def test_close_after_the_handshake_is_a_refusal_when_a_certificate_was_asked_for(
    server: ServerTls, client: ClientIdentity
) -> None:
    def close(connection: ssl.SSLSocket, _: int) -> None:
        connection.close()

    with raw_server(server, close, tune=demand(client, ssl.TLSVersion.TLSv1_3)) as url:
        assert make_call(url, server, client).last.failure == "certificate-refused"


def test_close_without_an_answer_is_dropped_and_repeated_when_no_certificate_was_asked_for(server: ServerTls) -> None:
    with raw_server(server, lambda connection, _: connection.close()) as url:
        exchange = make_call(url, server, attempts=2)
    assert [attempt.failure for attempt in exchange.attempts] == ["dropped", "dropped"]


def test_second_attempt_decides_when_the_first_got_no_answer(server: ServerTls) -> None:
    def script(connection: ssl.SSLSocket, count: int) -> None:
        if count > 1:
            answer_with(OK)(connection, count)

    with raw_server(server, script) as url:
        exchange = make_call(url, server, attempts=2)
    assert [attempt.failure for attempt in exchange.attempts] == ["dropped", None]


def test_answer_of_any_status_is_not_repeated(server: ServerTls) -> None:
    with raw_server(server, answer_with(b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n")) as url:
        exchange = make_call(url, server, attempts=2)
    assert [attempt.status for attempt in exchange.attempts] == [503]


def test_server_that_never_answers_is_a_timeout_and_called_twice(server: ServerTls) -> None:
    with raw_server(server, lambda connection, _: connection.recv(1 << 16) and connection.recv(1)) as url:
        exchange = make_call(url, server, attempts=2, budget_s=0.15)
    assert [attempt.failure for attempt in exchange.attempts] == ["timeout", "timeout"]
    assert all(attempt.elapsed_s < 1 for attempt in exchange.attempts)


def test_server_that_never_shakes_hands_is_a_timeout(server: ServerTls) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://localhost:{listener.getsockname()[1]}/"
        assert make_call(url, server, budget_s=0.15).last.failure == "timeout"


def test_slow_drip_is_a_timeout_although_every_byte_comes_in_time(server: ServerTls) -> None:
    def drip(connection: ssl.SSLSocket, _: int) -> None:
        read_request(connection)
        connection.settimeout(0.02)
        for byte in OK * 100:
            connection.sendall(bytes([byte]))
            try:
                if not connection.recv(1):
                    return
            except TimeoutError:
                continue

    with raw_server(server, drip) as url:
        last = make_call(url, server, budget_s=0.3).last
    assert last.failure == "timeout"
    assert last.elapsed_s < 2


def test_nobody_listening_is_connect_failed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    exchange = call(f"https://127.0.0.1:{port}/", b"{}", identity=None, budget_s=1, system_trust=False)
    assert [attempt.failure for attempt in exchange.attempts] == ["connect-failed", "connect-failed"]


def test_unknown_authority_is_tls_failed(server: ServerTls, misnamed_server: ServerTls) -> None:
    with raw_server(server, answer_with(OK)) as url:
        last = make_call(url, misnamed_server).last
    assert last.failure == "tls-failed"
    assert "not trusted" in last.detail


def test_certificate_of_another_host_is_tls_failed_and_nothing_is_sent(misnamed_server: ServerTls) -> None:
    seen: list[bytes] = []
    with raw_server(misnamed_server, lambda connection, _: seen.append(connection.recv(100))) as url:
        last = make_call(url, misnamed_server).last
    assert (last.failure, last.detail) == ("tls-failed", "The server's certificate is not for localhost.")
    assert seen in ([], [b""])


def test_address_matches_an_address_entry(server: ServerTls) -> None:
    with raw_server(server, answer_with(OK)) as url:
        assert make_call(url.replace("localhost", "127.0.0.1"), server).last.status == 200


def test_plain_http_server_is_tls_failed(server: ServerTls) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")

        thread = threading.Thread(target=run)
        thread.start()
        last = make_call(f"https://localhost:{listener.getsockname()[1]}/", server).last
        thread.join()
    assert last.failure == "tls-failed"


@pytest.mark.parametrize("suite", SUITES)
def test_every_documented_suite_is_offered(server: ServerTls, rsa_server: ServerTls, suite: str) -> None:
    if "-RSA-" in suite:
        server = rsa_server

    def tune(context: ssl.SSLContext) -> None:
        limit_to_1_2(context)
        context.set_ciphers(suite)

    with raw_server(server, answer_with(OK), tune=tune) as url:
        last = make_call(url, server).last
    assert (last.status, last.cipher, last.tls_version) == (200, suite, "TLSv1.2")


def test_server_with_other_suites_only_is_tls_failed(server: ServerTls) -> None:
    def tune(context: ssl.SSLContext) -> None:
        limit_to_1_2(context)
        context.set_ciphers("ECDHE-ECDSA-CHACHA20-POLY1305")

    with raw_server(server, answer_with(OK), tune=tune) as url:
        assert make_call(url, server).last.failure == "tls-failed"


def test_request_is_a_plain_json_post(server: ServerTls) -> None:
    seen: list[bytes] = []

    def script(connection: ssl.SSLSocket, _: int) -> None:
        seen.append(read_request(connection))
        connection.sendall(OK)

    with raw_server(server, script) as url:
        make_call(url + "?code=a%2fb", server)
        port = url.split(":")[2].split("/")[0]
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert head.split(b"\r\n") == [
        b"POST /step?code=a%2fb HTTP/1.1",
        b"Host: localhost:" + port.encode(),
        b"Content-Type: application/json",
        b"Content-Length: 7",
        b"Connection: close",
    ]
    assert body == b'{"a":1}'


def test_basic_authentication_is_sent_and_shown_nowhere(server: ServerTls) -> None:
    seen: list[bytes] = []

    def script(connection: ssl.SSLSocket, _: int) -> None:
        seen.append(read_request(connection))
        connection.sendall(OK)

    with raw_server(server, script) as url:
        exchange = make_call(url, server, Basic("user", Secret("pä:ss-canary")))
    assert b"Authorization: Basic " + base64.b64encode("user:pä:ss-canary".encode()) in seen[0]
    assert "canary" not in repr(exchange) + repr(Basic("user", Secret("pä:ss-canary")))


def test_user_name_with_a_colon_is_an_error(server: ServerTls) -> None:
    with pytest.raises(CertificateError, match="colon"):
        make_call("https://localhost:1/", server, Basic("a:b", Secret("c")))


def test_redirect_is_an_answer_and_not_followed(server: ServerTls) -> None:
    last = last_from(server, b"HTTP/1.1 302 Found\r\nlocation: https://localhost:1/\r\ncontent-length: 0\r\n\r\n")
    assert (last.status, last.headers["location"]) == (302, "https://localhost:1/")


def test_http_1_0_answer_ends_with_the_connection(server: ServerTls) -> None:
    assert last_from(server, b'HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n{"b":2}').body == b'{"b":2}'


def test_answer_that_ends_without_close_notify_is_read(server: ServerTls) -> None:
    def script(connection: ssl.SSLSocket, _: int) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n{}")
        connection.shutdown(socket.SHUT_RDWR)

    with raw_server(server, script) as url:
        assert make_call(url, server).last.body == b"{}"


def test_chunked_answer_is_joined(server: ServerTls) -> None:
    data = b'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{"b\r\n4\r\n":2}\r\n0\r\n\r\n'
    assert last_from(server, data).body == b'{"b":2}'


def test_interim_answer_is_skipped(server: ServerTls) -> None:
    assert last_from(server, b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" + OK).status == 200


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"SSH-2.0-OpenSSH_9\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000,
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % (MAX_ANSWER_BYTES + 1) + b" " * (MAX_ANSWER_BYTES + 1),
        b"HTTP/1.1 200 OK\r\n\r\n" + b" " * (MAX_ANSWER_BYTES + 1),
    ],
    ids=["short", "bad-chunk", "not-http", "endless-head", "gzip", "huge", "huge-unframed"],
)
def test_unusable_answer_is_bad_response(server: ServerTls, data: bytes) -> None:
    last = last_from(server, data)
    assert (last.failure, last.status, last.body) == ("bad-response", None, b"")


def test_key_that_does_not_belong_is_an_error(server: ServerTls, client: ClientIdentity) -> None:
    mixed = ClientIdentity(make_identity("other").key, client.leaf)
    with pytest.raises(CertificateError, match="cannot be used"):
        make_call("https://localhost:1/", server, mixed)


def test_trust_that_is_no_pem_is_an_error() -> None:
    with pytest.raises(CertificateError, match="no PEM"):
        call("https://localhost:1/", b"{}", identity=None, budget_s=1, trust_pem=b"nonsense")


@pytest.mark.parametrize("url", ["http://localhost/", "https://user:pw-canary@localhost/", "https://", "ftp://x/", ""])
def test_url_that_is_no_https_is_an_error_without_its_secrets(server: ServerTls, url: str) -> None:
    with pytest.raises(UsageError) as caught:
        make_call(url, server)
    assert "canary" not in str(caught.value)


def test_chain_goes_with_an_issued_certificate(server: ServerTls) -> None:
    root = make_identity("root", is_ca=True)
    middle = make_identity("middle", issuer=root, is_ca=True)
    leaf = make_identity("leaf", issuer=middle)
    shown = ClientIdentity(leaf.key, leaf.leaf, (middle.leaf,))
    seen: list[int] = []

    def script(connection: ssl.SSLSocket, _: int) -> None:
        seen.append(len(connection.getpeercert(binary_form=True) or b""))
        answer_with(OK)(connection, 0)

    with raw_server(server, script, tune=demand(root, ssl.TLSVersion.TLSv1_3)) as url:
        assert make_call(url, server, shown).last.status == 200
    assert seen == [len(der(leaf))]


def test_answer_of_the_sample_api_is_json(server: ServerTls, client: ClientIdentity) -> None:
    with running(sample_api([der(client)], clock=lambda: NOW), server.tls(client)) as origin:
        last = make_call(f"{origin}/x", server, client).last
    assert json.loads(last.body)["action"] == "Continue"


def test_system_authorities_are_trusted_besides_those_given(
    server: ServerTls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ca.pem").write_bytes(server.ca_pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with raw_server(server, answer_with(OK)) as url:
        last = call(url, b"{}", identity=None, budget_s=5, attempts=1, system_trust=True).last
    assert last.status == 200


def test_broken_system_bundle_leaves_the_given_authorities(
    server: ServerTls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ca.pem").write_bytes(b"junk")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with raw_server(server, answer_with(OK)) as url:
        assert make_call(url, server, system_trust=True).last.status == 200


def test_expired_server_certificate_is_tls_failed(tmp_path: Path) -> None:
    authority = trustme.CA()
    cert = authority.issue_cert("localhost", not_after=datetime.now(UTC) - timedelta(days=1))
    cert.private_key_and_cert_chain_pem.write_to_path(tmp_path / "both.pem")
    old = ServerTls(tmp_path / "both.pem", tmp_path / "both.pem", authority.cert_pem.bytes())
    with raw_server(old, answer_with(OK)) as url:
        last = make_call(url, old).last
    assert (last.failure, "expired" in last.detail) == ("tls-failed", True)


def test_large_body_arrives_whole_although_the_server_reads_late(server: ServerTls) -> None:
    body = bytes(range(256)) * 32_000 + b"the end"  # more than the buffers of both sockets hold
    seen, waited = bytearray(), threading.Event()

    def script(connection: ssl.SSLSocket, _: int) -> None:
        waited.wait(0.3)  # never set: until then everything fills up
        while not seen.endswith(b"the end"):
            seen.extend(connection.recv(65536))
        connection.sendall(OK)

    with raw_server(server, script) as url:
        last = call(url, body, identity=None, budget_s=20, attempts=1, trust_pem=server.ca_pem, system_trust=False).last
    assert last.status == 200
    assert seen.endswith(b"\r\n\r\n" + body)


@pytest.mark.parametrize(("year", "why"), [(1999, "not valid yet"), (3001, "has expired"), (2026, "")])
def test_server_is_judged_at_the_time_that_is_given(server: ServerTls, year: int, why: str) -> None:
    with raw_server(server, answer_with(OK)) as url:
        last = make_call(url, server, at=datetime(year, 1, 2, tzinfo=UTC)).last
    assert last.failure == ("tls-failed" if why else None)
    assert why in last.detail


def test_time_of_judging_is_utc_whatever_its_zone(server: ServerTls) -> None:
    # trustme's certificates begin with 2000-01-01T00:00Z, which is still 1999 in the west.
    at = datetime(2000, 1, 1, 0, 30, tzinfo=UTC).astimezone(timezone(timedelta(hours=-8)))
    with raw_server(server, answer_with(OK)) as url:
        assert make_call(url, server, at=at).last.failure is None

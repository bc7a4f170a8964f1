"""A TLS front end that takes any certificate or none and leaves the decision to a function, as App Service and nginx can be set to."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from cryptography import x509
from OpenSSL import SSL

from tests.steps.mtls_world import ServerTls


class Answer(NamedTuple):
    status: int
    document: dict[str, object]


class Asked(NamedTuple):
    """One request as the API behind the front end gets it; `count` is that of all requests before."""

    cert: x509.Certificate | None
    headers: dict[str, str]
    body: dict[str, object]
    count: int


WELCOME = Answer(200, {"version": "1.0.0", "action": "Continue"})
UNKNOWN = Answer(403, {"error": "who are you?"})


class FrontEnd:
    """Hold where it is and what came."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connections = 0
        self.requests: list[Asked] = []


@contextmanager
def front_end(
    server: ServerTls,
    decide: Callable[[Asked], Answer],
    *,
    authorities: tuple[x509.Certificate, ...] = (),
    asks: bool = True,
    tune: Callable[[SSL.Context], None] | None = None,
) -> Iterator[FrontEnd]:
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.use_certificate_chain_file(str(server.cert_file))
    context.use_privatekey_file(str(server.key_file))
    if tune:
        tune(context)
    if asks:
        context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
    for one in authorities:
        context.add_client_ca(one)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)
    seen = FrontEnd(f"https://localhost:{listener.getsockname()[1]}/step?code=canary-key")

    def run() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            plain.settimeout(None)
            seen.connections += 1
            try:
                _serve_one(SSL.Connection(context, plain), decide, seen)
            except SSL.Error:
                pass  # a client that shakes hands only
            finally:
                plain.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def _serve_one(tls: SSL.Connection, decide: Callable[[Asked], Answer], seen: FrontEnd) -> None:
    tls.set_accept_state()
    tls.do_handshake()
    data = b""
    while b"\r\n\r\n" not in data:
        data += tls.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")[1:]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers["content-length"]):
        body += tls.recv(65536)
    shown = tls.get_peer_certificate(as_cryptography=True)
    asked = Asked(shown, headers, json.loads(body), len(seen.requests))
    seen.requests.append(asked)
    answer = decide(asked)
    content = json.dumps(answer.document).encode()
    tls.sendall(
        f"HTTP/1.1 {answer.status} X\r\ncontent-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n".encode()
        + content
    )
    tls.shutdown()

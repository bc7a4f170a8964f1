"""A real TLS server on loopback whose every answer is a script, and the authority that signed its certificate."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import trustme

Script = Callable[["Visit"], None]
"""What the server does on one connection, after the handshake."""


class Received(NamedTuple):
    """One request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes


class Visit:
    """One connection to the server."""

    def __init__(self, connection: socket.socket, number: int) -> None:
        self.connection = connection
        self.number = number
        self.file = connection.makefile("rb")

    def read(self) -> Received | None:
        """Read a request; None when the client has gone."""
        try:
            line = self.file.readline().decode().strip()
        except OSError:
            return None
        if not line:
            return None
        headers: dict[str, str] = {}
        while raw := self.file.readline().decode().strip():
            name, _, value = raw.partition(":")
            headers[name.lower()] = value.strip()
        return Received(line, headers, self.file.read(int(headers.get("content-length", "0"))))

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.connection.sendall(data)

    def answer(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        """Send an answer."""
        named = {"content-length": str(len(body)), **{name.replace("_", "-"): value for name, value in headers.items()}}
        head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        self.send(f"HTTP/1.1 {status} x\r\n{head}\r\n".encode() + body)


class Server:
    """The running server: what it was asked, and how to reach it."""

    def __init__(self, script: Script, context: ssl.SSLContext | None) -> None:
        self.script = script
        self.requests: list[Received] = []
        self.connections = 0
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"https://localhost:{self.port}"
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(raw, self.connections), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, raw: socket.socket, number: int) -> None:
        raw.settimeout(10)
        try:
            connection = self._context.wrap_socket(raw, server_side=True) if self._context else raw
        except OSError:
            raw.close()
            return
        self._open.append(connection)
        visit = Visit(connection, number)
        try:
            self.script(visit)
        except OSError:
            pass
        finally:
            visit.file.close()
            connection.close()

    def close(self) -> None:
        """Stop it and wait for its threads."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in (self._thread, *self._threads):
            thread.join(10)


class World(NamedTuple):
    """An authority, a server's TLS settings under it, and the way to start servers."""

    ca_file: Path
    tls: ssl.SSLContext

    @contextmanager
    def serving(self, script: Script, *, tls: bool = True) -> Iterator[Server]:
        """Run a server for a while."""
        server = Server(script, self.tls if tls else None)
        try:
            yield server
        finally:
            server.close()


def make_world(folder: Path, *names: str) -> World:
    """Make an authority and a certificate, of localhost or of the names given."""
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*(names or ("localhost", "127.0.0.1"))).configure_cert(tls)
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    return World(ca_file, tls)


def answering(*bodies: bytes | int, seen: list[Received] | None = None) -> Script:
    """Answer each request in turn with a body or a status, the last one for ever; connections are kept."""
    left = list(bodies)

    def script(visit: Visit) -> None:
        while (request := visit.read()) is not None:
            if seen is not None:
                seen.append(request)
            now = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(now, int):
                visit.answer(now)
            else:
                visit.answer(200, now)

    return script


def as_json(document: object) -> bytes:
    """Write JSON."""
    return json.dumps(document).encode()

"""
A vault of our own at a vault's own name: TLS as `contoso.vault.azure.net`, reached through a proxy that leads there, as a company's does.

It takes tokens that the served local Graph's authority signed for Key Vault, and no others.
"""

import contextlib
import json
import socket
import ssl
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import jwt
import trustme

from graphkey.serve import Tls, running
from graphkey.testing import LocalGraphFixture
from graphkey.wire import Request, Response, json_response

HOST = "contoso.vault.azure.net"
RESOURCE = "https://vault.azure.net"


class Secret(NamedTuple):
    """Hold a version of a secret; `refused` is the code within a 403."""

    version: str
    value: str
    content_type: str | None = None
    refused: str | None = None


class Vault:
    """Answer GET /secrets/{name}/{version} as https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret says."""

    def __init__(self, authority: str, tenant: str, ca_file: str) -> None:
        self.secrets: dict[str, list[Secret]] = {}
        self.callers: list[str] = []
        self._authority, self._tenant = authority, tenant
        self._tls = ssl.create_default_context(cafile=ca_file)

    def __call__(self, request: Request) -> Response:
        _, _, token = request.headers.get("authorization", "").partition(" ")
        if not token:
            where = f'Bearer authorization="{self._authority}/{self._tenant}", resource="{RESOURCE}"'
            return Response(401, {"www-authenticate": where})
        try:
            self.callers.append(self._claims(token)["appid"])
        except jwt.InvalidTokenError as error:
            return refusal(401, "Unauthorized", type(error).__name__)
        _, _, _, _, name, version = request.url.split("?")[0].split("/")
        found = [one for one in self.secrets.get(name, []) if version in ("", one.version)]
        if not found:
            return refusal(404, "SecretNotFound", None)
        one = found[-1]
        if one.refused:
            return refusal(403, "Forbidden", one.refused)
        body = {
            "value": one.value,
            "id": f"https://{HOST}/secrets/{name}/{one.version}",
            "contentType": one.content_type,
        }
        shown = {key: value for key, value in body.items() if value is not None}
        return json_response(200, {**shown, "attributes": {"enabled": True, "created": 1, "updated": 1}})

    def _claims(self, token: str) -> dict[str, str]:
        with urllib.request.urlopen(
            f"{self._authority}/{self._tenant}/discovery/v2.0/keys", context=self._tls
        ) as answer:
            keys = {one["kid"]: jwt.PyJWK(one, algorithm="RS256").key for one in json.load(answer)["keys"]}
        key = keys[jwt.get_unverified_header(token)["kid"]]
        claims: dict[str, str] = jwt.decode(token, key, algorithms=["RS256"], audience=RESOURCE)
        return claims


def refusal(status: int, code: str, inner: str | None) -> Response:
    """Refuse as Key Vault does; the sentence is a canary that must not be shown."""
    more = {"innererror": {"code": inner}} if inner else {}
    return json_response(status, {"error": {"code": code, "message": "sentence-canary", **more}})


class World(NamedTuple):
    """Hold a vault, its authority, and the environment of a process that can reach both."""

    vault: Vault
    graph: LocalGraphFixture
    env: dict[str, str]


@contextlib.contextmanager
def vault_world(folder: Path) -> Iterator[World]:
    """Serve a local Graph, a vault that trusts it, and the proxy that leads to the vault."""
    graph, ca = LocalGraphFixture(), trustme.CA()
    cert = ca.issue_cert(HOST)
    cert.private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    env = graph.env
    bundle = folder / "trusted.pem"
    bundle.write_bytes(Path(env["SSL_CERT_FILE"]).read_bytes() + ca.cert_pem.bytes())
    vault = Vault(env["AZURE_AUTHORITY_HOST"], env["AZURE_TENANT_ID"], env["SSL_CERT_FILE"])
    with (
        graph,
        running(vault, Tls(folder / "server.pem", folder / "server.pem")) as origin,
        proxy(int(origin.rpartition(":")[2])) as port,
    ):
        reach = {"HTTPS_PROXY": f"http://127.0.0.1:{port}", "NO_PROXY": "localhost", "SSL_CERT_FILE": str(bundle)}
        yield World(vault, graph, {name: value for name, value in env.items() if name != "REQUESTS_CA_BUNDLE"} | reach)


@contextlib.contextmanager
def proxy(port: int) -> Iterator[int]:
    """Serve CONNECT; the vault's name leads to a port of this machine, and every other name nowhere."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, port), daemon=True).start()
        yield int(listener.getsockname()[1])


def _accept(listener: socket.socket, port: int) -> None:
    with contextlib.suppress(OSError):  # the listener is closed when the test ends
        while True:
            visit, _ = listener.accept()
            threading.Thread(target=_tunnel, args=(visit, port), daemon=True).start()


def _tunnel(visit: socket.socket, port: int) -> None:
    head = b""
    while b"\r\n\r\n" not in head and (data := visit.recv(1 << 12)):
        head += data
    if not head.startswith(f"CONNECT {HOST}:443 ".encode()):
        visit.sendall(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n")
        visit.close()
        return
    with visit, socket.create_connection(("127.0.0.1", port)) as onward:
        visit.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back = threading.Thread(target=_pump, args=(onward, visit), daemon=True)
        back.start()
        _pump(visit, onward)
        back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):  # either side may go first
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)

"""
A yardstick for clients: a TLS server that answers uploads, `$batch` and a paged list as cheaply as Python can.

It is no Graph: it reads a body as JSON and looks whether it holds a bundle and a password, and that is all it checks. It runs in a
process of its own, on a core of its own where there are two, so that what is measured is the client.

    python bench/stub.py PORT CHAIN KEY

`GET /seen` tells how many uploads and rows went over the counter, so that a client cannot look fast by leaving out work.
"""

import asyncio
import json
import ssl
import sys
from urllib.parse import parse_qs

ROWS = 100_000
"""Rows of the list."""
PAGE = 100
"""Rows of one page: the local Graph's own."""

_CERTIFICATE = {
    "thumbprint": "0EB255CC895477798CA418B378255204304897AD",
    "notAfter": 1893456000,
    "notBefore": 1735689600,
    "isActive": True,
}
_CONNECTOR = {
    "@odata.context": "https://graph.microsoft.com/beta/$metadata#identity/apiConnectors/$entity",
    "id": "00000000-0000-4000-8000-000000000001",
    "displayName": "Connector",
    "targetUrl": "https://api.example/claims",
    "authenticationConfiguration": {
        "@odata.type": "#microsoft.graph.clientCertificateAuthentication",
        "certificateList": [_CERTIFICATE],
    },
}
_UPLOADED = json.dumps(_CONNECTOR, separators=(",", ":")).encode()
_REFUSED = b'{"error":{"code":"BadRequest","message":"pkcs12Value and password are required."}}'
_ROW = (
    b'{"id":"00000000-0000-4000-8000-%012d","displayName":"Connector %d","targetUrl":"https://api%d.example/claims",'
    b'"authenticationConfiguration":{"@odata.type":"#microsoft.graph.basicAuthentication","username":"u","password":"******"}}'
)
_HEAD = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"

seen = {"uploads": 0, "rows": 0}


def answer(method: str, target: str, body: bytes, host: str) -> tuple[int, bytes]:
    """Answer one request: status and body."""
    path, _, query = target.partition("?")
    if method == "POST" and path.endswith("/uploadClientCertificate"):
        return _upload(json.loads(body))
    if method == "POST" and path.endswith(("/$batch", "/%24batch")):
        items = json.loads(body)["requests"]
        return 200, b'{"responses":[' + b",".join(map(_item, items)) + b"]}"
    if method == "GET" and path.endswith("/identity/apiConnectors"):
        return 200, _page(parse_qs(query), f"https://{host}{path}")
    if path == "/seen":
        return 200, json.dumps(seen).encode()
    return 404, b'{"error":{"code":"ResourceNotFound","message":"There is nothing here."}}'


def _upload(document: dict) -> tuple[int, bytes]:
    if not document.get("pkcs12Value") or "password" not in document:
        return 400, _REFUSED
    seen["uploads"] += 1
    return 200, _UPLOADED


def _item(item: dict) -> bytes:
    status, body = _upload(item["body"])
    head = b'{"id":%s,"status":%d,"headers":{"Content-Type":"application/json"},"body":'
    return head % (json.dumps(item["id"]).encode(), status) + body + b"}"


def _page(query: dict[str, list[str]], place: str) -> bytes:
    first = int(query.get("$skiptoken", ["0"])[0])
    last = min(first + PAGE, ROWS)
    seen["rows"] += last - first
    value = b",".join(_ROW % (n, n, n) for n in range(first, last))
    link = f',"@odata.nextLink":"{place}?$skiptoken={last}"'.encode() if last < ROWS else b""
    return b'{"value":[' + value + b"]" + link + b"}"


class Counter(asyncio.Protocol):
    """Speak as much HTTP/1.1 as clients need: kept connections, bodies with a length."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.waiting = transport, bytearray()

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while (end := self.waiting.find(b"\r\n\r\n")) >= 0:
            lines = bytes(self.waiting[:end]).decode("latin-1").split("\r\n")
            fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
            whole = end + 4 + int(fields.get("content-length", "0"))
            if len(self.waiting) < whole:
                return
            body = bytes(self.waiting[end + 4 : whole])
            del self.waiting[:whole]
            method, target, _ = lines[0].split(" ")
            status, made = answer(method, target, body, fields["host"])
            self.transport.write(_HEAD % (status, len(made)) + made)


async def serve(port: int, chain: str, key: str) -> None:
    """Serve until the process ends."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(chain, key)
    server = await asyncio.get_running_loop().create_server(Counter, "localhost", port, ssl=tls, backlog=512)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), *sys.argv[2:4]))

"""What the tests of the local Graph stand on: a clock, a caller with a token, PKCS#12 files made for the test."""

import http.client
import json
import ssl
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID

from graphkey.localgraph import LocalGraph
from graphkey.wire import Document, Request, Response, Transport

NOW = datetime(2026, 6, 1, 12, 0, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CONNECTORS = "/identity/apiConnectors"
FLOWS = "/identity/b2xUserFlows"
SLOT = f"{FLOWS}/B2X_1_signup/apiConnectorConfiguration/preTokenIssuance"
BASIC = {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u", "password": "p4ssw0rd"}


class Clock:
    """Stand still until told otherwise."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Bundle(NamedTuple):
    """Hold a PKCS#12 file and what it is known by."""

    pfx: bytes
    password: str
    thumbprint: str
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def value(self) -> str:
        return b64encode(self.pfx).decode()

    @property
    def body(self) -> dict[str, str]:
        return {"pkcs12Value": self.value, "password": self.password}


def make_bundle(
    key: rsa.RSAPrivateKey, name: str, *, starts: datetime = NOW - 30 * DAY, ends: datetime = NOW + 300 * DAY,
    password: str = "secret", aes: bool = False,
) -> Bundle:  # fmt: skip
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(ends)
        .sign(key, hashes.SHA256())
    )
    encryption: Any = BestAvailableEncryption(password.encode())
    if not aes:
        encryption = (
            PrivateFormat.PKCS12.encryption_builder()
            .kdf_rounds(2000)
            .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
            .hmac_hash(hashes.SHA1())
            .build(password.encode())
        )
    pfx = pkcs12.serialize_key_and_certificates(None, key, certificate, None, encryption)
    return Bundle(pfx, password, certificate.fingerprint(hashes.SHA1()).hex().upper(), certificate, key)


class Caller:
    """Send requests with one application's token."""

    def __init__(self, transport: Transport, origin: str, token: str, graph: LocalGraph, clock: Clock) -> None:
        self.transport = transport
        self.origin = origin
        self.token = token
        self.graph = graph
        self.clock = clock

    def send(self, method: str, path: str, document: Any = None, *, version: str = "beta", **headers: str) -> Response:
        sent = {"authorization": f"Bearer {self.token}"}
        body = b""
        if document is not None:
            body = document if isinstance(document, bytes) else json.dumps(document).encode()
            sent["content-type"] = "application/json"
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        return self.transport(Request(method, f"{self.origin}/{version}{path}", sent, body))

    def get(self, path: str, **named: Any) -> Any:
        response = self.send("GET", path, **named)
        assert response.status == 200, response.body
        return response.json()

    def post(self, path: str, document: Any, *, status: int = 201, **named: Any) -> Any:
        response = self.send("POST", path, document, **named)
        assert response.status == status, response.body
        return response.json()

    def patch(self, path: str, document: Any, **named: Any) -> None:
        response = self.send("PATCH", path, document, **named)
        assert response.status == 204, response.body
        assert response.body == b""

    def delete(self, path: str) -> None:
        response = self.send("DELETE", path)
        assert response.status == 204, response.body

    def error(self, method: str, path: str, document: Any = None, **named: Any) -> tuple[int, str, str]:
        response = self.send(method, path, document, **named)
        error = response.json()["error"]
        return response.status, error["code"], error["message"]

    def as_app(self, *permissions: str) -> "Caller":
        """Return a caller of another application of the same tenant."""
        token = self.graph.access_token(self.graph.add_app(permissions))
        return Caller(self.transport, self.origin, token.reveal(), self.graph, self.clock)

    def in_new_tenant(self) -> "Caller":
        tenant_id = self.graph.add_tenant()
        client_id = self.graph.add_app(
            ["APIConnectors.ReadWrite.All", "IdentityUserFlow.ReadWrite.All", "LocalGraph.Manage"], tenant_id=tenant_id
        )
        token = self.graph.access_token(client_id, tenant_id=tenant_id)
        return Caller(self.transport, self.origin, token.reveal(), self.graph, self.clock)

    def connector(self, **values: Any) -> str:
        """Create a connector; return its id."""
        document = {"displayName": "API", "targetUrl": "https://api.example/x", "authenticationConfiguration": BASIC}
        return str(self.post(CONNECTORS, {**document, **values})["id"])

    def upload(self, path: str, bundle: Bundle, **named: Any) -> list[dict[str, Any]]:
        answer = self.post(f"{path}/uploadClientCertificate", bundle.body, status=200, **named)
        certificates: list[dict[str, Any]] = answer["authenticationConfiguration"]["certificateList"]
        return certificates

    def slot_connector(self) -> str:
        return str(self.get(SLOT)["id"])


def plant_signing_key(graph: LocalGraph, jwk: Document) -> None:
    """Give a new local Graph a token key that was made before."""
    place = ("", "/keys", "signing")
    sealed = graph._parts.vault.seal(*place, json.dumps(jwk).encode())
    graph._parts.registry.settle_fact("signing_key", b64encode(sealed).decode())


def over_tls(ca_pem: bytes) -> Transport:
    """Make a Transport to served local Graphs; one connection a request, so that nothing stays open."""
    context = ssl.create_default_context(cadata=ca_pem.decode())

    def send(request: Request) -> Response:
        parts = urlsplit(request.url)
        connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, context=context, timeout=20)
        try:
            target = request.url[request.url.index(parts.netloc) + len(parts.netloc) :] or "/"
            connection.request(request.method, target, request.body or None, dict(request.headers))
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Response(answer.status, headers, answer.read())
        finally:
            connection.close()

    return send

"""keyvault: against a small vault of our own, over real TLS, through the unmodified client of Azure."""

import base64
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import trustme

from graphkey.config import keyvault
from graphkey.config.keyvault import Place, fetch, parse_place
from graphkey.config.references import parse, resolve, resolve_bytes, resolve_secret
from graphkey.errors import UsageError
from graphkey.serve import Tls, running
from graphkey.wire import Request, Response, json_response

pytest.importorskip("azure.keyvault.secrets")
PFX = bytes(range(256))
TOKEN = "token-canary-of-the-vault"


class Version(NamedTuple):
    id: str
    value: str
    content_type: str | None = None


class Vault:
    """Answer GET /secrets/{name}/{version} as https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret says."""

    def __init__(self) -> None:
        self.secrets: dict[str, list[Version]] = {}
        self.resource = "https://vault.azure.net"
        self.tokens: list[str] = []
        self.status = 0

    def __call__(self, request: Request) -> Response:
        given = request.headers.get("authorization")
        if given is None:
            challenge = f'Bearer authorization="https://login.example/tenant", resource="{self.resource}"'
            return Response(401, {"www-authenticate": challenge})
        self.tokens.append(given)
        if self.status:
            return self._refuse(self.status)
        if given != f"Bearer {TOKEN}":
            return self._refuse(401)
        _, _, _, _, name, version = request.url.split("?")[0].split("/")
        found = [one for one in self.secrets.get(name, []) if version in ("", one.id)]
        if not found:
            return self._refuse(404)
        where = f"{request.url.split('/secrets')[0]}/secrets/{name}/{found[-1].id}"
        attributes = {"enabled": True, "created": 1, "updated": 1}
        body = {"value": found[-1].value, "id": where, "attributes": attributes, "contentType": found[-1].content_type}
        return json_response(200, {key: value for key, value in body.items() if value is not None})

    def _refuse(self, status: int) -> Response:
        return json_response(status, {"error": {"code": "Refused", "message": "value-canary"}})


class Credential:
    def __init__(self, token: str = TOKEN) -> None:
        self.token = token

    def get_token(self, *scopes: str, **_: Any) -> Any:
        from azure.core.credentials import AccessToken

        return AccessToken(self.token, 2**32)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tls, Path]:
    folder, ca = tmp_path_factory.mktemp("vault"), trustme.CA()
    cert = ca.issue_cert("localhost")
    ca.cert_pem.write_to_path(folder / "ca.pem")
    cert.private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    return Tls(folder / "server.pem", folder / "server.pem"), folder / "ca.pem"


@pytest.fixture
def vault(files: tuple[Tls, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Vault, str]]:
    made = Vault()
    with running(made, files[0]) as origin:
        options = {"connection_verify": str(files[1]), "verify_challenge_resource": False, "retry_total": 0}
        monkeypatch.setattr(keyvault, "fetch", functools.partial(fetch, credential=Credential(), **options))
        yield made, f"localhost:{origin.rsplit(':', 1)[1]}"


def pkcs12(version: str, content: bytes = PFX) -> Version:
    return Version(version, base64.b64encode(content).decode(), keyvault.PKCS12)


def test_a_certificate_is_its_bundle(vault: tuple[Vault, str]) -> None:
    vault[0].secrets["client"] = [pkcs12("v1")]
    assert resolve_bytes(f"keyvault:{vault[1]}/client") == PFX


def test_a_certificate_in_pem_is_its_text(vault: tuple[Vault, str]) -> None:
    vault[0].secrets["client"] = [Version("v1", "-----BEGIN\n", keyvault.PEM)]
    assert resolve_bytes(f"keyvault:{vault[1]}/client") == b"-----BEGIN\n"


def test_a_new_version_is_a_new_certificate(vault: tuple[Vault, str]) -> None:
    vault[0].secrets["client"] = [pkcs12("v1"), pkcs12("v2", b"newer")]
    newest = keyvault.fetch(parse_place(f"{vault[1]}/client"))
    assert (newest.version, newest.content) == ("v2", b"newer")
    assert resolve_bytes(f"keyvault:{vault[1]}/client/v1") == PFX


def test_a_password_can_live_there_too(vault: tuple[Vault, str]) -> None:
    vault[0].secrets["password"] = [Version("v1", "pässword-canary")]
    found = resolve_secret(f"keyvault:{vault[1]}/password")
    assert found is not None
    assert found.reveal() == "pässword-canary"


def test_a_bundle_is_no_password(vault: tuple[Vault, str]) -> None:
    vault[0].secrets["client"] = [pkcs12("v1")]
    with pytest.raises(UsageError, match="not UTF-8"):
        resolve_secret(f"keyvault:{vault[1]}/client")


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "sign-in"), (403, "may not be read"), (404, "none of that"), (429, "too much"), (500, "500")],
)
def test_a_refusal_says_what_to_do_and_nothing_secret(vault: tuple[Vault, str], status: int, said: str) -> None:
    vault[0].status = status
    with pytest.raises(UsageError, match=said) as caught:
        resolve(f"keyvault:{vault[1]}/client", binary=True)
    assert caught.value.hint
    assert not any(canary in str(caught.value) for canary in (TOKEN, "value-canary"))


def test_what_is_missing_is_told(vault: tuple[Vault, str]) -> None:
    with pytest.raises(UsageError, match="none of that"):
        resolve(f"keyvault:{vault[1]}/nothing", binary=True)


def test_a_bundle_that_is_no_base64_is_told(vault: tuple[Vault, str]) -> None:
    vault[0].secrets["client"] = [Version("v1", "!canary!", keyvault.PKCS12)]
    with pytest.raises(UsageError, match="no base64") as caught:
        resolve(f"keyvault:{vault[1]}/client", binary=True)
    assert "canary" not in str(caught.value)


def test_no_token_goes_to_a_host_that_is_no_vault(files: tuple[Tls, Path], vault: tuple[Vault, str]) -> None:
    place = parse_place(f"{vault[1]}/client")
    with pytest.raises(UsageError, match="no vault"):
        fetch(place, Credential(), connection_verify=str(files[1]), retry_total=0)
    assert vault[0].tokens == []


def test_no_token_goes_to_a_host_that_is_not_trusted(vault: tuple[Vault, str]) -> None:
    with pytest.raises(UsageError, match="not trusted"):
        fetch(parse_place(f"{vault[1]}/client"), Credential(), retry_total=0)
    assert vault[0].tokens == []


def test_where_a_vault_is_follows_from_its_name() -> None:
    assert parse_place("contoso/client") == Place("https://contoso.vault.azure.net", "client")
    assert parse_place("contoso.vault.azure.cn/client/1a") == Place("https://contoso.vault.azure.cn", "client", "1a")


@pytest.mark.parametrize(
    "text", ["", "a", "a/", "/b", "a/b/c/d", "a b/c", "a@evil/c", "a/../c", "a?x/c", "a/c d", "https://a/c"]
)
def test_what_names_no_vault_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="VAULT/NAME"):
        parse_place(text)


def test_the_reference_shows_where_and_not_what() -> None:
    assert repr(parse("keyvault:contoso/client")) == "Reference(keyvault, contoso/client)"

"""keyvault: from sign-in to upload, by the real clients: azure-identity at a served authority, a vault behind a company's proxy."""

import base64
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("azure.keyvault.secrets")

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from graphkey.config.keyvault import PEM, PKCS12
from tests.cli.bundles import pfx
from tests.cli.conftest import Cli, Done
from tests.cli.vault_world import Secret, World, vault_world

CHECK = ("cert", "check", "keyvault:contoso/client")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with vault_world(tmp_path_factory.mktemp("vault")) as made:
        yield made


@pytest.fixture
def ask(world: World, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Run a command in the environment of the vault's world; azure-identity reads the process's own."""
    world.vault.secrets.clear()

    def run(*arguments: str, without: str = "none of it", **changed: str) -> Done:
        env = {name: value for name, value in {**world.env, **changed}.items() if not name.startswith(without)}
        for name in [one for one in os.environ if one.startswith(("AZURE_", "HTTPS_", "REQUESTS_", "SSL_"))]:
            monkeypatch.delenv(name)
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        done = cli(*arguments, env=env)
        assert not [
            one
            for one in (env.get("AZURE_CLIENT_SECRET"), "sentence-canary", "Traceback")
            if one and one in done.out + done.err
        ]
        return done

    return run


def bundle(version: str, number: int = 0) -> Secret:
    return Secret(version, base64.b64encode(pfx(number, password="")).decode(), PKCS12)


def test_bundle_is_read_when_the_environment_signs_in_with_a_secret(world: World, ask: Callable[..., Done]) -> None:
    world.vault.secrets["client"] = [bundle("v1")]
    done = ask(*CHECK)
    assert (done.code, done.json["verdict"], done.err) == (0, "ok", "")
    assert world.vault.callers[-1] == world.env["AZURE_CLIENT_ID"]


def test_bundle_is_read_when_the_environment_signs_in_with_a_certificate(
    world: World, ask: Callable[..., Done], tmp_path: Path
) -> None:
    key, cert = tmp_path / "app.pem", tmp_path / "cert.pem"
    words = f"openssl req -x509 -newkey rsa:2048 -nodes -keyout {key} -out {cert} -subj /CN=app -days 30"
    subprocess.run(words.split(), check=True, capture_output=True)
    key.write_bytes(key.read_bytes() + cert.read_bytes())
    world.graph.local.add_app_certificate(x509.load_pem_x509_certificate(cert.read_bytes()).public_bytes(Encoding.DER))
    world.vault.secrets["client"] = [bundle("v1")]
    done = ask(*CHECK, without="AZURE_CLIENT_SECRET", AZURE_CLIENT_CERTIFICATE_PATH=str(key))
    assert done.code == 0, done.err


def test_bundle_in_pem_is_read(world: World, ask: Callable[..., Done], cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "client.pfx").write_bytes(pfx(password=""))
    assert cli("cert", "convert", f"{tmp_path}/client.pfx", f"{tmp_path}/client.pem", "--no-password").code == 0
    world.vault.secrets["client"] = [Secret("v1", (tmp_path / "client.pem").read_text(), PEM)]
    done = ask("cert", "inspect", "keyvault:contoso/client")
    assert done.code == 0, done.err
    assert "BEGIN" not in done.out


@pytest.mark.parametrize(
    ("secret", "changed", "says", "hint"),
    [
        (None, {}, "there is none of that name", "certificate list"),
        (Secret("v1", "x", None, "SecretDisabled"), {}, "that version is disabled", "Enable it"),
        (Secret("v1", "x", None, "ForbiddenByFirewall"), {}, "firewall lets nobody in", "networking"),
        (Secret("v1", "x", None, "Unheard of: canary"), {}, "it may not be read", "Key Vault Secrets User"),
        (bundle("v1"), {"AZURE_CLIENT_SECRET": "wrong-canary"}, "AADSTS7000215", "AZURE_CLIENT_ID"),
        (bundle("v1"), {"without": "AZURE_CLIENT"}, "nobody is signed in", "az login"),
        (bundle("v1"), {"HTTPS_PROXY": "http://127.0.0.1:1"}, "cannot be reached", "proxy"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_told_with_what_to_do(
    world: World, ask: Callable[..., Done], secret: Secret | None, changed: dict[str, str], says: str, hint: str
) -> None:
    if secret:
        world.vault.secrets["client"] = [secret]
    done = ask(*CHECK, **changed)
    assert done.code == 2
    assert says in done.err
    assert hint in done.err
    assert "canary" not in done.err


def test_vault_that_is_not_trusted_gets_no_token(world: World, ask: Callable[..., Done]) -> None:
    before = len(world.vault.callers)
    done = ask(*CHECK, SSL_CERT_FILE=world.graph.env["SSL_CERT_FILE"])
    assert (done.code, "contoso.vault.azure.net is not trusted" in done.err) == (2, True)
    assert len(world.vault.callers) == before


def test_vault_that_is_not_there_is_told_by_its_host(ask: Callable[..., Done]) -> None:
    done = ask("cert", "check", "keyvault:contosso/client")
    assert (done.code, "contosso.vault.azure.net cannot be reached" in done.err) == (2, True)


def test_new_version_is_a_new_certificate_to_an_upload_and_the_same_one_is_not_sent_again(
    world: World, ask: Callable[..., Done]
) -> None:
    world.vault.secrets["client"] = [bundle("v1")]
    source, where = "keyvault:contoso/client", "--local"
    made = ask("connector", "create", "Claims", "--url", "https://claims.example", "--pfx", source, where)
    assert made.code == 0, made.err
    again = ask("connector", "upload", "Claims", source, where)
    assert (again.code, again.json["sent"]) == (0, False)
    world.vault.secrets["client"].append(bundle("v2", 1))
    newer = ask("connector", "upload", "Claims", source, where)
    assert (newer.code, newer.json["sent"]) == (0, True)
    assert newer.json["connector"]["active"] != again.json["connector"]["active"]
    pinned = ask("connector", "upload", "Claims", f"{source}/v1", where)
    assert (pinned.code, pinned.json["sent"]) == (1, False)

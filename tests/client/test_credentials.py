import base64
import json
import logging
import os
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from tls_world import Server, Visit, World, as_json

from graphkey.client.credentials import Outside, cache_key, token_source
from graphkey.client.refusals import HINTS
from graphkey.config.clouds import Cloud
from graphkey.config.contexts import Context, CredentialKind
from graphkey.config.references import Sources
from graphkey.errors import SignInError, UsageError
from graphkey.secret import Secret

APP = "11111111-2222-3333-4444-555555555555"
TENANT = "99999999-2222-3333-4444-555555555555"
NOW_S = 1_790_000_000
CANARY = "canary~Secret-7f3a"


class Authority:
    """A token endpoint over TLS: it gives t1, t2, … or the error it is told to."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.refusal: dict[str, Any] | None = None
        self.server: Server
        self.proxied = False

    def __call__(self, visit: Visit) -> None:
        while (request := visit.read()) is not None:
            path = request.line.split()[1].partition("?")[0]
            if path == f"/{TENANT}/v2.0/.well-known/openid-configuration":
                root = f"{self.server.url}/{TENANT}"
                document: dict[str, Any] = {
                    "issuer": f"{root}/v2.0",
                    "token_endpoint": f"{root}/oauth2/v2.0/token",
                    "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
                    "device_authorization_endpoint": f"{root}/oauth2/v2.0/devicecode",
                }
                visit.answer(200, as_json(document), content_type="application/json")
            elif path == f"/{TENANT}/oauth2/v2.0/devicecode":
                document = {
                    "device_code": "d",
                    "user_code": "ABC-DEF",
                    "verification_uri": "https://x.example/go",
                    "expires_in": 60,
                    "interval": 0,
                    "message": "m",
                }
                visit.answer(200, as_json(document), content_type="application/json")
            elif path == f"/{TENANT}/oauth2/v2.0/token":
                self.forms.append({name: values[0] for name, values in parse_qs(request.body.decode()).items()})
                self.token(visit)
            else:
                visit.answer(404)

    def token(self, visit: Visit) -> None:
        if self.refusal is not None:
            visit.answer(401, as_json(self.refusal), content_type="application/json")
            return
        claims = (
            base64.urlsafe_b64encode(
                as_json(
                    {
                        "aud": APP,
                        "iss": "x",
                        "sub": "s",
                        "iat": 1,
                        "exp": 9_999_999_999,
                        "tid": TENANT,
                        "preferred_username": "ada@contoso.example",
                    }
                )
            )
            .decode()
            .rstrip("=")
        )
        document = {
            "token_type": "Bearer",
            "expires_in": 3599,
            "access_token": f"t{len(self.forms)}",
            "id_token": f"e30.{claims}.x",
        }
        visit.answer(200, as_json(document), content_type="application/json")


@pytest.fixture
def authority(tls_world: World) -> Iterator[Authority]:
    one = Authority()
    with tls_world.serving(one) as server:
        one.server = server
        yield one


class Run:
    """A context signed in to the authority, in an environment of its own."""

    def __init__(self, authority: Authority, environ: dict[str, str]) -> None:
        self.authority = authority
        self.environ = environ
        self.told: list[str] = []
        self.prompts: list[str] = []

    def context(self, kind: CredentialKind = "client-secret", **settings: str) -> Context:
        cloud = Cloud("own", self.authority.server.url, self.authority.server.url)
        return Context("prod", kind, tenant=TENANT, client_id=APP, cloud=cloud, settings=settings)

    def outside(self) -> Outside:
        return Outside(
            Sources(self.environ, lambda: b""), now_s=lambda: NOW_S, tell=self.told.append, prompt=self.prompts.append
        )

    def token(self, kind: CredentialKind = "client-secret", **settings: str) -> str:
        return token_source(self.context(kind, **settings), self.outside()).token().reveal()


@pytest.fixture
def run(authority: Authority, tls_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    environ = {
        "SSL_CERT_FILE": str(tls_world.ca_file), "GRAPHKEY_CACHE_DIR": str(tmp_path / "cache"), "HOME": str(tmp_path),
        "PATH": os.environ["PATH"], "S": CANARY,
    }  # fmt: skip
    # What the machine's own variables name must not matter, present or not.
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/ssl/certs/ca-certificates.crt")
    monkeypatch.setenv("NO_PROXY", "localhost")
    return Run(authority, environ)


@pytest.fixture(scope="session")
def identity() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "app")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    return key, builder.sign(key, hashes.SHA256())


def pem(identity: tuple[rsa.RSAPrivateKey, x509.Certificate]) -> bytes:
    key, certificate = identity
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def pfx(identity: tuple[rsa.RSAPrivateKey, x509.Certificate], password: str) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"x", *identity, None, serialization.BestAvailableEncryption(password.encode())
    )


# -- kinds of credentials ----------------------------------------------------------------------------------------------


def test_a_client_secret_signs_in(run: Run) -> None:
    assert run.token(client_secret="env:S") == "t1"
    form = run.authority.forms[0]
    assert (form["client_id"], form["client_secret"], form["grant_type"]) == (APP, CANARY, "client_credentials")
    assert form["scope"] == f"{run.authority.server.url}/.default"


def test_a_certificate_as_pem_signs_in(run: Run, identity: Any, tmp_path: Path) -> None:
    (tmp_path / "c.pem").write_bytes(pem(identity))
    assert run.token("certificate", certificate=f"file:{tmp_path / 'c.pem'}") == "t1"
    assert run.authority.forms[0]["client_assertion"].count(".") == 2


def test_a_certificate_as_pfx_with_password_signs_in(run: Run, identity: Any, tmp_path: Path) -> None:
    (tmp_path / "c.pfx").write_bytes(pfx(identity, CANARY))
    assert run.token("certificate", certificate=f"file:{tmp_path / 'c.pfx'}", certificate_password="env:S") == "t1"


def test_a_certificate_chain_goes_along_when_asked_for(run: Run, identity: Any, tmp_path: Path) -> None:
    (tmp_path / "c.pem").write_bytes(pem(identity))
    context = run.context("certificate", certificate=f"file:{tmp_path / 'c.pem'}")
    token_source(context._replace(send_certificate_chain=True), run.outside()).token()
    head = run.authority.forms[0]["client_assertion"].split(".")[0]
    assert "x5c" in json.loads(base64.urlsafe_b64decode(head + "=="))


def test_a_workload_identity_signs_in_with_the_token_in_its_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "federated").write_text("federated-token")
    assert run.token("workload-identity", token_file=f"file:{tmp_path / 'federated'}") == "t1"
    assert run.authority.forms[0]["client_assertion"] == "federated-token"


def test_a_device_code_is_shown_to_the_person_and_never_on_standard_output(
    run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run.token("device-code") == "t1"
    assert run.prompts == ["To sign in, open https://x.example/go and enter the code ABC-DEF."]
    assert capfd.readouterr().out == ""


@pytest.mark.skipif(os.name == "nt", reason="a script with a #! line")
def test_the_azure_cli_signs_in(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    az = tmp_path / "bin" / "az"
    az.parent.mkdir()
    az.write_text(f'#!{sys.executable}\nprint(\'{{"accessToken":"from-az","expires_on":{NOW_S + 3600}}}\')\n')
    az.chmod(az.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(az.parent), prepend=os.pathsep)
    assert run.token("azure-cli") == "from-az"


def jwt(**claims: Any) -> str:
    return f"e30.{base64.urlsafe_b64encode(as_json(claims)).decode().rstrip('=')}.x"


def test_a_given_token_is_used_as_it_is_and_kept_nowhere(run: Run, tmp_path: Path) -> None:
    run.environ["T"] = jwt(exp=NOW_S + 600) + "\n"
    assert run.token("access-token", access_token="env:T") == run.environ["T"].strip()
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(("token", "says"), [("", "empty"), (jwt(exp=NOW_S - 1), "expired")])
def test_a_given_token_that_is_of_no_use_is_said(run: Run, token: str, says: str) -> None:
    run.environ["T"] = token
    with pytest.raises(SignInError, match=says):
        run.token("access-token", access_token="env:T")


def test_a_given_token_cannot_answer_a_claims_challenge(run: Run) -> None:
    run.environ["T"] = jwt(exp=NOW_S + 600)
    source = token_source(run.context("access-token", access_token="env:T"), run.outside())
    with pytest.raises(SignInError, match="more claims"):
        source.fresh(source.token(), '{"a":1}')


# -- errors ------------------------------------------------------------------------------------------------------------


def refusal(number: str, more: str = "") -> dict[str, Any]:
    text = f"AADSTS{number}: Something about it.{more} Trace ID: 0000 Correlation ID: 1111 Timestamp: 2026"
    return {"error": "invalid_client", "error_description": text, "error_codes": [int(number)]}


@pytest.mark.parametrize("number", sorted(HINTS))
def test_an_error_of_the_authority_comes_with_its_number_and_what_to_do(run: Run, number: str) -> None:
    run.authority.refusal = refusal(number)
    with pytest.raises(SignInError, match=f"AADSTS{number}") as caught:
        run.token(client_secret="env:S")
    assert caught.value.hint == HINTS[number]
    assert "Trace ID" not in str(caught.value)


def test_no_error_shows_the_secret_even_when_the_authority_repeats_it(
    run: Run, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    run.authority.refusal = refusal("7000215", f" You sent {CANARY}.")
    with caplog.at_level(logging.DEBUG), pytest.raises(SignInError) as caught:
        run.token(client_secret="env:S")
    captured = capfd.readouterr()
    shown = f"{caught.value!r} {caught.value.hint} {run.told} {captured.out} {captured.err} {caught.value.__cause__}"
    assert CANARY not in shown
    assert "***" in str(caught.value)


def test_nothing_is_printed_when_signing_in_fails(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    run.authority.refusal = refusal("700016")
    with pytest.raises(SignInError):
        run.token(client_secret="env:S")
    assert capfd.readouterr() == ("", "")


def test_a_tenant_that_is_not_there_is_said(run: Run) -> None:
    context = run.context(client_secret="env:S")._replace(tenant="nope")
    with pytest.raises(SignInError, match="authority configuration") as caught:
        token_source(context, run.outside()).token()
    assert caught.value.hint == HINTS["90002"]
    assert "Authority would" not in str(caught.value)


def test_an_authority_that_is_not_trusted_is_said_with_what_to_do(run: Run, tmp_path: Path) -> None:
    import trustme

    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    run.environ["SSL_CERT_FILE"] = str(tmp_path / "other.pem")
    with pytest.raises(SignInError) as caught:
        run.token(client_secret="env:S")
    assert "SSL_CERT_FILE" in str(caught.value.hint)


def test_a_certificate_with_a_wrong_password_is_an_error_without_it(run: Run, identity: Any, tmp_path: Path) -> None:
    (tmp_path / "c.pfx").write_bytes(pfx(identity, "right"))
    with pytest.raises(SignInError) as caught:
        run.token("certificate", certificate=f"file:{tmp_path / 'c.pfx'}", certificate_password="env:S")
    assert CANARY not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize("data", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\nx\n"])
def test_a_certificate_that_is_none_is_an_error(run: Run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "c.pem").write_bytes(data)
    with pytest.raises(SignInError):
        run.token("certificate", certificate=f"file:{tmp_path / 'c.pem'}")


def test_a_secret_that_is_not_there_is_named(run: Run) -> None:
    with pytest.raises(UsageError, match="'MISSING'"):
        run.token(client_secret="env:MISSING")


def test_an_empty_client_secret_is_an_error(run: Run) -> None:
    run.environ["EMPTY"] = ""
    with pytest.raises(UsageError, match="empty"):
        run.token(client_secret="env:EMPTY")


# -- the cache ---------------------------------------------------------------------------------------------------------


def test_a_second_run_neither_signs_in_nor_imports_the_library(run: Run, tmp_path: Path) -> None:
    from subprocess import run as run_program

    assert run.token(client_secret="env:S") == "t1"
    url = run.authority.server.url
    code = f"""
import sys
from graphkey.client.credentials import Outside, token_source
from graphkey.config.clouds import Cloud
from graphkey.config.contexts import Context
from graphkey.config.references import Sources
context = Context("again", "client-secret", tenant={TENANT!r}, client_id={APP!r}, cloud=Cloud("own", {url!r}, {url!r}), settings={{"client_secret": "env:S"}})
source = token_source(context, Outside(Sources(), now_s=lambda: {NOW_S}))
print(source.token().reveal(), [name for name in sys.modules if name.split(".")[0] in ("azure", "msal", "requests", "cryptography")])
"""
    done = run_program(
        [sys.executable, "-c", code], env=run.environ, capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout == "t1 []\n"
    assert len(run.authority.forms) == 1


def test_a_changed_secret_signs_in_anew(run: Run) -> None:
    run.token(client_secret="env:S")
    run.environ["S"] = "another"
    assert run.token(client_secret="env:S") == "t2"


def test_a_run_without_the_secret_gets_no_kept_token(run: Run) -> None:
    run.token(client_secret="env:S")
    del run.environ["S"]
    with pytest.raises(UsageError):
        run.token(client_secret="env:S")


@pytest.mark.parametrize(
    "change",
    [
        {"tenant": "other"},
        {"client_id": "x"},
        {"credential": "browser"},
        {"cloud": Cloud("own", "https://a", "https://b")},
    ],
)
def test_a_kept_token_is_for_one_identity_and_one_graph(run: Run, change: dict[str, Any]) -> None:
    context = run.context(client_secret="env:S")
    sources = run.outside().sources
    assert cache_key(context, sources).name != cache_key(context._replace(**change), sources).name


def test_a_new_sign_in_to_the_azure_cli_is_another_identity(run: Run, tmp_path: Path) -> None:
    sources = run.outside().sources
    before = cache_key(run.context("azure-cli"), sources)
    (tmp_path / ".azure").mkdir()
    (tmp_path / ".azure" / "azureProfile.json").write_text("{}")
    assert cache_key(run.context("azure-cli"), sources).evidence != before.evidence


def test_a_program_that_gives_a_secret_is_not_run_for_a_kept_token(run: Run, tmp_path: Path) -> None:
    marker = tmp_path / "runs"
    code = f'open({str(marker)!r}, "a").write("x"); print("{CANARY}")'
    script = tmp_path / "secret.py"
    script.write_text(code)
    reference = f"cmd:'{sys.executable}' '{script}'"
    assert [run.token(client_secret=reference), run.token(client_secret=reference)] == ["t1", "t1"]
    assert marker.read_text() == "x"


def test_no_cache_means_no_file(run: Run, tmp_path: Path) -> None:
    run.environ["GRAPHKEY_TOKEN_CACHE"] = "off"
    assert [run.token(client_secret="env:S"), run.token(client_secret="env:S")] == ["t1", "t2"]
    assert not (tmp_path / "cache").exists()


def test_a_fresh_token_is_another_token_although_the_library_remembers_one(run: Run) -> None:
    source = token_source(run.context(client_secret="env:S"), run.outside())
    first = source.token()
    assert (first, source.fresh(first)) == (Secret("t1"), Secret("t2"))


def test_a_claims_challenge_reaches_the_authority(run: Run) -> None:
    source = token_source(run.context(client_secret="env:S"), run.outside())
    source.fresh(source.token(), '{"access_token":{"nbf":{"essential":true}}}')
    assert json.loads(run.authority.forms[1]["claims"])["access_token"]["nbf"] == {"essential": True}

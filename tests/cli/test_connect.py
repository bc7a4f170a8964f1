"""Connect-MgGraph and its like against a served local Graph: real sign-in, real files, the next command goes on with it."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graphkey.cli.main import SESSION_COMMANDS
from graphkey.cli.session.table import COMMANDS
from graphkey.testing import LocalGraphFixture

from .conftest import Cli, Done, Typed

LIST = "Get-MgBetaIdentityB2XUserFlow"
APP = "11111111-2222-3333-4444-555555555555"


class Served:
    """A served local Graph that the command line knows as the environment Here."""

    def __init__(self, cli: Cli, fixture: LocalGraphFixture) -> None:
        self.fixture = fixture
        self.origin = fixture.serve()
        env = fixture.env
        self.secret = env["AZURE_CLIENT_SECRET"]
        self.tenant, self.client = env["AZURE_TENANT_ID"], env["AZURE_CLIENT_ID"]
        self.env = {"SSL_CERT_FILE": env["SSL_CERT_FILE"], "APP_SECRET": self.secret}
        self.variables = env
        self._cli = cli
        self("Add-MgEnvironment", "-Name", "Here", "-GraphEndpoint", self.origin, "-AzureADEndpoint", self.origin)

    def __call__(self, *arguments: str, env: dict[str, str] | None = None, **named: Any) -> Done:
        return self._cli(*arguments, env={**self.env, **(env or {})}, **named)

    def connect(self, *more: str, **named: Any) -> Done:
        return self(
            "Connect-MgGraph", "-Environment", "Here", "-TenantId", self.tenant, "-ClientId", self.client,
            "-ClientSecretCredential", "env:APP_SECRET", *more, **named,
        )  # fmt: skip


@pytest.fixture(scope="module")
def graph():
    with LocalGraphFixture() as fixture:
        yield fixture


@pytest.fixture
def served(cli: Cli, graph: LocalGraphFixture) -> Served:
    return Served(cli, graph)


def test_the_next_command_goes_on_with_what_connect_signed_in(served: Served) -> None:
    done = served.connect()
    assert (done.code, done.out) == (0, "")
    assert f"connected to {served.origin}" in done.err
    assert served(LIST, "-Query", "[].id").json == ["B2X_1_signup"]


def test_the_file_says_where_the_secret_is_and_holds_it_nowhere(served: Served, tmp_path: Path) -> None:
    served.connect("-Verbose")
    texts = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"env:APP_SECRET" in text for text in texts)
    assert not any(served.secret.encode() in text for text in texts)


def test_a_whole_url_of_the_connected_graph_is_sent_and_no_other(served: Served) -> None:
    served.connect()
    path = "/beta/identity/b2xUserFlows"
    assert served("Invoke-MgGraphRequest", "-Uri", served.origin + path, "-Query", "value[].id").json == [
        "B2X_1_signup"
    ]
    assert "another origin" in served("Invoke-MgGraphRequest", "-Uri", "https://graph.microsoft.com" + path).err


def test_no_welcome_is_silent(served: Served) -> None:
    assert served.connect("-NoWelcome").err == ""


def test_a_sign_in_that_fails_leaves_everything_as_it_was(served: Served) -> None:
    served.connect("-Context", "good")
    done = served.connect("-Context", "bad", env={"APP_SECRET": "canary-wrong"})
    assert done.code == 6
    assert "canary" not in done.out + done.err
    assert [(one["name"], one["current"]) for one in served("context", "list").json] == [("good", True)]


def test_get_mg_context_tells_who_is_connected(served: Served) -> None:
    served.connect("-Context", "prod")
    found = served("Get-MgContext").json
    assert (found["Name"], found["TenantId"], found["ClientId"]) == ("prod", served.tenant, served.client)
    assert (found["AuthType"], found["TokenCredentialType"], found["ContextScope"]) == ("AppOnly", "ClientSecret", "CurrentUser")  # fmt: skip
    assert (found["Environment"], found["GraphEndpoint"]) == ("Here", served.origin)
    assert "APIConnectors.ReadWrite.All" in found["Scopes"]


def test_get_mg_context_prints_nothing_when_nobody_is_connected(cli: Cli) -> None:
    done = cli("Get-MgContext")
    assert (done.code, done.out) == (0, "")
    assert "not connected" in done.err


def test_disconnect_forgets_the_token_and_chooses_none(served: Served, tmp_path: Path) -> None:
    served.connect("-Context", "prod")
    tokens = tmp_path / "cache" / "tokens"
    assert list(tokens.glob("*.json"))
    assert served("Disconnect-MgGraph").json["Name"] == "prod"
    assert not list(tokens.glob("*.json"))
    assert "no context is chosen" in served(LIST).err
    assert served("Connect-MgGraph", "-Context", "prod").code == 0
    assert served(LIST).code == 0


def test_disconnect_without_a_connection_says_so(cli: Cli) -> None:
    assert cli("Disconnect-MgGraph").code == 2


def test_process_scope_keeps_no_token(served: Served, tmp_path: Path) -> None:
    assert served.connect("-ContextScope", "Process").code == 0
    assert not list((tmp_path / "cache").rglob("*.json"))
    assert served("Get-MgContext", "-Query", "ContextScope").json == "Process"


def test_another_credential_does_not_replace_a_context_unasked(served: Served) -> None:
    served.connect("-Context", "prod")
    assert served.connect("-Context", "prod").code == 0
    other = ("-Context", "prod", "-ContextScope", "Process")
    assert "-Replace" in served.connect(*other).err
    assert served.connect(*other, "-Replace").code == 0


def test_environment_variables_become_a_context_by_reference(served: Served, tmp_path: Path) -> None:
    done = served("Connect-MgGraph", "-EnvironmentVariable", "-Context", "ci", env=served.variables)
    assert done.code == 0, done.err
    assert "GRAPHKEY_ENDPOINT is set" in done.err
    assert served.secret not in (tmp_path / "config" / "contexts.toml").read_text()
    assert "env:AZURE_CLIENT_SECRET" in (tmp_path / "config" / "contexts.toml").read_text()


def test_half_of_the_environment_variables_is_an_error(cli: Cli) -> None:
    done = cli("Connect-MgGraph", "-EnvironmentVariable", env={"AZURE_TENANT_ID": "t"})
    assert (done.code, "half a configuration" in done.err) == (2, True)


def test_an_access_token_is_taken_by_reference(served: Served) -> None:
    token = served.fixture.local.access_token().reveal()
    done = served("Connect-MgGraph", "-Environment", "Here", "-AccessToken", "env:T", env={"T": token})
    assert done.code == 0, done.err
    assert served(LIST, env={"T": token}).code == 0
    assert served("Get-MgContext", env={"T": token}).json["AuthType"] == "UserProvidedAccessToken"


# -- certificates --------------------------------------------------------------------------------------------------------


def certificate(served: Served, path: Path, name: str = "app", days: int = 30) -> str:
    """Register a new certificate with the application and write it with its key; returns its thumbprint."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import pkcs12

    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days)).sign(key, hashes.SHA256())
    )  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, made, None, serialization.NoEncryption()))
    if days > 0:
        served.fixture.local.add_app_certificate(made.public_bytes(serialization.Encoding.DER))
    return made.fingerprint(hashes.SHA1()).hex()


def with_certificate(served: Served, *more: str) -> Done:
    return served(
        "Connect-MgGraph", "-Environment", "Here", "-TenantId", served.tenant, "-ClientId", served.client, *more
    )


def test_a_certificate_is_a_file_and_kept_by_its_whole_path(served: Served, tmp_path: Path, monkeypatch) -> None:
    certificate(served, tmp_path / "app.pfx")
    monkeypatch.chdir(tmp_path)
    assert with_certificate(served, "-Certificate", "app.pfx").code == 0
    monkeypatch.chdir("/")
    assert served("Get-MgContext", "-Query", "Certificate").json == f"file:{tmp_path / 'app.pfx'}"
    assert served(LIST).code == 0


@pytest.mark.skipif(os.name == "nt", reason="the system's store keeps its keys")
@pytest.mark.parametrize("by", ["thumbprint", "subject", "distinguished name"])
def test_a_certificate_is_found_in_dotnets_store(served: Served, tmp_path: Path, by: str) -> None:
    store = tmp_path / ".dotnet/corefx/cryptography/x509stores/my"
    certificate(served, store / "old.pfx", days=-1)
    certificate(served, store / "other.pfx", name="other")
    thumbprint = certificate(served, store / "new.pfx")
    (store / "junk.pfx").write_bytes(b"junk")
    words = {
        "thumbprint": ("-CertificateThumbprint", ":".join(thumbprint[n : n + 2] for n in range(0, 40, 2))),
        "subject": ("-CertificateName", "app"),
        "distinguished name": ("-CertificateSubjectName", "CN=app"),
    }[by]
    done = with_certificate(served, *words)
    assert done.code == 0, done.err
    assert served("Get-MgContext", "-Query", "Certificate").json == f"file:{store / 'new.pfx'}"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["-CertificateThumbprint", "AB"], "40 hexadecimal"),
        (["-CertificateThumbprint", "A" * 40], "no valid certificate"),
        (["-CertificateThumbprint", "A" * 40, "-Certificate", "x"], "more than one"),
        (["-SendCertificateChain", "true"], "no certificate is named"),
        (["-Certificate", "nowhere.pfx"], "nowhere.pfx"),
        (["-Certificate", "nowhere.pfx", "-CertificatePassword", "canary"], "no reference"),
        (["-Scopes", "A.Read", "-AccessToken", "env:T"], "no parameter set"),
        (["-Identity", "-ClientSecretCredential", "env:S"], "no parameter set"),
        (["-ClientSecretCredential", "canary"], "no reference"),
        (["-ClientSecretCredential", "-"], "no reference"),
        (["-Scopes", "https://graph.microsoft.com/.default"], "is no permission"),
        (["-ContextScope", "Machine", "-UseDeviceCode"], "-ContextScope"),
        (["-Environment", "Mars", "-UseDeviceCode"], "Mars"),
        (["-UseDeviceCode", "-LoginHint", "x"], "-LoginHint"),
        (["-ClientTimeout", "0", "-UseDeviceCode"], "-ClientTimeout"),
        (["-Context", "local", "-UseDeviceCode"], "local"),
        (["-TenantId", "x"], "-TenantId is given twice"),
    ],
)
def test_what_does_not_fit_is_refused_before_anybody_is_asked(cli: Cli, words: list[str], says: str) -> None:
    done = cli("Connect-MgGraph", "-TenantId", "t.example", "-ClientId", APP, *words)
    assert (done.code, says in done.err) == (2, True), done.err
    assert "canary" not in done.out + done.err
    assert cli("context", "list").json == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "-EnvironmentVariable"),
        (["-UseDeviceCode"], "-TenantId and -ClientId missing"),
        (["-Context", "nope"], "nope"),
        (["-Context", "local"], "-Local"),
        (["-TenantId", "t.example", "-ClientId", "x", "-UseDeviceCode"], "GUID"),
    ],
)
def test_connect_says_what_it_needs(cli: Cli, words: list[str], says: str) -> None:
    done = cli("Connect-MgGraph", *words)
    assert (done.code, says in done.err) == (2, True), done.err


# -- scopes --------------------------------------------------------------------------------------------------------------


def test_scopes_are_asked_for_at_the_environments_own_graph(tmp_path: Path) -> None:
    from graphkey.config.context_file import make_context, settings_of

    row = {
        "tenant": "t.example",
        "client_id": APP,
        "cloud": "USGov",
        "credential": "browser",
        "scopes": ["A.Read", "B.Read.All"],
    }
    made = make_context("x", row, source="here")
    assert made.scope == "https://graph.microsoft.us/A.Read https://graph.microsoft.us/B.Read.All"
    assert settings_of(made) == row


def test_every_scope_reaches_the_credential() -> None:
    from graphkey.client.sign_in import TokenSource

    class Asked:
        scopes: tuple[str, ...] = ()
        token = "x"
        expires_on = 9_999_999_999

        def get_token(self, *scopes: str, **_: Any) -> "Asked":
            self.scopes = scopes
            return self

    asked = Asked()
    TokenSource(lambda: asked, "https://g/A.Read https://g/B.Read").token()
    assert asked.scopes == ("https://g/A.Read", "https://g/B.Read")


# -- environments --------------------------------------------------------------------------------------------------------

CANARY = ("-Name", "Canary", "-GraphEndpoint", "https://canary.graph.microsoft.com", "-AzureADEndpoint", "https://login.microsoftonline.com")  # fmt: skip


def test_an_environment_of_ones_own_is_listed_changed_and_removed(cli: Cli) -> None:
    assert cli("Add-MgEnvironment", *CANARY).json["Type"] == "User-defined"
    assert cli("Get-MgEnvironment", "canary").json["GraphEndpoint"] == "https://canary.graph.microsoft.com"
    assert len(cli("Get-MgEnvironment").json) == 8
    assert cli("Set-MgEnvironment", "Canary", "-GraphEndpoint", "https://c2.example").json["GraphEndpoint"] == "https://c2.example"  # fmt: skip
    assert cli("Remove-MgEnvironment", "-Name", "Canary").out == ""
    assert len(cli("Get-MgEnvironment").json) == 7


@pytest.mark.parametrize("verb", ["Set", "Remove"])
def test_a_built_in_environment_stays(cli: Cli, verb: str) -> None:
    done = cli(f"{verb}-MgEnvironment", "-Name", "global", *(["-GraphEndpoint", "https://x.example"] if verb == "Set" else []))  # fmt: skip
    assert (done.code, "built in" in done.err) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ["-Name", "Global", *CANARY[2:]],
        ["-Name", "own", *CANARY[2:]],
        ["-Name", "a b", *CANARY[2:]],
        ["-Name", "", *CANARY[2:]],
        ["-Name", "x" * 65, *CANARY[2:]],
        [*CANARY[:3], "http://x.example", *CANARY[4:]],
        [*CANARY[:3], "https://x.example/path", *CANARY[4:]],
        CANARY[:4],
        [],
    ],
)
def test_an_environment_that_is_none_is_refused(cli: Cli, words: list[str]) -> None:
    assert cli("Add-MgEnvironment", *words).code == 2
    assert len(cli("Get-MgEnvironment").json) == 7


def test_a_context_follows_its_environment_and_holds_it(served: Served) -> None:
    served.connect("-Context", "prod")
    assert "used by prod" in served("Remove-MgEnvironment", "Here").err
    served("Set-MgEnvironment", "Here", "-GraphEndpoint", "https://elsewhere.example")
    assert served("context", "show", "prod").json["graph"] == "https://elsewhere.example"


def test_context_add_knows_the_environments_and_keeps_them(cli: Cli) -> None:
    cli("Add-MgEnvironment", *CANARY)
    assert cli("context", "add", "c", "--azure-cli", "--cloud", "canary").code == 0
    cli("context", "remove", "c")
    assert cli("Get-MgEnvironment", "Canary").code == 0


def test_what_if_and_no_change_nothing(cli: Cli) -> None:
    assert "Nothing was changed" in cli("Add-MgEnvironment", *CANARY, "-WhatIf").out
    assert "declined" in cli("Add-MgEnvironment", *CANARY, "-Confirm", terminal=Typed(["n"])).err
    assert cli("Get-MgEnvironment", "Canary").code == 2
    assert cli("Add-MgEnvironment", *CANARY, "-Confirm", terminal=Typed(["y"])).code == 0


# -- the request context ---------------------------------------------------------------------------------------------------


def test_request_settings_are_kept_with_the_context(served: Served) -> None:
    served.connect("-Context", "prod", "-ClientTimeout", "20")
    assert served("Set-MgRequestContext", "-MaxRetry", "1", "-RetryDelay", "0").json == {
        "ClientTimeout": 20, "RetryDelay": 0, "MaxRetry": 1, "RetriesTimeLimit": 300,
    }  # fmt: skip
    served.connect("-Context", "prod")
    assert served("Get-MgRequestContext", "-Query", "[MaxRetry, ClientTimeout]").json == [1, 20]


def test_max_retry_bounds_the_repeats_of_the_next_command(cli: Cli) -> None:
    with LocalGraphFixture(rate_limit="1") as fixture:
        served = Served(cli, fixture)
        served.connect()
        served("Set-MgRequestContext", "-MaxRetry", "0")
        served(LIST)
        assert "repeating" not in (done := served(LIST, "-Verbose")).err
        assert (done.code, "429" in done.err) == (5, True)


def test_the_transport_gets_what_the_context_says() -> None:
    from graphkey.config.contexts import RequestSettings
    from graphkey.connect import _bounds

    policy, limits = _bounds(RequestSettings(4, 1, 9, 7))
    assert (policy.first_s, policy.repeats, policy.repeats_unanswered, policy.wait_s) == (4, 1, 1, 9)
    assert (limits.connect_s, limits.read_s, limits.total_s) == (7, 7, 7)
    assert _bounds(RequestSettings()) == _bounds(None)


@pytest.mark.parametrize("words", [["-MaxRetry", "11"], ["-RetryDelay", "181"], ["-MaxRetry", "-1"], ["-ClientTimeout", "0"], ["-MaxRetry", "x"], ["-MaxRetry", "1e1"], ["-RetriesTimeLimit", "9" * 30], []])  # fmt: skip
def test_a_request_setting_out_of_range_is_refused(served: Served, words: list[str]) -> None:
    served.connect()
    assert served("Set-MgRequestContext", *words).code == 2


def test_a_context_of_variables_cannot_be_changed(served: Served) -> None:
    done = served("Set-MgRequestContext", "-MaxRetry", "1", env=served.variables)
    assert (done.code, "not kept in a file" in done.err) == (2, True)


# -- all of them -----------------------------------------------------------------------------------------------------------


def test_main_knows_the_names_of_the_table_by_heart() -> None:
    names = [name.lower() for row in COMMANDS for name in (row.name, *row.aliases)]
    assert sorted(SESSION_COMMANDS) == sorted(names)


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.name)
def test_help_shows_every_parameter_and_fits_the_terminal(cli: Cli, row: Any) -> None:
    for words in (["Get-Help", row.name.upper()], [row.name, "-?"]):
        done = cli(*words, columns=80)
        assert done.code == 0
        assert all(f"-{one.name} " in done.out or f"-{one.name}]" in done.out for one in row.parameters)
        before = done.out.split("EXAMPLES")[0].splitlines()
        assert max(map(len, before)) <= 80


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.name)
def test_every_command_takes_the_common_parameters_and_refuses_what_has_no_meaning(cli: Cli, row: Any) -> None:
    done = cli(row.name, "-OutVariable", "x")
    assert (done.code, "no meaning" in done.err) == (2, True)
    assert cli(row.name, "-NoSuch").code == 2


def test_a_beginning_of_a_name_is_enough_when_it_is_the_only_one(cli: Cli) -> None:
    assert cli("Get-MgEnv", "China").json["Name"] == "China"
    done = cli("Find-Mg")
    assert (done.code, "Find-MgGraphCommand" in done.err, "Find-MgBeta" in done.err) == (2, True, True)
    assert cli("Get-Mg").code == 2


def test_a_slip_in_a_name_is_told_with_what_is_meant(cli: Cli) -> None:
    assert "Did you mean Connect-MgGraph?" in cli("Conect-MgGraph").err
    assert "Did you mean Get-MgContext?" in cli("Get-MgContxt").err


def test_a_whole_line_runs_session_commands_too(cli: Cli) -> None:
    assert cli("-Command", "Get-MgEnvironment -Name 'China' -Query Name").json == "China"


def test_a_bad_query_is_told_before_the_work(served: Served) -> None:
    assert served.connect("-Query", "a[").code == 2
    assert served("context", "list").json == []


def test_many_at_once_lose_nothing(cli: Cli) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def add(number: int) -> int:
        return cli("Add-MgEnvironment", "-Name", f"E{number}", *CANARY[2:]).code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(add, range(12))) == {0}
    assert len(json.loads(cli("Get-MgEnvironment").out)) == 19

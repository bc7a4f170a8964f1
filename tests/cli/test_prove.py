"""`graphkey prove`: whole command lines against a local Graph and the sample API, over real mutual TLS."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from graphkey.localgraph import open_local_graph
from graphkey.serve import Tls, running
from graphkey.steps.sample_api import sample_api
from tests.cli.bundles import PASSWORD, pfx, thumbprint
from tests.cli.conftest import Typed

ENV = {"PW": PASSWORD}


@pytest.fixture
def api(tmp_path) -> Iterator[str]:
    """The sample API on a port, letting in the first bundle, trusted by the local Graph of these tests."""
    for number in range(2):
        (tmp_path / f"{number}.pfx").write_bytes(pfx(number))
    leaf = pkcs12.load_key_and_certificates(pfx(0), PASSWORD.encode())[1]
    with open_local_graph(tmp_path / "graph") as graph:
        chain, key = graph.tls()
        (tmp_path / "ca.pem").write_bytes(graph.ca_pem)
        transport = sample_api([leaf.public_bytes(Encoding.DER)], clock=lambda: datetime.now(UTC))
        with running(transport, Tls(chain, key, leaf.public_bytes(Encoding.PEM))) as origin:
            yield f"{origin}/claims?code=canary-key"


@pytest.fixture
def run(cli):
    return lambda *arguments, **named: cli("prove", *arguments, **{"env": ENV, **named})


def make_connector(cli, tmp_path, api, number=0):
    pfx_file = f"{tmp_path}/{number}.pfx"
    made = cli(
        "connector", "create", "Claims", "--url", api, "--pfx", pfx_file, "--pfx-password", "env:PW", "--local", env=ENV
    )
    assert made.code == 0, made.err


def test_connector_of_the_local_graph_is_proved_with_its_own_certificate(run, cli, tmp_path, api):
    make_connector(cli, tmp_path, api)
    done = run("claims", "--local", "--calls", "1")
    assert done.code == 0, done.out + done.err
    assert (done.json["ok"], done.json["certificate"]["thumbprint"]) == (True, thumbprint(0))
    told = run("claims", "--local", "--calls", "1", "--output", "text").out
    assert "Answer at postAttributeCollection: 9 rules hold" in told
    assert ": proved\n" in told
    assert next(one for one in done.json["verdicts"] if one["id"] == "certificate-active")["result"] == "passed"


def test_steps_are_those_that_use_the_connector(run, cli, tmp_path, api):
    make_connector(cli, tmp_path, api)
    for slot in ("postFederationSignup", "preTokenIssuance"):
        wired = cli("connector", "wire", "Claims", "B2X_1_signup", slot, "--replace", "--local", env=ENV)
        assert wired.code == 0, wired.err
    done = run("Claims", "--local", "--calls", "1")
    assert {one["id"].split("/")[1] for one in done.json["verdicts"] if one["id"].startswith("answer/")} == {
        "postFederationSignup",
        "preTokenIssuance",
    }
    assert done.json["budget"] == "workforce"


def test_api_that_does_not_know_the_certificate_is_exit_code_1(run, cli, tmp_path, api):
    make_connector(cli, tmp_path, api, number=1)
    done = run("Claims", "--local", "--calls", "1", "--output", "text", columns=80)
    assert done.code == 1
    assert "FAIL  The API accepts the certificate [certificate-accepted]" in done.out
    assert "ok    A caller without a certificate is refused" in done.out
    assert all(len(line) <= 80 for line in done.out.splitlines())


def test_url_is_proved_with_a_bundle_and_an_authority(run, tmp_path, api):
    done = run(api, "--pfx", f"{tmp_path}/0.pfx", "--password", "env:PW", "--ca", f"{tmp_path}/ca.pem", "--calls", "1")
    assert done.code == 0, done.out + done.err


def test_password_is_asked_for_when_none_is_given(run, tmp_path, api):
    typed = Typed([PASSWORD])
    done = run(api, "--pfx", f"{tmp_path}/0.pfx", "--ca", f"{tmp_path}/ca.pem", "--calls", "1", terminal=typed)
    assert (done.code, typed.questions) == (0, ["Password of the bundle: "])


def test_page_is_written_beside_the_result_and_holds_no_secret(run, tmp_path, api):
    page = tmp_path / "proof.html"
    done = run(
        api, "--pfx", f"{tmp_path}/0.pfx", "--password", "env:PW", "--local", "--calls", "1", "--html", str(page)
    )
    assert done.code == 0
    text = page.read_text()
    assert thumbprint(0) in text
    for shown in (text, done.out, done.err):
        assert "canary-key" not in shown
        assert PASSWORD not in shown


def test_page_that_cannot_be_written_fails_before_anybody_is_called(run, tmp_path, api):
    done = run(
        api, "--pfx", f"{tmp_path}/0.pfx", "--password", "env:PW", "--local", "--html", f"{tmp_path}/no/such/page"
    )
    assert done.code == 74


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["https://localhost:1/"], 2, "--pfx"),
        (["http://localhost:1/", "--pfx", "PFX", "--password", "env:PW"], 2, "https"),
        (["https://localhost:1/", "--pfx", "PFX", "--password", "literal:wrong"], 3, "password"),
        (
            ["https://localhost:1/", "--pfx", "PFX", "--password", "env:PW", "--step", "nonsense"],
            2,
            "postFederationSignup",
        ),
        (["https://localhost:1/", "--pfx", "PFX", "--password", "env:PW", "--claims", "[]"], 2, "object"),
        (["https://localhost:1/", "--pfx", "PFX", "--password", "env:PW", "--ca", "/dev/null"], 2, "PEM"),
        (["https://localhost:1/", "--pfx", "PFX", "--password", "env:PW"], 1, ""),
        (["no-such-connector", "--local"], 2, "no connector"),
        (["no-such-connector"], 2, "context"),
    ],
)
def test_what_cannot_be_proved_says_what_to_do(run, tmp_path, arguments, code, words):
    (tmp_path / "0.pfx").write_bytes(pfx(0))
    done = run(*(str(tmp_path / "0.pfx") if one == "PFX" else one for one in arguments))
    assert done.code == code, done.err
    assert words in done.err


def test_tenant_whose_clock_is_ahead_proves_an_expired_certificate_wrong(run, cli, tmp_path, api):
    make_connector(cli, tmp_path, api)
    assert cli("local", "clock", "+400d").code == 0
    done = run("Claims", "--local", "--calls", "1")
    assert done.code == 1
    assert next(one for one in done.json["verdicts"] if one["id"] == "certificate-in-force")["result"] == "failed"


def test_served_local_graph_gives_no_key(run, cli, tmp_path, api):
    """The vault's certificate is for whoever holds the folder; a context asks for a bundle."""
    make_connector(cli, tmp_path, api)
    with open_local_graph(tmp_path / "graph") as graph:
        chain, key = graph.tls()
        env = {"AZURE_TENANT_ID": graph.tenant_id, "AZURE_CLIENT_ID": graph.client_id}
        env["AZURE_CLIENT_SECRET"] = graph.new_client_secret().reveal()
        with running(graph.transport, Tls(chain, key)) as origin:
            graph.note_served(origin)
            env |= {
                "GRAPHKEY_ENDPOINT": origin,
                "AZURE_AUTHORITY_HOST": origin,
                "SSL_CERT_FILE": str(graph.ca_bundle_file),
            }
            done = run("Claims", env=env)
            given = run(
                "Claims",
                "--pfx",
                f"{tmp_path}/0.pfx",
                "--password",
                "env:PW",
                "--ca",
                f"{tmp_path}/ca.pem",
                env=ENV | env,
            )
    assert done.code == 2, done.out
    assert "--pfx" in done.err
    assert given.code == 0, given.out + given.err


def test_basic_authentication_is_told_what_to_prove_instead(run, cli, tmp_path):
    made = cli(
        "connector",
        "create",
        "Basic",
        "--url",
        "https://localhost:1/",
        "--user",
        "u",
        "--password",
        "literal:p",
        "--local",
    )
    assert made.code == 0, made.err
    done = run("Basic", "--local")
    assert done.code == 2
    assert "prove URL --pfx" in done.err

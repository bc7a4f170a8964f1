"""`graphkey connector` and `graphkey flow`: whole command lines against a local Graph."""

import pytest

from graphkey.localgraph import open_local_graph
from tests.cli.bundles import PASSWORD, pfx, thumbprint
from tests.cli.conftest import Typed

URL = "https://localhost:8444/claims"
ENV = {"PW": PASSWORD}
CANARY = "canary-basic-9"


@pytest.fixture
def files(tmp_path):
    for number in range(2):
        (tmp_path / f"{number}.pfx").write_bytes(pfx(number))
    return tmp_path


@pytest.fixture
def run(cli):
    return lambda *arguments, **named: cli(*arguments, "--local", **{"env": ENV, **named})


@pytest.fixture
def claims(run, files):
    """A connector with a certificate."""
    done = run("connector", "create", "Claims", "--url", URL, "--pfx", f"{files}/0.pfx", "--pfx-password", "env:PW")
    assert done.code == 0, done.err
    return done.json


def test_create_shows_the_connector_and_where_it_went(claims):
    assert (claims["displayName"], claims["authentication"], claims["active"]) == (
        "Claims",
        "certificate",
        thumbprint(),
    )
    assert claims["daysLeft"] in (364, 365)


def test_list_tells_uses_and_days_in_80_columns(run, claims):
    done = run("connector", "list", "--output", "text", columns=80)
    assert done.code == 0
    assert all(len(line) <= 80 for line in done.out.splitlines())
    assert "Sample API" in done.out
    assert "B2X_1_signup preTokenIssuance" in done.out
    assert "1 certificate" in done.out


def test_show_names_active_next_and_end(run, claims, files):
    run("connector", "upload", "Claims", f"{files}/1.pfx", "--password", "env:PW")
    done = run("connector", "show", "claims", "--output", "text", columns=80)
    assert all(len(line) <= 80 for line in done.out.splitlines())
    assert f"{thumbprint(1)}" in done.out.split("active")[0]
    assert "some certificate is valid until" in done.out


def test_json_is_the_same_by_name_and_by_id(run, claims):
    assert run("connector", "show", claims["id"]).json == run("connector", "show", "Claims").json


def test_upload_twice_sends_once(run, claims, files):
    first = run("connector", "upload", "Claims", f"{files}/1.pfx", "--password", "env:PW")
    second = run("connector", "upload", "Claims", f"@{files}/1.pfx", "--password", "env:PW")
    assert (first.code, first.json["sent"], second.code, second.json["sent"]) == (0, True, 0, False)
    assert "clean copy" in first.err
    assert "clean copy" not in second.err
    assert "changed at https://localhost" in first.err
    assert "changed" not in second.err


def test_upload_of_one_behind_a_newer_is_explained_with_exit_code_1(run, claims, files):
    run("connector", "upload", "Claims", f"{files}/1.pfx", "--password", "env:PW")
    done = run("connector", "upload", "Claims", f"{files}/0.pfx", "--password", "env:PW")
    assert (done.code, done.json["state"]) == (1, "behind")
    assert "--again" in done.err
    again = run("connector", "upload", "Claims", f"{files}/0.pfx", "--password", "env:PW", "--again")
    assert (again.code, again.json["connector"]["active"]) == (0, thumbprint())


def test_upload_asks_a_terminal_for_the_password(run, claims, files):
    terminal = Typed([PASSWORD])
    done = run("connector", "upload", "Claims", f"{files}/1.pfx", terminal=terminal)
    assert (done.code, terminal.questions) == (0, ["Password of the PFX: "])


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("connector", "show", "Nothing"), 2, "There are: Sample API"),
        (("connector", "create", "X", "--url", URL), 2, "how is the connector to authenticate"),
        (("connector", "create", "X", "--url", URL, "--user", "u"), 2, "needs a password"),
        (("connector", "create", "X", "--url", URL, "--password", "env:PW"), 2, "without --user"),
        (
            ("connector", "create", "X", "--url", URL, "--user", "u", "--password", "env:PW", "--pfx", "f"),
            2,
            "two ways",
        ),
        (("connector", "create", "X", "--url", URL, "--pfx-password", "env:PW"), 2, "without --pfx"),
        (("connector", "create", "X", "--url", "http://plain", "--user", "u", "--password", "env:PW"), 5, "https"),
        (("connector", "create", "X", "--url", URL, "--pfx", "null:"), 2, "no bundle"),
        (("connector", "update", "Sample API"), 2, "nothing is to be changed"),
        (("connector", "upload", "Sample API", "missing.pfx"), 2, "cannot be read"),
        (("connector", "delete", "Sample API"), 7, "in use by B2X_1_signup preTokenIssuance"),
        (("connector", "wire", "Sample API", "signup", "nowhere"), 2, "no slot"),
        (("connector", "wire", "Sample API", "nowhere", "preTokenIssuance"), 2, "no user flow"),
        (("flow", "show", "nothing"), 2, "no user flow"),
        (("connector", "list", "--context", "x"), 2, "both given"),
    ],
)
def test_what_cannot_be_is_said(run, arguments, code, said):
    done = run(*arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_two_of_a_name_are_refused_with_their_ids_and_shown_with_them(run, cli, claims):
    body = f'{{"displayName": "Claims", "targetUrl": "{URL}", "authenticationConfiguration": ' \
        '{"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u", "password": "p"}}'  # fmt: skip
    twin = cli("request", "POST", "/beta/identity/apiConnectors", "-Body", body, "-Local").json["id"]
    done = run("connector", "show", "Claims")
    assert done.code == 2
    assert claims["id"] in done.err
    assert twin in done.err
    assert twin in run("connector", "list", "--output", "text", columns=120).out


def test_wire_unwire_and_delete(run, claims):
    wired = run("connector", "wire", "Claims", "signup", "postfederationsignup")
    again = run("connector", "wire", "Claims", "signup", "postFederationSignup")
    assert (wired.json["sent"], again.json["sent"]) == (True, False)
    shown = run("flow", "show", "signup").json["slots"]
    assert shown["postFederationSignup"]["displayName"] == "Claims"
    assert run("connector", "unwire", "Claims").json["unwired"] == ["B2X_1_signup postFederationSignup"]
    assert run("connector", "unwire", "Claims").json["unwired"] == []
    assert run("connector", "delete", "Claims").json["deleted"]
    assert [one["displayName"] for one in run("connector", "list").json] == ["Sample API"]


def test_delete_with_force_unwires_first(run):
    done = run("connector", "delete", "Sample API", "--force")
    assert (done.code, done.json["unwired"]) == (0, ["B2X_1_signup preTokenIssuance"])
    assert run("connector", "list", "--output", "text", columns=80).out == "no API connectors\n"


def test_v1_shows_two_slots(run):
    slots = run("flow", "list", "--api-version", "v1.0").json[0]["slots"]
    assert list(slots) == ["postFederationSignup", "postAttributeCollection"]


def test_v1_does_it_all_in_its_two_slots(run, files):
    def v1(*arguments):
        done = run(*arguments, "--api-version", "v1.0")
        assert done.code == 0, done.err
        return done.json

    v1("connector", "create", "V1", "--url", URL, "--pfx", f"{files}/0.pfx", "--pfx-password", "env:PW")
    assert v1("connector", "upload", "V1", f"{files}/1.pfx", "--password", "env:PW")["sent"]
    assert v1("connector", "wire", "V1", "signup", "postAttributeCollection")["sent"]
    assert v1("connector", "update", "V1", "--name", "V1b")["usedBy"][0]["slot"] == "postAttributeCollection"
    assert v1("connector", "delete", "V1b", "--force")["unwired"] == ["B2X_1_signup postAttributeCollection"]
    assert run("connector", "wire", "Sample API", "signup", "preTokenIssuance", "--api-version", "v1.0").code == 2


def test_v1_deletes_nothing_whose_uses_it_does_not_show(run):
    assert "not known" in run("connector", "show", "Sample API", "--api-version", "v1.0", "--output", "text").out
    done = run("connector", "delete", "Sample API", "--api-version", "v1.0")
    assert (done.code, "preTokenIssuance" in done.err) == (7, True)


def test_what_the_command_has_not_is_not_advised(run, claims, files):
    (files / "odd.pfx").write_bytes(b"nothing")
    upload = run("connector", "upload", "Claims", f"{files}/odd.pfx", "--password", "env:PW")
    asked = run("connector", "upload", "Claims", f"{files}/0.pfx")
    assert (upload.code, asked.code) == (3, 3)
    assert not any(option in upload.err + asked.err for option in ("-AsIs", "-SkipPfxCheck", " -Password"))


def test_certificates_are_judged_by_the_clock_of_the_tenant(run, files, claims):
    with open_local_graph(files / "graph") as graph:
        graph.set_clock("+400d")
    shown = run("connector", "show", "Claims").json
    assert (shown["active"], shown["coveredUntil"], shown["certificates"][0]["state"]) == (None, None, "expired")
    done = run("connector", "upload", "Claims", f"{files}/1.pfx", "--password", "env:PW")
    assert done.code == 3
    assert "expired" in done.err


def test_flow_list_fits_80_columns(run):
    done = run("flow", "list", "--output", "text", columns=80)
    assert all(len(line) <= 80 for line in done.out.splitlines())
    assert "Sample API" in done.out


def test_secrets_are_in_no_output(run, files):
    env = {"B": CANARY, "PW": PASSWORD}
    create = ("connector", "create", "Basic", "--url", URL, "--user", "u", "--password", "env:B", "--verbose")
    upload = ("connector", "update", "Basic", "--pfx", f"{files}/0.pfx", "--pfx-password", "env:PW", "--verbose")
    for done in (run(*create, env=env), run(*upload, env=env), run("connector", "show", "Basic", env=env)):
        assert done.code == 0, done.err
        assert CANARY not in done.out + done.err
        assert PASSWORD not in done.out + done.err


def test_names_cannot_steer_the_terminal(run):
    name = "evil\x1b[2Jname"
    done = run("connector", "update", "Sample API", "--name", name)
    assert done.code == 0, done.err
    for shown in (
        ("connector", "list"),
        ("connector", "show", name),
        ("flow", "list"),
        ("connector", "delete", name, "--force"),
    ):
        done = run(*shown, "--output", "text", columns=80)
        assert "\x1b" not in done.out + done.err

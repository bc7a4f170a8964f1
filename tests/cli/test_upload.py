"""The origin command in its four sets, and what happens to the bundle on its way out."""

import base64
import json

import pytest

from tests.cli.bundles import PASSWORD, pfx, thumbprint
from tests.cli.conftest import Typed

UPLOAD = "Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate"
SLOT = "Get-MgBetaIdentityB2XUserFlowPreTokenIssuance"
FLOW = ("-B2XIdentityUserFlowId", "B2X_1_signup")
ENV = {"PW": PASSWORD}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "client.pfx"
    path.write_bytes(pfx())
    return path


def held(document):
    return [(one["thumbprint"], one["isActive"]) for one in document["authenticationConfiguration"]["certificateList"]]


def sets(file):
    body = json.dumps({"pkcs12Value": f"@{file}", "password": "env:PW"})
    identity = '{"B2XIdentityUserFlowId": "B2X_1_signup"}'
    expanded = ("-Pkcs12Value", f"@{file}", "-Password", "env:PW")
    return {
        "UploadExpanded": (*FLOW, *expanded),
        "Upload": (*FLOW, "-BodyParameter", body),
        "UploadViaIdentity": ("-InputObject", identity, "-BodyParameter", body),
        "UploadViaIdentityExpanded": ("-InputObject", identity, *expanded),
        "hash literals": (
            "-InputObject",
            "@{b2xidentityuserflowid='B2X_1_signup'}",
            "-BodyParameter",
            f"@{{PASSWORD='env:PW'; pkcs12value='@{file}'}}",
        ),
        "AdditionalProperties": (*FLOW, "-AdditionalProperties", body),
    }


@pytest.mark.parametrize(
    "name",
    [
        "UploadExpanded",
        "Upload",
        "UploadViaIdentity",
        "UploadViaIdentityExpanded",
        "hash literals",
        "AdditionalProperties",
    ],
)
def test_every_set_uploads_and_gives_the_connector(cli, file, name):
    done = cli(UPLOAD, "-Local", *sets(file)[name], env=ENV)
    assert done.code == 0, done.err
    assert held(done.json) == [(thumbprint(), True)]
    assert done.json["authenticationConfiguration"]["@odata.type"] == "#microsoft.graph.clientCertificateAuthentication"
    assert held(cli(SLOT, "-Local", *FLOW).json) == [(thumbprint(), True)]
    assert "POST https://localhost/beta/identity/b2xUserFlows/B2X_1_signup/" in done.err
    assert "clean copy" in done.err


@pytest.mark.parametrize(
    ("set_name", "shown"),
    [
        ("UploadExpanded", "UploadExpanded"),
        ("Upload", "Upload"),
        ("UploadViaIdentity", "UploadViaIdentity"),
        ("UploadViaIdentityExpanded", "UploadViaIdentityExpanded"),
    ],
)
def test_whatif_names_the_set_shows_the_certificate_and_sends_nothing(cli, file, set_name, shown):
    before = cli(SLOT, "-Local", *FLOW).json
    done = cli(UPLOAD, "-Local", *sets(file)[set_name], "-WhatIf", env=ENV)
    assert done.code == 0
    assert f'_{shown}"' in done.out
    assert thumbprint() in done.out
    assert '"pkcs12Value": "***"' in done.out
    assert '"password": "***"' in done.out
    assert PASSWORD not in done.out + done.err
    assert cli(SLOT, "-Local", *FLOW).json == before


def test_piped_body_and_piped_identity(cli, file):
    body = json.dumps({"Pkcs12Value": f"@{file}", "Password": "env:PW"})
    assert cli(UPLOAD, "-Local", *FLOW, stdin=body, env=ENV).code == 0
    done = cli(
        UPLOAD,
        "-Local",
        "-Pkcs12Value",
        f"@{file}",
        "-Password",
        "env:PW",
        stdin='{"B2XIdentityUserFlowId": "B2X_1_signup"}',
        env=ENV,
    )
    assert done.code == 0, done.err


def test_a_second_certificate_is_added_and_takes_over(cli, file, tmp_path):
    other = tmp_path / "other.pfx"
    other.write_bytes(pfx(1, old=True))
    cli(UPLOAD, "-Local", *sets(file)["Upload"], env=ENV)
    done = cli(UPLOAD, "-Local", *FLOW, "-Pkcs12Value", f"@{other}", "-Password", "env:PW", env=ENV)
    assert sorted(held(done.json)) == sorted([(thumbprint(), False), (thumbprint(1), True)])


@pytest.mark.parametrize("given", ["base64", "file of base64", "stdin", "env"])
def test_pkcs12value_is_taken_by_every_route(cli, file, tmp_path, given):
    text = base64.b64encode(file.read_bytes()).decode()
    (tmp_path / "b64.txt").write_text(text + "\n")
    value = {"base64": text, "file of base64": f"@{tmp_path / 'b64.txt'}", "stdin": "-", "env": "env:PFX"}[given]
    stdin = file.read_bytes() if given == "stdin" else None
    done = cli(
        UPLOAD, "-Local", *FLOW, "-Pkcs12Value", value, "-Password", "env:PW", stdin=stdin, env={**ENV, "PFX": text}
    )
    assert done.code == 0, done.err


@pytest.mark.parametrize(
    ("value", "code", "says"),
    [
        ("PATH", 2, "path of a file"),
        ("DOUBLE", 3, "base64"),
        ("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AAAA.AAAA.AAAA.AAAA", 3, "not the base64 of a PFX"),
        ("System.Byte[]", 2, "PowerShell"),
        ("nothing like it", 3, "not the base64 of a PFX"),
    ],
)
def test_pkcs12value_that_is_something_else_is_explained(cli, file, value, code, says):
    text = base64.b64encode(file.read_bytes())
    value = {"PATH": str(file), "DOUBLE": base64.b64encode(text).decode()}.get(value, value)
    done = cli(UPLOAD, "-Local", *FLOW, "-Pkcs12Value", value, "-Password", "env:PW", env=ENV)
    assert done.code == code, done.err
    assert says in done.err
    assert "authenticationConfiguration" not in done.out


def test_without_pkcs12value_on_any_route_nothing_is_sent(cli):
    done = cli(UPLOAD, "-Local", *FLOW, "-Password", "env:PW", env=ENV)
    assert done.code == 2
    assert "-Pkcs12Value" in done.err


def test_password_by_two_routes_is_an_error_that_names_both(cli, file):
    done = cli(
        UPLOAD,
        "-Local",
        *FLOW,
        "-Pkcs12Value",
        f"@{file}",
        "-Password",
        "env:PW",
        "-AdditionalProperties",
        '{"password": "env:PW"}',
        env=ENV,
    )
    assert done.code == 2
    assert "-Password" in done.err
    assert "-AdditionalProperties" in done.err


def test_wrong_password_stops_before_a_byte_leaves(cli, file):
    done = cli(
        UPLOAD, "-Local", *FLOW, "-Pkcs12Value", f"@{file}", "-Password", "env:PW", "-Debug", env={"PW": "wrong"}
    )
    assert done.code == 3
    assert "wrong-password" in done.err
    assert "debug: >" not in done.err


def test_absent_password_is_tried_empty_then_asked_for(cli, file, tmp_path):
    bare = tmp_path / "bare.pfx"
    bare.write_bytes(pfx(2, password=""))
    assert cli(UPLOAD, "-Local", *FLOW, "-Pkcs12Value", f"@{bare}").code == 0
    terminal = Typed([PASSWORD])
    assert cli(UPLOAD, "-Local", *FLOW, "-Pkcs12Value", f"@{file}", terminal=terminal).code == 0
    assert len(terminal.questions) == 1
    done = cli(UPLOAD, "-Local", *FLOW, "-Pkcs12Value", f"@{file}")
    assert done.code == 3
    assert "-Password" in done.err


def test_aes_is_refused_as_is_and_taken_as_a_clean_copy(cli, file):
    done = cli(UPLOAD, "-Local", *sets(file)["UploadExpanded"], "-AsIs", env=ENV)
    assert done.code == 5
    assert "AADB2C90213" in done.err
    assert "clean copy" in done.err
    assert cli(UPLOAD, "-Local", *sets(file)["UploadExpanded"], env=ENV).code == 0


def test_as_is_sends_the_bytes_untouched(cli, tmp_path):
    old = tmp_path / "old.pfx"
    old.write_bytes(pfx(old=True))
    done = cli(UPLOAD, "-Local", *FLOW, "-Pkcs12Value", f"@{old}", "-Password", "env:PW", "-AsIs", env=ENV)
    assert done.code == 0, done.err
    assert "as it is" in done.err


@pytest.mark.parametrize(
    ("named", "finding"), [({"days_to": -1, "days_from": -9}, "expired"), ({"usage": "server"}, "eku-no-clientauth")]
)
def test_an_error_finding_stops_and_skippfxcheck_insists(cli, tmp_path, named, finding):
    path = tmp_path / "bad.pfx"
    path.write_bytes(pfx(3, **named))
    arguments = (UPLOAD, "-Local", *FLOW, "-Pkcs12Value", f"@{path}", "-Password", "env:PW")
    done = cli(*arguments, env=ENV)
    assert done.code == 3
    assert finding in done.err
    assert cli(*arguments, "-SkipPfxCheck", env=ENV).code == 0


def test_a_certificate_that_is_not_yet_valid_is_staged_with_a_warning(cli, tmp_path):
    path = tmp_path / "staged.pfx"
    path.write_bytes(pfx(4, days_from=5))
    done = cli(UPLOAD, "-Local", *FLOW, "-Pkcs12Value", f"@{path}", "-Password", "env:PW", env=ENV)
    assert done.code == 0
    assert "not-yet-valid" in done.err
    assert held(done.json) == [(thumbprint(4, days_from=5), False)]


def test_skip_and_as_is_send_whatever_it_is(cli, tmp_path):
    path = tmp_path / "odd.pfx"
    path.write_bytes(b"0\x03not a bundle")
    done = cli(UPLOAD, "-Local", *FLOW, "-Pkcs12Value", f"@{path}", "-AsIs", "-SkipPfxCheck")
    assert done.code == 5


def test_create_and_update_with_a_certificate_get_the_clean_copy_too(cli, file):
    configuration = json.dumps(
        {"@odata.type": "#microsoft.graph.pkcs12Certificate", "pkcs12Value": f"@{file}", "password": "env:PW"}
    )
    made = cli(
        "New-MgBetaIdentityApiConnector",
        "-Local",
        "-DisplayName",
        "n",
        "-TargetUrl",
        "https://localhost/x",
        "-AuthenticationConfiguration",
        configuration,
        env=ENV,
    )
    assert made.code == 0, made.err
    assert "clean copy" in made.err
    assert held(made.json) == [(thumbprint(), True)]
    update = (
        "Update-MgBetaIdentityApiConnector",
        "-Local",
        "-IdentityApiConnectorId",
        made.json["id"],
        "-BodyParameter",
        json.dumps({"authenticationConfiguration": json.loads(configuration)}),
    )
    assert cli(*update, env=ENV).code == 0


def test_request_gets_the_check_and_the_clean_copy_too(cli, file):
    path = "/beta/identity/b2xUserFlows/B2X_1_signup/apiConnectorConfiguration/preTokenIssuance/uploadClientCertificate"
    body = json.dumps({"pkcs12Value": f"@{file}", "password": "env:PW"})
    done = cli("request", "POST", path, "-Body", body, "-Local", env=ENV)
    assert done.code == 0, done.err
    assert "clean copy" in done.err


def test_slots_of_v1_and_the_connector_itself_take_uploads(cli, file):
    connector = cli(SLOT, "-Local", *FLOW).json["id"]
    upload = ("-Pkcs12Value", f"@{file}", "-Password", "env:PW")
    for name in (
        "Invoke-MgUploadIdentityApiConnectorClientCertificate",
        "Invoke-MgBetaUploadIdentityApiConnectorClientCertificate",
    ):
        assert cli(name, "-Local", "-IdentityApiConnectorId", connector, *upload, env=ENV).code == 0
    wire = (
        "Set-MgBetaIdentityB2XUserFlowPostFederationSignupByRef",
        "-Local",
        *FLOW,
        "-OdataId",
        f"https://graph.microsoft.com/beta/identity/apiConnectors/{connector}",
    )
    assert cli(*wire).code == 0
    name = "Invoke-MgUploadIdentityB2XUserFlowApiConnectorConfigurationPostFederationSignupClientCertificate"
    assert held(cli(name, "-Local", *FLOW, *upload, env=ENV).json) == [(thumbprint(), True)]


def test_powershell_line_of_the_page_uploads(cli, file):
    line = f"{UPLOAD} -Local -B2XIdentityUserFlowId 'B2X_1_signup' -BodyParameter @{{ password = 'env:PW'; pkcs12Value = '@{file}' }} -Confirm:$false"
    assert cli("-Command", line, env=ENV).code == 0


@pytest.mark.parametrize(
    "stream", [("-Debug",), ("-Verbose",), ("-WhatIf",), ("-Debug", "-AsIs"), ("-Debug", "-SkipPfxCheck", "-AsIs")]
)
def test_no_stream_shows_password_or_bundle(cli, tmp_path, stream):
    path = tmp_path / "old.pfx"
    path.write_bytes(pfx(old=True))
    text = base64.b64encode(path.read_bytes()).decode()
    for arguments in sets(path).values():
        done = cli(UPLOAD, "-Local", *arguments, *stream, env=ENV)
        assert PASSWORD not in done.out + done.err
        assert text[40:80] not in done.out + done.err


@pytest.mark.parametrize("coding", ["utf-16", "utf-8-sig", "ascii"])
def test_file_of_base64_is_read_in_the_codings_that_powershell_writes(cli, file, tmp_path, coding):
    written = tmp_path / "b64.txt"
    written.write_bytes((base64.b64encode(file.read_bytes()).decode() + "\r\n").encode(coding))
    done = cli(UPLOAD, "-Local", *FLOW, "-Pkcs12Value", f"@{written}", "-Password", "env:PW", env=ENV)
    assert done.code == 0, done.err


def test_empty_file_is_an_empty_bundle(cli, tmp_path):
    (tmp_path / "empty.pfx").touch()
    done = cli(UPLOAD, "-Local", *FLOW, "-Pkcs12Value", f"@{tmp_path / 'empty.pfx'}")
    assert done.code == 3
    assert "empty" in done.err


def test_two_piped_bodies_one_of_them_wrong(cli, file):
    good, bad = {"pkcs12Value": f"@{file}", "password": "env:PW"}, {"pkcs12Value": f"@{file}", "password": "env:WRONG"}
    done = cli(UPLOAD, "-Local", *FLOW, stdin=json.dumps([bad, good]), env={**ENV, "WRONG": "wrong"})
    assert done.code == 3
    assert [held(one) for one in done.lines] == [[(thumbprint(), True)]]
    assert "1 of 2 inputs failed" in done.err


@pytest.mark.parametrize("name", ["-ProxyCredential", "-Proxy"])
def test_credential_of_a_proxy_on_the_command_line_is_warned_of(cli, name):
    value = {"-ProxyCredential": "u:canary-7", "-Proxy": "http://u:canary-7@localhost:1"}[name]
    done = cli(SLOT, "-Local", *FLOW, name, value)
    assert f"warning: {name} stands on the command line" in done.err
    assert "canary-7" not in done.err


def test_a_bundle_on_the_command_line_is_warned_of(cli, tmp_path):
    text = base64.b64encode(pfx(old=True)).decode()
    done = cli(UPLOAD, "-Local", *FLOW, "-Pkcs12Value", text, "-Password", "env:PW", env=ENV)
    assert done.code == 0
    assert "-Pkcs12Value stands on the command line" in done.err

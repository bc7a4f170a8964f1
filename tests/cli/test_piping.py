"""Our commands piped into each other, nested things too, and what is refused on the way."""

import json

import pytest

LANGUAGE = "MgBetaIdentityB2XUserFlowLanguage"
FLOW = ("-B2XIdentityUserFlowId", "B2X_1_signup")
LOCATION = "MgBetaIdentityConditionalAccessNamedLocation"
IP = {
    "@odata.type": "#microsoft.graph.ipNamedLocation", "displayName": "HQ", "isTrusted": True,
    "ipRanges": [{"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "203.0.113.0/24"}],
}  # fmt: skip


@pytest.fixture
def language(cli):
    assert cli(f"New-{LANGUAGE}", "-Local", *FLOW, "-Id", "en-US", "-IsEnabled", "true").code == 0


def listed(cli):
    return cli(f"Get-{LANGUAGE}", "-Local", *FLOW)


@pytest.mark.usefixtures("language")
def test_nested_object_is_removed_by_what_lists_it(cli):
    done = cli(f"Remove-{LANGUAGE}", "-Local", stdin=listed(cli).out)
    assert done.code == 0, done.err
    assert listed(cli).json == []


@pytest.mark.usefixtures("language")
def test_nested_object_is_changed_by_what_reads_it(cli):
    one = cli(f"Get-{LANGUAGE}", "-Local", *FLOW, "-UserFlowLanguageConfigurationId", "en-US")
    assert one.json["@odata.id"].endswith("/beta/identity/b2xUserFlows/B2X_1_signup/languages/en-US")
    assert cli(f"Update-{LANGUAGE}", "-Local", "-IsEnabled", "false", stdin=one.out).code == 0
    assert listed(cli).json[0]["isEnabled"] is False


@pytest.mark.usefixtures("language")
def test_nested_object_made_a_moment_ago_says_where_it_is(cli):
    made = cli(f"New-{LANGUAGE}", "-Local", *FLOW, "-Id", "de-DE", "-IsEnabled", "true").out
    assert cli(f"Remove-{LANGUAGE}", "-Local", stdin=made).code == 0
    assert [one["id"] for one in listed(cli).json] == ["en-US"]


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("command", ["Remove-MgBetaIdentityB2XUserFlow", "Remove-MgBetaIdentityApiConnector"])
def test_object_of_another_type_removes_nothing(cli, command):
    done = cli(command, "-Local", stdin=listed(cli).out)
    assert done.code == 2
    assert "InputObject is a userFlowLanguageConfiguration" in done.err
    assert len(cli("Get-MgBetaIdentityB2XUserFlow", "-Local").json) == 1


def test_parent_is_no_child(cli):
    flow = cli("Get-MgBetaIdentityB2XUserFlow", "-Local").out
    done = cli(f"Remove-{LANGUAGE}", "-Local", stdin=flow)
    assert done.code == 2
    assert "UserFlowLanguageConfigurationId is needed" in done.err


def test_parent_is_enough_for_what_is_below_it_without_an_id(cli):
    flow = cli("Get-MgBetaIdentityB2XUserFlow", "-Local").out
    done = cli("Get-MgBetaIdentityB2XUserFlowPreTokenIssuance", "-Local", stdin=flow)
    assert done.json["displayName"] == "Sample API"


def test_slot_is_changed_by_what_reads_it(cli):
    slot = cli("Get-MgBetaIdentityB2XUserFlowPreTokenIssuance", "-Local", *FLOW).out
    done = cli("Update-MgBetaIdentityB2XUserFlowPreTokenIssuance", "-Local", "-DisplayName", "Piped", stdin=slot)
    assert done.code == 0, done.err
    assert cli("Get-MgBetaIdentityApiConnector", "-Local").json[0]["displayName"] == "Piped"


def test_derived_object_goes_back_whole_with_what_was_changed_in_it(cli):
    assert cli(f"New-{LOCATION}", "-Local", "-BodyParameter", json.dumps(IP)).code == 0
    one = cli(f"Get-{LOCATION}", "-Local").json[0]
    assert cli(f"Update-{LOCATION}", "-Local", stdin=json.dumps({**one, "displayName": "HQ 2"})).code == 0
    after = cli(f"Get-{LOCATION}", "-Local").json[0]
    assert after["displayName"] == "HQ 2"
    assert after["ipRanges"] == one["ipRanges"]


def test_what_an_answer_says_of_itself_is_not_sent_back(cli):
    one = {
        **IP, "id": "x", "@odata.id": "https://graph.microsoft.com/beta/identity/conditionalAccess/namedLocations/x",
        "@odata.context": "https://graph.microsoft.com/beta/$metadata#x", "@odata.etag": "W/1", "createdDateTime": "2026-01-01T00:00:00Z",
        "ipRanges@odata.context": "y",
    }  # fmt: skip
    for arguments, stdin in (
        ((), json.dumps(one)),
        (("-NamedLocationId", "x", "-BodyParameter", json.dumps(one)), None),
    ):
        shown = cli(f"Update-{LOCATION}", "-Local", *arguments, "-WhatIf", stdin=stdin).out
        assert "/namedLocations/x" in shown
        assert '"cidrAddress": "203.0.113.0/24"' in shown
        assert "#microsoft.graph.ipNamedLocation" in shown
        for junk in ("@odata.id", "@odata.context", "@odata.etag"):
            assert junk not in shown
    assert "createdDateTime" not in cli(f"Update-{LOCATION}", "-Local", "-WhatIf", stdin=json.dumps(one)).out


def test_reference_inside_a_body_stays(cli):
    body = {
        "id": "x",
        "apiConnectorConfiguration": {"postFederationSignup": {"@odata.id": "https://graph.microsoft.com/beta/x"}},
    }
    shown = cli("New-MgBetaIdentityB2XUserFlow", "-Local", "-BodyParameter", json.dumps(body), "-WhatIf").out
    assert '"@odata.id": "https://graph.microsoft.com/beta/x"' in shown


def test_body_that_is_nothing_but_an_address_is_a_reference(cli):
    body = {"@odata.id": "https://graph.microsoft.com/beta/directoryObjects/x"}
    done = cli(
        "New-MgBetaPolicyFeatureRolloutPolicyApplyTo",
        "-Local",
        "-FeatureRolloutPolicyId",
        "f",
        "-BodyParameter",
        json.dumps(body),
        "-WhatIf",
    )
    assert '"@odata.id": "https://graph.microsoft.com/beta/directoryObjects/x"' in done.out


@pytest.mark.parametrize(
    "address",
    [
        "https://graph.microsoft.com/beta/identity/b2xUserFlows/B2X_1_signup/languages/en-US",
        "https://graph.microsoft.com/v1.0/identity/b2xUserFlows/B2X_1_signup/languages/en-US",
        "https://graph.microsoft.us/beta/identity/b2xUserFlows('B2X_1_signup')/languages('en-US')",
        "/beta/identity/b2xuserflows/B2X_1_signup/LANGUAGES/en-US",
        "identity/b2xUserFlows/B2X_1_signup/languages/en-US",
    ],
)
@pytest.mark.usefixtures("language")
def test_address_of_any_root_is_understood(cli, address):
    assert cli(f"Remove-{LANGUAGE}", "-Local", stdin=json.dumps({"@odata.id": address})).code == 0
    assert listed(cli).json == []


@pytest.mark.parametrize(
    "address",
    [
        "https://graph.microsoft.com/v2/t/directoryObjects/x/Microsoft.DirectoryServices.User",
        "",
        "x",
        None,
        5,
        "/beta/",
        "//",
    ],
)
def test_address_that_leads_nowhere_leaves_it_to_the_type(cli, address):
    one = {"@odata.id": address, "@odata.type": "#microsoft.graph.b2xIdentityUserFlow", "id": "B2X_1_signup"}
    assert cli("Remove-MgBetaIdentityB2XUserFlow", "-Local", stdin=json.dumps(one)).code == 0


def test_same_object_by_another_path_is_the_same_object(cli):
    user = ("-UserId", "11111111-1111-1111-1111-111111111111")
    method = {
        "@odata.type": "#microsoft.graph.phoneAuthenticationMethod", "id": "3179e48a-750b-4051-897c-87b9720928f7",
        "@odata.id": f"https://x.example/beta/users/{user[1]}/authentication/methods/3179e48a-750b-4051-897c-87b9720928f7",
    }  # fmt: skip
    phone = cli("Remove-MgBetaUserAuthenticationPhoneMethod", "-Local", "-WhatIf", stdin=json.dumps(method))
    assert f"/users/{user[1]}/authentication/phoneMethods/{method['id']}" in phone.out
    email = cli("Remove-MgBetaUserAuthenticationEmailMethod", "-Local", "-WhatIf", stdin=json.dumps(method))
    assert email.code == 2
    assert "phoneAuthenticationMethod" in email.err


def test_type_that_derives_from_the_wanted_one_is_taken(cli):
    one = {"@odata.type": "#microsoft.graph.socialIdentityProvider", "id": "Google-OAUTH"}
    done = cli("Remove-MgBetaIdentityProvider", "-Local", "-WhatIf", stdin=json.dumps(one))
    assert "/identity/identityProviders/Google-OAUTH" in done.out


def test_object_without_a_place_cannot_be_changed(cli):
    done = cli(f"Update-{LOCATION}", "-Local", stdin='{"displayName": "x"}')
    assert done.code == 2
    assert "displayName" in done.err


def test_several_objects_are_changed_one_after_the_other(cli):
    for name in ("a", "b"):
        assert cli(f"New-{LOCATION}", "-Local", "-BodyParameter", json.dumps({**IP, "displayName": name})).code == 0
    changed = [{**one, "displayName": one["displayName"] * 2} for one in cli(f"Get-{LOCATION}", "-Local").json]
    assert cli(f"Update-{LOCATION}", "-Local", stdin=json.dumps(changed)).code == 0
    assert sorted(one["displayName"] for one in cli(f"Get-{LOCATION}", "-Local").json) == ["aa", "bb"]


USER = ("-UserId", "00aa0000-0000-4000-8000-000000000001")
RESET = "Reset-MgUserAuthenticationMethodPassword"
PASSWORD = "28c10230-6103-485e-b985-444c60001490"


@pytest.fixture
def sample(cli):
    assert cli("local", "seed", "sample").code == 0


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("stdin", ["", "\n"])
def test_an_action_that_needs_no_value_runs_without_one_and_says_so(cli, stdin):
    done = cli(RESET, "-Local", *USER, "-AuthenticationMethodId", PASSWORD, stdin=stdin)
    assert done.code == 0, done.err
    assert len(done.json["newPassword"]) > 8
    assert "called without a value" in done.err


def test_an_action_that_needs_no_value_takes_one_that_is_piped(cli):
    done = cli(
        RESET, "-Local", *USER, "-AuthenticationMethodId", PASSWORD, "-WhatIf", stdin='{"newPassword": "Tulip-42-tram"}'
    )
    assert done.code == 0, done.err
    assert "newPassword" in done.out and "without a value" not in done.err


def test_a_body_that_is_asked_for_and_does_not_come_is_missing(cli):
    done = cli(RESET, "-Local", *USER, "-AuthenticationMethodId", PASSWORD, "-BodyParameter", "-", stdin="")
    assert done.code == 2


@pytest.mark.usefixtures("sample")
def test_an_action_takes_what_is_piped_as_where(cli):
    method = {"@odata.id": f"https://localhost/v1.0/users/{USER[1]}/authentication/methods/{PASSWORD}", "id": PASSWORD}
    done = cli(RESET, "-Local", stdin=json.dumps(method))
    assert done.code == 0, done.err
    assert done.json["newPassword"]


def test_an_upload_without_its_bundle_is_refused_here(cli):
    done = cli(
        "Invoke-MgBetaUploadIdentityApiConnectorClientCertificate", "-Local", "-IdentityApiConnectorId", "x", stdin=""
    )
    assert done.code == 2


@pytest.mark.usefixtures("language")
def test_an_object_of_another_graph_is_told_of_once(cli):
    items = [{**one, "@odata.id": one["@odata.id"].replace("https://localhost/", "https://graph.microsoft.com/")}
             for one in listed(cli).json * 2]  # fmt: skip
    done = cli(f"Update-{LANGUAGE}", "-Local", "-IsEnabled", "false", stdin=json.dumps(items))
    assert done.code == 0, done.err
    assert done.err.count("was read from https://graph.microsoft.com") == 1
    quiet = cli(
        f"Update-{LANGUAGE}", "-Local", "-IsEnabled", "false", "-WarningAction", "Ignore", stdin=json.dumps(items)
    )
    assert "was read from" not in quiet.err
    assert "was read from" not in cli(f"Update-{LANGUAGE}", "-Local", "-IsEnabled", "true", stdin=listed(cli).out).err

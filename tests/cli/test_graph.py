"""Graph commands as a user types them, against the local Graph in process."""

import json

import pytest

LIST = "Get-MgBetaIdentityB2XUserFlow"
SLOT = "Get-MgBetaIdentityB2XUserFlowPreTokenIssuance"
UPDATE = "Update-MgBetaIdentityApiConnector"
REMOVE = "Remove-MgBetaIdentityB2XUserFlow"
NEW = "New-MgBetaIdentityB2XUserFlow"


def connector(cli):
    return cli(SLOT, "-Local", "-B2XIdentityUserFlowId", "B2X_1_signup").json


def test_list_is_printed_as_a_json_array_when_piped(cli):
    done = cli(LIST, "-Local")
    assert (done.code, [one["id"] for one in done.json], done.err) == (0, ["B2X_1_signup"], "")


def test_table_fits_a_narrow_terminal(cli):
    done = cli(SLOT, "-Local", "-B2XIdentityUserFlowId", "B2X_1_signup", columns=40)
    assert "displayName" in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 40


@pytest.mark.parametrize(
    "arguments",
    [
        ("-B2XIdentityUserFlowId", "B2X_1_signup"),
        ("-b2xidentityuserflowid:B2X_1_signup",),
        ("-B2X", "B2X_1_signup"),
        ("--b2x-identity-user-flow-id", "B2X_1_signup"),
        ("--b2x-identity-user-flow-id=B2X_1_signup",),
        ("-InputObject", '{"b2xIdentityUserFlowId": "B2X_1_signup"}'),
        ("-InputObject", "@{B2XIdentityUserFlowId='B2X_1_signup'; UserId=$null}"),
    ],
)
def test_names_are_found_in_every_spelling(cli, arguments):
    assert cli(SLOT.lower(), "-local", *arguments).json["displayName"] == "Sample API"


def test_nothing_is_positional_and_the_stray_value_is_not_shown(cli):
    done = cli(LIST, "-Local", "s3cret-looking")
    assert done.code == 2
    assert "argument 2" in done.err
    assert "s3cret" not in done.err


def test_switch_emptied_by_the_shell_says_what_to_type(cli):
    done = cli(UPDATE, "-Local", "-Confirm:")
    assert done.code == 2
    assert "-Confirm:False" in done.err


@pytest.mark.parametrize("off", ["-WhatIf:$false", "-WhatIf:False", "-wi:false"])
def test_switch_can_be_turned_off(cli, off):
    assert (
        cli(NEW, "-Local", "-Id", "x", "-UserFlowType", "signUpOrSignIn", "-UserFlowTypeVersion", "1", off).json["id"]
        == "B2X_1_x"
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("-ErrorVariable", "e"), "standard error"),
        (("-Break",), "-Debug"),
        (("-HttpPipelineAppend", "x"), "-Headers"),
        (("-Filter", "a", "-Filter", "b"), "twice"),
        (("-P", "x"), "ambiguous"),
        (("-Filter",), "no value"),
        (("-Fliter", "x"), "Did you mean -Filter"),
        (("-Top", "many"), "whole number"),
        (("-OutputFormat", "xml"), "json"),
        (("-Headers", '{"Authorization": "Bearer x"}'), "cannot set"),
        (("-Headers", '{"X-A": "a\\nb"}'), "line break"),
        (("-PageSize", "1000"), "1 to 999"),
    ],
)
def test_bad_parameters_are_usage_errors_that_say_what_to_do(cli, arguments, says):
    done = cli(LIST, "-Local", *arguments)
    assert done.code == 2
    assert says in done.err
    assert done.out == ""


def test_mixed_sets_are_named(cli):
    done = cli(SLOT, "-Local", "-B2XIdentityUserFlowId", "x", "-InputObject", "{}")
    assert done.code == 2
    assert "GetViaIdentity" in done.err


def test_without_any_context_a_command_is_an_error(cli):
    done = cli(LIST)
    assert done.code == 2
    assert "context" in done.err


def test_identity_without_the_needed_id_is_microsofts_error(cli):
    done = cli(SLOT, "-Local", "-InputObject", '{"UserId": "x"}')
    assert done.code == 2
    assert "InputObject has null value for InputObject.B2XIdentityUserFlowId" in done.err


def test_unknown_identity_key_suggests_the_nearest(cli):
    done = cli(SLOT, "-Local", "-InputObject", '{"B2XUserFlowId": "x"}')
    assert "B2XIdentityUserFlowId" in done.err


def test_empty_id_is_refused(cli):
    assert cli(SLOT, "-Local", "-B2XIdentityUserFlowId", "").code == 2
    assert cli(SLOT, "-Local", "-InputObject", '{"B2XIdentityUserFlowId": ""}').code == 2


@pytest.mark.parametrize("odd", ["a/b", "../x", "%2e%2e", "x'y", "ä €", "a?b#c", "$count"])
def test_odd_ids_stay_one_id(cli, odd):
    done = cli(SLOT, "-Local", f"-B2XIdentityUserFlowId:{odd}")
    assert done.code == 5
    assert "404" in done.err


def test_update_sends_what_is_given_and_says_where_it_went(cli):
    one = connector(cli)
    done = cli(UPDATE, "-Local", "-IdentityApiConnectorId", one["id"], "-DisplayName", "New name")
    assert (done.code, done.out) == (0, "")
    assert f"PATCH https://localhost/beta/identity/apiConnectors/{one['id']} (tenant " in done.err
    assert connector(cli)["displayName"] == "New name"


def test_passthru_gives_true(cli):
    assert cli(REMOVE, "-Local", "-B2XIdentityUserFlowId", "B2X_1_signup", "-PassThru").json is True


def test_one_key_by_two_routes_names_both(cli):
    done = cli(
        UPDATE,
        "-Local",
        "-IdentityApiConnectorId",
        "x",
        "-DisplayName",
        "a",
        "-AdditionalProperties",
        '{"displayname": "b"}',
    )
    assert done.code == 2
    assert "-DisplayName" in done.err
    assert "-AdditionalProperties" in done.err


def test_whatif_sends_nothing_and_masks_secrets(cli):
    before = connector(cli)
    body = json.dumps(
        {
            "displayName": "x",
            "authenticationConfiguration": {
                "@odata.type": "#microsoft.graph.basicAuthentication",
                "username": "u",
                "password": "canary-1",
            },
        }
    )
    done = cli(UPDATE, "-Local", "-IdentityApiConnectorId", before["id"], "-BodyParameter", body, "-WhatIf")
    assert done.code == 0
    assert 'What if: Performing the operation "Update-MgBetaIdentityApiConnector_Update"' in done.out
    assert "canary-1" not in done.out + done.err
    assert connector(cli) == before


def test_literal_secret_in_a_body_is_taken_with_a_warning(cli):
    one = connector(cli)
    body = '{"authenticationConfiguration": {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u", "password": "canary-2"}}'
    done = cli(UPDATE, "-Local", "-IdentityApiConnectorId", one["id"], "-BodyParameter", body)
    assert done.code == 0
    assert "warning" in done.err
    assert "canary-2" not in done.err


def test_reference_in_a_secret_field_of_a_body_is_resolved(cli):
    one = connector(cli)
    body = '{"authenticationConfiguration": {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "env:U", "password": "env:PW"}}'
    done = cli(
        UPDATE, "-Local", "-IdentityApiConnectorId", one["id"], "-BodyParameter", body, env={"PW": "x", "U": "no"}
    )
    assert done.code == 0
    assert "warning" not in done.err
    assert connector(cli)["authenticationConfiguration"]["username"] == "env:U"


def test_confirm_asks_on_the_terminal_and_declining_is_no_failure(cli):
    from tests.cli.conftest import Typed

    terminal = Typed(["n"])
    done = cli(REMOVE, "-Local", "-B2XIdentityUserFlowId", "B2X_1_signup", "-Confirm", terminal=terminal)
    assert done.code == 0
    assert "declined" in done.err
    assert len(terminal.questions) == 1
    assert len(cli(LIST, "-Local").json) == 1


def test_confirm_without_a_terminal_refuses(cli):
    assert cli(REMOVE, "-Local", "-B2XIdentityUserFlowId", "B2X_1_signup", "-Confirm").code == 2


def test_several_piped_inputs_run_in_order_and_failures_are_counted(cli):
    piped = "\n".join(json.dumps({"B2XIdentityUserFlowId": one}) for one in ("nope", "B2X_1_signup", "none"))
    done = cli(LIST, "-Local", "-InputObject", "-", stdin=piped)
    assert done.code == 5
    assert [one["id"] for one in done.lines] == ["B2X_1_signup"]
    assert "2 of 3 inputs failed" in done.err


def test_erroraction_stop_ends_at_the_first_failure(cli):
    piped = json.dumps([{"B2XIdentityUserFlowId": "nope"}, {"B2XIdentityUserFlowId": "B2X_1_signup"}])
    done = cli(LIST, "-Local", "-InputObject", "-", "-ErrorAction", "Stop", stdin=piped)
    assert (done.code, done.out) == (5, "")


def test_erroraction_silentlycontinue_is_silent_but_keeps_the_exit_code(cli):
    done = cli(SLOT, "-Local", "-B2XIdentityUserFlowId", "nope", "-ErrorAction", "SilentlyContinue")
    assert (done.code, done.out, done.err) == (5, "", "")


def test_confirm_all_asks_once(cli):
    from tests.cli.conftest import Typed

    cli(NEW, "-Local", "-Id", "a", "-UserFlowType", "signUpOrSignIn", "-UserFlowTypeVersion", "1")
    terminal = Typed(["a"])
    piped = json.dumps([{"B2XIdentityUserFlowId": "B2X_1_a"}, {"B2XIdentityUserFlowId": "B2X_1_signup"}])
    done = cli(REMOVE, "-Local", "-Confirm", stdin=piped, terminal=terminal)
    assert done.code == 0
    assert len(terminal.questions) == 1
    assert cli(LIST, "-Local").json == []


def test_confirm_none_sends_nothing_more(cli):
    from tests.cli.conftest import Typed

    terminal = Typed(["l"])
    piped = json.dumps([{"B2XIdentityUserFlowId": "B2X_1_signup"}, {"B2XIdentityUserFlowId": "B2X_1_signup"}])
    done = cli(REMOVE, "-Local", "-Confirm", stdin=piped, terminal=terminal)
    assert done.code == 0
    assert len(terminal.questions) == 1
    assert len(cli(LIST, "-Local").json) == 1


def test_piped_body_binds_when_the_id_is_given(cli):
    one = connector(cli)
    done = cli(
        UPDATE,
        "-Local",
        "-IdentityApiConnectorId",
        one["id"],
        stdin='{"DisplayName": "Piped", "AdditionalProperties": {}}',
    )
    assert done.code == 0
    assert connector(cli)["displayName"] == "Piped"


def test_piped_identity_binds_when_values_are_given(cli):
    one = connector(cli)
    done = cli(UPDATE, "-Local", "-DisplayName", "Piped", stdin=json.dumps(one))
    assert done.code == 0
    assert connector(cli)["displayName"] == "Piped"


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_piped_input_is_read_in_every_coding(cli, coding):
    one = connector(cli)
    done = cli(UPDATE, "-Local", "-IdentityApiConnectorId", one["id"], stdin='{"displayName": "Größe"}'.encode(coding))
    assert done.code == 0
    assert connector(cli)["displayName"] == "Größe"


def test_standard_input_is_not_read_when_nothing_is_missing(cli):
    # The fixture's standard input fails the test when it is read.
    assert cli(LIST, "-Local").code == 0
    assert cli(UPDATE, "-Local", "-IdentityApiConnectorId", connector(cli)["id"], "-DisplayName", "x").code == 0


def test_nothing_piped_is_said(cli):
    done = cli(UPDATE, "-Local", "-IdentityApiConnectorId", "x", stdin="")
    assert done.code == 2
    assert "nothing came on standard input" in done.err


def test_two_readers_of_standard_input_are_refused(cli):
    done = cli(UPDATE, "-Local", "-InputObject", "-", "-BodyParameter", "-", stdin="{}")
    assert done.code == 2
    assert "standard input" in done.err


def test_object_of_another_type_is_refused(cli):
    done = cli(REMOVE, "-Local", stdin=json.dumps(connector(cli)))
    assert done.code == 2
    assert "identityApiConnector" in done.err


def test_object_of_unknown_type_is_refused(cli):
    done = cli(REMOVE, "-Local", stdin='{"id": "B2X_1_signup"}')
    assert done.code == 2
    assert "B2XIdentityUserFlowId" in done.err


def test_answer_of_our_own_get_is_an_identity(cli):
    got = cli(LIST, "-Local", "-B2XIdentityUserFlowId", "B2X_1_signup").out
    assert cli(REMOVE, "-Local", stdin=got).code == 0
    assert cli(LIST, "-Local").json == []


def test_cmd_reference_in_piped_input_is_refused(cli, tmp_path):
    trap = tmp_path / "trap"
    body = {
        "authenticationConfiguration": {
            "@odata.type": "#microsoft.graph.basicAuthentication",
            "username": "u",
            "password": f"cmd:touch {trap}",
        }
    }
    done = cli(UPDATE, "-Local", "-IdentityApiConnectorId", "x", stdin=json.dumps(body))
    assert done.code == 2
    assert not trap.exists()


def test_json_without_its_quotes_is_explained(cli):
    done = cli(
        UPDATE, "-Local", "-IdentityApiConnectorId", "x", "-BodyParameter", "{displayName:x}", shell="powershell"
    )
    assert done.code == 2
    assert "quotes" in done.err


def test_type_name_of_powershell_is_explained(cli):
    done = cli(UPDATE, "-Local", "-IdentityApiConnectorId", "x", "-BodyParameter", "System.Collections.Hashtable")
    assert done.code == 2
    assert "PowerShell" in done.err


def test_whole_powershell_line_runs(cli):
    done = cli("-Command", "Get-MgBetaIdentityB2XUserFlow -Local -Property id,userFlowType -Top 5")
    assert [sorted(key for key in one if key[0] != "@") for one in done.json] == [["id", "userFlowType"]]


def test_response_headers_go_to_a_new_file_and_never_over_an_old_one(cli, tmp_path):
    path = tmp_path / "headers.json"
    assert cli(LIST, "-Local", "-B2XIdentityUserFlowId", "B2X_1_signup", "-RHV", str(path)).code == 0
    assert "request-id" in json.loads(path.read_text())
    assert cli(LIST, "-Local", "-B2XIdentityUserFlowId", "B2X_1_signup", "-RHV", str(path)).code == 2


def test_debug_shows_the_wire_without_a_token(cli):
    done = cli(LIST, "-Local", "-Debug")
    assert "debug: > GET https://localhost/beta/identity/b2xUserFlows" in done.err
    assert "authorization: ***" in done.err
    assert "eyJ" not in done.err


def test_null_is_sent_as_null(cli):
    one = connector(cli)
    done = cli(UPDATE, "-Local", "-IdentityApiConnectorId", one["id"], "-DisplayName", "null:", "-WhatIf")
    assert '"displayName": null' in done.out


def test_unknown_keys_go_out_as_typed(cli):
    done = cli(
        UPDATE,
        "-Local",
        "-IdentityApiConnectorId",
        "x",
        "-AdditionalProperties",
        "@{MyOwn='a'; DISPLAYNAME='b'}",
        "-WhatIf",
    )
    assert '"MyOwn": "a"' in done.out
    assert '"displayName": "b"' in done.out


def test_v1_command_goes_to_v1(cli):
    done = cli("Get-MgIdentityB2XUserFlow", "-Local", "-Debug")
    assert "/v1.0/identity/b2xUserFlows" in done.err


def test_request_runs_any_path(cli):
    done = cli("request", "GET", "/beta/identity/b2xUserFlows?$select=id", "-Local")
    assert [one["id"] for one in done.json["value"]] == ["B2X_1_signup"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("request",),
        ("request", "FETCH", "/beta/x"),
        ("request", "GET", "https://graph.microsoft.com/beta/x"),
        ("request", "GET", "/beta/a b"),
    ],
)
def test_request_refuses_what_is_no_request(cli, arguments):
    assert cli(*arguments, "-Local").code == 2


def test_help_is_the_same_by_every_way(cli):
    ways = [cli(SLOT, "--help"), cli(SLOT, "-?"), cli("Get-Help", SLOT), cli(SLOT, "-Help")]
    assert {done.out for done in ways} == {ways[0].out}
    assert {done.code for done in ways} == {0}


def test_array_literal_in_a_whole_line_is_a_list(cli):
    done = cli("-Command", "Get-MgBetaIdentityB2XUserFlow -Local -Property @('id', 'userFlowType')")
    assert done.code == 0, done.err
    assert "userFlowTypeVersion" not in done.json[0]


def test_incomplete_call_with_nothing_piped_names_the_sets(cli):
    done = cli(UPDATE, "-Local", "-DisplayName", "x", stdin="")
    assert done.code == 2
    assert "-IdentityApiConnectorId" in done.err
    assert "UpdateViaIdentityExpanded" in done.err


def test_a_write_is_said_only_when_it_is_sent(cli, tmp_path):
    taken = tmp_path / "taken.json"
    taken.write_text("")
    done = cli(UPDATE, "-Local", "-IdentityApiConnectorId", "x", "-DisplayName", "y", "-RHV", str(taken))
    assert done.code == 2
    assert "PATCH" not in done.err


def test_standard_input_is_not_read_when_the_set_that_fits_takes_no_body(cli):
    # One of this command's sets takes a body and no id, the other an id and no body.
    name = "Test-MgBetaIdentityCustomAuthenticationExtensionAuthenticationConfiguration"
    done = cli(name, "-Local", "-CustomAuthenticationExtensionId", "x", "-WhatIf")
    assert done.code == 0, done.err
    assert "customAuthenticationExtensions/x/validateAuthenticationConfiguration" in done.out

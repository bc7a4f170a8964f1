"""What a shell, a pipe or a service does to a command: odd values, several inputs, lists, questions."""

import json

import pytest

from tests.cli.test_graph import LIST, REMOVE, SLOT, UPDATE, connector


@pytest.mark.parametrize("words", [("-DisplayName:", "x"), ("-DisplayName", "x", "-Confirm:", "False")])
def test_value_may_stand_behind_the_colon_and_a_space(cli, words):
    assert '"displayName": "x"' in cli(UPDATE, "-Local", "-IdentityApiConnectorId", "i", *words, "-WhatIf").out


def test_value_that_the_shell_emptied_says_how_to_write_null(cli):
    done = cli(UPDATE, "-Local", "-IdentityApiConnectorId", "i", "-DisplayName")
    assert done.code == 2
    assert "-DisplayName null:" in done.err


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('{"a": NaN}', "NaN"),
        ('{"a": 1e999}', "too large"),
        ("@{a=1e999}", "too large"),
        ("@{a=" + "9" * 5000 + "}", "too large"),
        ('{"a": "\\ud800"}', "half a character"),
        ('{"a":' * 450 + "1" + "}" * 450, "too deeply"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "too deeply"),
        ("@{a=" * 90 + "1" + "}" * 90, "nested"),
        ('{"displayName": "a", "displayName": "b"}', "twice"),
        ('{"displayName": "a", "DISPLAYNAME": "b"}', "twice"),
    ],
)
@pytest.mark.parametrize("piped", [False, True])
def test_body_that_would_not_arrive_as_written_is_refused(cli, body, says, piped):
    if piped and body.startswith("@"):
        pytest.skip("hash literals are not piped")
    given = () if piped else ("-BodyParameter", body)
    done = cli(UPDATE, "-Local", "-IdentityApiConnectorId", "i", *given, "-WhatIf", stdin=body if piped else None)
    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_long_hash_literal_is_read_in_no_time(cli):
    body = "@{" + " " * 400_000 + "displayName='x'}"
    assert (
        '"displayName": "x"'
        in cli(UPDATE, "-Local", "-IdentityApiConnectorId", "i", "-BodyParameter", body, "-WhatIf").out
    )


@pytest.mark.parametrize("headers", ['{"X-A": null}', '{"X-A": [1]}', '{"X-A": "ä"}', '{"X-A": "1", "x-a": "2"}', "[]"])
def test_headers_that_are_none_are_refused(cli, headers):
    assert cli(LIST, "-Local", "-Headers", headers).code == 2


@pytest.mark.parametrize("path", ["/beta/{id}", "/beta/a\\b", "/beta/\udcff", '/beta/"x"'])
def test_request_path_that_no_url_has_is_refused(cli, path):
    done = cli("request", "GET", path, "-Local")
    assert done.code == 2
    assert "Percent-encode" in done.err


def test_option_of_null_is_not_sent(cli):
    assert len(cli(LIST, "-Local", "-Filter", "null:").json) == 1


def test_top_below_nothing_is_refused(cli):
    assert cli(LIST, "-Local", "-Top", "-1").code == 2


def test_top_beyond_a_page_is_counted_here(cli):
    done = cli(LIST, "-Local", "-Top", "5000", "-Debug")
    assert done.code == 0
    assert "$top" not in done.err


@pytest.mark.parametrize("switches", [(), ("-All",), ("-Top", "1")])
def test_count_is_told_however_far_the_list_is_read(cli, switches):
    assert "total=1" in cli(LIST, "-Local", "-CountVariable", "total", *switches).err


def test_list_piped_on_is_understood(cli):
    done = cli("Remove-MgBetaIdentityB2XUserFlow", "-Local", stdin=cli(LIST, "-Local").out)
    assert done.code == 0, done.err
    assert cli(LIST, "-Local").json == []


def test_list_of_some_properties_piped_on_is_understood(cli):
    got = cli(LIST, "-Local", "-Property", "id", "-OutputFormat", "jsonl").out
    assert cli(REMOVE, "-Local", stdin=got).code == 0


def test_piped_object_that_is_wrong_fails_when_its_turn_comes(cli):
    one = connector(cli)
    good, bad = (
        {"displayName": "Done"},
        {
            "authenticationConfiguration": {
                "password": "cmd:true",
                "@odata.type": "#microsoft.graph.basicAuthentication",
            }
        },
    )
    piped = "\n".join(json.dumps(body) for body in (good, bad))
    done = cli(UPDATE, "-Local", "-IdentityApiConnectorId", one["id"], stdin=piped)
    assert done.code == 2
    assert "1 of 2 inputs failed" in done.err
    assert connector(cli)["displayName"] == "Done"


@pytest.mark.parametrize("action", ["Continue", "Stop", "SilentlyContinue", "Ignore"])
def test_erroraction_says_how_far_it_goes_and_how_loud(cli, action):
    piped = json.dumps([{"B2XIdentityUserFlowId": "nope"}, {"B2XIdentityUserFlowId": "B2X_1_signup"}])
    done = cli(LIST, "-Local", "-InputObject", "-", "-ErrorAction", action, stdin=piped)
    assert done.code == 5
    assert (len(done.lines), "404" in done.err) == (0 if action == "Stop" else 1, action in ("Continue", "Stop"))
    assert "1 of 2 inputs failed" in done.err


@pytest.mark.parametrize("answers", [[""], ["maybe"], ["N"]])
def test_confirm_takes_nothing_but_yes_for_yes(cli, answers):
    from tests.cli.conftest import Typed

    done = cli(REMOVE, "-Local", "-B2XIdentityUserFlowId", "B2X_1_signup", "-Confirm", terminal=Typed(answers))
    assert done.code == 0
    assert "declined" in done.err
    assert len(cli(LIST, "-Local").json) == 1


def test_response_headers_of_several_answers_are_a_line_each(cli, tmp_path):
    path = tmp_path / "headers.jsonl"
    piped = json.dumps([{"B2XIdentityUserFlowId": "nope"}, {"B2XIdentityUserFlowId": "B2X_1_signup"}])
    assert cli(LIST, "-Local", "-InputObject", "-", "-RHV", str(path), stdin=piped).code == 5
    assert ["request-id" in json.loads(line) for line in path.read_text().splitlines()] == [True, True]


def test_response_headers_of_a_list_are_kept(cli, tmp_path):
    path = tmp_path / "headers.json"
    assert cli(LIST, "-Local", "-RHV", str(path)).code == 0
    assert "request-id" in json.loads(path.read_text())


@pytest.mark.parametrize(
    "arguments",
    [
        (UPDATE, "-Local", "-IdentityApiConnectorId", "i", "-DisplayName", "x", "-WhatIf"),
        (REMOVE, "-Local", "-B2XIdentityUserFlowId", "B2X_1_signup", "-Confirm"),
        (LIST,),
    ],
)
def test_no_headers_file_stays_when_no_answer_came(cli, tmp_path, arguments):
    env = {}
    if arguments == (LIST,):
        env = {
            "GRAPHKEY_ENDPOINT": "https://localhost:1",
            "AZURE_TENANT_ID": "t",
            "AZURE_CLIENT_ID": "11111111-1111-1111-1111-111111111111",
        }
        env |= {"AZURE_CLIENT_SECRET": "s", "AZURE_AUTHORITY_HOST": "https://localhost:1"}
    path = tmp_path / "headers.json"
    cli(*arguments, "-RHV", str(path), env=env)
    assert not path.exists()


def test_verbose_tells_the_phases(cli):
    done = cli(UPDATE, "-Local", "-IdentityApiConnectorId", connector(cli)["id"], "-DisplayName", "x", "-Verbose")
    told = [line for line in done.err.splitlines() if line.startswith("verbose: ")]
    assert [line.split()[1] for line in told] == ["context", "parameter", "sending", "answered"]


def test_whatif_needs_no_network_and_no_token(cli):
    env = {
        "AZURE_TENANT_ID": "t.example",
        "AZURE_CLIENT_ID": "11111111-1111-1111-1111-111111111111",
        "AZURE_CLIENT_SECRET": "canary-3",
    }
    # Nobody listens at the authority: signing in would be an error.
    env |= {"AZURE_AUTHORITY_HOST": "https://localhost:1", "GRAPHKEY_ENDPOINT": "https://localhost:1"}
    done = cli(UPDATE, "-IdentityApiConnectorId", "i", "-DisplayName", "x", "-WhatIf", "-Verbose", env=env)
    assert done.code == 0
    assert "signing in" not in done.err
    assert "canary-3" not in done.out + done.err


def test_what_a_service_says_cannot_steer_the_terminal(cli):
    name = "\x1b[31mred\x07"
    assert cli(UPDATE, "-Local", "-IdentityApiConnectorId", connector(cli)["id"], "-DisplayName", name).code == 0
    shown = cli(SLOT, "-Local", "-B2XIdentityUserFlowId", "B2X_1_signup", columns=80).out
    assert "red" in shown
    assert "\x1b" not in shown
    done = cli(SLOT, "-Local", "-B2XIdentityUserFlowId", name)
    assert done.code == 5
    assert "\x1b" not in done.err

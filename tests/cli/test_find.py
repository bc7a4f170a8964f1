"""Finding commands and permissions in the catalog."""

import time

import pytest

from graphkey.catalog.load import command, command_names, scopes

from .conftest import Cli

FIELDS = ["Command", "APIVersion", "Method", "URI", "OutputType", "Permissions", "Variants"]


def test_a_pattern_prints_one_object_a_line_with_these_fields_for_both_versions(cli: Cli) -> None:
    rows = cli("Find-MgGraphCommand", "-Command", ".*", "-OutputFormat", "jsonl").lines
    assert {tuple(row) for row in rows} == {tuple(FIELDS)}
    wanted = [(name, op.method, op.path) for name in command_names() for op in command(name).operations]
    assert sorted((row["Command"], row["Method"], row["URI"]) for row in rows) == sorted(wanted)
    assert [row["APIVersion"] for row in rows] == sorted((row["APIVersion"] for row in rows), reverse=True)
    assert all(row["Variants"] for row in rows)


def test_a_name_is_found_in_any_case_with_what_it_calls(cli: Cli) -> None:
    rows = cli("Find-MgGraphCommand", "-Command", "get-mgbetaidentityapiconnector").json
    assert [(row["Method"], row["URI"], row["Variants"]) for row in rows] == [
        ("GET", "/identity/apiConnectors", ["List"]),
        ("GET", "/identity/apiConnectors/{identityApiConnector-id}", ["Get", "GetViaIdentity"]),
    ]
    assert rows[0]["OutputType"] == "microsoft.graph.identityApiConnector"
    first = rows[0]["Permissions"][0]
    assert (first["PermissionType"], first["IsLeastPrivilege"], first["IsAdmin"]) == ("Delegated", True, True)


def test_a_pattern_has_to_fit_the_whole_name(cli: Cli) -> None:
    done = cli("Find-MgGraphCommand", "-Command", "ApiConnector")
    assert (done.code, ".*ApiConnector.*" in done.err) == (2, True)


@pytest.mark.parametrize(
    "uri",
    [
        "/identity/apiConnectors/{id}", "/identity/apiConnectors/11111111-2222-3333-4444-555555555555", "identity/APIconnectors/x/",
        "/beta/identity/apiConnectors/x", "https://graph.microsoft.com/beta/identity/apiConnectors/x?$select=id",
        "/identity/apiConnectors/{identityApiConnector-id}",
    ],
)  # fmt: skip
def test_a_uri_is_found_in_all_its_spellings(cli: Cli, uri: str) -> None:
    rows = cli("Find-MgGraphCommand", "-Uri", uri, "-ApiVersion", "beta").json
    assert {row["Method"] for row in rows} == {"GET", "PATCH", "DELETE"}
    assert {row["URI"] for row in rows} == {"/identity/apiConnectors/{identityApiConnector-id}"}


def test_a_uri_with_a_version_finds_that_version(cli: Cli) -> None:
    assert {row["APIVersion"] for row in cli("Find-MgGraphCommand", "/v1.0/identity/apiConnectors").json} == {"v1.0"}
    assert {row["APIVersion"] for row in cli("Find-MgGraphCommand", "/identity/apiConnectors").json} == {"v1.0", "beta"}


def test_method_and_any_text_narrow_it_down(cli: Cli) -> None:
    rows = cli("Find-MgGraphCommand", "-Uri", ".*/uploadClientCertificate", "-Method", "post").json
    assert {row["Method"] for row in rows} == {"POST"}
    assert all(row["URI"].endswith("/uploadClientCertificate") for row in rows)


def test_a_count_is_not_taken_for_an_item(cli: Cli) -> None:
    rows = cli("Find-MgGraphCommand", "-Uri", "/identity/apiConnectors/$count", "-ApiVersion", "beta").json
    assert [row["Command"] for row in rows] == ["Get-MgBetaIdentityApiConnectorCount"]


def test_several_names_are_found_together(cli: Cli) -> None:
    done = cli(
        "Find-MgGraphCommand",
        "-Command",
        "Get-MgIdentityApiConnector,Get-Mg(Beta){1,1}IdentityApiConnector",
        "-Query",
        "[].Command",
    )
    assert set(done.json) == {"Get-MgIdentityApiConnector", "Get-MgBetaIdentityApiConnector"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["-Command", "("], "no regular expression"),
        (["-Command", ""], "no command fits"),
        (["-Uri", ""], "no command fits"),
        (["-Command", "Get-MgNope"], "no command fits"),
        (["-Uri", "/nope"], "no command fits"),
        (["-Uri", "/identity/apiConnectors", "-Method", "TRACE"], "-Method TRACE"),
        (["-Uri", "/identity/apiConnectors", "-ApiVersion", "2"], "-ApiVersion 2"),
        (["-Uri", "/a", "-Command", "b"], "no parameter set"),
        ([], "incomplete"),
    ],
)
def test_what_cannot_be_found_says_why(cli: Cli, words: list[str], says: str) -> None:
    done = cli("Find-MgGraphCommand", *words)
    assert (done.code, says in done.err) == (2, True), done.err


def test_looking_through_everything_takes_a_moment_only(cli: Cli) -> None:
    started = time.process_time()
    cli("Find-MgGraphCommand", "-Command", ".*", "-OutputFormat", "jsonl")
    assert time.process_time() - started < 5


# -- permissions ---------------------------------------------------------------------------------------------------------


def test_a_permission_is_found_by_a_part_of_its_name(cli: Cli) -> None:
    rows = cli("Find-MgGraphPermission", "apiconnectors").json
    assert [(row["Name"], row["PermissionType"]) for row in rows] == [
        ("APIConnectors.Read.All", "Delegated"), ("APIConnectors.ReadWrite.All", "Delegated"),
        ("APIConnectors.Read.All", "Application"), ("APIConnectors.ReadWrite.All", "Application"),
    ]  # fmt: skip
    assert {row["Consent"] for row in rows} == {"Admin"}


def test_exact_match_and_type_narrow_it_down(cli: Cli) -> None:
    rows = cli("Find-MgGraphPermission", "policy.read.all", "-ExactMatch", "-PermissionType", "Application").json
    assert [row["Name"] for row in rows] == ["Policy.Read.All"]
    assert "no permission is" in cli("Find-MgGraphPermission", "policy.read", "-ExactMatch").err


def test_all_prints_every_scope(cli: Cli) -> None:
    assert len(cli("Find-MgGraphPermission", "-All").json) == len(scopes())


@pytest.mark.parametrize("words", [[], ["x", "-Online"], ["x", "-All"], ["x", "-PermissionType", "y"], ["zzz"]])
def test_a_search_that_cannot_be_is_refused(cli: Cli, words: list[str]) -> None:
    assert cli("Find-MgGraphPermission", *words).code == 2


# -- graphkey find -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (["upload", "ApiConnector", "-ApiVersion", "v1.0"], "Invoke-MgUploadIdentityApiConnectorClientCertificate"),
        (["/identity/apiConnectors", "-Method", "POST"], "New-MgIdentityApiConnector"),
        (["^Get-MgIdentityApiConnector$"], "Get-MgIdentityApiConnector"),
    ],
)
def test_find_knows_words_and_paths(cli: Cli, words: list[str], first: str) -> None:
    assert cli("find", *words).json[0]["Command"] == first


def test_find_knows_permissions(cli: Cli) -> None:
    assert "Policy.Read.All" in {row["Name"] for row in cli("find", "Policy.Read.All").json}


def test_find_helps(cli: Cli) -> None:
    assert "find Policy.Read" in cli("find", "--help").out
    assert cli("find").code == 2
    assert "'(' is no regular expression" in cli("find", "(").err


def test_a_table_names_permissions_only(cli: Cli) -> None:
    out = cli("find", "/identity/apiConnectors", "-ApiVersion", "v1.0", columns=200).out
    assert "New-MgIdentityApiConnector" in out
    assert "IsAdmin" not in out


def test_find_says_the_words_that_fit_nothing(cli: Cli) -> None:
    done = cli("find", "zzz", "policy")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: no command has zzz and policy in its name")

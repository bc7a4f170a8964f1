import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from graphkey.catalog.load import command as find_command
from graphkey.catalog.model import Command, Operation, Permissions
from graphkey.cli.whoami import needs_of

from .conftest import Cli

APP = "11111111-2222-3333-4444-555555555555"
PROD = ("context", "add", "prod", "--tenant", "contoso.example", "--client-id", APP, "--client-secret", "env:S")
COMMAND = "Get-MgBetaIdentityApiConnector"


def token(**claims: Any) -> dict[str, str]:
    body = base64.urlsafe_b64encode(json.dumps({"exp": 9_999_999_999, **claims}).encode()).decode().rstrip("=")
    return {"GRAPHKEY_ACCESS_TOKEN": f"e30.{body}.canary"}


# -- context -----------------------------------------------------------------------------------------------------------


def test_the_first_context_is_the_current_one(cli: Cli) -> None:
    assert cli(*PROD).json["current"] is True
    assert cli("context", "show").json["name"] == "prod"


def test_a_second_context_is_current_only_when_asked(cli: Cli) -> None:
    cli(*PROD)
    cli("context", "add", "az", "--azure-cli")
    assert [(one["name"], one["current"]) for one in cli("context", "list").json] == [("az", False), ("prod", True)]
    assert cli("context", "use", "az").code == 0
    assert cli("context", "show").json["name"] == "az"


def test_add_says_how_to_register_and_grant_the_application(cli: Cli) -> None:
    done = cli(*PROD, columns=100)
    for part in (
        "App registrations",
        "application permissions",
        "APIConnectors.ReadWrite.All",
        "IdentityUserFlow.ReadWrite.All",
        "admin consent",
        "graphkey whoami --context prod",
    ):
        assert part in done.out


def test_add_for_a_person_says_the_role(cli: Cli) -> None:
    done = cli("context", "add", "me", "--tenant", "contoso.example", "--client-id", APP, "--device-code", columns=100)
    assert "delegated permissions" in done.out
    assert "External ID User Flow Administrator" in done.out


def test_json_output_stays_json_and_the_guide_goes_to_standard_error(cli: Cli) -> None:
    done = cli(*PROD)
    assert done.json["client_secret"] == "env:S"
    assert "App registrations" in done.err


@pytest.mark.parametrize("text", ["canary", "literal:canary", "-"])
def test_a_secret_itself_is_not_taken_and_not_shown(cli: Cli, text: str) -> None:
    done = cli(*PROD[:-1], text)
    assert done.code == 2
    assert "env:NAME" in done.err
    assert "canary" not in done.out + done.err
    assert cli("context", "list").json == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["context", "add", "x"], "no way to sign in"),
        (["context", "add", "x", "--azure-cli", "--browser"], "more than one way"),
        (["context", "add", "x", "--client-secret", "env:S"], "tenant, client_id"),
        (["context", "add", "x", "--browser", "--tenant", "t"], "client_id"),
        (["context", "add", "local", "--azure-cli"], "local"),
        (["context", "add", "x", "--azure-cli", "--cloud", "Mars"], "Mars"),
        (["context", "add", "x", "--azure-cli", "--graph", "https://localhost:1"], "authority"),
        (["context", "use", "nope"], "nope"),
        (["context", "use", "local"], "by accident"),
        (["context", "remove", "nope"], "nope"),
        (["context", "remove", "local"], "local"),
        (["context", "show", "nope"], "nope"),
        (["context", "show"], "no context"),
        (["context", "nope"], "nope"),
        (["whoami"], "no context"),
        (["whoami", "--local", "--context", "x"], "both given"),
        (["whoami", "--for", "Get-MgNope", "--local"], "Get-MgNope"),
    ],
)
def test_a_mistake_is_an_error_and_never_a_traceback(cli: Cli, arguments: list[str], says: str) -> None:
    done = cli(*arguments)
    assert done.code == 2
    assert says in done.err


def test_a_context_is_replaced_only_when_asked(cli: Cli) -> None:
    cli(*PROD)
    assert "--replace" in cli(*PROD).err
    assert cli(*PROD, "--replace").code == 0


def test_a_removed_context_is_gone_and_so_is_its_token(cli: Cli, tmp_path: Path) -> None:
    cli(*PROD)
    from graphkey.client.credentials import public_key
    from graphkey.config.context_file import read_contexts

    name = public_key(read_contexts(str(tmp_path / "config")).by_name["prod"]).name
    kept = tmp_path / "cache" / "tokens" / f"{name}.json"
    kept.parent.mkdir(parents=True)
    kept.write_text("{}")
    assert cli("context", "remove", "prod").code == 0
    assert cli("context", "list").json == []
    assert not kept.exists()


def test_the_list_is_a_table_on_a_terminal(cli: Cli) -> None:
    cli(*PROD)
    lines = cli("context", "list", columns=100).out.splitlines()
    assert lines[0].split() == ["NAME", "TENANT", "CREDENTIAL", "GRAPH"]
    assert lines[1].split() == ["*", "prod", "contoso.example", "client-secret", "https://graph.microsoft.com"]


def test_show_tells_what_the_environment_chooses(cli: Cli) -> None:
    done = cli("context", "show", env={"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": APP, "AZURE_CLIENT_SECRET": "canary"})
    assert done.json["found_in"] == "environment variables"
    assert "canary" not in done.out


def test_every_option_of_add_comes_back_from_show(cli: Cli) -> None:
    cli(
        "context", "add", "own", "--tenant", "t.example", "--client-id", APP, "--graph", "localhost:8443", "--authority",
        "https://localhost:8443/", "--certificate", "file:/c.pfx", "--certificate-password", "env:P", "--cache", "off",
        "--send-certificate-chain",
    )  # fmt: skip
    found = cli("context", "show", "own").json
    assert {name: found[name] for name in ("graph", "authority", "certificate", "certificate_password", "cache", "cloud")} == {
        "graph": "https://localhost:8443", "authority": "https://localhost:8443", "certificate": "file:/c.pfx",
        "certificate_password": "env:P", "cache": "off", "cloud": "own",
    }  # fmt: skip


def test_scopes_of_a_person_are_kept_and_shown(cli: Cli) -> None:
    me = ("context", "add", "me", "--tenant", "t.example", "--client-id", APP, "--device-code")
    assert cli(*me, "--scope", "Policy.Read.All", "--scope", "User.Read").json["scopes"] == [
        "Policy.Read.All",
        "User.Read",
    ]
    cli("Set-MgRequestContext", "-MaxRetry", "2")
    assert cli("context", "show", "me").json["max_retry"] == 2
    assert "takes no scopes" in cli("context", "add", "x", "--azure-cli", "--scope", "User.Read").err


def test_a_file_that_others_can_write_stops_every_command(cli: Cli, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("POSIX modes")
    cli(*PROD)
    (tmp_path / "config" / "contexts.toml").chmod(0o666)
    assert "written by others" in cli("context", "list").err


# -- whoami ------------------------------------------------------------------------------------------------------------


def test_whoami_shows_a_person(cli: Cli) -> None:
    claims = token(
        scp="User.Read APIConnectors.Read.All", upn="ada@contoso.example", tid="T", appid="A", app_displayname="Admin"
    )
    found = cli("whoami", env=claims).json
    assert found["kind"] == "user"
    assert (found["account"], found["tenant"], found["application"]) == ("ada@contoso.example", "T", "A")
    assert found["permissions"] == ["APIConnectors.Read.All", "User.Read"]


def test_whoami_shows_an_application(cli: Cli) -> None:
    found = cli("whoami", env=token(roles=["B.Read.All", "A.Read.All"], tid="T")).json
    assert (found["kind"], found["permissions"]) == ("application", ["A.Read.All", "B.Read.All"])


def test_whoami_never_shows_the_token(cli: Cli) -> None:
    done = cli("whoami", "--verbose", env=token(roles=[]))
    assert "canary" not in done.out + done.err


def test_whoami_for_a_command_that_is_granted_exits_0(cli: Cli) -> None:
    done = cli("whoami", "--for", COMMAND, env=token(roles=["APIConnectors.ReadWrite.All"]))
    assert done.code == 0
    assert not any(one["missing"] for one in done.json["for"]["operations"])


def command_needing(*, delegated: tuple[str, ...] = (), application: tuple[str, ...] = ()) -> Command:
    operation = Operation(
        "beta", "GET", "/identity/apiConnectors", "list", permissions=Permissions(delegated, application)
    )
    return Command(COMMAND, "beta", (operation,))


@pytest.mark.parametrize(
    ("held", "kind", "missing"),
    [
        (["A.Read.All"], "application", False),
        (["a.readwrite.ALL"], "application", False),
        (["Other.Read.All"], "application", True),
        ([], "application", True),
        (["A.Read.All"], "user", True),
        (["D.Read.All"], "user", False),
    ],
)
def test_one_of_a_commands_permissions_is_enough_and_none_is_missing(held: list[str], kind: str, missing: bool) -> None:
    command = command_needing(delegated=("D.Read.All",), application=("A.Read.All", "A.ReadWrite.All"))
    assert needs_of(command, held, kind)["operations"][0]["missing"] is missing


def test_nothing_is_missing_where_no_source_names_a_permission() -> None:
    assert needs_of(command_needing(), [], "user")["operations"][0] == {
        "method": "GET", "path": "/identity/apiConnectors", "any_of": [], "missing": False,
    }  # fmt: skip


def test_whoami_for_a_command_says_what_the_catalog_says_and_exits_1_when_that_is_missing(cli: Cli) -> None:
    needed = [list(one.permissions.application) for one in find_command(COMMAND).operations]
    done = cli("whoami", "--for", COMMAND, env=token(roles=["User.Read.All"]))
    assert [one["any_of"] for one in done.json["for"]["operations"]] == needed
    assert done.code == (1 if any(needed) else 0)


def test_whoami_is_readable_on_a_terminal(cli: Cli) -> None:
    done = cli("whoami", "--for", COMMAND, env=token(roles=["User.Read.All"]), columns=100)
    assert "User.Read.All" in done.out
    assert f"\n{COMMAND}\n  GET /identity/apiConnectors: " in done.out


@pytest.mark.parametrize("claims", [{}, {"roles": "x"}, {"roles": [1]}, {"scp": 5}, {"exp": "x"}, {"exp": 1e30}])
def test_whoami_bears_odd_claims(cli: Cli, claims: dict[str, Any]) -> None:
    assert cli("whoami", env=token(**claims)).code == 0


def test_whoami_of_the_local_graph_knows_its_application(cli: Cli) -> None:
    done = cli("whoami", "--local", "--for", COMMAND)
    assert done.code == 0
    assert (done.json["context"], done.json["kind"]) == ("local", "application")

"""`graphkey audit`, over changes that Graph commands made."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.cli.bundles import PASSWORD, pfx
from tests.cli.conftest import Cli

NEW = (
    "New-MgBetaIdentityApiConnector",
    "-Local",
    "-BodyParameter",
    '{"displayName":"one","targetUrl":"https://api.example/x?code=canary-7","authenticationConfiguration":'
    '{"@odata.type":"#microsoft.graph.basicAuthentication","username":"u","password":"canary-8"}}',
)


def log_of(tmp_path: Path) -> Path:
    return tmp_path / ".local/share/graphkey/audit.jsonl"


def test_change_is_shown_when_a_graph_command_made_it(cli: Cli, tmp_path: Path) -> None:
    made = cli(*NEW)
    assert made.code == 0
    [change] = cli("audit", "show").json
    assert change["method"] == "POST"
    assert change["url"].endswith("/beta/identity/apiConnectors")
    assert change["status"] == 201
    assert change["context"] == "local"
    assert set(change["by"]) >= {"tenant", "app"}
    assert "canary" not in log_of(tmp_path).read_text()


def test_thumbprint_is_shown_when_a_certificate_was_uploaded(cli: Cli, tmp_path: Path) -> None:
    cli("local", "seed", "signup")
    (tmp_path / "client.pfx").write_bytes(pfx(password=PASSWORD))
    name = cli("connector", "list", "--local").json[0]["id"]
    done = cli(
        "Invoke-MgBetaUploadIdentityApiConnectorClientCertificate", "-IdentityApiConnectorId", name, "-Local",
        "-Pkcs12Value", f"@{tmp_path}/client.pfx", "-Password", "env:PFX", env={"PFX": PASSWORD},
    )  # fmt: skip
    assert done.code == 0, done.err
    change = cli("audit", "show", "--last", "1").json[0]
    held = done.json["authenticationConfiguration"]["certificateList"]
    assert change["thumbprints"] == [next(one["thumbprint"] for one in held if one["isActive"])]
    assert change["thumbprints"][0] in cli("audit", "show", "--output", "text").out


def test_nothing_is_written_when_only_reading(cli: Cli, tmp_path: Path) -> None:
    assert cli("Get-MgBetaIdentityApiConnector", "-Local").code == 0
    assert not log_of(tmp_path).exists()
    assert cli("audit", "show").json == []


def test_nothing_is_written_when_it_is_switched_off(cli: Cli, tmp_path: Path) -> None:
    assert cli(*NEW, env={"GRAPHKEY_AUDIT": "off"}).code == 0
    assert not log_of(tmp_path).exists()
    assert cli("audit", "verify", env={"GRAPHKEY_AUDIT": "off"}).code == 2


def test_log_is_whole_when_nobody_touched_it(cli: Cli) -> None:
    cli(*NEW)
    cli(*NEW)
    done = cli("audit", "verify")
    assert done.code == 0
    assert done.json["lines"] == 4
    assert cli("audit", "verify", "--anchor", done.json["head"]).code == 0


def test_exit_code_is_1_when_a_line_is_missing(cli: Cli, tmp_path: Path) -> None:
    cli(*NEW)
    cli(*NEW)
    lines = log_of(tmp_path).read_bytes().splitlines(keepends=True)
    log_of(tmp_path).write_bytes(b"".join([lines[0], *lines[2:]]))
    done = cli("audit", "verify")
    assert done.code == 1
    assert {one["id"] for one in done.json["findings"]} == {"order", "chain"}
    shown = cli("audit", "show")
    assert [one["status"] for one in shown.json] == [None, 201]


def test_exit_code_is_1_when_there_is_no_log_or_nothing_in_it(cli: Cli, tmp_path: Path) -> None:
    for wanted in ("missing", "empty"):
        done = cli("audit", "verify")
        assert done.code == 1
        assert ([one["id"] for one in done.json["findings"]], done.json["lines"]) == ([wanted], 0)
        assert "no lines" in cli("audit", "verify", "--output", "text").out
        allowed = cli("audit", "verify", "--allow-empty")
        assert (allowed.code, allowed.json["ok"]) == (0, True)
        assert cli("audit", "verify", "--allow-empty", "--anchor", "1:" + "a" * 64).code == 1
        log_of(tmp_path).parent.mkdir(parents=True, exist_ok=True)
        log_of(tmp_path).touch()


def test_log_that_was_put_aside_verifies_and_shows_with_the_new_one(cli: Cli, tmp_path: Path) -> None:
    cli(*NEW)
    done = cli("audit", "archive")
    assert done.code == 0, done.err
    old, new = done.json["archived"], str(log_of(tmp_path))
    cli(*NEW)
    assert cli("audit", "verify").json["continues"] == done.json["head"]
    both = cli("audit", "verify", old, new, "--anchor", done.json["head"])
    assert (both.code, both.json["files"], both.json["lines"]) == (0, [old, new], 5)
    assert len(cli("audit", "show").json) == 1
    assert [one["line"] for one in cli("audit", "show", old, new).json] == [1, 4]
    wrong = cli("audit", "verify", new, old)
    assert {(one["file"], one["line"]) for one in wrong.json["findings"]} == {(old, 1)}
    assert f"{old} line 1" in cli("audit", "verify", new, old, "--output", "text").out


def test_changes_of_logs_that_began_anew_are_all_shown(cli: Cli, tmp_path: Path) -> None:
    cli(*NEW)
    log_of(tmp_path).rename(tmp_path / "old.jsonl")
    cli(*NEW)
    assert [one["status"] for one in cli("audit", "show", str(tmp_path / "old.jsonl"), str(log_of(tmp_path))).json] == [
        201,
        201,
    ]


def test_log_is_not_put_aside_when_there_is_none_or_the_name_is_taken(cli: Cli, tmp_path: Path) -> None:
    missing = cli("audit", "archive")
    assert (missing.code, "there is no audit log" in missing.err) == (2, True)
    cli(*NEW)
    (tmp_path / "taken").write_text("mine")
    taken = cli("audit", "archive", str(tmp_path / "taken"))
    assert (taken.code, "is there already" in taken.err, (tmp_path / "taken").read_text()) == (2, True, "mine")
    assert cli("audit", "archive", str(tmp_path / "no" / "x")).code == 2
    assert cli("audit", "verify").code == 0


def test_key_seals_lines_when_the_environment_names_one(cli: Cli) -> None:
    env = {"GRAPHKEY_AUDIT_KEY": "env:SEAL", "SEAL": "a long key of the log"}
    cli(*NEW, env=env)
    assert cli("audit", "verify", env=env).json["sealed"] == "key"
    assert cli("audit", "verify", env=env).code == 0
    assert cli("audit", "verify", "--key", "literal:another").code == 1


def test_nothing_is_sent_when_the_key_is_not_there(cli: Cli) -> None:
    done = cli(*NEW, env={"GRAPHKEY_AUDIT_KEY": "env:MISSING"})
    assert done.code == 2
    assert "MISSING" in done.err
    assert "one" not in {item["displayName"] for item in cli("Get-MgBetaIdentityApiConnector", "-Local").json}


def test_change_is_made_and_a_warning_said_when_the_disk_is_full(cli: Cli) -> None:
    done = cli(*NEW, env={"GRAPHKEY_AUDIT": "/dev/full"})
    assert done.code == 0
    assert done.json["displayName"] == "one"
    assert "warning: the audit log /dev/full lacks an entry" in done.err


def test_exit_code_is_1_when_the_log_holds_what_is_no_entry(cli: Cli, tmp_path: Path) -> None:
    cli(*NEW)
    with open(log_of(tmp_path), "ab") as file:
        file.write(b"\x1b[2J\n")
    done = cli("audit", "show", "--output", "text")
    assert done.code == 1
    assert "line 3" in done.err


@pytest.mark.parametrize("anchor", ["", "1", "0:" + "a" * 64, "x:" + "a" * 64, "1:abc"])
def test_anchor_is_refused_when_it_is_none(cli: Cli, anchor: str) -> None:
    assert cli("audit", "verify", "--anchor", anchor).code == 2


def test_unreadable_log_is_an_error_when_it_is_a_folder(cli: Cli, tmp_path: Path) -> None:
    assert cli("audit", "show", str(tmp_path)).code == 2
    assert cli("audit", "verify", str(tmp_path)).code == 2


def test_changes_of_another_context_are_left_out_when_one_is_named(cli: Cli) -> None:
    cli(*NEW)
    assert cli("audit", "show", "--context", "prod").json == []
    assert len(cli("audit", "show", "--context", "local", "--since", "1h").json) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
ENTRY = st.fixed_dictionaries(
    {"event": st.sampled_from(["asked", "answered", "unanswered", "other"])},
    optional=dict.fromkeys(("n", "of", "at", "context", "by", "method", "url", "thumbprints", "batch", "status"), JSON),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([{"event": "asked", "n": None}, {"event": "answered"}])
@given(st.lists(ENTRY, max_size=3))
def test_any_log_is_shown_or_called_strange_and_never_breaks_the_command(
    cli: Cli, tmp_path: Path, entries: Any
) -> None:
    path = tmp_path / "any.jsonl"
    path.write_text("".join(f"{json.dumps({'n': 1, **one})}\n" for one in entries))
    for output in ("text", "json"):
        done = cli("audit", "show", str(path), "--output", output)
        assert done.code in (0, 1)
    assert cli("audit", "verify", str(path)).code == 1

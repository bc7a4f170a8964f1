"""`graphkey rotate`: whole command lines against a local Graph and the sample API, over real mutual TLS."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from graphkey.localgraph import open_local_graph
from graphkey.serve import Tls, running
from graphkey.steps.sample_api import sample_api
from tests.cli.bundles import PASSWORD, certificate, pfx

SECRET = "canary-secret-of-the-folder-7"
ENV = {"PW": PASSWORD, "SECRET": SECRET}
LATER = {"days_to": 400}
OLD, NEW, OTHER = ({}, 0), (LATER, 1), (LATER, 2)


def leaf(which):
    return certificate(which[1], **which[0])


def print_of(which):
    from cryptography.hazmat.primitives.hashes import SHA1

    return leaf(which).fingerprint(SHA1()).hex().upper()


@pytest.fixture
def api(tmp_path) -> Iterator[str]:
    """The sample API on a port, letting in the old and the new bundle, and no other."""
    for name, which in (("old", OLD), ("new", NEW), ("other", OTHER)):
        (tmp_path / f"{name}.pfx").write_bytes(pfx(which[1], **which[0]))
    known = [leaf(OLD), leaf(NEW)]
    with open_local_graph(tmp_path / "graph") as graph:
        chain, key = graph.tls()
        transport = sample_api([one.public_bytes(Encoding.DER) for one in known], clock=lambda: datetime.now(UTC))
        trusted = b"".join(one.public_bytes(Encoding.PEM) for one in known)
        with running(transport, Tls(chain, key, trusted)) as origin:
            yield f"{origin}/claims"


@pytest.fixture
def run(cli, api, tmp_path):
    """A command line; a connector with the old certificate is there."""
    made = cli(
        "connector", "create", "Claims", "--url", api, "--pfx", f"{tmp_path}/old.pfx", "--pfx-password", "env:PW", "--local",
        env=ENV,
    )  # fmt: skip
    assert made.code == 0, made.err
    return lambda *arguments, **named: cli(*arguments, "--local", **{"env": ENV, **named})


def bundles(tmp_path, new="new"):
    return (
        "--pfx", f"{tmp_path}/{new}.pfx", "--pfx-password", "env:PW",
        "--old-pfx", f"{tmp_path}/old.pfx", "--old-password", "env:PW",
    )  # fmt: skip


def kept(tmp_path):
    return sorted(tmp_path.rglob("rotations/*/*/*.pfx"))


def test_rotation_switches_and_waits_for_the_overlap(run, tmp_path):
    done = run("rotate", "Claims", "--secret", "env:SECRET", *bundles(tmp_path))
    assert done.code == 0, done.err
    assert (done.json["state"], done.json["next"], done.json["active"]) == ("verified", "wait", print_of(NEW))
    assert done.json["way_back"] is True
    shown = run("connector", "show", "Claims").json
    assert shown["active"] == print_of(NEW)
    assert run("rotate", "status", "claims").json["next"] == "wait"


def test_rollback_makes_the_old_one_active_again(run, tmp_path):
    run("rotate", "Claims", "--secret", "env:SECRET", *bundles(tmp_path))
    done = run("rotate", "rollback", "Claims")
    assert (done.code, done.json["state"], done.json["active"]) == (0, "returned", print_of(OLD))
    assert kept(tmp_path) == []


def test_api_that_refuses_keeps_the_old_one_and_is_exit_code_1(run, tmp_path):
    done = run("rotate", "Claims", "--secret", "env:SECRET", *bundles(tmp_path, "other"))
    assert done.code == 1
    assert (done.json["next"], done.json["active"]) == ("switch", print_of(OLD))
    assert "the API does not accept" in done.json["why"]
    assert f"The API must trust {print_of(OTHER)}" in done.err
    assert run("rotate", "status").code == 1


def test_abort_removes_the_bundles(run, tmp_path):
    run("rotate", "Claims", "--secret", "env:SECRET", *bundles(tmp_path, "other"))
    assert len(kept(tmp_path)) == 3
    done = run("rotate", "abort", "Claims")
    assert (done.code, done.json["state"], kept(tmp_path)) == (0, "aborted", [])


def test_bundles_on_the_disk_are_private_and_under_the_secret(run, tmp_path):
    run("rotate", "Claims", "--secret", "env:SECRET", *bundles(tmp_path))
    assert kept(tmp_path)
    for file in kept(tmp_path):
        assert file.stat().st_mode & 0o777 == 0o600
    resumed = run("rotate", "resume", "Claims", env={**ENV, "SECRET": "another"})
    assert resumed.code == 3
    assert "--secret has to lead to the password" in resumed.err


def test_no_secret_is_printed_or_lies_in_clear(run, tmp_path):
    done = run("rotate", "Claims", "--secret", "env:SECRET", *bundles(tmp_path), "--output", "text", columns=80)
    for text in (done.out, done.err, *(one.read_text("latin-1") for one in tmp_path.rglob("rotations/*/*/*"))):
        assert SECRET not in text and PASSWORD not in text and "PRIVATE KEY" not in text


@pytest.mark.parametrize("secret", [SECRET, f"literal:{SECRET}", "-"])
def test_secret_that_no_later_run_finds_is_refused(run, tmp_path, secret):
    done = run("rotate", "Claims", "--secret", secret, *bundles(tmp_path))
    assert done.code == 2
    assert SECRET not in done.err


def test_plan_is_applied_as_it_was_kept(run, tmp_path):
    plan = run("rotate", "plan", "Claims", *bundles(tmp_path))
    assert plan.code == 0, plan.err
    (tmp_path / "plan.json").write_text(plan.out)
    done = run("rotate", "apply", f"{tmp_path}/plan.json", "--secret", "env:SECRET", *bundles(tmp_path))
    assert (done.code, done.json["plan"]) == (0, plan.json["checksum"])


def test_plan_that_was_changed_is_not_applied(run, tmp_path):
    plan = run("rotate", "plan", "Claims", *bundles(tmp_path)).json
    (tmp_path / "plan.json").write_text(json.dumps({**plan, "overlap_days": 0}))
    done = run("rotate", "apply", f"{tmp_path}/plan.json", "--secret", "env:SECRET", *bundles(tmp_path))
    assert done.code == 7
    assert "was changed" in done.err


def test_leaked_key_is_told_first_and_gone(run, tmp_path):
    done = run("rotate", "Claims", "--secret", "env:SECRET", *bundles(tmp_path), "--compromised", print_of(OLD))
    assert (done.code, done.json["state"]) == (0, "retired")
    assert done.err.index("must stop trusting these at once") < done.err.index("The API must trust")
    assert [one["thumbprint"] for one in run("connector", "show", "Claims").json["certificates"]] == [print_of(NEW)]
    assert done.json["compromised"] == [print_of(OLD)]


def test_new_key_is_made_when_no_bundle_is_given(run, tmp_path):
    waits = run("rotate", "Claims", "--secret", "env:SECRET", "--cn", "api.contoso.example")
    assert waits.code == 1, waits.err
    done = run("rotate", "resume", "Claims", "--confirm", "Ada")
    assert done.code == 0, done.err
    assert done.json["new"]["subject"] == "CN=api.contoso.example"
    assert done.json["active"] == done.json["new"]["thumbprint"]


def test_unsafe_plan_is_exit_code_7_with_the_reason(run, tmp_path):
    done = run("rotate", "Claims", "--secret", "env:SECRET", "--days", "30")
    assert done.code == 7
    assert "before an older one" in done.err


def test_rotation_that_is_not_there_is_a_usage_error(run):
    done = run("rotate", "resume", "Claims")
    assert done.code == 2
    assert "no rotation of 'Claims'" in done.err


def test_thumbprint_that_is_none_is_a_usage_error(run):
    assert run("rotate", "Claims", "--secret", "env:SECRET", "--compromised", "AB:CD").code == 2


def test_authority_of_ones_own_issues_the_new_one(run, cli, tmp_path):
    made = cli("ca", "init", f"{tmp_path}/ca", "--name", "Contoso CA", "--password", "env:SECRET", env=ENV)
    assert made.code == 0, made.err
    done = run(
        "rotate", "Claims", "--secret", "env:SECRET", "--ca", f"{tmp_path}/ca", "--ca-password", "env:SECRET", "--days", "400",
    )  # fmt: skip
    assert (done.code, done.json["state"]) == (1, "announced"), done.err
    assert "for it all the same: graphkey rotate resume CONNECTOR --confirm WHO" in done.err


def test_authority_that_did_not_open_at_the_beginning_issues_at_resume(run, cli, tmp_path, monkeypatch):
    authority = ("--ca", f"{tmp_path}/ca", "--ca-password")
    assert cli("ca", "init", f"{tmp_path}/ca", "--name", "Contoso CA", "--password", "env:SECRET", env=ENV).code == 0
    wish = ("rotate", "Claims", "--secret", "env:SECRET", "--days", "400")
    assert run(*wish, *authority, "env:PW").code == 3  # another password
    refused = run("rotate", "resume", "Claims")
    assert (refused.code, f"Give --ca {tmp_path}/ca" in refused.err) == (2, True)
    monkeypatch.chdir(tmp_path)
    done = run("rotate", "resume", "Claims", "--ca", "ca", "--ca-password", "env:SECRET")
    assert (done.code, done.json["state"]) == (1, "announced"), done.err


@pytest.mark.parametrize("content", [b'{"journal_format": 2}', b"{", b"\xff\xfe", b"[]", b""])
def test_journal_that_cannot_be_read_is_named_and_is_exit_code_7(run, tmp_path, content):
    run("rotate", "Claims", "--secret", "env:SECRET", *bundles(tmp_path))
    [journal] = tmp_path.rglob("journal.json")
    journal.write_bytes(content)
    for words in (("status",), ("resume", journal.parent.name)):
        refused = run("rotate", *words)
        assert (refused.code, str(journal.parent) in refused.err) == (7, True)
    assert journal.read_bytes() == content


def test_journal_of_another_connector_that_cannot_be_read_is_in_nobodys_way(run, tmp_path):
    run("rotate", "Claims", "--secret", "env:SECRET", *bundles(tmp_path))
    [journal] = tmp_path.rglob("journal.json")
    other = journal.parent.with_name("other")
    other.mkdir()
    (other / "journal.json").write_bytes(b'{"journal_format": 2}')
    assert run("rotate", "resume", "Claims").code == 0
    everything = run("rotate", "status")
    assert (everything.code, [one["state"] for one in everything.json]) == (7, ["verified"])
    assert str(other) in everything.err


@pytest.mark.parametrize("key", ["code", "subscription-key", "x-functions-key"])
def test_key_in_the_apis_address_is_nowhere(run, api, tmp_path, key):
    run("connector", "update", "Claims", "--url", f"{api}?{key}=canary-function-key")
    plan = run("rotate", "plan", "Claims", *bundles(tmp_path))
    (tmp_path / "plan.json").write_text(plan.out)
    applied = run(
        "rotate", "apply", f"{tmp_path}/plan.json", "--secret", "env:SECRET", *bundles(tmp_path), "--output", "text"
    )
    assert applied.code == 0, applied.err
    status = run("rotate", "status")
    files = [one.read_text("latin-1") for one in tmp_path.rglob("rotations/*/*/*")]
    for text in (plan.out, plan.err, applied.out, applied.err, status.out, *files):
        assert "canary-function-key" not in text


def test_plan_is_stale_when_only_the_key_in_the_address_has_changed(run, api, tmp_path):
    run("connector", "update", "Claims", "--url", f"{api}?code=canary-function-key")
    (tmp_path / "plan.json").write_text(run("rotate", "plan", "Claims", *bundles(tmp_path)).out)
    run("connector", "update", "Claims", "--url", f"{api}?code=canary-other-key")
    stale = run("rotate", "apply", f"{tmp_path}/plan.json", "--secret", "env:SECRET", *bundles(tmp_path))
    assert (stale.code, "not as it was when the plan was made" in stale.err) == (7, True)


def test_name_with_a_line_feed_makes_no_line_of_its_own(run, tmp_path):
    run("connector", "update", "Claims", "--name", "Claims\nstatus fine\u202e")
    shown = run(
        "rotate", "plan", "Claims\nstatus fine\u202e", "--secret", "env:SECRET", *bundles(tmp_path), "--output", "text"
    )
    assert "connector  Claims\ufffdstatus fine\ufffd" in shown.out


def test_word_in_advance_does_not_stand_against_a_refusal(run, tmp_path):
    wish = ("rotate", "Claims", "--secret", "env:SECRET", "--confirm", "Ann")
    told = run(*wish, *bundles(tmp_path, new="other"))
    assert (told.code, told.json["active"]) == (1, print_of(OLD))
    assert f"not switched: the API does not accept {print_of(OTHER)} although Ann answered for it" in told.err
    done = run("rotate", "resume", "Claims", "--confirm", "Ann, on call")
    assert (done.code, done.json["active"]) == (0, print_of(OTHER))
    assert f"warning: the API does not accept {print_of(OTHER)}, which the service shows it now" in done.err


def test_refusal_after_a_switch_by_clock_is_exit_code_7_and_keeps_the_way_back(run, cli, tmp_path):
    starts = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}"
    wish = ("--starts", starts, "--confirm", "Ann", "--overlap", "0", "--accept", "a try", "--days", "400")
    begun = run("rotate", "Claims", "--secret", "env:SECRET", *wish, *bundles(tmp_path)[4:])
    assert (begun.code, begun.json["next"]) == (0, "wait"), begun.err
    assert cli("local", "clock", "+3d", env=ENV).code == 0
    refused = run("rotate", "resume", "Claims")
    assert (refused.code, "the API does not accept" in refused.err, "rotate rollback" in refused.err) == (7, True, True)
    status = run("rotate", "status", "Claims")
    assert (status.code, status.json["state"], status.json["way_back"]) == (1, "switched", True)
    done = run("rotate", "resume", "Claims", "--confirm", "Ben")
    assert (done.code, done.json["state"]) == (0, "retired")
    assert f"The API's side may drop {print_of(OLD)}" in done.err


def test_word_that_nothing_waits_for_is_refused(run, tmp_path):
    run("rotate", "Claims", "--secret", "env:SECRET", *bundles(tmp_path))
    done = run("rotate", "resume", "Claims", "--confirm", "Ben")
    assert (done.code, "Go on without --confirm" in done.err) == (7, True)


def test_what_the_beginning_was_told_of_files_is_found_from_another_folder(run, tmp_path, monkeypatch):
    (tmp_path / "secret.txt").write_text(SECRET)
    (tmp_path / "trust.pem").write_bytes((tmp_path / "graph" / "ca.pem").read_bytes())
    monkeypatch.chdir(tmp_path)
    begun = run("rotate", "Claims", "--secret", "@secret.txt", "--trust", "trust.pem", *bundles(tmp_path))
    assert begun.code == 0, begun.err
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    resumed = run("rotate", "resume", "Claims")
    assert (resumed.code, resumed.json["next"]) == (0, "wait"), resumed.err
    [journal] = tmp_path.rglob("journal.json")
    assert json.loads(journal.read_text())["trust"] == f"@{tmp_path}/trust.pem"


@pytest.mark.parametrize("verb", ["plan", "resume", "rollback", "abort"])
def test_connector_that_is_called_like_a_verb_is_told_of(cli, verb):
    refused = cli("rotate", verb, "--local")
    assert (refused.code, f"graphkey rotate start {verb}" in refused.err) == (2, True)
    assert "rotate start CONNECTOR" in " ".join(cli("rotate", "--help").out.split())


def test_rotation_retires_when_the_overlap_is_over(run, cli, tmp_path):
    run("rotate", "Claims", "--secret", "env:SECRET", *bundles(tmp_path))
    moved = cli("local", "clock", "+8d", env=ENV)
    assert moved.code == 0, moved.err
    done = run("rotate", "resume", "Claims")
    assert (done.code, done.json["state"], kept(tmp_path)) == (0, "retired", [])
    assert f"The API's side may drop {print_of(OLD)}" in done.err


def test_rotation_is_refused_while_another_process_is_at_work(run, tmp_path):
    from graphkey.lifecycle.rotation.files import Folder

    started = run("rotate", "Claims", "--secret", "env:SECRET", *bundles(tmp_path))
    with Folder(next(tmp_path.rglob("rotations/*/*"))).held():
        done = run("rotate", "rollback", "Claims")
    assert done.code == 7
    assert "another process is at work" in done.err
    assert run("connector", "show", "Claims").json["active"] == started.json["active"]


def test_connector_that_was_deleted_is_in_nobodys_way(run, api, tmp_path):
    run("rotate", "Claims", "--secret", "env:SECRET", *bundles(tmp_path, "other"))
    assert run("connector", "delete", "Claims").code == 0
    gone = run("rotate", "status")
    assert (gone.code, gone.json[0]["next"], gone.json[0]["active"]) == (1, "stop", None)
    assert run("rotate", "abort", "Claims").code == 0
    run("connector", "create", "Claims", "--url", api, "--pfx", f"{tmp_path}/old.pfx", "--pfx-password", "env:PW")
    again = run("rotate", "Claims", "--secret", "env:SECRET", *bundles(tmp_path))
    assert again.code == 0, again.err
    assert run("rotate", "resume", "Claims").json["next"] == "wait"
    everything = run("rotate", "status")
    assert (everything.code, sorted(one["state"] for one in everything.json)) == (0, ["aborted", "verified"])

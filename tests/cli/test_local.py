"""`graphkey local` and `flow run`, served by the real command and in process."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.bundles import PASSWORD, pfx

FLOW = ("-B2XIdentityUserFlowId", "B2X_1_signup")


@pytest.fixture
def serve(tmp_path):
    """Start `graphkey local serve`; gives the process and what the ready file says."""
    started = []

    def start(*more: str, folder: Path = tmp_path / "served") -> tuple[subprocess.Popen, dict[str, str]]:
        ready = tmp_path / f"ready-{len(started)}.json"
        command = [
            sys.executable,
            "-m",
            "graphkey",
            "local",
            "serve",
            "--port",
            "0",
            "--data",
            str(folder),
            "--ready-file",
            str(ready),
            *more,
        ]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        started.append(process)
        while not ready.exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        return process, json.loads(ready.read_text())

    yield start
    for process in started:
        process.kill()
        process.communicate()


def environ(found):
    return {
        "AZURE_TENANT_ID": found["tenant_id"], "AZURE_CLIENT_ID": found["client_id"], "AZURE_CLIENT_SECRET": found["client_secret"],
        "AZURE_AUTHORITY_HOST": found["authority"], "GRAPHKEY_ENDPOINT": found["graph"], "SSL_CERT_FILE": found["ca_file"], "REQUESTS_CA_BUNDLE": found["ca_file"],
    }  # fmt: skip


def test_ready_file_holds_all_a_client_needs_and_is_private(serve, tmp_path, cli):
    process, found = serve()
    assert set(found) == {"graph", "authority", "tenant_id", "client_id", "client_secret", "ca_file"}
    assert found["graph"] == found["authority"]
    assert found["graph"].startswith("https://localhost:")
    assert stat.S_IMODE((tmp_path / "ready-0.json").stat().st_mode) == 0o600
    assert [one["id"] for one in cli("Get-MgBetaIdentityB2XUserFlow", env=environ(found)).json] == ["B2X_1_signup"]
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=10)
    assert process.returncode == 0
    assert b"Traceback" not in err


def test_upload_over_https_with_real_sign_in_reads_back_active(serve, tmp_path, cli):
    _, found = serve()
    (tmp_path / "client.pfx").write_bytes(pfx())
    upload = "Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate"
    env = {**environ(found), "PW": PASSWORD}
    done = cli(
        upload,
        *FLOW,
        "-Pkcs12Value",
        f"@{tmp_path / 'client.pfx'}",
        "-Password",
        "env:PW",
        "-Debug",
        "-Verbose",
        env=env,
    )
    assert done.code == 0, done.err
    assert done.json["authenticationConfiguration"]["certificateList"][0]["isActive"] is True
    assert found["client_secret"] not in done.err
    assert "eyJ" not in done.err
    assert found["graph"] in done.err


def test_env_prints_lines_that_a_shell_takes(serve, tmp_path, cli):
    _, found = serve()
    printed = cli("local", "env", "--data", str(tmp_path / "served"), "--shell", "posix").out
    assert all(line.startswith("export ") for line in printed.splitlines())
    shell = subprocess.run(["sh", "-c", printed + "env"], capture_output=True, text=True, check=True, env={}).stdout
    values = dict(line.split("=", 1) for line in shell.splitlines())
    assert values["GRAPHKEY_ENDPOINT"] == found["graph"]
    assert values["AZURE_CLIENT_SECRET"] != found["client_secret"]
    assert cli("Get-MgBetaIdentityB2XUserFlowCount", env=values).json == 1
    as_json = cli("local", "env", "--data", str(tmp_path / "served"), "--shell", "json").json
    assert set(as_json) == {
        "AZURE_TENANT_ID",
        "AZURE_CLIENT_ID",
        "AZURE_CLIENT_SECRET",
        "AZURE_AUTHORITY_HOST",
        "GRAPHKEY_ENDPOINT",
        "REQUESTS_CA_BUNDLE",
        "SSL_CERT_FILE",
        "CURL_CA_BUNDLE",
    }
    powershell = cli("local", "env", "--data", str(tmp_path / "served"), "--shell", "powershell").out
    assert all(line.startswith("$env:") for line in powershell.splitlines())


def test_env_of_a_folder_that_was_never_served_says_so(tmp_path, cli):
    assert cli("local", "env", "--data", str(tmp_path / "none")).code == 2
    cli("local", "status", "--data", str(tmp_path / "new"))
    done = cli("local", "env", "--data", str(tmp_path / "new"))
    assert done.code == 2
    assert "never been served" in done.err


def test_a_taken_port_is_an_error_and_no_traceback(serve, tmp_path, cli):
    _, found = serve()
    port = found["graph"].rsplit(":", 1)[1]
    done = cli("local", "serve", "--port", port, "--data", str(tmp_path / "other"))
    assert done.code == 2
    assert port in done.err


def test_status_is_told_in_words(cli):
    done = cli("local", "status", "--output", "text")
    assert done.code == 0
    assert not set("{}'") & set(done.out)
    assert "apiConnectors 1, b2xUserFlows 1" in done.out


def test_status_seed_and_reset_work_in_process(cli):
    assert cli("local", "status").code == 0
    cli("Remove-MgBetaIdentityB2XUserFlow", "-Local", *FLOW)
    assert cli("Get-MgBetaIdentityB2XUserFlow", "-Local").json == []
    assert cli("local", "seed").code == 0
    assert len(cli("Get-MgBetaIdentityB2XUserFlow", "-Local").json) == 1
    assert cli("local", "reset", "--yes").code == 0


def test_reset_plants_the_seed_that_is_named(cli):
    assert cli("local", "reset", "--yes", "--seed", "sample").json["counts"]["b2xUserFlows"] == 2
    assert cli("local", "reset", "--yes", "--seed", "empty").json["counts"]["b2xUserFlows"] == 0
    done = cli("local", "reset", "--yes", "--seed", "other")
    assert done.code != 0
    assert "signup, empty, sample" in done.err


def test_reset_without_yes_and_without_a_terminal_refuses(cli):
    done = cli("local", "reset")
    assert done.code == 2
    assert "--yes" in done.err


def test_in_process_and_served_are_one_graph(serve, tmp_path, cli):
    _, found = serve()
    cli(
        "New-MgBetaIdentityB2XUserFlow",
        "-Id",
        "both",
        "-UserFlowType",
        "signUpOrSignIn",
        "-UserFlowTypeVersion",
        "1",
        env=environ(found),
    )
    local = {"GRAPHKEY_LOCAL_DATA": str(tmp_path / "served")}
    assert cli("Get-MgBetaIdentityB2XUserFlowCount", "-Local", env=local).json == 2


def test_flow_run_against_a_cloud_is_refused(cli, tmp_path):
    env = {
        "AZURE_TENANT_ID": "contoso.com",
        "AZURE_CLIENT_ID": "11111111-1111-1111-1111-111111111111",
        "AZURE_CLIENT_SECRET": "x",
        "GRAPHKEY_ENDPOINT": "https://graph.microsoft.com",
    }
    done = cli("flow", "run", "B2X_1_signup", "--step", "preTokenIssuance", env=env)
    assert done.code == 2
    assert "no local Graph" in done.err


def test_flow_run_with_nobody_at_the_target_is_a_verdict_with_exit_one(cli):
    assert cli("connector", "update", "Sample API", "--url", "https://localhost:1/", "--local").code == 0
    done = cli("flow", "run", "B2X_1_signup", "--step", "preTokenIssuance", "--claims", '{"email": "a@example.com"}')
    assert done.code == 1
    assert done.json["outcome"] == "connect-failed"
    assert done.json["token"] is None


def test_flow_run_of_an_unknown_step_is_an_error(cli):
    assert cli("flow", "run", "B2X_1_signup", "--step", "preTea").code == 5
    assert cli("flow", "run", "nope", "--step", "preTokenIssuance").code == 5
    assert cli("flow", "run", "B2X_1_signup", "--step", "preTokenIssuance", "--claims", "[1]").code == 2


def test_demo_shows_the_whole_job_and_leaves_nothing(tmp_path):
    env = {
        **{n: v for n, v in os.environ.items() if not n.startswith(("AZURE_", "GRAPHKEY_"))},
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-m", "graphkey", "demo"], env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "active" in done.stdout
    assert "200" in done.stdout
    assert done.stderr == ""
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


def test_a_key_that_others_can_read_is_not_used(cli, tmp_path):
    assert cli("local", "status", "--data", str(tmp_path / "g")).code == 0
    (tmp_path / "g" / "vault.key").chmod(0o644)
    done = cli("local", "status", "--data", str(tmp_path / "g"))
    assert done.code == 2
    assert "chmod 600" in done.err


def test_a_relative_folder_gives_absolute_paths(serve, tmp_path, cli, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, found = serve(folder=Path("here"))
    assert Path(found["ca_file"]).is_absolute()
    printed = cli("local", "env", "--data", "here", "--shell", "json").json
    assert Path(printed["SSL_CERT_FILE"]).is_absolute()


# -- the clock and faults -----------------------------------------------------------------------------------------------


def test_clock_is_shown_set_and_reset(cli):
    assert cli("local", "clock").json["state"] == "real"
    moved = cli("local", "clock", "2027-01-01T00:00Z", "--still").json
    assert (moved["now"], moved["state"]) == ("2027-01-01T00:00:00Z", "still")
    assert moved["aheadSeconds"] >= cli("local", "clock").json["aheadSeconds"]  # real time goes on
    assert cli("local", "clock", "+1d").json["now"] == "2027-01-02T00:00:00Z"
    assert cli("local", "clock", "-1d12h").json["now"] == "2026-12-31T12:00:00Z"
    assert cli("local", "clock", "--running").json["state"] == "moved"
    assert cli("local", "status").json["clock"]["state"] == "moved"
    assert cli("local", "clock", "reset").json["aheadSeconds"] == 0


@pytest.mark.parametrize("when", ["tomorrow", "30d", "-x", "--bogus", "2027-01-01", ""])
def test_clock_refuses_what_is_no_time_as_an_error_of_usage(cli, when):
    done = cli("local", "clock", when)
    assert (done.code, done.out) == (2, "")
    assert "+30d" in done.err


def test_clock_that_is_reset_cannot_stand_still(cli):
    assert cli("local", "clock", "reset", "--still").code == 2


def test_bundle_is_checked_by_the_clock_of_the_local_graph(cli, tmp_path):
    (tmp_path / "client.pfx").write_bytes(pfx())
    slot = "ApiConnectorConfigurationPreTokenIssuanceClientCertificate"
    upload = (
        f"Invoke-MgBetaUploadIdentityB2XUserFlow{slot}",
        "-Local",
        *FLOW,
        "-Pkcs12Value",
        f"@{tmp_path / 'client.pfx'}",
    )
    env = {"PW": PASSWORD}
    cli("local", "clock", "+3650d")
    refused = cli(*upload, "-Password", "env:PW", env=env)
    assert refused.code == 3
    assert "expired" in refused.err
    cli("local", "clock", "reset")
    assert cli(*upload, "-Password", "env:PW", env=env).code == 0


def test_served_graph_and_one_in_process_show_one_clock(serve, tmp_path, cli):
    _, found = serve()
    data = ("--data", str(tmp_path / "served"))
    cli("local", "clock", "2027-01-01T00:00Z", "--still", *data)
    assert cli("local", "clock", env=environ(found)).json["now"] == "2027-01-01T00:00:00Z"
    cli("local", "clock", "+1d", env=environ(found))
    assert cli("local", "clock", *data).json["now"] == "2027-01-02T00:00:00Z"


def test_fault_is_met_by_a_served_graph_and_counted(serve, tmp_path, cli):
    _, found = serve()
    data = ("--data", str(tmp_path / "served"))
    added = cli(
        "local", "fault", "add", "--kind", "drop-after", "--method", "delete", "--path", "/identity/b2xUserFlows/*", *data
    )  # fmt: skip
    assert (added.json["id"], added.json["method"]) == (1, "DELETE")
    removed = cli("Remove-MgBetaIdentityB2XUserFlow", *FLOW, "-Verbose", env=environ(found))
    assert "repeat 1" in removed.err
    assert "404" in removed.err  # the first one had gone through
    assert cli("local", "fault", "list", *data).json[0]["met"] == 1
    assert cli("local", "status", *data).json["faults"][0]["kind"] == "drop-after"
    assert "met 1 of 1" in cli("local", "fault", "list", "--output", "text", *data).out
    assert cli("local", "fault", "clear", *data).json == {"removed": 1}
    assert cli("local", "fault", "list", "--output", "text", *data).out == "no faults\n"


def test_slow_answer_of_a_served_graph_holds_up_nobody_else(serve, tmp_path, cli):
    _, found = serve()
    data = ("--data", str(tmp_path / "served"))
    cli("local", "fault", "add", "--kind", "slow", "--delay", "3600", "--path", "/identity/apiConnectors", *data)
    with subprocess.Popen(
        [sys.executable, "-m", "graphkey", "Get-MgBetaIdentityApiConnector"], env={**os.environ, **environ(found)}
    ) as slow:
        try:
            while not cli("local", "fault", "list", *data).json[0]["met"]:
                assert slow.poll() is None
            assert cli("Get-MgBetaIdentityB2XUserFlow", env=environ(found)).code == 0
            assert slow.poll() is None
        finally:
            slow.kill()


@pytest.mark.parametrize(
    "wrong", [("--kind", "418"), ("--kind", "429", "--path", "identity"), ("--kind", "429", "--times", "0"), ()]
)
def test_fault_that_is_none_is_an_error_of_usage(cli, wrong):
    assert cli("local", "fault", "add", *wrong).code == 2


def test_one_fault_is_cleared_by_its_id(cli):
    cli("local", "fault", "add", "--kind", "429", "--always")
    cli("local", "fault", "add", "--kind", "503")
    assert cli("local", "fault", "clear", "1").json == {"removed": 1}
    assert cli("local", "fault", "clear", "1").code == 5
    assert [rule["kind"] for rule in cli("local", "fault", "list").json] == ["503"]

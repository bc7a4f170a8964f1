"""`graphkey watch`: what it looks at, what it tells whom, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import trustme

from graphkey.cli.watch_looking import Clocks, StoppedError, look_at_all, wait_for_next
from graphkey.cli.watch_telling import Memory
from graphkey.cli.watch_view import alert
from graphkey.lifecycle.watching.findings import Finding, Look
from graphkey.serve import Tls, running
from graphkey.testing import LocalGraphFixture
from graphkey.wire import Request, Response
from tests.cli.conftest import Cli

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
BASIC = (
    "New-MgBetaIdentityApiConnector", "-Local", "-BodyParameter",
    '{"displayName":"Old one","targetUrl":"https://api.example/x?code=canary-7","authenticationConfiguration":'
    '{"@odata.type":"#microsoft.graph.basicAuthentication","username":"u","password":"canary-8"}}',
)  # fmt: skip
DOWN = (
    "context", "add", "down", "--tenant", "contoso.example", "--client-id", "11111111-2222-3333-4444-555555555555",
    "--client-secret", "env:S", "--graph", "https://localhost:9", "--authority", "https://localhost:9",
)  # fmt: skip


def ids(done: Any) -> set[str]:
    return {one["id"] for one in done.json["findings"]}


# -- what it says --------------------------------------------------------------------------------------------------------


def test_exit_code_is_0_when_everything_is_fine(cli: Cli) -> None:
    done = cli("watch", "--local", "--ignore", "basic-authentication", "--ignore", "no-certificate")
    assert done.code == 0, done.out
    assert done.json["status"] == "fine"


def test_exit_code_is_1_when_something_is_found(cli: Cli) -> None:
    cli(*BASIC)
    done = cli("watch", "--local")
    assert done.code == 1
    assert "basic-authentication" in ids(done)
    assert "canary" not in done.out


def test_exit_code_is_8_when_a_context_cannot_be_read_whatever_else_was_found(cli: Cli) -> None:
    cli(*BASIC)
    cli(*DOWN)
    done = cli("watch", "--local", "--context", "down", env={"S": "canary-9"})
    assert done.code == 8
    assert {"unread", "basic-authentication"} <= ids(done)
    down, local = done.json["contexts"]
    assert (down["context"], down["read"], down["connectors"]) == ("down", "no", None)
    assert local["read"] == "yes"
    assert "canary" not in done.out + done.err


def test_exit_code_is_8_when_only_the_flows_cannot_be_read(cli: Cli) -> None:
    with LocalGraphFixture() as local:
        local.fault("503", path="/identity/b2xUserFlows", times=None, retry_after_s=0)
        done = cli("watch", env=local.env)
    assert done.code == 8
    assert [one["name"] for one in done.json["findings"] if one["severity"] == "unread"] == ["B2X user flows"]
    assert done.json["contexts"][0]["read"] == "partly"
    assert len(done.json["contexts"][0]["connectors"]) == 1
    assert "unused" not in ids(done)


def test_unknown_context_is_an_error_and_no_finding(cli: Cli) -> None:
    assert cli("watch", "--context", "nowhere").code == 2
    assert cli("watch", "--all-contexts").code == 2


def test_text_names_the_context_and_every_finding(cli: Cli) -> None:
    cli(*BASIC)
    done = cli("watch", "--local", "--output", "text")
    assert "local" in done.out.splitlines()[0]
    assert "[basic-authentication]" in done.out
    assert "status " in done.out


def test_findings_end_where_a_terminal_does_and_are_lines_in_a_pipe(cli: Cli) -> None:
    cli(*BASIC)
    folded = cli("watch", "--local", "--output", "text", columns=40)
    assert all(len(line) <= 40 for line in folded.out.splitlines())
    whole = cli("watch", "--local", "--output", "text")
    assert any(line.startswith("warning  local: ") and line.endswith("]") for line in whole.out.splitlines())


def test_report_that_is_neither_page_nor_picture_is_refused(cli: Cli, tmp_path: Path) -> None:
    done = cli("watch", "--local", "--report", f"{tmp_path}/r.pdf")
    assert (done.code, ".svg" in done.err, list(tmp_path.glob("r.*"))) == (2, True, [])


def test_thresholds_in_the_wrong_order_are_refused(cli: Cli) -> None:
    assert cli("watch", "--local", "--warn-days", "3", "--critical-days", "7").code == 2


# -- files ---------------------------------------------------------------------------------------------------------------


def test_files_are_written_whole_and_for_all_to_read(cli: Cli, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        done = cli("watch", "--local", "--prometheus", f"{tmp_path}/g.prom", "--report", f"{tmp_path}/r.html")
    finally:
        os.umask(before)
    assert done.code in (0, 1)
    assert 'graphkey_watch_up{context="local"} 1' in (tmp_path / "g.prom").read_text()
    assert (tmp_path / "g.prom").stat().st_mode & 0o777 == 0o644
    assert "<svg" in (tmp_path / "r.html").read_text()
    assert cli("watch", "--local", "--report", f"{tmp_path}/r.svg").code == done.code
    assert (tmp_path / "r.svg").read_text().startswith("<svg")
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".g.prom")]


def test_alarm_goes_out_when_a_file_cannot_be_written(cli: Cli, tmp_path: Path) -> None:
    cli(*BASIC)
    done = cli(
        "watch", "--local", "--report", f"{tmp_path}/no/r.html",
        "--exec", f"{sys.executable} -c \"open('{tmp_path}/told','w')\"", env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert done.code == 74
    assert (tmp_path / "told").exists()


def test_metrics_file_is_refused_when_the_collector_would_not_read_it(cli: Cli) -> None:
    assert cli("watch", "--local", "--prometheus", "metrics.txt").code == 2


# -- program and webhook -------------------------------------------------------------------------------------------------


def test_program_gets_facts_and_no_shell_when_something_is_found(cli: Cli, tmp_path: Path) -> None:
    cli(*BASIC)
    program = tmp_path / "tell.py"
    program.write_text(
        "import json, os, sys\n"
        "json.dump([json.load(sys.stdin), os.environ['GRAPHKEY_WATCH_STATUS'], sys.argv[1:]], open(sys.argv[1], 'w'))\n"
    )
    told = tmp_path / "told.json"
    command = f"{sys.executable} {program} {told} '$(touch {tmp_path}/shell)'"
    done = cli("watch", "--local", "--exec", command, env={"PATH": os.environ["PATH"]})
    assert done.code == 1
    document, status, words = json.loads(told.read_text())
    assert document["type"] == "graphkey.watch"
    assert status == document["status"] != "fine"
    assert words[1].startswith("$(touch")
    assert not (tmp_path / "shell").exists()


def test_text_of_an_alert_is_short_when_there_is_much_to_tell() -> None:
    shown = alert([finding("gap")._replace(sentence="x" * 100_000) for _ in range(1000)], [], AT)
    assert len(shown["text"]) < 12_000
    assert shown["text"].endswith("and 980 more")
    assert len(shown["findings"]) == 1000


def test_program_that_fails_is_told_and_the_exit_code_stays(cli: Cli) -> None:
    cli(*BASIC)
    done = cli(
        "watch", "--local", "--exec", f"{sys.executable} -c 'raise SystemExit(3)'", env={"PATH": os.environ["PATH"]}
    )
    assert done.code == 1
    assert "failed with exit code 3" in done.err


def test_program_is_not_run_when_everything_is_fine(cli: Cli, tmp_path: Path) -> None:
    command = f"{sys.executable} -c \"open('{tmp_path}/told','w')\""
    ignored = ("--ignore", "basic-authentication", "--ignore", "no-certificate")
    assert cli("watch", "--local", "--exec", command, *ignored, env={"PATH": os.environ["PATH"]}).code == 0
    assert not (tmp_path / "told").exists()


@pytest.mark.parametrize("command", ["", "no-such-program-here", "'"])
def test_program_is_refused_before_looking_when_there_is_none(cli: Cli, command: str) -> None:
    assert cli("watch", "--local", "--exec", command).code == 2


class Hook(NamedTuple):
    origin: str
    ca_file: str
    got: list[Request]


@pytest.fixture
def hook(tmp_path: Path) -> Iterator[Hook]:
    ca = trustme.CA()
    cert = ca.issue_cert("localhost")
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    (tmp_path / "cert.pem").write_bytes(b"".join(blob.bytes() for blob in cert.cert_chain_pems))
    cert.private_key_pem.write_to_path(tmp_path / "key.pem")
    got: list[Request] = []

    def take(request: Request) -> Response:
        got.append(request)
        return Response(204)

    with running(take, Tls(tmp_path / "cert.pem", tmp_path / "key.pem")) as origin:
        yield Hook(origin, str(tmp_path / "ca.pem"), got)


def test_webhook_is_told_over_tls_and_signed(cli: Cli, hook: Hook) -> None:
    cli(*BASIC)
    env = {"SSL_CERT_FILE": hook.ca_file, "HOOK": f"{hook.origin}/canary-7", "SIGN": "whsec_c2VjcmV0"}
    done = cli("watch", "--local", "--webhook", "env:HOOK", "--webhook-secret", "env:SIGN", env=env)
    assert done.code == 1, done.err
    [request] = hook.got
    assert request.headers["webhook-signature"].startswith("v1,")
    assert "basic-authentication" in {one["id"] for one in json.loads(request.body)["findings"]}
    assert "authorization" not in request.headers


def test_webhook_that_is_not_trusted_is_told_and_its_address_is_not(cli: Cli, hook: Hook, tmp_path: Path) -> None:
    cli(*BASIC)
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    env = {"SSL_CERT_FILE": str(tmp_path / "other.pem"), "HOOK": f"{hook.origin}/canary-7"}
    done = cli("watch", "--local", "--webhook", "env:HOOK", env=env)
    assert done.code == 1
    assert "warning: the webhook was not told" in done.err
    assert "canary" not in done.err
    assert hook.got == []


@pytest.mark.parametrize("address", ["http://localhost/x", "https://u:p@localhost/", "", "x"])
def test_webhook_is_refused_when_it_is_no_plain_https_address(cli: Cli, address: str) -> None:
    done = cli("watch", "--local", "--webhook", address)
    assert done.code == 2


# -- coming again --------------------------------------------------------------------------------------------------------


def finding(name: str, severity: Any = "warning") -> Finding:
    return Finding(name, severity, "contoso", "1", "One", "…")


def test_only_news_are_told_until_it_is_time_to_remind() -> None:
    memory = Memory(timedelta(days=1))
    assert memory.news([], AT) == (False, [])
    assert memory.news([finding("gap")], AT) == (True, [])
    memory.was_told([finding("gap")], AT)
    assert memory.news([finding("gap")], AT + timedelta(hours=1)) == (False, [])
    assert memory.news([finding("gap", "critical")], AT + timedelta(hours=1))[0]
    assert memory.news([finding("gap")], AT + timedelta(hours=25)) == (True, [])
    assert memory.news([finding("gap")], AT - timedelta(days=300)) == (True, [])
    assert memory.news([], AT + timedelta(hours=1)) == (True, [finding("gap")])


class Time:
    """Two clocks and an event, so that a wait needs no time."""

    def __init__(self, wall_jump: timedelta = timedelta()) -> None:
        self.steady = 0.0
        self.wall = AT
        self.jump = wall_jump
        self.waits: list[float] = []
        self.ends_after = 10_000

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.steady += seconds
        self.wall += timedelta(seconds=seconds) + self.jump
        self.jump = timedelta()

    def is_set(self) -> bool:
        return len(self.waits) >= self.ends_after

    def run(self, entropy: bytes = b"\x80\x00") -> bool:
        return wait_for_next(
            timedelta(hours=1), self, Clocks(lambda: self.wall, lambda: self.steady), lambda n: entropy
        )  # type: ignore[arg-type]


def test_wait_is_as_long_as_it_says_give_or_take_a_tenth() -> None:
    for entropy, wanted in ((b"\0\0", 3240), (b"\xff\xff", 3960)):
        time = Time()
        assert time.run(entropy)
        assert time.steady == pytest.approx(wanted)


def test_wait_ends_when_the_clock_goes_back_or_the_machine_slept() -> None:
    back, slept = Time(timedelta(days=-400)), Time(timedelta(hours=5))
    assert back.run()
    assert back.steady == pytest.approx(3600, abs=1)
    assert slept.run()
    assert slept.steady == pytest.approx(30)


def test_wait_ends_at_once_when_the_watch_is_to_end() -> None:
    time = Time()
    time.ends_after = 0
    assert not time.run()
    assert time.waits == []


def test_looks_come_in_the_order_of_the_names_when_they_end_in_another() -> None:
    second_done = threading.Event()

    def look(name: str) -> Look:
        if name == "a":
            assert second_done.wait(10)
        if name == "b":
            second_done.set()
        return Look(name, AT)

    assert [one.context for one in look_at_all(["a", "b", "c"], look, threading.Event())] == ["a", "b", "c"]


def test_look_ends_when_told_to_though_a_context_never_answers() -> None:
    never, stop = threading.Event(), threading.Event()

    def look(name: str) -> Look:
        stop.set()
        never.wait(60)
        return Look(name, AT)

    with pytest.raises(StoppedError):
        look_at_all(["a"], look, stop)
    never.set()


def test_bug_in_a_look_is_raised_and_not_swallowed() -> None:
    def look(name: str) -> Look:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        look_at_all(["a", "b"], look, threading.Event())


def test_watch_that_stays_ends_cleanly_when_it_gets_sigterm(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "GRAPHKEY_LOCAL_DATA": str(tmp_path / "graph")}
    words = [sys.executable, "-m", "graphkey", "watch", "--local", "--every", "1h", "--output", "jsonl"]
    with subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert first["contexts"][0]["context"] == "local"
    assert (process.returncode, out, err) == (0, "", "")


def test_name_with_a_line_feed_makes_no_line_of_its_own(cli: Cli) -> None:
    made = cli(
        "connector", "create", "Claims\nstatus fine\u202e", "--url", "https://localhost:1/", "--user", "u",
        "--password", "env:PW", "--local", env={"PW": "throw-away"},
    )  # fmt: skip
    assert made.code == 0, made.err
    lines = cli("watch", "--local", "--output", "text").out.splitlines()
    assert [line for line in lines if line.startswith("status")] == ["status warning"]
    assert "\u202e" not in "".join(lines)

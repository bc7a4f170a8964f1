"""One canary, and every program that a verb starts: it stands in no argument of any process, and no child gets more than it needs."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.bundles import pfx

CANARY = "canary-5d2b90ae"
pytestmark = pytest.mark.skipif(
    not Path("/proc/self/cmdline").exists(), reason="arguments of processes are read from /proc"
)
SPY = """
import json, os, sys
from pathlib import Path
seen = {}
for one in Path("/proc").iterdir():
    if one.name.isdigit() and one.name != str(os.getpid()):
        try:
            seen[one.name] = (one / "cmdline").read_bytes().decode(errors="replace")
        except OSError:  # it has ended
            pass
given = sys.stdin.read() if sys.argv[2:] == ["read"] else ""
told = {"arguments": seen, "own": sys.argv, "environ": dict(os.environ), "parent": str(os.getppid()), "given": given}
with open(sys.argv[1] + f"/{os.getpid()}.json", "w") as file:
    json.dump(told, file)
print(os.environ.get("SPY_SAYS", ""))
"""


class Spy(NamedTuple):
    folder: Path
    program: str
    environ: dict[str, str]

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "graphkey", *words]
        return subprocess.run(command, env=self.environ | env, capture_output=True, text=True, timeout=60, check=False)

    def told(self) -> list[dict[str, object]]:
        return [json.loads(one.read_text()) for one in self.folder.glob("*.json")]


@pytest.fixture
def spy(tmp_path: Path) -> Spy:
    """Give a program that looks at all processes while it runs, in place of a vault's, an authority's or an alarm's."""
    folder = tmp_path / "seen"
    folder.mkdir()
    (tmp_path / "spy.py").write_text(SPY)
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PW": CANARY, "SPY_SAYS": CANARY}
    (tmp_path / "client.pfx").write_bytes(pfx(password=CANARY))
    return Spy(folder, f"{sys.executable} {tmp_path}/spy.py {folder}", environ)


def check(spy: Spy, runs: int, extra: frozenset[str] = frozenset()) -> None:
    told = spy.told()
    assert len(told) == runs
    for one in told:
        assert CANARY not in json.dumps([one["arguments"], one["own"]])
        assert one["parent"] in one["arguments"]  # it did see the verb's own arguments
        named = {name: value for name, value in one["environ"].items() if spy.environ.get(name) != value}
        assert set(named) - {"LC_CTYPE"} == extra
        assert CANARY not in json.dumps(list(named.values()))


def test_canary_is_in_no_argument_when_a_program_gives_passwords(spy: Spy, tmp_path: Path) -> None:
    source, made = f"cmd:{spy.program}", str(tmp_path / "made.pfx")
    assert spy.run("cert", "check", f"{tmp_path}/client.pfx", "--password", source).returncode == 0
    assert spy.run("cert", "new", made, "--name", "a.example", "--password", source).returncode == 0
    done = spy.run(
        "connector", "create", "One", "--url", "https://a.example", "--local", "--user", "u", "--password", source
    )
    assert done.returncode == 0, done.stderr
    check(spy, 3)


def test_canary_is_in_no_argument_and_no_key_is_given_when_a_program_issues(spy: Spy, tmp_path: Path) -> None:
    words = ("cert", "new", f"{tmp_path}/made.pfx", "--name", "a.example", "--password", "env:PW")
    done = spy.run(*words, "--ca", f"cmd:{spy.program} read")
    assert done.returncode == 3  # what the spy prints is no certificate
    assert CANARY not in done.stdout + done.stderr
    check(spy, 1)
    [one] = spy.told()
    assert str(one["given"]).startswith("-----BEGIN CERTIFICATE REQUEST")
    assert "PRIVATE" not in str(one["given"])


def test_canary_is_in_no_argument_and_no_alarm_when_a_watch_runs_a_program(spy: Spy) -> None:
    url = f"https://a.example/x?code={CANARY}"
    made = spy.run("connector", "create", "One", "--url", url, "--local", "--user", "u", "--password", "env:PW")
    assert made.returncode == 0, made.stderr
    assert spy.run("watch", "--local", "--exec", f"{spy.program} read").returncode == 1
    check(spy, 1, frozenset({"GRAPHKEY_WATCH_STATUS", "GRAPHKEY_WATCH_TEXT"}))
    [one] = spy.told()
    assert json.loads(str(one["given"]))["type"] == "graphkey.watch"
    assert CANARY not in str(one["given"])

"""Completion: what is offered, how fast, and in the real shells."""

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.catalog.load import command_names
from graphkey.cli.completion import SESSION, VERBS, candidates
from graphkey.cli.session.table import COMMANDS
from graphkey.cli.verbs import VERBS as CLICK_VERBS

from .conftest import Cli

STATE = "graphkey New-MgBetaIdentityConditionalAccessPolicy -State "
SCRIPTS = Path(__file__).parents[2] / "src/graphkey/cli/completions"


@pytest.fixture
def offered(tmp_path: Path):
    environ = {"GRAPHKEY_CONFIG_DIR": str(tmp_path / "config"), "HOME": str(tmp_path)}
    return lambda line: candidates(line, environ)


def test_every_command_is_offered(offered: Any) -> None:
    assert set(offered("graphkey ")) == {*command_names(), *(row.name for row in COMMANDS), *VERBS}


def test_the_tables_of_completion_are_those_of_the_commands() -> None:
    assert set(SESSION) == {row.name for row in COMMANDS}
    assert set(VERBS) == {*CLICK_VERBS, "find", "request", "Get-Help"}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("graphkey get-mgbetaidentityapiconnectorc", ["Get-MgBetaIdentityApiConnectorCount"]),
        ("graphkey Get-Help connect", ["Connect-MgGraph"]),
        ("graphkey who", ["whoami"]),
        (STATE, ["enabled", "disabled", "enabledForReportingButNotEnforced"]),
        (STATE + "DIS", ["disabled"]),
        (STATE.strip() + ":ena", ["-State:enabled", "-State:enabledForReportingButNotEnforced"]),
        (STATE.replace("-State", "-stat"), ["enabled", "disabled", "enabledForReportingButNotEnforced"]),
        ("graphkey Get-MgContext -Out", ["-OutBuffer", "-OutVariable", "-OutputFormat"]),
        ("graphkey Get-MgContext -output c", ["csv"]),
        ("graphkey Connect-MgGraph -ContextScope ", ["CurrentUser", "Process"]),
        ("graphkey Connect-MgGraph -Environment Ch", ["China"]),
        ("graphkey Find-MgGraphCommand -Command Get-MgIdentityApiConnectorC", ["Get-MgIdentityApiConnectorCount"]),
        ("graphkey request p", ["POST", "PUT", "PATCH"]),
        ("graphkey find x -Ap", ["-ApiVersion"]),
        ("graphkey context us", ["use"]),
        ("graphkey completion z", ["zsh"]),
        ("graphkey local env --shell p", ["posix", "powershell"]),
        ("graphkey context use ", ["local"]),
        ("graphkey Get-MgBetaIdentityApiConnector -Context l", ["local"]),
        ("graphkey Nope-MgNope -", []),
        ("graphkey nope ", []),
        ("graphkey", []),
        ("", []),
        ("graphkey 'Get-MgBetaIdentityApiConnectorC", ["Get-MgBetaIdentityApiConnectorCount"]),
    ],
)
def test_what_fits_is_offered(offered: Any, line: str, found: list[str]) -> None:
    assert offered(line) == found


def test_a_parameter_is_offered_once_and_switches_take_no_value(offered: Any) -> None:
    assert "-Local" in offered("graphkey Get-MgBetaIdentityApiConnector -")
    left = offered("graphkey Get-MgBetaIdentityApiConnector -Local ")
    assert "-Local" not in left
    assert "-Filter" in left


def test_contexts_and_environments_of_ones_own_are_offered(cli: Cli, offered: Any) -> None:
    cli("context", "add", "prod", "--azure-cli")
    cli(
        "Add-MgEnvironment",
        "-Name",
        "Canary",
        "-GraphEndpoint",
        "https://c.example",
        "-AzureADEndpoint",
        "https://c.example",
    )
    assert offered("graphkey Get-MgBetaIdentityApiConnector -Context ") == ["prod", "local"]
    assert offered("graphkey whoami --context p") == ["prod"]
    assert offered("graphkey Remove-MgEnvironment -Name Can") == ["Canary"]


def test_a_broken_file_offers_nothing_and_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "contexts.toml").write_text("[")
    environ = {**os.environ, "GRAPHKEY_CONFIG_DIR": str(tmp_path / "config")}
    done = subprocess.run(
        [sys.executable, "-m", "graphkey", "--complete-line", "graphkey Get-MgContext -Context x"],
        env=environ, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@given(st.text())
def test_no_line_is_too_odd(text: str) -> None:
    candidates(text, {})
    candidates("graphkey Get-MgContext " + text, {"HOME": "/nowhere"})


def test_names_come_without_what_a_command_needs(tmp_path: Path) -> None:
    code = "import sys; sys.argv = ['graphkey', '--complete-line', 'graphkey Get-']\nfrom graphkey.cli.main import run\ntry: run()\nfinally: print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-S", "-c", code], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, text=True)  # fmt: skip
    assert len(done.stdout.splitlines()) > 300
    assert (
        set(done.stderr.split()) & {"click", "json", "graphkey.catalog.load", "graphkey.cli.graph", "tomllib"} == set()
    )


def test_a_shell_that_is_none_is_refused(cli: Cli) -> None:
    assert cli("completion", "tcsh").code == 2
    assert cli("completion").code == 2


# -- the real shells -----------------------------------------------------------------------------------------------------


@pytest.fixture
def path_with_graphkey(tmp_path: Path) -> dict[str, str]:
    program = tmp_path / "bin" / "graphkey"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m graphkey "$@"\n')
    program.chmod(0o755)
    return {
        **os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}", "HOME": str(tmp_path), "TERM": "dumb",
        "GRAPHKEY_CONFIG_DIR": str(tmp_path / "config"), "INPUTRC": "/dev/null",
    }  # fmt: skip


class Shell:
    """A shell at a terminal of its own."""

    def __init__(self, handle: int) -> None:
        self.handle = handle
        self.seen = ""

    def type(self, text: str) -> None:
        os.write(self.handle, text.encode())

    def complete(self, typed: str, shown: str) -> None:
        """Type a line with its TAB, and have the shell print what it has become (Ctrl-A goes to its beginning)."""
        self.type(f"{typed}\x01echo \n")
        self.wait_for(f"\n{shown}")

    def wait_for(self, text: str, seconds: float = 30) -> str:
        """Read until the text appears."""
        end = time.monotonic() + seconds
        while text not in self.seen:
            ready, _, _ = select.select([self.handle], [], [], max(0, end - time.monotonic()))
            assert ready, f"{text!r} did not come; this did: {self.seen!r}"
            self.seen += os.read(self.handle, 65536).decode(errors="replace")
        return self.seen


@contextmanager
def interactive(words: list[str], environ: dict[str, str]) -> Iterator[Shell]:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=environ, start_new_session=True)
    os.close(theirs)
    try:
        yield Shell(ours)
    finally:
        process.kill()
        process.wait()
        with suppress(OSError):
            os.close(ours)


def needs(shell: str) -> str:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not here")
    return found


TYPED = [
    ("graphkey get-mgbetaidentityapiconnectorc\t", "graphkey Get-MgBetaIdentityApiConnectorCount"),
    (STATE + "dis\t", STATE + "disabled"),
    (STATE.strip() + ":dis\t", STATE.strip() + ":disabled"),
    ("graphkey Get-MgContext -quer\t", "graphkey Get-MgContext -Query"),
    ("graphkey completion f\t", "graphkey completion fish"),
]


@pytest.mark.parametrize(("typed", "shown"), TYPED)
def test_bash_completes(path_with_graphkey: dict[str, str], typed: str, shown: str) -> None:
    with interactive([needs("bash"), "--norc", "--noprofile", "-i"], {**path_with_graphkey, "PS1": "> "}) as shell:
        shell.type("bind 'set enable-bracketed-paste off'; eval \"$(graphkey completion bash)\"; echo re''ady\n")
        shell.wait_for("ready")
        shell.complete(typed, shown)


@pytest.mark.parametrize(("typed", "shown"), TYPED)
def test_zsh_completes(path_with_graphkey: dict[str, str], typed: str, shown: str) -> None:
    with interactive([needs("zsh"), "-f", "-i"], {**path_with_graphkey, "PS1": "> ", "TERM": "vt100"}) as shell:
        shell.type("autoload -U compinit; compinit -u -D; eval \"$(graphkey completion zsh)\"; echo re''ady\n")  # fmt: skip
        shell.wait_for("ready")
        shell.complete(typed, shown)


@pytest.mark.parametrize(("typed", "shown"), TYPED)
def test_fish_completes(path_with_graphkey: dict[str, str], typed: str, shown: str) -> None:
    line = f"source {SCRIPTS / 'graphkey.fish'}; complete -C '{typed.strip()}'"
    done = subprocess.run(
        [needs("fish"), "--no-config", "-c", line], env=path_with_graphkey, capture_output=True, text=True
    )
    assert [one.split("\t")[0] for one in done.stdout.splitlines()] == [shown.split(" ")[-1]], done.stderr


def test_powershell_completes(path_with_graphkey: dict[str, str]) -> None:
    script = f". '{SCRIPTS / 'graphkey.ps1'}'; (TabExpansion2 '{STATE}dis' {len(STATE) + 3}).CompletionMatches.CompletionText"
    done = subprocess.run([needs("pwsh"), "-NoProfile", "-Command", script], env=path_with_graphkey, capture_output=True, text=True)  # fmt: skip
    assert done.stdout.strip() == "disabled"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_the_script_of_a_shell_is_printed_and_holds_no_quote_that_breaks(cli: Cli, shell: str) -> None:
    done = cli("completion", shell)
    assert done.code == 0
    assert "--complete-line" in done.out
    checker = {"bash": "bash", "zsh": "zsh", "fish": "fish"}.get(shell)
    if checker and shutil.which(checker):
        assert subprocess.run([checker, "-n"], input=done.out, text=True, capture_output=True).stderr == ""

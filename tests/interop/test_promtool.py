"""What `graphkey watch --prometheus` writes, read and linted by Prometheus' own promtool; and the alerts that the how-to gives."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graphkey.errors import TransportError
from graphkey.lifecycle.activity import Certificate
from graphkey.lifecycle.model import Connector, Inventory
from graphkey.lifecycle.watching.findings import Look, Policy, findings
from graphkey.lifecycle.watching.metrics import metrics

pytestmark = pytest.mark.interop
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOW_TO = Path(__file__).parents[2] / "docs/how-to/watch-certificates.md"
NAMES = [
    "One", "", "Ärzte & Söhne", "日本語 🔑", 'a "quoted" name', "back\\slash\\n", "two\nlines", "cr\rlf\r\n", "nul\0 esc\x1b[2J", "\ud800 half",
    "{curly=\"1\"} 5", "# HELP x", "\u2028\u202e", "x" * 5000,
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def promtool() -> None:
    if shutil.which("promtool") is None:
        if os.environ.get("CI"):
            pytest.fail("promtool is not here")
        pytest.skip("promtool is not here: apt-get install prometheus")


def run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *words], input=given, capture_output=True, text=True, timeout=60, check=False)


def look(names: Iterable[str], context: str = "contoso") -> Look:
    held = (
        Certificate("AB" * 20, AT, AT + timedelta(days=10), True),
        Certificate("CD" * 20, AT, AT + timedelta(days=90)),
    )
    kinds = ("certificate", "basic", "none")
    made = [
        Connector(f"id{number}", name, "https://one.example", kinds[number % 3], held if number % 3 == 0 else ())
        for number, name in enumerate(names)
    ]
    return Look(context, AT, Inventory(tuple(made), (), (), "beta", AT))


@pytest.mark.parametrize("context", ["contoso", 'tenant "ä" \\ \n{}'])
def test_metrics_are_read_and_linted_without_a_word_when_names_are_strange(context: str) -> None:
    looks = [look(NAMES, context), Look("prod", AT, error=TransportError("no answer"))]
    done = run("check", "metrics", given=metrics(looks, findings(looks, Policy()), AT))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_promtool_would_say_it_when_the_text_were_wrong() -> None:
    text = metrics([look(["One"])], [], AT)
    assert run("check", "metrics", given=text.replace('connector="One"', 'connector="O"ne"')).returncode != 0


def test_alerts_of_the_how_to_are_rules_that_prometheus_takes(tmp_path: Path) -> None:
    [rules] = re.findall(r"```yaml\n(- alert:.*?)```", HOW_TO.read_text(encoding="utf-8"), flags=re.DOTALL)
    (tmp_path / "rules.yml").write_text(
        "groups:\n- name: graphkey\n  rules:\n" + "".join(f"  {line}\n" for line in rules.splitlines())
    )
    done = run("check", "rules", f"{tmp_path}/rules.yml")
    assert (done.returncode, "3 rules found" in done.stdout) == (0, True), done.stdout + done.stderr

"""The how-to's examples run as they stand; `test_stubs` has a type checker look at them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.bundles import PASSWORD, pfx

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/use-it-from-python.md").read_text(encoding="utf-8")
PROGRAM = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture
def program(tmp_path):
    file = tmp_path / "program.py"
    file.write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "client.pfx").write_bytes(pfx())
    return file


def test_examples_run_one_after_another(program):
    env = {**os.environ, "GRAPHKEY_LOCAL_DATA": str(program.parent / "graph"), "PFX_PASSWORD": PASSWORD}
    ran = subprocess.run(
        [sys.executable, "-W", "error", str(program)],
        capture_output=True, text=True, env=env, cwd=program.parent, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    said = ran.stdout.splitlines()
    assert said[:2] == ["B2X_1_signup signUpOrSignIn", "/beta/identity/apiConnectors/1234"]
    assert [said[2], said[3].split()[1]] == ["Claims, new", "of"]
    assert said[4] == "Claims, new"
    assert said[5].startswith("Graph answered 404 ")
    assert "'Claims, new'" in said[-1]

"""npm's @microsoft/microsoft-graph-client against the served local Graph, unmodified: node/round.cjs asks, this judges."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.interop
FOLDER = Path(__file__).parent / "node"


def node():
    """The interpreter, or a skip that says why; where CI is, what is missing is a failure."""
    found = shutil.which("node")
    client = FOLDER / "node_modules/@microsoft/microsoft-graph-client"
    why = "" if found else "node is not on PATH"
    if found and not client.exists():
        why = "the client is not installed: npm ci in tests/interop/node"
    if why and os.environ.get("CI"):
        pytest.fail(why)
    if why:
        pytest.skip(why)
    return found


@pytest.fixture(scope="module")
def seen(served, token):
    environ = {
        "PATH": os.environ["PATH"],
        "GRAPH": served.graph,
        "TOKEN": token,
        "NODE_EXTRA_CA_CERTS": served.ca_file,
    }
    done = subprocess.run(
        [node(), str(FOLDER / "round.cjs")], capture_output=True, text=True, env=environ, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(("what", "name"), [("life", "JavaScript 2"), ("location", "Oslo 2")])
def test_javascript_client_lives_a_whole_life(seen, what, name):
    assert seen[what] == {"listed": True, "displayName": name, "gone": 404}


def test_javascript_client_iterates_over_pages(seen):
    assert seen["pages"] == {"names": [f"Page {n}" for n in (1, 2, 3, 4, 5)], "onFirst": 2}


def test_javascript_client_reads_the_answers_of_a_batch(seen):
    assert seen["batch"] == [[200, f"Page {n}"] for n in (1, 2, 3, 4, 5)] + [[404, None]]


def test_javascript_client_counts_and_asks_the_other_version(seen):
    assert seen["count"] == 6  # five, and the one of the seed
    assert "B2X_1_signup" in seen["v1"]


def test_example_of_the_how_to_runs_as_it_stands(served, token):
    page = (FOLDER.parents[2] / "docs/how-to/point-clients-at-the-local-graph.md").read_text(encoding="utf-8")
    shown = re.search(r"```js\n(.*?)```", page, re.DOTALL)[1]
    program = f"(async () => {{ const token = process.env.TOKEN; {shown} console.log(flows.value.length); }})()"
    environ = {"GRAPHKEY_ENDPOINT": served.graph, "TOKEN": token, "NODE_EXTRA_CA_CERTS": served.ca_file}
    done = subprocess.run(
        [node(), "-e", program], cwd=FOLDER, env=environ, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 1

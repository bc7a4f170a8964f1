"""The stubs: up to date, small, the same as what runs, and of use: mypy refuses what is wrong and takes what is right."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import graphkey
from graphkey.calls.path import Path as Place
from graphkey.catalog.load import steps_below
from graphkey.catalog.paths import key_of
from tests.test_documents import typed_programs
from tests.test_graph import PROGRAM as FIVE_LINES

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "graphkey"
DATA_BOUND = 2_000_000
"""All data in the wheel, stubs included."""
GOOD = (Path(__file__).parent / "programs_good.txt").read_text()
HEAD = "from graphkey import Graph, beta, v1\ngraph = Graph(context='local')\n"
BAD = {
    "beta.identity.api_conectors": "attr-defined",
    "v1.identity.b2x_user_flows['f'].api_connector_configuration.pre_token_issuance": "attr-defined",
    "beta.identity['x']": "index",
    "beta.identity.api_connectors['x'].list()": "attr-defined",
    "beta.identity.api_connectors['x'].update(display_name='x')": "call-arg",
    "beta.identity.api_connectors['x'].update(displayName=3)": "arg-type",
    "beta.identity.api_connectors['x'].update({'displayNam': 'x'})": "typeddict-unknown-key",
    "beta.identity.api_connectors['x'].get(filter='x')": "call-arg",
    "beta.identity.api_connectors.list(tpo=3)": "call-arg",
    "beta.identity.conditional_access.policies.create(conditions={'applicatons': {}})": "typeddict-unknown-key",
    "graph.items(beta.identity.api_connectors['x'].get())": "arg-type",
    "graph.send(beta.identity.api_connectors['x'].get())['displaName']": "typeddict-item",
    "graph.send(beta.identity.api_connectors.count()).upper()": "attr-defined",
    "beta.trust_framework.policies['p'].value.set('text')": "arg-type",
    "beta.identity.user_flow_attributes.create(None)": "arg-type",
    "graph.send('Get-MgUser')": "arg-type",
}


def mypy(folder, *programs):
    pytest.importorskip("mypy")
    return subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-pretty", "--cache-dir", str(folder / "cache"), *map(str, programs)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip


def test_stubs_are_what_the_catalog_says_today():
    made = subprocess.run(
        [sys.executable, "tools/make_stubs.py", "--check"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert made.returncode == 0, made.stderr


def test_data_and_stubs_together_stay_under_two_megabytes():
    files = [*(SOURCE / "catalog" / "data").iterdir(), *SOURCE.glob("*.pyi")]
    assert sum(file.stat().st_size for file in files) <= DATA_BOUND


def test_right_programs_are_taken_and_wrong_ones_refused_each_for_its_reason(tmp_path):
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    shown = [tmp_path / f"{name.replace('-', '_')}.py" for name in typed_programs()]
    good.write_text(GOOD)
    five = tmp_path / "five.py"
    five.write_text(FIVE_LINES)
    for file, text in zip(shown, typed_programs().values(), strict=True):
        file.write_text(text, encoding="utf-8")
    bad.write_text(HEAD + "".join(f"{line}\n" for line in BAD))
    told = mypy(tmp_path, good, bad, five, *shown).stdout.splitlines()
    assert not [line for line in told if line.startswith((str(good), str(five), *map(str, shown)))]
    errors = [line for line in told if ": error: " in line and line.startswith(str(bad))]
    found = {int(line.split(":")[1]): line.rpartition("[")[2].rstrip("]") for line in errors}
    assert found == dict(enumerate(BAD.values(), start=HEAD.count("\n") + 1)), told


@pytest.mark.parametrize("version", ["beta", "v1.0"])
def test_stub_and_run_time_offer_the_same(version):
    """Walk stub and catalog side by side; places that share a class are walked once."""
    module = "beta" if version == "beta" else "v1"
    classes = {**_classes(SOURCE / "calls" / "methods.pyi", "_m."), **_classes(SOURCE / f"{module}.pyi")}
    roots = ast.parse((SOURCE / f"{module}.pyi").read_text()).body
    named = {n.target.id: n.annotation for n in roots if isinstance(n, ast.AnnAssign) and n.value is None}
    waiting = [(getattr(getattr(graphkey, module), name), ast.unparse(text)) for name, text in named.items()]
    assert sorted(named) == dir(Place(version))
    seen = set()
    while waiting:
        place, name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        members = _members(classes, name)
        assert sorted(set(members) - {"__getitem__"}) == dir(place), (place, name)
        below = steps_below(version, key_of(place._template))
        assert ("__getitem__" in members) == any(segment.startswith("{") for segment in below)
        waiting += [
            (place["x"] if key == "__getitem__" else getattr(place, key), text) for key, text in members.items() if text
        ]
    assert len(seen) > 100


def _classes(file, prefix=""):
    return {prefix + node.name: node for node in ast.parse(file.read_text()).body if isinstance(node, ast.ClassDef)}


def _members(classes, name):
    """List what a class has: steps and `[id]` with the class they lead to, methods with None."""
    node = classes[name.partition("[")[0]]
    found = {}
    for base in node.bases:
        text = ast.unparse(base).partition("[")[0]
        own = text if text in classes else f"_m.{text}"
        found |= _members(classes, own) if own in classes else {}
    for one in node.body:
        if isinstance(one, ast.AnnAssign):
            found[one.target.id] = ast.unparse(one.annotation)
        elif isinstance(one, ast.FunctionDef):
            found[one.name] = ast.unparse(one.returns) if one.name == "__getitem__" else None
    return found

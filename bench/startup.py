"""
What a fresh process costs: a command out of a catalog of one and of all, help, completion.

The catalog of one is a copy of the package whose tables hold one command, its operations and the types that these need; the other
one is a copy just like it with nothing taken away.
"""

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from timing import measure, table

import graphkey

COMMAND = "Get-MgBetaIdentityApiConnector"
UPLOAD = "Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate"
UPDATE = "Update-MgBetaIdentityConditionalAccessPolicy"
NOTHING = "Python itself (floor)"


def startup(env: Mapping[str, str], folder: Path, rounds: int) -> str:
    """Measure cold starts against the served local Graph, which has its whole catalog in both cases."""
    whole, one = folder / "whole", folder / "one"
    package = Path(graphkey.__file__).parent
    for place in (whole, one):
        shutil.copytree(package, place / "graphkey", ignore=shutil.ignore_patterns("__pycache__"))
    commands = keep_one(one / "graphkey/catalog/data", COMMAND)
    lists = {
        f"{COMMAND}, 1 command in the catalog": [*_run(one), COMMAND],
        f"{COMMAND}, {commands:,} commands": [*_run(whole), COMMAND],
    }
    helps = {
        NOTHING: [sys.executable, "-c", "pass"],
        "`Get-Help` of the upload": [*_run(whole), "Get-Help", UPLOAD],
    }
    lines = {
        NOTHING: [sys.executable, "-c", "pass"],
        "every name of a command (`graphkey Get-`)": [*_run(whole), "--complete-line", "graphkey Get-"],
        "parameters (`graphkey Update-MgBeta… -`)": [*_run(whole), "--complete-line", f"graphkey {UPDATE} -"],
        "values (`… -State `)": [*_run(whole), "--complete-line", f"graphkey {UPDATE} -State "],
    }
    # Five hundredths are to be told apart, so the first table takes more rounds.
    made = table(measure(lists, env, rounds * 2), "A list, a fresh process each (aim: 1.05)")
    made += "\n" + table(measure(helps, env, rounds), "Help, a fresh process each")
    return made + "\n" + table(measure(lines, env, rounds), "Completion, a fresh process each (aim: 100 ms)")


def _run(place: Path) -> list[str]:
    start = f"import sys; sys.path.insert(0, {str(place)!r}); from graphkey.cli.main import run; run()"
    return [sys.executable, "-c", start]


def keep_one(data: Path, name: str) -> int:
    """Take everything out of the tables in `data` that one command does not need; returns how many commands there were."""
    commands = _read(data / "commands.tsv")
    row = json.loads(commands[name.lower()])
    version = "beta" if "-MgBeta" in row["name"] else "v1.0"
    keys = {f"{version} {key}" for key in row["operations"]}
    operations = {key: text for key, text in _read(data / "operations.tsv").items() if key in keys}
    types = _read(data / "types.tsv")
    needed: set[str] = set()
    waiting = [
        f"{version}/{json.loads(text).get(side, '').lower()}"
        for text in operations.values()
        for side in ("body", "returns")
    ]
    while waiting:
        key = waiting.pop()
        if key in types and key not in needed:
            needed.add(key)
            waiting += [f"{version}/{found.lower()}" for found in _named(json.loads(types[key]))]
    _write(data / "commands.tsv", {name.lower(): commands[name.lower()]})
    _write(data / "operations.tsv", operations)
    _write(data / "types.tsv", {key: types[key] for key in needed})
    return sum('"is":' not in text for text in commands.values())


def _named(row: Mapping[str, object]) -> list[str]:
    """List the types that a type names: its base, those that derive from it, those of its properties."""
    named = [str(row.get("base", "")), *str(row.get("derived", "")).split()]
    properties = row.get("properties", [])
    return named + [text.split(" ")[1] for text in properties] if isinstance(properties, list) else named


def _read(file: Path) -> dict[str, str]:
    return dict(line.split("\t", 1) for line in file.read_text(encoding="utf-8").splitlines())


def _write(file: Path, rows: Mapping[str, str]) -> None:
    file.write_text("".join(f"{key}\t{rows[key]}\n" for key in sorted(rows)), encoding="utf-8")

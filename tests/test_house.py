"""Documents, lists and layout held to the code."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LISTS = sorted((ROOT / "requirements").glob("*.txt"))
_MADE = {"__pycache__", "build", "dist", "htmlcov", "node_modules"}


def _files() -> list[Path]:
    """What belongs to the project: git's answer where there is a repository, else all that is not hidden or made."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        done = subprocess.run(command, capture_output=True)
        if done.returncode == 0:
            return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    every = (path for path in ROOT.rglob("*") if path.is_file())
    return [
        path
        for path in every
        if not _MADE & set(path.parts) and not any(part.startswith(".venv") for part in path.parts)
    ]


FILES = _files()
DOCUMENTS = [path for path in FILES if path.suffix == ".md"]
_shown = [str(path.relative_to(ROOT)) for path in DOCUMENTS]


# -- the door ------------------------------------------------------------------------------------------------------------


def _tasks() -> set[str]:
    body = (ROOT / "run").read_text(encoding="utf-8").split("case $task in")[1]
    return set(re.findall(r"^([a-z]+)\)", body, re.MULTILINE))


@pytest.mark.parametrize("script", ["run", ".ci/run"])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no execute bit")
def test_script_can_be_executed(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)


@pytest.mark.skipif(shutil.which("sh") is None, reason="no POSIX shell here")
def test_run_without_a_task_lists_all_tasks() -> None:
    done = subprocess.run(["sh", str(ROOT / "run")], capture_output=True, text=True, check=True)
    assert set(re.findall(r"^  ([a-z]+)  ", done.stdout, re.MULTILINE)) == _tasks()


@pytest.mark.skipif(shutil.which("sh") is None, reason="no POSIX shell here")
def test_run_with_an_unknown_task_is_refused() -> None:
    done = subprocess.run(["sh", str(ROOT / "run"), "frobnicate"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no task frobnicate" in done.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=_shown)
def test_tasks_named_in_documents_exist(document: Path) -> None:
    assert set(re.findall(r"\./run ([a-z]+)", document.read_text(encoding="utf-8"))) <= _tasks()


# -- commands that documents show ----------------------------------------------------------------------------------------


def _command_lines() -> Iterator[tuple[str, list[str]]]:
    """Every command of ours in a fenced block, up to the first pipe or redirection."""
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        # What is printed by a run is no line to type.
        text = re.sub(r"<!-- session: .*?<!-- session end -->", "", text, flags=re.DOTALL)
        for language, block in re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            if language in ("", "sh", "bash", "console"):
                for line in block.replace("\\\n", " ").splitlines():
                    for found in re.finditer(r"(?:^|\| |\$\()(?:\./run )?graphkey (.+)", line):
                        yield str(document.relative_to(ROOT)), _words(found[1])


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.wordchars += "@$:…\\{}[],"
    words = []
    for word in lexer:
        if word and set(word) <= set("|><&;()"):
            break
        words.append(word)
    return words


COMMAND_LINES = [(place, words) for place, words in _command_lines() if words and "…" not in words[0]]


def test_documents_show_commands() -> None:
    assert len(COMMAND_LINES) > 10


@pytest.mark.parametrize(
    ("place", "words"), COMMAND_LINES, ids=[f"{place}: {' '.join(words[:2])}" for place, words in COMMAND_LINES]
)
def test_commands_shown_in_documents_exist(place: str, words: list[str]) -> None:
    if re.match(r"\w+-Mg", words[0], re.IGNORECASE):
        _bind(words)
    elif words[0] not in ("request", "find", "Get-Help", "-Command"):
        _parse(words)


def _bind(words: list[str]) -> None:
    from graphkey.catalog.load import command
    from graphkey.catalog.sets import signature
    from graphkey.cli.binder import give
    from graphkey.cli.main import SESSION_COMMANDS
    from graphkey.cli.session.run import bound, named

    if words[0].lower() in SESSION_COMMANDS:
        bound(named(words[0]), words[1:], "posix")
    else:
        give(signature(command(words[0])), words[1:])


def _parse(words: list[str]) -> None:
    from graphkey.cli.verbs import graphkey

    found: Any = graphkey
    context = click.Context(graphkey)
    rest = list(words)
    while isinstance(found, click.Group) and rest and not rest[0].startswith("-"):
        below = found.get_command(context, rest.pop(0))
        assert below is not None, words
        found = below
    options = {name for parameter in found.get_params(context) for name in (*parameter.opts, *parameter.secondary_opts)}
    assert {word.split("=")[0] for word in rest if word.startswith("--")} <= options | {"--help"}


# -- documents -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS, ids=_shown)
def test_links_of_documents_lead_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    local = [target for target in targets if target and not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not (document.parent / target).exists()] == []


def test_index_of_the_documentation_lists_every_page() -> None:
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in DOCUMENTS if path.is_relative_to(ROOT / "docs")]
    wanted = [page for page in pages if page != "README.md" and not page.startswith("adr/")]
    assert [page for page in wanted if f"({page})" not in index] == []


@pytest.mark.parametrize(("name", "most"), [("README.md", 120), ("ARCHITECTURE.md", 150), ("CONTRIBUTING.md", 120)])
def test_first_documents_stay_short(name: str, most: int) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= most


ADRS = sorted((ROOT / "docs/adr").glob("*.md"))


@pytest.mark.parametrize("file", ADRS, ids=lambda file: file.stem)
def test_decision_has_context_decision_and_price(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert re.match(rf"# {file.name[:4]}:? \w", text)
    assert re.findall(r"^(?:## )?(Context|Decision|Price)\b", text, re.MULTILINE) == ["Context", "Decision", "Price"]


def test_decisions_have_a_number_each() -> None:
    numbers = [file.name[:4] for file in ADRS]
    assert len(set(numbers)) == len(numbers)


def test_fragments_are_named_as_towncrier_reads_them() -> None:
    kinds = "|".join(one["directory"] for one in PROJECT["tool"]["towncrier"]["type"])
    names = [path.name for path in (ROOT / "changes").iterdir() if path.name not in ("README.md", ".gitignore")]
    assert [name for name in names if not re.fullmatch(rf"(\d+|\+[\w-]+)(\.\d+)?\.({kinds})(\.\d+)?\.md", name)] == []


# -- nothing of one machine ----------------------------------------------------------------------------------------------

# Put together here, so that this file does not hold what it looks for.
_FOREIGN = [
    "/" + "work/", "/" + "opt/", "/" + "root/", "pypi" + ".org", "python" + "hosted", "npm" + "js",
    "--index" + "-url", "--find" + "-links",
]  # fmt: skip
_MAY = {"tools/lock.py", "tests/test_house.py"}


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for path in FILES:
        name = path.relative_to(ROOT).as_posix()
        text = path.read_bytes().decode(errors="replace")
        found += [(name, word) for word in _FOREIGN if name not in _MAY and word in text]
    assert found == []


# -- lists of requirements -----------------------------------------------------------------------------------------------


def _pins(file: Path) -> dict[str, str]:
    """Name to version, after checking that every entry has a hash."""
    pins = {}
    for entry in re.split(
        r"\n(?=\S)", re.sub(r"^#.*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE).strip()
    ):
        found = re.match(
            r"([a-z0-9._-]+)==([^\s;]+)(?: ; .*?)?(?: \\\n    --hash=sha256:[0-9a-f]{64})+$", entry.strip()
        )
        assert found, f"{file.name}: {entry[:80]}"
        pins[found[1]] = found[2]
    return pins


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_every_requirement_of_a_list_is_pinned_and_hashed(file: Path) -> None:
    assert _pins(file)


def test_lists_agree_on_versions() -> None:
    versions: dict[str, set[str]] = {}
    for file in LISTS:
        if file.stem not in ("catalog", "lock"):
            for name, version in _pins(file).items():
                versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


_GROUPS = [
    ("run", "build"),
    ("test", "build"),
    ("test", "test"),
    ("lint", "test"),
    ("lint", "lint"),
    ("interop", "test"),
]
_GROUPS += [
    ("interop", "interop"),
    ("browser", "test"),
    ("browser", "browser"),
    ("catalog", "catalog"),
    ("lock", "lock"),
]


@pytest.mark.parametrize(("name", "group"), _GROUPS)
def test_lists_hold_what_the_project_asks_for(name: str, group: str) -> None:
    pins = _pins(ROOT / "requirements" / f"{name}.txt")
    asked = PROJECT["dependency-groups"][group] + (
        [] if name in ("catalog", "lock") else PROJECT["project"]["dependencies"]
    )
    wanted = [Requirement(text) for text in asked]
    assert [str(one) for one in wanted if not one.specifier.contains(pins.get(_normal(one.name), "0"))] == []


# -- packages ------------------------------------------------------------------------------------------------------------


def test_layers_place_every_package() -> None:
    contract = PROJECT["tool"]["importlinter"]["contracts"][0]
    placed = {name.strip() for layer in contract["layers"] for name in layer.split("|")}
    here = {
        path.stem
        for path in (ROOT / "src/graphkey").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert here - {"__init__", "__main__"} == placed


def test_every_module_says_what_it_is_for() -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "src").rglob("*.py")}
    silent = [str(path.relative_to(ROOT)) for path, tree in trees.items() if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_wheel_holds_types_and_data(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    wanted = {path.relative_to(ROOT / "src").as_posix() for path in FILES if path.is_relative_to(ROOT / "src")}
    assert wanted - held == set()
    assert "graphkey/py.typed" in held
    assert "graphkey-0.1.0.dist-info/licenses/LICENSE" in held
    assert {name.split("/")[0] for name in held} == {"graphkey", "graphkey-0.1.0.dist-info"}

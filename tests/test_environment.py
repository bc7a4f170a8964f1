"""How `./run` keeps its environments: what is taken as it is, what is made anew, what is left alone. Nothing is downloaded."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

TOOL = Path(__file__).parents[1] / "tools" / "environment.py"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tool(tmp_path: Path) -> ModuleType:
    """The tool, over a project of two lists."""
    module = _load()
    module.ROOT = tmp_path / "project"  # type: ignore[attr-defined]
    (module.ROOT / "requirements").mkdir(parents=True)
    for name in module.SETS:
        (module.ROOT / "requirements" / f"{name}.txt").write_text(f"# {name}\n")
    (module.ROOT / "pyproject.toml").write_text(
        '[build-system]\n[project]\nname = "one"\n[tool.ruff]\nline-length = 1\n'
    )
    return module


@pytest.fixture
def folder(tool: ModuleType) -> Path:
    """An environment that holds the set `test`, as far as its mark goes."""
    made = Path(tool.ROOT) / ".venv"
    python = tool.python_of(made)
    python.parent.mkdir(parents=True)
    python.touch()
    (made / tool.OURS).touch()
    sets = {name: tool.digest(tool.SETS[name]) for name in ("run", "test")}
    mark = {"folder": str(made), "python": tool.base_python(), "sets": sets, "project": tool.project_digest()}
    (made / tool.MARK).write_text(json.dumps(mark))
    return made


def test_environment_is_used_as_it_is_when_nothing_changed(tool: ModuleType, folder: Path) -> None:
    assert tool.is_current(folder, tool.SETS["test"])
    assert tool.is_current(folder, tool.SETS["run"])


def test_environment_lacks_a_set_that_was_never_asked_for(tool: ModuleType, folder: Path) -> None:
    assert not tool.is_current(folder, tool.SETS["lint"])
    assert tool.can_grow(folder)


def test_tool_settings_do_not_count(tool: ModuleType, folder: Path) -> None:
    file = tool.ROOT / "pyproject.toml"
    file.write_text(file.read_text().replace("line-length = 1", "line-length = 2"))
    assert tool.is_current(folder, tool.SETS["test"])


def test_project_is_installed_anew_when_its_metadata_changed(tool: ModuleType, folder: Path) -> None:
    file = tool.ROOT / "pyproject.toml"
    file.write_text(file.read_text().replace("one", "two"))
    assert not tool.is_current(folder, tool.SETS["test"])
    assert tool.can_grow(folder)


def _change_list(tool: ModuleType, folder: Path) -> None:
    (tool.ROOT / "requirements" / "test.txt").write_text("# other\n")


def _lose_interpreter(tool: ModuleType, folder: Path) -> None:
    tool.python_of(folder).unlink()


def _lose_mark(tool: ModuleType, folder: Path) -> None:
    (folder / tool.MARK).unlink()


def _halve_mark(tool: ModuleType, folder: Path) -> None:
    (folder / tool.MARK).write_text((folder / tool.MARK).read_text()[:40])


def _edit_mark(field: str, value: Any) -> Callable[[ModuleType, Path], None]:
    def edit(tool: ModuleType, folder: Path) -> None:
        mark = json.loads((folder / tool.MARK).read_text())
        (folder / tool.MARK).write_text(json.dumps({**mark, field: value}))

    return edit


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(_change_list, id="list changed"),
        pytest.param(_lose_interpreter, id="interpreter gone"),
        pytest.param(_lose_mark, id="killed half-way"),
        pytest.param(_halve_mark, id="mark cut short"),
        pytest.param(_edit_mark("folder", "/elsewhere/.venv"), id="moved"),
        pytest.param(_edit_mark("python", "/usr/bin/python3 3.11.0"), id="other Python"),
    ],
)
def test_environment_is_made_anew_after(
    tool: ModuleType, folder: Path, damage: Callable[[ModuleType, Path], None]
) -> None:
    damage(tool, folder)
    assert not tool.is_current(folder, tool.SETS["test"])
    assert not tool.can_grow(folder)


def test_emptying_keeps_the_sign_that_the_folder_is_ours(tool: ModuleType, folder: Path) -> None:
    assert tool.empty(folder)
    assert [one.name for one in folder.iterdir()] == [tool.OURS]


def test_emptying_does_not_follow_links(tool: ModuleType, folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").touch()
    (folder / "link").symlink_to(kept)
    assert tool.empty(folder)
    assert (kept / "file").exists()


def test_folder_that_is_no_environment_is_left_alone(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "documents"
    other.mkdir()
    (other / "letter").touch()
    assert not tool.empty(other)
    assert (other / "letter").exists()
    assert "is no Python environment" in capsys.readouterr().err


def test_mark_is_gone_while_an_installation_runs_and_after_it_failed(
    tool: ModuleType, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    seen: list[bool] = []

    def install(at: Path, wanted: Any, uv: str | None) -> bool:
        seen.append((at / tool.MARK).exists())
        return False

    tool.install = install  # type: ignore[attr-defined]
    assert not tool.attempt(folder, tool.SETS["lint"], "uv")
    assert seen == [False]
    assert not (folder / tool.MARK).exists()


def test_growing_keeps_what_was_there(tool: ModuleType, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    tool.install = lambda *_: True  # type: ignore[attr-defined]
    assert tool.attempt(folder, tool.SETS["lint"], "uv")
    assert all(tool.is_current(folder, tool.SETS[name]) for name in ("run", "test", "lint"))
    assert "adding to .venv" in capfd.readouterr().err


def test_failed_command_shows_what_it_said(tool: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
    assert not tool.run([sys.executable, "-c", "print('no such package'); raise SystemExit(3)"])
    said = capfd.readouterr()
    assert (said.out, "no such package" in said.err, "failed (3)" in said.err) == ("", True, True)


def test_lock_lets_one_process_in_and_is_freed_when_that_is_killed(tool: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "env.lock"
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import environment\n"
        "held = open(sys.argv[2], 'w'); assert environment.take(held, wait=False); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(TOOL.parent), str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder, open(file, "w") as mine:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert not tool.take(mine, wait=False)
        holder.kill()
        holder.wait(10)
        assert tool.take(mine, wait=True)


def test_tool_needs_nothing_but_the_standard_library() -> None:
    command = [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({str(TOOL)!r}, run_name='not main')"]
    assert subprocess.run(command, capture_output=True, text=True).stderr == ""

"""
Make and keep the environments that `./run` works in.

`environment.py current SET FOLDER` ends with 0 when FOLDER holds what SET needs; `environment.py make SET FOLDER` makes it so,
with uv when it is on PATH and with venv and pip otherwise, from the hashed lists in requirements/. Called by `./run` alone.

Rule: standard library only: this runs before anything is installed.
Rule: an environment is used only when its mark says so; the mark goes away before a change and comes back after it, so whatever
a killed run leaves behind is made anew.
Rule: a folder that is not an environment is never emptied.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
MARK = "graphkey-environment.json"
OURS = ".graphkey-environment"
"""Written first and removed last: it says that the folder may be emptied."""
NO_PIP = 3
"""Exit code: this Python cannot make an environment with pip (Debian without python3-venv)."""

# What would send an installation elsewhere than into the environment.
_STRAY = (
    "PIP_USER",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_REQUIRE_VIRTUALENV",
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
)


class Set(NamedTuple):
    """Say what one kind of work needs: the list requirements/`name`.txt, and the project itself or not."""

    name: str
    project: bool = True
    covers: tuple[str, ...] = ()

    @property
    def lock(self) -> Path:
        """Return the hashed list."""
        return ROOT / "requirements" / f"{self.name}.txt"


SETS = {
    one.name: one
    for one in (
        Set("run"),
        Set("test", covers=("run",)),
        Set("lint", covers=("run", "test")),
        Set("interop", covers=("run", "test")),
        Set("browser", covers=("run", "test")),
        Set("catalog", project=False),
        Set("lock", project=False),
    )
}


def main(arguments: list[str]) -> int:
    """Run one subcommand; returns the exit code."""
    verb, name, folder = arguments[0], arguments[1], Path(arguments[2]).absolute()
    wanted = SETS[name]
    if verb == "current":
        return 0 if is_current(folder, wanted) else 1
    try:
        with locked(folder):
            return 0 if is_current(folder, wanted) else make(folder, wanted)
    except KeyboardInterrupt:
        say("interrupted; the next ./run makes it anew")
        return 130


def say(text: str) -> None:
    """Tell the user, on standard error."""
    print(f"run: {text}", file=sys.stderr, flush=True)


def digest(one: Set) -> str:
    """Return what changes when a set's list does."""
    return hashlib.sha256(one.lock.read_bytes()).hexdigest()


def project_digest() -> str:
    """Return what changes when the installed metadata of the project would; tool settings do not count."""
    import tomllib

    tables = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [str(ROOT), tables["build-system"], tables["project"], tables["tool"].get("hatch")]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def base_python() -> str:
    """Name the interpreter below any environment, with its version: another one needs another environment."""
    return f"{os.path.realpath(getattr(sys, '_base_executable', sys.executable))} {sys.version}"


def python_of(folder: Path) -> Path:
    """Return the interpreter of an environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def read_mark(folder: Path) -> dict[str, Any]:
    """Return what a finished environment holds; empty when it is not finished, or was moved."""
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    whole = isinstance(mark, dict) and mark.get("folder") == str(folder) and python_of(folder).exists()
    return mark if whole else {}


def is_current(folder: Path, wanted: Set) -> bool:
    """Tell whether an environment can be used as it is; costs a few milliseconds."""
    mark = read_mark(folder)
    if not mark or mark["python"] != base_python() or mark["sets"].get(wanted.name) != digest(wanted):
        return False
    return not wanted.project or mark["project"] == project_digest()


def can_grow(folder: Path) -> bool:
    """Tell whether what is there is sound and up to date, so that more can be put on top."""
    mark = read_mark(folder)
    return (
        bool(mark)
        and mark["python"] == base_python()
        and all(name in SETS and digest(SETS[name]) == held for name, held in mark["sets"].items())
    )


def make(folder: Path, wanted: Set) -> int:
    """Bring an environment to what a set needs; the caller holds the lock. Returns an exit code."""
    uv = shutil.which("uv")
    if uv is None and not has_pip():
        return NO_PIP
    for installer in [uv, None] if uv and has_pip() else [uv]:
        if attempt(folder, wanted, installer):
            return 0
        if installer:
            say("uv did not manage" + ("; trying again with pip" if has_pip() else ""))
    return 1


def has_pip() -> bool:
    """Tell whether this Python can make an environment that has pip."""
    from importlib.util import find_spec

    return find_spec("venv") is not None and find_spec("ensurepip") is not None


def attempt(folder: Path, wanted: Set, uv: str | None) -> bool:
    """Install a set with one installer."""
    began = time.monotonic()
    grows = can_grow(folder)
    sets = read_mark(folder)["sets"] if grows else {}
    version = ".".join(map(str, sys.version_info[:3]))
    what = f"{'adding to' if grows else 'setting up'} {shown(folder)} with Python {version} and {'uv' if uv else 'pip'}"
    say(f"{what} ({wanted.name}) …")
    (folder / MARK).unlink(missing_ok=True)
    if not grows and not (empty(folder) and new(folder, with_pip=uv is None)):
        return False
    if not install(folder, wanted, uv):
        return False
    for one in (wanted.name, *wanted.covers):
        sets[one] = digest(SETS[one])
    mark = {"folder": str(folder), "python": base_python(), "sets": sets, "project": project_digest()}
    unfinished = folder / (MARK + ".new")
    unfinished.write_text(json.dumps(mark, indent=1), encoding="utf-8")
    unfinished.replace(folder / MARK)
    say(f"done in {time.monotonic() - began:.1f} s")
    return True


def shown(folder: Path) -> str:
    """Return a folder as the user would name it."""
    return str(folder.relative_to(ROOT)) if folder.is_relative_to(ROOT) else str(folder)


def empty(folder: Path) -> bool:
    """Empty an environment, the sign that it is ours last; refuses a folder that is something else."""
    if not folder.is_dir():
        return True
    inside = {one.name for one in folder.iterdir()}
    if inside and not inside & {OURS, "pyvenv.cfg"}:
        say(f"{folder} is there, is not empty and is no Python environment; name another with GRAPHKEY_VENV")
        return False
    (folder / OURS).touch()
    for one in folder.iterdir():
        if one.name == OURS:
            continue
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one)
        else:
            one.unlink()
    return True


def new(folder: Path, *, with_pip: bool) -> bool:
    """Make an empty environment."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / OURS).touch()
    base = getattr(sys, "_base_executable", sys.executable)
    return run([base, "-m", "venv", *([] if with_pip else ["--without-pip"]), str(folder)])


def install(folder: Path, wanted: Set, uv: str | None) -> bool:
    """Install a set's list, every file held to its hash, and then the project as it stands in the checkout."""
    python = str(python_of(folder))
    if uv:
        pip = [uv, "--quiet", "--no-config", "pip", "install", "--python", python]
    else:
        pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install"]
    # Interpreting a 700 MB SDK ahead of time would take longer than all of its tests.
    lists = [
        *pip,
        "--require-hashes",
        *([] if uv or wanted.name == "run" else ["--no-compile"]),
        "-r",
        str(wanted.lock),
    ]
    return run(lists) and (not wanted.project or run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)]))


def run(command: list[str]) -> bool:
    """Run a command quietly; what it said is shown only when it fails."""
    env = {name: value for name, value in os.environ.items() if name not in _STRAY}
    # uv brings authorities of its own and would not trust those of a company's proxy that the system trusts.
    env["UV_SYSTEM_CERTS"] = "1"
    done = subprocess.run(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout.decode(errors="replace"))
        say(f"failed ({done.returncode}): {' '.join(command)}")
    return done.returncode == 0


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one process at a time change an environment; the system frees the lock of one that was killed."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{folder}.lock", "w") as file:
        if not take(file, wait=False):
            say(f"waiting for another ./run that sets up {shown(folder)} …")
            take(file, wait=True)
        yield


def take(file: Any, *, wait: bool) -> bool:
    """Take the lock on an open file; returns False when it is held and waiting was not wanted."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if wait:
            raise
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

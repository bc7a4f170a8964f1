"""
Remake the hashed lists in requirements/ from pyproject.toml: `./run lock`, or `./run lock --upgrade` to take newer versions.

One resolution for every system and every Python from 3.11 on; a later list keeps to the versions of the earlier ones, so that
sets can be put on top of each other.

Rule: no list names an index, a folder or a machine: where packages come from is the reader's configuration.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = "# Made by `./run lock` from pyproject.toml; do not edit.\n"

# The list, what goes into it, and whether the project's own dependencies do.
LISTS: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("run", ("build",), True),
    ("test", ("build", "test"), True),
    ("lint", ("build", "test", "lint"), True),
    ("interop", ("build", "test", "interop"), True),
    ("browser", ("build", "test", "browser"), True),
    ("catalog", ("catalog",), False),
    ("lock", ("lock",), False),
)


def compile_list(
    name: str, groups: tuple[str, ...], with_project: bool, constraints: list[str], extra: list[str]
) -> None:
    """Resolve one list and write it."""
    file = ROOT / "requirements" / f"{name}.txt"
    command = [
        sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-config", "--universal", "--python-version", "3.11",
        "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header",
        *(["pyproject.toml"] if with_project else []), *(f"--group={group}" for group in groups),
        *(f"--constraint={one}" for one in constraints), *extra, "--output-file", str(file),
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, env={**os.environ, "UV_SYSTEM_CERTS": "1"}, check=True, stdout=subprocess.DEVNULL)
    file.write_text(HEAD + file.read_text(encoding="utf-8").removeprefix(HEAD), encoding="utf-8")


def main() -> None:
    """Write all lists."""
    constraints: list[str] = []
    for name, groups, with_project in LISTS:
        compile_list(name, groups, with_project, constraints, sys.argv[1:])
        if with_project:
            constraints.append(f"requirements/{name}.txt")
        print(f"requirements/{name}.txt")


if __name__ == "__main__":
    main()

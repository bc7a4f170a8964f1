"""
How large an installation is, and how large the wheel: megabytes and files.
"""

import compileall
import importlib.util
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent


def size_table() -> str:
    """Measure an installation of the core and of everything (bytecode included), the wheel, and the data in it."""
    lines = [
        "### Installed size (aim: 60 MB and 2,500 files for the core)",
        "",
        "| what | MB | files | distributions |",
        "|---|---:|---:|---:|",
    ]
    for label, extra in (("core", ""), ("everything", "[all]")):
        with tempfile.TemporaryDirectory() as name:
            done = subprocess.run(
                [*_installer(), "--target", name, f"{HERE.parent}{extra}"], capture_output=True, check=False
            )
            if done.returncode:
                lines.append(f"| {label} | not measured: no installer worked | | |")
                continue
            compileall.compile_dir(name, quiet=2)
            files = [f for f in Path(name).rglob("*") if f.is_file()]
            size = sum(f.stat().st_size for f in files) / 1e6
            lines.append(f"| {label} | {size:.0f} | {len(files)} | {sum(1 for _ in Path(name).glob('*.dist-info'))} |")
    return "\n".join([*lines, "", *_wheel()]) + "\n"


def _wheel() -> list[str]:
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", name]
        subprocess.run(command, cwd=HERE.parent, check=True, capture_output=True)
        (wheel,) = Path(name).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            held = archive.infolist()
        packed = wheel.stat().st_size
    facts = [one for one in held if "/catalog/data/" in one.filename or one.filename.endswith(".pyi")]
    rows = {
        "the wheel": (packed, len(held)),
        "catalog data and stubs, unpacked": (sum(one.file_size for one in facts), len(facts)),
        "catalog data and stubs, in the wheel": (sum(one.compress_size for one in facts), len(facts)),
    }
    lines = ["| what | MB | files |", "|---|---:|---:|"]
    return lines + [f"| {label} | {size / 1e6:.2f} | {count} |" for label, (size, count) in rows.items()]


def _installer() -> list[str]:
    """Return pip, or uv where the environment has no pip."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "install", "--quiet"]
    return ["uv", "pip", "install", "--quiet", "--python", sys.executable]

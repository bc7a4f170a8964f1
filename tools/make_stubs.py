"""
Write `src/graphkey/beta.pyi` and `v1.pyi`: what `graphkey.beta` and `graphkey.v1` have, for editors and type checkers.

    python tools/make_stubs.py            write them
    python tools/make_stubs.py --check    exit 1 when one is stale

A function of the catalog, by the names of `graphkey.calls.names`. Paths that look alike share a class, and only types that a body
or an answer can hold are written, so that both files stay well under a megabyte and a type checker reads them in a second or two.

Rule: what the stubs offer runs, and what runs is offered; tests walk both.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "src")]

from graphkey.catalog.model import Version  # noqa: E402
from stub_documents import Documents  # noqa: E402
from stub_paths import Paths  # noqa: E402

OUT = Path(__file__).parents[1] / "src" / "graphkey"
VERSIONS: tuple[tuple[Version, str], ...] = (("beta", "beta.pyi"), ("v1.0", "v1.pyi"))
_HEAD = """\
# Made by tools/make_stubs.py from the catalog; do not edit.
from typing import Any as _Any, Literal as _Literal, TypeAlias as _TypeAlias, TypedDict as _TypedDict, Unpack as _Unpack

from graphkey.calls import methods as _m

"""


def stub(version: Version) -> str:
    """Write the stub of a version."""
    documents = Documents(version)
    paths = Paths(version, documents)
    roots = paths.roots()
    lines = [*documents.lines(), *paths.lines(), *roots]
    return _HEAD + "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write or compare the stubs; returns 1 when --check finds a stale one."""
    stale = False
    for version, name in VERSIONS:
        text, file = stub(version), OUT / name
        if "--check" in arguments:
            current = file.read_text(encoding="utf-8") if file.exists() else ""
            if current != text:
                stale = True
                print(f"{name} is stale: run python tools/make_stubs.py", file=sys.stderr)
        else:
            file.write_text(text, encoding="utf-8")
            print(f"{name}: {len(text.encode())} bytes")
    return int(stale)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

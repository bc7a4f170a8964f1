"""
Try every operation of the catalog on a local Graph, see its effect by a second read, and write that as a page.

Run by the tests (`tests/localgraph/test_coverage.py`) and by `make_docs`, which makes docs/reference/coverage.md of it.

Rule: an operation counts when a *second* request shows what it did: a created member is read, a changed value is read
changed, a deleted one is 404, a count moves by one, a reference is listed and gone.
"""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from coverage_attempts import ATTEMPTS
from coverage_world import NotSeen, World
from graphkey.catalog import load
from graphkey.catalog.model import Operation, Version
from graphkey.errors import Error
from graphkey.localgraph import LocalGraph
from graphkey.localgraph.handlers import find_handler

VERSIONS: tuple[Version, ...] = ("beta", "v1.0")
_TESTS = Path(__file__).parent.parent / "tests/localgraph"


class Shown(NamedTuple):
    """
    Say what came of one operation.

    Args:
        why_not: empty when its effect was seen.
    """

    operation: Operation
    why_not: str = ""


def walk(graph: LocalGraph) -> list[Shown]:
    """Try every operation of both versions; actions and functions are left to their own tests."""
    return [
        tried(world, operation)
        for world in (World(graph, version) for version in VERSIONS)
        for operation in world.operations
        if operation.kind in ATTEMPTS
    ]


def tried(world: World, operation: Operation) -> Shown:
    """Try one operation."""
    try:
        ATTEMPTS[operation.kind](world, operation)
    except (NotSeen, Error) as miss:
        return Shown(operation, str(miss))
    return Shown(operation)


def summary(results: list[Shown]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return, by version and kind, how many operations there are and of how many the effect was seen."""
    every = Counter((one.operation.version, one.operation.kind) for one in results)
    seen = Counter((one.operation.version, one.operation.kind) for one in results if not one.why_not)
    return {key: (every[key], seen[key]) for key in sorted(every)}


def coverage_page(results: list[Shown]) -> str:
    """Write what the walk has seen as a page."""
    counts = summary(results)
    kinds = list(dict.fromkeys(kind for _, kind in counts))
    lines = [
        "# What the local Graph serves\n",
        "Every operation of the catalog, tried one after another on a fresh local Graph. An operation counts when a *second*",
        "request has shown what it did: what was created is read, a changed value is read changed, what was deleted is 404",
        "(or, where Graph always has one, what it was at first), a count moves by one, a reference is listed and gone.\n",
        "| kind | beta | v1.0 |",
        "|---|---|---|",
    ]
    for kind in kinds:
        cells = (f"{seen} of {every}" for every, seen in (counts.get((version, kind), (0, 0)) for version in VERSIONS))
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    totals = [[sum(one) for one in zip(*(counts[key] for key in counts if key[0] == v), strict=True)] for v in VERSIONS]
    lines.append(f"| all | {' | '.join(f'{seen} of {every}' for every, seen in totals)} |")
    lines += ["", "## Not seen", ""]
    lines += [
        f"- `{one.operation.method} /{one.operation.version}{one.operation.path}`: {one.why_not}"
        for one in results
        if one.why_not
    ]
    return "\n".join(lines) + "\n" + _actions()


def actions() -> dict[tuple[str, str], dict[Version, Operation]]:
    """Return the actions and functions, by method and path and then by version."""
    found: dict[tuple[str, str], dict[Version, Operation]] = {}
    for version in VERSIONS:
        for one in load.operations(version):
            if one.kind in ("action", "function"):
                found.setdefault((one.method, one.path), {})[version] = one
    return dict(sorted(found.items()))


def files_testing(path: str) -> list[str]:
    """Return the files of tests that call an action: those that name its last segment."""
    name = path.rpartition("/")[2].partition("(")[0]
    return [file.name for file in sorted(_TESTS.glob("test_*.py")) if name in file.read_text(encoding="utf-8")]


def _actions() -> str:
    """Write which actions and functions have a handler."""
    lines = [
        "",
        "## Actions and functions",
        "",
        "Those without a handler answer 501 with their name; each that has one is tested for its effect in `tests/localgraph`.",
        "",
        "| operation | beta | v1.0 | documented |",
        "|---|---|---|---|",
    ]
    for (method, path), by_version in actions().items():
        served = ["" if v not in by_version else "yes" if find_handler(by_version[v]) else "501" for v in VERSIONS]
        known = "yes" if any(one.documented for one in by_version.values()) else "no"
        lines.append(f"| `{method} {path}` | {' | '.join(served)} | {known} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    from graphkey.localgraph import open_local_graph

    with open_local_graph(None) as opened:
        found = walk(opened)
    for one in found:
        if one.why_not:
            print(f"{one.operation.method} /{one.operation.version}{one.operation.path}: {one.why_not}")
    for key, (every, seen) in summary(found).items():
        print(*key, every, seen)

"""Every operation of the catalog is tried on a local Graph, and its effect seen by a second read (tools/coverage_walk.py)."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphkey.localgraph import open_local_graph

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from coverage_walk import Shown, coverage_page, summary, walk  # noqa: E402

_NOTHING = "its type has nothing that can be changed"


@pytest.fixture(scope="module")
def results() -> Iterator[list[Shown]]:
    with open_local_graph(None) as graph:
        yield walk(graph)


def test_effect_of_operations_is_seen_when_their_type_has_anything_to_see(results: list[Shown]) -> None:
    unseen = [f"{one.operation.method} {one.operation.path}: {one.why_not}" for one in results if one.why_not]
    assert [one for one in unseen if not one.endswith(_NOTHING)] == []
    assert len(unseen) <= 11


def test_nineteen_of_twenty_operations_are_seen_when_counted_by_version_and_kind(results: list[Shown]) -> None:
    assert {key: counts for key, counts in summary(results).items() if counts[1] < 0.95 * counts[0]} == {}


def test_page_says_what_the_walk_has_seen(results: list[Shown]) -> None:
    page = (ROOT / "docs/reference/coverage.md").read_text(encoding="utf-8")
    assert page.endswith(coverage_page(results))

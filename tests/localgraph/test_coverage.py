"""Every operation of the catalog is tried on a local Graph, and its effect seen by a second read (tools/coverage_walk.py)."""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from graph_world import Caller

from graphkey.localgraph import open_local_graph
from graphkey.localgraph.handlers import find_handler

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from coverage_attempts import ATTEMPTS  # noqa: E402
from coverage_walk import Shown, actions, coverage_page, files_testing, summary, tried, walk  # noqa: E402
from coverage_world import World  # noqa: E402

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


def test_effect_is_seen_over_the_wire_when_the_local_graph_is_served(caller: Caller) -> None:
    world = World(caller.graph, "beta", caller.transport, caller.origin)
    chosen = [one for one in random.Random(5).sample(world.operations, 40) if one.kind in ATTEMPTS]
    seen = [tried(world, one) for one in chosen]
    assert [one for one in seen if one.why_not and not one.why_not.endswith(_NOTHING)] == []


def test_page_says_what_the_walk_has_seen(results: list[Shown]) -> None:
    page = (ROOT / "docs/reference/coverage.md").read_text(encoding="utf-8")
    assert page.endswith(coverage_page(results))


def test_action_has_a_test_of_its_own_when_it_is_served() -> None:
    served = [path for (_, path), one in actions().items() if any(map(find_handler, one.values()))]
    assert [path for path in served if not files_testing(path)] == []

"""A world for each test, in one local Graph a module; bundles are written and read by the hundred here."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from graphkey.certs import convert
from graphkey.errors import NotFoundError
from graphkey.localgraph import LocalGraph, open_local_graph
from tests.lifecycle.conftest import Clock
from tests.lifecycle.material import NOW
from tests.lifecycle.rotation.world import Pool, World

_FEW = 20


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys cheaply: each kill test uploads some fifty bundles, and how long a derivation takes is no matter of theirs."""
    monkeypatch.setattr(convert, "COMPATIBLE_ROUNDS", _FEW)


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool()


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def graph(clock: Clock) -> Iterator[LocalGraph]:
    """A local Graph; each makes a signing key of its own, which takes longer than most tests."""
    with open_local_graph(None, clock=clock) as opened:
        yield opened


@pytest.fixture
def world(graph: LocalGraph, clock: Clock, pool: Pool) -> Iterator[World]:
    clock.now = NOW
    world = World(graph, clock, pool)
    yield world
    with suppress(NotFoundError):  # some tests delete the connector
        world.close()

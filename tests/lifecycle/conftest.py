"""A local Graph with a clock that stands still, and the `Far` that leads to it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from graphkey.client.client import Far
from graphkey.connect import connect_graph
from graphkey.localgraph import LocalGraph, open_local_graph
from tests.lifecycle.material import NOW, Material

__all__ = ["NOW"]


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def graph(clock: Clock) -> Iterator[LocalGraph]:
    with open_local_graph(None, clock=clock) as opened:
        yield opened


@pytest.fixture
def far(graph: LocalGraph, clock: Clock) -> Far:
    connection = connect_graph(graph)
    return Far(connection.transport, connection.root, now=lambda: datetime(2000, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="session")
def material() -> Material:
    return Material(rsa.generate_private_key(public_exponent=65537, key_size=2048))

"""
What holds for every test: nothing is written into the home of who runs them, and no example of a property is too slow on a
machine that is busy; and a local Graph for who asks for one.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from graphkey import Graph
from graphkey.testing import LocalGraphFixture

settings.register_profile("graphkey", deadline=None)
settings.load_profile("graphkey")


@pytest.fixture(scope="session", autouse=True)
def audit_log_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the audit log of what tests change with this process's own environment out of the user's."""
    before = os.environ.get("GRAPHKEY_AUDIT")
    os.environ["GRAPHKEY_AUDIT"] = str(tmp_path_factory.mktemp("audit") / "audit.jsonl")
    yield
    os.environ.pop("GRAPHKEY_AUDIT")
    if before is not None:
        os.environ["GRAPHKEY_AUDIT"] = before


@pytest.fixture
def local() -> Iterator[LocalGraphFixture]:
    """A local Graph in this process, in memory."""
    with LocalGraphFixture() as fixture:
        yield fixture


@pytest.fixture
def graph(local: LocalGraphFixture) -> Graph:
    """The library's face on it."""
    return local.graph()

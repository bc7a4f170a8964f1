"""
A local Graph for other people's tests: the pytest fixture `local_graph`.

    pytest_plugins = ["graphkey.testing"]

    def test_my_tool_uploads(local_graph):
        graph = local_graph.graph()
        ...

Light to import: pytest and this file; the local Graph is imported when a test asks for it. Its clock stands still until the test
moves it; OAuth runs in real time, because real clients check their tokens by the real clock.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest

if TYPE_CHECKING:
    from graphkey.graph import Graph
    from graphkey.localgraph import LocalGraph
    from graphkey.wire import Transport


class Clock:
    """Tell a time that stands still until it is moved; aware UTC."""

    def __init__(self, now: datetime | None = None) -> None:
        self._now = now or datetime.now(UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self._now

    def set(self, now: datetime) -> None:
        """Set the time; it must be aware."""
        if now.tzinfo is None:
            raise ValueError("the time needs a time zone; use datetime(…, tzinfo=UTC)")
        self._now = now.astimezone(UTC)

    def advance(self, **span: float) -> None:
        """Move the time on: `advance(days=30)`; takes what `timedelta` takes."""
        self._now += timedelta(**span)


class LocalGraphFixture:
    """
    Be a local Graph for one test.

    Args:
        folder: where it keeps its data; None keeps everything in memory.
        clock: the time that certificates and their being active are judged by.
        options: what `graphkey.localgraph.open_local_graph` takes (`rate_limit`, `accept_aes`, …).
    """

    def __init__(self, folder: Path | None = None, clock: Clock | None = None, **options: Any) -> None:
        from graphkey.localgraph import open_local_graph

        self.clock = clock or Clock()
        self.waits: list[float] = []
        self._stack = ExitStack()
        self.local: LocalGraph = self._stack.enter_context(open_local_graph(folder, clock=self.clock, **options))
        self._origin: str | None = None

    @property
    def transport(self) -> "Transport":
        """Return the local Graph as a Transport; requests to it need a token, as everywhere."""
        return self.local.transport

    def graph(self) -> "Graph":
        """Return a `Graph` that is signed in to it, in process; what it would wait for between tries goes to `waits`."""
        from graphkey.connect import connect_graph
        from graphkey.graph import Graph

        connection = connect_graph(self.local, sleep=self.waits.append)
        return Graph(transport=connection.transport, root=connection.root, now=connection.now)

    def fault(
        self, kind: str, *, method: str = "*", path: str = "/**", times: int | None = 1, after: int = 0,
        retry_after_s: int | None = None, delay_s: float = 2.0,
    ) -> None:  # fmt: skip
        """
        Let requests go wrong from now on.

        Args:
            kind: `429`, `503`, `slow`, `drop-before`, `drop-after` (the connection is lost before or after the change), or
                `stale-read` (a GET is answered from before the last write).
            path: pattern such as `/identity/apiConnectors/*` or `/identity/**`.
            times: how often; None for always.
            after: so many requests that fit pass first.
        """
        self.local.add_fault(
            kind, method=method, path=path, times=times, after=after, retry_after_s=retry_after_s, delay_s=delay_s
        )

    def serve(self) -> str:
        """Serve it over HTTPS until the test ends; returns its origin, `https://localhost:PORT`."""
        if self._origin is None:
            from graphkey.serve import Tls, running

            self._origin = self._stack.enter_context(running(self.local.transport, Tls(*self.local.tls())))
            self.local.note_served(self._origin)
        return self._origin

    @property
    def env(self) -> dict[str, str]:
        """Return the environment that points graphkey and azure-identity at it; serves it first."""
        origin = self.serve()
        bundle = str(self.local.ca_bundle_file)
        return {
            "AZURE_TENANT_ID": self.local.tenant_id,
            "AZURE_CLIENT_ID": self.local.client_id,
            "AZURE_CLIENT_SECRET": self.local.new_client_secret().reveal(),
            "AZURE_AUTHORITY_HOST": origin,
            "GRAPHKEY_ENDPOINT": origin,
            "REQUESTS_CA_BUNDLE": bundle,
            "SSL_CERT_FILE": bundle,
        }

    def seed(self, name: str | None = None) -> None:
        """Plant a seed by name; without a name the first one again."""
        self.local.seed(*([name] if name else []))

    def close(self) -> None:
        """Stop serving and close it."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@pytest.fixture
def local_graph() -> Iterator[LocalGraphFixture]:
    """Give a local Graph in memory, with its first seed."""
    with LocalGraphFixture() as fixture:
        yield fixture


Make = Callable[..., LocalGraphFixture]


@pytest.fixture
def make_local_graph() -> Iterator[Make]:
    """Give a maker of local Graphs with options, for tests that need several or special ones."""
    with ExitStack() as stack:
        yield lambda *args, **options: stack.enter_context(LocalGraphFixture(*args, **options))

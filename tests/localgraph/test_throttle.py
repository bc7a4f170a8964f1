"""Throttling: Graph's limits, the time to wait, and who counts."""

from collections.abc import Iterator

import pytest
from graph_world import CONNECTORS, Caller, Clock

from graphkey.errors import ThrottledError, UsageError
from graphkey.localgraph import open_local_graph
from graphkey.localgraph.throttle import Throttle, read_rate_limit


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def refused(throttle: Throttle, app: str = "a") -> float | None:
    try:
        throttle.admit("tenant", app)
    except ThrottledError as error:
        return error.retry_after_s
    return None


def test_limit_of_an_app_is_reached_before_the_tenants() -> None:
    throttle = Throttle(read_rate_limit("graph"), Seconds())
    assert [refused(throttle) for _ in range(200)] == [None] * 200
    assert refused(throttle) == 60
    assert [refused(throttle, "b") for _ in range(99)] == [None] * 99  # 201 and 99 make the tenant's 300
    assert refused(throttle, "b") == 60


def test_room_comes_back_as_the_window_moves() -> None:
    seconds = Seconds()
    throttle = Throttle((2, 2), seconds)
    assert refused(throttle) is None
    seconds.now = 30
    assert refused(throttle) is None
    seconds.now = 59
    assert refused(throttle) == 31  # the refused one counts, so the oldest that does is from 30
    seconds.now = 90
    assert refused(throttle) is None


def test_whoever_waits_as_told_is_let_in() -> None:
    seconds = Seconds()
    throttle = Throttle((3, 3), seconds)
    for _ in range(10):
        seconds.now += 0.7
        wait = refused(throttle)
    assert wait is not None
    seconds.now += wait
    assert refused(throttle) is None


@pytest.mark.parametrize("text", ["", "0", "-1", "x", "1.5", "99999999", "٣", "Graph"])
def test_rate_limit_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_rate_limit(text)


@pytest.fixture
def limited(clock: Clock) -> Iterator[Caller]:
    with open_local_graph(None, clock=clock, rate_limit="5", seconds=Seconds()) as graph:
        yield Caller(graph.transport, "https://localhost", graph.access_token().reveal(), graph, clock)


def test_too_many_requests_are_429_with_retry_after(limited: Caller) -> None:
    assert [limited.send("GET", CONNECTORS).status for _ in range(6)] == [200] * 5 + [429]
    response = limited.send("GET", CONNECTORS)
    assert response.headers["retry-after"] == "60"
    assert response.json()["error"]["code"] == "TooManyRequests"


def test_each_item_of_a_batch_counts(limited: Caller) -> None:
    items = [{"id": str(at), "method": "GET", "url": CONNECTORS} for at in range(7)]
    answers = limited.post("/$batch", {"requests": items}, status=200)["responses"]
    assert [answer["status"] for answer in answers] == [200] * 5 + [429] * 2
    assert answers[6]["headers"]["Retry-After"] == "60"


def test_signing_in_is_not_throttled(limited: Caller) -> None:
    for _ in range(7):
        limited.send("GET", CONNECTORS)
    from graphkey.wire import Request

    path = f"{limited.graph.tenant_id}/discovery/v2.0/keys"
    assert limited.transport(Request("GET", f"https://localhost/{path}")).status == 200

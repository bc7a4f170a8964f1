"""
Any order of what people, APIs, clocks, wires and the end of processes can do: no harm that the tool could have kept away, and always
a way to the end.
"""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkey.errors import TransportError
from graphkey.lifecycle.rotation.plan import Wish
from graphkey.lifecycle.rotation.run import Outcome, look
from graphkey.localgraph import LocalGraph
from graphkey.wire import Request, Response, json_response
from tests.lifecycle.conftest import Clock
from tests.lifecycle.material import NOW
from tests.lifecycle.rotation.world import Pool, World

ACTS = ("rotate", "rotate", "resume", "resume", "roll_back", "abort", "leak", "leak_other", "deaf", "hear", "days")
FAULTS = ("none", "none", "none", "throttled", "unavailable", "lost", "lost-answer", "unsent", "stale")
MOVES = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.sampled_from(FAULTS),
        st.integers(0, 12),  # which request the fault hits
        st.one_of(st.none(), st.tuples(st.integers(0, 24), st.sampled_from(["before", "after"]))),
    ),
    min_size=1,
    max_size=9,
)


class Wire:
    """Fail once: the request with the number that is told."""

    def __init__(self, transport: Callable[[Request], Response], kind: str, number: int) -> None:
        self._transport, self._kind, self._left = transport, kind, number
        self._seen: dict[str, Response] = {}

    def __call__(self, request: Request) -> Response:
        self._left -= 1
        if self._left == -1 and self._kind != "none":
            return self._fail(request)
        answer = self._transport(request)
        if request.method == "GET":
            self._seen.setdefault(request.url, answer)
        return answer

    def _fail(self, request: Request) -> Response:
        if self._kind in ("throttled", "unavailable"):
            status = 429 if self._kind == "throttled" else 503
            return json_response(status, {"error": {"code": "Fault", "message": "not now"}})
        if self._kind == "stale":
            return self._seen.get(request.url) or self._transport(request)
        if self._kind == "lost-answer":
            self._transport(request)
        raise TransportError("the connection broke", sent=self._kind != "unsent")


def acted(world: World, act: str) -> Callable[[], Outcome] | None:
    """Return what a person does, or None where there is nothing to do it to."""
    begun = bool(world.files.read("journal.json"))
    if act == "rotate":
        old = None if begun else world.first
        return lambda: world.start(Wish(days=400, keep=True), old=old)
    if act in ("leak", "leak_other"):
        held = [one.thumbprint for one in world.certificates]
        leaked = world.active if act == "leak" else held[0]
        return lambda: world.start(Wish(days=400, compromised=(str(leaked),), keep=True))
    return getattr(world, act) if begun and act in ("resume", "roll_back", "abort") else None


def settle(world: World) -> None:
    """Let the API do what it was asked to, and go on until nothing is left to do."""
    world.wire = world.plain
    world.api.deaf = False
    world.api.trusts |= world.api.announced
    for _ in range(8):
        if not world.files.read("journal.json"):
            return
        outcome = world.process(world.resume)
        if outcome is None:
            outcome = world.process(world.abort) or world.process(world.roll_back)
        assert outcome is not None, world.reports[-4:]
        if outcome.step.name == "done":
            return
        assert outcome.step.until is not None, outcome
        world.forward(seconds=(outcome.step.until - world.clock.now).total_seconds())
    raise AssertionError("it never ends")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_no_order_of_events_leaves_a_call_without_an_accepted_certificate(
    graph: LocalGraph, clock: Clock, pool: Pool, moves: list[Any]
) -> None:
    clock.now = NOW
    world = World(graph, clock, pool)
    for act, fault, number, kill in moves:
        if act in ("deaf", "hear"):
            world.api.deaf = act == "deaf"
        elif act == "days":
            world.forward(days=number)
        elif (doing := acted(world, act)) is not None:
            world.wire = Wire(world.plain, fault, number)
            world.process(doing, kill)
    settle(world)
    world.forward(days=1)
    assert world.failures == []
    if world.files.read("journal.json"):
        outcome = look(world.outside(), world.journal())
        here = {one.thumbprint for one in world.certificates}
        assert outcome.journal.is_finished
        assert set(outcome.distrusted) == here & set(outcome.journal.compromised)
        assert {name for name in world.files.held if name.endswith(".pfx")} <= {"new.pfx", "old.pfx"}
    world.close()

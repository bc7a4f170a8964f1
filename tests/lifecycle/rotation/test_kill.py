"""
The process ended before and after every request and every file write of every way through a rotation; then the next one goes on.

The points are those that an undisturbed run shows; none is chosen by hand.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from graphkey.lifecycle.rotation.plan import Wish
from graphkey.lifecycle.rotation.run import Outcome
from graphkey.localgraph import LocalGraph
from tests.lifecycle.conftest import Clock
from tests.lifecycle.material import NOW
from tests.lifecycle.rotation.world import Pool, World

Act = Callable[[World], Outcome]


@pytest.fixture
def ended(graph: LocalGraph, clock: Clock, pool: Pool) -> Callable[[Act, Act | None], Iterator[World]]:
    """Worlds in which an act was ended, one for each point of it."""

    def fresh(before: Act | None) -> World:
        clock.now = NOW
        world = World(graph, clock, pool)
        if before is not None:
            before(world)
        return world

    def worlds(act: Act, before: Act | None = None) -> Iterator[World]:
        world = fresh(before)
        world.process(lambda: act(world))
        assert not world.reports or world.files.held, "the undisturbed act failed"
        events = world.tape.events
        world.close()
        assert len(events) > 3
        for place in range(len(events)):
            for side in ("before", "after"):
                world = fresh(before)
                done = world.process(lambda world=world: act(world), (place, side))  # type: ignore[misc]
                assert done is None
                yield world
                assert world.failures == [], (events[place], side)
                world.close()

    return worlds


def start(world: World) -> Outcome:
    return world.start(old=world.first)


def goes_on(world: World, act: Act) -> Outcome:
    """What a person does next: resume where a rotation has begun, and begin where none has."""
    outcome = world.process(world.resume if world.files.read("journal.json") else lambda: act(world))
    assert outcome is not None, world.reports
    return outcome


def to_the_end(world: World, act: Act = start) -> Outcome:
    for _ in range(6):
        outcome = goes_on(world, act)
        if outcome.step.name == "done":
            return outcome
        assert outcome.step.until is not None, outcome
        world.forward(seconds=(outcome.step.until - world.clock.now).total_seconds())
    raise AssertionError("it never ends")


def test_rotation_is_done_when_ended_at_any_point_of_its_beginning(ended: Callable[..., Iterator[World]]) -> None:
    for world in ended(start):
        assert to_the_end(world).journal.state == "retired"
        assert world.active == world.journal().new.thumbprint
        assert [one.thumbprint for one in world.certificates] == [world.journal().plan.old.thumbprint, world.active]
        assert set(world.files.held) == {"journal.json", "new.pfx", "announcement.json", "trust.pem"}


def test_rotation_is_done_when_ended_at_any_point_of_its_retirement(ended: Callable[..., Iterator[World]]) -> None:
    def overlapped(world: World) -> Outcome:
        begun = start(world)
        world.forward(days=8)
        return begun

    for world in ended(World.resume, overlapped):
        assert to_the_end(world).journal.state == "retired"
        assert set(world.files.held) == {"journal.json", "new.pfx", "announcement.json", "trust.pem"}


def test_way_back_is_done_when_ended_at_any_point(ended: Callable[..., Iterator[World]]) -> None:
    for world in ended(World.roll_back, start):
        again = world.roll_back if world.journal().state == "verified" else world.resume
        outcome = world.process(again)
        assert outcome is not None, world.reports
        assert outcome.journal.state == "returned"
        assert world.active == world.journal().old.thumbprint
        assert "new.pfx" not in world.files.held


def test_leaked_key_is_gone_when_ended_at_any_point(ended: Callable[..., Iterator[World]]) -> None:
    def leaked(world: World) -> Outcome:
        first = next(one.thumbprint for one in world.certificates)
        return world.start(Wish(compromised=(first,)))

    for world in ended(leaked):
        first = next(one.thumbprint for one in world.certificates)
        assert to_the_end(world, leaked).journal.state == "retired"
        assert [one.thumbprint for one in world.certificates] == [world.journal().new.thumbprint]
        assert first in world.journal().compromised or first == world.active
        assert set(world.files.held) == {"journal.json", "announcement.json", "trust.pem"}


def test_switch_by_clock_is_done_when_ended_at_any_point(ended: Callable[..., Iterator[World]]) -> None:
    def by_clock(world: World) -> Outcome:
        return world.start(Wish(by_clock_at=NOW + timedelta(days=3), confirmed="Ada", keep=True), old=world.first)

    for world in ended(by_clock):
        assert to_the_end(world, by_clock).journal.state == "retired"
        assert world.active == world.journal().new.thumbprint
        assert world.clock.now >= NOW + timedelta(days=10)


def test_giving_up_is_done_when_ended_at_any_point(ended: Callable[..., Iterator[World]]) -> None:
    def waiting(world: World) -> Outcome:
        world.api.deaf = True
        return start(world)

    for world in ended(World.abort, waiting):
        outcome = world.process(world.abort)
        assert outcome is not None and outcome.journal.state == "aborted"
        assert len(world.certificates) == 1
        assert "new.pfx" not in world.files.held


def test_giving_up_before_the_clock_switches_is_done_when_ended_at_any_point(
    ended: Callable[..., Iterator[World]],
) -> None:
    def waiting(world: World) -> Outcome:
        return world.start(Wish(by_clock_at=NOW + timedelta(days=3), confirmed="Ada", keep=True), old=world.first)

    for world in ended(World.abort, waiting):
        outcome = world.process(world.abort)
        assert outcome is not None and outcome.journal.state == "returned"
        world.forward(days=5)
        assert world.active == outcome.journal.old.thumbprint

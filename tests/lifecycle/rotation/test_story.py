"""
Two years of a connector's life, in which every process is ended somewhere: the first ones before and after the first thing that
they do to the outside, the next ones at the second, until one comes through. The judge looks after every write and at every instant
at which something changes.
"""

from collections.abc import Callable

from graphkey.lifecycle.rotation.plan import Wish
from graphkey.lifecycle.rotation.run import Outcome
from tests.lifecycle.material import NOW
from tests.lifecycle.rotation.world import World

YEARS_DAYS = 730
EVERY_DAYS = 60
WISH = Wish(days=100, keep=True)
SHOWN = ("verified", "retiring", "retired")  # a leaked key's replacement has no overlap


class Life:
    """Do one thing after another, each by as many processes as it takes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.processes = 0

    def until_done(self, act: Callable[[], Outcome], is_done: Callable[[], bool]) -> None:
        for number in range(200):
            self.processes += 1
            outcome = self.world.process(act, (number // 2, "after" if number % 2 else "before"))
            if outcome is not None or is_done():
                return
        raise AssertionError(f"no process comes through: {self.world.reports[-3:]}")

    def state(self) -> str:
        return str(self.world.journal().state) if self.world.files.read("journal.json") else "none"

    def rotate(self, wish: Wish) -> None:
        """Begin, and switch."""
        old = self.world.first if self.state() == "none" else None
        last = self.state()
        checksum = self.world.journal().plan.checksum if last != "none" else ""

        def act() -> Outcome:
            begun = self.state() != "none" and self.world.journal().plan.checksum != checksum
            return self.world.resume() if begun else self.world.start(wish, old=old)

        self.until_done(act, lambda: self.state() in SHOWN and self.world.journal().plan.checksum != checksum)
        assert self.state() in SHOWN, self.world.reports[-3:]

    def retire(self) -> None:
        self.until_done(self.world.resume, lambda: self.state() == "retired")
        assert self.state() == "retired", self.world.reports[-3:]


def test_two_years_bring_no_call_without_an_accepted_certificate(world: World) -> None:
    life, leaked = Life(world), []
    for number in range(1, 13):
        shown = world.active
        assert shown is not None
        if number in (4, 9):
            leaked.append(shown)
            before = len(world.reports)
            life.rotate(WISH._replace(compromised=(shown,)))
            assert world.reports[before] == f"The API's side must stop trusting these at once: {shown}"
            world.api.trusts.discard(shown)
        else:
            life.rotate(WISH)
        if number == 6:
            _forgetful_api(world, life)
        world.forward(days=8)
        if life.state() != "returned":
            life.retire()
        assert world.failures == []
        assert not {one.thumbprint for one in world.certificates} & set(leaked)
        world.forward(days=EVERY_DAYS - 8)
    world.forward(seconds=max(0, (NOW - world.clock.now).total_seconds() + YEARS_DAYS * 86400))
    assert world.failures == []
    assert world.active is not None and world.active not in leaked
    assert set(world.journal().compromised) == set(leaked)
    assert life.processes > 250


def _forgetful_api(world: World, life: Life) -> None:
    """The API drops what it promised to trust; that is reported, and the way back is open."""
    new = world.active
    assert new is not None
    world.api.forget(new)
    world.forward(days=1)
    assert world.failures and all(f"{new} is not accepted" in one for one in world.failures)
    assert world.process(world.resume) is None
    assert world.reports[-1].startswith(f"the API does not accept {new}, which the service shows it now")
    life.until_done(
        lambda: world.roll_back() if life.state() == "verified" else world.resume(), lambda: life.state() == "returned"
    )
    assert life.state() == "returned"
    assert world.active == world.journal().old.thumbprint
    world.failures.clear()
    world.api.trusts.add(new)  # it stays at the connector, and is the next to be active

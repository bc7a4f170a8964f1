"""When a rotation may go on: what the API shows of a certificate, and what the word of somebody on its side stands for."""

import json
from datetime import timedelta

import pytest

from graphkey.errors import PlanError, VerifyError
from graphkey.lifecycle.rotation.outside import facts_in, write_journal
from graphkey.lifecycle.rotation.plan import Wish
from graphkey.lifecycle.rotation.run import look
from tests.lifecycle.rotation.world import World, begun, uploads


def test_nothing_is_uploaded_when_the_api_refuses(world: World) -> None:
    world.api.deaf = True
    outcome = world.start(old=world.first)
    assert not outcome.is_fine
    assert "the API does not accept" in outcome.journal.problem
    assert uploads(world) == 0


def test_refusal_is_written_once_when_it_is_met_again(world: World) -> None:
    world.api.deaf = True
    first = world.start(old=world.first)
    assert len(world.resume().journal.entries) == len(first.journal.entries)


def test_rotation_goes_on_when_the_api_trusts_at_last(world: World) -> None:
    world.api.deaf = True
    world.start(old=world.first)
    world.api.trusts |= world.api.announced
    assert world.resume().journal.state == "verified"


def test_word_of_the_api_side_replaces_proof_when_the_api_cannot_be_asked(world: World) -> None:
    world.api.unreachable = True
    outcome = world.start(Wish(confirmed="Ada"), old=world.first)
    assert outcome.journal.state == "verified"
    assert any("Ada of the API's side answers" in one.sentence for one in outcome.journal.entries)
    assert any("cannot be asked" in one and "Ada answers for it" in one for one in world.reports)


def test_api_that_cannot_be_asked_is_no_acceptance_without_a_word(world: World) -> None:
    world.api.unreachable = True
    outcome = world.start(old=world.first)
    assert (outcome.step.name, uploads(world)) == ("switch", 0)
    assert "cannot be asked" in outcome.journal.problem


def test_word_in_advance_does_not_stand_against_a_refusal_that_is_seen(world: World) -> None:
    world.api.deaf = True
    outcome = world.start(Wish(confirmed="Ada"), old=world.first)
    assert (outcome.is_fine, uploads(world)) == (False, 0)
    assert "although Ada answered for it" in outcome.journal.problem
    assert world.resume(who="Ada,  again").journal.state == "verified"
    assert any("Ada, again of the API's side answers" in one.sentence for one in world.journal().entries)


def by_clock(world: World) -> None:
    wish = Wish(by_clock_at=world.clock.now + timedelta(days=3), confirmed="Ada", overlap_days=0, accepted="tried")
    assert world.start(wish, old=world.first).step.name == "wait"
    world.clock.forward(days=3, hours=1)


def test_refusal_after_a_switch_by_clock_is_no_end(world: World) -> None:
    world.api.deaf = True
    by_clock(world)
    for _ in range(2):
        with pytest.raises(VerifyError, match=r"does not accept .*, which the service shows it now"):
            world.resume()
        assert (world.journal().state, world.kept("old.pfx")) == ("switched", world.first)
    outcome = look(world.outside(), world.journal())
    assert not outcome.is_fine
    world.api.trusts |= world.api.announced
    assert world.resume().journal.state == "retired"


def test_way_back_is_open_after_a_switch_by_clock_that_the_api_refuses(world: World) -> None:
    world.api.deaf = True
    by_clock(world)
    with pytest.raises(VerifyError):
        world.resume()
    assert world.roll_back().journal.state == "returned"


def test_word_given_after_the_refusal_ends_the_rotation(world: World) -> None:
    world.api.deaf = True
    by_clock(world)
    with pytest.raises(VerifyError):
        world.resume()
    assert world.resume(who="Ben").journal.state == "retired"
    assert any(one.startswith("warning: the API does not accept") and "Ben answers" in one for one in world.reports)


def test_word_that_nothing_waits_for_is_refused(world: World) -> None:
    begun(world)
    with pytest.raises(PlanError, match="does not wait for anybody's word"):
        world.resume(who="Ada")
    assert world.journal().word == ""


def test_word_of_the_plan_is_taken_again_when_a_stopped_rotation_is_resumed_with_it(world: World) -> None:
    world.api.unreachable = True
    world.start(Wish(confirmed="Ada"), old=world.first)
    assert world.resume(who=" Ada ").is_fine
    with pytest.raises(PlanError, match="does not wait for anybody's word"):
        world.resume(who="Ben")


def test_hint_is_another_rotation_when_there_is_nothing_to_go_back_from_at_its_end(world: World) -> None:
    begun(world)
    world.clock.forward(days=8)
    assert world.resume().journal.is_finished
    with pytest.raises(PlanError, match="nothing to go back from") as caught:
        world.roll_back()
    assert "another certificate" in str(caught.value.hint)


def test_retirement_waits_when_the_api_has_forgotten_the_new_certificate(world: World) -> None:
    begun(world)
    world.clock.forward(days=8)
    world.api.forget(str(world.active))
    with pytest.raises(VerifyError, match="does not accept"):
        world.resume()
    assert (world.journal().state, world.kept("old.pfx")) == ("verified", world.first)


def test_retirement_that_began_ends_when_the_connector_is_gone(world: World) -> None:
    begun(world)
    write_journal(world.files, world.journal()._replace(state="retiring"))
    world.close()
    assert world.resume().journal.state == "retired"


def test_way_back_is_open_when_somebody_answers_for_the_old_certificate(world: World) -> None:
    begun(world)
    world.api.forget(facts_in(world.first).thumbprint)
    assert world.roll_back(who="Ada").journal.state == "returned"


def test_refusal_of_the_old_certificate_is_told_when_it_is_still_in_use(world: World) -> None:
    world.api.forget(facts_in(world.first).thumbprint)
    world.start(old=world.first)
    assert any(one.startswith("the API refuses the certificate that was in use until now") for one in world.reports)


def test_announcement_names_what_to_trust_and_until_when(world: World) -> None:
    begun(world)
    said = json.loads(world.files.held["announcement.json"])
    assert said["trust"]["thumbprint"] == world.active
    assert said["keep_trusting"] == [facts_in(world.first).thumbprint]
    assert said["keep_trusting_until_at_least"] == "2026-06-08T12:00:00Z"
    assert world.files.held["trust.pem"].count(b"BEGIN CERTIFICATE") == 2
    assert b"PRIVATE" not in world.files.held["trust.pem"]

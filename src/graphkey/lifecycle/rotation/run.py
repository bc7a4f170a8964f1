"""
Apply a plan: step after step until nothing is left, or something has to be waited for; go back; give up.

The steps themselves are in `steps`; what comes next is `journal.next_step`'s to say, from the journal and from
what the service shows. Whoever is stopped at any point, by whatever, runs the same again.

Rule: nothing is uploaded before the API was seen to accept it, or somebody on the API's side answered for it.
Rule: within one run nothing is sent twice without having been looked for.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from graphkey.errors import NotFoundError, PlanError, VerifyError
from graphkey.lifecycle.asking import tries
from graphkey.lifecycle.inventory import read_connector_at
from graphkey.lifecycle.model import Connector
from graphkey.lifecycle.rotation.acceptance import permit_way_back, prove_again, take_word
from graphkey.lifecycle.rotation.journal import AFTER_SWITCH, Journal, Step, is_settling, last_upload, next_step
from graphkey.lifecycle.rotation.outside import Outside, Seen, write_journal
from graphkey.lifecycle.rotation.steps import (
    announce,
    drop,
    give_back,
    prepare,
    retire,
    returned,
    switch,
    verify,
)


class Outcome(NamedTuple):
    """
    Say where a rotation stands.

    Args:
        step: what is to be done next; `done` when nothing is.
        connector: as it was read; None when that was not needed.
        at: when it was read, by the service's clock.
    """

    journal: Journal
    step: Step
    connector: Connector | None
    at: datetime

    @property
    def seen(self) -> Seen:
        """Return what was read; only for an outcome that has it."""
        assert self.connector is not None
        return Seen(self.connector, self.at)

    @property
    def is_fine(self) -> bool:
        """Tell whether nothing has to be done by a person now."""
        return not self.journal.problem and self.step.name in ("done", "wait") and not self.distrusted

    @property
    def distrusted(self) -> tuple[str, ...]:
        """List the compromised certificates that the connector has."""
        held = self.connector.certificates if self.connector is not None else ()
        return tuple(one.thumbprint for one in held if one.thumbprint in self.journal.compromised)


def run(outside: Outside, journal: Journal, *, who: str = "", sent: bool = False) -> Outcome:
    """
    Go on until nothing is left, or something has to be waited for.

    Args:
        who: on the API's side answers for the new certificate although the API was seen not to accept it.
        sent: the change has been sent just now.
    Raises: PlanError when somebody else changes the connector; VerifyError when the service, or the API, does not show what was
        done; whatever the service answers.
    """
    if journal.state in _CLOSING:  # whatever became of the connector
        return _closed(outside, journal)
    if who.strip():
        journal = take_word(outside, journal, outside.far.now(), who)
    proved = False  # in this run, that the API accepts what it is shown
    while True:
        outcome = look(outside, journal)
        step = outcome.step
        if step.name == "stop":
            raise _stopped(outcome)
        if journal.state == "verified" and not proved:
            prove_again(outside, journal, outcome.seen)
        if step.name in ("done", "wait"):
            return outcome._replace(journal=_without_problem(outside, outcome.journal))
        if step.name in ("switch", "return"):
            if sent:
                raise _unshown(journal, outcome)
            sent = True
        journal = _STEPS[step.name](outside, journal, outcome.seen)
        proved = step.name == "verify" and journal.state == "verified"
        if journal.problem:
            return outcome._replace(journal=journal)


def look(outside: Outside, journal: Journal) -> Outcome:
    """Read the connector, again where it may show less than was done, and tell what is to be done next."""
    for _ in tries(outside.far):
        outcome = _looked_once(outside, journal)
        if outcome.connector is None or not is_settling(journal, outcome.step):
            break
    return outcome


def _looked_once(outside: Outside, journal: Journal) -> Outcome:
    try:
        seen, at = read_connector_at(outside.far, journal.plan.connector_id, journal.plan.version)
    except NotFoundError:
        step = Step("done") if journal.is_finished else Step("stop", _why_not_there(outside, journal))
        return Outcome(journal, step, None, outside.far.now())
    return Outcome(journal, next_step(journal, seen, at), seen, at)


def _why_not_there(outside: Outside, journal: Journal) -> str:
    if _is_elsewhere(outside, journal):
        return f"the connector is not in the tenant {outside.tenant!r}; the rotation was begun in {journal.tenant!r}"
    return "the connector is not there any more: somebody deleted it"


def _is_elsewhere(outside: Outside, journal: Journal) -> bool:
    """A tenant is known by what a context calls it, id or domain: other words alone say nothing while the connector is found."""
    return outside.tenant != journal.tenant


def roll_back(outside: Outside, journal: Journal, *, who: str = "") -> Outcome:
    """
    Make the old certificate the active one again.

    Args:
        who: on the API's side answers for the old certificate, where the API is not seen to accept it.
    Raises: PlanError when there is no way back: its bundle is not at hand, it has ended, its key is known to others, the API
        refuses it, or nothing was switched.
    """
    if journal.state == "returning":
        return run(outside, journal)
    if journal.state not in ("switching", *AFTER_SWITCH):
        hint = (
            "To rotate to another certificate: graphkey rotate."
            if journal.is_finished
            else "To give up: graphkey rotate abort."
        )
        raise PlanError(f"there is nothing to go back from ({journal.state})", hint=hint)
    outcome = look(outside, journal)
    if outcome.step.name == "stop":
        raise _stopped(outcome)
    journal = permit_way_back(outside, journal, outcome.seen, who)
    return run(outside, give_back(outside, journal, outcome.seen), sent=True)


def abort(outside: Outside, journal: Journal, *, who: str = "") -> Outcome:
    """
    Give up a rotation that has not switched; one that waits for its clock is outdone by the old certificate, uploaded again.

    Args:
        who: see `roll_back`.
    Raises: PlanError when it has switched, or its connector is another tenant's.
    """
    if journal.is_finished or journal.state in (*_CLOSING, "returning"):
        return run(outside, journal)
    outcome, why = look(outside, journal), "given up"
    at, place = outcome.at, last_upload(outcome.connector, journal.new) if outcome.connector else -1
    if outcome.connector is None and _is_elsewhere(outside, journal):
        raise PlanError(outcome.step.why, hint="Choose its context: --context NAME.")
    if outcome.step.name == "stop":
        why = f"given up: {outcome.step.why}"
    elif place >= 0 and journal.new is not None and at < journal.new.not_before:
        return roll_back(outside, journal, who=who)
    elif place >= 0:
        raise PlanError("the new certificate is active already", hint="To go back: graphkey rotate rollback.")
    return run(outside, write_journal(outside.files, journal.noted(at, why, state="dropping", problem="")))


_CLOSING = ("retiring", "dropping")
_STEPS: dict[str, Callable[[Outside, Journal, Seen], Journal]] = {
    "prepare": prepare,
    "announce": announce,
    "switch": switch,
    "verify": verify,
    "retire": lambda outside, journal, seen: retire(outside, journal, seen.at),
    "return": give_back,
    "returned": returned,
}


def _closed(outside: Outside, journal: Journal) -> Outcome:
    at = outside.far.now()
    ended = (retire if journal.state == "retiring" else drop)(outside, journal, at)
    return Outcome(ended, Step("done"), None, at)


def _stopped(outcome: Outcome) -> PlanError:
    hint = "Look: graphkey connector show, and graphkey rotate status."
    if outcome.connector is None:
        hint = "If it is gone for good: graphkey rotate abort. Otherwise choose its context: --context NAME."
    return PlanError(f"stopped: {outcome.step.why}", hint=hint)


def _without_problem(outside: Outside, journal: Journal) -> Journal:
    return write_journal(outside.files, journal._replace(problem="")) if journal.problem else journal


def _unshown(journal: Journal, outcome: Outcome) -> VerifyError:
    active = outcome.connector.active if outcome.connector else None
    wanted = journal.old if journal.state == "returning" else journal.new
    sent, shown = (one.thumbprint if one else "none" for one in (wanted, active))
    return VerifyError(
        f"the service took {sent}, but shows {shown} as active", hint="Look again in a minute: graphkey rotate resume."
    )

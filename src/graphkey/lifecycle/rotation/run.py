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

from graphkey.certs.diagnose import Bundle
from graphkey.errors import NotFoundError, PlanError, VerifyError
from graphkey.lifecycle.asking import tries
from graphkey.lifecycle.inventory import read_connector_at
from graphkey.lifecycle.model import Connector
from graphkey.lifecycle.rotation.journal import AFTER_SWITCH, Journal, Step, is_settling, last_upload, next_step
from graphkey.lifecycle.rotation.model import Facts, Plan, text_of
from graphkey.lifecycle.rotation.plan import Known
from graphkey.lifecycle.rotation.steps import (
    GIVEN,
    NEW,
    OLD,
    Outside,
    announce,
    bundle_in,
    drop,
    facts_in,
    give_back,
    prepare,
    prove_again,
    prove_old,
    read_journal,
    retire,
    returned,
    switch,
    verify,
    write_journal,
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
    def is_fine(self) -> bool:
        """Tell whether nothing has to be done by a person now."""
        return not self.journal.problem and self.step.name in ("done", "wait") and not self.distrusted

    @property
    def distrusted(self) -> tuple[str, ...]:
        """List the compromised certificates that the connector has."""
        held = self.connector.certificates if self.connector is not None else ()
        return tuple(one.thumbprint for one in held if one.thumbprint in self.journal.compromised)


def known(last: Journal | None, connector: Connector, old: Facts | None) -> Known:
    """
    Gather what a plan should know.

    Args:
        last: the connector's last journal.
        old: facts of the active certificate's bundle, when it was given.
    """
    facts = [one for one in (old, *((last.new, last.old) if last else ())) if one is not None]
    active = connector.active.thumbprint if connector.active else None
    about = next((one for one in facts if one.thumbprint == active), None)
    at_hand = old is not None or _kept(last, active) is not None
    return Known(about, at_hand, last.compromised if last else (), last.compromised_keys if last else ())


def begin(outside: Outside, plan: Plan, secret: str, old: Bundle | None = None, given: Bundle | None = None) -> Journal:
    """
    Begin to apply a plan; what is begun already is taken up.

    Args:
        secret: the reference to the password of the bundles, for the journal.
        old: the active certificate's bundle, if it is at hand.
        given: the new one, if the plan does not make it.
    Raises: PlanError when the plan is not of this connector as it is now, or another rotation is under way.
    """
    last = read_journal(outside.files)
    if last is not None and last.plan.checksum == plan.checksum:
        return last
    if last is not None:
        _refuse_underway(last, plan)
    if plan.root != outside.far.root:
        raise PlanError(f"the plan is for {plan.root}, not for {outside.far.root}", hint="Choose its context.")
    seen, at = read_connector_at(outside.far, plan.connector_id, plan.version)
    _refuse_changed(plan, seen)
    if plan.distrust:
        outside.tell(f"The API's side must stop trusting these at once: {', '.join(plan.distrust)}")
    if given is not None:
        _refuse_other("new", given, plan.order.thumbprint)
        outside.files.write(GIVEN, outside.seal(given))
    elif not plan.order.made:
        raise PlanError("the plan is for a bundle that is not given", hint="Give it again: --pfx REF.")
    kept = _keep_old(outside, plan, last, old)
    compromised = tuple(dict.fromkeys((*plan.distrust, *(last.compromised if last else ()))))
    journal = Journal(
        plan, secret, old=kept, compromised=compromised, compromised_keys=_keys_of(compromised, last, old)
    )
    return write_journal(outside.files, journal.noted(at, f"begun: plan {plan.checksum[:12]}"))


def run(outside: Outside, journal: Journal, *, sent: bool = False) -> Outcome:
    """
    Go on until nothing is left, or something has to be waited for.

    Args:
        sent: the change has been sent just now.
    Raises: PlanError when somebody else changes the connector; VerifyError when the service, or the API, does not show what was
        done; whatever the service answers.
    """
    if journal.state == "dropping":  # whatever became of the connector
        return _dropped(outside, journal)
    while True:
        outcome = look(outside, journal)
        step = outcome.step
        if step.name in ("done", "wait"):
            if journal.state == "verified":
                prove_again(outside, journal, outcome.at)
            return outcome._replace(journal=_without_problem(outside, outcome.journal))
        if step.name == "stop":
            raise PlanError(f"stopped: {step.why}", hint="Look: graphkey connector show, and graphkey rotate status.")
        if step.name in ("switch", "return"):
            if sent:
                raise _unshown(journal, outcome)
            sent = True
        journal = _STEPS[step.name](outside, journal, outcome.at)
        if journal.problem:
            return outcome._replace(journal=journal)


def look(outside: Outside, journal: Journal) -> Outcome:
    """Read the connector, again where it may show less than was done, and tell what is to be done next."""
    for _ in tries(outside.far):
        seen, at = read_connector_at(outside.far, journal.plan.connector_id, journal.plan.version)
        step = next_step(journal, seen, at)
        if not is_settling(journal, step):
            break
    return Outcome(journal, step, seen, at)


def roll_back(outside: Outside, journal: Journal) -> Outcome:
    """
    Make the old certificate the active one again.

    Raises: PlanError when there is no way back: its bundle is not at hand, it has ended, its key is known to others, the API
        refuses it, or nothing was switched.
    """
    if journal.state == "returning":
        return run(outside, journal)
    if journal.state not in ("switching", *AFTER_SWITCH):
        raise PlanError(
            f"there is nothing to go back from ({journal.state})", hint="To give up: graphkey rotate abort."
        )
    outcome = look(outside, journal)
    if outcome.step.name == "stop":
        raise PlanError(f"stopped: {outcome.step.why}", hint="Look: graphkey connector show.")
    _refuse_way_back(outside, journal, outcome)
    return run(outside, give_back(outside, journal, outcome.at), sent=True)


def abort(outside: Outside, journal: Journal) -> Outcome:
    """
    Give up a rotation that has not switched; one that waits for its clock is outdone by the old certificate, uploaded again.

    Raises: PlanError when it has switched.
    """
    if journal.is_finished or journal.state in ("dropping", "returning"):
        return run(outside, journal)
    why, at = "given up", outside.far.now()
    try:
        outcome = look(outside, journal)
    except NotFoundError:
        why = "given up: the connector is not there any more"
    else:
        at = outcome.at
        place = last_upload(outcome.connector, journal.new) if outcome.connector else -1
        if outcome.step.name == "stop":
            why = f"given up: {outcome.step.why}"
        elif place >= 0 and journal.new is not None and at < journal.new.not_before:
            return roll_back(outside, journal)
        elif place >= 0:
            raise PlanError("the new certificate is active already", hint="To go back: graphkey rotate rollback.")
    return run(outside, write_journal(outside.files, journal.noted(at, why, state="dropping", problem="")))


_STEPS: dict[str, Callable[[Outside, Journal, datetime], Journal]] = {
    "prepare": prepare,
    "announce": announce,
    "switch": switch,
    "verify": verify,
    "retire": retire,
    "return": give_back,
    "returned": returned,
}


def _dropped(outside: Outside, journal: Journal) -> Outcome:
    at = outside.far.now()
    return Outcome(drop(outside, journal, at), Step("done"), None, at)


def _without_problem(outside: Outside, journal: Journal) -> Journal:
    return write_journal(outside.files, journal._replace(problem="")) if journal.problem else journal


def _unshown(journal: Journal, outcome: Outcome) -> VerifyError:
    active = outcome.connector.active if outcome.connector else None
    wanted = journal.old if journal.state == "returning" else journal.new
    sent, shown = (one.thumbprint if one else "none" for one in (wanted, active))
    return VerifyError(
        f"the service took {sent}, but shows {shown} as active", hint="Look again in a minute: graphkey rotate resume."
    )


def _refuse_underway(last: Journal, plan: Plan) -> None:
    """A leaked key does not wait for another rotation, unless that one is in the middle of a change."""
    news = set(plan.distrust) - set(last.compromised)
    if last.is_finished or (news and last.state not in ("switching", "returning", "dropping")):
        return
    raise PlanError(
        f"a rotation of {last.plan.name!r} is under way ({last.state})",
        hint="graphkey rotate status, resume, rollback or abort.",
    )


def _refuse_changed(plan: Plan, seen: Connector) -> None:
    before = [one.thumbprint for one in plan.before]
    now = [one.thumbprint for one in seen.certificates]
    if before != now or seen.target_url != plan.target_url or seen.authentication != "certificate":
        raise PlanError(
            "the connector is not as it was when the plan was made",
            hint="Make it anew: graphkey rotate plan CONNECTOR.",
        )


def _refuse_other(what: str, bundle: Bundle, thumbprint: str | None) -> None:
    found = facts_in(bundle).thumbprint
    if found != thumbprint:
        raise PlanError(f"the {what} bundle holds {found}, not {thumbprint}", hint="Give the right one.")


def _keep_old(outside: Outside, plan: Plan, last: Journal | None, given: Bundle | None) -> Facts | None:
    """Put the old bundle in its place: the one given, or the one that the last rotation kept."""
    active = plan.old.thumbprint if plan.old else None
    if given is not None:
        _refuse_other("old", given, active)
    kept = _kept(last, active)
    bundle = given or (bundle_in(outside, kept) if kept else None)
    if bundle is not None and facts_in(bundle).thumbprint != active:
        bundle = None  # this was begun before, and what was kept has its new place already
    if bundle is None or active in plan.distrust:
        outside.files.remove(OLD)
        return None
    outside.files.write(OLD, outside.seal(bundle))
    return facts_in(bundle)


def _kept(last: Journal | None, active: str | None) -> str | None:
    """Name the file in which the active certificate's bundle was kept."""
    if last is None or (last.is_finished and last.current is None):
        return None
    if last.new is not None and last.new.thumbprint == active and last.state not in ("returned", "aborted"):
        return NEW
    return OLD if last.old is not None and last.old.thumbprint == active and last.state != "retired" else None


def _keys_of(compromised: tuple[str, ...], last: Journal | None, old: Bundle | None) -> tuple[str, ...]:
    facts = [one for one in (last.new, last.old) if one] if last else []
    facts += [facts_in(old)] if old else []
    found = [one.spki_sha256 for one in facts if one.thumbprint in compromised and one.spki_sha256]
    return tuple(dict.fromkeys((*(last.compromised_keys if last else ()), *found)))


def _refuse_way_back(outside: Outside, journal: Journal, outcome: Outcome) -> None:
    old = journal.old
    if old is not None and old.thumbprint in journal.compromised:
        why = "its key is known to others"
    elif old is None:
        why = "its bundle is not at hand"
    elif outcome.at > old.not_after:
        why = f"it has ended ({text_of(old.not_after)})"
    else:
        proof = prove_old(outside, journal)
        if proof.accepted or journal.plan.confirmed:
            return
        why = f"the API refuses it: {proof.sentence}"
    raise PlanError(
        f"there is no way back to the old certificate: {why}", hint="Go on (rotate resume), or rotate to another one."
    )

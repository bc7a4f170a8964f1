"""
The beginning of a rotation: a plan meets the connector as it is now, and what earlier rotations left on the disk.

Rule: a plan for a connector that has changed since is refused, and so is a second rotation beside one that is under way.
Rule: a bundle whose key is known to others is not kept.
"""

from graphkey.certs.diagnose import Bundle
from graphkey.errors import PlanError
from graphkey.lifecycle.inventory import read_connector_at
from graphkey.lifecycle.model import Connector
from graphkey.lifecycle.rotation.journal import Journal
from graphkey.lifecycle.rotation.model import Facts, Plan, digest_of
from graphkey.lifecycle.rotation.outside import (
    GIVEN,
    NEW,
    OLD,
    Outside,
    bundle_in,
    facts_in,
    read_journal,
    write_journal,
)
from graphkey.lifecycle.rotation.plan import Known


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


def begin(
    outside: Outside, plan: Plan, secret: str, old: Bundle | None = None, given: Bundle | None = None, trust: str = ""
) -> Journal:
    """
    Begin to apply a plan; what is begun already is taken up.

    Args:
        secret: the reference to the password of the bundles, for the journal.
        old: the active certificate's bundle, if it is at hand.
        given: the new one, if the plan does not make it.
        trust: the reference to authorities of the API's own certificate, for the journal.
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
        plan,
        secret,
        old=kept,
        compromised=compromised,
        compromised_keys=_keys_of(compromised, last, old),
        trust=trust,
        tenant=outside.tenant,
    )
    return write_journal(outside.files, journal.noted(at, f"begun: plan {plan.checksum[:12]}"))


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
    if before != now or digest_of(seen.target_url) != plan.api_sha256 or seen.authentication != "certificate":
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

"""
The steps of a rotation, each from a journal to the next one, with the effects that belong to it.

Called by `run` alone, which looks at the connector before each.

Rule: a step may have happened already, wholly or in part, and does no harm when it is done again.
Rule: a bundle is on the disk before the journal speaks of it, and gone before the journal says that it is.
Rule: what got no answer is looked for before it is sent again.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from graphkey.certs.diagnose import Bundle
from graphkey.client.client import send
from graphkey.client.prepare import Options
from graphkey.errors import CertificateError, PlanError, TransportError
from graphkey.lifecycle.asking import place, prepared
from graphkey.lifecycle.rotation.acceptance import needed, prove_again, prove_old, try_new
from graphkey.lifecycle.rotation.journal import Journal
from graphkey.lifecycle.rotation.model import Facts, Plan, facts_document, retire_at, text_of
from graphkey.lifecycle.rotation.outside import (
    ANNOUNCEMENT,
    GIVEN,
    NEW,
    OLD,
    TRUST,
    Outside,
    Seen,
    bundle_in,
    facts_in,
    write_journal,
)
from graphkey.lifecycle.rotation.plan import strength
from graphkey.secret import Secret

_AUTHORITY_STARTS_EARLIER = timedelta(days=1)


def prepare(outside: Outside, journal: Journal, seen: Seen) -> Journal:
    """Have the new bundle on the disk: the one that is there already, the given one, or a new one."""
    found = _prepared_before(outside, journal)
    if found is None:
        found = outside.issue(journal.plan) if journal.plan.order.made else bundle_in(outside, GIVEN)
        if found is None:
            raise CertificateError(
                "the bundle that was given is not there any more",
                hint="Give up (rotate abort), and begin again with --pfx.",
            )
        _refuse_unfit(journal.plan, facts_in(found), seen.at)
        outside.files.write(NEW, outside.seal(found))
    new = facts_in(found)
    return write_journal(outside.files, journal.noted(seen.at, f"prepared {new.thumbprint}", state="prepared", new=new))


def announce(outside: Outside, journal: Journal, seen: Seen) -> Journal:
    """Write down what the API's side must trust, and tell it."""
    new, old = needed(outside, journal, NEW), bundle_in(outside, OLD)
    outside.files.write(TRUST, b"".join(_pem(one) for one in (new, old) if one))
    document = announcement(journal, seen.at)
    outside.files.write(ANNOUNCEMENT, json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace"))
    facts = facts_in(new)
    outside.tell(
        f"The API must trust {facts.thumbprint} (public key SHA-256 {facts.spki_sha256}) besides what it trusts now"
    )
    return write_journal(outside.files, journal.noted(seen.at, "announced", state="announced"))


def announcement(journal: Journal, at: datetime) -> dict[str, Any]:
    """Say what the API's side must trust, must go on trusting and until when, and must not trust; as a JSON document."""
    plan = journal.plan
    keep = [plan.old.thumbprint] if plan.old and plan.old.thumbprint not in plan.distrust else []
    return {
        "connector": plan.name,
        "api": plan.api,
        "trust": facts_document(journal.new) if journal.new else None,
        "keep_trusting": keep,
        "keep_trusting_until_at_least": text_of(retire_at(plan, max(at, plan.order.not_before))) if keep else None,
        "distrust_now": list(plan.distrust),
    }


def switch(outside: Outside, journal: Journal, seen: Seen) -> Journal:
    """Prove that the API accepts the new certificate, then upload it, or replace everything by it."""
    said, may = try_new(outside, journal, seen)
    if not may:
        return write_journal(outside.files, journal.noted(seen.at, said, problem=said))
    journal = _told_of_old(outside, journal.noted(seen.at, said, problem=""), seen)
    journal = write_journal(outside.files, journal._replace(state="switching"))
    _send(outside, journal.plan, needed(outside, journal, NEW), replace=journal.plan.method == "replace")
    return journal


def _told_of_old(outside: Outside, journal: Journal, seen: Seen) -> Journal:
    """Note whether the API still accepts the old certificate; if it does not, calls fail now, and the switch mends that."""
    if journal.old is None or journal.old.not_after < seen.at:
        return journal
    proof = prove_old(outside, journal, seen.connector)
    if proof.accepted:
        return journal.noted(seen.at, f"the API still accepts the old certificate: {proof.sentence}")
    if not proof.reached:
        return journal.noted(seen.at, f"whether the API still accepts the old certificate is open: {proof.sentence}")
    broken = f"the API refuses the certificate that was in use until now: {proof.sentence}"
    outside.tell(broken)
    return journal.noted(seen.at, broken)


def verify(outside: Outside, journal: Journal, seen: Seen) -> Journal:
    """Write down that the connector shows the switch, and prove once more that the API accepts what is shown to it now."""
    new, at = facts_in(needed(outside, journal, NEW)), seen.at
    waits = at < new.not_before
    if journal.state != "switched":
        said = f"uploaded; active from {text_of(new.not_before)} on" if waits else "switched"
        journal = journal.noted(at, f"{said}: {new.thumbprint}", state="switched", switched_at=at)
        journal = write_journal(outside.files, journal)
    if waits:
        return journal
    proof = prove_again(outside, journal, seen)
    shows = "accepts it" if proof.accepted else f"was not seen to accept it: {proof.sentence}"
    return write_journal(outside.files, journal.noted(at, f"verified; the API {shows}", state="verified", problem=""))


def retire(outside: Outside, journal: Journal, at: datetime) -> Journal:
    """Remove the bundles that are needed no more; the API's side may drop the old certificate. Once begun it looks at nothing."""
    if journal.state != "retiring":
        journal = write_journal(outside.files, journal._replace(state="retiring", problem=""))
    outside.files.remove(OLD)
    outside.files.remove(GIVEN)
    if not journal.plan.keep:
        outside.files.remove(NEW)
    if journal.plan.old is not None:
        outside.tell(f"The API's side may drop {journal.plan.old.thumbprint}")
    return write_journal(outside.files, journal.noted(at, "retired", state="retired"))


def give_back(outside: Outside, journal: Journal, seen: Seen) -> Journal:
    """Upload the old certificate again, so that it is the newest."""
    if journal.state != "returning":
        journal = write_journal(outside.files, journal.noted(seen.at, "going back", state="returning", problem=""))
    _send(outside, journal.plan, needed(outside, journal, OLD), replace=False)
    return journal


def returned(outside: Outside, journal: Journal, seen: Seen) -> Journal:
    """Write down that the old certificate is active again."""
    outside.files.remove(NEW)
    outside.files.remove(GIVEN)
    if not journal.plan.keep:
        outside.files.remove(OLD)
    assert journal.old is not None
    outside.tell(
        f"Active again: {journal.old.thumbprint}. The other one stays at the connector and takes over when this one ends "
        f"({text_of(journal.old.not_after)}); rotate again before."
    )
    return write_journal(outside.files, journal.noted(seen.at, f"back at {journal.old.thumbprint}", state="returned"))


def drop(outside: Outside, journal: Journal, at: datetime) -> Journal:
    """Remove the bundles of a rotation that is given up."""
    outside.files.remove(NEW)
    outside.files.remove(GIVEN)
    if not journal.plan.keep:
        outside.files.remove(OLD)
    return write_journal(outside.files, journal.noted(at, "aborted", state="aborted"))


def _prepared_before(outside: Outside, journal: Journal) -> Bundle | None:
    """Return a bundle that was written just before the end of a process, if it is the one ordered."""
    try:
        found = bundle_in(outside, NEW)
    except CertificateError:  # of an earlier rotation, under another password
        return None
    if found is None:
        return None
    facts, order = facts_in(found), journal.plan.order
    if not order.made:
        return found if facts.thumbprint == order.thumbprint else None
    known = {*journal.plan.distrust, *journal.compromised, *(one.thumbprint for one in journal.plan.before)}
    dates = (facts.not_before, facts.not_after) == (order.not_before, order.not_after)
    if order.issuer:  # an authority has its own will about dates
        dates = facts.not_before >= journal.plan.made_at - _AUTHORITY_STARTS_EARLIER
    return found if dates and facts.key == order.key and facts.thumbprint not in known else None


def _refuse_unfit(plan: Plan, new: Facts, at: datetime) -> None:
    """An authority may have issued something else than the plan was judged by."""
    longest = max((one.not_after for one in plan.before), default=at)
    if plan.method != "replace" and new.not_after <= longest and not plan.risks:
        why = f"it ends ({text_of(new.not_after)}) before an older one ({text_of(longest)})"
    elif plan.method != "clock" and new.not_before > at:
        why = f"it is not valid before {text_of(new.not_before)}"
    elif strength(new.key) < strength(plan.order.key):
        why = f"its key is {new.key}, not {plan.order.key}"
    else:
        return
    raise PlanError(f"the certificate that was issued is not as planned: {why}", hint="Give up: graphkey rotate abort.")


def _send(outside: Outside, plan: Plan, bundle: Bundle, *, replace: bool) -> None:
    """Upload a bundle, or replace the configuration by it; silence is no failure here, since the connector is looked at next."""
    from graphkey.certs.convert import clean_copy, fresh_password

    password = fresh_password(outside.far.entropy)
    body: dict[str, Any] = {"pkcs12Value": clean_copy(bundle, password), "password": Secret(password)}
    path, method = place(plan.version, "apiConnectors", plan.connector_id), "PATCH"
    if replace:
        body = {"authenticationConfiguration": {"@odata.type": "#microsoft.graph.pkcs12Certificate", **body}}
    else:
        path, method = f"{path}/uploadClientCertificate", "POST"
    ready = prepared(outside.far, method, path, body, Options(as_is=True))
    try:
        send(ready, outside.far)
    except TransportError as error:
        if not error.sent:
            raise
        outside.far.tell(f"no answer came: {error}; looking at the connector")


def _pem(bundle: Bundle) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return bundle.leaf.public_bytes(Encoding.PEM)

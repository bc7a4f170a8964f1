"""
Whether a rotation may go on: by what the API shows of a certificate, or by the word of somebody on its side.

Called by `steps` before and after the switch, and by `run` before the overlap ends and before the way back.

Rule: a word that was given beforehand stands for what cannot be asked from here, never against what was seen.
Rule: against a refusal that was seen stands only the API itself, or a word that was given after it.
"""

from datetime import datetime

from graphkey.certs.diagnose import Bundle
from graphkey.errors import CertificateError, PlanError, VerifyError
from graphkey.lifecycle.model import Connector
from graphkey.lifecycle.rotation.journal import Journal
from graphkey.lifecycle.rotation.model import Facts, text_of
from graphkey.lifecycle.rotation.outside import NEW, OLD, Outside, Proof, Seen, bundle_in, facts_in, write_journal

ANSWER = "or somebody on its side answers for it all the same: graphkey rotate resume CONNECTOR --confirm WHO"


def needed(outside: Outside, journal: Journal, name: str) -> Bundle:
    """
    Open a bundle that the journal speaks of.

    Raises: CertificateError when it is not there, or another one.
    """
    wanted = journal.new if name == NEW else journal.old
    found = bundle_in(outside, name)
    if found is None or wanted is None or facts_in(found).thumbprint != wanted.thumbprint:
        raise CertificateError(
            f"{name} is not the bundle that this rotation prepared",
            hint="Somebody changed the folder of the rotation: graphkey rotate abort, or rollback.",
        )
    return found


def try_new(outside: Outside, journal: Journal, seen: Seen) -> tuple[str, bool]:
    """Say what speaks for the new certificate before it is shown, or against it; and whether the switch may come."""
    bundle, who = needed(outside, journal, NEW), journal.word or journal.plan.confirmed
    word = f"{who} of the API's side answers for the new certificate"
    if seen.at < facts_in(bundle).not_before:
        return word, True  # by clock: a plan of that kind has a word, and no proof can be had
    proof = prove(outside, journal, seen.connector, bundle)
    if proof.accepted:
        return f"the API accepts the new certificate: {proof.sentence}", True
    if _stands(journal, proof):
        return f"{word}; asked from here: {proof.sentence}", True
    although = f" although {who} answered for it" if who else ""
    return f"not switched: {_against(facts_in(bundle), proof)}{although}: {proof.sentence}", False


def prove_again(outside: Outside, journal: Journal, seen: Seen) -> Proof:
    """
    Prove that the API accepts what the service shows it now.

    Raises: VerifyError when it does not, and no word stands for it; the journal says so then.
    """
    bundle = needed(outside, journal, NEW)
    proof = prove(outside, journal, seen.connector, bundle)
    if proof.accepted:
        return proof
    said = f"{_against(facts_in(bundle), proof)}, which the service shows it now: {proof.sentence}"
    if _stands(journal, proof):  # calls may be failing now; whoever answered for the API has to look
        outside.tell(f"warning: {said}; {journal.word or journal.plan.confirmed} answers for it")
        return proof
    write_journal(outside.files, journal.noted(seen.at, said, problem=said))
    raise VerifyError(said, hint=f"The API must trust it, {ANSWER}; or go back: graphkey rotate rollback.")


def prove_old(outside: Outside, journal: Journal, connector: Connector) -> Proof:
    """Prove that the API accepts the old certificate."""
    return prove(outside, journal, connector, needed(outside, journal, OLD))


def prove(outside: Outside, journal: Journal, connector: Connector, bundle: Bundle) -> Proof:
    """Call the connector's API; its address is only in what the service shows, since a journal hides part of it."""
    return outside.prove(connector.target_url, journal.plan.prove_step, bundle)


def take_word(outside: Outside, journal: Journal, at: datetime, who: str) -> Journal:
    """
    Write down who answers for the new certificate although the API was seen not to accept it.

    Raises: PlanError when nothing of that kind was seen: a word in advance is the plan's.
    """
    who = " ".join(who.split())
    if not journal.problem:
        if who == journal.plan.confirmed:  # a plan was started with it, and what stopped is resumed with it
            return journal
        raise PlanError(
            f"the rotation of {journal.plan.name!r} does not wait for anybody's word ({journal.state})",
            hint="Go on without --confirm.",
        )
    sentence = f"{who} of the API's side answers for the new certificate all the same"
    return write_journal(outside.files, journal.noted(at, sentence, word=who, problem=""))


def permit_way_back(outside: Outside, journal: Journal, seen: Seen, who: str = "") -> Journal:
    """
    See that there is a way back to the old certificate.

    Args:
        who: on the API's side answers for the old one.
    Raises: PlanError when there is none.
    """
    old, proof = journal.old, None
    if old is not None and old.thumbprint in journal.compromised:
        why = "its key is known to others"
    elif old is None:
        why = "its bundle is not at hand"
    elif seen.at > old.not_after:
        why = f"it has ended ({text_of(old.not_after)})"
    else:
        proof = prove_old(outside, journal, seen.connector)
        if proof.accepted or (not proof.reached and journal.plan.confirmed):
            return journal
        if who.strip():
            return journal.noted(seen.at, f"{' '.join(who.split())} of the API's side answers for the old certificate")
        why = f"{_against(old, proof)}: {proof.sentence}"
    hint = "Go on (rotate resume), or rotate to another one."
    if proof is not None:
        hint = f"{hint} Or somebody on the API's side answers for it: --confirm WHO."
    raise PlanError(f"there is no way back to the old certificate: {why}", hint=hint)


def _stands(journal: Journal, proof: Proof) -> bool:
    return bool(journal.word or (journal.plan.confirmed and not proof.reached))


def _against(facts: Facts, proof: Proof) -> str:
    if proof.reached:
        return f"the API does not accept {facts.thumbprint}"
    return f"the API cannot be asked whether it accepts {facts.thumbprint}"

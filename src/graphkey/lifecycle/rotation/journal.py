"""
What is known of a rotation that has begun, and what has to be done next. The journal is what survives the end of the process.

Pure. The next step follows from the journal and from what the service shows, so that a step whose end was never written down is
recognised by its effect. Intents (`switching`, `returning`, `retiring`, `dropping`) are written before what
they intend.

Rule: no key and no password is in a journal; it names where the password is (`env:NAME`, `keyring:…`).
Rule: a certificate at the connector that the journal does not know means that somebody else rotates: everything stops.
Rule: what was told to be compromised stays so in every later journal of the connector.
"""

import json
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args

from graphkey.errors import PlanError
from graphkey.lifecycle.activity import Certificate
from graphkey.lifecycle.model import Connector
from graphkey.lifecycle.rotation.model import (
    Facts,
    Plan,
    digest_of,
    facts_document,
    facts_of,
    instant_of,
    plan_of,
    retire_at,
    text_of,
)
from graphkey.secret import mask_url

JOURNAL_FORMAT = 1
State = Literal[
    "begun", "prepared", "announced", "switching", "switched", "verified", "retiring", "retired",
    "returning", "returned", "dropping", "aborted",
]  # fmt: skip
FINISHED: frozenset[State] = frozenset({"retired", "returned", "aborted"})
AFTER_SWITCH: frozenset[State] = frozenset({"switched", "verified"})
Name = Literal[
    "prepare", "announce", "switch", "verify", "wait", "retire", "return", "returned", "stop", "done"
]  # fmt: skip


class Entry(NamedTuple):
    """Say what happened, and when by the service's clock."""

    at: datetime
    sentence: str


class Journal(NamedTuple):
    """
    Hold a rotation that has begun.

    Args:
        secret: the reference to the password of the bundles.
        trust: the reference to authorities of the API's own certificate; "" when there is none that a later process finds.
        new, old: facts of the bundles that are kept, or were.
        switched_at: by the service's clock.
        compromised, compromised_keys: see `plan.Known`.
        problem: why it does not go on; "" when it does.
        tenant: that it was begun in, as the context had it.
        word: who on the API's side answered for the new certificate after the API was seen not to accept it; "" when nobody did.
    """

    plan: Plan
    secret: str
    state: State = "begun"
    new: Facts | None = None
    old: Facts | None = None
    switched_at: datetime | None = None
    compromised: tuple[str, ...] = ()
    compromised_keys: tuple[str, ...] = ()
    problem: str = ""
    entries: tuple[Entry, ...] = ()
    trust: str = ""
    word: str = ""
    tenant: str = ""

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.state in FINISHED

    @property
    def current(self) -> Facts | None:
        """Return facts of the bundle that a finished rotation has kept for the next one."""
        if not self.plan.keep:
            return None
        return {"retired": self.new, "returned": self.old, "aborted": self.old}.get(self.state)

    def noted(self, at: datetime, sentence: str, **changed: Any) -> "Journal":
        """Return the journal with one more entry, unless it says the same as the last one, and with other fields changed."""
        again = bool(self.entries) and self.entries[-1].sentence == sentence
        return self._replace(entries=self.entries if again else (*self.entries, Entry(at, sentence)), **changed)


class Step(NamedTuple):
    """
    Say what is to be done next.

    Args:
        why: for `stop` and `wait`, a sentence.
        until: for `wait`.
    """

    name: Name
    why: str = ""
    until: datetime | None = None


def next_step(journal: Journal, seen: Connector, now: datetime) -> Step:
    """
    Tell what is to be done next.

    Args:
        seen: the connector as the service shows it.
        now: by the service's clock.
    """
    if journal.is_finished:
        return Step("done")
    if journal.state == "retiring":
        return Step("retire")
    foreign = stranger(journal, seen)
    if foreign:
        return Step("stop", foreign)
    if journal.state == "returning":
        return _next_back(journal, seen, now)
    if journal.new is None:
        return Step("prepare")
    if journal.state in ("begun", "prepared"):
        return Step("announce")
    return _next_forward(journal, journal.new, seen, now)


def stranger(journal: Journal, seen: Connector) -> str:
    """Say what at the connector the journal cannot explain; "" when it explains all."""
    if seen.authentication != "certificate":
        return (
            f"the connector does not authenticate by certificate any more ({seen.authentication}): somebody changed it"
        )
    known = {one.thumbprint for one in journal.plan.before} | ({journal.new.thumbprint} if journal.new else set())
    unknown = [one.thumbprint for one in seen.certificates if one.thumbprint not in known]
    if unknown:
        return f"the connector shows {', '.join(unknown)}, which this rotation does not know: somebody else rotates"
    if digest_of(seen.target_url) != journal.plan.api_sha256:
        place = mask_url(seen.target_url)
        return f"the connector leads to another API now ({place}): what was proved says nothing about that one"
    return ""


def last_upload(seen: Connector, facts: Facts | None) -> int:
    """Return the place of a certificate in upload order, -1 when it is not there."""
    found = [n for n, one in enumerate(seen.certificates) if facts and one.thumbprint == facts.thumbprint]
    return found[-1] if found else -1


def _next_forward(journal: Journal, new: Facts, seen: Connector, now: datetime) -> Step:
    place = last_upload(seen, new)
    if now > new.not_after:
        return Step("stop", f"the new certificate has ended ({text_of(new.not_after)}) before the rotation did")
    if place < 0:
        if journal.state in AFTER_SWITCH:
            return Step("stop", f"the connector does not show {new.thumbprint} any more: somebody removed it")
        return Step("switch")
    if journal.plan.method == "replace" and len({one.thumbprint for one in seen.certificates}) > 1:
        return Step("switch")
    held = seen.certificates[place]
    if now < held.not_before:
        if journal.state != "switched":
            return Step("verify")
        return Step("wait", "the switch happens by clock", held.not_before)
    if not held.is_active:
        if journal.state in AFTER_SWITCH:
            active = seen.active.thumbprint if seen.active else "none"
            return Step(
                "stop", f"{active} is active although {new.thumbprint} had been switched to: somebody went back"
            )
        return Step("switch")
    return _next_after_switch(journal, held, now)


def _next_after_switch(journal: Journal, held: Certificate, now: datetime) -> Step:
    if journal.state != "verified":
        return Step("verify")
    due = retire_at(journal.plan, max(journal.switched_at or now, held.not_before))
    if now < due:
        return Step("wait", "the API's side keeps trusting the old certificate until then", due)
    return Step("retire")


def _next_back(journal: Journal, seen: Connector, now: datetime) -> Step:
    old = journal.old
    if old is None or now > old.not_after:
        return Step("stop", "the old certificate has ended, so there is no way back to it")
    newest = last_upload(seen, old) > last_upload(seen, journal.new)
    active = seen.active is not None and seen.active.thumbprint == old.thumbprint
    return Step("returned") if active and newest else Step("return")


def is_settling(journal: Journal, step: Step) -> bool:
    """Tell whether what the service shows may be older than what was done: it is read again before it is believed."""
    return step.name == "stop" or (journal.state in ("switching", "returning") and step.name in ("switch", "return"))


def encode(journal: Journal) -> bytes:
    """Write a journal."""
    document = {
        "journal_format": JOURNAL_FORMAT,
        "plan": journal.plan.document(),
        "secret": journal.secret,
        "state": journal.state,
        "new": facts_document(journal.new) if journal.new else None,
        "old": facts_document(journal.old) if journal.old else None,
        "switched_at": text_of(journal.switched_at) if journal.switched_at else None,
        "compromised": list(journal.compromised),
        "compromised_keys": list(journal.compromised_keys),
        "problem": journal.problem,
        "trust": journal.trust,
        "word": journal.word,
        "tenant": journal.tenant,
        "entries": [{"at": text_of(one.at), "sentence": one.sentence} for one in journal.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def decode(content: bytes) -> Journal:
    """
    Read a journal.

    Raises: PlanError when it is none, or of another version.
    """
    try:
        document = json.loads(content)
        if document["journal_format"] != JOURNAL_FORMAT or document["state"] not in get_args(State):
            raise ValueError
        return Journal(
            plan_of(document["plan"]), str(document["secret"]), document["state"],
            facts_of(document["new"]) if document["new"] else None,
            facts_of(document["old"]) if document["old"] else None,
            instant_of(document["switched_at"]) if document["switched_at"] else None,
            tuple(map(str, document["compromised"])), tuple(map(str, document["compromised_keys"])),
            str(document["problem"]),
            tuple(Entry(instant_of(one["at"]), str(one["sentence"])) for one in document["entries"]),
            str(document["trust"]), str(document["word"]), str(document["tenant"]),
        )  # fmt: skip
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise PlanError(
            "the journal of this rotation cannot be read, or a newer version wrote it",
            hint="Look at it; graphkey connector show tells what the service has. Nothing was changed.",
        ) from error

"""
How plans and rotations are shown: as documents for programs, as text that fits 80 columns for people.
"""

from pathlib import Path
from typing import Any

from graphkey.cli.world import one_line
from graphkey.lifecycle.rotation.journal import Journal
from graphkey.lifecycle.rotation.model import Plan, facts_document, text_of
from graphkey.lifecycle.rotation.outside import TRUST
from graphkey.lifecycle.rotation.run import Outcome
from graphkey.lifecycle.rotation.steps import announcement

_METHODS = {
    "upload": "by upload, at once",
    "clock": "by clock, at the beginning of its validity",
    "replace": "by replacing the whole configuration",
}


def plan_text(plan: Plan) -> str:
    """Write a plan for people."""
    order, old = plan.order, plan.old
    new = order.thumbprint or f"a new key, {'issued by ' + order.issuer if order.issuer else 'self-signed'}"
    lines = [
        ("plan", plan.checksum),
        ("connector", f"{plan.name} ({plan.connector_id}) at {plan.root}"),
        ("API", plan.api),
        ("old", f"{old.thumbprint}, until {text_of(old.not_after)}" if old else "none is active"),
        ("new", new),
        ("", f"{order.subject}, {order.key}"),
        ("", f"{text_of(order.not_before)} to {text_of(order.not_after)}"),
        ("switch", _METHODS[plan.method]),
        ("overlap", f"{plan.overlap_days} days"),
        *[("distrust", f"{one}: the API must stop trusting it at once") for one in plan.distrust],
        *[("risk", one) for one in plan.risks],
        *([("accepted", plan.accepted)] if plan.accepted else []),
        *([("confirmed", f"by {plan.confirmed}")] if plan.confirmed else []),
        *[("note", one) for one in plan.notes],
    ]
    return "".join(f"{name:<10} {one_line(text)}\n" for name, text in lines)


def outcome_document(outcome: Outcome, folder: Path) -> dict[str, Any]:
    """Return where a rotation stands, as a JSON document; `folder` holds its announcement, and what the API must trust as PEM."""
    journal, step = outcome.journal, outcome.step
    active = outcome.connector.active if outcome.connector else None
    return {
        "connector": {"id": journal.plan.connector_id, "displayName": journal.plan.name},
        "state": journal.state,
        "next": step.name,
        "why": step.why or journal.problem or None,
        "until": text_of(step.until) if step.until else None,
        "at": text_of(outcome.at),
        "active": active.thumbprint if active else None,
        "new": facts_document(journal.new) if journal.new else None,
        "old": journal.plan.old.thumbprint if journal.plan.old else None,
        "way_back": _has_way_back(journal),
        "compromised": list(journal.compromised),
        "compromised_at_connector": list(outcome.distrusted),
        "announcement": announcement(journal, outcome.at) if not journal.is_finished else None,
        "plan": journal.plan.checksum,
        "folder": str(folder),
        "entries": [{"at": text_of(one.at), "sentence": one.sentence} for one in journal.entries],
    }


def outcome_text(outcome: Outcome, folder: Path) -> str:
    """Write where a rotation stands for people."""
    journal, step = outcome.journal, outcome.step
    lines = [f"{journal.plan.name} ({journal.plan.connector_id}): {journal.state}"]
    lines += [f"  {text_of(one.at)}  {one.sentence}" for one in journal.entries]
    lines += [f"  COMPROMISED AND STILL THERE: {one}" for one in outcome.distrusted]
    if journal.new is not None and not journal.is_finished:
        lines += [
            "For the API's side:",
            f"  trust      thumbprint (SHA-1)  {journal.new.thumbprint}",
            f"             public key SHA-256  {journal.new.spki_sha256}",
            f"             as PEM              {folder / TRUST}",
            *[f"  distrust   {one}" for one in journal.plan.distrust],
        ]
    if step.name != "done":
        until = f" until {text_of(step.until)}" if step.until else ""
        why = step.why or journal.problem
        lines.append(f"next: {step.name}{until}{f' - {why}' if why else ''}")
        lines.append(f"      graphkey rotate resume {journal.plan.connector_id}")
    return "".join(f"{one_line(line)}\n" for line in lines)


def _has_way_back(journal: Journal) -> bool:
    old = journal.old
    if old is None or journal.is_finished or journal.state == "retiring":
        return False
    return old.thumbprint not in journal.compromised

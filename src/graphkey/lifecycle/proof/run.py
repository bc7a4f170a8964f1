"""
Prove that an API takes the calls that the service will make: refuse the wrong, accept the right, answer in shape and in time.

`prove` looks (`proof/probes`) and judges (`proof/rules`); `cli/prove` and rotation call it. The result is a value that can be
shown to the API's developer: it holds no key, no password, no body of an answer, and the address without its secrets.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from graphkey.lifecycle.proof.callers import percentile
from graphkey.lifecycle.proof.probes import Plan, look
from graphkey.lifecycle.proof.rules import Verdict, verdicts
from graphkey.lifecycle.proof.seen import Seen
from graphkey.secret import mask_url
from graphkey.wire import Document

__all__ = ["Plan", "Proof", "Verdict", "prove"]


class Proof(NamedTuple):
    """Hold what a proof found of an address, which is shown without its secrets."""

    target_url: str
    seen: Seen
    verdicts: tuple[Verdict, ...]

    @property
    def ok(self) -> bool:
        """Tell whether nothing failed or stayed undecided, and acceptance and refusals were really seen."""
        return not self.problems and all(map(self.passed, _SEEN))

    @property
    def problems(self) -> tuple[Verdict, ...]:
        """Return the verdicts that speak against the API."""
        return tuple(one for one in self.verdicts if one.speaks_against)

    def passed(self, rule: str) -> bool:
        """Tell whether one rule holds, by its id."""
        return any(one.id == rule and one.result == "passed" for one in self.verdicts)

    def to_document(self) -> Document:
        """Return it as JSON-ready values, camelCase like the rest of the wire."""
        from graphkey.certs.facts import leaf_facts

        facts = leaf_facts(self.seen.leaf)
        return {
            "target": self.target_url,
            "ok": self.ok,
            "at": self.seen.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "certificate": {name: facts[name] for name in _SHOWN_FACTS},
            "budget": self.seen.budget.name,
            "verdicts": [one._asdict() for one in self.verdicts],
            "tls": _tls(self.seen),
            "calls": _calls(self.seen),
        }


_SEEN = ("certificate-accepted", "no-certificate-refused", "stranger-refused", "look-alike-refused")
_MOST_AUTHORITIES = 50  # some servers name all that their system trusts
_SHOWN_FACTS = ("subject", "issuer", "serial", "thumbprint", "sha256", "spki_sha256", "not_before", "not_after", "key")


def prove(plan: Plan, now: datetime, monotonic: Callable[[], float] = time.monotonic) -> Proof:
    """
    Call an API as the service does, and as those who should be refused would, and judge what came back.

    Args:
        now: aware; judges the dates of certificates.
    Raises:
        UsageError: the address or the claims cannot be used.
        CertificateError: the certificate cannot be used in a handshake.
    """
    seen = look(plan, now, monotonic)
    return Proof(mask_url(plan.target_url), seen, tuple(verdicts(seen)))


def _tls(seen: Seen) -> Document:
    shown = next((one for one in (seen.first, *seen.versions.values()) if one.server_chain), seen.first)
    asked = next((one.attempt.authorities for one in seen.calls if one.attempt.authorities), ())
    return {
        "versions": list(seen.spoken),
        "suites": list(seen.suites),
        "authorities": [one.text for one in asked[:_MOST_AUTHORITIES]],
        "authoritiesCount": len(asked),
        "serverChain": [cert.subject.rfc4514_string() for cert in shown.server_chain],
    }


def _calls(seen: Seen) -> Document:
    times = [one.attempt.elapsed_s for one in seen.calls]
    wrong = len(seen.intrusions)
    if not times:
        return {"right": 0, "wrong": wrong, "p50Seconds": None, "p95Seconds": None, "maxSeconds": None}
    return {
        "right": len(times),
        "wrong": wrong,
        "p50Seconds": round(percentile(times, 50), 3),
        "p95Seconds": round(percentile(times, 95), 3),
        "maxSeconds": round(max(times), 3),
    }

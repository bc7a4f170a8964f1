"""
The calls of a proof: what is tried, in which order, and when it stops.

`look` goes over the network and comes back with what it saw. Only the named host is called: no redirect, no revocation server, no
authority's address. Called by `proof`.

Rule: what an API's own log will show is bounded: `MAX_OTHER_CALLS` besides the calls asked for, none begun after `limit_s`.
Rule: an API that cannot be reached, or whose certificate is not trusted, gets one connection and no request.
Rule: the right certificate is tried before and after the wrong ones; an API that shuts out everybody after a bad caller shows.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from graphkey.lifecycle.proof.forgery import forged_headers, in_groups, look_alike, stranger
from graphkey.lifecycle.proof.seen import VERSIONS, Call, Intruder, Intrusion, Seen, reaction, speaks
from graphkey.steps.bodies import body, encode
from graphkey.steps.caller import Attempt, call, shake
from graphkey.steps.model import B2C_BUDGET, WORKFORCE_BUDGET, Budget, Step
from graphkey.steps.target import parse_target
from graphkey.steps.tls import SUITES, ClientIdentity, Speech, TlsVersion

SAMPLE_CLAIMS: Mapping[str, str] = {"email": "ada@contoso.example", "displayName": "Ada Lovelace"}
SAMPLE_CLIENT_ID = "00000000-0000-0000-0000-000000000000"
MAX_CALLS = 100
MAX_OTHER_CALLS = (
    45  # 3 + 8 handshakes, 1 call in the other version, 6 wrong ones, 2 times (4 groups + 6 headers), and some room
)
ATTEMPT_S = WORKFORCE_BUDGET.seconds  # as long as the most patient service waits
LIMIT_S = 120.0


class Plan(NamedTuple):
    """
    Say what is to be proved of whom.

    Args:
        target_url: https.
        identity: the right certificate with its key.
        steps: called one after the other; the first is also the one that wrong callers try.
        calls: with the right certificate, for each step.
        claims, client_id: of the user and application that the bodies name.
        trust_pem: authorities of the server's certificate besides the system's.
        budget: whose time counts.
        limit_s: no call begins later; the last may take `ATTEMPT_S` more.
        active: see `Seen`.
    """

    target_url: str
    identity: ClientIdentity
    steps: tuple[Step, ...]
    calls: int = 5
    claims: Mapping[str, object] = SAMPLE_CLAIMS
    client_id: str = SAMPLE_CLIENT_ID
    trust_pem: bytes = b""
    system_trust: bool = True
    budget: Budget = B2C_BUDGET
    limit_s: float = LIMIT_S
    active: str | None = None


def look(plan: Plan, now: datetime, monotonic: Callable[[], float] = time.monotonic) -> Seen:
    """
    Call the API in every way that the rules need, and return what was seen.

    Raises:
        UsageError: the address or the claims cannot be used.
        CertificateError: the certificate cannot be used in a handshake.
    """
    return _Prober(plan, now, monotonic).look()


class _OutOfTimeError(Exception):
    """Say that the time for the whole proof has run out; what was seen so far counts."""


class _Prober:
    """Make the calls of one proof; what they brought is gathered in `seen`."""

    def __init__(self, plan: Plan, now: datetime, monotonic: Callable[[], float]) -> None:
        self._plan = plan
        self._now = now
        self._monotonic = monotonic
        self._ends = monotonic() + plan.limit_s
        self._bodies = [encode(body(step, plan.claims, client_id=plan.client_id)) for step in plan.steps]

    def look(self) -> Seen:
        plan = self._plan
        first = self._shake(plan.identity, Speech())
        self.seen = Seen(
            parse_target(plan.target_url).authority, plan.identity.leaf, plan.identity.chain, self._now, plan.budget, first, {},
            active=plan.active,
        )  # fmt: skip
        if first.server_trusted is False or first.failure in ("connect-failed", "timeout"):
            return self.seen
        try:
            self._look_at_tls()
            if self.seen.spoken:
                self._call_and_intrude(self.seen.spoken[0])
        except _OutOfTimeError:
            self.seen = self.seen._replace(cut_short=True)
        return self.seen

    def _look_at_tls(self) -> None:
        identity = self._plan.identity
        for version in VERSIONS:
            attempt = self._shake(identity, Speech(version))
            self.seen = self.seen._replace(versions={**self.seen.versions, version: attempt})
        if "TLSv1.2" not in self.seen.spoken:
            any_suite = self._shake(identity, Speech("TLSv1.2", None))
            self.seen = self.seen._replace(any_suite=any_suite)
            return
        for suite in SUITES:
            if speaks(self._shake(identity, Speech("TLSv1.2", (suite,)))):
                self.seen = self.seen._replace(suites=(*self.seen.suites, suite))

    def _call_and_intrude(self, version: TlsVersion) -> None:
        """Call with the right certificate, let the wrong ones try, and call again."""
        self._call(0, version)
        for other in self.seen.spoken[1:]:
            self._call(0, other)
        wrong, alike = stranger(self._plan.identity), look_alike(self._plan.identity)
        callers: Sequence[tuple[Intruder, ClientIdentity | None]] = (
            ("none", None),
            ("stranger", wrong),
            ("look-alike", alike),
        )
        for who, identity in callers:
            for one in self.seen.spoken:
                self._intrude(who, identity, one)
        self._forge("none", "forged", None, version)
        self._forge("stranger", "forged-stranger", wrong, version)
        for number in range(len(self._plan.steps)):
            for _ in range(self._plan.calls - (number == 0)):
                self._call(number, version)

    def _call(self, number: int, version: TlsVersion) -> None:
        attempt = self._post(self._plan.identity, version, self._bodies[number])
        self.seen = self.seen._replace(calls=(*self.seen.calls, Call(self._plan.steps[number], version, attempt)))

    def _intrude(
        self,
        who: Intruder,
        identity: ClientIdentity | None,
        version: TlsVersion,
        headers: Mapping[str, str] | None = None,
    ) -> Attempt:
        attempt = self._post(identity, version, self._bodies[0], headers)
        made = Intrusion(who, version, attempt, tuple(headers or ()))
        self.seen = self.seen._replace(intrusions=(*self.seen.intrusions, made))
        return attempt

    def _forge(self, plain: Intruder, who: Intruder, identity: ClientIdentity | None, version: TlsVersion) -> None:
        """Claim the right certificate in headers, where somebody without it gets as far as HTTP and is refused there."""
        tried = [one.attempt for one in self.seen.intrusions if (one.who, one.version) == (plain, version)]
        if not tried or tried[0].status is None or reaction(tried[0]) == "accepted":
            return
        for group in in_groups(forged_headers(self._plan.identity.leaf)):
            if reaction(self._intrude(who, identity, version, group)) == "accepted" and len(group) > 1:
                for name, value in group.items():
                    self._intrude(who, identity, version, {name: value})

    def _post(
        self,
        identity: ClientIdentity | None,
        version: TlsVersion,
        content: bytes,
        headers: Mapping[str, str] | None = None,
    ) -> Attempt:
        self._in_time()
        plan = self._plan
        return call(
            plan.target_url, content, identity=identity, budget_s=ATTEMPT_S, attempts=1, trust_pem=plan.trust_pem,
            system_trust=plan.system_trust, speech=Speech(version), headers=headers, monotonic=self._monotonic,
        ).last  # fmt: skip

    def _shake(self, identity: ClientIdentity, speech: Speech) -> Attempt:
        self._in_time()
        plan = self._plan
        return shake(
            plan.target_url, identity=identity, budget_s=ATTEMPT_S, trust_pem=plan.trust_pem,
            system_trust=plan.system_trust, speech=speech, monotonic=self._monotonic,
        )  # fmt: skip

    def _in_time(self) -> None:
        if self._monotonic() >= self._ends:
            raise _OutOfTimeError

"""
What a proof saw, as values: attempts with the right certificate, with none and with wrong ones; and how an API reacted.

Pure. `proof/probes` makes them, `proof/rules` turns them into verdicts.

Rule: whether somebody was let in is read from the answer, never from the handshake: under TLS 1.3 the refusal comes after it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from graphkey.steps.caller import Attempt
from graphkey.steps.model import Budget, Step
from graphkey.steps.rules import parse
from graphkey.steps.tls import TlsVersion

if TYPE_CHECKING:
    from cryptography import x509

Intruder = Literal["none", "stranger", "look-alike", "forged", "forged-stranger"]
Result = Literal["passed", "failed", "warning", "undecided", "not-tried"]
Found = tuple[Result, str]
"""A result and a sentence of evidence."""
Reaction = Literal["accepted", "refused", "unclear"]
VERSIONS: tuple[TlsVersion, ...] = ("TLSv1.2", "TLSv1.3")


class Call(NamedTuple):
    """Be one call with the right certificate."""

    step: Step
    version: TlsVersion
    attempt: Attempt


class Intrusion(NamedTuple):
    """
    Be one call that should be refused.

    Args:
        who: `forged` shows no certificate, `forged-stranger` a wrong one, and both the right one in headers.
        headers: names of these.
    """

    who: Intruder
    version: TlsVersion
    attempt: Attempt
    headers: tuple[str, ...] = ()


class Seen(NamedTuple):
    """
    Hold all that a proof saw.

    Args:
        host: that was called.
        leaf, chain: the right certificate and what goes with it.
        at: when, aware UTC.
        budget: whose time the API gets.
        first: a handshake in either version, with the right certificate.
        versions: a handshake in each version; empty when the first did not get there.
        suites: those of the service's eight that the server takes with TLS 1.2.
        any_suite: a handshake in TLS 1.2 with any suite, when none of the eight was taken.
        active: thumbprint of the certificate that the service shows now; None when nothing is known of a connector.
        cut_short: the time for the whole proof ran out, so some calls were not made.
    """

    host: str
    leaf: "x509.Certificate"
    chain: "tuple[x509.Certificate, ...]"
    at: datetime
    budget: Budget
    first: Attempt
    versions: Mapping[TlsVersion, Attempt]
    suites: tuple[str, ...] = ()
    any_suite: Attempt | None = None
    calls: tuple[Call, ...] = ()
    intrusions: tuple[Intrusion, ...] = ()
    active: str | None = None
    cut_short: bool = False

    @property
    def spoken(self) -> tuple[TlsVersion, ...]:
        """Return the versions of TLS that the server speaks with us."""
        return tuple(version for version, attempt in self.versions.items() if speaks(attempt))


def speaks(attempt: Attempt) -> bool:
    """Tell whether a handshake came to an agreement on version and suite, also when the certificate was then refused."""
    return attempt.tls_version is not None or attempt.failure == "certificate-refused"


def reaction(attempt: Attempt) -> Reaction:
    """
    Tell how the API took whoever called.

    An answer of a step, or any 200, is given to those who were let in. 401, 403, an end of TLS because of the certificate, and
    a 400 that is no answer of a step (as nginx gives it for a certificate that it does not take) are refusals.
    """
    if attempt.failure == "certificate-refused" or attempt.status in (401, 403):
        return "refused"
    if attempt.status == 200:
        return "accepted"
    if attempt.status == 400:
        return "accepted" if "action" in parse(attempt.body)[0] else "refused"
    return "unclear"


def right_calls(seen: Seen) -> list[Attempt]:
    """List the attempts with the right certificate."""
    return [one.attempt for one in seen.calls]


def untried(seen: Seen) -> Found:
    """Say why a question was not put; one that time ran out for stays open."""
    if seen.cut_short:
        return "undecided", "The time for the whole proof ran out before."
    return "not-tried", "Nobody was let as far as this."

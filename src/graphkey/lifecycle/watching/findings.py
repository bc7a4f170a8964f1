"""
What looking at tenants gave, and what of it somebody should know: gaps, ends, basic authentication, certificates in two places.

Pure: looks in, findings out. Who looks is `cli/watch`; metrics, reports and alerts are made of the same values.

Rule: what could not be read is a finding of its own severity, `unread`, and never an empty list.
Rule: a connector ends when no certificate covers the next instant, not when one of them expires.
Which certificate is active when is the rule of `activity`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from graphkey.errors import Error
from graphkey.lifecycle.activity import END_OF_TIME, Gap, active_at, gaps, next_change
from graphkey.lifecycle.model import Connector, Inventory

Severity = Literal["info", "warning", "critical", "unread"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "critical", "unread")
"""From what may be left alone to what nobody knows."""

FINDINGS: Mapping[str, str] = {
    "no-certificate": "No certificate is valid now.",
    "gap": "There will be a time without a valid certificate, and one after it that has one.",
    "ends": "The last certificate ends.",
    "older-takes-over": "When the active certificate ends, one that was uploaded before it becomes active.",
    "basic-authentication": "The connector authenticates by user name and password.",
    "no-authentication": "The service shows no authentication, or one of an unknown kind.",
    "shared-certificate": "One certificate is shown to different APIs.",
    "shared-api": "Several connectors with different certificates call one API, which has to trust all of them.",
    "unused": "No step of a user flow uses the connector.",
    "unexplained": "The service calls another certificate active than its rule does.",
    "unread": "Something could not be read.",
}
REMEDIES: Mapping[str, str] = {
    "no-certificate": "Rotate now (graphkey rotate), or upload a certificate that is valid (graphkey connector upload).",
    "gap": "Before it begins, rotate (graphkey rotate) or upload a certificate that covers it (graphkey connector upload).",
    "ends": "Rotate before that day (graphkey rotate).",
    "older-takes-over": "See that the API takes that one (graphkey prove), or rotate before that day (graphkey rotate).",
    "basic-authentication": "Prove a certificate against the API (graphkey prove URL --pfx), then change the connector to it "
    "(graphkey connector update --pfx).",
    "no-authentication": "See how the API knows its caller, then give the connector a certificate (graphkey connector update).",
    "shared-certificate": "Give each API a certificate of its own (graphkey rotate): who holds the one key can call them all.",
    "shared-api": "See that the API trusts each of them (graphkey prove).",
    "unused": "Remove it when nobody needs it (graphkey connector delete).",
    "unexplained": "Look at it before a change (graphkey connector show), and after.",
    "unread": "See that the context signs in, and may read: APIConnectors.Read.All and IdentityUserFlow.Read.All.",
}
"""What to do about a finding."""


_MOST_HOSTS = 5
"""Named in a sentence: one certificate for a thousand hosts is a thousand findings, each to be read."""


class Policy(NamedTuple):
    """
    Say what is worth a warning.

    Args:
        warning_days, critical_days: before a time without a certificate.
        ignored: ids of findings that are left out; `unread` is always told.
    """

    warning_days: int = 30
    critical_days: int = 7
    ignored: frozenset[str] = frozenset()


class Look(NamedTuple):
    """
    Hold what looking at one context gave.

    Args:
        inventory: None when nothing could be read, and then `error` says why.
        at: when, by the service's clock, or by ours when it did not answer.
    """

    context: str
    at: datetime
    inventory: Inventory | None = None
    error: Error | None = None


class Finding(NamedTuple):
    """
    Say what somebody should know.

    Args:
        connector: id, with `name` for people; None where the context as a whole is meant.
        at: when it begins; None for what is so already.
    """

    id: str
    severity: Severity
    context: str
    connector: str | None
    name: str
    sentence: str
    at: datetime | None = None


class _Place(NamedTuple):
    look: Look
    connector: Connector

    def finding(self, name: str, severity: Severity, sentence: str, at: datetime | None = None) -> Finding:
        return Finding(name, severity, self.look.context, self.connector.id, self.connector.name, sentence, at)


def findings(looks: Sequence[Look], policy: Policy) -> list[Finding]:
    """List everything that the policy does not ignore, the gravest first, else in the order of the looks."""
    places = [_Place(look, one) for look in looks if look.inventory for one in look.inventory.connectors]
    found = [*(one for look in looks for one in _unread(look))]
    for place in places:
        found += _of_authentication(place)
        found += _of_time(place, policy) if place.connector.authentication == "certificate" else ()
        found += _of_uses(place)
    found += [*_shared_certificates(places), *_shared_apis(places)]
    kept = [one for one in found if one.id not in policy.ignored or one.severity == "unread"]
    return sorted(kept, key=lambda one: -SEVERITIES.index(one.severity))


def worst(found: Iterable[Finding]) -> Severity | None:
    """Return the gravest severity; None without findings that matter."""
    grave = [SEVERITIES.index(one.severity) for one in found if one.severity != "info"]
    return SEVERITIES[max(grave)] if grave else None


def _unread(look: Look) -> Iterator[Finding]:
    if look.inventory is None:
        yield Finding("unread", "unread", look.context, None, "", f"could not be read: {look.error}")
        return
    for part in look.inventory.unread:
        yield Finding("unread", "unread", look.context, None, part.part, str(part))


def _of_authentication(place: _Place) -> Iterator[Finding]:
    kind = place.connector.authentication
    if kind == "basic":
        yield place.finding("basic-authentication", "warning", "authenticates by user name and password")
    elif kind in ("none", "unknown"):
        said = "shows no authentication" if kind == "none" else "shows an authentication of an unknown kind"
        yield place.finding("no-authentication", "warning", said)
    if not place.connector.explained:
        said = "calls another certificate active than its rule does; what follows from the rule is not to be relied on"
        yield place.finding("unexplained", "warning", f"the service {said}")


def _of_time(place: _Place, policy: Policy) -> Iterator[Finding]:
    at, held = place.look.at, place.connector.certificates
    for gap in gaps(held, at, END_OF_TIME):
        found = _of_gap(place, gap, policy)
        if found:
            yield found
    active, change = active_at(held, at), next_change(held, at)
    if active is None or change is None or change.certificate is None:
        return
    if held.index(change.certificate) < held.index(active):
        near = change.at - at <= timedelta(days=policy.warning_days)
        said = f"{change.certificate.thumbprint}, uploaded before the active one, becomes active {_when(change.at, at)}"
        yield place.finding("older-takes-over", "warning" if near else "info", said, change.at)


def _of_gap(place: _Place, gap: Gap, policy: Policy) -> Finding | None:
    at = place.look.at
    last = gap.end >= END_OF_TIME
    if gap.start <= at:
        held = "no certificate is valid now" if place.connector.certificates else "there is no certificate"
        return place.finding(
            "no-certificate", "critical", held + ("" if last else f"; the next begins {_when(gap.end, at)}")
        )
    near = gap.start - at
    if near <= timedelta(days=policy.critical_days):
        severity: Severity = "critical"
    elif near <= timedelta(days=policy.warning_days) or not last:
        severity = "warning"
    else:
        return None
    if last:
        return place.finding("ends", severity, f"the last certificate ends {_when(gap.start, at)}", gap.start)
    said = f"no certificate is valid from {gap.start:%Y-%m-%d %H:%M} to {gap.end:%Y-%m-%d %H:%M} UTC"
    return place.finding("gap", severity, f"{said}, which begins {_when(gap.start, at)}", gap.start)


def _when(instant: datetime, at: datetime) -> str:
    days = (instant - at).days
    span = "within a day" if days == 0 else "in 1 day" if days == 1 else f"in {days} days"
    return f"{span} ({instant:%Y-%m-%d})"


def _of_uses(place: _Place) -> Iterator[Finding]:
    inventory = place.look.inventory
    if inventory and inventory.knows_uses and not place.connector.slots:
        yield place.finding("unused", "info", "no step of a user flow uses it")


def _shared_certificates(places: Sequence[_Place]) -> Iterator[Finding]:
    """Tell of certificates, not ended yet, that go to different hosts: who leaks one key opens all of them."""
    held: dict[str, list[_Place]] = defaultdict(list)
    for place in places:
        for thumbprint in {one.thumbprint for one in place.connector.certificates if one.not_after >= place.look.at}:
            held[thumbprint].append(place)
    for thumbprint, among in sorted(held.items()):
        hosts = sorted({_api(one.connector)[0] for one in among})
        if len(hosts) > 1:
            for place in among:
                others = [host for host in hosts if host != _api(place.connector)[0]]
                more = f" and {len(others) - _MOST_HOSTS} more" if len(others) > _MOST_HOSTS else ""
                said = f"{thumbprint} goes to {', '.join(others[:_MOST_HOSTS])}{more} as well"
                yield place.finding("shared-certificate", "warning", said)


def _shared_apis(places: Sequence[_Place]) -> Iterator[Finding]:
    called: dict[tuple[str, str], list[_Place]] = defaultdict(list)
    for place in places:
        if active_at(place.connector.certificates, place.look.at):
            called[_api(place.connector)].append(place)
    for (host, path), among in called.items():
        shown = {one.thumbprint for p in among if (one := active_at(p.connector.certificates, p.look.at))}
        if len(shown) > 1:
            for place in among:
                said = f"{host}{path} has to trust {len(shown)} certificates, one for each connector that calls it"
                yield place.finding("shared-api", "info", said)


def _api(connector: Connector) -> tuple[str, str]:
    """Return host and path of the API; what comes after `?` may be a key and is nobody's business here."""
    try:
        parts = urlsplit(connector.target_url)
        return (parts.netloc.rpartition("@")[2].lower(), parts.path.rstrip("/"))
    except ValueError:
        return ("an address that cannot be read", "")

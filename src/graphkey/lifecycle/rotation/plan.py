"""
Make a plan, or say why there can be none: everything that would leave a connector without a certificate that its API accepts.

Pure: what the service shows, what is wished and what is known go in; a plan comes out, or a PlanError with every reason at once.

Rule: a reason that only a person can judge is a risk, and passes with a written reason; one that is sure to harm never passes.
Rule: a certificate whose key is known to others is never planned again, and while one is at the connector the plan replaces all.
Sources: https://learn.microsoft.com/graph/api/resources/pkcs12certificateinformation (which one is active);
NIST SP 800-57 part 1 revision 5, table 2 (how strong keys are).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from graphkey.errors import PlanError, UsageError
from graphkey.lifecycle.activity import Certificate, active_at, gaps
from graphkey.lifecycle.model import Connector, Inventory
from graphkey.lifecycle.rotation.model import Facts, Method, Order, Plan, digest_of, retire_at, text_of
from graphkey.secret import mask_url
from graphkey.steps.target import parse_target

SKEW = timedelta(hours=24)
"""How long the old certificate lives on after a switch by clock, so that no clock that is wrong makes a gap."""
STARTS_EARLIER = timedelta(minutes=10)  # as `certs.make`: a peer whose clock is behind accepts it at once
OVERLAP_DAYS = 7
DAYS = 365
KINDS = ("RSA-2048", "RSA-3072", "RSA-4096", "EC-P-256", "EC-P-384")
_LONGEST_NAME = 64  # RFC 5280 appendix A.1, ub-common-name

_STRENGTH: Mapping[str, int] = {"EC-P-256": 128, "EC-P-384": 192, "EC-P-521": 256, "Ed25519": 128, "Ed448": 224}
_RSA_STRENGTH = ((15360, 256), (7680, 192), (3072, 128), (2048, 112), (1024, 80))


class Wish(NamedTuple):
    """
    Say what a person wants.

    Args:
        subject: of the new certificate, RFC 4514; None for the old one's, or the API's host name.
        days, key: of a certificate that is made; None for a key of the old one's kind, RSA of at least 2048 bits.
        issuer: who issues one that is made; "" for itself.
        given: facts of a bundle that is to be the new one, instead of one that is made.
        faults: why a given bundle is of no use.
        by_clock_at: when a certificate that is made begins, for a switch by clock.
        compromised: thumbprints whose keys are known to others, told with this rotation.
        confirmed: who on the API's side said that it will trust the new certificate.
        accepted: why the risks are accepted.
    """

    subject: str | None = None
    days: int = DAYS
    key: str | None = None
    issuer: str = ""
    given: Facts | None = None
    faults: tuple[str, ...] = ()
    by_clock_at: datetime | None = None
    overlap_days: int = OVERLAP_DAYS
    compromised: tuple[str, ...] = ()
    confirmed: str = ""
    keep: bool = False
    accepted: str = ""


class Known(NamedTuple):
    """
    Say what is known beside what the service shows.

    Args:
        old: facts of the active certificate, as far as they are known here.
        at_hand: its bundle is, too.
        compromised: thumbprints that were told before.
        compromised_keys: their public keys, as far as they are known (SHA-256).
    """

    old: Facts | None = None
    at_hand: bool = False
    compromised: tuple[str, ...] = ()
    compromised_keys: tuple[str, ...] = ()


class Draft(NamedTuple):
    """Hold what the judgements look at."""

    connector: Connector
    inventory: Inventory
    wish: Wish
    known: Known
    plan: Plan


def make_plan(inventory: Inventory, connector: Connector, root: str, wish: Wish, known: Known) -> Plan:
    """
    Make the plan of a rotation.

    Args:
        root: of the Graph that the inventory was read from.
    Raises: PlanError with every reason against it.
    """
    if connector.authentication != "certificate":
        raise PlanError(
            f"the connector {connector.name!r} does not authenticate by certificate ({connector.authentication})",
            hint="There is nothing to rotate. Give it a certificate: graphkey connector update … --pfx REF.",
        )
    draft = _draft(inventory, connector, root, wish, known)
    faults, risks = list(_faults(draft)), list(_risks(draft))
    if faults or (risks and not wish.accepted.strip()):
        raise PlanError(
            f"no rotation of {connector.name!r} is planned: {'; '.join([*faults, *risks])}",
            hint="Change the wish." if faults else "If that is as it must be, say why: --accept REASON.",
        )
    accepted = " ".join(wish.accepted.split()) if risks else ""
    return draft.plan._replace(risks=tuple(risks), accepted=accepted, notes=tuple(_notes(draft)))


def strength(key: str) -> int:
    """Return how many bits of work a key stands against; 0 when that is not known."""
    found = re.fullmatch(r"RSA-(?:PSS-)?(\d+)", key)
    if found:
        return next((bits for size, bits in _RSA_STRENGTH if int(found[1]) >= size), 0)
    return _STRENGTH.get(key, 0)


def _draft(inventory: Inventory, connector: Connector, root: str, wish: Wish, known: Known) -> Draft:
    held = {one.thumbprint for one in connector.certificates}
    still = (one for one in known.compromised if one in held)
    distrust = tuple(dict.fromkeys((*(one.upper() for one in wish.compromised), *still)))
    order = _order(connector, inventory.at, wish, known)
    method: Method = "clock" if order.not_before > inventory.at else "upload"
    if held & set(distrust):
        method = "replace"
    plan = Plan(
        connector.id, connector.name, mask_url(connector.target_url), digest_of(connector.target_url), root,
        inventory.version, inventory.at.replace(microsecond=0), connector.certificates, order, method,
        0 if method == "replace" else wish.overlap_days,
        connector.slots[0].slot if connector.slots else "", wish.keep, distrust, " ".join(wish.confirmed.split()),
    )  # fmt: skip
    return Draft(connector, inventory, wish, known, plan)


def _order(connector: Connector, now: datetime, wish: Wish, known: Known) -> Order:
    if wish.given is not None:
        given = wish.given
        return Order(False, given.subject, given.key, given.not_before, given.not_after, given.thumbprint)
    start = (wish.by_clock_at or now - STARTS_EARLIER).replace(microsecond=0)
    end = max(start, now.replace(microsecond=0)) + timedelta(days=wish.days)
    return Order(True, _subject(connector, wish, known), wish.key or _kind(known.old), start, end, "", wish.issuer)


def _subject(connector: Connector, wish: Wish, known: Known) -> str:
    if wish.subject is not None:
        return wish.subject
    if known.old is not None:
        return known.old.subject
    try:
        return f"CN={parse_target(connector.target_url).host[:_LONGEST_NAME]}"
    except UsageError as error:
        raise PlanError(f"no name for the certificate: {error}", hint="Give --name CN.") from error


def _kind(old: Facts | None) -> str:
    return old.key if old is not None and old.key in KINDS else KINDS[0]


def _faults(draft: Draft) -> Iterator[str]:
    """Give what is sure to harm."""
    plan, order, now = draft.plan, draft.plan.order, draft.inventory.at
    yield from draft.wish.faults
    if order.thumbprint in (*plan.distrust, *draft.known.compromised) or (
        draft.wish.given is not None and draft.wish.given.spki_sha256 in draft.known.compromised_keys
    ):
        yield "the key of the new certificate is known to others"
    elif plan.old is not None and order.thumbprint == plan.old.thumbprint:
        yield "the new certificate is the active one"
    if order.not_after <= now:
        yield f"the new certificate has ended ({text_of(order.not_after)})"
    if plan.method == "replace" and order.not_before > now:
        yield "a replacement begins at once, and the new certificate is not valid yet"
    if plan.method == "clock":
        yield from _clock_faults(draft)


def _clock_faults(draft: Draft) -> Iterator[str]:
    order, now = draft.plan.order, draft.inventory.at
    if not draft.wish.confirmed.strip():
        yield (
            "nothing can prove a certificate that is not valid yet: a switch by clock needs the word of the API's side "
            "(--confirm WHO)"
        )
    for gap in gaps(draft.connector.certificates, now, order.not_before + SKEW)[:1]:
        yield (
            f"there would be a gap: no other certificate is valid from {text_of(gap.start)}, and the new one begins at "
            f"{text_of(order.not_before)} (the old one has to live {SKEW.total_seconds() / 3600:.0f} hours longer)"
        )
    rising = active_at((*draft.connector.certificates, _as_certificate(order)), order.not_before)
    if rising is None or rising.not_before != order.not_before:
        yield "the new certificate would not become active by itself"


def _risks(draft: Draft) -> Iterator[str]:
    """Give what only a person can judge."""
    plan, order, old = draft.plan, draft.plan.order, draft.known.old
    yield from _shorter(draft)
    if old is not None and strength(order.key) < strength(old.key):
        yield f"its key is weaker ({order.key}) than the old one ({old.key})"
    if old is not None and draft.wish.given is not None and draft.wish.given.spki_sha256 == old.spki_sha256:
        yield "it has the old key: a rotation is for a new one"
    yield from _shared(draft)
    if not draft.connector.explained:
        yield "the service calls another certificate active than its own rule does, so that nothing about the future is sure"
    if plan.overlap_days < 1 and plan.method != "replace":
        yield "without any overlap the API's side has no time to go back"


def _shorter(draft: Draft) -> Iterator[str]:
    """A newer certificate that ends first gives way to an older one, which the API may have dropped by then."""
    plan, order = draft.plan, draft.plan.order
    stays = () if plan.method == "replace" else plan.before
    longest = max(stays, key=lambda one: one.not_after, default=None)
    if longest is not None and longest.not_after >= order.not_after:
        yield (
            f"it ends ({text_of(order.not_after)}) before an older one, {longest.thumbprint} ({text_of(longest.not_after)}), "
            "which would be active again then"
        )
    elif order.not_after - draft.inventory.at < timedelta(days=14):
        yield f"it lives for {(order.not_after - draft.inventory.at).days} days only"


def _shared(draft: Draft) -> Iterator[str]:
    """One certificate for two APIs: each can be trusted, and distrusted, by itself no more."""
    thumbprint = draft.plan.order.thumbprint
    if not thumbprint:
        return
    for other in draft.inventory.connectors:
        elsewhere = other.id != draft.connector.id and _origin(other) != _origin(draft.connector)
        if elsewhere and any(one.thumbprint == thumbprint for one in other.certificates):
            yield f"the connector {other.name!r} shows it to another API ({_origin(other)})"
    unread = [one.part for one in draft.inventory.unread if one.of == "connectors"]
    if unread:
        yield f"whether another API is shown it cannot be told: {', '.join(unread)} could not be read"


def _notes(draft: Draft) -> Iterator[str]:
    plan, now = draft.plan, draft.inventory.at
    if plan.old is None:
        yield "no certificate is active now: calls fail until this rotation is done"
    elif not draft.known.at_hand:
        yield (
            "the old certificate's bundle is not at hand: whether the API still accepts it cannot be proved, and there "
            "is no way back to it (--old-pfx REF)"
        )
    if plan.old is not None and plan.method != "replace":
        wanted = max(timedelta(days=7), (plan.old.not_after - plan.old.not_before) / 3)
        if plan.old.not_after - now < wanted:
            yield f"this is late: the old certificate ends in {(plan.old.not_after - now).days} days"
    for one in draft.wish.compromised:
        if one.upper() not in {held.thumbprint for held in plan.before}:
            yield f"{one.upper()} is not at the connector: there is nothing to take away (is it spelt right?)"
    if plan.method == "replace":
        yield "all other certificates of the connector are removed at once"
    if plan.method == "upload" and plan.old is not None:
        yield f"the API has to trust the old one until {text_of(retire_at(plan, now))} at least"


def _as_certificate(order: Order) -> Certificate:
    return Certificate(order.thumbprint or "new", order.not_before, order.not_after)


def _origin(connector: Connector) -> str:
    try:
        return parse_target(connector.target_url).authority
    except UsageError:
        return mask_url(connector.target_url)

"""
Which certificate a connector shows to its API at an instant: the most recently uploaded one that is valid then.

Pure: values in, values out; instants are aware UTC, to the second, as certificates and the service give them.

Rule: certificates come in upload order, the oldest upload first.
Rule: both ends of a validity belong to it (RFC 5280, section 4.1.2.5); an interval here ends one second after.
Source: https://learn.microsoft.com/graph/api/resources/pkcs12certificateinformation (`isActive`)
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

SECOND = timedelta(seconds=1)
END_OF_TIME = datetime.max.replace(microsecond=0, tzinfo=UTC)


class Certificate(NamedTuple):
    """
    Hold what the service shows of an uploaded certificate.

    Args:
        thumbprint: SHA-1, upper-case hexadecimal.
        not_before, not_after: the first and the last second of its validity.
        is_active: what the service said when it was asked.
    """

    thumbprint: str
    not_before: datetime
    not_after: datetime
    is_active: bool = False

    def is_valid(self, instant: datetime) -> bool:
        """Tell whether an instant lies in its validity."""
        return self.not_before <= instant.replace(microsecond=0) <= self.not_after


class Change(NamedTuple):
    """Say that from an instant on another certificate is active, or none (None)."""

    at: datetime
    certificate: Certificate | None


class Gap(NamedTuple):
    """Be a time without any valid certificate, from `start` up to but without `end`."""

    start: datetime
    end: datetime


def active_at(certificates: Sequence[Certificate], instant: datetime) -> Certificate | None:
    """Return the certificate that is shown at an instant: the last upload of those valid then, or None."""
    return next((one for one in reversed(certificates) if one.is_valid(instant)), None)


def next_change(certificates: Sequence[Certificate], instant: datetime) -> Change | None:
    """Return the first change of the active certificate after an instant; None when there is none to come."""
    active = active_at(certificates, instant)
    for edge in _edges(certificates):
        if edge > instant:
            found = active_at(certificates, edge)
            if _key(found) != _key(active):
                return Change(edge, found)
    return None


def changes(certificates: Sequence[Certificate], start: datetime, end: datetime) -> list[Change]:
    """List who is active from `start` on, and every change up to but without `end`."""
    found = [Change(start, active_at(certificates, start))]
    while (following := next_change(certificates, found[-1].at)) is not None and following.at < end:
        found.append(following)
    return found


def gaps(certificates: Sequence[Certificate], start: datetime, end: datetime) -> list[Gap]:
    """List the times between `start` and `end` in which no certificate is valid; order of upload has no part in it."""
    found, covered = [], start
    for one in sorted(certificates, key=lambda one: one.not_before):
        if one.not_before >= end:
            break
        if one.not_after < one.not_before:
            continue  # never valid
        if one.not_before > covered:
            found.append(Gap(covered, one.not_before))
        covered = max(covered, _after(one))
    return [*found, Gap(covered, end)] if covered < end else found


def covered_until(certificates: Sequence[Certificate], instant: datetime) -> datetime | None:
    """Return the end (exclusive) of the time from an instant on in which some certificate is always valid; None for a gap now."""
    gap = next(iter(gaps(certificates, instant, END_OF_TIME)), None)
    if gap is None:
        return END_OF_TIME
    return gap.start if gap.start > instant else None


def _edges(certificates: Sequence[Certificate]) -> list[datetime]:
    return sorted({edge for one in certificates for edge in (one.not_before, _after(one))})


def _after(one: Certificate) -> datetime:
    return min(one.not_after, END_OF_TIME - SECOND) + SECOND


def _key(one: Certificate | None) -> str | None:
    return one.thumbprint if one else None

"""
A timeline as values: from when to when, where its months stand, and which bars a connector has.

Pure. `strips` draws it into the page, `drawing` as an SVG that stands alone.

Rule: places are parts of the whole width, from 0 to 1, so that whoever draws chooses the width.
Rule: a bar says in words all that its place and colour say.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from graphkey.lifecycle.activity import END_OF_TIME, Certificate, Gap, covered_until, gaps
from graphkey.lifecycle.model import Connector

BACK_DAYS, LEAST_DAYS, MOST_DAYS = 60, 180, 400
"""Most certificates last a year; a scale that shows ten of them shows no day of this week."""
MOST_NAMES = 5
"""Of months: as many as stand side by side on a telephone."""
Kind = Literal["active", "valid", "later", "ended", "gap", "end"]
KINDS: dict[Kind, str] = {
    "active": "shown to the API now", "valid": "valid, not shown", "later": "not valid yet", "ended": "ended",
    "gap": "no valid certificate", "end": "after the last one",
}  # fmt: skip
"""What a bar means; `end` is the time after the last certificate, which is a gap only when nobody does anything."""
AUTHENTICATIONS = {
    "basic": "user name and password",
    "none": "no authentication",
    "unknown": "an authentication of an unknown kind",
}
"""What a connector uses that has no bars."""
_WORDS = {"active": "active", "valid": "valid", "later": "later", "ended": "ended"}


class Scale(NamedTuple):
    """Map instants to places from left to right; `now` is the service's."""

    start: datetime
    end: datetime
    now: datetime

    def part(self, instant: datetime) -> float:
        """Return a place; what is outside stands at an end."""
        return (min(max(instant, self.start), self.end) - self.start) / (self.end - self.start)


class Bar(NamedTuple):
    """
    Be a bar.

    Args:
        start, end: places.
        name: short, such as eight letters of a thumbprint; empty for a gap.
        words: what it is, from when to when.
        goes_on: it ends later than the scale.
    """

    kind: Kind
    start: float
    end: float
    name: str
    words: str
    title: str
    goes_on: bool = False


def scale_of(connectors: Iterable[Connector], now: datetime) -> Scale:
    """Show from two months back to where the last certificate ends, within bounds."""
    last = max((held.not_after for one in connectors for held in one.certificates), default=now)
    least, most = now + timedelta(days=LEAST_DAYS), now + timedelta(days=MOST_DAYS)
    return Scale(
        now - timedelta(days=BACK_DAYS), max(least, min(last, most - timedelta(days=30)) + timedelta(days=30)), now
    )


def months(scale: Scale) -> list[tuple[str, float]]:
    """Name some first days of months, evenly apart, and say where they stand; none too near the end to be written there."""
    count = (scale.end.year - scale.start.year) * 12 + scale.end.month - scale.start.month
    step = next(one for one in (1, 2, 3, 4, 6, 12) if count <= one * MOST_NAMES or one == 12)
    found = []
    for month in range(scale.start.year * 12 + scale.start.month, scale.end.year * 12 + scale.end.month):
        first = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
        if month % step == 0 and scale.part(first) < 1 - 0.7 / MOST_NAMES:
            found.append((f"{first:%b %Y}", scale.part(first)))
    return found


def bars(one: Connector, scale: Scale) -> list[Bar]:
    """List the bars of a connector in upload order, and after them the times without a certificate."""
    if one.authentication != "certificate":
        return []
    found = [_bar(held, scale) for held in one.certificates if held.not_after >= scale.start]
    return found + [_gap(gap, scale) for gap in gaps(one.certificates, scale.now, END_OF_TIME) if gap.start < scale.end]


def by_end(connectors: Iterable[Connector], now: datetime) -> list[Connector]:
    """Let those stand first that end first, and those without certificates last."""

    def end(one: Connector) -> datetime:
        return (covered_until(one.certificates, now) or now) if one.authentication == "certificate" else END_OF_TIME

    return sorted(connectors, key=end)


def left_out(one: Connector, scale: Scale) -> int:
    """Count the certificates that ended before the scale begins."""
    return sum(held.not_after < scale.start for held in one.certificates)


def _bar(held: Certificate, scale: Scale) -> Bar:
    kind: Kind = "active" if held.is_active else "ended" if held.not_after < scale.now else "later"
    if kind == "later" and held.is_valid(scale.now):
        kind = "valid"
    said = "never valid" if held.not_after < held.not_before else _WORDS[kind]
    span = f"{held.not_before:%Y-%m-%d} to {held.not_after:%Y-%m-%d}"
    words = f"{said}, {span}" if kind == "later" else f"{said}, to {held.not_after:%Y-%m-%d}"
    title = f"{held.thumbprint} {said}, {span}"
    start, end = scale.part(held.not_before), scale.part(held.not_after)
    return Bar(kind, start, max(start, end), held.thumbprint[:8], words, title, held.not_after > scale.end)


def _gap(gap: Gap, scale: Scale) -> Bar:
    last = gap.end >= END_OF_TIME
    kind: Kind = "end" if last and gap.start > scale.now else "gap"
    span = f"from {gap.start:%Y-%m-%d}" if last else f"{gap.start:%Y-%m-%d} to {gap.end:%Y-%m-%d}"
    return Bar(
        kind, scale.part(gap.start), scale.part(gap.end), "", f"none valid {span}", f"no valid certificate {span}"
    )

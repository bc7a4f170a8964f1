"""
The clock of each tenant: the real time, or what somebody has set it to.

Asked by `service` once a request and by `instance`. What is set lies in the database and is read anew each time, so that it
survives a restart and every process of a folder tells the same time.

Rule: tokens do not live by it, and no outside program sees it; see "Time" in docs/explanation/fidelity.md.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from graphkey.errors import UsageError
from graphkey.localgraph.authority.registry import Registry
from graphkey.wire import Document

FIRST_YEAR, LAST_YEAR = 1970, 8999  # beyond them sums of a time and a certificate's life leave what `datetime` can hold
_SPAN = re.compile(r"([+-])((?:\d{1,9}[wdhms])+)", re.ASCII)
_PART = re.compile(r"(\d+)([wdhms])", re.ASCII)
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_HINT = "Write a span from the clock's present time (+30d, -12h, +1d6h30m) or a time with its zone (2027-01-01T00:00Z)."


class Setting(NamedTuple):
    """
    Say what a clock has been set to.

    Args:
        ahead: of the base.
        still_at: where it stands still; None when it runs.
    """

    ahead: timedelta = timedelta()
    still_at: datetime | None = None

    def shows(self, base: datetime) -> datetime:
        """Return what the clock shows when the base shows this."""
        return self.still_at or base + self.ahead


class Clocks:
    """
    Tell and set the time of each tenant.

    Args:
        base: the time of a clock that nobody has set; aware UTC.
    """

    def __init__(self, registry: Registry, base: Callable[[], datetime]) -> None:
        self._registry = registry
        self.base = base

    def now(self, tenant: str) -> datetime:
        """Return a tenant's time."""
        kept = self._registry.fact(_name(tenant))
        return self.base() if kept is None else _read(kept).shows(self.base())

    def set(self, tenant: str, to: str, *, still: bool | None = None) -> None:
        """
        Set a tenant's clock.

        Args:
            to: as `read_time` takes it.
            still: it stands still from then on, or runs; None leaves that as it is.
        Raises:
            UsageError: `to` is no time, or one that no clock here shows.
        """
        wanted, base = read_time(to), self.base()

        def change(kept: str | None) -> str:
            before = Setting() if kept is None else _read(kept)
            shown = _moved(before.shows(base), wanted)
            stands = before.still_at is not None if still is None else still
            return _written(Setting(still_at=shown) if stands else Setting(shown - base))

        self._registry.change_fact(_name(tenant), change)

    def reset(self, tenant: str) -> None:
        """Let a tenant's clock show the base again."""
        self._registry.change_fact(_name(tenant), lambda kept: None)

    def describe(self, tenant: str) -> Document:
        """Say what a tenant's clock shows, whether it was set, and by how many seconds it is ahead of the base."""
        kept, base = self._registry.fact(_name(tenant)), self.base()
        setting = Setting() if kept is None else _read(kept)
        shown = setting.shows(base)
        state = "still" if setting.still_at else "real" if kept is None else "moved"
        return {"now": _text(shown), "state": state, "aheadSeconds": round((shown - base).total_seconds())}


def read_time(text: str) -> timedelta | datetime:
    """
    Read a span with its sign (`+30d`, `-1d12h`; units w d h m s) or a time with its zone (ISO 8601).

    Raises:
        UsageError: it is neither.
    """
    span = _SPAN.fullmatch(text.strip())
    try:
        if span is not None:
            parts = [timedelta(**{_UNITS[unit]: int(number)}) for number, unit in _PART.findall(span[2])]
            total = sum(parts, timedelta())
            return total if span[1] == "+" else -total
        moment = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError) as error:
        raise UsageError(f"'{text[:100]}' is no time", hint=_HINT) from error
    if moment.tzinfo is None:
        raise UsageError(f"'{text[:100]}' has no time zone", hint=_HINT)
    return _moved(moment, timedelta())


def _moved(shown: datetime, wanted: timedelta | datetime) -> datetime:
    try:
        moved = wanted if isinstance(wanted, datetime) else shown + wanted
        utc = moved.astimezone(UTC)
    except OverflowError as error:
        raise _out_of_range() from error
    if not FIRST_YEAR <= utc.year <= LAST_YEAR:
        raise _out_of_range()
    return utc


def _out_of_range() -> UsageError:
    return UsageError(f"the clock shows the years {FIRST_YEAR} to {LAST_YEAR}", hint="Give a time within them.")


def _name(tenant: str) -> str:
    return f"clock {tenant}"


def _read(kept: str) -> Setting:
    found = json.loads(kept)
    still_at = found.get("stillAt")
    return Setting(
        timedelta(seconds=found.get("aheadSeconds", 0)), None if still_at is None else datetime.fromisoformat(still_at)
    )


def _written(setting: Setting) -> str:
    if setting.still_at is not None:
        return json.dumps({"stillAt": setting.still_at.isoformat()})
    return json.dumps({"aheadSeconds": setting.ahead.total_seconds()})


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

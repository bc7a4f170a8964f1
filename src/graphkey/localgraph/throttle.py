"""
How many requests a minute a tenant and an application may make.

Asked by `service` once a request, for each item of a batch too. In memory: a restart begins anew.

Rule: a refused request counts like any other, so whoever does not wait is not let in.
Source: 300 a minute a tenant and 200 an application and tenant for identityContainer,
https://learn.microsoft.com/graph/throttling-limits
"""

import math
import threading
from collections import deque
from collections.abc import Callable

from graphkey.errors import UsageError
from graphkey.localgraph.problems import throttled

WINDOW_S = 60.0
TENANT_LIMIT = 300
APP_LIMIT = 200


class Throttle:
    """
    Count requests and refuse those above the limits.

    Args:
        limits: requests a minute for a tenant and for an application in it; None for no limit.
        seconds: a clock that never goes back.
    """

    def __init__(self, limits: tuple[int, int] | None, seconds: Callable[[], float]) -> None:
        self._limits = limits
        self._seconds = seconds
        self._lock = threading.Lock()
        self._times: dict[tuple[str, str], deque[float]] = {}

    def admit(self, tenant_id: str, client_id: str) -> None:
        """
        Count a request.

        Raises:
            ThrottledError: there have been too many; `retry_after_s` says when there is room again.
        """
        if self._limits is None:
            return
        now = self._seconds()
        with self._lock:
            waits = [
                self._wait((tenant_id, scope), limit, now)
                for scope, limit in zip(("", client_id), self._limits, strict=True)
            ]
        if max(waits) > 0:
            raise throttled(math.ceil(max(waits)))

    def _wait(self, key: tuple[str, str], limit: int, now: float) -> float:
        """Note a request; return for how long the window is full, 0 when this one is let in."""
        times = self._times.setdefault(key, deque(maxlen=limit))
        full = len(times) == limit and now - times[0] < WINDOW_S
        times.append(now)
        return WINDOW_S - (now - times[0]) if full else 0.0


def read_rate_limit(text: str) -> tuple[int, int] | None:
    """
    Read `off`, `graph` or a number of requests a minute.

    Raises:
        UsageError: it is none of these.
    """
    if text == "off":
        return None
    if text == "graph":
        return TENANT_LIMIT, APP_LIMIT
    if text.isascii() and text.isdigit() and int(text[:7]) > 0 and len(text) <= 6:
        return int(text), int(text)
    raise UsageError(f"'{text}' is no rate limit", hint="Give 'off', 'graph' or a number of requests a minute.")

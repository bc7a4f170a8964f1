"""
Asking again, when that is right: a Transport around a Transport.

429 and 503 with Retry-After are repeated for every method, because the service said that it did nothing. Everything else is
repeated only for methods that may arrive twice, or when the request surely did not arrive.

Rule: a POST or PATCH that may have arrived is never sent again here; `client/client` looks an upload up instead.
Rule: the number of repeats and the time waited are bounded, and each wait is told.
Source: RFC 9110 sections 9.2.2 and 10.2.3; https://learn.microsoft.com/graph/throttling
"""

import os
import time
from collections.abc import Callable
from typing import NamedTuple

from graphkey.client.message import IDEMPOTENT
from graphkey.errors import TransportError
from graphkey.wire import Request, Response, Transport

_BUSY = frozenset({429, 503})
_PASSING = frozenset({429, 502, 503, 504})


class Policy(NamedTuple):
    """
    Bound the repeats of one request.

    Args:
        repeats: after the first try, when the service asks to wait or is busy.
        repeats_unanswered: after the first try, when no answer comes: a wrong address should not take long to say so.
        wait_s: all waits together; an answer that asks for more is returned as it is.
        first_s: the first wait where the service names none; each further one is twice as long.
    """

    repeats: int = 5
    repeats_unanswered: int = 2
    wait_s: float = 300
    first_s: float = 0.5


def retrying(
    transport: Transport,
    *,
    policy: Policy = Policy(),  # noqa: B008 - a named tuple cannot change
    sleep: Callable[[float], None] = time.sleep,
    now_s: Callable[[], float] = time.time,
    jitter: Callable[[], float] | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
) -> Transport:
    """
    Return a Transport that asks again when that is safe.

    Args:
        sleep: waits so many seconds.
        now_s: seconds since 1970, against which a date in Retry-After is read.
        jitter: gives a number from 0 to 1 that spreads waits which the service did not name.
        tell: takes a sentence for `-Verbose`.
    """
    spread = jitter or _entropy

    def ask(request: Request) -> Response:
        waited_s, tries = 0.0, 0
        while True:
            try:
                response = transport(request)
                wait_s, why = wait_after_answer(request, response, tries, policy, spread=spread, now_s=now_s)
                if wait_s is None or waited_s + wait_s > policy.wait_s:
                    return response
            except TransportError as error:
                wait_s, why = _after_error(request, error, tries, policy, spread)
                if wait_s is None or waited_s + wait_s > policy.wait_s:
                    raise
            tries += 1
            waited_s += wait_s
            tell(f"{why}; repeating in {wait_s:.1f} s (repeat {tries} of at most {policy.repeats})")
            sleep(wait_s)

    return ask


def wait_after_answer(
    request: Request,
    response: Response,
    tries: int,
    policy: Policy,
    *,
    spread: Callable[[], float],
    now_s: Callable[[], float] = time.time,
) -> tuple[float | None, str]:
    """
    Decide whether an answer calls for another try.

    Args:
        tries: repeats so far.
        spread: as `jitter` of `retrying`.
    Returns: seconds to wait first, or None when the answer stands; and a sentence that says what was answered.
    """
    why = f"{request.method} was answered {response.status}"
    if response.status not in _PASSING or tries >= policy.repeats:
        return None, why
    asked_s = retry_after_s(response, now_s) if response.status in _BUSY else None
    if asked_s is not None:
        return asked_s, why
    return (_backoff(tries, policy, spread) if request.method in IDEMPOTENT else None), why


def _after_error(
    request: Request, error: TransportError, tries: int, policy: Policy, spread: Callable[[], float]
) -> tuple[float | None, str]:
    safe = not error.sent or request.method in IDEMPOTENT
    if error.permanent or not safe or tries >= min(policy.repeats_unanswered, policy.repeats):
        return None, ""
    return _backoff(tries, policy, spread), str(error)


def _backoff(tries: int, policy: Policy, spread: Callable[[], float]) -> float:
    return policy.first_s * (1 << tries) * (0.5 + spread() / 2)


def _entropy() -> float:
    return os.urandom(1)[0] / 255


def retry_after_s(response: Response, now_s: Callable[[], float] = time.time) -> float | None:
    """
    Read Retry-After as seconds from now; None when there is none that can be read.

    Source: RFC 9110 section 10.2.3: whole seconds, or an HTTP date. A date that has passed asks for no wait.
    """
    text = response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    if not text:
        return None
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    from datetime import UTC

    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now_s())

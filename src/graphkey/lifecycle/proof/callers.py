"""
What a proof says of the callers: that the right one is let in, that the wrong ones are not, and how long an answer takes.

Pure judges from what was seen to a result and a sentence; `proof/rules` holds the table in which they stand.
"""

from collections.abc import Callable, Sequence

from graphkey.lifecycle.proof.seen import Found, Intruder, Intrusion, Result, Seen, reaction, right_calls, untried
from graphkey.steps.caller import Attempt
from graphkey.steps.model import Budget


def accepts(seen: Seen) -> Found:
    """Judge whether the certificate lets in, every time."""
    attempts = right_calls(seen)
    if not attempts:
        return untried(seen)
    not_in = [one for one in attempts if reaction(one) != "accepted"]
    if not not_in:
        return "passed", f"{_count(attempts)} with it {'was' if len(attempts) == 1 else 'were'} answered."
    if len(not_in) == len(attempts):
        result: Result = "failed" if any(reaction(one) == "refused" for one in attempts) else "undecided"
        return result, _told(not_in[0])
    return "failed", f"{len(not_in)} of {_count(attempts)} with it got no answer of a step: {_told(not_in[0])}"


def refuses(*who: Intruder) -> Callable[[Seen], Found]:
    """Return the judge of those who should be refused."""

    def judge_intruder(seen: Seen) -> Found:
        return _refused(seen, [one for one in seen.intrusions if one.who in who])

    return judge_intruder


def _refused(seen: Seen, tried: Sequence[Intrusion]) -> Found:
    if not tried:
        return untried(seen)
    let_in = [one for one in tried if reaction(one.attempt) == "accepted"]
    if let_in:
        sentence = f"It was answered like a welcome caller: HTTP {let_in[0].attempt.status} over {_versions(let_in)}."
        return "failed", sentence
    unclear = [one for one in tried if reaction(one.attempt) == "unclear"]
    if unclear:
        return "undecided", f"Neither let in nor refused over {_versions(unclear)}: {_told(unclear[0].attempt)}"
    if seen.cut_short and {one.version for one in tried} != set(seen.spoken):
        return untried(seen)
    return "passed", f"Refused over {_versions(tried)}: {_told(tried[0].attempt)}"


def distrusts_headers(seen: Seen) -> Found:
    """Judge whether claiming the certificate in a header lets in."""
    tried = [one for one in seen.intrusions if one.headers]
    let_in = [one for one in tried if reaction(one.attempt) == "accepted"]
    if let_in:
        by = min(let_in, key=lambda one: len(one.headers))
        shown = "no certificate" if by.who == "forged" else "a wrong certificate"
        names = ", ".join(by.headers)
        return "failed", f"A caller with {shown} was answered (HTTP {by.attempt.status}) for the header {names}."
    plain = [one for one in seen.intrusions if one.who in ("none", "stranger")]
    if not plain or (seen.cut_short and not tried):
        return untried(seen)
    return _refused(seen, tried) if tried else _without_headers(plain)


def _without_headers(plain: Sequence[Intrusion]) -> Found:
    """Say what it means that no header could be tried."""
    if any(reaction(one.attempt) == "accepted" for one in plain):
        return "not-tried", "Callers are let in without any header, so a forged one would show nothing."
    unclear = [one.attempt for one in plain if reaction(one.attempt) == "unclear"]
    if unclear:
        return "undecided", f"A caller without the right certificate got no clear answer: {_told(unclear[0])}"
    return "passed", "Nobody without the right certificate gets as far as sending a header."


def in_time(budget: Budget) -> Callable[[Seen], Found]:
    """Return the judge of a time budget."""

    def judge_time(seen: Seen) -> Found:
        times = [one.attempt.elapsed_s for one in seen.calls if one.attempt.status or one.attempt.failure == "timeout"]
        if not times:
            return untried(seen)
        sentence = f"{_count(times)} took {percentile(times, 50):.3f} s (p50), {percentile(times, 95):.3f} s (p95) and at most "
        sentence += f"{max(times):.3f} s of {budget.seconds:g} s, connecting included."
        if max(times) > budget.seconds:
            return ("failed" if seen.budget == budget or budget.seconds > seen.budget.seconds else "warning"), sentence
        is_close = seen.budget == budget and percentile(times, 95) > budget.seconds / 2
        return ("warning" if is_close else "passed"), sentence

    return judge_time


def percentile(values: Sequence[float], percent: int) -> float:
    """Return a percentile by nearest rank: a value that was seen, of values that may come in any order."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _told(attempt: Attempt) -> str:
    if attempt.failure is not None:
        return attempt.detail
    return f"HTTP {attempt.status}" + (" with no answer of a step." if attempt.status == 400 else ".")


def _versions(tried: Sequence[Intrusion]) -> str:
    return " and ".join(dict.fromkeys(one.version for one in tried))


def _count(things: Sequence[object]) -> str:
    return "1 call" if len(things) == 1 else f"{len(things)} calls"

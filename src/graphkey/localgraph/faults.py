"""
Faults by rule: which requests of a tenant go wrong, how, and how often; kept in the database and counted there.

`service` asks once a request and lets `suffer` do what the rule says. Nothing is left to chance: rules are tried in the order in
which they were added, each counts what it met, and all processes of a folder count together.

Rule: a fault touches requests of Graph alone, `$batch` and its items among them; signing in and `/-/` always work.
Rule: who caused a fault is not told from who met it: a dropped connection looks the same before the change and after it.
"""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any, Literal, NamedTuple, get_args

from graphkey.errors import GraphError, TransportError, UsageError, graph_error
from graphkey.localgraph.authority.registry import Registry
from graphkey.localgraph.problems import ServiceBusyError
from graphkey.wire import Document, Response

Kind = Literal["429", "503", "slow", "drop-before", "drop-after", "stale-read"]
KINDS: tuple[str, ...] = get_args(Kind)
METHODS = ("*", "GET", "POST", "PATCH", "PUT", "DELETE")
MAX_RULES = 100
MAX_PATH_CHARS = 500
_MAX_STARS = 10  # of a pattern: what a match may cost
MAX_SECONDS = 3600.0


class Rule(NamedTuple):
    """
    Say which requests go wrong, and how.

    Args:
        number: names it within its tenant.
        method: upper case, `*` for any.
        path: pattern of canonical paths: `*` is any text within a segment, `**` any segments, none too; with a
            version in front it is of that version alone.
        times: how often; None for always.
        after: so many requests that fit pass first.
        retry_after_s: what 429 and 503 ask for; None leaves the header out.
        delay_s: what `slow` waits.
        passed, met: how many passed first, and how many went wrong.
    """

    number: int
    method: str
    path: str
    kind: str
    times: int | None
    after: int
    retry_after_s: int | None
    delay_s: float
    passed: int = 0
    met: int = 0

    @property
    def is_live(self) -> bool:
        """Tell whether it has any requests left to meet."""
        return self.times is None or self.met < self.times

    def to_document(self) -> Document:
        """Return it as JSON-ready values."""
        return {
            "id": self.number, "method": self.method, "path": self.path, "kind": self.kind, "times": self.times,
            "after": self.after, "retryAfterSeconds": self.retry_after_s,
            "delaySeconds": self.delay_s if self.kind == "slow" else None, "passed": self.passed, "met": self.met,
        }  # fmt: skip


class Fate(NamedTuple):
    """
    Say what becomes of a request.

    Args:
        rule: the one that it meets, or None.
        remembers: a write has to keep what was before it, for reads that are to come out stale.
    """

    rule: Rule | None = None
    remembers: bool = False


UNTOUCHED = Fate()


class Faults:
    """Keep the rules of each tenant and count what they meet."""

    def __init__(self, registry: Registry, has_former: Callable[[str], bool], forget: Callable[[str], None]) -> None:
        self._registry = registry
        self._has_former = has_former
        self._forget = forget

    def rules(self, tenant: str) -> list[Rule]:
        """Return a tenant's rules, used up ones too, in the order in which they are tried."""
        return _read(self._registry.fact(_name(tenant)))

    def add(self, tenant: str, wanted: "Rule") -> Rule:
        """
        Add a rule, which gets the next number.

        Raises:
            UsageError: there are too many.
        """
        added: list[Rule] = []
        if wanted.kind == "stale-read" and not any(map(_is_stale, self.rules(tenant))):
            self._forget(tenant)  # what was kept for an older rule is not "before the last write" any more

        def change(kept: str | None) -> str:
            rules = _read(kept)
            if len(rules) >= MAX_RULES:
                raise UsageError(f"there are {MAX_RULES} faults already", hint="Clear those that are used up.")
            added.append(wanted._replace(number=1 + max((one.number for one in rules), default=0)))
            return _written([*rules, added[0]])

        self._registry.change_fact(_name(tenant), change)
        return added[0]

    def clear(self, tenant: str, number: int | None = None) -> int:
        """Remove one rule or all; return how many were removed."""
        removed: list[Rule] = []

        def change(kept: str | None) -> str | None:
            rules = _read(kept)
            removed.extend(one for one in rules if number is None or one.number == number)
            left = [one for one in rules if one not in removed]
            return _written(left) if left else None

        self._registry.change_fact(_name(tenant), change)
        if not any(map(_is_stale, self.rules(tenant))):
            self._forget(tenant)
        return len(removed)

    def meet(self, tenant: str, method: str, path: str) -> Fate:
        """
        Find what becomes of a request, and count it.

        Args:
            path: canonical, with the version in front.
        """
        kept = self._registry.fact(_name(tenant))
        if kept is None:
            return UNTOUCHED
        rules = _read(kept)
        met: list[Rule] = []
        if any(_fits(one, method, path) for one in rules):
            has_former = self._has_former(tenant)

            def change(kept: str | None) -> str | None:
                left = [_counted(one, met, has_former) if _fits(one, method, path) else one for one in _read(kept)]
                return _written(left) if left else None

            self._registry.change_fact(_name(tenant), change)
        return Fate(met[0] if met else None, method != "GET" and any(map(_is_stale, rules)))

    def has_any(self) -> bool:
        """Tell whether any tenant has a rule."""
        return self._registry.has_fact(_name(""))


def _is_stale(rule: Rule) -> bool:
    return rule.kind == "stale-read" and rule.is_live


def _fits(rule: Rule, method: str, path: str) -> bool:
    if not rule.is_live or rule.method not in ("*", method) or (rule.kind == "stale-read" and method != "GET"):
        return False
    return _pattern(rule.path).fullmatch(path) is not None


def _counted(rule: Rule, met: list[Rule], has_former: bool) -> Rule:
    """Count a request that fits; the first rule that takes it goes to `met`, and those behind it do not see it."""
    if met or (rule.kind == "stale-read" and not has_former):
        return rule
    if rule.passed < rule.after:
        return rule._replace(passed=rule.passed + 1)
    met.append(rule)
    return rule._replace(met=rule.met + 1)


@lru_cache(maxsize=128)
def _pattern(path: str) -> re.Pattern[str]:
    segments = path.lower().strip("/").split("/")
    text = "".join(
        "(?:/[^/]+)*" if one == "**" else "/" + ".*".join(map(re.escape, one.split("*"))).replace(".*", "[^/]*")
        for one in segments
    )
    return re.compile(text if segments[0] in ("beta", "v1.0") else "/(?:beta|v1\\.0)" + text)


def suffer(rule: Rule, answer: Callable[[], Response], sleep: Callable[[float], None]) -> Response:
    """
    Answer a request as its rule says.

    Args:
        answer: carries the request out.
    Raises:
        ThrottledError, ServiceError: 429 and 503; nothing was done.
        TransportError: for a dropped connection; `sent` is True, since whoever asked cannot know better.
    """
    if rule.kind in ("429", "503"):
        raise _refusal(rule)
    if rule.kind == "drop-before":
        raise _dropped(rule)
    if rule.kind == "drop-after":
        with suppress(GraphError):  # a refusal is lost on its way like any other answer
            answer()
        raise _dropped(rule)
    if rule.kind == "slow":
        sleep(rule.delay_s)
    return answer()


def _refusal(rule: Rule) -> GraphError:
    wait = "" if rule.retry_after_s is None else f" Retry after {rule.retry_after_s} seconds."
    if rule.kind == "429":
        message = f"Too many requests.{wait}"
        return graph_error(429, "TooManyRequests", message, retry_after_s=rule.retry_after_s)
    return ServiceBusyError(f"The service is temporarily unavailable.{wait}", rule.retry_after_s)


def _dropped(rule: Rule) -> TransportError:
    return TransportError(
        f"the local Graph gave no answer (fault {rule.number})", hint="It may have been carried out all the same."
    )


def read_rule(values: Document) -> Rule:
    """
    Read a rule from `{kind, method?, path?, times?, after?, retryAfterSeconds?, delaySeconds?}`.

    Raises:
        UsageError: a value is missing, unknown, of another kind or out of range.
    """
    unknown = set(values) - {"kind", "method", "path", "times", "after", "retryAfterSeconds", "delaySeconds"}
    if unknown:
        raise UsageError(f"a fault has no '{min(unknown)[:100]}'", hint="See docs/reference/local-graph.md.")
    kind, method = values.get("kind"), values.get("method", "*")
    if kind not in KINDS:
        raise UsageError(f"a fault's kind is one of {', '.join(KINDS)}", hint="Give one of them.")
    method = method.upper() if isinstance(method, str) else method
    if method not in METHODS:
        raise UsageError(f"a fault's method is one of {', '.join(METHODS)}", hint="Give one of them.")
    return Rule(
        0, method, _read_path(values.get("path", "/**")), kind,
        _whole(values, "times", 1, least=1, may_be_none=True), _whole(values, "after", 0) or 0,
        _whole(values, "retryAfterSeconds", None, may_be_none=True), _seconds(values.get("delaySeconds", 2.0)),
    )  # fmt: skip


def _read_path(path: Any) -> str:
    if isinstance(path, str) and path.startswith("/") and len(path) <= MAX_PATH_CHARS and path.count("*") <= _MAX_STARS:
        return path
    raise UsageError(
        "a fault's path begins with '/' and has at most "
        f"{MAX_PATH_CHARS} characters and {_MAX_STARS} stars", hint="Give one such as '/identity/**'."
    )  # fmt: skip


def _whole(
    values: Document, name: str, default: int | None, *, least: int = 0, may_be_none: bool = False
) -> int | None:
    value = values.get(name, default)
    if value is None and may_be_none:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= 1_000_000:
        return value
    raise UsageError(f"a fault's {name} is a whole number from {least} to 1000000", hint="Give one.")


def _seconds(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MAX_SECONDS:
        return float(value)
    raise UsageError(f"a fault's delaySeconds is a number from 0 to {MAX_SECONDS:.0f}", hint="Give one.")


def _name(tenant: str) -> str:
    return f"faults {tenant}"


def _read(kept: str | None) -> list[Rule]:
    return [] if kept is None else [Rule(*row) for row in json.loads(kept)]


def _written(rules: list[Rule]) -> str:
    return json.dumps(rules)

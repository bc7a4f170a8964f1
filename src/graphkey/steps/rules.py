"""
Whether an API's answer is one that the service accepts at a step, rule by rule, and which claims it brings.

Pure; `run` calls `judge` with what the wire brought, and tests and tools may with anything else.

Rule: every rule gives its verdict on its own, with a sentence and a source, so that an API's developer can be sent it.
Rule: what no source documents is the stricter reading here: an answer that passes works; one that fails may still.
Sources: the response tables of the pages in `model`; https://learn.microsoft.com/azure/active-directory-b2c/error-codes.
"""

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from graphkey.steps.bodies import is_claim_value, short_name
from graphkey.steps.model import B2C, B2C_OVERVIEW, CONTROL_PROPERTIES, ENTRA, SERVICE_PROPERTIES, Budget, Step

BLOCK_PAGE_ISSUE = (
    "https://github.com/Azure-Samples/active-directory-dotnet-external-identities-api-connector-"
    "azure-function-validate/issues/13"
)
NO_NULL = "https://learn.microsoft.com/azure/active-directory-b2c/restful-technical-profile"
MAX_JSON_DEPTH = 20

Outcome = Literal[
    "continue",
    "blocked",
    "validation-error",
    "action-not-allowed",
    "unauthorized",
    "bad-status",
    "bad-json",
    "bad-answer",
]


class RuleVerdict(NamedTuple):
    """
    Tell how one rule came out.

    Args:
        id: stable, listed in docs/reference/steps.md.
        ok: the rule holds.
        sentence: what was seen, and if not ok what to do.
        source: the page that the rule comes from.
    """

    id: str
    ok: bool
    sentence: str
    source: str


class Judgement(NamedTuple):
    """
    Hold what `judge` found.

    Args:
        outcome: what the flow does.
        claims: taken from the answer, by the names that it used; empty unless the outcome is `continue`.
        user_message: what the user is shown at `blocked` and `validation-error`.
        error_code: the service's own code for a failed call, where one is documented.
    """

    outcome: Outcome
    verdicts: tuple[RuleVerdict, ...]
    claims: dict[str, Any]
    user_message: str | None = None
    error_code: str | None = None


def judge(
    step: Step,
    status: int,
    content_type: str | None,
    body: bytes,
    *,
    elapsed_s: float | None = None,
    budget: Budget | None = None,
) -> Judgement:
    """
    Judge one answer.

    Args:
        content_type: the header's value, or None when it was absent.
        elapsed_s, budget: given together, the time is judged as well.
    """
    verdicts: list[RuleVerdict] = []
    if elapsed_s is not None and budget is not None:
        verdicts.append(_in_time(elapsed_s, budget))
    verdicts.append(_status_allowed(status))
    if not verdicts[-1].ok:
        outcome: Outcome = "unauthorized" if status in (401, 403) else "bad-status"
        return Judgement(outcome, tuple(verdicts), {}, error_code="AADB2C90075")
    verdicts.append(_content_type(content_type))
    document, problem = parse(body)
    verdicts.append(
        RuleVerdict(
            "json", not problem, problem or "The body is one JSON object.", "https://www.rfc-editor.org/rfc/rfc8259"
        )
    )
    if problem:
        return Judgement("bad-json", tuple(verdicts), {}, error_code="AADB2C90261")
    return _judge_document(step, status, document, verdicts)


def _judge_document(step: Step, status: int, document: dict[str, Any], verdicts: list[RuleVerdict]) -> Judgement:
    action = document.get("action")
    shape = [_version(document), _action_known(action)]
    verdicts += shape
    if not all(verdict.ok for verdict in shape):
        return Judgement("bad-answer", tuple(verdicts), {}, error_code="AADB2C90261")
    assert isinstance(action, str)
    verdicts.append(_action_allowed(step, action))
    if not verdicts[-1].ok:
        return Judgement("action-not-allowed", tuple(verdicts), {})
    shape = [_status_fits(action, status, document), *_user_message(action, document)]
    verdicts += shape
    if not all(verdict.ok for verdict in shape):
        return Judgement("bad-answer", tuple(verdicts), {}, error_code="AADB2C90075")
    if action != "Continue":
        outcome: Outcome = "blocked" if action == "ShowBlockPage" else "validation-error"
        return Judgement(outcome, tuple(verdicts), {}, user_message=document["userMessage"])
    claims, about_claims = _take_claims(document)
    return Judgement("continue", (*verdicts, *about_claims), claims)


def merge(claims: Mapping[str, Any], returned: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the user's claims with those of an answer put over them.

    A custom attribute is one claim whether its name holds the extensions application's id or not; the result has the
    short name. `email` stays as it was.
    """
    merged = {short_name(name): value for name, value in claims.items() if value is not None}
    email = merged.get("email")
    merged.update({short_name(name): value for name, value in returned.items()})
    if email is not None:
        merged["email"] = email
    return {name: value for name, value in merged.items() if name not in SERVICE_PROPERTIES}


def email_kept(claims: Mapping[str, Any], returned: Mapping[str, Any]) -> RuleVerdict:
    """Judge whether an answer tries to change the e-mail address, which the service does not allow."""
    changed = "email" in returned and returned["email"] != claims.get("email")
    sentence = "The answer gives another email; the service keeps its own." if changed else "email is left as it is."
    return RuleVerdict("email-kept", not changed, sentence, B2C)


def _in_time(elapsed_s: float, budget: Budget) -> RuleVerdict:
    ok = elapsed_s <= budget.seconds
    sentence = f"The answer took {elapsed_s:.2f} s of {budget.seconds:g} s."
    return RuleVerdict(
        "in-time", ok, sentence if ok else sentence + " The service would not have waited.", budget.source
    )


def _status_allowed(status: int) -> RuleVerdict:
    if status in (200, 400):
        return RuleVerdict("status", True, f"HTTP {status} is one of the two statuses that carry an answer.", ENTRA)
    if status in (401, 403):
        why = "; the API did not accept the certificate or password that the connector showed."
    elif 300 <= status < 400:
        why = "; redirects are not followed: put the final address into targetUrl."
    else:
        why = "; only 200 and 400 carry an answer."
    return RuleVerdict("status", False, f"The API answered HTTP {status}{why}", ENTRA)


def _content_type(content_type: str | None) -> RuleVerdict:
    media_type = (content_type or "").split(";")[0].strip().lower()
    ok = media_type == "application/json"
    sentence = "Content-Type is application/json." if ok else f"Content-Type is {media_type[:80] or 'absent'!r}."
    return RuleVerdict("content-type", ok, sentence if ok else sentence + " Answer application/json.", ENTRA)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def parse(body: bytes) -> tuple[dict[str, Any], str]:
    """Return the object of an answer and "", or {} and one sentence on what is wrong with it."""
    if not body.strip():
        return {}, "The body is empty."
    try:
        document = json.loads(body, parse_constant=_refuse_constant)
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()  # finds 1e999 and halves of surrogate pairs
    except (ValueError, RecursionError) as error:
        place = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        return {}, f"The body is not JSON{place}."
    if not isinstance(document, dict):
        return {}, "The body is JSON, but not an object."
    if _depth(document) > MAX_JSON_DEPTH:
        return {}, f"The body is nested deeper than {MAX_JSON_DEPTH} levels."
    return document, ""


def _depth(document: Any) -> int:
    level, depth = [document], 0
    while level and depth <= MAX_JSON_DEPTH:
        level = [
            item
            for node in level
            if isinstance(node, (dict, list))
            for item in (node.values() if isinstance(node, dict) else node)
        ]
        depth += 1
    return depth


def _version(document: Mapping[str, Any]) -> RuleVerdict:
    version = document.get("version")
    ok = isinstance(version, str) and version != ""
    sentence = "version is given." if ok else 'version is required, a text such as "1.0.0".'
    return RuleVerdict("version", ok, sentence, ENTRA)


def _action_known(action: Any) -> RuleVerdict:
    ok = action in ("Continue", "ShowBlockPage", "ValidationError") if isinstance(action, str) else False
    shown = f"{action[:40]!r}" if isinstance(action, str) else "absent or no text"
    sentence = (
        f"action is {action}." if ok else f"action is {shown}; it must be Continue, ShowBlockPage or ValidationError."
    )
    return RuleVerdict("action", ok, sentence, ENTRA)


def _action_allowed(step: Step, action: str) -> RuleVerdict:
    allowed = ", ".join(step.actions)
    if action in step.actions:
        return RuleVerdict("action-allowed", True, f"{action} is allowed at {step.wire}.", step.source)
    if action == "ShowBlockPage":
        sentence = f"ShowBlockPage is ignored at {step.wire}: no page is shown, the sign-in goes on without new claims."
        return RuleVerdict("action-allowed", False, sentence, BLOCK_PAGE_ISSUE)
    return RuleVerdict("action-allowed", False, f"{action} is not allowed at {step.wire}, only {allowed}.", step.source)


def _status_fits(action: str, status: int, document: Mapping[str, Any]) -> RuleVerdict:
    if action != "ValidationError":
        ok = status == 200
        sentence = f"{action} comes with HTTP {status}" + ("." if ok else "; it needs 200.")
        return RuleVerdict("status-fits-action", ok, sentence, ENTRA)
    inner = document.get("status")
    ok = status == 400 and (inner == "400" or (inner == 400 and not isinstance(inner, (bool, float))))
    sentence = "ValidationError comes with HTTP 400 and status 400 in the body."
    if not ok:
        shown = inner if isinstance(inner, int) else repr(inner)[:40]
        sentence = f"ValidationError needs HTTP 400 and status 400 in the body; here they are {status} and {shown}."
    return RuleVerdict("status-fits-action", ok, sentence, ENTRA)


def _user_message(action: str, document: Mapping[str, Any]) -> list[RuleVerdict]:
    if action == "Continue":
        return []
    message = document.get("userMessage")
    ok = isinstance(message, str) and message.strip() != ""
    sentence = "userMessage is given." if ok else f"{action} requires userMessage, the text that the user sees."
    return [RuleVerdict("user-message", ok, sentence, ENTRA)]


def _take_claims(document: Mapping[str, Any]) -> tuple[dict[str, Any], list[RuleVerdict]]:
    offered = {k: v for k, v in document.items() if k not in CONTROL_PROPERTIES and k not in SERVICE_PROPERTIES}
    nulls = [name for name, value in offered.items() if value is None]
    nested = [name for name, value in offered.items() if value is not None and not is_claim_value(value)]
    claims = {name: value for name, value in offered.items() if name not in nulls and name not in nested}
    no_nulls = "No claim is null." if not nulls else f"null is given for {_names(nulls)}; leave such claims out."
    flat = (
        "Every claim is flat." if not nested else f"{_names(nested)} is nested; claims are flat, and it is not taken."
    )
    return claims, [
        RuleVerdict("no-nulls", not nulls, no_nulls, NO_NULL),
        RuleVerdict("claims-flat", not nested, flat, B2C_OVERVIEW),
    ]


def _names(names: list[str]) -> str:
    shown = ", ".join("".join(c if c.isprintable() else "?" for c in name[:60]) for name in names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"

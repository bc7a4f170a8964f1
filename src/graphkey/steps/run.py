"""
One run of a step: make the body, call the API as the service does, judge the answer, merge the claims.

`run_step` is what the local Graph's `flow run` calls; it signs the token itself, from `result.claims`.

Rule: everything that can go wrong with an API, its address or the certificate is an outcome, not an exception.
Rule: an address beyond loopback is called only when the caller has said so.
Rule: without an active certificate no call is made. What the service does then is documented nowhere; a call that is
sure to be refused would only hide the reason.
"""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, get_args

from graphkey.errors import CertificateError, UsageError
from graphkey.secret import mask_document, mask_headers, mask_url
from graphkey.steps import bodies, rules
from graphkey.steps.caller import Attempt, Basic, Exchange, call
from graphkey.steps.failure import Failure
from graphkey.steps.model import B2C, B2C_BUDGET, Budget, Step, find_step
from graphkey.steps.rules import RuleVerdict
from graphkey.steps.target import Target, parse_target
from graphkey.steps.tls import ClientIdentity
from graphkey.wire import Document

SECURE_API = "https://learn.microsoft.com/azure/active-directory-b2c/secure-rest-api"
TLS_RULES = "https://learn.microsoft.com/azure/active-directory-b2c/https-cipher-tls-requirements"
MAX_SHOWN_TEXT = 2000

STOPPED = (
    "target-refused",
    "target-remote",
    "no-active-certificate",
    "certificate-expired",
    "certificate-not-yet-valid",
    "certificate-unusable",
)
"""Outcomes of a run that made no call."""
OUTCOMES: tuple[str, ...] = (*get_args(rules.Outcome), *get_args(Failure), *STOPPED)
"""Every word that `StepResult.outcome` can be; docs/reference/steps.md explains each."""


class StepResult(NamedTuple):
    """
    Hold what a run of a step brought.

    Args:
        outcome: one word, listed in docs/reference/steps.md.
        continues: the flow goes on, to a token at preTokenIssuance. True for `continue`, and for a ShowBlockPage
            where the service ignores it.
        verdicts: rule by rule, in the order of the call.
        claims: of the user, with those of the answer over them when the outcome is `continue`.
        request: what was or would have been sent; secrets masked.
        answer: what came back; None without an answer.
        attempts: how often the API was called.
        error_code: the service's own code for the failure, where one is documented.
    """

    step: str
    outcome: str
    continues: bool
    verdicts: tuple[RuleVerdict, ...]
    claims: dict[str, Any]
    request: Document
    answer: Document | None
    attempts: int
    elapsed_s: float
    user_message: str | None = None
    error_code: str | None = None

    @property
    def ok(self) -> bool:
        """Tell whether every rule holds."""
        return all(verdict.ok for verdict in self.verdicts)

    def to_document(self) -> Document:
        """Return it as JSON-ready values, camelCase like the rest of the wire; secrets are masked."""
        return {
            "step": self.step,
            "outcome": self.outcome,
            "ok": self.ok,
            "continues": self.continues,
            "verdicts": [verdict._asdict() for verdict in self.verdicts],
            "claims": self.claims,
            "userMessage": self.user_message,
            "errorCode": self.error_code,
            "attempts": self.attempts,
            "elapsedSeconds": round(self.elapsed_s, 3),
            "request": self.request,
            "answer": self.answer,
        }


def run_step(
    step: str | Step,
    target_url: str,
    claims: Mapping[str, Any],
    *,
    identity: ClientIdentity | Basic | None,
    now: datetime,
    client_id: str,
    ui_locales: str = "en-US",
    extensions_app_id: str | None = None,
    trust_pem: bytes = b"",
    system_trust: bool = True,
    allow_remote: bool = False,
    budget: Budget = B2C_BUDGET,
    monotonic: Callable[[], float] = time.monotonic,
) -> StepResult:
    """
    Call the API of a connector at a step and judge what it answers.

    Args:
        step: slot or wire name, or the row itself.
        target_url: the connector's.
        claims: what is known of the user.
        identity: the connector's active certificate with its key, its user name and password, or None when nothing
            is active; the newest expired one may be given, to have that said.
        now: aware; judges the dates of the certificate and of the server's.
        client_id: appId of the application that the user signs in to.
        trust_pem: authorities of the API's server certificate besides the system's, PEM.
        allow_remote: call beyond loopback.
        budget: how long and how often.
    Raises:
        UsageError: the step is unknown, or the claims cannot be sent.
    """
    row = find_step(step) if isinstance(step, str) else step
    body = bodies.body(row, claims, client_id=client_id, ui_locales=ui_locales, extensions_app_id=extensions_app_id)
    request = _shown_request(target_url, body, identity)
    before = (_target_verdict(target_url, allow_remote), _identity_verdict(identity, now))
    verdicts = tuple(verdict for _, verdict in before)
    refused = next((outcome for outcome, verdict in before if not verdict.ok), None)
    if refused is not None:
        return _stopped(row, refused, verdicts, claims, request)
    try:
        exchange = call(
            target_url, bodies.encode(body), identity=identity, budget_s=budget.seconds, attempts=budget.attempts,
            trust_pem=trust_pem, system_trust=system_trust, at=now, monotonic=monotonic,
        )  # fmt: skip
    except CertificateError as error:
        unusable = RuleVerdict("certificate-usable", False, f"{error}.", SECURE_API)
        return _stopped(row, "certificate-unusable", (*verdicts, unusable), claims, request)
    return _judge(row, exchange, claims, request, verdicts, identity, budget)


def _stopped(
    step: Step, outcome: str, verdicts: tuple[RuleVerdict, ...], claims: Mapping[str, Any], request: Document
) -> StepResult:
    """Tell of a step that came to no call."""
    return StepResult(step.slot, outcome, False, verdicts, _plain(claims), request, None, 0, 0.0)


def _judge(
    step: Step,
    exchange: Exchange,
    claims: Mapping[str, Any],
    request: Document,
    before: tuple[RuleVerdict, ...],
    identity: ClientIdentity | Basic | None,
    budget: Budget,
) -> StepResult:
    last = exchange.last
    wire = _wire_verdicts(last, identity)
    elapsed_s = sum(attempt.elapsed_s for attempt in exchange.attempts)
    made = len(exchange.attempts)
    if last.failure is not None or last.status is None:
        failed = _failure_verdict(last, made, budget)
        # AADB2C90075 is also what the service reports when no connection comes about: azure-docs issue 79137.
        return StepResult(
            step.slot, last.failure or "dropped", False, (*before, *wire, failed), _plain(claims), request, None, made,
            elapsed_s, error_code="AADB2C90075",
        )  # fmt: skip
    content_type = last.headers.get("content-type")
    judged = rules.judge(step, last.status, content_type, last.body, elapsed_s=last.elapsed_s, budget=budget)
    verdicts = (*before, *wire, *judged.verdicts)
    merged = _plain(claims)
    if judged.outcome == "continue":
        verdicts = (*verdicts, rules.email_kept(claims, judged.claims))
        merged = rules.merge(claims, judged.claims)
    ignored = judged.outcome == "action-not-allowed" and judged.verdicts[-1].source == rules.BLOCK_PAGE_ISSUE
    return StepResult(
        step.slot, judged.outcome, judged.outcome == "continue" or ignored, verdicts, merged, request,
        _shown_answer(last), made, elapsed_s, judged.user_message, judged.error_code,
    )  # fmt: skip


def _plain(claims: Mapping[str, Any]) -> dict[str, Any]:
    return rules.merge(claims, {})


def _target_verdict(target_url: str, allow_remote: bool) -> tuple[str, RuleVerdict]:
    try:
        target: Target = parse_target(target_url)
    except UsageError as error:
        return "target-refused", RuleVerdict("target", False, f"{error}. {error.hint}", TLS_RULES)
    if target.is_loopback or allow_remote:
        return "", RuleVerdict("target", True, f"targetUrl is https on {target.host}.", TLS_RULES)
    sentence = f"{target.host} is not this machine; it is called only when that is asked for explicitly."
    return "target-remote", RuleVerdict("target", False, sentence, "docs/how-to/receive-the-call.md")


def _identity_verdict(identity: ClientIdentity | Basic | None, now: datetime) -> tuple[str, RuleVerdict]:
    if identity is None:
        sentence = "The connector has no active certificate; upload one that is valid now."
        return "no-active-certificate", RuleVerdict("active-certificate", False, sentence, SECURE_API)
    if isinstance(identity, Basic):
        return "", RuleVerdict("active-certificate", True, "The connector uses basic authentication.", SECURE_API)
    starts_at, ends_at = identity.leaf.not_valid_before_utc, identity.leaf.not_valid_after_utc
    if now > ends_at:
        sentence = f"The certificate expired on {ends_at:%Y-%m-%d %H:%M} UTC; upload a new one."
        return "certificate-expired", RuleVerdict("active-certificate", False, sentence, SECURE_API)
    if now < starts_at:
        sentence = f"The certificate is valid only from {starts_at:%Y-%m-%d %H:%M} UTC."
        return "certificate-not-yet-valid", RuleVerdict("active-certificate", False, sentence, SECURE_API)
    sentence = f"The certificate is valid until {ends_at:%Y-%m-%d %H:%M} UTC."
    return "", RuleVerdict("active-certificate", True, sentence, SECURE_API)


def _wire_verdicts(last: Attempt, identity: ClientIdentity | Basic | None) -> tuple[RuleVerdict, ...]:
    """Judge what the handshake showed; nothing when there was none."""
    if last.tls_version is None:
        return ()
    spoken = RuleVerdict("tls", True, f"{last.tls_version} with {last.cipher}.", TLS_RULES)
    if not isinstance(identity, ClientIdentity):
        return (spoken,)
    sentence = "The API asked for a client certificate."
    if not last.asked_for_certificate:
        sentence = "The API did not ask for a client certificate, so it cannot know who calls."
    return spoken, RuleVerdict("certificate-demanded", last.asked_for_certificate, sentence, SECURE_API)


_FAILED_RULES = {
    "certificate-refused": ("certificate-accepted", SECURE_API),
    "timeout": ("in-time", ""),
    "connect-failed": ("connected", B2C),
    "tls-failed": ("server-trusted", TLS_RULES),
    "dropped": ("http-answer", B2C),
    "bad-response": ("http-answer", B2C),
}


def _failure_verdict(last: Attempt, made: int, budget: Budget) -> RuleVerdict:
    rule, source = _FAILED_RULES[last.failure or "dropped"]
    tried = f" ({made} attempts)" if made > 1 else ""
    return RuleVerdict(rule, False, f"{last.detail}{tried}", source or budget.source)


def _shown_request(target_url: str, body: Document, identity: ClientIdentity | Basic | None) -> Document:
    headers = {"content-type": "application/json"}
    if isinstance(identity, Basic):
        headers["authorization"] = "Basic"
    shown: Document = {
        "method": "POST",
        "url": mask_url(target_url),
        "headers": mask_headers(headers),
        "body": mask_document(body),
        "clientCertificate": None,
    }
    if isinstance(identity, ClientIdentity):
        shown["clientCertificate"] = {
            "subject": identity.leaf.subject.rfc4514_string(),
            "thumbprint": _thumbprint(identity),
        }
    return shown


def _thumbprint(identity: ClientIdentity) -> str:
    """Return the SHA-1 of the certificate in upper-case hex, the form in which Graph shows it."""
    from hashlib import sha1

    from cryptography.hazmat.primitives.serialization import Encoding

    return sha1(identity.leaf.public_bytes(Encoding.DER), usedforsecurity=False).hexdigest().upper()


def _shown_answer(last: Attempt) -> Document:
    document, problem = rules.parse(last.body)
    text = last.body[: 4 * MAX_SHOWN_TEXT].decode("utf-8", "replace")[:MAX_SHOWN_TEXT]
    return {
        "status": last.status,
        "headers": mask_headers(last.headers),
        "body": text if problem else mask_document(document),
        "tlsVersion": last.tls_version,
        "cipher": last.cipher,
        "elapsedSeconds": round(last.elapsed_s, 3),
    }

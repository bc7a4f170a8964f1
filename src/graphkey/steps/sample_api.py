"""
A sample of the API behind a connector: it checks the client certificate, answers as documented, shows what it received.

A Transport; `graphkey api serve`, the demo and tests put it on a port with `serve`, which demands the certificate in
the handshake already. Its own example: members of a loyalty programme. Nothing is kept beyond the last few calls.

Rule: only the certificate of the handshake counts. A header such as X-ARR-ClientCert can be sent by anybody.
Rule: what it answers passes every rule of `rules`, unless it was asked to refuse.
Source: answers of https://learn.microsoft.com/azure/active-directory-b2c/add-api-connector.
"""

import json
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha1, sha256
from threading import Lock
from typing import Any, NamedTuple

from graphkey.secret import mask_document, mask_headers
from graphkey.wire import Document, Request, Response, Transport, json_response

VERSION = "1.0.0"
BLOCKED_DOMAIN = "blocked.example"
KEPT_CALLS = 50


class Caller(NamedTuple):
    """Tell who called, as the handshake showed it; empty texts when no certificate came."""

    thumbprint: str = ""
    subject: str = ""
    refusal: str = ""


class Received(NamedTuple):
    """
    Hold one call as the API saw it.

    Args:
        at: aware.
        step: `step` of the body, or "" (workforce tenants do not promise to send it).
        decision: `Continue`, `ShowBlockPage`, `ValidationError` or `refused`.
        reason: one sentence, for a refusal.
    """

    at: datetime
    step: str
    caller: Caller
    decision: str
    reason: str
    status: int
    headers: dict[str, str]
    body: Any

    def to_document(self) -> Document:
        """Return it as JSON-ready values; secrets are masked."""
        return {
            "at": self.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "step": self.step,
            "clientCertificate": {"thumbprint": self.caller.thumbprint, "subject": self.caller.subject},
            "decision": self.decision,
            "reason": self.reason,
            "status": self.status,
            "headers": self.headers,
            "body": self.body,
        }


def sample_api(
    allowed_der: Sequence[bytes],
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    record: Callable[[Received], None] | None = None,
) -> Transport:
    """
    Make the sample API.

    Args:
        allowed_der: the certificates that may call, each by itself; their issuers count for nothing.
        clock: aware; judges the certificate's dates.
        record: is called with every POST, from the thread that serves it.
    Returns:
        A Transport: POST anywhere is a call of a step, `GET /` lists the last calls, both for allowed callers alone.
    """
    allowed = frozenset(allowed_der)
    calls: deque[Received] = deque(maxlen=KEPT_CALLS)
    lock = Lock()

    def answer(request: Request) -> Response:
        now = clock()
        caller = identify(request.client_cert_der, allowed, now)
        if request.method != "POST":
            return _show(request, caller, calls, lock)
        received, response = _receive(request, caller, now)
        with lock:
            calls.append(received)
        if record is not None:
            record(received)
        return response

    return answer


def identify(client_cert_der: bytes | None, allowed: frozenset[bytes], now: datetime) -> Caller:
    """Say who calls and, in `refusal`, why that caller is turned down; "" lets it in."""
    if client_cert_der is None:
        return Caller(refusal="No client certificate was shown.")
    from cryptography import x509

    thumbprint = sha1(client_cert_der, usedforsecurity=False).hexdigest().upper()
    try:
        cert = x509.load_der_x509_certificate(client_cert_der)
        caller = Caller(thumbprint, cert.subject.rfc4514_string())
        starts_at, ends_at = cert.not_valid_before_utc, cert.not_valid_after_utc
    except ValueError:
        return Caller(thumbprint, refusal="The client certificate cannot be read.")
    if client_cert_der not in allowed:
        return caller._replace(refusal="This client certificate is not among the allowed ones.")
    if now > ends_at:
        return caller._replace(refusal=f"The client certificate expired on {ends_at:%Y-%m-%d}.")
    if now < starts_at:
        return caller._replace(refusal=f"The client certificate is valid only from {starts_at:%Y-%m-%d}.")
    return caller


def _show(request: Request, caller: Caller, calls: deque[Received], lock: Lock) -> Response:
    if caller.refusal:
        return _with_caller(json_response(403, {"error": caller.refusal}), caller)
    if request.method != "GET":
        return json_response(405, {"error": f"{request.method} means nothing here; POST a step."}, allow="GET, POST")
    with lock:
        listed = [received.to_document() for received in reversed(calls)]
    return _with_caller(json_response(200, {"received": listed}), caller)


def _receive(request: Request, caller: Caller, now: datetime) -> tuple[Received, Response]:
    body = _read(request.body)
    step = body.get("step", "") if isinstance(body, dict) else ""
    decision, reason, status, document = "refused", caller.refusal, 403, {"error": caller.refusal}
    if not caller.refusal:
        decision, reason, status, document = _decide(step, body)
    shown = mask_document(body) if body is not None else None
    step = step if isinstance(step, str) and step.isprintable() else "?"
    received = Received(now, step[:60], caller, decision, reason, status, mask_headers(request.headers), shown)
    return received, _with_caller(json_response(status, document), caller)


def _read(body: bytes) -> Any:
    try:
        document = json.loads(body)
        json.dumps(document, ensure_ascii=False).encode()  # what cannot be shown again counts as unreadable
    except (ValueError, RecursionError):
        return None
    return document


def _decide(step: Any, body: Any) -> tuple[str, str, int, Document]:
    if not isinstance(body, dict):
        reason = "The body is not a JSON object."
        return "refused", reason, 422, {"error": reason}
    email = body.get("email") if isinstance(body.get("email"), str) else ""
    assert isinstance(email, str)
    if step in ("PostFederationSignup", "PostAttributeCollection") and email.lower().endswith("@" + BLOCKED_DOMAIN):
        reason = f"Sign-up with an address of {BLOCKED_DOMAIN} is not possible here."
        return "ShowBlockPage", reason, 200, _document("ShowBlockPage", userMessage=reason)
    postal_code = body.get("postalCode", "")
    if step == "PostAttributeCollection" and postal_code and not str(postal_code).isdigit():
        reason = "Please enter a postal code made of digits."
        return "ValidationError", reason, 400, _document("ValidationError", status=400, userMessage=reason)
    number = {"extension_loyaltyNumber": loyalty_number(email or str(body.get("objectId", "")))}
    return "Continue", "", 200, _document("Continue", **number)


def _document(action: str, **more: Any) -> Document:
    return {"version": VERSION, "action": action, **more}


def loyalty_number(member: str) -> str:
    """Return the loyalty number of a member: always the same for the same e-mail address, without regard to case."""
    return f"L{int(sha256(member.lower().encode()).hexdigest(), 16) % 1_000_000:06d}"


def _with_caller(response: Response, caller: Caller) -> Response:
    """Tell the caller how its certificate was seen; in headers, since every property of the body is a claim."""
    subject = caller.subject.encode("ascii", "backslashreplace").decode("ascii")
    printable = "".join(character if character.isprintable() else "?" for character in subject)
    seen = {"x-received-thumbprint": caller.thumbprint or "none", "x-received-subject": printable[:1000]}
    return response._replace(headers={**response.headers, **seen})

"""
Telling a webhook what looking gave: one POST of JSON, signed when there is a secret, repeated a few times and no more.

    webhook-id          the same for every try, so that a receiver knows a repeat
    webhook-timestamp   seconds since 1970
    webhook-signature   v1, and the base64 of HMAC-SHA256 over `id.timestamp.body`

Rule: an address of a webhook is often a secret by itself, so no message holds it.
Source: https://www.standardwebhooks.com/, github.com/standard-webhooks/standard-webhooks spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from graphkey.errors import ConfigError, TransportError
from graphkey.secret import Secret
from graphkey.wire import Request, Response, Transport

WAITS_S = (1.0, 5.0)
"""Between the tries; there is one try more than waits."""
_PREFIX = "whsec_"


def post_alert(
    transport: Transport,
    url: Secret,
    document: Mapping[str, Any],
    *,
    alert_id: str,
    secret: Secret | None,
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
) -> None:
    """
    Send a document to a webhook.

    Args:
        transport: the network, without a token of anybody's.
        secret: signs; `whsec_` and base64 as receivers' libraries give it, or any other text.
    Raises: TransportError when it was not taken after all tries.
    """
    body = json.dumps(document, ensure_ascii=False).encode(errors="replace")
    key = signing_key(secret) if secret is not None else None
    for wait_s in (*WAITS_S, None):
        headers = {"content-type": "application/json", "webhook-id": alert_id}
        headers["webhook-timestamp"] = str(int(now().timestamp()))
        if key is not None:
            headers["webhook-signature"] = signature(key, alert_id, headers["webhook-timestamp"], body)
        problem = _try(transport, Request("POST", url.reveal(), headers, body))
        if problem is None:
            return
        if wait_s is None or problem.permanent:
            raise problem
        sleep(wait_s)


def signature(key: bytes, alert_id: str, timestamp: str, body: bytes) -> str:
    """Make the value of `webhook-signature`."""
    made = hmac.new(key, f"{alert_id}.{timestamp}.".encode() + body, sha256).digest()
    return "v1," + base64.b64encode(made).decode()


def signing_key(secret: Secret) -> bytes:
    """
    Return the bytes that a secret stands for.

    Raises: ConfigError for one that is empty, or begins with `whsec_` and is no base64 after it.
    """
    text = secret.reveal()
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True) if text.startswith(_PREFIX) else text.encode()
    except binascii.Error:
        key = b""
    if not key:
        raise ConfigError("the webhook's secret is empty or no base64 after whsec_", hint="Copy it again, whole.")
    return key


def _try(transport: Transport, request: Request) -> TransportError | None:
    try:
        response = transport(request)
    except TransportError as error:
        return TransportError(f"the webhook was not told: {error}", hint=error.hint, permanent=error.permanent)
    if 200 <= response.status < 300:
        return None
    return _refusal(response)


def _refusal(response: Response) -> TransportError:
    passing = response.status in (408, 429) or response.status >= 500
    return TransportError(
        f"the webhook was not told: it answered {response.status}",
        hint="Check its address and secret; redirects are not followed.",
        permanent=not passing,
    )

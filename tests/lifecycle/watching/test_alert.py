"""The webhook: signed as its standard says, repeated a few times with one id, and silent about its address."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from graphkey.errors import ConfigError, TransportError
from graphkey.lifecycle.watching.alert import post_alert, signature, signing_key
from graphkey.secret import Secret
from graphkey.wire import Response

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
URL = Secret("https://hooks.example/canary-7")


def post(*answers, secret=None, document=None):
    sent, slept, left = [], [], list(answers)

    def transport(request):
        sent.append(request)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    problem = None
    try:
        post_alert(
            transport,
            URL,
            document or {"status": "warning"},
            alert_id="id1",
            secret=secret,
            now=lambda: AT,
            sleep=slept.append,
        )
    except TransportError as error:
        problem = error
    return sent, slept, problem


def test_document_is_posted_once_when_it_is_taken():
    [request], slept, problem = post(Response(204))
    assert (request.method, request.url, slept, problem) == ("POST", URL.reveal(), [], None)
    assert json.loads(request.body) == {"status": "warning"}
    assert "webhook-signature" not in request.headers


def test_signature_is_that_of_the_standard_when_there_is_a_secret():
    key = b"a key of a receiver"
    [request], *_ = post(Response(200), secret=Secret("whsec_" + base64.b64encode(key).decode()))
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{wanted}"
    assert request.headers["webhook-timestamp"] == "1780315200"
    assert signature(signing_key(Secret("plain")), "a", "1", b"") == signature(b"plain", "a", "1", b"")


def test_it_is_repeated_with_the_same_id_when_the_receiver_is_down():
    sent, slept, problem = post(TransportError("broke off"), Response(503), Response(200))
    assert {one.headers["webhook-id"] for one in sent} == {"id1"}
    assert (slept, problem) == ([1.0, 5.0], None)


def test_it_ends_with_an_error_without_the_address_when_nothing_helps():
    sent, _, problem = post(Response(500), Response(429), Response(502))
    assert len(sent) == 3
    assert "answered 502" in str(problem)
    assert "canary" not in f"{problem} {problem.hint}"


@pytest.mark.parametrize("answer", [Response(400), Response(302), TransportError("untrusted", permanent=True)])
def test_it_is_not_repeated_when_that_cannot_help(answer):
    sent, slept, problem = post(answer)
    assert (len(sent), slept) == (1, [])
    assert problem is not None


def test_any_text_can_be_sent():
    [request], *_ = post(Response(200), document={"text": "\ud800 é"})
    request.body.decode()


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_?!"])
def test_secret_is_refused_when_it_is_none(secret):
    with pytest.raises(ConfigError):
        signing_key(Secret(secret))

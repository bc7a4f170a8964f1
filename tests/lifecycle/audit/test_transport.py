"""What is written down of a change: before it leaves and after it was answered, without a secret, and only of changes."""

import base64
import json

import pytest

from graphkey.errors import TransportError
from graphkey.lifecycle.audit.transport import Place, audited
from graphkey.wire import Request, Response, json_response

PLACE = Place("contoso", "https://graph.test")
URL = "https://graph.test/beta/identity/apiConnectors"


class Entries:
    """A log in memory."""

    def __init__(self, works=True):
        self.entries = []
        self.works = works

    def add(self, entry, *, durable=True):
        assert durable == (entry["event"] == "asked")
        self.entries.append(dict(entry))
        return len(self.entries) if self.works else None


def asking(answer, log):
    def transport(request):
        log.entries.append("SENT")
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return audited(transport, PLACE, lambda: log)


def token(**claims):
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return {"authorization": f"Bearer e30.{middle}.signature"}


def test_change_is_noted_before_and_after_when_it_is_answered():
    log = Entries()
    headers = token(tid="t1", appid="a1", oid="o1", upn="ada@contoso.example", scp="x")
    request = Request("POST", URL, headers, b'{"password":"canary-secret-7"}', thumbprints=("AB12",))
    asking(json_response(201, {"id": "1"}, request_id="r1"), log)(request)
    asked, sent, answered = log.entries
    assert sent == "SENT"
    assert asked == {
        "event": "asked", "context": "contoso",
        "by": {"tenant": "t1", "app": "a1", "object": "o1", "user": "ada@contoso.example"},
        "method": "POST", "url": URL, "thumbprints": ["AB12"],
    }  # fmt: skip
    assert answered == {"event": "answered", "of": 1, "status": 201, "request_id": "r1"}


def test_nothing_is_noted_when_it_is_only_read():
    log = Entries()
    asking(Response(200), log)(Request("GET", URL))
    asking(Response(200), log)(Request("POST", "https://graph.test/-/seed"))
    assert log.entries == ["SENT", "SENT"]


def test_no_answer_is_noted_when_none_came():
    log = Entries()
    with pytest.raises(TransportError):
        asking(TransportError("broke off"), log)(Request("PATCH", URL))
    assert log.entries[2] == {"event": "unanswered", "of": 1, "error": "TransportError: broke off"}


def test_interruption_is_noted_and_goes_on_when_ctrl_c_comes():
    log = Entries()
    with pytest.raises(KeyboardInterrupt):
        asking(KeyboardInterrupt(), log)(Request("DELETE", URL))
    assert log.entries[2]["event"] == "unanswered"


def test_error_code_is_noted_when_it_is_refused():
    log = Entries()
    asking(json_response(403, {"error": {"code": "AADB2C", "message": "secret"}}), log)(Request("DELETE", URL))
    assert log.entries[2] == {"event": "answered", "of": 1, "status": 403, "error": "AADB2C"}


def test_neither_body_nor_token_nor_key_in_url_is_noted_when_they_are_there():
    log = Entries()
    request = Request("POST", URL + "?code=canary-key", token(appid="a") | {"x-api-key": "canary-key"}, b"canary-body")
    asking(Response(500, {}, b"canary-answer"), log)(request)
    assert "canary" not in json.dumps(log.entries)
    assert "signature" not in json.dumps(log.entries)


def test_writes_of_a_batch_are_noted_with_their_answers_when_some_only_read():
    log = Entries()
    body = {
        "requests": [{"id": "1", "method": "GET", "url": "/me"}, {"id": "2", "method": "DELETE", "url": "/x?sig=z"}]
    }
    answer = {"responses": [{"id": "2", "status": 204}, {"id": "1", "status": 200}]}
    asking(json_response(200, answer), log)(
        Request("POST", "https://graph.test/beta/$batch", {}, json.dumps(body).encode())
    )
    assert log.entries[0]["batch"] == [{"id": "2", "method": "DELETE", "url": "/x?sig=***"}]
    assert {"id": "2", "status": 204} in log.entries[2]["batch"]


def test_batch_is_not_noted_when_it_only_reads():
    log = Entries()
    body = b'{"requests":[{"id":"1","method":"GET","url":"/me"}]}'
    asking(Response(200), log)(Request("POST", "https://graph.test/beta/$batch", {}, body))
    assert log.entries == ["SENT"]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"requests":7}', b"[" * 100_000, b"\xff"])
def test_batch_is_noted_when_it_cannot_be_read(body):
    log = Entries()
    asking(Response(400), log)(Request("POST", "https://graph.test/beta/$batch", {}, body))
    assert log.entries[0]["batch"] == [{"id": None}]


def test_change_is_made_when_the_log_cannot_be_written():
    log = Entries(works=False)
    assert asking(Response(204), log)(Request("DELETE", URL)).status == 204
    assert log.entries[2] == {"event": "answered", "of": None, "status": 204}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer a.b.c", "Basic dTpw", "Bearer e30.W10.x"])
def test_caller_is_unknown_when_the_token_cannot_be_read(header):
    log = Entries()
    asking(Response(204), log)(Request("DELETE", URL, {"authorization": header}))
    assert log.entries[0]["by"] == {}

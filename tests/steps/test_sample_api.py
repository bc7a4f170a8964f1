import json
from typing import Any

import pytest
from mtls_world import DAY, NOW, der

from graphkey.steps.sample_api import KEPT_CALLS, Received, loyalty_number, sample_api
from graphkey.steps.tls import ClientIdentity
from graphkey.wire import Request, Response, Transport

STEP = {"step": "PreTokenIssuance", "email": "ada@contoso.example"}


def post(api: Transport, cert: bytes | None, document: Any = STEP, **headers: str) -> Response:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return api(Request("POST", "https://localhost/x", headers, body, cert))


def test_allowed_certificate_gets_an_answer(client: ClientIdentity) -> None:
    answer = post(sample_api([der(client)], clock=lambda: NOW), der(client))
    assert answer.json() == {
        "version": "1.0.0",
        "action": "Continue",
        "extension_loyaltyNumber": loyalty_number("ADA@contoso.example"),
    }
    assert answer.headers["x-received-subject"] == "CN=api.contoso.example"


@pytest.mark.parametrize("shift", [-2, 400])
def test_certificate_outside_its_dates_is_refused_by_the_injected_clock(client: ClientIdentity, shift: int) -> None:
    assert post(sample_api([der(client)], clock=lambda: NOW + shift * DAY), der(client)).status == 403


def test_other_certificate_of_the_same_name_is_refused(client: ClientIdentity, stranger: ClientIdentity) -> None:
    answer = post(sample_api([der(client)], clock=lambda: NOW), der(stranger))
    assert (answer.status, "allowed" in answer.json()["error"]) == (403, True)


def test_no_certificate_is_refused_also_when_a_header_claims_one(client: ClientIdentity) -> None:
    from base64 import b64encode

    api = sample_api([der(client)], clock=lambda: NOW)
    assert post(api, None, **{"x-arr-clientcert": b64encode(der(client)).decode()}).status == 403


def test_garbage_for_a_certificate_is_refused() -> None:
    assert post(sample_api([b"garbage"], clock=lambda: NOW), b"garbage").status == 403


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"a":"\\ud800"}', b'{"step":["x"]}', b"{}"]
)
def test_odd_body_gets_an_answer_and_is_recorded(client: ClientIdentity, body: bytes) -> None:
    seen: list[Received] = []
    api = sample_api([der(client)], clock=lambda: NOW, record=seen.append)
    assert post(api, der(client), body).status in (200, 422)
    json.dumps(seen[0].to_document(), ensure_ascii=False).encode()


def test_received_calls_are_listed_newest_first_and_only_so_many(client: ClientIdentity) -> None:
    api = sample_api([der(client)], clock=lambda: NOW)
    for number in range(KEPT_CALLS + 5):
        post(api, der(client), {**STEP, "n": number}, authorization="Basic canary")
    listed = api(Request("GET", "https://localhost/", {}, b"", der(client)))
    calls = listed.json()["received"]
    assert [call["body"]["n"] for call in calls] == list(range(KEPT_CALLS + 4, 4, -1))
    assert b"canary" not in listed.body


def test_received_calls_are_shown_to_allowed_callers_alone(client: ClientIdentity, stranger: ClientIdentity) -> None:
    api = sample_api([der(client)], clock=lambda: NOW)
    assert api(Request("GET", "https://localhost/", {}, b"", der(stranger))).status == 403


def test_other_method_is_405(client: ClientIdentity) -> None:
    api = sample_api([der(client)], clock=lambda: NOW)
    assert api(Request("PUT", "https://localhost/", {}, b"", der(client))).status == 405


def test_refused_call_is_recorded_with_its_reason(client: ClientIdentity) -> None:
    seen: list[Received] = []
    post(sample_api([der(client)], clock=lambda: NOW, record=seen.append), None)
    assert (seen[0].decision, seen[0].reason) == ("refused", "No client certificate was shown.")

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.steps.bodies import is_claim_value
from graphkey.steps.model import B2C_BUDGET, STEPS, find_step
from graphkey.steps.rules import Judgement, email_kept, judge, merge

SIGN_UP = [step.slot for step in STEPS[:2]]
CONTINUE = {"version": "1.0.0", "action": "Continue"}
BLOCK = {"version": "1.0.0", "action": "ShowBlockPage", "userMessage": "No."}
INVALID = {"version": "1.0.0", "status": 400, "action": "ValidationError", "userMessage": "Again."}


def judged(
    document: Any, slot: str = "preTokenIssuance", status: int = 200, content_type: str | None = "application/json"
) -> Judgement:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return judge(find_step(slot), status, content_type, body)


def failed(judgement: Judgement) -> list[str]:
    return [verdict.id for verdict in judgement.verdicts if not verdict.ok]


@pytest.mark.parametrize("slot", [step.slot for step in STEPS])
def test_continue_is_taken_at_every_step(slot: str) -> None:
    found = judged({**CONTINUE, "extension_a": "b", "jobTitle": "c"}, slot)
    assert (found.outcome, found.claims, failed(found)) == ("continue", {"extension_a": "b", "jobTitle": "c"}, [])


@pytest.mark.parametrize("slot", SIGN_UP)
def test_block_page_shows_its_message_at_sign_up(slot: str) -> None:
    found = judged(BLOCK, slot)
    assert (found.outcome, found.user_message, failed(found)) == ("blocked", "No.", [])


def test_block_page_is_not_allowed_before_a_token() -> None:
    found = judged({**BLOCK, "extension_a": "b"})
    assert (found.outcome, found.claims, failed(found)) == ("action-not-allowed", {}, ["action-allowed"])
    assert "ignored" in found.verdicts[-1].sentence


@pytest.mark.parametrize("inner", [400, "400"])
def test_validation_error_is_taken_after_attribute_collection(inner: int | str) -> None:
    found = judged({**INVALID, "status": inner}, "postAttributeCollection", 400)
    assert (found.outcome, found.user_message, failed(found)) == ("validation-error", "Again.", [])


@pytest.mark.parametrize("slot", ["postFederationSignup", "preTokenIssuance"])
def test_validation_error_is_not_allowed_elsewhere(slot: str) -> None:
    assert judged(INVALID, slot, 400).outcome == "action-not-allowed"


@pytest.mark.parametrize(
    ("document", "status"),
    [
        (INVALID, 200),
        ({**INVALID, "status": 401}, 400),
        ({**INVALID, "status": True}, 400),
        ({**INVALID, "status": 400.0}, 400),
        ({k: v for k, v in INVALID.items() if k != "status"}, 400),
        (BLOCK, 400),
        (CONTINUE, 400),
    ],
)
def test_status_that_does_not_fit_the_action_is_a_bad_answer(document: dict[str, Any], status: int) -> None:
    found = judged(document, "postAttributeCollection", status)
    assert (found.outcome, failed(found), found.claims) == ("bad-answer", ["status-fits-action"], {})


@pytest.mark.parametrize("message", [None, "", "  ", 7])
def test_user_message_is_required(message: Any) -> None:
    found = judged({**BLOCK, "userMessage": message}, "postFederationSignup")
    assert (found.outcome, failed(found)) == ("bad-answer", ["user-message"])


@pytest.mark.parametrize("version", [None, "", 1, ["1"]])
def test_version_is_a_required_text(version: Any) -> None:
    found = judged({**CONTINUE, "version": version})
    assert (found.outcome, failed(found)) == ("bad-answer", ["version"])


@pytest.mark.parametrize("action", [None, "continue", "Stop", 1, {"a": 1}])
def test_action_is_one_of_three_with_their_case(action: Any) -> None:
    found = judged({**CONTINUE, "action": action})
    assert (found.outcome, failed(found)) == ("bad-answer", ["action"])


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(401, "unauthorized"), (403, "unauthorized"), (302, "bad-status"), (201, "bad-status"), (500, "bad-status")],
)
def test_other_status_is_no_answer(status: int, outcome: str) -> None:
    found = judged(CONTINUE, status=status)
    assert (found.outcome, failed(found), found.error_code) == (outcome, ["status"], "AADB2C90075")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  ",
        b"<html>",
        b"[]",
        b"null",
        b'"x"',
        b'{"version":"1","action":"Continue","a":NaN}',
        b'{"version":"1","action":"Continue","a":1e999}',
        b'{"version":"1","action":"Continue","a":"\\ud800"}',
        b'{"version":"1","action":"Continue","\\udfff":1}',
        b'{"a":' * 50 + b"1" + b"}" * 50,
        b'{"a":' * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' + b"9" * 5000 + b"}",
        b"\xff\xfe\x00\xd8",
        b"\x80",
    ],
)
def test_body_that_is_no_usable_object_is_bad_json(body: bytes) -> None:
    found = judged(body)
    assert (found.outcome, failed(found), found.error_code) == ("bad-json", ["json"], "AADB2C90261")


def test_json_with_a_byte_order_mark_is_read() -> None:
    assert judged(b"\xef\xbb\xbf" + json.dumps(CONTINUE).encode()).outcome == "continue"


@pytest.mark.parametrize("content_type", [None, "text/html", "application/jsonx"])
def test_other_content_type_is_told_and_the_answer_taken(content_type: str | None) -> None:
    found = judged(CONTINUE, content_type=content_type)
    assert (found.outcome, failed(found)) == ("continue", ["content-type"])


def test_content_type_may_name_a_charset() -> None:
    assert failed(judged(CONTINUE, content_type="Application/JSON; charset=utf-8")) == []


def test_null_and_nested_claims_are_told_and_not_taken() -> None:
    found = judged({**CONTINUE, "a": None, "b": {"c": 1}, "d": [[1]], "e": ["x"], "f": 0, "g": ""})
    assert failed(found) == ["no-nulls", "claims-flat"]
    assert found.claims == {"e": ["x"], "f": 0, "g": ""}


def test_sentence_keeps_control_characters_of_a_claim_name_out() -> None:
    found = judged({**CONTINUE, "\x1b[31mred": None})
    assert all(verdict.sentence.isprintable() for verdict in found.verdicts)


def test_service_properties_are_no_claims() -> None:
    assert judged({**CONTINUE, "step": "x", "client_id": "y", "userMessage": "z", "status": 1}).claims == {}


@pytest.mark.parametrize(("elapsed_s", "ok"), [(5.0, True), (5.01, False)])
def test_time_is_judged_against_the_budget(elapsed_s: float, ok: bool) -> None:
    body = json.dumps(CONTINUE).encode()
    found = judge(STEPS[2], 200, "application/json", body, elapsed_s=elapsed_s, budget=B2C_BUDGET)
    assert (found.verdicts[0].id, found.verdicts[0].ok) == ("in-time", ok)


def test_email_cannot_be_changed_by_the_answer() -> None:
    assert merge({"email": "a@x"}, {"email": "b@x", "n": 1}) == {"email": "a@x", "n": 1}
    assert not email_kept({"email": "a@x"}, {"email": "b@x"}).ok
    assert email_kept({"email": "a@x"}, {"email": "a@x"}).ok


def test_custom_attribute_is_one_claim_with_or_without_the_application_id() -> None:
    long_name = "extension_" + "0a" * 16 + "_loyaltyNumber"
    assert merge({long_name: "old"}, {"extension_loyaltyNumber": "new"}) == {"extension_loyaltyNumber": "new"}
    assert merge({"extension_loyaltyNumber": "old"}, {long_name: "new"}) == {"extension_loyaltyNumber": "new"}


def test_every_verdict_has_a_sentence_and_a_source() -> None:
    for document in (CONTINUE, BLOCK, INVALID, [], {}):
        for verdict in judged(document).verdicts:
            assert verdict.sentence.endswith(".")
            assert verdict.source.startswith("https://")


@given(st.binary(max_size=200), st.integers(100, 599), st.sampled_from([step.slot for step in STEPS]))
def test_judge_never_raises_on_bytes(body: bytes, status: int, slot: str) -> None:
    judged(body, slot, status)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["version", "action", "status", "userMessage", "email", "x"]), JSON))
def test_judge_takes_nothing_but_claim_values_from_any_object(document: dict[str, Any]) -> None:
    for slot in ("postAttributeCollection", "preTokenIssuance"):
        found = judge(find_step(slot), 200, None, json.dumps({**CONTINUE, **document}).encode())
        assert all(is_claim_value(value) for value in found.claims.values())
        assert (found.outcome == "continue") or not found.claims

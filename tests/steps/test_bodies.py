import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.errors import UsageError
from graphkey.steps.bodies import body, directory_name, encode, short_name
from graphkey.steps.model import BUDGETS, STEPS, find_step

APP = "0a1b2c3d-0000-1111-2222-333344445555"


def made(slot: str = "preTokenIssuance", claims: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return body(find_step(slot), claims or {}, client_id="app", **more)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slot)
def test_body_names_step_client_and_language(step: Any) -> None:
    assert made(step.slot, {"email": "a@x"}) == {
        "email": "a@x",
        "step": step.wire,
        "client_id": "app",
        "ui_locales": "en-US",
    }


def test_documented_claims_come_first_and_in_their_order() -> None:
    found = made("postAttributeCollection", {"x": 1, "city": "C", "email": "a@x", "displayName": "D"})
    assert list(found) == ["email", "displayName", "city", "x", "step", "client_id", "ui_locales"]


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_claim_without_a_value_is_left_out(empty: Any) -> None:
    assert "displayName" not in made(claims={"displayName": empty})


@pytest.mark.parametrize("value", [0, False, "0", ["a"], 1.5])
def test_claim_with_a_value_is_sent_also_when_it_looks_false(value: Any) -> None:
    assert made(claims={"x": value})["x"] == value


def test_identities_are_the_one_nested_claim() -> None:
    identities = [{"signInType": "federated", "issuer": "facebook.com", "issuerAssignedId": "1"}]
    assert made(claims={"identities": identities})["identities"] == identities


@pytest.mark.parametrize(
    "claims",
    [
        {"a": {"b": 1}},
        {"a": [[1]]},
        {"a": float("nan")},
        {"a": float("inf")},
        {"a": "\ud800"},
        {"identities": [{"a": 1}]},
    ],
)
def test_claim_that_is_not_flat_json_is_an_error(claims: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="cannot be sent"):
        made(claims=claims)


@pytest.mark.parametrize("name", ["step", "client_id", "ui_locales"])
def test_claim_of_the_service_may_repeat_it_and_not_contradict_it(name: str) -> None:
    assert made(claims={name: made()[name]}) == made()
    with pytest.raises(UsageError, match=name):
        made(claims={name: "other"})


def test_custom_attribute_gets_its_directory_name_when_the_application_is_known() -> None:
    assert "extension_0a1b2c3d000011112222333344445555_Shoe" in made(
        claims={"extension_Shoe": 1}, extensions_app_id=APP
    )
    assert "extension_Shoe" in made(claims={"extension_Shoe": 1})


def test_encoded_body_is_compact_utf_8() -> None:
    assert encode({"a": "ä"}) == '{"a":"ä"}'.encode()
    assert json.loads(encode(made())) == made()


@given(st.from_regex(r"extension_[A-Za-z][A-Za-z0-9]{0,20}", fullmatch=True))
def test_short_name_undoes_directory_name(claim: str) -> None:
    assert short_name(directory_name(claim, APP)) == claim
    assert directory_name(directory_name(claim, APP), APP) == directory_name(claim, APP)


@pytest.mark.parametrize("name", ["preTokenIssuance", "PRETOKENISSUANCE", "PreTokenIssuance"])
def test_step_is_found_without_regard_to_case(name: str) -> None:
    assert find_step(name) is STEPS[2]


def test_unknown_step_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        find_step("later")
    assert "preTokenIssuance" in (caught.value.hint or "")


def test_budgets_are_the_documented_ones() -> None:
    assert [(budget.name, budget.seconds, budget.attempts) for budget in BUDGETS] == [
        ("b2c", 5.0, 2),
        ("workforce", 20.0, 2),
    ]

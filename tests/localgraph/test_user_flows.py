"""User flows: create with prefix and slots, list, read, delete."""

import pytest
from graph_world import CONNECTORS, FLOWS, SLOT, Caller

NEW = {"id": "Partner", "userFlowType": "signUpOrSignIn", "userFlowTypeVersion": 1}


def test_create_prefixes_the_name_and_says_where(caller: Caller) -> None:
    response = caller.send("POST", FLOWS, NEW, version="v1.0")
    assert response.status == 201
    assert response.headers["location"] == f"{caller.origin}/v1.0{FLOWS}/B2X_1_Partner"
    assert response.json() == {
        "@odata.context": f"{caller.origin}/v1.0/$metadata#identity/b2xUserFlows/$entity",
        "id": "B2X_1_Partner",
        "userFlowType": "signUpOrSignIn",
        "userFlowTypeVersion": 1,
        "apiConnectorConfiguration": {},
    }


def test_create_does_not_prefix_twice(inside: Caller) -> None:
    assert inside.post(FLOWS, {**NEW, "id": "B2X_1_Partner"})["id"] == "B2X_1_Partner"
    assert inside.post(FLOWS, {**NEW, "id": "b2x_1_other"})["id"] == "B2X_1_other"


@pytest.mark.parametrize("key", ["id", "@odata.id"])
def test_create_wires_the_slots_that_it_names(caller: Caller, key: str) -> None:
    connector = caller.connector()
    configuration = {"postAttributeCollection": {key: connector}}
    made = caller.post(FLOWS, {**NEW, "apiConnectorConfiguration": configuration})
    assert made["apiConnectorConfiguration"] == {}
    assert caller.get(f"{FLOWS}/{made['id']}/apiConnectorConfiguration/postAttributeCollection")["id"] == connector


def test_create_with_an_unknown_connector_keeps_nothing(inside: Caller) -> None:
    configuration = {"postAttributeCollection": {"id": "nobody"}}
    assert inside.error("POST", FLOWS, {**NEW, "apiConnectorConfiguration": configuration})[0] == 404
    assert inside.error("GET", f"{FLOWS}/B2X_1_Partner")[0] == 404


def test_create_twice_is_a_conflict_in_any_case(inside: Caller) -> None:
    inside.post(FLOWS, NEW)
    assert inside.error("POST", FLOWS, {**NEW, "id": "PARTNER"})[0] == 409


@pytest.mark.parametrize(
    "values",
    [
        {"id": ""},
        {"id": "a/b"},
        {"id": "x" * 65},
        {"id": None},
        {"userFlowType": "signUp"},
        {"userFlowType": "nonsense"},
        {"userFlowTypeVersion": 3},
        {"userFlowTypeVersion": True},
        {"apiConnectorConfiguration": 7},
        {"apiConnectorConfiguration": {"nothing": {}}},
        {"apiConnectorConfiguration": {"preTokenIssuance": "x"}},
    ],
)
def test_create_refuses_what_cannot_be(inside: Caller, values: dict[str, object]) -> None:
    assert inside.error("POST", FLOWS, {**NEW, **values})[0] == 400


def test_list_and_get_show_the_seed(caller: Caller) -> None:
    seeded = {"id": "B2X_1_signup", "userFlowType": "signUpOrSignIn", "userFlowTypeVersion": 1}
    assert caller.get(FLOWS)["value"] == [{**seeded, "apiConnectorConfiguration": {}}]
    assert caller.get(f"{FLOWS}/b2x_1_SIGNUP")["id"] == "B2X_1_signup"


def test_delete_removes_the_flow_and_frees_its_connector(caller: Caller) -> None:
    connector = caller.slot_connector()
    caller.delete(f"{FLOWS}/B2X_1_signup")
    assert caller.error("GET", SLOT)[0] == 404
    caller.delete(f"{CONNECTORS}/{connector}")


def test_a_new_flow_of_an_old_name_has_empty_slots(inside: Caller) -> None:
    inside.delete(f"{FLOWS}/B2X_1_signup")
    inside.post(FLOWS, {**NEW, "id": "signup"})
    assert inside.error("GET", SLOT)[0] == 404


def test_patch_changes_nothing_and_says_so(inside: Caller) -> None:
    path = f"{FLOWS}/B2X_1_signup"
    inside.patch(path, {"userFlowTypeVersion": 1})
    assert inside.error("PATCH", path, {"userFlowType": "signIn"})[0] == 400
    assert inside.error("PATCH", path, {"id": "B2X_1_other"})[0] == 400

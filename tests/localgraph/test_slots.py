"""Slots of a flow: references to connectors, read, set, emptied, and passed through."""

import pytest
from graph_world import CONNECTORS, FLOWS, SLOT, Bundle, Caller

CONFIGURATION = f"{FLOWS}/B2X_1_signup/apiConnectorConfiguration"
OTHER = f"{CONFIGURATION}/postFederationSignup"


def test_get_shows_the_whole_connector(caller: Caller) -> None:
    shown = caller.get(SLOT)
    context = "identity/b2xUserFlows('B2X_1_signup')/apiConnectorConfiguration/preTokenIssuance/$entity"
    assert shown["@odata.context"] == f"{caller.origin}/beta/$metadata#{context}"
    assert shown["displayName"] == "Sample API"
    assert shown["authenticationConfiguration"]["password"] == "******"


def test_empty_slot_is_404(caller: Caller) -> None:
    assert caller.error("GET", OTHER)[0] == 404
    assert caller.error("PATCH", OTHER, {"displayName": "x"})[0] == 404
    assert caller.error("DELETE", OTHER)[0] == 404
    assert caller.error("GET", f"{OTHER}/$ref")[0] == 404


def test_patch_changes_the_shared_connector(caller: Caller) -> None:
    caller.patch(SLOT, {"targetUrl": "https://new.example/api"})
    assert caller.get(f"{CONNECTORS}/{caller.slot_connector()}")["targetUrl"] == "https://new.example/api"


def test_delete_empties_the_slot_and_leaves_the_connector(caller: Caller) -> None:
    connector = caller.slot_connector()
    caller.delete(SLOT)
    assert caller.error("GET", SLOT)[0] == 404
    assert caller.get(f"{CONNECTORS}/{connector}")["id"] == connector


def test_ref_is_read_put_and_deleted(caller: Caller) -> None:
    connector = caller.connector()
    reference = {"@odata.id": f"https://graph.microsoft.com/v1.0/identity/apiConnectors/{connector}"}
    assert caller.send("PUT", f"{OTHER}/$ref", reference).status == 204
    assert caller.get(f"{OTHER}/$ref") == {
        "@odata.context": f"{caller.origin}/beta/$metadata#$ref",
        "@odata.id": f"{caller.origin}/beta/identity/apiConnectors/{connector}",
    }
    assert caller.get(OTHER)["id"] == connector
    caller.delete(f"{OTHER}/$ref")
    assert caller.error("GET", f"{OTHER}/$ref")[0] == 404


def test_ref_put_of_an_empty_object_empties_the_slot(caller: Caller) -> None:
    assert caller.send("PUT", f"{SLOT}/$ref", {}).status == 204
    assert caller.error("GET", SLOT)[0] == 404
    assert caller.send("PUT", f"{SLOT}/$ref", {}).status == 204


def test_ref_put_replaces_what_was_there(caller: Caller) -> None:
    connector = caller.connector()
    assert caller.send("PUT", f"{SLOT}/$ref", {"id": connector}).status == 204
    assert caller.slot_connector() == connector


@pytest.mark.parametrize(
    "form",
    [
        "{origin}/beta/identity/apiConnectors/{id}",
        "{origin}/beta/identity/apiConnectors('{id}')",
        "https://graph.microsoft.com/v1/identity/apiConnectors/{id}",
        "identity/apiConnectors/{id}",
        "/v1.0/identity/APIconnectors/{id}",
        "apiConnectors/{id}",
        "{id}",
    ],
)
def test_ref_put_takes_every_form_of_a_reference(inside: Caller, form: str) -> None:
    connector = inside.connector()
    reference = {"@odata.id": form.format(origin=inside.origin, id=connector)}
    assert inside.send("PUT", f"{OTHER}/$ref", reference).status == 204
    assert inside.get(OTHER)["id"] == connector


@pytest.mark.parametrize(
    "reference, status",
    [
        ({"@odata.id": "https://graph.microsoft.com/v1.0/users/1"}, 400),
        ({"@odata.id": ""}, 400),
        ({"@odata.id": 5}, 400),
        ({"id": None}, 400),
        ({"other": "x"}, 400),
        ([], 400),
        ({"@odata.id": "https://graph.microsoft.com/v1.0/identity/apiConnectors/nobody"}, 404),
        ({"id": "nobody"}, 404),
        ({"@odata.id": "apiConnectors/%ff"}, 400),
    ],
)
def test_ref_put_refuses_what_leads_nowhere(inside: Caller, reference: object, status: int) -> None:
    assert inside.error("PUT", f"{SLOT}/$ref", reference)[0] == status
    assert inside.get(SLOT)["displayName"] == "Sample API"


def test_upload_on_a_slot_reaches_its_connector(caller: Caller, first: Bundle) -> None:
    answer = caller.post(f"{SLOT}/uploadClientCertificate", first.body, status=200)
    assert answer["@odata.context"].endswith("#identity/apiConnectors/$entity")
    connector = caller.get(f"{CONNECTORS}/{caller.slot_connector()}")
    assert connector["authenticationConfiguration"] == answer["authenticationConfiguration"]
    assert connector["authenticationConfiguration"]["certificateList"][0]["thumbprint"] == first.thumbprint


def test_upload_on_an_empty_slot_is_404(caller: Caller, first: Bundle) -> None:
    assert caller.error("POST", f"{OTHER}/uploadClientCertificate", first.body)[0] == 404


def test_slot_of_a_flow_that_is_not_there_is_404(inside: Caller) -> None:
    path = f"{FLOWS}/B2X_1_nobody/apiConnectorConfiguration/preTokenIssuance"
    assert inside.error("GET", path)[0] == 404
    assert inside.error("PUT", f"{path}/$ref", {"id": inside.connector()})[0] == 404


def test_third_slot_is_unknown_in_v1(caller: Caller) -> None:
    assert caller.error("GET", SLOT, version="v1.0") == (
        400,
        "BadRequest",
        "Resource not found for the segment 'preTokenIssuance'.",
    )


def test_expand_shows_slots_and_null_for_an_empty_one(caller: Caller) -> None:
    shown = caller.get(f"{CONFIGURATION}?$expand=postFederationSignup,preTokenIssuance($select=id,displayName)")
    base = f"{caller.origin}/beta/$metadata#identity/b2xUserFlows('B2X_1_signup')/apiConnectorConfiguration"
    assert shown["@odata.context"] == f"{base}(postFederationSignup(),preTokenIssuance(id,displayName))"
    assert shown["postFederationSignup"] is None
    assert shown["preTokenIssuance"].keys() == {"id", "displayName"}
    assert shown["preTokenIssuance@odata.context"].startswith(base + "/microsoft.graph.userFlowApiConnector")


def test_configuration_without_expand_is_bare(caller: Caller) -> None:
    assert list(caller.get(CONFIGURATION)) == ["@odata.context"]


def test_expand_of_everything_has_the_slots_of_the_version(inside: Caller) -> None:
    assert "preTokenIssuance" in inside.get(f"{CONFIGURATION}?$expand=*")
    assert "preTokenIssuance" not in inside.get(f"{CONFIGURATION}?$expand=*", version="v1.0")


@pytest.mark.parametrize("expand", ["nothing", "preTokenIssuance($top=1)", "preTokenIssuance($select=nothing)"])
def test_expand_refuses_what_is_not_there(inside: Caller, expand: str) -> None:
    assert inside.error("GET", f"{CONFIGURATION}?$expand={expand}")[0] == 400


# -- B2C -----------------------------------------------------------------------------------------------------------------

B2C = "/identity/b2cUserFlows"
B2C_CONFIGURATION = f"{B2C}/B2C_1_testuserflow/apiConnectorConfiguration"


@pytest.fixture
def b2c(caller: Caller) -> Caller:
    caller.post(B2C, {"id": "testuserflow", "userFlowType": "signUpOrSignIn", "userFlowTypeVersion": 3})
    return caller


def b2c_slots(caller: Caller) -> dict[str, str | None]:
    shown = caller.get(f"{B2C_CONFIGURATION}?$expand=postFederationSignup,postAttributeCollection,preTokenIssuance")
    return {slot: value and value["id"] for slot, value in shown.items() if "@" not in slot}


@pytest.mark.parametrize("slot", ["postFederationSignup", "postAttributeCollection", "preTokenIssuance"])
def test_b2c_slot_is_set_and_emptied_by_put(b2c: Caller, slot: str) -> None:
    connector = b2c.connector()
    reference = {"@odata.id": f"https://graph.microsoft.com/beta/identity/apiConnectors/{connector}"}
    assert b2c.send("PUT", f"{B2C_CONFIGURATION}/{slot}/$ref", reference).status == 204
    found = b2c_slots(b2c)
    assert (found.pop(slot), list(found.values())) == (connector, [None, None])
    assert b2c.send("PUT", f"{B2C_CONFIGURATION}/{slot}/$ref", {}).status == 204
    assert b2c_slots(b2c)[slot] is None


def test_b2c_context_is_that_of_the_page(b2c: Caller) -> None:
    shown = b2c.get(f"{B2C_CONFIGURATION}?$expand=postFederationSignup,postAttributeCollection")
    context = "identity/b2cUserFlows('B2C_1_testuserflow')/apiConnectorConfiguration"
    slots = "(postFederationSignup(),postAttributeCollection())"
    assert shown["@odata.context"] == f"{b2c.origin}/beta/$metadata#{context}{slots}"


def test_b2c_flow_shows_an_empty_configuration(b2c: Caller) -> None:
    assert b2c.get(f"{B2C}/B2C_1_testuserflow")["apiConnectorConfiguration"] == {}


def test_b2c_slot_of_no_flow_or_to_no_connector_is_404(b2c: Caller) -> None:
    unknown = {"id": "00000000-0000-0000-0000-000000000000"}
    assert b2c.error("PUT", f"{B2C_CONFIGURATION}/preTokenIssuance/$ref", unknown)[0] == 404
    other = B2C_CONFIGURATION.replace("testuserflow", "nothing")
    assert b2c.error("PUT", f"{other}/preTokenIssuance/$ref", {"id": b2c.connector()})[0] == 404
    assert b2c.error("GET", other)[0] == 404


def test_b2c_has_no_slots_in_v1(b2c: Caller) -> None:
    assert b2c.error("GET", B2C_CONFIGURATION, version="v1.0")[:2] == (400, "BadRequest")


def test_connector_in_a_b2c_slot_is_not_deleted_and_free_after_the_flow(b2c: Caller) -> None:
    connector = b2c.connector()
    b2c.send("PUT", f"{B2C_CONFIGURATION}/preTokenIssuance/$ref", {"id": connector})
    assert b2c.error("DELETE", f"{CONNECTORS}/{connector}")[0] == 409
    b2c.delete(f"{B2C}/B2C_1_testuserflow")
    b2c.delete(f"{CONNECTORS}/{connector}")

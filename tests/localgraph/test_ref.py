"""`$ref` in every form, and `$value`."""

from collections.abc import Iterator

import pytest
from graph_world import Caller

ROLLOUTS = "/policies/featureRolloutPolicies"
GROUP = "2441b489-4f12-4882-b039-8f6006bd66da"
POLICIES = "/trustFramework/policies"
XML = b'<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" PolicyId="B2C_1A_Base"/>'


@pytest.fixture
def applies_to(caller: Caller) -> Iterator[str]:
    body = {"displayName": "f", "feature": "passthroughAuthentication", "isEnabled": True}
    yield f"{ROLLOUTS}/{caller.post(ROLLOUTS, body)['id']}/appliesTo"


@pytest.mark.parametrize(
    "reference",
    [
        f"https://graph.microsoft.com/v1.0/directoryObjects/{GROUP}",
        f"https://graph.microsoft.com/beta/groups/{GROUP}",
        f"https://localhost:8443/beta/groups('{GROUP}')",
        f"/v1.0/directoryObjects/{GROUP}",
        f"directoryObjects/{GROUP}",
        GROUP,
    ],
)
def test_reference_is_taken_in_every_form(inside: Caller, reference: str) -> None:
    body = {"displayName": "f", "feature": "passthroughAuthentication", "isEnabled": True}
    path = f"{ROLLOUTS}/{inside.post(ROLLOUTS, body)['id']}/appliesTo"
    assert inside.send("POST", f"{path}/$ref", {"@odata.id": reference}).status == 204
    found = inside.get(f"{path}/$ref")
    assert found["@odata.context"].endswith("#Collection($ref)")
    assert found["value"] == [{"@odata.id": f"{inside.origin}/beta/directoryObjects/{GROUP}"}]
    assert [one["id"] for one in inside.get(path)["value"]] == [GROUP]


def test_reference_is_removed_by_its_key(caller: Caller, applies_to: str) -> None:
    caller.send("POST", f"{applies_to}/$ref", {"@odata.id": f"directoryObjects/{GROUP}"})
    assert caller.send("DELETE", f"{applies_to}/{GROUP}/$ref").status == 204
    assert caller.get(f"{applies_to}/$ref")["value"] == []
    assert caller.send("DELETE", f"{applies_to}/{GROUP}/$ref").status == 404


def test_reference_is_removed_by_its_url(caller: Caller, applies_to: str) -> None:
    caller.send("POST", f"{applies_to}/$ref", {"@odata.id": f"directoryObjects/{GROUP}"})
    url = f"https%3A%2F%2Fgraph.microsoft.com%2Fbeta%2FdirectoryObjects%2F{GROUP}"
    assert caller.send("DELETE", f"{applies_to}/$ref?@id={url}").status == 204
    assert caller.get(f"{applies_to}/$ref")["value"] == []


def test_removal_that_does_not_say_which_is_400(inside: Caller) -> None:
    body = {"displayName": "f", "feature": "passthroughAuthentication", "isEnabled": True}
    path = f"{ROLLOUTS}/{inside.post(ROLLOUTS, body)['id']}/appliesTo/$ref"
    assert inside.error("DELETE", path)[0] == 400


def test_reference_that_is_there_is_409(caller: Caller, applies_to: str) -> None:
    reference = {"@odata.id": f"directoryObjects/{GROUP}"}
    assert caller.send("POST", f"{applies_to}/$ref", reference).status == 204
    assert caller.error("POST", f"{applies_to}/$ref", reference)[:2] == (409, "Conflict")


@pytest.mark.parametrize(
    "reference, status",
    [
        ({}, 400),
        ({"@odata.id": ""}, 400),
        ({"@odata.id": 7}, 400),
        ({"@odata.id": "https://graph.microsoft.com/beta/identity/apiConnectors/1"}, 400),
        ({"@odata.id": "https://graph.microsoft.com/beta/nothing/at/all"}, 400),
        ({"@odata.id": "directoryObjects/no-guid"}, 404),
        ({"@odata.id": f"https://graph.microsoft.com/v1.0/users/{GROUP}"}, 404),
    ],
)
def test_reference_that_leads_nowhere_is_refused(inside: Caller, reference: object, status: int) -> None:
    body = {"displayName": "f", "feature": "passthroughAuthentication", "isEnabled": True}
    path = f"{ROLLOUTS}/{inside.post(ROLLOUTS, body)['id']}/appliesTo/$ref"
    assert inside.error("POST", path, reference)[0] == status


def test_link_goes_when_its_target_goes(inside: Caller) -> None:
    provider = {
        "@odata.type": "#microsoft.graph.socialIdentityProvider",
        "identityProviderType": "Google",
        "clientId": "a",
        "clientSecret": "b",
    }
    key = inside.post("/identity/identityProviders", provider)["id"]
    path = "/identity/b2xUserFlows/B2X_1_signup/userFlowIdentityProviders"
    inside.send("POST", f"{path}/$ref", {"@odata.id": f"https://graph.microsoft.com/beta/identityProviders/{key}"})
    assert inside.send("GET", f"{path}/$count").body == b"1"
    inside.delete(f"/identity/identityProviders/{key}")
    assert inside.get(f"{path}/$ref")["value"] == []


# -- content -------------------------------------------------------------------------------------------------------------


def test_policy_is_created_from_xml(caller: Caller) -> None:
    made = caller.send("POST", POLICIES, XML, content_type="application/xml")
    assert (made.status, made.body) == (201, XML)
    assert made.headers["location"] == f"{caller.origin}/beta{POLICIES}/B2C_1A_Base"
    assert caller.get(f"{POLICIES}/b2c_1a_base")["id"] == "B2C_1A_Base"
    content = caller.send("GET", f"{POLICIES}/B2C_1A_Base/$value")
    assert (content.headers["content-type"], content.body) == ("application/xml", XML)


def test_content_is_put_where_none_is_and_in_the_place_of_what_is(inside: Caller) -> None:
    path = f"{POLICIES}/B2C_1A_Base/$value"
    assert inside.send("PUT", path, XML, content_type="application/xml").status == 201
    assert inside.send("PUT", path, XML + b"\n", content_type="application/xml").status == 200
    assert inside.send("GET", path).body == XML + b"\n"


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"no xml",
        b"<TrustFrameworkPolicy/>",
        b"<Other PolicyId='B2C_1A_Base'/>",
        b"<TrustFrameworkPolicy PolicyId='B2C_1A_Other'/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><TrustFrameworkPolicy PolicyId="B2C_1A_Base">&b;</TrustFrameworkPolicy>',
        b"<?xml version='1.0' encoding='nonsense'?><TrustFrameworkPolicy PolicyId='B2C_1A_Base'/>",
    ],
)
def test_content_that_is_no_policy_of_that_name_is_400(inside: Caller, xml: bytes) -> None:
    response = inside.send("PUT", f"{POLICIES}/B2C_1A_Base/$value", xml, content_type="application/xml")
    assert response.status == 400
    assert inside.send("GET", f"{POLICIES}/B2C_1A_Base").status == 404


def test_page_of_a_language_keeps_its_content_and_type(inside: Caller) -> None:
    languages = "/identity/b2xUserFlows/B2X_1_signup/languages"
    inside.post(languages, {"id": "fr"})
    inside.post(f"{languages}/fr/overridesPages", {"id": "idpselections"})
    path = f"{languages}/fr/overridesPages/idpselections/$value"
    assert inside.send("GET", path).status == 404
    assert inside.send("PUT", path, b"\x00{}", content_type="application/json;odata=x").status == 204
    content = inside.send("GET", path)
    assert content.body == b"\x00{}"
    inside.delete(path)
    assert inside.send("GET", path).status == 404

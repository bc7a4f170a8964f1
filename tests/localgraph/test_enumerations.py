"""Values of enumerations: one member, several in one text where the enumeration takes several, nothing else."""

import pytest
from graph_world import Caller

TEMPLATE = "/policies/crossTenantAccessPolicy/templates/multiTenantOrganizationPartnerConfiguration"
POLICIES = "/policies/authenticationStrengthPolicies"
ATTRIBUTES = "/identity/userFlowAttributes"
POLICY = {"displayName": "Strong", "allowedCombinations": ["fido2"]}


@pytest.mark.parametrize(
    ("given", "kept"),
    [("newPartners", "newPartners"), ("NEWPARTNERS", "newPartners"), ("none, newPartners", "none,newPartners")],
)
def test_enumeration_of_flags_takes_one_or_several_when_written_as_one_text(
    inside: Caller, given: str, kept: str
) -> None:
    inside.send("PATCH", TEMPLATE, {"templateApplicationLevel": given})
    assert inside.get(TEMPLATE)["templateApplicationLevel"] == kept


@pytest.mark.parametrize("given", ["", "newPartners,", "newPartners,never", ["newPartners"], 2])
def test_enumeration_of_flags_refuses_what_is_no_member(inside: Caller, given: object) -> None:
    assert inside.send("PATCH", TEMPLATE, {"templateApplicationLevel": given}).status == 400


@pytest.mark.parametrize("given", [["fido2"], ["fido2", "windowsHelloForBusiness"], ["password,sms", "fido2"]])
def test_collection_of_flags_takes_several_texts_of_one_or_several_when_written(
    inside: Caller, given: list[str]
) -> None:
    assert inside.post(POLICIES, {**POLICY, "allowedCombinations": given})["allowedCombinations"] == given


def test_plain_enumeration_refuses_two_members_in_one_text(inside: Caller) -> None:
    attribute = {"displayName": "Shoe size", "dataType": "string"}
    assert inside.send("POST", ATTRIBUTES, {**attribute, "dataType": "string,int64"}).status == 400
    inside.post(ATTRIBUTES, attribute)

"""Values of enumerations: one member, several in one text where the enumeration takes several, nothing else."""

import pytest
from graph_world import Caller

POLICIES = "/policies/authenticationStrengthPolicies"


@pytest.mark.parametrize(("given", "kept"), [("mfa", "mfa"), ("MFA", "mfa"), ("none, mfa", "none,mfa")])
def test_enumeration_of_flags_takes_one_or_several_when_written_as_one_text(
    inside: Caller, given: str, kept: str
) -> None:
    policy = inside.post(POLICIES, {"displayName": "Strong", "requirementsSatisfied": given})
    assert inside.get(f"{POLICIES}/{policy['id']}")["requirementsSatisfied"] == kept


@pytest.mark.parametrize("given", ["", "mfa,", "mfa,never", ["mfa"], 2])
def test_enumeration_of_flags_refuses_what_is_no_member(inside: Caller, given: object) -> None:
    body = {"displayName": "Strong", "requirementsSatisfied": given}
    assert inside.send("POST", POLICIES, body).status == 400


def test_plain_enumeration_refuses_two_members_in_one_text(inside: Caller) -> None:
    assert inside.send("POST", POLICIES, {"displayName": "Strong", "policyType": "builtIn,custom"}).status == 400

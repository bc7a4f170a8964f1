"""Conditional access, strengths, cross-tenant access, user flows, providers: actions, seen by a second read."""

from typing import Any

import pytest
from graph_world import Caller

CA = "/identity/conditionalAccess"
POLICY = "ca000000-0000-4000-8000-000000000003"
PAYROLL = "ca000000-0000-4000-8000-000000000004"
PLACE = "8e000000-0000-4000-8000-000000000002"
STRENGTHS = "/policies/authenticationStrengthPolicies"
KEYS_ONLY = "8f000000-0000-4000-8000-000000000001"
BUILT_IN = "00000000-0000-0000-0000-000000000002"
XT = "/policies/crossTenantAccessPolicy"
FABRIKAM = "f1000000-0000-4000-8000-000000000001"
FIREWALL = "f3000000-0000-4000-8000-000000000001"
DEE, AMY = "5a000000-0000-4000-8000-000000000004", "5a000000-0000-4000-8000-000000000001"
SHAREPOINT = "00000003-0000-0ff1-ce00-000000000000"


# -- conditional access --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("live", "restore"),
    [
        (f"{CA}/policies/{POLICY}", f"{CA}/deletedItems/policies/{POLICY}/restore"),
        (f"{CA}/policies/{POLICY}", f"/policies/conditionalAccessPolicies/{POLICY}/restore"),
        (f"{CA}/policies/{POLICY}", f"{CA}/policies/{POLICY}/restore"),
        (f"{CA}/namedLocations/{PLACE}", f"{CA}/deletedItems/namedLocations/{PLACE}/restore"),
        (f"{CA}/namedLocations/{PLACE}", f"{CA}/namedLocations/{PLACE}/restore"),
    ],
)
def test_deleted_thing_is_restored_as_it_was(sample: Caller, live: str, restore: str) -> None:
    before = sample.get(live)
    assert sample.error("POST", restore)[0] in (404, 409)  # nothing is deleted yet
    sample.delete(live)
    assert sample.error("GET", live)[0] == 404
    restored = sample.post(restore, None, status=200)
    assert restored["id"] == before["id"] and restored["deletedDateTime"] is None
    assert sample.get(live) == before
    assert sample.error("POST", restore)[0] in (404, 409)


def test_restore_needs_the_permission_to_change(sample: Caller) -> None:
    sample.delete(f"{CA}/policies/{POLICY}")
    path = f"{CA}/deletedItems/policies/{POLICY}/restore"
    assert sample.as_app("Policy.Read.All").error("POST", path)[0] == 403
    assert sample.as_app("Policy.ReadWrite.ConditionalAccess").send("POST", path).status == 200


def what_if(caller: Caller, user: str = DEE, *, applied: bool = False, **conditions: Any) -> dict[str, str]:
    body = {
        "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": user},
        "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [SHAREPOINT]},
        "signInConditions": {
            "clientAppType": "browser",
            "userRiskLevel": "none",
            "country": "FR",
            "ipAddress": "203.0.113.7",
            **conditions,
        },
        "appliedPoliciesOnly": applied,
    }
    found = caller.post(f"{CA}/evaluate", body, status=200)["value"]
    assert all(one["policyApplies"] == (one["analysisReasons"] == "notSet") for one in found)
    return {one["displayName"]: one["analysisReasons"] for one in found}


def test_what_if_tells_why_a_policy_does_not_apply(sample: Caller) -> None:
    found = what_if(sample)
    assert found["Two factors for administrators"] == "notSet"
    assert found["No legacy authentication"] == "clientApps"
    assert found["Nobody from where we do no business"] == "location"
    assert found["Keys for payroll"] == "users,application"
    assert found["New password at high risk"] == "userRisk"
    assert "policyNotEnabled" in found["Workloads from outside"]


def test_what_if_asks_the_directory_for_roles_and_groups(sample: Caller) -> None:
    assert "Two factors for administrators" not in what_if(sample, AMY, applied=True)
    assert "users" not in what_if(sample, AMY)["Keys for payroll"].split(",")
    assert "Two factors for administrators" not in what_if(sample, "nobody-known", applied=True)


def test_what_if_follows_a_changed_policy(sample: Caller) -> None:
    assert what_if(sample, applied=True) == {"Two factors for administrators": "notSet"}
    assert "Nobody from where we do no business" in what_if(sample, applied=True, country="KP")
    sample.patch(f"{CA}/policies/{POLICY}", {"state": "disabled"})
    assert "Nobody from where we do no business" not in what_if(sample, applied=True, country="KP")


def test_what_if_of_a_workload(sample: Caller) -> None:
    sample.patch(f"{CA}/policies/ca000000-0000-4000-8000-000000000006", {"state": "enabled"})
    body = {
        "signInIdentity": {"@odata.type": "#microsoft.graph.servicePrincipalSignIn", "servicePrincipalId": "s"},
        "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [SHAREPOINT]},
        "signInConditions": {"ipAddress": "203.0.113.7"},
        "appliedPoliciesOnly": True,
    }
    (applied,) = sample.post(f"{CA}/evaluate", body, status=200, version="v1.0")["value"]
    assert applied["displayName"] == "Workloads from outside" and applied["grantControls"]["builtInControls"] == [
        "block"
    ]


@pytest.mark.parametrize("missing", ["signInIdentity", "signInContext", "signInConditions"])
def test_what_if_needs_all_three(sample: Caller, missing: str) -> None:
    body = {
        "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": DEE},
        "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [SHAREPOINT]},
        "signInConditions": {"country": "FR"},
    }
    del body[missing]
    assert sample.error("POST", f"{CA}/evaluate", body)[0] == 400
    assert (
        sample.error("POST", f"{CA}/evaluate", {**body, missing: {"@odata.type": "#microsoft.graph.other"}})[0] == 400
    )


# -- authentication strengths --------------------------------------------------------------------------------------------


def test_combinations_are_changed_and_the_change_is_told(sample: Caller) -> None:
    path = f"{STRENGTHS}/{KEYS_ONLY}"
    body = {"allowedCombinations": ["fido2", "password, voice"]}
    told = sample.post(f"{path}/updateAllowedCombinations", body, status=200)
    assert told["previousCombinations"] == ["fido2"]
    assert told["currentCombinations"] == ["fido2", "password,voice"]
    assert told["conditionalAccessReferences"] == [PAYROLL]
    assert told["additionalInformation"] is None  # both are two factors
    shown = sample.get(f"{CA}/authenticationStrength/policies/{KEYS_ONLY}", version="v1.0")
    assert (shown["allowedCombinations"], shown["requirementsSatisfied"]) == (["fido2", "password,voice"], "mfa")
    told = sample.post(f"{path}/updateAllowedCombinations", {"allowedCombinations": ["password"]}, status=200)
    assert told["additionalInformation"] and sample.get(path)["requirementsSatisfied"] == "none"


@pytest.mark.parametrize(
    "body", [{}, {"allowedCombinations": []}, {"allowedCombinations": ["nonsense"]}, {"allowedCombinations": "sms"}]
)
def test_bad_combinations_are_refused(sample: Caller, body: dict[str, Any]) -> None:
    assert sample.error("POST", f"{STRENGTHS}/{KEYS_ONLY}/updateAllowedCombinations", body)[0] == 400
    assert sample.get(f"{STRENGTHS}/{KEYS_ONLY}")["allowedCombinations"] == ["fido2"]


def test_built_in_strength_is_not_changed(sample: Caller) -> None:
    body = {"allowedCombinations": ["fido2"]}
    assert sample.error("POST", f"{STRENGTHS}/{BUILT_IN}/updateAllowedCombinations", body)[0] == 400
    assert sample.error("POST", f"{STRENGTHS}/nobody/updateAllowedCombinations", body)[0] == 404


@pytest.mark.parametrize(
    "root", [STRENGTHS, f"{CA}/authenticationStrength/policies", f"{CA}/authenticationStrengths/policies"]
)
def test_usage_follows_the_policies(sample: Caller, root: str) -> None:
    usage = sample.get(f"{root}/{KEYS_ONLY}/usage")
    assert ([one["id"] for one in usage["none"]], usage["mfa"]) == ([PAYROLL], [])
    controls = {"operator": "OR", "builtInControls": ["mfa"], "authenticationStrength": {"id": KEYS_ONLY}}
    sample.patch(f"{CA}/policies/{PAYROLL}", {"grantControls": controls})
    assert [one["id"] for one in sample.get(f"{root}/{KEYS_ONLY}/usage()")["mfa"]] == [PAYROLL]
    sample.delete(f"{CA}/policies/{PAYROLL}")
    assert sample.get(f"{root}/{KEYS_ONLY}/usage")["mfa"] == []


def test_strengths_are_found_by_mode(sample: Caller) -> None:
    def found(modes: str) -> set[str]:
        answer = sample.get(f"{STRENGTHS}/findByMethodMode(authenticationMethodModes={modes})")
        return {one["displayName"] for one in answer["value"]}

    assert found('["sms"]') == {"Multifactor authentication"}
    assert found('["password","sms"]') == {"Multifactor authentication"}
    assert "Keys only" in found('["fido2"]') and len(found('["fido2"]')) == 4
    assert found('["email"]') == set()
    assert sample.error("GET", f"{STRENGTHS}/findByMethodMode(authenticationMethodModes=[])")[0] == 400


def test_policies_found_by_mode_take_the_options_of_a_list(sample: Caller) -> None:
    keys = f'{STRENGTHS}/findByMethodMode(authenticationMethodModes=["fido2"])'
    answer = sample.get(
        f"{keys}?$select=displayName&$orderby=displayName desc&$top=2&$count=true&$filter=policyType eq 'builtIn'"
    )
    names = [one["displayName"] for one in answer["value"]]
    assert len(names) == 2 and names == sorted(names, reverse=True)
    assert all(set(one) <= {"id", "displayName"} for one in answer["value"])
    assert answer["@odata.count"] == 3 and "@odata.nextLink" in answer
    assert len(sample.get(answer["@odata.nextLink"].partition("/beta")[2])["value"]) == 1
    assert sample.error("GET", f"{keys}?$filter=nothing eq 1")[0] == 400


def test_kinds_of_provider_are_counted_and_paged(sample: Caller) -> None:
    answer = sample.get("/identity/identityProviders/availableProviderTypes()?$top=2&$skip=1&$count=true")
    assert answer["value"] == ["EmailOTP", "Facebook"] and answer["@odata.count"] == 4


@pytest.mark.parametrize("option", ["$filter=a eq 1", "$select=id", "$top=1"])
def test_an_option_that_would_be_passed_over_is_refused(sample: Caller, option: str) -> None:
    one = f"{STRENGTHS}/00000000-0000-0000-0000-000000000002"
    assert sample.error("GET", f"{one}/usage()?{option}")[0] == 400
    assert sample.error("DELETE", f"{one}?{option}")[0] == 400


# -- cross-tenant access -------------------------------------------------------------------------------------------------


def test_changed_default_is_the_tenants_own_until_it_is_reset(caller: Caller) -> None:
    before = caller.get(f"{XT}/default")
    assert before["isServiceDefault"] is True
    caller.patch(f"{XT}/default", {"inboundTrust": {"isMfaAccepted": True}})
    changed = caller.get(f"{XT}/default")
    assert changed["isServiceDefault"] is False and changed["inboundTrust"]["isMfaAccepted"] is True
    assert changed["inboundTrust"]["isCompliantDeviceAccepted"] is False
    assert caller.send("POST", f"{XT}/default/resetToSystemDefault", version="v1.0").status == 204
    assert caller.get(f"{XT}/default") == before


def test_change_that_is_tied_to_an_etag_is_refused(sample: Caller) -> None:
    tag = {"if_match": '"1"'}
    assert sample.error("PATCH", f"{XT}/default", {"inboundTrust": {"isMfaAccepted": True}}, **tag)[0] == 412
    assert sample.error("DELETE", f"{XT}/partners/{FABRIKAM}/identitySynchronization", **tag)[0] == 412
    assert sample.error("PATCH", "/trustFramework/keySets/B2C_1A_FacebookSecret", {"keys": []}, **tag)[0] == 412
    assert sample.get(f"{XT}/default")["isServiceDefault"] is True


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("multiTenantOrganizationPartnerConfiguration", {"automaticUserConsentSettings": {"inboundAllowed": True, "outboundAllowed": True}}),
        ("multiTenantOrganizationIdentitySynchronization", {"userSyncInbound": {"isSyncAllowed": True}}),
    ],
)  # fmt: skip
def test_template_is_reset(inside: Caller, name: str, change: dict[str, Any]) -> None:
    path = f"{XT}/templates/{name}"
    before = inside.get(path)
    inside.patch(path, change)
    assert inside.get(path) != before
    assert inside.send("POST", f"{path}/resetToDefaultSettings").status == 204
    assert inside.get(path) == before


@pytest.mark.parametrize(
    "restore", [f"/policies/deletedItems/crossTenantPartners/{FABRIKAM}", f"{XT}/partners/{FABRIKAM}"]
)
def test_partner_is_restored_with_its_synchronization(sample: Caller, restore: str) -> None:
    path = f"{XT}/partners/{FABRIKAM}"
    before = sample.get(path)
    sample.delete(path)
    assert (
        sample.get(f"/policies/deletedItems/crossTenantPartners/{FABRIKAM}")["deletedDateTime"]
        == "2026-06-01T12:00:00Z"
    )
    assert sample.error("GET", f"{path}/identitySynchronization")[0] == 404
    assert sample.post(f"{restore}/restore", None, status=200)["tenantId"] == FABRIKAM
    assert sample.get(path) == before
    assert sample.get(f"{path}/identitySynchronization")["userSyncInbound"] == {"isSyncAllowed": True}


@pytest.mark.parametrize(
    "restore",
    [
        f"/policies/deletedItems/crossTenantSyncPolicyPartners/{FABRIKAM}",
        f"{XT}/partners/{FABRIKAM}/identitySynchronization",
    ],
)
def test_synchronization_is_deleted_and_restored_alone(sample: Caller, restore: str) -> None:
    path = f"{XT}/partners/{FABRIKAM}/identitySynchronization"
    before = sample.get(path)
    sample.delete(path)
    assert sample.error("GET", path)[0] == 404
    buried = sample.get(f"/policies/deletedItems/crossTenantSyncPolicyPartners/{FABRIKAM}")
    assert buried["deletedDateTime"] and buried["displayName"] == "Fabrikam"
    assert sample.post(f"{restore}/restore", None, status=200)["userSyncInbound"] == {"isSyncAllowed": True}
    assert sample.get(path) == before
    assert sample.error("POST", f"{restore}/restore")[0] == 404


def test_synchronization_needs_its_partner_to_come_back(sample: Caller) -> None:
    sample.delete(f"{XT}/partners/{FABRIKAM}/identitySynchronization")
    sample.delete(f"{XT}/partners/{FABRIKAM}")
    restore = f"/policies/deletedItems/crossTenantSyncPolicyPartners/{FABRIKAM}/restore"
    assert sample.error("POST", restore)[0] == 404
    assert sample.send("POST", f"/policies/deletedItems/crossTenantPartners/{FABRIKAM}/restore").status == 200
    assert sample.send("POST", restore).status == 200


# -- user flows ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flow", ["/identity/b2xUserFlows/B2X_1_partners", "/identity/b2cUserFlows/B2C_1_customers"])
def test_order_of_attributes_is_set_and_read(sample: Caller, flow: str) -> None:
    path = f"{flow}/userAttributeAssignments"
    every = ["City", "DisplayName", "Email", "extension_5a1e_ShoeSize"]
    assert sample.get(f"{path}/getOrder")["order"] == every
    body = {"newAssignmentOrder": {"order": ["extension_5a1e_shoesize", "Email"]}}
    assert sample.send("POST", f"{path}/setOrder", body).status == 204
    assert sample.get(f"{path}/getOrder()")["order"] == ["extension_5a1e_ShoeSize", "Email", "City", "DisplayName"]
    sample.delete(f"{path}/Email")
    assert sample.get(f"{path}/getOrder")["order"] == ["extension_5a1e_ShoeSize", "City", "DisplayName"]


@pytest.mark.parametrize("order", [None, [], ["Nothing"], ["City", "city"], "City"])
def test_bad_order_is_refused(sample: Caller, order: Any) -> None:
    path = "/identity/b2xUserFlows/B2X_1_partners/userAttributeAssignments"
    assert sample.error("POST", f"{path}/setOrder", {"newAssignmentOrder": {"order": order}})[0] == 400
    assert sample.error("POST", f"{path}/setOrder", {})[0] == 400
    assert sample.get(f"{path}/getOrder")["order"][0] == "City"


def test_order_goes_with_its_flow(sample: Caller) -> None:
    flow = "/identity/b2xUserFlows/B2X_1_partners"
    body = {"newAssignmentOrder": {"order": ["Email"]}}
    assert sample.send("POST", f"{flow}/userAttributeAssignments/setOrder", body).status == 204
    sample.delete(flow)
    assert sample.error("GET", f"{flow}/userAttributeAssignments/getOrder")[0] == 404
    store = sample.graph._parts.open_tenant(sample.graph.tenant_id)
    assert store.read(f"{flow.lower()}/userattributeorder") is None


# -- providers -----------------------------------------------------------------------------------------------------------


def test_kinds_of_provider_are_those_of_the_pages(inside: Caller) -> None:
    answer = inside.get("/identity/identityProviders/availableProviderTypes")
    assert answer["@odata.context"].endswith("$metadata#Collection(Edm.String)")
    assert answer["value"] == ["MicrosoftAccount", "EmailOTP", "Facebook", "Google"]
    assert "WeChat" in inside.get("/identityProviders/availableProviderTypes()", version="v1.0")["value"]


EXTENSIONS = "/identity/customAuthenticationExtensions"


def validated(
    caller: Caller, resource_id: str, url: str = "https://claims.contoso.example/x"
) -> tuple[set[str], set[str]]:
    body = {
        "endpointConfiguration": {"@odata.type": "#microsoft.graph.httpRequestEndpoint", "targetUrl": url},
        "authenticationConfiguration": {
            "@odata.type": "#microsoft.graph.azureAdTokenAuthentication",
            "resourceId": resource_id,
        },
    }
    answer = caller.post(f"{EXTENSIONS}/validateAuthenticationConfiguration", body, status=200)
    return {one["code"] for one in answer["errors"]}, {one["code"] for one in answer["warnings"]}


def test_configuration_of_an_extension_is_validated(sample: Caller) -> None:
    receive = "CustomAuthenticationExtension.Receive.Payload"
    good, bare = sample.graph.add_app([receive]), sample.graph.add_app([])
    missing = "PermissionNotGrantedToServicePrincipal"
    assert validated(sample, f"api://claims.contoso.example/{good}") == (set(), set())
    assert validated(sample, f"api://claims.contoso.example/{bare}") == (set(), {missing})
    assert validated(sample, f"api://other.example/{good}") == ({"DomainNameDoesNotMatch"}, set())
    assert validated(sample, "api://claims.contoso.example/x")[0] == {
        "IncorrectResourceIdFormat",
        "ServicePrincipalNotFound",
    }
    assert validated(sample, f"api://claims.contoso.example/{good}", "https://[")[0] == {"DomainNameDoesNotMatch"}


def test_extension_that_is_kept_is_validated(sample: Caller) -> None:
    path = f"{EXTENSIONS}/e1000000-0000-4000-8000-000000000001/validateAuthenticationConfiguration"
    assert [one["code"] for one in sample.post(path, None, status=200)["errors"]] == ["ServicePrincipalNotFound"]
    sample.graph.add_app([], client_id="e2000000-0000-4000-8000-000000000001")
    assert sample.post(path, None, status=200)["errors"] == []
    assert sample.error("POST", f"{EXTENSIONS}/nobody/validateAuthenticationConfiguration")[0] == 404
    assert sample.error("POST", f"{EXTENSIONS}/validateAuthenticationConfiguration", {})[0] == 400


def test_verification_of_a_firewall_is_kept(sample: Caller) -> None:
    path = f"/identity/riskPrevention/webApplicationFirewallProviders/{FIREWALL}/verify"
    made = sample.post(path, {"hostName": "www.contoso.example"}, status=200)
    assert (made["verifiedHost"], made["providerType"]) == ("www.contoso.example", "cloudflare")
    kept = f"/identity/riskPrevention/webApplicationFirewallVerifications/{made['id']}"
    assert sample.get(kept)["verificationResult"]["status"] == "success"
    assert sample.get(f"{kept}/provider")["id"] == FIREWALL
    for host in ("", "not a host", "-x.example", "a." * 130 + "example", "localhost"):
        assert sample.error("POST", path, {"hostName": host})[0] == 400

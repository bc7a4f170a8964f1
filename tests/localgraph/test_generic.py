"""What the generic handlers do with any resource: create, read, change, delete, and what they refuse."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import RFC_4122, UUID

import pytest
from graph_world import Caller

from graphkey.localgraph.resources.changes import restore
from graphkey.localgraph.storage.store import TenantStore
from graphkey.wire import Document

POLICIES = "/identity/conditionalAccess/policies"
LOCATIONS = "/identity/conditionalAccess/namedLocations"
STRENGTHS = "/policies/authenticationStrengthPolicies"
PARTNERS = "/policies/crossTenantAccessPolicy/partners"
PROVIDERS = "/identity/identityProviders"
TENANT = "4a12efe6-aa14-4d03-8dff-88fc89e2e2ad"
GROUP = "2441b489-4f12-4882-b039-8f6006bd66da"
POLICY = {
    "displayName": "MFA",
    "state": "enabled",
    "conditions": {"clientAppTypes": ["all"], "applications": {"includeApplications": ["All"]}, "users": {}},
    "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
}
GOOGLE = {
    "@odata.type": "microsoft.graph.socialIdentityProvider",
    "displayName": "Google",
    "identityProviderType": "Google",
    "clientId": "id",
    "clientSecret": "canary-7f3a",
}


def _store(caller: Caller) -> TenantStore:
    return caller.graph._parts.open_tenant(caller.graph.tenant_id)


def _policy(caller: Caller, **values: Any) -> str:
    return str(caller.post(POLICIES, {**POLICY, **values})["id"])


def _user(caller: Caller, name: str = "adele@contoso.example") -> str:
    key = "87d349ed-44d7-43e1-9a83-5f2406dee5bd"
    with _store(caller).writing() as writer:
        writer.put(f"/users/{key}", {"@odata.type": "#microsoft.graph.user", "id": key, "userPrincipalName": name})
        writer.link(f"/users/{name.replace('@', '%40')}", f"/users/{key}")
    return key


# -- create and read -----------------------------------------------------------------------------------------------------


def test_created_member_is_read_at_its_location(caller: Caller) -> None:
    response = caller.send("POST", POLICIES, POLICY)
    assert response.status == 201
    made = response.json()
    assert response.headers["location"] == f"{caller.origin}/beta{POLICIES}/{made['id']}"
    assert caller.get(f"{POLICIES}/{made['id']}")["displayName"] == "MFA"


def test_member_is_the_same_when_read_in_the_other_version_by_the_other_path(inside: Caller) -> None:
    key = _policy(inside)
    other = inside.get(f"/policies/conditionalAccessPolicies/{key}", version="v1.0")
    assert (other["id"], other["state"]) == (key, "enabled")


def test_answer_shows_what_was_not_given_as_null_or_empty(inside: Caller) -> None:
    made = inside.post(POLICIES, POLICY, version="v1.0")
    assert made["sessionControls"] is None
    assert made["modifiedDateTime"] is None
    assert made["conditions"]["platforms"] is None
    assert made["conditions"]["users"]["includeGroups"] == []
    assert made["createdDateTime"] == "2026-06-01T12:00:00Z"


def test_id_of_a_body_is_ignored_when_the_service_gives_ids(inside: Caller) -> None:
    assert inside.post(POLICIES, {**POLICY, "id": "mine"})["id"] != "mine"


def test_id_of_a_body_is_kept_when_callers_name_things(inside: Caller) -> None:
    collection = "/identity/conditionalAccess/authenticationContextClassReferences"
    assert inside.post(collection, {"id": "c1", "displayName": "Strict"})["id"] == "c1"
    assert inside.error("POST", collection, {"id": "C1", "displayName": "Again"})[:2] == (409, "Conflict")


def test_key_that_is_no_id_is_demanded(inside: Caller) -> None:
    status, _, message = inside.error("POST", PARTNERS, {})
    assert (status, message.startswith("The property 'tenantId' is required")) == (400, True)
    inside.post(PARTNERS, {"tenantId": TENANT})
    assert inside.get(f"{PARTNERS}/{TENANT.upper()}")["tenantId"] == TENANT


def test_tenant_that_is_a_member_already_is_refused_as_its_page_has_it(inside: Caller) -> None:
    collection = "/tenantRelationships/multiTenantOrganization/tenants"
    made = inside.post(collection, {"tenantId": TENANT, "displayName": "Fabrikam"}, version="v1.0")
    assert (made["role"], made["state"], made["addedDateTime"]) == ("member", "pending", "2026-06-01T12:00:00Z")
    assert inside.error("POST", collection, {"tenantId": TENANT, "displayName": "Again"}) == (
        400,
        "Request_BadRequest",
        "Tenant is already being added in Multi-Tenant Organization.",
    )
    assert inside.get(f"{collection}/{TENANT}")["displayName"] == "Fabrikam"


def test_key_with_a_slash_and_beyond_ascii_is_one_segment(inside: Caller) -> None:
    collection = "/policies/permissionGrantPolicies"
    inside.post(collection, {"id": "é/ü ?#", "displayName": "odd"})
    assert inside.get(f"{collection}/%C3%A9%2F%C3%BC%20%3F%23")["id"] == "é/ü ?#"
    assert inside.get(f"{collection}('%C3%A9%2F%C3%BC%20%3F%23')")["displayName"] == "odd"


def test_relationship_is_shown_unasked_when_the_pages_show_it(inside: Caller) -> None:
    collection = "/policies/permissionGrantPolicies"
    inside.post(collection, {"id": "mine", "displayName": "Mine", "includes": [{"permissionType": "delegated"}]})
    shown = inside.get(f"{collection}/mine")
    assert ([one["permissionType"] for one in shown["includes"]], shown["excludes"]) == (["delegated"], [])
    assert "includes" not in inside.get(f"{collection}/mine?$select=displayName")
    policy = inside.get("/policies/authenticationMethodsPolicy", version="v1.0")
    assert "Email" in [one["id"] for one in policy["authenticationMethodConfigurations"]]


def test_contained_things_of_a_body_are_kept_below_it(inside: Caller) -> None:
    flow = inside.post(
        "/identity/authenticationEventsFlows",
        {
            "@odata.type": "#microsoft.graph.externalUsersSelfServiceSignUpEventsFlow",
            "displayName": "Sign up",
            "conditions": {"applications": {"includeApplications": [{"appId": TENANT}]}},
        },
    )
    assert flow["priority"] == 500
    assert "includeApplications" not in flow["conditions"]["applications"]
    path = f"/identity/authenticationEventsFlows/{flow['id']}/conditions/applications/includeApplications"
    assert [one["appId"] for one in inside.get(path)["value"]] == [TENANT]


def test_reference_in_a_body_becomes_a_link_when_it_names_what_is_there(inside: Caller) -> None:
    provider = inside.post(PROVIDERS, GOOGLE)["id"]
    url = f"https://graph.microsoft.com/v1.0/identity/identityProviders/{provider}"
    flow = {"id": "linked", "userFlowType": "signUpOrSignIn", "userFlowTypeVersion": 1}
    inside.post("/identity/b2xUserFlows", {**flow, "userFlowIdentityProviders@odata.bind": [url]})
    found = inside.get("/identity/b2xUserFlows/B2X_1_linked/userFlowIdentityProviders")["value"]
    assert [one["id"] for one in found] == [provider]


def test_contained_thing_is_refused_when_it_is_given_by_reference(inside: Caller) -> None:
    body = {
        "id": "bound",
        "includes@odata.bind": ["https://graph.microsoft.com/v1.0/policies/permissionGrantPolicies/x"],
    }
    assert inside.error("POST", "/policies/permissionGrantPolicies", body)[0] == 400
    assert inside.send("GET", "/policies/permissionGrantPolicies/bound").status == 404


def test_what_is_not_there_is_named_as_it_was_meant(inside: Caller) -> None:
    message = inside.error("GET", "/policies/permissionGrantPolicies/a%2Fb%20c")[2]
    assert message == "Resource 'a/b c' does not exist."


def test_nothing_is_kept_when_a_reference_of_a_body_leads_nowhere(inside: Caller) -> None:
    flow = {"id": "broken", "userFlowType": "signUpOrSignIn", "userFlowTypeVersion": 1}
    body = {**flow, "userFlowIdentityProviders": [{"id": "not-there"}]}
    assert inside.send("POST", "/identity/b2xUserFlows", body).status == 404
    assert inside.send("GET", "/identity/b2xUserFlows/B2X_1_broken").status == 404


# -- change --------------------------------------------------------------------------------------------------------------


def test_change_leaves_what_it_does_not_name(caller: Caller) -> None:
    key = _policy(caller)
    caller.patch(f"{POLICIES}/{key}", {"conditions": {"users": {"includeUsers": ["All"]}}, "grantControls": None})
    changed = caller.get(f"{POLICIES}/{key}")
    assert changed["conditions"]["users"]["includeUsers"] == ["All"]
    assert changed["conditions"]["applications"]["includeApplications"] == ["All"]
    assert changed["grantControls"] is None
    assert changed["modifiedDateTime"] == "2026-06-01T12:00:00Z"


def test_change_answers_the_document_when_that_is_preferred(inside: Caller) -> None:
    key = _policy(inside)
    response = inside.send("PATCH", f"{POLICIES}/{key}", {"state": "disabled"}, prefer="return=representation")
    assert (response.status, response.json()["state"]) == (200, "disabled")


def test_change_of_the_key_is_refused(inside: Caller) -> None:
    inside.post(PARTNERS, {"tenantId": TENANT})
    status, _, message = inside.error("PATCH", f"{PARTNERS}/{TENANT}", {"tenantId": GROUP})
    assert (status, message) == (400, "The property 'tenantId' cannot be changed.")


def test_change_tied_to_an_etag_is_refused_since_nothing_has_one(inside: Caller) -> None:
    key = _policy(inside)
    assert inside.error("PATCH", f"{POLICIES}/{key}", {}, if_match='W/"1"')[:2] == (412, "PreconditionFailed")
    assert inside.send("DELETE", f"{POLICIES}/{key}", if_match="*").status == 204


def test_single_thing_can_be_put_and_is_404_before_and_after(inside: Caller) -> None:
    path = f"{PARTNERS}/{TENANT}/identitySynchronization"
    inside.post(PARTNERS, {"tenantId": TENANT})
    assert inside.send("GET", path).status == 404
    assert (
        inside.send("PUT", path, {"displayName": "Fabrikam", "userSyncInbound": {"isSyncAllowed": True}}).status == 204
    )
    assert inside.get(path)["userSyncInbound"]["isSyncAllowed"] is True
    inside.delete(path)
    assert inside.send("GET", path).status == 404


def test_singleton_is_there_from_the_start_and_after_its_deletion(caller: Caller) -> None:
    path = "/policies/adminConsentRequestPolicy"
    first = caller.get(path)
    caller.patch(path, {"requestDurationInDays": 5})
    assert caller.get(path)["requestDurationInDays"] == 5
    caller.delete(path)
    assert caller.get(path) == first


def test_complex_value_is_changed_inside_its_document(inside: Caller) -> None:
    path = f"/users/{_user(inside)}/authentication"
    inside.patch(f"{path}/signInPreferences", {"isSystemPreferredAuthenticationMethodEnabled": True})
    inside.patch(f"{path}/requirements", {"perUserMfaState": "enforced"})
    shown = inside.get(path)
    assert shown["signInPreferences"]["isSystemPreferredAuthenticationMethodEnabled"] is True
    assert shown["requirements"] == {"perUserMfaState": "enforced"}


def test_built_in_strength_takes_no_change_and_no_deletion(inside: Caller) -> None:
    path = f"{STRENGTHS}/00000000-0000-0000-0000-000000000002"
    assert inside.error("PATCH", path, {"displayName": "x"})[0] == inside.error("DELETE", path)[0] == 400
    assert inside.error("DELETE", "/identity/userFlowAttributes/City")[0] == 400
    assert inside.get(path)["policyType"] == "builtIn"


def test_property_that_is_fixed_is_refused_when_it_would_change(inside: Caller) -> None:
    key = inside.post(STRENGTHS, {"displayName": "S", "allowedCombinations": ["fido2"]})["id"]
    status, _, message = inside.error("PATCH", f"{STRENGTHS}/{key}", {"allowedCombinations": ["sms"]})
    assert (status, message) == (400, "The property 'allowedCombinations' cannot be changed.")
    inside.patch(f"{STRENGTHS}/{key}", {"allowedCombinations": ["fido2"], "description": "same"})


# -- delete --------------------------------------------------------------------------------------------------------------


def test_deletion_takes_what_is_below(inside: Caller) -> None:
    key = inside.post(STRENGTHS, {"displayName": "S", "allowedCombinations": ["password,sms", "fido2"]})["id"]
    body = {"@odata.type": "#microsoft.graph.fido2CombinationConfiguration", "allowedAAGUIDs": [TENANT]}
    inner = inside.post(f"{STRENGTHS}/{key}/combinationConfigurations", body)["id"]
    inside.delete(f"{STRENGTHS}/{key}")
    path = f"{STRENGTHS}/{key}/combinationConfigurations"
    assert inside.send("GET", f"{path}/{inner}").status == inside.send("GET", path).status == 404


def test_deleted_policy_is_among_the_deleted_items_until_it_is_restored(inside: Caller) -> None:
    key = _policy(inside)
    inside.delete(f"{POLICIES}/{key}")
    assert inside.send("GET", f"{POLICIES}/{key}").status == 404
    deleted = inside.get(f"/identity/conditionalAccess/deletedItems/policies/{key}")
    assert (deleted["displayName"], deleted["deletedDateTime"]) == ("MFA", "2026-06-01T12:00:00Z")
    with _store(inside).writing() as writer:
        restore(writer, f"/identity/conditionalaccess/deleteditems/policies/{key}")
    assert inside.get(f"{POLICIES}/{key}")["deletedDateTime"] is None
    assert inside.send("GET", f"/identity/conditionalAccess/deletedItems/policies/{key}").status == 404


def test_partner_is_buried_with_its_synchronization(inside: Caller) -> None:
    inside.post(PARTNERS, {"tenantId": TENANT})
    inside.send("PUT", f"{PARTNERS}/{TENANT}/identitySynchronization", {"displayName": "Fabrikam"})
    inside.delete(f"{PARTNERS}/{TENANT}")
    buried = f"/policies/deletedItems/crossTenantPartners/{TENANT}/identitySynchronization"
    assert inside.get(buried)["displayName"] == "Fabrikam"


def test_second_deletion_is_404(inside: Caller) -> None:
    key = _policy(inside)
    inside.delete(f"{POLICIES}/{key}")
    assert inside.error("DELETE", f"{POLICIES}/{key}")[:2] == (404, "Request_ResourceNotFound")


# -- what is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_collection_below_what_is_not_there_is_404(inside: Caller, method: str) -> None:
    path = f"{STRENGTHS}/{GROUP}/combinationConfigurations"
    assert inside.send(method, path, {} if method == "POST" else None).status == 404


def test_user_that_the_directory_does_not_have_is_404(inside: Caller) -> None:
    assert inside.send("GET", "/users/nobody@contoso.example/authentication/methods").status == 404


def test_user_is_found_by_the_principal_name(inside: Caller) -> None:
    key = _user(inside)
    phone = {"phoneNumber": "+1 2065555555", "phoneType": "mobile"}
    made = inside.post("/users/adele@contoso.example/authentication/phoneMethods", phone)
    assert made["id"] == "3179e48a-750b-4051-897c-87b9720928f7"
    assert inside.get(f"/users/{key}/authentication/phoneMethods/$count".replace("/$count", ""))["value"] == [
        {name: value for name, value in made.items() if not name.startswith("@")}
    ]


def test_abstract_type_is_refused_without_the_name_of_a_real_one(inside: Caller) -> None:
    status, _, message = inside.error("POST", PROVIDERS, {"displayName": "x"})
    assert status == 400
    assert "'@odata.type' is needed" in message
    assert inside.error("POST", PROVIDERS, {"@odata.type": "#microsoft.graph.ipNamedLocation"})[0] == 400


def test_type_of_what_is_there_cannot_be_changed(inside: Caller) -> None:
    key = inside.post(PROVIDERS, GOOGLE)["id"]
    status, _, message = inside.error(
        "PATCH", f"{PROVIDERS}/{key}", {"@odata.type": "#microsoft.graph.appleManagedIdentityProvider"}
    )
    assert (status, "its type cannot be changed" in message) == (400, True)


def test_derived_type_is_said_in_lists_and_alone(inside: Caller) -> None:
    ranges = [{"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "12.34.221.11/22"}]
    body = {"@odata.type": "#microsoft.graph.ipNamedLocation", "displayName": "HQ", "ipRanges": ranges}
    made = inside.post(LOCATIONS, body)
    listed = inside.get(LOCATIONS)["value"][0]
    assert made["@odata.type"] == listed["@odata.type"] == "#microsoft.graph.ipNamedLocation"
    assert made["isTrusted"] is False
    assert listed["ipRanges"] == ranges


@pytest.mark.parametrize(
    "change, says",
    [
        ({"nonsense": 1}, "The property 'nonsense' does not exist on type 'microsoft.graph.oAuth2PermissionGrant'."),
        (
            {"startTime": "yesterday"},
            "The property 'startTime' must be a time with its offset, as 2026-01-31T12:00:00Z.",
        ),
        ({"startTime": "2026-02-30T00:00:00Z"}, "The property 'startTime' must be a time with its offset"),
        ({"startTime": "2026-02-03T00:00:00"}, "The property 'startTime' must be a time with its offset"),
        ({"clientId": 7}, "The property 'clientId' must be a text."),
        ({"clientId": "a", "CLIENTID": "b"}, "The property 'clientId' is given more than once."),
    ],
)
def test_body_that_its_type_does_not_have_is_400_that_names_the_property(
    inside: Caller, change: Document, says: str
) -> None:
    body = {"clientId": "a", "consentType": "AllPrincipals", "resourceId": "b", "scope": "User.Read"}
    status, _, message = inside.error("POST", "/oauth2PermissionGrants", {**body, **change})
    assert (status, message[: len(says)]) == (400, says)


def test_time_is_kept_in_utc(inside: Caller) -> None:
    body = {"clientId": "a", "consentType": "AllPrincipals", "resourceId": "b", "scope": "User.Read"}
    times = {"startTime": "2026-02-03T01:30:00.5+02:00", "expiryTime": "2027-02-03T01:30:00Z"}
    made = inside.post("/oauth2PermissionGrants", {**body, **times})
    assert made["startTime"] == "2026-02-02T23:30:00.5Z"


def test_flags_are_taken_together_and_spelled_as_the_type_has_them(inside: Caller) -> None:
    made = inside.post(STRENGTHS, {"displayName": "S", "allowedCombinations": ["PASSWORD, sms"]})
    assert made["allowedCombinations"] == ["password,sms"]
    assert inside.error("POST", STRENGTHS, {"displayName": "S", "allowedCombinations": ["password,nonsense"]})[0] == 400


def test_method_that_a_path_does_not_take_is_405_that_says_which_it_takes(caller: Caller) -> None:
    response = caller.send("PUT", f"{POLICIES}/{GROUP}", {})
    assert (response.status, response.headers["allow"]) == (405, "DELETE, GET, PATCH")


def test_operation_for_people_alone_takes_an_application_with_the_delegated_permission(inside: Caller) -> None:
    body = {"displayName": "f", "feature": "passthroughAuthentication", "isEnabled": True}
    assert inside.send("POST", "/policies/featureRolloutPolicies", body).status == 201
    assert inside.as_app("User.Read.All").send("POST", "/policies/featureRolloutPolicies", body).status == 403


def test_other_tenant_sees_nothing_of_it(inside: Caller) -> None:
    key = _policy(inside)
    tenant = inside.graph.add_tenant()
    app = inside.graph.add_app(["Policy.Read.All"], tenant_id=tenant)
    token = inside.graph.access_token(app, tenant_id=tenant).reveal()
    other = Caller(inside.transport, inside.origin, token, inside.graph, inside.clock)
    assert other.get(POLICIES)["value"] == []
    assert other.send("GET", f"{POLICIES}/{key}").status == 404


def test_one_of_many_wins_when_they_create_the_same_key_at_once(inside: Caller) -> None:
    def create(_: int) -> int:
        return inside.send("POST", PARTNERS, {"tenantId": TENANT}).status

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(create, range(16)))
    assert statuses == [201] + [409] * 15


# -- secrets -------------------------------------------------------------------------------------------------------------


def test_secret_is_in_no_answer_and_no_stored_document(inside: Caller) -> None:
    made = inside.send("POST", PROVIDERS, GOOGLE)
    key = made.json()["id"]
    read = inside.send("GET", f"{PROVIDERS}/{key}")
    assert b"canary" not in made.body + read.body + inside.send("GET", PROVIDERS).body
    assert read.json()["clientSecret"] == "******"
    path = f"{PROVIDERS.lower()}/{key}"
    assert "canary" not in str(_store(inside).read(path))
    sealed = _store(inside).box(path, "clientSecret")
    assert sealed is not None
    assert inside.graph._parts.vault.open(inside.graph.tenant_id, path, "clientSecret", sealed) == b"canary-7f3a"


@pytest.mark.parametrize("mask", ["****", "******"])
def test_mask_that_comes_back_leaves_the_secret(inside: Caller, mask: str) -> None:
    key = inside.post(PROVIDERS, GOOGLE)["id"]
    path = f"{PROVIDERS.lower()}/{key}"
    before = _store(inside).box(path, "clientSecret")
    inside.patch(f"{PROVIDERS}/{key}", {"clientSecret": mask, "displayName": "G"})
    assert _store(inside).box(path, "clientSecret") == before


def test_secret_that_is_set_to_null_is_gone(inside: Caller) -> None:
    key = inside.post(PROVIDERS, GOOGLE)["id"]
    inside.patch(f"{PROVIDERS}/{key}", {"clientSecret": None})
    assert inside.get(f"{PROVIDERS}/{key}")["clientSecret"] is None
    assert _store(inside).box(f"{PROVIDERS.lower()}/{key}", "clientSecret") is None


# -- collections that are made of others -----------------------------------------------------------------------------------


def test_methods_of_a_user_are_all_typed_ones(caller: Caller) -> None:
    base = f"/users/{_user(caller)}/authentication"
    phone = caller.post(f"{base}/phoneMethods", {"phoneNumber": "+1 2065555555", "phoneType": "mobile"})
    mail = caller.post(f"{base}/emailMethods", {"emailAddress": "adele@home.example"})
    found = caller.get(f"{base}/methods")["value"]
    assert {one["id"]: one["@odata.type"] for one in found} == {
        phone["id"]: "#microsoft.graph.phoneAuthenticationMethod",
        mail["id"]: "#microsoft.graph.emailAuthenticationMethod",
    }
    assert caller.get(f"{base}/methods/{mail['id']}")["emailAddress"] == "adele@home.example"


def test_member_of_a_union_goes_to_the_collection_of_its_type(inside: Caller) -> None:
    base = f"/users/{_user(inside)}/authentication"
    body = {"@odata.type": "#microsoft.graph.emailAuthenticationMethod", "emailAddress": "a@b.example"}
    key = inside.post(f"{base}/methods", body)["id"]
    assert inside.get(f"{base}/emailMethods/{key}")["emailAddress"] == "a@b.example"


def test_pages_of_a_union_neither_repeat_nor_miss(inside: Caller) -> None:
    base = f"/users/{_user(inside)}/authentication"
    made = {inside.post(f"{base}/emailMethods", {"emailAddress": f"{n}@b.example"})["id"] for n in range(3)}
    made.add(inside.post(f"{base}/phoneMethods", {"phoneNumber": "+1 2", "phoneType": "office"})["id"])
    seen: list[str] = []
    path: str | None = f"{base}/methods?$top=1"
    while path:
        page = inside.get(path)
        seen += [one["id"] for one in page["value"]]
        link = page.get("@odata.nextLink")
        path = None if link is None else link.removeprefix(f"{inside.origin}/beta")
    assert sorted(seen) == sorted(made)


def test_user_flows_of_both_kinds_are_listed_together(inside: Caller) -> None:
    inside.post("/identity/b2cUserFlows", {"id": "Customer", "userFlowType": "signUp", "userFlowTypeVersion": 3})
    found = {one["id"]: one["@odata.type"] for one in inside.get("/identity/userFlows")["value"]}
    assert found == {
        "B2C_1_Customer": "#microsoft.graph.b2cIdentityUserFlow",
        "B2X_1_signup": "#microsoft.graph.b2xIdentityUserFlow",
    }
    assert inside.get("/identity/userFlows/b2c_1_customer")["defaultLanguageTag"] == "en"


def test_built_in_member_comes_back_when_it_is_deleted(inside: Caller) -> None:
    path = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/Email"
    first = inside.get(path)
    inside.patch(path, {"@odata.type": "#microsoft.graph.emailAuthenticationMethodConfiguration", "state": "disabled"})
    assert inside.get(path)["state"] == "disabled"
    inside.delete(path)
    assert inside.get(path) == first
    listed = inside.get("/policies/authenticationMethodsPolicy/authenticationMethodConfigurations")["value"]
    assert "Email" in [one["id"] for one in listed]


def test_id_is_a_random_guid(inside: Caller) -> None:
    made = [UUID(_policy(inside)) for _ in range(8)]
    assert {(one.version, one.variant) for one in made} == {(4, RFC_4122)}
    assert len(set(made)) == 8

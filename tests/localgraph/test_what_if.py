"""Which policies apply to a sign-in: the conditions one by one."""

from typing import Any

import pytest

from graphkey.localgraph.what_if import Identity, SignIn, analyse

APP = "00000003-0000-0ff1-ce00-000000000000"
GRANT = {"operator": "OR", "builtInControls": ["mfa"]}
USER = Identity("user", "u1", frozenset(["g1"]), frozenset(["r1"]))
GUEST = Identity("user", "u2", guest=True)
WORKLOAD = Identity("workload", "s1")
TO_APP = {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [APP]}
LOCATIONS = {
    "hq": {
        "id": "hq",
        "isTrusted": True,
        "ipRanges": [{"cidrAddress": "198.51.100.0/24"}, {"cidrAddress": "no address"}],
    },
    "far": {"id": "far", "countriesAndRegions": ["KP"], "includeUnknownCountriesAndRegions": True},
}


def reasons(
    conditions: dict[str, Any],
    given: dict[str, Any] | None = None,
    identity: Identity = USER,
    context: Any = TO_APP,
    **policy: Any,
) -> list[str]:
    """Analyse a policy for everybody and everything, with conditions laid over it."""
    base = {
        "users": {"includeUsers": ["All"]},
        "applications": {"includeApplications": ["All"]},
        "clientAppTypes": ["all"],
    }
    document = {"state": "enabled", "grantControls": GRANT, "conditions": {**base, **conditions}, **policy}
    return analyse(document, SignIn(identity, context, given or {}, LOCATIONS))


def test_policy_applies_when_nothing_speaks_against_it() -> None:
    assert reasons({}) == []
    assert reasons({}, state="enabledForReportingButNotEnforced") == []


def test_policy_that_is_off_or_empty_says_so() -> None:
    assert reasons({}, state="disabled") == ["policyNotEnabled"]
    assert reasons({}, grantControls=None) == ["emptyPolicy"]
    assert reasons({}, grantControls=None, sessionControls={"disableResilienceDefaults": True}) == []


@pytest.mark.parametrize(
    ("users", "identity", "applies"),
    [
        ({"includeUsers": ["U1"]}, USER, True),
        ({"includeUsers": ["other"]}, USER, False),
        ({"includeUsers": ["None"]}, USER, False),
        ({"includeGroups": ["G1"]}, USER, True),
        ({"includeRoles": ["r1"]}, USER, True),
        ({"includeUsers": ["All"], "excludeUsers": ["u1"]}, USER, False),
        ({"includeUsers": ["All"], "excludeGroups": ["g1"]}, USER, False),
        ({"includeUsers": ["GuestsOrExternalUsers"]}, GUEST, True),
        ({"includeUsers": ["GuestsOrExternalUsers"]}, USER, False),
        ({"includeUsers": ["All"], "excludeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "b2bCollaborationGuest"}}, GUEST, False),
    ],
)  # fmt: skip
def test_users_are_included_and_excluded(users: dict[str, Any], identity: Identity, applies: bool) -> None:
    assert reasons({"users": users}, identity=identity) == ([] if applies else ["users"])


def test_workloads_are_judged_by_their_own_condition() -> None:
    mine = {"includeServicePrincipals": ["ServicePrincipalsInMyTenant"]}
    assert reasons({}, identity=WORKLOAD) == ["workloadIdentities"]
    assert reasons({"clientApplications": mine}, identity=WORKLOAD) == []
    assert reasons({"clientApplications": {**mine, "excludeServicePrincipals": ["S1"]}}, identity=WORKLOAD) == [
        "workloadIdentities"
    ]
    filtered = {**mine, "servicePrincipalFilter": {"mode": "include", "rule": "x"}}
    assert reasons({"clientApplications": filtered}, identity=WORKLOAD) == ["notEnoughInformation"]


@pytest.mark.parametrize(
    ("applications", "applies"),
    [
        ({"includeApplications": [APP.upper()]}, True),
        ({"includeApplications": ["Office365"]}, True),
        ({"includeApplications": ["other"]}, False),
        ({"includeApplications": ["All"], "excludeApplications": [APP]}, False),
    ],
)
def test_application_is_included_and_excluded(applications: dict[str, Any], applies: bool) -> None:
    assert reasons({"applications": applications}) == ([] if applies else ["application"])


def test_user_action_is_in_policies_for_it_and_for_everything() -> None:
    context = {"@odata.type": "#microsoft.graph.userActionContext", "userAction": "registerSecurityInformation"}
    assert reasons({}, context=context) == []
    assert reasons({"applications": {"includeUserActions": ["urn:user:registersecurityinfo"]}}, context=context) == []
    assert reasons({"applications": {"includeUserActions": ["urn:user:registerdevice"]}}, context=context) == [
        "userActions"
    ]


def test_authentication_context_is_in_policies_that_name_it() -> None:
    context = {"@odata.type": "#microsoft.graph.authContext", "authenticationContextValue": "c1"}
    assert reasons({"applications": {"includeAuthenticationContextClassReferences": ["c1"]}}, context=context) == []
    assert reasons({}, context=context) == ["authenticationContext"]


@pytest.mark.parametrize(
    ("conditions", "name", "fits", "misses", "reason"),
    [
        ({"platforms": {"includePlatforms": ["all"], "excludePlatforms": ["iOS"]}}, "devicePlatform", "android", "ios", "devicePlatform"),
        ({"clientAppTypes": ["browser"]}, "clientAppType", "browser", "other", "clientApps"),
        ({"signInRiskLevels": ["high"]}, "signInRiskLevel", "high", "low", "signInRisk"),
        ({"userRiskLevels": ["high", "medium"]}, "userRiskLevel", "medium", "none", "userRisk"),
        ({"insiderRiskLevels": "moderate,elevated"}, "insiderRiskLevel", "elevated", "minor", "insiderRisk"),
        ({"authenticationFlows": {"transferMethods": "deviceCodeFlow"}}, "authenticationFlow",
         {"transferMethod": "deviceCodeFlow"}, {"transferMethod": "authenticationTransfer"}, "authenticationFlow"),
    ],
)  # fmt: skip
def test_condition_fits_misses_or_lacks_information(
    conditions: dict[str, Any], name: str, fits: Any, misses: Any, reason: str
) -> None:
    assert reasons(conditions, {name: fits}) == []
    assert reasons(conditions, {name: misses}) == [reason]
    assert reasons(conditions) == ["notEnoughInformation"]


@pytest.mark.parametrize(
    ("locations", "given", "expected"),
    [
        ({"includeLocations": ["All"]}, {}, []),
        ({"includeLocations": ["hq"]}, {}, ["notEnoughInformation"]),
        ({"includeLocations": ["HQ"]}, {"ipAddress": "198.51.100.9"}, []),
        ({"includeLocations": ["hq"]}, {"ipAddress": "203.0.113.9"}, ["location"]),
        ({"includeLocations": ["hq"]}, {"ipAddress": "2001:db8::1"}, ["location"]),
        ({"includeLocations": ["hq"]}, {"ipAddress": "nonsense"}, ["location"]),
        (
            {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]},
            {"ipAddress": "198.51.100.9"},
            ["location"],
        ),
        ({"includeLocations": ["far"]}, {"country": "kp"}, []),
        ({"includeLocations": ["far"]}, {"ipAddress": "203.0.113.9"}, []),
        ({"includeLocations": ["gone"]}, {"country": "FR"}, ["location"]),
    ],
)
def test_location_is_told_by_address_and_country(
    locations: dict[str, Any], given: dict[str, Any], expected: list[str]
) -> None:
    assert reasons({"locations": locations}, given) == expected


def test_device_filter_is_never_guessed() -> None:
    assert reasons({"devices": {"deviceFilter": {"mode": "include", "rule": "device.isCompliant -eq True"}}}) == [
        "notEnoughInformation"
    ]


def test_every_reason_is_told_in_the_order_of_the_enumeration() -> None:
    found = reasons(
        {"users": {"includeUsers": ["None"]}, "userRiskLevels": ["high"], "applications": {}},
        {"userRiskLevel": "low"},
        state="disabled",
    )
    assert found == ["users", "application", "policyNotEnabled", "userRisk"]

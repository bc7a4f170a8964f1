"""
What the local Graph has to know of single resources and the catalog does not say: one visible table a question.

Read by `places` (where a thing lives), `entities` (what a new one is called) and `handlers.generic`. All paths are
canonical: no version, lower case, `{}` for ids. A row that no page supports is a local choice and stands in
docs/explanation/fidelity.md.

Rule: no code here; whoever asks "why does this resource behave otherwise" finds the row and its source.
"""

from collections.abc import Mapping
from typing import Any

# Another path to the same thing -> the path that it is stored under. The policies' pages show both paths with one
# schema; that both show one store is what follows from that and a local choice where no page says so.
SAME_PLACE: Mapping[str, str] = {
    "/identity/conditionalaccess/authenticationstrengths": "/identity/conditionalaccess/authenticationstrength",
    "/identity/conditionalaccess/authenticationstrength/policies": "/policies/authenticationstrengthpolicies",
    "/policies/conditionalaccesspolicies": "/identity/conditionalaccess/policies",
}

# In v1.0 a singleton, in beta the only member of a collection (pages authorizationpolicy-get of both versions).
SINGLE_MEMBER: Mapping[str, str] = {
    "/policies/authorizationpolicy": "/policies/authorizationpolicy/authorizationpolicy"
}

# A collection that shows the members of others, each by the type it holds. A new member goes to the collection of its
# type; one of another type stays in the collection itself.
# Sources: authentication-list-methods (all registered methods); identityuserflow-list.
UNIONS: Mapping[str, Mapping[str, str]] = {
    "/identity/userflows": {"b2xIdentityUserFlow": "/identity/b2xuserflows", "b2cIdentityUserFlow": "/identity/b2cuserflows"},
    "/users/{}/authentication/methods": {
        "emailAuthenticationMethod": "/users/{}/authentication/emailmethods",
        "externalAuthenticationMethod": "/users/{}/authentication/externalauthenticationmethods",
        "fido2AuthenticationMethod": "/users/{}/authentication/fido2methods",
        "hardwareOathAuthenticationMethod": "/users/{}/authentication/hardwareoathmethods",
        "microsoftAuthenticatorAuthenticationMethod": "/users/{}/authentication/microsoftauthenticatormethods",
        "passwordAuthenticationMethod": "/users/{}/authentication/passwordmethods",
        "passwordlessMicrosoftAuthenticatorAuthenticationMethod": (
            "/users/{}/authentication/passwordlessmicrosoftauthenticatormethods"
        ),
        "phoneAuthenticationMethod": "/users/{}/authentication/phonemethods",
        "platformCredentialAuthenticationMethod": "/users/{}/authentication/platformcredentialmethods",
        "resourceAccountKeyAuthenticationMethod": "/users/{}/authentication/resourceaccountkeyauthenticationmethods",
        "softwareOathAuthenticationMethod": "/users/{}/authentication/softwareoathmethods",
        "temporaryAccessPassAuthenticationMethod": "/users/{}/authentication/temporaryaccesspassmethods",
        "windowsHelloForBusinessAuthenticationMethod": "/users/{}/authentication/windowshelloforbusinessmethods",
    },
}  # fmt: skip

# Where the things live that navigations refer to, as the catalog spells it; the last four are no part of the module.
HOMES: Mapping[str, str] = {
    "identityApiConnector": "/identity/apiConnectors",
    "identityProvider": "/identityProviders",
    "identityProviderBase": "/identity/identityProviders",
    "identityUserFlowAttribute": "/identity/userFlowAttributes",
    "unifiedRoleManagementPolicy": "/policies/roleManagementPolicies",
    "webApplicationFirewallProvider": "/identity/riskPrevention/webApplicationFirewallProviders",
    "directoryObject": "/directoryObjects",
    "user": "/users",
    "group": "/groups",
    "device": "/devices",
}

# Collections whose members the caller names by `id`; everywhere else the service makes a GUID and ignores an `id` sent.
# Sources: the create pages of these types show `id` in the body; collections that have no create page (pages of a
# language, history, …) are a local choice, so that they can be filled at all.
NAMED_BY_CALLER = frozenset(
    [
        "/identity/b2cuserflows",
        "/identity/b2cuserflows/{}/languages",
        "/identity/b2cuserflows/{}/languages/{}/defaultpages",
        "/identity/b2cuserflows/{}/languages/{}/overridespages",
        "/identity/b2xuserflows/{}/languages",
        "/identity/b2xuserflows/{}/languages/{}/defaultpages",
        "/identity/b2xuserflows/{}/languages/{}/overridespages",
        "/identity/conditionalaccess/authenticationcontextclassreferences",
        "/identity/conditionalaccess/authenticationstrength/authenticationmethodmodes",
        "/identity/userflows",
        "/identityprotection/riskyagents",
        "/identityprotection/riskyserviceprincipals",
        "/identityprotection/riskyusers",
        "/policies/authenticationmethodspolicy/authenticationmethodconfigurations",
        "/policies/authorizationpolicy",
        "/policies/permissiongrantpolicies",
        "/policies/rolemanagementpolicies/{}/effectiverules",
        "/policies/rolemanagementpolicies/{}/rules",
        "/trustframework/keysets",
        "/trustframework/policies",
    ]
)

# Ids that the service gives by a property's value, or always (phoneauthenticationmethod-get, emailauthenticationmethod-get,
# passwordauthenticationmethod-get).
FIXED_IDS: Mapping[str, Mapping[str, str]] = {
    "/users/{}/authentication/phonemethods": {
        "mobile": "3179e48a-750b-4051-897c-87b9720928f7",
        "alternateMobile": "b6332ec1-7057-4abe-9331-3d72feddfe41",
        "office": "e37fc753-ff3b-4958-9484-eaa9425c82bc",
    },
}
FIXED_ID_PROPERTY: Mapping[str, str] = {"/users/{}/authentication/phonemethods": "phoneType"}

# The `id` of a member that is another property of it (multitenantorganization-post-tenants).
KEY_FROM: Mapping[str, str] = {"/tenantrelationships/multitenantorganization/tenants": "tenantId"}

# Where attributes that tenants make themselves are named after what they show (identityuserflowattribute-post).
CUSTOM_ATTRIBUTES = "/identity/userflowattributes"

# What a name gets put before it, unless it begins so (identitycontainer-post-b2cuserflows).
ID_PREFIX: Mapping[str, str] = {"/identity/b2cuserflows": "B2C_1_"}

# What a new entity has when its body does not say otherwise, by type; `$now` and `$tenant` stand for themselves.
INITIAL: Mapping[str, Mapping[str, Any]] = {
    # identityuserflowattribute-post: set by the service
    "identityUserFlowAttribute": {"userFlowAttributeType": "custom"},
    # identitycontainer-post-b2cuserflows, example 1
    "b2cIdentityUserFlow": {"isLanguageCustomizationEnabled": False, "defaultLanguageTag": "en"},
    # identitycontainer-post-authenticationeventsflows, example 2
    "authenticationEventsFlow": {"priority": 500, "conditions": {"applications": {"includeAllApplications": False}}},
    # authenticationstrengthroot-post-policies
    "authenticationStrengthPolicy": {"policyType": "custom"},
    # resources/ipnamedlocation
    "ipNamedLocation": {"isTrusted": False},
    # multitenantorganization-post-tenants
    "multiTenantOrganizationMember": {
        "role": "member",
        "state": "pending",
        "addedDateTime": "$now",
        "addedByTenantId": "$tenant",
    },
}

# Members that the service made and keeps: the property that tells them, its value, and the methods that they do not take
# (resources/authenticationstrengthpolicy; identityuserflowattribute-delete). Others come back when they are deleted.
BUILT_IN: Mapping[str, tuple[str, str, frozenset[str]]] = {
    "/policies/authenticationstrengthpolicies": ("policyType", "builtIn", frozenset(["PATCH", "DELETE"])),
    "/identity/userflowattributes": ("userFlowAttributeType", "builtIn", frozenset(["DELETE"])),
}

# Properties that a change cannot change, by type (authenticationstrengthpolicy-update, identityuserflowattribute-post,
# multitenantorganization-post-tenants).
UNCHANGED: Mapping[str, tuple[str, ...]] = {
    "authenticationStrengthPolicy": ("allowedCombinations",),
    "identityUserFlowAttribute": ("dataType",),
    "multiTenantOrganizationMember": ("displayName", "tenantId"),
}

# Secrets that are answered with a mask, once they are set; all others are not answered at all. The answers that
# identityproviderbase-get prints show six asterisks; resources/socialidentityprovider says "A read operation returns ****".
MASKED: Mapping[str, str] = {"clientSecret": "******", "certificateData": "******"}

# Relationships that are answered without being asked for (authenticationmethodspolicy-get, permissiongrantpolicy-get).
SHOWN_WITH: Mapping[str, tuple[str, ...]] = {
    "/policies/authenticationmethodspolicy": ("authenticationMethodConfigurations",),
    "/policies/permissiongrantpolicies": ("includes", "excludes"),
}

# What is answered to a second member of a key, with 400 `Request_BadRequest`; 409 elsewhere (multitenantorganization-
# post-tenants).
TAKEN: Mapping[str, str] = {
    "/tenantrelationships/multitenantorganization/tenants": "Tenant is already being added in Multi-Tenant Organization.",
}

# Single things that are not there until somebody makes them; every other singleton exists from the start.
ABSENT_AT_FIRST = frozenset(
    [
        "/policies/crosstenantaccesspolicy/partners/{}/identitysynchronization",
        "/policies/deleteditems/crosstenantpartners/{}/identitysynchronization",
        "/users/{}/authentication/hardwareoathmethods/{}/device",
        "/users/{}/authentication/qrcodepinmethod",
        "/users/{}/authentication/qrcodepinmethod/pin",
        "/users/{}/authentication/qrcodepinmethod/standardqrcode",
        "/users/{}/authentication/qrcodepinmethod/temporaryqrcode",
    ]
)

# What is deleted goes there and can be restored (pages policydeletableitem-restore, conditionalaccesspolicy-delete).
DELETED_ITEMS: Mapping[str, str] = {
    "/identity/conditionalaccess/policies": "/identity/conditionalaccess/deleteditems/policies",
    "/identity/conditionalaccess/namedlocations": "/identity/conditionalaccess/deleteditems/namedlocations",
    "/policies/crosstenantaccesspolicy/partners": "/policies/deleteditems/crosstenantpartners",
}

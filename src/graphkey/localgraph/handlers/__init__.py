"""
What the local Graph serves: one table of resources with handlers of their own, and the generic handlers by kind.

An operation of the catalog that has neither, which is an action or a function without a row, answers 501 with its name.
Adding a resource that is special is adding a file with its own HANDLERS and a line below.

Rule: a file of `FILES` is imported when an operation below its path is asked for; a cold start pays for none of them.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from graphkey.catalog.model import Operation
from graphkey.localgraph.call import Handler, Handlers
from graphkey.localgraph.handlers import api_connectors, slots, user_flows
from graphkey.localgraph.handlers.generic import GENERIC
from graphkey.localgraph.handlers.media import MEDIA
from graphkey.localgraph.handlers.references import REFERENCES

HANDLERS: Handlers = {**api_connectors.HANDLERS, **user_flows.HANDLERS, **slots.HANDLERS}
_BY_KIND = {**GENERIC, **REFERENCES, **MEDIA}

_METHODS = "/users/{user-id}/authentication"
_LABELS = "informationProtection/policy/labels"
_SENSITIVITY = "informationProtection/sensitivityLabels"

# Where the paths of a file's operations begin, as the catalog spells them.
FILES: Mapping[str, tuple[str, ...]] = {
    "attribute_order": (
        "/identity/b2cUserFlows/{b2cIdentityUserFlow-id}/userAttributeAssignments",
        "/identity/b2xUserFlows/{b2xIdentityUserFlow-id}/userAttributeAssignments",
    ),
    "conditional_access": (
        "/identity/conditionalAccess/deletedItems",
        "/identity/conditionalAccess/evaluate",
        "/identity/conditionalAccess/namedLocations",
        "/identity/conditionalAccess/policies",
        "/policies/conditionalAccessPolicies",
    ),
    "cross_tenant": ("/policies/crossTenantAccessPolicy", "/policies/deletedItems"),
    "grants": ("/oauth2PermissionGrants/delta",),
    "hardware_tokens": (f"{_METHODS}/hardwareOathMethods",),
    "invitations": ("/invitations",),
    "key_sets": ("/trustFramework/keySets",),
    "labels": (f"/{_LABELS}", f"/users/{{user-id}}/{_LABELS}"),
    "passkeys": (f"{_METHODS}/fido2Methods/creationOptions",),
    "passwords": (f"{_METHODS}/methods/{{authenticationMethod-id}}/resetPassword",),
    "phone_sign_in": (f"{_METHODS}/phoneMethods", f"{_METHODS}/methods/{{authenticationMethod-id}}"),
    "providers": (
        "/identity/customAuthenticationExtensions",
        "/identity/identityProviders",
        "/identity/riskPrevention/webApplicationFirewallProviders",
        "/identityProviders",
    ),
    "qr_pins": (f"{_METHODS}/qrCodePinMethod/pin",),
    "risk": ("/identityProtection/risky",),
    "sensitivity": (f"/{_SENSITIVITY}", f"/users/{{user-id}}/{_SENSITIVITY}"),
    "strengths": ("/identity/conditionalAccess/authenticationStrength", "/policies/authenticationStrengthPolicies"),
    "trust_policies": ("/trustFramework/policies",),
    "temporary_passes": (f"{_METHODS}/temporaryAccessPassMethods",),
}


def find_handler(operation: Operation) -> Handler | None:
    """Return what answers an operation, or None when the local Graph does not serve it."""
    return special_handler(operation.method, operation.path) or _BY_KIND.get(operation.kind)


@cache
def special_handler(method: str, path: str) -> Handler | None:
    """Return what answers an operation that has a handler of its own, or None."""
    found = HANDLERS.get((method, path))
    if found is not None:
        return found
    for name, beginnings in FILES.items():
        if path.startswith(beginnings):
            found = handlers_of(name).get((method, path))
            if found is not None:
                return found
    return None


def handlers_of(name: str) -> Handlers:
    """Return the table of one of the files."""
    table: Handlers = import_module(f"{__name__}.{name}").HANDLERS
    return table

"""
Authentication strength policies: updateAllowedCombinations, usage, findByMethodMode.

The policies are reached by three paths that lead to one place (`places`). docs/explanation/fidelity.md lists what no
page says: what counts as a policy that requires an MFA claim, and that built-in policies cannot be changed.

Source: https://learn.microsoft.com/graph/api/authenticationstrengthpolicy-updateallowedcombinations, -usage and
-findbymethodmode (deprecated by Microsoft in favour of `$filter`)
"""

import json

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.handlers.bound import (
    binding_document,
    binding_place,
    parameters,
    required,
    value_response,
)
from graphkey.localgraph.odata.answers import answer_collection
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.resources.defaults import default_document
from graphkey.localgraph.resources.entities import date_text, shown
from graphkey.localgraph.resources.related import entity_listing
from graphkey.localgraph.resources.views import View, rows_of
from graphkey.localgraph.storage.store import TenantStore
from graphkey.wire import Document, Response, json_response

COLLECTIONS = (
    "/policies/authenticationStrengthPolicies",
    "/identity/conditionalAccess/authenticationStrength/policies",
    "/identity/conditionalAccess/authenticationStrengths/policies",
)
POLICIES = "/identity/conditionalAccess/policies"
TYPE = "authenticationStrengthPolicy"
_ITEM = "{authenticationStrengthPolicy-id}"
_MFA = "/policies/authenticationstrengthpolicies/00000000-0000-0000-0000-000000000002"
_MFA_CONTROLS = frozenset(["mfa", "passwordchange"])


def update_combinations(call: Call) -> Response:
    """Set the combinations of a custom policy; say what they were and which policies that touches."""
    given = parameters(call).get("allowedCombinations")
    if not given:
        raise required("allowedCombinations")
    combinations = [_plain(one) for one in given]
    with call.store.writing() as writer:
        place = binding_place(call, writer)
        policy = binding_document(call, writer, place)
        if policy.get("policyType") == "builtIn":
            raise bad_request("The combinations of a built-in authentication strength cannot be changed.")
        previous = [_plain(one) for one in policy.get("allowedCombinations") or ()]
        satisfied = "mfa" if _all_mfa(combinations) else "none"
        changed = {"allowedCombinations": combinations, "requirementsSatisfied": satisfied}
        writer.put(place.path, {**policy, **changed, "modifiedDateTime": date_text(call.now)})
        references = [one["id"] for one in _referring(writer, policy["id"])]
    result = {
        "previousCombinations": previous,
        "currentCombinations": combinations,
        "conditionalAccessReferences": references,
        "additionalInformation": _information(previous, combinations, references),
    }
    return value_response(call, "updateAllowedCombinationsResult", result)


def show_usage(call: Call) -> Response:
    """Answer which conditional access policies refer to a policy, those that require an MFA claim apart."""
    policy = binding_document(call, call.store, binding_place(call, call.store))
    usage: dict[str, list[Document]] = {"mfa": [], "none": []}
    for one in _referring(call.store, policy["id"]):
        declared = call.type_named("conditionalAccessPolicy")
        whole = shown(call.version, f"{POLICIES}/{{conditionalAccessPolicy-id}}", declared, one)
        usage["mfa" if _requires_mfa(one) else "none"].append(whole)
    return value_response(call, "authenticationStrengthUsage", dict(usage))


def find_by_mode(call: Call) -> Response:
    """Answer the policies with a combination that has all of the modes asked for."""
    wanted = _wanted(call.ids["authenticationMethodModes"])
    place = binding_place(call, call.store)
    members = rows_of(call.store, call.version, place).rows(place.path)
    found = View(
        row for row in members if any(wanted <= _modes(one) for one in row.document.get("allowedCombinations") or ())
    )
    listing = entity_listing(call, place.path, place.context, f"{place.template}/{{}}", call.type_named(TYPE))
    answer = answer_collection(listing, found, call.options, call.url, call.root)
    return json_response(200, {**answer, "@odata.context": f"{call.root}/$metadata#Collection(microsoft.graph.{TYPE})"})


def _wanted(text: str) -> set[str]:
    """Read `["sms"]`, `['sms']` or `sms,password`."""
    try:
        listed = json.loads(text)
    except ValueError:
        listed = text.strip("[]").replace("'", "").split(",")
    wanted = {str(one).strip().lower() for one in (listed if isinstance(listed, list) else [listed])} - {""}
    if not wanted:
        raise bad_request("The parameter 'authenticationMethodModes' names no mode.")
    return wanted


def _plain(combination: str) -> str:
    return ",".join(part.strip() for part in combination.split(","))


def _modes(combination: str) -> set[str]:
    return {part.strip().lower() for part in combination.split(",")}


def _all_mfa(combinations: list[str]) -> bool:
    """Tell whether every combination has one in it that the built-in MFA strength takes."""
    enough = [_modes(one) for one in (default_document(_MFA) or {}).get("allowedCombinations", ())]
    return all(any(one <= _modes(combination) for one in enough) for combination in combinations)


def _referring(store: TenantStore, strength_id: str) -> list[Document]:
    found = []
    for row in store.rows(POLICIES.lower()):
        strength = (row.document.get("grantControls") or {}).get("authenticationStrength") or {}
        if str(strength.get("id")).lower() == strength_id.lower():
            found.append(row.document)
    return found


def _requires_mfa(policy: Document) -> bool:
    controls = (policy.get("grantControls") or {}).get("builtInControls") or ()
    return any(str(one).lower() in _MFA_CONTROLS for one in controls)


def _information(previous: list[str], combinations: list[str], references: list[str]) -> str | None:
    """Warn when a policy in use got weaker."""
    if not references or _all_mfa(combinations) or not _all_mfa(previous):
        return None
    return "A combination was added that is no multifactor authentication, and conditional access policies refer to it."


HANDLERS: Handlers = {
    **{("POST", f"{one}/{_ITEM}/updateAllowedCombinations"): update_combinations for one in COLLECTIONS},
    **{("GET", f"{one}/{_ITEM}/usage()"): show_usage for one in COLLECTIONS},
    **{
        ("GET", f"{one}/findByMethodMode(authenticationMethodModes={{authenticationMethodModes}})"): find_by_mode
        for one in COLLECTIONS
    },
}

"""
Conditional access: restore of deleted policies and named locations, and evaluate, the what-if analysis.

Which policy applies to a sign-in is decided by `what_if`; here the tenant's facts are gathered for it.

Source: https://learn.microsoft.com/graph/api/conditionalaccesspolicy-restore, countrynamedlocation-restore,
conditionalaccessroot-evaluate
"""

from typing import Any

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.handlers.bound import (
    binding_place,
    entity_response,
    parameters,
    required,
    required_text,
    values_response,
)
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.resources.changes import restore
from graphkey.localgraph.resources.entities import shown
from graphkey.localgraph.resources.places import member_path, read_document
from graphkey.localgraph.resources.special import DELETED_ITEMS
from graphkey.localgraph.what_if import Identity, SignIn, analyse
from graphkey.wire import Document, Response

_ROOT = "/identity/conditionalAccess"
_POLICY_ID = "{conditionalAccessPolicy-id}"
_LOCATION_ID = "{namedLocation-id}"
_POLICIES = f"{_ROOT}/policies"
_LOCATIONS = f"{_ROOT}/namedLocations"


def restore_policy(call: Call) -> Response:
    """Bring a deleted policy back."""
    return _restored(call, _POLICIES, _POLICY_ID, "conditionalAccessPolicy")


def restore_location(call: Call) -> Response:
    """Bring a deleted named location back."""
    return _restored(call, _LOCATIONS, _LOCATION_ID, "namedLocation")


def evaluate(call: Call) -> Response:
    """Answer of each policy whether it applies to the sign-in that the body describes, and why not."""
    given = parameters(call)
    for name in ("signInIdentity", "signInContext", "signInConditions"):
        if not given.get(name):
            raise required(name)
    sign_in = SignIn(
        _identity(call, given["signInIdentity"]), given["signInContext"], given["signInConditions"], _places(call)
    )
    declared = call.type_named("whatIfAnalysisResult")
    results = []
    for row in call.store.rows(_POLICIES.lower()):
        reasons = analyse(row.document, sign_in)
        if reasons and given.get("appliedPoliciesOnly"):
            continue
        told = {"policyApplies": not reasons, "analysisReasons": ",".join(reasons) or "notSet"}
        results.append(shown(call.version, f"{_POLICIES}/{_POLICY_ID}", declared, {**row.document, **told}))
    return values_response(call, "microsoft.graph.whatIfAnalysisResult", results)


def _restored(call: Call, home: str, item: str, type_name: str) -> Response:
    with call.store.writing() as writer:
        key = binding_place(call, writer).path.rpartition("/")[2]
        path = restore(writer, f"{DELETED_ITEMS[home.lower()]}/{key}")
        document = writer.read(path) or {}
    return entity_response(call, f"{home}/{item}", type_name, document)


def _identity(call: Call, given: Document) -> Identity:
    kind = str(given.get("@odata.type", "")).rpartition(".")[2]
    if kind == "servicePrincipalSignIn":
        return Identity("workload", required_text(given, "servicePrincipalId"))
    if kind == "userSignIn":
        return _user(call, given)
    raise bad_request(
        "The parameter 'signInIdentity' takes microsoft.graph.userSignIn or microsoft.graph.servicePrincipalSignIn."
    )


def _user(call: Call, given: Document) -> Identity:
    """Gather what the directory knows of a user; one that it does not know belongs to nothing."""
    user_id = required_text(given, "userId")
    path = member_path(call.store, "/users", "/users", user_id)
    user: Any = read_document(call.store, path) or {}
    targets = call.store.targets(f"{path}/memberof")
    return Identity(
        "user",
        str(user.get("id", user_id)),
        frozenset(one.rpartition("/")[2] for one in targets if one.startswith("/groups/")),
        frozenset(one.rpartition("/")[2] for one in targets if one.startswith("/directoryroles/")),
        user.get("userType") == "Guest" or bool(given.get("externalUserType")),
    )


def _places(call: Call) -> dict[str, Document]:
    return {str(row.document["id"]).lower(): row.document for row in call.store.rows(_LOCATIONS.lower())}


HANDLERS: Handlers = {
    ("POST", f"{_ROOT}/evaluate"): evaluate,
    ("POST", f"{_POLICIES}/{_POLICY_ID}/restore"): restore_policy,
    ("POST", f"/policies/conditionalAccessPolicies/{_POLICY_ID}/restore"): restore_policy,
    ("POST", f"{_ROOT}/deletedItems/policies/{_POLICY_ID}/restore"): restore_policy,
    ("POST", f"{_LOCATIONS}/{_LOCATION_ID}/restore"): restore_location,
    ("POST", f"{_ROOT}/deletedItems/namedLocations/{_LOCATION_ID}/restore"): restore_location,
}

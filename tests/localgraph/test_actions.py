"""The table of actions and functions: it names operations that exist, and no documented one is left out."""

from typing import Any
from urllib.parse import quote

import pytest
from graph_world import NOW, Bundle, Caller

from graphkey.catalog import load
from graphkey.catalog.model import Operation
from graphkey.errors import UsageError
from graphkey.localgraph.handlers import FILES, find_handler, handlers_of, special_handler
from graphkey.localgraph.totp import make_code, read_secret

# Documented by a row of the permissions reference alone; no page says what it answers.
NO_PAGE = {"/informationProtection/sensitivityLabels/evaluate"}


def _exists(method: str, path: str) -> bool:
    for version in ("beta", "v1.0"):
        try:
            load.operation(version, method, path)  # type: ignore[arg-type]
        except UsageError:
            continue
        return True
    return False


@pytest.mark.parametrize("name", FILES)
def test_handlers_of_a_file_are_found_by_the_table_and_are_operations(name: str) -> None:
    for key, handler in handlers_of(name).items():
        assert special_handler(*key) is handler, key
        assert _exists(*key), key


def test_every_documented_action_is_served() -> None:
    found = [one for version in ("beta", "v1.0") for one in load.operations(version)]  # type: ignore[arg-type]
    left = {
        one.path for one in found if one.kind in ("action", "function") and one.documented and find_handler(one) is None
    }
    assert left == NO_PAGE


def test_action_that_no_page_describes_answers_501_with_its_name(inside: Caller) -> None:
    status, code, message = inside.error("POST", "/informationProtection/encryptBuffer", {})
    assert (status, code) == (501, "NotImplemented")
    assert "POST /beta/informationProtection/encryptBuffer" in message


# -- every one of them, on every path and in both versions ---------------------------------------------------------------

IDS = {
    "user-id": "amy@contoso.example",
    "b2xIdentityUserFlow-id": "B2X_1_partners",
    "b2cIdentityUserFlow-id": "B2C_1_customers",
    "authenticationStrengthPolicy-id": "8f000000-0000-4000-8000-000000000001",
    "authenticationMethodModes": '["fido2"]',
    "conditionalAccessPolicy-id": "ca000000-0000-4000-8000-000000000001",
    "namedLocation-id": "8e000000-0000-4000-8000-000000000001",
    "customAuthenticationExtension-id": "e1000000-0000-4000-8000-000000000001",
    "webApplicationFirewallProvider-id": "f3000000-0000-4000-8000-000000000001",
    "crossTenantAccessPolicyConfigurationPartner-tenantId": "f1000000-0000-4000-8000-000000000001",
    "crossTenantIdentitySyncPolicyPartner-tenantId": "f1000000-0000-4000-8000-000000000001",
    "trustFrameworkKeySet-id": "B2C_1A_FacebookSecret",
    "phoneAuthenticationMethod-id": "3179e48a-750b-4051-897c-87b9720928f7",
    "authenticationMethod-id": "3179e48a-750b-4051-897c-87b9720928f7",
    "hardwareOathAuthenticationMethod-id": "7d000000-0000-4000-8000-000000000102",
    "sensitivityLabel-id": "5abe1000-0000-4000-8000-000000000002",
    "labelIds": '["LABEL"]',
    "locale": "en-US",
    "contentFormats": '["Email"]',
}
PASSWORD, TOKEN, SECRET = (
    "28c10230-6103-485e-b985-444c60001490",
    IDS["hardwareOathAuthenticationMethod-id"],
    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
)
CODE = make_code(read_secret(SECRET) or b"", NOW)
CONTENT = {"contentInfo": {"metadata": [{"name": "MSIP_Label_LABEL_Enabled", "value": "true"}]}}
BODIES: dict[str, Any] = {
    "setOrder": {"newAssignmentOrder": {"order": ["City"]}},
    "updateAllowedCombinations": {"allowedCombinations": ["fido2"]},
    "evaluate": {
        "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": "x"},
        "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": ["x"]},
        "signInConditions": {"country": "FR"},
    },
    "customAuthenticationExtensions/validateAuthenticationConfiguration": {
        "endpointConfiguration": {
            "@odata.type": "#microsoft.graph.httpRequestEndpoint",
            "targetUrl": "https://x.example",
        },
        "authenticationConfiguration": {
            "@odata.type": "#microsoft.graph.azureAdTokenAuthentication",
            "resourceId": "x",
        },
    },
    "webApplicationFirewallProviders/{webApplicationFirewallProvider-id}/verify": {"hostName": "www.contoso.example"},
    "generateKey": {"kty": "oct"},
    "uploadSecret": {"k": "x"},
    "activate": {"verificationCode": CODE},
    "assignAndActivate": {"device": {"id": TOKEN}, "verificationCode": CODE},
    "assignAndActivateBySerialNumber": {"serialNumber": "TOTP000002", "verificationCode": CODE},
    "updatePin": {"currentPin": "09599786", "newPin": "12345678"},
    "evaluateApplication": {**CONTENT, "labelingOptions": {"labelId": "LABEL"}},
    "evaluateRemoval": CONTENT,
    "evaluateClassificationResults": {**CONTENT, "classificationResults": []},
    "extractLabel": CONTENT,
    "computeRightsAndInheritance": {"protectedContents": [{"cid": "a", "format": "Email", "labelId": "LABEL"}]},
    "riskyUsers": {"userIds": ["5a000000-0000-4000-8000-000000000002"]},
    "riskyServicePrincipals": {"servicePrincipalIds": ["b3000000-0000-4000-8000-000000000001"]},
    "riskyAgents": {"agentIds": ["b4000000-0000-4000-8000-000000000001"]},
}


def _prepare(caller: Caller, operation: Operation, path: str) -> tuple[str, str]:
    """Make what an operation needs beyond the sample; return its path and the id of the label that it is about."""
    name = operation.path.rpartition("/")[2].partition("(")[0]
    if name == "restore":
        caller.delete(_live(path))
    elif name in ("activate", "deactivate"):
        caller.post("/users/amy@contoso.example/authentication/hardwareOathMethods", {"device": {"id": TOKEN}})
    elif "informationProtection" in path:
        collection = path.rpartition("/")[0]
        label = {"name": "One", "priority": 1, "applicableTo": "email"} if "sensitivity" in path else {"name": "One"}
        if collection.endswith("/sublabels"):
            above, _, _ = collection.rsplit("/", 2)
            path = path.replace(IDS["sensitivityLabel-id"], str(caller.post(above, label)["id"]))
        return path, str(caller.post(path.rpartition("/")[0], label)["id"])
    return path, ""


def _live(path: str) -> str:
    """Return what has to be deleted before it can be restored."""
    live = path.removesuffix("/restore").replace("conditionalAccess/deletedItems", "conditionalAccess")
    live = live.replace("/policies/conditionalAccessPolicies", "/identity/conditionalAccess/policies")
    live = live.replace("/policies/deletedItems/crossTenantPartners", "/policies/crossTenantAccessPolicy/partners")
    if "crossTenantSyncPolicyPartners" in live:
        return f"/policies/crossTenantAccessPolicy/partners/{live.rpartition('/')[2]}/identitySynchronization"
    return live


def _path(operation: Operation) -> str:
    ids = dict(IDS)
    if operation.path.endswith("resetPassword"):
        ids["authenticationMethod-id"] = PASSWORD
    if "qrCodePinMethod" in operation.path:
        ids["user-id"] = "eli@contoso.example"
    path = operation.path.replace("=@challengeTimeoutInMinutes", "=10")
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def _body(operation: Operation, bundle: Bundle) -> Any:
    if operation.path.endswith("uploadPkcs12"):
        return {"key": bundle.value, "password": bundle.password}
    if operation.path.endswith("uploadCertificate"):
        from base64 import b64encode

        from cryptography.hazmat.primitives.serialization import Encoding

        return {"key": b64encode(bundle.certificate.public_bytes(Encoding.DER)).decode()}
    return next(
        (body for name, body in BODIES.items() if operation.path.endswith(name) or f"/{name}/" in operation.path), None
    )


def test_every_action_of_either_version_is_done_on_every_path(inside: Caller, first: Bundle) -> None:
    import json

    undone, tried = [], 0
    for version in ("beta", "v1.0"):
        for one in load.operations(version):  # type: ignore[arg-type]
            if one.kind not in ("action", "function") or not find_handler(one) or "uploadClientCertificate" in one.path:
                continue
            tried += 1
            inside.graph.reset("sample")
            path = _path(one)
            path, label = _prepare(inside, one, path)
            body = json.loads(json.dumps(_body(one, first)).replace("LABEL", label))
            sent = quote(path.replace("LABEL", label), safe="/()=,'")
            answer = inside.send(one.method, sent, body, version=version)
            if answer.status not in (200, 202, 204):
                undone.append((version, one.method, sent, answer.status, answer.body[:200]))
    assert undone == []
    assert tried > 100

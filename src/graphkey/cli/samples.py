"""
Examples of commands, made from the catalog's types: what help prints and a test runs.

An example fills what is required, or one property where nothing is; a derived type says its name. `$NAME` stands for an id that
only the reader knows. Each is a line for a POSIX shell. Pure.

Rule: an example shows no secret and no real person, domain or network (RFC 2606, RFC 5737).
"""

import json
import re
from collections.abc import Iterator
from shlex import quote
from typing import Any

from graphkey.catalog.load import identity_key, type_of
from graphkey.catalog.model import Operation, Property, Type
from graphkey.catalog.sets import ParameterSet, Signature, body_type, ids_of

_ROOT = "https://graph.microsoft.com"
_GUID = "00000000-0000-4000-8000-000000000000"
IDS = {"b2xIdentityUserFlow-id": "B2X_1_signup", "identityApiConnector-id": "$CONNECTOR"}
"""Ids that a fresh local Graph has, or that a reader has met before."""
_ARGUMENTS = {
    "authenticationMethodModes": '["sms"]',
    "labelIds": f'["{_GUID}"]',
    "contentFormats": '["File"]',
    "locale": "en-US",
}
# Where what a reference points at lies, by the end of the path that holds the reference.
_TARGETS = {
    "applyTo": "directoryObjects",
    "appliesTo": "directoryObjects",
    "attributes": "identity/userFlowAttributes",
    "identityProviders": "identity/identityProviders",
    "includedGroups": "groups",
    "userFlowIdentityProviders": "identity/identityProviders",
}
_CONNECTORS = "identity/apiConnectors"
# Values that make sense where the type alone would not: by property, then by type.
_BY_NAME: dict[str, Any] = {
    "cidrAddress": "203.0.113.0/24", "consentType": "AllPrincipals", "countriesAndRegions": "DE", "description": "An example",
    "displayName": "An example", "emailAddress": "someone@example.com", "exp": 1893456000, "expiresIn": "PT1H",
    "hostName": "www.example.com", "nbf": 1767225600, "use": "sig",
    "id": "partner", "kty": "RSA",
    "inviteRedirectUrl": "https://example.com/welcome", "invitedUserEmailAddress": "someone@example.com",
    "lifetimeInMinutes": 60, "password": "env:PFX_PASSWORD", "phoneNumber": "+1 2065550100", "pkcs12Value": "@client.pfx",
    "scope": "User.Read", "targetUrl": "https://localhost:9443/api", "username": "caller", "userFlowTypeVersion": 1,
}  # fmt: skip
_BY_TYPE: dict[str, Any] = {
    "Boolean": True, "Int32": 1, "Int64": 1, "Single": 1, "Double": 1.5, "DateTimeOffset": "2026-12-31T23:59:59Z",
    "Date": "2026-12-31", "TimeOfDay": "08:30:00", "Duration": "PT1H", "Guid": _GUID, "Binary": "AQID", "Json": {},
    "conditionalAccessPolicyState": "enabledForReportingButNotEnforced", "userFlowType": "signUpOrSignIn",
    "conditionalAccessConditionSet": {"users": {"includeUsers": ["None"]}, "applications": {"includeApplications": ["None"]}},
    "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": _GUID},
}  # fmt: skip
_CHANGES = {"userFlowTypeVersion": 1}
"""The one change of a user flow that is none; its type and version are fixed."""
_CHANGES_OF: dict[str, dict[str, Any]] = {"multiTenantOrganizationMember": {"role": "owner"}}
"""Changes of types whose name is given once and for all (multitenantorganization-post-tenants)."""
_DEEPEST = 3
_MOST = 4


def example(found: Signature, one: ParameterSet) -> str:
    """Write a command line of one set that runs against a local Graph which holds what its ids name."""
    operation = one.operation
    words = [f"graphkey {found.command.name}", "-Local", *_identity(found, one)]
    for p in found.in_set(one):
        if p.required and p.name in _OTHERS:
            file = "policy.xml" if "/trustFramework/" in operation.path else "page.html"
            words += [f"-{p.name}", _OTHERS[p.name].replace("TARGET", _target(operation)).replace("FILE", file)]
    if one.body:
        words += list(_body_words(operation, one.expanded))
    return " ".join(words)


_OTHERS = {"Id": '"TARGET"', "InFile": "FILE", "OutFile": "FILE"}


def id_sample(placeholder: str) -> str:
    """Give the id that an example shows: one that is always there, or a variable's name."""
    named, _, key = placeholder.partition("-")
    name = re.sub(
        r"(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=[0-9]+$)", "_", named + key[len(key.rstrip("0123456789")) :]
    ).upper()
    return IDS.get(placeholder) or _ARGUMENTS.get(placeholder) or f"${re.sub(r'[^A-Z0-9]', '_', name)}"


def _identity(found: Signature, one: ParameterSet) -> Iterator[str]:
    samples = {placeholder: id_sample(placeholder) for placeholder in ids_of(one.operation.path)}
    names = {p.wire: p.name for p in found.parameters if p.place == "path"}
    if not one.identity:
        for placeholder, sample in samples.items():
            yield f"-{names[placeholder]} {_word(sample)}"
        return
    held = {names[p]: json.loads(s) if _is_list(p) else s for p, s in samples.items()}
    yield f"-InputObject {_json_word(held)}"


def _is_list(placeholder: str) -> bool:
    key = identity_key(placeholder)
    return bool(key and key.many)


def _target(operation: Operation) -> str:
    held = operation.path.removesuffix("/$ref").rsplit("/", 1)[-1]
    where = _TARGETS.get(held, _CONNECTORS)
    variable = "$CONNECTOR" if where == _CONNECTORS else "$TARGET"
    return f"{_ROOT}/{operation.version}/{where}/{variable}"


def _body_words(operation: Operation, expanded: bool) -> Iterator[str]:
    if operation.body == "reference":
        target = _target(operation)
        yield f'-OdataId "{target}"' if expanded else f"-BodyParameter {_json_word({'@odata.id': target})}"
        return
    body = sample_body(operation)
    if not expanded:
        yield f"-BodyParameter {_json_word(body)}"
        return
    declared = body_type(operation)
    own = {p.name: p for p in (declared.properties if declared else ())}
    for name, value in body.items():
        if name in own:
            file = own[name].type == "Binary"
            yield f"-{name[:1].upper()}{name[1:]}{'InputFile client.bin' if file else ' ' + _value_word(value)}"
    rest = {name: value for name, value in body.items() if name not in own}
    if rest or not body:
        yield f"-AdditionalProperties {_json_word(rest)}"


def _value_word(value: Any) -> str:
    if isinstance(value, (dict, list)):
        simple = isinstance(value, list) and not any(isinstance(one, (dict, list)) or "," in str(one) for one in value)
        return _word(",".join(map(str, value))) if simple else _json_word(value)
    return _word(str(value).lower() if isinstance(value, bool) else str(value))


def _word(text: str) -> str:
    return f'"{text}"' if re.fullmatch(r"\$[A-Z0-9_]+", text) else quote(text)


def _json_word(value: Any) -> str:
    """Quote JSON; a variable in it asks for double quotes."""
    text = json.dumps(value, ensure_ascii=False)
    return (
        '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if "$" in text.replace("$ref", "") else quote(text)
    )


# -- bodies -------------------------------------------------------------------------------------------------------------


def sample_body(operation: Operation) -> dict[str, Any]:
    """Make a body of an operation's type."""
    declared = body_type(operation)
    if declared is None:
        return {}
    if operation.kind in ("update", "set"):
        return _change(operation, declared)
    row = _concrete(operation, declared)
    if declared.name == "directoryObject":
        return {"@odata.id": f"{_ROOT}/{operation.version}/directoryObjects/$TARGET"}
    inputs = [p for p in row.properties if not p.read_only][:_MOST]
    chosen = inputs if declared.kind == "body" else _needed(row) or _some(row)
    told = {"@odata.type": f"#microsoft.graph.{row.name}"} if row is not declared else {}
    made = {**told, **_filled(operation, chosen, 0)}
    return {**made, row.pfx.value: "@client.pfx"} if row.pfx and row.pfx.value in made else made


def _concrete(operation: Operation, declared: Type) -> Type:
    """Return the type itself, or one that derives from it where an object is always one of several."""
    if not declared.abstract and len(declared.derived) < 2:
        return declared
    rows = [type_of(operation.version, name) for name in declared.derived]
    held = len(declared.properties)
    fitting = [one for one in rows if not one.abstract]
    return next(
        (one for one in fitting if any(not p.read_only for p in one.properties[held:])), (fitting or [declared])[0]
    )


def _needed(row: Type) -> list[Property]:
    own_key = [p for p in row.properties if p.name == row.key and not p.read_only]
    needed = [p for p in row.properties if p.required and not p.read_only and p not in own_key]
    plain = [p for p in row.properties if p.name in ("displayName", "tenantId") and p.name != row.key]
    named = [p for p in plain if not p.read_only and not p.required]
    return [*own_key, *named, *needed]


def _some(row: Type) -> list[Property]:
    free = [p for p in row.properties if not p.read_only and not p.navigation and not p.secret]
    return [p for p in reversed(free) if p.type in _BY_TYPE or p.type == "String"][:1] or free[:1]


def _change(operation: Operation, declared: Type) -> dict[str, Any]:
    held = {p.name for p in declared.properties}
    if "userFlowTypeVersion" in held:
        return dict(_CHANGES)
    if declared.name in _CHANGES_OF:
        return dict(_CHANGES_OF[declared.name])
    free = [p for p in declared.properties if not (p.read_only or p.navigation or p.secret or p.name == declared.key)]
    if not free and declared.derived:
        row = _concrete(operation, declared)
        return {"@odata.type": f"#microsoft.graph.{row.name}", **_filled(operation, _some(row), 0)}
    named = [p for p in free if p.name == "displayName"]
    return _filled(operation, named or [p for p in free if p.type in _BY_TYPE or p.type == "String"][:1] or free[:1], 0)


def _filled(operation: Operation, chosen: list[Property], depth: int) -> dict[str, Any]:
    made = {p.name: _sample(operation, p, depth) for p in chosen}
    return {p.name: [made[p.name]] if p.many else made[p.name] for p in chosen if made[p.name] is not None}


def _sample(operation: Operation, known: Property, depth: int) -> Any:
    if known.type in _BY_TYPE:
        return (
            _BY_NAME[known.name] if known.name in ("userFlowTypeVersion", "lifetimeInMinutes") else _BY_TYPE[known.type]
        )
    if known.type == "String":
        return _text(known)
    row = type_of(operation.version, known.type)
    if row.kind == "enum":
        members = [one for one in row.members if one not in ("unknownFutureValue", "none")] or list(row.members)
        return members[0] if members else None
    if depth >= _DEEPEST or known.navigation:
        return None
    actual = _concrete(operation, row)
    told = {"@odata.type": f"#microsoft.graph.{actual.name}"} if actual is not row else {}
    chosen = [p for p in actual.properties if not p.read_only and not p.navigation]
    wanted = [p for p in chosen if p.required or p.secret or p.name == "username"] or chosen[:1]
    return {**told, **_filled(operation, wanted, depth + 1)}


def _text(known: Property) -> str:
    name = known.name
    if name in _BY_NAME:
        return str(_BY_NAME[name])
    if known.secret:
        return "env:SECRET"
    lower = name.lower()
    if lower.endswith(("url", "uri")):
        return "https://example.com/"
    if lower.endswith(("id", "ids")):
        return _GUID
    if "email" in lower or "mail" in lower or lower.endswith("principalname"):
        return "someone@example.com"
    return "en-US" if "locale" in lower or "language" in lower else "sample"

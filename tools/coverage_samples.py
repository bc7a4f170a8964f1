"""
Bodies to try an operation with: made from the catalog's types, each property by its kind, in two variants.

Used by `coverage_walk` alone. What a type's rules do not tell (a user flow's fixed version, a certificate) stands in one
table below.

Rule: two variants differ in every property that can differ, so that a change shows.
"""

from itertools import count
from typing import Any

from graphkey.catalog import load
from graphkey.catalog.model import Property, Type, Version
from graphkey.errors import UsageError
from graphkey.wire import Document

_TEXTS: dict[str, tuple[Any, Any]] = {
    "String": ("first", "second"),
    "Boolean": (True, False),
    "Int16": (1, 2),
    "Int32": (1, 2),
    "Int64": (1, 2),
    "Byte": (1, 2),
    "Single": (1.5, 2.5),
    "Double": (1.5, 2.5),
    "Decimal": (1.5, 2.5),
    "DateTimeOffset": ("2026-01-02T03:04:05Z", "2026-02-03T04:05:06Z"),
    "Date": ("2026-01-02", "2026-02-03"),
    "TimeOfDay": ("01:02:03", "02:03:04"),
    "Duration": ("PT1H", "P2D"),
    "Guid": ("11111111-2222-3333-4444-555555555555", "22222222-2222-3333-4444-555555555555"),
    "Binary": ("AQID", "BAUG"),
    "Json": ({"a": 1}, {"a": 2}),
}
_BASIC = {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u", "password": "p"}
# What a type's rules leave open, by type: laid over what is made.
_FIXED: dict[str, tuple[Document, Document]] = {
    "identityApiConnector": (
        {"displayName": "A", "targetUrl": "https://api.example/1", "authenticationConfiguration": _BASIC},
        {"displayName": "B", "targetUrl": "https://api.example/2", "authenticationConfiguration": _BASIC},
    ),
    "b2xIdentityUserFlow": (
        {"userFlowType": "signUpOrSignIn", "userFlowTypeVersion": 1},
        {"userFlowType": "signUpOrSignIn", "userFlowTypeVersion": 1},
    ),
    "invitation": (
        {"invitedUserEmailAddress": "one@fabrikam.example", "inviteRedirectUrl": "https://contoso.example/1"},
        {"invitedUserEmailAddress": "two@fabrikam.example", "inviteRedirectUrl": "https://contoso.example/2"},
    ),
    "temporaryAccessPassAuthenticationMethod": ({"lifetimeInMinutes": 60}, {"lifetimeInMinutes": 90}),
}
_DEPTH = 5
_SERIAL = count(1)


def body_of(version: Version, type_: Type, variant: int, *, declared: Type | None = None) -> Document:
    """
    Make a body of a type, without what only the service sets and without relationships.

    Args:
        variant: 0 or 1.
        declared: the type that is expected where the body goes; the body says its own when it is another.
    """
    body = _object(version, type_, variant, 0)
    if declared is not None and declared.name != type_.name:
        body = {"@odata.type": f"#microsoft.graph.{type_.name}", **body}
    if "displayName" in body:
        body["displayName"] = f"Name{next(_SERIAL)}"  # some things are named after it and can be there only once
    if "tenantId" in body:
        body["tenantId"] = f"00000000-0000-4000-9000-{next(_SERIAL):012d}"  # a tenant can be a member only once
    return {**body, **_FIXED.get(type_.name, ({}, {}))[variant]}


def concrete(version: Version, type_: Type) -> Type:
    """Return the type itself, or the first that derives from it when it is abstract or has nothing of its own."""
    if not type_.abstract and not (type_.derived and not _object(version, type_, 0, 0) and not _relations(type_)):
        return type_
    return next(one for one in (_find(version, name) for name in type_.derived) if one and not one.abstract)


def _relations(type_: Type) -> bool:
    return any(own.navigation for own in type_.properties)


def _object(version: Version, type_: Type, variant: int, depth: int) -> Document:
    body: Document = {}
    for own in type_.properties:
        if own.navigation or own.read_only or own.name in ("id", type_.key):
            continue
        value = _value(version, own, variant, depth)
        if value is not None:
            body[own.name] = [value] if own.many else value
    return body


def _value(version: Version, own: Property, variant: int, depth: int) -> Any:
    if own.type in _TEXTS:
        return _TEXTS[own.type][variant]
    type_ = _find(version, own.type)
    if type_ is None or depth >= _DEPTH or type_.kind == "entity":
        return None
    if type_.kind == "enum":
        known = [one for one in type_.members if one != "unknownFutureValue"]
        return known[min(variant, len(known) - 1)] if known else None
    actual = concrete(version, type_) if type_.abstract and type_.derived else type_
    inner = _object(version, actual, variant, depth + 1)
    return inner if actual is type_ else {"@odata.type": f"#microsoft.graph.{actual.name}", **inner}


def _find(version: Version, name: str) -> Type | None:
    try:
        return load.type_of(version, name)
    except UsageError:
        return None

"""
The JSON body that the service sends to an API at a step: one flat object, claims named as Graph names user properties.

Pure. Called by `run`, and by whoever wants to show the body without sending it.

Rule: no null ever; a claim without a value is left out.
Rule: `step`, `client_id` and `ui_locales` are the service's, never the caller's.
Source: the request examples of the pages named in `model`.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from graphkey.errors import UsageError
from graphkey.steps.model import Step
from graphkey.wire import Document

_EXTENSION = re.compile(r"extension_(?:([0-9a-fA-F]{32})_)?([^_].*)", re.DOTALL)


def body(
    step: Step,
    claims: Mapping[str, Any],
    *,
    client_id: str,
    ui_locales: str = "en-US",
    extensions_app_id: str | None = None,
) -> Document:
    """
    Make the body of the call at a step.

    Args:
        claims: what is known of the user, by Graph's names; `extension_Name` may stand without the application's id.
        client_id: appId of the application that the user signs in to.
        ui_locales: language tags of the user's device.
        extensions_app_id: appId of `b2c-extensions-app`; then custom attributes are sent under their directory name,
            `extension_<id without dashes>_Name`.
    Returns:
        Documented claims first and in the documented order, then the others as given, then the service's own.
    Raises:
        UsageError: a claim cannot be sent: nested, not JSON, or a name that the service sets.
    """
    service = {"step": step.wire, "client_id": client_id, "ui_locales": ui_locales}
    order = {name: place for place, name in enumerate(step.fields)}
    given = sorted(claims.items(), key=lambda item: order.get(item[0], len(order)))
    sent = {
        directory_name(name, extensions_app_id): _checked(name, value)
        for name, value in given
        if not _empty(value) and not _is_service_value(name, value, service)
    }
    return {**sent, **service}


def encode(document: Mapping[str, Any]) -> bytes:
    """Write a body as it goes on the wire, UTF-8 JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def directory_name(claim: str, extensions_app_id: str | None) -> str:
    """Return the directory's name of a custom attribute; other names and unknown ids change nothing."""
    found = _EXTENSION.fullmatch(claim)
    if found is None or found[1] or not extensions_app_id:
        return claim
    return f"extension_{extensions_app_id.replace('-', '').lower()}_{found[2]}"


def short_name(claim: str) -> str:
    """Return a claim's name without the id of the extensions application, as it stands in a token."""
    found = _EXTENSION.fullmatch(claim)
    return claim if found is None else f"extension_{found[2]}"


def _empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, (list, dict)) and not value)


def _is_service_value(name: str, value: Any, service: Mapping[str, Any]) -> bool:
    if name not in service:
        return False
    if value != service[name]:
        raise UsageError(
            f"claims hold {name} = {value!r}, but the service sets it, here to {service[name]!r}",
            hint=f"Leave {name} out of the claims.",
        )
    return True


def _checked(name: str, value: Any) -> Any:
    if not is_claim_value(value) and not (name == "identities" and _are_identities(value)):
        raise UsageError(
            f"claim {name} cannot be sent: the body is flat",
            hint="Give text, a number, true or false, or a list of texts.",
        )
    return value


def is_claim_value(value: Any) -> bool:
    """Tell whether a JSON value can be a claim: text, a finite number, a truth value or a list of such."""
    if isinstance(value, list):
        return all(not isinstance(item, list) and is_claim_value(item) for item in value)
    if isinstance(value, str):
        return _is_unicode(value)
    if isinstance(value, float):
        return value - value == 0  # neither infinite nor NaN, which JSON does not have
    return isinstance(value, (bool, int))


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which a JSON escape can smuggle in
        return False
    return True


def _are_identities(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict) and all(isinstance(part, str) and _is_unicode(part) for part in item.values())
        for item in value
    )

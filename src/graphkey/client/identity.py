"""
`-InputObject`: the ids a call needs, out of an identity or out of an object as Graph's own GET returns it.

Used by `client/assemble` for the ViaIdentity sets. Pure.

An object says in `@odata.id` where it is; matched against the catalog, that gives its own id and those of its parents. Without it
its type and `id` are enough where one id is needed.

Rule: an id of an object is used for that object alone, never a parent's for the parent: `Get-…Language | Remove-…UserFlow`
removes nothing.
Source: `IIdentitySignInsIdentity` on the origin command's page; the order of checks and the wording for an absent id follow
Azure/autorest.powershell cmdlets/class.ts.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from graphkey.catalog.load import identity_keys, operations_at, type_of
from graphkey.catalog.model import Operation, Version
from graphkey.catalog.paths import key_of
from graphkey.catalog.sets import ids_of, parameter_name
from graphkey.client.place import Place, place_of
from graphkey.errors import UsageError


def ids_from(identity: Any, operation: Operation) -> dict[str, str]:
    """
    Find the ids of an operation's path in an identity.

    Args:
        identity: a mapping of id names (any case) to text, or a document with `@odata.id`, or with `id` and a known type.
    Returns: placeholder -> id.
    Raises: UsageError naming the first absent id, an unknown key, an empty id, or a type that does not fit.
    """
    if not isinstance(identity, Mapping):
        raise UsageError(
            "-InputObject takes an object with ids", hint='For example {"B2XIdentityUserFlowId": "B2X_1_signup"}.'
        )
    wanted = ids_of(operation.path)
    if is_document(identity):
        return _from_document(identity, operation, wanted)
    given = _checked(identity)
    found: dict[str, str] = {}
    for placeholder in wanted:
        name = parameter_name(placeholder)
        value = given.get(name.lower())
        if value is None:
            raise _absent(name)
        found[placeholder] = value
    return found


def list_text(name: str, value: Any) -> str:
    """
    Write a list as a function's argument: `["sms"]`.

    Source: https://learn.microsoft.com/graph/api/authenticationstrengthpolicy-findbymethodmode (HTTP request).
    """
    items = value if isinstance(value, (list, tuple)) else [value]
    if not items or not all(isinstance(item, str) and item.strip() for item in items):
        raise UsageError(f"{name} is empty, or holds what is no text", hint="Give one text or several.")
    return json.dumps(list(items), ensure_ascii=False, separators=(",", ":"))


def _absent(name: str) -> UsageError:
    return UsageError(f"InputObject has null value for InputObject.{name}", hint=f'Give it as {{"{name}": "…"}}.')


def is_document(identity: Mapping[str, Any]) -> bool:
    """Tell whether this is an object of Graph's and not a table of ids."""
    names = {str(key).lower() for key in identity}
    return "id" in names or any(name.startswith("@odata.") for name in names)


def _checked(identity: Mapping[str, Any]) -> dict[str, str]:
    keys = identity_keys()
    found: dict[str, str] = {}
    for name, value in identity.items():
        key = keys.get(str(name).lower())
        if key is None:
            raise UsageError(f"InputObject has no id named {name}", hint=_nearest(str(name)))
        if value is None or (value == [] and key.many):
            continue
        if key.name.lower() in found:
            raise UsageError(f"InputObject gives {key.name} twice, in different spellings", hint="Keep one of them.")
        found[key.name.lower()] = list_text(f"InputObject.{key.name}", value) if key.many else _text(key.name, value)
    return found


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise UsageError(f"InputObject.{name} is no text", hint="Ids are given as text.")
    if not value.strip():
        raise UsageError(f"InputObject.{name} is empty", hint="Leave it away, or give the id.")
    return value


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    known = {key: found.name for key, found in identity_keys().items()}
    near = get_close_matches(name.lower(), list(known), n=2, cutoff=0.5)
    return f"Did you mean {' or '.join(known[key] for key in near)}?" if near else "See Get-Help for the ids it knows."


# -- objects ------------------------------------------------------------------------------------------------------------


def _from_document(document: Mapping[str, Any], operation: Operation, wanted: list[str]) -> dict[str, str]:
    lower = {str(key).lower(): value for key, value in document.items()}
    extra = lower.get("additionalproperties")
    # PowerShell's models keep what they do not know, such as @odata.context, under AdditionalProperties.
    held = {**{str(k).lower(): v for k, v in extra.items()}, **lower} if isinstance(extra, Mapping) else lower
    kinds = _types_in(held, operation.version)
    place = place_of(held.get("@odata.id"), operation.version)
    found = _by_place(place, kinds, operation, wanted) if place else None
    return found if found is not None else _by_type(held, kinds, wanted)


def _by_place(place: Place, kinds: Mapping[str, str], operation: Operation, wanted: list[str]) -> dict[str, str] | None:
    """Give the ids when the operation is on the object or below it, or leads to the same object by another path."""
    here, there = key_of(place.template), key_of(operation.path)
    if there == here or (there.startswith(here + "/") and len(wanted) == len(place.ids)):
        return {placeholder: place.ids[old] for placeholder, old in zip(wanted, ids_of(place.template), strict=True)}
    own = place.own
    if own is None or not wanted or not {wanted[-1].lower(), _kind(wanted[-1])} & {own.lower(), *kinds}:
        return None
    found = {**place.ids, wanted[-1]: place.ids[own]}
    return {one: found[one] for one in wanted} if set(wanted) <= set(found) else None


def _by_type(held: Mapping[str, Any], kinds: Mapping[str, str], wanted: list[str]) -> dict[str, str]:
    if not kinds:
        raise UsageError(
            "InputObject has an id, but nothing tells of what type it is",
            hint=f'Pipe an answer that carries @odata.type or @odata.context, or give {{"{parameter_name(wanted[-1])}": "…"}}.',
        )
    if len(wanted) != 1 or _kind(wanted[0]) not in kinds:
        needs = ", ".join(parameter_name(placeholder) for placeholder in wanted)
        raise UsageError(
            f"InputObject is a {next(iter(kinds.values()))}, but {needs} is needed", hint="Give the ids by name."
        )
    key = wanted[0].partition("-")[2].rstrip("0123456789").lower()
    if held.get(key) is None:
        raise _absent(parameter_name(wanted[0]))
    return {wanted[0]: _text(key, held[key])}


def _kind(placeholder: str) -> str:
    """Name the type, in lower case, whose id a placeholder is."""
    return placeholder.split("-")[0].lower()


def _types_in(held: Mapping[str, Any], version: Version) -> dict[str, str]:
    """Find the types a document says it has, its own first, then what that derives from: lower-case name -> name."""
    found: list[str] = []
    named, context = held.get("@odata.type"), held.get("@odata.context")
    if isinstance(named, str):
        found += _lineage(named.lstrip("#").removeprefix("microsoft.graph."), version)
    if isinstance(context, str) and "$metadata#" in context:
        path = re.sub(r"(\([^()]*\))?(/\$entity)?$", "", context.split("$metadata#", 1)[1])
        match = operations_at(version, "/" + path)
        got = match.operations.get("GET") if match else None
        found += [got.returns] if got and got.returns else []
    return {name.lower(): name for name in found}


def _lineage(name: str, version: Version) -> list[str]:
    try:
        row = type_of(version, name)
    except UsageError:
        return [name]  # a type of tomorrow: its name is all that is known
    return [row.name, *(_lineage(row.base, version) if row.base else [])]

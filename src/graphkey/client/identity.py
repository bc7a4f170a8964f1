"""
`-InputObject`: the ids a call needs, out of an identity or out of an object as Graph's own GET returns it.

Used by `client/assemble` for the ViaIdentity sets. Pure.

Source: `IIdentitySignInsIdentity` on the origin command's page; the order of checks and the wording for an absent id follow
Azure/autorest.powershell cmdlets/class.ts.
"""

import re
from collections.abc import Mapping
from typing import Any

from graphkey.catalog.load import identity_keys, operations_at
from graphkey.catalog.model import Operation
from graphkey.catalog.sets import ids_of, parameter_name
from graphkey.errors import UsageError


def ids_from(identity: Any, operation: Operation) -> dict[str, str]:
    """
    Find the ids of an operation's path in an identity.

    Args:
        identity: a mapping of id names (any case) to text, or a document with `id` and a known type.
    Returns: placeholder -> id.
    Raises: UsageError naming the first absent id, an unknown key, an empty id, or a type that does not fit.
    """
    if not isinstance(identity, Mapping):
        raise UsageError(
            "-InputObject takes an object with ids", hint='For example {"B2XIdentityUserFlowId": "B2X_1_signup"}.'
        )
    wanted = ids_of(operation.path)
    if _is_document(identity):
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


def _absent(name: str) -> UsageError:
    return UsageError(f"InputObject has null value for InputObject.{name}", hint=f'Give it as {{"{name}": "…"}}.')


def _is_document(identity: Mapping[str, Any]) -> bool:
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
        if key.many:
            items = value if isinstance(value, (list, tuple)) else [value]
            value = ",".join(_text(key.name, item) for item in items)
        if key.name.lower() in found:
            raise UsageError(f"InputObject gives {key.name} twice, in different spellings", hint="Keep one of them.")
        found[key.name.lower()] = _text(key.name, value)
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


def _from_document(document: Mapping[str, Any], operation: Operation, wanted: list[str]) -> dict[str, str]:
    lower = {str(key).lower(): value for key, value in document.items()}
    kinds = _types_in(lower, operation)
    if not kinds:
        raise UsageError(
            "InputObject has an id, but nothing tells of what type it is",
            hint=f'Pipe an answer that carries @odata.type or @odata.context, or give {{"{parameter_name(wanted[-1])}": "…"}}.',
        )
    fitting = [placeholder for placeholder in wanted if placeholder.split("-")[0].lower() in kinds]
    if len(wanted) != 1 or not fitting:
        needs = ", ".join(parameter_name(placeholder) for placeholder in wanted)
        raise UsageError(
            f"InputObject is a {next(iter(kinds.values()))}, but {needs} is needed", hint="Give the ids by name."
        )
    if lower.get("id") is None:
        raise _absent(parameter_name(fitting[0]))
    return {fitting[0]: _text("id", lower["id"])}


def _types_in(lower: Mapping[str, Any], operation: Operation) -> dict[str, str]:
    """Find the types a document says it has, its own and its collection's: lower-case name -> name."""
    extra = lower.get("additionalproperties")
    # PowerShell's models keep what they do not know, such as @odata.context, under AdditionalProperties.
    held = {**{str(k).lower(): v for k, v in extra.items()}, **lower} if isinstance(extra, Mapping) else lower
    found: list[str] = []
    named, context = held.get("@odata.type"), held.get("@odata.context")
    if isinstance(named, str):
        found.append(named.lstrip("#").removeprefix("microsoft.graph."))
    if isinstance(context, str) and "$metadata#" in context:
        path = re.sub(r"(\([^()]*\))?(/\$entity)?$", "", context.split("$metadata#", 1)[1])
        match = operations_at(operation.version, "/" + path)
        got = match.operations.get("GET") if match else None
        found += [got.returns] if got and got.returns else []
    return {name.lower(): name for name in found}

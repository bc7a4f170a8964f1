"""
Parameter sets: which parameters a command takes, and in which combinations, derived from its operations.

The command line binds against this, help prints it, completion offers it. Pure: a function of catalog rows.

Source: the generation rules of Graph PowerShell (Azure/autorest.powershell, create-commands-v2.ts and cmdlets/class.ts): the
base set is named after the action, `Expanded` when the body is an object, a `ViaIdentity` twin when the path has ids and the
operation is no list; the default set is the one with the fewest mandatory parameters that are all simple.
Rule: a set that Microsoft's page shows is here under its name, with its parameters; what we add never hides one of them.
"""

import re
from typing import NamedTuple

from graphkey.catalog.load import identity_key, type_of
from graphkey.catalog.model import Command, Operation, Property, Type
from graphkey.catalog.parameters import (
    COMMON,
    COUNT,
    EVENTUAL,
    FILE,
    LISTING,
    MEDIA,
    OURS,
    PAGING,
    PFX_SWITCHES,
    WRITING,
    Parameter,
)

REFERENCE_PROPERTIES = (Property("@odata.id", "String"), Property("@odata.type", "String"))
"""What the body of a `$ref` request holds; PowerShell calls them OdataId and OdataType."""
RAW_SET = "Request"
"""The name of a raw request's one parameter set; its answers are shown as they came."""
_NO_TYPE = Type("none", "body")


class ParameterSet(NamedTuple):
    """Name one way to call a command and the operation it leads to."""

    name: str
    operation: Operation
    identity: bool
    expanded: bool
    body: bool


class Signature(NamedTuple):
    """Hold all that binding a command line needs: sets (the default one first) and parameters."""

    command: Command
    sets: tuple[ParameterSet, ...]
    parameters: tuple[Parameter, ...]

    def in_set(self, wanted: ParameterSet) -> tuple[Parameter, ...]:
        """List the parameters that may be given in one set."""
        return tuple(p for p in self.parameters if not p.sets or wanted.name in p.sets)


def signature(command: Command) -> Signature:
    """Derive the sets and parameters of a command."""
    sets = _default_first(_distinct([one for op in command.operations for one in _sets_of(command, op)]))
    found: dict[str, Parameter] = {}
    for one in sets:
        for parameter in _own_parameters(one):
            _merge(found, parameter, one.name)
    writes = any(op.method != "GET" for op in command.operations)
    carries_pfx = any(op.pfx for op in command.operations)
    own = tuple(found.values())
    if len(sets) == 1:
        own = tuple(p._replace(sets=()) for p in own)
    return Signature(
        command,
        tuple(sets),
        (*own, *(WRITING if writes else ()), *COMMON, *OURS, *(PFX_SWITCHES if carries_pfx else ())),
    )


def body_type(operation: Operation) -> Type | None:
    """Return the type of an operation's JSON body, None where it takes none."""
    if operation.body in (None, "stream"):
        return None
    if operation.body == "reference":
        return Type("reference", "body", properties=REFERENCE_PROPERTIES)
    return type_of(operation.version, operation.body)


def body_types(operation: Operation) -> list[Type]:
    """List every type that can stand in the body of an operation, the body itself first."""
    return _within(operation, body_type(operation))


def answer_types(operation: Operation) -> list[Type]:
    """List every type that can stand in the answer of an operation, the answer itself first."""
    named = operation.returns if operation.returns and operation.returns[:1].islower() else None
    return _within(operation, type_of(operation.version, named) if named not in (None, "stream", "reference") else None)


def _within(operation: Operation, outermost: Type | None) -> list[Type]:
    found: dict[str, Type] = {}
    waiting = [outermost]
    while waiting:
        row = waiting.pop(0)
        if row is None or row.name in found:
            continue
        found[row.name] = row
        inner = [p.type for p in row.properties if p.type[:1].islower() and not p.navigation]
        waiting += [type_of(operation.version, name) for name in (*inner, *row.derived)]
    return list(found.values())


def ids_of(path: str) -> list[str]:
    """List the placeholders of a path template, in order."""
    return re.findall(r"\{([^}]+)\}", path)


def parameter_name(placeholder: str) -> str:
    """Give PowerShell's name of a path parameter: `b2xIdentityUserFlow-id` is `B2XIdentityUserFlowId`."""
    key = identity_key(placeholder)
    return key.name if key else "".join(part[:1].upper() + part[1:] for part in re.split(r"[-_]", placeholder))


def is_list(operation: Operation) -> bool:
    """Tell whether an operation answers with items, page by page."""
    return operation.kind in ("list", "ref-list") or (
        operation.many and operation.kind in ("cast", "function", "action")
    )


_STEMS = {
    "list": "List", "get": "Get", "count": "Get", "create": "Create", "update": "Update", "set": "Set",
    "delete": "Delete", "ref-list": "List", "ref-get": "Get", "ref-add": "Create", "ref-set": "Set", "ref-delete": "Delete",
    "media-get": "Get", "media-set": "Set", "media-delete": "Delete",
}  # fmt: skip
_LONGEST = 64


def _stem(command: Command, operation: Operation) -> str:
    """Name the base set: after the action, whatever verb the command has (`Test-…` of `validate…` has `Validate`)."""
    if operation.kind == "cast":
        return "List" if operation.many else "Get"
    if operation.kind in _STEMS:
        return _STEMS[operation.kind]
    # Of an `Invoke-…` the word in front of the noun is the action: `Invoke-MgBetaBuffer…Decrypt` has `Buffer`.
    front = re.match(r"Invoke-Mg(?:Beta)?([A-Z][a-z0-9]*)", command.name)
    if front:
        return front[1]
    first = re.match(r"[a-z0-9]+", operation.path.rsplit("/", 1)[1])
    return (first[0] if first else "call").capitalize()


def _sets_of(command: Command, operation: Operation) -> list[ParameterSet]:
    """List the sets of one operation, names not yet distinct."""
    stem = _stem(command, operation)
    twin = bool(ids_of(operation.path)) and stem != "List"
    body = operation.body is not None and operation.body != "stream"
    return [
        ParameterSet(f"{stem}{via}{suffix}"[:_LONGEST], operation, bool(via), bool(suffix), body)
        for via in (("", "ViaIdentity") if twin else ("",))
        for suffix in (("", "Expanded") if body else ("",))
    ]


def _distinct(sets: list[ParameterSet]) -> list[ParameterSet]:
    """Number the names that clash; the set that needs no whole body keeps its name."""
    taken: dict[str, int] = {}
    named: dict[int, ParameterSet] = {}
    for at in sorted(range(len(sets)), key=lambda at: sets[at].body and not sets[at].expanded):
        name = sets[at].name
        number = taken.get(name, 0)
        taken[name] = number + 1
        named[at] = sets[at]._replace(name=f"{name}{number}") if number else sets[at]
    return [named[at] for at in range(len(sets))]


def _default_first(sets: list[ParameterSet]) -> list[ParameterSet]:
    def cost(one: ParameterSet) -> tuple[bool, int]:
        complex_needed = one.identity or (one.body and not one.expanded)
        return complex_needed, sum(p.required for p in _own_parameters(one))

    default = min(sets, key=cost)
    return [default, *(one for one in sets if one is not default)]


def _own_parameters(one: ParameterSet) -> list[Parameter]:
    operation = one.operation
    if one.identity:
        places = [Parameter("InputObject", "identity", type="IIdentitySignInsIdentity", required=True, pipeline=True)]
    else:
        places = [_path_parameter(placeholder) for placeholder in ids_of(operation.path)]
    if one.body and not one.expanded:
        places.append(Parameter("BodyParameter", "whole-body", type=operation.body or "", required=True, pipeline=True))
    if one.expanded:
        places += [Parameter("AdditionalProperties", "extra", type="Json"), *_body_parameters(operation)]
    return [*places, *_media_parameters(operation), *_query_parameters(operation), *_header_parameters(operation)]


def _path_parameter(placeholder: str) -> Parameter:
    key = identity_key(placeholder)
    return Parameter(parameter_name(placeholder), "path", placeholder, many=bool(key and key.many), required=True)


def _body_parameters(operation: Operation) -> list[Parameter]:
    return [
        Parameter(
            _pascal(p.name) + ("InputFile" if p.type == "Binary" else ""), "body", p.name, p.type, many=p.many,
            secret=p.secret, choices=_members(operation, p.type), says=FILE if p.type == "Binary" else "",
        )
        for p in (body_type(operation) or _NO_TYPE).properties
    ]  # fmt: skip


def _members(operation: Operation, name: str) -> tuple[str, ...]:
    return type_of(operation.version, name).members if name[:1].islower() else ()


def _pascal(wire: str) -> str:
    words = [word for word in re.split(r"[@._-]", wire) if word]
    return "".join(word[:1].upper() + word[1:] for word in words)


def _media_parameters(operation: Operation) -> tuple[Parameter, ...]:
    return MEDIA.get(operation.kind, ())


def _query_parameters(operation: Operation) -> list[Parameter]:
    # Source: pages of the module: functions page only as `delta`; others have -Count and no -All, which is ours there.
    pages = is_list(operation) and (operation.kind != "function" or "/delta(" in operation.path)
    found = [LISTING[name] for name in operation.query if name in LISTING and (pages or name != "count")]
    if pages:
        return [*found, *(PAGING if operation.kind != "action" else ())]
    counted = [COUNT] if operation.kind == "function" and "count" in operation.query else []
    paging = [one._replace(added=True) for one in PAGING] if is_list(operation) else []
    return [*found, *counted, *paging, *_aliases(operation)]


def _aliases(operation: Operation) -> list[Parameter]:
    """Give the arguments of a function that its path names by an alias: `creationOptions(challenge…=@challenge…)`."""
    names = re.findall(r"=@(\w+)", operation.path)
    return [Parameter(_pascal(name), "query", f"@{name}", says="An argument of the function.") for name in names]


def _header_parameters(operation: Operation) -> list[Parameter]:
    own = [name for name in operation.headers if name != "ConsistencyLevel"]
    found = [Parameter(name.replace("-", ""), "header", name.lower()) for name in own]
    # Source: pages of the module: none has -ConsistencyLevel; lists of directory objects heed the header all the same.
    if "ConsistencyLevel" in operation.headers or {"count", "search"} & set(operation.query):
        found.append(EVENTUAL._replace(added=True))
    # Source: pages of the module: what answers without a document can say that it succeeded.
    if operation.returns in (None, "stream"):
        found.append(Parameter("PassThru", "common", type="Switch", says="Return true when it is done."))
    return found


def _merge(found: dict[str, Parameter], parameter: Parameter, set_name: str) -> None:
    key = parameter.name.lower()
    known = found.get(key)
    found[key] = (known or parameter)._replace(sets=(*(known.sets if known else ()), set_name))

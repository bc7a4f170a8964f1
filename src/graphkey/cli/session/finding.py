"""
`Find-MgGraphCommand`, `Find-MgGraphPermission`, and `graphkey find` for short: the catalog, looked through.

Nothing is asked of a service, and nobody has to be signed in.

Source: custom/Find-MgGraphCommand.ps1 and Find-MgGraphPermission.ps1 of microsoftgraph/msgraph-sdk-powershell: a pattern fits
a whole name, case does not count, v1.0 comes before beta; a permission is found by a part of its name, delegated ones first.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from graphkey.catalog import load
from graphkey.catalog.model import Command, Operation
from graphkey.catalog.sets import signature
from graphkey.cli.binder import Given
from graphkey.cli.session.run import run, write
from graphkey.cli.world import World
from graphkey.errors import UsageError

_SCOPE = re.compile(r"[A-Za-z-]+(\.[A-Za-z-]+)+")
_PLAIN = re.compile(r"[\w-]+")
_HELP = """graphkey find WORD [WORD…] [-Method GET|POST|PUT|PATCH|DELETE] [-ApiVersion v1.0|beta] [-OutputFormat …] [-Query …]

  find conditional policy           commands whose names hold every word (or fit a pattern)
  find /identity/apiConnectors/ID   commands that call a path
  find Policy.Read                  permissions whose names hold that

The same as Find-MgGraphCommand and Find-MgGraphPermission; Get-Help tells the rest of these.
"""


def find(arguments: Sequence[str], world: World) -> int:
    """Run `graphkey find`: what the words look like decides what is looked for."""
    words: list[str] = []
    rest = list(arguments)
    while rest and not rest[0].startswith("-"):
        words.append(rest.pop(0))
    if not words:
        if rest and rest[0].lower().strip("-") in ("h", "help", "?"):
            world.stdout.write(_HELP)
            return 0
        raise UsageError("find needs a word to look for", hint="For example: graphkey find apiconnector.")
    if words[0].startswith(("/", "https://")):
        return run("Find-MgGraphCommand", [f"-Uri:{','.join(words)}", *rest], world)
    if len(words) == 1 and _SCOPE.fullmatch(words[0]):
        return run("Find-MgGraphPermission", [f"-SearchString:{words[0]}", *rest], world)
    for word in words:
        _compiled(word)
    pattern = "".join(f"(?=.*(?:{word}))" for word in words) + ".*"
    fits = _by_name(pattern)
    if not any(fits(command, operation) for command, operation in _everything()):
        raise UsageError(
            f"no command has {' and '.join(words)} in its name", hint="Try a part of a word: graphkey find condit."
        )
    return run("Find-MgGraphCommand", [f"-Command:{pattern}", *rest], world)


# -- commands ------------------------------------------------------------------------------------------------------------


def find_command(given: Given, world: World) -> int:
    """Print the commands that fit, one object for each operation."""
    method, version = _one_of(given, "Method"), _one_of(given, "ApiVersion")
    rows: list[dict[str, Any]] = []
    names, uris = given.text("Command"), given.text("Uri") or ""
    for wanted in _several(names) if names is not None else re.split(r",(?=/|https?://)", uris):
        fits = _by_name(wanted) if names is not None else _by_uri(wanted)
        found = [
            (command, operation)
            for command, operation in _everything()
            if (method is None or operation.method == method)
            and (version is None or operation.version == version)
            and fits(command, operation)
        ]
        if not found:
            raise UsageError(f"no command fits {wanted!r}", hint=_advice(given, wanted))
        rows += [_facts(command, operation) for command, operation in found]
    rows.sort(key=lambda row: (row["APIVersion"] != "v1.0", row["Command"]))
    if (given.text("OutputFormat") or ("table" if world.columns is not None else "")).lower() == "table":
        rows = [{**row, "Permissions": sorted({one["Name"] for one in row["Permissions"]})} for row in rows]
    write(given, world, rows)
    return 0


def _several(text: str) -> list[str]:
    """Split at commas, but for those of a repetition such as {1,2}."""
    return [part.strip() for part in re.split(r",(?![\d\s]*\})", text) if part.strip()] or [""]


def _everything() -> Iterator[tuple[Command, Operation]]:
    for name in load.command_names():
        command = load.command(name)
        for operation in command.operations:
            yield command, operation


Fits = Callable[[Command, Operation], bool]


def _by_name(pattern: str) -> Fits:
    compiled = _compiled(pattern)
    return lambda command, _: any(compiled.fullmatch(name) for name in (command.name, *command.aliases))


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        where = f" (character {error.pos + 1})" if error.pos is not None else ""
        raise UsageError(
            f"{pattern!r} is no regular expression: {error.msg}{where}", hint="For example Get-MgBeta.*"
        ) from None


def _by_uri(uri: str) -> Fits:
    path = re.sub(r"^https?://[^/]*", "", uri.strip()).split("?")[0]
    begun = re.match(r"/?(v1\.0|beta)(?=/|$)", path, re.IGNORECASE)
    version = begun[1].lower() if begun else None
    path = "/" + path[begun.end() if begun else 0 :].strip("/")
    if ".*" in path:
        compiled = re.compile(re.escape(path).replace(re.escape(".*"), ".*"), re.IGNORECASE)
        return lambda _, one: version in (None, one.version) and compiled.fullmatch(one.path) is not None
    templates = {
        (where, match.template)
        for where in ("v1.0", "beta")
        if version in (None, where) and (match := load.operations_at(where, path)) is not None
    }
    return lambda _, one: (one.version, one.path) in templates


def _facts(command: Command, operation: Operation) -> dict[str, Any]:
    return {
        "Command": command.name,
        "APIVersion": operation.version,
        "Method": operation.method,
        "URI": operation.path,
        "OutputType": _output_type(operation),
        "Permissions": list(_permissions(operation)),
        "Variants": [one.name for one in signature(command).sets if one.operation == operation],
    }


def _output_type(operation: Operation) -> str | None:
    name = operation.returns
    return f"microsoft.graph.{name}" if name is not None and name[:1].islower() else name


def _permissions(operation: Operation) -> Iterator[dict[str, Any]]:
    consent = _consent()
    for kind, names in (
        ("Delegated", operation.permissions.delegated),
        ("Application", operation.permissions.application),
    ):
        for number, name in enumerate(names):
            yield {
                "Name": name,
                "PermissionType": kind,
                "IsAdmin": consent.get((name, kind.lower()), kind == "Application"),
                "IsLeastPrivilege": number == 0,
            }


@cache
def _consent() -> Mapping[tuple[str, str], bool]:
    return MappingProxyType({(one.name, one.scheme): one.admin_consent for one in load.scopes()})


def _advice(given: Given, wanted: str) -> str:
    if given.text("Command") is None:
        return "Give a path as Graph has it, for example /identity/apiConnectors/{id}; .* stands for any text."
    if _PLAIN.fullmatch(wanted):
        return f"A pattern has to fit the whole name: .*{wanted}.* finds it anywhere in one."
    return "A pattern has to fit the whole name, for example .*ConditionalAccess.*"


# -- permissions ---------------------------------------------------------------------------------------------------------


def find_permission(given: Given, world: World) -> int:
    """Print the permissions that fit."""
    word = (given.text("SearchString") or "").strip().lower()
    kind = (_one_of(given, "PermissionType") or "Any").lower()
    rows = [
        {
            "Name": one.name,
            "PermissionType": one.scheme.capitalize(),
            "Consent": "Admin" if one.admin_consent else "User",
            "PrivilegeLevel": one.privilege,
        }
        for one in load.scopes()
        if kind in ("any", one.scheme)
        and (one.name.lower() == word if given.on("ExactMatch") else word in one.name.lower())
    ]
    if not rows:
        raise UsageError(
            f"no permission {'is' if given.on('ExactMatch') else 'has'} {given.text('SearchString')!r}"
            + ("" if given.on("ExactMatch") else " in its name"),
            hint="Only the permissions that this module's operations know are here; "
            "https://learn.microsoft.com/graph/permissions-reference has all.",
        )
    rows.sort(key=lambda row: (row["PermissionType"] != "Delegated", str(row["Name"])))
    write(given, world, rows)
    return 0


def _one_of(given: Given, name: str) -> str | None:
    """Return a value in its spelling of the table."""
    text, choices = given.text(name), given.parameter(name).choices
    if text is None:
        return None
    for one in choices:
        if one.lower() == text.lower():
            return one
    raise UsageError(f"-{name} {text} is none", hint=f"Give one of {', '.join(choices)}.")

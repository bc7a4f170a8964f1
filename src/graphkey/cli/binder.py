"""
Arguments to parameters: PowerShell's way of naming them, as one pure function over a signature.

Names ignore case and dashes (`--kebab-case` is the same name), unambiguous prefixes do, `-Name value`, `-Name:value`,
`--name=value`, switches with `-Switch:$false`. Nothing is positional. Values stay text; `cli/values` gives them meaning.
Our own because no command-line library knows this syntax, and none is imported on this path (docs/adr/0006).

Source: about_Parameters, about_CommonParameters (learn.microsoft.com/powershell).
Rule: our own parameters never make a prefix of Microsoft's names ambiguous.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from graphkey.catalog.parameters import Parameter
from graphkey.catalog.sets import Signature
from graphkey.client.assemble import find
from graphkey.errors import UsageError

_REFUSED = {
    "errorvariable": "read standard error and the exit code instead",
    "informationvariable": "read standard error instead",
    "outvariable": "keep standard output instead: `… > answer.json`",
    "pipelinevariable": "keep standard output instead: `… > answer.json`",
    "warningvariable": "read standard error instead",
    "break": "use -Debug to see the wire",
    "httppipelineappend": "use -Headers, or a Transport of your own in Python",
    "httppipelineprepend": "use -Headers, or a Transport of your own in Python",
    "proxyusedefaultcredentials": "give -ProxyCredential env:NAME with USER:PASSWORD",
}
_SWITCHED = {"$true": True, "true": True, "$false": False, "false": False}


class Given(NamedTuple):
    """Hold what the arguments gave: parameter name -> text as given, or True/False for a switch."""

    signature: Signature
    values: Mapping[str, str | bool]

    def text(self, name: str) -> str | None:
        """Return the text given for a parameter, or None."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def on(self, name: str) -> bool:
        """Tell whether a switch is on."""
        return self.values.get(name) is True

    def parameter(self, name: str) -> Parameter:
        """Return the parameter of that name."""
        return next(p for p in self.signature.parameters if p.name == name)

    def placed(self, *places: str) -> list[Parameter]:
        """List the given parameters of some places, in the order of the command line."""
        found = {p.name: p for p in self.signature.parameters if p.place in places}
        return [found[name] for name in self.values if name in found]


def give(signature: Signature, arguments: Sequence[str], shell: str = "posix") -> Given:
    """
    Match arguments to the parameters of a command.

    Args:
        arguments: what follows the command's name.
        shell: "posix", "cmd" or "powershell"; only the wording of advice depends on it.
    Raises: UsageError for unknown, ambiguous, doubled or refused names, for missing values and for positional ones.
    """
    values: dict[str, str | bool] = {}
    rest = list(arguments)
    while rest:
        name, joined = _name_of(rest.pop(0), len(arguments) - len(rest))
        if joined == "" and rest and not _is_name(rest[0]):
            # `-Name: value`, as PowerShell reads it and as some of its versions hand `-Name:value` over
            joined = rest.pop(0)
        valued = joined.lower() not in ("", *_SWITCHED) if joined is not None else bool(rest) and not _is_name(rest[0])
        parameter = find(signature, name, valued=valued)
        if parameter.name in values:
            raise UsageError(f"-{parameter.name} is given twice", hint="Give each parameter once.")
        if parameter.name.lower() in _REFUSED:
            advice = _REFUSED[parameter.name.lower()]
            raise UsageError(f"-{parameter.name} has no meaning outside PowerShell; {advice}.")
        values[parameter.name] = (
            _switch(parameter, joined, shell) if parameter.switch else _value(parameter, joined, rest, shell)
        )
    return Given(signature, values)


def _name_of(argument: str, position: int) -> tuple[str, str | None]:
    found = re.match(r"(--?|[–—−])([A-Za-z?][\w?-]*)([:=])?", argument)
    if not found or (found[3] == "=" and found[1] == "-") or (found.end() < len(argument) and not found[3]):
        # What stands here unnamed may be a password: its place is told, not its text.
        raise UsageError(
            f"argument {position} belongs to no parameter; nothing is positional here",
            hint="Write -Name VALUE or -Name:VALUE, and quote a value that holds spaces.",
        )
    return found[2], argument[found.end() :] if found[3] else None


def _switch(parameter: Parameter, joined: str | None, shell: str) -> bool:
    if joined is None:
        return True
    if joined.lower() in _SWITCHED:
        return _SWITCHED[joined.lower()]
    if joined == "":
        raise UsageError(
            f"-{parameter.name}: has nothing after the colon"
            + (", because this shell emptied $false" if shell == "posix" else ""),
            hint=f"Type -{parameter.name}:False" + (f" or '-{parameter.name}:$false'." if shell == "posix" else "."),
        )
    raise UsageError(
        f"-{parameter.name} is a switch; it takes only $true or $false", hint=f"Type -{parameter.name}:False."
    )


def _value(parameter: Parameter, joined: str | None, rest: list[str], shell: str) -> str:
    if joined is not None:
        value = joined
    elif not rest or _is_name(rest[0]):
        raise UsageError(
            f"-{parameter.name} has no value",
            hint=f"Write -{parameter.name} VALUE; for one that begins with a dash -{parameter.name}:VALUE; for null "
            f"-{parameter.name} null:" + (" (this shell empties $null)." if shell == "posix" else "."),
        )
    else:
        value = rest.pop(0)
    while parameter.many and value.endswith(",") and rest and not _is_name(rest[0]):
        value += rest.pop(0)
    return value


def _is_name(argument: str) -> bool:
    return re.match(r"--?[A-Za-z?]", argument) is not None

"""
What a session command is: a row of `table`, and what the binder makes of it.
"""

from typing import NamedTuple

from graphkey.catalog.model import Command, Operation
from graphkey.catalog.parameters import COMMON, OURS, PFX_SWITCHES, WRITING, Parameter
from graphkey.catalog.sets import ParameterSet, Signature

_NOWHERE = Operation("v1.0", "GET", "", "get")
_EVERYWHERE = (
    "Debug", "ErrorAction", "ErrorVariable", "InformationAction", "InformationVariable", "OutBuffer", "OutVariable",
    "PipelineVariable", "ProgressAction", "Verbose", "WarningAction", "WarningVariable", "OutputFormat", "Query", "Help",
)  # fmt: skip


class SessionCommand(NamedTuple):
    """
    Describe a session command.

    Args:
        code: module of this package and function that run it, `module:function`.
        sets: names of its parameter sets, the default one first.
        positions: parameters that may be given without their names, in order.
        common: names of the common and own parameters that have a meaning for it, beside those of every command.
        outputs: what it prints, in words or field names.
        examples: command lines without `graphkey`.
    """

    name: str
    code: str
    synopsis: str
    parameters: tuple[Parameter, ...] = ()
    sets: tuple[str, ...] = ("__AllParameterSets",)
    positions: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def signature(self) -> Signature:
        """Return what the binder needs."""
        sets = tuple(ParameterSet(name, _NOWHERE, identity=False, expanded=False, body=False) for name in self.sets)
        shared = (*COMMON, *WRITING, *OURS, *PFX_SWITCHES)
        return Signature(
            Command(self.name, "v1.0", (), self.aliases),
            sets,
            (*self.parameters, *(p for p in shared if p.name in _EVERYWHERE + self.common)),
        )

    @property
    def link(self) -> str:
        """Return the address of Microsoft's page."""
        return f"https://learn.microsoft.com/powershell/module/microsoft.graph.authentication/{self.name.lower()}"

"""
The parameters of commands: what one is, those that all commands share, and those of lists and of content.

`catalog.sets` gives each command its own; command line and library bind against them, help and completion show them. Tables only.

Rule: a parameter that Microsoft's command lacks is `ours` or `added`, so that no beginning of theirs becomes ambiguous.
Source: about_CommonParameters; the module's pages, learn.microsoft.com/powershell/module/microsoft.graph.beta.identity.signins.
"""

from typing import Literal, NamedTuple

Place = Literal[
    "path", "body", "query", "header", "whole-body", "media", "identity", "extra", "common", "ours", "setting"
]  # fmt: skip


class Parameter(NamedTuple):
    """
    Describe one parameter of a command.

    Args:
        name: PowerShell's spelling without the dash.
        place: where its value goes; `extra` is -AdditionalProperties, `media` the bytes of a body that is no JSON.
        wire: placeholder of a path, wire name of a property, OData option or header.
        type: as in `Property.type`; `Switch` takes no value.
        many: takes a list.
        required: must be given in each of its sets.
        aliases: other names, matched exactly.
        pipeline: takes piped input by value.
        secret: its value is carried in a `Secret` and masked.
        sets: names of the sets it belongs to; empty means all.
        says: a sentence for help.
        choices: members of an enumeration, in wire spelling; a value outside them is sent as given.
        added: Microsoft's commands lack it; like what is `ours` it gives way to the beginnings of their names.
    """

    name: str
    place: Place
    wire: str = ""
    type: str = "String"
    many: bool = False
    required: bool = False
    aliases: tuple[str, ...] = ()
    pipeline: bool = False
    secret: bool = False
    sets: tuple[str, ...] = ()
    says: str = ""
    choices: tuple[str, ...] = ()
    added: bool = False

    @property
    def theirs(self) -> bool:
        """Tell whether Microsoft's command has it too."""
        return self.place != "ours" and not self.added

    @property
    def switch(self) -> bool:
        """Tell whether it takes no value."""
        return self.type == "Switch"


def _common(name: str, alias: str, type_: str = "String", says: str = "") -> Parameter:
    return Parameter(name, "common", type=type_, aliases=(alias,) if alias else (), says=says)


# Source: about_CommonParameters; ProgressAction and the rest of the module's own from today's page of the origin command.
COMMON = (
    _common("Debug", "db", "Switch", "Show the wire on standard error, every secret masked."),
    _common("ErrorAction", "ea", says="Continue (default), Stop, SilentlyContinue or Ignore."),
    _common("ErrorVariable", "ev", says="Refused: there is no session to keep a variable in."),
    _common("InformationAction", "infa", says="Taken, without effect."),
    _common("InformationVariable", "iv", says="Refused: there is no session to keep a variable in."),
    _common("OutBuffer", "ob", "Int32", "Taken, without effect."),
    _common("OutVariable", "ov", says="Refused: there is no session to keep a variable in."),
    _common("PipelineVariable", "pv", says="Refused: there is no session to keep a variable in."),
    _common("ProgressAction", "proga", says="Taken, without effect."),
    _common("Verbose", "vb", "Switch", "Tell the phases on standard error."),
    _common("WarningAction", "wa", says="Continue (default), SilentlyContinue or Ignore."),
    _common("WarningVariable", "wv", says="Refused: there is no session to keep a variable in."),
    _common("Break", "", "Switch", "Refused: there is no debugger to break into."),
    _common("Headers", "", "Json", "More request headers, as JSON or a hash literal."),
    _common("HttpPipelineAppend", "", says="Refused."),
    _common("HttpPipelinePrepend", "", says="Refused."),
    _common("Proxy", "", says="URL of the proxy to use for this call."),
    Parameter("ProxyCredential", "common", secret=True, says="USER:PASSWORD for the proxy, by reference."),
    _common("ProxyUseDefaultCredentials", "", "Switch", "Refused."),
    _common("ResponseHeadersVariable", "RHV", says="A new file to write the response headers to, as JSON."),
)
WRITING = (
    _common("Confirm", "cf", "Switch", "Ask on the terminal before anything is sent."),
    _common("WhatIf", "wi", "Switch", "Show what would be sent; send nothing."),
)
OURS = (
    Parameter("Context", "ours", says="Name of the context to use."),
    Parameter("Local", "ours", type="Switch", says="Run against the local Graph in process (same as -Context local)."),
    Parameter(
        "OutputFormat",
        "ours",
        aliases=("output",),
        says="json, jsonl, table, csv or yaml.",
        choices=("json", "jsonl", "table", "csv", "yaml"),
    ),
    Parameter("Query", "ours", says="A JMESPath expression over the whole result."),
    Parameter("Help", "ours", type="Switch", aliases=("?", "h"), says="Show this help."),
)
PFX_SWITCHES = (
    Parameter("AsIs", "ours", type="Switch", says="Send the bundle's bytes untouched instead of a clean copy."),
    Parameter("SkipPfxCheck", "ours", type="Switch", says="Send although the bundle does not pass the check."),
)
FILE = "The file that holds the bytes."
MEDIA: dict[str, tuple[Parameter, ...]] = {
    "media-get": (Parameter("OutFile", "common", required=True, says="The file to write the content to."),),
    "media-set": (
        Parameter("InFile", "media", type="Binary", required=True, says="The file to send."),
        Parameter(
            "Data",
            "media",
            type="Stream",
            says="The content instead of a file: @FILE, env:NAME or - for standard input.",
        ),
        Parameter("ContentType", "header", "content-type", says="Of the content; left away, the file's name tells it."),
    ),
}
LISTING = {
    "filter": Parameter("Filter", "query", "$filter", says="Only items that fit: displayName eq 'x'."),
    "search": Parameter("Search", "query", "$search", says="A phrase to search for; put in quotes when it is not."),
    "orderby": Parameter(
        "Sort", "query", "$orderby", many=True, aliases=("OrderBy",), says="Properties to sort by: displayName desc."
    ),
    "top": Parameter(
        "Top", "query", "$top", "Int32", aliases=("Limit",), says="Exactly so many items, where there are that many."
    ),
    "skip": Parameter("Skip", "query", "$skip", "Int32", says="Leave out so many items first."),
    "select": Parameter("Property", "query", "$select", many=True, aliases=("Select",), says="Only these properties."),
    "expand": Parameter(
        "ExpandProperty", "query", "$expand", many=True, aliases=("Expand",), says="With what these lead to."
    ),
    "count": Parameter("CountVariable", "query", "$count", aliases=("CV",), says="Print NAME=COUNT on standard error."),
    "@id": Parameter("Id", "query", "@id", required=True, says="The URL of what is unlinked."),
}
PAGING = (
    Parameter("All", "query", "all", "Switch", says="Follow the list to its end."),
    Parameter("PageSize", "query", "page-size", "Int32", says="How many to ask for at once, 1 to 999."),
)
COUNT = Parameter("Count", "query", "$count", "Switch", says="Print count=COUNT on standard error.")
EVENTUAL = Parameter("ConsistencyLevel", "header", "consistencylevel", says="eventual for advanced queries.")

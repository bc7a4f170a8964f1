"""
Help of Graph commands: `--help`, `-?` and `Get-Help NAME`, all made from the signature.

Synopsis, the syntaxes with the default marked, every parameter with what PowerShell's pages tell of it, inputs and outputs, the
ids, an example for each set that runs against the local Graph, and Microsoft's link. Texts are our own.
"""

from collections.abc import Iterator, Sequence

from graphkey.catalog.load import command, doc_link, identity_keys
from graphkey.catalog.parameters import Parameter
from graphkey.catalog.sets import Signature, signature
from graphkey.cli.samples import example
from graphkey.cli.world import World
from graphkey.errors import UsageError

_WIDTH = 100
_IDENTITY = "IIdentitySignInsIdentity"


def get_help(arguments: Sequence[str], world: World) -> int:
    """Print the help of the named command; `-Name` may stand before it, PowerShell's view switches are taken."""
    names = [a for a in arguments if not a.startswith("-")]
    if len(names) != 1:
        raise UsageError(
            "Get-Help takes the name of one command", hint="For example Get-Help New-MgBetaIdentityApiConnector."
        )
    world.stdout.write(command_help(signature(command(names[0])), world.columns))
    return 0


def command_help(found: Signature, columns: int | None) -> str:
    """Write the whole help of a command, wrapped to the terminal's width."""
    width = min(columns or _WIDTH, _WIDTH)
    sections = [
        ("NAME", [found.command.name]),
        ("SYNOPSIS", [synopsis(found)]),
        ("SYNTAX", list(_syntaxes(found, width))),
        ("PARAMETERS", list(parameter_lines(found))),
        ("INPUTS", _inputs(found)),
        ("OUTPUTS", _outputs(found)),
        ("IDS OF -InputObject", _ids(found)),
        ("EXAMPLES", list(_examples(found))),
        ("RELATED LINKS", [doc_link(found.command), *_rest_links(found)]),
    ]
    return "\n".join(
        section(title, lines, width if title != "EXAMPLES" else 10_000) for title, lines in sections if lines
    )


def synopsis(found: Signature) -> str:
    """Say in a sentence or two what a command does."""
    operation = found.sets[0].operation
    what = f"{operation.method} {operation.path}"
    kinds = {
        "list": "List, or get one of", "get": "Get", "count": "Count", "create": "Create an item of", "update": "Change",
        "set": "Set", "delete": "Remove", "ref-get": "Get the reference at", "ref-set": "Point the reference at another object:",
        "ref-delete": "Remove the reference at", "ref-list": "List the references at", "ref-add": "Add a reference at",
        "cast": "Get what is of the type at the end of", "media-get": "Get the content at", "media-set": "Set the content at",
        "media-delete": "Remove the content at", "action": "Call the action at", "function": "Call the function at",
    }  # fmt: skip
    text = f"{kinds.get(operation.kind, 'Call')} {operation.path} ({operation.version}): {what}."
    if operation.path.endswith("/uploadClientCertificate"):
        text = (
            "Upload a client certificate with its key (PKCS#12, .pfx) to an API connector; the connector comes back. "
            f"The bundle is checked first and a clean copy is sent. {what} ({operation.version})."
        )
    if operation.deprecated:
        text += f" Deprecated: {operation.deprecated}."
    if not operation.documented:
        text += " No public documentation describes this operation; see docs/explanation/fidelity.md."
    return text


def section(title: str, lines: Sequence[str], width: int) -> str:
    """Write a title and its lines, wrapped."""
    from textwrap import wrap

    made = []
    for line in lines:
        indent = " " * (4 + len(line) - len(line.lstrip()))
        hang = indent if not line.startswith("-") else indent + "  "
        text = line.strip()
        if text and len(indent) + len(text) <= width and text.isprintable() and "  " not in text:
            made.append(indent + text)  # as `wrap` would give it, for a tenth of the time
            continue
        # Names and links stay whole: people copy them.
        made += wrap(
            text,
            width,
            initial_indent=indent,
            subsequent_indent=hang,
            break_on_hyphens=False,
            break_long_words=False,
        ) or [""]
    return title + "\n" + "\n".join(made) + "\n"


def _syntaxes(found: Signature, width: int) -> Iterator[str]:
    for number, one in enumerate(found.sets):
        yield f"{one.name}{' (default)' if number == 0 else ''}"
        words = " ".join(
            syntax(p)
            for p in sorted(found.in_set(one), key=lambda p: not p.required)
            if p.place not in ("common", "ours")
        )
        tail = " ".join(syntax(p) for p in found.parameters if p.name in ("Confirm", "WhatIf"))
        yield f"  {found.command.name} {words} {tail} [<CommonParameters>]"
        yield ""


def syntax(parameter: Parameter) -> str:
    """Write a parameter as a syntax shows it."""
    text = f"-{parameter.name}" if parameter.switch else f"-{parameter.name} <{_type(parameter)}>"
    return text if parameter.required else f"[{text}]"


def _type(parameter: Parameter) -> str:
    name = {"Json": "Hashtable", "Switch": "SwitchParameter", "Binary": "String"}.get(parameter.type, parameter.type)
    return name + ("[]" if parameter.many else "")


def parameter_lines(found: Signature) -> Iterator[str]:
    """Write what there is to know of each parameter."""
    for parameter in found.parameters:
        yield f"-{parameter.name} <{_type(parameter)}>"
        if parameter.says or parameter.secret:
            yield "  " + (parameter.says or "A secret: give env:NAME, @FILE, keyring:SERVICE/NAME, cmd:… or -.")
        yield f"  Sets: {', '.join(parameter.sets) or '(All)'}"
        yield f"  Aliases: {', '.join(parameter.aliases) or 'none'}"
        yield (
            f"  Required: {parameter.required}. Position: Named. Default: {'False' if parameter.switch else 'None'}. "
            f"Pipeline input: {'True (ByValue)' if parameter.pipeline else 'False'}. Wildcards: False."
        )
        yield ""


def _inputs(found: Signature) -> list[str]:
    return [_type(p) for p in found.parameters if p.pipeline]


def _outputs(found: Signature) -> list[str]:
    names = [one.operation.returns for one in found.sets if one.operation.returns]
    return list(dict.fromkeys(f"microsoft.graph.{name}" if name[:1].islower() else name for name in names)) or [
        "nothing (204)"
    ]


def _ids(found: Signature) -> list[str]:
    if not any(one.identity for one in found.sets):
        return []
    return [f"{key.name} <{'String[]' if key.many else 'String'}>" for key in sorted(identity_keys().values())]


def _rest_links(found: Signature) -> list[str]:
    docs = dict.fromkeys(one.operation.doc for one in found.sets if one.operation.doc)
    return [doc if doc.startswith("http") else f"https://learn.microsoft.com/graph/api/{doc}" for doc in docs]


# -- examples -----------------------------------------------------------------------------------------------------------


def _examples(found: Signature) -> Iterator[str]:
    lines = [(one.name, example(found, one)) for one in found.sets]
    if any("$" in line.replace("$ref", "") for _, line in lines):
        yield "$NAME stands for an id; the Get command of that thing lists them."
        yield ""
    for name, line in lines:
        yield f"{name}:"
        yield f"  {line}"
        yield ""

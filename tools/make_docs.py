"""
Make the reference pages that follow from the code: commands, parameters that all of them share, errors and exit codes.

    python tools/make_docs.py            write them
    python tools/make_docs.py --check    exit 1 when one is stale

Run by `./run docs`. Rule: a page says what the code does today, so nobody edits it by hand.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from graphkey import errors
from graphkey.catalog.load import command, command_names, doc_link
from graphkey.catalog.parameters import COMMON, OURS, PFX_SWITCHES, WRITING, Parameter
from graphkey.catalog.sets import signature
from graphkey.cli.session.table import COMMANDS

FOLDER = Path(__file__).parent.parent / "docs/reference"
_MADE = "<!-- made by tools/make_docs.py; do not edit -->\n\n"


def commands_page() -> str:
    """Write one table of all commands of both versions."""
    lines = [
        "# Commands\n",
        "Every Graph command, by its PowerShell name. `graphkey Get-Help NAME` tells parameters and examples of one. The",
        "permission is the least privileged application permission that a public source or a row of our overlay names;",
        "*documented* means that public documentation or the permissions reference knows the operation.\n",
        "| command | operations | sets (default first) | permission | documented |",
        "|---|---|---|---|---|",
    ]
    for name in command_names():
        found = signature(command(name))
        operations = found.command.operations
        where = "<br>".join(f"`{op.method} /{op.version}{op.path}`" for op in operations)
        sets = ", ".join(one.name for one in found.sets)
        scopes = next((op.permissions.application[0] for op in operations if op.permissions.application), "")
        known = "yes" if any(op.documented for op in operations) else "no"
        lines.append(f"| [{name}]({doc_link(found.command)}) | {where} | {sets} | {scopes} | {known} |")
    return _MADE + "\n".join(lines) + "\n"


def parameters_page() -> str:
    """Write the parameters that Graph commands share."""
    lines = ["# Parameters that all Graph commands share\n"]
    for title, group in (
        ("Common parameters of PowerShell and of the module", COMMON),
        ("Of commands that write", WRITING),
        ("Graphkey's own", OURS),
        ("Graphkey's own, of commands whose body can carry a PFX", PFX_SWITCHES),
    ):
        lines += [
            f"## {title}\n",
            "| parameter | aliases | takes | meaning |",
            "|---|---|---|---|",
            *map(_row, group),
            "",
        ]
    return _MADE + "\n".join(lines)


def _row(parameter: Parameter) -> str:
    kinds = {"Switch": "nothing", "Json": "JSON or a hash literal", "Int32": "a number"}
    takes = kinds.get(parameter.type, "text")
    aliases = ", ".join(f"`-{alias}`" for alias in parameter.aliases)
    return f"| `-{parameter.name}` | {aliases} | {takes} | {parameter.says} |"


def session_page() -> str:
    """Write the session commands, from their table."""
    lines = [
        "# Session commands\n",
        "The commands of Microsoft.Graph.Authentication. They take the same syntax, `-OutputFormat`, `-Query` and",
        "[common parameters](parameters.md) as all others; `graphkey Get-Help NAME` tells the sets. Secrets are references.\n",
    ]
    for row in COMMANDS:
        aliases = f" (also {', '.join(f'`{one}`' for one in row.aliases)})" if row.aliases else ""
        lines += [f"## {row.name}\n", f"{row.synopsis}{aliases}\n"]
        if row.positions:
            lines.append(f"In order, names may be left out: {', '.join(f'`-{one}`' for one in row.positions)}.\n")
        if row.parameters:
            lines += ["| parameter | aliases | takes | meaning |", "|---|---|---|---|", *map(_row, row.parameters), ""]
        extra = [name for name in row.common if name not in ("Break", "ProxyUseDefaultCredentials")]
        if extra:
            lines.append(f"And {', '.join(f'`-{name}`' for name in extra)}.\n")
        lines += [f"Prints {', '.join(row.outputs)}. [Microsoft's page]({row.link})\n", "```sh"]
        lines += [*(f"graphkey {one}" for one in row.examples), "```\n"]
    return _MADE + "\n".join(lines).rstrip() + "\n"


def errors_page() -> str:
    """Write the errors, their HTTP status where they have one, and the exit codes."""
    lines = [
        "# Errors and exit codes\n",
        "Exit 0: done (or declined at a `-Confirm`). Exit 1: a check found something; findings are results and no errors.",
        "Exit 8, of `watch` alone: something could not be read, so nobody knows.",
        "Exit 74: output could not be written (a full disk, a missing folder, a closed stream). Exit 130: interrupted.",
        "A reader of the output who has gone (`| head`) changes no exit code of a verb that found something, and is no error.",
        "All other codes belong to one of these classes of `graphkey.errors`; every error has a hint that says what to try.\n",
        "| error | exit code | HTTP status | says |",
        "|---|---|---|---|",
    ]
    for kind, depth in _classes(errors.Error, 0):
        says = (kind.__doc__ or "").strip().splitlines()[0]
        lines.append(f"| {'&nbsp;&nbsp;' * depth}`{kind.__name__}` | {kind.exit_code} | {_status(kind)} | {says} |")
    return _MADE + "\n".join(lines) + "\n"


def _classes(kind: type[errors.Error], depth: int) -> Iterator[tuple[type[errors.Error], int]]:
    yield kind, depth
    for derived in sorted(kind.__subclasses__(), key=lambda one: one.__name__):
        if derived.__module__ == errors.__name__:
            yield from _classes(derived, depth + 1)


def _status(kind: type[errors.Error]) -> str:
    wanted = [status for status in range(400, 600) if type(errors.graph_error(status, "", "")) is kind]
    if kind is errors.BadRequestError:
        return "other 4xx"
    return "5xx" if kind is errors.ServiceError else ", ".join(map(str, wanted))


def proof_page() -> str:
    """Write the rules of a proof, from their table, and what a proof sends."""
    from graphkey.lifecycle.proof.forgery import HEADER_NAMES
    from graphkey.lifecycle.proof.probes import ATTEMPT_S, LIMIT_S, MAX_CALLS, MAX_OTHER_CALLS
    from graphkey.lifecycle.proof.rules import RESULTS, RULES

    lines = [
        "# Rules of a proof\n",
        "`graphkey prove` gives a verdict for each of these, and then for every rule of the answer's shape",
        "at each step that did not refuse, as",
        "`answer/STEP/RULE` ([steps](steps.md)). How to use it: [prove an API](../how-to/prove-an-api.md).\n",
        "| result | means | fails the proof |",
        "|---|---|---|",
        *(f"| `{one.name}` | {one.says} | {'yes' if one.fails else 'no'} |" for one in RESULTS),
        "\n| rule | holds when | what to do when it does not | source |",
        "|---|---|---|---|",
        *(f"| `{rule.id}` | {rule.title} | {rule.remedy} | [page]({rule.source}) |" for rule in RULES),
        "\n## What is sent\n",
        "To the named host alone, no redirect followed, one connection a call. First a handshake; where it fails, or the server",
        "is not trusted, that was all. Then a handshake in each version of TLS and one with each of the service's eight suites,",
        "a call with the certificate, the calls that should be refused, and the calls asked for with `--calls` (1 to",
        f"{MAX_CALLS}; 5 without it), for each step, in TLS 1.2 where the server speaks it. Besides these at most",
        f"{MAX_OTHER_CALLS} connections; none begins after `--limit` ({LIMIT_S:g} s without it), and none takes more than",
        f"{ATTEMPT_S:g} s.\n",
        "| who should be refused | shows |",
        "|---|---|",
        "| nobody | no certificate |",
        "| a stranger | a new self-signed certificate |",
        "| a look-alike | the subject, issuer name and serial number of the right certificate, with another key and signature |",
        "| a forger | none or the stranger's certificate, and the right one in headers; only where HTTP is reached without it |",
        "\nForged headers, in groups and then one by one: " + ", ".join(f"`{name}`" for name in HEADER_NAMES) + ".\n",
        "Let in is who gets 200, or a 400 that is an answer of a step. Refused is who gets 401, 403, another 400 (as nginx",
        "answers), or an end of TLS because of the certificate. All else is undecided: nothing says how such an API would treat",
        "the next caller.",
    ]
    return _MADE + "\n".join(lines) + "\n"


def served_page() -> str:
    """Write what the local Graph was seen to serve, by trying all of it."""
    from coverage_walk import coverage_page, walk
    from graphkey.localgraph import open_local_graph

    with open_local_graph(None) as graph:
        return _MADE + coverage_page(walk(graph))


PAGES = {
    "session.md": session_page,
    "commands.md": commands_page,
    "parameters.md": parameters_page,
    "errors.md": errors_page,
    "proof.md": proof_page,
    "coverage.md": served_page,
}


def main() -> int:
    """Write or check every page."""
    stale = []
    for name, make in PAGES.items():
        path, text = FOLDER / name, make()
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"stale: {', '.join(stale)}; run ./run docs and commit the result")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())

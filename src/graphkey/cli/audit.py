"""
`graphkey audit`: what Graphkey changed in tenants, as the audit log tells it, and whether the log is whole.

Exit code 1: `verify` found something, or `show` met lines that are none.
Rule: a log that is not there is never called whole.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import click

from graphkey.cli.spans import span
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World
from graphkey.config.references import Sources, resolve_secret
from graphkey.errors import UsageError
from graphkey.lifecycle.audit.chain import Anchor, Finding, Verdict, check, entry_of
from graphkey.lifecycle.audit.log import read_lines
from graphkey.lifecycle.audit.setting import audit_path

FOUND = 1
_file = click.option("--file", "path", metavar="PATH", help="The log; the one that commands write when left out.")


@click.group()
def audit() -> None:
    """Show what was changed in tenants, and check that the log of it is whole."""


@audit.command()
@_file
@click.option("--context", "name", help="Only changes through this context.")
@click.option("--since", type=span, metavar="SPAN", help="Only the last 12h, 30d, …")
@click.option("--last", type=click.IntRange(1), metavar="N", help="Only the last N changes.")
@result_options
@click.pass_obj
def show(
    world: World, path: str | None, name: str | None, since: timedelta | None, last: int | None, wanted: Wanted
) -> int:
    """
    List changes, the oldest first: when, who, what, which certificate, which answer.

    A change without an answer may or may not have been made: no answer came, or the program was killed.
    """
    path = _path(world, path)
    strange: list[int] = []
    try:
        found = changes(read_lines(path), strange)
    except FileNotFoundError:
        world.say(f"there is no audit log at {path}")
        found = []
    except OSError as error:
        raise _unreadable(path, error) from error
    start = (world.now() - since).isoformat() if since else ""
    found = [one for one in found if name in (None, one["context"]) and str(one["at"]) >= start]
    found = found[-last:] if last else found
    print_result(world, wanted, found, lambda: "".join(f"{_text(one)}\n" for one in found))
    for number in strange:
        world.say(f"warning: line {number} of {path} is no entry; run graphkey audit verify")
    return FOUND if strange else 0


@audit.command()
@_file
@click.option("--key", metavar="REF", help="What seals the lines: env:NAME, @FILE, … Default: GRAPHKEY_AUDIT_KEY.")
@click.option("--anchor", metavar="N:SHA256", help="A line that must be there: `head` of an earlier check.")
@result_options
@click.pass_obj
def verify(world: World, path: str | None, key: str | None, anchor: str | None, wanted: Wanted) -> int:
    """
    Check that no line was changed, put in or taken out.

    Whoever can write the file can write a new one that fits, unless lines are sealed by a key that he has not; and what is
    cut off at the end shows only against an anchor that was kept elsewhere.
    """
    path = _path(world, path)
    wanted_line = _anchor(anchor)
    secret = resolve_secret(
        key or world.environ.get("GRAPHKEY_AUDIT_KEY") or None, sources=Sources(world.environ, world.stdin.read)
    )
    try:
        verdict = check(read_lines(path), secret, wanted_line)
    except FileNotFoundError:
        said = f"there is no log at {path}: nothing was changed yet, or it was removed"
        verdict = Verdict(0, None, (Finding(None, "missing", said),))
    except OSError as error:
        raise _unreadable(path, error) from error
    document = {
        "file": path,
        "ok": not verdict.findings,
        "lines": verdict.lines,
        "head": str(verdict.head) if verdict.head else None,
        "sealed": "key" if secret is not None else "hash",
        "findings": [one._asdict() for one in verdict.findings],
    }
    print_result(world, wanted, document, lambda: _verdict_text(document, verdict))
    return FOUND if verdict.findings else 0


def changes(lines: Iterator[bytes], strange: list[int]) -> list[dict[str, Any]]:
    """
    Put each request together with its answer.

    Args:
        strange: takes the numbers of lines that are no entries.
    """
    found: dict[Any, dict[str, Any]] = {}
    for number, line in enumerate(lines, 1):
        entry = entry_of(line)
        if entry is None:
            strange.append(number)
        elif entry["event"] == "asked":
            found[entry.get("n")] = _change(entry)
        elif entry.get("of") is not None and entry["of"] in found:
            found[entry["of"]] |= _outcome(entry)
        else:  # the log could not be written when the request left
            found[entry.get("n")] = _change(entry) | _outcome(entry)
    return list(found.values())


def _change(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{one: entry.get(one) for one in ("at", "context")},
        "by": entry.get("by", {}),
        **{one: entry.get(one) for one in ("method", "url")},
        "thumbprints": entry.get("thumbprints", []),
        "batch": entry.get("batch", []),
        "status": None, "error": None, "request_id": None, "line": entry.get("n"),
    }  # fmt: skip


def _outcome(entry: Mapping[str, Any]) -> dict[str, Any]:
    known = {one: entry.get(one) for one in ("status", "error", "request_id")}
    return known | ({"answers": entry["batch"]} if "batch" in entry else {})


def _text(one: Mapping[str, Any]) -> str:
    by = one["by"]
    who = by.get("user") or by.get("app") or by.get("object") or "unknown"
    answer = one["status"] or f"NO ANSWER {one['error'] or ''}".rstrip()
    code = f" {one['error']}" if one["status"] and one["error"] else ""
    lines = [f"{one['at']}  {one['context']}  {who}  {one['method']} {one['url']}  {answer}{code}"]
    lines += [f"    certificate {thumbprint}" for thumbprint in one["thumbprints"]]
    answers = {str(item.get("id")): item.get("status") for item in one.get("answers", [])}
    lines += [
        f"    {item.get('method')} {item.get('url')}  {answers.get(str(item.get('id')), 'NO ANSWER')}"
        for item in one["batch"]
    ]
    return "\n".join(lines)


def _verdict_text(document: Mapping[str, Any], verdict: Verdict) -> str:
    lines = [f"{document['file']}: {verdict.lines} lines, sealed by {document['sealed']}"]
    for one in verdict.findings:
        lines.append(f"FAIL  {f'line {one.line} ' if one.line else ''}{one.sentence} [{one.id}]")
    lines += [f"head  {verdict.head}"] if verdict.head else []
    return "\n".join([*lines, "" if verdict.findings else "ok    every line follows the one before it", ""])


def _path(world: World, given: str | None) -> str:
    path = given or audit_path(world.environ)
    if path is None:
        raise UsageError("GRAPHKEY_AUDIT is off, so there is no log", hint="Name one: --file PATH.")
    return path


def _anchor(text: str | None) -> Anchor | None:
    if text is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,17}):([0-9a-fA-F]{64})", text.strip())
    if found is None:
        raise UsageError("--anchor is no N:SHA256", hint="It is the `head` that an earlier graphkey audit verify gave.")
    return Anchor(int(found[1]), found[2].lower())


def _unreadable(path: str, error: OSError) -> UsageError:
    return UsageError(f"the audit log {path} cannot be read: {error.strerror}", hint="Check who may read it.")

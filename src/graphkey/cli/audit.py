"""
`graphkey audit`: what Graphkey changed in tenants, as the audit log tells it, and whether the log is whole.

Exit code 1: `verify` found something, or `show` met lines that are none. How both look is `audit_view`.
"""

import os
import re
from collections.abc import Sequence
from datetime import timedelta

import click

from graphkey.cli.audit_view import archived_text, change_text, changes, verdict_document, verdict_text
from graphkey.cli.spans import span
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World
from graphkey.config.references import Sources, resolve_secret
from graphkey.errors import UsageError
from graphkey.lifecycle.audit.chain import Anchor, check
from graphkey.lifecycle.audit.files import Files
from graphkey.lifecycle.audit.setting import audit_path
from graphkey.secret import Secret

FOUND = 1
_files = click.argument("paths", nargs=-1, metavar="[FILE]...")
_key = click.option("--key", metavar="REF", help="What seals lines: env:NAME, @FILE, … Default: GRAPHKEY_AUDIT_KEY.")


@click.group()
def audit() -> None:
    """
    Show what was changed in tenants, and check that the log of it is whole.

    FILE is a log; the one that commands write when left out. Of an archived log give all files, the oldest first.
    """


@audit.command()
@_files
@click.option("--context", "name", help="Only changes through this context.")
@click.option("--since", type=span, metavar="SPAN", help="Only the last 12h, 30d, …")
@click.option("--last", type=click.IntRange(1), metavar="N", help="Only the last N changes.")
@result_options
@click.pass_obj
def show(
    world: World, paths: tuple[str, ...], name: str | None, since: timedelta | None, last: int | None, wanted: Wanted
) -> int:
    """
    List changes, the oldest first: when, who, what, which certificate, which answer.

    A change without an answer may or may not have been made: no answer came, or the program was killed.
    """
    files = Files(_paths(world, paths))
    strange: list[int] = []
    found = changes(files.lines(), strange)
    for path in files.missing:
        world.say(f"there is no audit log at {path}")
    start = (world.now() - since).isoformat() if since else ""
    found = [one for one in found if name in (None, one["context"]) and str(one["at"]) >= start]
    found = found[-last:] if last else found
    print_result(world, wanted, found, lambda: "".join(f"{change_text(one)}\n" for one in found))
    for number in strange:
        path, line = files.where(number)
        world.say(f"warning: line {line} of {path} is no entry; run graphkey audit verify")
    return FOUND if strange or (paths and files.missing) else 0


@audit.command()
@_files
@_key
@click.option("--anchor", metavar="N:SHA256", help="A line that must be there: `head` of an earlier check.")
@click.option("--allow-empty", is_flag=True, help="A log that is not there, or holds no line, is no finding.")
@result_options
@click.pass_obj
def verify(
    world: World, paths: tuple[str, ...], key: str | None, anchor: str | None, allow_empty: bool, wanted: Wanted
) -> int:
    """
    Check that no line was changed, put in or taken out.

    Whoever can write the file can write a new one that fits, unless lines are sealed by a key that he has not; and what is
    cut off at the end shows only against an anchor that was kept elsewhere.
    """
    files = Files(_paths(world, paths))
    wanted_line, secret = _anchor(anchor), _secret(world, key)
    verdict = check(files.lines(), secret, wanted_line)
    document = verdict_document(verdict, files, is_sealed=secret is not None, allow_empty=allow_empty)
    print_result(world, wanted, document, lambda: verdict_text(document))
    return 0 if document["ok"] else FOUND


@audit.command("archive")
@click.argument("to", required=False, metavar="[FILE]")
@_key
@result_options
@click.pass_obj
def archive_log(world: World, to: str | None, key: str | None, wanted: Wanted) -> int:
    """
    Put the log aside as FILE and begin a new one, whose first line goes on with the chain of the old.

    FILE is audit-TIME.jsonl beside the log when left out. Commands that run meanwhile go on in the new one, and both verify as
    one: graphkey audit verify OLD NEW. Keep the `head` that is printed: it shows that the old one is whole.
    """
    from graphkey.lifecycle.audit.archive import archive

    [path] = _paths(world, ())
    name = to or f"{path.removesuffix('.jsonl')}-{world.now():%Y%m%dT%H%M%SZ}.jsonl"
    try:
        done = archive(path, name, key=_secret(world, key), now=world.now())
    except OSError as error:
        raise _unmoved(path, name, error) from error
    document = {"log": path, "archived": name if done.head else None, "head": str(done.head) if done.head else None}
    print_result(world, wanted, document, lambda: archived_text(document))
    return 0


def _paths(world: World, given: Sequence[str]) -> Sequence[str]:
    path = audit_path(world.environ)
    if not given and path is None:
        raise UsageError("GRAPHKEY_AUDIT is off, so there is no log", hint="Name one: a FILE.")
    return given or [str(path)]


def _secret(world: World, key: str | None) -> Secret | None:
    text = key or world.environ.get("GRAPHKEY_AUDIT_KEY") or None
    return resolve_secret(text, sources=Sources(world.environ, world.stdin.read))


def _unmoved(path: str, to: str, error: OSError) -> UsageError:
    if isinstance(error, FileExistsError):
        return UsageError(f"{to} is there already", hint="Name another FILE; nothing is written over.")
    if isinstance(error, FileNotFoundError) and not os.path.exists(path):  # noqa: PTH110
        return UsageError(f"there is no audit log at {path}", hint="Nothing was changed yet, or it was removed.")
    hint = "FILE is a second name for the log: its folder has to be there, on the same file system."
    return UsageError(f"the log cannot be put aside as {to}: {error.strerror or error}", hint=hint)


def _anchor(text: str | None) -> Anchor | None:
    if text is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,17}):([0-9a-fA-F]{64})", text.strip())
    if found is None:
        raise UsageError("--anchor is no N:SHA256", hint="It is the `head` that an earlier graphkey audit verify gave.")
    return Anchor(int(found[1]), found[2].lower())

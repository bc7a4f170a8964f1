"""
`graphkey local clock` and `graphkey local fault`: set the time of the local Graph, and let its requests go wrong.

Registered by `cli/local`. Both go through the `/-/` surface, so that they work alike in process and served.
"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from graphkey.cli.show import facts_text
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World
from graphkey.errors import UsageError

_KINDS = ("429", "503", "slow", "drop-before", "drop-after", "stale-read")
_METHODS = ("*", "GET", "POST", "PATCH", "PUT", "DELETE")
_MOST = 1_000_000

DATA = click.option(
    "--data", type=click.Path(path_type=Path), help="Folder of the local Graph (default: the one that -Local uses)."
)
CONTEXT = click.option("--context", "name", help="Act on a served local Graph through this context instead.")


def admin(world: World, data: Path | None, name: str | None, method: str, path: str, body: Any = None) -> Any:
    """Ask a local Graph for something beside Graph; see `connect.local_admin`."""
    from graphkey.connect import connect_local, local_admin

    with connect_local(world.environ, name, data) as connection:
        return local_admin(connection, method, path, body)


# -12h is a span and no option; so this command has no short ones, -h for help among them.
@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("when", required=False, metavar="[WHEN]")
@click.option("--still/--running", default=None, help="Let it stand still from now on, or run (default: as before).")
@DATA
@CONTEXT
@result_options
@click.pass_obj
def clock(
    world: World, when: str | None, still: bool | None, data: Path | None, name: str | None, wanted: Wanted
) -> None:
    """
    Show the tenant's clock, or set it.

    WHEN is a span from its present time (+30d, -12h, +1d6h30m; w d h m s), a time with its zone (2027-01-01T00:00Z), or reset
    for the real time. The clock rules which certificate is active, the checks of a step's call and of bundles sent in process,
    and the dates in answers. Signing in goes by the real time.
    """
    if when == "reset":
        if still is not None:
            raise UsageError("a clock that is reset runs", hint="Leave --still and --running away.")
        document = admin(world, data, name, "DELETE", "clock")
    elif when is None and still is None:
        document = admin(world, data, name, "GET", "clock")
    else:
        document = admin(world, data, name, "POST", "clock", _setting(when, still))
    print_result(world, wanted, document, lambda: facts_text(document))


def _setting(when: str | None, still: bool | None) -> dict[str, Any]:
    from graphkey.localgraph.clock import read_time

    if when is not None:
        read_time(when)  # what is no time is an error of the command line
    values = {"to": when, "still": still}
    return {key: value for key, value in values.items() if value is not None}


@click.group()
def fault() -> None:
    """
    Let requests to the local Graph go wrong, to see how a client recovers.

    What each kind does is described in docs/how-to/make-the-local-graph-fail.md.
    """


@fault.command()
@click.option("--kind", required=True, type=click.Choice(_KINDS), help="What happens to the request.")
@click.option("--method", default="*", type=click.Choice(_METHODS, case_sensitive=False), help="Default: any.")
@click.option("--path", default="/**", show_default=True, help="Pattern; * within a segment, ** any segments.")
@click.option("--times", default=1, show_default=True, type=click.IntRange(1, _MOST), help="How often.")
@click.option("--always", is_flag=True, help="Until it is cleared, instead of --times.")
@click.option("--after", default=0, show_default=True, type=click.IntRange(0, _MOST), help="So many pass first.")
@click.option(
    "--retry-after", type=click.IntRange(0, _MOST), help="Seconds that 429 and 503 ask for (default: no word)."
)
@click.option("--delay", default=2.0, show_default=True, type=click.FloatRange(0, 3600), help="Seconds of slow.")
@DATA
@CONTEXT
@result_options
@click.pass_obj
def add(
    world: World, kind: str, method: str, path: str, times: int, always: bool, after: int, retry_after: int | None,
    delay: float, data: Path | None, name: str | None, wanted: Wanted,
) -> None:  # fmt: skip
    """Add a fault; faults are tried in the order in which they were added, and one takes a request."""
    from graphkey.localgraph.faults import read_rule

    body = {
        "kind": kind, "method": method.upper(), "path": path, "times": None if always else times, "after": after,
        "retryAfterSeconds": retry_after, "delaySeconds": delay,
    }  # fmt: skip
    read_rule(body)  # what is no rule is an error of the command line
    document = admin(world, data, name, "POST", "faults", body)
    print_result(world, wanted, document, lambda: facts_text(document))


@fault.command("list")
@DATA
@CONTEXT
@result_options
@click.pass_obj
def list_faults(world: World, data: Path | None, name: str | None, wanted: Wanted) -> None:
    """List the faults, used up ones too, with how many requests each let pass and met."""
    rules = admin(world, data, name, "GET", "faults")["value"]
    print_result(world, wanted, rules, lambda: "".join(f"{_line(rule)}\n" for rule in rules) or "no faults\n")


@fault.command()
@click.argument("number", required=False, metavar="[ID]")
@DATA
@CONTEXT
@result_options
@click.pass_obj
def clear(world: World, number: str | None, data: Path | None, name: str | None, wanted: Wanted) -> None:
    """Remove one fault, or all."""
    document = admin(world, data, name, "DELETE", f"faults/{quote(number, safe='')}" if number else "faults")
    print_result(world, wanted, document, lambda: facts_text(document))


def _line(rule: dict[str, Any]) -> str:
    times = "always" if rule["times"] is None else f"{rule['met']} of {rule['times']}"
    passed = f", {rule['passed']} of {rule['after']} passed first" if rule["after"] else ""
    return f"{rule['id']}  {rule['kind']}  {rule['method']} {rule['path']}  met {times}{passed}"

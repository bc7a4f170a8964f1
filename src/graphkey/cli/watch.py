"""
`graphkey watch`: the certificates of every connector in one or many tenants, and what somebody should do about them.

Looking is `watch_looking`, judging `lifecycle/watching/findings`, telling `watch_telling`; here are the options and the words.

Rule: exit code 0 says that everything was read and nothing was found. 1: something was found. 8: something could not be read,
whatever else was found; nothing else of Graphkey ends with 8.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

import click

from graphkey.catalog.model import Version
from graphkey.cli.spans import span
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.watch_looking import Clocks, StoppedError, ended_by_signal, look_at, look_at_all, wait_for_next
from graphkey.cli.watch_telling import REPORTS, Channels, Memory, program_words, tell, write_metrics, write_report
from graphkey.cli.watch_view import alert, document, text
from graphkey.cli.world import World
from graphkey.config.references import Sources, parse, resolve_secret
from graphkey.errors import ConfigError, OutputError, UsageError
from graphkey.lifecycle.watching.findings import FINDINGS, Finding, Look, Policy, findings, worst

FINE, FOUND, UNREAD = 0, 1, 8
_IGNORABLE = sorted(set(FINDINGS) - {"unread"})


class Plan(NamedTuple):
    """
    Hold what a watch does at every look.

    Args:
        contexts: what a context is called -> its name; None for what the environment holds.
    """

    contexts: Mapping[str, str | None]
    version: Version
    policy: Policy
    channels: Channels
    metrics: str | None
    report: str | None
    wanted: Wanted
    stays: bool

    @property
    def tells_others(self) -> bool:
        """Tell whether somebody learns of a look who does not read standard output."""
        return self.channels != Channels() or (self.metrics, self.report) != (None, None)


@click.command()
@click.option("--context", "names", multiple=True, metavar="NAME", help="A context to look at; may be repeated.")
@click.option("--all-contexts", is_flag=True, help="Look at every context of the configuration.")
@click.option("--local", is_flag=True, help="Look at the local Graph in process.")
@click.option("--warn-days", type=click.IntRange(0, 3650), default=30, show_default=True, help="Warn so long before.")
@click.option(
    "--critical-days", type=click.IntRange(0, 3650), default=7, show_default=True, help="It is critical then."
)
@click.option(
    "--ignore", multiple=True, type=click.Choice(_IGNORABLE), metavar="FINDING",
    help=f"Leave a finding out; may be repeated: {', '.join(_IGNORABLE)}.",
)  # fmt: skip
@click.option("--api-version", type=click.Choice(["beta", "v1.0"]), default="beta", show_default=True)
@click.option(
    "--prometheus", "metrics", metavar="FILE.prom", help="Write metrics for node_exporter's textfile collector."
)
@click.option("--report", metavar="FILE", help="Write a page with the timeline (.html), or the timeline alone (.svg).")
@click.option(
    "--exec", "command", metavar="CMD", help="Run a program on a warning: JSON on its standard input, no shell."
)
@click.option(
    "--webhook", metavar="REF", help="Post JSON to an https address on a warning: env:NAME, @FILE, or the URL."
)
@click.option("--webhook-secret", metavar="REF", help="Sign what is posted (Standard Webhooks, HMAC-SHA256).")
@click.option("--every", type=span, metavar="SPAN", help="Stay, and look again every 15m, 1h, 1d, …")
@click.option("--remind", type=span, default="1d", show_default=True, metavar="SPAN", help="With --every: tell again.")
@result_options
@click.pass_obj
def watch(
    world: World,
    names: tuple[str, ...],
    all_contexts: bool,
    local: bool,
    warn_days: int,
    critical_days: int,
    ignore: tuple[str, ...],
    api_version: Version,
    metrics: str | None,
    report: str | None,
    command: str | None,
    webhook: str | None,
    webhook_secret: str | None,
    every: timedelta | None,
    remind: timedelta,
    wanted: Wanted,
) -> int:
    """
    Look at the certificates of every connector, and tell what is to be done.

    Exit code 0: everything was read, and nothing is the matter. 1: something is. 8: something could not be read, so nobody knows.
    """
    if critical_days > warn_days:
        raise UsageError("--critical-days is more than --warn-days", hint="What is critical comes after the warning.")
    if metrics is not None and not metrics.endswith(".prom"):
        raise UsageError("--prometheus names no .prom file", hint="The collector reads no others.")
    if report is not None and not report.lower().endswith(REPORTS):
        raise UsageError("--report names neither a page nor a picture", hint="Let it end in .html or .svg.")
    chosen = _contexts(world, names, all_contexts, local)
    channels = _channels(world, command, webhook, webhook_secret)
    policy = Policy(warn_days, critical_days, frozenset(ignore))
    plan = Plan(chosen, api_version, policy, channels, metrics, report, wanted, every is not None)
    with ended_by_signal() as stop:
        memory = Memory(remind)
        try:
            code, heard = _look(plan, world, stop, memory)
            while every is not None and heard:
                if not wait_for_next(every, stop, Clocks(world.now), world.entropy):
                    return FINE
                code, heard = _look(plan, world, stop, memory)
        except StoppedError:
            return FINE
    return code


def _look(plan: Plan, world: World, stop: Any, memory: Memory) -> tuple[int, bool]:
    """Look once, tell everybody, and return the exit code, and whether there is still somebody to tell."""
    looks = look_at_all(
        list(plan.contexts), lambda label: look_at(label, plan.contexts[label], world, plan.version), stop
    )
    found = findings(looks, plan.policy)
    now = world.now()
    problem = _write(plan, world, looks, found, now)
    _tell(plan, world, memory, found, now)
    shown = document(looks, found, now)
    read = print_result(world, plan.wanted, shown, lambda: text(shown, world))
    if problem is not None and not plan.stays:
        raise problem
    return exit_code(found), read or plan.tells_others


def _write(
    plan: Plan, world: World, looks: Sequence[Look], found: Sequence[Finding], now: datetime
) -> OutputError | None:
    """Write the files; one that cannot be written keeps nobody from being told, and does not end a watch that stays."""
    problem = None
    report = partial(write_report, policy=plan.policy)
    for path, write in ((plan.metrics, write_metrics), (plan.report, report)):
        try:
            if path is not None:
                write(path, looks, found, now)
        except OutputError as error:
            problem = problem or error
            if plan.stays:
                world.warn(str(error))
    return problem


def _tell(plan: Plan, world: World, memory: Memory, found: Sequence[Finding], now: datetime) -> None:
    grave = [one for one in found if one.severity != "info"]
    news, gone = memory.news(grave, now)
    if news and tell(plan.channels, alert(grave, gone, now), world):
        memory.was_told(grave, now)


def exit_code(found: Sequence[Finding]) -> int:
    """Return what monitoring is told."""
    state = worst(found)
    return FINE if state is None else UNREAD if state == "unread" else FOUND


def _contexts(world: World, names: Sequence[str], all_contexts: bool, local: bool) -> dict[str, str | None]:
    """
    Name the contexts to look at, each once.

    Raises: ConfigError for one that is not there: that is a mistake now, and no finding.
    """
    from graphkey.config.choose import choose
    from graphkey.config.context_file import config_folder, read_contexts

    known = read_contexts(config_folder(world.environ))
    wanted = [*names, *(sorted(known.by_name) if all_contexts else ()), *(["local"] if local else ())]
    if all_contexts and not known.by_name:
        raise ConfigError("there are no contexts to look at", hint="Make one: graphkey context add.")
    chosen = [choose(name, world.environ, lambda: known) for name in wanted or [None]]
    from_environment = not wanted and chosen[0].source == "environment variables"
    return {one.name: None if from_environment else one.name for one in chosen}


def _channels(world: World, command: str | None, webhook: str | None, secret: str | None) -> Channels:
    """Find program, address and secret before anything is looked at, so that an alarm does not fail for a slip."""
    if secret is not None and webhook is None:
        raise UsageError("--webhook-secret without --webhook", hint="It signs what is posted there.")
    sources = Sources(world.environ, world.stdin.read)
    address, signs = resolve_secret(webhook, sources=sources), resolve_secret(secret, sources=sources)
    if webhook is not None:
        from graphkey.config.origin import split

        if address is None or split(address.reveal()) is None:
            raise UsageError("--webhook is no plain https address", hint="For example env:WEBHOOK_URL.")
    if secret is not None and parse(secret).kind in ("plain", "literal"):
        world.warn("--webhook-secret stands on the command line; use env:NAME, @FILE or keyring:SERVICE/NAME instead.")
    if signs is not None:
        from graphkey.lifecycle.watching.alert import signing_key

        signing_key(signs)
    return Channels(program_words(command, world.environ) if command is not None else None, address, signs)

"""
Telling others what `graphkey watch` saw: files for Prometheus and for people, a program, a webhook.

Rule: files are put in place whole; a program is started without a shell, and gets facts in its environment and on standard input.
Rule: what could not be told is said, and is told again at the next look.
"""

import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from graphkey.cli.world import World
from graphkey.errors import Error, OutputError, UsageError
from graphkey.lifecycle.watching.findings import Finding, Look, Policy
from graphkey.secret import Secret

EXEC_TIMEOUT_S = 60


class Channels(NamedTuple):
    """
    Say whom to tell.

    Args:
        words: a program and its arguments, or None.
        webhook, secret: where to post, and what signs; None for neither.
    """

    words: tuple[str, ...] | None = None
    webhook: Secret | None = None
    secret: Secret | None = None


class Memory:
    """
    Know what was told already, so that a watch that stays tells what is new, what is gone, and all of it once a `remind`.
    """

    def __init__(self, remind: timedelta) -> None:
        self._remind = remind
        self._told: dict[tuple[str, ...], Finding] = {}
        self._at: datetime | None = None

    def news(self, found: Sequence[Finding], now: datetime) -> tuple[bool, list[Finding]]:
        """Tell whether there is something to tell, and which findings are gone."""
        current = {_key(one) for one in found}
        gone = [one for key, one in self._told.items() if key not in current]
        due = self._at is None or not timedelta() <= now - self._at < self._remind
        return bool(gone or current - set(self._told) or (current and due)), gone

    def was_told(self, found: Sequence[Finding], now: datetime) -> None:
        """Remember what was told."""
        self._told = {_key(one): one for one in found}
        self._at = now


def _key(one: Finding) -> tuple[str, ...]:
    return (one.id, one.severity, one.context, one.connector or one.name)


def tell(channels: Channels, document: Mapping[str, Any], world: World) -> bool:
    """Tell program and webhook; returns whether all were told, and says what was not."""
    told = True
    for channel in (_run, _post):
        try:
            channel(channels, document, world)
        except Error as error:
            world.warn(f"{error}. {error.hint or ''}".rstrip())
            told = False
    return told


def _run(channels: Channels, document: Mapping[str, Any], world: World) -> None:
    if channels.words is None:
        return
    facts = {"GRAPHKEY_WATCH_STATUS": document["status"], "GRAPHKEY_WATCH_TEXT": document["text"].replace("\0", "")}
    try:
        done = subprocess.run(
            list(channels.words),
            input=json.dumps(document).encode(),
            stdout=subprocess.DEVNULL,
            env={**world.environ, **facts},
            timeout=EXEC_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OutputError(f"{channels.words[0]} was ended after {EXEC_TIMEOUT_S} s", hint="Run it by hand.") from None
    except OSError as error:
        raise OutputError(f"{channels.words[0]} cannot be started: {error.strerror}", hint="Run it by hand.") from error
    if done.returncode != 0:
        raise OutputError(f"{channels.words[0]} failed with exit code {done.returncode}", hint="Run it by hand.")


def _post(channels: Channels, document: Mapping[str, Any], world: World) -> None:
    if channels.webhook is None:
        return
    from graphkey import __version__
    from graphkey.client.http import Limits, network
    from graphkey.lifecycle.watching.alert import post_alert

    limits = Limits(connect_s=10, read_s=20, total_s=30, body_bytes=1 << 20)
    with network(environ=world.environ, limits=limits, agent=f"graphkey/{__version__}") as transport:
        post_alert(
            transport,
            channels.webhook,
            document,
            alert_id=f"graphkey_{world.entropy(16).hex()}",
            secret=channels.secret,
            now=world.now,
            sleep=time.sleep,
        )


def program_words(command: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """
    Split a command as a shell does, and find its program; no shell is started.

    Raises: UsageError when there is none.
    """
    try:
        words = shlex.split(command, posix=os.name != "nt")
    except ValueError:
        raise UsageError("--exec has a quote that does not close", hint="It takes a program and its words.") from None
    program = shutil.which(words[0], path=environ.get("PATH")) if words else None
    if program is None:
        raise UsageError("--exec finds no such program", hint="Give its whole path; no shell looks it up.")
    return (program, *words[1:])


def write_metrics(path: str, looks: Sequence[Look], found: Sequence[Finding], now: datetime) -> None:
    """Write the file for node_exporter's textfile collector, which runs as another user: everybody may read it."""
    from graphkey.lifecycle.watching.metrics import metrics

    write_public(Path(path), metrics(looks, found, now))


REPORTS = (".html", ".htm", ".svg")
"""How a report's name ends."""


def write_report(path: str, looks: Sequence[Look], found: Sequence[Finding], now: datetime, policy: Policy) -> None:
    """Write the report: an SVG of the timeline when the name ends so, else the whole page."""
    from graphkey.lifecycle.watching.drawing import timeline_svg
    from graphkey.lifecycle.watching.report import report_html

    text = timeline_svg(looks, now) if path.lower().endswith(".svg") else report_html(looks, found, now, policy)
    write_public(Path(path), text)


def write_public(path: Path, text: str) -> None:
    """
    Put a file in place in one step, with the access that the user's mask gives.

    Raises: OutputError when it cannot be written; then the old one is as it was.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        part.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(
            f"cannot write {path}: {error.strerror}",
            hint="See that the folder exists, may be written to, and has room.",
        ) from error

"""
What `graphkey watch` saw, as a document for programs, as text for people, and as the alert that others get. Pure.

Rule: what comes after `?` in a connector's address may be a key of its API, and is not shown.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from graphkey.cli.connector_view import NARROW, connector_document, moment
from graphkey.cli.table import render
from graphkey.cli.world import World, one_line, printable
from graphkey.lifecycle.activity import END_OF_TIME, gaps
from graphkey.lifecycle.model import Connector
from graphkey.lifecycle.watching.findings import Finding, Look, worst

MOST_LINES, MOST_LETTERS = 20, 500
"""Of an alert's text: chats cut longer ones, and an environment variable holds 128 KiB on Linux (execve(2))."""


def document(looks: Sequence[Look], found: Sequence[Finding], now: datetime) -> dict[str, Any]:
    """
    Write everything for programs.

    Returns: `status` is fine, warning, critical or unread; a context that could not be read has `connectors` null, never empty.
    """
    return {
        "at": moment(now),
        "status": worst(found) or "fine",
        "findings": [finding(one) for one in found],
        "contexts": [_context(look) for look in looks],
    }


def finding(one: Finding) -> dict[str, Any]:
    """Write a finding."""
    return {**one._asdict(), "at": moment(one.at) if one.at else None}


def alert(found: Sequence[Finding], gone: Sequence[Finding], now: datetime) -> dict[str, Any]:
    """Write what program and webhook get: what is the matter, what no longer is, and one text that chats can show."""
    lines = [_line(one) for one in found] + [f"resolved: {_place(one)} {one.sentence}" for one in gone]
    shown = [one_line(line)[:MOST_LETTERS] for line in lines[:MOST_LINES]]
    shown += [f"and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
    return {
        "type": "graphkey.watch",
        "timestamp": moment(now),
        "status": worst(found) or "fine",
        "text": "\n".join(shown),
        "findings": [finding(one) for one in found],
        "resolved": [finding(one) for one in gone],
    }


def text(shown: Mapping[str, Any], world: World) -> str:
    """Write everything for a person: a table of connectors for each context, then the findings."""
    parts = []
    for context in shown["contexts"]:
        rows = [_row(one) for one in context["connectors"] or []]
        parts.append(f"{printable(context['context'])}  {context['at']}\n")
        if context["connectors"] is None:
            parts.append(f"COULD NOT BE READ: {printable(context['error'])}\n")
        else:
            parts.append(render(rows, world.columns or NARROW) if rows else "no API connectors\n")
        parts.append("\n")
    lines = [_folded(one_line(_line(Finding(**one))), world.columns) for one in shown["findings"]]
    return "".join(parts) + "\n".join([*lines, f"status {shown['status']}", ""])


def _context(look: Look) -> dict[str, Any]:
    inventory = look.inventory
    read = "no" if inventory is None else "partly" if inventory.unread else "yes"
    connectors = [_connector(one, look) for one in inventory.connectors] if inventory else None
    return {
        "context": look.context,
        "at": moment(look.at),
        "read": read,
        "error": str(look.error) if look.error else None,
        "connectors": connectors,
    }


def _connector(one: Connector, look: Look) -> dict[str, Any]:
    assert look.inventory is not None
    shown = connector_document(one, look.at, uses_known=look.inventory.knows_uses)
    without = gaps(one.certificates, look.at, END_OF_TIME) if one.authentication == "certificate" else []
    return {
        **shown,
        "targetUrl": one.target_url.partition("?")[0],
        "gaps": [
            {"start": moment(gap.start), "end": moment(gap.end) if gap.end < END_OF_TIME else None} for gap in without
        ],
    }


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "connector": one_line(one["displayName"] or one["id"]),
        "authentication": one["authentication"],
        "until": (one["coveredUntil"] or "")[:10],
        "days": one["daysLeft"],
        "certificates": len(one["certificates"]),
    }


def _place(one: Finding) -> str:
    return f"{one.context}: {one.name}:" if one.connector else f"{one.context}:"


def _folded(line: str, columns: int | None) -> str:
    """Break a line where a terminal ends; a pipe gets it whole."""
    from textwrap import fill

    return line if columns is None else fill(
        line, max(columns, 40), break_long_words=False, break_on_hyphens=False, subsequent_indent="    "
    )  # fmt: skip


def _line(one: Finding) -> str:
    word = one.severity.upper() if one.severity in ("critical", "unread") else one.severity
    return f"{word}  {_place(one)} {one.sentence} [{one.id}]"

"""
What looking gave, as a page that stands alone: what it comes to, what is to be done, and a timeline of every connector.

Pure. Called by `cli/watch_telling`; what all pages have is in `lifecycle/page`, the timelines are in `strips`.

Rule: what could not be read is told first, and never looks like a tenant without connectors.
Rule: everything that a tenant's people can write goes through `shown` or `named`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from graphkey.lifecycle.page import TONES, counted, dated, heading, made_at, named, page, shown, word
from graphkey.lifecycle.watching.findings import (
    FINDINGS,
    REMEDIES,
    SEVERITIES,
    Finding,
    Look,
    Policy,
    Severity,
    worst,
)
from graphkey.lifecycle.watching.strips import PATTERNS, STYLE, anchor, connectors_html, legend

_KIND = "Certificates of API connectors"
_COUNTED: dict[Severity, tuple[str, str]] = {
    "unread": ("unread", "unread"), "critical": ("critical", "critical"), "warning": ("warning", "warnings"),
    "info": ("for information", "for information"),
}  # fmt: skip
_STYLE = f"""
body{{max-width:75rem}}.context{{font-size:1.1rem;margin:1.8rem 0 .2rem}}.task h3 .word{{margin-right:.5rem}}
.places{{display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;margin-top:.3rem}}.places.said{{display:block}}
{STYLE}"""


def report_html(looks: Sequence[Look], found: Sequence[Finding], now: datetime, policy: Policy = Policy()) -> str:
    """Write the whole page; `now` is when it was made."""
    number = {look.context: at for at, look in enumerate(looks)}
    grave = [one for one in found if one.severity != "info"]
    state, said = _outcome(looks, grave)
    return page(
        f"{said} - {_KIND}",
        _STYLE,
        (
            f"<header>{heading(_KIND, state, said)}",
            _counts(looks, found),
            f"<p class=dim>Made {made_at(now)}. {_rules(policy)}</p></header><main>",
            _tasks("What is to be done", grave, number),
            _contexts(looks, found),
            _tasks("For your information", [one for one in found if one.severity == "info"], number),
            "</main>",
        ),
    )


def _outcome(looks: Sequence[Look], grave: Sequence[Finding]) -> tuple[str, str]:
    """Return how it stands, and the same as a sentence; `critical` is always about a time without a certificate."""
    state = worst(grave)
    if state == "unread":
        return state, "Not everything could be read"
    if state == "critical":
        number = len({(one.context, one.connector) for one in grave if one.severity == "critical"})
        return state, f"{counted(number, 'connector')} without a valid certificate, now or soon"
    if state == "warning":
        return state, f"{counted(len(grave), 'thing')} to look at"
    has_any = any(look.inventory and look.inventory.connectors for look in looks)
    return "fine", "Nothing is the matter" if has_any else "There are no API connectors"


def _counts(looks: Sequence[Look], found: Sequence[Finding]) -> str:
    read = [one for look in looks if look.inventory for one in look.inventory.connectors]
    certificates = sum(len(one.certificates) for one in read)
    parts = [counted(len(looks), "context"), counted(len(read), "connector"), counted(certificates, "certificate")]
    items = [f"<li>{part}</li>" for part in parts]
    for severity in reversed(SEVERITIES):
        number = sum(one.severity == severity for one in found)
        if number:
            items.append(f"<li>{word(severity, counted(number, *_COUNTED[severity]))}</li>")
    return f"<ul class=counts>{''.join(items)}</ul>"


def _rules(policy: Policy) -> str:
    ignored = ", ".join(sorted(policy.ignored))
    left_out = f" Left out on request: {shown(ignored)}." if ignored else ""
    warning, critical = counted(policy.warning_days, "day"), counted(policy.critical_days, "day")
    return f"Warnings begin {warning} before an end; {critical} before it is critical.{left_out}"


def _tasks(title: str, found: Iterable[Finding], number: dict[str, int]) -> str:
    """Write findings of a kind together, the gravest first: what to do is the same for all of them."""
    order = list(FINDINGS)
    ordered = sorted(found, key=lambda one: (-SEVERITIES.index(one.severity), order.index(one.id)))
    items = "".join(
        _task(severity, name, list(group), number)
        for (severity, name), group in groupby(ordered, lambda one: (one.severity, one.id))
    )
    return f"<section><h2>{title}</h2>{items}</section>" if items else ""


def _task(severity: Severity, name: str, found: Sequence[Finding], number: dict[str, int]) -> str:
    # Where one thing is said of many, or what the heading says already, names are enough.
    sentences = {one.sentence for one in found}
    same = len(sentences) == 1 and (len(found) > 1 or found[0].sentence.lower() in FINDINGS[name].lower())
    places = "".join(f"<li>{_place(one, number)}{'' if same else f': {dated(one.sentence)}'}</li>" for one in found)
    many = f" ({len(found):,})" if len(found) > 1 else ""
    return (
        f"<div class='task {TONES[severity][0]}'><h3>{word(severity, severity)} {shown(FINDINGS[name])}{many}</h3>"
        f"<p><b>Do:</b> {shown(REMEDIES[name])}</p><ul class='places{'' if same else ' said'}'>{places}</ul></div>\n"
    )


def _place(one: Finding, number: dict[str, int]) -> str:
    context = f"<span class=dim>{named(one.context)}</span>"
    if one.connector is None:
        return f"{context}{f' {named(one.name)}' if one.name else ''}"
    return f"{context} <a href='#{anchor(number[one.context], one.connector)}'>{named(one.name or one.connector)}</a>"


def _contexts(looks: Sequence[Look], found: Sequence[Finding]) -> str:
    """Write what there is in every context; what the bars mean is said once, above."""
    is_drawn = any(look.inventory and look.inventory.connectors for look in looks)
    patterns = f'<svg class="defs" width="0" height="0" aria-hidden="true"><defs>{PATTERNS}</defs></svg>'
    head = (
        f"{patterns}<p class=dim>In each context those connectors stand first that end first.</p>{legend()}"
        if is_drawn
        else ""
    )
    parts = "".join(_context(look, at, found) for at, look in enumerate(looks))
    return f"<section><h2>Timelines</h2>{head}{parts}</section>"


def _context(look: Look, number: int, found: Sequence[Finding]) -> str:
    head = f"<section><h3 class=context>{named(look.context)}</h3>"
    inventory = look.inventory
    if inventory is None:
        return f"{head}<p>{word('unread', 'Could not be read:')} {shown(str(look.error))}</p></section>"
    told = "".join(f"<p>{word('unread', 'Unread:')} {shown(str(part))}</p>" for part in inventory.unread)
    head += f"<p class=dim>Read {made_at(look.at)} by the service's clock.</p>{told}"
    if not inventory.connectors:
        return f"{head}<p>No API connectors{' that could be read' if inventory.unread else ''}.</p></section>"
    by_connector: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        if one.context == look.context and one.connector is not None:
            by_connector[one.connector].append(one)
    drawn = connectors_html(inventory.connectors, look.at, number, by_connector, uses_known=inventory.knows_uses)
    return f"{head}{drawn}</section>"

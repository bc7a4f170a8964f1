"""
What looking gave, as a page that stands alone: findings, and a timeline of every connector's certificates drawn as SVG.

Pure; no script, no font, no address is loaded, and the page's own policy forbids it. Colours come with words and patterns.

Rule: everything that a tenant's people can write is escaped, and nothing after `?` of an address is shown.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from typing import NamedTuple

from graphkey.lifecycle.activity import Certificate, Gap, gaps
from graphkey.lifecycle.model import Connector
from graphkey.lifecycle.watching.findings import Finding, Look, worst
from graphkey.secret import mask_url

_WIDTH, _LEFT, _RIGHT, _TOP, _BAR, _PAD = 1080, 270, 20, 46, 16, 14
_MONTH_WIDTH = 72
_BACK_DAYS, _AHEAD_DAYS, _LONGEST_DAYS = 60, 180, 3 * 365
_STYLE = """
:root{color-scheme:light dark;--ink:#1b2430;--soft:#5b6674;--line:#d5dae1;--paper:#fff;
--active:#1f7a4d;--held:#8fb8a4;--past:#c9ced6;--gap:#c62828;--warn:#a15c00;--now:#1f4e9c}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#a5afbb;--line:#3a4350;--paper:#14181e;
--active:#2b8a5c;--held:#2f6b50;--past:#3d4551;--gap:#ff6b6b;--warn:#f0b35a;--now:#8ab4ff}}
body{font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper);
margin:2rem auto;max-width:1120px;padding:0 1rem}
h1{font-size:1.5rem;margin:0 0 .2rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{margin:.2rem 0}.soft{color:var(--soft)}
table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-top:1px solid var(--line)}
.critical,.unread{color:var(--gap);font-weight:600}.warning{color:var(--warn);font-weight:600}.info{color:var(--soft)}
.scroll{overflow-x:auto}svg{display:block;min-width:820px;width:100%;height:auto;background:var(--paper)}
svg text{font:12px system-ui,sans-serif;fill:var(--ink)}svg .soft{fill:var(--soft)}svg .name{font-weight:600}
.grid{stroke:var(--line)}.now{stroke:var(--now);stroke-width:2}svg .nowtext{fill:var(--now);font-weight:600}
.active{fill:var(--active)}.held{fill:var(--held)}.past{fill:var(--past)}.gap{stroke:var(--gap)}
.hatch{stroke:var(--gap);stroke-width:2}
"""


class _Scale(NamedTuple):
    """Map instants to places from left to right."""

    start: datetime
    end: datetime

    def x(self, instant: datetime) -> float:
        part = (min(max(instant, self.start), self.end) - self.start) / (self.end - self.start)
        return round(_LEFT + part * (_WIDTH - _LEFT - _RIGHT), 1)


class _Drawing(NamedTuple):
    scale: _Scale
    hatch: str


def report_html(looks: Sequence[Look], found: Sequence[Finding], now: datetime) -> str:
    """Write the whole page; `now` is when it was made."""
    state = worst(found) or "fine"
    rows = "".join(_finding(one) for one in found) or '<tr><td colspan="4">Nothing to tell.</td></tr>'
    parts = "".join(_context(look, number) for number, look in enumerate(looks))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Certificates of API connectors</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head><body><h1>Certificates of API connectors</h1>"
        f'<p class="soft">Looked at {now:%Y-%m-%d %H:%M} UTC. Worst: <span class="{state}">{state}</span>. '
        "Hatched: no valid certificate.</p><h2>Findings</h2><table><tr><th>Severity</th><th>Context</th>"
        f"<th>Connector</th><th>What</th></tr>{rows}</table>{parts}</body></html>\n"
    )


def timeline_svg(looks: Sequence[Look]) -> str:
    """Write one drawing of all contexts that could be read."""
    read = [(look, one) for look in looks if look.inventory for one in look.inventory.connectors]
    return _svg([(f"{look.context} · ", one, look.at) for look, one in read], 0, alone=True)


def _finding(one: Finding) -> str:
    cells = "".join(f"<td>{_text(cell)}</td>" for cell in (one.context, one.name, one.sentence))
    return f'<tr><td class="{one.severity}">{one.severity}</td>{cells}</tr>'


def _context(look: Look, number: int) -> str:
    head = f"<h2>{_text(look.context)}</h2>"
    if look.inventory is None:
        return f'{head}<p class="unread">Could not be read: {_text(str(look.error))}</p>'
    head += f'<p class="soft">{look.at:%Y-%m-%d %H:%M} UTC by the service\'s clock</p>'
    if not look.inventory.connectors:
        return f"{head}<p>No API connectors.</p>"
    rows = [("", one, look.at) for one in look.inventory.connectors]
    return f'{head}<div class="scroll">{_svg(rows, number)}</div>'


def _svg(rows: Sequence[tuple[str, Connector, datetime]], number: int, *, alone: bool = False) -> str:
    at = max((row[2] for row in rows), default=datetime(1970, 1, 1, tzinfo=UTC))
    scale = _scale([row[1] for row in rows], at)
    drawn, top = [], float(_TOP)
    for before, connector, instant in rows:
        text, height = _connector(before, connector, instant, _Drawing(scale, f"hatch-{number}"), top)
        drawn.append(text)
        top += height
    now = scale.x(at)
    style = f"<style>{_STYLE}</style>" if alone else ""
    frame = f'viewBox="0 0 {_WIDTH} {top + 8:g}" role="img" aria-label="Timeline of certificates"'
    hatch = f'id="hatch-{number}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>{style}<defs><pattern {hatch}>'
        f'<line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>{"".join(_months(scale, top))}{"".join(drawn)}'
        f'<line class="now" x1="{now}" y1="{_TOP - 20}" x2="{now}" y2="{top:g}"/>'
        f'<text class="nowtext" x="{now + 4}" y="{_TOP - 10}">now</text></svg>'
    )


def _scale(connectors: Iterable[Connector], at: datetime) -> _Scale:
    """Show from two months back to where the last certificate ends, at most three years ahead."""
    longest = at + timedelta(days=_LONGEST_DAYS)
    ends = [one.not_after for connector in connectors for one in connector.certificates if one.not_after > at]
    last = max((min(end, longest) for end in ends), default=at) + timedelta(days=30)
    return _Scale(at - timedelta(days=_BACK_DAYS), min(max(last, at + timedelta(days=_AHEAD_DAYS)), longest))


def _months(scale: _Scale, bottom: float) -> Iterable[str]:
    width = (_WIDTH - _LEFT - _RIGHT) / ((scale.end - scale.start).days / 30)
    months = next(step for step in (1, 2, 3, 6, 12) if step * width > _MONTH_WIDTH or step == 12)
    month = scale.start.year * 12 + scale.start.month  # the month after the first, counted from year 0
    while (first := datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)) < scale.end:
        if month % months == 0:
            x = scale.x(first)
            yield f'<line class="grid" x1="{x}" y1="{_TOP - 20}" x2="{x}" y2="{bottom:g}"/>'
            yield f'<text class="soft" x="{x + 3}" y="14">{first:%b %Y}</text>'
        month += 1


def _connector(before: str, one: Connector, at: datetime, drawing: _Drawing, top: float) -> tuple[str, float]:
    """Draw a connector: its name and address on the left, a bar for each certificate, and the times without one below."""
    lines = [
        f'<text class="name" x="0" y="{top + 13:g}">{_short(before + (one.name or one.id), 36)}</text>',
        f'<text class="soft" x="0" y="{top + 29:g}">{_short(mask_url(one.target_url).partition("?")[0], 40)}</text>',
    ]
    y = top
    if one.authentication != "certificate":
        said = {"basic": "user name and password", "none": "no authentication"}.get(
            one.authentication, "authentication unknown"
        )
        lines.append(f'<text class="soft" x="{_LEFT}" y="{y + 13:g}">{said}</text>')
        y += _BAR + 4
    for held in one.certificates:
        lines.append(_bar(held, at, drawing.scale, y))
        y += _BAR + 4
    if one.authentication == "certificate":
        lines += [_gap(gap, drawing, y) for gap in gaps(one.certificates, at, drawing.scale.end)]
        y += 10
    height = max(y - top, 34) + _PAD
    lines.append(
        f'<line class="grid" x1="0" y1="{top + height - _PAD / 2:g}" x2="{_WIDTH}" y2="{top + height - _PAD / 2:g}"/>'
    )
    return f"<g>{''.join(lines)}</g>", height


def _bar(held: Certificate, at: datetime, scale: _Scale, y: float) -> str:
    kind = "active" if held.is_active else "past" if held.not_after < at else "held"
    word = {"active": "active", "past": "ended", "held": "valid" if held.is_valid(at) else "later"}[kind]
    start, end = scale.x(held.not_before), scale.x(held.not_after)
    said = f"{held.thumbprint} {word}, {held.not_before:%Y-%m-%d} to {held.not_after:%Y-%m-%d}"
    width = max(end - start, 3)
    label = f"{held.thumbprint[:8]} {word}, to {held.not_after:%Y-%m-%d}"
    # Beside the bar where it leaves room, so that no words lie on a colour that hides them.
    place = f'x="{start + width + 5}"' if start + width + 230 < _WIDTH else f'x="{start - 5}" text-anchor="end"'
    if start - 230 < _LEFT and start + width + 230 >= _WIDTH:
        place = f'x="{start + 6}" style="fill:{"#fff" if kind == "active" else "var(--ink)"}"'
    return (
        f'<g><title>{_text(said)}</title><rect class="{kind}" x="{start}" y="{y:g}" width="{width:g}" height="{_BAR}" rx="3"/>'
        f'<text {place} y="{y + 12:g}">{_text(label)}</text></g>'
    )


def _gap(gap: Gap, drawing: _Drawing, y: float) -> str:
    left, right = drawing.scale.x(gap.start), drawing.scale.x(gap.end)
    until = f" to {gap.end:%Y-%m-%d}" if gap.end < drawing.scale.end else ""
    return (
        f'<g><title>no valid certificate from {gap.start:%Y-%m-%d}{until}</title><rect class="gap" x="{left}" y="{y:g}" '
        f'width="{max(right - left, 3):g}" height="7" fill="url(#{drawing.hatch})"/></g>'
    )


def _short(text: str, most: int) -> str:
    return _text(text if len(text) <= most else text[: most - 1] + "…")


def _text(text: str) -> str:
    """Escape a text; what neither HTML nor XML may hold becomes a mark."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in text))

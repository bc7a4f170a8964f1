"""
The timeline of all contexts as an SVG that stands alone, for wikis and dashboards.

Pure. It has a fixed width, since an image is scaled by whoever shows it; the page's own timelines are in `strips`.

Rule: a context that could not be read is drawn as such and never left out.
Rule: everything that a tenant's people can write goes through `shown`, and nothing after `?` of an address is shown.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from graphkey.lifecycle.model import Connector
from graphkey.lifecycle.page import PALETTE, shown
from graphkey.lifecycle.watching.findings import Look
from graphkey.lifecycle.watching.strips import BARS, INKS, PATTERNS
from graphkey.lifecycle.watching.timeline import (
    AUTHENTICATIONS,
    KINDS,
    Bar,
    Scale,
    bars,
    by_end,
    left_out,
    months,
    scale_of,
)
from graphkey.secret import mask_url

_WIDTH, _LEFT, _RIGHT, _TOP, _BAR, _PAD = 1230, 270, 300, 96, 16, 14
_STYLE = f"""{PALETTE}{INKS}{BARS}
svg{{background:var(--paper)}}text{{font:12px system-ui,sans-serif;fill:var(--ink)}}.head{{font-size:16px;font-weight:700}}
.soft{{fill:var(--dim)}}.name{{font-weight:600}}.bad{{fill:var(--bad);font-weight:600}}.nowtext{{fill:var(--now);font-weight:600}}
"""


def timeline_svg(looks: Sequence[Look], now: datetime) -> str:
    """Write one drawing of all contexts; `now` is when it was made."""
    at = max((look.at for look in looks if look.inventory), default=now)
    read = [one for look in looks if look.inventory for one in look.inventory.connectors]
    scale = scale_of(read, at)
    drawn, top = [], float(_TOP)
    for look in looks:
        for text, height in _rows(look, scale, top):
            drawn.append(text)
            top += height
    x = _x(scale.part(at))
    label = f"Certificates of API connectors, {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -4 {_WIDTH + 24} {top + 12:g}" role="img" aria-label="{label}">'
        f"<title>{label}</title><style>{_STYLE}</style><defs>{PATTERNS}</defs>"
        f'<text class="head" x="0" y="20">{label}</text>{"".join(_legend())}{"".join(_months(scale, top))}{"".join(drawn)}'
        f'<line class="now" x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{top:g}"/>'
        f'<text class="nowtext" x="{x}" y="{_TOP - 12}" text-anchor="middle">now</text></svg>\n'
    )


def _x(part: float) -> float:
    return round(_LEFT + part * (_WIDTH - _LEFT - _RIGHT), 1)


def _legend() -> Iterator[str]:
    x = 0
    for kind, said in KINDS.items():
        yield f'<rect class="{kind}" x="{x + 1}" y="33" width="26" height="11" rx="2"/><text x="{x + 34}" y="43">{said}</text>'
        x += 62 + 7 * len(said)


def _months(scale: Scale, bottom: float) -> Iterator[str]:
    for name, part in months(scale):
        x = _x(part)
        yield f'<line class="grid" x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{bottom:g}"/>'
        yield f'<text class="soft month" x="{x + 3}" y="{_TOP - 24}">{name}</text>'


def _rows(look: Look, scale: Scale, top: float) -> Iterator[tuple[str, float]]:
    """Draw what is known of a context, each row with its height."""
    if look.inventory is None:
        yield _unread(look.context, f"could not be read: {look.error}", top)
        return
    for one in by_end(look.inventory.connectors, look.at):
        text, height = _connector(f"{look.context} \u00b7 ", one, scale, top)
        yield text, height
        top += height
    for part in look.inventory.unread:
        yield _unread(look.context, str(part), top)
        top += _BAR + _PAD
    if not look.inventory.connectors and not look.inventory.unread:
        yield (
            f'<text class="name" x="0" y="{top + 13:g}">{_short(look.context, 36)}: no API connectors</text>',
            _BAR + _PAD,
        )


def _unread(context: str, said: str, top: float) -> tuple[str, float]:
    text = f'<text class="bad" x="0" y="{top + 13:g}">? {_short(context, 36)}: {_short(said, 130)}</text>'
    return text, _BAR + _PAD


def _connector(before: str, one: Connector, scale: Scale, top: float) -> tuple[str, float]:
    """Draw a connector: its name and address on the left, a bar for each certificate and each time without one."""
    lines = [
        f'<text class="name" x="0" y="{top + 13:g}">{_short(before + (one.name or one.id), 36)}</text>',
        f'<text class="soft" x="0" y="{top + 29:g}">{_short(mask_url(one.target_url).partition("?")[0], 40)}</text>',
    ]
    y = top
    old = left_out(one, scale)
    said = f"{old} ended before {scale.start:%Y-%m-%d}" if old else ""
    said = AUTHENTICATIONS.get(one.authentication, said)
    for bar in bars(one, scale):
        lines.append(_bar(bar, y))
        y += _BAR + 4
    if said:
        lines.append(f'<text class="soft" x="{_WIDTH - _RIGHT + 12}" y="{y + 13:g}">{said}</text>')
        y += _BAR + 4
    height = max(y - top, 34) + _PAD
    edge = top + height - _PAD / 2
    lines.append(f'<line class="grid" x1="0" y1="{edge:g}" x2="{_WIDTH}" y2="{edge:g}"/>')
    return f"<g>{''.join(lines)}</g>", height


def _bar(bar: Bar, y: float) -> str:
    left, right = _x(bar.start), _x(bar.end)
    thin = 0 if bar.name else 4
    words = f"{bar.name} {bar.words}".strip()
    return (
        f'<g><title>{shown(bar.title)}</title><rect class="{bar.kind}" x="{left}" y="{y + thin:g}" '
        f'width="{max(right - left, 3):g}" height="{_BAR - 2 * thin}" rx="2"/>'
        f'<text x="{_WIDTH - _RIGHT + 12}" y="{y + 12:g}">{shown(words)}</text></g>'
    )


def _short(text: str, most: int) -> str:
    return shown(text if len(text) <= most else text[: most - 1] + "\u2026").replace("\n", " ")

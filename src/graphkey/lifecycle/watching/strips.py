"""
The connectors of one context as a part of the page: each with what it is on the left, and a strip of SVG for every bar.

Pure. A strip is as wide as there is room and its places are percents, so nothing shrinks on a telephone and paper breaks between
connectors, not through them.

Rule: everything that a tenant's people can write goes through `shown` or `named`, and nothing after `?` of an address is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from graphkey.lifecycle.activity import END_OF_TIME, covered_until
from graphkey.lifecycle.model import Connector
from graphkey.lifecycle.page import counted, dated, named, shown, word
from graphkey.lifecycle.watching.findings import Finding, Severity, worst
from graphkey.lifecycle.watching.timeline import (
    AUTHENTICATIONS,
    KINDS,
    Bar,
    Kind,
    Scale,
    bars,
    by_end,
    left_out,
    months,
    scale_of,
)
from graphkey.secret import mask_url

BARS = """
.active{fill:var(--active)}.valid{fill:url(#p-valid);stroke:var(--active)}
.later{fill:none;stroke:var(--active);stroke-width:1.5;stroke-dasharray:4 3}
.ended{fill:var(--ended)}
.gap{fill:url(#p-gap);stroke:var(--bad)}.end{fill:url(#p-end);stroke:none}
.grid{stroke:var(--line)}.now{stroke:var(--now);stroke-width:2}.on{fill:#fff;font:700 13px system-ui,sans-serif}
.l-valid{stroke:var(--active);stroke-width:2.5}.l-gap{stroke:var(--bad);stroke-width:2.5}.l-end{stroke:var(--dim);stroke-width:1}
"""
"""The style of bars, here and in `drawing`."""
INKS = """
:root{--active:#1a7f37;--now:#0a4fa8}
@media screen and (prefers-color-scheme:dark){:root{--active:#207f3f;--now:#8ab8ff}}
"""
STYLE = (
    INKS
    + BARS
    + """
svg{display:block;overflow:visible}.defs{position:absolute}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;margin:.5rem 0;font-size:.9rem}
.legend li{display:flex;align-items:center;gap:.45rem}
.row{display:grid;grid-template-columns:17rem 1fr;gap:0 1.2rem}
.bar{display:grid;grid-template-columns:1fr 16.5rem;gap:0 .9rem;align-items:center;font-size:.85rem;line-height:1.35}
.axis{position:sticky;top:0;background:var(--paper);z-index:1;border-bottom:1px solid var(--line)}
.axis text{font:12px system-ui,sans-serif;fill:var(--dim)}.axis .nowtext{fill:var(--now);font-weight:700}
.connector{border-bottom:1px solid var(--line);padding:.6rem 0;break-inside:avoid}
.connector:target{background:var(--card)}.connector .word{font-size:.9rem}.connector p{margin:.1rem 0}
.bars{position:relative}.bars>svg{position:absolute;inset:0 auto 0 0;width:calc(100% - 17.4rem)}.bars>ul{position:relative}
.bar>span{position:relative;z-index:1}
@media(max-width:62rem){.row{grid-template-columns:1fr}.axis .row>:first-child{display:none}
.bars>svg{width:100%}.bar{grid-template-columns:1fr}.bar>svg{order:2;margin-bottom:.35rem}.bar>span{justify-self:start;background:var(--paper)}
.axis .bar>span{display:none}.axis .bar>svg{margin:0}}
@media print{.axis{position:static}.row{grid-template-columns:1fr}.axis .row>:first-child{display:none}
.who{display:flex;flex-wrap:wrap;gap:0 1rem;align-items:baseline;margin-bottom:.3rem}.bar{grid-template-columns:1fr 17rem}
.bars>svg{width:calc(100% - 17.9rem)}.axis .bar>span{display:block}.bar>svg{order:0;margin:0}.connector{padding:.4rem 0}}
"""
)
PATTERNS = "".join(
    f'<pattern id="p-{name}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate({turn})">'
    f'<line class="l-{name}" x1="0" y1="0" x2="0" y2="7"/></pattern>'
    for name, turn in (("valid", 0), ("gap", 45), ("end", 45))
)
_HEIGHT = 16


def connectors_html(
    connectors: Sequence[Connector],
    now: datetime,
    number: int,
    found: Mapping[str, Sequence[Finding]],
    *,
    uses_known: bool,
) -> str:
    """
    Write all connectors of a context, under one axis.

    Args:
        now: by the service's clock.
        number: of the context on the page, for addresses inside the page.
        found: findings by the id of their connector.
    """
    scale = scale_of(connectors, now)
    grid = f"g{number}"
    return _axis(scale, grid) + "".join(
        _connector(one, scale, grid, anchor(number, one.id), found.get(one.id, ()), uses_known)
        for one in by_end(connectors, now)
    )


def anchor(number: int, connector_id: str) -> str:
    """Name a connector's place on the page by what can stand in an address; two ids may share one only by being the same."""
    return f"c{number}-{connector_id.encode(errors='replace').hex()}"


def legend() -> str:
    """Explain the bars."""
    items = "".join(f"<li>{_swatch(kind)}{said}</li>" for kind, said in KINDS.items())
    return f"<ul class=legend aria-label=Legend>{items}</ul>"


def _swatch(kind: Kind) -> str:
    place = 'x="1" y="1" width="28" height="12" rx="2"'
    return f'<svg width="30" height="14" aria-hidden="true"><rect class="{kind}" {place}/></svg>'


def _axis(scale: Scale, grid: str) -> str:
    names = months(scale)
    lines = "".join(f'<line class="grid" x1="{_at(x)}" x2="{_at(x)}" y1="0" y2="100%"/>' for _, x in names)
    now = _at(scale.part(scale.now))
    texts = "".join(f'<text x="{_at(x)}" dx="3" y="12">{name}</text>' for name, x in names)
    return (
        f'<svg class="defs" width="0" height="0" aria-hidden="true"><defs><g id="{grid}">{lines}</g></defs></svg>'
        "<div class=axis aria-hidden=true><div class=row><span></span><div class=bar>"
        f'<svg width="100%" height="32">{texts}<text class="nowtext" x="{now}" y="28" text-anchor="middle">now</text></svg>'
        "<span></span></div></div></div>"
    )


def _connector(one: Connector, scale: Scale, grid: str, place: str, found: Sequence[Finding], uses_known: bool) -> str:
    uses = ", ".join(map(str, one.slots)) or ("no step uses it" if uses_known else "who uses it could not be read")
    address = mask_url(one.target_url).partition("?")[0]
    old = left_out(one, scale)
    more = (
        f"<li class=dim>and {counted(old, 'certificate')} that ended before {scale.start:%Y-%m-%d}</li>" if old else ""
    )
    said = AUTHENTICATIONS.get(one.authentication)
    lines = (
        f"<p class=dim>It uses {said}.</p>" if said else _drawn(map(_bar, bars(one, scale)), more, _now(scale), grid)
    )
    return (
        f'<article class="connector row" id={place}><div class=who><h4>{named(one.name or one.id)}</h4>'
        f"{_state(one, scale.now, found)}<p class=dim>{named(address)}</p><p class=dim>{named(uses)}</p></div>"
        f"{lines}</article>\n"
    )


def _drawn(lines: Iterable[str], more: str, now: str, grid: str) -> str:
    """Lay bars between the lines of the months and the line of now."""
    return (
        f'<div class=bars><svg height="100%" aria-hidden="true"><use href="#{grid}"/></svg><ul>{"".join(lines)}{more}</ul>'
        f'<svg height="100%" aria-hidden="true">{now}</svg></div>'
    )


def _state(one: Connector, now: datetime, found: Sequence[Finding]) -> str:
    """Say until when it is covered, as grave as the gravest finding about it."""
    is_held = one.authentication == "certificate"
    state: Severity | str = worst(found) or ("fine" if is_held else "info")
    if not is_held:
        return f"<p>{word(state, 'no certificate')}</p>"
    covered = covered_until(one.certificates, now)
    if covered is None:
        return f"<p>{word(state, 'no valid certificate now')}</p>"
    if covered >= END_OF_TIME:
        return f"<p>{word(state, 'covered without an end')}</p>"
    left = counted((covered - now).days, "day")
    return f"<p>{word(state, f'covered for {left}, to {covered:%Y-%m-%d}')}</p>"


def _now(scale: Scale) -> str:
    now = _at(scale.part(scale.now))
    return f'<line class="now" x1="{now}" x2="{now}" y1="0" y2="100%"/>'


def _bar(bar: Bar) -> str:
    height, y = (_HEIGHT, 2) if bar.name else (8, 6)
    width = _at(max(bar.end - bar.start, 0.004))
    on = (
        f'<text class="on" x="{_at(bar.end)}" dx="-9" y="13">\u203a</text>'
        if bar.goes_on and bar.kind == "active"
        else ""
    )
    name = f"<code>{shown(bar.name)}</code> " if bar.name else ""
    return (
        f'<li class="bar"><svg width="100%" height="{_HEIGHT + 4}" role="img" aria-label="{shown(bar.title)}">'
        f"<title>{shown(bar.title)}</title>"
        f'<rect class="{bar.kind}" x="{_at(bar.start)}" y="{y}" width="{width}" height="{height}" rx="2"/>'
        f"{on}</svg><span>{name}{dated(bar.words)}</span></li>"
    )


def _at(part: float) -> str:
    return f"{part * 100:.2f}%"

"""
What every page of ours has: one file, no script, nothing loaded from anywhere, a light and a dark scheme, and a form for paper.

Pure. The pages themselves are `proof/page` and `watching/report`; they bring their content and what is special of their style.

Rule: all that comes from outside goes through `shown` or `named`; there is no markup but ours.
Rule: a page forbids itself all but its own style by its own policy, so it can be served anywhere; no `style=` attributes.
Rule: a colour says nothing by itself: a mark and a word go with it, and every text has a contrast of 4.5:1 (WCAG 2.2, 1.4.3).
Source: Content Security Policy Level 3 (hash of a style).
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from html import escape

TONES: Mapping[str, tuple[str, str]] = {
    "passed": ("good", "\u2714"), "fine": ("good", "\u2714"),
    "failed": ("bad", "\u2716"), "critical": ("bad", "\u2716"),
    "undecided": ("bad", "?"), "unread": ("bad", "?"),
    "warning": ("warn", "\u25b2"),
    "not-tried": ("dim", "\u2013"), "info": ("dim", "i"),
}  # fmt: skip
"""The colour and the mark of a result or severity."""
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_AS_TEXT = "\ufe0e"  # else some systems draw a mark as a coloured emoji

PALETTE = """
:root{color-scheme:light dark;--ink:#1b1f24;--dim:#57606a;--paper:#fff;--card:#f6f8fa;--line:#d0d7de;--link:#0a58ca;
--good:#116329;--bad:#a40e26;--warn:#7d4e00;--ended:#c4cbd3}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#a0a8b1;--paper:#0d1117;--card:#161b22;--line:#3d444d;
--link:#79b8ff;--good:#4ac26b;--bad:#ff8d85;--warn:#e0a63a;--ended:#59626d}}
"""
_STYLE = """
*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:1.5rem 1rem 3rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;
overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .4rem}h2{font-size:1.2rem;margin:2.5rem 0 .6rem}h3,h4{font-size:1rem;margin:0}
p{margin:.25rem 0}ul,ol{margin:0;padding:0;list-style:none}a{color:var(--link)}
a:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.kind{font-weight:600;color:var(--dim);margin:0 0 .3rem}.dim{color:var(--dim);font-size:.9rem}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
.word{font-weight:700}.date{white-space:nowrap}.word i,h1 i{display:inline-block;min-width:1em;font-style:normal}
.verdict{border-left:6px solid currentColor;padding:.1rem 0 .1rem .9rem}
.counts{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;margin:.6rem 0}
.task{border:1px solid var(--line);border-left:6px solid var(--tone,var(--line));border-radius:6px;background:var(--card);
padding:.7rem .9rem;margin:.6rem 0;break-inside:avoid}
.task.bad{--tone:var(--bad);color:inherit}.task.warn{--tone:var(--warn);color:inherit}.task.dim{color:inherit;font-size:1rem}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.2rem 1rem;margin:0}dt{color:var(--dim)}dd{margin:0}
code,.mono{font-family:ui-monospace,monospace;font-size:.9em}
@media(max-width:32rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}}
@media print{@page{margin:14mm}body{max-width:none;padding:0;font-size:10pt}h2,h3,h4,dt{break-after:avoid}
a{color:inherit}a[href^=https]::after{content:" (" attr(href) ")"}}
"""


def page(title: str, style: str, body: Iterable[str]) -> str:
    """Write a page, HTML; `title` and `style` are plain, `body` is markup."""
    whole = PALETTE + _STYLE + style
    digest = b64encode(sha256(whole.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    parts = (
        "<!doctype html>\n<html lang=en><head><meta charset=utf-8>",
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        "<meta name=viewport content='width=device-width,initial-scale=1'><meta name=referrer content=no-referrer>",
        f"<title>{shown(title)}</title><style>{whole}</style></head><body>",
        *(part for part in body if part),
        "</body></html>\n",
    )
    return "\n".join(parts)


def heading(kind: str, state: str, text: str) -> str:
    """Write what the page is and, as its heading, what it comes to; both are plain."""
    tone, mark = TONES[state]
    return (
        f"<p class=kind>{shown(kind)}</p>"
        f"<h1 class='verdict {tone}'><i aria-hidden=true>{mark}{_AS_TEXT}</i> {shown(text)}</h1>"
    )


def word(state: str, text: str) -> str:
    """Write a result or severity: its mark, its word, its colour."""
    tone, mark = TONES[state]
    return f"<span class='word {tone}'><i aria-hidden=true>{mark}{_AS_TEXT}</i> {dated(text)}</span>"


def made_at(at: datetime) -> str:
    """Write an instant, in UTC and with its zone."""
    utc = at.astimezone(UTC)
    return f"<time datetime={utc:%Y-%m-%dT%H:%M:%SZ}>{utc:%Y-%m-%d %H:%M} UTC</time>"


def counted(number: int, one: str, many: str = "") -> str:
    """Write a number and what is counted."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def named(text: str) -> str:
    """Write a name that somebody chose, which turns nothing around it when it is written from the right."""
    return f"<bdi>{shown(text)}</bdi>"


def dated(text: str) -> str:
    """Write a text whose dates are not broken at the end of a line."""
    return _DATE.sub(r"<span class=date>\g<0></span>", shown(text))


def shown(text: str) -> str:
    """Escape a text; what neither HTML nor XML may hold, hides or turns text around becomes a mark."""
    return escape("".join(one if one.isprintable() or one == "\n" else "\N{REPLACEMENT CHARACTER}" for one in text))

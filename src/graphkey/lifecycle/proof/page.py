"""
A proof as a page that an API's developer can be sent: one file, no script, nothing loaded from anywhere.

Pure. Called by `cli/prove`.

Rule: all that comes from outside (names in certificates, answers, addresses) is escaped; there is no markup but this file's.
Rule: the page forbids itself all but its own style by its own policy, so it can be served anywhere.
Source: Content Security Policy Level 3 (hash of a style).
"""

from base64 import b64encode
from hashlib import sha256
from html import escape

from graphkey.lifecycle.proof.run import Proof, Verdict
from graphkey.wire import Document

_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--dim:#57606a;--paper:#fff;--line:#d0d7de;--good:#116329;--bad:#a40e26;--warn:#7d4e00}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#9198a1;--paper:#0d1117;--line:#3d444d;--good:#3fb950;--bad:#ff7b72;
--warn:#d29922}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:52rem;padding:1rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;
overflow-wrap:anywhere}
h1{font-size:1.4rem;line-height:1.25;margin:.5rem 0}h2{font-size:1.1rem;margin:2rem 0 .5rem}
p{margin:.3rem 0}.dim,.dim a{color:var(--dim);font-size:.9rem}
ol{list-style:none;margin:0;padding:0}li{border-top:1px solid var(--line);padding:.7rem 0}
.word{display:inline-block;min-width:6rem;font-weight:700}
.passed{color:var(--good)}.failed,.undecided{color:var(--bad)}.warning{color:var(--warn)}.not-tried{color:var(--dim)}
dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.2rem 1rem;margin:0}dt{color:var(--dim)}dd{margin:0}
pre{white-space:pre-wrap;font-size:.8rem;border:1px solid var(--line);padding:.6rem}
code,dd.mono{font-family:ui-monospace,monospace}
@media(max-width:30rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}}
"""
_WORDS = {
    "passed": "Passed",
    "failed": "Failed",
    "warning": "Warning",
    "undecided": "Undecided",
    "not-tried": "Not tried",
}


def proof_page(proof: Proof) -> str:
    """Write the page, HTML."""
    document = proof.to_document()
    digest = b64encode(sha256(_STYLE.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    parts = (
        "<!doctype html>\n<html lang=en><head><meta charset=utf-8>",
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        "<meta name=viewport content='width=device-width,initial-scale=1'><meta name=referrer content=no-referrer>",
        f"<title>Proof of {_shown(proof.seen.host)}</title><style>{_STYLE}</style></head><body>",
        _head(proof, document),
        _verdicts("What is to be done", proof.problems),
        _verdicts("All rules", proof.verdicts),
        _facts("What was seen", _seen_rows(document)),
        _facts("The certificate that the service shows", _certificate_rows(document["certificate"])),
        f"<h2>For the API's store of trusted certificates</h2><pre>{_shown(_pem(proof))}</pre>",
        "</body></html>\n",
    )
    return "\n".join(part for part in parts if part)


def _head(proof: Proof, document: Document) -> str:
    word, text = ("passed", "The API takes the service's calls") if proof.ok else ("failed", "The API is not ready")
    warnings = sum(one.result == "warning" for one in proof.verdicts)
    told = f"{len(proof.problems)} to be done, {warnings} to be looked at, {len(proof.verdicts)} rules and checks of answers."
    return (
        f"<h1 class={word}>{text}</h1><p><code>{_shown(proof.target_url)}</code></p>"
        f"<p class=dim>{told} {_shown(document['at'])}</p>"
    )


def _verdicts(title: str, found: tuple[Verdict, ...]) -> str:
    if not found:
        return ""
    items = "\n".join(_verdict(one) for one in found)
    return f"<h2>{title}</h2><ol>\n{items}\n</ol>"


def _verdict(one: Verdict) -> str:
    remedy = f"<p>{_shown(one.remedy)}</p>" if one.remedy else ""
    return (
        f"<li><p><span class='word {one.result}'>{_WORDS[one.result]}</span> <b>{_shown(one.title)}</b></p>"
        f"<p>{_shown(one.sentence)}</p>{remedy}<p class=dim><code>{_shown(one.id)}</code> {_source(one.source)}</p></li>"
    )


def _source(source: str) -> str:
    """Link a public page; what is no https address stands as text."""
    if not source.startswith("https://"):
        return _shown(source)
    return f'<a href="{_shown(source)}" rel="noreferrer noopener">source</a>'


def _facts(title: str, rows: list[tuple[str, str]]) -> str:
    items = "".join(f"<dt>{_shown(name)}</dt><dd class=mono>{_shown(value)}</dd>" for name, value in rows if value)
    return f"<h2>{title}</h2><dl>{items}</dl>"


def _seen_rows(document: Document) -> list[tuple[str, str]]:
    tls, calls = document["tls"], document["calls"]
    more = tls["authoritiesCount"] - len(tls["authorities"])
    rows = [
        ("TLS", ", ".join(tls["versions"])),
        ("Suites of TLS 1.2", ", ".join(tls["suites"])),
        ("Server", " - ".join(tls["serverChain"])),
        ("Asks for", "; ".join(tls["authorities"]) + (f"; and {more} more" if more else "") or "any authority"),
        ("Calls", f"{calls['right']} with the certificate, {calls['wrong']} that should be refused"),
    ]
    if calls["right"]:
        rows.append(("Time", f"p50 {calls['p50Seconds']} s, p95 {calls['p95Seconds']} s, most {calls['maxSeconds']} s"))
    return rows


def _certificate_rows(facts: Document) -> list[tuple[str, str]]:
    names = {
        "subject": "Subject", "issuer": "Issuer", "serial": "Serial", "thumbprint": "Thumbprint (SHA-1)", "sha256": "SHA-256",
        "spki_sha256": "Public key SHA-256", "not_before": "Valid from", "not_after": "Valid to", "key": "Key",
    }  # fmt: skip
    return [(title, str(facts[name])) for name, title in names.items()]


def _pem(proof: Proof) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return proof.seen.leaf.public_bytes(Encoding.PEM).decode("ascii")


def _shown(text: str) -> str:
    """Escape a text, and show what could turn it around or hide it (Unicode's format characters) as a mark."""
    return escape("".join(one if one.isprintable() or one == "\n" else "\N{REPLACEMENT CHARACTER}" for one in text))

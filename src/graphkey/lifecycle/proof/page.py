"""
A proof as a page that an API's developer can be sent: the verdict, what is to be done, every rule, and what was seen.

Pure. Called by `cli/prove`; what all pages have is in `lifecycle/page`.

Rule: all that comes from outside (names in certificates, answers, addresses) goes through `shown`.
"""

from collections import Counter
from itertools import groupby

from graphkey.lifecycle.page import TONES, counted, heading, made_at, page, shown, word
from graphkey.lifecycle.proof.run import Proof, Verdict
from graphkey.wire import Document

_STYLE = """
body{max-width:54rem}
.rules li{border-top:1px solid var(--line);padding:.55rem 0;display:grid;grid-template-columns:7.5rem 1fr;gap:0 1rem;
break-inside:avoid}
.rules p{margin:.1rem 0}.rules .word{font-size:inherit}
.task h3{margin-bottom:.2rem}.task .word{margin-right:.5rem}
pre{white-space:pre-wrap;font:.8rem/1.4 ui-monospace,monospace;border:1px solid var(--line);border-radius:6px;
background:var(--card);padding:.7rem;margin:.5rem 0;break-inside:avoid}
@media(max-width:32rem){.rules li{grid-template-columns:1fr}}
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
    warnings = tuple(one for one in proof.verdicts if one.result == "warning")
    return page(
        f"{'Proved' if proof.ok else 'Not proved'}: {proof.seen.host}",
        _STYLE,
        (
            "<header>",
            heading("Proof of an API", "passed" if proof.ok else "failed", _outcome(proof)),
            _counts(proof, document),
            "</header><main>",
            _tasks("What is to be done", proof.problems),
            _tasks("What somebody should look at", warnings),
            _rules(proof.verdicts),
            _facts("What was seen", _seen_rows(document)),
            _facts("The certificate that was tried", _certificate_rows(document["certificate"])),
            "<h2>For the API's store of trusted certificates</h2>"
            f"<p class=dim>The certificate above, without its key.</p><pre>{shown(_pem(proof))}</pre></main>",
        ),
    )


def _outcome(proof: Proof) -> str:
    if proof.ok:
        return "The API takes the service's calls"
    number = len(proof.problems)
    told = f": {counted(number, 'thing')} to be done" if number else ", since it was not seen to refuse and to accept"
    return f"The API is not ready{told}"


def _counts(proof: Proof, document: Document) -> str:
    results = Counter[str](one.result for one in proof.verdicts)
    told = "".join(
        f"<li>{word(name, f'{results[name]} {said.lower()}')}</li>" for name, said in _WORDS.items() if results[name]
    )
    subject = shown(document["certificate"]["subject"])
    return (
        f"<p><code>{shown(document['target'])}</code></p><ul class=counts>{told}</ul>"
        f"<p class=dim>Tried {made_at(proof.seen.at)} with the certificate <code>{subject}</code>; "
        f"time budget: {shown(document['budget'])}.</p>"
    )


def _tasks(title: str, found: tuple[Verdict, ...]) -> str:
    items = "".join(_task(one) for one in found)
    return f"<section><h2>{title}</h2><ol>{items}</ol></section>" if found else ""


def _task(one: Verdict) -> str:
    remedy = f"<p><b>Do:</b> {shown(one.remedy)}</p>" if one.remedy else ""
    return (
        f"<li class='task {TONES[one.result][0]}'><h3>{word(one.result, _WORDS[one.result] + ':')} {shown(one.title)}</h3>"
        f"<p>{shown(one.sentence)}</p>{remedy}{_origin(one)}</li>\n"
    )


def _rules(found: tuple[Verdict, ...]) -> str:
    """Write every verdict; those of an answer stand together, and what they are about is said once."""
    parts = []
    for about, group in groupby(found, lambda one: one.title if one.id.startswith("answer/") else ""):
        items = "\n".join(map(_answer_rule if about else _rule, group))
        parts.append(f"<section><h2>{shown(about) or 'All rules'}</h2><ol class=rules>\n{items}\n</ol></section>")
    return "".join(parts)


def _rule(one: Verdict) -> str:
    title, said = f"<p><b>{shown(one.title)}</b></p>", f"<p>{shown(one.sentence)}</p>"
    return f"<li>{word(one.result, _WORDS[one.result])}<div>{title}{said}{_origin(one)}</div></li>"


def _answer_rule(one: Verdict) -> str:
    return f"<li>{word(one.result, _WORDS[one.result])}<div><p>{shown(one.sentence)}</p>{_origin(one)}</div></li>"


def _origin(one: Verdict) -> str:
    return f"<p class=dim><code>{shown(one.id)}</code> {_source(one.source)}</p>"


def _source(source: str) -> str:
    """Link a public page; what is no https address stands as text."""
    if not source.startswith("https://"):
        return shown(source)
    return f'<a href="{shown(source)}" rel="noreferrer noopener">source</a>'


def _facts(title: str, rows: list[tuple[str, str]]) -> str:
    items = "".join(f"<dt>{shown(name)}</dt><dd class=mono>{shown(value)}</dd>" for name, value in rows if value)
    return f"<section><h2>{title}</h2><dl>{items}</dl></section>"


def _seen_rows(document: Document) -> list[tuple[str, str]]:
    tls, calls = document["tls"], document["calls"]
    seen = bool(tls["versions"])
    more = tls["authoritiesCount"] - len(tls["authorities"])
    rows = [
        ("TLS", ", ".join(tls["versions"]) or "no connection came about"),
        ("Suites of TLS 1.2", ", ".join(tls["suites"])),
        ("Server", " - ".join(tls["serverChain"])),
        (
            "Asks for",
            ("; ".join(tls["authorities"]) + (f"; and {more} more" if more else "") or "any authority") if seen else "",
        ),
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

"""
What people are told beside a result: what `-WhatIf` would send, which certificate goes out, errors.

Only standard output carries results, in one of `cli/formats`; everything said about them goes to standard error.

Rule: documents come from Graph and hold no secrets of ours; requests are shown only through `mask_document` and `mask_headers`.
"""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from graphkey.catalog.sets import Signature
from graphkey.client.client import Ready
from graphkey.client.prepare import Sent
from graphkey.connect import Connection
from graphkey.errors import CertificateError, Error, GraphError
from graphkey.secret import mask_document, mask_headers, mask_url

# -- what is told about a call ------------------------------------------------------------------------------------------


def what_if(signature: Signature, one: Ready, connection: Connection, secrets: Collection[str]) -> str:
    """Say what would be sent, every secret masked."""
    operation = one.call.operation
    name = f"{signature.command.name}_{one.call.chosen.name}"
    call = f"{operation.method} {mask_url(operation.path)}"
    lines = [
        f'What if: Performing the operation "{name}" on target "Call remote \'{call}\' operation".',
        f"  tenant   {connection.tenant}",
        f"  host     {show_host(one.request.url)}",
        f"  request  {operation.method} {mask_url(one.request.url)}",
        *(f"  header   {name}: {value}" for name, value in mask_headers(one.request.headers).items()),
        "  header   authorization: *** (no token was asked for)",
    ]
    if isinstance(one.prepared.values.body, bytes):
        lines.append(f"  body     {len(one.prepared.values.body)} bytes")
    elif one.call.values.body is not None:
        shown = json.dumps(mask_document(one.prepared.values.body, secrets), indent=2, ensure_ascii=False)
        lines.append("  body     " + shown.replace("\n", "\n           "))
    for sent in one.prepared.sent:
        lines += _bundle_lines(sent)
    return "\n".join([*lines, "  Nothing was sent.", ""])


def _bundle_lines(sent: Sent) -> list[str]:
    leaf = sent.leaf or {}
    facts = [f"  holds    {name}: {_plain(leaf[name])}" for name in leaf if leaf[name] not in (None, "", [])]
    found = [f"  finding  {one.severity}: {one.sentence} [{one.id}]" for one in sent.findings]
    return [f"  bundle   {sent.note}", *facts, *(found or ["  finding  none"] if sent.leaf else [])]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ("; " if any(isinstance(item, Mapping) for item in value) else ", ").join(map(_plain, value))
    return str(value)


def bundle_line(sent: Sent) -> str:
    """Tell in one line which certificate goes out, and how."""
    if sent.leaf is None:
        return f"certificate: {sent.note}"
    return (
        f"certificate {sent.leaf['thumbprint']} ({sent.leaf['subject']}, until {sent.leaf['not_after']}): {sent.note}"
    )


def show_host(url: str) -> str:
    """Return host and port of a URL."""
    return url.split("://", 1)[-1].split("/", 1)[0]


def target(url: str) -> str:
    """Return a URL without its query, for a sentence."""
    return mask_url(url).split("?")[0]


# -- errors -------------------------------------------------------------------------------------------------------------


def say_error(error: Error, say: Callable[[str], None]) -> None:
    """Write an error: what happened, the ids a support case needs, the findings, what to do."""
    say(f"error: {error}")
    if isinstance(error, GraphError):
        ids = {"request-id": error.request_id, "client-request-id": error.client_request_id, "date": error.date}
        shown = ", ".join(f"{name} {value}" for name, value in ids.items() if value)
        if shown:
            say(f"  {shown}")
    if isinstance(error, CertificateError):
        for finding in error.findings:
            say(f"  {finding.severity}: {finding.sentence} [{finding.id}]")
    if error.hint:
        say(f"  {error.hint}")


def facts_text(facts: Mapping[str, Any]) -> str:
    """Write facts as lines of name and value."""
    width = max((len(name) for name in facts), default=0)
    return "".join(f"{name:<{width}}  {_plain(value)}\n" for name, value in facts.items())

"""
A seed as data: lines of JSON, each a document, a link or a secret, planted as they stand.

    {"at": "/users/…", "is": {…}}                       a document at a path
    {"link": "/users/amy@contoso.example", "to": "/users/…"}   a reference
    {"secret": "/identity/apiConnectors/…", "name": "password", "text": null}   sealed; made here when there is no text

Paths are written as the catalog spells them, ids in plain text. In any text `now`, `now-3d`, `now+2h` stand for a time, and
`{tenant}` for the tenant's id.

Rule: what is there already stays, with its links and secrets; so planting twice plants once.
"""

import json
import re
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from graphkey.localgraph.call import Parts
from graphkey.localgraph.storage.store import TenantWriter

_DATA = Path(__file__).parent / "data"
_TIME = re.compile(r'"now(?:(?P<span>[+-]\d+)(?P<unit>[dhm]))?"')
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_SECRET_BYTES = 24


def plant_lines(name: str, writer: TenantWriter, parts: Parts) -> None:
    """
    Plant the seed of a data file.

    Args:
        name: of the file, without `.jsonl`.
    """
    text = (_DATA / f"{name}.jsonl").read_text(encoding="utf-8").replace("{tenant}", writer.tenant)
    now = parts.clocks.now(writer.tenant)
    kept: set[str] = set()
    for line in _TIME.sub(lambda found: _time(found, now), text).splitlines():
        row = json.loads(line)
        if "at" in row:
            path = canonical(row["at"])
            if not writer.insert(path, row["is"]):
                kept.add(path)
        elif "link" in row:
            if not _below(canonical(row["link"]), kept):
                writer.add_link(canonical(row["link"]), canonical(row["to"]))
        elif canonical(row["secret"]) not in kept:
            _seal(row, writer, parts)


def canonical(path: str) -> str:
    """Return the canonical form of a path that is written with plain ids."""
    return "/".join(quote(segment.lower(), safe="") for segment in path.split("/"))


def _below(path: str, kept: set[str]) -> bool:
    """Tell whether a link belongs to a document that was there before; somebody may have taken it away on purpose."""
    return any(path.startswith(f"{one}/") for one in kept)


def _seal(row: dict[str, str | None], writer: TenantWriter, parts: Parts) -> None:
    path, name, text = canonical(str(row["secret"])), str(row["name"]), row["text"]
    content = urlsafe_b64encode(parts.entropy(_SECRET_BYTES)) if text is None else text.encode()
    writer.fill_box(path, name, parts.vault.seal(writer.tenant, path, name, content))


def _time(found: re.Match[str], now: datetime) -> str:
    span, unit = found["span"], found["unit"]
    at = now if span is None else now + timedelta(**{_UNITS[unit]: int(span)})
    return f'"{at:%Y-%m-%dT%H:%M:%SZ}"'

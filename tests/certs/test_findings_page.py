"""The page of verdicts and findings, held to the tables in the code."""

import re
from pathlib import Path
from typing import get_args

from graphkey.certs.finding import KNOWN, Severity
from graphkey.certs.look import _MAGIC
from graphkey.certs.look_text import _PEM_KINDS
from graphkey.certs.verdicts import MEANINGS, Verdict

CERTS = Path(__file__).parents[2] / "src" / "graphkey" / "certs"
COMPUTED = {"base64-pfx", "base64-of-base64-pfx", "hex-pfx", "hex", "jwe", "jwt", "asn1"}
PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "findings.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|")) for line in PAGE.splitlines() if line.startswith("| `")
]


def test_every_verdict_is_on_the_page_as_in_the_code() -> None:
    shown = {cells[0].strip("`"): cells[1:] for cells in ROWS if len(cells) == 3 and cells[0].strip("`") in MEANINGS}
    assert shown == dict(MEANINGS.items())


def test_every_finding_is_on_the_page_as_in_the_code() -> None:
    shown = {cells[0].strip("`"): cells[1:] for cells in ROWS if len(cells) == 4}
    assert shown == KNOWN


def test_every_verdict_of_the_type_has_a_meaning() -> None:
    assert set(get_args(Verdict)) == set(MEANINGS)


def test_severities_are_the_three() -> None:
    assert {severity for severity, _, _ in KNOWN.values()} <= set(get_args(Severity))


def test_every_kind_of_file_is_on_the_page() -> None:
    sources = "".join((CERTS / name).read_text(encoding="utf-8") for name in ("look.py", "look_text.py", "shapes.py"))
    named = set(re.findall(r'(?:Recognised\(\s*|return )"([a-z0-9-]+)"', sources))
    named |= {row[1] for row in (*_MAGIC, *_PEM_KINDS)} | COMPUTED
    assert {kind for cells in ROWS if len(cells) == 3 for kind in re.findall(r"`([a-z0-9-]+)`", cells[0])} == {
        *named - {"pfx", "empty"},
        *MEANINGS,
    }


def test_every_finding_is_raised_somewhere() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in CERTS.glob("*.py") if path.name != "finding.py")
    assert set(re.findall(r'"([a-z-]+)"', sources)) >= set(KNOWN)

"""The page of verdicts and findings, held to the tables in the code."""

import re
from pathlib import Path
from typing import get_args

from graphkey.certs.finding import KNOWN, Severity
from graphkey.certs.verdicts import MEANINGS, Verdict

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "findings.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|")) for line in PAGE.splitlines() if line.startswith("| `")
]


def test_every_verdict_is_on_the_page_as_in_the_code() -> None:
    shown = {cells[0].strip("`"): cells[1:] for cells in ROWS if len(cells) == 3}
    assert shown == dict(MEANINGS.items())


def test_every_finding_is_on_the_page_as_in_the_code() -> None:
    shown = {cells[0].strip("`"): cells[1:] for cells in ROWS if len(cells) == 4}
    assert shown == KNOWN


def test_every_verdict_of_the_type_has_a_meaning() -> None:
    assert set(get_args(Verdict)) == set(MEANINGS)


def test_severities_are_the_three() -> None:
    assert {severity for severity, _, _ in KNOWN.values()} <= set(get_args(Severity))


def test_every_finding_is_raised_somewhere() -> None:
    folder = Path(__file__).parents[2] / "src" / "graphkey" / "certs"
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "finding.py")
    assert set(re.findall(r'"([a-z-]+)"', sources)) >= set(KNOWN)

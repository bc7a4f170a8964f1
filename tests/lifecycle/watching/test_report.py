"""The report: one page that stands alone, what is to be done first, in which nothing that a tenant's people wrote is markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.errors import TransportError
from graphkey.lifecycle.model import Unread
from graphkey.lifecycle.watching.findings import FINDINGS, REMEDIES, Look, Policy, findings
from graphkey.lifecycle.watching.report import report_html
from tests.lifecycle.watching.scenes import AT, connector, held, holding, look


def page(*looks, policy=Policy()):
    return report_html(looks, findings(looks, policy), AT, policy)


def heading(*looks):
    return re.sub("<[^>]*>", "", re.search("<h1.*</h1>", page(*looks))[0])[2:].strip()


FAILED = Look("prod", AT, error=TransportError("no <answer>"))


@pytest.mark.parametrize(
    ("looks", "said"),
    [
        ([look(held("A", -1, 300, True))], "Nothing is the matter"),
        ([holding()], "There are no API connectors"),
        ([look(held("A", -1, 20, True))], "1 thing to look at"),
        ([look(held("A", -1, 3, True))], "1 connector without a valid certificate, now or soon"),
        ([look(held("A", -9, -3), held("B", 2, 4))], "1 connector without a valid certificate, now or soon"),
        ([look(held("A", -9, -3)), FAILED], "Not everything could be read"),
    ],
)
def test_heading_says_what_it_comes_to(looks, said):
    assert heading(*looks) == said


def test_every_finding_has_a_remedy():
    assert set(REMEDIES) == set(FINDINGS)


def test_finding_says_what_to_do_and_leads_to_its_connector():
    text = page(look(held("A", -1, 3, True)))
    assert "<b>Do:</b> Rotate before that day (graphkey rotate)." in text
    [place] = re.findall("<a href='#([^']*)'>", text.split("For your information")[0])
    assert text.count(f"id={place}>") == 1


def test_findings_of_a_kind_stand_together():
    text = page(holding(*(connector(name=f"Old {number}", authentication="basic") for number in range(3))))
    assert text.count("The connector authenticates by user name and password.") == 1
    assert "user name and password. (3)" in text


def test_connectors_that_end_first_stand_first():
    text = page(holding(
        connector(held("A", -1, 300, True), name="Late"), connector(name="Word", authentication="basic"),
        connector(held("B", -1, 100, True), name="Early"), connector(held("C", -9, -1), name="Over"),
    ))  # fmt: skip
    assert re.findall("<h4><bdi>(.*?)</bdi>", text) == ["Over", "Early", "Late", "Word"]


def test_what_was_left_out_on_request_is_said():
    text = page(look(authentication="basic"), policy=Policy(ignored=frozenset({"basic-authentication", "unused"})))
    assert "Left out on request: basic-authentication, unused." in text


def test_nothing_is_loaded_and_nothing_runs():
    text = page(look(held("A", -1, 3)))
    assert not re.search(r"<script|<link|<img|@import|url\((?!#)|\s(?:style|src|on\w+)=", text)
    assert "default-src 'none'" in text
    assert "canary" not in text


@given(st.text(), st.text())
def test_names_are_no_markup_when_they_are_anything(name, url):
    plain, hostile = (page(look(held("A", -1, 3), name=one, url=url)) for one in ("x", f"<script>{name}</script>"))
    assert "<script" not in hostile
    assert re.findall(r"<[a-z0-9]+", hostile) == re.findall(r"<[a-z0-9]+", plain)


def test_context_says_so_when_it_could_not_be_read():
    text = page(FAILED)
    assert "Could not be read:</span> no &lt;answer&gt;" in text
    assert "No API connectors" not in text


def test_part_that_could_not_be_read_stands_with_its_context():
    part = Unread("connectors", "connector 1234", TransportError("no answer"))
    text = page(holding(unread=[part]))
    assert "No API connectors that could be read." in text
    assert text.count("connector 1234 could not be read") == 2

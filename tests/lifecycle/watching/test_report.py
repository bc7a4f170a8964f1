"""The report: one file that stands alone, in which nothing that a tenant's people wrote is markup."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.errors import TransportError
from graphkey.lifecycle.activity import END_OF_TIME, Certificate
from graphkey.lifecycle.model import Connector, Inventory
from graphkey.lifecycle.watching.findings import Look, Policy, findings
from graphkey.lifecycle.watching.report import report_html, timeline_svg

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def held(name, start, end, active=False):
    return Certificate(name, AT + timedelta(days=start), AT + timedelta(days=end), active)


def look(*certificates, name="One", url="https://one.example/x?code=canary-7", authentication="certificate"):
    return Look(
        "contoso", AT, Inventory((Connector("1", name, url, authentication, certificates),), (), (), "beta", AT)
    )


def page(*looks):
    return report_html(looks, findings(looks, Policy()), AT)


def drawn(*looks):
    return ElementTree.fromstring(timeline_svg(looks))


def test_bars_stand_in_time_order_when_one_follows_the_other():
    root = drawn(look(held("A" * 40, -30, 20, True), held("B" * 40, 10, 300)))
    first, second = [one for one in root.iter(f"{SVG}rect") if one.get("class") in ("active", "held")]
    now = float(next(one for one in root.iter(f"{SVG}line") if one.get("class") == "now").get("x1"))
    assert float(first.get("x")) < now < float(second.get("x"))
    assert float(first.get("x")) + float(first.get("width")) > float(second.get("x"))


def test_gap_is_drawn_where_no_certificate_is_valid():
    root = drawn(look(held("A", -30, 20, True), held("B", 40, 300)))
    gaps = [one for one in root.iter(f"{SVG}rect") if one.get("class") == "gap"]
    bars = [one for one in root.iter(f"{SVG}rect") if one.get("class") in ("active", "held")]
    assert float(gaps[0].get("x")) == round(float(bars[0].get("x")) + float(bars[0].get("width")), 1)
    assert len(gaps) == 2


@pytest.mark.parametrize("days", [10, 200, 400, 1000, 100_000])
def test_names_of_months_do_not_lie_on_each_other(days):
    root = drawn(look(held("A", -1, days)))
    places = [float(one.get("x")) for one in root.iter(f"{SVG}text") if one.get("y") == "14"]
    assert places
    assert all(b - a > 60 for a, b in pairwise(places))


def test_nothing_is_loaded_and_nothing_runs():
    text = page(look(held("A", -1, 3)))
    assert not re.search(r"<script|<link|<img|@import|url\((?!#)|\bon\w+=", text)
    assert "default-src 'none'" in text
    assert "canary" not in text
    assert "canary" not in timeline_svg([look(held("A", -1, 3))])


@given(st.text(), st.text())
def test_names_are_no_markup_when_they_are_anything(name, url):
    text = timeline_svg([look(held("A", -1, 300), name=name, url=url)])
    root = ElementTree.fromstring(text)
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg", "style", "defs", "pattern", "line", "text", "title", "rect", "g",
    }  # fmt: skip
    hostile = page(look(held("A", -1, 3), name=f"<script>{name}</script>"))
    assert "<script" not in hostile


def test_context_says_so_when_it_could_not_be_read():
    text = page(Look("prod", AT, error=TransportError("no <answer>")))
    assert "Could not be read: no &lt;answer&gt;" in text
    assert "<svg" not in text


def test_drawing_stands_when_dates_reach_to_the_ends_of_the_calendar():
    odd = Certificate("A", datetime.min.replace(tzinfo=UTC), END_OF_TIME)
    assert drawn(look(odd, held("B", 5, 1)))
    assert drawn()
    assert drawn(look(authentication="basic"))

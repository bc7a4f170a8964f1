"""The drawing that stands alone: an SVG in which nothing is left out, and nothing that a tenant's people wrote is markup."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from graphkey.errors import TransportError
from graphkey.lifecycle.model import Unread
from graphkey.lifecycle.watching.drawing import timeline_svg
from graphkey.lifecycle.watching.findings import Look
from tests.lifecycle.watching.scenes import AT, held, holding, look

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*looks):
    return ElementTree.fromstring(timeline_svg(looks, AT))


def texts(*looks):
    return [one.text for one in drawn(*looks).iter(f"{SVG}text")]


def test_drawing_says_what_it_is_and_when_it_was_made():
    assert drawn().find(f"{SVG}title").text == "Certificates of API connectors, 2026-06-01 12:00 UTC"


def test_every_bar_has_a_title_and_words():
    root = drawn(look(held("A" * 40, -30, 20, True), held("B" * 40, 40, 300)))
    bars = [one for one in root.iter(f"{SVG}g") if one.find(f"{SVG}rect") is not None]
    assert len(bars) == 4
    assert all(one.find(f"{SVG}title").text and one.find(f"{SVG}text").text for one in bars)
    assert "AAAAAAAA active, to 2026-06-21" in texts(look(held("A" * 40, -30, 20, True)))


def test_what_could_not_be_read_is_drawn_and_never_left_out():
    failed = Look("prod", AT, error=TransportError("no answer"))
    assert "? prod: could not be read: no answer" in texts(failed, look(held("A", -1, 300, True)))
    part = Unread("flows", "B2C user flows", TransportError("no answer"))
    assert any("B2C user flows could not be read" in one for one in texts(look(held("A", -1, 300), unread=[part])))


def test_context_without_connectors_says_so():
    assert "contoso: no API connectors" in texts(holding())


def test_keys_in_an_address_are_not_drawn():
    assert "canary" not in timeline_svg([look(held("A", -1, 3))], AT)


@given(st.text(), st.text())
def test_names_are_no_markup_when_they_are_anything(name, url):
    root = ElementTree.fromstring(timeline_svg([look(held("A", -1, 300), name=name, url=url)], AT))
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg", "style", "defs", "pattern", "line", "text", "title", "rect", "g",
    }  # fmt: skip

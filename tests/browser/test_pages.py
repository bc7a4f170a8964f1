"""Every page of ours in a real browser: what it loads, what fits, what can be read, reached by key, and printed."""

import re
import time
from io import BytesIO
from itertools import pairwise
from unicodedata import normalize

import pytest

from tests.browser import measures
from tests.browser.conftest import A4_WIDTH, WRITERS
from tests.browser.scenes import HOSTILE

pytestmark = pytest.mark.browser
USUAL = [name for name in WRITERS if name != "watch, a thousand"]
every_page = pytest.mark.parametrize("name", USUAL)


@every_page
def test_page_loads_nothing_and_the_browser_has_no_complaint(pages, look, name):
    opened = look(pages[name])
    assert opened.asked == [pages[name].as_uri()]
    assert opened.complaints == []
    assert opened.page.evaluate("window.ran") is None


@every_page
def test_nothing_is_wider_than_the_window(pages, look, name):
    page = look(pages[name]).page
    for width in (1280, 768, 360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        assert (width, page.evaluate(measures.WIDER_THAN_THE_WINDOW)) == (width, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@every_page
def test_every_text_can_be_read_in_either_scheme(pages, look, name):
    page = look(pages[name]).page
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (paper == "rgb(255, 255, 255)") == (scheme == "light")
        assert (scheme, page.evaluate(measures.LOW_CONTRAST)) == (scheme, [])


@every_page
def test_headings_go_down_one_by_one(pages, look, name):
    levels = look(pages[name]).page.evaluate(measures.HEADINGS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@every_page
def test_every_drawing_has_a_name(pages, look, name):
    assert look(pages[name]).page.evaluate(measures.NAMELESS_DRAWINGS) == []


@every_page
def test_every_link_is_reached_by_key_in_order_and_seen(pages, look, name):
    page = look(pages[name]).page
    reached = []
    for _ in page.evaluate(measures.LINKS):
        page.keyboard.press("Tab")
        focus = page.evaluate(measures.FOCUS)
        assert focus["seen"]
        assert focus["outline"] == "solid"
        reached.append(focus["text"])
    assert reached == page.evaluate(measures.LINKS)
    assert page.evaluate(measures.LOST_LINKS) == []


@every_page
def test_paper_holds_all_that_the_screen_shows(pages, look, name):
    page = look(pages[name], width=A4_WIDTH).page
    shown = page.evaluate("document.body.innerText")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(measures.WIDER_THAN_THE_WINDOW) == []
    assert page.evaluate(measures.HIDDEN_TEXTS) == []
    assert page.evaluate(measures.LOW_CONTRAST) == []
    printed = _letters(_text_of(page.pdf(format="A4", prefer_css_page_size=True)))
    assert [line for line in shown.splitlines() if _letters(line) not in printed] == []


def _text_of(pdf: bytes) -> str:
    from pypdf import PdfReader

    return "".join(one.extract_text() for one in PdfReader(BytesIO(pdf)).pages)


def _letters(text: str) -> str:
    """Keep what every font and every extraction of text agrees on."""
    return re.sub(r"[^A-Za-z0-9]", "", normalize("NFKC", text))


# -- what is in them -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("watch", "Not everything could be read"),
        ("watch, all fine", "Nothing is the matter"),
        ("watch, nothing there", "There are no API connectors"),
        ("watch, hostile", "7 connectors without a valid certificate, now or soon"),
        ("proved", "The API takes the service's calls"),
        ("not proved", "The API is not ready: 3 things to be done"),
        ("not reached", "The API is not ready: 1 thing to be done"),
        ("nothing passed", "The API is not ready: 24 things to be done"),
    ],
)
def test_page_begins_with_what_it_comes_to(pages, look, name, said):
    page = look(pages[name]).page
    assert page.locator("h1").inner_text().endswith(said)
    top = page.locator("header").bounding_box()
    assert top is not None
    assert top["y"] + top["height"] < 400
    assert page.locator("header time").inner_text().endswith(" UTC")


def test_hostile_names_are_text_and_nothing_else(pages, look):
    page = look(pages["watch, hostile"]).page
    plain = [name.replace("\n", " ") for name in HOSTILE.values()]
    wanted = {"".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in name) for name in plain}
    assert set(page.locator("h4").all_inner_texts()) == wanted
    assert page.locator("img, script, b:not(:text-is('Do:'))").count() == 0


def test_hostile_certificate_and_answer_are_text_on_a_proof(pages, look):
    page = look(pages["proof, hostile"]).page
    assert "script\\>window.ran=1" in page.locator("main").inner_text()  # RFC 4514 escapes the brackets
    assert page.locator("img, script").count() == 0


def test_colours_are_not_the_only_thing_that_tells_bars_apart(pages, look):
    page = look(pages["watch"]).page
    words = page.locator("li.bar").all_inner_texts()
    assert {"active", "valid", "later", "ended", "none"} <= {
        word for text in words for word in re.findall(r"[a-z]+", text)
    }
    assert page.locator("rect.gap").first.evaluate("one => getComputedStyle(one).fill").startswith("url")


def test_bars_stand_where_their_dates_are(pages, look):
    page = look(pages["watch"]).page
    row = page.locator("article", has_text="Loyalty")
    first, second, gap = (one.bounding_box() for one in row.locator("li.bar rect").all())
    now = row.locator("line.now").bounding_box()
    assert first["x"] < now["x"] < first["x"] + first["width"] < second["x"]
    assert gap["x"] == pytest.approx(first["x"] + first["width"], abs=2)
    assert gap["x"] + gap["width"] == pytest.approx(second["x"], abs=2)
    axis = page.locator(".axis .nowtext").bounding_box()
    assert axis["x"] + axis["width"] / 2 == pytest.approx(now["x"], abs=2)


def test_thousand_connectors_can_be_used(pages, look):
    path = pages["watch, a thousand"]
    began = time.monotonic()
    opened = look(path, width=360, height=740)
    assert opened.page.evaluate("document.body.offsetHeight") > 50_000
    loaded = time.monotonic() - began
    opened.page.locator("a[href^='#']").last.click()
    assert opened.page.locator("article:target h4").is_visible()
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 360
    assert opened.complaints == []
    assert path.stat().st_size < 2_000_000
    assert loaded < 15  # one to two seconds; a machine that does much else takes longer

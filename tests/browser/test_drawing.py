"""The SVG that stands alone, opened as a file: it loads nothing, nothing is cut off, and no word lies on another."""

from itertools import combinations

import pytest

from tests.browser import measures, scenes

pytestmark = pytest.mark.browser

BOX = """() => {
  const box = document.rootElement.viewBox.baseVal
  return [box.x, box.y, box.x + box.width, box.y + box.height] }"""
TEXTS = """() => [...document.querySelectorAll('text')].map(one => {
  const box = one.getBBox(); return [one.textContent, box.x, box.y, box.x + box.width, box.y + box.height] })"""


@pytest.fixture(scope="module", params=["watch", "watch, hostile"])
def drawing(request, pages):
    options = ("--context", "down") if request.param == "watch" else ()
    return scenes.watched(pages[request.param].parent, *options, name="report.svg")


def test_drawing_loads_nothing_and_runs_nothing(drawing, look):
    opened = look(drawing)
    assert opened.asked == [drawing.as_uri()]
    assert opened.complaints == []
    assert opened.page.evaluate("window.ran") is None
    assert opened.page.locator("script, img, foreignObject").count() == 0


def test_nothing_is_cut_off_and_no_word_lies_on_another(drawing, look):
    page = look(drawing).page
    left, top, right, bottom = page.evaluate(BOX)
    texts = page.evaluate(TEXTS)
    assert [one for one in texts if one[1] < left or one[2] < top or one[3] > right or one[4] > bottom] == []
    assert [(one[0], other[0]) for one, other in combinations(texts, 2) if _overlap(one[1:], other[1:])] == []


def _overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] - 1 and other[1] < one[3] - 1


def test_every_text_can_be_read_in_either_scheme(drawing, look):
    page = look(drawing).page
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert (scheme, page.evaluate(measures.LOW_CONTRAST)) == (scheme, [])


def test_drawing_has_a_name_and_so_has_every_bar(drawing, look):
    page = look(drawing).page
    assert page.evaluate(measures.NAMELESS_DRAWINGS) == []
    assert page.locator("g > rect").count() == page.locator("g:has(> rect) > title").count() > 0

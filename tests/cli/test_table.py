"""Tables on narrow terminals, with wide characters and odd values."""

import pytest
from rich.cells import cell_len

from graphkey.cli.table import render

WIDE = {"id": "漢字" * 30, "displayName": "日本語\r\nテキスト" * 3, "nested": {"a": "é" * 50}, "none": None}


@pytest.mark.parametrize("document", [WIDE, [WIDE, {"id": "x"}], [{f"c{n}": "v" for n in range(30)}] * 2])
@pytest.mark.parametrize("columns", [20, 40, 79])
def test_no_line_is_wider_than_the_terminal(document, columns):
    assert max(cell_len(line) for line in render(document, columns).splitlines()) <= columns


def test_nothing_is_lost_when_the_properties_do_not_fit_side_by_side():
    out = render([{f"name{n}": f"value{n}" for n in range(20)}], 40)
    assert all(f"name{n}" in out and f"value{n}" in out for n in range(20))


def test_dates_beyond_the_calendar_are_shown_as_numbers():
    assert "99999999999999999" in render([{"notAfter": 99999999999999999}], 80)
    assert "2027-01-15" in render([{"notAfter": 1800000000}], 80)


def test_certificate_without_dates_is_shown():
    out = render({"certificateList": [{"thumbprint": "AB", "isActive": False}]}, 80)
    assert "AB not active" in out


def test_control_characters_are_shown_as_marks():
    assert "\x1b" not in render({"a\x1b[1m": "\x1b]0;title\x07"}, 80) + render("\x1b[2J", 80)

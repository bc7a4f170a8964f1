"""Tables on narrow terminals, with wide characters and odd values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.cli.columns import fold, width
from graphkey.cli.table import render

WIDE = {"id": "漢字" * 30, "displayName": "日本語\r\nテキスト" * 3, "nested": {"a": "é" * 50}, "none": None}


@pytest.mark.parametrize("document", [WIDE, [WIDE, {"id": "x"}], [{f"c{n}": "v" for n in range(30)}] * 2])
@pytest.mark.parametrize("columns", [20, 40, 79])
def test_no_line_is_wider_than_the_terminal(document, columns):
    assert max(width(line) for line in render(document, columns).splitlines()) <= columns


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


POLICY = {
    "id": "11111111-2222-3333-4444-555555555555",
    "displayName": "Block legacy authentication for everybody but the break-glass accounts",
    "state": "enabledForReportingButNotEnforced",
}


@pytest.mark.parametrize("columns", [64, 80, 200])
def test_ids_and_thumbprints_stay_whole_where_other_columns_can_give_way(columns):
    assert POLICY["id"] in render([POLICY], columns)
    assert "A" * 40 in render([{"thumbprint": "A" * 40, "subject": "CN=a, " * 20}], columns)


def test_an_id_that_must_be_folded_is_folded_at_its_dashes():
    assert "11111111-2222-3333-4444-" in [line.split()[-1] for line in render(POLICY, 40).splitlines()]


@pytest.mark.parametrize("columns", [40, 80, 200])
@given(text=st.text(st.sampled_from("ab漢é-/ \u0301👍🏽\u200d")))
def test_folding_loses_nothing_but_spaces(text, columns):
    lines = fold(text, columns // 8)
    assert all(width(line) <= columns // 8 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_items_of_several_types_show_their_type_and_every_property():
    out = render([{"@odata.type": "#microsoft.graph.ipNamedLocation", "isTrusted": True},
                  {"@odata.type": "#microsoft.graph.countryNamedLocation", "countriesAndRegions": ["DE"]}], 80)  # fmt: skip
    assert [line.split()[0] for line in out.splitlines()][::2] == ["type", "ipNamedLocation"]
    assert "true" in out
    assert "DE" in out


def test_a_column_goes_only_when_it_is_empty_and_then_it_is_named():
    out = render([{**POLICY, "templateId": None}], 90)
    assert "without a value: templateId" in out
    assert "templateId" in render([{**POLICY, "templateId": None}], 200).splitlines()[0]


def test_a_thousand_columns_are_shown_one_below_the_other():
    assert len(render([{f"c{n}": n for n in range(1000)}], 80).splitlines()) == 1000


def test_a_nested_value_begins_with_its_type_and_bears_no_annotations():
    item = {
        "id": "1",
        "@odata.id": "https://x",
        "auth": {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u"},
    }
    assert "basicAuthentication: username u" in render([item], 80)
    assert "@odata" not in render([item], 80) + render(item, 80) + render([item], 20)


def test_a_nested_value_is_shown_without_what_is_null_or_empty_in_it():
    conditions = {
        "users": {"includeUsers": ["All"], "excludeUsers": [], "guests": None},
        "devices": {"filter": None},
        "n": 0,
    }
    assert "users includeUsers All, n 0\n" in render([{"id": "1", "conditions": conditions}], 80)


CONDITIONS = {
    "users": {"includeUsers": [f"{n}" * 36 for n in range(30)]},
    "applications": {"includeApplications": ["All"]},
}
DEEP = [
    {"@odata.type": "#microsoft.graph.x", "conditions": CONDITIONS, "state": "enabled", "id": f"a-{n}" * 5, "displayName": f"Name {n}"}
    for n in range(3)
]  # fmt: skip


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_names_and_ids_lead_and_nested_values_come_last(columns):
    out = render(DEEP, columns)
    assert out.splitlines()[0].split() == ["displayName", "id", "state", "conditions"]


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_a_nested_value_is_given_in_short_when_its_row_would_be_too_high(columns):
    out = render(DEEP, columns)
    assert out.splitlines()[2].split() == ["Name", "0", "a-0" * 5, "enabled", "users,", "applications"]
    assert out.splitlines()[-1].startswith("in short: conditions")


def test_items_are_shown_whole_and_below_each_other_when_no_short_form_fits():
    out = render([{**one, "id": f"{n}" * 36} for n, one in enumerate(DEEP)], 60)
    assert [line.split()[0] for line in out.splitlines()[:3]] == ["displayName", "id", "state"]
    assert "2" * 36 in out
    assert out.count("\n\n") == 2


def test_a_single_document_is_shown_without_what_is_empty_in_its_nested_values():
    out = render({"grantControls": {"operator": "OR", "termsOfUse": [], "x": None}, "description": None, "id": "1"}, 80)
    assert [line.split()[0] for line in out.splitlines()] == ["id", "description", "grantControls.operator"]


@given(
    items=st.lists(
        st.dictionaries(
            st.sampled_from(["id", "name", "b", "c"]), st.text("ab -", max_size=200) | st.lists(st.just({"k": "v"}))
        ),
        min_size=1,
    ),
    columns=st.sampled_from([40, 60, 80, 120, 200]),
)
def test_no_row_side_by_side_is_higher_than_three_lines(items, columns):
    lines = render(items, columns).split("\n")
    if len(lines) > 1 and lines[1].startswith("─"):
        notes = sum(line.startswith(("without a value", "in short")) for line in lines)
        assert len(lines) - 3 - notes <= 3 * len(items)

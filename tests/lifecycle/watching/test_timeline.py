"""The timeline as values: what is on it, where it stands, and what it says in words."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.lifecycle.activity import END_OF_TIME, Certificate
from graphkey.lifecycle.watching.timeline import KINDS, MOST_NAMES, bars, left_out, months, scale_of
from tests.lifecycle.watching.scenes import AT, connector, held


def drawn(*certificates, **more):
    one = connector(*certificates, **more)
    return bars(one, scale_of([one], AT))


def test_bars_stand_in_time_order_when_one_follows_the_other():
    first, second, *_ = drawn(held("A" * 40, -30, 20, True), held("B" * 40, 10, 300))
    now = scale_of([connector(held("B", 10, 300))], AT).part(AT)
    assert first.start < now < second.start < first.end < second.end
    assert (first.kind, second.kind) == ("active", "later")


def test_gap_begins_where_a_bar_ends_and_only_the_last_one_is_an_end():
    first, second, gap, end = drawn(held("A", -30, 20, True), held("B", 40, 200))
    assert (gap.kind, end.kind) == ("gap", "end")
    assert gap.start == pytest.approx(first.end, abs=1e-6)
    assert gap.end == pytest.approx(second.start, abs=1e-6)
    assert gap.words == "none valid 2026-06-21 to 2026-07-11"


def test_last_gap_is_no_end_when_it_has_begun():
    assert [one.kind for one in drawn(held("A", -30, -1))] == ["ended", "gap"]


def test_gap_says_when_it_is_over_though_that_is_beyond_the_scale():
    *_, gap = drawn(held("A", -30, 20, True), held("B", 3000, 4000))
    assert (gap.kind, gap.words) == ("gap", "none valid 2026-06-21 to 2034-08-18")


def test_bar_goes_on_when_its_certificate_outlasts_the_scale():
    [bar] = drawn(held("A", -30, 3000, True))
    assert bar.goes_on
    assert "2034-08-18" in bar.words


def test_certificates_that_ended_long_ago_are_counted_and_not_drawn():
    one = connector(held("A", -900, -800), held("B", -10, 300, True))
    scale = scale_of([one], AT)
    assert [bar.name for bar in bars(one, scale) if bar.name] == ["B"]
    assert left_out(one, scale) == 1


def test_certificate_that_ends_before_it_begins_is_never_valid():
    assert "never valid" in drawn(held("A", 10, 5))[0].words


@pytest.mark.parametrize("days", [10, 100, 200, 300, 400, 1000, 100_000])
@pytest.mark.parametrize("shift", range(0, 360, 29))
def test_names_of_months_are_few_and_apart(days, shift):
    scale = scale_of([connector(held("A", -1, days))], AT + timedelta(days=shift))
    places = [place for _, place in months(scale)]
    assert 1 < len(places) <= MOST_NAMES
    assert all(b - a > 0.15 for a, b in pairwise(places))
    assert places[-1] < 0.86


_instants = st.datetimes(timezones=st.just(UTC))


@given(
    st.lists(
        st.builds(lambda a, b, is_active: Certificate("A" * 40, a, b, is_active), _instants, _instants, st.booleans())
    )
)
def test_every_bar_is_on_the_scale_whatever_the_dates(certificates):
    for bar in drawn(*certificates):
        assert 0 <= bar.start <= bar.end <= 1
        assert bar.kind in KINDS
        assert bar.words
        assert bar.title


def test_timeline_stands_when_dates_reach_to_the_ends_of_the_calendar():
    assert drawn(Certificate("A", datetime.min.replace(tzinfo=UTC), END_OF_TIME))
    assert drawn() != []
    assert drawn(authentication="basic") == []

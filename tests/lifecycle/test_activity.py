"""Who is active when, and where nobody is: held against a walk over every second."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from graphkey.lifecycle.activity import (
    END_OF_TIME,
    Certificate,
    active_at,
    changes,
    covered_until,
    gaps,
    next_change,
)

START = datetime(2026, 6, 1, tzinfo=UTC)
SPAN = 24


def second(number):
    return START + timedelta(seconds=number)


def certificate(name, first, last):
    return Certificate(name, second(first), second(last))


def seconds():
    return st.integers(-3, SPAN + 3)


@st.composite
def uploads(draw):
    """Certificates in upload order; some end before they begin, some are alike in their dates."""
    pairs = draw(st.lists(st.tuples(seconds(), seconds()), max_size=6))
    return [certificate(f"{number:02}", *pair) for number, pair in enumerate(pairs)]


def active_by_rule(certificates, number):
    """The sentence of the documentation, word by word: of those valid now, the most recently uploaded."""
    valid = [
        (order, one.thumbprint)
        for order, one in enumerate(certificates)
        if one.not_before <= second(number) and second(number) <= one.not_after
    ]
    return max(valid)[1] if valid else None


@settings(deadline=None)  # the machine may be busy
@given(uploads(), seconds())
def test_active_is_the_last_upload_of_those_valid(certificates, number):
    found = active_at(certificates, second(number))
    assert (found.thumbprint if found else None) == active_by_rule(certificates, number)


@settings(deadline=None)  # the machine may be busy
@given(uploads())
def test_changes_say_who_is_active_in_every_second(certificates):
    found = changes(certificates, second(0), second(SPAN))
    assert [one.at for one in found] == sorted({one.at for one in found})
    for number in range(SPAN):
        last = [one for one in found if one.at <= second(number)][-1]
        assert (last.certificate.thumbprint if last.certificate else None) == active_by_rule(certificates, number)
    names = [one.certificate.thumbprint if one.certificate else None for one in found]
    assert all(one != following for one, following in itertools.pairwise(names))


@settings(deadline=None)  # the machine may be busy
@given(uploads(), seconds())
def test_next_change_is_the_first_second_with_another(certificates, number):
    now = active_by_rule(certificates, number)
    expected = next((n for n in range(number + 1, SPAN + 8) if active_by_rule(certificates, n) != now), None)
    found = next_change(certificates, second(number))
    assert (found.at if found else None) == (second(expected) if expected is not None else None)


@settings(deadline=None)  # the machine may be busy
@given(uploads())
def test_gaps_are_the_seconds_without_a_valid_one(certificates):
    found = gaps(certificates, second(0), second(SPAN))
    bare = [n for n in range(SPAN) if active_by_rule(certificates, n) is None]
    assert [n for n in range(SPAN) if any(one.start <= second(n) < one.end for one in found)] == bare
    assert all(one.start < one.end for one in found)
    assert all(one.end < following.start for one, following in itertools.pairwise(found))


@settings(deadline=None)  # the machine may be busy
@given(uploads(), seconds(), st.randoms(use_true_random=False))
def test_gaps_do_not_depend_on_upload_order(certificates, number, random):
    shuffled = random.sample(certificates, len(certificates))
    assert gaps(certificates, second(0), second(SPAN)) == gaps(shuffled, second(0), second(SPAN))
    assert covered_until(certificates, second(number)) == covered_until(shuffled, second(number))


@settings(deadline=None)  # the machine may be busy
@given(uploads(), seconds())
def test_covered_until_is_the_first_second_without_one(certificates, number):
    bare = next(n for n in range(number, SPAN + 8) if active_by_rule(certificates, n) is None)
    assert covered_until(certificates, second(number)) == (None if bare == number else second(bare))


def test_both_ends_of_the_validity_belong_to_it():
    one = certificate("A", 5, 9)
    assert [active_at([one], second(n)) is one for n in (4, 5, 9, 10)] == [False, True, True, False]


def test_fractions_of_the_last_second_belong_to_it():
    one = certificate("A", 5, 9)
    assert active_at([one], second(9) + timedelta(milliseconds=999)) is one


def test_a_shorter_one_uploaded_last_gives_way_to_the_older_at_its_end():
    long, short = certificate("LONG", 0, 20), certificate("SHORT", 0, 9)
    assert active_at([long, short], second(9)) is short
    assert next_change([long, short], second(0)) == (second(10), long)
    assert gaps([long, short], second(0), second(21)) == []


def test_one_that_never_ends_leaves_no_gap_and_no_overflow():
    endless = Certificate("A", second(0), END_OF_TIME)
    assert covered_until([endless], second(1)) == END_OF_TIME
    assert next_change([endless], second(1)) is None  # RFC 5280, section 4.1.2.5: no well-defined expiration date


def test_no_certificates_are_one_gap():
    assert gaps([], second(0), second(SPAN)) == [(second(0), second(SPAN))]
    assert active_at([], second(0)) is None
    assert next_change([], second(0)) is None

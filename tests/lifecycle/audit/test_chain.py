"""A line of the audit log that was changed, taken out, put in or moved shows; a whole log passes."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.lifecycle.audit.chain import Anchor, check, make_line
from graphkey.secret import Secret

KEY = Secret("a long key of the log")


def log(count, key=None):
    lines = []
    for number in range(1, count + 1):
        lines.append(
            make_line(number, lines[-1] if lines else None, {"event": "asked", "what": "é\ud800" * number}, key)
        )
    return [line + b"\n" for line in lines]


def ids(verdict):
    return {one.id for one in verdict.findings}


@pytest.mark.parametrize("key", [None, KEY])
def test_log_is_whole_when_nothing_was_touched(key):
    verdict = check(log(5, key), key)
    assert verdict.findings == ()
    assert verdict.lines == 5
    assert verdict.head == Anchor(5, sha256(log(5, key)[-1].rstrip(b"\n")).hexdigest())


@given(st.integers(0, 4), st.data())
def test_change_shows_when_any_byte_of_any_line_is_another(number, data):
    lines = log(5)
    line = bytearray(lines[number])
    place = data.draw(st.integers(0, len(line) - 2))
    line[place] ^= data.draw(st.integers(1, 255))
    lines[number] = bytes(line)
    assert check(lines).findings


@given(st.permutations(range(5)), st.integers(0, 5))
def test_log_shows_it_when_lines_are_missing_or_moved(order, count):
    lines = log(5)
    taken = [lines[one] for one in order[:count]]
    whole = list(order[:count]) == list(range(count))
    assert (check(taken).findings == ()) == whole


def test_one_removal_is_told_at_one_line_when_many_follow():
    lines = log(50)
    del lines[10]
    assert {(one.line, one.id) for one in check(lines).findings} == {(11, "order"), (11, "chain")}


def test_rewritten_log_passes_without_a_key_and_fails_with_one():
    forged = log(3)
    assert check(forged).findings == ()
    assert ids(check(forged, KEY)) == {"unkeyed"}
    assert ids(check(log(3, Secret("the key of somebody else")), KEY)) == {"key"}


def test_chain_is_checked_when_lines_have_a_key_and_the_reader_has_none():
    lines = log(4, KEY)
    assert check(lines).findings == ()
    assert "chain" in ids(check([lines[0], *lines[2:]]))


def test_cut_end_shows_only_against_an_anchor():
    lines = log(5)
    anchor = check(lines).head
    assert check(lines[:3]).findings == ()
    assert ids(check(lines[:3], anchor=anchor)) == {"anchor"}
    assert check(log(9), anchor=anchor).findings == ()


def test_new_log_shows_against_an_anchor_of_the_old():
    other = [make_line(1, None, {"event": "other"}) + b"\n"]
    assert ids(check(other, anchor=check(log(1)).head)) == {"anchor"}


def test_half_a_line_is_called_cut():
    lines = log(3)
    assert [(one.line, one.id) for one in check([*lines[:2], lines[2][:40]]).findings] == [(3, "cut")]


@pytest.mark.parametrize("line", [b"\n", b"{}\n", b"\xff\xfe\n", b"[" * 50_000 + b"\n", b'{"n":1}\n'])
def test_what_is_no_line_is_called_damaged(line):
    assert ids(check([line])) == {"damaged"}

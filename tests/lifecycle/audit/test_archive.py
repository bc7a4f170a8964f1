"""A log that is put aside goes on in a new file, and both are one chain, whoever writes meanwhile and wherever it breaks off."""

import os
import stat
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest

from graphkey.lifecycle.audit.archive import archive
from graphkey.lifecycle.audit.chain import Anchor, check, entry_of
from graphkey.lifecycle.audit.files import Files
from graphkey.lifecycle.audit.log import AuditLog
from graphkey.secret import Secret

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
KEY = Secret("a long key of the log")


def fail(sentence):
    raise AssertionError(sentence)


def add(path, count, key=None):
    log = AuditLog(str(path), alarm=fail, lock_s=60, key=key)
    return [log.add({"event": "asked", "number": number}) for number in range(count)][-1]


def put_aside(path, name, key=None):
    return archive(str(path), str(path.with_name(name)), key=key, now=AT, lock_s=60)


def checked(*paths, key=None, anchor=None):
    files = Files([str(one) for one in paths])
    return check(files.lines(), key, anchor)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "audit.jsonl"


@pytest.mark.parametrize("key", [None, KEY])
def test_both_files_are_one_chain_when_a_log_was_put_aside(path, key):
    log = AuditLog(str(path), alarm=fail, key=key)  # has the file open all the time
    assert [log.add({"event": "asked"}) for _ in range(3)] == [1, 2, 3]
    done = put_aside(path, "old.jsonl", key)
    assert log.add({"event": "asked"}) == 5
    verdict = checked(done.path, path, key=key, anchor=done.head)
    assert (verdict.findings, verdict.lines, verdict.after) == ((), 5, None)
    assert done.head == checked(done.path).head
    first = entry_of(path.read_bytes().splitlines()[0])
    assert (first["event"], first["file"], first["n"]) == ("continued", "old.jsonl", 4)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_new_file_says_where_it_goes_on_when_it_is_checked_alone(path):
    add(path, 3)
    head = put_aside(path, "old.jsonl").head
    add(path, 1)
    verdict = checked(path, anchor=head)
    assert (verdict.findings, verdict.lines, verdict.after) == ((), 2, head)


@pytest.mark.parametrize(
    ("anchor", "says"),
    [(Anchor(3, "a" * 64), "rewritten"), (Anchor(2, "a" * 64), "file before it"), (Anchor(9, "a" * 64), "cut")],
)
def test_anchor_that_is_not_met_shows_when_a_file_goes_on_from_another(path, anchor, says):
    add(path, 3)
    put_aside(path, "old.jsonl")
    add(path, 1)
    [found] = checked(path, anchor=anchor).findings
    assert (found.id, says in found.sentence) == ("anchor", True)


def test_file_that_is_missing_between_two_shows(path):
    for name in ("a.jsonl", "b.jsonl"):
        add(path, 2)
        put_aside(path, name)
    a, b = path.with_name("a.jsonl"), path.with_name("b.jsonl")
    assert checked(a, b, path).findings == ()
    assert {one.id for one in checked(a, path).findings} == {"chain", "order"}
    assert {one.id for one in checked(b, a, path).findings} == {"chain", "order"}


def test_line_that_was_cut_from_the_end_of_an_old_file_shows(path):
    add(path, 3)
    put_aside(path, "old.jsonl")
    old = path.with_name("old.jsonl")
    old.write_bytes(b"".join(old.read_bytes().splitlines(keepends=True)[:2]))
    assert {one.id for one in checked(old, path).findings} == {"chain", "order"}


def test_every_entry_is_there_and_chained_when_many_write_while_it_is_put_aside(path):
    add(path, 1)
    names = [f"{number}.jsonl" for number in range(5)]
    with ProcessPoolExecutor(3, get_context("spawn")) as workers:
        writers = [workers.submit(add, path, 40) for _ in range(3)]
        for name in names:
            put_aside(path, name)
        for one in writers:
            one.result()
    verdict = checked(*(path.with_name(name) for name in names), path)
    assert verdict.findings == ()
    assert verdict.lines == 1 + 3 * 40 + len(names)
    assert sorted(one.name for one in path.parent.iterdir()) == sorted([*names, path.name])


def test_nothing_changes_when_the_name_is_taken_or_the_new_file_cannot_take_its_place(path, monkeypatch):
    add(path, 2)
    before = path.read_bytes()
    path.with_name("taken.jsonl").write_text("mine")
    with pytest.raises(FileExistsError):
        put_aside(path, "taken.jsonl")
    monkeypatch.setattr(os, "replace", fail_with_permission)
    monkeypatch.setattr(Path, "replace", fail_with_permission)
    with pytest.raises(PermissionError):
        put_aside(path, "old.jsonl")
    assert sorted(one.name for one in path.parent.iterdir()) == ["audit.jsonl", "taken.jsonl"]
    assert (path.read_bytes(), path.with_name("taken.jsonl").read_text()) == (before, "mine")


def fail_with_permission(*_):
    raise PermissionError(13, "Permission denied")


def test_log_goes_on_when_putting_it_aside_was_killed_between_its_two_steps(path):
    add(path, 2)
    os.link(path, path.with_name("old.jsonl"))
    assert add(path, 1) == 3
    assert checked(path).findings == ()
    assert put_aside(path, "other.jsonl").head.line == 3


def test_nothing_is_done_when_the_log_is_empty_or_missing(path):
    with pytest.raises(FileNotFoundError):
        put_aside(path, "old.jsonl")
    path.touch()
    assert put_aside(path, "old.jsonl").head is None
    assert [one.name for one in path.parent.iterdir()] == ["audit.jsonl"]


def test_numbers_go_on_when_the_last_line_of_a_file_that_goes_on_was_half_written(path):
    add(path, 5)
    put_aside(path, "old.jsonl")
    add(path, 2)
    os.truncate(path, path.stat().st_size - 20)
    assert add(path, 1) == 9
    assert {one.id for one in checked(path.with_name("old.jsonl"), path).findings} == {"cut"}
    os.truncate(path, path.stat().st_size - 20)
    assert put_aside(path, "torn.jsonl").head.line == 9
    assert add(path, 1) == 11

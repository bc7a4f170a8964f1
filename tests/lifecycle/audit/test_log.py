"""The file of the audit log: many writers, half-written lines, full disks, locks that nobody lets go of."""

import fcntl
import os
import stat
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from graphkey.lifecycle.audit.chain import check, entry_of
from graphkey.lifecycle.audit.log import AuditLog, read_lines


def fail(sentence):
    raise AssertionError(sentence)


def open_descriptors():
    return len(list(Path("/dev/fd").iterdir()))


def add_some(path):
    log = AuditLog(str(path), alarm=fail, lock_s=60)
    for number in range(25):
        log.add({"event": "asked", "number": number})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new" / "audit.jsonl"


def test_log_is_private_when_it_is_made(path):
    assert AuditLog(str(path), alarm=fail).add({"event": "asked"}) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_chain_goes_on_when_another_process_opens_the_log(path):
    for number in range(1, 4):
        assert AuditLog(str(path), alarm=fail).add({"event": "asked"}) == number
    assert check(read_lines(str(path))).findings == ()


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, lambda n: ProcessPoolExecutor(n, get_context("spawn"))])
def test_every_entry_is_there_and_chained_when_many_write_at_once(path, pool):
    with pool(4) as workers:
        list(workers.map(add_some, [path] * 4))
    verdict = check(read_lines(str(path)))
    assert verdict.findings == ()
    assert verdict.lines == 100


def test_next_entry_begins_a_new_line_when_the_last_was_half_written(path):
    add_some(path)
    os.truncate(path, path.stat().st_size - 20)
    assert AuditLog(str(path), alarm=fail).add({"event": "asked"}) == 26
    lines = list(read_lines(str(path)))
    assert entry_of(lines[-1]) is not None
    assert [(one.line, one.id) for one in check(lines).findings] == [(25, "cut")]


def test_chain_is_whole_when_only_the_last_line_feed_was_lost(path):
    add_some(path)
    os.truncate(path, path.stat().st_size - 1)
    AuditLog(str(path), alarm=fail).add({"event": "asked"})
    assert check(read_lines(str(path))).findings == ()


def test_last_line_is_found_when_it_is_longer_than_what_is_read_at_once(path):
    for size in (10, 200_000, 70_000, 1):
        AuditLog(str(path), alarm=fail).add({"event": "asked", "long": "x" * size})
    assert check(read_lines(str(path))).findings == ()
    assert check(read_lines(str(path))).lines == 4


def test_alarm_is_raised_and_nothing_else_when_the_disk_is_full():
    said = []
    assert AuditLog("/dev/full", alarm=said.append).add({"event": "answered", "status": 204}) is None
    assert "answered 204" in said[0]
    assert "No space left" in said[0]


def test_half_an_entry_is_taken_back_when_the_disk_fills_up_in_it(path, monkeypatch):
    add_some(path)
    before = path.read_bytes()
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:30]))
    said = []
    assert AuditLog(str(path), alarm=said.append).add({"event": "asked"}) is None
    monkeypatch.undo()
    assert len(said) == 1
    assert path.read_bytes() == before


def test_alarm_is_raised_when_the_folder_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    said = []
    assert AuditLog(str(tmp_path / "file" / "audit.jsonl"), alarm=said.append).add({"event": "asked"}) is None
    assert len(said) == 1


def test_nobody_waits_for_ever_when_the_lock_is_held(path):
    add_some(path)
    with open(path) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        said = []
        assert AuditLog(str(path), alarm=said.append, lock_s=0).add({"event": "asked"}) is None
    assert "lock" in said[0]


def test_threads_take_turns_without_a_pause_when_they_share_a_log(path, monkeypatch):
    monkeypatch.setattr("graphkey.lifecycle.audit.log.time.sleep", lambda _: fail("a thread waited in pauses"))
    log = AuditLog(str(path), alarm=fail, lock_s=60)
    with ThreadPoolExecutor(4) as workers:
        numbers = list(workers.map(lambda _: log.add({"event": "asked"}), range(100)))
    assert sorted(numbers) == list(range(1, 101))
    assert check(read_lines(str(path))).findings == ()


def test_new_chain_begins_when_the_log_was_moved_away_between_two_entries(path):
    log = AuditLog(str(path), alarm=fail)
    assert [log.add({"event": "asked"}) for _ in range(2)] == [1, 2]
    path.rename(path.with_name("old.jsonl"))
    assert log.add({"event": "asked"}) == 1
    path.unlink()
    assert log.add({"event": "asked"}) == 1
    assert check(read_lines(str(path))).findings == check(read_lines(str(path.with_name("old.jsonl")))).findings == ()


def test_chain_is_whole_when_another_log_wrote_between_two_entries(path):
    first, second = (AuditLog(str(path), alarm=fail) for _ in range(2))
    assert [log.add({"event": "asked"}) for log in (first, second, first, first, second)] == [1, 2, 3, 4, 5]
    assert check(read_lines(str(path))).findings == ()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_every_entry_is_there_when_a_process_forks_with_the_log_open(path):
    log = AuditLog(str(path), alarm=fail, lock_s=60)
    log.add({"event": "asked"})
    children = []
    for _ in range(3):
        if not (child := os.fork()):
            numbers = [log.add({"event": "asked"}) for _ in range(30)]
            os._exit(0 if None not in numbers else 1)
        children.append(child)
    for _ in range(30):
        log.add({"event": "asked"})
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0]
    verdict = check(read_lines(str(path)))
    assert (verdict.lines, verdict.findings) == (121, ())


def test_old_descriptors_are_closed_when_the_log_was_moved_often(path):
    log = AuditLog(str(path), alarm=fail)
    before = open_descriptors()
    for _ in range(20):
        log.add({"event": "asked"})
        path.unlink()
    del log
    assert open_descriptors() == before

"""Waiting for the disk together: who waits, how often it is asked, and who is told when it fails."""

import errno
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from graphkey.lifecycle.audit.disk import Disk
from graphkey.lifecycle.audit.log import AuditLog


class SlowDisk:
    """Stand in for fsync: each call waits until it is let through, and may fail."""

    def __init__(self):
        self.calls, self.began, self.may = 0, threading.Semaphore(0), threading.Semaphore(0)
        self.error = None

    def fsync(self, descriptor):
        self.calls += 1
        self.began.release()
        assert self.may.acquire(timeout=30)
        if self.error:
            raise self.error


@pytest.fixture
def slow(monkeypatch):
    disk = SlowDisk()
    monkeypatch.setattr(os, "fsync", disk.fsync)
    return disk


def waiting_together(slow, disk, numbers):
    """Start a first wait, write the rest while the disk is busy with it, and wait for all of them."""
    with ThreadPoolExecutor(len(numbers)) as pool:
        first = pool.submit(disk.wait, 7, numbers[0], 30)
        slow.began.acquire()
        rest = [pool.submit(disk.wait, 7, disk.wrote(), 30) for _ in numbers[1:]]
        slow.may.release()
        slow.began.acquire()
        slow.may.release()
        return [one.exception(30) for one in (first, *rest)]


def test_disk_is_asked_twice_when_many_wrote_while_it_was_busy(slow):
    disk = Disk()
    assert waiting_together(slow, disk, [disk.wrote(), *range(9)]) == [None] * 10
    assert slow.calls == 2


def test_all_are_told_when_the_disk_fails_that_they_share(slow):
    disk = Disk()
    slow.error = OSError(errno.EIO, "Input/output error")
    told = waiting_together(slow, disk, [disk.wrote(), *range(4)])
    assert [one.errno for one in told] == [errno.EIO] * 5
    slow.error = None
    slow.may.release()
    assert disk.wait(7, disk.wrote(), 30) is None


def test_wait_ends_with_an_error_when_another_waits_too_long(slow):
    disk = Disk()
    number = disk.wrote()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(disk.wait, 7, number, 30)
        slow.began.acquire()
        with pytest.raises(OSError, match="another thread waits for the disk"):
            disk.wait(7, number, 0)
        slow.may.release()
        assert first.exception(30) is None


def test_request_leaves_after_its_entry_is_on_the_disk_when_it_changes_something(tmp_path, monkeypatch):
    order = []
    real = os.write
    monkeypatch.setattr(os, "write", lambda *what: (order.append("write"), real(*what))[1])
    monkeypatch.setattr(os, "fsync", lambda _: order.append("fsync"))
    log = AuditLog(str(tmp_path / "audit.jsonl"), alarm=order.append)
    log.add({"event": "asked"})
    order.append("leaves")
    log.add({"event": "answered"}, durable=False)
    assert order == ["write", "fsync", "leaves", "write"]


def test_alarm_is_raised_when_the_disk_fails(tmp_path, monkeypatch):
    def fsync(_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fsync)
    said = []
    assert AuditLog(str(tmp_path / "audit.jsonl"), alarm=said.append).add({"event": "asked"}) is None
    assert "Input/output error" in said[0]


def test_entry_of_a_file_that_was_moved_away_is_brought_to_its_own_disk(slow, tmp_path, monkeypatch):
    """Two threads, and the log moved between their lines: what is on the disk of the new file says nothing of the old one."""
    path, synced = tmp_path / "audit.jsonl", []
    real = slow.fsync

    def fsync(descriptor):
        synced.append(os.fstat(descriptor).st_ino)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    log = AuditLog(str(path), alarm=pytest.fail)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(log.add, {"event": "asked"})
        slow.began.acquire()
        old = path.stat().st_ino
        second = pool.submit(log.add, {"event": "asked"})
        while path.read_bytes().count(b"\n") < 2:
            pass
        path.rename(tmp_path / "old.jsonl")
        third = pool.submit(log.add, {"event": "asked"})
        assert slow.began.acquire(timeout=30), "the new file waits for the old one's disk"
        for _ in range(3):
            slow.may.release()
        assert [one.result(30) for one in (first, second, third)] == [1, 2, 1]
    assert synced.count(old) == 2
    assert synced.count(path.stat().st_ino) == 1

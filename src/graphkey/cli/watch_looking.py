"""
Looking at many contexts at once, and coming again: threads, waits and signals of `graphkey watch`.

Rule: one context that fails, or never answers, keeps nobody from seeing the others' results for longer than its own bounds.
Rule: a wait ends when either clock says so: the steady one (a wall clock that jumps back must not stop the watch) or the wall
clock (a machine that slept must not sleep on).
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from typing import NamedTuple

from graphkey.catalog.model import Version
from graphkey.cli.world import World
from graphkey.client.client import Far
from graphkey.connect import connect
from graphkey.errors import Error
from graphkey.lifecycle.inventory import read_inventory
from graphkey.lifecycle.watching.findings import Look

AT_ONCE = 8
_POLL_S = 0.2
_SLICE_S = 30.0
JITTER = 0.1
"""A wait is up to this part shorter or longer, so that many watchers do not ask at the same moment."""


class StoppedError(Error):
    """End a look because the watch was told to end."""

    exit_code = 0


def look_at(label: str, name: str | None, world: World, version: Version) -> Look:
    """
    Look at one context; what goes wrong is what was seen.

    Args:
        label: what it is called; `name`: of the context, None for what the environment holds.
    """
    try:
        with connect(name, world.environ, prompt=world.say, alarm=world.warn) as connection:
            now = connection.now or world.now
            far = Far(connection.transport, connection.root, now=now, entropy=world.entropy)
            inventory = read_inventory(far, version)
            return Look(label, inventory.at, inventory)
    except Error as error:
        return Look(label, world.now(), error=error)


def look_at_all(names: Sequence[str], look: Callable[[str], Look], stop: threading.Event) -> list[Look]:
    """
    Look at every context, several at once.

    Returns: a look for each, in the order of the names.
    Raises: StoppedError as soon as `stop` is set; threads that still wait for an answer end with the process.
    """
    waiting: SimpleQueue[tuple[str, Future[Look]]] = SimpleQueue()
    futures: list[Future[Look]] = []
    for name in names:
        futures.append(Future())
        waiting.put((name, futures[-1]))
    for _ in range(min(AT_ONCE, len(names))):
        threading.Thread(target=_work, args=(waiting, look), daemon=True).start()
    while wait(futures, timeout=_POLL_S).not_done:
        if stop.is_set():
            raise StoppedError("ended while looking")
    return [one.result() for one in futures]


def _work(waiting: "SimpleQueue[tuple[str, Future[Look]]]", look: Callable[[str], Look]) -> None:
    while not waiting.empty():
        try:
            name, future = waiting.get_nowait()
        except Empty:  # another thread was faster
            return
        try:
            future.set_result(look(name))
        except BaseException as error:  # noqa: BLE001 - raised again by `result`
            future.set_exception(error)


class Clocks(NamedTuple):
    """Hold a clock that people set (aware UTC) and one that only goes forward (seconds)."""

    now: Callable[[], datetime]
    steady_s: Callable[[], float] = time.monotonic


def wait_for_next(every: timedelta, stop: threading.Event, clocks: Clocks, entropy: Callable[[int], bytes]) -> bool:
    """
    Wait until the next look is due.

    Returns: False when the watch is to end.
    """
    span_s = every.total_seconds() * (1 - JITTER + 2 * JITTER * int.from_bytes(entropy(2), "big") / 0xFFFF)
    began, began_s = clocks.now(), clocks.steady_s()
    while not stop.is_set():
        left_s = span_s - max(clocks.steady_s() - began_s, (clocks.now() - began).total_seconds())
        if left_s <= 0:
            return True
        stop.wait(min(left_s, _SLICE_S))
    return False


@contextmanager
def ended_by_signal() -> Iterator[threading.Event]:
    """Give an event that SIGTERM sets, where signals can be had."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    try:
        yield stop
    finally:
        signal.signal(signal.SIGTERM, before)

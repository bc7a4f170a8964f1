"""
The threads in which a Transport works while the event loop goes on.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue

from graphkey.wire import Request, Response


class Workers:
    """
    Run jobs in at most `limit` threads, made when needed.

    Daemon threads and not ThreadPoolExecutor: a call that hangs (a connector's API that never answers) must not keep
    the process alive after Ctrl-C, and the hand-over costs half as much.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads = 0
        self._busy = 0

    def run(self, work: Callable[[Request], Response], request: Request) -> "asyncio.Future[Response]":
        """Start `work(request)`; to be called on the event loop; `work` raises nothing."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Response] = loop.create_future()

        def finish(response: Response) -> None:
            self._busy -= 1
            if not future.cancelled():
                future.set_result(response)

        def job() -> None:
            response = work(request)
            with suppress(RuntimeError):  # the loop has closed: nobody waits any more
                loop.call_soon_threadsafe(finish, response)

        self._busy += 1
        self._jobs.put(job)
        if self._busy > self._threads and self._threads < self._limit:
            self._threads += 1
            threading.Thread(target=self._work, name=f"graphkey-worker-{self._threads}", daemon=True).start()
        return future

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
            del job  # or the last request's body would live until the next one comes

    def close(self) -> None:
        """Let the threads end when they have finished what they are at."""
        for _ in range(self._threads):
            self._jobs.put(None)

"""
How a server ends: at once when it is told to, and without a socket left open.

`server` calls it, and knows uvicorn; here is asyncio alone. uvicorn looks every tenth of a second whether it shall end, and
sleeps as long again before it looks who is still connected: a fifth of a second for every server of a test or a proof.

Rule: what is being answered gets its grace; what is idle gets none.
"""

import asyncio
import socket
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

_LOOK_S = 0.005  # between two looks whether the last answer has gone


class Bell:
    """Wake what waits on an event loop; rung from any thread and from a signal handler."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def hang(self) -> None:
        """Belong to the loop that runs now."""
        self._loop = asyncio.get_running_loop()

    def ring(self) -> None:
        """Wake who waits, and whoever waits from now on; nobody, before it hangs and after the loop has closed."""
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._rung.set)

    async def wait(self, most_s: float) -> None:
        """Wait until it rings, and no longer than so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(most_s):
                await self._rung.wait()


async def stop_listening(servers: Iterable[asyncio.AbstractServer], sockets: Iterable[socket.socket]) -> None:
    """
    Take no more connections.

    Who was accepted in this turn of the loop gets the next one first: asyncio leaves a socket open when its server has closed
    before the connection is made (`_SelectorTransport` refuses a closed server).
    """
    with suppress(NotImplementedError):  # Windows' loop has no readers
        for bound in sockets:
            asyncio.get_running_loop().remove_reader(bound)
    await asyncio.sleep(0)
    for server in servers:
        server.close()
    for bound in sockets:
        bound.close()


async def end_connections(server: Any, grace_s: float) -> None:
    """
    End every connection of a uvicorn server: idle ones now, the others when they are answered, or when the grace is over.

    Args:
        server: has `server_state` with `connections` and `tasks`, and `force_exit`.
    """
    state, loop = server.server_state, asyncio.get_running_loop()
    for connection in list(state.connections):
        connection.shutdown()
    await asyncio.sleep(0)
    end = loop.time() + grace_s
    while (state.connections or state.tasks) and not server.force_exit and loop.time() < end:
        await asyncio.sleep(_LOOK_S)
    for task in list(state.tasks):
        task.cancel()
    for connection in list(state.connections):
        connection.transport.abort()
    await asyncio.sleep(0)

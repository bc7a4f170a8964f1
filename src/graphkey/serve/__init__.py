"""
Put any Transport on a port of this machine: HTTPS on loopback, through uvicorn.

A skin and nothing more: routing, Host checks and answers belong to the Transport. Called by `graphkey local serve`,
`graphkey api serve`, the demo and tests. `app` is the ASGI side, `server` the uvicorn side.

Rule: it listens on loopback addresses alone, and speaks nothing but TLS.
Rule: a Transport runs in a worker thread, so that a slow call does not stop the others; on the event loop runs only
what the owner declares `quick`, which saves the hand-over, a third of a small answer's time.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from graphkey.serve.app import MAX_BODY_BYTES, Quick, TransportApp
from graphkey.serve.server import make_server
from graphkey.serve.sockets import listen
from graphkey.serve.tls import Tls
from graphkey.wire import Transport

__all__ = ["MAX_BODY_BYTES", "Quick", "Tls", "TransportApp", "listen", "running", "serve"]


def serve(
    transport: Transport,
    tls: Tls,
    *,
    port: int = 0,
    sockets: list[socket.socket] | None = None,
    quick: Quick | None = None,
    ready: Callable[[int], None] | None = None,
) -> None:
    """
    Serve a Transport over HTTPS on loopback until SIGTERM or SIGINT, then return.

    Args:
        transport: is called from several threads at once.
        port: 0 takes a free one.
        sockets: what `listen` gave, instead of `port`, when the port must be known before the Transport is made.
        quick: tells which requests the Transport answers without ever waiting (no network, no lock, no big work).
        ready: is called once, with the port, when the server answers; what it raises ends the server and is raised.
    Raises:
        ConfigError: the port is taken or forbidden, or a PEM file cannot be used.
    """
    import signal

    server = make_server(transport, tls, sockets or listen(port), ready, quick)
    # uvicorn stops on these signals and then raises them again for whoever came before it. Swallowing that second one
    # here is what makes Ctrl-C and `kill` a clean end with the caller's `finally` blocks run.
    names = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]
    before = {name: signal.signal(name, lambda *_: server.stop()) for name in names}
    try:
        server.run_until_stopped()
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


@contextmanager
def running(
    transport: Transport,
    tls: Tls,
    *,
    port: int = 0,
    sockets: list[socket.socket] | None = None,
    quick: Quick | None = None,
) -> Iterator[str]:
    """
    Serve a Transport from a background thread while the block runs; give its origin, `https://localhost:PORT`.

    Args:
        port, sockets, quick: as `serve` takes them.
    Raises:
        ConfigError: as `serve` does.
    """
    listening = sockets or listen(port)
    chosen = listening[0].getsockname()[1]
    started = threading.Event()
    server = make_server(transport, tls, listening, lambda _: started.set(), quick)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            server.run_until_stopped()
        except BaseException as error:  # noqa: BLE001  handed to the thread that waits below
            failures.append(error)
        finally:
            started.set()

    thread = threading.Thread(target=run, name="graphkey-serve", daemon=True)
    thread.start()
    started.wait()
    try:
        if not failures:
            yield f"https://localhost:{chosen}"
    finally:
        server.stop()
        thread.join()
    if failures:
        raise failures[0]

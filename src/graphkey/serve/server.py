"""
uvicorn, set up for loopback: the one file that knows it, and it imports it when a server is made.

Adds what uvicorn leaves out: the client certificate reaches the application, a listening server says so, stopping waits
for nobody's goodbye, and an answer is one TLS record.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from typing import Any

from graphkey.serve.app import Quick, TransportApp
from graphkey.serve.tls import Tls, tls_context
from graphkey.wire import Transport

_KEEP_ALIVE_S = 75  # longer than clients keep an idle connection, so that they close it and no POST hits a closing one
_HANDSHAKE_S = 10.0
_GRACE_S = 3  # what a request in flight gets when the server is told to stop


class _OneWrite:
    """
    Pass on to a connection, in one write, what is written to it in one turn of the event loop.

    An answer leaves uvicorn as head and body; as one TLS record it costs a tenth less time at both ends.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._pending: list[bytes] = []

    def write(self, data: bytes) -> None:
        if data:
            if not self._pending:
                self._loop.call_soon(self._flush)
            self._pending.append(data)

    def _flush(self) -> None:
        if self._pending:
            data, self._pending = b"".join(self._pending), []
            self._transport.write(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Served:
    """Hold what `serve` and `running` start and stop."""

    def __init__(self, server: Any, app: TransportApp) -> None:
        self._server = server
        self._app = app

    def stop(self) -> None:
        """End the server soon; safe from any thread and from a signal handler."""
        self._server.should_exit = True

    def run_until_stopped(self) -> None:
        """Answer until `stop`; raise what `ready` raised."""
        with closing(self._app):
            self._server.run(sockets=self._server.listeners)
        if self._server.failure is not None:
            raise self._server.failure


def make_server(
    transport: Transport,
    tls: Tls,
    sockets: list[socket.socket],
    ready: Callable[[int], None] | None,
    quick: Quick | None,
) -> Served:
    """
    Make a server over bound sockets; when TLS cannot be set up, they are closed.

    Raises:
        ConfigError: as `tls_context` does.
    """
    try:
        context = tls_context(tls)
    except BaseException:
        for bound in sockets:
            bound.close()
        raise
    app = TransportApp(transport, quick=quick)
    return Served(_uvicorn_server(app, context, sockets, ready), app)


def _uvicorn_server(
    app: TransportApp, context: ssl.SSLContext, sockets: list[socket.socket], ready: Callable[[int], None] | None
) -> Any:
    """Make a uvicorn server that sees client certificates, calls `ready`, and leaves no connection behind."""
    from uvicorn import Config, Server
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Protocol(H11Protocol):
        """Give every request on the connection a way to cut it, and the certificate that the caller showed."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self.transport = _OneWrite(transport, self.loop)  # type: ignore[assignment]
            shown = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
            self.app_state = {"cut": transport.abort, **({"client_cert_der": shown} if shown else {})}

        def shutdown(self) -> None:
            super().shutdown()
            if self.transport.is_closing():  # idle: do not wait for the caller's own close_notify
                self.transport.abort()

    class LoopbackServer(Server):
        """Listen with short TLS timeouts and say when it answers."""

        listeners = sockets
        failure: BaseException | None = None

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            loop = asyncio.get_running_loop()
            self.servers = [
                await loop.create_server(
                    lambda: Protocol(self.config, self.server_state, {}, loop),
                    sock=bound,
                    ssl=context,
                    backlog=self.config.backlog,
                    ssl_handshake_timeout=_HANDSHAKE_S,
                    ssl_shutdown_timeout=1.0,
                )
                for bound in sockets or []
            ]
            self.started = True
            try:
                if ready is not None:
                    ready(self.listeners[0].getsockname()[1])
            except BaseException as error:  # noqa: BLE001  raised again when the server has ended
                self.failure = error
                self.should_exit = True

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            await super().shutdown(sockets)
            for connection in list(self.server_state.connections):
                connection.transport.abort()
            await asyncio.sleep(0)

    return LoopbackServer(
        Config(
            app,
            loop="asyncio",
            http=Protocol,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,  # the app's own: a Transport may have a clock of its own, too
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_GRACE_S,
        )
    )

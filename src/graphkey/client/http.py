"""
The network as a Transport: HTTPS on the standard library, with kept connections, proxies and bounds.

The only file that imports the HTTP library. Signing in, retrying and following are the business of others: a redirect is
returned as it is, and nothing is repeated here but a request that met a connection closed while it lay idle.

Rule: `TransportError.sent` is False only when the service surely never had the whole request.
Rule: certificates are verified, always; an answer is read up to a bound and within a time.
Source: RFC 9110 section 9.2.2 (idempotent methods), RFC 9112 section 9.3.1 (retrying on closed connections).
"""

import http.client
import os
import select
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from time import monotonic
from typing import NamedTuple

from graphkey.client.message import IDEMPOTENT, make_response, unpacker, write_head
from graphkey.client.proxy import Proxy, proxy_for, read_proxy
from graphkey.config.origin import Origin, split
from graphkey.config.trust import tls_context, trust
from graphkey.errors import TransportError, UsageError
from graphkey.secret import Secret
from graphkey.wire import Request, Response

_CHUNK = 1 << 16


class Limits(NamedTuple):
    """
    Bound what a request may cost.

    Args:
        connect_s: to reach the host and shake hands, each.
        read_s: without a byte arriving.
        total_s: from the first byte of the request to the last of the answer.
        body_bytes: of an answer, unpacked.
        idle_s: a connection kept longer is not used again; services close them after one to four minutes.
        idle_connections: kept for one host.
    """

    connect_s: float = 20
    read_s: float = 100
    total_s: float = 300
    body_bytes: int = 64 * 1024 * 1024
    idle_s: float = 60
    idle_connections: int = 64


def network(
    *,
    ca_file: str | None = None,
    proxy: str | None = None,
    proxy_credential: Secret | None = None,
    environ: Mapping[str, str] | None = None,
    timeout_s: float | None = None,
    agent: str = "graphkey",
    limits: Limits = Limits(),  # noqa: B008 - a named tuple cannot change
) -> "Network":
    """
    Make the Transport of the network.

    Args:
        ca_file: authorities to trust instead of the environment's or the system's (PEM).
        proxy: URL of a proxy for every host, instead of the environment's.
        proxy_credential: `user:password` for it.
        timeout_s: waits this long for a byte; stands for `limits.read_s`.
        agent: what the service's logs call the caller.
    Raises: UsageError for a proxy that is none, ConfigError for authorities that are not there.
    """
    environ = os.environ if environ is None else environ
    chosen = read_proxy(proxy, proxy_credential) if proxy else None
    authorities = trust(environ, ca_file)
    route: Callable[[Origin], Proxy | None] = lambda origin: chosen or proxy_for(origin, environ)  # noqa: E731
    if timeout_s is not None:
        limits = limits._replace(read_s=timeout_s, total_s=max(limits.total_s, timeout_s))
    return Network(lambda: tls_context(authorities), route, limits, agent)


class Network:
    """
    Send requests over kept connections; safe to call from many threads.

    Args:
        make_context: makes the TLS settings, at the first connection.
        route: names the proxy of a host, or None.
        agent: value of `User-Agent`.
    """

    def __init__(
        self,
        make_context: Callable[[], ssl.SSLContext],
        route: Callable[[Origin], Proxy | None],
        limits: Limits,
        agent: str,
    ) -> None:
        self._agent = agent
        self._make_context = make_context
        self._route = route
        self._limits = limits
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None
        self._idle: dict[Origin, list[_Connection]] = {}

    def __call__(self, request: Request) -> Response:
        """
        Send a request and read its whole answer.

        Raises: TransportError when no whole answer came; UsageError for a request that cannot be put on the wire.
        """
        parts = split(request.url)
        if parts is None:
            raise UsageError("the address is no plain https URL", hint="Only https is spoken, and to no user@host.")
        origin, target = parts
        head = write_head(request, origin, target, self._agent)
        kept = self._take(origin)
        if kept is not None:
            try:
                return self._exchange(kept, request, head)
            except _GoneError as gone:
                if gone.sent and request.method not in IDEMPOTENT:
                    raise gone.told(origin) from gone
        try:
            return self._exchange(self._connected(origin), request, head)
        except _GoneError as gone:
            raise gone.told(origin) from gone

    def close(self) -> None:
        """Close the kept connections; the Transport still works afterwards."""
        with self._lock:
            idle = [one for kept in self._idle.values() for one in kept]
            self._idle.clear()
        for one in idle:
            one.close()

    def __enter__(self) -> "Network":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- connections -------------------------------------------------------------------------------------------------

    def _take(self, origin: Origin) -> "_Connection | None":
        """Take the connection used last, if one is kept that is neither old nor closed."""
        while True:
            with self._lock:
                kept = self._idle.get(origin)
                one = kept.pop() if kept else None
            if one is None:
                return None
            if monotonic() - one.used_at_s < self._limits.idle_s and not _is_readable(one.sock):
                return one
            one.close()

    def _keep(self, one: "_Connection") -> None:
        one.used_at_s = monotonic()
        with self._lock:
            kept = self._idle.setdefault(one.origin, [])
            if len(kept) < self._limits.idle_connections:
                kept.append(one)
                return
        one.close()

    def _connected(self, origin: Origin) -> "_Connection":
        proxy = self._route(origin)
        with self._lock:
            if self._context is None:
                self._context = self._make_context()
        one = _Connection(origin, proxy, self._context, self._limits.connect_s)
        try:
            one.connect()
        except (OSError, http.client.HTTPException, ValueError) as error:
            one.close()
            raise _unreachable(origin, proxy, error) from error
        one.sock.settimeout(self._limits.read_s)
        # An end without TLS's own closing is a cut, never the end of a head or a body (RFC 8446 section 6.1).
        one.sock.suppress_ragged_eofs = False  # type: ignore[attr-defined]  # CPython sets it in wrap_socket
        return one

    # -- one exchange ------------------------------------------------------------------------------------------------

    def _exchange(self, one: "_Connection", request: Request, head: bytes) -> Response:
        deadline_s = monotonic() + self._limits.total_s
        try:
            answer = one.ask(head, request.body, request.method)
            with answer:
                body = self._body(answer, deadline_s)
        except _GoneError:
            one.close()
            raise
        except (OSError, http.client.HTTPException) as error:
            one.close()
            raise TransportError(
                f"the answer of {one.origin} broke off ({_reason(error)})",
                hint="It may have been carried out all the same.",
            ) from error
        except BaseException:
            one.close()
            raise
        response = make_response(answer.status, answer.headers.items(), body)
        if answer.will_close:
            one.close()
        else:
            self._keep(one)
        return response

    def _body(self, answer: http.client.HTTPResponse, deadline_s: float) -> bytes:
        unpack = unpacker(answer.headers.get("content-encoding", ""))
        left = self._limits.body_bytes
        chunks: list[bytes] = []
        while packed := answer.read1(_CHUNK):
            chunk = unpack(packed, left + 1)
            left -= len(chunk)
            if left < 0:
                raise TransportError(f"the answer is larger than {self._limits.body_bytes} bytes", hint="Ask for less.")
            chunks.append(chunk)
            if monotonic() > deadline_s:
                raise TransportError("the answer took too long", hint="It may have been carried out all the same.")
        if answer.length:
            raise http.client.IncompleteRead(b"", answer.length)
        return b"".join(chunks)


class _GoneError(Exception):
    """Say that a connection died before the first byte of an answer."""

    def __init__(self, sent: bool, reason: str) -> None:
        super().__init__(reason)
        self.sent = sent
        self.reason = reason

    def told(self, origin: Origin) -> TransportError:
        done = "It may have been carried out all the same." if self.sent else "It did not arrive whole."
        return TransportError(f"{origin} gave no answer ({self.reason})", hint=done, sent=self.sent)


class _Connection(http.client.HTTPSConnection):
    """Hold one connection to a host, direct or through a proxy."""

    sock: ssl.SSLSocket

    def __init__(self, origin: Origin, proxy: Proxy | None, context: ssl.SSLContext, timeout_s: float) -> None:
        place = (proxy.host, proxy.port) if proxy else (origin.host, origin.port)
        super().__init__(*place, context=context, timeout=timeout_s)
        self.origin = origin
        self.used_at_s = 0.0
        if proxy:
            # The tunnel's own head is HTTP/1.0 before Python 3.12, and some proxies want a Host all the same.
            headers = {"Host": f"{origin.host}:{origin.port}"}
            if proxy.authorization is not None:
                headers["Proxy-Authorization"] = proxy.authorization.reveal()
            self.set_tunnel(origin.host, origin.port, headers)

    def ask(self, head: bytes, body: bytes, method: str) -> http.client.HTTPResponse:
        """Send one request and read the head of its answer."""
        try:
            self.sock.sendall(head + body)
        except OSError as error:
            # A service may answer and close before it has read a large body: its answer says more than the failure.
            early = self._early(method)
            if early is None:
                # sendall fails only when the last bytes were not taken, so the request is not whole over there.
                raise _GoneError(False, _reason(error)) from error
            return early
        answer = self.response_class(self.sock, method=method)
        try:
            answer.begin()
        except (OSError, http.client.RemoteDisconnected) as error:
            answer.close()
            if not _is_end(error):
                raise
            raise _GoneError(True, _reason(error)) from error
        except BaseException:
            answer.close()
            raise
        return answer

    def close(self) -> None:
        """Close the connection, also where a refused tunnel's half-read answer still holds it (Python before 3.11.4)."""
        held: socket.socket | None = self.sock
        super().close()
        if held is not None and held.fileno() >= 0:
            os.close(held.detach())

    def _early(self, method: str) -> http.client.HTTPResponse | None:
        answer = self.response_class(self.sock, method=method)
        try:
            self.sock.settimeout(1)
            answer.begin()
        except (OSError, http.client.HTTPException):
            answer.close()
            return None
        answer.will_close = True
        return answer


def _is_end(error: Exception) -> bool:
    """Tell whether a connection ended before an answer began."""
    ends = (http.client.RemoteDisconnected, ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError)
    # Before Python 3.11.4 the end without a closing is a plain SSLError under OpenSSL 3 (python/cpython issue 95494).
    return isinstance(error, ends) or getattr(error, "reason", None) == "UNEXPECTED_EOF_WHILE_READING"


def _is_readable(sock: socket.socket | None) -> bool:
    """Tell whether an idle connection has something to say, which can only be its end."""
    if sock is None:
        return True
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([sock], [], [], 0)[0])


def _unreachable(origin: Origin, proxy: Proxy | None, error: Exception) -> TransportError:
    """Say why no connection came about; nothing was sent then."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return TransportError(
            f"{origin} showed a certificate that is not trusted: {error.verify_message}",
            hint=_TRUST_HINTS.get(
                error.verify_code, "Set SSL_CERT_FILE to a PEM file with the authority that signed it."
            ),
            sent=False,
            permanent=True,
        )
    if isinstance(error, socket.gaierror):
        return TransportError(
            f"the name {proxy.host if proxy else origin.host} cannot be found",
            hint="Check it, and the network.",
            sent=False,
        )
    by = f" through the proxy {proxy}" if proxy else ""
    hint = "Check the proxy and its credential." if proxy else "Check the network, and whether a proxy is needed."
    return TransportError(f"{origin} cannot be reached{by} ({_reason(error)})", hint=hint, sent=False)


# Source: openssl x509_vfy.h: 9 not yet valid, 10 expired, 62 host name mismatch, 64 IP address mismatch.
_TRUST_HINTS = {
    9: "Check this machine's clock.",
    10: "The service's owner must renew it; check this machine's clock too.",
    62: "The certificate is for another name: check the address.",
    64: "The certificate is for another name: check the address.",
}


def _reason(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "timed out"
    if isinstance(error, ssl.SSLError):
        return error.reason or "TLS failed"
    if isinstance(error, OSError) and error.args and str(error.args[0]).startswith("Tunnel connection failed"):
        return f"the proxy refused: {str(error.args[0]).rpartition(': ')[2][:60]!r}"
    return getattr(error, "strerror", None) or type(error).__name__

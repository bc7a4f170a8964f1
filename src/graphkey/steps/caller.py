"""
The call that the service makes to an API: one HTTPS POST, with the client certificate or password of the connector.

`call` goes over the network and comes back with what happened, also when nothing good did. `run` uses it.

Rule: a failure of the far side is part of the result, never an exception.
Rule: one deadline covers connecting, TLS, sending and reading; an answer over 1 MiB is not read.
Rule: redirects are not followed, and no secret goes anywhere but to the target.
Rule: an attempt is repeated when it brought no answer, as the pages say of a service that waits and then calls once
more; an answer, whatever its status, is an answer. What is sure not to change (a refused certificate, a server that is
not trusted) is not repeated either.
"""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from graphkey.errors import CertificateError
from graphkey.secret import Secret
from graphkey.steps.failure import CallFailedError, Deadline, Failure
from graphkey.steps.target import Target, parse_target
from graphkey.steps.tls import SERVICE_SPEECH, Authority, ClientIdentity, Speech, TlsWire, make_context

if TYPE_CHECKING:
    from cryptography import x509

MAX_ANSWER_BYTES = 1024 * 1024
MAX_HEADER_BYTES = 64 * 1024
_REPEATED: frozenset[str] = frozenset({"timeout", "connect-failed", "dropped"})


class Basic(NamedTuple):
    """Hold what a connector with basic authentication sends."""

    username: str
    password: Secret


class Attempt(NamedTuple):
    """
    Tell what one attempt brought.

    Args:
        failure: None when a whole HTTP answer was read.
        detail: one sentence about the failure, or "".
        asked_for_certificate: the server asked for a client certificate in the handshake.
        headers: lower-case names.
        elapsed_s: from before connecting to the end of the answer.
        authorities: that the server asked for; empty when it took any, or the handshake was not completed.
        server_chain: as the server sent it, its own certificate first; empty when the handshake was not completed.
        server_trusted: chain and name of the server are right; None when it did not come to that.
    """

    failure: Failure | None
    detail: str
    tls_version: str | None
    cipher: str | None
    asked_for_certificate: bool
    status: int | None
    headers: Mapping[str, str]
    body: bytes
    elapsed_s: float
    authorities: tuple[Authority, ...] = ()
    server_chain: "tuple[x509.Certificate, ...]" = ()
    server_trusted: bool | None = None


class Exchange(NamedTuple):
    """Hold all attempts of a call, the last one being the result."""

    attempts: tuple[Attempt, ...]

    @property
    def last(self) -> Attempt:
        """Return the attempt that decided."""
        return self.attempts[-1]


def call(
    url: str,
    body: bytes,
    *,
    identity: ClientIdentity | Basic | None,
    budget_s: float,
    attempts: int = 2,
    trust_pem: bytes = b"",
    system_trust: bool = True,
    at: datetime | None = None,
    speech: Speech = SERVICE_SPEECH,
    headers: Mapping[str, str] | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> Exchange:
    """
    POST a JSON body to an API as the service does.

    Args:
        url: https; the caller has decided whether it may be called (`target.parse_target(...).is_loopback`).
        identity: what is shown; None calls without any, which an API should refuse.
        budget_s: for each attempt.
        attempts: at most so many.
        trust_pem: authorities of the server's certificate besides the system's.
        at: the time that the server's certificates are judged at, aware; None for the real one.
        speech: which TLS is spoken.
        headers: more of them, in ASCII, besides those that the service sends.
    Raises:
        UsageError: url is no usable https URL.
        CertificateError: the identity cannot be used at all.
    """
    target = parse_target(url)
    certificate = identity if isinstance(identity, ClientIdentity) else None
    sent = _request_headers(target, body, identity if isinstance(identity, Basic) else None)
    sent += (headers or {}).items()
    made: list[Attempt] = []
    while len(made) < max(1, attempts):
        context = make_context(certificate, trust_pem, system_trust=system_trust, at=at, speech=speech)
        deadline = Deadline(budget_s, monotonic)
        wire = TlsWire(context, target, deadline, has_identity=certificate is not None)
        made.append(_attempt(wire, _Http(target, sent), body, deadline))
        if made[-1].failure not in _REPEATED:
            break
    return Exchange(tuple(made))


def shake(
    url: str,
    *,
    identity: ClientIdentity | None,
    budget_s: float,
    trust_pem: bytes = b"",
    system_trust: bool = True,
    speech: Speech = SERVICE_SPEECH,
    monotonic: Callable[[], float] = time.monotonic,
) -> Attempt:
    """
    Shake hands and send nothing; see `call`.

    Under TLS 1.3 a server may refuse the certificate only after that, so success here says nothing about the certificate.
    """
    context = make_context(identity, trust_pem, system_trust=system_trust, speech=speech)
    deadline = Deadline(budget_s, monotonic)
    wire = TlsWire(context, parse_target(url), deadline, has_identity=identity is not None)
    return _attempt(wire, None, b"", deadline)


def _attempt(wire: TlsWire, http: "_Http | None", body: bytes, deadline: Deadline) -> Attempt:
    failure: Failure | None = None
    detail = ""
    try:
        wire.open()
        if http is not None:
            wire.send(http.request(body))
            http.read_answer(wire)
    except CallFailedError as error:
        failure, detail = error.kind, error.detail
    finally:
        wire.close()
    answered = http if failure is None else None
    return Attempt(
        failure,
        detail,
        wire.tls_version,
        wire.cipher,
        wire.asked_for_certificate,
        answered.status if answered else None,
        answered.headers if answered else {},
        bytes(answered.body) if answered else b"",
        deadline.elapsed_s(),
        wire.authorities,
        wire.server_chain,
        wire.server_trusted,
    )


def _request_headers(target: Target, body: bytes, basic: Basic | None) -> list[tuple[str, str]]:
    headers = [
        ("Host", target.authority),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
    ]
    return headers if basic is None else [*headers, ("Authorization", f"Basic {_basic_value(basic)}")]


def _basic_value(basic: Basic) -> str:
    from base64 import b64encode

    if ":" in basic.username:
        raise CertificateError("the connector's user name holds a colon, which basic authentication cannot carry")
    return b64encode(f"{basic.username}:{basic.password.reveal()}".encode()).decode("ascii")


class _Http:
    """Speak HTTP/1.1 for one request and its answer, bounded; what reading raises is CallFailedError."""

    def __init__(self, target: Target, headers: list[tuple[str, str]]) -> None:
        import h11

        self.status: int | None = None
        self.headers: dict[str, str] = {}
        self.body = bytearray()
        self._head = h11.Request(method="POST", target=target.path, headers=headers)
        self._connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEADER_BYTES)

    def request(self, body: bytes) -> bytes:
        """Return the bytes to send."""
        import h11

        return b"".join(self._connection.send(e) or b"" for e in (self._head, h11.Data(data=body), h11.EndOfMessage()))

    def read_answer(self, wire: TlsWire) -> None:
        """Read until the answer is complete."""
        import h11

        received = False
        try:
            while not self._take(event := self._connection.next_event()):
                if event is h11.NEED_DATA:
                    self._connection.receive_data(wire.receive(answered=received))
                    received = True
        except h11.RemoteProtocolError as error:
            what = "too long a head" if error.error_status_hint == 431 else "no whole HTTP answer"
            raise CallFailedError("bad-response", f"The server sent {what}.") from error
        coding = self.headers.get("content-encoding", "identity").lower()
        if coding != "identity":
            raise CallFailedError("bad-response", f"The answer is coded as {coding[:40]!r}, which was not asked for.")

    def _take(self, event: Any) -> bool:
        """Take one event of h11; True when the answer is complete."""
        import h11

        if isinstance(event, h11.Response):
            self.status = event.status_code
            for name, value in event.headers:
                key, text = name.decode("ascii"), value.decode("latin-1")
                self.headers[key] = f"{self.headers[key]}, {text}" if key in self.headers else text
        elif isinstance(event, h11.Data):
            self.body += event.data
            if len(self.body) > MAX_ANSWER_BYTES:
                raise CallFailedError("bad-response", f"The answer is longer than {MAX_ANSWER_BYTES} bytes.")
        return isinstance(event, h11.EndOfMessage)

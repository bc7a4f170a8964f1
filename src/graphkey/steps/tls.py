"""
The client's side of mutual TLS over a socket, with the key in memory and one deadline over all that is waited for.

`caller` speaks HTTP over it. pyOpenSSL and not `ssl`, because `ssl` takes a client key from a file alone and cannot
tell whether the server asked for a certificate.

Rule: the private key is handed to OpenSSL in memory and never written anywhere.
Rule: the server is always verified: its chain by OpenSSL, its name by `server_name`; there is no switch for that.
Rule: under TLS 1.3 a server refuses a client certificate after the handshake, so a refusal is looked for at every read.
Sources: RFC 8446 (4.4.2.4, 6.2); suites https://learn.microsoft.com/azure/active-directory-b2c/https-cipher-tls-requirements.
"""

import selectors
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from graphkey.errors import CertificateError
from graphkey.steps.connecting import connect
from graphkey.steps.failure import CallFailedError, Deadline, chain_problem, refusal_in
from graphkey.steps.server_name import matches_host
from graphkey.steps.target import Target

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

_RECORD_BYTES = 16384  # of one TLS record: OpenSSL takes it whole or asks to be called again with the very same bytes

# TLS 1.2: the eight suites that the service documents, in OpenSSL's names. TLS 1.3, not mentioned there, is allowed.
SUITES = (
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-SHA384",
    "ECDHE-ECDSA-AES128-SHA256",
    "ECDHE-RSA-AES256-SHA384",
    "ECDHE-RSA-AES128-SHA256",
)


TlsVersion = Literal["TLSv1.2", "TLSv1.3"]


class Speech(NamedTuple):
    """
    Say what of TLS is spoken.

    Args:
        version: only this one; None for both.
        suites: of TLS 1.2, in OpenSSL's names; None for all that OpenSSL has.
    """

    version: TlsVersion | None = None
    suites: tuple[str, ...] | None = SUITES


SERVICE_SPEECH = Speech()
"""What the service speaks, and TLS 1.3."""


class Authority(NamedTuple):
    """Hold the name of an authority that a server asks for: DER for comparing, text for people."""

    name_der: bytes
    text: str


class ClientIdentity(NamedTuple):
    """
    Hold the key and certificate that a connector shows; `chain` goes with it in the handshake.

    The fields stand in the same order as in a bundle of `graphkey.certs`.
    """

    key: "rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey"
    leaf: "x509.Certificate"
    chain: "tuple[x509.Certificate, ...]" = ()

    def __repr__(self) -> str:
        return f"ClientIdentity({self.leaf.subject.rfc4514_string()})"


def make_context(
    identity: ClientIdentity | None,
    trust_pem: bytes,
    *,
    system_trust: bool,
    at: datetime | None = None,
    speech: Speech = SERVICE_SPEECH,
) -> Any:
    """
    Make the TLS settings of one attempt.

    Args:
        trust_pem: authorities that are trusted, PEM, any number.
        system_trust: trust the system's as well (SSL_CERT_FILE and SSL_CERT_DIR are heeded).
        at: the time that the server's chain is judged at, aware; None for the real one.
    Raises:
        CertificateError: key and certificate cannot be used together, or trust_pem is no PEM.
    """
    from cryptography import x509
    from OpenSSL import SSL, crypto

    context: Any = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_min_proto_version(SSL.TLS1_3_VERSION if speech.version == "TLSv1.3" else SSL.TLS1_2_VERSION)
    context.set_max_proto_version(SSL.TLS1_2_VERSION if speech.version == "TLSv1.2" else SSL.TLS1_3_VERSION)
    context.set_cipher_list(b"ALL" if speech.suites is None else ":".join(speech.suites).encode())
    try:
        for authority in x509.load_pem_x509_certificates(trust_pem) if trust_pem.strip() else ():
            context.get_cert_store().add_cert(crypto.X509.from_cryptography(authority))
    except ValueError as error:
        raise CertificateError("the trusted authorities are no PEM certificates", hint="Give a PEM file.") from error
    if system_trust:
        _trust_system(context)
    if at is not None:
        context.get_cert_store().set_time(at.astimezone(UTC))  # pyOpenSSL takes the numbers as they stand, for UTC
    if identity is not None:
        try:
            context.use_certificate(identity.leaf)
            for link in identity.chain:
                context.add_extra_chain_cert(link)
            context.use_privatekey(identity.key)
            context.check_privatekey()
        except (SSL.Error, TypeError, ValueError) as error:
            raise CertificateError(
                f"the client certificate {identity.leaf.subject.rfc4514_string()} cannot be used in a handshake",
                hint="Check that the key belongs to it and is RSA of 2048 bits or more, or EC.",
            ) from error
    return context


def _trust_system(context: Any) -> None:
    import ssl

    from OpenSSL import SSL

    paths = ssl.get_default_verify_paths()
    if paths.cafile or paths.capath:
        try:
            context.load_verify_locations(paths.cafile, paths.capath)
        except SSL.Error:  # an unreadable or empty bundle: then only what was given is trusted
            return
    if sys.platform == "win32":
        from cryptography import x509
        from OpenSSL import crypto

        for der, encoding, _ in ssl.enum_certificates("ROOT"):
            if encoding == "x509_asn":
                context.get_cert_store().add_cert(crypto.X509.from_cryptography(x509.load_der_x509_certificate(der)))


class TlsWire:
    """
    Be one TLS connection; to be closed.

    `tls_version`, `cipher`, `asked_for_certificate`, `authorities`, `server_chain` and `server_trusted` (None until then)
    tell what is known so far; every method raises CallFailedError.
    """

    def __init__(self, context: Any, target: Target, deadline: Deadline, *, has_identity: bool) -> None:
        self.tls_version: str | None = None
        self.cipher: str | None = None
        self.asked_for_certificate = False
        self.authorities: tuple[Authority, ...] = ()
        self.server_chain: tuple[x509.Certificate, ...] = ()
        self.server_trusted: bool | None = None
        self._chain_problem = 0
        self._context = context
        self._target = target
        self._deadline = deadline
        self._has_identity = has_identity
        self._socket: socket.socket | None = None
        self._tls: Any = None

    def open(self) -> None:
        """Connect, shake hands and verify the server."""
        from OpenSSL import SSL

        self._socket = connect(self._target, self._deadline)
        self._socket.setblocking(False)
        self._context.set_verify(SSL.VERIFY_PEER, self._on_verify)
        self._context.set_info_callback(self._on_state)
        self._tls = SSL.Connection(self._context, self._socket)
        if not self._target.is_address:
            self._tls.set_tlsext_host_name(self._target.host.removesuffix(".").encode("ascii"))
        self._tls.set_connect_state()
        try:
            self._drive(self._tls.do_handshake, "TLS handshake")
        except SSL.Error as error:
            raise self._explain(error, in_handshake=True) from error
        self.tls_version = self._tls.get_protocol_version_name()
        self.cipher = self._tls.get_cipher_name()
        self.authorities = tuple(map(_authority, self._tls.get_client_ca_list()))
        self.server_chain = tuple(self._tls.get_peer_cert_chain(as_cryptography=True) or ())
        shown = self._tls.get_peer_certificate(as_cryptography=True)
        self.server_trusted = shown is not None and matches_host(shown, self._target.host)
        if not self.server_trusted:
            raise CallFailedError("tls-failed", f"The server's certificate is not for {self._target.host}.")

    def send(self, data: bytes) -> None:
        """Send all of it; a server that no longer listens is left for `receive` to explain."""
        from OpenSSL import SSL

        with suppress(SSL.Error):
            for start in range(0, len(data), _RECORD_BYTES):
                self._drive(partial(self._tls.sendall, data[start : start + _RECORD_BYTES]), "end of sending")

    def receive(self, *, answered: bool) -> bytes:
        """
        Receive some bytes; none when the server has closed.

        Args:
            answered: part of the answer has been read, so that an end is no refusal any more.
        """
        from OpenSSL import SSL

        try:
            return bytes(self._drive(lambda: self._tls.recv(65536), "answer"))
        except SSL.ZeroReturnError as error:
            if answered:
                return b""
            raise self._ended(in_handshake=False, said_goodbye=True) from error
        except SSL.Error as error:
            if answered and isinstance(error, SSL.SysCallError):
                return b""  # many servers end without close_notify; h11 knows whether the answer was whole
            raise self._explain(error, in_handshake=False) from error

    def close(self) -> None:
        """Say goodbye, without waiting for an answer to it, and close the socket."""
        if self._tls is not None:
            from OpenSSL import SSL

            with suppress(SSL.Error):
                self._tls.shutdown()
        if self._socket is not None:
            self._socket.close()

    def _drive(self, operation: Callable[[], Any], waiting_for: str) -> Any:
        from OpenSSL import SSL

        while True:
            self._deadline.left(waiting_for)
            try:
                return operation()
            except SSL.WantReadError:
                self._wait(selectors.EVENT_READ, waiting_for)
            except SSL.WantWriteError:
                self._wait(selectors.EVENT_WRITE, waiting_for)

    def _wait(self, event: int, waiting_for: str) -> None:
        assert self._socket is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, event)
            selector.select(self._deadline.left(waiting_for))

    def _on_verify(self, _connection: Any, _cert: Any, problem: int, _depth: int, ok: int) -> bool:
        if not ok and not self._chain_problem:
            self._chain_problem = problem
        return bool(ok)

    def _on_state(self, connection: Any, _where: int, _ret: int) -> None:
        if b"certificate request" in connection.get_state_string():
            self.asked_for_certificate = True

    def _explain(self, error: Exception, *, in_handshake: bool) -> CallFailedError:
        from OpenSSL import SSL

        queue = error.args[0] if error.args and isinstance(error.args[0], list) else []
        # A reset can overtake the server's alert; pyOpenSSL reports it either way, depending on the OpenSSL version.
        if isinstance(error, SSL.SysCallError) or any(part[0] == "system library" for part in queue):
            return self._ended(in_handshake=in_handshake)
        text = "; ".join(str(part[2]) for part in queue if part[2]) or "unknown TLS error"
        if self._chain_problem:
            self.server_trusted = False
            why = chain_problem(self._chain_problem)
            return CallFailedError("tls-failed", f"The server's certificate is not trusted: {why}.")
        refusal = refusal_in(text, asked=self.asked_for_certificate)
        if refusal:
            return CallFailedError("certificate-refused", self._refusal(refusal))
        if in_handshake:
            return CallFailedError("tls-failed", f"The TLS handshake failed: {text}.")
        return CallFailedError("dropped", f"The connection broke: {text}.")

    def _ended(self, *, in_handshake: bool, said_goodbye: bool = False) -> CallFailedError:
        """
        Tell what an end or a reset without any answer means.

        Until TLS 1.2 a certificate is refused in the handshake; in TLS 1.3 the refusal comes at the first read, and a server that
        closes without its alert cannot be told from one whose program failed (RFC 8446 section 4.4.2.4).
        """
        refused_late = self._tls is not None and self._tls.get_protocol_version_name() == "TLSv1.3" and not said_goodbye
        if self.asked_for_certificate and (in_handshake or refused_late):
            why = "it asked for one and then closed"
            if not in_handshake:
                why += "; or it took it, and its program broke off without an answer: see the API's own log"
            return CallFailedError("certificate-refused", self._refusal(why))
        when = "in the TLS handshake" if in_handshake else "without an answer"
        return CallFailedError("dropped", f"The server closed the connection {when}.")

    def _refusal(self, why: str) -> str:
        shown = "the client certificate" if self._has_identity else "a call without client certificate"
        return f"The server refused {shown}: {why}."


def _authority(name: Any) -> Authority:
    parts = (
        f"{key.decode('ascii', 'replace')}={value.decode('utf-8', 'replace')}" for key, value in name.get_components()
    )
    return Authority(name.der(), ",".join(parts))

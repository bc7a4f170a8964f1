"""
The server's side of TLS: its certificate, and which client certificates it lets in.

Rule: TLS 1.2 or newer. Rule: a demanded client certificate is demanded in the handshake, before any HTTP.
"""

import ssl
from os import PathLike
from typing import Literal, NamedTuple

from graphkey.errors import ConfigError


class Tls(NamedTuple):
    """
    Say who the server is and whom it lets in.

    Args:
        cert_file: PEM, the server's certificate with its chain.
        key_file: PEM, its private key, not encrypted.
        client_certs_pem: the certificates that callers may show. Empty: none is asked for. Given: the handshake fails
            without one of them (or one that such a certificate has issued); its dates are left to the Transport,
            which has a clock of its own.
        minimum: the oldest TLS version that is spoken.
    """

    cert_file: str | PathLike[str]
    key_file: str | PathLike[str]
    client_certs_pem: bytes = b""
    minimum: Literal["1.2", "1.3"] = "1.2"


def tls_context(tls: Tls) -> ssl.SSLContext:
    """
    Make the server's side of TLS.

    Raises:
        ConfigError: a file is missing, is no PEM, or key and certificate do not belong together.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3 if tls.minimum == "1.3" else ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(tls.cert_file, tls.key_file)
        if tls.client_certs_pem:
            _demand_client_cert(context, tls.client_certs_pem)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise ConfigError(
            f"cannot set up TLS from {tls.cert_file} and {tls.key_file}: {getattr(error, 'reason', None) or error}",
            hint="Give the server's certificate and its unencrypted private key, both as PEM.",
        ) from error
    return context


_NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python does not name


def _demand_client_cert(context: ssl.SSLContext, anchors_pem: bytes) -> None:
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=anchors_pem.decode("ascii"))
    # PARTIAL_CHAIN: a leaf that is itself an anchor needs no authority above it, whoever issued it.
    flags = context.verify_flags | ssl.VERIFY_X509_PARTIAL_CHAIN | _NO_CHECK_TIME
    context.verify_flags = ssl.VerifyFlags(int(flags))

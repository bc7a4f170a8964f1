"""
Which certificate authorities are trusted, and the TLS settings that follow.

`client/http` makes its connections with this, `client/credentials` hands the same authorities to azure-identity. Loading the
system's whole bundle costs 25 to 35 ms of a cold start, so where OpenSSL's hashed folder exists it is named and not loaded:
the one authority needed is looked up in the handshake (docs/adr/0005).

Rule: there is no way to turn verification off, here or anywhere.
Source: https://docs.python.org/3/library/ssl.html#ssl.create_default_context; openssl-verification-options(1)
"""

import os
import ssl
import sys
from collections.abc import Mapping
from typing import NamedTuple

from graphkey.errors import ConfigError


class Trust(NamedTuple):
    """Name the authorities: a bundle, a hashed folder, or neither for the system's own store."""

    ca_file: str | None = None
    ca_folder: str | None = None


def trust(environ: Mapping[str, str], ca_file: str | None = None) -> Trust:
    """
    Choose the authorities: a file given, else `SSL_CERT_FILE` and `SSL_CERT_DIR`, else `REQUESTS_CA_BUNDLE`, else the system's.

    Raises: ConfigError when a variable names something that is not there; OpenSSL would silently trust nothing.
    """
    if ca_file is not None:
        return Trust(_existing(ca_file, "the authority file"))
    file, folder = environ.get("SSL_CERT_FILE"), environ.get("SSL_CERT_DIR")
    if file or folder:
        return Trust(_existing(file, "SSL_CERT_FILE") if file else None, folder or None)
    bundle = environ.get("REQUESTS_CA_BUNDLE")
    if bundle:
        found = _existing(bundle, "REQUESTS_CA_BUNDLE")
        return Trust(None, found) if os.path.isdir(found) else Trust(found)  # noqa: PTH112
    folder = ssl.get_default_verify_paths().openssl_capath
    return Trust(None, folder) if _is_hashed(folder) else Trust()


def _existing(path: str, setting: str) -> str:
    if not os.path.exists(path):  # noqa: PTH110
        raise ConfigError(f"{setting} names {path}, which is not there", hint="Mend the path, or unset the variable.")
    return path


def _is_hashed(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.name.endswith(".0") for entry in entries)
    except OSError:
        return False


def tls_context(authorities: Trust) -> ssl.SSLContext:
    """
    Make the TLS settings of a client: verified, host name checked, TLS 1.2 or newer.

    Raises: ConfigError when a file of authorities cannot be read.
    """
    plain = authorities == Trust()
    context = ssl.create_default_context() if plain else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # An answer that ends without TLS's own closing is a cut one and must look so (RFC 8446 section 6.1).
    context.options &= ~getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
    if plain:
        return context
    if sys.version_info >= (3, 13):
        # The same flags that create_default_context sets from 3.13 on.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VERIFY_X509_STRICT
    try:
        context.load_verify_locations(cafile=authorities.ca_file, capath=authorities.ca_folder)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"{authorities.ca_file or authorities.ca_folder} holds no certificate authorities that can be read",
            hint="It must be a PEM file.",
        ) from error
    return context


def bundle_for_requests(environ: Mapping[str, str]) -> str | bool:
    """Return the authorities in the form azure-identity's `connection_verify` takes: a path, or True for its own."""
    chosen = trust(environ)
    if chosen == Trust():
        return ssl.get_default_verify_paths().cafile or True
    return chosen.ca_file or chosen.ca_folder or True

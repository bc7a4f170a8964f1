"""
The authorities that this machine trusts, as one PEM text.

For the bundle that clients are pointed at which take a single file: with ours alone they could reach nothing else.

Rule: what the user's environment already points at comes first, since a company's own authority is named there.
Source: OpenSSL's SSL_CERT_FILE; requests' REQUESTS_CA_BUNDLE; the places where distributions keep their bundle.
"""

import os
import re
import ssl
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

_PLACES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Alpine, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # macOS, BSD
)
_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


def system_authorities_pem(ours_pem: bytes, environ: Mapping[str, str] = os.environ) -> bytes:
    """
    Return the machine's authorities without our own, in PEM.

    Args:
        ours_pem: left out when found: the environment may point at a bundle that was written here before.
    """
    seen = set(_BLOCK.findall(ours_pem))
    blocks: list[bytes] = []
    for block in _BLOCK.findall(_source(environ)):
        if block not in seen:
            seen.add(block)
            blocks.append(block)
    return b"".join(block + b"\n" for block in blocks)


def _source(environ: Mapping[str, str]) -> bytes:
    if sys.platform == "win32":  # pragma: no cover
        store = ssl.enum_certificates("ROOT")
        return "".join(ssl.DER_cert_to_PEM_cert(der) for der, kind, _ in store if kind == "x509_asn").encode()
    for place in _places(environ):
        try:
            content = Path(place).read_bytes()
        except OSError:
            continue  # a place that is not there or is a folder: the next one
        if b"BEGIN CERTIFICATE" in content:
            return content
    return b""


def _places(environ: Mapping[str, str]) -> Iterator[str]:
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if environ.get(name):
            yield environ[name]
    yield from _PLACES
    default = ssl.get_default_verify_paths().openssl_cafile
    if default:
        yield default

"""
The certificates that PowerShell finds by thumbprint or subject: .NET's store of the current user.

On Linux that store is a folder of PKCS#12 files without passwords. On Windows and macOS the system keeps the keys and does not
hand them over; there a file is asked for.

Source: folder `~/.dotnet/corefx/cryptography/x509stores/my`, StoreName.My of StoreLocation.CurrentUser, as .NET on Linux uses it;
a thumbprint is the SHA-1 hash of the certificate (System.Security.Cryptography.X509Certificates.X509Certificate2.Thumbprint).
"""

import os
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from graphkey.errors import ConfigError, UsageError

_FOLDER = Path(".dotnet", "corefx", "cryptography", "x509stores", "my")
_SHA1_DIGITS = 40


def find_certificate(
    environ: Mapping[str, str], now: datetime, *, thumbprint: str | None = None, subject: str | None = None
) -> Path:
    """
    Find the file of a certificate with its key.

    Args:
        thumbprint: 40 hexadecimal digits, with or without spaces and colons.
        subject: the distinguished name, or the common name alone; of several the one that holds longest.
    Raises: UsageError for a thumbprint that is none; ConfigError when there is no such certificate.
    """
    if sys.platform in ("win32", "darwin"):
        raise ConfigError(
            "the system's certificate store hands no keys over to other programs",
            hint="Export the certificate with its key, and give -Certificate file:PATH -CertificatePassword REF.",
        )
    digits = None if thumbprint is None else _digits(thumbprint)
    folder = Path(environ.get("HOME") or os.path.expanduser("~")) / _FOLDER  # noqa: PTH111 - a world of its own
    fitting = [
        (certificate.not_valid_after_utc, path)
        for path, certificate in _certificates(folder)
        if (_thumbprint(certificate) == digits if digits else _is_named(certificate, subject or ""))
        and certificate.not_valid_after_utc >= now
    ]
    if not fitting:
        raise ConfigError(
            f"{folder} holds no valid certificate with that {'thumbprint' if digits else 'subject'} and its key",
            hint="Give -Certificate file:PATH instead.",
        )
    return max(fitting)[1]


def _digits(text: str) -> str:
    digits = "".join(letter for letter in text.upper() if letter in "0123456789ABCDEF")
    if len(digits) != _SHA1_DIGITS:
        raise UsageError(f"a thumbprint has {_SHA1_DIGITS} hexadecimal digits", hint="It is the SHA-1 one.")
    return digits


def _certificates(folder: Path) -> Iterator[tuple[Path, Any]]:
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

    for path in sorted(folder.glob("*.pfx")):
        try:
            key, certificate, _ = load_key_and_certificates(path.read_bytes(), None)
        except (ValueError, OSError):
            continue  # not ours to read: another program's file, or one with a password
        if key is not None and certificate is not None:
            yield path, certificate


def _thumbprint(certificate: Any) -> str:
    from cryptography.hazmat.primitives.hashes import SHA1

    found: bytes = certificate.fingerprint(SHA1())  # noqa: S303 - a name for a certificate, not a protection
    return found.hex().upper()


def _is_named(certificate: Any, wanted: str) -> bool:
    from cryptography.x509.oid import NameOID

    plain = [part.strip().lower() for part in wanted.split(",")]
    names = [f"{part.rfc4514_string()}".lower() for part in certificate.subject.rdns]
    common = [str(one.value).lower() for one in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    return plain in (names, names[::-1]) or wanted.strip().lower() in common

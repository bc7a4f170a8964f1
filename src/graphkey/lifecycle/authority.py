"""
A small private authority in a folder: `authority.pem`, its key under a password, and what it issued, one file each.

`cli/ca` and whoever issues for a connector call it; making certificates is `certs.make`'s.

Rule: what is in the folder appears in one step each, so two at once and a kill at any moment leave it whole: a folder is
renamed into its place, an issued certificate is linked under its serial number, before it is handed out
(docs/adr/0024-an-authority-is-a-folder.md). There is no index that could be wrong: the files are it.
Rule: for client authentication alone, and nothing that outlives the authority.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkey.errors import CertificateError, ConfigError, OutputError

if TYPE_CHECKING:
    from cryptography import x509

    from graphkey.certs.diagnose import Bundle

CERTIFICATE, KEY, ISSUED = "authority.pem", "authority.key.pem", "issued"
_DRAWS = 3

Entropy = Callable[[int], bytes]


def found_authority(
    folder: Path,
    name: str,
    password: str,
    *,
    now: datetime,
    days: int,
    kind: str = "EC-P-256",
    entropy: Entropy = os.urandom,
) -> "Bundle":
    """
    Make an authority.

    Args:
        folder: made; must not exist.
        name: its common name.
        password: what its key is kept under.
        kind: of its key, as for `certs.make.make_key`.
    Raises: ConfigError when the folder is there already; OutputError when it cannot be made; CertificateError for a name or kind
            that is not made.
    """
    from cryptography.hazmat.primitives.serialization import Encoding

    from graphkey.certs.make import make_authority
    from graphkey.certs.seal import seal_key

    _refuse_existing(folder)
    made = make_authority(name, now=now, days=days, loopback_only=False, client_only=True, kind=kind, entropy=entropy)
    part = folder.with_name(f".{folder.name}.{entropy(4).hex()}")
    try:
        (part / ISSUED).mkdir(parents=True, mode=0o700)
        part.chmod(0o700)
        _write(part / KEY, seal_key(made.key, password, entropy))
        _write(part / CERTIFICATE, made.leaf.public_bytes(Encoding.PEM))
        _refuse_existing(folder)
        part.rename(folder)
    except OSError as error:
        raise OutputError(
            f"the folder {folder} cannot be made: {error.strerror}",
            hint="See that the place may be written to and has room, or name another.",
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return made


def _refuse_existing(folder: Path) -> None:
    if folder.exists() or folder.is_symlink():
        raise ConfigError(f"{folder} exists already", hint="Name a folder that does not exist yet.")


def open_authority(folder: Path, password: str | None) -> "Bundle":
    """
    Open an authority.

    Raises: ConfigError when there is none; CertificateError when its key does not open.
    """
    from graphkey.certs.limits import DEFAULT_LIMITS
    from graphkey.certs.pem import diagnose_pem

    found = diagnose_pem([_read(folder, KEY), _read(folder, CERTIFICATE)], password, DEFAULT_LIMITS)
    if found.bundle is None:
        raise CertificateError(
            f"the authority in {folder} does not open ({found.verdict}): {found.sentence}",
            hint="Give the password that it was founded with (--ca-password)."
            if found.verdict == "wrong-password"
            else found.remedy,
            verdict=found.verdict,
        )  # fmt: skip
    return found.bundle


def show_authority(folder: Path) -> "x509.Certificate":
    """Return the authority's own certificate, which needs no password."""
    return _load(folder / CERTIFICATE, _read(folder, CERTIFICATE))


def issue(
    folder: Path,
    authority: "Bundle",
    public: Any,
    subject: "x509.Name",
    *,
    now: datetime,
    days: int = 365,
    starts_at: datetime | None = None,
    entropy: Entropy = os.urandom,
) -> "x509.Certificate":
    """
    Sign a client certificate, and keep a copy before it is handed out.

    Args:
        authority: as `open_authority` gave it.
        public, subject: of the holder.
        days, starts_at: as for `certs.make.make_client_certificate`.
    Raises: CertificateError when it would outlive the authority or have its name; OutputError when the copy cannot be kept.
    """
    from cryptography.hazmat.primitives.serialization import Encoding

    from graphkey.certs.facts import iso
    from graphkey.certs.make import certify

    if subject == authority.leaf.subject:
        # Who follows names upwards would take it for the authority itself.
        raise CertificateError("a certificate cannot have its authority's own name", hint="Take another common name.")
    for _ in range(_DRAWS):
        made = certify(public, subject, authority, now=now, days=days, starts_at=starts_at, entropy=entropy)
        if made.not_valid_after_utc > authority.leaf.not_valid_after_utc:
            raise CertificateError(
                f"the certificate would outlive its authority, which ends {iso(authority.leaf.not_valid_after_utc)}",
                hint="Take fewer --days, or found a new authority: graphkey ca init.",
            )
        if _keep(folder / ISSUED / f"{made.serial_number:x}.pem", made.public_bytes(Encoding.PEM), entropy):
            return made
    raise ConfigError("the random numbers repeat: no serial number is free", hint="Check the source of randomness.")


def issued(folder: Path) -> "Iterator[x509.Certificate]":
    """
    Read what the authority issued, the oldest start first.

    Raises: ConfigError when a file cannot be read: a list with a gap would say that something was never issued.
    """
    _read(folder, CERTIFICATE)
    try:
        files = sorted((folder / ISSUED).glob("[0-9a-f]*.pem"))
        found = [_load(file, file.read_bytes()) for file in files]
    except OSError as error:
        raise ConfigError(
            f"{error.filename} cannot be read: {error.strerror}", hint="Restore it from a copy."
        ) from error
    yield from sorted(found, key=lambda one: (one.not_valid_before_utc, one.serial_number))


def _load(file: Path, pem: bytes) -> "x509.Certificate":
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError:
        raise ConfigError(f"{file} holds no certificate", hint="Restore it from a copy.") from None


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise ConfigError(
            f"there is no authority in {folder}: {name} cannot be read ({error.strerror})",
            hint="graphkey ca init makes one.",
        ) from error


def _keep(file: Path, content: bytes, entropy: Entropy) -> bool:
    """Write a file in one step; False when there is one of that name."""
    part = file.with_name(f".{file.name}.{entropy(4).hex()}")
    try:
        _write(part, content)
        try:
            os.link(part, file)
        finally:
            part.unlink()
    except FileExistsError:
        return False
    except OSError as error:
        raise OutputError(
            f"{file} cannot be written: {error.strerror}",
            hint="Nothing was issued. See that the folder may be written to and has room.",
        ) from error
    return True


def _write(file: Path, content: bytes) -> None:
    with ExitStack() as undo, open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as opened:
        undo.callback(file.unlink)
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
        undo.pop_all()

"""
The folder of a local Graph: which files are ours in it, and how they come to be.

    graph.db (-wal, -shm)   the data                     vault.key       the key of its secrets, 0600
    ca.pem, ca.key          our authority                ca-bundle.pem   the system's authorities and ours
    server.pem              the server's key and chain   served.json     where it was last served
    making.lock             held while keys or tables are made

Rule: the folder may hold other people's files; none but those above is ever read, written or removed.
Rule: a file is there whole or not at all, and private keys are their owner's alone (0600).
Rule: keys are made once, under a lock, however many processes begin at the same time.
"""

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graphkey.config.file_lock import held
from graphkey.errors import ConfigError
from graphkey.localgraph.storage.vault import KEY_BYTES

# Steps judge a server on this machine by the tenant's clock, which may be set back and ahead; so our certificates are good for
# long, and from long ago. They are made and renewed by the real time all the same (docs/adr/0031).
GOOD_FROM = datetime(2000, 1, 1, tzinfo=UTC)
AUTHORITY_DAYS = 3650  # from when it is made
SERVER_DAYS = 825
RENEW_DAYS = 30  # a server's certificate with less left is made anew when it is next served
_GOOD = "# made by graphkey; good from and until, in seconds since 1970:"
MAKING_LOCK = "making.lock"
"""Held by the process that makes keys or tables."""
SERVER_NAMES = ("localhost", "127.0.0.1", "::1")


class Folder:
    """
    Find and make the files of one folder.

    Args:
        path: made when missing, its owner's alone.
    Raises:
        ConfigError: it is no folder or cannot be written to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            if not path.is_dir():
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"cannot make the folder {path}: {error.strerror}", hint="Give a folder that can be written to."
            ) from error

    @property
    def database(self) -> Path:
        """Return where the data lies."""
        return self.path / "graph.db"

    @property
    def ca_file(self) -> Path:
        """Return where our authority's certificate lies."""
        return self.path / "ca.pem"

    @property
    def ca_bundle_file(self) -> Path:
        """Return where the system's authorities and ours lie."""
        return self.path / "ca-bundle.pem"

    def vault_key(self, entropy: Callable[[int], bytes]) -> bytes:
        """
        Return the key of the vault; make it when there is neither key nor data.

        Raises:
            ConfigError: there is data, and its key is gone or damaged.
        """
        file = self.path / "vault.key"
        with suppress(FileNotFoundError):
            return _read_key(file)
        with self._making():
            if file.exists():
                return _read_key(file)  # another process was quicker
            if self.database.exists():
                raise ConfigError(
                    f"{file} is missing, and the secrets in {self.database.name} cannot be opened without it",
                    hint="Put the key back, or begin with an empty folder.",
                )
            key = entropy(KEY_BYTES)
            write_whole(file, key.hex().encode() + b"\n", mode=0o600)
        return key

    def authority_pem(self, now: datetime) -> bytes:
        """Return our authority's certificate (PEM); make the authority when there is none."""
        with suppress(FileNotFoundError):
            return self.ca_file.read_bytes()
        with self._making():
            self._make_authority(now)
        return self.ca_file.read_bytes()

    def server_pem(self, now: datetime) -> Path:
        """
        Return the file with the server's key and certificate chain (PEM, 0600); make or renew it when needed.

        One file and not two, so that there is no moment at which key and certificate do not belong together.
        """
        file = self.path / "server.pem"
        authority_pem = self.authority_pem(now)
        with self._making():
            if not _is_fresh(file, authority_pem, now):
                self._make_server_certificate(file, now)
        return file

    def write_bundle(self) -> Path:
        """Write the system's authorities and ours into one file, for clients that take a single one."""
        from graphkey.localgraph.system_trust import system_authorities_pem

        ours = self.ca_file.read_bytes()
        write_whole(self.ca_bundle_file, system_authorities_pem(ours) + ours, mode=0o644)
        return self.ca_bundle_file

    def note_served(self, origin: str) -> None:
        """Note where it is served, for `graphkey local env`."""
        write_whole(self.path / "served.json", json.dumps({"origin": origin}).encode() + b"\n", mode=0o644)

    def served_origin(self) -> str | None:
        """Return where it was last served, or None."""
        try:
            found = json.loads((self.path / "served.json").read_bytes())
        except FileNotFoundError:
            return None
        except ValueError:
            return None  # somebody else's, or cut short: as good as none
        origin = found.get("origin") if isinstance(found, dict) else None
        return origin if isinstance(origin, str) else None

    @contextmanager
    def _making(self) -> Iterator[None]:
        try:
            with held(self.path / MAKING_LOCK):
                yield
        except OSError as error:
            raise ConfigError(
                f"cannot make the keys of {self.path}: {error.strerror or error}",
                hint="Give a folder that can be written to.",
            ) from error

    def _make_authority(self, now: datetime) -> None:
        from graphkey.certs.make import make_authority

        if self.ca_file.exists():
            return  # another process was quicker
        authority = make_authority("Graphkey local authority", now=GOOD_FROM, days=_days_until(now, AUTHORITY_DAYS))
        # The key first: a certificate without its key is of no use, and a key without certificate is made again.
        write_whole(self.path / "ca.key", _key_pem(authority.key), mode=0o600)
        write_whole(self.ca_file, _cert_pem(authority.leaf), mode=0o644)

    def _make_server_certificate(self, file: Path, now: datetime) -> None:
        from graphkey.certs.make import make_server_certificate

        made = make_server_certificate(
            self._load_authority(), SERVER_NAMES, now=GOOD_FROM, days=_days_until(now, SERVER_DAYS)
        )
        good = f"{_GOOD} {made.leaf.not_valid_before_utc.timestamp():.0f} {made.leaf.not_valid_after_utc.timestamp():.0f}\n"
        chain = _cert_pem(made.leaf) + self.ca_file.read_bytes()
        write_whole(file, good.encode() + _key_pem(made.key) + chain, mode=0o600)

    def _load_authority(self) -> Any:
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
        from cryptography.x509 import load_pem_x509_certificate

        from graphkey.certs.diagnose import Bundle

        try:
            key: Any = load_pem_private_key((self.path / "ca.key").read_bytes(), None)
            return Bundle(key, load_pem_x509_certificate(self.ca_file.read_bytes()), ())
        except (FileNotFoundError, ValueError) as error:
            raise ConfigError(
                f"the local Graph's authority in {self.path} is not whole: {error}",
                hint="Remove ca.pem and ca.key; they are made anew, and clients must trust the new one.",
            ) from error


def _days_until(now: datetime, days: int) -> int:
    """Return the life of a certificate that is good for so many days from now."""
    return (now - GOOD_FROM).days + days


def write_whole(file: Path, content: bytes, *, mode: int) -> None:
    """Write a file so that it is there whole or, if the process dies, as it was before."""
    part = file.with_name(f".{file.name}.{os.getpid()}.{threading.get_ident()}")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    with open(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)


def _read_key(file: Path) -> bytes:
    text = file.read_bytes().strip()
    if os.name != "nt" and file.stat().st_mode & 0o077:
        raise ConfigError(f"{file} can be read by others and is not used", hint=f"Run: chmod 600 '{file}'.")
    try:
        key = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ConfigError(f"{file} is no key of {KEY_BYTES} bytes", hint="Put the right one back.")
    return key


def _is_fresh(file: Path, authority_pem: bytes, now: datetime) -> bool:
    """
    Tell whether a server's certificate is of this authority and has some time left.

    Its first line says when it is good (PEM readers skip it), because parsing certificates would double the time that
    serving takes to begin.
    """
    try:
        content = file.read_bytes()
        good, starts, ends = content.partition(b"\n")[0].decode("ascii").rsplit(" ", 2)
        left_s = int(ends) - now.timestamp()
    except (FileNotFoundError, ValueError):
        return False
    of_this_authority = content.endswith(authority_pem)
    return good == _GOOD and of_this_authority and int(starts) <= now.timestamp() and left_s >= RENEW_DAYS * 86_400


def _key_pem(key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    pem: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem


def _cert_pem(certificate: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    pem: bytes = certificate.public_bytes(Encoding.PEM)
    return pem

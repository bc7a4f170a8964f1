"""
Access tokens between runs, so that a command need not import and ask the sign-in library each time.

One file a key, mode 0600 in a folder 0700, replaced in one step, so that readers and writers need no lock. `client/sign_in`
asks before it signs in and stores afterwards; a cache that fails makes a run slower and never makes it fail.

Rule: only access tokens are kept, never refresh tokens, client secrets or keys.
Rule: a token is given only to who holds the same secret: the entry carries a salted hash of it (`proof`), and an entry with
another proof is as good as none.
"""

import json
import os
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from graphkey.secret import Secret

MARGIN_S = 300
"""A token with less life left is not used; azure-identity renews at the same distance."""
_FORM = 1
_SERVICE = "graphkey-tokens"


class Token(NamedTuple):
    """Hold an access token and its end, in seconds since 1970."""

    secret: Secret
    expires_at_s: int


class Key(NamedTuple):
    """
    Say whose token it is.

    Args:
        account: the user asked for, or what stands for the signed-in user; empty for an application.
        evidence: the credential's secret, or what changes when the identity does; stored only as a salted hash.
    """

    authority: str
    tenant: str
    client_id: str
    kind: str
    account: str
    scope: str
    evidence: bytes = b""

    @property
    def public(self) -> tuple[str, ...]:
        """Return what may be written down."""
        return tuple(self[:6])

    @property
    def name(self) -> str:
        """Return the entry's name: a hash, because tenants and accounts need not be read off a folder."""
        from hashlib import sha256

        return sha256(json.dumps(self.public).encode()).hexdigest()[:40]

    def __repr__(self) -> str:
        return f"Key{self.public}"


class TokenCache(Protocol):
    """Keep access tokens."""

    def get(self, key: Key, now_s: float) -> Token | None:
        """Return a token that is good for a while yet, or None."""

    def put(self, key: Key, token: Token) -> None:
        """Keep a token."""


class Store(Protocol):
    """Keep texts under names; `read` returns None for what is not there and raises OSError for what cannot be used."""

    def read(self, name: str) -> str | None:
        """Return a text."""

    def write(self, name: str, text: str) -> None:
        """Keep a text."""

    def remove(self, name: str) -> bool:
        """Forget a text; tells whether it was there."""


class StoredTokens:
    """
    Keep tokens in a store.

    Args:
        entropy: gives random bytes, for salts.
        tell: takes a sentence for `-Verbose`: what was found broken, and what could not be kept.
    """

    def __init__(
        self,
        store: Store,
        *,
        entropy: Callable[[int], bytes] = os.urandom,
        tell: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        self._store = store
        self._entropy = entropy
        self._tell = tell

    def get(self, key: Key, now_s: float) -> Token | None:
        """Return a token of this key and evidence that is good for `MARGIN_S` more seconds, or None."""
        try:
            text = self._store.read(key.name)
        except OSError as error:
            self._tell(f"the token cache is not used: {error.strerror or error}")
            return None
        if text is None:
            return None
        try:
            entry = json.loads(text)
            right = entry["form"] == _FORM and tuple(entry["key"]) == key.public
            proven = entry["proof"] == _proof(bytes.fromhex(entry["salt"]), key.evidence)
            token = Token(Secret(_text(entry["token"])), int(entry["expires_at_s"]))
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
            self._tell("an entry of the token cache is damaged; signing in again writes it anew")
            return None
        return token if right and proven and token.expires_at_s - MARGIN_S > now_s else None

    def put(self, key: Key, token: Token) -> None:
        """Keep a token; failing to is told and does no harm."""
        salt = self._entropy(16)
        entry = {
            "form": _FORM,
            "key": key.public,
            "salt": salt.hex(),
            "proof": _proof(salt, key.evidence),
            "token": token.secret.reveal(),
            "expires_at_s": token.expires_at_s,
        }
        try:
            self._store.write(key.name, json.dumps(entry))
        except OSError as error:
            self._tell(f"the token is not kept: {error.strerror or error}")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


def _proof(salt: bytes, evidence: bytes) -> str:
    from hashlib import sha256

    return sha256(salt + evidence).hexdigest()


class FileStore:
    """Keep each text in a file of its own, readable by its owner alone."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def read(self, name: str) -> str | None:
        """Return a text; refuses a file that others can read or that belongs to somebody else."""
        try:
            with open(self._path(name), "rb") as file:
                status = os.fstat(file.fileno())
                if os.name != "nt" and (status.st_uid != os.geteuid() or status.st_mode & 0o077):
                    raise OSError(0, f"{self._path(name)} is not this user's alone")
                return file.read(1 << 20).decode("utf-8", "replace")
        except FileNotFoundError:
            return None

    def write(self, name: str, text: str) -> None:
        """Put a text in place in one step."""
        os.makedirs(self._folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - pathlib stays off the cold path
        if os.name != "nt":
            os.chmod(self._folder, 0o700)  # noqa: PTH101
        made = f"{self._path(name)}.{os.getpid()}-{os.urandom(4).hex()}"
        try:
            handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(handle, "wb") as file:
                file.write(text.encode())
            os.replace(made, self._path(name))  # noqa: PTH105
        except OSError:
            _remove(made)
            raise

    def remove(self, name: str) -> bool:
        """Forget a text; tells whether it was there."""
        return _remove(self._path(name))

    def clear(self) -> int:
        """Forget every text; returns how many there were."""
        try:
            names = [name for name in os.listdir(self._folder) if ".json" in name]  # noqa: PTH208
        except FileNotFoundError:
            return 0
        return sum(_remove(os.path.join(self._folder, name)) for name in names)  # noqa: PTH118

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, f"{name}.json")  # noqa: PTH118


def _remove(path: str) -> bool:
    try:
        os.unlink(path)  # noqa: PTH108
    except OSError:
        return False
    return True


class KeyringStore:
    """Keep texts in the system's keyring; backends with short entries (Windows) get them in pieces."""

    # Source: CRED_MAX_CREDENTIAL_BLOB_SIZE of wincred.h is 5 * 512 bytes, and entries are UTF-16 there.
    _PIECE = 1000

    def read(self, name: str) -> str | None:
        """Return a text."""
        count = self._get(name)
        if count is None or not count.isdigit():
            return None
        pieces = [self._get(f"{name}.{number}") for number in range(min(int(count), 64))]
        return "".join(piece or "" for piece in pieces)

    def write(self, name: str, text: str) -> None:
        """Keep a text."""
        pieces = [text[start : start + self._PIECE] for start in range(0, len(text), self._PIECE)]
        for number, piece in enumerate(pieces):
            self._set(f"{name}.{number}", piece)
        self._set(name, str(len(pieces)))

    def remove(self, name: str) -> bool:
        """Forget a text; tells whether it was there."""
        there = self._get(name) is not None
        if there:
            for piece in (name, *(f"{name}.{number}" for number in range(64))):
                self._drop(piece)
        return there

    def _get(self, name: str) -> str | None:
        keyring, failures = _keyring()
        try:
            found: str | None = keyring.get_password(_SERVICE, name)
        except failures as error:
            raise OSError(0, f"the keyring cannot be read ({type(error).__name__})") from error
        return found

    def _drop(self, name: str) -> None:
        keyring, failures = _keyring()
        try:
            if keyring.get_password(_SERVICE, name) is not None:
                keyring.delete_password(_SERVICE, name)
        except failures as error:
            raise OSError(0, f"the keyring cannot be written ({type(error).__name__})") from error

    def _set(self, name: str, text: str) -> None:
        keyring, failures = _keyring()
        try:
            keyring.set_password(_SERVICE, name, text)
        except failures as error:
            raise OSError(0, f"the keyring cannot be written ({type(error).__name__})") from error


def _keyring() -> tuple[Any, type[Exception]]:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as error:
        raise OSError(0, "the package keyring is missing: pip install 'graphkey[keyring]'") from error
    return keyring, KeyringError


def cache_folder(environ: Mapping[str, str]) -> str:
    """Return the folder of kept tokens; `GRAPHKEY_CACHE_DIR` names another one whole."""
    import sys

    own = environ.get("GRAPHKEY_CACHE_DIR")
    if own:
        return os.path.join(own, "tokens")  # noqa: PTH118
    home = environ.get("HOME") or os.path.expanduser("~")  # noqa: PTH111
    if os.name == "nt":
        base = environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")  # noqa: PTH118
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")  # noqa: PTH118
    else:
        given = environ.get("XDG_CACHE_HOME", "")
        base = given if given.startswith("/") else os.path.join(home, ".cache")  # noqa: PTH118
    return os.path.join(base, "graphkey", "tokens")  # noqa: PTH118

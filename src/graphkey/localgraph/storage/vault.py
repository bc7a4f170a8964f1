"""
Seal and open the secrets that the local Graph must be able to read again: PFX files, basic passwords, signing keys.

Each box is bound to the tenant, the path and the name it is kept under, so one cannot be put in the place of another.
Client secrets are not here: they need never be read again and are hashed (`registry`).

Rule: a secret leaves memory only sealed.
Rule: the key is given, or lies in a file of mode 0600 beside the database; SECURITY.md says what that protects from.
Source: NIST SP 800-38D (AES-GCM, random 96-bit nonces).
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from graphkey.errors import ConfigError

KEY_BYTES = 32
MIN_GIVEN_KEY_BYTES = 16
_NONCE_BYTES = 12


def usable_key(given: bytes) -> bytes:
    """
    Make the 256-bit key from key material that a user keeps elsewhere.

    Raises:
        ConfigError: less than 16 bytes.
    """
    if len(given) < MIN_GIVEN_KEY_BYTES:
        raise ConfigError(
            f"the key of the vault has {len(given)} bytes, at least {MIN_GIVEN_KEY_BYTES} are needed",
            hint="Give 32 random bytes, for instance from `openssl rand -hex 32`.",
        )
    return hashlib.sha256(b"graphkey local vault\0" + given).digest()


class Vault:
    """
    Seal and open with one key.

    Args:
        key: 32 bytes.
        entropy: gives so many random bytes.
    """

    def __init__(self, key: bytes, entropy: Callable[[int], bytes]) -> None:
        self._key = key
        self._entropy = entropy
        self._cipher: Any = None

    @property
    def fingerprint(self) -> str:
        """Return what tells this key from another without giving it away; the key is random, so a hash is safe."""
        return hashlib.sha256(b"graphkey vault fingerprint\0" + self._key).hexdigest()[:16]

    def seal(self, tenant: str, path: str, name: str, content: bytes) -> bytes:
        """Encrypt a secret for the place it will be kept at."""
        nonce = self._entropy(_NONCE_BYTES)
        sealed: bytes = self._aes_gcm().encrypt(nonce, content, _place(tenant, path, name))
        return nonce + sealed

    def open(self, tenant: str, path: str, name: str, sealed: bytes) -> bytes:
        """
        Decrypt a secret kept at this place.

        Raises:
            ConfigError: it was sealed with another key or for another place, or is damaged.
        """
        from cryptography.exceptions import InvalidTag

        try:
            content: bytes = self._aes_gcm().decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _place(tenant, path, name)
            )
        except (InvalidTag, ValueError) as error:
            raise ConfigError(
                f"the secret '{name}' of {path} cannot be opened: it is damaged or was sealed with another key",
                hint="Use the key that the data was written with, or reset the local Graph.",
            ) from error
        return content

    def _aes_gcm(self) -> Any:
        if self._cipher is None:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM

            self._cipher = AESGCM(self._key)
        return self._cipher


def _place(tenant: str, path: str, name: str) -> bytes:
    return json.dumps([tenant, path, name]).encode()

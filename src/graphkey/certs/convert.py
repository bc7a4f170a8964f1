"""
Write a bundle anew: the clean copy that is uploaded, and the one that is kept on disk.

A clean copy holds leaf, key and chain and nothing else: no names, no BER, no trailing bytes, no second key, no old rounds; so
that what the service gets is always of the one form that every Windows, .NET and OpenSSL reads. `client/prepare`,
`cli/cert` and `localgraph` call it.

Rule: nothing is written under an empty or non-ASCII password.
Sources: RFC 7292; microsoftgraph/microsoft-graph-docs-contrib issue 8994 and the page that `checks` names (TripleDES-SHA1).
"""

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graphkey.errors import CertificateError

if TYPE_CHECKING:
    from graphkey.certs.diagnose import Bundle

COMPATIBLE_ROUNDS = 2_000  # what Windows writes
MODERN_ROUNDS = 100_000  # three derivations stay under .NET's 300,000 each and Windows' 600,000 in all
_PASSWORD_BYTES = 24


def fresh_password(entropy: Callable[[int], bytes]) -> str:
    """Make a password of 192 random bits, in 32 characters of ASCII that no shell, URL or form changes."""
    return base64.urlsafe_b64encode(entropy(_PASSWORD_BYTES)).decode("ascii")


def clean_copy(bundle: "Bundle", password: str) -> bytes:
    """
    Write leaf, key and chain so that the service can read them: PBE-SHA1-3DES, HMAC-SHA1, 2000 rounds, no names.

    Raises: CertificateError when the key cannot be written so, or 3DES is not available (FIPS mode).
    """
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.serialization.pkcs12 import PBES

    return _write(bundle, password, PBES.PBESv1SHA1And3KeyTripleDESCBC, SHA1(), COMPATIBLE_ROUNDS)  # noqa: S303


def modern_copy(bundle: "Bundle", password: str) -> bytes:
    """
    Write leaf, key and chain for a file on disk: AES-256, PBKDF2-SHA256, HMAC-SHA256, 100,000 rounds.

    Raises: CertificateError when the key cannot be written so.
    """
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization.pkcs12 import PBES

    return _write(bundle, password, PBES.PBESv2SHA256AndAES256CBC, SHA256(), MODERN_ROUNDS)


def open_copy(bundle: "Bundle") -> bytes:
    """Write leaf, key and chain without any protection, under the empty password; only on a person's explicit word."""
    from cryptography.hazmat.primitives.serialization import NoEncryption

    return _serialize(bundle, NoEncryption())


def pem_copy(bundle: "Bundle", password: str | None, entropy: Callable[[int], bytes]) -> bytes:
    """Write key, leaf and chain in PEM form; the key as `pem_key` does."""
    from cryptography.hazmat.primitives.serialization import Encoding

    certificates = (one.public_bytes(Encoding.PEM) for one in (bundle.leaf, *bundle.chain))
    return pem_key(bundle.key, password, entropy) + b"".join(certificates)


def pem_key(key: Any, password: str | None, entropy: Callable[[int], bytes]) -> bytes:
    """Write a key as PKCS#8 in PEM form, encrypted unless the password is None."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    from graphkey.certs.seal import seal_key

    if password is not None:
        return seal_key(key, password, entropy)
    plain: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return plain


def _write(bundle: "Bundle", password: str, algorithm: Any, mac_hash: Any, rounds: int) -> bytes:
    from cryptography.hazmat.primitives.serialization import PrivateFormat

    if not password or not password.isascii() or "\0" in password:
        raise CertificateError(
            "a bundle is not written under an empty password or one outside ASCII",
            hint="Programs encode such passwords in different ways; take letters, digits and signs of ASCII.",
        )
    builder = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(rounds)
    builder = builder.key_cert_algorithm(algorithm).hmac_hash(mac_hash)
    return _serialize(bundle, builder.build(password.encode("ascii")))


def _serialize(bundle: "Bundle", encryption: Any) -> bytes:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

    key: Any = bundle.key
    try:
        return serialize_key_and_certificates(None, key, bundle.leaf, bundle.chain or None, encryption)
    except UnsupportedAlgorithm as error:
        raise CertificateError(
            "the bundle cannot be written anew: 3DES with SHA-1 is not available here (FIPS mode?)",
            hint="-AsIs sends the bundle as it is.",
        ) from error
    except (ValueError, TypeError) as error:
        raise CertificateError(
            "the bundle cannot be written anew: its key or certificate is of an unusual kind",
            hint="-AsIs sends the bundle as it is.",
        ) from error

"""
Write a private key as PKCS#8 in PEM form, under a password that is made to be slow to guess.

`convert`, `cli` and `lifecycle` call it. Why our own: what the library writes takes 2,048 rounds and cannot be told otherwise; a
private authority's key lies on a disk for years. What is written, openssl and `pem` read.

Rule: the one place that encrypts a key; the ciphers are the library's.
Sources: RFC 5958 section 3, RFC 8018 section 6.2 and appendix A.4; 600,000 rounds of PBKDF2-HMAC-SHA256 are what OWASP's
Password Storage Cheat Sheet asks for.
"""

import base64
from collections.abc import Callable
from typing import Any

ROUNDS = 600_000
_PBES2, _PBKDF2 = "2a864886f70d01050d", "2a864886f70d01050c"
_HMAC_SHA256, _AES_256_CBC = "2a864886f70d0209", "60864801650304012a"
_SALT, _BLOCK, _KEY = 16, 16, 32


def seal_key(key: Any, password: str, entropy: Callable[[int], bytes], rounds: int = ROUNDS) -> bytes:
    """
    Encrypt a private key: PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA256.

    Args:
        entropy: n -> n random bytes, for salt and initialisation vector.
    Returns: PEM, label ENCRYPTED PRIVATE KEY.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
    from cryptography.hazmat.primitives.padding import PKCS7
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    salt, iv = entropy(_SALT), entropy(_BLOCK)
    secret = PBKDF2HMAC(SHA256(), _KEY, salt, rounds).derive(password.encode())
    padder, encryptor = PKCS7(8 * _BLOCK).padder(), Cipher(algorithms.AES(secret), modes.CBC(iv)).encryptor()
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    sealed = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    prf = _sequence(_oid(_HMAC_SHA256), _value(0x05))
    kdf = _sequence(_oid(_PBKDF2), _sequence(_value(0x04, salt), _integer(rounds), prf))
    scheme = _sequence(_oid(_PBES2), _sequence(kdf, _sequence(_oid(_AES_256_CBC), _value(0x04, iv))))
    return armour("ENCRYPTED PRIVATE KEY", _sequence(scheme, _value(0x04, sealed)))


def armour(label: str, der: bytes) -> bytes:
    """Put DER into PEM form (RFC 7468: 64 characters a line)."""
    text = base64.b64encode(der).decode("ascii")
    lines = "".join(f"{text[at : at + 64]}\n" for at in range(0, len(text), 64))
    return f"-----BEGIN {label}-----\n{lines}-----END {label}-----\n".encode("ascii")


def _value(tag: int, content: bytes = b"") -> bytes:
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


def _sequence(*parts: bytes) -> bytes:
    return _value(0x30, b"".join(parts))


def _oid(content_hex: str) -> bytes:
    return _value(0x06, bytes.fromhex(content_hex))


def _integer(number: int) -> bytes:
    return _value(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))

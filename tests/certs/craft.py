"""DER by hand, and PKCS#12 made of it piece by piece: what no writer at hand would write."""

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

DATA, ENCRYPTED = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.6"
BAG = "1.2.840.113549.1.12.10.1."


def tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


def open_tlv(tag: int, *parts: bytes) -> bytes:
    """With the length left open, as BER allows."""
    return bytes([tag, 0x80]) + b"".join(parts) + b"\0\0"


def seq(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def octets(content: bytes) -> bytes:
    return tlv(0x04, content)


def ctx0(*parts: bytes) -> bytes:
    return tlv(0xA0, *parts)


def integer(number: int) -> bytes:
    return tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    out = b""
    for arc in (40 * first + second, *rest):
        digits = [arc & 0x7F]
        while arc := arc >> 7:
            digits.append(arc & 0x7F | 0x80)
        out += bytes(reversed(digits))
    return tlv(0x06, out)


def key_bag(pkcs8: bytes) -> bytes:
    return seq(oid(BAG + "1"), ctx0(pkcs8))


def shrouded_bag(pkcs8: bytes, password: str, rounds: int = 1, *, raw: bytes | None = None) -> bytes:
    algorithm, ciphertext = pbes2(pkcs8, password, rounds, raw=raw)
    return seq(oid(BAG + "2"), ctx0(seq(algorithm, octets(ciphertext))))


def cert_bag(der: bytes) -> bytes:
    return seq(oid(BAG + "3"), ctx0(seq(oid("1.2.840.113549.1.9.22.1"), ctx0(octets(der)))))


def nested_bag(*bags: bytes) -> bytes:
    return seq(oid(BAG + "6"), ctx0(seq(*bags)))


def plain_safe(*bags: bytes) -> bytes:
    return seq(oid(DATA), ctx0(octets(seq(*bags))))


def encrypted_safe(password: str, *bags: bytes, rounds: int = 1, raw: bytes | None = None) -> bytes:
    algorithm, ciphertext = pbes2(seq(*bags), password, rounds, raw=raw)
    return seq(oid(ENCRYPTED), ctx0(seq(integer(0), seq(oid(DATA), algorithm, tlv(0x80, ciphertext)))))


def pbes2(
    plain: bytes, password: str, rounds: int, *, derive: bool = True, raw: bytes | None = None
) -> tuple[bytes, bytes]:
    """AES-128-CBC, PBKDF2-SHA256; huge counts are written and not run."""
    salt, iv = os.urandom(8), os.urandom(16)
    secret = password.encode() if raw is None else raw
    key = hashlib.pbkdf2_hmac("sha256", secret, salt, rounds if rounds in range(1, 10_000) else 1, 16)
    padding = 16 - len(plain) % 16
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    kdf = seq(oid("1.2.840.113549.1.5.12"), seq(octets(salt), integer(rounds), seq(oid("1.2.840.113549.2.9"))))
    algorithm = seq(oid("1.2.840.113549.1.5.13"), seq(kdf, seq(oid("2.16.840.1.101.3.4.1.2"), octets(iv))))
    return algorithm, encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()


def pfx(*safes: bytes, mac_password: str | None = None, key_length: int = 32, mac_rounds: int = 1) -> bytes:
    authenticated = seq(*safes)
    parts = [integer(3), seq(oid(DATA), ctx0(octets(authenticated)))]
    if mac_password is not None:
        parts.append(pbmac1(authenticated, mac_password, key_length, mac_rounds))
    return seq(*parts)


def pbmac1(authenticated: bytes, password: str, key_length: int, rounds: int) -> bytes:
    """RFC 9579, computed with nothing of ours."""
    salt = os.urandom(8)
    key = hashlib.pbkdf2_hmac(
        "sha256", password.encode(), salt, rounds if rounds in range(1, 10_000) else 1, key_length
    )
    prf = seq(oid("1.2.840.113549.2.9"))
    kdf = seq(oid("1.2.840.113549.1.5.12"), seq(octets(salt), integer(rounds), integer(key_length), prf))
    algorithm = seq(oid("1.2.840.113549.1.5.14"), seq(kdf, prf))
    value = hmac.digest(key, authenticated, "sha256")
    return seq(seq(algorithm, octets(value)), octets(b"unused"), integer(1))

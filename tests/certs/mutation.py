"""
Bundles and key files of our own in many flavours, and ways to spoil them.

Rule: made here and now with the test's keys; nothing is taken from other people's files.
"""

from collections.abc import Callable
from random import Random

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from graphkey.certs.convert import clean_copy, open_copy, pem_copy
from graphkey.certs.diagnose import Bundle
from graphkey.certs.limits import Limits
from graphkey.certs.seal import seal_key
from tests.certs.conftest import PASSWORD, der, pkcs8
from tests.certs.craft import (
    DATA,
    cert_bag,
    encrypted_safe,
    integer,
    key_bag,
    nested_bag,
    octets,
    oid,
    open_tlv,
    pfx,
    plain_safe,
    shrouded_bag,
)

QUICK = Limits(rounds=20_000, total_rounds=60_000, scrypt_bytes=2**20)
"""So that a mutated count of rounds costs milliseconds."""

Flavours = dict[str, bytes]


def flavours(client: Bundle, other: Bundle) -> Flavours:
    """Write one key and certificate in all ways that the reader has a branch for, cheap to open."""
    key, certificate = pkcs8(client), cert_bag(der(client.leaf))
    shut = plain_safe(shrouded_bag(key, PASSWORD)), encrypted_safe(PASSWORD, certificate)
    bags = open_tlv(0x30, key_bag(key), certificate)
    safes = open_tlv(0x30, open_tlv(0x30, oid(DATA), open_tlv(0xA0, octets(bags))))
    return {
        "compat": clean_copy(client, PASSWORD),
        "modern": _aes(client),
        "open": open_copy(client),
        "no-mac": pfx(*shut),
        "pbmac1": pfx(*shut, mac_password=PASSWORD),
        "plain": pfx(plain_safe(key_bag(key), certificate)),
        "nested": pfx(plain_safe(nested_bag(nested_bag(key_bag(key)), certificate))),
        "ber": open_tlv(0x30, integer(3), open_tlv(0x30, oid(DATA), open_tlv(0xA0, octets(safes)))),
        "several": pfx(plain_safe(key_bag(key), key_bag(pkcs8(other)), certificate, cert_bag(der(other.leaf)))),
        "pem": pem_copy(client, None, bytes),
        "sealed-pem": seal_key(client.key, PASSWORD, bytes, 10) + client.leaf.public_bytes(Encoding.PEM),
        "old-pem": client.key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
        "key-der": key,
        "certificate-der": der(client.leaf),
    }


def _aes(client: Bundle) -> bytes:
    builder = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(10).hmac_hash(hashes.SHA256())
    return pkcs12.serialize_key_and_certificates(None, client.key, client.leaf, None, builder.build(PASSWORD.encode()))


def spoil(data: bytes, random: Random) -> bytes:
    """Change some bytes, the way that transfers, editors and attackers do."""
    for _ in range(random.choice((1, 1, 1, 2, 4, 16))):
        data = random.choice(_WAYS)(data, random)
    return data


def _flip(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) or 1)
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :] if data else data


def _set(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) or 1)
    return data[:at] + bytes([random.choice((0, 1, 0x30, 0x7F, 0x80, 0x84, 0xA0, 0xFF))]) + data[at + 1 :]


def _cut(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data) + 1)
    return data[:start] + data[start + random.choice((1, 2, 16, len(data))) :]


def _insert(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.randbytes(random.choice((1, 2, 8))) + data[at:]


def _repeat(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data) + 1)
    piece = data[start : start + random.choice((4, 64, 512))]
    return data[:start] + piece + data[start:]


def _swap(data: bytes, random: Random) -> bytes:
    first, second = sorted((random.randrange(len(data) + 1), random.randrange(len(data) + 1)))
    return data[second:] + data[first:second] + data[:first] if random.random() < 0.2 else data[:first] + data[second:]


# Near the start are the lengths, object identifiers and counts, which matter more than the middle of a ciphertext.
def _head(data: bytes, random: Random) -> bytes:
    return _set(data[:96], random) + data[96:]


_WAYS: tuple[Callable[[bytes, Random], bytes], ...] = (_flip, _flip, _set, _head, _head, _cut, _insert, _repeat, _swap)

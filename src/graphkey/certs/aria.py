"""
ARIA decryption.

OpenSSL writes bundles under it for whoever asks, and no library at hand offers the cipher by itself. `decrypt` calls it.
Nothing is ever encrypted with it here.

A block is one number of 128 bits. The diffusion layer takes each octet to seven places, which is one multiplication, because
no octet gets in the way of another.

Rule: decrypts only; the size of what is given is bounded by the caller (some 30 microseconds a block).
Source: RFC 5794 section 2.
"""

from functools import reduce
from itertools import pairwise
from operator import getitem, mul, xor
from typing import Final

# RFC 5794 section 2.4.2: the substitution of AES, and one of ARIA's own.
_SB1: Final = bytes.fromhex(
    "637c777bf26b6fc53001672bfed7ab76ca82c97dfa5947f0add4a2af9ca472c0b7fd9326363ff7cc34a5e5f171d83115"
    "04c723c31896059a071280e2eb27b27509832c1a1b6e5aa0523bd6b329e32f8453d100ed20fcb15b6acbbe394a4c58cf"
    "d0efaafb434d338545f9027f503c9fa851a3408f929d38f5bcb6da2110fff3d2cd0c13ec5f974417c4a77e3d645d1973"
    "60814fdc222a908846eeb814de5e0bdbe0323a0a4906245cc2d3ac629195e479e7c8376d8dd54ea96c56f4ea657aae08"
    "ba78252e1ca6b4c6e8dd741f4bbd8b8a703eb5664803f60e613557b986c11d9ee1f8981169d98e949b1e87e9ce5528df"
    "8ca1890dbfe6426841992d0fb054bb16"
)
_SB2: Final = bytes.fromhex(
    "e24e54fc94c24acc620d6a463c4d8bd15efa64cbb497be2bbc772e03d31959c11d06416b55f09969ea9c18ae63dfe7bb"
    "007366fb964c85e43a0945aa0fee10eb2d7ff429accfad918d78c895f92fcecd087a88385c832a2847dbb8c793a41253"
    "ff870e3136215848018e377432cae9b1b7ab0cd7c4564226079860d9b6b91140ec208cbda0c984044923f14f501f13dc"
    "d8c09e57e3c37b653b028f3ee82592e515ddfd17a9bfd49a7ec53967fe769d43a7e1d0f568f21b347005a38ad57986a8"
    "30c6514b1ea627f635d26e2416825fdae675a2ef2cb21c9f5d6f800a72449b6c900b5b337d5a52f361a1f7b0d63f7c6d"
    "ed14e0a53d22b3f889de711aafbab581"
)
_SB3, _SB4 = (bytes(map(box.index, range(256))) for box in (_SB1, _SB2))
_ODD: Final = (_SB1, _SB2, _SB3, _SB4) * 4
_EVEN: Final = (_SB3, _SB4, _SB1, _SB2) * 4

# Section 2.4.3: to which octets of the result each octet goes.
_PLACES: Final = (
    (3, 4, 6, 8, 9, 13, 14), (2, 5, 7, 8, 9, 12, 15), (1, 4, 6, 10, 11, 12, 15), (0, 5, 7, 10, 11, 13, 14),
    (0, 2, 5, 8, 11, 14, 15), (1, 3, 4, 9, 10, 14, 15), (0, 2, 7, 9, 10, 12, 13), (1, 3, 6, 8, 11, 12, 13),
    (0, 1, 4, 7, 10, 13, 15), (0, 1, 5, 6, 11, 12, 14), (2, 3, 5, 6, 8, 13, 15), (2, 3, 4, 7, 9, 12, 14),
    (1, 2, 6, 7, 9, 11, 12), (0, 3, 6, 7, 8, 10, 13), (0, 3, 4, 5, 9, 11, 14), (1, 2, 4, 5, 8, 10, 15),
)  # fmt: skip
_SPREAD: Final = tuple(sum(1 << 8 * (15 - place) for place in places) for places in _PLACES)

# Section 2.2: digits of 1/pi.
_CONSTANTS: Final = (
    0x517CC1B727220A94FE13ABE8FA9A6EE0,
    0x6DB14ACC9E21C820FF28B1D5EF5DE2B0,
    0xDB92371D2126E9700324977504E8C90E,
)
_TURNS: Final = (19, 31, 128 - 61, 128 - 31, 128 - 19)  # to the right
_ALL: Final = (1 << 128) - 1


def decrypt_cbc(key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
    """
    Decrypt in CBC mode; the padding is left on.

    Args:
        key: 16, 24 or 32 octets.
        iv: 16 octets.
        ciphertext: a multiple of 16 octets.
    """
    keys = _decryption_keys(key)
    blocks = [int.from_bytes(part, "big") for part in (iv, *_parts(ciphertext))]
    return b"".join((previous ^ _crypt(keys, block)).to_bytes(16, "big") for previous, block in pairwise(blocks))


def _parts(data: bytes) -> list[bytes]:
    return [data[at : at + 16] for at in range(0, len(data), 16)]


def _crypt(keys: list[int], block: int) -> int:
    """Go through all rounds (section 2.3); the keys say whether this encrypts or decrypts."""
    for at, key in enumerate(keys[:-2]):
        block = _diffuse(_substitute(block ^ key, _EVEN if at % 2 else _ODD))
    return int.from_bytes(_substitute(block ^ keys[-2], _EVEN), "big") ^ keys[-1]


def _substitute(block: int, boxes: tuple[bytes, ...]) -> bytes:
    return bytes(map(getitem, boxes, block.to_bytes(16, "big")))


def _diffuse(octets: bytes) -> int:
    spread: int = reduce(xor, map(mul, octets, _SPREAD))
    return spread


def _decryption_keys(key: bytes) -> list[int]:
    """Turn the round keys about (section 2.3.2)."""
    first, *middle, last = _round_keys(key)
    return [last, *(_diffuse(one.to_bytes(16, "big")) for one in reversed(middle)), first]


def _round_keys(key: bytes) -> list[int]:
    """Expand a key (section 2.2): thirteen for 16 octets, two more for each eight beyond."""
    longer = len(key) // 8 - 2
    left, right = (int.from_bytes(part, "big") for part in _parts(key.ljust(32, b"\0")))
    constants = (_CONSTANTS * 2)[longer : longer + 3]
    words = [left]
    for at, boxes in enumerate((_ODD, _EVEN, _ODD)):
        mixed = _diffuse(_substitute(words[-1] ^ constants[at], boxes))
        words.append(mixed ^ (words[at - 1] if at else right))
    return [words[at % 4] ^ _turned(words[(at + 1) % 4], _TURNS[at // 4]) for at in range(13 + 2 * longer)]


def _turned(word: int, count: int) -> int:
    return (word >> count | word << 128 - count) & _ALL

"""
RC2 decryption, with any number of effective key bits.

Thirty years of exports put certificates under RC2 with 40 bits, and no library at hand reads that alone. `decrypt` calls
it. Nothing is ever encrypted with it, and nothing rests on its strength.

Rule: decrypts only; the size of what is given is bounded by the caller (some 20 microseconds a block).
Source: RFC 2268 sections 2 to 4.
"""

from typing import Final

# RFC 2268 section 2: a permutation of 0 to 255 made from the digits of pi.
_PI_TABLE: Final = bytes.fromhex(
    "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32"
    "bd8f40eb86b77b0bf09521225c6b4e8254d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626"
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed708e8eade8052eef784aa72ac354d6a2a"
    "961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731"
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2e"
    "c5f3db47e5a59c770aa62068fe7fc1ad"
)
_ROTATIONS: Final = (1, 2, 3, 5)


def decrypt_cbc(key: bytes, effective_bits: int, iv: bytes, ciphertext: bytes) -> bytes:
    """
    Decrypt in CBC mode; the padding is left on.

    Args:
        key: 1 to 128 octets.
        effective_bits: 1 to 1024.
        iv: 8 octets.
        ciphertext: a multiple of 8 octets.
    """
    words = _expand(key, effective_bits)
    plain = bytearray()
    previous = iv
    for at in range(0, len(ciphertext), 8):
        block = ciphertext[at : at + 8]
        clear = _decrypt_block(words, block) ^ int.from_bytes(previous, "little")
        plain += clear.to_bytes(8, "little")
        previous = block
    return bytes(plain)


def _expand(key: bytes, effective_bits: int) -> list[int]:
    """Expand a key into 64 words (RFC 2268 section 2)."""
    table = list(key)
    for at in range(len(key), 128):
        table.append(_PI_TABLE[(table[at - 1] + table[at - len(key)]) & 0xFF])
    octets = (effective_bits + 7) // 8
    table[128 - octets] = _PI_TABLE[table[128 - octets] & (0xFF >> (8 * octets - effective_bits))]
    for at in range(127 - octets, -1, -1):
        table[at] = _PI_TABLE[table[at + 1] ^ table[at + octets]]
    return [table[2 * at] | table[2 * at + 1] << 8 for at in range(64)]


def _decrypt_block(words: list[int], block: bytes) -> int:
    """Undo the sixteen mixing and two mashing rounds (RFC 2268 section 4); returns 64 bits, little-endian."""
    r = [int.from_bytes(block[at : at + 2], "little") for at in (0, 2, 4, 6)]
    for mixing in range(15, -1, -1):
        for at in (3, 2, 1, 0):
            rotation = _ROTATIONS[at]
            turned = (r[at] >> rotation | r[at] << 16 - rotation) & 0xFFFF
            mixed = (r[at - 1] & r[at - 2]) + (~r[at - 1] & r[at - 3]) + words[4 * mixing + at]
            r[at] = (turned - mixed) & 0xFFFF
        if mixing in (11, 5):
            for at in (3, 2, 1, 0):
                r[at] = (r[at] - words[r[at - 1] & 63]) & 0xFFFF
    return r[0] | r[1] << 16 | r[2] << 32 | r[3] << 48

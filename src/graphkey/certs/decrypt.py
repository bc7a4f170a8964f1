"""
Deriving keys from passwords, checking a MAC, and decrypting a safe or a key.

`diagnose` calls it after it has weighed the rounds; the ciphers are `cryptography`'s, imported late and only those needed.

Rule: nothing is derived here whose cost `diagnose` has not accepted (`rounds_of`).
Rule: what comes out of `decrypt` is plausible: padding and outer length fit, else there is nothing.
Sources: RFC 7292 appendix B, RFC 8018 sections 5 to 7, RFC 9579.
"""

import hashlib
import hmac
from typing import Any, NamedTuple

from graphkey.certs import tlv
from graphkey.certs.algorithms import Cipher, Kdf, Scheme
from graphkey.certs.structure import Mac
from graphkey.certs.tlv import TlvError

# What runs in Python, at 20 to 30 microseconds a block: two seconds at most.
MAX_SLOW_BYTES = 768 * 1024
SLOW_CIPHERS = frozenset({"RC2", "ARIA"})

_PKCS12_KEY, _PKCS12_IV, _PKCS12_MAC = 1, 2, 3


class Spelling(NamedTuple):
    """
    Hold one way to turn a password into octets.

    Args:
        bmp: UTF-16, big-endian, with two zero octets at the end, for the derivation of RFC 7292 appendix B.
        raw: UTF-8, for those of RFC 8018.
        name: empty for the standard one, else what is odd about it.
    """

    bmp: bytes
    raw: bytes
    name: str = ""

    def __repr__(self) -> str:
        return f"Spelling({self.name or 'standard'})"


def spell(password: str) -> list[Spelling]:
    """
    List the ways in which programs are known to spell a password, the standard one first.

    An absent and an empty password are different octets in RFC 7292; both are tried for both. OpenSSL 1.0.2 took UTF-8
    octets for Latin-1 characters when it made UTF-16 of them.
    Raises: UnicodeEncodeError when the password is no Unicode text.
    """
    raw = password.encode()
    spellings = [Spelling(password.encode("utf-16-be") + b"\0\0", raw)]
    if not password:
        spellings.append(Spelling(b"", b"", "absent"))
    if len(raw) != len(password):
        spellings.append(Spelling(raw.decode("latin-1").encode("utf-16-be") + b"\0\0", raw, "UTF-8 taken for Latin-1"))
    return spellings


def rounds_of(kdf: Kdf | None, needed: int = 0) -> int:
    """
    Weigh a derivation, in rounds of one hash block.

    Args:
        needed: octets of key wanted; PBKDF2 and RFC 7292 go through all rounds again for each block of the hash.
    """
    if kdf is None:
        return 0
    if kdf.kind == "scrypt":
        return kdf.rounds * kdf.block * kdf.parallel * 4
    size = hashlib.new(kdf.digest).digest_size if kdf.digest and kdf.digest != "md2" else 16
    blocks = max(1, -(-needed // size)) if kdf.kind != "pbkdf1" else 1
    return kdf.rounds * blocks


def mac_matches(mac: Mac, authenticated: bytes, spelling: Spelling) -> bool:
    """Tell whether the MAC over the bundle is right for this password."""
    assert mac.kdf is not None
    size = hashlib.new(mac.digest).digest_size
    if mac.kdf.kind == "pkcs12":
        key = _derive_pkcs12(mac.kdf, spelling.bmp, _PKCS12_MAC, size)
    else:
        key = _derive(mac.kdf, spelling, mac.kdf.length or size)
    return hmac.compare_digest(hmac.digest(key, authenticated, mac.digest), mac.value)


def decrypt(scheme: Scheme, ciphertext: bytes, spelling: Spelling) -> bytes | None:
    """
    Decrypt a safe or a key.

    Returns: one whole ASN.1 SEQUENCE, or None when the password cannot be right (or the bytes are damaged).
    """
    kdf, cipher = scheme.kdf, scheme.cipher
    assert kdf is not None and cipher is not None
    iv = cipher.iv
    if kdf.kind == "pkcs12":
        key = _derive_pkcs12(kdf, spelling.bmp, _PKCS12_KEY, cipher.key_size)
        iv = _derive_pkcs12(kdf, spelling.bmp, _PKCS12_IV, cipher.block) if cipher.block else b""
    elif kdf.kind == "pbkdf1":
        derived = _derive_pbkdf1(kdf, spelling.raw)
        key, iv = derived[:8], derived[8:16]
    else:
        key = _derive(kdf, spelling, cipher.key_size)
    if cipher.block and (not ciphertext or len(ciphertext) % cipher.block):
        return None
    return _plausible(_unpadded(_run_cipher(cipher, key, iv, ciphertext), cipher.block))


def _unpadded(padded: bytes, block: int) -> bytes:
    if not block:
        return padded
    count = padded[-1]
    fits = 0 < count <= block and padded.endswith(bytes([count]) * count)
    return padded[:-count] if fits else b""


def _plausible(plain: bytes) -> bytes | None:
    """Return the plaintext when it is one whole SEQUENCE (some writers leave octets behind it)."""
    try:
        value = tlv.read(plain)
    except TlvError:
        return None
    return plain if value.tag == tlv.SEQUENCE and value.after == len(plain) else None


def _derive(kdf: Kdf, spelling: Spelling, length: int) -> bytes:
    if kdf.kind == "scrypt":
        memory = 128 * kdf.block * (kdf.rounds + kdf.parallel + 2)
        return hashlib.scrypt(
            spelling.raw, salt=kdf.salt, n=kdf.rounds, r=kdf.block, p=kdf.parallel, maxmem=memory + 65536, dklen=length
        )
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

    algorithm = getattr(hashes, kdf.digest.upper(), None)  # three times faster than hashlib's on older OpenSSL
    if algorithm is None:
        return hashlib.pbkdf2_hmac(kdf.digest, spelling.raw, kdf.salt, kdf.rounds, length)
    return PBKDF2HMAC(algorithm(), length, kdf.salt, kdf.rounds).derive(spelling.raw)


def _derive_pbkdf1(kdf: Kdf, raw: bytes) -> bytes:
    """Derive 16 octets as RFC 8018 section 5.1 does."""
    return _hash_rounds(kdf.digest, raw + kdf.salt, kdf.rounds)[:16]


def _derive_pkcs12(kdf: Kdf, bmp: bytes, purpose: int, length: int) -> bytes:
    """Derive as RFC 7292 appendix B.2 does; `purpose` is the appendix's ID."""
    sample = hashlib.new(kdf.digest, usedforsecurity=False)
    v = sample.block_size
    filled = _repeat(kdf.salt, v) + _repeat(bmp, v)
    out = b""
    while len(out) < length:
        block = _hash_rounds(kdf.digest, bytes([purpose]) * v + filled, kdf.rounds)
        out += block
        step = int.from_bytes(_repeat(block, v)[:v], "big") + 1
        chunks = [filled[at : at + v] for at in range(0, len(filled), v)]
        filled = b"".join(
            (int.from_bytes(chunk, "big") + step & (1 << 8 * v) - 1).to_bytes(v, "big") for chunk in chunks
        )
    return out[:length]


def _hash_rounds(digest: str, data: bytes, rounds: int) -> bytes:
    fresh = hashlib.new(digest, usedforsecurity=False).copy  # copying is a quarter faster than making one a round
    for _ in range(rounds):
        hashing = fresh()
        hashing.update(data)
        data = hashing.digest()
    return data


def _repeat(data: bytes, v: int) -> bytes:
    """Repeat octets up to the next multiple of v."""
    if not data:
        return b""
    length = -(-len(data) // v) * v
    return (data * (length // len(data) + 1))[:length]


def _run_cipher(cipher: Cipher, key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
    if cipher.name == "RC2":
        from graphkey.certs import rc2

        return rc2.decrypt_cbc(key, cipher.effective_bits, iv, ciphertext)
    if cipher.name == "ARIA":
        from graphkey.certs import aria

        return aria.decrypt_cbc(key, iv, ciphertext)
    from cryptography.hazmat.primitives.ciphers import Cipher as Run
    from cryptography.hazmat.primitives.ciphers import modes

    mode: Any = {"CBC": lambda: modes.CBC(iv), "ECB": modes.ECB}.get(cipher.mode, lambda: None)()
    run = Run(_algorithm(cipher, key), mode).decryptor()
    return run.update(ciphertext) + run.finalize()


def _algorithm(cipher: Cipher, key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers import algorithms

    if cipher.name == "AES":
        return algorithms.AES(key)
    from cryptography.hazmat.decrepit.ciphers import algorithms as decrepit

    if cipher.name in ("3DES", "DES"):
        # Two keys are three of which the last is the first; one key three times is plain DES.
        return decrepit.TripleDES((key * 3)[:24])
    old = {"RC4": "ARC4", "CAMELLIA": "Camellia", "BLOWFISH": "Blowfish"}.get(cipher.name, cipher.name)
    return getattr(decrepit, old)(key)

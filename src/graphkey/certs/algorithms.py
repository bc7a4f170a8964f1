"""
How a part of a bundle is encrypted: object identifiers read into a `Scheme` that `decrypt` can carry out.

Tables and their readers, no cryptography. `structure` calls it; `diagnose` weighs the rounds before anything is derived.

Rule: what is not in these tables is not tried; the scheme then says in `problem` what it is.
Sources: RFC 7292 appendices B and C, RFC 8018 appendix A, RFC 7914 (scrypt), RFC 2268 section 6 (RC2), RFC 9579 (PBMAC1),
RFC 3657 (Camellia), RFC 4010 (SEED), RFC 2984 (CAST5), RFC 5794 (ARIA).
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from graphkey.certs import tlv
from graphkey.certs.tlv import Tlv, TlvError

PBES2 = "1.2.840.113549.1.5.13"
PBMAC1 = "1.2.840.113549.1.5.14"
_PBKDF2 = "1.2.840.113549.1.5.12"
_SCRYPT = "1.3.6.1.4.1.11591.4.11"


class Kdf(NamedTuple):
    """
    Say how a key is made from the password.

    Args:
        kind: `pkcs12` (RFC 7292 B.2), `pbkdf1`, `pbkdf2` (RFC 8018) or `scrypt` (RFC 7914).
        digest: hashlib's name.
        rounds: iteration count; N of scrypt.
        block, parallel: r and p of scrypt.
        length: key length in octets that the parameters name, if they do.
    """

    kind: Literal["pkcs12", "pbkdf1", "pbkdf2", "scrypt"]
    digest: str
    salt: bytes
    rounds: int
    block: int = 0
    parallel: int = 0
    length: int | None = None


class Cipher(NamedTuple):
    """
    Say which cipher, in which mode.

    Args:
        name: `AES`, `3DES`, `RC2`, `RC4`, `DES`, `CAMELLIA`, …
        key_size: octets.
        block: block size in octets, 0 for a stream cipher.
        mode: `CBC`, `ECB` or empty.
        effective_bits: of RC2.
    """

    name: str
    key_size: int
    block: int
    mode: str = "CBC"
    iv: bytes = b""
    effective_bits: int = 0


class Scheme(NamedTuple):
    """Join key derivation and cipher; `problem` says what is not supported, and then the other two may be None."""

    name: str
    kdf: Kdf | None = None
    cipher: Cipher | None = None
    problem: str = ""


DIGESTS: Mapping[str, str] = {
    "1.2.840.113549.2.5": "md5",
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "2.16.840.1.101.3.4.2.5": "sha512_224",
    "2.16.840.1.101.3.4.2.6": "sha512_256",
    "2.16.840.1.101.3.4.2.7": "sha3_224",
    "2.16.840.1.101.3.4.2.8": "sha3_256",
    "2.16.840.1.101.3.4.2.9": "sha3_384",
    "2.16.840.1.101.3.4.2.10": "sha3_512",
    "1.3.6.1.4.1.1722.12.2.1.16": "blake2b",
    "1.3.6.1.4.1.1722.12.2.2.8": "blake2s",
}
_PRFS: Mapping[str, str] = {
    "1.2.840.113549.2.6": "md5",
    "1.2.840.113549.2.7": "sha1",
    "1.2.840.113549.2.8": "sha224",
    "1.2.840.113549.2.9": "sha256",
    "1.2.840.113549.2.10": "sha384",
    "1.2.840.113549.2.11": "sha512",
    "1.2.840.113549.2.12": "sha512_224",
    "1.2.840.113549.2.13": "sha512_256",
    "2.16.840.1.101.3.4.2.13": "sha3_224",
    "2.16.840.1.101.3.4.2.14": "sha3_256",
    "2.16.840.1.101.3.4.2.15": "sha3_384",
    "2.16.840.1.101.3.4.2.16": "sha3_512",
}

# Object identifier -> name, digest, cipher. RFC 7292 appendix C.
_PKCS12_PBES: Mapping[str, tuple[str, Cipher]] = {
    "1.2.840.113549.1.12.1.1": ("PBE-SHA1-RC4-128", Cipher("RC4", 16, 0, "")),
    "1.2.840.113549.1.12.1.2": ("PBE-SHA1-RC4-40", Cipher("RC4", 5, 0, "")),
    "1.2.840.113549.1.12.1.3": ("PBE-SHA1-3DES", Cipher("3DES", 24, 8)),
    "1.2.840.113549.1.12.1.4": ("PBE-SHA1-2DES", Cipher("3DES", 16, 8)),
    "1.2.840.113549.1.12.1.5": ("PBE-SHA1-RC2-128", Cipher("RC2", 16, 8, effective_bits=128)),
    "1.2.840.113549.1.12.1.6": ("PBE-SHA1-RC2-40", Cipher("RC2", 5, 8, effective_bits=40)),
}
# PBES1, RFC 8018 appendix A.3. MD2 is named so that it can be refused by name.
_PKCS5_PBES: Mapping[str, tuple[str, str, Cipher]] = {
    "1.2.840.113549.1.5.1": ("PBE-MD2-DES", "md2", Cipher("DES", 8, 8)),
    "1.2.840.113549.1.5.3": ("PBE-MD5-DES", "md5", Cipher("DES", 8, 8)),
    "1.2.840.113549.1.5.4": ("PBE-MD2-RC2", "md2", Cipher("RC2", 8, 8, effective_bits=64)),
    "1.2.840.113549.1.5.6": ("PBE-MD5-RC2", "md5", Cipher("RC2", 8, 8, effective_bits=64)),
    "1.2.840.113549.1.5.10": ("PBE-SHA1-DES", "sha1", Cipher("DES", 8, 8)),
    "1.2.840.113549.1.5.11": ("PBE-SHA1-RC2", "sha1", Cipher("RC2", 8, 8, effective_bits=64)),
}
_CIPHERS: Mapping[str, Cipher] = {
    "2.16.840.1.101.3.4.1.1": Cipher("AES", 16, 16, "ECB"),
    "2.16.840.1.101.3.4.1.2": Cipher("AES", 16, 16),
    "2.16.840.1.101.3.4.1.21": Cipher("AES", 24, 16, "ECB"),
    "2.16.840.1.101.3.4.1.22": Cipher("AES", 24, 16),
    "2.16.840.1.101.3.4.1.41": Cipher("AES", 32, 16, "ECB"),
    "2.16.840.1.101.3.4.1.42": Cipher("AES", 32, 16),
    "1.2.840.113549.3.7": Cipher("3DES", 24, 8),
    "1.3.14.3.2.7": Cipher("DES", 8, 8),
    "1.3.14.3.2.6": Cipher("DES", 8, 8, "ECB"),
    "1.2.840.113549.3.2": Cipher("RC2", 16, 8),
    "1.2.392.200011.61.1.1.1.2": Cipher("CAMELLIA", 16, 16),
    "1.2.392.200011.61.1.1.1.3": Cipher("CAMELLIA", 24, 16),
    "1.2.392.200011.61.1.1.1.4": Cipher("CAMELLIA", 32, 16),
    "1.2.410.200004.1.4": Cipher("SEED", 16, 16),
    "1.2.410.200046.1.1.2": Cipher("ARIA", 16, 16),
    "1.2.410.200046.1.1.7": Cipher("ARIA", 24, 16),
    "1.2.410.200046.1.1.12": Cipher("ARIA", 32, 16),
    "1.2.840.113533.7.66.10": Cipher("CAST5", 16, 8),
    "1.3.6.1.4.1.3029.1.2": Cipher("BLOWFISH", 16, 8),
    "1.3.6.1.4.1.188.7.1.1.2": Cipher("IDEA", 16, 8),
}
_NAMED: Mapping[str, str] = {
    "1.2.643.2.2.21": "GOST 28147-89",
    "1.2.643.2.2.9": "GOST R 34.11-94",
    "1.2.643.2.2.10": "HMAC-GOST R 34.11-94",
    "1.2.643.7.1.1.2.2": "GOST R 34.11-2012 (256)",
    "1.2.643.7.1.1.2.3": "GOST R 34.11-2012 (512)",
    "1.2.840.113549.2.4": "MD4",
    "1.2.840.113549.2.2": "MD2",
    "2.16.840.1.101.3.4.1.46": "AES-256-GCM",
    "2.16.840.1.101.3.4.1.6": "AES-128-GCM",
}
# RFC 2268 section 6: the "version" is not the number of bits.
_RC2_VERSIONS: Mapping[int, int] = {160: 40, 120: 64, 58: 128}


def name_oid(dotted: str) -> str:
    """Return a name for an object identifier, or its dots when none is known."""
    return _NAMED.get(dotted) or DIGESTS.get(dotted) or dotted


def algorithm(value: Tlv) -> tuple[str, Tlv | None]:
    """Read an AlgorithmIdentifier: the object identifier and the parameters, if there are any."""
    parts = tlv.sequence(value, 1)
    return tlv.oid(parts[0]), parts[1] if len(parts) > 1 else None


def read_scheme(value: Tlv) -> Scheme:
    """Read the AlgorithmIdentifier of something encrypted; raises TlvError when its parameters are broken."""
    dotted, parameters = algorithm(value)
    if dotted == PBES2:
        return _read_pbes2(parameters)
    if dotted in _PKCS12_PBES:
        name, cipher = _PKCS12_PBES[dotted]
        salt, rounds = _salt_and_rounds(parameters)
        return Scheme(name, Kdf("pkcs12", "sha1", salt, rounds), cipher)
    if dotted in _PKCS5_PBES:
        name, digest, cipher = _PKCS5_PBES[dotted]
        salt, rounds = _salt_and_rounds(parameters)
        return Scheme(name, Kdf("pbkdf1", digest, salt, rounds), cipher, "MD2" if digest == "md2" else "")
    return Scheme(name_oid(dotted), problem=name_oid(dotted))


def _salt_and_rounds(parameters: Tlv | None) -> tuple[bytes, int]:
    if parameters is None:
        raise TlvError("the parameters of the encryption are missing")
    salt, rounds = tlv.sequence(parameters, 2)[:2]
    return tlv.octets(salt), tlv.integer(rounds)


def _read_pbes2(parameters: Tlv | None) -> Scheme:
    if parameters is None:
        raise TlvError("the parameters of PBES2 are missing")
    derivation, encryption = tlv.sequence(parameters, 2)[:2]
    kdf, problem = read_kdf(derivation)
    dotted, iv_parameters = algorithm(encryption)
    cipher = _CIPHERS.get(dotted)
    if cipher is None:
        return Scheme(f"PBES2 {name_oid(dotted)}", kdf, None, name_oid(dotted))
    cipher = _with_parameters(cipher, iv_parameters)
    if kdf is not None and kdf.length is not None:
        cipher = cipher._replace(key_size=_checked_length(cipher, kdf.length))
    derived = f"{kdf.kind}-{kdf.digest}" if kdf and kdf.digest else (kdf.kind if kdf else problem)
    return Scheme(f"PBES2 {_title(cipher)} {derived}", kdf, cipher, problem)


def _title(cipher: Cipher) -> str:
    bits = cipher.effective_bits or cipher.key_size * 8
    return (
        f"{cipher.name}-{bits}-{cipher.mode}" if cipher.name not in ("3DES", "DES") else f"{cipher.name}-{cipher.mode}"
    )


def _checked_length(cipher: Cipher, length: int) -> int:
    variable = cipher.name in ("RC2", "CAST5", "BLOWFISH")
    if not (5 <= length <= 56 if variable else length == cipher.key_size):
        raise TlvError(f"a key length of {length} octets does not fit {cipher.name}")
    return length


def read_kdf(value: Tlv) -> tuple[Kdf | None, str]:
    """Read PBKDF2 or scrypt parameters; returns the derivation or None, and the problem if it is not supported."""
    dotted, parameters = algorithm(value)
    if dotted not in (_PBKDF2, _SCRYPT):
        return None, name_oid(dotted)
    if parameters is None:
        raise TlvError("the parameters of the key derivation are missing")
    parts = tlv.sequence(parameters, 2)
    if parts[0].tag & ~0x20 != tlv.OCTET_STRING:
        return None, "a salt from elsewhere"
    salt = tlv.octets(parts[0])
    if dotted == _SCRYPT:
        numbers = [tlv.integer(part) for part in parts[1:]]
        if len(numbers) < 3:
            raise TlvError("the parameters of scrypt are too few")
        length = numbers[3] if len(numbers) > 3 else None
        return Kdf("scrypt", "", salt, numbers[0], numbers[1], numbers[2], length), ""
    length = next((tlv.integer(part) for part in parts[2:] if part.tag == tlv.INTEGER), None)
    prf_oid = next((algorithm(part)[0] for part in parts[2:] if part.tag == tlv.SEQUENCE), "1.2.840.113549.2.7")
    problem = "" if prf_oid in _PRFS else name_oid(prf_oid)
    return Kdf("pbkdf2", _PRFS.get(prf_oid, ""), salt, tlv.integer(parts[1]), length=length), problem


def hmac_digest(dotted: str) -> str:
    """Return hashlib's name for the digest of an HMAC's object identifier, or nothing."""
    return _PRFS.get(dotted, "")


def _with_parameters(cipher: Cipher, parameters: Tlv | None) -> Cipher:
    """Take the initialisation vector, and what else stands beside it, from the parameters of a cipher."""
    if cipher.mode == "ECB":
        return cipher
    if parameters is None:
        raise TlvError("the initialisation vector is missing")
    parts = tlv.children(parameters) if parameters.tag == tlv.SEQUENCE else [parameters]
    iv = next((tlv.octets(part) for part in parts if part.tag & ~0x20 == tlv.OCTET_STRING), b"")
    number = next((tlv.integer(part) for part in parts if part.tag == tlv.INTEGER), None)
    if len(iv) != cipher.block:
        raise TlvError("the initialisation vector has the wrong length")
    if cipher.name == "RC2":
        return _rc2(cipher, number)._replace(iv=iv)
    if cipher.name == "CAST5" and number is not None:
        return cipher._replace(iv=iv, key_size=_checked_length(cipher, number // 8))
    return cipher._replace(iv=iv)


def _rc2(cipher: Cipher, version: int | None) -> Cipher:
    bits = 32 if version is None else _RC2_VERSIONS.get(version, version)
    if version not in (None, *_RC2_VERSIONS) and not 256 <= bits <= 1024:
        raise TlvError("unknown effective key bits of RC2")
    return cipher._replace(effective_bits=bits, key_size=bits // 8)

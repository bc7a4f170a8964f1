"""
Looking at the numbers of an RSA private key before it is loaded.

OpenSSL checks a key on loading by testing its primes, which takes most of the time that a bundle takes (37 ms for 2048 bits,
minutes for 16384). The arithmetic between the numbers takes none, and together with one signature that the certificate
verifies it shows that the key works. `contents` calls it.

Rule: nothing here says that a key is good; it says that its numbers fit together, so that the dear test may be left out.
Source: RFC 8017 sections 3.2 and A.1.2; docs/adr/0004-own-tlv-walk.md.
"""

from graphkey.certs import tlv
from graphkey.certs.tlv import Tlv, TlvError

_RSA_KEYS = frozenset({"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"})  # rsaEncryption, RSASSA-PSS
MOST_BITS = 16_384  # OpenSSL's OPENSSL_RSA_MAX_MODULUS_BITS
MOST_BITS_TESTED = 8_192  # about two seconds of testing primes
_MOST_EXPONENT_BITS = 64  # what OpenSSL takes beside a long modulus


def read_numbers(pkcs8: bytes) -> list[int] | None:
    """
    Return n, e, d, p, q, dP, dQ, qInv of an RSA key; None when the key is of another kind.

    Raises: TlvError when it is no private key at all.
    """
    parts = tlv.sequence(tlv.read(pkcs8), 3)
    if tlv.oid(tlv.sequence(parts[1], 1)[0]) not in _RSA_KEYS:
        return None
    numbers = [_number(part) for part in tlv.sequence(tlv.read(tlv.octets(parts[2])), 9)[:9]]
    return numbers[1:]


def _number(value: Tlv) -> int:
    if value.tag != tlv.INTEGER or not 0 < value.stop - value.body <= MOST_BITS // 8 + 1:
        raise TlvError("a number of the key is none, or far too long")
    return int.from_bytes(value.content, "big", signed=True)


def fit_together(numbers: list[int]) -> bool:
    """Tell whether the numbers are those of one RSA key, apart from the question whether its primes are prime."""
    n, e, d, p, q, d_p, d_q, q_inv = numbers
    if min(numbers) < 1 or min(p, q) < 3 or not p & q & e & 1 or e < 3 or e.bit_length() > _MOST_EXPONENT_BITS:
        return False
    return (
        p != q
        and p * q == n
        and d < n
        and d % (p - 1) == d_p
        and d % (q - 1) == d_q
        and e * d_p % (p - 1) == 1
        and e * d_q % (q - 1) == 1
        and q_inv < p
        and q_inv * q % p == 1
    )

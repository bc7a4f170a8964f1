"""
Opening a bundle with one password: which parts open, which do not, and what came out.

Between `structure` (what shows) and `diagnose` (what it means). Loads nothing into key objects.

Rule: a part counts as proof of the password only when it was encrypted and gave one whole ASN.1 value.
Rule: each derivation is paid from the `Purse` first; also those that only show after a first decryption.
Source: RFC 7292 section 5.2.
"""

from collections.abc import Iterable
from typing import NamedTuple

from graphkey.certs.algorithms import Kdf, Scheme
from graphkey.certs.decrypt import MAX_SLOW_BYTES, SLOW_CIPHERS, Spelling, decrypt, mac_matches, rounds_of
from graphkey.certs.limits import Limits
from graphkey.certs.structure import Bag, Pfx, read_bags
from graphkey.certs.tlv import TlvError


class TooExpensiveError(Exception):
    """Say which derivation asks for more than the limits allow."""


class BrokenRoundsError(Exception):
    """Say that a count of rounds is no count (zero, negative, or no power of two for scrypt)."""


class Purse:
    """Hold the work that may still be spent."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._left = limits.total_rounds

    def weigh(self, kdf: Kdf | None, needed: int = 0) -> int:
        """Return the cost of a derivation; raise when it may not be paid on its own."""
        if kdf is None:
            return 0
        if kdf.rounds < 1 or (kdf.kind == "scrypt" and (kdf.rounds < 2 or kdf.rounds & (kdf.rounds - 1))):
            raise BrokenRoundsError(f"{kdf.rounds} rounds")
        if kdf.kind == "scrypt":
            if kdf.block < 1 or kdf.parallel < 1:
                raise BrokenRoundsError("scrypt with no blocks")
            if 128 * kdf.rounds * kdf.block > self._limits.scrypt_bytes or kdf.parallel > 16:
                raise TooExpensiveError(f"scrypt N={kdf.rounds:,} r={kdf.block:,} p={kdf.parallel:,}")
        elif kdf.rounds > self._limits.rounds:
            raise TooExpensiveError(f"{kdf.rounds:,} rounds")
        return rounds_of(kdf, needed)

    def pay(self, kdf: Kdf | None, needed: int = 0) -> None:
        """Take the cost of a derivation; raise when there is not enough left."""
        cost = self.weigh(kdf, needed)
        if cost > self._left:
            raise TooExpensiveError(f"more than {self._limits.total_rounds:,} rounds in all")
        self._left -= cost

    def can_pay(self, cost: int) -> bool:
        """Tell whether so much is left."""
        return cost <= self._left


class Shut(NamedTuple):
    """Hold a part that did not open: a private key, or a whole safe."""

    scheme: Scheme
    ciphertext: bytes
    is_key: bool


class Item(NamedTuple):
    """Hold the DER of a key (PKCS#8) or certificate that came out."""

    der: bytes
    local_key_id: bytes = b""
    name: str = ""


class Opening:
    """
    Collect what one spelling of the password opens.

    Args:
        spelling: the one that is tried.
    Attributes:
        mac: True or False, or None when there is no MAC or it cannot be computed.
        proven: some encrypted part opened.
        shut: encrypted parts that did not open.
        unsupported: names of algorithms that stopped us.
        broken: what is not as it should be in a part that is open.
        schemes: of all encrypted parts, also those that showed only after a decryption.
    """

    def __init__(self, spelling: Spelling) -> None:
        self.spelling = spelling
        self.mac: bool | None = None
        self.proven = False
        self.shut: list[Shut] = []
        self.unsupported: list[str] = []
        self.broken: list[str] = []
        self.schemes: list[Scheme] = []
        self.keys: list[Item] = []
        self.certificates: list[Item] = []
        self.plain_keys = 0

    @property
    def whole(self) -> bool:
        """Tell whether everything is open and nothing is wrong."""
        return self.mac is not False and not (self.shut or self.unsupported or self.broken)


def open_with(pfx: Pfx, spelling: Spelling, mac: bool | None, purse: Purse) -> Opening:
    """
    Open what a spelling of the password opens.

    Args:
        mac: what `check_mac` said of this spelling.
    Raises: TooExpensiveError, BrokenRoundsError.
    """
    opening = Opening(spelling)
    opening.mac = mac
    for safe in pfx.safes:
        if safe.problem:
            opening.unsupported.append(safe.problem)
            continue
        if safe.scheme is None:
            if safe.broken:
                opening.broken.append(safe.broken)
            _open_bags(opening, safe.bags, purse)
            continue
        content = _decrypt(opening, safe.scheme, safe.content, purse, is_key=False)
        if content is not None:
            _open_bags(opening, _bags_of(opening, content), purse)
    return opening


def check_mac(pfx: Pfx, spelling: Spelling, purse: Purse) -> bool | None:
    """Check the MAC; None when there is none or its algorithm is not supported."""
    if pfx.mac is None or pfx.mac.problem or pfx.mac.kdf is None:
        return None
    purse.pay(pfx.mac.kdf, pfx.mac.kdf.length or 0)
    return mac_matches(pfx.mac, pfx.authenticated, spelling)


def open_shut(shut: Shut, spelling: Spelling, purse: Purse) -> bool:
    """Tell whether another spelling opens a part that did not open."""
    return open_alone(shut, spelling, purse) is not None


def open_alone(shut: Shut, spelling: Spelling, purse: Purse) -> bytes | None:
    """Decrypt one part by itself; None when the spelling does not open it."""
    return _decrypt(Opening(spelling), shut.scheme, shut.ciphertext, purse, is_key=shut.is_key)


def _bags_of(opening: Opening, content: bytes) -> list[Bag]:
    try:
        return read_bags(content)
    except TlvError as error:
        opening.broken.append(str(error))
        return []


def _open_bags(opening: Opening, bags: Iterable[Bag], purse: Purse) -> None:
    for bag in bags:
        if bag.kind == "key":
            opening.keys.append(Item(bag.content, bag.local_key_id, bag.name))
            opening.plain_keys += 1
        elif bag.kind == "certificate":
            opening.certificates.append(Item(bag.content, bag.local_key_id, bag.name))
        elif bag.kind == "shrouded" and bag.scheme is not None:
            key = _decrypt(opening, bag.scheme, bag.content, purse, is_key=True)
            if key is not None:
                opening.keys.append(Item(key, bag.local_key_id, bag.name))


def _decrypt(opening: Opening, scheme: Scheme, ciphertext: bytes, purse: Purse, *, is_key: bool) -> bytes | None:
    opening.schemes.append(scheme)
    if scheme.problem or scheme.kdf is None or scheme.cipher is None:
        purse.weigh(scheme.kdf)
        opening.unsupported.append(scheme.problem)
        return None
    if scheme.cipher.name in SLOW_CIPHERS and len(ciphertext) > MAX_SLOW_BYTES:
        raise TooExpensiveError(f"{scheme.cipher.name} over {len(ciphertext):,} bytes")
    purse.pay(scheme.kdf, octets_needed(scheme))
    plain = decrypt(scheme, ciphertext, opening.spelling)
    if plain is None:
        opening.shut.append(Shut(scheme, ciphertext, is_key))
    else:
        opening.proven = True
    return plain


def octets_needed(scheme: Scheme) -> int:
    """Return how many octets a scheme derives from the password."""
    if scheme.kdf is None or scheme.cipher is None:
        return 0
    return scheme.cipher.key_size + (scheme.cipher.block if scheme.kdf.kind == "pkcs12" else 0)

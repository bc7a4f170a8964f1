"""
What a bundle is made of, as far as it shows without the password: safes, bags, checksum, rounds.

Reads RFC 7292 into named tuples with `tlv`; decrypts nothing. `diagnose` goes on from here, and reads the inside of each
safe with `read_bags` once it is decrypted.

Rule: every count of rounds that is going to be paid is visible in a `Scheme` or a `Mac` before it is paid.
Source: RFC 7292 sections 4 and 5; RFC 9579 (PBMAC1).
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from graphkey.certs import tlv
from graphkey.certs.algorithms import (
    DIGESTS,
    PBMAC1,
    Kdf,
    Scheme,
    algorithm,
    hmac_digest,
    name_oid,
    read_kdf,
    read_scheme,
)
from graphkey.certs.tlv import Tlv, TlvError

DATA = "1.2.840.113549.1.7.1"
SIGNED_DATA = "1.2.840.113549.1.7.2"
_ENVELOPED_DATA = "1.2.840.113549.1.7.3"
_ENCRYPTED_DATA = "1.2.840.113549.1.7.6"
_BAGS = "1.2.840.113549.1.12.10.1."
_FRIENDLY_NAME = "1.2.840.113549.1.9.20"
_LOCAL_KEY_ID = "1.2.840.113549.1.9.21"
_X509_CERTIFICATE = "1.2.840.113549.1.9.22.1"

MAX_BAGS = 1_000
_MAX_NESTING = 4


class Mac(NamedTuple):
    """
    Hold the checksum over the bundle.

    Args:
        kdf: how its key is derived.
        digest: hashlib's name of the HMAC's digest, empty when `problem` names one that is not supported.
        value: what the computed HMAC must equal.
    """

    kdf: Kdf | None
    digest: str
    value: bytes
    problem: str = ""


class Bag(NamedTuple):
    """
    Hold one bag: a plain key (PKCS#8), a shrouded one (its ciphertext), a certificate, or something else.

    Args:
        local_key_id: the same octets on a key and on its certificate, where the writer gave them.
        name: the friendly name (PKCS#9), empty when there is none.
    """

    kind: Literal["key", "shrouded", "certificate", "other"]
    content: bytes
    scheme: Scheme | None = None
    local_key_id: bytes = b""
    name: str = ""


class Safe(NamedTuple):
    """
    Hold one safe.

    Args:
        content: its ciphertext; empty when it is not encrypted.
        scheme: None when it is not encrypted.
        problem: why it cannot be read.
        bags: what shows of it without a password.
        broken: what is wrong with these.
    """

    content: bytes = b""
    scheme: Scheme | None = None
    problem: str = ""
    bags: tuple[Bag, ...] = ()
    broken: str = ""


class Pfx(NamedTuple):
    """
    Hold the outside of a bundle.

    Args:
        authenticated: the octets that the MAC covers.
        trailing: how many bytes follow after the end.
        ber: some part is in BER and not in DER form.
        problem: the whole uses a form that is not supported.
    """

    safes: tuple[Safe, ...]
    mac: Mac | None
    authenticated: bytes
    trailing: int = 0
    ber: bool = False
    problem: str = ""


def read_pfx(data: bytes) -> Pfx:
    """Read the outside of a bundle; raises TlvError when it is not as RFC 7292 wants it."""
    outer = tlv.read(data)
    parts = tlv.sequence(outer, 2)
    if tlv.integer(parts[0]) != 3:
        raise TlvError("the version is not 3")
    trailing = len(data) - outer.after
    mac = _read_mac(parts[2]) if len(parts) > 2 else None
    kind, content = _content_info(parts[1])
    if kind != DATA:
        problem = "signed by a public key instead of a MAC" if kind == SIGNED_DATA else name_oid(kind)
        return Pfx((), mac, b"", trailing, problem=problem)
    if content is None:
        raise TlvError("the bundle has no content")
    authenticated = tlv.octets(content)
    infos = tlv.sequence(_only(authenticated))
    safes = tuple(_read_safe(info) for info in infos)
    ber = _is_ber(outer) or _is_ber(content) or any(map(_is_ber, _descendants(infos, 4)))
    return Pfx(safes, mac, authenticated, trailing, ber)


def read_bags(content: bytes, depth: int = 0) -> list[Bag]:
    """Read what is in a safe, also in safes inside it; raises TlvError."""
    bags: list[Bag] = []
    for entry in tlv.sequence(_only(content)):
        parts = tlv.sequence(entry, 2)
        value = _explicit(parts[1])
        kind = tlv.oid(parts[0]).removeprefix(_BAGS)
        if kind == "6":  # safeContentsBag
            if depth >= _MAX_NESTING:
                raise TlvError("safes are nested too deeply")
            bags += read_bags(value.whole, depth + 1)
        else:
            bag = _read_bag(kind, value)
            bags.append(_marked(bag, parts[2]) if len(parts) > 2 else bag)
        if len(bags) > MAX_BAGS:
            raise TlvError("too many bags")
    return bags


def _read_bag(kind: str, value: Tlv) -> Bag:
    if kind == "1":
        return Bag("key", value.whole)
    if kind == "2":
        encryption, ciphertext = tlv.sequence(value, 2)[:2]
        return Bag("shrouded", tlv.octets(ciphertext), read_scheme(encryption))
    if kind == "3":
        name, certificate = tlv.sequence(value, 2)[:2]
        if tlv.oid(name) == _X509_CERTIFICATE:
            return Bag("certificate", tlv.octets(_explicit(certificate)))
    return Bag("other", b"")


def _marked(bag: Bag, attributes: Tlv) -> Bag:
    """Take over what the writer said about a bag (RFC 2985 sections 5.5.1 and 5.5.2)."""
    for attribute in tlv.children(attributes):
        parts = tlv.sequence(attribute)
        if len(parts) != 2:
            continue
        if tlv.oid(parts[0]) == _LOCAL_KEY_ID and not bag.local_key_id:
            bag = bag._replace(local_key_id=parts[1].content)
        elif tlv.oid(parts[0]) == _FRIENDLY_NAME and not bag.name:
            bag = bag._replace(name=_bmp_text(parts[1]))
    return bag


def _bmp_text(values: Tlv) -> str:
    first = tlv.children(values, limit=MAX_BAGS)[:1]
    return first[0].content.decode("utf-16-be", "replace") if first else ""


def _only(content: bytes) -> Tlv:
    """Read the one value that must fill the content; raises TlvError when something follows it."""
    value = tlv.read(content)
    if value.after != len(content):
        raise TlvError("something follows where nothing may")
    return value


def _explicit(wrapper: Tlv) -> Tlv:
    if wrapper.tag != tlv.CONTEXT_0:
        raise TlvError("a [0] was expected")
    return tlv.read(wrapper.data, wrapper.body, wrapper.stop)


def _content_info(info: Tlv) -> tuple[str, Tlv | None]:
    parts = tlv.sequence(info, 1)
    return tlv.oid(parts[0]), _explicit(parts[1]) if len(parts) > 1 else None


def _read_safe(info: Tlv) -> Safe:
    kind, content = _content_info(info)
    if content is None:
        return Safe()
    if kind == DATA:
        return _read_open_safe(tlv.octets(content))
    if kind == _ENCRYPTED_DATA:
        encrypted = tlv.sequence(tlv.sequence(content, 2)[1], 2)
        scheme = read_scheme(encrypted[1])
        if len(encrypted) < 3 or encrypted[2].tag & ~0x20 != 0x80:
            raise TlvError("an encrypted safe has no content")
        return Safe(tlv.octets(encrypted[2]), scheme)
    problem = "encrypted for a public key" if kind == _ENVELOPED_DATA else name_oid(kind)
    return Safe(problem=problem)


def _read_open_safe(content: bytes) -> Safe:
    try:
        return Safe(bags=tuple(read_bags(content)))
    except TlvError as error:
        return Safe(broken=str(error))  # told later, when it is known whether the password is right


def _read_mac(value: Tlv) -> Mac:
    parts = tlv.sequence(value, 2)
    info = tlv.sequence(parts[0], 2)
    dotted, parameters = algorithm(info[0])
    expected, salt = tlv.octets(info[1]), tlv.octets(parts[1])
    rounds = tlv.integer(parts[2]) if len(parts) > 2 else 1
    if dotted == PBMAC1:
        return _read_pbmac1(parameters, expected)
    digest = DIGESTS.get(dotted, "")
    return Mac(Kdf("pkcs12", digest, salt, rounds), digest, expected, "" if digest else name_oid(dotted))


def _read_pbmac1(parameters: Tlv | None, expected: bytes) -> Mac:
    if parameters is None:
        raise TlvError("the parameters of PBMAC1 are missing")
    derivation, scheme = tlv.sequence(parameters, 2)[:2]
    kdf, problem = read_kdf(derivation)
    dotted, _ = algorithm(scheme)
    digest = hmac_digest(dotted)
    if kdf is not None and not 20 <= (kdf.length or 0) <= 64:  # RFC 9579 section 5 wants it given; CVE-2025-11187
        raise TlvError(f"a MAC key of {kdf.length} octets is not acceptable")
    return Mac(kdf, digest, expected, problem or ("" if digest else name_oid(dotted)))


def _is_ber(value: Tlv) -> bool:
    return value.indefinite or value.tag == tlv.OCTET_STRING | 0x20


def _descendants(values: list[Tlv], depth: int) -> Iterator[Tlv]:
    for value in values:
        yield value
        if depth and value.tag & 0x20:
            yield from _descendants(tlv.children(value), depth - 1)

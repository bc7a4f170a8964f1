"""
Telling ASN.1 structures apart by their first few tags, without reading any of them.

`look` calls it. A shape is a hint good enough to say what somebody gave instead of a bundle; it proves nothing.

Sources: RFC 7292 section 4, RFC 5280 section 4.1, RFC 2986, RFC 5208, RFC 8017 A.1.2, RFC 5915, RFC 5652.
"""

from graphkey.certs import tlv
from graphkey.certs.tlv import Tlv, TlvError

_PKCS7 = "1.2.840.113549.1.7."


def looks_like_pfx(data: bytes) -> bool:
    """Tell whether bytes start as a bundle does: SEQUENCE, version 3, SEQUENCE with a PKCS#7 content type."""
    if data[:1] != b"\x30" or len(data) < 8:
        return False
    at = 2 if data[1] <= 0x80 else 2 + (data[1] & 0x7F)
    if data[at : at + 3] != b"\x02\x01\x03" or data[at + 3 : at + 4] != b"\x30":
        # A flipped version is damage, not another format: then the content type must stand where it belongs.
        return data[at : at + 2] == b"\x02\x01" and bytes.fromhex("06092a864886f70d0107") in data[at + 3 : at + 20]
    return True


def name_der(value: Tlv) -> tuple[str, str]:
    """Name a DER structure: a kind for programs and words for people, both empty when it is none that is known."""
    parts = tlv.sequence(value)
    tags = [part.tag for part in parts]
    if tags[:1] == [tlv.OID]:
        return _name_content(parts[0])
    if tags[:2] == [tlv.INTEGER, tlv.SEQUENCE]:
        return "der-pkcs8-key", "a private key (PKCS#8) without its certificate"
    if tags[:2] == [tlv.INTEGER, tlv.INTEGER] and len(tags) >= 9:
        return "der-rsa-key", "an RSA private key without its certificate"
    if tags[:2] == [tlv.INTEGER, tlv.OCTET_STRING]:
        return "der-ec-key", "an EC private key without its certificate"
    if tags == [tlv.SEQUENCE, tlv.OCTET_STRING]:
        return "encrypted-pkcs8", "an encrypted private key (PKCS#8) without its certificate"
    if tags == [tlv.SEQUENCE, tlv.BIT_STRING]:
        return "der-public-key", "a public key"
    if tags == [tlv.SEQUENCE, tlv.SEQUENCE, tlv.BIT_STRING]:
        return _name_signed(parts[0])
    return "", ""


def _name_content(kind: Tlv) -> tuple[str, str]:
    if tlv.oid(kind).startswith(_PKCS7):
        return "pkcs7-der", "certificates in PKCS#7 form, without a private key"
    return "", ""


def _name_signed(body: Tlv) -> tuple[str, str]:
    try:
        tags = [part.tag for part in tlv.children(body)]
    except TlvError:
        return "", ""
    if tags[:4] == [tlv.INTEGER, tlv.SEQUENCE, tlv.SEQUENCE, tlv.CONTEXT_0] or len(tags) == 3:
        return "csr-der", "a certificate request"
    if tlv.CONTEXT_0 in tags[:1] or len(tags) >= 6:
        return "der-certificate", "a certificate without its private key"
    return "der-signed", "a signed structure, perhaps a revocation list"

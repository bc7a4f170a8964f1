import warnings

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, PrivateFormat, pkcs12

from graphkey.certs.convert import clean_copy, modern_copy, open_copy
from graphkey.certs.diagnose import Bundle, diagnose
from graphkey.certs.limits import Limits
from tests.certs.conftest import PASSWORD, der, pkcs8
from tests.certs.craft import (
    DATA,
    cert_bag,
    ctx0,
    encrypted_safe,
    integer,
    key_bag,
    nested_bag,
    octets,
    oid,
    open_tlv,
    pfx,
    plain_safe,
    seq,
    shrouded_bag,
)


def ids(diagnosis: object) -> set[str]:
    return {finding.id for finding in diagnosis.findings}  # type: ignore[attr-defined]


# -- bundles that open ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [clean_copy, modern_copy])
def test_a_bundle_opens_with_its_password(client: Bundle, write: object) -> None:
    found = diagnose(write(client, PASSWORD), PASSWORD)  # type: ignore[operator]
    assert found.verdict == "ok"
    assert found.bundle is not None
    assert found.bundle.leaf == client.leaf
    assert found.bundle.key.private_numbers() == client.key.private_numbers()  # type: ignore[union-attr]


def test_a_chain_comes_out_in_order(issued: Bundle, other: Bundle, authority: Bundle) -> None:
    mixed = [other.leaf, authority.leaf]
    data = pkcs12.serialize_key_and_certificates(
        None, issued.key, issued.leaf, mixed, BestAvailableEncryption(PASSWORD.encode())
    )
    bundle = diagnose(data, PASSWORD).bundle
    assert bundle is not None
    assert bundle.chain == (authority.leaf, other.leaf)


@pytest.mark.parametrize("password", [None, ""])
def test_none_and_empty_are_the_same_password(client: Bundle, password: str | None) -> None:
    assert diagnose(open_copy(client), password).verdict == "ok"


def test_a_bundle_without_mac_and_encryption_opens_with_any_password(client: Bundle) -> None:
    data = pfx(plain_safe(key_bag(pkcs8(client)), cert_bag(der(client.leaf))))
    found = diagnose(data, "anything")
    assert found.verdict == "ok"
    assert {"no-mac", "unencrypted-key"} <= ids(found)


def test_a_password_outside_ascii_opens_and_is_told(client: Bundle) -> None:
    password = "pässwörd-😀"
    data = pkcs12.serialize_key_and_certificates(
        None, client.key, client.leaf, None, BestAvailableEncryption(password.encode())
    )
    found = diagnose(data, password)
    assert found.verdict == "ok"
    assert "non-ascii-password" in ids(found)


def test_a_password_with_a_nul_opens(client: Bundle) -> None:
    data = pkcs12.serialize_key_and_certificates(None, client.key, client.leaf, None, BestAvailableEncryption(b"a\0b"))
    assert diagnose(data, "a\0b").verdict == "ok"


def test_trailing_bytes_change_no_verdict(client: Bundle) -> None:
    found = diagnose(modern_copy(client, PASSWORD) + b"\r\ntrailing", PASSWORD)
    assert found.verdict == "ok"
    assert "trailing-data" in ids(found)


def test_open_lengths_change_no_verdict(client: Bundle) -> None:
    bags = open_tlv(0x30, key_bag(pkcs8(client)), cert_bag(der(client.leaf)))
    half = len(bags) // 2
    pieces = open_tlv(0x24, octets(bags[:half]), octets(bags[half:]))
    safes = open_tlv(0x30, open_tlv(0x30, oid(DATA), open_tlv(0xA0, pieces)))
    data = open_tlv(0x30, integer(3), open_tlv(0x30, oid(DATA), open_tlv(0xA0, octets(safes))))
    found = diagnose(data, None)
    assert found.verdict == "ok"
    assert "ber" in ids(found)


def test_bags_inside_bags_are_found(client: Bundle) -> None:
    data = pfx(plain_safe(nested_bag(nested_bag(key_bag(pkcs8(client)))), cert_bag(der(client.leaf))))
    assert diagnose(data, None).verdict == "ok"


def test_pbmac1_is_checked(client: Bundle) -> None:
    safes = plain_safe(shrouded_bag(pkcs8(client), PASSWORD)), encrypted_safe(PASSWORD, cert_bag(der(client.leaf)))
    assert diagnose(pfx(*safes, mac_password=PASSWORD), PASSWORD).verdict == "ok"
    assert diagnose(pfx(*safes, mac_password=PASSWORD), "else").verdict == "wrong-password"
    assert diagnose(pfx(*safes, mac_password="else"), PASSWORD).verdict == "damaged"


def test_pbmac1_with_a_short_key_is_refused(client: Bundle) -> None:
    data = pfx(plain_safe(key_bag(pkcs8(client)), cert_bag(der(client.leaf))), mac_password="x", key_length=1)
    assert diagnose(data, "x").verdict == "damaged"


@pytest.mark.parametrize("digest", [hashes.SHA1(), hashes.SHA384(), hashes.SHA512(), hashes.SHA224()])
def test_macs_of_all_sizes_are_checked(client: Bundle, digest: hashes.HashAlgorithm) -> None:
    encryption = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(1).hmac_hash(digest).build(PASSWORD.encode())
    data = pkcs12.serialize_key_and_certificates(None, client.key, client.leaf, None, encryption)
    assert diagnose(data, PASSWORD).verdict == "ok"
    assert diagnose(data, "else").verdict == "wrong-password"


def test_opening_makes_no_warnings(client: Bundle) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert diagnose(clean_copy(client, PASSWORD), PASSWORD).verdict == "ok"


# -- passwords that do not fit --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [clean_copy, modern_copy])
@pytest.mark.parametrize("wrong", ["else", "", None, "\ud800", "a\0b", "x" * 10_000, "x" * 10_000_000])
def test_a_wrong_password_is_called_wrong(client: Bundle, write: object, wrong: str | None) -> None:
    found = diagnose(write(client, PASSWORD), wrong)  # type: ignore[operator]
    assert (found.verdict, found.bundle) == ("wrong-password", None)


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        (PASSWORD + "\n", "line break"),
        (PASSWORD + "\r\n", "line break"),
        (f" {PASSWORD}\t", "blanks"),
    ],
)
def test_a_near_miss_is_named_and_not_taken(client: Bundle, given: str, hint: str) -> None:
    found = diagnose(clean_copy(client, PASSWORD), given)
    assert found.verdict == "wrong-password"
    assert hint in found.sentence


def test_the_other_unicode_form_is_named(client: Bundle) -> None:
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    data = pkcs12.serialize_key_and_certificates(
        None, client.key, client.leaf, None, BestAvailableEncryption(composed.encode())
    )
    assert "NFC" in diagnose(data, decomposed).sentence


def test_a_password_for_an_empty_one_is_named(client: Bundle) -> None:
    assert "left empty" in diagnose(open_copy(client), "else").sentence


@pytest.mark.parametrize("mac", [None, PASSWORD])
def test_a_second_password_on_the_key_is_told(client: Bundle, mac: str | None) -> None:
    safes = plain_safe(shrouded_bag(pkcs8(client), "keypass")), encrypted_safe(PASSWORD, cert_bag(der(client.leaf)))
    assert diagnose(pfx(*safes, mac_password=mac), PASSWORD).verdict == "wrong-key-password"


def test_a_password_in_utf16_where_utf8_belongs_is_the_writers_damage(client: Bundle) -> None:
    wrongly_spelt = (PASSWORD.encode("utf-16-be") + b"\0\0").decode("latin-1")
    safes = (
        plain_safe(shrouded_bag(pkcs8(client), wrongly_spelt)),
        encrypted_safe(PASSWORD, cert_bag(der(client.leaf))),
    )
    found = diagnose(pfx(*safes, mac_password=PASSWORD), PASSWORD)
    assert (found.verdict, "NSS" in found.sentence) == ("damaged", True)


# -- damage ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [clean_copy, modern_copy])
def test_a_flipped_bit_is_damage_and_no_wrong_password(client: Bundle, write: object) -> None:
    data = bytearray(write(client, PASSWORD))  # type: ignore[operator]
    for at in (len(data) // 4, len(data) // 2, len(data) - 20):
        data[at] ^= 1
        assert diagnose(bytes(data), PASSWORD).verdict == "damaged"
        data[at] ^= 1
    assert diagnose(bytes(data), PASSWORD).verdict == "ok"


def test_a_flip_is_damage_too_when_the_password_is_empty(client: Bundle) -> None:
    data = bytearray(open_copy(client))
    data[-30] ^= 1
    assert diagnose(bytes(data), "").verdict in ("damaged", "wrong-password")


def test_junk_in_place_of_a_key_or_certificate_is_damage(client: Bundle) -> None:
    assert diagnose(pfx(plain_safe(key_bag(seq(integer(0))), cert_bag(der(client.leaf)))), None).verdict == "damaged"
    assert diagnose(pfx(plain_safe(key_bag(pkcs8(client)), cert_bag(b"junk"))), None).verdict == "damaged"


# -- what is in it --------------------------------------------------------------------------------------------------------


def test_certificates_alone_have_no_private_key(client: Bundle) -> None:
    found = diagnose(pfx(plain_safe(cert_bag(der(client.leaf)))), None)
    assert (found.verdict, found.certificates) == ("no-private-key", (client.leaf,))


def test_a_key_alone_has_no_certificate(client: Bundle) -> None:
    assert diagnose(pfx(plain_safe(key_bag(pkcs8(client)))), None).verdict == "no-certificate"


def test_nothing_inside_is_empty() -> None:
    assert diagnose(pfx(plain_safe()), None).verdict == "empty"
    assert diagnose(pfx(), None).verdict == "empty"
    assert diagnose(b"", None).verdict == "empty"


def test_a_foreign_certificate_does_not_match(client: Bundle, other: Bundle) -> None:
    data = pfx(plain_safe(key_bag(pkcs8(client)), cert_bag(der(other.leaf))))
    assert diagnose(data, None).verdict == "key-mismatch"


def test_two_keys_are_never_one(client: Bundle, other: Bundle) -> None:
    certificates = cert_bag(der(client.leaf)), cert_bag(der(other.leaf))
    keys = key_bag(pkcs8(client)), key_bag(pkcs8(other))
    found = diagnose(pfx(plain_safe(*keys, *certificates)), None)
    assert (found.verdict, found.bundle, found.facts["keys"]) == ("multiple-keys", None, 2)
    assert found.certificates[0] == client.leaf


def test_a_key_hidden_in_an_encrypted_safe_is_counted(client: Bundle, other: Bundle) -> None:
    hidden = encrypted_safe(PASSWORD, cert_bag(der(client.leaf)), shrouded_bag(pkcs8(other), PASSWORD))
    data = pfx(plain_safe(shrouded_bag(pkcs8(client), PASSWORD)), hidden, mac_password=PASSWORD)
    assert diagnose(data, PASSWORD).verdict == "multiple-keys"


def test_the_same_key_twice_is_one_key(client: Bundle) -> None:
    data = pfx(plain_safe(key_bag(pkcs8(client)), key_bag(pkcs8(client)), cert_bag(der(client.leaf))))
    assert diagnose(data, None).verdict == "ok"


def test_more_keys_than_the_limit_are_multiple(client: Bundle, other: Bundle, authority: Bundle) -> None:
    keys = [key_bag(pkcs8(bundle)) for bundle in (client, other, authority)]
    found = diagnose(pfx(plain_safe(*keys)), None, limits=Limits(keys=2))
    assert found.verdict == "multiple-keys"


def test_an_unknown_cipher_is_named(client: Bundle) -> None:
    unknown = seq(oid("1.2.840.113549.1.5.13"), seq(
        seq(oid("1.2.840.113549.1.5.12"), seq(octets(b"salt-salt"), integer(1))),
        seq(oid("2.16.840.1.101.3.4.1.46"), octets(bytes(16))),
    ))  # fmt: skip
    bag = seq(oid("1.2.840.113549.1.12.10.1.2"), ctx0(seq(unknown, octets(bytes(32)))))
    found = diagnose(pfx(plain_safe(bag, cert_bag(der(client.leaf)))), "x")
    assert found.verdict == "unsupported-algorithm"
    assert "AES-256-GCM" in found.sentence


def test_a_signed_bundle_is_unsupported() -> None:
    data = seq(integer(3), seq(oid("1.2.840.113549.1.7.2"), ctx0(seq())))
    assert diagnose(data, None).verdict == "unsupported-algorithm"


# -- what must never show -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [PASSWORD, PASSWORD + "\n", "canary-password"])
def test_no_password_is_shown(client: Bundle, given: str) -> None:
    found = diagnose(modern_copy(client, PASSWORD), given)
    assert PASSWORD not in repr(found)
    assert "canary" not in repr(found)


def test_no_encryption_needs_no_password_to_be_read(client: Bundle) -> None:
    data = pkcs12.serialize_key_and_certificates(b"name", client.key, client.leaf, None, NoEncryption())
    found = diagnose(data, None)
    assert found.verdict == "ok"
    assert "empty-password" in ids(found)

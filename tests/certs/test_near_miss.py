import unicodedata

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from hypothesis import given
from hypothesis import strategies as st

from graphkey.certs.diagnose import Bundle, diagnose
from graphkey.certs.near_miss import variations
from tests.certs.conftest import PASSWORD, der, pkcs8
from tests.certs.craft import cert_bag, encrypted_safe, pfx, plain_safe, shrouded_bag


def sealed(client: Bundle, password: str) -> bytes:
    encryption = BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(None, client.key, client.leaf, None, encryption)


@pytest.mark.parametrize(
    ("right", "given_password", "hint"),
    [
        ("secret\n", "secret", "with a line break"),
        ("secret\r\n", "secret", "Windows line break"),
        ("secret", "'secret'", "quotation marks"),
        ("secret", "\ufeffsecret", "byte order mark"),
        ("secret", "SECRET", "Caps Lock"),
        ("paß", "paÃŸ", "read as UTF-8"),
        ("café", "cafÃ©", "read as UTF-8"),
        ("cafÃ©", "café", "as the writer did"),
        ("café", unicodedata.normalize("NFD", "café"), "NFC"),
        (unicodedata.normalize("NFD", "café"), "café", "NFD"),
    ],
)
def test_what_happened_to_a_password_is_named(client: Bundle, right: str, given_password: str, hint: str) -> None:
    found = diagnose(sealed(client, right), given_password)
    assert (found.verdict, found.bundle) == ("wrong-password", None)
    assert hint in found.sentence
    assert right.strip() not in found.sentence


def test_it_is_named_without_a_checksum_too(client: Bundle) -> None:
    safes = plain_safe(shrouded_bag(pkcs8(client), PASSWORD)), encrypted_safe(PASSWORD, cert_bag(der(client.leaf)))
    found = diagnose(pfx(*safes), PASSWORD + "\n")
    assert (found.verdict, "line break" in found.sentence) == ("wrong-password", True)


def in_latin_1(client: Bundle, mac_password: str | None) -> bytes:
    """As openssl writes it at a terminal that is not in UTF-8: octets of Latin-1, but UTF-16 as it should be."""
    octets = "passé".encode("latin-1")
    key = plain_safe(shrouded_bag(pkcs8(client), "", raw=octets))
    return pfx(key, encrypted_safe("", cert_bag(der(client.leaf)), raw=octets), mac_password=mac_password)


def test_latin_1_octets_are_named_where_no_checksum_tells(client: Bundle) -> None:
    found = diagnose(in_latin_1(client, None), "passé")
    assert (found.verdict, "Latin-1 octets" in found.sentence) == ("wrong-password", True)


def test_latin_1_octets_under_a_checksum_that_fits_are_the_writers_damage(client: Bundle) -> None:
    found = diagnose(in_latin_1(client, "passé"), "passé")
    assert (found.verdict, "openssl" in found.sentence) == ("damaged", True)


def test_what_to_do_about_a_near_miss_is_said(client: Bundle) -> None:
    assert "Correct it" in diagnose(sealed(client, "secret\n"), "secret").remedy


def test_nothing_dear_is_tried_again(client: Bundle) -> None:
    data = pfx(plain_safe(cert_bag(der(client.leaf))), mac_password=PASSWORD, mac_rounds=60_000)
    assert "line break" not in diagnose(data, PASSWORD + "\n").sentence


@given(st.text(max_size=40))
def test_variations_are_few_and_never_the_same(password: str) -> None:
    found = [text for text, _ in variations(password)]
    assert len(found) == len(set(found)) < 20
    assert password not in found

"""Several keys in one bundle, and one of them chosen."""

import pytest

from graphkey.certs.diagnose import Bundle, diagnose
from graphkey.certs.facts import thumbprint
from tests.certs.conftest import der, pkcs8
from tests.certs.craft import cert_bag, key_bag, pfx, plain_safe


@pytest.fixture(scope="module")
def both(client: Bundle, other: Bundle) -> bytes:
    bags = [key_bag(pkcs8(client)), key_bag(pkcs8(other)), cert_bag(der(other.leaf)), cert_bag(der(client.leaf))]
    return pfx(plain_safe(*bags))


def test_all_keys_are_listed_with_their_certificates(both: bytes, client: Bundle, other: Bundle) -> None:
    listed = diagnose(both, None).facts["key_list"]
    assert [(one["number"], one["kind"], one["thumbprint"]) for one in listed] == [
        (1, "RSA-2048", thumbprint(client.leaf)),
        (2, "RSA-2048", thumbprint(other.leaf)),
    ]


def test_a_key_is_chosen_by_number_or_thumbprint(both: bytes, other: Bundle) -> None:
    whole = thumbprint(other.leaf)
    colons = ":".join(whole[at : at + 2] for at in range(0, 40, 2)).lower()
    for choose in ("2", whole, whole[:8], colons):
        found = diagnose(both, None, choose=choose)
        assert found.verdict == "ok"
        assert found.bundle is not None
        assert found.bundle.leaf == other.leaf
        assert found.bundle.key.private_numbers() == other.key.private_numbers()  # type: ignore[union-attr]
        assert "other-keys" in {finding.id for finding in found.findings}


@pytest.mark.parametrize("choose", ["", "0", "3", "x", "FFFFFFFF", "-1", "²", "12345678"])
def test_a_choice_that_fits_none_chooses_none(both: bytes, choose: str) -> None:
    assert diagnose(both, None, choose=choose).verdict == "multiple-keys"


def test_a_chosen_key_without_certificate_is_no_pair(client: Bundle, other: Bundle) -> None:
    data = pfx(plain_safe(key_bag(pkcs8(client)), key_bag(pkcs8(other)), cert_bag(der(client.leaf))))
    assert diagnose(data, None, choose="2").verdict == "key-mismatch"


def test_a_choice_among_one_changes_nothing(client: Bundle) -> None:
    data = pfx(plain_safe(key_bag(pkcs8(client)), cert_bag(der(client.leaf))))
    assert diagnose(data, None, choose="7").verdict == "ok"

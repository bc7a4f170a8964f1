import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.certs import rsa
from graphkey.certs.diagnose import Bundle, diagnose
from graphkey.certs.tlv import TlvError
from tests.certs.conftest import der, pkcs8
from tests.certs.craft import cert_bag, integer, key_bag, octets, oid, pfx, plain_safe, seq


def encoded(numbers: list[int]) -> bytes:
    algorithm = seq(oid("1.2.840.113549.1.1.1"), b"\x05\x00")
    return seq(integer(0), algorithm, octets(seq(integer(0), *map(integer, numbers))))


def numbers_of(bundle: Bundle) -> list[int]:
    found = rsa.read_numbers(pkcs8(bundle))
    assert found is not None
    return found


def test_the_numbers_of_a_real_key_fit(client: Bundle) -> None:
    assert rsa.fit_together(numbers_of(client))


@given(which=st.integers(0, 7), change=st.sampled_from([-2, -1, 1, 2, 1 << 64]))
def test_numbers_do_not_fit_when_one_is_changed(client: Bundle, which: int, change: int) -> None:
    numbers = numbers_of(client)
    numbers[which] += change
    assert not rsa.fit_together(numbers)


@pytest.mark.parametrize("numbers", [[0] * 8, [1] * 8, [-1] * 8, [15, 3, 3, 3, 5, 1, 3, 0], [9, 3, 3, 3, 3, 1, 1, 1]])
def test_senseless_numbers_do_not_fit(numbers: list[int]) -> None:
    assert not rsa.fit_together(numbers)


def test_other_kinds_of_keys_have_no_numbers(authority: Bundle) -> None:
    assert rsa.read_numbers(pkcs8(authority)) is None


def test_a_number_beyond_all_bounds_is_refused() -> None:
    with pytest.raises(TlvError):
        rsa.read_numbers(encoded([1 << 20_000] * 8))


@pytest.mark.parametrize("which", range(8))
def test_a_bundle_is_damaged_when_a_number_of_its_key_is_changed(client: Bundle, which: int) -> None:
    numbers = numbers_of(client)
    numbers[which] += 2
    data = pfx(plain_safe(key_bag(encoded(numbers)), cert_bag(der(client.leaf))))
    assert diagnose(data, "").verdict in ("damaged", "key-mismatch")


def test_a_key_of_composite_primes_does_not_work(client: Bundle) -> None:
    """The arithmetic fits where p is no prime; the signature shows it, unless the certificate shows a mismatch first."""
    numbers = numbers_of(client)
    n, e = numbers[0], numbers[1]
    p, q = 3 * 5 * 7 * 11 * (2**61 - 1), (2**89 - 1)
    data = pfx(plain_safe(key_bag(encoded([n, e, 1, p, q, 1, 1, 1])), cert_bag(der(client.leaf))))
    assert diagnose(data, "").bundle is None


def test_a_huge_key_whose_numbers_do_not_fit_is_not_tested(client: Bundle) -> None:
    huge = [(1 << 16_000) + 1, 65_537, 3, 5, 7, 9, 11, 13]
    data = pfx(plain_safe(key_bag(encoded(huge)), cert_bag(der(client.leaf))))
    assert diagnose(data, "").verdict == "damaged"

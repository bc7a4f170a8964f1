"""Bundles that want to keep us busy, or make us fall."""

import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkey.certs.checks import check
from graphkey.certs.convert import clean_copy
from graphkey.certs.diagnose import Bundle, Diagnosis, diagnose
from graphkey.certs.facts import leaf_facts
from graphkey.certs.limits import Limits
from graphkey.certs.verdicts import MEANINGS
from tests.certs.conftest import NOW, PASSWORD, der, pkcs8
from tests.certs.craft import (
    cert_bag,
    ctx0,
    encrypted_safe,
    integer,
    key_bag,
    octets,
    oid,
    open_tlv,
    pfx,
    plain_safe,
    seq,
    shrouded_bag,
)

BOMB = 2**31 - 1
SECONDS = 2.0  # of CPU, with room for a slow machine; a bomb that went off would take minutes


def fast(data: bytes, password: str | None = PASSWORD, limits: Limits | None = None) -> Diagnosis:
    started = time.process_time()
    found = diagnose(data, password, limits=limits) if limits else diagnose(data, password)
    assert time.process_time() - started < SECONDS
    return found


@pytest.mark.parametrize("rounds", [BOMB, 5_000_001, 10**8])
def test_a_bomb_is_not_lit(client: Bundle, rounds: int) -> None:
    certificate, key = cert_bag(der(client.leaf)), pkcs8(client)
    bombs = [
        pfx(plain_safe(shrouded_bag(key, PASSWORD, rounds), certificate)),
        pfx(plain_safe(key_bag(key)), encrypted_safe(PASSWORD, certificate, rounds=rounds)),
        pfx(plain_safe(key_bag(key), certificate), mac_password=PASSWORD, mac_rounds=rounds),
    ]
    assert [fast(bomb).verdict for bomb in bombs] == ["too-expensive"] * 3


def test_a_bomb_inside_an_encrypted_safe_is_not_lit(client: Bundle) -> None:
    hidden = encrypted_safe(PASSWORD, cert_bag(der(client.leaf)), shrouded_bag(pkcs8(client), PASSWORD, BOMB))
    assert fast(pfx(hidden, mac_password=PASSWORD)).verdict == "too-expensive"


def test_many_small_charges_are_added_up(client: Bundle) -> None:
    charges = [shrouded_bag(pkcs8(client), PASSWORD, 4_000_000) for _ in range(3)]
    assert fast(pfx(plain_safe(*charges))).verdict == "too-expensive"


@pytest.mark.parametrize("rounds", [0, -1, -3328])
def test_a_count_that_is_none_is_damage(client: Bundle, rounds: int) -> None:
    data = pfx(plain_safe(shrouded_bag(pkcs8(client), PASSWORD, rounds), cert_bag(der(client.leaf))))
    assert fast(data).verdict == "damaged"


@pytest.mark.parametrize(
    ("n", "r", "p", "verdict"),
    [
        (2**30, 8, 1, "too-expensive"),
        (2, 2**28, 1, "too-expensive"),
        (2**14, 8, 2**20, "too-expensive"),
        (3, 8, 1, "damaged"),
    ],
)
def test_scrypt_is_weighed(client: Bundle, n: int, r: int, p: int, verdict: str) -> None:
    kdf = seq(oid("1.3.6.1.4.1.11591.4.11"), seq(octets(b"salt"), integer(n), integer(r), integer(p)))
    cipher = seq(oid("2.16.840.1.101.3.4.1.42"), octets(bytes(16)))
    bag = seq(
        oid("1.2.840.113549.1.12.10.1.2"),
        ctx0(seq(seq(oid("1.2.840.113549.1.5.13"), seq(kdf, cipher)), octets(bytes(32)))),
    )
    assert fast(pfx(plain_safe(bag, cert_bag(der(client.leaf))))).verdict == verdict


def test_a_huge_file_is_not_read() -> None:
    assert fast(b"\x30\x82" + bytes(2_000_000)).verdict == "too-expensive"


def test_a_megabyte_under_rc2_is_not_decrypted() -> None:
    algorithm = seq(oid("1.2.840.113549.1.12.1.6"), seq(octets(b"saltsalt"), integer(1)))
    bag = seq(oid("1.2.840.113549.1.12.10.1.2"), ctx0(seq(algorithm, octets(bytes(800 * 1024)))))
    assert fast(pfx(plain_safe(bag))).verdict == "too-expensive"


def test_a_certificate_a_thousand_times_is_counted_once(client: Bundle) -> None:
    data = pfx(plain_safe(key_bag(pkcs8(client)), *[cert_bag(der(client.leaf))] * 900))
    assert fast(data).verdict == "ok"


def test_too_many_bags_are_refused(client: Bundle) -> None:
    assert fast(pfx(plain_safe(*[cert_bag(b"")] * 1_500))).verdict == "damaged"


@pytest.mark.parametrize(
    "data",
    [
        b"\x30\x80\x02\x01\x03" + b"\x30\x80" * 20_000,
        b"\x30\x82\xff\xff\x02\x01\x03\x30" + b"\x30\x81" * 20_000,
        open_tlv(0x30, integer(3), open_tlv(0x30, *[b"\x05\x00"] * 200_000)),
        seq(integer(3), seq(oid("1.2.840.113549.1.7.1"), ctx0(octets(seq(*[seq()] * 200_000))))),
        seq(integer(3), seq(oid("1.2.840.113549.1.7.1"), ctx0(octets(seq(*[b"\x30\x80\0\0"] * 4_000))))),
    ],
)
def test_nesting_and_crowds_cost_nothing(data: bytes) -> None:
    assert fast(data).verdict == "damaged"


def judge_all(data: bytes, password: str | None) -> Diagnosis:
    """Do all that a command does with a file; none of it may raise."""
    found = fast(data, password, Limits(rounds=50_000, total_rounds=100_000))
    assert found.verdict in MEANINGS
    assert found.sentence
    assert (found.bundle is not None) == (found.verdict == "ok")
    check(found, NOW)
    for certificate in found.certificates:
        leaf_facts(certificate)
    return found


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=600), st.one_of(st.none(), st.text(max_size=8)))
def test_any_bytes_are_diagnosed(data: bytes, password: str | None) -> None:
    judge_all(data, password)
    judge_all(b"\x30\x82\x02\x58\x02\x01\x03\x30" + data, password)


@pytest.fixture(scope="module")
def good(client: Bundle) -> bytes:
    return clean_copy(client, PASSWORD)  # 2,000 rounds, so that examples are cheap


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_changed_bundle_is_diagnosed_and_never_taken_for_another(
    client: Bundle, good: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(good) - 1))
    changed = good[:at] + bytes([good[at] ^ data.draw(st.integers(1, 255))]) + good[at + 1 :]
    found = judge_all(changed, PASSWORD)
    assert found.bundle is None or found.bundle.leaf == client.leaf


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_changed_key_or_certificate_is_diagnosed(client: Bundle, data: st.DataObject) -> None:
    key, certificate = pkcs8(client), der(client.leaf)
    whole = key + certificate
    at = data.draw(st.integers(0, len(whole) - 1))
    whole = whole[:at] + data.draw(st.binary(min_size=1, max_size=3)) + whole[at + 1 :]
    judge_all(pfx(plain_safe(key_bag(whole[: len(key)]), cert_bag(whole[len(key) :]))), None)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_spliced_bundle_is_diagnosed(good: bytes, data: st.DataObject) -> None:
    first, second = sorted(data.draw(st.tuples(*[st.integers(0, len(good))] * 2)))
    judge_all(good[:first] + data.draw(st.binary(max_size=20)) + good[second:], PASSWORD)


def test_a_certificate_of_an_unknown_version_is_damage(client: Bundle) -> None:
    odd = der(client.leaf).replace(bytes.fromhex("a003020102"), bytes.fromhex("a00302016c"), 1)
    assert judge_all(pfx(plain_safe(key_bag(pkcs8(client)), cert_bag(odd))), None).verdict == "damaged"


def test_many_threads_diagnose_at_once(client: Bundle, good: bytes) -> None:
    before = list(warnings.filters)
    with ThreadPoolExecutor(16) as pool:
        verdicts = list(pool.map(lambda _: diagnose(good, PASSWORD).verdict, range(64)))
    assert verdicts == ["ok"] * 64
    assert warnings.filters == before

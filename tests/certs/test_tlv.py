import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.certs import tlv
from graphkey.certs.tlv import TlvError, TruncatedError
from tests.certs.craft import integer, octets, oid, open_tlv, seq


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_what_is_written_is_read_back(contents: list[bytes]) -> None:
    read = tlv.sequence(tlv.read(seq(*map(octets, contents))))
    assert [value.content for value in read] == contents


@given(st.integers(-(2**120), 2**120))
def test_integers_are_read_back(number: int) -> None:
    assert tlv.integer(tlv.read(integer(number))) == number


@pytest.mark.parametrize("dotted", ["1.2.840.113549.1.7.1", "2.16.840.1.101.3.4.1.42", "0.9.2342", "2.999.3"])
def test_object_identifiers_are_read_back(dotted: str) -> None:
    if dotted == "2.999.3":  # X.690 section 8.19.5 gives these octets for it
        assert tlv.oid(tlv.read(bytes.fromhex("0603883703"))) == dotted
    else:
        assert tlv.oid(tlv.read(oid(dotted))) == dotted


def test_an_open_length_ends_at_its_own_end_marker() -> None:
    value = tlv.read(open_tlv(0x30, open_tlv(0x30, integer(1)), octets(b"\0\0")) + b"after")
    inner, last = tlv.children(value)
    assert value.indefinite
    assert tlv.integer(tlv.children(inner)[0]) == 1
    assert last.content == b"\0\0"


def test_a_string_in_pieces_is_put_together() -> None:
    pieces = open_tlv(0x24, octets(b"ab"), open_tlv(0x24, octets(b"c")), octets(b""))
    assert tlv.octets(tlv.read(pieces)) == b"abc"


def test_a_string_with_a_foreign_piece_is_refused() -> None:
    with pytest.raises(TlvError):
        tlv.octets(tlv.read(open_tlv(0x24, octets(b"ab"), integer(1))))


@given(st.binary(min_size=1, max_size=200), st.data())
def test_a_cut_value_is_called_truncated(content: bytes, data: st.DataObject) -> None:
    whole = octets(content)
    with pytest.raises(TruncatedError):
        tlv.read(whole[: data.draw(st.integers(0, len(whole) - 1))])


@pytest.mark.parametrize(
    "data",
    [
        b"\x1f\x81\x01\x00",  # a tag of two octets
        b"\x04\x80\x00\x00",  # an open length on a primitive value
        b"\x30\x89" + b"\xff" * 9,  # a length of nine octets
        b"\x30\x80" * 30 + b"\0\0" * 30,
        b"\x30\x80" + b"\x05\x00" * 30_000 + b"\0\0",
    ],
)
def test_hostile_forms_are_refused(data: bytes) -> None:
    with pytest.raises(TlvError):
        tlv.read(data)


def test_too_many_values_are_refused() -> None:
    with pytest.raises(TlvError):
        tlv.children(tlv.read(seq(b"\x05\x00" * 6_000)))


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(TlvError):
        assert tlv.read(data).after <= len(data)

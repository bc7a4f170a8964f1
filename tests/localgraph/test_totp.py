"""Codes of hardware tokens, held against the test vectors of RFC 6238, appendix B."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.localgraph.totp import is_valid, make_code, read_secret

SHA1 = b"12345678901234567890"
SHA256 = b"12345678901234567890123456789012"


@pytest.mark.parametrize(
    ("second", "sha1", "sha256"),
    [
        (59, "94287082", "46119246"),
        (1111111109, "07081804", "68084774"),
        (1234567890, "89005924", "91819424"),
        (20000000000, "65353130", "77737706"),
    ],
)
def test_codes_are_those_of_the_rfc(second: int, sha1: str, sha256: str) -> None:
    at = datetime.fromtimestamp(second, UTC)
    assert make_code(SHA1, at) == sha1[-6:]
    assert make_code(SHA256, at, function="hmacsha256") == sha256[-6:]


@given(st.binary(min_size=1, max_size=64), st.integers(0, 2**33), st.sampled_from([30, 60]))
def test_code_holds_for_its_step_and_the_neighbours_alone(secret: bytes, second: int, step_s: int) -> None:
    at = datetime.fromtimestamp(second, UTC)
    code = make_code(secret, at, step_s=step_s)
    assert is_valid(code, secret, at, step_s=step_s)
    assert is_valid(code, secret, at + timedelta(seconds=step_s), step_s=step_s)
    later = at + timedelta(seconds=5 * step_s)
    near = {make_code(secret, later + timedelta(seconds=k * step_s), step_s=step_s) for k in (-1, 0, 1)}
    assert is_valid(code, secret, later, step_s=step_s) == (code in near)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", " 12345"])
def test_code_of_another_form_is_refused(code: str) -> None:
    assert not is_valid(code, SHA1, datetime.fromtimestamp(59, UTC))


@pytest.mark.parametrize(
    ("text", "secret"),
    [("MFRGG===", b"abc"), ("mfrgg", b"abc"), ("MF RG G", b"abc"), ("", None), ("1", None), ("no secret!", None)],
)
def test_secret_is_read_as_vendors_write_it(text: str, secret: bytes | None) -> None:
    assert read_secret(text) == secret

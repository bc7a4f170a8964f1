"""The vault: boxes open where they were sealed, with the key they were sealed with, and nowhere else."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.errors import ConfigError
from graphkey.localgraph.storage.vault import Vault, usable_key

VAULT = Vault(b"k" * 32, os.urandom)


@given(st.binary(max_size=500), st.text(max_size=20), st.text(max_size=20))
def test_what_is_sealed_opens_again(content: bytes, path: str, name: str) -> None:
    sealed = VAULT.seal("tenant", path, name, content)
    assert VAULT.open("tenant", path, name, sealed) == content


def test_sealed_content_does_not_show() -> None:
    sealed = VAULT.seal("t", "/p", "n", b"a very long secret")
    assert b"secret" not in sealed
    assert sealed != VAULT.seal("t", "/p", "n", b"a very long secret")


@pytest.mark.parametrize("place", [("other", "/p", "n"), ("t", "/other", "n"), ("t", "/p", "other"), ("t/p", "", "n")])
def test_box_does_not_open_in_another_place(place: tuple[str, str, str]) -> None:
    with pytest.raises(ConfigError):
        VAULT.open(*place, VAULT.seal("t", "/p", "n", b"x"))


def test_box_does_not_open_with_another_key_or_changed() -> None:
    sealed = VAULT.seal("t", "/p", "n", b"x")
    with pytest.raises(ConfigError):
        Vault(b"o" * 32, os.urandom).open("t", "/p", "n", sealed)
    for damaged in (sealed[:-1], b"", sealed[:12] + bytes([sealed[12] ^ 1]) + sealed[13:]):
        with pytest.raises(ConfigError):
            VAULT.open("t", "/p", "n", damaged)


def test_given_key_must_be_long_enough() -> None:
    with pytest.raises(ConfigError):
        usable_key(b"short")
    assert len(usable_key(b"0123456789abcdef")) == 32


def test_fingerprint_tells_keys_apart() -> None:
    assert VAULT.fingerprint != Vault(b"o" * 32, os.urandom).fingerprint

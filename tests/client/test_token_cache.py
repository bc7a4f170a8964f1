import json
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.client.token_cache import MARGIN_S, FileStore, Key, KeyringStore, StoredTokens, Token, cache_folder
from graphkey.secret import Secret

KEY = Key("https://login.example", "contoso", "app", "client-secret", "", "https://graph.example/.default", b"s3cret")
NOW_S = 1_790_000_000
CANARY = "canary-token"
TOKEN = Token(Secret(CANARY), NOW_S + 3600)
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX modes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tokens"


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def cache(folder: Path, told: list[str]) -> StoredTokens:
    return StoredTokens(FileStore(str(folder)), tell=told.append)


def entry(folder: Path) -> Path:
    return next(folder.glob("*.json"))


def test_a_token_that_was_kept_is_found(cache: StoredTokens) -> None:
    cache.put(KEY, TOKEN)
    assert cache.get(KEY, NOW_S) == TOKEN


def test_nothing_is_found_before_anything_is_kept(cache: StoredTokens) -> None:
    assert cache.get(KEY, NOW_S) is None


@pytest.mark.parametrize("field", Key._fields)
def test_a_token_is_found_for_its_own_key_only(cache: StoredTokens, field: str) -> None:
    cache.put(KEY, TOKEN)
    other: object = b"another" if field == "evidence" else "another"
    assert cache.get(KEY._replace(**{field: other}), NOW_S) is None  # type: ignore[arg-type]


def test_a_token_near_its_end_is_not_used(cache: StoredTokens) -> None:
    cache.put(KEY, TOKEN)
    assert cache.get(KEY, TOKEN.expires_at_s - MARGIN_S - 1) is not None
    assert cache.get(KEY, TOKEN.expires_at_s - MARGIN_S) is None


@posix
def test_file_and_folder_are_their_owners_alone(cache: StoredTokens, folder: Path) -> None:
    before = os.umask(0)
    try:
        cache.put(KEY, TOKEN)
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert entry(folder).stat().st_mode & 0o777 == 0o600


@posix
def test_a_file_that_others_can_read_is_not_used_and_that_is_said(
    cache: StoredTokens, folder: Path, told: list[str]
) -> None:
    cache.put(KEY, TOKEN)
    entry(folder).chmod(0o644)
    assert cache.get(KEY, NOW_S) is None
    assert "not this user's alone" in told[0]
    cache.put(KEY, TOKEN)
    assert cache.get(KEY, NOW_S) == TOKEN


@posix
def test_a_link_put_in_the_entrys_place_is_replaced_and_not_followed(
    cache: StoredTokens, folder: Path, tmp_path: Path
) -> None:
    cache.put(KEY, TOKEN)
    victim = tmp_path / "victim"
    victim.write_text("mine")
    path = entry(folder)
    path.unlink()
    path.symlink_to(victim)
    cache.put(KEY, TOKEN)
    assert victim.read_text() == "mine"
    assert cache.get(KEY, NOW_S) == TOKEN


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"null", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"form":1}', b"1e999",
        json.dumps({"form": 1, "key": list(KEY.public), "salt": "zz", "proof": "", "token": "x", "expires_at_s": 9e18}).encode(),
        json.dumps({"form": 1, "key": 5, "salt": "", "proof": "", "token": "x", "expires_at_s": 1}).encode(),
    ],
)  # fmt: skip
def test_a_damaged_entry_is_said_and_written_anew(
    cache: StoredTokens, folder: Path, told: list[str], data: bytes
) -> None:
    cache.put(KEY, TOKEN)
    entry(folder).write_bytes(data)
    assert cache.get(KEY, NOW_S) is None
    assert "damaged" in told[0]
    cache.put(KEY, TOKEN)
    assert cache.get(KEY, NOW_S) == TOKEN


@pytest.mark.parametrize(
    "change", [{"token": ""}, {"token": 5}, {"expires_at_s": "soon"}, {"expires_at_s": None}, {"form": 2}]
)
def test_an_entry_that_is_not_quite_right_is_not_used(
    cache: StoredTokens, folder: Path, change: dict[str, object]
) -> None:
    cache.put(KEY, TOKEN)
    path = entry(folder)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    assert cache.get(KEY, NOW_S) is None


def test_no_secret_but_the_token_is_on_disk(cache: StoredTokens, folder: Path) -> None:
    cache.put(KEY, TOKEN)
    assert b"s3cret" not in entry(folder).read_bytes()


def test_the_proof_of_one_secret_differs_from_write_to_write(cache: StoredTokens, folder: Path) -> None:
    proofs = set()
    for _ in range(2):
        cache.put(KEY, TOKEN)
        proofs.add(json.loads(entry(folder).read_text())["proof"])
    assert len(proofs) == 2


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path, told: list[str]) -> None:
    (tmp_path / "file").write_text("")
    cache = StoredTokens(FileStore(str(tmp_path / "file" / "tokens")), tell=told.append)
    cache.put(KEY, TOKEN)
    assert cache.get(KEY, NOW_S) is None
    assert any("not kept" in sentence for sentence in told)
    assert CANARY not in "".join(told)


def test_clearing_forgets_everything(cache: StoredTokens, folder: Path) -> None:
    store = FileStore(str(folder))
    assert store.clear() == 0
    cache.put(KEY, TOKEN)
    cache.put(KEY._replace(tenant="other"), TOKEN)
    assert store.clear() == 2
    assert cache.get(KEY, NOW_S) is None


def test_writers_and_readers_at_once_never_see_half_an_entry(cache: StoredTokens, told: list[str]) -> None:
    cache.put(KEY, TOKEN)
    found: list[Token | None] = []

    def work() -> None:
        for _ in range(30):
            cache.put(KEY, TOKEN)
            found.append(cache.get(KEY, NOW_S))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {TOKEN}
    assert told == []


@given(
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=5000), st.binary(max_size=50)
)
def test_what_is_kept_comes_back_from_a_store_of_any_kind(text: str, evidence: bytes) -> None:
    kept: dict[str, str] = {}

    class Memory:
        def read(self, name: str) -> str | None:
            return kept.get(name)

        def write(self, name: str, text: str) -> None:
            kept[name] = text

        def remove(self, name: str) -> bool:
            return kept.pop(name, None) is not None

    token = Token(Secret(text), NOW_S + 3600)
    key = KEY._replace(evidence=evidence)
    cache = StoredTokens(Memory())
    cache.put(key, token)
    assert cache.get(key, NOW_S) == token


def test_a_keyring_keeps_long_tokens_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(keyring, "get_password", lambda service, name: kept.get((service, name)))
    monkeypatch.setattr(keyring, "set_password", lambda service, name, text: kept.__setitem__((service, name), text))
    monkeypatch.setattr(keyring, "delete_password", lambda service, name: kept.pop((service, name)))
    store = KeyringStore()
    cache = StoredTokens(store)
    token = Token(Secret("x" * 5000), NOW_S + 3600)
    cache.put(KEY, token)
    assert cache.get(KEY, NOW_S) == token
    assert max(map(len, kept.values())) * 2 <= 2560
    assert store.remove(KEY.name)
    assert kept == {}


def test_a_locked_keyring_is_said_and_does_no_harm(monkeypatch: pytest.MonkeyPatch, told: list[str]) -> None:
    keyring = pytest.importorskip("keyring")

    def locked(*_: str) -> None:
        raise keyring.errors.KeyringLocked("no")

    monkeypatch.setattr(keyring, "get_password", locked)
    monkeypatch.setattr(keyring, "set_password", locked)
    cache = StoredTokens(KeyringStore(), tell=told.append)
    cache.put(KEY, TOKEN)
    assert cache.get(KEY, NOW_S) is None
    assert len(told) == 2


@posix
def test_the_folder_follows_the_environment() -> None:
    assert cache_folder({"GRAPHKEY_CACHE_DIR": "/x"}) == "/x/tokens"
    if os.uname().sysname == "Linux":
        assert cache_folder({"HOME": "/h", "XDG_CACHE_HOME": "/x"}) == "/x/graphkey/tokens"
        assert cache_folder({"HOME": "/h"}) == "/h/.cache/graphkey/tokens"

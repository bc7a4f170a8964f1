import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from graphkey.certs.diagnose import Bundle
from graphkey.certs.make import make_key, subject_of
from graphkey.errors import CertificateError, ConfigError
from graphkey.lifecycle import authority as module
from graphkey.lifecycle.authority import found_authority, issue, issued, open_authority, show_authority

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PASSWORD = "authority-secret"
PUBLIC = make_key("EC-P-256").public_key()
SUBJECT = subject_of("client.example")


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ca") / "pattern"
    found_authority(folder, "Our authority", PASSWORD, now=NOW, days=1000)
    return folder


@pytest.fixture(scope="module")
def opened(pattern: Path) -> Bundle:
    return open_authority(pattern, PASSWORD)


@pytest.fixture
def folder(pattern: Path, tmp_path: Path) -> Path:
    shutil.copytree(pattern, tmp_path / "ca")
    return tmp_path / "ca"


def sign(folder: Path, authority: Bundle, **named: Any) -> x509.Certificate:
    return issue(folder, authority, PUBLIC, SUBJECT, now=NOW, **named)


def test_what_is_issued_is_for_clients_alone(folder: Path, opened: Bundle) -> None:
    made = sign(folder, opened)
    made.verify_directly_issued_by(show_authority(folder))
    assert list(made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.CLIENT_AUTH
    ]
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert len(made.serial_number.to_bytes(20, "big").lstrip(b"\0")) <= 10


def test_the_authority_itself_is_for_clients_alone(pattern: Path) -> None:
    own = show_authority(pattern)
    assert list(own.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.CLIENT_AUTH
    ]
    assert own.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0


def test_the_list_is_what_was_issued(folder: Path, opened: Bundle) -> None:
    assert list(issued(folder)) == []
    made = [sign(folder, opened, starts_at=NOW + timedelta(days=day)) for day in (3, 1, 2)]
    assert list(issued(folder)) == [made[1], made[2], made[0]]


@pytest.mark.parametrize("kind", ["RSA-2048", "EC-P-384"])
def test_an_authority_can_be_of_another_kind(tmp_path: Path, kind: str) -> None:
    found_authority(tmp_path / "ca", "Other", PASSWORD, now=NOW, days=10, kind=kind)
    sign(tmp_path / "ca", open_authority(tmp_path / "ca", PASSWORD), days=5)


def test_nothing_outlives_its_authority(folder: Path, opened: Bundle) -> None:
    with pytest.raises(CertificateError, match="outlive"):
        sign(folder, opened, days=1001)
    assert list(issued(folder)) == []


def test_nobody_gets_the_name_of_the_authority(folder: Path, opened: Bundle) -> None:
    with pytest.raises(CertificateError, match="own name"):
        issue(folder, opened, PUBLIC, subject_of("Our authority"), now=NOW)


@pytest.mark.parametrize("password", ["", None, "else", PASSWORD + "\n"])
def test_a_wrong_password_does_not_open(folder: Path, password: str | None) -> None:
    with pytest.raises(CertificateError, match="wrong-password"):
        open_authority(folder, password)


def test_no_authority_is_told(tmp_path: Path) -> None:
    for attempt in (
        lambda: open_authority(tmp_path, PASSWORD),
        lambda: show_authority(tmp_path),
        lambda: list(issued(tmp_path)),
    ):
        with pytest.raises(ConfigError, match="no authority"):
            attempt()


def test_an_existing_folder_is_kept(folder: Path) -> None:
    before = (folder / "authority.pem").read_bytes()
    with pytest.raises(ConfigError, match="exists"):
        found_authority(folder, "New", PASSWORD, now=NOW, days=1)
    assert (folder / "authority.pem").read_bytes() == before


def test_a_file_that_is_no_certificate_is_no_gap_in_the_list(folder: Path, opened: Bundle) -> None:
    sign(folder, opened)
    (folder / "issued" / "ff.pem").write_bytes(b"torn")
    with pytest.raises(ConfigError, match=r"ff\.pem"):
        list(issued(folder))


def test_many_at_once_are_all_kept(folder: Path, opened: Bundle) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: sign(folder, opened), range(40)))
    assert {one.serial_number for one in issued(folder)} == {one.serial_number for one in made}
    assert len({one.serial_number for one in made}) == 40


def test_a_serial_number_is_never_given_twice(folder: Path, opened: Bundle) -> None:
    stuck = iter([b"\1" * 9, b"\1" * 4, b"\1" * 9, b"\2" * 4, b"\2" * 9, b"\3" * 4])
    first, second = (sign(folder, opened, entropy=lambda _: next(stuck)) for _ in range(2))
    assert first.serial_number != second.serial_number
    assert len(list(issued(folder))) == 2


def test_numbers_that_repeat_for_ever_are_told(folder: Path, opened: Bundle) -> None:
    sign(folder, opened, entropy=lambda count: b"\1" * count)
    with pytest.raises(ConfigError, match="repeat"):
        sign(folder, opened, entropy=lambda count: b"\1" * count)


class Killed(BaseException):
    """What a kill is: nothing catches it, and (unlike a kill) cleaning up still runs."""


_CALLS = ("open", "fsync", "link")


def test_a_kill_at_any_call_leaves_the_folder_whole(
    folder: Path, opened: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [sign(folder, opened)]
    for name in _CALLS:
        for after in (False, True):
            real = getattr(os, name)

            def dying(*args: Any, real: Any = real, after: bool = after) -> Any:
                if after:
                    real(*args)
                raise Killed

            with monkeypatch.context() as patch:
                patch.setattr(module.os, name, dying)
                patch.setattr(Path, "unlink", lambda *_, **__: None)  # the dead clean nothing up
                with pytest.raises(Killed):
                    sign(folder, opened)
            found = list(issued(folder))
            assert set(found) >= set(kept)
            kept = [*found, sign(folder, opened)]
    assert len(kept) == len(list(issued(folder)))


def test_a_kill_while_it_is_founded_leaves_no_authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dying(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", dying)
        patch.setattr(module.shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(Killed):
            found_authority(tmp_path / "ca", "A", PASSWORD, now=NOW, days=1)
    assert not (tmp_path / "ca").exists()
    found_authority(tmp_path / "ca", "A", PASSWORD, now=NOW, days=1)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")
def test_only_the_owner_reads_it(folder: Path, opened: Bundle) -> None:
    sign(folder, opened)
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, *folder.rglob("*")))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_takes_it_for_clients_and_not_for_servers(folder: Path, opened: Bundle, tmp_path: Path) -> None:
    leaf = tmp_path / "leaf.pem"
    leaf.write_bytes(sign(folder, opened).public_bytes(Encoding.PEM))
    at = str(int(NOW.timestamp()))
    command = ["openssl", "verify", "-attime", at, "-x509_strict", "-CAfile", str(folder / "authority.pem"), "-purpose"]
    assert subprocess.run([*command, "sslclient", str(leaf)], capture_output=True).returncode == 0
    assert subprocess.run([*command, "sslserver", str(leaf)], capture_output=True).returncode != 0
    key = ["openssl", "pkey", "-noout", "-passin", "env:P", "-in", str(folder / "authority.key.pem")]
    assert subprocess.run(key, env={**os.environ, "P": PASSWORD}, capture_output=True).returncode == 0

"""What is left of a file that cannot be written: nothing of the new one, and all of the old one."""

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graphkey.cli.private_file import write_private, write_together
from graphkey.errors import OutputError, UsageError
from tests.cli.bundles import PASSWORD, pfx
from tests.cli.conftest import Cli

resource = pytest.importorskip("resource", reason="what stands in for a full disk is of Unix")

OUTPUT_FAILED = 74
ENV = {"P": PASSWORD, "NEW": "fresh-Pass-1"}


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow beyond 100 bytes: a write fails half-way, as on a full disk. What pytest prints is a file as well."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def content(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(b"old")
    with full_disk(), pytest.raises(OutputError, match="cannot write"):
        write_private(tmp_path / "key.pem", bytes(1000))
    assert content(tmp_path) == {"key.pem": b"old"}


def test_of_files_that_belong_together_none_is_left(tmp_path: Path) -> None:
    with full_disk(), pytest.raises(OutputError):
        write_together({tmp_path / "key.pem": b"small", tmp_path / "big.csr": bytes(1000)}, replace=False)
    assert content(tmp_path) == {}


def test_a_file_that_somebody_made_meanwhile_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "late.csr").write_bytes(b"theirs")
    with pytest.raises(UsageError, match="exists already"):
        write_together({tmp_path / "key.pem": b"ours", tmp_path / "late.csr": b"ours"}, replace=False)
    assert content(tmp_path) == {"late.csr": b"theirs"}


def test_a_file_is_its_owners_alone_whatever_it_was_before(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.touch(mode=0o644)
    write_private(file, b"new")
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"new", 0o600)


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_private(tmp_path / "link", b"new")
    assert ((tmp_path / "link").is_symlink(), (tmp_path / "real").read_bytes()) == (True, b"new")


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writing = threading.Thread(target=write_private, args=(pipe, b"through"))
    writing.start()
    assert pipe.read_bytes() == b"through"
    writing.join()
    assert stat.S_ISFIFO(pipe.stat().st_mode)


# -- whole command lines ---------------------------------------------------------------------------------------------------


@pytest.fixture
def made(cli: Cli, tmp_path: Path) -> Path:
    """A bundle, an authority and a request; and `out`, where nothing is yet."""
    (tmp_path / "client.pfx").write_bytes(pfx())
    assert cli("ca", "init", str(tmp_path / "ca"), "--name", "Root", "--password", "env:NEW", env=ENV).code == 0
    request = [str(tmp_path / "a.csr"), "--key-out", str(tmp_path / "a.pem"), "--kind", "EC-P-256"]
    assert cli("cert", "csr", *request, "--name", "a", "--password", "env:NEW", env=ENV).code == 0
    (tmp_path / "out").mkdir()
    return tmp_path


EC = ("--kind", "EC-P-256")
COMMANDS = {
    "new": ("cert", "new", "{out}", "--name", "a", *EC, "--password", "env:NEW"),
    "csr": ("cert", "csr", "{out}", "--key-out", "{out}.key", "--name", "a", *EC, "--password", "env:NEW"),
    "csr-key": ("cert", "csr", "{made}/out/b.csr", "--key-out", "{out}", "--name", "a", *EC, "--password", "env:NEW"),
    "convert": ("cert", "convert", "{made}/client.pfx", "{out}", "--password", "env:P", "--new-password", "env:NEW"),
    "issue": ("ca", "issue", "{made}/ca", "{out}", "--name", "a", *EC, "--ca-password", "env:NEW", "--password", "env:NEW"),
    "answer": ("ca", "issue", "{made}/ca", "{out}", "--csr", "{made}/a.csr", "--ca-password", "env:NEW"),
    "init": ("ca", "init", "{out}", "--name", "Root", "--password", "env:NEW"),
}  # fmt: skip


def words(name: str, made: Path, out: Path | str) -> list[str]:
    return [word.format(made=made, out=out) for word in COMMANDS[name]]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_ends_with_a_failed_output(cli: Cli, made: Path, name: str) -> None:
    before = content(made)
    with full_disk():
        done = cli(*words(name, made, made / "out" / "new"), env=ENV)
    assert (done.code, done.out, "File too large" in done.err) == (OUTPUT_FAILED, "", True)
    assert content(made) == before
    assert list((made / "out").iterdir()) == []


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {"init"}))
def test_a_folder_that_is_missing_is_told_before_anything_is_done(cli: Cli, made: Path, name: str) -> None:
    before = content(made)
    done = cli(*words(name, made, made / "no" / "new"), env=ENV)
    assert (done.code, "No such file or directory" in done.err) == (OUTPUT_FAILED, True)
    assert content(made) == before


@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_where_a_folder_should_be_is_told(cli: Cli, made: Path, name: str) -> None:
    before = content(made)
    done = cli(*words(name, made, made / "client.pfx" / "new"), env=ENV)
    assert (done.code, "Not a directory" in done.err) == (OUTPUT_FAILED, True)
    assert content(made) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="of Linux")
@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {"init"}))
def test_a_device_is_written_to_and_not_replaced(cli: Cli, made: Path, name: str) -> None:
    done = cli(*words(name, made, "/dev/full"), "--force", env=ENV)
    assert (done.code, "No space left" in done.err) == (OUTPUT_FAILED, True)
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_that_must_not_be_written_to_is_told(cli: Cli, made: Path, name: str) -> None:
    (made / "out").chmod(0o500)
    done = cli(*words(name, made, made / "out" / "new"), env=ENV)
    (made / "out").chmod(0o700)
    assert (done.code, "Permission denied" in done.err) == (OUTPUT_FAILED, True)
    assert list((made / "out").iterdir()) == []

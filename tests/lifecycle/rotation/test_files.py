"""The folder on the disk, and the proof over the wire."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from graphkey.errors import ConfigError, OutputError, PlanError
from graphkey.lifecycle.rotation.files import Folder
from graphkey.lifecycle.rotation.proof import judged
from graphkey.steps.caller import Attempt


def attempt(status: int | None, body: bytes = b"{}", *, failure: str | None = None, asked: bool = True) -> Attempt:
    values = dict.fromkeys(Attempt._fields) | {
        "failure": failure,
        "detail": "",
        "tls_version": "TLSv1.3",
        "headers": {},
    }
    return Attempt(**{**values, "status": status, "body": body, "asked_for_certificate": asked, "elapsed_s": 0.1})  # type: ignore[arg-type]


def test_what_is_written_is_read_again_and_private(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "one" / "two")
    with folder.held():
        folder.write("a", b"1")
        folder.write("a", b"2")
        assert (folder.read("a"), folder.read("b")) == (b"2", None)
    assert stat.S_IMODE((folder.path / "a").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_half_a_file_of_a_dead_process_harms_nothing(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("a", b"whole")
    (tmp_path / ".a.part").write_bytes(b"ha")
    assert folder.read("a") == b"whole"
    folder.write("a", b"next")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a"]


def test_removing_takes_half_files_too(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("a", b"whole")
    (tmp_path / ".a.part").write_bytes(b"ha")
    folder.remove("a")
    folder.remove("a")
    assert list(tmp_path.iterdir()) == []


def test_second_process_is_refused_and_a_dead_one_lets_go(tmp_path: Path) -> None:
    script = (
        "import sys, time, pathlib; from graphkey.lifecycle.rotation.files import Folder\n"
        "with Folder(pathlib.Path(sys.argv[1])).held():\n    print('held', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"held\n"
        with pytest.raises(PlanError, match="another process"), Folder(tmp_path).held():
            pass
        process.kill()
        process.wait()
    with Folder(tmp_path).held():
        pass


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that may not be written")
def test_disk_that_refuses_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="cannot write"):
        Folder(tmp_path).write("a", b"1")
    tmp_path.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="needs a limit of a file's size")
def test_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("a", b"whole")
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(OutputError, match="cannot write") as caught:
            folder.write("a", b"x" * 8192)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (folder.read("a"), caught.value.exit_code) == (b"whole", 74)


def test_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(ConfigError, match="cannot lock"), Folder(tmp_path / "x").held():
        pass


@pytest.mark.parametrize(
    ("made", "accepted"),
    [
        (attempt(200), True),
        (attempt(400, b'{"action": "ValidationError"}'), True),
        (attempt(400, b"<html>No required SSL certificate was sent</html>"), False),
        (attempt(401), False),
        (attempt(403), False),
        (attempt(404), False),
        (attempt(500), False),
        (attempt(302), False),
        (attempt(None, failure="certificate-refused"), False),
        (attempt(None, failure="timeout"), False),
    ],
    ids=["200", "validation", "nginx", "401", "403", "404", "500", "302", "refused", "timeout"],
)
def test_only_an_answer_of_a_step_is_acceptance(made: Attempt, accepted: bool) -> None:
    assert judged(made).accepted is accepted


def test_acceptance_without_a_question_is_told() -> None:
    assert "has seen none" in judged(attempt(200, asked=False)).sentence

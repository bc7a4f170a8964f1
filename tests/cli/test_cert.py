import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import pkcs12

from graphkey.certs.diagnose import diagnose
from tests.cli.bundles import PASSWORD, pfx, thumbprint
from tests.cli.conftest import Cli, Done, Typed

ENV = {"PFX_PASSWORD": PASSWORD}
NEW_PASSWORD = {"NEW": "fresh-Pass-1"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "client.pfx"
    path.write_bytes(pfx())
    return path


# -- check ----------------------------------------------------------------------------------------------------------------


def test_a_good_bundle_is_ok(cli: Cli, file: Path) -> None:
    done = cli("cert", "check", str(file), "--password", "env:PFX_PASSWORD", env=ENV)
    assert (done.code, done.err) == (0, "")
    assert (done.json["file"], done.json["verdict"]) == (str(file), "ok")
    assert done.json["leaf"]["thumbprint"] == thumbprint()
    assert {finding["id"] for finding in done.json["findings"]} == {
        "aes-encryption",
        "non-ascii-password",
        "self-signed",
    }
    assert all({"id", "severity", "sentence", "remedy"} <= finding.keys() for finding in done.json["findings"])


def test_each_file_has_exactly_one_line(cli: Cli, file: Path, tmp_path: Path) -> None:
    junk, empty, text = tmp_path / "j", tmp_path / "e", tmp_path / "ünï\ncode.txt"
    junk.write_bytes(os.urandom(500))
    empty.write_bytes(b"")
    text.write_text("no bundle\nat all\n", encoding="utf-8")
    done = cli("cert", "check", *map(str, (file, junk, empty, text)), "--output", "json")
    assert [line["verdict"] for line in done.lines] == ["wrong-password", "not-pkcs12", "empty", "not-pkcs12"]
    assert done.code == 1


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_checked(cli: Cli, file: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.pfx"
    done = cli("cert", "check", str(missing), str(tmp_path), str(file), "--password", "env:PFX_PASSWORD", env=ENV)
    assert done.code == 2
    assert [line["verdict"] for line in done.lines] == [None, None, "ok"]
    assert "missing.pfx" in done.err


@pytest.mark.parametrize(
    ("named", "code"), [({"days_to": 365}, 0), ({"days_from": -9, "days_to": -1}, 1), ({"usage": "server"}, 1)]
)
def test_an_error_finding_gives_one_and_keeps_the_verdict(
    cli: Cli, tmp_path: Path, named: dict[str, object], code: int
) -> None:
    path = tmp_path / "c.pfx"
    path.write_bytes(pfx(**named))
    done = cli("cert", "check", str(path), "--password", "env:PFX_PASSWORD", env=ENV)
    assert (done.code, done.json["verdict"]) == (code, "ok")


def test_no_password_means_empty_and_nobody_is_asked(cli: Cli, file: Path) -> None:
    terminal = Typed(["never"])
    done = cli("cert", "check", str(file), terminal=terminal)
    assert (done.json["verdict"], terminal.questions) == ("wrong-password", [])


def test_an_empty_variable_is_the_empty_password(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "open.pfx"
    path.write_bytes(pfx(password=""))
    assert cli("cert", "check", str(path), "--password", "env:EMPTY", env={"EMPTY": ""}).json["verdict"] == "ok"


def test_a_missing_variable_is_an_error(cli: Cli, file: Path) -> None:
    done = cli("cert", "check", str(file), "--password", "env:NOT_SET")
    assert (done.code, done.out) == (2, "")
    assert "NOT_SET" in done.err


@pytest.mark.parametrize(
    ("text", "verdict"), [("{}", "ok"), ("{}\n", "ok"), ("{}\n\n", "wrong-password"), (" {}", "wrong-password")]
)
def test_a_secret_file_loses_one_final_newline_and_nothing_else(
    cli: Cli, file: Path, tmp_path: Path, text: str, verdict: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(text.format(PASSWORD).encode())
    assert cli("cert", "check", str(file), "--password", f"file:{secret}").json["verdict"] == verdict


def test_a_password_with_a_newline_from_a_variable_is_not_trimmed(cli: Cli, file: Path) -> None:
    done = cli("cert", "check", str(file), "--password", "env:P", env={"P": PASSWORD + "\n"})
    assert done.json["verdict"] == "wrong-password"
    assert "line break" in done.json["sentence"]


def test_a_password_comes_from_standard_input(cli: Cli, file: Path) -> None:
    assert cli("cert", "check", str(file), "--password", "-", stdin=PASSWORD + "\n").json["verdict"] == "ok"


@pytest.mark.parametrize("given", [PASSWORD, "wrong-canary"])
@pytest.mark.parametrize("output", ["json", "table", "text", "csv", "yaml"])
def test_no_password_is_shown(cli: Cli, file: Path, given: str, output: str) -> None:
    done = cli("cert", "check", str(file), "--password", "env:P", "--output", output, env={"P": given})
    assert given not in done.out + done.err


@pytest.mark.parametrize("columns", [30, 80, 200])
def test_a_terminal_gets_a_table_that_fits(cli: Cli, file: Path, columns: int) -> None:
    done = cli("cert", "check", str(file), "--password", "env:PFX_PASSWORD", env=ENV, columns=columns)
    name, *rows = done.out.splitlines()
    assert name == f"{file}: ok"
    assert max(map(len, rows)) <= max(columns, 51)  # a thumbprint is not broken in two
    assert thumbprint() in done.out


@pytest.mark.skipif(os.name == "nt", reason="no such file names on Windows")
def test_a_strange_name_does_not_steer_the_terminal(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "a\x1b]0;owned\x07\nb.pfx"
    path.write_bytes(b"junk")
    done = cli("cert", "check", str(path), columns=80)
    assert "\x1b" not in done.out
    assert done.out.startswith(str(tmp_path))
    assert cli("cert", "check", str(path)).json["file"] == str(path)


def test_a_pipe_gets_json_and_output_can_be_chosen(cli: Cli, file: Path) -> None:
    assert json.loads(cli("cert", "check", str(file), "--output", "json", columns=80).out)["file"] == str(file)
    assert cli("cert", "check", str(file), "--output", "text").out.startswith(f"{file}: wrong-password")


# -- new ------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mask() -> Iterator[None]:
    old = os.umask(0)
    yield
    os.umask(old)


def new(cli: Cli, path: Path, *more: str, **named: Any) -> Done:
    return cli("cert", "new", str(path), "--name", "api.example", *more, **named)


def test_a_new_certificate_is_usable_at_once(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "new.pfx"
    made = new(cli, path, "--password", "env:NEW", env=NEW_PASSWORD)
    assert made.code == 0
    checked = cli("cert", "check", str(path), "--password", "env:NEW", env=NEW_PASSWORD)
    assert (checked.code, checked.json["verdict"]) == (0, "ok")
    assert checked.json["leaf"]["thumbprint"] == made.json["thumbprint"]


def test_what_is_printed_is_what_the_other_side_needs(cli: Cli, tmp_path: Path) -> None:
    made = new(cli, tmp_path / "new.pfx", "--password", "env:NEW", "--days", "30", env=NEW_PASSWORD).json
    public = x509.load_pem_x509_certificate(made["certificate_pem"].encode())
    assert made["thumbprint"] == public.fingerprint(hashes.SHA1()).hex().upper()
    assert made["sha256"] == public.fingerprint(hashes.SHA256()).hex()
    assert 30 <= (public.not_valid_after_utc - public.not_valid_before_utc).days <= 31
    assert "PRIVATE" not in json.dumps(made)


def test_a_terminal_gets_the_same_as_text(cli: Cli, tmp_path: Path) -> None:
    done = new(cli, tmp_path / "new.pfx", "--password", "env:NEW", env=NEW_PASSWORD, columns=80)
    assert "thumbprint (SHA-1)" in done.out
    assert "BEGIN CERTIFICATE" in done.out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")
@pytest.mark.usefixtures("mask")
@pytest.mark.parametrize("more", [[], ["--force"]])
def test_only_the_owner_reads_the_file_whatever_the_umask(cli: Cli, tmp_path: Path, more: list[str]) -> None:
    path = tmp_path / "new.pfx"
    new(cli, path, "--password", "env:NEW", *more, env=NEW_PASSWORD)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir() if "new" in entry.name] == ["new.pfx"]


def test_a_file_that_exists_is_kept(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "new.pfx"
    path.write_bytes(b"precious")
    done = new(cli, path, "--password", "env:NEW", env=NEW_PASSWORD)
    assert (done.code, path.read_bytes()) == (2, b"precious")
    assert "--force" in done.err


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_dangling_link_is_not_followed(cli: Cli, tmp_path: Path) -> None:
    path, elsewhere = tmp_path / "new.pfx", tmp_path / "elsewhere"
    path.symlink_to(elsewhere)
    assert new(cli, path, "--password", "env:NEW", env=NEW_PASSWORD).code == 2
    assert not elsewhere.exists()


def test_force_replaces(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "new.pfx"
    path.write_bytes(b"old")
    assert new(cli, path, "--password", "env:NEW", "--force", env=NEW_PASSWORD).code == 0
    assert diagnose(path.read_bytes(), NEW_PASSWORD["NEW"]).verdict == "ok"


@pytest.mark.parametrize(("path", "code"), [("no/such/folder/new.pfx", 74), (".", 2)])
def test_a_place_that_cannot_be_written_is_told(cli: Cli, tmp_path: Path, path: str, code: int) -> None:
    done = new(cli, tmp_path / path, "--password", "env:NEW", env=NEW_PASSWORD)
    assert done.code == code
    assert "Traceback" not in done.err


def test_an_empty_password_needs_an_explicit_choice(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "new.pfx"
    refused = new(cli, path, "--password", "env:EMPTY", env={"EMPTY": ""})
    assert (refused.code, path.exists()) == (2, False)
    assert "--no-password" in refused.err
    assert new(cli, path, "--no-password").code == 0
    assert diagnose(path.read_bytes(), None).verdict == "ok"


def test_both_choices_exclude_each_other(cli: Cli, tmp_path: Path) -> None:
    done = new(cli, tmp_path / "n.pfx", "--no-password", "--password", "env:NEW", env=NEW_PASSWORD)
    assert done.code == 2


@pytest.mark.parametrize("password", ["pässword", "tab\there"])
def test_a_password_that_programs_spell_differently_is_refused(cli: Cli, tmp_path: Path, password: str) -> None:
    done = new(cli, tmp_path / "n.pfx", "--password", "env:NEW", env={"NEW": password})
    assert done.code == 2
    assert password not in done.err


def test_a_terminal_is_asked_twice(cli: Cli, tmp_path: Path) -> None:
    path, terminal = tmp_path / "new.pfx", Typed(["typed-1", "typed-1"])
    assert new(cli, path, terminal=terminal).code == 0
    assert len(terminal.questions) == 2
    assert diagnose(path.read_bytes(), "typed-1").verdict == "ok"


@pytest.mark.parametrize("answers", [["one", "two"], [""], None])
def test_what_is_not_typed_twice_alike_makes_no_file(cli: Cli, tmp_path: Path, answers: list[str] | None) -> None:
    path = tmp_path / "new.pfx"
    assert new(cli, path, terminal=Typed(answers)).code == 2
    assert not path.exists()


def test_a_compatible_file_is_3des(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "new.pfx"
    new(cli, path, "--password", "env:NEW", "--compat", env=NEW_PASSWORD)
    assert diagnose(path.read_bytes(), NEW_PASSWORD["NEW"]).facts["encryption"] == ["PBE-SHA1-3DES"]
    assert pkcs12.load_pkcs12(path.read_bytes(), NEW_PASSWORD["NEW"].encode()).key is not None


@pytest.mark.parametrize(
    "arguments",
    [["--days", "0"], ["--days", "x"], ["--key-size", "1024"], ["--name", ""], ["--name", "x" * 65]],
)
def test_senseless_wishes_are_refused_before_anything_is_written(
    cli: Cli, tmp_path: Path, arguments: list[str]
) -> None:
    path = tmp_path / "new.pfx"
    done = new(cli, path, "--password", "env:NEW", *arguments, env=NEW_PASSWORD)
    assert done.code in (2, 3)
    assert "Traceback" not in done.err
    assert not path.exists()

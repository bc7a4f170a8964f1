import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.config import references
from graphkey.config.references import Sources, parse, resolve, resolve_bytes, resolve_secret
from graphkey.errors import UsageError
from graphkey.secret import Secret

CANARY = "canary-5f2b"


def sources(stdin: bytes = b"", **environ: str) -> Sources:
    return Sources({"PATH": os.environ["PATH"], **environ}, lambda: stdin)


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("hello", "plain", "hello"),
        ("", "plain", ""),
        ("literal:env:X", "literal", "env:X"),
        ("file:a b.txt", "file", "a b.txt"),
        ("@a.pfx", "file", "a.pfx"),
        ("-", "stdin", ""),
        ("--", "plain", "--"),
        ("-x", "plain", "-x"),
        ("env:NAME", "env", "NAME"),
        ("ENV:NAME", "plain", "ENV:NAME"),
        ("cmd:pass show x", "cmd", "pass show x"),
        ("keyring:s/n", "keyring", "s/n"),
        ("null:", "null", ""),
        ("$null", "null", ""),
        ("null:x", "plain", "null:x"),
        ("C:\\x.pfx", "plain", "C:\\x.pfx"),
    ],
)
def test_parse_names_the_source_when_given_a_text(text: str, kind: str, rest: str) -> None:
    assert tuple(parse(text)) == (kind, rest)


@given(st.text(st.characters(codec="utf-8")))
def test_a_literal_comes_back_whole_whatever_it_looks_like(text: str) -> None:
    assert resolve("literal:" + text, sources=sources()).text == text


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        (b"pw", "pw"),
        (b"pw\n", "pw"),
        (b"pw\r\n", "pw"),
        (b"pw\n\n", "pw\n"),
        (b" pw \n", " pw "),
        (b"\xef\xbb\xbfpw\n", "pw"),
        ("\ufeffpw\r\n".encode("utf-16-le"), "pw"),
        (b"", ""),
        (b"\n", ""),
        ("pä\u0000ß".encode(), "pä\u0000ß"),
    ],
)
def test_a_secret_file_loses_one_final_newline_and_nothing_else(tmp_path: Path, content: bytes, secret: str) -> None:
    (tmp_path / "s").write_bytes(content)
    assert resolve_secret(f"@{tmp_path / 's'}", sources=sources()) == Secret(secret)


def test_a_secret_from_standard_input_loses_one_final_newline() -> None:
    assert resolve_secret("-", sources=sources(b"pw\n\n")) == Secret("pw\n")


def test_bytes_of_a_file_come_as_they_stand(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"\xff\x00\n\n")
    assert resolve_bytes(f"file:{tmp_path / 'b'}", sources=sources()) == b"\xff\x00\n\n"


def test_bytes_of_plain_text_are_its_utf_8() -> None:
    assert resolve("ä", sources=sources(), binary=True).data == "ä".encode()


def test_a_file_that_is_no_utf_8_is_refused_for_text(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"\x30\x82\xff")
    with pytest.raises(UsageError, match="not UTF-8"):
        resolve_secret(f"@{tmp_path / 'b'}", sources=sources())


@pytest.mark.parametrize("name", ["missing", "", "a\0b", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="file"):
        resolve(f"file:{tmp_path / name}" if name else "@", sources=sources())


def test_a_path_beginning_with_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "s").write_text("pw")
    assert resolve("file:~/s", sources=sources()).text == "pw"


def test_an_endless_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "MAX_BYTES", 1000)
    with pytest.raises(UsageError, match="more than"):
        resolve_bytes("file:/dev/zero", sources=sources())


def test_an_empty_variable_is_the_empty_secret() -> None:
    assert resolve_secret("env:EMPTY", sources=sources(EMPTY="")) == Secret("")


def test_a_variable_is_never_trimmed() -> None:
    assert resolve_secret("env:X", sources=sources(X=" a\n")) == Secret(" a\n")


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(UsageError, match="'NOT_SET_HERE' is not set"):
        resolve_secret("env:NOT_SET_HERE", sources=sources())


@pytest.mark.parametrize("text", ["null:", "$null"])
def test_null_is_no_secret(text: str) -> None:
    assert resolve_secret(text, sources=sources()) is None
    assert resolve_bytes(text, sources=sources()) is None


def test_standard_input_read_twice_is_an_error() -> None:
    once = sources(b"x")
    resolve("-", sources=once)
    with pytest.raises(UsageError, match="two values read standard input"):
        resolve("-", sources=once)


def program(code: str) -> str:
    return f"cmd:'{sys.executable}' -c '{code}'"


def test_a_program_gives_its_output_without_the_final_newline() -> None:
    assert resolve_secret(program('print("pw")'), sources=sources()) == Secret("pw")


def test_a_program_is_run_without_a_shell() -> None:
    made = resolve(program("import sys; print(sys.argv[1:])") + " $HOME ; echo `id`", sources=sources()).text
    assert made == "['$HOME', ';', 'echo', '`id`']"


def test_a_program_does_not_read_our_standard_input() -> None:
    assert resolve(program("import sys; print(len(sys.stdin.read()))"), sources=sources(b"abc")).text == "0"


def test_a_program_that_fails_is_named_without_its_words() -> None:
    with pytest.raises(UsageError, match="exit code 3") as caught:
        resolve(program("raise SystemExit(3)") + f" {CANARY}", sources=sources())
    assert CANARY not in str(caught.value) + str(caught.value.hint)


def test_a_program_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "COMMAND_TIMEOUT_S", 0.2)
    with pytest.raises(UsageError, match="gave nothing within"):
        resolve(program("import threading; threading.Event().wait()"), sources=sources())


@pytest.mark.parametrize("text", ["cmd:", "cmd:no-such-program-here x", "cmd:'open"])
def test_a_program_that_is_none_is_an_error(text: str) -> None:
    with pytest.raises(UsageError, match="cmd:"):
        resolve(text, sources=sources())


@pytest.mark.parametrize("text", ["keyring:", "keyring:only", "keyring:/x", "keyring:x/"])
def test_a_keyring_reference_without_both_parts_is_an_error(text: str) -> None:
    with pytest.raises(UsageError, match="SERVICE/NAME"):
        resolve(text, sources=sources())


def test_a_keyring_entry_is_found_and_a_missing_one_named(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")
    entries = {("https://v/x", "n"): CANARY}
    monkeypatch.setattr(keyring, "get_password", lambda service, name: entries.get((service, name)))
    assert resolve_secret("keyring:https://v/x/n", sources=sources()) == Secret(CANARY)
    with pytest.raises(UsageError, match="no entry"):
        resolve("keyring:a/b", sources=sources())


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(UsageError, match="not UTF-8"):
        resolve_secret("\udcff", sources=sources())


def test_no_repr_shows_a_value() -> None:
    shown = repr(resolve(CANARY, sources=sources())) + repr(parse(CANARY)) + repr(parse("literal:" + CANARY))
    assert CANARY not in shown

"""Questions on the terminal device: a real one, made by pty."""

import os
import subprocess
import sys

import pytest

pty = pytest.importorskip("pty")

ASK = "from graphkey.cli.world import Terminal; print(repr(Terminal().ask('Go on? ')), file=open({out!r}, 'w'))"
SECRET = "from graphkey.cli.world import Terminal; print(Terminal().ask_secret('PW: '), file=open({out!r}, 'w'))"


@pytest.mark.parametrize(
    ("code", "typed", "answer"),
    [
        (ASK, b"yes\n", "'yes'"),
        (ASK, b"\n", "''"),
        (ASK, b"\x04", "None"),
        (ASK, b"\xff\n", "'\ufffd'"),
        (SECRET, b"x\n", "***"),
        (SECRET, b"\x04", "None"),
    ],
)
def test_answer_is_read_from_the_terminal_with_piped_input(tmp_path, code, typed, answer):
    out = tmp_path / "answer"
    program = "import os, fcntl, termios; os.setsid(); fcntl.ioctl(2, termios.TIOCSCTTY, 0); " + code.format(
        out=str(out)
    )
    ours, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = b""
    while not shown.endswith((b"? ", b": ")):
        shown += os.read(ours, 100)
    os.write(ours, typed)
    assert process.wait(30) == 0
    os.close(ours)
    assert out.read_text().strip() == answer


def test_without_a_terminal_there_is_no_answer(tmp_path):
    program = "from graphkey.cli.world import Terminal; print(Terminal().ask('?'), Terminal().ask_secret('?'))"
    done = subprocess.run([sys.executable, "-c", program], start_new_session=True, capture_output=True, text=True)
    assert done.stdout == "None None\n"

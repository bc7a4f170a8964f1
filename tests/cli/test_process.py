"""The command line as a process: closed, full and broken streams, Ctrl-C, an odd environment."""

import os
import signal
import socket
import subprocess
import sys

import pytest

LIST = "Get-MgBetaIdentityB2XUserFlow"
SLOT = "Get-MgBetaIdentityB2XUserFlowPreTokenIssuance"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX shells, signals and devices")


@pytest.fixture(scope="module")
def environ(tmp_path_factory):
    folder = tmp_path_factory.mktemp("process")
    # Buffered, as people have it: what a stream still holds at the end of Python decides about the exit code, too.
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AZURE_", "GRAPHKEY_", "PYTHONUNBUFFERED"))}
    names = ("GRAPHKEY_LOCAL_DATA", "GRAPHKEY_CONFIG_DIR", "GRAPHKEY_CACHE_DIR")
    return {**kept, "GK": f"{sys.executable} -m graphkey", **{name: str(folder / name) for name in names}}


def shell(line, environ):
    return subprocess.run(["sh", "-c", line], env=environ, capture_output=True, text=True, errors="replace", timeout=60)


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (f"$GK {LIST} -Local > /dev/full", 74, "output cannot be written"),
        ("$GK --help > /dev/full", 74, "output cannot be written"),
        (f"$GK {LIST} -Local 2> /dev/full", 0, ""),
        (f"$GK {LIST} 2> /dev/full", 2, ""),
        (f"$GK {LIST} -Local >&-", 0, ""),
        (f"$GK {LIST} 2>&-", 2, ""),
        (f"$GK {LIST} -Local <&-", 0, ""),
        (f"$GK {SLOT} -Local <&-", 2, "standard input"),
        (f"$GK {LIST} -Local | true", 0, ""),
        (f"$GK {LIST} -Help | head -n 1", 0, ""),
        (f"env -u HOME $GK {LIST} -Local", 0, ""),
        (f"LC_ALL=C $GK {SLOT} -Local -B2XIdentityUserFlowId ünï", 5, "ünï"),
        (f"$GK {SLOT} -Local -B2XIdentityUserFlowId \"$(printf '\\377')\"", 2, "not UTF-8"),
        (f"$GK {LIST} -Local -Filter \"$(printf '\\377')\"", 2, "UTF-8"),
        (f"GRAPHKEY_LOCAL_DATA=/dev/null $GK {LIST} -Local", 2, "folder"),
    ],
)
def test_odd_streams_and_places_never_give_a_traceback(environ, line, code, says):
    done = shell(line, environ)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr


def unread(words, environ, **more):
    """Run a command whose reader has gone before it writes: what `| head` does sooner or later."""
    reads, writes = os.pipe()
    os.close(reads)
    try:
        words = [sys.executable, "-m", "graphkey", *words]
        return subprocess.run(words, env=environ, stdout=writes, stderr=subprocess.PIPE, text=True, timeout=60, **more)
    finally:
        os.close(writes)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"{LIST} -Local", 0),
        (f"{LIST} -Help", 0),
        ("request GET /beta/identity/apiConnectors -Local", 0),
        ("--help", 0),
        ("connector list --local", 0),
        ("flow list --local --output table", 0),
        ("completion bash", 0),
        ("cert check pyproject.toml README.md", 1),
        ("cert check nowhere", 2),
        ("audit verify nowhere", 1),
        ("watch --local", 1),
        ("watch --local --output text", 1),
        ("watch --local --every 1h", 1),
    ],
)
def test_reader_who_has_gone_changes_no_verdict_and_hears_nothing(environ, line, code):
    done = unread(line.split(), environ)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "nowhere" in done.stderr or not done.stderr


def test_watch_that_tells_others_stays_when_its_reader_has_gone(environ, tmp_path):
    reads, writes = os.pipe()
    words = [
        sys.executable,
        "-m",
        "graphkey",
        "watch",
        "--local",
        "--every",
        "1s",
        "--prometheus",
        f"{tmp_path}/g.prom",
    ]
    with subprocess.Popen(words, env=environ, stdout=writes, stderr=subprocess.PIPE) as process:
        os.close(writes)
        os.close(reads)
        looks = set()
        while len(looks) < 2 and process.poll() is None:
            looks |= {one.stat().st_mtime_ns for one in tmp_path.glob("g.prom")}
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=20)[1]
    assert (len(looks), process.returncode, said) == (2, 0, b"")


def test_ctrl_c_during_a_call_is_130_and_no_traceback(environ):
    with socket.create_server(("127.0.0.1", 0)) as server:
        origin = f"https://localhost:{server.getsockname()[1]}"
        here = {"GRAPHKEY_ENDPOINT": origin, "AZURE_AUTHORITY_HOST": origin, "AZURE_TENANT_ID": "t"}
        here |= {
            "AZURE_CLIENT_ID": "11111111-1111-1111-1111-111111111111",
            "AZURE_CLIENT_SECRET": "s",
            "NO_PROXY": "localhost",
        }
        server.settimeout(20)
        process = subprocess.Popen(
            [sys.executable, "-m", "graphkey", LIST], env={**environ, **here}, stderr=subprocess.PIPE, text=True
        )
        connection, _ = server.accept()  # it is on the wire now, and no answer will come
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[1]
        connection.close()
    assert (process.returncode, said.strip()) == (130, "interrupted")


UPLOAD = "Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate"
# What a cold upload has no use for; each costs as much as a good part of the rest.
HEAVY = {
    "click", "csv", "jmespath", "yaml", "dataclasses", "inspect", "logging", "pathlib", "tempfile", "sqlite3", "subprocess", "asyncio",
    "cryptography", "azure", "msal", "requests", "graphkey.certs", "graphkey.localgraph", "graphkey.cli.help", "graphkey.cli.table",
}  # fmt: skip


def test_cold_upload_imports_nothing_that_it_does_not_use(environ, tmp_path):
    (tmp_path / "x.pfx").write_bytes(b"0\x03abc")
    code = f"""
import sys
from graphkey.cli.main import main
from graphkey.cli.world import real_world
code = main({[UPLOAD, "-B2XIdentityUserFlowId", "x", "-Pkcs12Value", f"@{tmp_path / 'x.pfx'}", "-AsIs", "-SkipPfxCheck", "-WhatIf"]!r}, real_world())
print(*sys.modules, file=sys.stderr)
sys.exit(code)
"""
    here = {
        "AZURE_TENANT_ID": "t.example",
        "AZURE_CLIENT_ID": "11111111-1111-1111-1111-111111111111",
        "AZURE_CLIENT_SECRET": "s",
    }
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={**environ, **here, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.split())
    assert loaded & HEAVY == set()

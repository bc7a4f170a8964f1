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
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AZURE_", "GRAPHKEY_"))}
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

"""What the benchmarks rest on: a catalog of one command that works, and a stub that counts."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import graphkey

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

import startup
import stub

UPLOAD = "/beta/identity/b2xUserFlows/B2X_1_x/apiConnectorConfiguration/preTokenIssuance/uploadClientCertificate"


@pytest.fixture
def one(tmp_path: Path) -> Path:
    shutil.copytree(Path(graphkey.__file__).parent, tmp_path / "graphkey", ignore=shutil.ignore_patterns("__pycache__"))
    assert startup.keep_one(tmp_path / "graphkey/catalog/data", startup.COMMAND) > 850
    return tmp_path


def test_catalog_of_one_has_what_its_command_needs_and_no_other(one: Path) -> None:
    known, other = (
        subprocess.run(
            [*startup._run(one), "Get-Help", name], capture_output=True, text=True, check=False, env={"HOME": str(one)}
        )
        for name in (startup.COMMAND, "Get-MgBetaIdentityB2XUserFlow")
    )
    assert known.stdout.startswith(f"NAME\n    {startup.COMMAND}\n"), known.stderr
    assert (other.returncode, other.stdout) == (2, "")


def ask(method: str, target: str, document: object = None) -> tuple[int, dict]:
    status, body = stub.answer(method, target, json.dumps(document).encode(), "localhost:1")
    return status, json.loads(body)


def test_stub_counts_uploads_singly_and_in_batches() -> None:
    before = stub.seen["uploads"]
    body = {"pkcs12Value": "AAAA", "password": "x"}
    assert ask("POST", UPLOAD, body)[0] == 200
    items = [{"id": str(n), "method": "POST", "url": UPLOAD, "body": body} for n in range(20)]
    status, answered = ask("POST", "/beta/$batch", {"requests": items})
    assert (status, [one["id"] for one in answered["responses"]]) == (200, [str(n) for n in range(20)])
    assert stub.seen["uploads"] == before + 21


@pytest.mark.parametrize("body", [{"pkcs12Value": "", "password": "x"}, {"pkcs12Value": "AAAA"}])
def test_stub_refuses_an_upload_without_bundle_or_password(body: dict) -> None:
    before = stub.seen["uploads"]
    assert ask("POST", UPLOAD, body)[0] == 400
    assert stub.seen["uploads"] == before


def test_stub_pages_to_the_end() -> None:
    target, rows = "/beta/identity/apiConnectors", 0
    while target:
        _, page = ask("GET", target)
        rows += len(page["value"])
        target = page.get("@odata.nextLink", "").removeprefix("https://localhost:1")
    assert rows == stub.ROWS

"""
Every example that a document shows runs, in order, in an empty folder and an empty home: shell, Python, and the files that a text names.

A block that cannot run stands behind `<!-- not run: why -->`. What a reader fills in (ID, GUID, DIR, the tenant contoso) and what
takes a second terminal is put in here, by the table `_FILLED_IN`; all else is taken as it stands.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from graphkey.testing import LocalGraphFixture
from tests.cli.bundles import PASSWORD, pfx

ROOT = Path(__file__).parents[1]
# The pages that are made list lines that stand alone; tests of the commands hold those.
PAGES = [
    page
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    if not page.read_text(encoding="utf-8").startswith("<!-- made by tools/make_docs.py")
]
_FENCE = re.compile(r"(?P<before>(?:[^\n]*\n){0,3})^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_SLOT = "graphkey Get-MgBetaIdentityB2XUserFlowPreTokenIssuance -B2XIdentityUserFlowId B2X_1_signup -Local -Query id"
_WAIT = r"\g<0> --ready-file ready-\1.json & until [ -e ready-\1.json ]; do kill -0 $!; sleep 0.05; done"
_FILLED_IN = (
    (r"contoso\.onmicrosoft\.com", "$TENANT"),
    (r"\bGUID\b|11111111-2222-3333-4444-555555555555", "$CLIENT"),
    (r"graphkey context add (?:contoso|prod)\b", r"\g<0> --replace --graph $ORIGIN --authority $ORIGIN"),
    # A person at another device, and a machine of Azure, are not here; whoever goes on after disconnecting chooses a context.
    (r"^graphkey Connect-MgGraph .*(?:-UseDeviceCode|-Identity).*$", ":"),
    (
        r"^graphkey Connect-MgGraph -TenantId",
        r"graphkey Add-MgEnvironment -Name Here -GraphEndpoint $ORIGIN -AzureADEndpoint $ORIGIN\n\g<0>",
    ),
    (r"^graphkey Connect-MgGraph (?=.*-ClientSecretCredential)", r"\g<0>-Environment Here "),
    (r"^graphkey Disconnect-MgGraph$", r"\g<0>\ngraphkey context use prod"),
    (r"(?<= )ID(?= )", f"$({_SLOT} | tr -d '\"')"),
    (r"\bDIR(?=/)", "$HOME/.local/share/graphkey/local"),
    (r"^graphkey (api|local) serve [^&\n]*[^&\n ]", _WAIT),
    (r"(done) &$", r"\1"),
    (r"\b8444\b", "$PORT"),
)
# Not in the environment of the default suite: ./run interop brings them.
_OUTSIDE = re.compile(r"^ *(?:import|from) .*\b(?:msal|msgraph|msgraph_beta|requests|httpx)\b", re.MULTILINE)


class Block(NamedTuple):
    language: str
    text: str
    before: str
    line: int

    @property
    def runs(self) -> bool:
        return "<!-- not run: " not in self.before


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    # What a run printed is no example; other tests hold it.
    text = re.sub(r"<!-- session: .*?<!-- session end -->", lambda m: "\n" * m[0].count("\n"), text, flags=re.DOTALL)
    found = []
    for fence in _FENCE.finditer(text):
        line = text.count("\n", 0, fence.start("text"))
        found.append(Block(fence["language"], fence["text"], fence["before"], line))
    return found


def pages_with(language: str) -> list[object]:
    chosen = [page for page in PAGES if any(one.language == language and one.runs for one in blocks(page))]
    outside = {page for page in chosen if any(_OUTSIDE.search(one.text) for one in blocks(page))}
    marks = {page: [pytest.mark.interop] if page in outside and language == "python" else [] for page in chosen}
    return [pytest.param(page, marks=marks[page], id=page.stem) for page in chosen]


def typed_programs() -> dict[str, str]:
    """Give, by name of the page, the Python that it shows; what needs other packages or a test runner's fixtures is left out."""
    shown = {page.stem: [one.text for one in blocks(page) if one.language == "python" and one.runs] for page in PAGES}
    return {
        name: "\n\n".join(texts)
        for name, texts in shown.items()
        if texts and not any("def test_" in text or _OUTSIDE.search(text) for text in texts)
    }


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """An empty folder but for a bundle, and the environment of a reader who has a tenant named contoso."""
    with LocalGraphFixture() as local, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        env = local.env
        folder = tmp_path / "here"
        folder.mkdir()
        yield (
            folder,
            {
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                "HOME": str(tmp_path),
                "LANG": "C.UTF-8",
                "PFX_PASSWORD": PASSWORD,
                "CONTOSO_SECRET": env["AZURE_CLIENT_SECRET"],
                "TENANT": env["AZURE_TENANT_ID"],
                "CLIENT": env["AZURE_CLIENT_ID"],
                "ORIGIN": env["GRAPHKEY_ENDPOINT"],
                "SSL_CERT_FILE": env["SSL_CERT_FILE"],
                "PORT": str(port),
            },
        )


def need(*commands: str) -> None:
    missing = [one for one in commands if shutil.which(one) is None]
    if missing and os.environ.get("CI"):
        pytest.fail(f"not here: {', '.join(missing)}")
    if missing:
        pytest.skip(f"not here: {', '.join(missing)}")


def prepare(page: Path, folder: Path, env: dict[str, str]) -> None:
    """Give a reader what the page takes for granted: a bundle, a context, and the files that it shows (``in `sign-in.json`:``)."""
    text = page.read_text(encoding="utf-8")
    if "graphkey cert new client.pfx" not in text:
        (folder / "client.pfx").write_bytes(pfx(password="…" if "def test_" in text else PASSWORD))
    if "graphkey context add" not in text or "Graph(context=" in text:
        add = 'graphkey context add contoso --tenant "$TENANT" --client-id "$CLIENT" --client-secret env:CONTOSO_SECRET'
        roots = "--graph $ORIGIN --authority $ORIGIN"
        subprocess.run(["sh", "-c", f"{add} {roots}"], env=env, check=True, capture_output=True)
    for block in blocks(page):
        named = re.search(r"in `([\w.-]+)`:\s*$", block.before) or re.match(
            r"# ([\w.-]+\.py)$", block.text, re.MULTILINE
        )
        if named and block.runs:
            (folder / named[1]).write_text(block.text, encoding="utf-8")


@pytest.mark.interop  # bash, openssl and curl are outside clients, and a process for each line takes its time
@pytest.mark.parametrize("page", pages_with("sh"))
def test_shell_examples_run_when_typed_in_order(page: Path, place: tuple[Path, dict[str, str]]) -> None:
    need("bash", "openssl", "curl")
    folder, env = place
    prepare(page, folder, env)
    script = ["set -euo pipefail", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    for block in blocks(page):
        if block.language == "sh" and block.runs:
            text = block.text
            for pattern, filled in _FILLED_IN:
                text = re.sub(pattern, filled, text, flags=re.MULTILINE)
            script += [f"echo '# line {block.line}' >&2", text]
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("page", pages_with("python"))
def test_python_examples_run_as_one_program(page: Path, place: tuple[Path, dict[str, str]]) -> None:
    folder, env = place
    prepare(page, folder, env)
    shown = [one.text for one in blocks(page) if one.language == "python" and one.runs]
    if any("def test_" in one for one in shown):
        (folder / "conftest.py").write_text('pytest_plugins = ["graphkey.testing"]\n', encoding="utf-8")
        command = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "test_shown.py"]
    else:
        command = ["-W", "error", "-W", "ignore::DeprecationWarning", "test_shown.py"]
    (folder / "test_shown.py").write_text("\n\n".join(shown), encoding="utf-8")
    outside = {
        "AZURE_TENANT_ID": env["TENANT"],
        "AZURE_CLIENT_ID": env["CLIENT"],
        "AZURE_CLIENT_SECRET": env["CONTOSO_SECRET"],
        "AZURE_AUTHORITY_HOST": env["ORIGIN"],
        "REQUESTS_CA_BUNDLE": env["SSL_CERT_FILE"],
    }
    own = {} if page.name == "use-it-from-python.md" else {"GRAPHKEY_ENDPOINT": env["ORIGIN"]}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder, env={**env, **outside, **own}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]


def test_what_is_not_run_says_why() -> None:
    silent = [
        f"{page.name}:{block.line}: {block.language or 'a block without a language'}"
        for page in PAGES
        for block in blocks(page)
        if block.runs and block.language not in ("sh", "python", "json", "toml", "js", "text", "yaml", "powershell")
    ]
    assert silent == []

"""
Tenants and APIs to write pages of, through the commands that users call: each with a home and a local Graph in a folder of its own.

The tenants' clocks stand at NOW, so that what is watched is the same every day; proofs are made at the time that it is.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from graphkey.client.client import Far
from graphkey.client.prepare import Options
from graphkey.connect import connect_graph
from graphkey.lifecycle.asking import ask, place
from graphkey.localgraph import open_local_graph
from graphkey.serve import Tls, running
from graphkey.steps.sample_api import sample_api
from tests.lifecycle.material import NOW, PASSWORD, Bundle, Material
from tests.lifecycle.proof.front_end import WELCOME, Answer, front_end
from tests.steps.mtls_world import ServerTls

RUNS = "window.ran=1"
HOSTILE = {
    "markup": f"<script>{RUNS}</script><img src=x onerror={RUNS}>",
    "attribute": f"\"'><img src=https://localhost:9/x onerror={RUNS}><b style=color:red>",
    "turned": "safe\u202egnp.exe\u2066 \u2069 العربية",
    "emoji": "🔑 certificate 👩\u200d🚀 ✅",
    "long": "W" * 256,
    "lines": "first line\nsecond\tline\u2028third",
    "svg": f"</text></svg><svg onload={RUNS}>]]>",
}
DOWN = (
    "context", "add", "down", "--tenant", "contoso.example", "--client-id", "11111111-2222-3333-4444-555555555555",
    "--client-secret", "env:S", "--graph", "https://localhost:9", "--authority", "https://localhost:9",
)  # fmt: skip
BASIC = {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u", "password": "canary-8"}
AS_IS = Options(as_is=True, skip_check=True)  # also what no check would let pass: ended, and not begun
Wish = tuple[str, str, list[tuple[float, float]]]
"""A connector's name and address, and the first and last day of each certificate, counted from NOW; none for a password."""


@cache
def material() -> Material:
    return Material(rsa.generate_private_key(65537, 2048))


@cache
def _bundle(start: float, end: float) -> Bundle:
    return material().bundle("client", start, end, rounds=1)


def graphkey(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Run a command line as a user does and return its output; the exit codes of findings are no failure."""
    environ = {"HOME": str(folder), "PATH": os.environ["PATH"], "GRAPHKEY_LOCAL_DATA": str(folder / "graph")}
    command = [sys.executable, "-m", "graphkey", *arguments]
    done = subprocess.run(command, env=environ | dict(env or {}), capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, 1, 8), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


# -- watched -------------------------------------------------------------------------------------------------------------


def furnish(folder: Path, wishes: Iterable[Wish]) -> None:
    """Make a local Graph in a folder that has these connectors and nothing else."""
    graphkey(folder, "local", "reset", "--yes", "--seed", "empty")
    with open_local_graph(folder / "graph", clock=lambda: NOW) as graph:
        connection = connect_graph(graph)
        far = Far(connection.transport, connection.root, now=lambda: NOW, sleep=lambda seconds: None)
        for wish in wishes:
            _make(far, *wish)
    graphkey(folder, "local", "clock", NOW.isoformat(), "--still")


def _make(far: Far, name: str, url: str, spans: list[tuple[float, float]]) -> None:
    bundles = [_bundle(*span) for span in spans]
    body: dict[str, Any] = {"displayName": name, "targetUrl": url, "authenticationConfiguration": BASIC}
    if bundles:
        body["authenticationConfiguration"] = {"@odata.type": "#microsoft.graph.pkcs12Certificate", **bundles[0].body}
    made = ask(far, "POST", place("beta", "apiConnectors"), body, AS_IS)
    for bundle in bundles[1:]:
        ask(far, "POST", place("beta", "apiConnectors", made["id"]) + "/uploadClientCertificate", bundle.body, AS_IS)


def watched(folder: Path, *options: str, name: str = "report.html") -> Path:
    """Write the report of a folder's local Graph."""
    graphkey(folder, "watch", "--local", "--report", str(folder / name), *options, env={"S": "canary-9"})
    return folder / name


MIXED: list[Wish] = [
    ("Token enrichment", "https://api.contoso.example/claims/enrich?code=canary-7", [(-300, 20), (-5, 360)]),
    ("Attribute check", "https://api.contoso.example/attributes/check", [(-360, 5)]),
    ("Legacy HR lookup", "https://hr.contoso.example/lookup", []),
    ("Loyalty", "https://loyalty.fabrikam.example/v2/hook", [(-200, 40), (60, 400)]),
    ("Fraud score", "https://fraud.example/score", [(-900, -200), (-400, -3)]),
    ("Long lived", "https://lasting.example/x", [(-30, 900)]),
    ("Older takes over", "https://older.example/x", [(-30, 300), (-20, 25)]),
    ("Many", "https://many.example/x", [(-30 * one, 60 * one + 10) for one in range(1, 9)]),
]
"""One connector for each thing that can be drawn or found."""


# -- proved --------------------------------------------------------------------------------------------------------------


def bundle_now(name: str) -> Bundle:
    """Make a bundle that is valid at the time that it is."""
    today = (datetime.now(UTC) - NOW).days
    return material().bundle(name, today - 2, today + 300)


@contextmanager
def good_api(folder: Path, bundle: Bundle) -> Iterator[str]:
    """Serve the sample API, which lets one certificate in; the local Graph of the folder vouches for it."""
    leaf = pkcs12.load_key_and_certificates(bundle.pfx, PASSWORD.encode())[1]
    assert leaf is not None
    transport = sample_api([leaf.public_bytes(Encoding.DER)], clock=lambda: datetime.now(UTC))
    with open_local_graph(folder / "graph") as graph:
        (folder / "ca.pem").write_bytes(graph.ca_pem)
        tls = Tls(*graph.tls(), leaf.public_bytes(Encoding.PEM))
    with running(transport, tls) as origin:
        yield f"{origin}/claims?code=canary-7"


@contextmanager
def bad_api(folder: Path, server: ServerTls, answer: Answer = WELCOME) -> Iterator[str]:
    """Serve an API that welcomes everybody."""
    (folder / "ca.pem").write_bytes(server.ca_pem)
    with front_end(server, lambda asked: answer) as seen:
        yield seen.url


def proved(folder: Path, url: str, bundle: Bundle) -> Path:
    """Write the page of a proof."""
    (folder / "client.pfx").write_bytes(bundle.pfx)
    trust = ("--ca", str(folder / "ca.pem")) if (folder / "ca.pem").exists() else ()
    words = ("--pfx", str(folder / "client.pfx"), "--password", "env:PW", "--calls", "1", *trust)
    graphkey(folder, "prove", url, *words, "--html", str(folder / "proof.html"), env={"PW": PASSWORD})
    return folder / "proof.html"

"""
A proof against a bare handshake and request: the sample API in a process of its own, real mutual TLS, one connection a call.

The floor is the standard library: `ssl` with its settings made once, `http.client`, key and certificate from a file.
"""

import http.client
import json
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from graphkey.certs.make import make_client_certificate
from graphkey.lifecycle.proof.run import Plan, prove
from graphkey.steps.bodies import body, encode
from graphkey.steps.caller import call
from graphkey.steps.model import find_step
from graphkey.steps.tls import ClientIdentity

STEP = find_step("postAttributeCollection")
BODY = encode(body(STEP, {"email": "ada@contoso.example"}, client_id="bench"))


@contextmanager
def sample_api(folder: Path, allowed: Path) -> Iterator[tuple[str, Path]]:
    """Serve the sample API; yields its address and its authority's file."""
    ready = folder / "api.json"
    command = [
        sys.executable,
        "-m",
        "graphkey",
        "api",
        "serve",
        "--allow",
        str(allowed),
        "--data",
        str(folder / "api"),
        "--ready-file",
        str(ready),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not ready.exists():
            if process.poll() is not None:
                raise SystemExit("the sample API did not start")
            time.sleep(0.05)
        found = json.loads(ready.read_text())
        yield found["url"], Path(found["ca_file"])
    finally:
        process.terminate()
        process.wait(10)


def proofs(folder: Path, rounds: int = 40) -> str:
    """Measure, in turns; returns Markdown."""
    made = make_client_certificate("bench.example", now=datetime.now(UTC), days=30)
    public, both = folder / "bench.pem", folder / "bench-key.pem"
    public.write_bytes(made.leaf.public_bytes(Encoding.PEM))
    key = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    both.write_bytes(public.read_bytes() + key)
    identity = ClientIdentity(made.key, made.leaf)
    with sample_api(folder, public) as (url, ca):
        plan = Plan(url, identity, (STEP,), trust_pem=ca.read_bytes(), system_trust=False)
        proof = prove(plan, datetime.now(UTC))
        if not proof.ok:
            raise SystemExit(f"the sample API is not proved: {proof.problems}")
        connections = 3 + 8 + len(proof.seen.calls) + len(proof.seen.intrusions)
        rows = _in_turns(
            {
                "`ssl` and `http.client`, one call (floor)": _bare(url, ca, both),
                "one call as the service makes it": lambda: call(
                    url, BODY, identity=identity, budget_s=5, trust_pem=plan.trust_pem, system_trust=False
                ),
                f"a whole proof: {connections} connections": lambda: prove(plan, datetime.now(UTC)),
            },
            rounds,
        )
    floor = next(iter(rows.values()))
    lines = [
        "## A proof\n",
        "Sample API in another process, RSA-2048 client certificate, warm; medians of wall time, in turns.\n",
        "| what | ms | to one bare call |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {value * 1000:.1f} | {value / floor:.2f} |" for name, value in rows.items()]
    each = list(rows.values())[-1] / connections
    return "\n".join(
        [
            *lines,
            f"\nThat is {each * 1000:.1f} ms a connection of the proof, {each / floor:.2f} of a bare call; two new RSA keys for the wrong callers included.\n",
        ]
    )


def _bare(url: str, ca: Path, both: Path) -> Callable[[], object]:
    context = ssl.create_default_context(cafile=str(ca))
    context.load_cert_chain(both)
    parts = urlsplit(url)

    def once() -> int:
        connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, context=context)
        connection.request("POST", "/", BODY, {"content-type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            raise SystemExit(f"the sample API answered {answer.status}")
        return answer.status

    return once


def _in_turns(cases: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds + 2):
        for name, run in cases.items():
            began = time.perf_counter()
            run()
            if number >= 2:
                taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(values) for name, values in taken.items()}


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        print(proofs(Path(name)))

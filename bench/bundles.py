"""
Looking at bundles against `cryptography`'s bare load of the same bytes, warm and in one process; and a stream of files through `cert check`.

The bundles take 2,048 rounds, as openssl writes them, so that the key derivation hides nothing of ours.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12
from cryptography.hazmat.primitives.serialization.pkcs12 import PBES

from graphkey.certs.checks import check
from graphkey.certs.diagnose import diagnose
from graphkey.certs.make import make_client_certificate

PASSWORD = "bench-only"
FILES = 10_000
ROUNDS = 2_048


def bundles(folder: Path, rounds: int = 300, files: int = FILES) -> str:
    """Measure, in turns; returns Markdown."""
    now = datetime.now(UTC)
    lines = [
        "## Looking at a bundle (aim: 1.3)\n",
        "Warm, in one process; medians of wall time, in turns.\n",
        "| what | ms | to the bare load |",
        "|---|---:|---:|",
    ]
    for kind in ("RSA-2048", "EC-P-256"):
        pfx = _written(kind, now)
        cases: dict[str, Callable[[], object]] = {
            f"{kind}: `load_pkcs12` (floor)": lambda pfx=pfx: pkcs12.load_pkcs12(pfx, PASSWORD.encode()),
            f"{kind}: diagnose": lambda pfx=pfx: diagnose(pfx, PASSWORD),
            f"{kind}: diagnose and check": lambda pfx=pfx: check(diagnose(pfx, PASSWORD), now),
        }
        taken = _in_turns(cases, rounds)
        floor = next(iter(taken.values()))
        lines += [f"| {name} | {value * 1000:.2f} | {value / floor:.2f} |" for name, value in taken.items()]
    return "\n".join([*lines, "", _stream(folder, _written("RSA-2048", now), files), ""])


def _written(kind: str, now: datetime) -> bytes:
    made = make_client_certificate("bench.example", now=now, days=30, kind=kind)
    builder = (
        PrivateFormat.PKCS12.encryption_builder().kdf_rounds(ROUNDS).key_cert_algorithm(PBES.PBESv2SHA256AndAES256CBC)
    )
    return pkcs12.serialize_key_and_certificates(b"bench", made.key, made.leaf, None, builder.build(PASSWORD.encode()))


def _in_turns(cases: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds + 5):
        for name, run in cases.items():
            began = time.perf_counter()
            run()
            if number >= 5:
                taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(values) for name, values in taken.items()}


def _stream(folder: Path, pfx: bytes, files: int) -> str:
    """Check many files by one command."""
    place = folder / "many"
    place.mkdir()
    for number in range(files):
        (place / f"{number}.pfx").write_bytes(pfx)
    secret = folder / "password"
    secret.write_text(PASSWORD)
    command = [sys.executable, "-m", "graphkey", "cert", "check", "--output", "jsonl", "--password", f"@{secret}"]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, *(f"{number}.pfx" for number in range(files))], cwd=place, capture_output=True, check=False
    )
    spent = time.perf_counter() - began
    if done.returncode or done.stdout.count(b"\n") != files:
        raise SystemExit(f"cert check failed with {done.returncode}: {done.stderr[-800:]!r}")
    return f"`cert check` of {files:,} files in one command: {spent:.1f} s, {spent / files * 1000:.2f} ms a file."


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        print(bundles(Path(name)))

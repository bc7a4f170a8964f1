"""
Many uploads and many rows against the stub: threads and `$batch` against http.client, and `-All` over 100,000 rows.

Stub and client run on different cores where there are two. The stub counts what arrived, and a client that left something out
ends the run.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from ssl import create_default_context

from served import free_port
from timing import peak

HERE = Path(__file__).parent
UPLOADS = 2000
SDK_UPLOADS = 60
"""The SDK does about thirty a second; its rate needs no two thousand."""
FEW, MANY = 1_000, 100_000


@contextmanager
def stub(chain: str, key: str) -> Iterator[str]:
    """Serve the stub on the last core; yields its origin."""
    port = free_port()
    command = [*_on_core(-1), sys.executable, str(HERE / "stub.py"), str(port), chain, key]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        if process.stdout.readline() != b"ready\n":
            raise SystemExit("the stub did not start")
        yield f"https://localhost:{port}"
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()


def _on_core(which: int) -> list[str]:
    if not shutil.which("taskset") or not hasattr(os, "sched_getaffinity"):
        return []
    cores = sorted(os.sched_getaffinity(0))
    return ["taskset", "-c", str(cores[which])] if len(cores) > 1 else []


def _seen(origin: str, env: Mapping[str, str]) -> dict[str, int]:
    with urllib.request.urlopen(
        f"{origin}/seen", context=create_default_context(cafile=env["SSL_CERT_FILE"])
    ) as answer:
        return dict(json.load(answer))


def uploads(origin: str, env: Mapping[str, str], pfx: Path, sdk_python: str | None, rounds: int) -> str:
    """Measure many uploads: singly from threads, by `$batch`, and with the SDK."""
    env = {**env, "GRAPHKEY_ENDPOINT": origin}
    ours, floor = str(HERE / "clients/bulk_graphkey.py"), str(HERE / "clients/bulk_http_client.py")
    count = str(UPLOADS)
    made = [
        _table(
            f"{UPLOADS:,} uploads, {title}",
            {
                "http.client (floor)": [sys.executable, floor, mode, count, str(pfx)],
                "graphkey, check and clean copy": [
                    "env",
                    "GRAPHKEY_AUDIT=off",
                    sys.executable,
                    ours,
                    mode,
                    count,
                    str(pfx),
                ],
                "the same, every request in the audit log": [sys.executable, ours, mode, count, str(pfx)],
            },
            origin,
            env,
            rounds,
        )
        for mode, title in (
            ("threads", "singly from 16 threads (aim: 1.5)"),
            ("batch", "twenty to a `$batch` (aim: 2.5)"),
        )
    ]
    if sdk_python:
        sdk = [sdk_python, str(HERE / "clients/bulk_sdk.py"), str(SDK_UPLOADS), str(pfx)]
        few = {
            "graphkey, by `$batch`": [sys.executable, ours, "batch", count, str(pfx)],
            "graphkey, singly from threads": [sys.executable, ours, "threads", count, str(pfx)],
            f"msgraph-beta-sdk, 32 in flight ({SDK_UPLOADS} uploads)": sdk,
        }
        made.append(_table("Uploads against msgraph-beta-sdk (aim: 50)", few, origin, env, 1))
    return "\n".join(made)


def _table(title: str, commands: Mapping[str, Sequence[str]], origin: str, env: Mapping[str, str], rounds: int) -> str:
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            before = _seen(origin, env)["uploads"]
            done = subprocess.run([*_on_core(0), *command], env=dict(env), capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(f"{name} failed: {done.stderr[-800:]}")
            told = json.loads(done.stdout)
            if _seen(origin, env)["uploads"] - before < told["count"]:
                raise SystemExit(f"{name} did not upload all it said")
            taken[name].append((told["count"] / told["wall_s"], told["cpu_s"] * 1e6 / told["count"]))
    lines = [
        f"### {title}",
        "",
        "| what | a second | CPU µs each | wall ratio | CPU ratio |",
        "|---|---:|---:|---:|---:|",
    ]
    medians = {name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in taken.items()}
    rate, cpu = next(iter(medians.values()))
    lines += [f"| {name} | {r:.0f} | {c:.0f} | {rate / r:.2f} | {c / cpu:.2f} |" for name, (r, c) in medians.items()]
    return "\n".join(lines) + "\n"


def rows(origin: str, env: Mapping[str, str]) -> str:
    """Measure `-All` over 100,000 rows: time a row and peak memory, against a thousand rows and a plain script."""
    env = {**env, "GRAPHKEY_ENDPOINT": origin}
    graphkey = [sys.executable, "-m", "graphkey", "Get-MgBetaIdentityApiConnector", "-OutputFormat", "jsonl"]
    table = (
        ("http.client script (floor)", [sys.executable, str(HERE / "clients/rows_http_client.py")], MANY),
        ("graphkey, -All", [*graphkey, "-All"], MANY),
        (f"graphkey, -Top {FEW}", [*graphkey, "-Top", str(FEW)], FEW),
    )
    lines = [f"### {MANY:,} rows, as jsonl", "", "| what | wall s | CPU µs a row | peak MB |", "|---|---:|---:|---:|"]
    for name, command, count in table:
        found = peak([*_on_core(0), *command], env)
        if found.lines != count:
            raise SystemExit(f"{name} wrote {found.lines} rows of {count}")
        each = found.cpu_s * 1e6 / count
        lines.append(f"| {name} | {found.wall_s:.2f} | {each:.0f} | {found.peak_mb:.0f} |")
    return "\n".join(lines) + "\n"

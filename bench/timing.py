"""
Whole processes, measured from outside in turns: CPU seconds (user and system) and wall time.

Ratios are of medians against the first command, from one run, so that a machine that drifts drifts for all.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Sample(NamedTuple):
    """One run of one process."""

    cpu_s: float
    wall_s: float


class Row(NamedTuple):
    """Medians of one command, and its CPU ratio to the first."""

    name: str
    cpu_ms: float
    wall_ms: float
    ratio: float


class Peak(NamedTuple):
    """One run of one process that writes much."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    lines: int


def measure(commands: Mapping[str, Sequence[str]], env: Mapping[str, str], rounds: int) -> list[Row]:
    """Run every command `rounds` times in turns (after one warm-up each) and give a row for each."""
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            sample = _once(command, env)
            if number:
                samples[name].append(sample)
    floor = statistics.median(s.cpu_s for s in samples[next(iter(commands))])
    return [_row(name, taken, floor) for name, taken in samples.items()]


def _row(name: str, taken: Sequence[Sample], floor: float) -> Row:
    cpu = statistics.median(s.cpu_s for s in taken)
    return Row(name, cpu * 1000, statistics.median(s.wall_s for s in taken) * 1000, cpu / floor)


def _once(command: Sequence[str], env: Mapping[str, str]) -> Sample:
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=dict(env), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode != 0:
        raise SystemExit(f"{command[:3]} failed with {process.returncode}: {said.decode(errors='replace')[-800:]}")
    return Sample(usage.ru_utime + usage.ru_stime, time.perf_counter() - started)


def table(rows: Sequence[Row], title: str) -> str:
    """Write rows as a Markdown table."""
    lines = [f"### {title}", "", "| what | CPU ms | wall ms | CPU ratio |", "|---|---:|---:|---:|"]
    lines += [f"| {r.name} | {r.cpu_ms:.0f} | {r.wall_ms:.0f} | {r.ratio:.2f} |" for r in rows]
    return "\n".join(lines) + "\n"


def peak(command: Sequence[str], env: Mapping[str, str]) -> Peak:
    """Run a command once and tell what it cost, its peak memory among it."""
    launch = [sys.executable, "-S", "-E", str(Path(__file__).parent / "launch.py"), *command]
    done = subprocess.run(launch, env=dict(env), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[:3]} failed with {done.returncode}: {done.stderr[-800:]}")
    return Peak(**json.loads(done.stdout))

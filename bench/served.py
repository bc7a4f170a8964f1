"""
The served local Graph against a bare ASGI application on the same server: first answer, memory, reads; writes against SQLite.

Reads go over keep-alive connections from one client process, the same client for both sides, in turns.
"""

import http.client
import json
import socket
import sqlite3
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

HERE = Path(__file__).parent


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_answer(rounds: int) -> str:
    """Measure start to first answer (existing folder) and memory then, in turns with a bare application."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _start_and_ask(_graph_command(folder, free_port()), "/", folder)  # makes the folder
        chain, key = tls_files(folder)
        rows: dict[str, list[tuple[float, float, float]]] = {"bare ASGI on uvicorn": [], "local Graph": []}
        for _ in range(max(5, rounds // 2)):
            port = free_port()
            rows["bare ASGI on uvicorn"].append(
                _start_and_ask([sys.executable, str(HERE / "bare_app.py"), str(port), chain, key], "/", folder, port)
            )
            port = free_port()
            rows["local Graph"].append(_start_and_ask(_graph_command(folder, port), "/", folder, port))
    lines = [
        "### First answer after start, and memory then",
        "",
        "| what | CPU ms | wall ms | MB | CPU ratio | wall ratio | memory ratio |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    floor = [statistics.median(column) for column in zip(*rows["bare ASGI on uvicorn"], strict=True)]
    for label, taken in rows.items():
        cpu, wall, memory = (statistics.median(column) for column in zip(*taken, strict=True))
        ratios = " | ".join(f"{one / least:.2f}" for one, least in zip((cpu, wall, memory), floor, strict=True))
        lines.append(f"| {label} | {cpu * 1000:.0f} | {wall * 1000:.0f} | {memory:.0f} | {ratios} |")
    return "\n".join(lines) + "\n"


def _graph_command(folder: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "graphkey", "local", "serve", "--port", str(port), "--data", str(folder / "graph")]


def tls_files(folder: Path) -> tuple[str, str]:
    found = subprocess.run(
        [sys.executable, "-c", "import sys;from graphkey.localgraph import open_local_graph;from pathlib import Path\nwith open_local_graph(Path(sys.argv[1])) as g: print(*g.tls(),sep='\\n')", str(folder / "graph")],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    chain, key = found.stdout.splitlines()
    return chain, key


def _start_and_ask(command: list[str], path: str, folder: Path, port: int | None = None) -> tuple[float, float, float]:
    """Start a server, wait for its first answer, stop it; returns its CPU seconds and the wall time until then, and its MB."""
    port = port or int(command[command.index("--port") + 1])
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    context = ssl._create_unverified_context()  # only the time of an answer is asked here
    try:
        while True:
            try:
                connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=context)
                connection.request("GET", path, headers={"Host": "localhost"})
                connection.getresponse().read()
                break
            except OSError:
                time.sleep(0.003)
        wall = time.perf_counter() - started
        resident = next(
            line for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if line.startswith("VmRSS")
        )
        # Nanoseconds on a core, of every thread (proc_pid_schedstat).
        threads = Path(f"/proc/{process.pid}/task").iterdir()
        cpu = sum(int((one / "schedstat").read_text().split()[0]) for one in threads) / 1e9
        connection.close()
        return cpu, wall, int(resident.split()[1]) / 1024
    finally:
        process.terminate()
        process.wait(10)


def reads(found: Mapping[str, str], env: Mapping[str, str]) -> str:
    """Measure reads a second, in turns with a bare application."""
    port = free_port()
    chain, key = tls_files(Path(found["ca_file"]).parent.parent)
    bare = subprocess.Popen(
        [sys.executable, str(HERE / "bare_app.py"), str(port), chain, key], stderr=subprocess.DEVNULL
    )
    try:
        time.sleep(1)
        headers = {"Authorization": f"Bearer {env['GRAPHKEY_ACCESS_TOKEN']}"}
        ours = _asker(found["graph"], "/beta/identity/b2xUserFlows/B2X_1_signup", found["ca_file"], headers)
        floor = _asker(f"https://localhost:{port}", "/", found["ca_file"], headers)
        rates: dict[str, list[float]] = {"bare ASGI on uvicorn": [], "local Graph, one flow": []}
        for _ in range(5):
            rates["bare ASGI on uvicorn"].append(_rate(floor))
            rates["local Graph, one flow"].append(_rate(ours))
    finally:
        bare.kill()  # it would wait for the kept connection
        bare.wait(10)
    return _rates(rates, "Reads a second over one TLS connection")


def _asker(origin: str, path: str, ca: str, headers: Mapping[str, str]) -> Callable[[], None]:
    connection = http.client.HTTPSConnection(
        origin.removeprefix("https://"), timeout=10, context=ssl.create_default_context(cafile=ca)
    )

    def ask() -> None:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")

    ask()
    return ask


def _rate(ask: Callable[[], None], count: int = 400) -> float:
    started = time.perf_counter()
    for _ in range(count):
        ask()
    return count / (time.perf_counter() - started)


def _rates(rates: Mapping[str, list[float]], title: str) -> str:
    floor = statistics.median(next(iter(rates.values())))
    lines = [f"### {title}", "", "| what | a second | of the first row |", "|---|---:|---:|"]
    lines += [
        f"| {name} | {statistics.median(taken):.0f} | {statistics.median(taken) / floor:.2f} |"
        for name, taken in rates.items()
    ]
    return "\n".join(lines) + "\n"


def writes(found: Mapping[str, str], env: Mapping[str, str], pfx: Path) -> str:
    """Measure durable writes through the service in process against SQLite's own commits of rows of that size."""
    from graphkey.localgraph import open_local_graph
    from graphkey.wire import Request

    with tempfile.TemporaryDirectory() as name:
        rates = {
            "SQLite, one row a commit": [_commits(Path(name) / f"bare{n}.db") for n in range(3)],
            "local Graph, PATCH of a connector": [],
        }
        with open_local_graph(Path(name) / "graph") as graph:
            headers = bearer(graph)
            listed = graph.transport(Request("GET", "https://localhost/beta/identity/apiConnectors", headers)).json()
            url = f"https://localhost/beta/identity/apiConnectors/{listed['value'][0]['id']}"
            for _ in range(3):
                started = time.perf_counter()
                for number in range(300):
                    body = json.dumps({"displayName": f"name {number}"}).encode()
                    assert (
                        graph.transport(
                            Request("PATCH", url, {**headers, "content-type": "application/json"}, body)
                        ).status
                        == 204
                    )
                rates["local Graph, PATCH of a connector"].append(300 / (time.perf_counter() - started))
    return _rates(rates, "Durable writes a second (in process, synchronous as served)")


def bearer(graph: object) -> dict[str, str]:
    from urllib.parse import urlencode

    from graphkey.wire import Request

    form = urlencode(
        {
            "grant_type": "client_credentials",
            "client_id": graph.client_id,
            "client_secret": graph.new_client_secret().reveal(),
            "scope": "https://graph.microsoft.com/.default",
        }
    ).encode()
    answer = graph.transport(
        Request(
            "POST",
            f"https://localhost/{graph.tenant_id}/oauth2/v2.0/token",
            {"content-type": "application/x-www-form-urlencoded"},
            form,
        )
    )
    return {"authorization": f"Bearer {answer.json()['access_token']}"}


def _commits(path: Path) -> float:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE document (tenant TEXT, path TEXT, body TEXT, PRIMARY KEY (tenant, path))")
    text = json.dumps({"id": "x", "displayName": "name", "targetUrl": "https://localhost/api"})
    started = time.perf_counter()
    for number in range(300):
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT OR REPLACE INTO document VALUES ('t', '/a', ?)", (text + str(number),))
        database.execute("COMMIT")
    taken = time.perf_counter() - started
    database.close()
    return 300 / taken

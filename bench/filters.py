"""
`$filter` over 100,000 documents of the local Graph, in process, against reading the same rows out of SQLite and parsing them.
"""

import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from served import bearer
from timing import Sample

from graphkey.localgraph import LocalGraph, open_local_graph
from graphkey.wire import Request

MANY = 100_000
COLLECTION = "/identity/apiconnectors"
FILTERS = (
    ("displayName eq 'Connector 99999'", 1),
    ("startswith(displayName,'Connector 7') and not endswith(targetUrl,'/7')", 11_110),
    ("authenticationConfiguration/microsoft.graph.basicAuthentication/username eq 'user 99999'", 1),
    ("contains(targetUrl,'api-77.') or displayName in ('Connector 1','Connector 2')", 102),
)
"""Filters, and how many documents each must find."""


def filters() -> str:
    """Measure one page and the count of what a filter finds, when it has to look at every document."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "graph"
        with open_local_graph(folder) as graph:
            _plant(graph)
            headers = bearer(graph)
            rows = [("every row read and parsed (floor)", _median(lambda: _parse_all(next(folder.glob("*.db")))))]
            for text, found in FILTERS:
                rows.append((f"`{text}`", _median(lambda text=text, found=found: _ask(graph, headers, text, found))))
    floor = rows[0][1].cpu_s
    lines = [
        f"### `$filter` over {MANY:,} documents, in process (aim: 1 s)",
        "",
        "| what | CPU s | wall s | CPU ratio |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {taken.cpu_s:.2f} | {taken.wall_s:.2f} | {taken.cpu_s / floor:.2f} |" for name, taken in rows
    ]
    return "\n".join(lines) + "\n"


def _plant(graph: LocalGraph) -> None:
    """Write the documents straight into the store, in one transaction."""
    with graph._parts.open_tenant(graph.tenant_id).writing() as writer:
        writer.clear()
        for number in range(MANY):
            identity = f"00000000-0000-4000-8000-{number:012d}"
            document = {
                "id": identity,
                "displayName": f"Connector {number}",
                "targetUrl": f"https://api-{number % 1000}.example/{number}",
                "authenticationConfiguration": {
                    "@odata.type": "#microsoft.graph.basicAuthentication",
                    "username": f"user {number}",
                },
            }
            writer.insert(f"{COLLECTION}/{identity}", document)


def _ask(graph: LocalGraph, headers: dict[str, str], text: str, found: int) -> None:
    url = f"https://localhost/beta/identity/apiConnectors?$count=true&$top=10&$filter={quote(text)}"
    answer = graph.transport(Request("GET", url, headers))
    if answer.status != 200:
        raise SystemExit(f"{text}: {answer.body.decode()}")
    if answer.json()["@odata.count"] != found:
        raise SystemExit(f"{text} found {answer.json()['@odata.count']} documents, not {found}")


def _parse_all(file: Path) -> None:
    database = sqlite3.connect(file)
    rows = database.execute("SELECT body FROM documents WHERE collection = ?", (COLLECTION,))
    assert sum(1 for (body,) in rows if json.loads(body)["id"]) == MANY
    database.close()


def _median(work: Callable[[], None], rounds: int = 3) -> Sample:
    taken = []
    for _ in range(rounds):
        began, cpu = time.perf_counter(), time.process_time()
        work()
        taken.append(Sample(time.process_time() - cpu, time.perf_counter() - began))
    return Sample(*(statistics.median(column) for column in zip(*taken, strict=True)))


if __name__ == "__main__":
    print(filters())

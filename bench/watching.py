"""
`graphkey watch` over 1,000 connectors with three certificates each: reading and judging, against parsing the same answers as JSON.

The far end answers from memory, so that what is measured is ours and not a service's.
"""

import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from timing import Sample

from graphkey.client.client import Far
from graphkey.lifecycle.inventory import read_inventory
from graphkey.lifecycle.watching.findings import Look, Policy, findings
from graphkey.lifecycle.watching.metrics import metrics
from graphkey.lifecycle.watching.report import report_html
from graphkey.wire import Request, Response, json_response

MANY = 1000
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
ROOT = "https://graph.example"


def watching() -> str:
    """Measure reading an inventory, and reading, judging and telling it in every form."""
    listed = json_response(200, {"value": [_connector(number) for number in range(MANY)]})
    empty = json_response(200, {"value": []})

    def answer(request: Request) -> Response:
        return listed if "apiConnectors" in request.url else empty

    far = Far(answer, ROOT, now=lambda: AT)
    rows = [
        ("the answers parsed as JSON (floor)", _median(lambda: json.loads(listed.body))),
        ("inventory read", _median(lambda: read_inventory(far))),
        ("read and judged", _median(lambda: _judged(far))),
        ("read, judged, metrics and page made", _median(lambda: _told(far))),
    ]
    floor = rows[0][1].cpu_s
    lines = [
        f"### A watch over {MANY:,} connectors with three certificates each",
        "",
        "| what | CPU ms | CPU ratio |",
        "|---|---:|---:|",
        *(f"| {name} | {taken.cpu_s * 1000:.0f} | {taken.cpu_s / floor:.1f} |" for name, taken in rows),
    ]
    return "\n".join(lines) + "\n"


def _connector(number: int) -> dict[str, object]:
    held = [
        {
            "thumbprint": f"{number * 3 + place:040X}",
            "notBefore": int((AT - timedelta(days=30 * place + 1)).timestamp()),
            "notAfter": int((AT + timedelta(days=number % 400 + 30 * place + 1)).timestamp()),
            "isActive": place == 0,
        }
        for place in range(3)
    ]
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "displayName": f"Connector {number}",
        "targetUrl": f"https://api-{number % 300}.example/{number % 7}",
        "authenticationConfiguration": {
            "@odata.type": "#microsoft.graph.clientCertificateAuthentication",
            "certificateList": held,
        },
    }


def _judged(far: Far) -> tuple[Look, list[object]]:
    inventory = read_inventory(far)
    look = Look("bench", inventory.at, inventory)
    found = findings([look], Policy())
    if len(inventory.connectors) != MANY or not found:
        raise SystemExit("the watch did not see what is there")
    return look, [*found]


def _told(far: Far) -> None:
    inventory = read_inventory(far)
    look = Look("bench", inventory.at, inventory)
    found = findings([look], Policy())
    metrics([look], found, AT)
    report_html([look], found, AT)


def _median(work: Callable[[], object], rounds: int = 7) -> Sample:
    taken = []
    for _ in range(rounds):
        began, cpu = time.perf_counter(), time.process_time()
        work()
        taken.append(Sample(time.process_time() - cpu, time.perf_counter() - began))
    return Sample(*(statistics.median(column) for column in zip(*taken, strict=True)))


if __name__ == "__main__":
    print(watching())

"""
msgraph-beta-sdk and msgraph-sdk, unmodified, over every operation of the module that they and the local Graph have.

The same walk that makes the coverage page (tools/coverage_walk.py) tries each operation: what an operation needs is made in process, the
request of the operation itself goes through the SDK over TLS, and a second read shows what it did.
"""

import asyncio
import re
import ssl
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

pytestmark = [
    pytest.mark.interop,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # the SDKs raise their own by the hundred
]
pytest.importorskip("msgraph_beta", reason="msgraph-beta-sdk is installed by ./run interop")
sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
sys.path.insert(0, str(Path(__file__).parent))

import httpx  # noqa: E402
from sdk_transport import NotOfferedError, SdkTransport  # noqa: E402

import coverage_attempts  # noqa: E402
import coverage_samples  # noqa: E402
import coverage_world  # noqa: E402
from graphkey.catalog import load  # noqa: E402
from graphkey.errors import Error  # noqa: E402
from graphkey.localgraph import open_local_graph  # noqa: E402
from graphkey.serve import Tls, running  # noqa: E402
from graphkey.wire import Request, Response  # noqa: E402

REACHED = {"beta": 930, "v1.0": 575}
"""Operations whose effect was seen through the SDK when this was last looked at; fewer is a step back."""

# What an SDK cannot do with what Graph documents: (kind of operation, what it comes to), whatever the path.
_SDK_CANNOT = {
    "ref-get": r"TypeError: Error handling the response, unexpected type 'str'",  # it reads a reference as a bare text
    "ref-list": r"TypeError: 'NoneType' object is not subscriptable",  # and a list of them as a list of texts
}
_NOTHING_TO_SEE = re.compile(r"nothing that can be changed|not on its own path")


class Half:
    """Answer in process, and the operation that is being tried through the SDK."""

    def __init__(self, version, inside, sdk):
        self.version, self.inside, self.sdk = version, inside, sdk
        self.tried = None
        self.used = 0

    def __call__(self, request: Request) -> Response:
        match = load.operations_at(self.version, urlsplit(request.url).path.removeprefix(f"/{self.version}"))
        if match is None or (match.template, request.method) != (self.tried.path, self.tried.method):
            return _in_utc(self.inside(request))
        self.used += 1
        return _in_utc(self.sdk(request))


def _in_utc(response: Response) -> Response:
    """Write the zone of UTC as Graph does; the SDKs write it as an offset."""
    return Response(response.status, response.headers, re.sub(rb'(:\d\d)\+00:00"', rb'\1Z"', response.body))


@pytest.fixture
def half(request, tmp_path) -> Iterator[tuple[coverage_world.World, Half]]:
    version = request.param
    with (
        open_local_graph(tmp_path / "graph") as graph,
        running(graph.transport, Tls(*graph.tls())) as origin,
        asyncio.Runner() as runner,
    ):
        graph.note_served(origin)
        client = httpx.AsyncClient(verify=ssl.create_default_context(cafile=graph.ca_file), timeout=60)
        sdk = SdkTransport(version, origin, graph.access_token().reveal(), client, runner.get_loop())
        half = Half(version, graph.transport, sdk)
        seen_as = SimpleNamespace(
            transport=half, access_token=graph.access_token, _parts=graph._parts, tenant_id=graph.tenant_id
        )
        yield coverage_world.World(seen_as, version), half
        runner.run(client.aclose())


def _tried(walker, half, operation) -> str:
    """Try one operation; returns why its effect was not seen, or nothing."""
    half.tried, half.used = operation, 0
    try:
        coverage_attempts.ATTEMPTS[operation.kind](walker, operation)
    except NotOfferedError as miss:
        return f"not offered: {miss}"
    except (coverage_world.NotSeen, Error, TypeError) as miss:
        return f"{type(miss).__name__}: {miss}"
    return "" if half.used else "the walk asked for something else"


@pytest.mark.parametrize("half", ["beta", "v1.0"], indirect=True)
def test_every_operation_that_an_sdk_offers_works_through_it(half, monkeypatch, record_property):
    # kiota-serialization-json writes a duration as Python does ("1:00:00"), which is no Edm.Duration.
    monkeypatch.setitem(coverage_samples._TEXTS, "Duration", (None, None))
    walker, far = half
    seen: Counter[str] = Counter()
    missed = []
    for operation in load.operations(far.version):
        if operation.kind not in coverage_attempts.ATTEMPTS or operation.origin == "local":
            continue
        why = _tried(walker, far, operation)
        seen[operation.kind] += not why
        cannot = _SDK_CANNOT.get(operation.kind)
        if why and not (cannot and re.match(cannot, why)) and not _NOTHING_TO_SEE.search(why):
            missed.append(f"{operation.method} {operation.path}: {why}")
    record_property("operations", sum(seen.values()))
    print(f"{far.version}: {sum(seen.values())} operations through the SDK: {dict(seen)}")
    assert missed == []
    assert sum(seen.values()) >= REACHED[far.version]

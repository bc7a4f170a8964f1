"""Long runs that try to lose or double an upload: floods of them, and `kill -9` in their midst."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from graph_world import CONNECTORS, SLOT, Bundle, Caller, Clock, make_bundle, over_tls

from graphkey.localgraph import open_local_graph

pytestmark = pytest.mark.abuse

SERVER = """
import sys
from pathlib import Path
from graphkey.localgraph import open_local_graph
from graphkey.serve import Tls, serve
graph = open_local_graph(Path(sys.argv[1]))
serve(graph.transport, Tls(*graph.tls()), ready=lambda port: print(port, flush=True))
"""


@pytest.fixture(scope="module")
def bundles(rsa_key: rsa.RSAPrivateKey) -> list[Bundle]:
    from datetime import UTC, datetime, timedelta

    now = datetime.now(UTC).replace(microsecond=0)
    return [make_bundle(rsa_key, f"n{at}", starts=now - timedelta(1), ends=now + timedelta(90)) for at in range(200)]


def thumbprints(connector: dict[str, Any]) -> list[str]:
    return [one["thumbprint"] for one in connector["authenticationConfiguration"].get("certificateList", [])]


def test_two_hundred_uploads_at_once_are_each_there_once(caller: Caller, bundles: list[Bundle]) -> None:
    path = f"{CONNECTORS}/{caller.connector()}"
    with ThreadPoolExecutor(40) as pool:
        statuses = list(
            pool.map(lambda bundle: caller.send("POST", f"{path}/uploadClientCertificate", bundle.body).status, bundles)
        )
    assert set(statuses) == {200}
    assert sorted(thumbprints(caller.get(path))) == sorted(bundle.thumbprint for bundle in bundles)


def test_uploads_by_two_processes_on_one_folder_are_each_there_once(tmp_path: Path, bundles: list[Bundle]) -> None:
    with open_local_graph(tmp_path) as graph, Served(tmp_path) as one, Served(tmp_path) as two:
        token = graph.access_token().reveal()
        callers = [Caller(over_tls(graph.ca_pem), served.origin, token, graph, Clock()) for served in (one, two)]
        pairs = [(callers[at % 2], bundle) for at, bundle in enumerate(bundles[:80])]
        with ThreadPoolExecutor(20) as pool:
            done = list(
                pool.map(
                    lambda pair: pair[0].send("POST", f"{SLOT}/uploadClientCertificate", pair[1].body).status, pairs
                )
            )
        assert set(done) == {200}
        assert sorted(thumbprints(callers[0].get(SLOT))) == sorted(bundle.thumbprint for bundle in bundles[:80])


class Served:
    """A local Graph in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", SERVER, str(folder)], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.origin = f"https://localhost:{int(self.process.stdout.readline())}"

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


# http.client leaves the file of an answer open that a killed server cut short.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX")
def test_what_was_acknowledged_survives_fifty_kills(tmp_path: Path, bundles: list[Bundle]) -> None:
    chance = random.Random(7)
    acknowledged: set[str] = set()
    with open_local_graph(tmp_path) as graph:
        token, ca_pem = graph.access_token().reveal(), graph.ca_pem
        graph.tls()
        inside = Caller(graph.transport, "https://localhost", token, graph, Clock())
        for _ in range(50):
            with Served(tmp_path) as served:
                victim = Victim(
                    served, Caller(over_tls(ca_pem), served.origin, token, graph, Clock()), chance.randrange(1, 10)
                )
                with ThreadPoolExecutor(6) as pool:
                    acknowledged |= set(filter(None, pool.map(victim.upload, chance.sample(bundles, 16))))
            held = thumbprints(inside.get(SLOT))
            assert len(held) == len(set(held))
            assert acknowledged <= set(held)
    assert len(acknowledged) > 50


class Victim:
    """Upload until so many are acknowledged, then kill the server while other uploads are under way."""

    def __init__(self, served: Served, caller: Caller, lives: int) -> None:
        self.served = served
        self.caller = caller
        self.lives = lives
        self.lock = threading.Lock()

    def upload(self, bundle: Bundle) -> str | None:
        try:
            response = self.caller.send("POST", f"{SLOT}/uploadClientCertificate", bundle.body)
        except (OSError, http.client.HTTPException):
            return None
        assert response.status == 200
        with self.lock:
            self.lives -= 1
            if self.lives == 0:
                self.served.process.send_signal(signal.SIGKILL)
        return bundle.thumbprint


def hostile() -> Iterator[bytes]:
    chance = random.Random(11)
    yield b""
    yield b"\x30\x80" * 50_000
    yield b"\x30\x84\xff\xff\xff\xff" + b"\0" * 100
    yield from (chance.randbytes(chance.randrange(1, 3000)) for _ in range(60))


def test_hostile_bundles_get_an_answer(inside: Caller, first: Bundle) -> None:
    path = f"{CONNECTORS}/{inside.connector()}/uploadClientCertificate"
    chance = random.Random(13)
    changed: list[bytes] = []
    for _ in range(150):
        content = bytearray(first.pfx)
        for _ in range(chance.randrange(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        changed.append(bytes(content[: chance.choice([len(content), chance.randrange(len(content))])]))
    for pfx in [*hostile(), *changed]:
        response = inside.send("POST", path, {"pkcs12Value": b64encode(pfx).decode(), "password": first.password})
        assert response.status in (200, 400)
        assert json.loads(response.body)


def test_flood_of_nonsense_leaves_it_answering(caller: Caller) -> None:
    chance = random.Random(17)
    makers: list[Callable[[], bytes]] = [
        lambda: chance.randbytes(200),
        lambda: b"{" * 3000,
        lambda: json.dumps({"displayName": "x" * 100_000}).encode(),
    ]
    for _ in range(60):
        assert caller.send("POST", CONNECTORS, chance.choice(makers)()).status == 400
    assert caller.send("GET", CONNECTORS).status == 200

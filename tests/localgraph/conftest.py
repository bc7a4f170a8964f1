"""Every test that asks for `caller` runs twice: against a local Graph in process, and against one that is served."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from graph_world import DAY, NOW, Bundle, Caller, Clock, make_bundle, over_tls

from graphkey.localgraph import LocalGraph, open_local_graph
from graphkey.serve import Tls, running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def graph(clock: Clock) -> Iterator[LocalGraph]:
    with open_local_graph(None, clock=clock) as opened:
        yield opened


@pytest.fixture(scope="session")
def served_files() -> Iterator[tuple[Path, Path, bytes]]:
    """Make one server's certificate for all tests that serve."""
    with open_local_graph(None) as opened:
        yield (*opened.tls(), opened.ca_pem)


@pytest.fixture(params=["in process", "served"])
def caller(
    request: pytest.FixtureRequest, graph: LocalGraph, clock: Clock, served_files: tuple[Path, Path, bytes]
) -> Iterator[Caller]:
    token = graph.access_token().reveal()
    if request.param == "in process":
        yield Caller(graph.transport, "https://localhost", token, graph, clock)
        return
    chain, key, ca_pem = served_files
    with running(graph.transport, Tls(chain, key)) as origin:
        yield Caller(over_tls(ca_pem), origin, token, graph, clock)


@pytest.fixture
def inside(graph: LocalGraph, clock: Clock) -> Caller:
    """Call in process alone, where serving makes no difference."""
    return Caller(graph.transport, "https://localhost", graph.access_token().reveal(), graph, clock)


@pytest.fixture(scope="session")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def first(rsa_key: rsa.RSAPrivateKey) -> Bundle:
    return make_bundle(rsa_key, "first")


@pytest.fixture(scope="session")
def second(rsa_key: rsa.RSAPrivateKey) -> Bundle:
    return make_bundle(rsa_key, "second")


@pytest.fixture(scope="session")
def staged(rsa_key: rsa.RSAPrivateKey) -> Bundle:
    return make_bundle(rsa_key, "staged", starts=NOW + 10 * DAY, ends=NOW + 100 * DAY)


@pytest.fixture(scope="session")
def expired(rsa_key: rsa.RSAPrivateKey) -> Bundle:
    return make_bundle(rsa_key, "expired", starts=NOW - 100 * DAY, ends=NOW - DAY)


@pytest.fixture(scope="session")
def aes(rsa_key: rsa.RSAPrivateKey) -> Bundle:
    return make_bundle(rsa_key, "aes", aes=True)

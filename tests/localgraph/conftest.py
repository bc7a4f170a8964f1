"""Every test that asks for `caller` runs twice: against a local Graph in process, and against one that is served."""

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from graph_world import DAY, NOW, Bundle, Caller, Clock, make_bundle, over_tls, plant_signing_key

from graphkey.localgraph import LocalGraph, open_local_graph
from graphkey.localgraph.authority.signing import new_private_jwk
from graphkey.serve import Tls, running
from graphkey.wire import Document, Request, Response, Transport


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def signing_jwk() -> Document:
    """Make one token key for all tests; making an RSA key costs more than all else that a test does."""
    return new_private_jwk()


@pytest.fixture
def graph(clock: Clock, signing_jwk: Document) -> Iterator[LocalGraph]:
    with open_local_graph(None, clock=clock) as opened:
        plant_signing_key(opened, signing_jwk)
        yield opened


class Switch:
    """Pass requests on to the local Graph of the test that runs: one server serves them all in turn."""

    target: Transport

    def __call__(self, request: Request) -> Response:
        return self.target(request)


@pytest.fixture(scope="session")
def server() -> Iterator[tuple[Switch, str, bytes]]:
    switch = Switch()
    with open_local_graph(None) as opened, running(switch, Tls(*opened.tls())) as origin:
        yield switch, origin, opened.ca_pem


@pytest.fixture(params=["in process", "served"])
def caller(request: pytest.FixtureRequest, inside: Caller, server: tuple[Switch, str, bytes]) -> Caller:
    if request.param == "in process":
        return inside
    switch, origin, ca_pem = server
    switch.target = inside.graph.transport
    return Caller(over_tls(ca_pem), origin, inside.token, inside.graph, inside.clock)


@pytest.fixture
def inside(graph: LocalGraph, clock: Clock) -> Caller:
    """Call in process alone, where serving makes no difference."""
    return Caller(graph.transport, "https://localhost", graph.lent_token().reveal(), graph, clock)


@pytest.fixture
def sample(inside: Caller) -> Caller:
    """Call a tenant that the seed `sample` has filled, in process."""
    inside.graph.reset("sample")
    return inside


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

"""Every recovery of the client, shown on the local Graph's own faults: the real client, in process and over a real connection."""

import threading
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from graphkey import Graph, beta
from graphkey.client.http import network
from graphkey.client.retry import retrying
from graphkey.errors import NotFoundError, ServiceError, ThrottledError, TransportError
from graphkey.testing import LocalGraphFixture
from graphkey.wire import Request, Response
from tests.cli.bundles import PASSWORD, pfx, thumbprint

CONNECTORS = beta.identity.api_connectors
SLOT = beta.identity.b2x_user_flows["B2X_1_signup"].api_connector_configuration.pre_token_issuance
BASIC = {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u", "password": "hunter2"}
UPLOADS = "/**/uploadClientCertificate"
SEVEN = {"retry_after_s": 7}


class World(NamedTuple):
    local: LocalGraphFixture
    graph: Graph
    waits: list[float]

    def fault(self, kind: str, method: str = "*", path: str = "/**", **named: Any) -> None:
        self.local.fault(kind, method=method, path=path, **named)

    def count(self, method: str, path: str) -> Callable[[], int]:
        """Count the requests that come to be carried out from now on: by a fault that takes no time."""
        number = self.local.local.add_fault("slow", method=method, path=path, delay_s=0, times=None)["id"]
        return lambda: next(one["met"] for one in self.local.local.faults() if one["id"] == number)

    def held(self) -> list[tuple[str, bool]]:
        self.local.local.clear_faults()
        listed = self.graph.send(SLOT.get())["authenticationConfiguration"].get("certificateList", [])
        return [(one["thumbprint"], one["isActive"]) for one in listed]

    def upload(self) -> Any:
        return self.graph.send(SLOT.upload_client_certificate(pkcs12Value=pfx(), password=PASSWORD))

    def names(self) -> list[str]:
        self.local.local.clear_faults()
        return sorted(
            one["displayName"] for one in self.graph.items(CONNECTORS.list()) if one["displayName"].startswith("n")
        )


def new(name: str) -> Any:
    return CONNECTORS.create(displayName=name, targetUrl="https://localhost/", authenticationConfiguration=BASIC)


@pytest.fixture(params=["in process", "served"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with LocalGraphFixture() as local:
        if request.param == "in process":
            yield World(local, local.graph(), local.waits)
            return
        waits: list[float] = []
        root = local.serve()
        with network(ca_file=str(local.local.ca_file), environ={}) as wire:
            transport = retrying(_signed(local, wire), sleep=waits.append)
            yield World(local, Graph(transport=transport, root=root), waits)


def _signed(local: LocalGraphFixture, wire: Callable[[Request], Response]) -> Callable[[Request], Response]:
    token = local.local.lent_token().reveal()
    return lambda request: wire(request.with_headers(authorization=f"Bearer {token}"))


def test_throttled_read_waits_as_long_as_is_asked(world: World) -> None:
    world.fault("429", times=3, **SEVEN)
    assert world.graph.send(CONNECTORS.list())
    assert world.waits == [7, 7, 7]


def test_read_gives_up_after_so_many_repeats(world: World) -> None:
    world.fault("429", times=None, **SEVEN)
    with pytest.raises(ThrottledError):
        world.graph.send(CONNECTORS.list())
    assert len(world.waits) == 5


def test_busy_write_is_repeated_when_the_service_says_until_when(world: World) -> None:
    world.fault("503", "POST", times=2, **SEVEN)
    world.graph.send(new("n1"))
    assert world.waits == [7, 7]
    assert world.names() == ["n1"]


def test_busy_write_is_not_repeated_when_it_does_not(world: World) -> None:
    world.fault("503", "POST")
    with pytest.raises(ServiceError):
        world.graph.send(new("n1"))
    assert world.names() == []


@pytest.mark.parametrize("kind", ["drop-before", "drop-after"])
def test_read_without_an_answer_is_asked_again(world: World, kind: str) -> None:
    world.fault(kind, times=2)
    assert world.graph.send(CONNECTORS.list())


@pytest.mark.parametrize(("kind", "names"), [("drop-before", []), ("drop-after", ["n1"])])
def test_create_without_an_answer_is_never_sent_again(world: World, kind: str, names: list[str]) -> None:
    world.fault(kind, "POST")
    sent_again = world.count("POST", "/identity/apiConnectors")
    with pytest.raises(TransportError) as caught:
        world.graph.send(new("n1"))
    assert caught.value.sent
    assert sent_again() == 0
    assert world.names() == names


@pytest.mark.parametrize(("kind", "again"), [("drop-before", 1), ("drop-after", 0)])
def test_lost_upload_is_looked_up_and_sent_again_only_if_it_is_not_there(world: World, kind: str, again: int) -> None:
    world.fault(kind, "POST", UPLOADS)
    sent_again, looked = world.count("POST", UPLOADS), world.count("GET", "/**/preTokenIssuance")
    assert world.upload()["authenticationConfiguration"]["certificateList"][0]["isActive"]
    assert (looked(), sent_again()) == (1, again)
    assert world.held() == [(thumbprint(), True)]


def test_upload_whose_lookup_is_stale_is_sent_again_and_not_doubled(world: World) -> None:
    world.fault("stale-read", "GET")
    world.fault("drop-after", "POST", UPLOADS)
    sent_again = world.count("POST", UPLOADS)
    world.upload()
    assert sent_again() == 1
    assert world.held() == [(thumbprint(), True)]


def test_lookup_that_is_dropped_too_is_asked_again(world: World) -> None:
    world.fault("drop-after", "POST", UPLOADS)
    world.fault("drop-before", "GET")
    sent_again = world.count("POST", UPLOADS)
    world.upload()
    assert sent_again() == 0


def test_upload_that_cannot_be_looked_up_stays_unknown_and_says_so(world: World) -> None:
    world.fault("drop-after", "POST", UPLOADS)
    world.fault("503", "GET", times=None)
    sent_again = world.count("POST", UPLOADS)
    with pytest.raises(TransportError, match="may or may not have arrived"):
        world.upload()
    assert sent_again() == 0
    assert world.held() == [(thumbprint(), True)]


def test_lookup_judges_by_the_clock_of_the_service(world: World) -> None:
    """The certificate is over by the service's clock; that it is not active is no sign that the upload is still to come."""
    world.local.local.set_clock("+4000d")
    graph = Graph(transport=world.graph._connection.transport, root=world.graph._connection.root)  # by the real clock
    world.fault("drop-after", "POST", UPLOADS)
    sent_again = world.count("POST", UPLOADS)
    graph.send(SLOT.upload_client_certificate(pkcs12Value=pfx(), password=PASSWORD))
    assert sent_again() == 0


def test_pages_come_whole_and_once_whatever_happens_between_them(world: World) -> None:
    for at in range(7):
        world.graph.send(new(f"n{at}"))
    world.fault("429", "GET", after=1, **SEVEN)
    world.fault("drop-before", "GET", after=2)
    world.fault("drop-after", "GET", after=3)
    names = [one["displayName"] for one in world.graph.items(CONNECTORS.list(top=2))]
    assert sorted(name for name in names if name.startswith("n")) == [f"n{at}" for at in range(7)]
    assert len(names) == 8
    assert [rule["met"] for rule in world.local.local.faults()] == [1, 1, 1]
    assert 7 in world.waits


def test_batch_as_a_whole_that_is_throttled_is_sent_again(world: World) -> None:
    world.fault("429", "POST", "/$batch", **SEVEN)
    with world.graph.batch() as batch:
        made = [batch.add(new(f"n{at}")) for at in range(3)]
    assert [one.result()["displayName"] for one in made] == ["n0", "n1", "n2"]
    assert world.names() == ["n0", "n1", "n2"]


def test_items_that_are_throttled_go_out_again_alone(world: World) -> None:
    world.graph._far = world.graph._far._replace(sleep=world.waits.append)
    world.fault("429", "POST", "/identity/apiConnectors", after=1, times=2, **SEVEN)
    with world.graph.batch() as batch:
        made = [batch.add(new(f"n{at}")) for at in range(4)]
    assert [one.result()["displayName"] for one in made] == ["n0", "n1", "n2", "n3"]
    assert world.names() == ["n0", "n1", "n2", "n3"]
    assert world.waits == [7]


@pytest.mark.parametrize("kind", ["drop-before", "drop-after"])
def test_uploads_of_a_lost_batch_are_settled_by_looking(world: World, kind: str) -> None:
    world.fault(kind, "POST", "/$batch")
    carried_out = world.count("POST", UPLOADS)
    with world.graph.batch() as batch:
        upload = batch.add(SLOT.upload_client_certificate(pkcs12Value=pfx(), password=PASSWORD))
        read = batch.add(SLOT.get())
    assert upload.result()
    assert read.result()
    assert carried_out() == 1  # alone, or within the batch whose answer was lost
    assert world.held() == [(thumbprint(), True)]


def test_create_of_a_batch_that_died_at_an_item_stays_unknown(world: World) -> None:
    world.fault("drop-after", "POST", "/identity/apiConnectors", after=1)
    with pytest.raises(TransportError), world.graph.batch() as batch:
        made = [batch.add(new(f"n{at}")) for at in range(3)]
    for one in made:
        with pytest.raises(TransportError):
            one.result()
    assert world.names() == ["n0", "n1"]


def test_delete_whose_answer_was_lost_is_found_to_be_done(world: World) -> None:
    made = world.graph.send(new("n1"))["id"]
    world.fault("drop-after", "DELETE")
    with pytest.raises(NotFoundError):  # of the repeat: it is gone, as was asked
        world.graph.send(CONNECTORS[made].delete())
    assert world.names() == []


def test_answer_that_is_too_slow_for_the_client_is_no_answer() -> None:
    late = threading.Event()
    with LocalGraphFixture(sleep=lambda seconds: late.wait(10)) as local:
        root = local.serve()
        with network(ca_file=str(local.local.ca_file), environ={}, timeout_s=0.1) as wire:
            graph = Graph(transport=_signed(local, wire), root=root)
            local.fault("slow", method="POST")
            try:
                with pytest.raises(TransportError) as caught:
                    graph.send(new("n1"))
            finally:
                late.set()
    assert caught.value.sent

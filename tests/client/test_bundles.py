"""One bundle for many places: prepared once, for a minute, and never mixed up with another."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from tests.cli.bundles import PASSWORD, pfx

from graphkey import Graph, Secret, beta
from graphkey.client.bundles import MOST, STANDS, RecentBundles
from graphkey.client.prepare import Clean, Options, Sent
from graphkey.errors import CertificateError
from graphkey.wire import json_response

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Maker:
    def __init__(self):
        self.count = 0

    def __call__(self):
        self.count += 1
        return Clean(Secret(str(self.count)), Secret("p"), Sent(None, (), ""))


def get(kept, make, bundle=b"x", password=Secret("p"), options=Options(), now=NOW):  # noqa: B008
    return kept.get(bundle, password, options, now, make).value.reveal()


def test_same_bundle_is_made_once():
    kept, make = RecentBundles(), Maker()
    assert [get(kept, make) for _ in range(3)] == ["1"] * 3
    assert get(kept, make, now=NOW + STANDS - timedelta(seconds=1)) == "1"
    assert get(kept, make, now=NOW - timedelta(seconds=1)) == "1"  # a thread that looked at the clock and then waited


@pytest.mark.parametrize(
    "other",
    [
        {"bundle": b"y"},
        {"bundle": Secret("x")},
        {"bundle": b"xp", "password": Secret("")},
        {"password": None},
        {"password": Secret("")},
        {"password": Secret("None")},
        {"options": Options(as_is=True)},
        {"options": Options(skip_check=True)},
        {"now": NOW + STANDS},
        {"now": NOW - STANDS},
    ],
)
def test_another_bundle_password_treatment_or_minute_is_made_anew(other):
    kept, make = RecentBundles(), Maker()
    assert [get(kept, make), get(kept, make, **other)] == ["1", "2"]


def test_refused_bundle_is_looked_at_again():
    kept, make = RecentBundles(), Maker()

    def refuse():
        raise CertificateError("no")

    for _ in range(2):
        with pytest.raises(CertificateError):
            get(kept, refuse)
    assert get(kept, make) == "1"


def test_those_remembered_are_bounded_and_the_oldest_goes():
    kept, make = RecentBundles(), Maker()
    for number in range(MOST + 1):
        get(kept, make, bundle=b"%d" % number)
    get(kept, make, bundle=b"%d" % MOST)
    assert make.count == MOST + 1
    get(kept, make, bundle=b"0")
    assert make.count == MOST + 2


def test_threads_that_come_with_one_bundle_wait_for_the_first():
    kept, make, barrier = RecentBundles(), Maker(), threading.Barrier(8)

    def work(_):
        barrier.wait(10)
        return get(kept, make)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == ["1"] * 8
    assert make.count == 1


def test_graph_from_many_threads_prepares_each_bundle_once_and_mixes_nothing_up():
    sent, lock = {}, threading.Lock()

    def far(request):
        flow = request.url.split("/")[6]
        with lock:
            sent[flow] = json.loads(request.body)
        return json_response(200, {"id": flow})

    graph = Graph(transport=far)
    bundles = [pfx(), pfx(1)]

    def upload(number):
        slot = beta.identity.b2x_user_flows[f"f{number}"].api_connector_configuration.pre_token_issuance
        call = slot.upload_client_certificate(pkcs12Value=bundles[number % 2], password=PASSWORD)
        return graph.send(call)["id"]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(upload, range(40))) == [f"f{number}" for number in range(40)]
    copies = [{json.dumps(sent[f"f{number}"]) for number in range(start, 40, 2)} for start in (0, 1)]
    assert [len(one) for one in copies] == [1, 1]
    assert copies[0] != copies[1]


def test_neither_bundle_nor_password_is_kept():
    kept = RecentBundles()
    get(kept, Maker(), bundle=b"the bundle", password=Secret("the password"))
    assert not any(text in repr(vars(kept)) for text in ("the bundle", "the password"))


def test_body_is_written_once_when_the_clean_copy_is_the_same():
    kept, value = RecentBundles(), Secret("v")
    bodies = iter((b"first", b"second"))
    written = [kept.written({"pkcs12Value": value, "note": "n"}, lambda _: next(bodies)) for _ in range(2)]
    assert written == [b"first", b"first"]


@pytest.mark.parametrize(
    "other",
    [{"pkcs12Value": Secret("w")}, {"note": "another"}, {"note": True}, {"more": "m"}, {"note": ["n"]}],
)
def test_body_is_written_anew_when_anything_in_it_differs(other):
    kept, first = RecentBundles(), {"pkcs12Value": Secret("v"), "note": "n"}
    kept.written(first, lambda _: b"first")
    assert kept.written({**first, **other}, lambda _: b"second") == b"second"


def test_body_is_written_each_time_when_it_holds_what_can_change():
    kept, document = RecentBundles(), {"pkcs12Value": Secret("v"), "list": [1]}
    kept.written(document, lambda _: b"first")
    document["list"].append(2)
    assert kept.written(document, lambda _: b"second") == b"second"


def test_items_of_a_batch_keep_their_own_keys_when_they_share_a_bundle():
    bodies = []

    def answering(request):
        bodies.extend(one["body"] for one in json.loads(request.body)["requests"])
        return json_response(200, {"responses": [{"id": str(n), "status": 204} for n in range(2)]})

    slot = beta.identity.api_connectors["x"]
    with Graph(transport=answering, now=lambda: datetime.now(UTC)).batch() as batch:
        batch.add(slot.upload_client_certificate({"pkcs12Value": pfx(), "password": PASSWORD, "extra": 1}))
        batch.add(slot.upload_client_certificate({"pkcs12Value": pfx(), "password": PASSWORD, "extra": True}))
    assert [one["extra"] is True for one in bodies] == [False, True]

"""Faults by rule: what each does, in process and served, how they count, and what is refused."""

import http.client
import ssl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from graph_world import CONNECTORS, FLOWS, NOW, SLOT, Bundle, Caller

from graphkey.errors import TransportError, UsageError
from graphkey.localgraph import LocalGraph, open_local_graph
from graphkey.localgraph.faults import KINDS, MAX_RULES
from graphkey.wire import Request, Response

NO_ANSWER = (TransportError, http.client.HTTPException, ssl.SSLError, ConnectionError)


def ask(caller: Caller, method: str, path: str = "faults", document: Any = None) -> Response:
    return caller.send(method, f"/{path}", document, version="-")


def met(graph: LocalGraph) -> list[int]:
    return [rule["met"] for rule in graph.faults()]


def new_connector(name: str) -> dict[str, Any]:
    basic = {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u", "password": "p"}
    return {"displayName": name, "targetUrl": "https://localhost/x", "authenticationConfiguration": basic}


def names(caller: Caller) -> list[str]:
    return [one["displayName"] for one in caller.get(CONNECTORS)["value"]]


@pytest.mark.parametrize(("kind", "code"), [("429", "TooManyRequests"), ("503", "ServiceUnavailable")])
def test_refusal_does_nothing_and_asks_to_wait(caller: Caller, kind: str, code: str) -> None:
    added = ask(caller, "POST", document={"kind": kind, "method": "post", "path": CONNECTORS, "retryAfterSeconds": 7})
    assert added.status == 201
    refused = caller.send("POST", CONNECTORS, new_connector("new"))
    assert (refused.status, refused.json()["error"]["code"]) == (int(kind), code)
    assert refused.headers["retry-after"] == "7"
    assert "new" not in names(caller)
    caller.post(CONNECTORS, new_connector("new"))
    assert met(caller.graph) == [1]


def test_refusal_names_no_wait_unless_one_is_given(inside: Caller) -> None:
    inside.graph.add_fault("429", times=2)
    assert "retry-after" not in inside.send("GET", CONNECTORS).headers
    assert "retry-after" not in inside.send("GET", FLOWS).headers


def test_connection_dropped_before_the_change_leaves_things_as_they_were(caller: Caller) -> None:
    caller.graph.add_fault("drop-before", method="POST")
    with pytest.raises(NO_ANSWER):
        caller.send("POST", CONNECTORS, new_connector("new"))
    assert "new" not in names(caller)


def test_connection_dropped_after_the_change_leaves_the_change(caller: Caller) -> None:
    caller.graph.add_fault("drop-after", method="POST")
    with pytest.raises(NO_ANSWER):
        caller.send("POST", CONNECTORS, new_connector("new"))
    assert "new" in names(caller)


def test_dropped_refusal_is_lost_like_any_answer(caller: Caller) -> None:
    caller.graph.add_fault("drop-after", method="POST")
    with pytest.raises(NO_ANSWER):
        caller.send("POST", CONNECTORS, {"displayName": "no target"})


@pytest.mark.parametrize("kind", ["drop-before", "drop-after"])
def test_caller_in_process_cannot_tell_whether_it_arrived(inside: Caller, kind: str) -> None:
    inside.graph.add_fault(kind)
    with pytest.raises(TransportError) as caught:
        inside.send("GET", CONNECTORS)
    assert caught.value.sent
    assert not caught.value.permanent


def test_slow_answer_waits_and_then_answers(signing_jwk: Any) -> None:
    waits: list[float] = []
    with open_local_graph(None, clock=lambda: NOW, sleep=waits.append) as graph:
        inside = Caller(graph.transport, "https://localhost", graph.access_token().reveal(), graph, None)  # type: ignore[arg-type]
        graph.add_fault("slow", delay_s=1.5)
        assert inside.send("GET", CONNECTORS).status == 200
        assert inside.send("GET", CONNECTORS).status == 200
    assert waits == [1.5]


def test_stale_read_shows_what_was_before_the_last_write(caller: Caller, first: Bundle, second: Bundle) -> None:
    caller.upload(SLOT, first)
    caller.graph.add_fault("stale-read", path="/identity/**", times=3)
    place = f"{CONNECTORS}/{caller.slot_connector()}"
    caller.upload(SLOT, second)

    def thumbprints(path: str) -> list[str]:
        listed = caller.get(path)["authenticationConfiguration"]["certificateList"]
        return [entry["thumbprint"] for entry in listed]

    assert thumbprints(place) == [first.thumbprint]
    assert thumbprints(SLOT) == [first.thumbprint]
    caller.patch(place, {"displayName": "newer"})
    assert thumbprints(place) == [second.thumbprint, first.thumbprint]
    assert caller.get(place)["displayName"] == "newer"
    assert met(caller.graph) == [3]


def test_stale_read_waits_for_a_write_to_be_older_than(inside: Caller) -> None:
    inside.graph.add_fault("stale-read")
    before = names(inside)
    assert met(inside.graph) == [0]
    made = inside.connector(displayName="new")
    assert names(inside) == before
    assert "new" in names(inside)
    assert inside.get(f"{CONNECTORS}/{made}")["displayName"] == "new"


def test_write_that_fails_is_no_last_write(inside: Caller) -> None:
    before = names(inside)
    inside.graph.add_fault("stale-read")
    inside.connector(displayName="new")
    assert inside.send("POST", CONNECTORS, {"displayName": "no target"}).status == 400
    assert inside.send("DELETE", f"{CONNECTORS}/none").status == 404
    assert names(inside) == before


def test_thing_that_was_deleted_is_still_read_when_the_read_is_stale(inside: Caller) -> None:
    made = inside.connector()
    inside.graph.add_fault("stale-read")
    inside.delete(f"{CONNECTORS}/{made}")
    assert inside.send("GET", f"{CONNECTORS}/{made}").status == 200
    assert inside.send("GET", f"{CONNECTORS}/{made}").status == 404


def test_what_was_before_is_forgotten_with_the_fault(inside: Caller) -> None:
    inside.graph.add_fault("stale-read")
    inside.connector()
    inside.graph.clear_faults()
    with inside.graph._database.reading() as connection:
        assert [row[0] for row in connection.execute("SELECT DISTINCT tenant FROM documents")] == [
            inside.graph.tenant_id
        ]
    inside.graph.add_fault("stale-read")
    inside.send("GET", CONNECTORS)
    assert met(inside.graph) == [0]


def test_stale_read_touches_no_other_tenant(inside: Caller) -> None:
    other = inside.in_new_tenant()
    inside.graph.add_fault("stale-read", times=None)
    other.connector(displayName="theirs")
    assert names(other) == ["theirs"]
    assert ask(other, "GET").json() == {"value": []}


def test_rule_counts_passes_and_then_meets_so_many(inside: Caller) -> None:
    inside.graph.add_fault("503", method="GET", path=CONNECTORS, after=2, times=2)
    answered = [inside.send("GET", CONNECTORS).status for _ in range(6)]
    assert answered == [200, 200, 503, 503, 200, 200]
    assert inside.graph.faults()[0]["passed"] == 2


def test_rules_are_tried_in_order_and_one_takes_a_request(inside: Caller) -> None:
    inside.graph.add_fault("503")
    inside.graph.add_fault("429", times=None)
    assert [inside.send("GET", FLOWS).status for _ in range(3)] == [503, 429, 429]
    assert met(inside.graph) == [1, 2]


@pytest.mark.parametrize(
    ("pattern", "path", "version", "fits"),
    [
        ("/**", CONNECTORS, "beta", True),
        ("/identity/**", CONNECTORS, "v1.0", True),
        ("/IDENTITY/apiconnectors", CONNECTORS, "beta", True),
        ("/identity/*", CONNECTORS, "beta", True),
        ("/identity", CONNECTORS, "beta", False),
        ("/*", CONNECTORS, "beta", False),
        ("/identity/apiConnectors/**", CONNECTORS, "beta", True),
        ("/identity/apiConnectors/*", CONNECTORS, "beta", False),
        ("/beta/identity/**", CONNECTORS, "beta", True),
        ("/beta/identity/**", CONNECTORS, "v1.0", False),
        ("/**/api*", CONNECTORS, "beta", True),
        ("/identity/apiConnectors", "/identity/apiConnectors/", "beta", True),
        ("/identity/b2xUserFlows/B2X_1_signup", FLOWS + "('B2X_1_signup')", "beta", True),
        ("/identity/b2xUserFlows/*signup", FLOWS + "/B2X_1_signup?$select=id", "beta", True),
        ("/identity/b2x.serFlows", FLOWS, "beta", False),
    ],
)
def test_pattern_fits_the_canonical_path(inside: Caller, pattern: str, path: str, version: str, fits: bool) -> None:
    inside.graph.add_fault("503", path=pattern)
    assert (inside.send("GET", path, version=version).status == 503) is fits


def test_action_is_met_by_its_short_name(inside: Caller, first: Bundle) -> None:
    inside.graph.add_fault("503", path="/**/uploadClientCertificate", times=2)
    assert inside.send("POST", f"{SLOT}/uploadClientCertificate", first.body).status == 503
    assert inside.send("POST", f"{SLOT}/microsoft.graph.uploadClientCertificate", first.body).status == 503


def test_batch_is_a_request_and_so_is_each_item(inside: Caller) -> None:
    items = [{"id": str(at), "method": "GET", "url": CONNECTORS} for at in range(3)]
    inside.graph.add_fault("429", method="POST", path="/$batch", retry_after_s=1)
    inside.graph.add_fault("503", path=CONNECTORS, after=1)
    assert inside.send("POST", "/$batch", {"requests": items}).status == 429
    answers = inside.post("/$batch", {"requests": items}, status=200)["responses"]
    assert [one["status"] for one in answers] == [200, 503, 200]


def test_dropped_item_takes_the_batch_with_it(caller: Caller) -> None:
    caller.graph.add_fault("drop-after", method="POST", path=CONNECTORS, after=1)
    items = [
        {"id": str(at), "method": "POST", "url": CONNECTORS, "headers": {"content-type": "application/json"}, "body": new_connector(f"n{at}")}
        for at in range(3)
    ]  # fmt: skip
    with pytest.raises(NO_ANSWER):
        caller.send("POST", "/$batch", {"requests": items})
    assert [name for name in names(caller) if name.startswith("n")] in (["n0", "n1"], ["n1", "n0"])


def test_signing_in_and_our_own_surface_always_work(caller: Caller) -> None:
    caller.graph.add_fault("drop-before", times=None)
    assert ask(caller, "GET", "status").json()["faults"][0]["kind"] == "drop-before"
    place = f"{caller.origin}/{caller.graph.tenant_id}/v2.0/.well-known/openid-configuration"
    assert caller.transport(Request("GET", place)).status == 200
    assert ask(caller, "DELETE").json() == {"removed": 1}
    assert caller.send("GET", CONNECTORS).status == 200


def test_path_that_is_unknown_and_caller_without_token_meet_none(inside: Caller) -> None:
    inside.graph.add_fault("503", times=None)
    assert inside.send("GET", "/identity/none").status == 400
    assert inside.transport(Request("GET", f"https://localhost/beta{CONNECTORS}")).status == 401
    assert met(inside.graph) == [0]


def test_one_fault_is_removed_by_its_number(inside: Caller) -> None:
    for kind in KINDS:
        inside.graph.add_fault(kind)
    assert ask(inside, "DELETE", "faults/2").json() == {"removed": 1}
    assert [rule["id"] for rule in inside.graph.faults()] == [1, 3, 4, 5, 6]
    assert ask(inside, "DELETE", "faults/2").status == 404
    assert ask(inside, "DELETE", "faults/two").status == 404
    assert ask(inside, "PATCH", "faults/1").status == 405


def test_faults_survive_a_restart_and_count_on(tmp_path: Path) -> None:
    def statuses(graph: LocalGraph, count: int) -> list[int]:
        bearer = {"authorization": f"Bearer {graph.access_token().reveal()}"}
        request = Request("GET", f"https://localhost/beta{CONNECTORS}", bearer)
        return [graph.transport(request).status for _ in range(count)]

    with open_local_graph(tmp_path) as graph:
        graph.add_fault("503", times=3)
        assert statuses(graph, 2) == [503, 503]
    with open_local_graph(tmp_path) as graph:
        assert statuses(graph, 2) == [503, 200]


def test_every_meeting_is_counted_once_when_many_ask(tmp_path: Path) -> None:
    with open_local_graph(tmp_path) as one, open_local_graph(tmp_path) as other:
        one.add_fault("503", times=10, after=5)
        senders = []
        for graph in (one, other):
            bearer = {"authorization": f"Bearer {graph.access_token().reveal()}"}
            request = Request("GET", f"https://localhost/beta{CONNECTORS}", bearer)
            senders.append(lambda graph=graph, request=request: graph.transport(request).status)
        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(lambda at: senders[at % 2](), range(40)))
        assert statuses.count(503) == 10
        assert (other.faults()[0]["passed"], other.faults()[0]["met"]) == (5, 10)


REFUSED: list[dict[str, Any]] = [
    {}, {"kind": "418"}, {"kind": 429}, {"kind": "429", "method": "HEAD"},
    {"kind": "429", "method": 1}, {"kind": "429", "path": "identity"}, {"kind": "429", "path": None},
    {"kind": "429", "path": "/" + "a" * 500}, {"kind": "429", "path": "/" + "*" * 11},
    {"kind": "429", "times": 0}, {"kind": "429", "times": True}, {"kind": "429", "times": 1.5},
    {"kind": "429", "after": -1}, {"kind": "429", "after": None},
    {"kind": "429", "retryAfterSeconds": "1"}, {"kind": "slow", "delaySeconds": 1e9},
    {"kind": "slow", "delaySeconds": "x"}, {"kind": "slow", "delay": 1},
]  # fmt: skip


def test_rule_that_is_none_is_refused_in_words(inside: Caller) -> None:
    for document in REFUSED:
        assert ask(inside, "POST", document=document).status == 400, document
    assert inside.graph.faults() == []


def test_there_are_only_so_many_rules(inside: Caller) -> None:
    for _ in range(MAX_RULES):
        inside.graph.add_fault("503")
    with pytest.raises(UsageError, match="already"):
        inside.graph.add_fault("503")


def test_faults_ask_for_the_permission(inside: Caller) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert ask(inside.as_app("APIConnectors.ReadWrite.All"), method).status == 403

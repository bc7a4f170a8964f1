"""Many calls in few requests: what is sent together, what each comes to, and what is done when the wire fails."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey import AsyncGraph, Graph, beta, v1
from graphkey.client.pages import Page
from graphkey.client.retry import Policy
from graphkey.connect import connect_graph
from graphkey.errors import (
    BadRequestError,
    CertificateError,
    GraphError,
    NotFoundError,
    ServiceError,
    ThrottledError,
    TransportError,
    UnauthorizedError,
    UsageError,
)
from graphkey.wire import Response, json_response
from tests.cli.bundles import PASSWORD, pfx, thumbprint

CONNECTORS = beta.identity.api_connectors
FLOWS = beta.identity.b2x_user_flows
SLOT = FLOWS["B2X_1_signup"].api_connector_configuration.pre_token_issuance
BASIC = {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u", "password": "hunter2"}


def new(name):
    return CONNECTORS.create(displayName=name, targetUrl="https://x.example/", authenticationConfiguration=BASIC)


def upload(**named):
    return SLOT.upload_client_certificate(pkcs12Value=pfx(), password=PASSWORD, **named)


class Wire:
    """A Transport that keeps what passes; `answers` are taken in turn by batches: a function, an error, or None to pass."""

    def __init__(self, inner, answers=()):
        self.inner, self.answers = inner, list(answers)
        self.seen = []

    def __call__(self, request):
        self.seen.append(request)
        answer = self.answers.pop(0) if self.answers and request.url.endswith("/$batch") else None
        if isinstance(answer, Exception):
            raise answer
        return answer(request, self.inner) if answer else self.inner(request)

    @property
    def batches(self):
        return [json.loads(one.body)["requests"] for one in self.seen if one.url.endswith("/$batch")]


@pytest.fixture
def world(local):
    """A maker of (graph, wire, waits) on the local Graph."""

    def make(*answers, tell=lambda sentence: None):
        connection = connect_graph(local.local)
        wire, waits = Wire(connection.transport, answers), []
        graph = Graph(transport=wire, root=connection.root, tell=tell)
        graph._far = graph._far._replace(sleep=waits.append)
        return graph, wire, waits

    return make


def echo(status=200, body=None, **headers):
    """A Transport that answers every item of a batch alike."""

    def far(request):
        items = json.loads(request.body)["requests"]
        made = [
            {"id": one["id"], "status": status, "headers": headers, "body": body or {"id": one["id"]}} for one in items
        ]
        return json_response(200, {"responses": made[::-1]})

    return far


def changed(change):
    """Answer as the local Graph does, then change the list of answers."""

    def answer(request, inner):
        document = inner(request).json()
        return json_response(200, {"responses": change(document["responses"])})

    return answer


def throttled(*places, seconds="7"):
    """Throttle the items at some places of a batch, without carrying them out."""

    def answer(request, inner):
        items = json.loads(request.body)["requests"]
        bad = {items[place]["id"] for place in places}
        kept = json.dumps({"requests": [one for one in items if one["id"] not in bad]}).encode()
        made = inner(request._replace(body=kept)).json()["responses"] if len(bad) < len(items) else []
        error = {"error": {"code": "TooManyRequests", "message": "wait"}}
        made += [{"id": one, "status": 429, "headers": {"Retry-After": seconds}, "body": error} for one in bad]
        return json_response(200, {"responses": made})

    return answer


# -- what is sent, and what it comes to ------------------------------------------------------------------------------------


def test_results_and_errors_come_in_the_order_of_the_calls(world):
    graph, wire, _ = world()
    with graph.batch() as batch:
        made = [batch.add(new(str(number))) for number in range(22)]
        missing = batch.add(CONNECTORS["nope"].get())
        count = batch.add(CONNECTORS.count())
        page = batch.add(CONNECTORS.list(top=3))
    assert [len(one) for one in wire.batches] == [20, 5]
    assert [one.result()["displayName"] for one in made] == [str(number) for number in range(22)]
    assert isinstance(missing.error, NotFoundError)
    with pytest.raises(NotFoundError):
        missing.result()
    assert (count.result(), len(page.result().items)) == (23, 3)
    assert isinstance(page.result(), Page)
    assert batch.results[22:24] == [missing.error, 23]


def test_items_go_to_their_version_as_paths_below_it():
    wire = Wire(echo())
    with Graph(transport=wire, root="https://g.example").batch() as batch:
        batch.add(CONNECTORS["a b"].get(select="id"))
        batch.add(v1.identity.api_connectors["c"].delete(if_match="7"))
        batch.add(CONNECTORS["d"].update(displayName=None))
    assert [one.url for one in wire.seen] == ["https://g.example/beta/$batch", "https://g.example/v1.0/$batch"]
    assert wire.batches == [
        [
            {"id": "0", "method": "GET", "url": "/identity/apiConnectors/a%20b?$select=id"},
            {"id": "2", "method": "PATCH", "url": "/identity/apiConnectors/d",
             "headers": {"content-type": "application/json"}, "body": {"displayName": None}},
        ],
        [{"id": "1", "method": "DELETE", "url": "/identity/apiConnectors/c", "headers": {"if-match": "7"}}],
    ]  # fmt: skip
    assert [one["id"] for one in batch.results] == ["0", "1", "2"]


def test_what_is_read_is_the_same_in_a_batch_and_by_itself(world):
    graph, _, _ = world()
    calls = [FLOWS["B2X_1_signup"].get(), FLOWS.list(top=1), CONNECTORS.count(), SLOT.get(select="id")]
    with graph.batch() as batch:
        for call in calls:
            batch.add(call)
    assert batch.results == [graph.send(call) for call in calls]
    assert batch.results[0]["@odata.id"].endswith("/beta/identity/b2xUserFlows/B2X_1_signup")


def test_empty_batch_sends_nothing():
    wire = Wire(echo())
    with Graph(transport=wire).batch() as batch:
        pass
    assert (wire.seen, batch.results) == ([], [])


def test_block_that_fails_sends_nothing():
    wire = Wire(echo())
    with pytest.raises(ZeroDivisionError), Graph(transport=wire).batch() as batch:
        batch.add(CONNECTORS["a"].get())
        1 / 0  # noqa: B018
    assert wire.seen == []
    with pytest.raises(UsageError, match="not sent"):
        batch.results  # noqa: B018


def test_bundle_that_cannot_be_used_is_refused_when_it_is_added():
    wire = Wire(echo())
    with Graph(transport=wire).batch() as batch:
        with pytest.raises(CertificateError):
            batch.add(SLOT.upload_client_certificate(pkcs12Value=pfx(), password="wrong"))
        batch.add(CONNECTORS["a"].get())
    assert len(wire.batches[0]) == 1


def test_bundles_of_a_batch_go_out_as_clean_copies(world):
    graph, wire, _ = world()
    with graph.batch() as batch:
        done = batch.add(upload())
    assert wire.batches[0][0]["body"]["password"] != PASSWORD
    held = done.result()["authenticationConfiguration"]["certificateList"]
    assert [one["thumbprint"] for one in held] == [thumbprint()]


def test_secrets_of_a_batch_are_never_shown(world):
    told = []
    graph, _, _ = world(tell=told.append)
    with graph.batch() as batch:
        shown = [batch.add(upload()), batch.add(new("n"))]
    assert not any(secret in f"{told} {shown} {batch}" for secret in (PASSWORD, "hunter2"))


def test_content_is_refused_and_an_answers_content_is_bytes():
    wire = Wire(echo(body="AP8", **{"Content-Type": "application/octet-stream"}))
    with Graph(transport=wire).batch() as batch:
        with pytest.raises(UsageError):
            batch.add(beta.trust_framework.policies["p"].value.set(b"x"))
        content = batch.add(beta.trust_framework.policies["p"].value.get())
    assert content.result() == b"\x00\xff"


def test_large_bodies_are_spread_over_batches():
    wire = Wire(echo())
    with Graph(transport=wire).batch() as batch:
        for _ in range(5):
            batch.add(CONNECTORS["a"].update(displayName="x" * 1_500_000))
    assert [len(one) for one in wire.batches] == [2, 2, 1]


@pytest.mark.parametrize("late", ["add", "send"])
def test_batch_that_was_sent_takes_nothing_more(late):
    with Graph(transport=echo()).batch() as batch:
        batch.add(CONNECTORS["a"].get())
    with pytest.raises(UsageError, match="sent already"):
        batch.send() if late == "send" else batch.add(CONNECTORS["a"].get())


def test_asynchronous_batch_is_sent_when_its_block_ends(local):
    connection = connect_graph(local.local)

    async def main():
        async with AsyncGraph(transport=connection.transport, root=connection.root) as graph:
            async with graph.batch() as batch:
                flow = batch.add(FLOWS["B2X_1_signup"].get())
            names = [one["displayName"] async for one in graph.items(CONNECTORS.list())]
            return flow.result(), names, await graph.send(CONNECTORS.count())

    flow, names, count = asyncio.run(main())
    assert (flow["id"], names, count) == ("B2X_1_signup", ["Sample API"], 1)


# -- order -----------------------------------------------------------------------------------------------------------------


def test_call_after_another_is_carried_out_when_that_succeeded(world):
    graph, wire, _ = world()
    with graph.batch() as batch:
        first = batch.add(new("a"))
        second = batch.add(CONNECTORS.count(), after=first)
    assert wire.batches[0][1]["dependsOn"] == ["0"]
    assert second.result() == 2


@pytest.mark.parametrize("between", [0, 25])
def test_call_after_one_that_failed_is_not_carried_out(world, between):
    graph, *_ = world()
    with graph.batch() as batch:
        first = batch.add(CONNECTORS["nope"].get())
        for _ in range(between):
            batch.add(CONNECTORS.count())
        second = batch.add(new("a"), after=first)
        third = batch.add(v1.identity.api_connectors.count(), after=second)
    assert (second.error.status, third.error.status) == (424, 424)
    assert graph.send(CONNECTORS.count()) == 1


def test_call_after_one_of_another_batch_is_refused():
    graph = Graph(transport=echo())
    with graph.batch() as batch:
        other = batch.add(CONNECTORS["a"].get())
    with pytest.raises(UsageError):
        graph.batch().add(CONNECTORS["a"].get(), after=other)


@given(st.lists(st.tuples(st.booleans(), st.integers(-40, 60), st.booleans()), max_size=70))
def test_every_call_is_sent_once_and_never_before_what_it_follows(calls):
    """Calls are (beta or v1.0, place of the call it follows, throttled at first)."""
    done, throttle, chunks = set(), {str(n) for n, one in enumerate(calls) if one[2]}, []

    def far(request):
        items = json.loads(request.body)["requests"]
        chunks.append((request.url, [one["id"] for one in items]))
        answers = []
        for one in items:
            waits = [name for name in one.get("dependsOn", []) if name not in done]
            status = 429 if one["id"] in throttle else 424 if waits else 200
            throttle.discard(one["id"])
            if status == 200:
                assert one["id"] not in done
                done.add(one["id"])
            answers.append({"id": one["id"], "status": status, "headers": {"Retry-After": "0"}, "body": {}})
        return json_response(200, {"responses": answers})

    graph = Graph(transport=far)
    graph._far = graph._far._replace(sleep=lambda seconds: None)
    with graph.batch() as batch:
        added = []
        for is_beta, follows, _ in calls:
            after = added[follows] if 0 <= follows < len(added) else None
            added.append(batch.add((beta if is_beta else v1).identity.api_connectors["x"].get(), after=after))
    assert not [one.error for one in added if one.error]
    assert done == {str(number) for number in range(len(calls))}
    assert all(len(ids) <= 20 for _, ids in chunks)


# -- throttled -------------------------------------------------------------------------------------------------------------


def test_throttled_item_alone_is_sent_again_after_its_wait(world):
    graph, wire, waits = world(throttled(0), throttled(0, seconds="9"))
    with graph.batch() as batch:
        batch.add(new("a"))
        batch.add(new("b"))
    assert [one["displayName"] for one in batch.results] == ["a", "b"]
    assert [[item["id"] for item in one] for one in wire.batches] == [["0", "1"], ["0"], ["0"]]
    assert waits == [7, 9]


def test_item_that_follows_a_throttled_one_is_sent_again_with_it(world):
    def blocked(request, inner):
        dependent = {"id": "1", "status": 424, "body": {"error": {"code": "FailedDependency", "message": "x"}}}
        first = {"id": "0", "status": 429, "headers": {"retry-after": "1"}, "body": {}}
        return json_response(200, {"responses": [dependent, first]})

    graph, _, waits = world(blocked)
    with graph.batch() as batch:
        first = batch.add(new("a"))
        second = batch.add(CONNECTORS.count(), after=first)
    assert (first.result()["displayName"], second.result(), waits) == ("a", 2, [1])


@pytest.mark.parametrize(("seconds", "sent"), [("1", Policy().repeats + 1), ("301", 1)])
def test_item_that_stays_throttled_or_would_wait_too_long_is_an_error(seconds, sent):
    wire, waits = Wire(echo(429, {"error": {"code": "TooManyRequests"}}, **{"Retry-After": seconds})), []
    graph = Graph(transport=wire)
    graph._far = graph._far._replace(sleep=waits.append)
    with graph.batch() as batch:
        one = batch.add(new("a"))
    assert isinstance(one.error, ThrottledError)
    assert (one.error.retry_after_s, len(wire.batches)) == (float(seconds), sent)


def test_busy_service_without_a_wait_is_asked_again_only_for_what_may_arrive_twice():
    wire = Wire(echo(503, {"error": {"code": "x", "message": "y"}}))
    graph = Graph(transport=wire)
    graph._far = graph._far._replace(sleep=lambda seconds: None)
    with graph.batch() as batch:
        batch.add(new("a"))
        batch.add(CONNECTORS["a"].get())
    assert [len(one) for one in wire.batches] == [2, *[1] * Policy().repeats]
    assert all(isinstance(one, ServiceError) for one in batch.results)


# -- no answer -------------------------------------------------------------------------------------------------------------


def lost_after(request, inner):
    inner(request)
    raise TransportError("dropped", sent=True)


LOST_BEFORE = TransportError("dropped", sent=True)


@pytest.mark.parametrize("lost", [lost_after, LOST_BEFORE])
def test_reads_and_uploads_of_a_lost_batch_are_settled_one_by_one(world, lost):
    graph, wire, _ = world(lost)
    with graph.batch() as batch:
        read = batch.add(CONNECTORS.list(top=1))
        sent = batch.add(upload())
        batch.add(CONNECTORS["nope"].get())
    assert isinstance(read.result(), Page)
    held = sent.result()["authenticationConfiguration"]["certificateList"]
    assert [one["thumbprint"] for one in held] == [thumbprint()]
    assert isinstance(batch.results[2], NotFoundError)
    assert len(wire.batches) == 1


@pytest.mark.parametrize("lost", [lost_after, LOST_BEFORE])
def test_write_of_a_lost_batch_is_not_repeated_and_what_came_later_is_not_sent(world, lost):
    graph, wire, _ = world(lost)
    with pytest.raises(TransportError), graph.batch() as batch:
        added = [batch.add(CONNECTORS.count()), *(batch.add(new(str(number))) for number in range(22))]
    assert added[0].result() == (20 if lost is lost_after else 1)
    assert [one.error.sent for one in added[1:]] == [*[True] * 19, *[False] * 3]
    assert [one.method for one in wire.seen] == ["POST", "GET"]


def test_call_that_follows_a_lost_write_is_not_asked_for(world):
    graph, wire, _ = world(LOST_BEFORE)
    with pytest.raises(TransportError), graph.batch() as batch:
        first = batch.add(new("a"))
        second = batch.add(CONNECTORS.count(), after=first)
    assert second.error.status == 424
    assert len(wire.seen) == 1


def test_batch_that_never_left_says_so_for_every_call(world):
    graph, wire, _ = world(TransportError("no way there", sent=False))
    with pytest.raises(TransportError), graph.batch() as batch:
        for _ in range(21):
            batch.add(CONNECTORS.count())
    assert [one.sent for one in batch.results] == [False] * 21
    assert len(wire.seen) == 1


def test_refusal_of_the_whole_batch_is_raised_and_is_the_error_of_each_of_it():
    refused = Wire(
        lambda request: json_response(401, {"error": {"code": "InvalidAuthenticationToken", "message": "m"}})
    )
    with pytest.raises(UnauthorizedError), Graph(transport=refused).batch() as batch:
        for _ in range(21):
            batch.add(CONNECTORS["a"].get())
    assert [type(one) for one in batch.results] == [*[UnauthorizedError] * 20, TransportError]


def test_item_that_the_answer_lacks_is_settled_like_a_lost_one(world):
    graph, _, _ = world(changed(lambda responses: responses[1:]))
    with graph.batch() as batch:
        first = batch.add(CONNECTORS.count())
        batch.add(FLOWS["B2X_1_signup"].get())
    assert first.result() == 1
    graph, _, _ = world(changed(lambda responses: responses[1:]))
    with pytest.raises(TransportError, match="lacks"), graph.batch() as batch:
        batch.add(new("a"))
        batch.add(CONNECTORS.count())
    assert batch.results[1] == 2


@pytest.mark.parametrize(
    "body",
    [
        b'{"responses":[{"id":"0","status":true}]}',
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"responses":3}',
        b'{"responses":[1,{"id":"0"},{"id":"0","status":"200"}]}',
    ],
)
def test_answer_that_is_none_is_an_error_of_the_wire(body):
    with pytest.raises(TransportError), Graph(transport=lambda request: Response(200, {}, body)).batch() as batch:
        batch.add(new("a"))
    assert isinstance(batch.results[0], TransportError)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"status": 200, "headers": [1], "body": []}, TransportError),
        ({"status": 200, "body": {"value": 3}}, TransportError),
        ({"status": 302, "headers": {"Location": "https://x.example/"}}, ServiceError),
        ({"status": 400, "headers": {"Retry-After": 3}, "body": "no"}, BadRequestError),
        ({"status": 403, "body": {"error": 3}}, GraphError),
    ],
)
def test_odd_answer_to_an_item_is_the_error_of_that_item(answer, kind):
    odd = Wire(lambda request: json_response(200, {"responses": [{"id": "0", **answer}, {"id": "1", "status": 204}]}))
    with Graph(transport=odd).batch() as batch:
        batch.add(CONNECTORS.list())
        batch.add(CONNECTORS["a"].delete())
    assert isinstance(batch.results[0], kind)
    assert batch.results[1] is None

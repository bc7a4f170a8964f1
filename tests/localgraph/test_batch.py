"""`$batch`: items, order, dependencies, and what makes the whole batch wrong."""

from typing import Any

import pytest
from graph_world import BASIC, CONNECTORS, Caller

NEW = {"displayName": "From a batch", "targetUrl": "https://a.example", "authenticationConfiguration": BASIC}
JSON = {"Content-Type": "application/json"}


def batch(caller: Caller, *items: dict[str, Any]) -> dict[str, Any]:
    answer = caller.post("/$batch", {"requests": list(items)}, status=200)
    return {item["id"]: item for item in answer["responses"]}


def test_batch_answers_every_item(caller: Caller) -> None:
    answers = batch(
        caller,
        {"id": "1", "method": "GET", "url": CONNECTORS},
        {"id": "2", "method": "post", "url": CONNECTORS[1:], "headers": JSON, "body": NEW},
        {"id": "3", "method": "GET", "url": f"{CONNECTORS}/nobody"},
        {"id": "4", "method": "GET", "url": f"{CONNECTORS}/$count"},
    )
    assert [answers[item]["status"] for item in "1234"] == [200, 201, 404, 200]
    assert answers["1"]["body"]["value"]
    assert answers["2"]["headers"]["Location"].startswith(caller.origin)
    assert answers["3"]["body"]["error"]["code"] == "Request_ResourceNotFound"
    assert answers["4"]["body"] == "2"
    assert "body" in answers["1"] and answers["1"]["headers"]["Request-Id"]


def test_item_waits_for_those_it_depends_on(caller: Caller) -> None:
    answers = batch(
        caller,
        {"id": "last", "method": "GET", "url": f"{CONNECTORS}/$count", "dependsOn": ["FIRST"]},
        {"id": "first", "method": "POST", "url": CONNECTORS, "headers": JSON, "body": NEW},
    )
    assert answers["last"]["body"] == "2"


def test_failed_dependency_is_424_all_the_way(caller: Caller) -> None:
    answers = batch(
        caller,
        {"id": "1", "method": "GET", "url": f"{CONNECTORS}/nobody"},
        {"id": "2", "method": "POST", "url": CONNECTORS, "headers": JSON, "body": NEW, "dependsOn": ["1"]},
        {"id": "3", "method": "GET", "url": CONNECTORS, "dependsOn": ["2"]},
    )
    assert [answers[item]["status"] for item in "123"] == [404, 424, 424]
    assert caller.send("GET", f"{CONNECTORS}/$count").body == b"1"


def test_answer_without_body_has_none(inside: Caller) -> None:
    made = inside.connector()
    assert "body" not in batch(inside, {"id": "1", "method": "DELETE", "url": f"{CONNECTORS}/{made}"})["1"]


def test_batch_needs_a_token(inside: Caller) -> None:
    assert inside.error("POST", "/$batch", {"requests": []}, authorization="")[0] == 401


def test_item_cannot_speak_for_another(inside: Caller) -> None:
    poor = inside.as_app("User.Read.All")
    headers = {"Authorization": f"Bearer {inside.token}", "Host": "evil.example"}
    assert batch(poor, {"id": "1", "method": "GET", "url": CONNECTORS, "headers": headers})["1"]["status"] == 403


def test_batch_in_a_batch_is_refused(inside: Caller) -> None:
    item = {"id": "1", "method": "POST", "url": "/$batch", "headers": JSON, "body": {"requests": []}}
    assert batch(inside, item)["1"]["status"] == 400


@pytest.mark.parametrize(
    "url", ["../v1.0/identity/apiConnectors", "//evil.example/x", "https://evil.example/", "/identity/ü x"]
)
def test_item_stays_below_the_version(inside: Caller, url: str) -> None:
    assert batch(inside, {"id": "1", "method": "GET", "url": url})["1"]["status"] in (400, 404)


def item(**values: Any) -> dict[str, Any]:
    return {"id": "1", "method": "GET", "url": CONNECTORS, **values}


@pytest.mark.parametrize(
    "requests",
    [
        None,
        [],
        "x",
        [1],
        [{}],
        [item(id="")],
        [item(id=1)],
        [item(method="BREW")],
        [item(url="")],
        [item(url=None)],
        [item(), item()],
        [item(id="a"), item(id="A")],
        [item(dependsOn=["2"])],
        [item(dependsOn=["1"])],
        [item(dependsOn="1")],
        [item(id="a", dependsOn=["b"]), item(id="b", dependsOn=["a"])],
        [item(headers=["x"])],
        [item(headers={"a": 1})],
        [item(method="POST", body=NEW)],
        [item(id=str(at)) for at in range(21)],
    ],
)
def test_batch_that_is_none_is_400(inside: Caller, requests: Any) -> None:
    assert inside.error("POST", "/$batch", {"requests": requests})[0] == 400


def test_twenty_items_are_taken(inside: Caller) -> None:
    assert len(batch(inside, *(item(id=str(at)) for at in range(20)))) == 20


def test_other_methods_are_405(inside: Caller) -> None:
    assert inside.send("GET", "/$batch").status == 405

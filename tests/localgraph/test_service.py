"""What holds for every request: routing, headers, errors, bounds, hosts, permissions."""

import json
import threading
from urllib.parse import quote

import pytest
from graph_world import BASIC, CONNECTORS, FLOWS, SLOT, Caller, Clock

from graphkey.localgraph import LocalGraph, open_local_graph
from graphkey.wire import Request


def test_error_has_inner_error_and_ids(caller: Caller) -> None:
    response = caller.send("GET", f"{CONNECTORS}/nobody", client_request_id="mine-1")
    inner = response.json()["error"]["innerError"]
    assert response.status == 404
    assert inner["date"] == "2026-06-01T12:00:00"
    assert inner["request-id"] == response.headers["request-id"]
    assert inner["client-request-id"] == response.headers["client-request-id"] == "mine-1"


def test_answer_has_the_headers_of_graph(caller: Caller) -> None:
    headers = caller.send("GET", CONNECTORS).headers
    assert headers["odata-version"] == "4.0"
    assert headers["content-type"].startswith("application/json;odata.metadata=minimal")
    assert headers["cache-control"] == "no-cache"
    assert headers["client-request-id"] == headers["request-id"]
    assert json.loads(headers["x-ms-ags-diagnostic"])["ServerInfo"]
    assert not [name for name in headers if name.startswith("access-control")]


def test_date_header_is_of_http(inside: Caller) -> None:
    assert inside.send("GET", CONNECTORS).headers["date"] == "Mon, 01 Jun 2026 12:00:00 GMT"


@pytest.mark.parametrize("client_request_id", ["x" * 200, "ü", "a\tb"])
def test_client_request_id_that_cannot_be_a_header_is_not_echoed(inside: Caller, client_request_id: str) -> None:
    headers = inside.send("GET", CONNECTORS, client_request_id=client_request_id).headers
    assert headers["client-request-id"] == headers["request-id"]


@pytest.mark.parametrize(
    "path, segment",
    [
        ("/identity/b2cUserFlow", "b2cUserFlow"),
        ("/nothing", "nothing"),
        ("/nothing/at/all", "nothing"),
        (f"{CONNECTORS}/1/nothing", "nothing"),
        (f"{FLOWS}/x/apiConnectorConfiguration/other", "other"),
    ],
)
def test_unknown_segment_is_400_before_anybody_signs_in(caller: Caller, path: str, segment: str) -> None:
    response = caller.transport(Request("GET", f"{caller.origin}/v1.0{path}"))
    assert response.status == 400
    assert response.json()["error"]["code"] == "BadRequest"
    assert response.json()["error"]["message"] == f"Resource not found for the segment '{segment}'."


def test_wrong_method_is_405(caller: Caller) -> None:
    assert caller.error("PUT", CONNECTORS, {})[:2] == (405, "Request_BadRequest")
    assert caller.send("OPTIONS", CONNECTORS).status == 405


def test_unknown_version_is_400(caller: Caller) -> None:
    assert caller.error("GET", CONNECTORS, version="v2.0") == (400, "BadRequest", "Invalid version: v2.0.")


def test_operation_without_handler_is_501_with_its_name(clock: Clock) -> None:
    from graphkey.localgraph.service import Service

    with open_local_graph(None, clock=clock) as graph:
        full = graph.transport
        assert isinstance(full, Service)
        bare = Service(graph._parts, full._authority, lambda _: None, full._control)
        caller = Caller(bare, "https://localhost", graph.access_token().reveal(), graph, clock)
        assert caller.error("GET", CONNECTORS) == (
            501,
            "NotImplemented",
            "The local Graph does not serve GET /beta/identity/apiConnectors.",
        )


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Basic abc", "Bearer not.a.token", "Bearer " + "x" * 20000]
)
def test_no_token_is_401(caller: Caller, authorization: str) -> None:
    headers = {"authorization": authorization} if authorization else {}
    response = caller.transport(Request("GET", f"{caller.origin}/beta{CONNECTORS}", headers))
    assert response.status == 401
    assert response.json()["error"]["code"] == "InvalidAuthenticationToken"
    assert response.headers["www-authenticate"].startswith("Bearer")


def test_missing_permission_is_403_and_names_those_that_would_do(caller: Caller) -> None:
    poor = caller.as_app("User.Read.All")
    status, code, message = poor.error("POST", CONNECTORS, {})
    assert (status, code) == (403, "AADB2C")
    assert message == (
        "The application does not have any of the required application permissions "
        "(APIConnectors.ReadWrite.All) to access the resource."
    )


def test_any_one_permission_is_enough(inside: Caller) -> None:
    assert inside.as_app("APIConnectors.ReadWrite.All").send("GET", CONNECTORS).status == 200
    assert inside.as_app("APIConnectors.Read.All").send("GET", CONNECTORS).status == 200
    assert inside.as_app("IdentityUserFlow.Read.All").send("GET", FLOWS).status == 200
    assert inside.as_app("IdentityUserFlow.Read.All").send("GET", CONNECTORS).status == 403
    assert inside.as_app("APIConnectors.Read.All").send("POST", CONNECTORS, {}).status == 403


@pytest.mark.parametrize("reading", ["Policy.Read.All", "Application.Read.All"])
def test_a_permission_that_only_reads_changes_no_policy(inside: Caller, reading: str) -> None:
    # Microsoft's reference lists both among what changing a policy takes, beside the one that writes.
    policy = "/identity/conditionalAccess/policies/00000000-0000-4000-8000-000000000009"
    status, _, message = inside.as_app(reading).error("PATCH", policy, {"state": "disabled"})
    assert status == 403 and "(Policy.ReadWrite.ConditionalAccess)" in message
    assert (
        inside.as_app("Policy.ReadWrite.ConditionalAccess").send("PATCH", policy, {"state": "disabled"}).status == 404
    )


@pytest.mark.parametrize("permission", ["APIConnectors.ReadWrite.All", "IdentityUserFlow.ReadWrite.All"])
def test_a_slot_takes_either_permission(inside: Caller, permission: str) -> None:
    assert inside.as_app(permission).send("GET", SLOT).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "169.254.169.254",
        "localhost:99999999",
        "",
        "user@localhost",
    ],
)
def test_foreign_host_is_refused(inside: Caller, host: str) -> None:
    named = inside.transport(Request("GET", f"https://localhost/beta{CONNECTORS}", {"host": host}))
    assert named.status == 421
    asked = inside.transport(Request("GET", f"https://{host}/beta{CONNECTORS}"))
    assert asked.status == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8443", "127.0.0.1:1", "[::1]:443"])
def test_every_name_of_this_machine_is_taken(inside: Caller, host: str) -> None:
    request = Request(
        "GET", f"https://{host}/beta{CONNECTORS}", {"host": host, "authorization": f"Bearer {inside.token}"}
    )
    assert inside.transport(request).status == 200


def test_body_above_four_mebibytes_is_413(caller: Caller) -> None:
    assert caller.send("POST", CONNECTORS, b" " * (4 * 1024 * 1024 + 1)).status == 413


def test_long_url_is_414(inside: Caller) -> None:
    assert inside.send("GET", f"{CONNECTORS}/{'x' * 20000}").status == 414


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b'"x"',
        b"{",
        b'{"displayName": NaN}',
        b'{"displayName": "\\ud800"}',
        b'{"displayName": "\xff"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"x":' + b"[" * 70 + b"]" * 70 + b"}",
        b'{"displayName": 1' + b"0" * 5000 + b"}",
        b"\xff\xfe{\x00}\x00x",
        b"\x00" * 1000,
    ],
)
def test_body_that_is_no_object_is_400(caller: Caller, body: bytes) -> None:
    response = caller.send("POST", CONNECTORS, body or b" ")
    assert response.status == 400
    assert response.json()["error"]["code"] == "BadRequest"


def test_body_of_another_type_is_415(inside: Caller) -> None:
    assert inside.send("POST", CONNECTORS, b"a=b", content_type="text/plain").status == 415


@pytest.mark.parametrize(
    "tail",
    [
        "/%2e%2e",
        "/%2e%2e/b2xUserFlows",
        "/a%2fb",
        "/a%252fb",
        "/'",
        "/''",
        "/%27",
        "/%00",
        "/%ff",
        "/..",
        "//",
        "/%",
        "/%zz",
        "/a;b=c",
        "/a%3fb",
        "/%24count%20",
        "/{x}",
    ],
)
def test_path_tricks_reach_nothing_else(caller: Caller, tail: str) -> None:
    response = caller.send("GET", CONNECTORS + tail)
    assert response.status in (400, 404)
    assert response.json()["error"]["code"] in ("BadRequest", "Request_ResourceNotFound")


@pytest.mark.parametrize("name", ["a b", "x'y", "100%", "a+b", "ü"])
def test_an_id_is_decoded_once(inside: Caller, name: str) -> None:
    message = inside.error("GET", f"{CONNECTORS}/{quote(name, safe='')}")[2]
    assert message == f"Resource '{name}' does not exist."
    assert inside.error("GET", f"{CONNECTORS}/{quote(quote(name, safe=''), safe='')}")[2] != message


def test_a_slash_in_an_id_is_no_step(inside: Caller) -> None:
    flow = f"{FLOWS}/B2X_1_signup%2FapiConnectorConfiguration"
    assert inside.error("GET", flow)[0] == 404


def test_trailing_slash_is_tolerated(inside: Caller) -> None:
    assert inside.send("GET", CONNECTORS + "/").status == 200


def test_concurrent_requests_all_get_answers(inside: Caller) -> None:
    statuses: list[int] = []

    def work() -> None:
        for _ in range(20):
            statuses.append(inside.send("GET", CONNECTORS).status)
            statuses.append(
                inside.send(
                    "POST",
                    CONNECTORS,
                    {"displayName": "x", "targetUrl": "https://a.example", "authenticationConfiguration": BASIC},
                ).status
            )

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(statuses)) == [200, 201]
    assert inside.send("GET", f"{CONNECTORS}/$count").body == b"161"


def test_secrets_stay_out_of_reprs(graph: LocalGraph) -> None:
    secret = graph.new_client_secret()
    assert secret.reveal() not in repr(graph.__dict__) + repr(secret)

"""Connectors: create, read, change, delete, as their pages document it."""

import pytest
from graph_world import BASIC, CONNECTORS, SLOT, Bundle, Caller


def test_create_answers_201_with_location_and_masked_password(caller: Caller) -> None:
    document = {"displayName": "Test API", "targetUrl": "https://someapi.com/api", "authenticationConfiguration": BASIC}
    response = caller.send("POST", CONNECTORS, document)
    made = response.json()
    assert response.status == 201
    assert response.headers["location"] == f"{caller.origin}/beta{CONNECTORS}/{made['id']}"
    assert made == {
        "@odata.context": f"{caller.origin}/beta/$metadata#identity/apiConnectors/$entity",
        "id": made["id"],
        "displayName": "Test API",
        "targetUrl": "https://someapi.com/api",
        "authenticationConfiguration": {**BASIC, "password": "******"},
    }


def test_both_versions_show_the_same_connector(caller: Caller) -> None:
    made = caller.connector(displayName="One")
    read = caller.get(f"{CONNECTORS}/{made}", version="v1.0")
    assert read["displayName"] == "One"
    assert "/v1.0/$metadata" in read["@odata.context"]


def test_an_id_and_a_segment_match_in_any_case(caller: Caller) -> None:
    made = caller.connector()
    assert caller.get(f"/Identity/APICONNECTORS/{made.upper()}")["id"] == made
    assert caller.get(f"/identity/apiConnectors('{made}')")["id"] == made


def test_list_has_the_collection_context(caller: Caller) -> None:
    listed = caller.get(CONNECTORS)
    assert listed["@odata.context"] == f"{caller.origin}/beta/$metadata#identity/apiConnectors"
    assert len(listed["value"]) == 1


def test_count_is_plain_text(caller: Caller) -> None:
    caller.connector()
    response = caller.send("GET", f"{CONNECTORS}/$count")
    assert (response.body, response.headers["content-type"]) == (b"2", "text/plain")


def test_patch_changes_what_it_names(caller: Caller) -> None:
    made = caller.connector(displayName="Before")
    caller.patch(f"{CONNECTORS}/{made}", {"displayName": "After"})
    read = caller.get(f"{CONNECTORS}/{made}")
    assert (read["displayName"], read["targetUrl"]) == ("After", "https://api.example/x")


def test_patch_with_a_certificate_replaces_all_before(caller: Caller, first: Bundle, second: Bundle) -> None:
    path = f"{CONNECTORS}/{caller.connector()}"
    caller.upload(path, first)
    new = {"@odata.type": "microsoft.graph.pkcs12Certificate", **second.body}  # without '#', as the page has it
    caller.patch(path, {"authenticationConfiguration": new})
    authentication = caller.get(path)["authenticationConfiguration"]
    assert authentication["@odata.type"] == "#microsoft.graph.clientCertificateAuthentication"
    assert [c["thumbprint"] for c in authentication["certificateList"]] == [second.thumbprint]


def test_patch_back_to_basic_forgets_the_certificates(caller: Caller, first: Bundle) -> None:
    path = f"{CONNECTORS}/{caller.connector()}"
    caller.upload(path, first)
    caller.patch(path, {"authenticationConfiguration": BASIC})
    assert caller.get(path)["authenticationConfiguration"] == {**BASIC, "password": "******"}


def test_create_takes_a_certificate(caller: Caller, first: Bundle) -> None:
    authentication = {"@odata.type": "#microsoft.graph.pkcs12Certificate", **first.body}
    made = caller.connector(authenticationConfiguration=authentication)
    shown = caller.get(f"{CONNECTORS}/{made}")["authenticationConfiguration"]["certificateList"]
    assert [(c["thumbprint"], c["isActive"]) for c in shown] == [(first.thumbprint, True)]


def test_delete_removes_it(caller: Caller) -> None:
    path = f"{CONNECTORS}/{caller.connector()}"
    caller.delete(path)
    assert caller.error("GET", path)[0] == 404
    assert caller.error("DELETE", path)[0] == 404


def test_delete_is_refused_when_a_flow_uses_it(caller: Caller) -> None:
    used = caller.slot_connector()
    status, code, message = caller.error("DELETE", f"{CONNECTORS}/{used}")
    assert (status, code) == (409, "Conflict")
    assert "pretokenissuance" in message
    caller.delete(SLOT)
    caller.delete(f"{CONNECTORS}/{used}")


@pytest.mark.parametrize("missing", ["displayName", "targetUrl", "authenticationConfiguration"])
def test_create_names_what_is_missing(inside: Caller, missing: str) -> None:
    document = {"displayName": "x", "targetUrl": "https://a.example", "authenticationConfiguration": BASIC}
    del document[missing]
    status, code, message = inside.error("POST", CONNECTORS, document)
    assert (status, code) == (400, "BadRequest")
    assert missing in message


@pytest.mark.parametrize(
    "values",
    [
        {"displayName": ""},
        {"displayName": 7},
        {"displayName": None},
        {"targetUrl": "http://a.example"},
        {"targetUrl": "https://"},
        {"targetUrl": "https://a b.example"},
        {"targetUrl": "https://user@a.example"},
        {"unknown": 1},
        {"displayname": "x", "displayName": "y"},
        {"authenticationConfiguration": {"username": "u", "password": "p"}},
        {"authenticationConfiguration": {**BASIC, "@odata.type": "#microsoft.graph.identityApiConnector"}},
        {"authenticationConfiguration": {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u"}},
        {"authenticationConfiguration": {"@odata.type": "#microsoft.graph.clientCertificateAuthentication"}},
        {"authenticationConfiguration": {"@odata.type": "#microsoft.graph.apiAuthenticationConfigurationBase"}},
        {"authenticationConfiguration": "basic"},
    ],
)
def test_patch_refuses_what_cannot_be(inside: Caller, values: dict[str, object]) -> None:
    path = f"{CONNECTORS}/{inside.connector(displayName='as it was')}"
    before = inside.get(path)
    assert inside.error("PATCH", path, values)[0] == 400
    assert inside.get(path) == before


def test_a_password_never_comes_back(inside: Caller, first: Bundle) -> None:
    path = f"{CONNECTORS}/{inside.connector()}"
    answers = [inside.send("GET", path).body, inside.send("GET", CONNECTORS).body]
    inside.upload(path, first)
    answers += [inside.send("GET", path).body, inside.send("GET", SLOT).body]
    for answer in answers:
        assert BASIC["password"].encode() not in answer
        assert first.value[:40].encode() not in answer


def test_null_and_unicode_come_back_as_they_went(inside: Caller) -> None:
    name = "Größe 東京 𝄞 \u202e"
    assert inside.get(f"{CONNECTORS}/{inside.connector(displayName=name)}")["displayName"] == name


def test_tenants_do_not_see_each_other(inside: Caller) -> None:
    made = inside.connector()
    other = inside.in_new_tenant()
    assert other.get(CONNECTORS)["value"] == []
    assert other.error("GET", f"{CONNECTORS}/{made}")[0] == 404
    assert other.error("DELETE", f"{CONNECTORS}/{made}")[0] == 404
    assert inside.get(f"{CONNECTORS}/{made}")["id"] == made

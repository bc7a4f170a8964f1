"""Connectors made, changed, wired and removed, each change read back."""

import pytest

from graphkey.errors import GraphError, PlanError, TransportError, UsageError, VerifyError
from graphkey.lifecycle import wiring
from graphkey.lifecycle.asking import ask, place
from graphkey.lifecycle.choosing import find_connector, find_flow, find_slot
from graphkey.lifecycle.connectors import Basic, create, delete, update
from graphkey.lifecycle.inventory import Connector, Flow, Use, read_connectors, read_inventory
from graphkey.lifecycle.upload import Bundle
from graphkey.secret import Secret
from graphkey.wire import Response, json_response
from tests.lifecycle.material import NOW, PASSWORD
from tests.lifecycle.test_upload import Watched

URL = "https://api.example/claims"
BASIC = Basic("api", Secret("canary-basic"))


@pytest.fixture
def far(far):
    return far._replace(now=lambda: NOW, sleep=lambda seconds: None)


def made(far, name="Claims", authentication=BASIC):
    return create(far, read_connectors(far).connectors, name, URL, authentication).connector


def bundle(material, name="c"):
    return Bundle(material.bundle(name).pfx, Secret(PASSWORD))


def signup(far):
    return find_flow(read_inventory(far).flows, "signup")


# -- choosing --------------------------------------------------------------------------------------------------------------


def named(*pairs):
    return [Connector(one, name, URL, "basic") for one, name in pairs]


def test_an_id_wins_over_a_name():
    assert find_connector(named(("1", "2"), ("2", "x")), "2").id == "2"


def test_the_exact_spelling_wins_over_another_case():
    assert find_connector(named(("1", "API"), ("2", "api")), "api").id == "2"


def test_another_case_is_enough_where_it_is_one():
    assert find_connector(named(("1", "Straße")), "STRASSE").id == "1"


@pytest.mark.parametrize("wanted", ["API", "aPI"])
def test_a_name_of_several_is_refused_with_their_ids(wanted):
    with pytest.raises(UsageError, match=r"2 connectors are called") as caught:
        find_connector(named(("id-1", "API"), ("id-2", "API")), wanted)
    assert caught.value.hint == "Give the id of one of them: id-1, id-2."


def test_an_unknown_name_is_answered_with_those_there_are():
    with pytest.raises(UsageError) as caught:
        find_connector(named(*((str(n), f"name-{n:02}") for n in range(30))), "x")
    assert "name-00" in caught.value.hint
    assert "10 more" in caught.value.hint


def test_a_flow_is_found_without_its_prefix_unless_both_kinds_have_it():
    flows = [Flow("B2X", "B2X_1_a", "", 1, {}), Flow("B2C", "B2C_1_a", "", 1, {}), Flow("B2C", "B2C_1_b", "", 1, {})]
    assert find_flow(flows, "b").id == "B2C_1_b"
    assert find_flow(flows, "b2x_1_a").id == "B2X_1_a"
    with pytest.raises(UsageError, match="2 user flows"):
        find_flow(flows, "a")


def test_a_slot_is_found_in_any_case():
    assert find_slot(["preTokenIssuance"], "PRETOKENISSUANCE") == "preTokenIssuance"
    with pytest.raises(UsageError, match="no slot"):
        find_slot(["preTokenIssuance"], "token")


# -- create and update -----------------------------------------------------------------------------------------------------


def test_create_with_basic_authentication(far):
    assert made(far)[1:4] == ("Claims", URL, "basic")


def test_create_with_a_certificate_sends_a_clean_copy(far, material):
    watched = Watched(far.transport)
    one = made(far._replace(transport=watched), authentication=bundle(material))
    assert one.authentication == "certificate"
    assert one.active is not None
    assert not any(PASSWORD.encode() in request.body for request in watched.requests)


def test_create_refuses_a_name_that_is_taken_in_any_case(far):
    made(far)
    with pytest.raises(PlanError, match="already"):
        made(far, "CLAIMS")


def test_create_that_does_not_show_is_an_error(far):
    def answer(request, send):
        return Response(404, {}, b"{}") if "/apiConnectors/" in request.url else send(request)

    watched = Watched(far.transport, answer)
    with pytest.raises(VerifyError, match="itself"):
        made(far._replace(transport=watched))
    assert [one.method for one in watched.requests if one.url.endswith("/apiConnectors")] == ["GET", "POST"]


def test_update_changes_what_is_given_and_nothing_else(far):
    one = made(far)
    found = update(far, read_inventory(far), one, name="Enrich").connector
    assert (found.name, found.target_url, found.username) == ("Enrich", URL, "api")


def test_update_to_its_own_name_is_no_clash(far):
    one = made(far)
    assert update(far, read_inventory(far), one, name="claims").connector.name == "claims"


def test_update_to_another_ones_name_is_refused(far):
    one = made(far)
    made(far, "Other")
    with pytest.raises(PlanError):
        update(far, read_inventory(far), one, name="other")


def test_update_switches_basic_to_a_certificate(far, material):
    one = made(far)
    assert update(far, read_inventory(far), one, authentication=bundle(material)).connector.active is not None


@pytest.mark.parametrize("kind", ["basic", "certificate"])
def test_update_loses_no_certificates_unless_told(far, material, kind):
    one = made(far, authentication=bundle(material, "old"))
    new = BASIC if kind == "basic" else bundle(material, "new")
    watched = Watched(far.transport)
    with pytest.raises(PlanError, match="every certificate"):
        update(far._replace(transport=watched), read_inventory(far), one, authentication=new)
    assert watched.requests == []
    found = update(far, read_inventory(far), one, authentication=new, replace=True).connector
    assert (found.authentication, len(found.certificates)) == (kind, 0 if kind == "basic" else 1)


def test_update_that_does_not_show_is_an_error(far):
    one = made(far)

    def answer(request, send):
        return Response(204) if request.method == "PATCH" else send(request)

    with pytest.raises(VerifyError, match="name"):
        update(far._replace(transport=Watched(far.transport, answer)), read_inventory(far), one, name="New")


def test_update_that_leaves_an_older_certificate_is_an_error(far, material):
    """A leaked certificate that stays is the worst that a replacement can do."""
    one = made(far, authentication=bundle(material, "leaked"))
    before = ask(far, "GET", place("beta", "apiConnectors", one.id))["authenticationConfiguration"]["certificateList"]

    def answer(request, send):
        response = send(request)
        if request.method != "GET" or one.id not in request.url:
            return response
        document = response.json()
        document["authenticationConfiguration"]["certificateList"] += [{**before[0], "isActive": False}]
        return json_response(200, document, **response.headers)

    through_ = far._replace(transport=Watched(far.transport, answer))
    with pytest.raises(VerifyError, match="older certificates are gone"):
        update(through_, read_inventory(far), one, authentication=bundle(material, "new"), replace=True)


# -- wiring ----------------------------------------------------------------------------------------------------------------


def test_wire_fills_a_slot_once(far):
    one, watched = made(far), Watched(far.transport)
    through = far._replace(transport=watched)
    assert wiring.wire(through, one, signup(far), "postFederationSignup")
    assert not wiring.wire(through, one, signup(far), "postFederationSignup")
    assert [request.method for request in watched.requests].count("PUT") == 1
    assert signup(far).slots["postFederationSignup"] == one.id


def test_wire_leaves_another_connector_where_it_is_unless_told(far):
    one = made(far)
    with pytest.raises(PlanError, match="another connector"):
        wiring.wire(far, one, signup(far), "preTokenIssuance")
    assert wiring.wire(far, one, signup(far), "preTokenIssuance", replace=True)
    assert signup(far).slots["preTokenIssuance"] == one.id


@pytest.mark.parametrize("act", ["wire", "unwire"])
def test_a_success_that_connects_nothing_is_an_error(far, act):
    def answer(request, send):
        return Response(204) if request.method == "PUT" else send(request)

    through = far._replace(transport=Watched(far.transport, answer))
    with pytest.raises(VerifyError):
        if act == "wire":
            wiring.wire(through, made(far), signup(far), "postFederationSignup")
        else:
            wiring.unwire(through, Use("B2X", "B2X_1_signup", "preTokenIssuance"))


def test_unwire_empties_a_slot_once(far):
    use = Use("B2X", "B2X_1_signup", "preTokenIssuance")
    assert [wiring.unwire(far, use), wiring.unwire(far, use)] == [True, False]
    assert signup(far).slots["preTokenIssuance"] is None


def test_a_slot_that_cannot_be_read_is_not_written(far):
    def answer(request, send):
        return Response(403, {}, b"{}") if "apiConnectorConfiguration" in request.url else send(request)

    watched = Watched(far.transport, answer)
    with pytest.raises(GraphError):
        wiring.wire(far._replace(transport=watched), made(far), signup(far), "postFederationSignup")
    assert {one.method for one in watched.requests} == {"GET"}


def test_b2c_flows_are_wired_shown_and_unwired_alike(far):
    new = {"id": "customers", "userFlowType": "signUpOrSignIn", "userFlowTypeVersion": 3}
    ask(far, "POST", place("beta", "b2cUserFlows"), new)
    one, flow = made(far), find_flow(read_inventory(far).flows, "customers")
    assert (flow.kind, flow.version) == ("B2C", 3)
    assert wiring.wire(far, one, flow, "preTokenIssuance")
    used = find_connector(read_inventory(far).connectors, "Claims")
    assert used.slots == (Use("B2C", "B2C_1_customers", "preTokenIssuance"),)
    assert delete(far, read_inventory(far), used, force=True) == ["B2C_1_customers preTokenIssuance"]
    assert find_flow(read_inventory(far).flows, "customers").slots["preTokenIssuance"] is None


# -- delete ----------------------------------------------------------------------------------------------------------------


def test_delete_removes_what_no_flow_uses(far):
    one = made(far)
    assert delete(far, read_inventory(far), one) == []
    assert one.id not in [found.id for found in read_inventory(far).connectors]


def test_delete_of_one_in_use_is_refused_and_forced_unwires_first(far):
    one = made(far)
    wiring.wire(far, one, signup(far), "postAttributeCollection")
    used = find_connector(read_inventory(far).connectors, "Claims")
    with pytest.raises(PlanError, match="B2X_1_signup postAttributeCollection"):
        delete(far, read_inventory(far), used)
    assert delete(far, read_inventory(far), used, force=True) == ["B2X_1_signup postAttributeCollection"]
    assert signup(far).slots["postAttributeCollection"] is None


def test_delete_is_refused_when_flows_could_not_be_read(far):
    one = made(far)

    def answer(request, send):
        return Response(503, {}, b"{}") if "b2xUserFlows" in request.url else send(request)

    inventory = read_inventory(far._replace(transport=Watched(far.transport, answer)))
    with pytest.raises(PlanError, match="cannot be told"):
        delete(far, inventory, one)
    assert delete(far, inventory, one, force=True) == []


def test_delete_that_does_not_show_is_an_error(far):
    one = made(far)

    def answer(request, send):
        return Response(204) if request.method == "DELETE" else send(request)

    with pytest.raises(VerifyError, match="still there"):
        delete(far._replace(transport=Watched(far.transport, answer)), read_inventory(far), one)


# -- no answer -------------------------------------------------------------------------------------------------------------


def lost(method, arrives):
    """Lose the first request of a method (on apiConnectors), before or after it has arrived."""
    gone = []

    def answer(request, send):
        if request.method == method and "apiConnectors" in request.url and not gone:
            gone.append(request)
            if arrives:
                send(request)
            raise TransportError("the line broke", sent=True)
        return send(request)

    return answer


def through(far, method, arrives):
    watched = Watched(far.transport, lost(method, arrives))
    return far._replace(transport=watched), watched


def count(watched, method):
    return sum(one.method == method and not one.url.endswith("$batch") for one in watched.requests)


@pytest.mark.parametrize("with_certificate", [False, True])
def test_create_whose_answer_is_lost_is_found_and_not_made_twice(far, material, with_certificate):
    far_end, watched = through(far, "POST", arrives=True)
    one = made(far_end, authentication=bundle(material) if with_certificate else BASIC)
    assert (one.name, count(watched, "POST")) == ("Claims", 1)
    assert [found.name for found in read_inventory(far).connectors].count("Claims") == 1


def test_create_that_was_lost_on_its_way_is_an_error(far):
    far_end, watched = through(far, "POST", arrives=False)
    with pytest.raises(TransportError):
        made(far_end)
    assert count(watched, "POST") == 1


def test_update_whose_answer_is_lost_is_found(far):
    one = made(far)
    far_end, watched = through(far, "PATCH", arrives=True)
    assert update(far_end, read_inventory(far), one, name="New").connector.name == "New"
    assert count(watched, "PATCH") == 1


def test_update_that_was_lost_on_its_way_is_that_error(far):
    one = made(far)
    far_end, _ = through(far, "PATCH", arrives=False)
    with pytest.raises(TransportError, match="the line broke"):
        update(far_end, read_inventory(far), one, name="New")


def test_delete_of_what_is_gone_meanwhile_is_done(far):
    one = made(far)
    inventory = read_inventory(far)
    delete(far, inventory, one)
    assert delete(far, inventory, one) == []


def test_delete_that_fails_behind_unwiring_says_what_is_empty_now(far):
    one = made(far)
    wiring.wire(far, one, signup(far), "postAttributeCollection")
    inventory = read_inventory(far)

    def answer(request, send):
        return Response(503, {}, b"{}") if request.method == "DELETE" else send(request)

    with pytest.raises(GraphError) as caught:
        delete(
            far._replace(transport=Watched(far.transport, answer)),
            inventory,
            find_connector(inventory.connectors, "Claims"),
            force=True,
        )
    assert "B2X_1_signup postAttributeCollection" in caught.value.hint

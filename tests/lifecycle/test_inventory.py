"""A tenant's connectors and flows, read from the local Graph, and from services that answer oddly."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from graphkey.client.client import Far
from graphkey.errors import ForbiddenError, TransportError
from graphkey.lifecycle.asking import ask, ask_list, place
from graphkey.lifecycle.inventory import (
    Certificate,
    connector_of,
    read_connector,
    read_inventory,
    upload_order,
)
from graphkey.wire import Response, json_response
from tests.lifecycle.material import NOW

ROOT = "https://graph.example"
BASIC = {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u", "password": "p"}
EMPTY = {"postFederationSignup": None, "postAttributeCollection": None, "preTokenIssuance": None}


def create(far, name, **values):
    document = {"displayName": name, "targetUrl": "https://api.example/x", "authenticationConfiguration": BASIC}
    return ask(far, "POST", place("beta", "apiConnectors"), {**document, **values})["id"]


def upload(far, connector_id, bundle):
    return ask(far, "POST", place("beta", "apiConnectors", connector_id, "uploadClientCertificate"), bundle.body)


def wire(far, flow, slot, connector_id):
    address = f"{far.root}/beta/identity/apiConnectors/{connector_id}"
    path = place("beta", "b2xUserFlows", flow, "apiConnectorConfiguration", slot, "$ref")
    ask(far, "PUT", path, {"@odata.id": address})


class Service:
    """Answer GET from a table: path and query -> document, status or error object; everything else is 404."""

    def __init__(self, answers, date=None):
        self.answers = answers
        self.asked = []
        self.date = date

    def __call__(self, request):
        path = request.url.removeprefix(ROOT)
        self.asked.append(path)
        found = self.answers.get(path, self.answers.get(path.split("?")[0], refusal(404, "NotFound", "nothing here")))
        if isinstance(found, Response):
            return found
        headers = {"date": self.date} if self.date else {}
        return json_response(200, found, **headers)

    def far(self, now=NOW):
        return Far(self, ROOT, now=lambda: now)


def refusal(status, code, message):
    return Response(status, {}, json.dumps({"error": {"code": code, "message": message}}).encode())


def listed(*documents):
    return {"value": list(documents)}


def connector(name="API", **values):
    return {"id": f"id-{name}", "displayName": name, "targetUrl": "https://a.example", **values}


def service(**changed):
    """A tenant of one connector and one flow of each kind, with empty slots; changed by path below /beta/identity/."""
    answers = {
        "/beta/identity/apiConnectors": listed(connector()),
        "/beta/identity/b2xUserFlows": listed({"id": "B2X_1_a", "userFlowType": "signUpOrSignIn"}),
        "/beta/identity/b2cUserFlows": listed({"id": "B2C_1_a", "userFlowType": "signIn", "userFlowTypeVersion": 3}),
        "/beta/identity/b2xUserFlows/B2X_1_a/apiConnectorConfiguration": dict(EMPTY),
        "/beta/identity/b2cUserFlows/B2C_1_a/apiConnectorConfiguration": dict(EMPTY),
    }
    return Service({**answers, **{f"/beta/identity/{path}": answer for path, answer in changed.items()}})


X_SLOTS = "b2xUserFlows/B2X_1_a/apiConnectorConfiguration"


def entry(thumbprint, start, end, active=False):
    seconds = {
        name: int((NOW + timedelta(days=days)).timestamp()) for name, days in (("notBefore", start), ("notAfter", end))
    }
    return {"thumbprint": thumbprint, **seconds, "isActive": active}


def with_certificates(*entries):
    kind = "#microsoft.graph.clientCertificateAuthentication"
    return connector(authenticationConfiguration={"@odata.type": kind, "certificateList": list(entries)})


# -- the local Graph -----------------------------------------------------------------------------------------------------


def test_connectors_come_with_certificates_in_upload_order_and_uses(far, material):
    one = create(far, "Claims")
    bundles = [material.bundle("old"), material.bundle("new"), material.bundle("ahead", start=10)]
    for bundle in bundles:
        upload(far, one, bundle)
    wire(far, "B2X_1_signup", "postAttributeCollection", one)

    inventory = read_inventory(far)

    found = next(connector for connector in inventory.connectors if connector.id == one)
    assert (found.name, found.authentication, found.target_url) == ("Claims", "certificate", "https://api.example/x")
    assert [held.thumbprint for held in found.certificates] == [bundle.thumbprint for bundle in bundles]
    assert found.active.thumbprint == bundles[1].thumbprint
    assert [str(use) for use in found.slots] == ["B2X_1_signup postAttributeCollection"]
    assert found.explained
    assert inventory.unread == ()


def test_basic_authentication_has_a_name_and_no_certificates(far):
    one = read_connector(far, create(far, "Basic"))
    assert (one.authentication, one.username, one.certificates) == ("basic", "u", ())


def test_v1_reads_two_slots_and_no_b2c(far):
    one = create(far, "Claims")
    wire(far, "B2X_1_signup", "preTokenIssuance", one)
    inventory = read_inventory(far, "v1.0")
    assert all("preTokenIssuance" not in flow.slots for flow in inventory.flows)
    assert {flow.kind for flow in inventory.flows} == {"B2X"}
    assert next(found for found in inventory.connectors if found.id == one).slots == ()


def test_activity_goes_by_the_clock_of_the_service(far, clock, material):
    one = create(far, "Claims")
    upload(far, one, material.bundle("old", end=20))
    upload(far, one, material.bundle("ahead", start=10))
    clock.forward(days=15)
    inventory = read_inventory(far)  # our own clock stands in the year 2000
    assert inventory.at == NOW + timedelta(days=15)
    assert next(found for found in inventory.connectors if found.id == one).explained


def test_names_and_ids_that_a_url_has_to_encode_are_read(far):
    one = create(far, "Ünïcode / {}?#%")
    assert read_connector(far, one).name == "Ünïcode / {}?#%"


def test_slots_of_many_flows_are_read_twenty_in_a_request(far):
    one = create(far, "Claims")
    for number in range(30):
        new = {"id": f"f{number}", "userFlowType": "signUpOrSignIn", "userFlowTypeVersion": 1}
        ask(far, "POST", place("beta", "b2xUserFlows"), new)
    wire(far, "B2X_1_f29", "postFederationSignup", one)
    asked = []

    def watched(request):
        asked.append(request)
        return far.transport(request)

    inventory = read_inventory(far._replace(transport=watched))
    assert len(inventory.flows) == 31
    assert [str(use) for found in inventory.connectors if found.id == one for use in found.slots] == [
        "B2X_1_f29 postFederationSignup"
    ]
    assert sum(request.url.endswith("$batch") for request in asked) == 2
    assert not any("apiConnectorConfiguration" in request.url for request in asked)


def test_flows_are_not_asked_one_by_one_when_the_line_is_dead(far):
    asked = []

    def dying(request):
        asked.append(request)
        if request.url.endswith("$batch"):
            raise TransportError("the line is dead", sent=False)
        return far.transport(request)

    inventory = read_inventory(far._replace(transport=dying))
    assert [one.part for one in inventory.unread] == ["flow B2X_1_signup"]
    assert not any("apiConnectorConfiguration" in request.url for request in asked)


def test_flows_that_a_refused_batch_hides_are_unread():
    refused = service(**{X_SLOTS: dict(EMPTY)})
    refused.answers["/beta/$batch"] = refusal(403, "AADB2C", "no")
    inventory = read_inventory(refused.far())
    assert {one.part for one in inventory.unread} == {"flow B2X_1_a", "flow B2C_1_a"}
    assert not inventory.knows_uses


# -- other services ------------------------------------------------------------------------------------------------------


def test_connectors_that_cannot_be_listed_are_an_error_and_no_empty_list():
    with pytest.raises(ForbiddenError):
        read_inventory(service(apiConnectors=refusal(403, "AADB2C", "no permission")).far())


def test_flows_that_cannot_be_listed_are_unread_and_leave_the_uses_open():
    inventory = read_inventory(
        service(b2xUserFlows=refusal(403, "AADB2C", "User Authorization: Access is denied.")).far()
    )
    assert [one.part for one in inventory.unread] == ["B2X user flows"]
    assert not inventory.knows_uses
    assert [one.name for one in inventory.connectors] == ["API"]


@pytest.mark.parametrize(
    "answer",
    [
        refusal(403, "AADB2C", "'' is an Azure AD B2C directory. Access to this Api can only be made for an Azure AD directory (non b2c)."),
        refusal(400, "BadRequest", "Resource not found for the segment 'b2xUserFlows'."),
    ],
    ids=["B2C tenant", "no such segment"],
)  # fmt: skip
def test_flows_that_the_tenant_cannot_have_are_absent_and_not_unread(answer):
    inventory = read_inventory(service(b2xUserFlows=answer).far())
    assert (inventory.absent, inventory.unread, inventory.knows_uses) == (("B2X",), (), True)
    assert [flow.id for flow in inventory.flows] == ["B2C_1_a"]


def test_a_workforce_tenant_without_b2c_flows_is_read_whole():
    words = "'0' is not an Azure AD B2C directory. Access to this Api can only be made for an Azure AD B2C directory."
    inventory = read_inventory(service(b2cUserFlows=refusal(403, "AADB2C", words)).far())
    assert (inventory.absent, inventory.unread) == (("B2C",), ())


def test_slots_of_one_flow_that_fail_leave_the_others():
    changed = {X_SLOTS: refusal(503, "ServiceUnavailable", "later")}
    inventory = read_inventory(service(**changed).far())
    assert [str(one) for one in inventory.unread] == [
        "flow B2X_1_a could not be read: Graph answered 503 ServiceUnavailable: later"
    ]
    assert [dict(flow.slots) for flow in inventory.flows] == [{}, EMPTY]


def test_an_answer_without_slots_is_not_taken_for_empty_slots():
    far = service(**{
        X_SLOTS: {},
        f"{X_SLOTS}/postFederationSignup/$ref": {"@odata.id": f"{ROOT}/beta/identity/apiConnectors/id-API"},
        f"{X_SLOTS}/preTokenIssuance": connector(),
    }).far()  # fmt: skip
    inventory = read_inventory(far)
    assert inventory.flows[0].slots == {
        "postFederationSignup": "id-API", "postAttributeCollection": None, "preTokenIssuance": "id-API",
    }  # fmt: skip
    assert len(inventory.connectors[0].slots) == 2


def test_slots_are_read_one_by_one_when_expand_is_refused():
    far = service(**{
        X_SLOTS: refusal(400, "BadRequest", "cannot expand preTokenIssuance"),
        f"{X_SLOTS}/postAttributeCollection/$ref": {"@odata.id": f"{ROOT}/beta/identity/apiConnectors('id-API')"},
    }).far()  # fmt: skip
    assert read_inventory(far).flows[0].slots["postAttributeCollection"] == "id-API"


def test_a_graph_without_the_slot_before_the_token_is_read_whole():
    """Both documented slots by the documented `$expand`, and the third is not there: nothing is left open."""
    wanted = f"/beta/identity/{X_SLOTS}?$expand="
    far = service(
        **{
            f"{X_SLOTS}/preTokenIssuance": refusal(
                400, "BadRequest", "Resource not found for the segment 'preTokenIssuance'."
            )
        }
    )
    far.answers[f"{wanted}postFederationSignup,postAttributeCollection,preTokenIssuance"] = refusal(
        400, "BadRequest", "Could not find a property named 'preTokenIssuance'."
    )
    far.answers[f"{wanted}postFederationSignup,postAttributeCollection"] = {
        "postFederationSignup": connector(), "postAttributeCollection": None,
    }  # fmt: skip
    inventory = read_inventory(far.far())
    assert inventory.unread == ()
    assert inventory.flows[0].slots == {
        "postFederationSignup": "id-API", "postAttributeCollection": None, "preTokenIssuance": None,
    }  # fmt: skip


def test_a_line_that_dies_behind_a_refusal_is_told_and_raises_nothing():
    answers = service(**{X_SLOTS: refusal(400, "BadRequest", "no")})

    def dying(request):
        if "B2X_1_a" in request.url and "preTokenIssuance" not in request.url:
            raise TransportError("the line is dead", sent=True)
        return answers(request)

    inventory = read_inventory(answers.far()._replace(transport=dying))
    assert [one.part for one in inventory.unread] == [
        "flow B2X_1_a postFederationSignup", "flow B2X_1_a postAttributeCollection",
    ]  # fmt: skip


def test_a_slot_that_holds_something_odd_is_unread():
    inventory = read_inventory(service(**{X_SLOTS: {**EMPTY, "preTokenIssuance": {"displayName": "no id"}}}).far())
    assert [one.part for one in inventory.unread] == ["flow B2X_1_a preTokenIssuance"]
    assert "preTokenIssuance" not in inventory.flows[0].slots


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        {"displayName": "no id"},
        {"id": 7},
        with_certificates({"notBefore": 1, "notAfter": 2}),
        with_certificates({"thumbprint": "AB", "notBefore": "soon", "notAfter": 2}),
        with_certificates("text"),
        with_certificates({"thumbprint": "AB", "notBefore": True, "notAfter": 2}),
        connector(authenticationConfiguration={"certificateList": {"not": "a list"}}),
        connector(authenticationConfiguration={"certificateList": 7}),
    ],
)
def test_a_connector_that_cannot_be_understood_is_unread_beside_the_others(odd):
    inventory = read_inventory(service(apiConnectors=listed(odd, connector("Good"))).far())
    assert [one.name for one in inventory.connectors] == ["Good"]
    assert [one.of for one in inventory.unread] == ["connectors"]
    assert inventory.knows_uses


def test_pages_of_connectors_are_followed():
    first = {**listed(connector("A")), "@odata.nextLink": f"{ROOT}/beta/identity/apiConnectors?$skiptoken=2"}
    pages = {"apiConnectors": first, "apiConnectors?$skiptoken=2": listed(connector("B"))}
    assert [one.name for one in read_inventory(service(**pages).far()).connectors] == ["A", "B"]


def test_a_list_without_value_is_an_error():
    with pytest.raises(TransportError, match="without `value`"):
        list(ask_list(service(apiConnectors={}).far(), place("beta", "apiConnectors")))


def test_dates_beyond_the_calendar_are_its_ends():
    held = {"thumbprint": "ab", "notBefore": -(2**63), "notAfter": 2**63 - 1, "isActive": True}
    one = connector_of(with_certificates(held), NOW)
    assert (one.certificates[0].not_before.year, one.certificates[0].not_after.year) == (1, 9999)
    assert one.active.thumbprint == "AB"


def test_own_clock_counts_where_the_service_tells_none():
    assert read_inventory(service().far()).at == NOW


@pytest.mark.parametrize("date", ["Tue, 02 Jun 2026 12:00:00 GMT", "yesterday", "Tue, 99 Jun 2026 12:00:00 GMT"])
def test_date_of_the_service_counts_where_it_can_be_read(date):
    far = service()
    far.date = date
    expected = datetime(2026, 6, 2, 12, tzinfo=UTC) if date.startswith("Tue, 02") else NOW
    assert read_inventory(far.far()).at == expected


# -- upload order --------------------------------------------------------------------------------------------------------


def held(thumbprint, start, end, active=False):
    return Certificate(thumbprint, NOW + timedelta(days=start), NOW + timedelta(days=end), active)


def test_the_list_is_newest_first_where_both_orders_explain_it():
    ordered, explained = upload_order([held("B", 5, 9), held("A", -5, 9, active=True)], NOW)
    assert ([one.thumbprint for one in ordered], explained) == (["A", "B"], True)


def test_the_list_is_oldest_first_where_only_that_explains_it():
    ordered, explained = upload_order([held("A", -5, 9), held("B", -5, 9, active=True)], NOW)
    assert ([one.thumbprint for one in ordered], explained) == (["A", "B"], True)


def test_a_certificate_that_is_listed_twice_is_one():
    twice = [held("A", -5, 9, active=True), held("A", -5, 9, active=True)]
    assert upload_order(twice, NOW)[1]


@pytest.mark.parametrize(
    "listed",
    [
        [held("C", -5, 9), held("B", -5, 9, active=True), held("A", -5, 9)],
        [held("B", -5, 9)],
        [held("B", -5, -1, active=True)],
        [held("B", -5, 9, active=True), held("A", -5, 9, active=True)],
    ],
    ids=["neither order", "none shown", "an expired one shown", "two shown"],
)
def test_activity_that_the_rule_does_not_give_is_told(listed):
    assert not upload_order(listed, NOW)[1]

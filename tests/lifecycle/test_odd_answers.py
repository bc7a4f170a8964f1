"""Whatever a service answers, an inventory is read, or one of our own errors says why not; and two at once do no harm."""

import threading

from hypothesis import given, settings
from hypothesis import strategies as st

from graphkey.errors import Error, TransportError
from graphkey.lifecycle.connectors import create
from graphkey.lifecycle.inventory import connector_of, read_connector, read_inventory
from graphkey.lifecycle.upload import Bundle, upload
from graphkey.secret import Secret
from graphkey.wire import json_response
from tests.lifecycle.material import NOW, PASSWORD
from tests.lifecycle.test_inventory import Service
from tests.lifecycle.test_upload import Watched

KEYS = st.sampled_from([
    "id", "displayName", "targetUrl", "authenticationConfiguration", "@odata.type", "certificateList", "thumbprint", "notBefore",
    "notAfter", "isActive", "username", "value", "postFederationSignup", "preTokenIssuance", "@odata.id", "@odata.nextLink",
    "userFlowType", "userFlowTypeVersion", "responses", "status", "body", "headers",
])  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["#microsoft.graph.clientCertificateAuthentication", "#microsoft.graph.basicAuthentication", "AB", "0"]),
)  # fmt: skip
DOCUMENTS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=20
)


@settings(deadline=None, max_examples=100)
@given(DOCUMENTS)
def test_a_connector_is_read_or_refused_with_an_error_of_ours(document):
    try:
        found = connector_of(document, NOW)
    except TransportError:
        return
    assert found.id
    assert all(one.thumbprint for one in found.certificates)


@settings(deadline=None, max_examples=75)
@given(st.lists(DOCUMENTS, max_size=3), st.lists(DOCUMENTS, max_size=3), DOCUMENTS, DOCUMENTS)
def test_an_inventory_is_read_or_refused_with_an_error_of_ours(connectors, flows, slots, batch):
    root = "/beta/identity"
    far = Service({
        f"{root}/apiConnectors": {"value": connectors},
        f"{root}/b2xUserFlows": {"value": [*flows, {"id": "B2X_1_a"}]},
        f"{root}/b2cUserFlows": {"value": []},
        f"{root}/b2xUserFlows/B2X_1_a/apiConnectorConfiguration": slots,
        "/beta/$batch": batch,
    }).far()  # fmt: skip
    inventory = read_inventory(far)
    read = [flow.id for flow in inventory.flows if flow.id == "B2X_1_a"]
    assert read
    assert len(inventory.connectors) + sum(one.of == "connectors" for one in inventory.unread) == len(connectors)


def test_a_list_of_one_page_that_leads_to_itself_ends(far):
    def answer(request, send):
        if request.url.endswith("/apiConnectors"):
            return json_response(200, {"value": [], "@odata.nextLink": request.url})
        return send(request)

    try:
        read_inventory(far._replace(transport=Watched(far.transport, answer)))
    except Error as error:
        assert "leads back" in str(error)
    else:
        raise AssertionError("it was read as an empty list")


def test_uploads_of_one_certificate_at_once_leave_it_there_once(far, material):
    far = far._replace(now=lambda: NOW, sleep=lambda seconds: None)
    first = Bundle(material.bundle("first").pfx, Secret(PASSWORD))
    one = create(far, [], "Claims", "https://api.example", first).connector
    second = material.bundle("second")
    start, failures = threading.Barrier(4), []

    def bring():
        start.wait()
        try:
            upload(far, one, Bundle(second.pfx, Secret(PASSWORD)))
        except Error as error:  # pragma: no cover - it tells what went wrong
            failures.append(error)

    threads = [threading.Thread(target=bring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = read_connector(far, one.id)
    assert failures == []
    assert [held.thumbprint for held in found.certificates].count(second.thumbprint) == 1
    assert found.active.thumbprint == second.thumbprint

"""An upload whose answer is lost: looked up once by thumbprint, repeated only when it surely has to be."""

import pytest
from tests.cli.bundles import PASSWORD, pfx, thumbprint

from graphkey.client.retry import Policy, retrying
from graphkey.connect import connect_graph
from graphkey.errors import TransportError
from graphkey.graph import Graph
from graphkey.wire import Request, json_response

UPLOAD = "Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate"


class Dropping:
    """A wire that loses uploads: before they arrive, or their answer after they did."""

    def __init__(self, inner, drops, looking=lambda response: response):
        self.inner, self.drops, self.looking = inner, list(drops), looking
        self.seen = []

    def __call__(self, request: Request):
        self.seen.append(request.method)
        drop = self.drops.pop(0) if request.method == "POST" and self.drops else None
        if drop == "unsent":
            raise TransportError("dropped", sent=False)
        if drop == "lost before":
            raise TransportError("dropped", sent=True)
        response = self.inner(request)
        if drop == "lost after":
            raise TransportError("dropped", sent=True)
        return self.looking(response) if request.method == "GET" else response


def upload(local, drops, number=0, **named):
    """Upload over a dropping wire below the real order of parts: retrying around signing in."""
    connection = connect_graph(local.local)
    wire = Dropping(connection.transport, drops, **named)
    asking = retrying(wire, policy=Policy(first_s=0), sleep=lambda seconds: None)
    with Graph(transport=asking, root=connection.root) as graph:
        graph.call(UPLOAD, b2x_identity_user_flow_id="B2X_1_signup", pkcs12_value=pfx(number), password=PASSWORD)
    return wire.seen


def held(local):
    slot = local.graph().call("Get-MgBetaIdentityB2XUserFlowPreTokenIssuance", b2x_identity_user_flow_id="B2X_1_signup")
    listed = slot["authenticationConfiguration"].get("certificateList", [])
    return sorted((one["thumbprint"], one["isActive"]) for one in listed)


@pytest.mark.parametrize(
    ("drops", "wire"),
    [
        (["unsent"], ["POST", "POST"]),
        (["unsent", "unsent"], ["POST", "POST", "POST"]),
        (["lost after"], ["POST", "GET"]),
        (["lost before"], ["POST", "GET", "POST"]),
        (["unsent", "lost after"], ["POST", "POST", "GET"]),
    ],
)
def test_upload_succeeds_once_when_the_connection_drops(local, drops, wire):
    assert upload(local, drops) == wire
    assert held(local) == [(thumbprint(), True)]


@pytest.mark.parametrize("drop", ["lost after", "lost before"])
def test_certificate_that_was_there_and_active_is_not_doubled(local, drop):
    upload(local, [])
    assert upload(local, [drop]) == ["POST", "GET"]
    assert held(local) == [(thumbprint(), True)]


def test_certificate_that_was_there_and_superseded_is_sent_again_when_the_upload_was_lost(local):
    upload(local, [])
    upload(local, [], number=1)
    assert upload(local, ["lost before"]) == ["POST", "GET", "POST"]
    assert held(local) == sorted([(thumbprint(), True), (thumbprint(1), False)])


def test_upload_that_is_lost_twice_is_an_error(local):
    with pytest.raises(TransportError):
        upload(local, ["lost before", "lost before"])
    assert held(local) == []


def test_lookup_that_fails_says_that_nothing_is_known(local):
    with pytest.raises(TransportError, match="may or may not have arrived"):
        upload(local, ["lost after"], looking=lambda response: json_response(403, {"error": {"code": "AADB2C"}}))


@pytest.mark.parametrize(
    "odd", [[], {}, {"authenticationConfiguration": []}, {"authenticationConfiguration": {"certificateList": [1, {}]}}]
)
def test_lookup_that_answers_oddly_means_that_the_certificate_is_not_there(local, odd):
    assert upload(local, ["lost before"], looking=lambda response: json_response(200, odd)) == ["POST", "GET", "POST"]


def test_another_write_that_may_have_arrived_is_not_sent_again(local):
    connection = connect_graph(local.local)
    wire = Dropping(connection.transport, ["lost after"])
    graph = Graph(transport=retrying(wire, sleep=lambda seconds: None), root=connection.root)
    with pytest.raises(TransportError):
        graph.call("New-MgBetaIdentityB2XUserFlow", id="x", user_flow_type="signUp", user_flow_type_version="1")
    assert wire.seen == ["POST"]

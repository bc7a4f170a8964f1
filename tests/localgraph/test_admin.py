"""`/-/`: who may ask, status, reset, seed; and the run of a step against a real API over mutual TLS."""

from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from graph_world import BASIC, CONNECTORS, DAY, FLOWS, NOW, SLOT, Bundle, Caller

from graphkey.localgraph import LocalGraph
from graphkey.serve import Tls, running
from graphkey.steps.sample_api import sample_api
from graphkey.wire import Request, Response

CLAIMS = {"email": "ada@example.com", "displayName": "Ada", "objectId": "0f6f1b7e-9f3c-4f3e-8f53-3f1c0c3d9a11"}


LOCATION = {
    "@odata.type": "#microsoft.graph.countryNamedLocation",
    "displayName": "Here",
    "countriesAndRegions": ["NO"],
}


def ask(caller: Caller, method: str, path: str, document: Any = None) -> Response:
    return caller.send(method, path, document, version="-")


def test_status_counts_and_names(caller: Caller) -> None:
    status = ask(caller, "GET", "/status").json()
    assert status["tenantId"] == caller.graph.tenant_id
    assert status["counts"] == {"apiConnectors": 1, "b2xUserFlows": 1}
    caller.post("/identity/conditionalAccess/namedLocations", LOCATION)
    assert ask(caller, "GET", "/status").json()["documents"] == status["documents"] + 1


def test_reset_and_seed(caller: Caller) -> None:
    caller.connector()
    assert ask(caller, "POST", "/reset", {"name": "empty"}).json()["counts"]["apiConnectors"] == 0
    assert ask(caller, "POST", "/seed", {"name": "signup"}).json()["counts"]["apiConnectors"] == 1
    assert ask(caller, "POST", "/reset").json()["counts"]["apiConnectors"] == 1
    assert ask(caller, "POST", "/seed", {"name": "nonsense"}).status == 400
    assert ask(caller, "POST", "/seed", {"name": 1}).status == 400


def test_reset_leaves_other_tenants_alone(inside: Caller) -> None:
    other = inside.in_new_tenant()
    other.connector()
    assert ask(inside, "POST", "/reset", {"name": "empty"}).status == 200
    assert len(other.get(CONNECTORS)["value"]) == 1


@pytest.mark.parametrize(
    "method, path", [("GET", "/status"), ("POST", "/reset"), ("POST", "/seed"), ("POST", "/flows/B2X_1_signup/run")]
)
def test_surface_needs_token_and_permission(inside: Caller, method: str, path: str) -> None:
    assert inside.transport(Request(method, f"{inside.origin}/-{path}")).status == 401
    poor = inside.as_app("APIConnectors.ReadWrite.All", "IdentityUserFlow.ReadWrite.All")
    assert ask(poor, method, path).status == 403
    assert len(inside.get(FLOWS)["value"]) == 1


def test_unknown_path_and_method(inside: Caller) -> None:
    assert ask(inside, "GET", "/nothing").status == 400
    assert ask(inside, "GET", "/reset").status == 405
    assert ask(inside, "GET", "").status == 400


# Runs


class Api:
    """A real API over TLS that demands one certificate, trusted through the local Graph's own authority."""

    def __init__(self, url: str, seen: list[Any]) -> None:
        self.url = url
        self.seen = seen


@pytest.fixture
def api(graph: LocalGraph, first: Bundle) -> Iterator[Api]:
    seen: list[Any] = []
    der = first.certificate.public_bytes(Encoding.DER)
    transport = sample_api([der], clock=lambda: NOW, record=seen.append)
    chain, key = graph.tls()
    with running(transport, Tls(chain, key, first.certificate.public_bytes(Encoding.PEM))) as origin:
        yield Api(f"{origin}/api", seen)


def run(caller: Caller, flow: str = "b2x_1_SIGNUP", **values: Any) -> Any:
    answer = ask(caller, "POST", f"/flows/{flow}/run", {"step": "preTokenIssuance", "claims": CLAIMS, **values})
    assert answer.status == 200, answer.body
    return answer.json()


def test_run_calls_the_api_with_the_active_certificate_and_signs_a_token(
    caller: Caller, api: Api, first: Bundle
) -> None:
    caller.patch(SLOT, {"targetUrl": api.url})
    caller.upload(SLOT, first)
    result = run(caller, client_id="my-app")
    assert (result["outcome"], result["ok"], result["continues"]) == ("continue", True, True)
    assert result["activeThumbprint"] == first.thumbprint
    assert len(api.seen) == 1
    added = result["claims"].keys() - CLAIMS.keys()
    assert added
    key = jwt.PyJWKSet.from_dict(caller.graph._parts.tokens.jwks())[jwt.get_unverified_header(result["token"])["kid"]]
    claims = jwt.decode(
        result["token"], key, algorithms=["RS256"], audience="my-app",
        issuer=f"{caller.origin}/{caller.graph.tenant_id}/v2.0",
    )  # fmt: skip
    assert claims["sub"] == CLAIMS["objectId"]
    assert all(claims[name] == result["claims"][name] for name in added)
    assert first.password not in str(result) and first.value[:50] not in str(result)


def test_token_of_a_run_is_no_access_token(inside: Caller, api: Api, first: Bundle) -> None:
    inside.patch(SLOT, {"targetUrl": api.url})
    inside.upload(SLOT, first)
    more = {**CLAIMS, "appid": inside.graph.client_id, "roles": ["APIConnectors.ReadWrite.All"], "tfp": None}
    for client_id in ("my-app", "https://graph.microsoft.com"):
        token = run(inside, client_id=client_id, claims=more)["token"]
        stolen = Caller(inside.transport, inside.origin, token, inside.graph, inside.clock)
        assert stolen.send("GET", CONNECTORS).status == 401


def test_run_with_a_certificate_that_the_api_refuses(inside: Caller, api: Api, second: Bundle) -> None:
    inside.patch(SLOT, {"targetUrl": api.url})
    inside.upload(SLOT, second)
    result = run(inside)
    assert (result["ok"], result["token"], api.seen) == (False, None, [])


def test_run_when_the_certificate_has_expired_makes_no_call(inside: Caller, api: Api, first: Bundle) -> None:
    inside.patch(SLOT, {"targetUrl": api.url})
    inside.upload(SLOT, first)
    inside.clock.now = NOW + 400 * DAY
    result = run(inside)
    assert (result["outcome"], result["activeThumbprint"], result["token"]) == ("certificate-expired", None, None)
    assert api.seen == []


def test_run_with_basic_authentication_sends_the_stored_password(inside: Caller, graph: LocalGraph) -> None:
    from base64 import b64decode

    seen: list[Request] = []

    def basic_api(request: Request) -> Response:
        seen.append(request)
        return Response(200, {"content-type": "application/json"}, b'{"version":"1.0.0","action":"Continue"}')

    with running(basic_api, Tls(*graph.tls())) as origin:
        inside.patch(SLOT, {"targetUrl": origin + "/x", "authenticationConfiguration": BASIC})
        assert run(inside)["outcome"] == "continue"
    assert b64decode(seen[0].headers["authorization"].removeprefix("Basic ")) == b"u:p4ssw0rd"


def test_run_beyond_this_machine_is_refused_without_leave(inside: Caller) -> None:
    inside.patch(SLOT, {"targetUrl": "https://192.0.2.1/api"})
    result = run(inside)
    assert (result["outcome"], result["attempts"]) == ("target-remote", 0)


@pytest.mark.parametrize(
    "values, status",
    [
        ({"step": "nonsense"}, 400),
        ({"step": None}, 400),
        ({"claims": []}, 400),
        ({"claims": None}, 400),
        ({"client_id": 5}, 400),
        ({"other": 1}, 400),
        ({"step": "postFederationSignup"}, 404),
    ],
)
def test_run_that_cannot_be_is_refused(inside: Caller, values: dict[str, Any], status: int) -> None:
    body = {"step": "preTokenIssuance", "claims": CLAIMS, **values}
    assert ask(inside, "POST", "/flows/B2X_1_signup/run", body).status == status


def test_flow_is_found_without_its_prefix_unless_there_are_two(inside: Caller, api: Api, first: Bundle) -> None:
    inside.patch(SLOT, {"targetUrl": api.url})
    inside.upload(SLOT, first)
    assert run(inside, "signup")["userFlowId"] == "B2X_1_signup"
    two = {"id": "signup", "userFlowType": "signUp", "userFlowTypeVersion": 1}
    inside.post("/identity/b2cUserFlows", two)
    answer = ask(inside, "POST", "/flows/signup/run", {"step": "preTokenIssuance"})
    assert (answer.status, "B2C_1_signup" in answer.json()["error"]["message"]) == (400, True)


def test_run_of_a_flow_that_is_not_there_is_404(inside: Caller) -> None:
    assert ask(inside, "POST", "/flows/nobody/run", {"step": "preTokenIssuance"}).status == 404


def test_claims_cannot_change_what_the_service_says(inside: Caller, api: Api, first: Bundle) -> None:
    inside.patch(SLOT, {"targetUrl": api.url})
    inside.upload(SLOT, first)
    result = run(inside, claims={**CLAIMS, "iss": "https://evil.example", "tid": "other", "exp": 1}, client_id="my-app")
    claims = jwt.decode(result["token"], options={"verify_signature": False})
    assert claims["iss"].endswith(f"/{inside.graph.tenant_id}/v2.0")
    assert claims["tid"] == inside.graph.tenant_id


def test_run_of_a_b2c_flow_calls_the_api_of_its_slot(inside: Caller, api: Api, first: Bundle) -> None:
    inside.post("/identity/b2cUserFlows", {"id": "B2C_1_x", "userFlowType": "signUpOrSignIn", "userFlowTypeVersion": 3})
    connector = inside.connector(targetUrl=api.url)
    inside.upload(f"/identity/apiConnectors/{connector}", first)
    slot = "/identity/b2cUserFlows/B2C_1_x/apiConnectorConfiguration/preTokenIssuance/$ref"
    assert inside.send("PUT", slot, {"id": connector}).status == 204
    result = run(inside, flow="B2C_1_x")
    assert (result["userFlowId"], result["outcome"], len(api.seen)) == ("B2C_1_x", "continue", 1)


def test_run_goes_by_the_clock_from_one_certificate_to_the_next(
    caller: Caller, graph: LocalGraph, first: Bundle, staged: Bundle
) -> None:
    seen: list[Any] = []
    allowed = [bundle.certificate for bundle in (first, staged)]
    ders = [certificate.public_bytes(Encoding.DER) for certificate in allowed]
    pems = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in allowed)
    with running(sample_api(ders, clock=graph.now, record=seen.append), Tls(*graph.tls(), pems)) as origin:
        caller.patch(SLOT, {"targetUrl": f"{origin}/api"})
        caller.upload(SLOT, first)
        caller.upload(SLOT, staged)
        called = []
        for to in ("+0d", "+11d", "+90d", "+300d"):
            ask(caller, "POST", "/clock", {"to": to})
            result = run(caller)
            called.append((result["outcome"], result["activeThumbprint"]))
    assert called == [
        ("continue", first.thumbprint), ("continue", staged.thumbprint), ("continue", first.thumbprint),
        ("certificate-expired", None),
    ]  # fmt: skip
    assert [one.caller.thumbprint for one in seen] == [first.thumbprint, staged.thumbprint, first.thumbprint]


def test_run_says_that_the_server_of_the_api_will_have_expired(inside: Caller, graph: LocalGraph, api: Api) -> None:
    inside.patch(SLOT, {"targetUrl": api.url, "authenticationConfiguration": BASIC})
    graph.set_clock("2200-01-01T00:00Z")
    result = run(inside)
    assert result["outcome"] == "tls-failed"
    assert "expired" in result["verdicts"][-1]["sentence"]

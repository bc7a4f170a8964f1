"""The authority: discovery, keys, client credentials by secret and by assertion, and every refusal."""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from graph_world import CONNECTORS, DAY, NOW, Bundle, Caller, plant_signing_key

from graphkey.localgraph import LocalGraph, open_local_graph
from graphkey.wire import Document, Request, Response, Transport

GRAPH_SCOPE = "https://graph.microsoft.com/.default"
FORM = {"content-type": "application/x-www-form-urlencoded"}
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Desk:
    """Ask one tenant's token endpoint."""

    def __init__(self, transport: Transport, origin: str, graph: LocalGraph) -> None:
        self.transport = transport
        self.origin = origin
        self.graph = graph
        self.endpoint = f"{origin}/{graph.tenant_id}/oauth2/v2.0/token"
        self.secret = graph.new_client_secret().reveal()

    def ask(self, **values: str | None) -> Response:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.graph.client_id,
            "client_secret": self.secret,
            "scope": GRAPH_SCOPE,
            **values,
        }
        sent = urlencode({name: value for name, value in form.items() if value is not None})
        return self.transport(Request("POST", self.endpoint, FORM, sent.encode()))

    def refusal(self, **values: str | None) -> tuple[int, str, int]:
        response = self.ask(**values)
        document = response.json()
        assert document["error_description"].startswith(f"AADSTS{document['error_codes'][0]}: ")
        assert {"timestamp", "trace_id", "correlation_id"} <= document.keys()
        assert self.secret not in response.body.decode()
        return response.status, document["error"], document["error_codes"][0]

    def get_json(self, path: str) -> Any:
        response = self.transport(Request("GET", f"{self.origin}/{path}"))
        assert response.status == 200, response.body
        return response.json()


@pytest.fixture
def desk(caller: Caller) -> Desk:
    return Desk(caller.transport, caller.origin, caller.graph)


@pytest.fixture
def quiet(signing_jwk: Document) -> Iterator[Desk]:
    """A desk in process whose tokens live by the standing clock."""
    times = [NOW]
    with open_local_graph(None, clock=lambda: NOW, token_clock=lambda: times[0]) as opened:
        plant_signing_key(opened, signing_jwk)
        desk = Desk(opened.transport, "https://localhost", opened)
        desk.times = times  # type: ignore[attr-defined]
        yield desk


def test_secret_gives_a_token_that_graph_takes(desk: Desk) -> None:
    answer = desk.ask()
    document = answer.json()
    assert (answer.status, document["token_type"], document["expires_in"]) == (200, "Bearer", 3599)
    assert answer.headers["cache-control"] == "no-store"
    headers = {"authorization": f"Bearer {document['access_token']}"}
    assert desk.transport(Request("GET", f"{desk.origin}/beta{CONNECTORS}", headers)).status == 200


def test_secret_is_taken_from_the_authorization_header(desk: Desk) -> None:
    basic = b64encode(f"{quote(desk.graph.client_id)}:{quote(desk.secret, safe='')}".encode()).decode()
    body = urlencode({"grant_type": "client_credentials", "scope": GRAPH_SCOPE}).encode()
    request = Request("POST", desk.endpoint, {**FORM, "authorization": f"Basic {basic}"}, body)
    assert desk.transport(request).status == 200


def test_token_verifies_against_the_published_keys(desk: Desk) -> None:
    configuration = desk.get_json(f"{desk.graph.tenant_id}/v2.0/.well-known/openid-configuration")
    assert configuration["token_endpoint"] == desk.endpoint
    keys = desk.get_json(configuration["jwks_uri"].removeprefix(desk.origin + "/"))
    token = desk.ask().json()["access_token"]
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(
        token, key, algorithms=["RS256"], audience="https://graph.microsoft.com", issuer=configuration["issuer"]
    )
    assert claims["tid"] == desk.graph.tenant_id
    assert claims["appid"] == desk.graph.client_id
    assert {"APIConnectors.ReadWrite.All", "IdentityUserFlow.ReadWrite.All", "LocalGraph.Manage"} <= set(
        claims["roles"]
    )
    assert claims["exp"] - claims["iat"] == 3599


def test_own_root_is_a_resource(desk: Desk) -> None:
    token = desk.ask(scope=f"{desk.origin}/.default").json()["access_token"]
    assert jwt.decode(token, options={"verify_signature": False})["aud"] == desk.origin
    headers = {"authorization": f"Bearer {token}"}
    assert desk.transport(Request("GET", f"{desk.origin}/beta{CONNECTORS}", headers)).status == 200


def test_token_for_another_port_is_refused(inside: Caller) -> None:
    desk = Desk(inside.transport, "https://localhost:1111", inside.graph)
    token = desk.ask(scope="https://127.0.0.1:1111/.default").json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    assert inside.transport(Request("GET", f"https://localhost:1111/beta{CONNECTORS}", headers)).status == 200
    refused = inside.transport(Request("GET", f"https://localhost:2222/beta{CONNECTORS}", headers))
    assert (refused.status, "audience" in refused.body.decode()) == (401, True)


@pytest.mark.parametrize(
    "values, expected",
    [
        ({"client_secret": "wrong"}, (401, "invalid_client", 7000215)),
        ({"client_secret": "ab~cd"}, (401, "invalid_client", 7000215)),
        ({"client_secret": None}, (401, "invalid_client", 7000216)),
        ({"client_id": "00000000-0000-0000-0000-000000000000"}, (400, "unauthorized_client", 700016)),
        ({"client_id": None}, (400, "invalid_request", 900144)),
        ({"grant_type": None}, (400, "invalid_request", 900144)),
        ({"grant_type": "password"}, (400, "unsupported_grant_type", 70003)),
        ({"scope": None}, (400, "invalid_request", 900144)),
        ({"scope": "https://graph.microsoft.com/User.Read"}, (400, "invalid_scope", 70011)),
        ({"scope": f"{GRAPH_SCOPE} openid"}, (400, "invalid_scope", 70011)),
        ({"scope": "https://vault.example/.default"}, (400, "invalid_resource", 500011)),
        ({"scope": "https://localhost:1/.default"}, (400, "invalid_resource", 500011)),
        ({"client_assertion": "x"}, (400, "invalid_request", 900144)),
    ],
)
def test_refusal_has_the_code_of_entra(
    inside: Caller, values: dict[str, str | None], expected: tuple[int, str, int]
) -> None:
    assert Desk(inside.transport, inside.origin, inside.graph).refusal(**values) == expected


def test_unknown_tenant_is_refused(desk: Desk) -> None:
    for method, path in (("GET", "v2.0/.well-known/openid-configuration"), ("POST", "oauth2/v2.0/token")):
        answer = desk.transport(Request(method, f"{desk.origin}/not-a-tenant/{path}", FORM, b"a=b"))
        assert (answer.status, answer.json()["error_codes"]) == (400, [90002])


def test_secret_of_one_tenant_is_none_of_another(inside: Caller) -> None:
    desk = Desk(inside.transport, inside.origin, inside.graph)
    other = inside.graph.add_tenant()
    inside.graph.add_app(["User.Read.All"], tenant_id=other, client_id=inside.graph.client_id)
    desk.endpoint = f"{desk.origin}/{other}/oauth2/v2.0/token"
    assert desk.refusal()[2] == 7000215


@pytest.mark.parametrize(
    "headers, body",
    [
        ({"content-type": "application/json"}, b"{}"),
        (FORM, b"\xff=\xff"),
        (FORM, b"scope=a&scope=b"),
        (FORM, b"&".join(b"a%d=1" % at for at in range(200))),
        ({**FORM, "authorization": "Basic !!"}, b"grant_type=client_credentials"),
        ({**FORM, "authorization": "Basic YQ=="}, b"grant_type=client_credentials"),
    ],
)
def test_request_that_is_no_form_is_refused(inside: Caller, headers: dict[str, str], body: bytes) -> None:
    endpoint = f"{inside.origin}/{inside.graph.tenant_id}/oauth2/v2.0/token"
    answer = inside.transport(Request("POST", endpoint, headers, body))
    assert (answer.status, answer.json()["error_codes"]) == (400, [90014])


def test_instance_discovery_points_at_the_tenant(desk: Desk) -> None:
    asked = quote(f"{desk.origin}/{desk.graph.tenant_id}/oauth2/v2.0/authorize", safe="")
    document = desk.get_json(f"common/discovery/instance?api-version=1.1&authorization_endpoint={asked}")
    assert document["tenant_discovery_endpoint"] == (
        f"{desk.origin}/{desk.graph.tenant_id}/v2.0/.well-known/openid-configuration"
    )


# Assertions


def thumb(bundle: Bundle, algorithm: hashes.HashAlgorithm) -> str:
    return urlsafe_b64encode(bundle.certificate.fingerprint(algorithm)).rstrip(b"=").decode()


def assertion(
    desk: Desk, bundle: Bundle, *, alg: str = "RS256", at: datetime | None = None, header: Any = None, **claims: Any
) -> str:
    now = (at or datetime.now(UTC)).timestamp()
    stated = {
        "aud": desk.endpoint,
        "iss": desk.graph.client_id,
        "sub": desk.graph.client_id,
        "jti": "one",
        "exp": now + 600.5,
        "iat": now,
        **claims,
    }
    shown = {"RS256": {"x5t": thumb(bundle, hashes.SHA1())}, "PS256": {"x5t#S256": thumb(bundle, hashes.SHA256())}}
    stated = {name: value for name, value in stated.items() if value is not None}
    return jwt.encode(stated, bundle.key, algorithm=alg, headers=header or shown.get(alg, {}))


def present(desk: Desk, text: str) -> Response:
    return desk.ask(client_secret=None, client_assertion=text, client_assertion_type=ASSERTION)


@pytest.mark.parametrize("alg", ["RS256", "PS256"])
@pytest.mark.parametrize("fraction", [0, 0.25])
def test_assertion_of_a_registered_certificate_gives_a_token(
    desk: Desk, first: Bundle, alg: str, fraction: float
) -> None:
    desk.graph.add_app_certificate(first.certificate.public_bytes(Encoding.DER))
    expires = int(datetime.now(UTC).timestamp()) + 600 + fraction
    assert present(desk, assertion(desk, first, alg=alg, exp=expires)).json()["access_token"]


def test_assertion_may_come_again_as_it_is_and_its_jti_in_no_other(quiet: Desk, first: Bundle) -> None:
    quiet.graph.add_app_certificate(first.certificate.public_bytes(Encoding.DER))
    text = assertion(quiet, first, at=NOW)
    assert present(quiet, text).status == 200
    assert present(quiet, text).status == 200  # msal sends one for nine minutes
    again = present(quiet, assertion(quiet, first, at=NOW, nbf=1))
    assert (again.status, again.json()["error_codes"]) == (401, [50027])


@pytest.mark.parametrize(
    "claims, code",
    [
        ({"aud": "https://localhost/other"}, 700023),
        ({"aud": None}, 700023),
        ({"iss": "other"}, 700021),
        ({"sub": "other"}, 700021),
        ({"jti": None}, 50027),
        ({"jti": ""}, 50027),
        ({"exp": None}, 50027),
        ({"exp": "soon"}, 50027),
        ({"exp": True}, 50027),
        ({"exp": (NOW - DAY).timestamp()}, 700024),
        ({"exp": (NOW + 3 * DAY).timestamp()}, 700024),
        ({"nbf": (NOW + DAY).timestamp()}, 700024),
    ],
)
def test_assertion_that_says_something_wrong_is_refused(
    quiet: Desk, first: Bundle, claims: dict[str, Any], code: int
) -> None:
    quiet.graph.add_app_certificate(first.certificate.public_bytes(Encoding.DER))
    answer = present(quiet, assertion(quiet, first, at=NOW, **claims))
    assert (answer.status, answer.json()["error_codes"]) == (401, [code])


def test_assertion_of_another_certificate_is_refused(quiet: Desk, first: Bundle, second: Bundle) -> None:
    quiet.graph.add_app_certificate(second.certificate.public_bytes(Encoding.DER))
    assert present(quiet, assertion(quiet, first, at=NOW)).json()["error_codes"] == [700027]


def test_assertion_that_is_unsigned_or_symmetric_is_refused(quiet: Desk, first: Bundle) -> None:
    quiet.graph.add_app_certificate(first.certificate.public_bytes(Encoding.DER))
    shown = {"x5t": thumb(first, hashes.SHA1())}
    claims = {
        "aud": quiet.endpoint,
        "iss": quiet.graph.client_id,
        "sub": quiet.graph.client_id,
        "jti": "1",
        "exp": NOW.timestamp() + 60,
    }
    none = jwt.encode(claims, None, algorithm="none", headers=shown)
    symmetric = jwt.encode(claims, "k" * 32, algorithm="HS256", headers=shown)
    for text in (none, symmetric, none + "x", "a.b", "....", "ü", "[" * 5000):
        answer = present(quiet, text)
        assert (answer.status, answer.json()["error"]) == (401, "invalid_client")


def test_assertion_signed_by_another_key_is_refused(quiet: Desk, first: Bundle) -> None:
    quiet.graph.add_app_certificate(first.certificate.public_bytes(Encoding.DER))
    head, claims, _ = assertion(quiet, first, at=NOW).split(".")
    forged = f"{head}.{claims}." + urlsafe_b64encode(b"x" * 256).decode().rstrip("=")
    assert present(quiet, forged).json()["error_codes"] == [700027]


# Tokens shown to Graph


def shown_to_graph(desk: Desk, token: str) -> tuple[int, str]:
    answer = desk.transport(Request("GET", f"{desk.origin}/beta{CONNECTORS}", {"authorization": f"Bearer {token}"}))
    return answer.status, answer.json().get("error", {}).get("message", "")


def test_token_expires(quiet: Desk) -> None:
    token = quiet.ask().json()["access_token"]
    assert shown_to_graph(quiet, token)[0] == 200
    quiet.times[0] = NOW + DAY / 24  # type: ignore[attr-defined]
    assert shown_to_graph(quiet, token) == (401, "Lifetime validation failed, the token is expired.")


def test_token_of_the_future_is_refused(quiet: Desk) -> None:
    token = quiet.ask().json()["access_token"]
    quiet.graph._parts.tokens.forget()
    quiet.times[0] = NOW - DAY  # type: ignore[attr-defined]
    assert shown_to_graph(quiet, token)[0] == 401


def test_simulated_clock_does_not_expire_tokens(inside: Caller) -> None:
    inside.clock.now = NOW + 1000 * DAY
    assert inside.send("GET", CONNECTORS).status == 200


def test_forged_tokens_are_refused(quiet: Desk, first: Bundle) -> None:
    token = quiet.ask().json()["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    kid = jwt.get_unverified_header(token)["kid"]
    public = json.dumps(quiet.graph._parts.tokens.jwks()["keys"][0])
    head, body, signature = token.split(".")
    richer = urlsafe_b64encode(json.dumps({**claims, "roles": ["everything"]}).encode()).decode().rstrip("=")
    forged = [
        jwt.encode(claims, first.key, algorithm="RS256", headers={"kid": kid}),
        jwt.encode(claims, None, algorithm="none"),
        jwt.encode(claims, public[:64], algorithm="HS256", headers={"kid": kid}),
        f"{head}.{richer}.{signature}",
        f"{head}.{body}.",
        f"{head}.{body}",
        token[:-8] + "AAAAAAAA",
    ]
    for text in forged:
        assert shown_to_graph(quiet, text)[0] == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://other.example"},
        {"aud": None},
        {"tid": "other"},
        {"exp": None},
        {"exp": "x"},
        {"nbf": None},
        {"appid": None},
        {"iss": "https://localhost/other/v2.0"},
    ],
)
def test_token_of_ours_that_is_for_something_else_is_refused(quiet: Desk, claims: dict[str, Any]) -> None:
    own = jwt.decode(quiet.ask().json()["access_token"], options={"verify_signature": False})
    changed = {name: value for name, value in {**own, **claims}.items() if value is not None}
    assert shown_to_graph(quiet, quiet.graph._parts.tokens.sign(changed))[0] == 401


def test_token_of_one_local_graph_is_none_of_another(quiet: Desk) -> None:
    with open_local_graph(None) as other:
        assert shown_to_graph(quiet, other.access_token().reveal())[0] == 401


def test_delegated_scopes_are_looked_at_when_the_token_has_scp(quiet: Desk) -> None:
    own = jwt.decode(quiet.ask().json()["access_token"], options={"verify_signature": False})
    del own["roles"]
    sign = quiet.graph._parts.tokens.sign
    assert shown_to_graph(quiet, sign({**own, "scp": "openid APIConnectors.ReadWrite.All"}))[0] == 200
    assert shown_to_graph(quiet, sign({**own, "scp": "openid"}))[0] == 403
    assert shown_to_graph(quiet, sign(own))[0] == 403

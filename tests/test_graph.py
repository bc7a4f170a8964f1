"""The library as a user's program calls it."""

import asyncio
import base64
import json
import os
import subprocess
import sys

import pytest

from graphkey import AsyncGraph, Graph
from graphkey.catalog.load import command, command_names
from graphkey.catalog.sets import body_type, signature
from graphkey.errors import CertificateError, NotFoundError, UnauthorizedError, UsageError
from graphkey.testing import LocalGraphFixture
from graphkey.wire import Response, json_response
from tests.cli.bundles import PASSWORD, pfx, thumbprint

UPLOAD = "Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate"
LIST = "Get-MgBetaIdentityB2XUserFlow"
SLOT = "Get-MgBetaIdentityB2XUserFlowPreTokenIssuance"
FLOW = {"b2x_identity_user_flow_id": "B2X_1_signup"}
BASIC = {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u", "password": "p"}


class Recording:
    """A Transport that answers every request alike and keeps them."""

    def __init__(self, document=None):
        self.document, self.seen = document, []

    def __call__(self, request):
        self.seen.append(request)
        return json_response(200, self.document or {"value": []})

    @property
    def body(self):
        return json.loads(self.seen[-1].body)


@pytest.mark.parametrize("value", [pfx(), base64.b64encode(pfx()).decode()], ids=["bytes", "base64"])
def test_upload_takes_a_bundle_as_bytes_or_base64(graph, value):
    done = graph.call(UPLOAD, **FLOW, pkcs12_value=value, password=PASSWORD)
    assert done["authenticationConfiguration"]["certificateList"][0]["thumbprint"] == thumbprint()


def test_bundle_in_a_body_is_cleaned_too(graph):
    body = {"Pkcs12Value": pfx(), "password": PASSWORD}
    done = graph.call(UPLOAD, input_object={"B2XIdentityUserFlowId": "B2X_1_signup"}, body_parameter=body)
    assert done["authenticationConfiguration"]["certificateList"][0]["thumbprint"] == thumbprint()


def test_raw_request_gets_the_check_and_the_clean_copy_too(graph, local):
    path = "/beta/identity/b2xUserFlows/B2X_1_signup/apiConnectorConfiguration/preTokenIssuance/uploadClientCertificate"
    done = graph.request("POST", path, {"pkcs12Value": pfx(), "password": PASSWORD})
    assert done["authenticationConfiguration"]["certificateList"][0]["thumbprint"] == thumbprint()
    with pytest.raises(CertificateError):
        graph.request("POST", path, {"pkcs12Value": pfx(), "password": "wrong"})


def test_raw_request_gives_the_document_as_it_came(graph):
    assert set(graph.request("GET", "/beta/identity/b2xUserFlows?$top=1")) == {"@odata.context", "value"}


@pytest.mark.parametrize(
    "path", ["https://graph.microsoft.com/beta/x", "/beta/a b", "/beta/{id}", "/beta/x\r\nHost: y"]
)
def test_raw_request_refuses_what_is_no_path(graph, path):
    with pytest.raises(UsageError):
        graph.request("GET", path)


def test_item_of_a_list_is_an_identity(graph):
    (flow,) = graph.call(LIST)
    graph.call("Remove-MgBetaIdentityB2XUserFlow", input_object=flow)
    assert graph.call(LIST) == []


@pytest.mark.parametrize(
    ("password", "sent"), [({}, ""), ({"password": None}, None), ({"password": ""}, ""), ({"password": "x"}, "x")]
)
@pytest.mark.parametrize("skip", [True, False])
def test_password_as_is_is_empty_when_absent_and_null_only_when_told(password, sent, skip):
    wire = Recording({"id": "x"})
    bundle = pfx(password=sent or "", old=True)
    graph = Graph(transport=wire, root="https://graph.example/")
    graph.call(UPLOAD, **FLOW, pkcs12_value=bundle, as_is=True, skip_pfx_check=skip, **password)
    assert wire.body == {"pkcs12Value": base64.b64encode(bundle).decode(), "password": sent}
    assert wire.seen[0].url.startswith("https://graph.example/beta/identity/")


def test_clean_copy_goes_out_under_a_password_of_its_own():
    wire = Recording({"id": "x"})
    Graph(transport=wire).call(UPLOAD, **FLOW, pkcs12_value=pfx(), password=PASSWORD)
    assert wire.body["password"] not in (PASSWORD, "", None)
    assert base64.b64decode(wire.body["pkcs12Value"]) != pfx()


def test_text_is_text_and_no_reference():
    wire = Recording({"id": "x"})
    Graph(transport=wire).call(
        "Update-MgBetaIdentityApiConnector", identity_api_connector_id="x", display_name="env:HOME"
    )
    assert wire.body == {"displayName": "env:HOME"}


@pytest.mark.parametrize(
    ("values", "query"),
    [
        ({"top": 5000}, ""),
        ({"top": 999}, "?$top=999"),
        ({"top": 5, "page_size": 2}, "?$top=2"),
        ({"filter": None, "all": True}, ""),
        ({"property": ["id", "userFlowType"]}, "?$select=id,userFlowType"),
    ],
)
def test_options_of_a_list_go_out_as_graph_takes_them(values, query):
    wire = Recording()
    Graph(transport=wire).call(LIST, **values)
    assert wire.seen[0].url.partition("b2xUserFlows")[2] == query


def test_large_top_is_counted_over_pages():
    items = [{"id": str(number)} for number in range(900)]
    links = iter(
        [{"@odata.nextLink": "https://graph.microsoft.com/beta/next"}, {"@odata.nextLink": "https://x.example/"}]
    )
    graph = Graph(transport=lambda request: json_response(200, {"value": items, **next(links)}))
    assert len(graph.call(LIST, top=1000)) == 1000


@pytest.mark.parametrize(
    "values",
    [
        {"display_name": "a", "DisplayName": "b"},
        {"display_name": "a", "additional_properties": {"displayname": "b"}},
        {"display_name": "a", "what_if": True},
        {"display_name": float("nan")},
        {"display_name": "\ud800"},
        {"display_name": object()},
        {"display_name": b"bytes"},
        {"body_parameter": []},
        {"nonsense": 1},
        {"display_name": "a", "headers": {"Authorization": "Bearer x"}},
    ],
)
def test_bad_values_are_usage_errors_before_the_wire(values):
    wire = Recording()
    with pytest.raises(UsageError):
        Graph(transport=wire).call("Update-MgBetaIdentityApiConnector", identity_api_connector_id="x", **values)
    assert wire.seen == []


@pytest.mark.parametrize("named", ["data", "in_file", "path"])
def test_content_is_sent_as_bytes_or_from_a_file(tmp_path, named):
    wire, content = Recording(), b"\x00\xff<a/>"
    file = tmp_path / "policy.xml"
    file.write_bytes(content)
    given = {"in_file": file} if named == "path" else {named: content}
    Graph(transport=wire).call("Set-MgBetaTrustFrameworkPolicyContent", trust_framework_policy_id="p", **given)
    assert (wire.seen[0].method, wire.seen[0].body) == ("PUT", content)
    with pytest.raises(UsageError, match="cannot be read"):
        Graph(transport=wire).call(
            "Set-MgBetaTrustFrameworkPolicyContent", trust_framework_policy_id="p", in_file=tmp_path / "nothing"
        )


def test_content_count_and_references_are_read_as_what_they_are():
    def far(request):
        if "$count" in request.url:
            return Response(200, {"content-type": "text/plain"}, b"7")
        if "$value" in request.url:
            return Response(200, {"content-type": "application/xml"}, b"\xff")
        return json_response(200, {"value": [{"@odata.id": "https://g/x"}]})

    graph = Graph(transport=far)
    assert graph.call("Get-MgBetaTrustFrameworkPolicyContent", trust_framework_policy_id="p") == b"\xff"
    assert graph.call("Get-MgBetaIdentityApiConnectorCount", filter="x") == 7
    flow = {"b2x_identity_user_flow_id": "f"}
    assert graph.call("Get-MgBetaIdentityB2XUserFlowIdentityProviderByRef", **flow) == [{"@odata.id": "https://g/x"}]


def test_every_command_can_be_called_with_what_its_default_set_requires():
    """One loop over all of them: cheap, and it grows with the catalog."""
    sent = []

    def far(request):
        sent.append(request)
        return Response(200, {}, b"3" if "$count" in request.url else b'{"value":[]}')

    graph = Graph(transport=far)
    for name in command_names():
        found = signature(command(name))
        default = found.sets[0]
        values = {
            one.name: ["x"] if one.many else b"x" if one.place == "media" else "x"
            for one in found.in_set(default)
            if one.required and one.name != "OutFile"
        }
        body = body_type(default.operation)
        if body is not None and body.pfx:
            values |= {body.pfx.value: pfx(), body.pfx.password: PASSWORD}
        graph.call(name, **values)
        assert sent[-1].method == default.operation.method, name
    assert len(sent) == len(command_names())


def test_body_nested_too_deeply_is_a_usage_error():
    deep = {}
    for _ in range(2000):
        deep = {"a": deep}
    with pytest.raises(UsageError, match="too deeply"):
        Graph(transport=Recording()).call("New-MgBetaIdentityApiConnector", body_parameter=deep)


def test_graphs_error_carries_what_a_support_case_needs(graph):
    with pytest.raises(NotFoundError) as caught:
        graph.call(SLOT, b2x_identity_user_flow_id="nope")
    assert (caught.value.status, bool(caught.value.request_id)) == (404, True)


def test_credential_context_and_transport_exclude_one_another():
    with pytest.raises(UsageError):
        Graph(context="local", transport=Recording())


class Given:
    """Any object with get_token."""

    def __init__(self, token):
        self.token, self.scopes = token, []

    def get_token(self, *scopes, **options):
        self.scopes.append(scopes)
        return type("Token", (), {"token": self.token, "expires_on": 4102444800})()


def test_any_object_with_get_token_signs_in(local, monkeypatch):
    env = local.env
    for name in ("CURL_CA_BUNDLE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", env["SSL_CERT_FILE"])
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", env["SSL_CERT_FILE"])
    monkeypatch.setenv("NO_PROXY", "localhost")
    credential = Given(local.local.access_token().reveal())
    with Graph(credential, root=env["GRAPHKEY_ENDPOINT"]) as graph:
        assert [one["id"] for one in graph.call(LIST)] == ["B2X_1_signup"]
    assert credential.scopes == [(f"{env['GRAPHKEY_ENDPOINT']}/.default",)]
    with (
        Graph(Given("forged.forged.forged"), root=env["GRAPHKEY_ENDPOINT"]) as graph,
        pytest.raises(UnauthorizedError),
    ):
        graph.call(LIST)


def test_local_context_needs_no_set_up(tmp_path, monkeypatch):
    monkeypatch.setenv("GRAPHKEY_LOCAL_DATA", str(tmp_path / "graph"))
    with Graph(context="local") as graph:
        assert [one["id"] for one in graph.call(LIST)] == ["B2X_1_signup"]


def test_async_graph_runs_calls_side_by_side(local):
    async def main():
        connection = local.graph()._connection
        async with AsyncGraph(transport=connection.transport, root=connection.root) as graph:
            first, second = await asyncio.gather(graph.call(LIST), graph.request("GET", "/v1.0/identity/b2xUserFlows"))
        return first, second

    first, second = asyncio.run(main())
    assert first[0]["id"] == second["value"][0]["id"]


PROGRAM = """
from graphkey import Graph

graph = Graph(context="local")
connector = graph.call("Get-MgBetaIdentityB2XUserFlowPreTokenIssuance", b2x_identity_user_flow_id="B2X_1_signup")
print(connector["displayName"])
"""


def test_five_lines_of_a_user_run(tmp_path):
    """That they are typed, `tests/calls/test_stubs.py` says."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    ran = subprocess.run(
        [sys.executable, str(program)],
        capture_output=True, text=True, env={**os.environ, "GRAPHKEY_LOCAL_DATA": str(tmp_path / "graph")},
    )  # fmt: skip
    assert (ran.stdout, ran.stderr) == ("Sample API\n", "")


class Token:
    token, expires_on = "x.y.z", 2**31

    def get_token(self, *scopes, **named):
        return self


def test_a_credential_goes_where_the_environment_points(make_origin, monkeypatch):
    origin, seen = make_origin
    monkeypatch.setenv("GRAPHKEY_ENDPOINT", origin)
    with Graph(Token()) as graph, pytest.raises(UnauthorizedError):
        graph.call(LIST)
    assert seen


@pytest.fixture
def make_origin(monkeypatch):
    """A served local Graph that tells what it was asked."""
    from graphkey.serve import Tls, running

    with LocalGraphFixture() as fixture:
        seen = []

        def watched(request):
            seen.append(request.url)
            return fixture.transport(request)

        monkeypatch.setenv("SSL_CERT_FILE", str(fixture.local.ca_bundle_file))
        with running(watched, Tls(*fixture.local.tls())) as origin:
            yield origin, seen


def test_content_is_given_and_comes_back_as_bytes():
    name = "MgBetaTrustFrameworkPolicyContent"
    seen = []

    def far(request):
        seen.append(request)
        return Response(200, {"content-type": "application/xml"}, b"<a>\xff</a>" if request.method == "GET" else b"")

    graph = Graph(transport=far)
    graph.call(f"Set-{name}", trust_framework_policy_id="p", data=b"\x00\xff", content_type="application/xml")
    assert (seen[0].body, seen[0].headers["content-type"]) == (b"\x00\xff", "application/xml")
    assert graph.call(f"Get-{name}", trust_framework_policy_id="p") == b"<a>\xff</a>"
    with pytest.raises(UsageError, match="cannot be read"):
        graph.call(f"Set-{name}", trust_framework_policy_id="p", in_file="/nowhere/policy.xml")


def test_bytes_of_a_property_go_out_as_base64():
    wire = Recording({"decryptedBuffer": "AA=="})
    Graph(transport=wire).call(
        "Invoke-MgBetaBufferInformationProtectionDecrypt", encrypted_buffer_input_file=b"\x00\xff"
    )
    assert wire.body == {"encryptedBuffer": base64.b64encode(b"\x00\xff").decode()}


def test_object_that_was_read_is_an_identity(graph):
    language = "MgBetaIdentityB2XUserFlowLanguage"
    graph.call(f"New-{language}", **FLOW, id="en-US", is_enabled=True)
    for one in graph.call(f"Get-{language}", **FLOW):
        graph.call(f"Remove-{language}", input_object=one)
    assert graph.call(f"Get-{language}", **FLOW) == []

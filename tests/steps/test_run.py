import json
import re
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mtls_world import DAY, NOW, ServerTls, der, make_identity, raw_server, read_request

from graphkey.errors import UsageError
from graphkey.secret import Secret
from graphkey.serve import running
from graphkey.steps.caller import Basic
from graphkey.steps.model import Budget
from graphkey.steps.run import _FAILED_RULES, OUTCOMES, StepResult, run_step
from graphkey.steps.sample_api import loyalty_number, sample_api
from graphkey.steps.tls import ClientIdentity

CLAIMS = {"email": "ada@contoso.example", "displayName": "Ada", "extension_Shoe": "38"}
SHORT = Budget("test", 0.15, 2, "https://example.org/")


@pytest.fixture(scope="module")
def api(server: ServerTls, client: ClientIdentity, expired: ClientIdentity) -> Iterator[str]:
    allowed = [der(client), der(expired)]
    with running(sample_api(allowed, clock=lambda: NOW), server.tls(client, expired)) as origin:
        yield origin + "/token"


def run(url: str, server: ServerTls, identity: Any, slot: str = "preTokenIssuance", **more: Any) -> StepResult:
    settings = {"claims": CLAIMS, "now": NOW, "client_id": "app", "system_trust": False, **more}
    return run_step(slot, url, identity=identity, trust_pem=server.ca_pem, **settings)


def failed(result: StepResult) -> list[str]:
    return [verdict.id for verdict in result.verdicts if not verdict.ok]


def answering(document: dict[str, Any] | bytes, status: int = 200) -> Any:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"

    def script(connection: ssl.SSLSocket, _: int) -> None:
        read_request(connection)
        connection.sendall(head.encode() + body)

    return script


def test_right_certificate_brings_the_claim_of_the_api(api: str, server: ServerTls, client: ClientIdentity) -> None:
    result = run(api, server, client)
    assert (result.outcome, result.ok, result.continues, result.attempts) == ("continue", True, True, 1)
    assert result.claims == {**CLAIMS, "extension_loyaltyNumber": loyalty_number("ada@contoso.example")}


def test_result_is_json_and_shows_request_and_answer(api: str, server: ServerTls, client: ClientIdentity) -> None:
    document = json.loads(json.dumps(run(api, server, client).to_document()))
    assert document["request"]["body"]["step"] == "PreTokenIssuance"
    assert document["request"]["clientCertificate"]["subject"] == "CN=api.contoso.example"
    assert len(document["request"]["clientCertificate"]["thumbprint"]) == 40
    assert (
        document["answer"]["headers"]["x-received-thumbprint"] == document["request"]["clientCertificate"]["thumbprint"]
    )
    assert document["answer"]["tlsVersion"] == "TLSv1.3"


def test_wrong_certificate_is_its_own_outcome(api: str, server: ServerTls, stranger: ClientIdentity) -> None:
    result = run(api, server, stranger)
    assert (result.outcome, result.continues, failed(result)) == (
        "certificate-refused",
        False,
        ["certificate-accepted"],
    )
    assert result.claims == CLAIMS


def test_no_active_certificate_makes_no_call(server: ServerTls) -> None:
    result = run("https://localhost:1/", server, None)
    assert (result.outcome, result.attempts, failed(result)) == ("no-active-certificate", 0, ["active-certificate"])


@pytest.mark.parametrize(("shift", "outcome"), [(400, "certificate-expired"), (-30, "certificate-not-yet-valid")])
def test_certificate_outside_its_dates_makes_no_call(
    server: ServerTls, client: ClientIdentity, shift: int, outcome: str
) -> None:
    result = run("https://localhost:1/", server, client, now=NOW + shift * DAY)
    assert (result.outcome, result.attempts) == (outcome, 0)


def test_certificate_that_the_api_holds_for_expired_is_unauthorized(
    api: str, server: ServerTls, expired: ClientIdentity
) -> None:
    result = run(api, server, expired, now=NOW - 390 * DAY)  # our clock is behind, the API's is not
    assert (result.outcome, failed(result)) == ("unauthorized", ["status"])
    assert "expired" in result.to_document()["answer"]["body"]["error"]


def test_time_out_is_its_own_outcome_after_two_attempts(server: ServerTls) -> None:
    with raw_server(server, lambda connection, _: read_request(connection) and connection.recv(1)) as url:
        result = run(url, server, Basic("u", Secret("p")), budget=SHORT)
    assert (result.outcome, result.attempts, failed(result)) == ("timeout", 2, ["in-time"])
    assert "(2 attempts)" in result.verdicts[-1].sentence


def test_nobody_there_is_connect_failed(server: ServerTls, client: ClientIdentity) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    result = run(f"https://localhost:{port}/", server, client)
    assert (result.outcome, failed(result), result.error_code) == ("connect-failed", ["connected"], "AADB2C90075")


def test_server_that_is_not_trusted_is_tls_failed(api: str, misnamed_server: ServerTls, client: ClientIdentity) -> None:
    assert run(api, misnamed_server, client).outcome == "tls-failed"


def test_bad_json_is_its_own_outcome(server: ServerTls) -> None:
    with raw_server(server, answering(b"<html>\x1b")) as url:
        result = run(url, server, Basic("u", Secret("p")))
    assert (result.outcome, failed(result), result.continues) == ("bad-json", ["json"], False)


def test_block_page_before_a_token_is_not_allowed_and_the_flow_goes_on_without_new_claims(server: ServerTls) -> None:
    answer = {"version": "1", "action": "ShowBlockPage", "userMessage": "No.", "x": 1}
    with raw_server(server, answering(answer)) as url:
        result = run(url, server, Basic("u", Secret("p")))
    assert (result.outcome, result.continues, result.ok) == ("action-not-allowed", True, False)
    assert result.claims == CLAIMS


def test_validation_error_before_a_token_ends_the_flow(server: ServerTls) -> None:
    answer = {"version": "1", "action": "ValidationError", "status": 400, "userMessage": "No."}
    with raw_server(server, answering(answer, 400)) as url:
        result = run(url, server, Basic("u", Secret("p")))
    assert (result.outcome, result.continues) == ("action-not-allowed", False)


def test_api_that_asks_for_no_certificate_is_told(server: ServerTls, client: ClientIdentity) -> None:
    with raw_server(server, answering({"version": "1", "action": "Continue"})) as url:
        result = run(url, server, client)
    assert (result.outcome, failed(result)) == ("continue", ["certificate-demanded"])


def test_changed_email_is_told_and_not_taken(server: ServerTls) -> None:
    with raw_server(server, answering({"version": "1", "action": "Continue", "email": "eve@x"})) as url:
        result = run(url, server, Basic("u", Secret("p")))
    assert (failed(result), result.claims["email"]) == (["email-kept"], CLAIMS["email"])


@pytest.mark.parametrize("url", ["https://example.com/", "https://127.0.0.1.example.com/", "https://localhost.:1/"])
def test_target_beyond_loopback_is_not_called(server: ServerTls, client: ClientIdentity, url: str) -> None:
    result = run(url, server, client)
    assert (result.outcome, result.attempts, failed(result)) == ("target-remote", 0, ["target"])


def test_target_beyond_loopback_is_called_by_explicit_choice(server: ServerTls, client: ClientIdentity) -> None:
    result = run("https://name.invalid:1/", server, client, allow_remote=True)
    assert (result.outcome, result.attempts) == ("connect-failed", 2)


@pytest.mark.parametrize("url", ["http://localhost/", "https://u:canary@localhost/", ""])
def test_target_that_is_not_https_is_refused_without_its_secrets(
    server: ServerTls, client: ClientIdentity, url: str
) -> None:
    result = run(url, server, client)
    assert result.outcome == "target-refused"
    assert "canary" not in json.dumps(result.to_document())


def test_basic_password_and_function_key_are_shown_nowhere(server: ServerTls) -> None:
    with raw_server(server, answering({"version": "1", "action": "Continue"})) as url:
        result = run(url + "?code=canary", server, Basic("u", Secret("canary")))
    shown = json.dumps(result.to_document()) + repr(result)
    assert result.outcome == "continue"
    assert "canary" not in shown


def test_unusable_key_is_an_outcome(server: ServerTls, client: ClientIdentity) -> None:
    result = run("https://localhost:1/", server, ClientIdentity(make_identity("x").key, client.leaf))
    assert (result.outcome, failed(result)) == ("certificate-unusable", ["certificate-usable"])


def test_unknown_step_is_an_error(server: ServerTls, client: ClientIdentity) -> None:
    with pytest.raises(UsageError):
        run("https://localhost:1/", server, client, slot="later")


@pytest.mark.parametrize(
    ("slot", "claims", "outcome"),
    [
        ("postFederationSignup", {"email": "a@contoso.example"}, "continue"),
        ("postFederationSignup", {"email": "a@blocked.example"}, "blocked"),
        ("postAttributeCollection", {"email": "a@b.example", "postalCode": "12x"}, "validation-error"),
        ("postAttributeCollection", {"email": "a@b.example", "postalCode": "12345"}, "continue"),
        ("preTokenIssuance", {"email": "a@blocked.example"}, "continue"),
        ("preTokenIssuance", {}, "continue"),
    ],
)
def test_sample_api_keeps_every_rule_at_every_step(
    api: str, server: ServerTls, client: ClientIdentity, slot: str, claims: dict[str, str], outcome: str
) -> None:
    result = run(api, server, client, slot, claims=claims)
    assert (result.outcome, result.ok) == (outcome, True)


ROOT = Path(__file__).parents[2]


def test_every_outcome_and_rule_is_explained_in_the_reference() -> None:
    page = (ROOT / "docs/reference/steps.md").read_text(encoding="utf-8")
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "src/graphkey/steps").glob("*.py")]
    rules = {found for text in sources for found in re.findall(r'RuleVerdict\(\s*"([a-z-]+)"', text)}
    rules |= {rule for rule, _ in _FAILED_RULES.values()}
    assert len(rules) > 12
    assert [name for name in [*OUTCOMES, *sorted(rules)] if f"| `{name}` |" not in page] == []

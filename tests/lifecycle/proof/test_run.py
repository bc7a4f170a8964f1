"""`prove` against real servers: the sample API, front ends that check well or badly, and servers that cannot be reached."""

import json
import re
import socket
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import SSL

from graphkey.errors import UsageError
from graphkey.lifecycle.proof.forgery import HEADER_NAMES
from graphkey.lifecycle.proof.page import proof_page
from graphkey.lifecycle.proof.probes import MAX_OTHER_CALLS
from graphkey.lifecycle.proof.rules import RULES
from graphkey.lifecycle.proof.run import Plan, Proof, prove
from graphkey.serve import running
from graphkey.steps.model import STEPS, find_step
from graphkey.steps.sample_api import sample_api
from graphkey.steps.tls import ClientIdentity
from tests.lifecycle.proof.front_end import UNKNOWN, WELCOME, Answer, Asked, front_end
from tests.steps.mtls_world import DAY, NOW, ServerTls, der, make_identity, server_tls

SIGN_UP = find_step("postAttributeCollection")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> ServerTls:
    return server_tls(tmp_path_factory.mktemp("proof"), "localhost")


@pytest.fixture(scope="module")
def client() -> ClientIdentity:
    return make_identity("api.contoso.example")


def proof_of(url: str, identity: ClientIdentity, server: ServerTls, **more: object) -> Proof:
    settings: dict[str, object] = {
        "trust_pem": server.ca_pem,
        "system_trust": False,
        "calls": 2,
        "steps": (SIGN_UP,),
        **more,
    }
    return prove(Plan(url, identity, **settings), NOW)  # type: ignore[arg-type]


def results(proof: Proof) -> dict[str, str]:
    return {one.id: one.result for one in proof.verdicts}


def sentence(proof: Proof, rule: str) -> str:
    return next(one.sentence for one in proof.verdicts if one.id == rule)


def by_thumbprint(identity: ClientIdentity) -> Callable[[Asked], Answer]:
    return lambda asked: WELCOME if asked.cert == identity.leaf else UNKNOWN


def test_sample_api_passes_every_rule(server: ServerTls, client: ClientIdentity) -> None:
    with running(sample_api([der(client)], clock=lambda: NOW), server.tls(client)) as origin:
        proof = proof_of(f"{origin}/", client, server, steps=STEPS)
    assert proof.ok
    assert set(results(proof).values()) <= {"passed", "not-tried"}
    assert [rule for rule, result in results(proof).items() if result == "not-tried"] == ["certificate-active"]


@pytest.mark.parametrize("minimum", ["1.2", "1.3"])
def test_sample_api_that_knows_another_certificate_refuses_ours(
    server: ServerTls, client: ClientIdentity, minimum: str
) -> None:
    other = make_identity("other.example")
    with running(sample_api([der(other)], clock=lambda: NOW), server.tls(other, minimum=minimum)) as origin:
        proof = proof_of(f"{origin}/", client, server)
    assert not proof.ok
    assert results(proof)["certificate-accepted"] == "failed"
    assert results(proof)["no-certificate-refused"] == "passed"


def test_every_rule_has_a_verdict_whatever_happened(server: ServerTls, client: ClientIdentity) -> None:
    proof = proof_of("https://localhost:1/", client, server)
    assert list(results(proof)) == [rule.id for rule in RULES]
    assert results(proof)["connected"] == "failed"
    assert not proof.ok


def test_server_that_is_not_trusted_gets_one_connection_and_no_request(
    server: ServerTls, client: ClientIdentity
) -> None:
    with front_end(server, lambda asked: WELCOME) as seen:
        proof = proof_of(seen.url, client, server, trust_pem=b"")
    assert (seen.connections, seen.requests) == (1, [])
    assert results(proof)["server-trusted"] == "failed"
    assert results(proof)["certificate-accepted"] == "not-tried"
    assert not proof.ok


def test_server_for_another_name_is_not_trusted(client: ClientIdentity, tmp_path: Path) -> None:
    misnamed = server_tls(tmp_path, "other.example")
    with front_end(misnamed, lambda asked: WELCOME) as seen:
        proof = proof_of(seen.url, client, misnamed)
    assert "not for localhost" in sentence(proof, "server-trusted")
    assert seen.requests == []


def test_front_end_with_an_api_that_compares_certificates_passes(server: ServerTls, client: ClientIdentity) -> None:
    with front_end(server, by_thumbprint(client)) as seen:
        proof = proof_of(seen.url, client, server)
    assert proof.ok, proof.problems
    assert "403" in sentence(proof, "header-not-trusted")
    assert seen.connections <= MAX_OTHER_CALLS + 2


def test_api_that_compares_names_lets_a_look_alike_in(server: ServerTls, client: ClientIdentity) -> None:
    def by_names(asked: Asked) -> Answer:
        return WELCOME if asked.cert and asked.cert.subject == client.leaf.subject else UNKNOWN

    with front_end(server, by_names) as seen:
        proof = proof_of(seen.url, client, server)
    assert [one.id for one in proof.problems] == ["look-alike-refused"]


def test_api_that_takes_any_certificate_fails_for_both_wrong_ones(server: ServerTls, client: ClientIdentity) -> None:
    with front_end(server, lambda asked: WELCOME if asked.cert else UNKNOWN) as seen:
        proof = proof_of(seen.url, client, server)
    assert {one.id for one in proof.problems} == {"stranger-refused", "look-alike-refused"}


def test_api_that_asks_nobody_fails(server: ServerTls, client: ClientIdentity) -> None:
    with front_end(server, lambda asked: WELCOME, asks=False) as seen:
        proof = proof_of(seen.url, client, server)
    found = results(proof)
    assert (found["certificate-asked"], found["no-certificate-refused"]) == ("failed", "failed")
    assert found["header-not-trusted"] == "not-tried"


@pytest.mark.parametrize("name", ["x-arr-clientcert", "client-cert"])
def test_api_that_believes_a_header_is_found_out_by_its_name(
    server: ServerTls, client: ClientIdentity, name: str
) -> None:
    def believing(asked: Asked) -> Answer:
        told = b64decode(asked.headers.get(name, "").strip(":"))
        return WELCOME if der(client) in (told, asked.cert and asked.cert.public_bytes(Encoding.DER)) else UNKNOWN

    with front_end(server, believing) as seen:
        proof = proof_of(seen.url, client, server)
    assert [one.id for one in proof.problems] == ["header-not-trusted"]
    assert f"for the header {name}." in sentence(proof, "header-not-trusted").lower()


def test_api_that_believes_every_header_gets_no_more_connections_than_promised(
    server: ServerTls, client: ClientIdentity
) -> None:
    known = {name.lower() for name in HEADER_NAMES}
    with front_end(
        server, lambda asked: WELCOME if known & set(asked.headers) else by_thumbprint(client)(asked)
    ) as seen:
        proof = proof_of(seen.url, client, server)
    assert {one.headers[0] for one in proof.seen.intrusions if len(one.headers) == 1} == set(HEADER_NAMES)
    assert seen.connections <= MAX_OTHER_CALLS + 2


def test_header_believed_from_holders_of_some_certificate_is_found_out_too(
    server: ServerTls, client: ClientIdentity
) -> None:
    def believing(asked: Asked) -> Answer:
        told = b64decode(asked.headers.get("x-arr-clientcert", ""))
        known = asked.cert and (told == der(client) or asked.cert == client.leaf)
        return WELCOME if known else UNKNOWN

    with front_end(server, believing) as seen:
        proof = proof_of(seen.url, client, server)
    assert "wrong certificate" in sentence(proof, "header-not-trusted")


def test_caller_without_certificate_who_breaks_the_api_is_undecided_and_fails(
    server: ServerTls, client: ClientIdentity
) -> None:
    with front_end(server, lambda asked: by_thumbprint(client)(asked) if asked.cert else Answer(500, {})) as seen:
        proof = proof_of(seen.url, client, server)
    assert results(proof)["no-certificate-refused"] == "undecided"
    assert not proof.ok


def test_api_that_shuts_everybody_out_after_a_bad_caller_fails(server: ServerTls, client: ClientIdentity) -> None:
    angry = []

    def decide(asked: Asked) -> Answer:
        if asked.cert != client.leaf:
            angry.append(asked)
        return UNKNOWN if angry else WELCOME

    with front_end(server, decide) as seen:
        proof = proof_of(seen.url, client, server)
    assert results(proof)["certificate-accepted"] == "failed"
    assert "1 of 3 calls" in sentence(proof, "certificate-accepted")
    assert results(proof)["answer/postAttributeCollection/steady"] == "failed"


def test_wrong_answer_is_told_rule_by_rule_for_its_step(server: ServerTls, client: ClientIdentity) -> None:
    def decide(asked: Asked) -> Answer:
        block = Answer(200, {"version": "1.0.0", "action": "ShowBlockPage", "userMessage": "No."})
        return block if asked.cert == client.leaf else UNKNOWN

    with front_end(server, decide) as seen:
        proof = proof_of(seen.url, client, server, steps=(SIGN_UP, find_step("preTokenIssuance")))
    assert [one.id for one in proof.problems] == ["answer/preTokenIssuance/action-allowed"]
    assert {asked.body["step"] for asked in seen.requests} == {"PostAttributeCollection", "PreTokenIssuance"}


def test_authorities_without_our_issuer_are_a_warning(server: ServerTls, client: ClientIdentity) -> None:
    other = make_identity("Some authority", is_ca=True)
    with front_end(server, by_thumbprint(client), authorities=(other.leaf,)) as seen:
        proof = proof_of(seen.url, client, server)
    assert results(proof)["authorities"] == "warning"
    assert "CN=Some authority" in sentence(proof, "authorities")
    assert proof.ok


def test_authorities_with_our_issuer_are_right(server: ServerTls) -> None:
    authority = make_identity("Own authority", is_ca=True)
    issued = make_identity("api.contoso.example", issuer=authority)
    with front_end(server, by_thumbprint(issued), authorities=(authority.leaf,)) as seen:
        proof = proof_of(seen.url, issued, server)
    assert results(proof)["authorities"] == "passed"
    assert proof.to_document()["tls"]["authorities"] == ["CN=Own authority"]


def test_server_that_names_hundreds_of_authorities_is_shown_shortened(
    server: ServerTls, client: ClientIdentity
) -> None:
    many = tuple(make_identity(f"Authority {number}", is_ca=True).leaf for number in range(120))
    with front_end(server, by_thumbprint(client), authorities=many) as seen:
        tls = proof_of(seen.url, client, server).to_document()["tls"]
    assert (len(tls["authorities"]), tls["authoritiesCount"]) == (50, 120)


@pytest.mark.parametrize("said", [b"HTTP/1.1 400 Bad Request\r\n\r\n", bytes(range(256)) * 20, b""])
def test_what_speaks_no_tls_fails(server: ServerTls, client: ClientIdentity, said: bytes) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        listener.settimeout(10)

        def speak() -> None:
            with suppress(OSError):
                while True:
                    plain, _ = listener.accept()
                    with plain:
                        plain.sendall(said)

        thread = threading.Thread(target=speak, daemon=True)
        thread.start()
        proof = proof_of(f"https://localhost:{listener.getsockname()[1]}/", client, server)
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(10)
    assert results(proof)["tls-1.2"] == "failed"
    assert not proof.passed("server-trusted")
    assert not proof.ok


def test_server_of_tls_1_3_alone_fails(server: ServerTls, client: ClientIdentity) -> None:
    with front_end(
        server, by_thumbprint(client), tune=lambda context: context.set_min_proto_version(SSL.TLS1_3_VERSION)
    ) as seen:
        proof = proof_of(seen.url, client, server)
    assert [one.id for one in proof.problems] == ["tls-1.2"]
    assert "TLS 1.3 alone" in sentence(proof, "tls-1.2")


def test_server_of_tls_1_2_alone_passes(server: ServerTls, client: ClientIdentity) -> None:
    with front_end(
        server, by_thumbprint(client), tune=lambda context: context.set_max_proto_version(SSL.TLS1_2_VERSION)
    ) as seen:
        proof = proof_of(seen.url, client, server)
    assert proof.ok
    assert proof.seen.spoken == ("TLSv1.2",)


def test_server_without_a_suite_of_the_service_is_told_its_own(server: ServerTls, client: ClientIdentity) -> None:
    def tune(context: SSL.Context) -> None:
        context.set_max_proto_version(SSL.TLS1_2_VERSION)
        context.set_cipher_list(b"ECDHE-ECDSA-CHACHA20-POLY1305")

    with front_end(server, by_thumbprint(client), tune=tune) as seen:
        proof = proof_of(seen.url, client, server)
    assert results(proof)["tls-1.2"] == "failed"
    assert "ECDHE-ECDSA-CHACHA20-POLY1305" in sentence(proof, "tls-1.2")


def test_certificate_of_the_future_is_no_proof(server: ServerTls) -> None:
    future = make_identity("api.contoso.example", starts_at=NOW + DAY)
    with front_end(server, by_thumbprint(future)) as seen:
        proof = proof_of(seen.url, future, server)
    assert [one.id for one in proof.problems] == ["certificate-in-force"]


def test_certificate_that_is_not_the_active_one_is_a_warning(server: ServerTls, client: ClientIdentity) -> None:
    with front_end(server, by_thumbprint(client)) as seen:
        proof = proof_of(seen.url, client, server, active="AB" * 20)
    assert results(proof)["certificate-active"] == "warning"
    assert proof.ok


def test_proof_that_runs_out_of_time_leaves_the_rest_undecided(server: ServerTls, client: ClientIdentity) -> None:
    passed = [0.0]

    def slow_to_refuse(asked: Asked) -> Answer:
        passed[0] += 0 if asked.cert == client.leaf else 15
        return by_thumbprint(client)(asked)

    with front_end(server, slow_to_refuse) as seen:
        plan = Plan(seen.url, client, (SIGN_UP,), trust_pem=server.ca_pem, system_trust=False, limit_s=70)
        proof = prove(plan, NOW, monotonic=lambda: passed[0])
    assert len(seen.requests) == 2 + 5  # no certificate and a stranger in both versions, a look-alike in one
    assert proof.seen.cut_short
    found = results(proof)
    assert (found["stranger-refused"], found["look-alike-refused"]) == ("passed", "undecided")
    assert not proof.ok


def test_address_that_is_no_https_url_is_refused_before_any_call(server: ServerTls, client: ClientIdentity) -> None:
    with pytest.raises(UsageError):
        proof_of("http://localhost/", client, server)


def test_nothing_secret_is_in_the_document_or_the_page(server: ServerTls, client: ClientIdentity) -> None:
    with front_end(server, by_thumbprint(client)) as seen:
        proof = proof_of(seen.url, client, server)
    for text in (json.dumps(proof.to_document()), proof_page(proof)):
        assert "canary-key" not in text
        assert "PRIVATE" not in text


def test_page_holds_no_markup_of_strangers(server: ServerTls) -> None:
    evil = make_identity("<script>alert(1)</script>\u202eexe")
    with front_end(server, by_thumbprint(evil)) as seen:
        page = proof_page(proof_of(seen.url, evil, server))
    assert "<script" not in page
    assert "\u202e" not in page


def test_page_forbids_all_but_its_own_style(server: ServerTls, client: ClientIdentity) -> None:
    page = proof_page(proof_of("https://localhost:1/", client, server))
    (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"content=\"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\"" in page
    assert not re.search(r"\s(?:style|on\w+|src)=", page)


def test_forged_headers_carry_the_certificate_and_nothing_else(server: ServerTls, client: ClientIdentity) -> None:
    with front_end(server, by_thumbprint(client)) as seen:
        proof_of(seen.url, client, server)
    forged = [b64decode(one.headers["x-arr-clientcert"]) for one in seen.requests if "x-arr-clientcert" in one.headers]
    assert forged == [der(client)] * 2
    assert x509.load_der_x509_certificate(forged[0]) == client.leaf

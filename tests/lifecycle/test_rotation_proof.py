"""What a rotation takes for acceptance, told by real front ends."""

import pytest

from graphkey.certs.diagnose import Bundle
from graphkey.lifecycle.rotation.model import Order, Plan
from graphkey.lifecycle.rotation.proof import prover
from tests.lifecycle.proof.front_end import UNKNOWN, WELCOME, Answer, front_end
from tests.steps.mtls_world import NOW, ServerTls, make_identity, server_tls


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> ServerTls:
    return server_tls(tmp_path_factory.mktemp("rotation"), "localhost")


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [
        (WELCOME, True),
        (Answer(400, {"version": "1.0.0", "action": "ValidationError", "status": 400, "userMessage": "No."}), True),
        (Answer(400, {"error": "The SSL certificate error"}), False),  # nginx with ssl_verify_client on
        (UNKNOWN, False),
        (Answer(500, {}), False),
    ],
)
def test_acceptance_is_an_answer_of_a_step(server: ServerTls, answer: Answer, accepted: bool) -> None:
    client = make_identity("api.contoso.example")
    order = Order(True, "CN=api.contoso.example", "EC", NOW, NOW)
    with front_end(server, lambda asked: answer) as seen:
        plan = Plan("id", "Claims", seen.url, "https://localhost", "beta", NOW, (), order, "upload", 7)
        found = prover(server.ca_pem)(plan, Bundle(client.key, client.leaf))
    assert found.accepted is accepted
    assert "canary-key" not in found.sentence

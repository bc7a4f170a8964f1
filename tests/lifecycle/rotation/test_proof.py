"""What a rotation takes for acceptance, told by real front ends."""

import pytest

from graphkey.certs.diagnose import Bundle
from graphkey.lifecycle.rotation.proof import prover
from tests.lifecycle.proof.front_end import UNKNOWN, WELCOME, Answer, front_end
from tests.steps.mtls_world import ServerTls, make_identity, server_tls


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
    with front_end(server, lambda asked: answer) as seen:
        found = prover(server.ca_pem)(seen.url, "", Bundle(client.key, client.leaf))
    assert (found.accepted, found.reached) == (accepted, True)
    assert "canary-key" not in found.sentence


def test_api_that_cannot_be_asked_is_told_apart(server: ServerTls) -> None:
    client = make_identity("api.contoso.example")
    with front_end(server, lambda asked: WELCOME) as seen:
        distrusted = prover(b"")(
            seen.url, "", Bundle(client.key, client.leaf)
        )  # the API's own authority is not known here
    closed = prover(server.ca_pem)(seen.url, "", Bundle(client.key, client.leaf))
    assert [(one.accepted, one.reached) for one in (distrusted, closed)] == [(False, False)] * 2

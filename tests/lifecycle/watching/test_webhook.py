"""The webhook over a real network: receivers that are gone, slow, broken, elsewhere or talkative."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
import trustme

from graphkey.client.http import Limits, network
from graphkey.errors import TransportError
from graphkey.lifecycle.watching.alert import WAITS_S, post_alert
from graphkey.secret import Secret
from graphkey.serve import Tls, running
from graphkey.wire import Request, Response

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
LIMITS = Limits(connect_s=5, read_s=0.3, total_s=1, body_bytes=1 << 16)


class Receiver(NamedTuple):
    """Hold a receiver's address, what it got, and what it does with the next."""

    origin: str
    ca_file: str
    got: list[Request]
    answers: list[Callable[[], Response]]


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    ca.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(tmp_path / "server.pem")
    got: list[Request] = []
    answers: list[Callable[[], Response]] = []

    def take(request: Request) -> Response:
        got.append(request)
        return answers.pop(0)()

    with running(take, Tls(tmp_path / "server.pem", tmp_path / "server.pem")) as origin:
        yield Receiver(origin, str(tmp_path / "ca.pem"), got, answers)


def post(receiver: Receiver, origin: str | None = None) -> tuple[str, list[float]]:
    """Post an alert; returns what went wrong, and the waits that were asked for."""
    waits: list[float] = []
    url = Secret(f"{origin or receiver.origin}/hook/canary-7?sig=canary-8")
    with network(environ={"SSL_CERT_FILE": receiver.ca_file}, limits=LIMITS, agent="graphkey/test") as transport:
        try:
            post_alert(
                transport, url, {"status": "warning"}, alert_id="id1", secret=Secret("canary-9"), now=lambda: AT,
                sleep=waits.append,
            )  # fmt: skip
        except TransportError as error:
            assert "canary" not in f"{error} {error.hint}"
            return f"{error} {error.hint}", waits
    return "", waits


def status(number: int, **headers: str) -> Callable[[], Response]:
    return lambda: Response(number, headers, b"canary of the receiver's")


def test_receiver_that_mends_gets_the_same_alert_again_and_no_secret(receiver: Receiver) -> None:
    receiver.answers.extend([status(500), status(429), status(200)])
    assert post(receiver) == ("", list(WAITS_S))
    assert len({(one.body, one.headers["webhook-id"]) for one in receiver.got}) == 1
    assert json.loads(receiver.got[0].body) == {"status": "warning"}
    assert all("canary" not in f"{dict(one.headers)}" for one in receiver.got)


def test_receiver_that_stays_broken_is_tried_three_times_and_told(receiver: Receiver) -> None:
    receiver.answers.extend([status(500)] * 3)
    said, waits = post(receiver)
    assert "it answered 500" in said
    assert (len(receiver.got), waits) == (3, list(WAITS_S))


@pytest.mark.parametrize("number", [301, 302, 307, 308])
def test_redirect_is_told_and_never_followed(receiver: Receiver, number: int) -> None:
    receiver.answers.extend([status(number, location=f"{receiver.origin}/elsewhere"), status(200)])
    said, waits = post(receiver)
    assert f"it answered {number}" in said
    assert "redirects are not followed" in said
    assert (len(receiver.got), waits) == (1, [])


def test_receiver_that_never_answers_is_left_in_time(receiver: Receiver) -> None:
    end = threading.Event()

    def never() -> Response:
        end.wait(20)
        return Response(200)

    receiver.answers.extend([never] * 3)
    said, waits = post(receiver)
    end.set()
    assert "the webhook was not told" in said
    assert waits == list(WAITS_S)


def test_receiver_that_is_gone_is_told(receiver: Receiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        origin = f"https://localhost:{taken.getsockname()[1]}"
    said, waits = post(receiver, origin)
    assert "the webhook was not told" in said
    assert waits == list(WAITS_S)


def test_receiver_that_talks_without_end_is_cut_off(receiver: Receiver) -> None:
    receiver.answers.extend([lambda: Response(200, {}, b"x" * (1 << 20))] * 3)
    assert "the webhook was not told" in post(receiver)[0]

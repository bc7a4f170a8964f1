from collections.abc import Callable
from email.utils import formatdate

import pytest

from graphkey.client.retry import Policy, retry_after_s, retrying
from graphkey.errors import TransportError
from graphkey.wire import Request, Response

OK = Response(200)
NOW_S = 1_790_000_000.0
WRITES = ("POST", "PATCH")
IDEMPOTENT = ("GET", "HEAD", "PUT", "DELETE")


def busy(status: int = 429, after: str | None = "7") -> Response:
    return Response(status, {} if after is None else {"retry-after": after})


class Far:
    """A far end that answers from a list, the last one for ever, and the clock of the waits for it."""

    def __init__(self, *answers: Response | TransportError, policy: Policy = Policy()) -> None:  # noqa: B008
        self.answers = list(answers)
        self.waits: list[float] = []
        self.told: list[str] = []
        self.asked = 0
        self.ask = retrying(
            self.answer,
            policy=policy,
            sleep=self.waits.append,
            now_s=lambda: NOW_S,
            jitter=lambda: 1.0,
            tell=self.told.append,
        )

    def answer(self, request: Request) -> Response:
        self.asked += 1
        now = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(now, TransportError):
            raise now
        return now

    def send(self, method: str = "GET") -> Response:
        return self.ask(Request(method, "https://graph.example/"))


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("method", IDEMPOTENT + WRITES)
def test_an_answer_that_asks_to_wait_is_repeated_for_every_method(status: int, method: str) -> None:
    far = Far(busy(status), OK)
    assert far.send(method) is OK
    assert far.waits == [7.0]


def test_a_date_to_wait_for_is_understood() -> None:
    far = Far(busy(after=formatdate(NOW_S + 30, usegmt=True)), OK)
    far.send()
    assert far.waits == [30.0]


@pytest.mark.parametrize(
    ("text", "wait_s"),
    [
        ("0", 0.0), ("12", 12.0), (" 3 ", 3.0), ("", None), ("soon", None), ("-1", None), ("1.5", None), ("٣", None),
        ("9" * 400, 999_999_999.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("Wed, 99 Oct 2015 07:28:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_or_left(text: str, wait_s: float | None) -> None:
    assert retry_after_s(busy(after=text), lambda: NOW_S) == wait_s


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_service_that_names_no_wait_is_asked_again_ever_more_slowly(status: int) -> None:
    far = Far(busy(status, None), busy(status, None), busy(status, None), OK)
    assert far.send("GET") is OK
    assert far.waits == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_write_is_not_repeated_when_no_wait_is_named(method: str, status: int) -> None:
    far = Far(busy(status, None))
    assert far.send(method).status == status
    assert far.asked == 1


@pytest.mark.parametrize("status", [502, 504, 500])
def test_a_write_is_not_repeated_for_other_statuses_even_with_a_wait(status: int) -> None:
    far = Far(busy(status, "1"))
    far.send("POST")
    assert far.asked == 1


@pytest.mark.parametrize("method", IDEMPOTENT)
def test_an_idempotent_request_without_answer_is_sent_again(method: str) -> None:
    far = Far(TransportError("x", sent=True), OK)
    assert far.send(method) is OK


@pytest.mark.parametrize("method", WRITES)
def test_a_write_that_may_have_arrived_is_never_sent_again(method: str) -> None:
    far = Far(TransportError("x", sent=True), OK)
    with pytest.raises(TransportError):
        far.send(method)
    assert far.asked == 1


@pytest.mark.parametrize("method", WRITES)
def test_a_write_that_surely_did_not_arrive_is_sent_again(method: str) -> None:
    far = Far(TransportError("x", sent=False), OK)
    assert far.send(method) is OK


def test_what_cannot_get_better_is_not_tried_again() -> None:
    far = Far(TransportError("untrusted", sent=False, permanent=True))
    with pytest.raises(TransportError):
        far.send()
    assert far.asked == 1


def test_the_number_of_repeats_is_bounded() -> None:
    far = Far(busy(after="1"), policy=Policy(repeats=3))
    assert far.send().status == 429
    assert far.asked == 4


def test_a_service_that_never_answers_is_given_up_sooner() -> None:
    far = Far(TransportError("x", sent=False))
    with pytest.raises(TransportError):
        far.send()
    assert far.asked == 3


def test_a_wait_beyond_the_bound_is_not_begun() -> None:
    far = Far(busy(after="200"), policy=Policy(wait_s=300))
    assert far.send().status == 429
    assert far.waits == [200.0]


@pytest.mark.parametrize("status", [200, 204, 301, 400, 401, 404, 409, 500])
def test_any_other_answer_is_returned_at_once(status: int) -> None:
    far = Far(Response(status, {"retry-after": "1"}))
    assert far.send().status == status
    assert far.waits == []


def test_every_repeat_is_told() -> None:
    far = Far(busy(), OK)
    far.send()
    assert far.told == ["GET was answered 429; repeating in 7.0 s (repeat 1 of at most 5)"]


@pytest.mark.parametrize("jitter", [lambda: 0.0, lambda: 1.0, None])
def test_waits_are_spread_between_half_and_whole(jitter: Callable[[], float] | None) -> None:
    waits: list[float] = []
    answers = [busy(after=None), OK]
    retrying(lambda _: answers.pop(0), sleep=waits.append, jitter=jitter)(Request("GET", "https://x/"))
    assert 0.25 <= waits[0] <= 0.5

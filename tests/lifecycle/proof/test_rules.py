"""The rules of a proof as functions of what was seen: no sockets."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.lifecycle.proof.callers import percentile
from graphkey.lifecycle.proof.page import proof_page
from graphkey.lifecycle.proof.rules import RULES, verdicts
from graphkey.lifecycle.proof.run import Proof
from graphkey.lifecycle.proof.seen import Call, Intruder, Intrusion, Seen, reaction
from graphkey.steps.caller import Attempt
from graphkey.steps.failure import Failure
from graphkey.steps.model import B2C_BUDGET, STEPS, WORKFORCE_BUDGET
from graphkey.steps.tls import SUITES
from tests.steps.mtls_world import NOW, make_identity

CLIENT = make_identity("api.contoso.example")
WELCOME = b'{"version": "1.0.0", "action": "Continue"}'


def attempt(failure: Failure | None = None, *, status: int | None = 200, body: bytes = WELCOME, **more: Any) -> Attempt:
    whole = failure is None
    shown: dict[str, Any] = {
        "detail": "" if whole else "It failed.", "tls_version": "TLSv1.2", "cipher": SUITES[0], "asked_for_certificate": True,
        "elapsed_s": 0.1, "server_trusted": True, "server_chain": (CLIENT.leaf,), **more,
    }  # fmt: skip
    return Attempt(
        failure, status=status if whole else None, headers={"content-type": "application/json"}, body=body if whole else b"",
        **shown,
    )  # fmt: skip


def seen(**more: Any) -> Seen:
    right = Call(STEPS[1], "TLSv1.2", attempt())
    refused = tuple(Intrusion(who, "TLSv1.2", attempt(status=403)) for who in ("none", "stranger", "look-alike"))
    forged = Intrusion("forged", "TLSv1.2", attempt(status=403), ("X-ARR-ClientCert",))
    settings: dict[str, Any] = {
        "versions": {"TLSv1.2": attempt()}, "suites": SUITES[:1], "calls": (right, right), "intrusions": (*refused, forged), **more,
    }  # fmt: skip
    return Seen(
        "localhost",
        CLIENT.leaf,
        (),
        NOW,
        settings.pop("budget", B2C_BUDGET),
        settings.pop("first", attempt()),
        **settings,
    )


def results(of: Seen) -> dict[str, str]:
    return {one.id: one.result for one in verdicts(of)}


def is_ok(of: Seen) -> bool:
    return Proof("https://localhost/", of, tuple(verdicts(of))).ok


def test_what_is_right_is_ok() -> None:
    assert is_ok(seen())


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (attempt(), "accepted"),
        (attempt(body=b"no json"), "accepted"),
        (attempt(status=400, body=b'{"action": "ValidationError"}'), "accepted"),
        (attempt(status=400, body=b"<html>No required SSL certificate was sent"), "refused"),
        (attempt(status=401), "refused"),
        (attempt(status=403), "refused"),
        (attempt("certificate-refused"), "refused"),
        (attempt(status=302), "unclear"),
        (attempt(status=500), "unclear"),
        (attempt("timeout"), "unclear"),
        (attempt("dropped"), "unclear"),
    ],
)
def test_reaction_of_an_answer(got: Attempt, expected: str) -> None:
    assert reaction(got) == expected


def test_shape_of_a_refusal_is_not_judged() -> None:
    page = attempt(status=400, body=b"<html>The SSL certificate error")
    of = seen(calls=(Call(STEPS[1], "TLSv1.2", page),))
    assert results(of)["certificate-accepted"] == "failed"
    assert not [one for one in results(of) if one.startswith("answer/")]


def with_times(*times: float, **more: Any) -> Seen:
    return seen(calls=tuple(Call(STEPS[1], "TLSv1.2", attempt(elapsed_s=one)) for one in times), **more)


def test_answer_after_five_seconds_fails_for_b2c_and_warns_for_workforce() -> None:
    assert results(with_times(0.1, 5.2))["time-b2c"] == "failed"
    assert results(with_times(0.1, 5.2, budget=WORKFORCE_BUDGET))["time-b2c"] == "warning"
    assert results(with_times(0.1, 5.2))["time-workforce"] == "passed"


def test_answer_after_twenty_seconds_fails_for_both() -> None:
    slow = seen(calls=(Call(STEPS[1], "TLSv1.2", attempt("timeout", elapsed_s=20.01)),))
    assert (results(slow)["time-b2c"], results(slow)["time-workforce"]) == ("failed", "failed")


def test_time_close_to_the_budget_is_a_warning() -> None:
    assert results(with_times(0.1, 2.4))["time-b2c"] == "passed"
    assert results(with_times(0.1, 2.6))["time-b2c"] == "warning"


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60), st.integers(1, 100))
def test_percentile_covers_its_share_and_no_smaller_value_does(values: list[float], percent: int) -> None:
    found = percentile(values, percent)
    assert sum(one <= found for one in values) * 100 >= percent * len(values)
    assert sum(one < found for one in values) * 100 < percent * len(values)


_attempts = st.builds(
    lambda failure, status, body, asked, elapsed: attempt(
        failure, status=status, body=body, asked_for_certificate=asked, elapsed_s=elapsed
    ),
    st.sampled_from([None, None, *get_args(Failure)]),
    st.sampled_from([200, 302, 400, 401, 403, 404, 500]),
    st.sampled_from([b"", b"[]", WELCOME, b'{"version":"1","action":"ShowBlockPage"}', b'{"action":null}']),
    st.booleans(),
    st.floats(0, 25),
)
_versions = st.sampled_from(["TLSv1.2", "TLSv1.3"])
_seen = st.builds(
    lambda first, versions, suites, calls, intrusions, cut: seen(
        first=first, versions=versions, suites=suites, calls=tuple(calls), intrusions=tuple(intrusions), cut_short=cut
    ),
    _attempts,
    st.dictionaries(_versions, _attempts),
    st.sampled_from([(), SUITES]),
    st.lists(st.builds(Call, st.sampled_from(STEPS), _versions, _attempts), max_size=4),
    st.lists(
        st.builds(Intrusion, st.sampled_from(get_args(Intruder)), _versions, _attempts, st.sampled_from([(), ("X",)])),
        max_size=5,
    ),
    st.booleans(),
)


@given(_seen)
def test_every_sight_gets_all_verdicts_and_a_page(sight: Seen) -> None:
    found = tuple(verdicts(sight))
    assert [one.id for one in found[: len(RULES)]] == [rule.id for rule in RULES]
    assert all(one.sentence for one in found)
    assert proof_page(Proof("https://localhost/", sight, found))


@given(_seen)
def test_proof_that_is_ok_let_the_right_one_in_and_nobody_else(sight: Seen) -> None:
    if is_ok(sight):
        assert sight.calls
        assert {"none", "stranger", "look-alike"} <= {one.who for one in sight.intrusions}
        assert all(reaction(one.attempt) == "accepted" for one in sight.calls)
        assert all(reaction(one.attempt) == "refused" for one in sight.intrusions)

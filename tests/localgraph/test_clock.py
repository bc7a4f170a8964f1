"""The clock of a tenant: what it rules, that it is kept, and that all who share a folder see one time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from graph_world import CONNECTORS, DAY, NOW, Bundle, Caller
from hypothesis import given
from hypothesis import strategies as st

from graphkey.errors import UsageError
from graphkey.localgraph import open_local_graph
from graphkey.localgraph.clock import read_time
from graphkey.wire import Request, Response


def ask(caller: Caller, method: str, path: str = "clock", document: Any = None) -> Response:
    return caller.send(method, f"/{path}", document, version="-")


def active(caller: Caller, connector: str) -> list[bool]:
    configuration = caller.get(f"{CONNECTORS}/{connector}")["authenticationConfiguration"]
    return [entry["isActive"] for entry in configuration["certificateList"]]


def test_clock_shows_the_real_time_until_it_is_set(caller: Caller) -> None:
    assert ask(caller, "GET").json() == {"now": "2026-06-01T12:00:00Z", "state": "real", "aheadSeconds": 0}


def test_certificate_becomes_active_when_the_clock_reaches_it(caller: Caller, first: Bundle, staged: Bundle) -> None:
    connector = caller.connector()
    caller.upload(f"{CONNECTORS}/{connector}", first)
    caller.upload(f"{CONNECTORS}/{connector}", staged)
    assert active(caller, connector) == [False, True]
    assert ask(caller, "POST", document={"to": "+11d"}).json()["aheadSeconds"] == 11 * 86_400
    assert active(caller, connector) == [True, False]
    ask(caller, "POST", document={"to": "+90d"})
    assert active(caller, connector) == [False, True]
    assert ask(caller, "DELETE").json()["state"] == "real"
    assert active(caller, connector) == [False, True]


def test_answers_carry_the_date_of_the_tenant(caller: Caller) -> None:
    ask(caller, "POST", document={"to": "2027-01-01T00:00Z"})
    for response in (caller.send("GET", CONNECTORS), ask(caller, "GET", "status")):
        assert response.headers["date"] == "Fri, 01 Jan 2027 00:00:00 GMT"
    error = caller.send("GET", f"{CONNECTORS}/none").json()["error"]
    assert error["innerError"]["date"] == "2027-01-01T00:00:00"


def test_clock_that_runs_goes_on_and_one_that_stands_does_not(inside: Caller) -> None:
    ask(inside, "POST", document={"to": "2027-01-01T00:00Z"})
    inside.clock.now += timedelta(hours=1)
    assert inside.graph.now() == datetime(2027, 1, 1, 1, tzinfo=UTC)
    assert ask(inside, "POST", document={"still": True}).json()["state"] == "still"
    inside.clock.now += DAY
    assert inside.graph.now() == datetime(2027, 1, 1, 1, tzinfo=UTC)
    ask(inside, "POST", document={"to": "+1d"})
    assert inside.graph.now() == datetime(2027, 1, 2, 1, tzinfo=UTC)
    ask(inside, "POST", document={"still": False})
    inside.clock.now += DAY
    assert inside.graph.now() == datetime(2027, 1, 3, 1, tzinfo=UTC)


def test_another_tenant_keeps_its_own_time(inside: Caller) -> None:
    other = inside.in_new_tenant()
    ask(inside, "POST", document={"to": "+30d"})
    assert ask(other, "GET").json()["now"] == "2026-06-01T12:00:00Z"
    assert ask(inside, "GET").json()["now"] == "2026-07-01T12:00:00Z"


def test_clock_survives_a_restart_and_a_reset_of_the_data(tmp_path: Path) -> None:
    with open_local_graph(tmp_path, clock=lambda: NOW) as graph:
        graph.set_clock("-1d12h")
        graph.reset()
    with open_local_graph(tmp_path, clock=lambda: NOW + DAY) as graph:
        assert graph.now() == NOW - timedelta(hours=12)
        graph.reset_clock()
        assert graph.now() == NOW + DAY


def test_two_who_share_a_folder_agree_at_once(tmp_path: Path) -> None:
    with open_local_graph(tmp_path, clock=lambda: NOW) as one, open_local_graph(tmp_path, clock=lambda: NOW) as other:
        for _ in range(3):
            one.set_clock("+1h")
            assert other.now() == one.now()
        assert other.now() == NOW + timedelta(hours=3)


def test_no_step_is_lost_when_many_move_the_clock_at_once(tmp_path: Path) -> None:
    with open_local_graph(tmp_path, clock=lambda: NOW) as one, open_local_graph(tmp_path, clock=lambda: NOW) as other:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda at: (one, other)[at % 2].set_clock("+1d"), range(20)))
        assert one.now() == NOW + 20 * DAY


def test_tokens_live_by_the_real_time(caller: Caller) -> None:
    ask(caller, "POST", document={"to": "+3650d"})
    assert caller.send("GET", CONNECTORS).status == 200
    token = caller.graph.access_token().reveal()
    assert Caller(caller.transport, caller.origin, token, caller.graph, caller.clock).get(CONNECTORS)


@pytest.mark.parametrize(
    "document",
    [
        {"to": "tomorrow"}, {"to": "30d"}, {"to": "2027-01-01T00:00"}, {"to": "2027-01-01"}, {"to": "+1y"}, {"to": "+"},
        {"to": 5}, {"still": "yes"}, {"at": "+1d"}, {"to": "+999999999w"}, {"to": "+7000000d"}, {"to": "-40000d"},
        {"to": "0001-01-01T00:00+14:00"}, {"to": "9999-12-31T23:59Z"}, {"to": "+١d"}, [],
    ],
)  # fmt: skip
def test_time_that_is_none_is_refused_and_changes_nothing(inside: Caller, document: Any) -> None:
    response = ask(inside, "POST", document=document)
    assert response.status == 400
    assert "None" not in response.json()["error"]["message"]
    assert ask(inside, "GET").json()["state"] == "real"


def test_clock_asks_for_the_permission(inside: Caller) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert ask(inside.as_app("APIConnectors.ReadWrite.All"), method).status == 403
        assert inside.transport(Request(method, "https://localhost/-/clock")).status == 401


def test_seeds_are_planted_at_the_time_of_the_tenant(inside: Caller) -> None:
    ask(inside, "POST", document={"to": "2031-01-01T00:00Z"})
    inside.graph.reset("sample")
    assert any('"2030-1' in row for row in _texts(inside))


def _texts(caller: Caller) -> list[str]:
    with caller.graph._database.reading() as connection:
        return [row[0] for row in connection.execute("SELECT body FROM documents")]


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(8999, 12, 30)),
    st.sampled_from(["+00:00", "+14:00", "-12:00"]),
)
def test_time_is_read_back_as_it_was_written(naive: datetime, zone: str) -> None:
    written = f"{naive.isoformat()}{zone}"
    assert read_time(written) == datetime.fromisoformat(written)


@given(
    st.sampled_from("+-"), st.lists(st.tuples(st.integers(0, 999), st.sampled_from("wdhms")), min_size=1, max_size=4)
)
def test_span_is_the_sum_of_its_parts(sign: str, parts: list[tuple[int, str]]) -> None:
    seconds = {"w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}
    total = sum(number * seconds[unit] for number, unit in parts)
    text = sign + "".join(f"{number}{unit}" for number, unit in parts)
    assert read_time(text) == timedelta(seconds=total if sign == "+" else -total)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    try:
        assert isinstance(read_time(text), timedelta | datetime)
    except UsageError as error:
        assert error.hint


def test_date_header_can_be_read_whatever_the_year(inside: Caller) -> None:
    for to in ("1970-01-01T00:00Z", "8999-12-31T23:59:59Z"):
        ask(inside, "POST", document={"to": to, "still": True})
        assert parsedate_to_datetime(inside.send("GET", CONNECTORS).headers["date"]).year == int(to[:4])


def test_servers_of_ours_are_good_long_before_and_after_they_are_made(tmp_path: Path) -> None:
    with open_local_graph(tmp_path) as graph:
        made = x509.load_pem_x509_certificates(graph.tls()[0].read_bytes())
        real = datetime.now(UTC)
        for certificate in made:
            assert certificate.not_valid_before_utc.year < 2001
            assert certificate.not_valid_after_utc > real + 800 * DAY
        assert made[0].not_valid_after_utc < real + 830 * DAY

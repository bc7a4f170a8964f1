"""Query options on collections: select, sort, pages, counts, and what is refused."""

from urllib.parse import quote

import pytest
from graph_world import CONNECTORS, FLOWS, Bundle, Caller
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAMES = ["delta", "Alpha", "charlie", "bravo", "Echo"]


@pytest.fixture
def filled(caller: Caller) -> Caller:
    return fill(caller)


@pytest.fixture
def filled_inside(inside: Caller) -> Caller:
    return fill(inside)


def fill(caller: Caller) -> Caller:
    caller.graph.reset("empty")
    for name in NAMES:
        caller.connector(displayName=name)
    return caller


def names(listed: dict[str, list[dict[str, str]]]) -> list[str]:
    return [item["displayName"] for item in listed["value"]]


def all_pages(caller: Caller, path: str) -> list[str]:
    """Follow next links verbatim."""
    found, listed = [], caller.get(path)
    for _ in range(50):
        found += names(listed)
        if "@odata.nextLink" not in listed:
            return found
        listed = caller.get(listed["@odata.nextLink"].removeprefix(f"{caller.origin}/beta"))
    raise AssertionError("the pages never end")


def test_orderby_ignores_case_and_takes_a_direction(filled: Caller) -> None:
    ordered = sorted(NAMES, key=str.lower)
    assert names(filled.get(f"{CONNECTORS}?$orderby=displayName")) == ordered
    assert names(filled.get(f"{CONNECTORS}?$orderby=displayname%20desc")) == ordered[::-1]


def test_select_answers_the_named_properties(filled: Caller) -> None:
    listed = filled.get(f"{CONNECTORS}?$select=displayName,id")
    assert listed["@odata.context"].endswith("#identity/apiConnectors(displayName,id)")
    assert all(item.keys() == {"id", "displayName"} for item in listed["value"])


def test_select_on_one_item(filled: Caller) -> None:
    item = filled.get(CONNECTORS)["value"][0]["id"]
    shown = filled.get(f"{CONNECTORS}/{item}?$select=targetUrl")
    assert shown.keys() == {"@odata.context", "targetUrl"}
    assert shown["@odata.context"].endswith("#identity/apiConnectors(targetUrl)/$entity")


@pytest.mark.parametrize("size", [1, 2, 5, 9])
def test_pages_have_every_item_once(filled: Caller, size: int) -> None:
    assert sorted(all_pages(filled, f"{CONNECTORS}?$top={size}")) == sorted(NAMES)


@pytest.mark.parametrize("order", ["displayName", "displayName desc", "targetUrl,displayName desc"])
def test_pages_keep_the_order(filled_inside: Caller, order: str) -> None:
    ordered = sorted(NAMES, key=str.lower, reverse=order.endswith("desc"))
    assert all_pages(filled_inside, f"{CONNECTORS}?$orderby={quote(order)}&$top=2") == ordered


def test_next_link_goes_on_when_its_item_has_gone(filled_inside: Caller) -> None:
    page = filled_inside.get(f"{CONNECTORS}?$orderby=displayName&$top=2")
    filled_inside.delete(f"{CONNECTORS}/{page['value'][1]['id']}")
    rest = all_pages(filled_inside, page["@odata.nextLink"].removeprefix(f"{filled_inside.origin}/beta"))
    assert names(page) + rest == ["Alpha", "bravo", "charlie", "delta", "Echo"]


def test_next_link_keeps_the_other_options(filled_inside: Caller) -> None:
    link = filled_inside.get(f"{CONNECTORS}?$top=2&$skip=1&$select=id&mine=1&$count=true")["@odata.nextLink"]
    assert link.startswith(f"{filled_inside.origin}/beta{CONNECTORS}?$top=2&$select=id&mine=1&$count=true&$skiptoken=")


def test_no_next_link_after_the_last_page(filled_inside: Caller) -> None:
    assert "@odata.nextLink" not in filled_inside.get(f"{CONNECTORS}?$top=5")


def test_skip_and_top_together(filled: Caller) -> None:
    assert names(filled.get(f"{CONNECTORS}?$orderby=displayName&$skip=1&$top=2")) == ["bravo", "charlie"]
    assert names(filled.get(f"{CONNECTORS}?$skip=99")) == []


def test_top_zero_is_an_empty_page(filled_inside: Caller) -> None:
    assert filled_inside.get(f"{CONNECTORS}?$top=0&$count=true")["@odata.count"] == 5


def test_count_is_of_all_that_match(filled: Caller) -> None:
    listed = filled.get(f"{CONNECTORS}?$count=true&$top=1&$filter=" + quote("contains(displayName,'a')"))
    assert (listed["@odata.count"], len(listed["value"])) == (4, 1)
    assert filled.send("GET", f"{CONNECTORS}/$count?$filter=" + quote("displayName ne 'delta'")).body == b"4"


def test_options_may_come_without_the_dollar_and_encoded(filled_inside: Caller) -> None:
    assert len(filled_inside.get(f"{CONNECTORS}?top=2")["value"]) == 2
    assert len(filled_inside.get(f"{CONNECTORS}?%24top=2")["value"]) == 2


def test_a_hundred_is_a_page(inside: Caller) -> None:
    for at in range(101):
        inside.connector(displayName=f"n{at}")
    listed = inside.get(CONNECTORS)
    assert len(listed["value"]) == 100
    assert len(all_pages(inside, CONNECTORS)) == 102


@pytest.mark.parametrize(
    "query",
    [
        "$top=-1",
        "$top=x",
        "$top=1000",
        "$top=١",
        "$skip=1e3",
        "$skip=99999999999999999999",
        "$count=maybe",
        "$select=nothing",
        "$orderby=nothing",
        "$orderby=displayName sideways",
        "$top=1&$top=2",
        "$top=1&top=2",
        "$unknown=1",
        "$search=(x",
        "$search=nothing:x",
        "$expand=x",
        "$format=xml",
        "$skiptoken=!!",
        "$skiptoken=e30",
        "$skiptoken=WyJcdWQ4MDAiXQ",
        "$skiptoken=W10",
        "$skiptoken=WzFd",
        "$skiptoken=WzEsImEiXQ",
        "$filter=%ff",
        "%ff=1",
    ],
)
def test_options_that_cannot_be_are_refused(inside: Caller, query: str) -> None:
    status, code, _ = inside.error("GET", f"{CONNECTORS}?{quote(query, safe='$=&%!')}")
    assert (status, code) == (400, "BadRequest")


def test_a_made_up_token_of_a_sorted_list_is_refused(inside: Caller) -> None:
    assert inside.error("GET", f"{CONNECTORS}?$orderby=displayName&$skiptoken=WzEsImEiXQ")[0] == 400


def test_options_of_others_are_let_be(inside: Caller) -> None:
    assert inside.send("GET", f"{CONNECTORS}?api-version=1&x").status == 200


def test_one_item_takes_no_collection_option(inside: Caller) -> None:
    assert inside.error("GET", f"{FLOWS}/B2X_1_signup?$top=1")[0] == 400


def test_filter_sees_what_is_shown(inside: Caller, first: Bundle) -> None:
    made = inside.connector()
    inside.upload(f"{CONNECTORS}/{made}", first)
    expression = quote("authenticationConfiguration/certificateList/any(c:c/isActive eq true)")
    assert [item["id"] for item in inside.get(f"{CONNECTORS}?$filter={expression}")["value"]] == [made]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).filter(str.strip), max_size=12),
    top=st.integers(1, 5),
)
def test_pages_of_any_names_have_every_item_once(inside: Caller, names: list[str], top: int) -> None:
    inside.graph.reset("empty")
    for name in names:
        inside.connector(displayName=name)
    assert sorted(all_pages(inside, f"{CONNECTORS}?$orderby=displayName&$top={top}")) == sorted(names)

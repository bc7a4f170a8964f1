"""Which items a query finds and in which order, whatever the values and however the pages are cut."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkey.catalog.model import Property, Type
from graphkey.errors import GraphError
from graphkey.localgraph.odata.answers import answer_collection
from graphkey.localgraph.odata.listing import Listing
from graphkey.localgraph.odata.options import Options
from graphkey.localgraph.resources.views import View
from graphkey.localgraph.storage.store import Row

ROOT = "https://localhost/beta"
TYPE = Type(
    "thing",
    "entity",
    properties=(
        Property("id", "String"),
        Property("name", "String"),
        Property("size", "Int32"),
        Property("on", "Boolean"),
        Property("at", "DateTimeOffset"),
    ),
)
TIMES = ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "2025-12-31T23:30:00Z", "2026-01-01T00:00:00.5Z"]
DOCUMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from([None, "a", "A", "b", "ß", "ss", ""]),
            "size": st.one_of(st.none(), st.integers(-3, 3)),
            "on": st.sampled_from([None, True, False]),
            "at": st.sampled_from([None, *TIMES]),
        }
    ),
    max_size=12,
)
ORDERS = st.lists(
    st.tuples(
        st.sampled_from(["name", "size", "on", "at", "length(name)", "size add 1"]),
        st.sampled_from(["", " asc", " desc"]),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda order: order[0],
)


def listing_of(documents: list[dict[str, Any]]) -> tuple[Listing, View]:
    rows = [Row(f"/things/{at:02d}", {"id": str(at), **document}) for at, document in enumerate(documents)]
    return Listing("/things", "things", TYPE, dict, lambda name: None, computed=frozenset()), View(rows)


def ask(documents: list[dict[str, Any]], query: str) -> dict[str, Any]:
    listing, rows = listing_of(documents)
    return answer_collection(listing, rows, Options(query.replace(" ", "%20")), f"{ROOT}/things", ROOT)


def all_pages(documents: list[dict[str, Any]], query: str) -> list[str]:
    found: list[str] = []
    for _ in range(100):
        page = ask(documents, query)
        found += [item["id"] for item in page["value"]]
        if "@odata.nextLink" not in page:
            return found
        query = page["@odata.nextLink"].partition("?")[2]
    raise AssertionError("the pages never end")


@given(DOCUMENTS, ORDERS, st.integers(1, 5))
@settings(max_examples=150, deadline=None)
def test_pages_are_the_whole_list_cut_up(
    documents: list[dict[str, Any]], orders: list[tuple[str, str]], size: int
) -> None:
    order = ",".join(name + direction for name, direction in orders)
    whole = all_pages(documents, f"$orderby={order}&$top=999")
    assert sorted(whole) == sorted(str(at) for at in range(len(documents)))
    assert all_pages(documents, f"$orderby={order}&$top={size}") == whole
    assert all_pages(documents, f"$orderby={order}&$top={size}&$skip=2") == whole[2:]


@given(
    DOCUMENTS,
    st.sampled_from(["size gt 0", "name eq 'a'", "not (on eq true)", "at ge 2026-01-01", "name in (null,'b')"]),
)
@settings(max_examples=100, deadline=None)
def test_filtered_pages_count_and_hold_what_the_filter_says(documents: list[dict[str, Any]], expression: str) -> None:
    wanted = [item["id"] for item in ask(documents, f"$filter={expression}&$top=999")["value"]]
    assert all_pages(documents, f"$filter={expression}&$top=2") == wanted
    counted = ask(documents, f"$filter={expression}&$top=1&$count=true")
    assert counted["@odata.count"] == len(wanted)
    ordered = all_pages(documents, f"$filter={expression}&$orderby=name desc&$top=3&$count=true")
    assert sorted(ordered) == sorted(wanted)


@given(DOCUMENTS)
@settings(max_examples=100, deadline=None)
def test_nulls_come_first_and_descending_last(documents: list[dict[str, Any]]) -> None:
    sizes = [item["size"] for item in ask(documents, "$orderby=size&$top=999")["value"]]
    numbers = [size for size in sizes if size is not None]
    assert sizes == [None] * (len(sizes) - len(numbers)) + sorted(numbers)
    downwards = [item["size"] for item in ask(documents, "$orderby=size desc&$top=999")["value"]]
    assert downwards == sizes[::-1]


def test_moments_are_ordered_as_moments_and_equal_ones_by_path() -> None:
    documents = [{"at": moment} for moment in TIMES]
    assert all_pages(documents, "$orderby=at") == ["2", "0", "1", "3"]
    assert all_pages(documents, "$orderby=at desc&$top=1") == ["3", "0", "1", "2"]


@pytest.mark.parametrize(
    "token", ["W10", "WzEsMl0", "W1sxLHsiYSI6MX1dLCJ4Il0", "bnVsbA", "W251bGwsIngiXQ", "%00", "AAAA"]
)
def test_tokens_that_were_made_up_are_refused_or_harmless(token: str) -> None:
    documents = [{"size": 1}, {"size": 2}]
    for query in ("$orderby=size", "$filter=size gt 0", ""):
        try:
            page = ask(documents, f"{query}&$skiptoken={token}".lstrip("&"))
        except GraphError as error:
            assert error.status == 400
        else:
            assert len(page["value"]) <= 2

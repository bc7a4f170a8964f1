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


@pytest.mark.parametrize("option", ["filter", "orderby"])
def test_a_syntax_error_names_its_option_and_place(inside: Caller, option: str) -> None:
    refused = inside.error("GET", f"{CONNECTORS}?${option}={quote('displayName sideways')}")
    assert refused == (400, "BadRequest", f"Invalid {option} clause: Syntax error at position 13.")


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


@pytest.mark.parametrize(
    "query",
    [
        "$filter=displayName eq 'R&D+1'".replace(" ", "%20").replace("&", "%26").replace("+", "%2B"),
        "$filter=displayName+eq+'R%26D%2B1'",
        "%24filter=displayName%20eq%20%27R%26D%2B1%27",
        "filter=displayName%20eq%20%27R%26D%2B1%27&%24select=displayName&%24count=true",
        "$filter=startswith%28displayName%2C%20%27r%26d%2B%27%29",
        "$Filter=displayName%20EQ%20'r%26d%2b1'",
    ],
)
@pytest.mark.parametrize("version", ["beta", "v1.0"])
def test_queries_are_read_as_clients_encode_them(inside: Caller, query: str, version: str) -> None:
    """As the SDKs, PowerShell and hands write them; spaces as %20 and +, with the dollar, encoded, and without."""
    inside.connector(displayName="R&D+1")
    assert names(inside.get(f"{CONNECTORS}?{query}", version=version)) == ["R&D+1"]


def test_queries_work_inside_a_batch(filled_inside: Caller) -> None:
    items = [
        {"id": "1", "method": "GET", "url": f"{CONNECTORS}?$filter=displayName%20eq%20'bravo'&$select=displayName"},
        {"id": "2", "method": "GET", "url": f"{CONNECTORS}?$orderby=displayName&$top=2"},
        {"id": "3", "method": "GET", "url": f"{CONNECTORS}/$count?$filter=startswith(displayName,'a')"},
        {"id": "4", "method": "GET", "url": f"{CONNECTORS}?$filter=nothing%20eq%201"},
    ]
    answers = filled_inside.post("/$batch", {"requests": items}, status=200)["responses"]
    by_id = {one["id"]: one for one in answers}
    assert [by_id[id_]["status"] for id_ in "1234"] == [200, 200, 200, 400]
    assert names(by_id["1"]["body"]) == ["bravo"]
    link = by_id["2"]["body"]["@odata.nextLink"]
    assert names(filled_inside.get(link.removeprefix(f"{filled_inside.origin}/beta"))) == ["charlie", "delta"]
    assert str(by_id["3"]["body"]) == "1"


def test_a_filter_stops_early_and_reads_a_few_rows_at_a_time() -> None:
    """A page of a filter needs no more rows than fill it, and never the whole collection at once."""
    from graphkey.catalog.model import Property, Type
    from graphkey.localgraph.odata.answers import answer_collection
    from graphkey.localgraph.odata.listing import Listing
    from graphkey.localgraph.odata.options import Options
    from graphkey.localgraph.storage.store import Row

    asked: list[int] = []

    class Endless:
        def rows(self, collection: str, *, after: str = "", skip: int = 0, limit: int = -1) -> list[Row]:
            asked.append(limit)
            start = int(after.rpartition("/")[2] or -1) + 1 if after else 0
            return [Row(f"/things/{at:09d}", {"id": str(at), "size": at}) for at in range(start, start + limit)]

        def count(self, collection: str) -> int:
            raise AssertionError("nobody asked")

    type_ = Type("thing", "entity", properties=(Property("id", "String"), Property("size", "Int32")))
    listing = Listing("/things", "things", type_, dict, lambda name: None, computed=frozenset())
    options = Options("$filter=size%20mod%202%20eq%200&$top=600")
    page = answer_collection(listing, Endless(), options, "https://localhost/beta/things", "https://localhost/beta")
    assert [item["size"] for item in page["value"]] == list(range(0, 1200, 2))
    assert len(asked) == 3
    assert max(asked) <= 1000


def test_a_large_collection_is_filtered_in_bounded_memory(inside: Caller) -> None:
    import tracemalloc

    store = inside.graph._parts.open_tenant(inside.graph.tenant_id)
    with store.writing() as writer:
        for at in range(20_000):
            writer.insert(
                f"{CONNECTORS.lower()}/{at:08x}", {"id": f"{at:08x}", "displayName": f"C{at % 100}" + "x" * 200}
            )
    tracemalloc.start()
    listed = inside.get(f"{CONNECTORS}?$filter=" + quote("startswith(displayName,'C7')") + "&$count=true&$top=5")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (listed["@odata.count"], len(listed["value"])) == (2200, 5)
    assert peak < 4_000_000  # the documents are 6 MB as text alone

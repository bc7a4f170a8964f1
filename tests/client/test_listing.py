"""Lists page by page: how far they are read, what the items say, and that nothing is kept."""

import json
import tracemalloc

import pytest

from graphkey.catalog.load import command
from graphkey.catalog.sets import signature
from graphkey.client.client import Far, listing, ready
from graphkey.client.prepare import Options
from graphkey.errors import GraphError, TransportError
from graphkey.wire import Request, Response, json_response

ROOT = "https://graph.example"
LIST = "Get-MgBetaIdentityApiConnector"


class Pages:
    """A collection of `total` items that gives `size` of them a page, whatever is asked for."""

    def __init__(self, total, size, fail_at=None, **first):
        self.total, self.size, self.fail_at, self.first = total, size, fail_at, first
        self.asked: list[Request] = []

    def __call__(self, request: Request) -> Response:
        self.asked.append(request)
        start = int(request.url.rpartition("skiptoken=")[2] or 0) if "skiptoken" in request.url else 0
        if self.fail_at is not None and start >= self.fail_at:
            return json_response(503, {"error": {"code": "ServiceUnavailable", "message": "no"}})
        items = [{"id": f"i{n}", "displayName": "x" * 40} for n in range(start, min(start + self.size, self.total))]
        document = {"value": items, **(self.first if start == 0 else {})}
        if start + self.size < self.total:
            document["@odata.nextLink"] = f"{request.url.split('?')[0]}?$skiptoken={start + self.size}"
        return json_response(200, document)


def items(pages, name=LIST, met=lambda page, followed: None, **given):
    far = Far(pages, ROOT)
    return listing(ready(signature(command(name)), given, far, Options(), {}), far, met=met)


@pytest.mark.parametrize(
    ("given", "got", "requests"),
    [
        ({}, 2, 1),
        ({"Top": 3, "PageSize": 2}, 3, 2),
        ({"Top": 3}, 3, 2),
        ({"Top": 2}, 2, 1),
        ({"Top": 0}, 0, 1),
        ({"Top": 3, "All": True}, 3, 2),
        ({"Top": 5000}, 9, 5),
        ({"All": True}, 9, 5),
        ({"PageSize": 2, "All": True}, 9, 5),
    ],
)
def test_exactly_as_many_are_given_as_asked_for(given, got, requests):
    pages = Pages(9, 2)
    assert [one["id"] for one in items(pages, **given)] == [f"i{n}" for n in range(got)]
    assert len(pages.asked) == requests


def test_page_is_asked_for_when_it_is_needed():
    pages = Pages(100, 10)
    found = items(pages, All=True)
    for _ in range(10):
        next(found)
    assert len(pages.asked) == 1
    next(found)
    assert len(pages.asked) == 2


def test_memory_stays_the_same_however_many_items_there_are():
    def peak(total):
        found = items(Pages(total, 500), All=True)
        tracemalloc.start()
        try:
            for _ in found:
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1000)
    # The transport of this test keeps each request, half a kilobyte; a page of items is half a megabyte.
    assert peak(20_000) < peak(1500) + 100_000


def test_items_before_a_page_that_fails_are_given_and_the_error_is_raised():
    got = []
    with pytest.raises(GraphError, match="503"):
        for one in items(Pages(9, 2, fail_at=4), All=True):
            got.append(one["id"])
    assert got == ["i0", "i1", "i2", "i3"]


def test_count_and_what_follows_are_told_with_the_first_page():
    told = []
    pages = Pages(9, 2, **{"@odata.count": 9})
    next(
        items(
            pages,
            met=lambda page, followed: told.append((page.total, bool(page.next_link), followed)),
            CountVariable="n",
        )
    )
    assert told == [(9, True, False)]
    assert "$count=true" in pages.asked[0].url


@pytest.mark.parametrize(
    "link", ["https://graph.example/beta/a?$skiptoken=1", "https://evil.example/beta/x?$skiptoken=2"]
)
def test_page_that_leads_in_a_circle_or_elsewhere_is_not_followed(link):
    asked = []

    def far(request):
        asked.append(request.url)
        return json_response(200, {"value": [], "@odata.nextLink": link})

    with pytest.raises(TransportError):
        list(items(far, All=True))
    assert not any("evil" in url for url in asked)
    assert len(asked) <= 2


def test_page_after_a_post_is_got():
    asked = []

    def far(request):
        asked.append((request.method, request.body))
        more = {"@odata.nextLink": f"{ROOT}/beta/more?$skiptoken=1"} if len(asked) == 1 else {}
        return json_response(200, {"value": [{"policyApplies": True}], **more})

    assert list(items(far, "Test-MgBetaIdentityConditionalAccess", BodyParameter={}, Top=None)) == [
        {"policyApplies": True}
    ]
    assert asked == [("POST", b"{}")]


# -- what the items say ---------------------------------------------------------------------------------------------------


def one_item(name, item, **given):
    return next(items(lambda request: json_response(200, {"value": [item]}), name, **given))


@pytest.mark.parametrize(
    ("key", "at"),
    [("x", "/x"), ("a/b c", "/a%2Fb%20c"), ("ä", "/%C3%A4"), ("$count", "('%24count')"), ("..", "/%2E%2E")],
)
def test_item_says_where_it_is(key, at):
    item = one_item("Get-MgBetaIdentityB2XUserFlowLanguage", {"id": key}, B2XIdentityUserFlowId="B2X_1_x")
    assert item["@odata.id"] == f"{ROOT}/beta/identity/b2xUserFlows/B2X_1_x/languages{at}"
    assert item["@odata.type"] == "#microsoft.graph.userFlowLanguageConfiguration"


def test_item_is_named_by_the_key_of_its_type():
    item = one_item("Get-MgBetaPolicyCrossTenantAccessPolicyPartner", {"tenantId": "t"})
    assert item["@odata.id"] == f"{ROOT}/beta/policies/crossTenantAccessPolicy/partners/t"


def test_item_of_a_cast_lies_in_the_collection_itself():
    name = "Get-MgBetaIdentityAuthenticationEventFlowAsExternalUserSelfServiceSignUpEventFlow"
    assert one_item(name, {"id": "f"})["@odata.id"] == f"{ROOT}/beta/identity/authenticationEventsFlows/f"


@pytest.mark.parametrize("item", [{"displayName": "no id"}, {"id": 5}, {"id": " "}, "text", None, 5])
def test_item_without_a_key_says_nothing_of_its_place(item):
    got = one_item(LIST, item)
    assert "@odata.id" not in (got if isinstance(got, dict) else {})


def test_what_the_service_says_stays():
    told = {
        "id": "x",
        "@odata.id": "https://graph.example/v2/t/directoryObjects/x",
        "@odata.type": "#microsoft.graph.y",
    }
    assert one_item(LIST, told) == told


def test_references_and_results_of_functions_are_left_as_they_are():
    reference = {"@odata.id": f"{ROOT}/beta/x"}
    assert (
        one_item("Get-MgBetaIdentityB2XUserFlowIdentityProviderByRef", reference, B2XIdentityUserFlowId="f")
        == reference
    )
    assert one_item("Invoke-MgBetaAvailableIdentityProviderType", "Google") == "Google"


def test_function_writes_its_list_as_graph_reads_it():
    pages = Pages(1, 1)
    name = "Find-MgBetaPolicyAuthenticationStrengthPolicyByMethodMode"
    list(items(pages, name, AuthenticationMethodModes=["sms", "password"]))
    assert pages.asked[0].url.endswith("findByMethodMode(authenticationMethodModes=%5B%22sms%22%2C%22password%22%5D)")
    list(items(pages, name, InputObject={"AuthenticationMethodModes": ["sms"]}))
    assert json.loads(
        pages.asked[1].url.rpartition("=")[2][:-1].replace("%5B", "[").replace("%5D", "]").replace("%22", '"')
    ) == ["sms"]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"Search": "displayName:x"}, '$search=%22displayName:x%22'),
        ({"Search": '"displayName:x" AND "y"'}, "$search=%22displayName:x%22%20AND%20%22y%22"),
        ({"Search": 'a"b'}, "$search=%22a%5C%22b%22"),
        ({"Search": 'NOT "x"'}, "$search=NOT%20%22x%22"),
        ({"Filter": "displayName eq 'a b'"}, "$filter=displayName%20eq%20'a%20b'"),
        ({"Filter": "displayName%20eq%20'a%26b'"}, "$filter=displayName%20eq%20'a%26b'"),
        ({"Filter": "displayName eq '%FF'"}, "$filter=displayName%20eq%20'%25FF'"),
        ({"Filter": "displayName eq '100% x'"}, "$filter=displayName%20eq%20'100%25%20x'"),
        ({"Sort": ["displayName desc", "id"]}, "$orderby=displayName%20desc,id"),
        ({"Property": ["id", "displayName"], "ExpandProperty": "a($select=b)"}, "$select=id,displayName&$expand=a($select%3Db)"),
        ({"Skip": 5}, "$skip=5"),
    ],
)  # fmt: skip
def test_options_are_written_as_graph_reads_them(given, sent):
    pages = Pages(1, 1)
    list(items(pages, **given))
    assert pages.asked[0].url.partition("?")[2] == sent


def test_consistency_level_goes_out_when_given():
    pages = Pages(1, 1)
    list(items(pages, ConsistencyLevel="eventual", CountVariable="n"))
    assert pages.asked[0].headers["consistencylevel"] == "eventual"


@pytest.mark.parametrize(
    ("name", "given", "header"),
    [
        ("Get-MgBetaPolicyClaimMappingPolicyCount", {}, "eventual"),
        ("Get-MgBetaPolicyClaimMappingPolicy", {"Search": "displayName:x"}, "eventual"),
        ("Get-MgBetaPolicyClaimMappingPolicy", {"CountVariable": "n"}, "eventual"),
        ("Get-MgBetaPolicyClaimMappingPolicy", {"CountVariable": "n", "ConsistencyLevel": "session"}, "session"),
        ("Get-MgBetaPolicyClaimMappingPolicy", {"Filter": "displayName eq 'x'"}, None),
        ("Get-MgBetaIdentityApiConnectorCount", {}, None),
        (LIST, {"CountVariable": "n"}, None),
    ],
)
def test_advanced_queries_of_directory_objects_bring_the_header_they_need(name, given, header):
    """Source: https://learn.microsoft.com/graph/aad-advanced-queries."""
    one = ready(signature(command(name)), given, Far(Pages(1, 1), ROOT), Options(), {})
    assert one.request.headers.get("consistencylevel") == header

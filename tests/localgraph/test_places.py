"""Where things of any path live, and what becomes of documents that move."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.catalog import load
from graphkey.catalog.model import Version
from graphkey.errors import NotFoundError
from graphkey.localgraph import LocalGraph, open_local_graph
from graphkey.localgraph.resources.entities import merge
from graphkey.localgraph.resources.places import Place, locate
from graphkey.localgraph.resources.segments import plain_template, steps_of
from graphkey.localgraph.storage.store import TenantStore

USER = "/users/87d349ed"


@pytest.fixture(scope="module")
def store() -> Iterator[TenantStore]:
    with open_local_graph(None) as graph:
        found = _tenant(graph)
        with found.writing() as writer:
            writer.put(USER, {"id": "87d349ed"})
            writer.link("/users/amy%40contoso.example", USER)
            writer.put(f"{USER}/authentication/emailmethods/1", {"id": "1"})
            writer.put("/identity/authenticationeventsflows/f", {"id": "f"})
            writer.put("/identity/riskprevention/webapplicationfirewallverifications/v", {"id": "v"})
            writer.put("/identity/riskprevention/webapplicationfirewallproviders/p", {"id": "p"})
            writer.link(
                "/identity/riskprevention/webapplicationfirewallverifications/v/provider",
                "/identity/riskprevention/webapplicationfirewallproviders/p",
            )
        yield found


def _tenant(graph: LocalGraph) -> TenantStore:
    return graph._parts.open_tenant(graph.tenant_id)


def _place(store: TenantStore, version: Version, path: str) -> Place:
    match = load.operations_at(version, path)
    assert match is not None
    return locate(store, version, match.template, match.ids)


@pytest.mark.parametrize(
    "version, path, form, where",
    [
        ("beta", "/identity/conditionalAccess/policies", "collection", "/identity/conditionalaccess/policies"),
        ("v1.0", "/policies/conditionalAccessPolicies/A", "item", "/identity/conditionalaccess/policies/a"),
        ("beta", "/identity/conditionalAccess/authenticationStrengths/policies", "collection", "/policies/authenticationstrengthpolicies"),
        ("v1.0", "/policies/authorizationPolicy", "single", "/policies/authorizationpolicy/authorizationpolicy"),
        ("beta", "/policies/authorizationPolicy", "collection", "/policies/authorizationpolicy"),
        ("beta", "/users/AMY@contoso.example/authentication/methods/1", "item", f"{USER}/authentication/emailmethods/1"),
        ("beta", "/users/87d349ed/authentication/signInPreferences", "value", f"{USER}/authentication"),
        ("beta", "/identity/authenticationEventsFlows/F/conditions", "value", "/identity/authenticationeventsflows/f"),
        ("beta", "/identity/b2xUserFlows/B2X_1_signup/userFlowIdentityProviders", "links", "/identity/b2xuserflows/b2x_1_signup/userflowidentityproviders"),
        ("beta", "/identity/riskPrevention/webApplicationFirewallVerifications/v/provider", "link", "/identity/riskprevention/webapplicationfirewallverifications/v/provider"),
    ],
)  # fmt: skip
def test_path_leads_to_its_place(store: TenantStore, version: Version, path: str, form: str, where: str) -> None:
    place = _place(store, version, path)
    assert (place.form, place.path) == (form, where)


@pytest.mark.parametrize(
    "path",
    [
        "/users/nobody/authentication/methods",
        "/policies/authenticationStrengthPolicies/x/combinationConfigurations",
        "/identity/authenticationEventsFlows/none/conditions/applications/includeApplications",
        "/identity/authenticationEventsFlows/f/microsoft.graph.externalUsersSelfServiceSignUpEventsFlow/conditions",
    ],
)
def test_nothing_lives_below_what_is_not_there_or_is_of_another_type(store: TenantStore, path: str) -> None:
    with pytest.raises(NotFoundError):
        _place(store, "beta", path)


@pytest.mark.parametrize("version", ["beta", "v1.0"])
def test_every_segment_of_the_catalog_has_a_type(version: Version) -> None:
    for operation in load.operations(version):
        if operation.kind not in ("action", "function"):
            steps = steps_of(version, plain_template(operation.path))
            assert steps[-1].type, operation.path


def test_document_that_moves_away_and_back_is_as_it_was(store: TenantStore) -> None:
    with store.writing() as writer:
        writer.put("/a/1", {"id": "1"})
        writer.put("/a/1/b/2", {"id": "2"})
        writer.put("/a/1/b/2/c/3", {"id": "3"})
        writer.put("/a/10", {"id": "10"})
        writer.add_link("/a/1/d", "/a/10")
        writer.add_link("/a/10/d", "/a/1/b/2")
        writer.move("/a/1", "/z/1")
        assert [writer.read(path) for path in ("/a/1", "/a/1/b/2", "/a/1/b/2/c/3")] == [None] * 3
        assert writer.targets("/z/1/d") == ["/a/10"]
        assert writer.targets("/a/10/d") == ["/z/1/b/2"]
        assert writer.read("/a/10") == {"id": "10"}
        writer.move("/z/1", "/a/1")
        assert [writer.read(path) for path in ("/a/1", "/a/1/b/2", "/a/1/b/2/c/3")] == [
            {"id": "1"},
            {"id": "2"},
            {"id": "3"},
        ]
        assert (writer.targets("/a/1/d"), writer.targets("/a/10/d")) == (["/a/10"], ["/a/1/b/2"])


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(_JSON, _JSON)
def test_change_changes_nothing_when_it_is_made_again(stored: Any, change: Any) -> None:
    once = merge(stored, change)
    assert merge(once, change) == once

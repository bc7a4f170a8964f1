import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graphkey.catalog.load import operations_at
from graphkey.catalog.paths import find, key_of, match, placeholders, render
from graphkey.errors import UsageError

FLOW = "/identity/b2xUserFlows/{b2xIdentityUserFlow-id}"
SLOT = FLOW + "/apiConnectorConfiguration/preTokenIssuance"
UPLOAD = SLOT + "/uploadClientCertificate"
KEY = {"b2xIdentityUserFlow-id": "B2X_1_x"}
LABELS = "/x/{user-id}/computeInheritance(labelIds={labelIds},locale='{locale}',contentFormats={contentFormats})"
TEMPLATES = [
    "/identity/apiConnectors", "/identity/apiConnectors/$count", "/identity/apiConnectors/{identityApiConnector-id}", FLOW,
    UPLOAD, SLOT + "/$ref", LABELS, "/a/{a-id}/b/{b-id1}/$value", "/a/{a-id}/graph.derived/usage()", "/a/getOrder()",
]  # fmt: skip
# Made printable instead of filtered: a filter that throws most texts away fails by its own slowness on a busy machine.
_PRINTABLE = st.characters(exclude_categories=("C", "Zl", "Zp", "Zs"))
IDS = st.tuples(_PRINTABLE, st.text(_PRINTABLE | st.just(" "))).map("".join)


def sent(text: str) -> bool:
    """Tell whether a text can be written as UTF-8 at all."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@given(st.sampled_from(TEMPLATES), st.data())
def test_match_gives_back_the_ids_when_render_wrote_the_path(template: str, data: st.DataObject) -> None:
    ids = {name: data.draw(IDS) for name in placeholders(template)}
    assert match(template, render(template, ids)) == ids


@given(st.sampled_from([FLOW, SLOT, UPLOAD, SLOT + "/$ref"]), st.text(min_size=1))
def test_operations_at_finds_template_and_id_when_the_id_is_any_text(template: str, value: str) -> None:
    assume(value.strip() and sent(value))
    found = operations_at("beta", render(template, {"b2xIdentityUserFlow-id": value}))
    assert found is not None
    assert (found.template, found.ids) == (template, {"b2xIdentityUserFlow-id": value})


@given(st.text())
def test_operations_at_answers_and_never_fails_when_the_path_is_any_text(path: str) -> None:
    found = operations_at("beta", path)
    assert found is None or found.operations


@given(
    st.lists(
        st.sampled_from(
            ["identity", "b2xUserFlows", "%2e%2e", "..", "", "$count", "{}", "x('", "')", "%00", "%ff", "a=b("]
        )
    )
)
def test_operations_at_answers_when_the_path_is_made_of_tricks(segments: list[str]) -> None:
    found = operations_at("v1.0", "/" + "/".join(segments))
    assert found is None or found.operations


@pytest.mark.parametrize(
    "path",
    [
        "/identity/b2xUserFlows/B2X_1_x/apiConnectorConfiguration/preTokenIssuance/uploadClientCertificate",
        "/identity/b2xUserFlows/B2X_1_x/apiConnectorConfiguration/preTokenIssuance/microsoft.graph.uploadClientCertificate",
        "/IDENTITY/B2XUSERFLOWS/B2X_1_x/APICONNECTORCONFIGURATION/PRETOKENISSUANCE/UPLOADCLIENTCERTIFICATE",
        "/identity/b2xUserFlows('B2X_1_x')/apiConnectorConfiguration/preTokenIssuance/uploadClientCertificate",
        "/identity/b2xUserFlows(%27B2X_1_x%27)/apiConnectorConfiguration/preTokenIssuance/uploadClientCertificate/",
        "/identity/b2xUserFlows/B2X%5F1%5fx/apiConnectorConfiguration/preTokenIssuance/Microsoft.Graph.uploadClientCertificate",
    ],
)
def test_operations_at_knows_the_upload_when_the_path_is_spelled_otherwise(path: str) -> None:
    found = operations_at("beta", path)
    assert found is not None
    assert (found.template, found.ids, list(found.operations)) == (UPLOAD, KEY, ["POST"])


@pytest.mark.parametrize(
    ("segment", "id_"),
    [
        ("%2e%2e", ".."),
        ("a%2fb", "a/b"),
        ("a%252fb", "a%2fb"),
        ("B2X_1_x", "B2X_1_x"),
        ("o''clock", "o''clock"),
        ("%F0%9F%94%91", "🔑"),
        ("a+b", "a+b"),
        ("x('y')", "x('y')"),
        ("a%zz", "a%zz"),
    ],
)
def test_an_id_is_decoded_exactly_once_when_it_is_a_segment(segment: str, id_: str) -> None:
    found = operations_at("beta", "/identity/b2xUserFlows/" + segment)
    assert found is not None
    assert found.ids == {"b2xIdentityUserFlow-id": id_}


@pytest.mark.parametrize(
    ("quoted", "id_"),
    [
        ("'o''clock'", "o'clock"),
        ("%27o%27%27clock%27", "o'clock"),
        ("'a%2fb'", "a/b"),
        ("'$count'", "$count"),
        ("'('')'", "(')"),
    ],
)
def test_a_quote_is_doubled_when_the_key_is_in_parentheses(quoted: str, id_: str) -> None:
    found = operations_at("beta", f"/identity/b2xUserFlows({quoted})")
    assert found is not None
    assert found.ids == {"b2xIdentityUserFlow-id": id_}


@pytest.mark.parametrize(
    "path",
    [
        "", "/", "//", "/identities", "/identity//apiConnectors", "/identity/../identity/apiConnectors", "/identity/./apiConnectors",
        "/identity/apiConnectors/%ff", "/identity/apiConnectors/a/b",
        "/identity/apiConnectors/a/../b", "/identity/apiConnectors//", "/identity/apiConnectors('')", "/identity/apiConnectors(a)",
        "/identity%2fapiConnectors", "/identity/apiConnectors/{}/x", "/b2xUserFlows",
        "/identity/apiConnectors\n/x", "/identity/apiConnectors%0a", "/identity/apiConnectors('o'clock')",
        "/identity/apiConnectors/1/uploadClientCertificate()",
    ],
)  # fmt: skip
def test_operations_at_finds_nothing_when_the_path_is_none_of_graphs(path: str) -> None:
    assert operations_at("beta", path) is None


def test_one_trailing_slash_is_let_be_when_a_path_has_it() -> None:
    found = operations_at("beta", "/identity/apiConnectors/")
    assert found is not None
    assert found.template == "/identity/apiConnectors"


def test_literal_wins_over_id_when_a_segment_could_be_both() -> None:
    found = operations_at("beta", "/identity/apiConnectors/$count")
    assert found is not None
    assert found.template == "/identity/apiConnectors/$count"


def test_v10_lacks_the_third_slot_when_beta_has_it() -> None:
    path = "/identity/b2xUserFlows/B2X_1_x/apiConnectorConfiguration/preTokenIssuance"
    assert operations_at("beta", path) is not None
    assert operations_at("v1.0", path) is None


def test_render_encodes_every_reserved_sign_when_an_id_holds_them() -> None:
    assert (
        render(FLOW, {"b2xIdentityUserFlow-id": "a/b?c#d%e f'é"})
        == "/identity/b2xUserFlows/a%2Fb%3Fc%23d%25e%20f%27%C3%A9"
    )


@pytest.mark.parametrize(("id_", "end"), [(".", "%2E"), ("..", "%2E%2E"), ("a.b", "a.b")])
def test_render_leaves_no_step_of_the_path_when_an_id_is_dots(id_: str, end: str) -> None:
    assert render(FLOW, {"b2xIdentityUserFlow-id": id_}) == "/identity/b2xUserFlows/" + end


def test_render_puts_an_id_into_parentheses_when_it_looks_like_graphs_own_segment() -> None:
    path = render(SLOT, {"b2xIdentityUserFlow-id": "$count"})
    assert path == "/identity/b2xUserFlows('%24count')/apiConnectorConfiguration/preTokenIssuance"


@pytest.mark.parametrize("id_", ["", " ", "\t\n", "\ud800"])
def test_render_refuses_an_id_when_it_is_empty_or_no_text(id_: str) -> None:
    with pytest.raises(UsageError):
        render(FLOW, {"b2xIdentityUserFlow-id": id_})


def test_render_names_the_id_when_it_is_absent() -> None:
    with pytest.raises(UsageError, match="b2xIdentityUserFlow-id"):
        render(FLOW, {})


def test_arguments_of_a_function_are_read_when_they_come_in_another_order() -> None:
    path = "/x/u/computeInheritance(contentFormats=a,b,locale='de''s',labelIds=%5B1%5D)"
    assert match(LABELS, path) == {"user-id": "u", "contentFormats": "a,b", "locale": "de's", "labelIds": "[1]"}


def test_find_leads_to_a_function_when_its_arguments_are_given() -> None:
    key = key_of(LABELS)
    path = render(LABELS, {"user-id": "u", "labelIds": "1", "locale": "de", "contentFormats": "f"})
    assert find(path, f"{key} GET".startswith) == key


def test_find_takes_a_function_without_parentheses_when_it_has_no_arguments() -> None:
    key = key_of("/a/{a-id}/usage()")
    assert find("/a/1/microsoft.graph.usage", f"{key} GET".startswith) == key


def test_find_takes_a_qualified_cast_when_the_catalog_spells_it_short() -> None:
    key = key_of("/a/{a-id}/graph.derived")
    assert find("/a/1/microsoft.graph.derived", f"{key} GET".startswith) == key

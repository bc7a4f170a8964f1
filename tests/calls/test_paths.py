"""Paths as attributes: every operation of the catalog has one spelling, and what is misspelt is refused with what is near."""

import copy
import pickle
import re

import pytest

import graphkey
from graphkey import Graph, Secret, beta, v1
from graphkey.calls.names import CALLED, VERBS, attribute, class_name
from graphkey.calls.path import Path
from graphkey.catalog.load import operations_at, operations_of, steps_below, type_names
from graphkey.catalog.paths import key_of, placeholders
from graphkey.catalog.sets import body_type
from graphkey.catalog.table import Table
from graphkey.errors import UsageError
from tests.cli.bundles import PASSWORD, pfx, thumbprint

SLOT = beta.identity.b2x_user_flows["B2X_1_signup"].api_connector_configuration.pre_token_issuance

BASIC = {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u", "password": "p"}


def operations(version, template=""):
    """Walk the whole catalog step by step."""
    yield from operations_of(version, key_of(template)).values()
    for segment in steps_below(version, key_of(template)):
        yield from operations(version, f"{template}/{segment}")


def method(operation):
    """Go to an operation as a program would: attributes, and an id in brackets for each placeholder."""
    place = Path(operation.version)
    *steps, last = operation.path.split("/")[1:]
    for step in steps if operation.kind in CALLED else [*steps, last]:
        place = place["x"] if step.startswith("{") else getattr(place, attribute(step))
    if operation.kind in CALLED:
        return getattr(place, attribute(last))
    return getattr(place, "list" if operation.kind == "cast" and operation.many else VERBS[operation.kind])


def echo(request):
    """Answer anything: a count, an empty list."""
    return graphkey.Response(200, {}, b"3" if "$count" in request.url else b'{"value":[]}')


def arguments(operation):
    body = body_type(operation)
    if body is not None and body.pfx:
        return (), {body.pfx.value: pfx(), body.pfx.password: PASSWORD}
    if operation.body == "stream":
        return (b"bytes",), {}
    if operation.body == "reference" or "@id" in operation.query:
        return (beta.identity.api_connectors["x"],), {}
    slots = re.findall(r"{([^}]+)}", operation.path.rpartition("/")[2]) if "(" in operation.path else []
    aliased = [name for name in operation.query if f"=@{name}" in operation.path]
    return (), dict.fromkeys([*slots, *aliased], "x")


@pytest.mark.parametrize("version", ["beta", "v1.0"])
def test_every_operation_of_the_catalog_is_reached_by_its_spelling(version):
    found = list(operations(version))
    sent = []
    graph = Graph(transport=lambda request: sent.append(request) or echo(request), root="https://g.example")
    for operation in found:
        given, named = arguments(operation)
        call = method(operation)(*given, **named)
        assert (call.operation, list(call.values.ids)) == (operation, placeholders(operation.path))
        graph.send(call)
        path = sent[-1].url.removeprefix(f"https://g.example/{version}").partition("?")[0]
        assert operations_at(version, path).operations[sent[-1].method] == operation
    assert len(found) == len(Table("operations").keys(version + " "))


@pytest.mark.parametrize("version", ["beta", "v1.0"])
def test_every_type_has_a_class_name_of_its_own(version):
    names = [class_name(name) for name in type_names(version)]
    assert len(set(names)) == len(names)


def test_path_is_written_as_it_is_sent_when_asked_for_its_text():
    assert str(beta.identity.api_connectors["a/b c"]) == "/beta/identity/apiConnectors/a%2Fb%20c"
    assert str(v1.identity_protection.risky_users["$count"]) == "/v1.0/identityProtection/riskyUsers('%24count')"
    assert beta.identity.api_connectors["x"] == beta.identity.api_connectors["x"] != beta.identity.api_connectors["y"]


def test_path_can_be_copied_and_shown_whatever_its_id():
    place = beta.identity.api_connectors["x"]
    assert copy.deepcopy(place) == pickle.loads(pickle.dumps(place)) == place
    assert {place: 1}[beta.identity.api_connectors["x"]] == 1
    half = beta.identity.api_connectors["\ud800"]
    assert "apiConnectors" in f"{half!r} {half.get()!r}"
    with pytest.raises(UsageError):
        str(half)


def test_path_is_no_list():
    with pytest.raises(TypeError, match="not iterable"):
        list(beta.identity.api_connectors)


def test_misspelt_path_names_what_is_near():
    with pytest.raises(AttributeError, match="did you mean api_connectors"):
        beta.identity.api_conectors  # noqa: B018
    with pytest.raises(AttributeError, match="did you mean identity"):
        v1.identiti  # noqa: B018
    with pytest.raises(AttributeError):
        beta.identity.apiConnectors  # noqa: B018 - one spelling for each
    with pytest.raises(AttributeError):
        graphkey.gamma  # noqa: B018


def test_completion_offers_paths_methods_and_types():
    assert {"identity", "policies", "IdentityApiConnector"} <= set(dir(beta))
    assert dir(beta.identity.api_connectors["x"]) == ["delete", "get", "update", "upload_client_certificate"]
    assert {"list", "create", "count"} <= set(dir(beta.identity.api_connectors))
    assert repr(beta.identity.api_connectors["x"].delete).startswith("<method delete(if_match): DELETE /beta/identity/")
    assert "(id, authenticationConfiguration, displayName, targetUrl)" in repr(beta.identity.api_connectors.create)
    assert "(challengeTimeoutInMinutes)" in repr(beta.users["u"].authentication.fido2_methods.creation_options)


@pytest.mark.parametrize("key", ["", " ", None, 3])
def test_id_that_is_none_is_refused(key):
    with pytest.raises(UsageError):
        beta.identity.api_connectors[key]


def test_id_in_brackets_of_what_is_no_collection_is_refused():
    with pytest.raises(UsageError, match="no collection"):
        beta.identity["x"]


def test_documents_type_is_made_when_a_program_names_it():
    made = beta.IdentityApiConnector
    assert {"displayName", "authenticationConfiguration", "@odata.type"} <= set(made.__annotations__)
    assert made is beta.IdentityApiConnector
    assert made(displayName="x") == {"displayName": "x"}
    assert "userIds" in beta.RiskyUsersDismissBody.__annotations__
    with pytest.raises(AttributeError):
        beta.IdentityApiConector  # noqa: B018


class TestArguments:
    def test_keyword_in_python_spelling_names_graphs_own(self):
        with pytest.raises(UsageError) as caught:
            beta.identity.api_connectors["x"].update(display_name="y")
        assert "displayName" in caught.value.hint

    @pytest.mark.parametrize(
        "make",
        [
            lambda: beta.identity.api_connectors.list(flter="x"),
            lambda: beta.identity.api_connectors.list(top=0),
            lambda: beta.identity.api_connectors.list(top=1000),
            lambda: beta.identity.api_connectors.list(top="9"),
            lambda: beta.identity.api_connectors.list(filter=object()),
            lambda: beta.identity.api_connectors["x"].get({"a": 1}),
            lambda: beta.identity.api_connectors["x"].update([1]),
            lambda: beta.identity.api_connectors["x"].update({}, {}),
            lambda: beta.identity.api_connectors["x"].update({"displayName": 1}, displayName=2),
            lambda: beta.identity.api_connectors["x"].update({"displayName": 1, "DisplayName": 2}),
            SLOT.ref.set,
            lambda: SLOT.ref.set(3),
            lambda: SLOT.ref.set("", to="x"),
            lambda: beta.trust_framework.policies["x"].value.set("text"),
            beta.policies.authentication_strength_policies.find_by_method_mode,
        ],
    )
    def test_what_the_operation_does_not_take_is_refused_before_anything_is_sent(self, make):
        with pytest.raises(UsageError):
            make()

    def test_keyword_of_a_derived_type_is_known(self):
        call = beta.identity.conditional_access.named_locations.create(
            {"@odata.type": "#microsoft.graph.countryNamedLocation"}, countriesAndRegions=["AT"]
        )
        assert call.values.body["countriesAndRegions"] == ["AT"]

    def test_key_of_a_document_that_the_catalog_does_not_know_goes_out_as_given(self):
        assert beta.identity.api_connectors.create({"newThing": None}).values.body == {"newThing": None}

    def test_option_left_away_or_none_is_not_sent(self):
        call = beta.identity.api_connectors.list(filter=None, count=False, select=["id", "displayName"], top=5)
        assert call.values.query == {"$select": "id,displayName", "$top": "5"}

    def test_argument_of_a_function_is_part_of_the_path(self):
        place = beta.policies.authentication_strength_policies
        assert repr(place.find_by_method_mode(authenticationMethodModes=["password", "sms"])).endswith(
            "findByMethodMode(authenticationMethodModes=%5B%22password%22%2C%22sms%22%5D)>"
        )

    def test_function_with_and_without_arguments_is_one_method(self):
        options = beta.users["u"].authentication.fido2_methods.creation_options
        assert options().values.query == {}
        assert options(challengeTimeoutInMinutes=5).values.query == {"@challengeTimeoutInMinutes": "5"}

    def test_quoted_argument_of_a_function_is_one_text(self):
        labels = beta.information_protection.sensitivity_labels
        call = labels.compute_inheritance(labelIds="a", locale="de'AT", contentFormats=["b", "c"])
        assert list(call.values.ids.values()) == ['["a"]', "de'AT", '["b","c"]']

    def test_search_is_quoted_once(self):
        assert beta.identity.api_connectors.list(search="displayName:x").values.query["$search"] == '"displayName:x"'
        assert beta.identity.api_connectors.list(search='"x"').values.query["$search"] == '"x"'

    def test_document_that_came_from_graph_goes_back_without_what_it_says_about_itself(self):
        document = {"@odata.context": "c", "@odata.id": "i", "@odata.etag": "e", "@odata.type": "t", "displayName": "n"}
        body = beta.identity.api_connectors["x"].update(document).values.body
        assert body == {"@odata.type": "t", "displayName": "n"}

    def test_bytes_of_a_binary_property_are_base64(self):
        place = beta.organization["o"].certificate_based_auth_configuration
        call = place.create(certificateAuthorities=[{"isRootAuthority": True, "certificate": b"\x00\xff"}])
        assert call.values.body["certificateAuthorities"][0]["certificate"] == "AP8="

    def test_if_match_is_a_header(self):
        assert beta.identity.api_connectors["x"].delete(if_match='"1"').values.headers == {"if-match": '"1"'}


class TestCall:
    def test_secrets_are_wrapped_and_never_shown(self):
        call = SLOT.upload_client_certificate(pkcs12Value=pfx(), password=PASSWORD)
        assert isinstance(call.values.body["password"], Secret)
        assert PASSWORD not in f"{call!r} {call.values.body}"

    @pytest.mark.parametrize("apart", [True, False])
    def test_secret_of_the_type_that_a_document_names_is_wrapped_as_a_keyword_too(self, apart):
        document = {"@odata.type": "#microsoft.graph.socialIdentityProvider"}
        more = {"clientSecret": "hunter2", "clientId": "i"}
        make = beta.identity.identity_providers.create
        call = make(document, **more) if apart else make({**document, **more})
        assert isinstance(call.values.body["clientSecret"], Secret)
        assert "hunter2" not in repr(call.values)

    def test_call_is_a_value_that_does_not_change(self):
        call = beta.identity.api_connectors.list()
        more = call.with_headers({"Prefer": "x"})
        assert (call.values.headers, more.values.headers) == ({}, {"prefer": "x"})
        assert more == beta.identity.api_connectors.list().with_headers({"prefer": "x"}) != call
        with pytest.raises(UsageError):
            call.with_headers({"Authorization": "Bearer x"})

    def test_send_reads_each_kind_as_it_is(self, graph):
        connectors = beta.identity.api_connectors
        made = graph.send(
            connectors.create(displayName="n", targetUrl="https://x.example/", authenticationConfiguration=BASIC)
        )
        assert graph.send(connectors[made["id"]].get(select="displayName"))["displayName"] == "n"
        assert graph.send(connectors.count()) == 2
        assert graph.send(connectors[made["id"]].delete()) is None
        assert [one["displayName"] for one in graph.items(connectors.list())] == ["Sample API"]

    def test_pages_are_read_as_the_caller_goes_on(self, graph):
        for number in range(4):
            graph.send(
                beta.identity.api_connectors.create(
                    displayName=str(number), targetUrl="https://x.example/", authenticationConfiguration=BASIC
                )
            )
        reading = graph.pages(beta.identity.api_connectors.list(top=2, count=True))
        first = next(reading)
        assert (len(first.items), first.total) == (2, 5)
        assert [len(page.items) for page in reading] == [2, 1]
        assert graph.send(beta.identity.api_connectors.list(top=2)).items == first.items

    def test_reference_is_a_path_that_becomes_an_address_of_this_graph(self):
        seen = []
        graph = Graph(
            transport=lambda request: seen.append(request) or graphkey.Response(204), root="https://g.example"
        )
        graph.send(SLOT.ref.set(beta.identity.api_connectors["a b"]))
        assert seen[0].body == b'{"@odata.id":"https://g.example/beta/identity/apiConnectors/a%20b"}'
        providers = beta.identity.b2x_user_flows["f"].user_flow_identity_providers
        graph.send(providers.ref.delete(beta.identity.identity_providers["p"]))
        assert seen[1].url.endswith("/$ref?@id=https://g.example/beta/identity/identityProviders/p")

    def test_reference_connects_a_slot(self, graph):
        made = graph.send(
            beta.identity.api_connectors.create(
                displayName="n", targetUrl="https://x.example/", authenticationConfiguration=BASIC
            )
        )
        graph.send(SLOT.ref.set(beta.identity.api_connectors[made["id"]]))
        assert graph.send(SLOT.get())["id"] == made["id"]

    @pytest.mark.parametrize(
        "mistake",
        [beta.identity.api_connectors, beta.identity.api_connectors.list, None, "Get-MgBetaIdentityApiConnector"],
    )
    def test_what_is_no_call_is_refused_with_what_to_write(self, graph, mistake):
        for take in (graph.send, graph.batch().add, graph.pages):
            with pytest.raises(UsageError) as caught:
                take(mistake)
            assert ".list()" in caught.value.hint

    def test_items_of_a_call_that_is_no_list_are_refused(self, graph):
        with pytest.raises(UsageError, match="one document"):
            list(graph.items(beta.identity.get()))

    def test_upload_gets_the_check_and_the_clean_copy(self, graph):
        done = graph.send(SLOT.upload_client_certificate(pkcs12Value=pfx(), password=PASSWORD))
        assert done["authenticationConfiguration"]["certificateList"][0]["thumbprint"] == thumbprint()
        with pytest.raises(graphkey.Error, match="wrong-password"):
            graph.send(SLOT.upload_client_certificate(pkcs12Value=pfx(), password="wrong"))

    def test_content_goes_out_and_comes_back_as_bytes(self):
        seen = []

        def far(request):
            seen.append(request)
            return graphkey.Response(200, {"content-type": "application/xml"}, b"<a>\xff</a>")

        graph = Graph(transport=far)
        assert graph.send(beta.trust_framework.policies["p"].value.set(b"\x00\xff")) == b"<a>\xff</a>"
        assert (seen[0].method, seen[0].body) == ("PUT", b"\x00\xff")
        assert graph.send(beta.trust_framework.policies["p"].value.get()) == b"<a>\xff</a>"

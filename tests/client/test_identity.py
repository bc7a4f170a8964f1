"""`-InputObject` in every shape it can come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.catalog.load import command, identity_keys
from graphkey.catalog.paths import placeholders, render
from graphkey.client.identity import ids_from
from graphkey.client.place import Items, place_of
from graphkey.errors import UsageError

REMOVE = command("Remove-MgBetaIdentityApiConnector").operations[0]
CONTEXT = "https://graph.microsoft.com/beta/$metadata#identity/apiConnectors"


@pytest.mark.parametrize(
    "identity",
    [
        {"IdentityApiConnectorId": "x"},
        {"identityapiconnectorid": "x", "UserId": None, "AuthenticationMethodModes": ["password", "sms"]},
        {"id": "x", "@odata.type": "#microsoft.graph.identityApiConnector"},
        {"id": "x", "@odata.context": f"{CONTEXT}/$entity"},
        {"id": "x", "@odata.context": f"{CONTEXT}(id,displayName)/$entity"},
        {"Id": "x", "DisplayName": "y", "AdditionalProperties": {"@odata.context": f"{CONTEXT}/$entity"}},
        {"id": "x", "@odata.type": "#microsoft.graph.derived", "@odata.context": f"{CONTEXT}/$entity"},
    ],
)
def test_id_is_found(identity):
    assert ids_from(identity, REMOVE) == {"identityApiConnector-id": "x"}


@pytest.mark.parametrize(
    ("identity", "says"),
    [
        (None, "takes an object"),
        ([], "takes an object"),
        ("x", "takes an object"),
        ({}, "null value for InputObject.IdentityApiConnectorId"),
        ({"@odata.type": "#microsoft.graph.identityApiConnector"}, "null value for InputObject.IdentityApiConnectorId"),
        ({"IdentityApiConnectorId": " "}, "is empty"),
        ({"IdentityApiConnectorId": 5}, "is no text"),
        ({"IdentityApiConnectorId": "x", "IDENTITYAPICONNECTORID": "y"}, "twice"),
        ({"IdentityConnectorId": "x"}, "no id named"),
        ({"id": "x"}, "nothing tells of what type"),
        ({"id": "x", "@odata.type": "#microsoft.graph.user"}, "is a user"),
        ({"AuthenticationMethodModes": ["a", 1]}, "is no text"),
    ],
)
def test_what_is_no_identity_is_told(identity, says):
    with pytest.raises(UsageError, match=says):
        ids_from(identity, REMOVE)


def test_ids_of_the_page_are_known():
    keys = identity_keys()
    assert {"invitationid", "mobilitymanagementpolicyid", "sensitivitylabelid1"} <= set(keys)
    assert keys["authenticationmethodmodes"].many


LANGUAGES, LANGUAGE = (command(f"{verb}-MgBetaIdentityB2XUserFlowLanguage").operations[0] for verb in ("Get", "Remove"))
keys = st.text(min_size=1).filter(lambda text: text.strip() and text.isprintable())


@given(flow=keys, key=keys)
def test_ids_come_back_from_where_an_item_says_it_is(flow, key):
    url = "https://g.example/beta" + render(LANGUAGES.path, {"b2xIdentityUserFlow-id": flow})
    item = Items(LANGUAGES, url + "?$top=5").located({"id": key})
    assert ids_from(item, LANGUAGE) == {"b2xIdentityUserFlow-id": flow, "userFlowLanguageConfiguration-id": key}


@given(st.text())
def test_address_is_a_place_or_none_whatever_it_holds(address):
    place = place_of(address, "beta")
    assert place is None or set(place.ids) == set(placeholders(place.template))

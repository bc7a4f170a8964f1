"""A refusal names the permission that is missing, of the kind that the token's holder needs."""

import base64
import json

import pytest

from graphkey.catalog.load import command
from graphkey.catalog.model import Permissions
from graphkey.client.read import error_in
from graphkey.client.sign_in import with_caller
from graphkey.errors import ForbiddenError
from graphkey.secret import Secret
from graphkey.wire import json_response

GET = command("Get-MgBetaIdentityConditionalAccessPolicy").operations[0]
REFUSED = json_response(403, {"error": {"code": "AccessDenied", "message": "no"}})


def token(**claims):
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return Secret(f"e30.{body}.sig")


def hint(operation, **claims):
    error = error_in(operation, with_caller(REFUSED, token(**claims)))
    assert isinstance(error, ForbiddenError)
    return error.hint


def with_permissions(delegated=(), application=()):
    return GET._replace(permissions=Permissions(tuple(delegated), tuple(application)))


@pytest.mark.parametrize(
    ("claims", "named", "unnamed"),
    [
        ({"scp": "openid"}, "User.Low", "App.Low"),
        ({"roles": ["Other"]}, "App.Low", "User.Low"),
        ({"idtyp": "app"}, "App.Low", "User.Low"),
    ],
)
def test_permission_is_of_the_kind_that_the_token_has(claims, named, unnamed):
    said = hint(with_permissions(("User.Low", "User.High"), ("App.Low", "App.High")), **claims)
    assert named in said
    assert unnamed not in said
    assert "High" not in said
    assert "API permissions" in said


def test_both_are_named_when_the_token_cannot_be_read():
    said = hint(with_permissions(("User.Low",), ("App.Low",)))
    assert "User.Low for a user, App.Low for an application" in said
    assert (
        error_in(with_permissions(("Both",), ("Both",)), with_caller(REFUSED, Secret("opaque"))).hint.count("Both") == 1
    )


def test_other_way_to_sign_in_is_named_when_only_that_may():
    assert "sign in as a user" in hint(with_permissions(("User.Low",)), roles=[])
    assert "sign in as an application" in hint(with_permissions((), ("App.Low",)), scp="x")


def test_missing_data_is_said():
    assert "No public source names" in hint(with_permissions(), scp="x")


def test_catalog_names_one_for_a_real_command():
    assert "Policy.Read" in hint(GET, scp="User.Read")


def test_other_answers_say_nothing_of_the_caller():
    assert with_caller(json_response(404, {}), token(scp="x")).caller is None

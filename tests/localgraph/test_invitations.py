"""Invitations make guests; grants tell what has changed."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from graph_world import Caller

from graphkey.localgraph.handlers import grants

BODY = {"invitedUserEmailAddress": "kim@fabrikam.example", "inviteRedirectUrl": "https://myapp.contoso.example"}
GRANTS = "/oauth2PermissionGrants"


# -- invitations ---------------------------------------------------------------------------------------------------------


def test_invitation_adds_a_guest(caller: Caller) -> None:
    made = caller.post("/invitations", {**BODY, "invitedUserDisplayName": "Kim"})
    assert (made["status"], made["invitedUserType"], made["sendInvitationMessage"]) == (
        "PendingAcceptance",
        "Guest",
        False,
    )
    guest = made["invitedUser"]["id"]
    assert caller.get(f"/users/{guest}/authentication/methods")["value"] == []
    store = caller.graph._parts.open_tenant(caller.graph.tenant_id)
    user = store.read(f"/users/{guest}") or {}
    assert (user["userType"], user["displayName"], user["externalUserState"]) == ("Guest", "Kim", "PendingAcceptance")
    assert user["userPrincipalName"] == "kim_fabrikam.example#EXT#@contoso.example"


def test_ticket_is_answered_once_and_kept_as_a_hash(inside: Caller) -> None:
    made = inside.post("/invitations", BODY)
    redeem = parse_qs(urlsplit(parse_qs(urlsplit(made["inviteRedeemUrl"]).query)["rd"][0]).query)
    assert redeem["user"] == [made["id"]] and redeem["tenant"] == [inside.graph.tenant_id]
    (kept,) = inside.get("/invitations")["value"]
    assert kept["invitedUser"] == made["invitedUser"]
    assert kept["inviteRedeemUrl"] is None and kept["invitedUserEmailAddress"] == BODY["invitedUserEmailAddress"]
    store = inside.graph._parts.open_tenant(inside.graph.tenant_id)
    assert redeem["ticket"][0] not in json.dumps([row.document for row in store.rows("/invitations")])


def test_second_invitation_of_an_address_makes_no_second_guest(inside: Caller) -> None:
    one = inside.post("/invitations", BODY)
    other = inside.post("/invitations", {**BODY, "invitedUserEmailAddress": "KIM@fabrikam.example"}, version="v1.0")
    assert one["id"] != other["id"] and one["invitedUser"] == other["invitedUser"]


def test_user_who_is_named_is_invited_again(sample: Caller) -> None:
    gil = "5a000000-0000-4000-8000-000000000006"
    made = sample.post("/invitations", {**BODY, "invitedUser": {"id": gil}, "resetRedemption": True})
    assert made["invitedUser"] == {"id": gil} and made["resetRedemption"] is True
    assert sample.error("POST", "/invitations", {**BODY, "invitedUser": {"id": "nobody"}})[0] == 404


@pytest.mark.parametrize(
    "change",
    [{"invitedUserEmailAddress": "kim"}, {"invitedUserEmailAddress": ""}, {"invitedUserEmailAddress": None},
     {"inviteRedirectUrl": "nowhere"}, {"inviteRedirectUrl": None}, {"invitedUserEmailAddress": "a@" + "b" * 300 + ".example"}],
)  # fmt: skip
def test_bad_invitation_is_refused(inside: Caller, change: dict[str, Any]) -> None:
    body = {name: value for name, value in {**BODY, **change}.items() if value is not None}
    assert inside.error("POST", "/invitations", body)[0] == 400
    assert inside.get("/invitations")["value"] == []


# -- grants --------------------------------------------------------------------------------------------------------------


def grant(caller: Caller, scope: str) -> str:
    times = {"startTime": "2026-01-01T00:00:00Z", "expiryTime": "2027-01-01T00:00:00Z"}
    body = {"clientId": "c", "consentType": "AllPrincipals", "resourceId": "r", "scope": scope, **times}
    return str(caller.post(GRANTS, body)["id"])


def changes(caller: Caller, url: str) -> tuple[dict[str, str | None], str]:
    """Follow the pages of a round; return scope by id (None when removed) and the next delta link."""
    found: dict[str, str | None] = {}
    while True:
        page = caller.get(url)
        assert len(page["value"]) <= 100
        found.update({one["id"]: None if "@removed" in one else one["scope"] for one in page["value"]})
        if "@odata.deltaLink" in page:
            return found, page["@odata.deltaLink"].removeprefix(f"{caller.origin}/beta")
        url = page["@odata.nextLink"].removeprefix(f"{caller.origin}/beta")


def test_delta_tells_what_is_new_changed_and_gone(caller: Caller) -> None:
    one, two = grant(caller, "one"), grant(caller, "two")
    found, link = changes(caller, f"{GRANTS}/delta")
    assert found == {one: "one", two: "two"}
    assert changes(caller, link)[0] == {}
    caller.patch(f"{GRANTS}/{one}", {"scope": "changed"})
    caller.delete(f"{GRANTS}/{two}")
    three = grant(caller, "three")
    found, newer = changes(caller, link)
    assert found == {one: "changed", two: None, three: "three"}
    assert changes(caller, link)[0] == found  # a link can be used again
    assert changes(caller, newer)[0] == {}


def test_delta_pages_tell_a_change_made_meanwhile_in_the_next_round(inside: Caller) -> None:
    made = [grant(inside, f"s{at}") for at in range(5)]
    page = inside.get(f"{GRANTS}/delta?$top=2")
    assert len(page["value"]) == 2
    seen = page["value"][0]["id"]
    inside.patch(f"{GRANTS}/{seen}", {"scope": "meanwhile"})
    rest, link = changes(inside, page["@odata.nextLink"].removeprefix(f"{inside.origin}/beta"))
    assert {one["id"] for one in page["value"]} | set(rest) == set(made)
    assert changes(inside, link)[0] == {seen: "meanwhile"}


def test_delta_keeps_a_selection(inside: Caller) -> None:
    grant(inside, "one")
    page = inside.get(f"{GRANTS}/delta?$select=scope")
    assert set(page["value"][0]) == {"id", "scope"}
    grant(inside, "two")
    more = inside.get(page["@odata.deltaLink"].removeprefix(f"{inside.origin}/beta"))
    assert [set(one) for one in more["value"]] == [{"id", "scope"}]


@pytest.mark.parametrize("token", ["x", "W10", "WyJub25lIl0", "bnVsbA", "%ff"])
def test_token_that_was_not_given_out_is_gone(inside: Caller, token: str) -> None:
    assert inside.error("GET", f"{GRANTS}/delta?$deltatoken={token}")[0] in (400, 410)


def test_oldest_rounds_are_forgotten(inside: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grants, "KEPT_ROUNDS", 3)  # the real number takes as many rounds, and tells nothing more
    _, oldest = changes(inside, f"{GRANTS}/delta")
    _, older = changes(inside, f"{GRANTS}/delta")
    for _ in range(2):
        changes(inside, f"{GRANTS}/delta")
    assert inside.error("GET", oldest)[:2] == (410, "syncStateNotFound")
    assert changes(inside, older)[0] == {}
    store = inside.graph._parts.open_tenant(inside.graph.tenant_id)
    assert store.count("/oauth2permissiongrantrounds") == 3

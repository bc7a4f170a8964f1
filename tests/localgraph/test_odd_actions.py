"""Actions under odd bodies and from many threads at once: refused or done, never broken, never done twice."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest
from graph_world import Caller

from graphkey.catalog import load
from graphkey.catalog.model import Operation, Version
from graphkey.localgraph.handlers import special_handler

AMY, BO = "/users/amy@contoso.example/authentication", "/users/bo@contoso.example/authentication"
MOBILE = "phoneMethods/3179e48a-750b-4051-897c-87b9720928f7"
# Ids of the sample tenant, by placeholder; others are taken as they are named.
IDS = {
    "user-id": "amy@contoso.example",
    "b2xIdentityUserFlow-id": "B2X_1_partners",
    "b2cIdentityUserFlow-id": "B2C_1_customers",
    "authenticationStrengthPolicy-id": "8f000000-0000-4000-8000-000000000001",
    "trustFrameworkKeySet-id": "B2C_1A_FacebookSecret",
    "authenticationMethod-id": "28c10230-6103-485e-b985-444c60001490",
    "webApplicationFirewallProvider-id": "f3000000-0000-4000-8000-000000000001",
    "sensitivityLabel-id": "5abe1000-0000-4000-8000-000000000000",
}
ODD: list[Any] = [
    None, True, 0, -1, 2**40, 1e308, "", " ", "\u0000", "é" * 50, "a" * 5000, "../..", "$count", "'", [], [None], [[]],
    ["x"], [1], {}, {"a": 1}, {"@odata.type": 5}, {"@odata.type": "#microsoft.graph.userSignIn"},
]  # fmt: skip


def with_bodies() -> Iterator[Operation]:
    versions: tuple[Version, ...] = ("beta", "v1.0")
    for version in versions:
        for one in load.operations(version):
            if one.body not in (None, "stream", "reference") and special_handler(one.method, one.path):
                yield one


def bodies(operation: Operation) -> Iterator[Any]:
    """Give odd bodies, and bodies that are odd in one property each."""
    yield from ODD
    names = [one.name for one in load.type_of(operation.version, operation.body or "").properties]
    for odd in ODD:
        yield {**dict.fromkeys(names, "x"), "unknown": odd}
        for name in names:
            yield {name: odd}
            yield {name: {"@odata.type": "#microsoft.graph.userSignIn", "order": odd, "metadata": odd, "labelId": odd}}


@pytest.mark.abuse
def test_no_action_breaks_on_an_odd_body(sample: Caller) -> None:
    broken, sent = [], 0
    for operation in with_bodies():
        path = operation.path
        for name in [part.split("}")[0] for part in path.split("{")[1:]]:
            path = path.replace(f"{{{name}}}", quote(IDS.get(name, "x"), safe=""))
        for body in bodies(operation):
            sent += 1
            answer = sample.send(operation.method, path, json.dumps(body).encode(), version=operation.version)
            if answer.status >= 500:
                broken.append((operation.method, path, body, answer.body))
    assert broken == []
    assert sent > 3000


def test_passes_made_at_once_leave_one(sample: Caller) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: sample.send("POST", f"{AMY}/temporaryAccessPassMethods", {}).status, range(16)))
    assert set(made) == {201}
    assert len(sample.get(f"{AMY}/temporaryAccessPassMethods")["value"]) == 1


def test_number_enabled_by_two_at_once_signs_in_for_one(sample: Caller) -> None:
    sample.patch(f"{BO}/{MOBILE}", {"phoneNumber": "+1 2065550101"})

    def enable(user: str) -> int:
        return sample.send("POST", f"{user}/{MOBILE}/enableSmsSignIn", version="v1.0").status

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(enable, [AMY, BO]))
    assert sorted(answers) == [204, 400]
    states = {sample.get(f"{user}/{MOBILE}")["smsSignInState"] for user in (AMY, BO)}
    assert states == {"ready", "phoneNumberNotUnique"}


def test_address_invited_at_once_is_one_guest(inside: Caller) -> None:
    body = {"invitedUserEmailAddress": "kim@fabrikam.example", "inviteRedirectUrl": "https://x.example"}
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: inside.post("/invitations", body)["invitedUser"]["id"], range(12)))
    assert len(set(made)) == 1


def test_token_assigned_by_two_at_once_goes_to_one(sample: Caller) -> None:
    from graph_world import NOW

    from graphkey.localgraph.totp import make_code, read_secret

    code = make_code(read_secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") or b"", NOW)
    body = {"serialNumber": "TOTP000002", "verificationCode": code}

    def assign(user: str) -> int:
        return sample.send("POST", f"{user}/hardwareOathMethods/assignAndActivateBySerialNumber", body).status

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(assign, [AMY, BO, AMY, BO]))
    assert sorted(answers) == [204, 404, 404, 404]

"""A user's authentication methods: what their actions do, seen by a second read."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from typing import Any

import pytest
from graph_world import NOW, Caller

from graphkey.localgraph.totp import make_code, read_secret

AMY, BO, CHI = "/users/amy@contoso.example", "/users/bo@contoso.example", "/users/chi@contoso.example"
ELI = "/users/eli@contoso.example"
MOBILE, OFFICE = "3179e48a-750b-4051-897c-87b9720928f7", "e37fc753-ff3b-4958-9484-eaa9425c82bc"
PASSWORD = "28c10230-6103-485e-b985-444c60001490"
PASSES = f"{AMY}/authentication/temporaryAccessPassMethods"
TOKENS = f"{AMY}/authentication/hardwareOathMethods"
FREE = "7d000000-0000-4000-8000-000000000102"
FREE_SECRET = read_secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") or b""
SLOW = "TOTP000003"
SLOW_SECRET = read_secret("MFRGGZDFMZTWQ2LKNNWG23TPOA") or b""


# -- temporary access passes ---------------------------------------------------------------------------------------------


def test_pass_is_shown_once(sample: Caller) -> None:
    made = sample.post(PASSES, {"lifetimeInMinutes": 60, "isUsableOnce": True})
    assert len(made["temporaryAccessPass"]) == 8
    assert (made["isUsable"], made["methodUsabilityReason"]) == (True, "EnabledByPolicy")
    shown = sample.get(f"{PASSES}/{made['id']}")
    assert shown["temporaryAccessPass"] is None and shown["isUsableOnce"] is True
    for path in (PASSES, f"{AMY}/authentication/methods"):
        assert made["temporaryAccessPass"] not in json.dumps(sample.get(path))
    assert [
        one["id"] for one in sample.get(f"{AMY}/authentication/methods")["value"] if "lifetimeInMinutes" in one
    ] == [made["id"]]


def test_new_pass_takes_the_place_of_the_one_before(sample: Caller) -> None:
    one = sample.post(PASSES, {})
    other = sample.post(PASSES, {})
    assert [shown["id"] for shown in sample.get(PASSES)["value"]] == [other["id"]]
    assert sample.error("GET", f"{PASSES}/{one['id']}")[0] == 404
    assert one["lifetimeInMinutes"] == 60  # of the policy


def test_pass_is_usable_between_its_dates_alone(sample: Caller) -> None:
    starts = (NOW + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    made = sample.post(PASSES, {"startDateTime": starts, "lifetimeInMinutes": 10})
    assert made["methodUsabilityReason"] == "NotYetValid"
    for minutes, reason in ((60, "EnabledByPolicy"), (69, "EnabledByPolicy"), (70, "Expired")):
        sample.clock.now = NOW + timedelta(minutes=minutes)
        assert sample.get(f"{PASSES}/{made['id']}")["methodUsabilityReason"] == reason
    sample.clock.now = NOW


def test_pass_is_not_usable_when_the_policy_is_off(sample: Caller) -> None:
    sample.patch("/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/TemporaryAccessPass",
                 {"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration", "state": "disabled"})  # fmt: skip
    made = sample.post(PASSES, {})
    assert (made["isUsable"], made["methodUsabilityReason"]) == (False, "DisabledByPolicy")


@pytest.mark.parametrize(
    "body",
    [{"lifetimeInMinutes": 9}, {"lifetimeInMinutes": 43201}, {"lifetimeInMinutes": "60"}, {"startDateTime": "soon"},
     {"startDateTime": "2026-06-01T12:00:00"}, {"isUsableOnce": 1}, {"other": 1}],
)  # fmt: skip
def test_bad_pass_is_refused(sample: Caller, body: dict[str, Any]) -> None:
    assert sample.error("POST", PASSES, body)[0] == 400
    assert sample.get(PASSES)["value"] == []


def test_pass_that_was_made_as_any_method_has_a_time_too(sample: Caller) -> None:
    body = {"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod"}
    made = sample.post(f"{AMY}/authentication/methods", body)
    assert sample.get(f"{PASSES}/{made['id']}")["methodUsabilityReason"] == "EnabledByPolicy"


def test_pass_of_an_unknown_user_is_404(sample: Caller) -> None:
    assert sample.error("POST", "/users/nobody/authentication/temporaryAccessPassMethods", {})[0] == 404


# -- phones --------------------------------------------------------------------------------------------------------------


def phone(user: str, which: str = MOBILE) -> str:
    return f"{user}/authentication/phoneMethods/{which}"


def test_sms_sign_in_is_enabled_and_disabled(sample: Caller) -> None:
    assert sample.send("POST", f"{phone(AMY)}/enableSmsSignIn", version="v1.0").status == 204
    assert sample.get(phone(AMY))["smsSignInState"] == "ready"
    beta = f"{AMY}/authentication/methods/{MOBILE}/disableSmsSignIn"
    assert sample.send("POST", beta).status == 204
    assert sample.get(phone(AMY), version="v1.0")["smsSignInState"] == "notEnabled"


def test_number_signs_in_for_one_user_alone(sample: Caller) -> None:
    sample.patch(phone(BO), {"phoneNumber": "+1 2065550101"})
    assert sample.send("POST", f"{phone(AMY)}/enableSmsSignIn", version="v1.0").status == 204
    assert sample.error("POST", f"{phone(BO)}/enableSmsSignIn", version="v1.0")[0] == 400
    assert sample.get(phone(BO))["smsSignInState"] == "phoneNumberNotUnique"
    assert sample.send("POST", f"{phone(AMY)}/disableSmsSignIn", version="v1.0").status == 204
    assert sample.send("POST", f"{phone(BO)}/enableSmsSignIn", version="v1.0").status == 204


def test_number_is_free_again_when_its_phone_is_deleted_or_changed(sample: Caller) -> None:
    sample.patch(phone(BO), {"phoneNumber": "+1 2065550101"})
    assert sample.send("POST", f"{phone(AMY)}/enableSmsSignIn", version="v1.0").status == 204
    sample.patch(phone(AMY), {"phoneNumber": "+1 2065550999"})
    assert sample.send("POST", f"{phone(BO)}/enableSmsSignIn", version="v1.0").status == 204


def test_sms_sign_in_needs_a_mobile_phone_and_the_policy(sample: Caller) -> None:
    assert sample.error("POST", f"{phone(AMY, OFFICE)}/enableSmsSignIn", version="v1.0")[0] == 400
    assert sample.error("POST", f"{AMY}/authentication/methods/{PASSWORD}/enableSmsSignIn")[0] == 400
    policy = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/Sms"
    sample.patch(policy, {"@odata.type": "#microsoft.graph.smsAuthenticationMethodConfiguration", "state": "disabled"})
    assert sample.error("POST", f"{phone(AMY)}/enableSmsSignIn", version="v1.0")[0] == 400
    assert sample.get(phone(AMY))["smsSignInState"] == "notEnabled"


# -- passwords -----------------------------------------------------------------------------------------------------------


def reset_path(user: str, method: str = PASSWORD) -> str:
    return f"{user}/authentication/methods/{method}/resetPassword"


def test_reset_is_an_operation_that_can_be_asked_about(sample: Caller) -> None:
    answer = sample.send("POST", reset_path(AMY), {"newPassword": "Cuyo5459!"})
    assert (answer.status, answer.json()) == (202, {})
    location = answer.headers["location"]
    assert sample.get(location.removeprefix(f"{sample.origin}/beta"))["status"] == "succeeded"
    store = sample.graph._parts.open_tenant(sample.graph.tenant_id)
    user = store.target("/users/amy%40contoso.example") or ""
    path = f"{user}/authentication/passwordmethods/{PASSWORD}"
    assert (
        sample.graph._parts.vault.open(store.tenant, path, "password", store.box(path, "password") or b"")
        == b"Cuyo5459!"
    )
    assert (store.read(user) or {})["lastPasswordChangeDateTime"] == "2026-06-01T12:00:00Z"


@pytest.mark.parametrize("body", [{}, None])
def test_reset_without_a_password_makes_one(sample: Caller, body: Any) -> None:
    answer = sample.send("POST", reset_path(AMY), body, version="v1.0")
    assert answer.status == 202 and "/v1.0/users/" in answer.headers["location"]
    made = answer.json()
    assert len(made["newPassword"]) == 16 and made["@odata.context"].endswith("#microsoft.graph.passwordResetResponse")
    assert made["newPassword"] not in json.dumps(sample.get(f"{AMY}/authentication/passwordMethods"))


def test_reset_of_what_is_no_password_is_refused(sample: Caller) -> None:
    assert sample.error("POST", reset_path(AMY, MOBILE), {})[0] == 400
    assert sample.error("POST", reset_path(AMY, "nothing"), {})[0] == 404
    for password in ("short", "x" * 257, 12345678):
        assert sample.error("POST", reset_path(AMY), {"newPassword": password})[0] == 400


# -- hardware tokens -----------------------------------------------------------------------------------------------------


def test_token_is_assigned_activated_and_deactivated(sample: Caller) -> None:
    made = sample.post(TOKENS, {"device": {"id": FREE}})
    assert made["id"] == FREE
    device = sample.get(f"{TOKENS}/{FREE}/device")
    assert (device["status"], device["assignedTo"]["displayName"], device["serialNumber"]) == (
        "assigned",
        "Amy Adler",
        "TOTP000002",
    )
    code = make_code(FREE_SECRET, NOW)
    assert (
        sample.send("POST", f"{TOKENS}/{FREE}/activate", {"verificationCode": code, "displayName": "Mine"}).status
        == 204
    )
    device = sample.get(f"{TOKENS}/{FREE}/device")
    assert (device["status"], device["displayName"]) == ("activated", "Mine")
    assert sample.send("POST", f"{TOKENS}/{FREE}/deactivate").status == 204
    assert sample.get(f"{TOKENS}/{FREE}/device")["status"] == "assigned"


def test_wrong_code_is_refused_and_noted(sample: Caller) -> None:
    sample.post(TOKENS, {"device": {"id": FREE}})
    good = make_code(FREE_SECRET, NOW)
    wrong = f"{(int(good) + 1) % 1000000:06d}"
    status, _, message = sample.error("POST", f"{TOKENS}/{FREE}/activate", {"verificationCode": wrong})
    assert status == 400 and wrong not in message and good not in message
    assert sample.get(f"{TOKENS}/{FREE}/device")["status"] == "failedActivation"
    late = make_code(FREE_SECRET, NOW - timedelta(minutes=2))
    assert sample.error("POST", f"{TOKENS}/{FREE}/activate", {"verificationCode": late})[0] == 400


def test_token_is_assigned_by_its_number_when_the_code_is_right(sample: Caller) -> None:
    body = {"serialNumber": SLOW.lower(), "verificationCode": "000000", "displayName": "Slow"}
    assert sample.error("POST", f"{TOKENS}/assignAndActivateBySerialNumber", body)[0] == 400
    assert sample.get(TOKENS)["value"] == []
    body["verificationCode"] = make_code(SLOW_SECRET, NOW, step_s=60, function="hmacsha256")
    assert sample.send("POST", f"{TOKENS}/assignAndActivateBySerialNumber", body).status == 204
    (method,) = sample.get(TOKENS)["value"]
    assert sample.get(f"{TOKENS}/{method['id']}/device")["status"] == "activated"
    assert sample.error("POST", f"{TOKENS}/assignAndActivateBySerialNumber", body)[0] == 404  # it is nobody's no more


def test_token_is_assigned_by_its_id(sample: Caller) -> None:
    body = {"device": {"id": FREE}, "verificationCode": make_code(FREE_SECRET, NOW)}
    assert sample.send("POST", f"{TOKENS}/assignAndActivate", body).status == 204
    assert sample.get(f"{TOKENS}/{FREE}/device")["status"] == "activated"
    for bad in (
        {},
        {"verificationCode": "123456"},
        {"device": {}, "verificationCode": "123456"},
        {"device": {"id": "x"}},
    ):
        assert sample.error("POST", f"{TOKENS}/assignAndActivate", bad)[0] == 400


def test_token_that_is_taken_away_can_be_given_to_another(sample: Caller) -> None:
    body = {"device": {"id": FREE}, "verificationCode": make_code(FREE_SECRET, NOW)}
    assert sample.send("POST", f"{TOKENS}/assignAndActivate", body).status == 204
    sample.delete(f"{TOKENS}/{FREE}")
    assert sample.get(TOKENS)["value"] == [] and sample.error("GET", f"{TOKENS}/{FREE}/device")[0] == 404
    assert sample.send("POST", f"{BO}/authentication/hardwareOathMethods/assignAndActivate", body).status == 204
    assert (
        sample.get(f"{BO}/authentication/hardwareOathMethods/{FREE}/device")["assignedTo"]["displayName"] == "Bo Berg"
    )


def test_token_that_comes_with_its_secret_can_be_activated(sample: Caller) -> None:
    device = {
        "serialNumber": "NEW1",
        "manufacturer": "Contoso",
        "model": "X",
        "secretKey": "MFRGG===",
        "timeIntervalInSeconds": 60,
    }
    made = sample.post(TOKENS, {"device": device})
    path = f"{TOKENS}/{made['id']}"
    code = make_code(b"abc", NOW, step_s=60)
    assert sample.send("POST", f"{path}/activate", {"verificationCode": code}).status == 204
    shown = sample.get(f"{path}/device")
    assert shown["status"] == "activated" and "MFRGG" not in json.dumps(shown)


def test_token_whose_secret_nobody_knows_cannot_be_activated(sample: Caller) -> None:
    made = sample.post(TOKENS, {"device": {"id": "stub"}})
    assert sample.error("POST", f"{TOKENS}/{made['id']}/activate", {"verificationCode": "123456"})[0] == 400
    assert sample.error("POST", TOKENS, {"device": {"secretKey": "no base32!"}})[0] == 400


# -- passkeys and PINs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "version", "minutes"),
    [
        ("creationOptions", "v1.0", 5),
        ("creationOptions()", "v1.0", 5),
        ("creationOptions(challengeTimeoutInMinutes=10)", "beta", 10),
        ("creationOptions(challengeTimeoutInMinutes=@x)?@challengeTimeoutInMinutes=20", "beta", 20),
    ],
)
def test_creation_options_have_a_new_challenge_and_a_time(
    sample: Caller, function: str, version: str, minutes: int
) -> None:
    path = f"{AMY}/authentication/fido2Methods/{function}"
    one, other = sample.get(path, version=version), sample.get(path, version=version)
    assert one["publicKey"]["challenge"] != other["publicKey"]["challenge"]
    assert len(urlsafe_b64decode(one["publicKey"]["challenge"] + "=")) == 32
    assert one["challengeTimeoutDateTime"] == (NOW + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [known["id"] for known in one["publicKey"]["excludeCredentials"]] == ["7d000000-0000-4000-8000-000000000001"]
    assert one["publicKey"]["user"]["name"] == "amy@contoso.example"


@pytest.mark.parametrize("minutes", ["4", "43201", "x", "-5", "99999999999999"])
def test_creation_options_of_another_time_are_refused(sample: Caller, minutes: str) -> None:
    path = f"{AMY}/authentication/fido2Methods/creationOptions(challengeTimeoutInMinutes={minutes})"
    assert sample.error("GET", path)[0] == 400


def test_pin_is_changed_for_whoever_knows_it(sample: Caller) -> None:
    pin = f"{ELI}/authentication/qrCodePinMethod/pin"
    assert sample.get(pin)["forceChangePinNextSignIn"] is True
    for current, new in (
        ("00000000", "56745755"),
        ("09599786", "1234"),
        ("09599786", "abcdefgh"),
        ("09599786", "٥٦٧٤٥٧٥٥"),
    ):
        assert sample.error("POST", f"{pin}/updatePin", {"currentPin": current, "newPin": new})[0] == 400
    assert sample.send("POST", f"{pin}/updatePin", {"currentPin": "09599786", "newPin": "56745755"}).status == 204
    shown = sample.get(pin)
    assert shown["forceChangePinNextSignIn"] is False and "56745755" not in json.dumps(shown)
    assert sample.error("POST", f"{pin}/updatePin", {"currentPin": "09599786", "newPin": "11111111"})[0] == 400
    assert sample.send("POST", f"{pin}/updatePin", {"currentPin": "56745755", "newPin": "11111111"}).status == 204


def test_pin_that_an_administrator_has_set_is_the_current_one(sample: Caller) -> None:
    pin = f"{ELI}/authentication/qrCodePinMethod/pin"
    sample.patch(pin, {"code": "11112222"})
    assert sample.error("POST", f"{pin}/updatePin", {"currentPin": "09599786", "newPin": "33334444"})[0] == 400
    assert sample.send("POST", f"{pin}/updatePin", {"currentPin": "11112222", "newPin": "33334444"}).status == 204


def test_pin_of_a_user_without_one_is_404(sample: Caller) -> None:
    body = {"currentPin": "09599786", "newPin": "56745755"}
    assert sample.error("POST", f"{AMY}/authentication/qrCodePinMethod/pin/updatePin", body)[0] == 404


def test_methods_are_the_same_when_served(caller: Caller) -> None:
    caller.graph.reset("sample")
    made = caller.post(PASSES, {}, version="v1.0")
    assert caller.get(f"{PASSES}/{made['id']}")["temporaryAccessPass"] is None
    body = {"device": {"id": FREE}, "verificationCode": make_code(FREE_SECRET, NOW)}
    assert caller.send("POST", f"{TOKENS}/assignAndActivate", body).status == 204

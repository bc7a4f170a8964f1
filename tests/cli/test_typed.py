"""Texts to values of Graph's types, and what is told of values and keys that the catalog does not know."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.catalog.parameters import Parameter
from graphkey.cli.typed import duration, moment, read_typed
from graphkey.errors import UsageError

CA = "New-MgBetaIdentityConditionalAccessPolicy"
TAP = "New-MgBetaUserAuthenticationTemporaryAccessPassMethod"


def read(kind, text, **named):
    return read_typed(Parameter("P", "body", "p", kind, **named), text)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("Boolean", "$true", True), ("Boolean", "False", False), ("Boolean", "1", True),
        ("Int32", "-5", -5), ("Int64", " 9007199254740993 ", 9007199254740993),
        ("Double", "1.5", 1.5), ("Double", "3", 3), ("Single", ".5", 0.5), ("Double", "1e3", 1000.0),
        ("DateTimeOffset", "2026-12-31", "2026-12-31T00:00:00Z"),
        ("DateTimeOffset", "2026-12-31 23:59", "2026-12-31T23:59:00Z"),
        ("DateTimeOffset", "2026-12-31T23:59:59.1234567Z", "2026-12-31T23:59:59.1234567Z"),
        ("DateTimeOffset", "2026-12-31T23:30:00+01:00", "2026-12-31T22:30:00Z"),
        ("DateTimeOffset", "2026-12-31T23:30:00.5-0100", "2027-01-01T00:30:00.5Z"),
        ("Date", "2024-02-29", "2024-02-29"),
        ("TimeOfDay", "8:30", "08:30:00"), ("TimeOfDay", "23:59:59.5", "23:59:59.5"),
        ("Duration", "P1DT2H", "P1DT2H"), ("Duration", "pt5m", "PT5M"), ("Duration", "1.02:00:00", "P1DT2H"),
        ("Duration", "00:05", "PT5M"), ("Duration", "0:0:0.5", "PT0.5S"), ("Duration", "00:00:00", "PT0S"), ("Duration", "-01:00", "-PT1H"),
        ("Guid", "{F1FB0D1C-3e0b-4c0f-9d0a-6d0f4b3e0a11}", "F1FB0D1C-3e0b-4c0f-9d0a-6d0f4b3e0a11"),
        ("String", " as it is ", " as it is "),
        ("Unknown", "x", "x"),
    ],
)  # fmt: skip
def test_text_becomes_a_value_of_its_type(kind, text, value):
    assert read(kind, text) == value
    assert type(read(kind, text)) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("Boolean", "yes"), ("Boolean", ""), ("Int32", "5.0"), ("Int32", "1_000"), ("Int32", "٥"), ("Int64", "9" * 30), ("Double", "nan"),
        ("Double", "inf"), ("Double", ""), ("DateTimeOffset", "tomorrow"), ("DateTimeOffset", "2026-02-30"), ("DateTimeOffset", "2026-13-01"),
        ("DateTimeOffset", "31.12.2026"), ("DateTimeOffset", "0001-01-01T00:00:00+01:00"), ("Date", "2023-02-29"), ("Date", "2026-1-1"),
        ("TimeOfDay", "24:00"), ("TimeOfDay", "8"), ("Duration", "P"), ("Duration", "PT"), ("Duration", "5"), ("Duration", "1h"), ("Guid", "x"),
        ("Guid", "f1fb0d1c3e0b4c0f9d0a6d0f4b3e0a11"),
    ],
)  # fmt: skip
def test_text_that_is_no_value_of_its_type_is_refused_and_an_example_given(kind, text):
    with pytest.raises(UsageError) as error:
        read(kind, text)
    assert "For example" in (error.value.hint or "")


@pytest.mark.parametrize(
    ("text", "value"),
    [("a,b", ["a", "b"]), ("a", ["a"]), (" a , b ", ["a", "b"]), ('["a,b", "c"]', ["a,b", "c"]), ("[]", []), ("", [])],
)
def test_list_is_split_at_commas_or_read_as_json(text, value):
    assert read("String", text, many=True) == value


def test_list_of_numbers_holds_numbers():
    assert read("Int32", "1, 2", many=True) == [1, 2]
    assert read("Int32", "[1, 2]", many=True) == [1, 2]


def test_enumeration_is_spelled_as_graph_does_and_what_is_none_stays():
    members = ("enabled", "disabled", "enabledForReportingButNotEnforced")
    assert read("conditionalAccessPolicyState", "ENABLED", choices=members) == "enabled"
    assert read("conditionalAccessPolicyState", "tomorrow", choices=members) == "tomorrow"
    assert read("authenticationMethodModes", "Password,SMS", choices=("password", "sms")) == "password,sms"


@given(st.datetimes(), st.integers(-14 * 60, 14 * 60))
def test_moment_is_the_same_moment_in_utc(at, away):
    from datetime import UTC, datetime, timedelta, timezone

    zoned = at.replace(tzinfo=timezone(timedelta(minutes=away)))
    try:
        wanted = zoned.astimezone(UTC)
    except OverflowError:
        return
    assert datetime.fromisoformat(moment(zoned.isoformat())) == wanted


@given(st.integers(0, 10**4), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_span_of_powershell_is_the_same_span(days, hours, minutes, seconds):
    import re

    written = duration(f"{days}.{hours:02d}:{minutes:02d}:{seconds:02d}")
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", written)
    assert found is not None
    assert tuple(int(part or 0) for part in found.groups()) == (days, hours, minutes, seconds)
    assert duration(written) == written


# -- on a command line ------------------------------------------------------------------------------------------------------


def body(done):
    assert done.code == 0, done.err
    return json.loads(done.out.split("body     ")[1].split("\n  Nothing was sent")[0])


def test_typed_parameters_make_the_body(cli):
    done = cli(
        TAP,
        "-Local",
        "-UserId",
        "u",
        "-IsUsableOnce",
        "true",
        "-LifetimeInMinutes",
        "60",
        "-StartDateTime",
        "2026-12-31",
        "-WhatIf",
    )
    assert body(done) == {"isUsableOnce": True, "lifetimeInMinutes": 60, "startDateTime": "2026-12-31T00:00:00Z"}


@pytest.mark.parametrize("conditions", ['{"USERS": {"includeusers": ["All"]}}', "@{users=@{includeUsers=@('All')}}"])
def test_nested_object_comes_as_json_or_hash_literal(cli, conditions):
    done = cli(CA, "-Local", "-DisplayName", "x", "-State", "DISABLED", "-Conditions", conditions, "-WhatIf")
    assert body(done) == {"displayName": "x", "state": "disabled", "conditions": {"users": {"includeUsers": ["All"]}}}


def test_one_object_for_a_list_is_a_list_of_one(cli):
    done = cli(
        "New-MgBetaIdentityConditionalAccessNamedLocation", "-Local", "-AdditionalProperties",
        '{"@odata.type": "#microsoft.graph.ipNamedLocation", "ipRanges": [{"CIDRADDRESS": "1.2.3.0/24"}]}', "-WhatIf",
    )  # fmt: skip
    assert body(done)["ipRanges"] == [{"CIDRADDRESS": "1.2.3.0/24"}]
    done = cli("New-MgBetaTrustFrameworkKeySet", "-Local", "-Keys", '{"KID": "a"}', "-WhatIf")
    assert body(done) == {"keys": [{"kid": "a"}]}


def test_null_and_unknown_keys_go_out_as_given(cli):
    done = cli(CA, "-Local", "-DisplayName", "null:", "-AdditionalProperties", '{"Tomorrow": null}', "-WhatIf")
    assert body(done) == {"displayName": None, "Tomorrow": None}


def test_value_that_no_member_is_like_is_sent_with_a_warning(cli):
    done = cli(CA, "-Local", "-State", "enabeld", "-WhatIf")
    assert body(done) == {"state": "enabeld"}
    assert "warning: enabeld is no known value of state; is enabled meant? It is sent as given." in done.err
    assert "known are enabled, disabled" in cli(CA, "-Local", "-State", "zzz", "-WhatIf").err


@pytest.mark.parametrize("stated", ["enabled", "ENABLED"])
def test_known_value_is_sent_without_a_word(cli, stated):
    assert "warning" not in cli(CA, "-Local", "-BodyParameter", json.dumps({"state": stated}), "-WhatIf").err


def test_key_that_is_nearly_known_is_told_wherever_it_stands(cli):
    given = {"conditions": {"users": {"includeUser": ["All"]}}, "somethingElse": 1}
    done = cli(CA, "-Local", "-BodyParameter", json.dumps(given), "-WhatIf")
    assert body(done) == given
    assert "conditions.users.includeUser is no property of conditionalAccessUsers; is includeUsers meant?" in done.err
    assert "somethingElse" not in done.err
    quiet = cli(CA, "-Local", "-BodyParameter", json.dumps(given), "-WhatIf", "-WarningAction", "SilentlyContinue")
    assert "warning" not in quiet.err


def test_values_of_secrets_are_in_no_warning(cli):
    given = {"clientSecre": "canary-7", "clientSecret": "canary-8"}
    done = cli(
        "New-MgBetaIdentityProvider",
        "-Local",
        "-BodyParameter",
        json.dumps({"@odata.type": "#microsoft.graph.socialIdentityProvider", **given}),
        "-WhatIf",
    )
    assert "clientSecre is no property" in done.err
    assert "canary" not in done.err.replace("warning: -BodyParameter", "")
    assert "canary-8" not in done.out


def test_bytes_come_out_of_a_file(cli, tmp_path):
    path = tmp_path / "bytes"
    path.write_bytes(bytes(range(256)))
    done = cli(
        "Invoke-MgBetaBufferInformationProtectionDecrypt", "-Local", "-EncryptedBufferInputFile", str(path), "-WhatIf"
    )
    import base64

    assert base64.b64decode(body(done)["encryptedBuffer"]) == bytes(range(256))
    missing = cli(
        "Invoke-MgBetaBufferInformationProtectionDecrypt",
        "-Local",
        "-EncryptedBufferInputFile",
        str(path) + "x",
        "-WhatIf",
    )
    assert missing.code == 2
    assert "cannot be read" in missing.err


def test_property_that_the_service_sets_can_still_be_given(cli):
    done = cli(
        "New-MgBetaIdentityB2XUserFlowLanguage", "-Local", "-B2XIdentityUserFlowId", "f", "-DisplayName", "x", "-WhatIf"
    )
    assert body(done) == {"displayName": "x"}


def test_body_of_odd_keys_is_looked_at_in_no_time(cli):
    given = {f"displayNam{number}": number for number in range(20_000)}
    done = cli(CA, "-Local", "-BodyParameter", json.dumps(given), "-WhatIf")
    assert done.code == 0
    assert done.err.count("warning:") <= 20

"""Rules and overlay give every published name of the module exactly."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_operations import command_rows, suppressed
from catalog_overlay import read_overlay, read_table
from graphkey.catalog.model import Kind, Version
from graphkey.catalog.names import command_name, singular_words
from graphkey.catalog.paths import key_of

PUBLISHED = read_table(Path(__file__).with_name("published-names.tsv"))
_FLOW = "/identity/authenticationEventsFlows/{authenticationEventsFlow-id}"
_CAST = _FLOW + "/graph.externalUsersSelfServiceSignUpEventsFlow"
# Beginnings of the module's paths that lead to a complex value, as `hops_of` finds them in the SDK.
HOPS = {
    _FLOW + "/conditions", _FLOW + "/conditions/applications", _CAST + "/conditions", _CAST + "/conditions/applications",
    _CAST + "/onAttributeCollection", _CAST + "/onAuthenticationMethodLoadStart",
    "/identity/b2xUserFlows/{b2xIdentityUserFlow-id}/apiConnectorConfiguration",
}  # fmt: skip


def made_names(version: Version, rows: list[dict[str, str]]) -> dict[str, set[str]]:
    keyed = {
        f"{version} {key_of(row['path'])} {row['method']}": {"path": row["path"], "kind": row["kind"]} for row in rows
    }
    made = command_rows(version, keyed, HOPS, read_overlay())
    return {row["name"]: set(row["operations"]) for row in made.values() if "is" not in row}


def test_every_published_name_comes_out_exactly_when_rules_and_overlay_are_applied() -> None:
    wanted: dict[str, set[str]] = {}
    for row in PUBLISHED:
        wanted.setdefault(row["name"], set()).add(f"{key_of(row['path'])} {row['method']}")
    assert len(wanted) == 708
    assert made_names("beta", PUBLISHED) == wanted


def test_rules_alone_give_all_but_the_overlays_names_when_applied() -> None:
    kinds = {row["path"] + row["method"]: row["kind"] for row in PUBLISHED}
    missed = {
        row["name"]
        for row in PUBLISHED
        if command_name("beta", kinds[row["path"] + row["method"]], row["path"], HOPS) != row["name"]  # type: ignore[arg-type]
    }
    assert missed == {row["name"] for row in read_overlay().names}


def test_no_published_command_is_suppressed_when_the_overlay_is_read() -> None:
    overlay = read_overlay()
    assert [row["name"] for row in PUBLISHED if suppressed(row["method"], row["path"], overlay)] == []


def test_names_of_v10_drop_the_beta_when_the_overlay_names_them() -> None:
    made = made_names("v1.0", [row for row in PUBLISHED if row["path"].endswith("keys_v2/$count")])
    assert list(made) == ["Get-MgTrustFrameworkKeySetKey"]


# Names that exist as pages of the v1.0 module and were not looked at when the rules were made.
@pytest.mark.parametrize(
    ("kind", "path", "name"),
    [
        ("list", "/identity/conditionalAccess/policies", "Get-MgIdentityConditionalAccessPolicy"),
        ("create", "/identity/conditionalAccess/namedLocations", "New-MgIdentityConditionalAccessNamedLocation"),
        ("action", "/identityProtection/riskyUsers/confirmCompromised", "Confirm-MgRiskyUserCompromised"),
        ("action", "/identityProtection/riskyUsers/dismiss", "Invoke-MgDismissRiskyUser"),
        (
            "update",
            "/policies/identitySecurityDefaultsEnforcementPolicy",
            "Update-MgPolicyIdentitySecurityDefaultEnforcementPolicy",
        ),
        (
            "action",
            "/users/{user-id}/authentication/phoneMethods/{p-id}/enableSmsSignIn",
            "Enable-MgUserAuthenticationPhoneMethodSmsSignIn",
        ),
        (
            "action",
            "/users/{user-id}/authentication/methods/{m-id}/resetPassword",
            "Reset-MgUserAuthenticationMethodPassword",
        ),
        (
            "list",
            "/tenantRelationships/multiTenantOrganization/tenants",
            "Get-MgTenantRelationshipMultiTenantOrganizationTenant",
        ),
    ],
)
def test_name_is_the_published_one_when_the_operation_is_v10s(kind: Kind, path: str, name: str) -> None:
    assert command_name("v1.0", kind, path) == name


@pytest.mark.parametrize(
    ("segment", "words"),
    [
        ("b2xUserFlows", "B 2 X User Flow"),
        ("keys_v2", "Key V 2"),
        ("uploadPkcs12", "Upload Pkcs 12"),
        ("standardQRCode", "Standard Qr Code"),
        ("appliesTo", "Apply To"),
        ("continuousAccessEvaluationPolicy", "Continuou Access Evaluation Policy"),
        ("windowsHelloForBusinessMethods", "Windows Hello For Business Method"),
        ("", ""),
    ],
)
def test_words_are_singular_when_a_segment_is_split(segment: str, words: str) -> None:
    assert singular_words(segment) == words.split()


@given(st.text())
def test_words_are_made_when_a_segment_is_any_text(segment: str) -> None:
    assert all(word.isascii() for word in singular_words(segment))

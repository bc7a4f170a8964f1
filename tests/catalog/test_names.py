"""Rules and overlay give every published name of the module exactly."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_operations import command_rows, suppressed
from catalog_overlay import read_overlay, read_table
from graphkey.catalog.load import command_names
from graphkey.catalog.model import Version
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
    assert [row["name"] for row in PUBLISHED if suppressed("beta", row["method"], row["path"], overlay)] == []


def test_names_of_v10_drop_the_beta_when_the_overlay_names_them() -> None:
    made = made_names("v1.0", [row for row in PUBLISHED if row["path"].endswith("keys_v2/$count")])
    assert list(made) == ["Get-MgTrustFrameworkKeySetKey"]


def test_every_name_that_the_rules_had_not_seen_is_a_command_when_the_data_is_made() -> None:
    rows = read_table(Path(__file__).with_name("unseen-names.tsv"))
    assert len(rows) > 450
    known = set(command_names())
    assert [row["name"] for row in rows if row["name"] not in known] == []


def test_v10_has_nothing_that_its_published_index_lacks_when_it_is_older_than_the_index() -> None:
    # What the index lacks is newer than it: resources of the pages after it, or actions added since.
    rows = read_table(Path(__file__).with_name("unseen-names.tsv"))
    index = {row["name"] for row in rows if row["evidence"] == "index"}
    newer = re.compile(
        "RiskPrevention|DeletedItem|VerifiedId|M365Capability|ServiceProviderConstraint|FederatedTokenValidation"
        "|OwnerlessGroup|ExternalAuthenticationMethod|ResourceAccountKey|CreationUserAuthentication|ToDefaultSetting|^Restore-"
    )
    assert [name for name in command_names("v1.0") if name not in index and not newer.search(name)] == []


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

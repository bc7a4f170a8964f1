import os
import subprocess
import sys
from json import loads
from pathlib import Path
from random import Random

import pytest

from graphkey.catalog import load
from graphkey.catalog.load import (
    command,
    command_names,
    doc_link,
    identity_keys,
    operation,
    operations_at,
    scopes,
    type_names,
    type_of,
)
from graphkey.catalog.model import Permissions, Pfx, Scope, Version
from graphkey.catalog.table import Table
from graphkey.errors import UsageError

UPLOAD = "Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate"
SLOTS = ("PreTokenIssuance", "PostFederationSignup", "PostAttributeCollection")
EXPECTED = [
    *(f"Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfiguration{slot}ClientCertificate" for slot in SLOTS),
    "Invoke-MgBetaUploadIdentityApiConnectorClientCertificate",
    *(f"{verb}-MgBetaIdentity{noun}" for verb in ("Get", "New", "Update", "Remove") for noun in ("ApiConnector", "B2XUserFlow")),
    "Get-MgBetaIdentityApiConnectorCount", "Get-MgBetaIdentityB2XUserFlowCount",
    "Get-MgBetaIdentityB2XUserFlowApiConnectorConfiguration",
    *(f"{verb}-MgBetaIdentityB2XUserFlow{slot}" for verb in ("Get", "Update", "Remove") for slot in SLOTS),
    *(f"{verb}-MgBetaIdentityB2XUserFlow{slot}ByRef" for verb in ("Get", "Set", "Remove") for slot in SLOTS),
]  # fmt: skip


def commands_of_connectors(version: Version) -> list[str]:
    """List the commands whose operations all lie at connectors and at what a flow has beside its lists."""
    lists = ("identityProviders", "languages", "userAttributeAssignments", "userFlowIdentityProviders")
    return [
        name
        for name in command_names(version)
        if all(
            one.path.startswith(("/identity/apiConnectors", "/identity/b2xUserFlows"))
            and not set(one.path.split("/")) & set(lists)
            for one in command(name).operations
        )
    ]


def test_commands_of_connectors_are_exactly_the_published_when_listed_for_beta() -> None:
    assert sorted(commands_of_connectors("beta")) == sorted(EXPECTED)


def test_commands_of_connectors_are_betas_without_the_third_slot_when_listed_for_v10() -> None:
    twins = [name.replace("-MgBeta", "-Mg") for name in EXPECTED if "PreTokenIssuance" not in name]
    assert sorted(commands_of_connectors("v1.0")) == sorted(twins)


def test_names_of_both_versions_come_when_no_version_is_said() -> None:
    assert len(command_names()) == len(command_names("beta")) + len(command_names("v1.0"))


@pytest.mark.parametrize("spelled", [UPLOAD, UPLOAD.lower(), UPLOAD.upper(), UPLOAD[:-11], UPLOAD[:-25]])
def test_command_is_found_when_its_name_is_in_any_case_or_begun(spelled: str) -> None:
    assert command(spelled).name == UPLOAD


def test_command_leads_to_its_operation_when_it_is_the_upload() -> None:
    (found,) = command(UPLOAD).operations
    assert (found.version, found.method, found.kind) == ("beta", "POST", "action")
    assert (found.body, found.returns) == ("uploadClientCertificateBody", "identityApiConnector")


def test_list_and_get_share_a_command_when_both_exist() -> None:
    assert [one.kind for one in command("Get-MgBetaIdentityApiConnector").operations] == ["list", "get"]


def test_whole_name_wins_when_it_also_begins_another() -> None:
    assert command("get-mgbetaidentityb2xuserflow").name == "Get-MgBetaIdentityB2XUserFlow"


def test_command_names_the_candidates_when_a_beginning_is_ambiguous() -> None:
    with pytest.raises(UsageError, match="several") as caught:
        command("Get-MgBetaIdentityApi")
    assert caught.value.hint is not None
    assert "Get-MgBetaIdentityApiConnectorCount" in caught.value.hint


def test_command_names_the_nearest_when_the_name_is_misspelt() -> None:
    with pytest.raises(UsageError) as caught:
        command("Get-MgBetaIdentityApiConector")
    assert caught.value.hint is not None
    assert "Get-MgBetaIdentityApiConnector" in caught.value.hint


def test_nearest_is_what_was_meant_when_any_name_has_two_slips() -> None:
    slip, missed = Random(1), []
    for name in command_names()[::20]:
        letters = list(name)
        del letters[slip.randrange(4, len(letters))]
        at = slip.randrange(4, len(letters) - 1)
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
        with pytest.raises(UsageError) as caught:
            command("".join(letters) + "z")
        missed += [] if name in (caught.value.hint or "") else [name]
    assert missed == []


def test_one_row_and_its_operations_are_parsed_when_a_command_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    load._operation_at.cache_clear()
    monkeypatch.setattr("graphkey.catalog.table.json.loads", lambda text: (read.append(text), loads(text))[1])
    assert len(command("Get-MgBetaIdentityConditionalAccessPolicy").operations) == 2
    assert len(read) == 1 + 2


@pytest.mark.parametrize(
    "name",
    ["", " ", "x", "\t", "a\nb", "é", "Ⅷ", "\ud800", "x" * 100_000, "is", "Get-Mg\0", f"{UPLOAD}\t", f"{UPLOAD}\t{{"],
)
def test_command_is_a_usage_error_when_the_name_is_nonsense(name: str) -> None:
    with pytest.raises(UsageError):
        command(name)


def test_operation_is_found_when_method_and_template_are_in_any_case() -> None:
    assert operation("v1.0", "get", "/Identity/apiConnectors").path == "/identity/apiConnectors"


def test_operation_is_a_usage_error_when_the_version_lacks_it() -> None:
    with pytest.raises(UsageError, match=r"v1\.0"):
        operation("v1.0", "GET", "/identity/b2xUserFlows/{id}/apiConnectorConfiguration/preTokenIssuance")


def test_operations_of_a_path_come_by_method_when_asked_at_once() -> None:
    found = operations_at("beta", "/identity/apiConnectors/1")
    assert found is not None
    assert sorted(found.operations) == ["DELETE", "GET", "PATCH"]
    assert found.operations["PATCH"].body == "identityApiConnector"


@pytest.mark.parametrize(
    "name",
    [
        "pkcs12Certificate",
        "PKCS12CERTIFICATE",
        "#microsoft.graph.pkcs12Certificate",
        "microsoft.graph.pkcs12Certificate",
    ],
)
def test_type_is_found_when_its_name_is_spelled_as_on_the_wire(name: str) -> None:
    assert type_of("beta", name).pfx == Pfx("pkcs12Value", "password")


@pytest.mark.parametrize("name", ["", "#", "nothing", "a\tb", "é", "##identityApiConnector"])
def test_type_is_a_usage_error_when_there_is_none(name: str) -> None:
    with pytest.raises(UsageError):
        type_of("beta", name)


def test_inherited_properties_come_first_when_a_type_has_a_base() -> None:
    assert next(p.name for p in type_of("beta", "identityApiConnector").properties) == "id"
    assert [p.name for p in type_of("beta", "b2xIdentityUserFlow").properties][:3] == [
        "id",
        "userFlowType",
        "userFlowTypeVersion",
    ]


def test_id_is_writable_when_the_type_takes_it_at_creation() -> None:
    made, plain = (
        type_of("beta", "b2xIdentityUserFlow").property("ID"),
        type_of("beta", "identityApiConnector").property("id"),
    )
    assert made is not None
    assert (made.read_only, made.required, made.nullable) == (False, True, False)
    assert plain is not None
    assert plain.read_only


def test_upload_body_is_open_and_secret_when_read() -> None:
    body = type_of("beta", "uploadClientCertificateBody")
    assert (body.kind, body.open, body.pfx) == ("body", True, Pfx("pkcs12Value", "password"))
    assert all(p.secret and not p.required and p.nullable for p in body.properties)


def test_validity_is_int64_when_a_certificate_is_described() -> None:
    found = type_of("v1.0", "pkcs12CertificateInformation").property("notBefore")
    assert found is not None
    assert (found.type, found.nullable, found.read_only) == ("Int64", False, True)


def test_authentication_is_abstract_with_three_shapes_when_read() -> None:
    base = type_of("beta", "apiAuthenticationConfigurationBase")
    assert base.abstract
    assert base.derived == ("basicAuthentication", "clientCertificateAuthentication", "pkcs12Certificate")
    password = type_of("beta", "basicAuthentication").property("password")
    assert password is not None
    assert password.secret


def test_enumeration_has_its_members_in_order_when_read() -> None:
    assert type_of("beta", "userFlowType").members[:3] == ("signUp", "signIn", "signUpOrSignIn")


@pytest.mark.parametrize(("version", "slots"), [("beta", 3), ("v1.0", 2)])
def test_slots_are_navigation_when_the_configuration_is_read(version: Version, slots: int) -> None:
    properties = type_of(version, "userFlowApiConnectorConfiguration").properties
    assert len(properties) == slots
    assert all(p.navigation and p.type == "identityApiConnector" for p in properties)


def test_permissions_allow_reading_when_the_scope_is_the_readers() -> None:
    found = operation("beta", "GET", "/identity/apiConnectors/$count").permissions
    both = ("APIConnectors.Read.All", "APIConnectors.ReadWrite.All")
    assert found == Permissions(both, both)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_reference_of_the_third_slot_is_marked_as_ours_when_no_sdk_has_it(method: str) -> None:
    ours = operation("beta", method, "/identity/b2xUserFlows/{x}/apiConnectorConfiguration/preTokenIssuance/$ref")
    theirs = operation("beta", method, "/identity/b2xUserFlows/{x}/apiConnectorConfiguration/postFederationSignup/$ref")
    assert (ours.origin, ours.documented, theirs.origin) == ("local", False, "sdk")
    assert ours._replace(path="", origin="sdk", doc=None, documented=False) == theirs._replace(
        path="", doc=None, documented=False
    )


def test_identity_knows_the_page_and_today_when_read() -> None:
    keys = identity_keys()
    assert len(keys) == 99
    assert keys["b2xidentityuserflowid"].placeholder == "b2xIdentityUserFlow-id"
    assert [key.name for key in keys.values() if key.many] == [
        "AuthenticationMethodModes",
        "ContentFormats",
        "LabelIds",
    ]
    assert {"InvitationId", "MobilityManagementPolicyId", "TrustFrameworkKeyV2Kid", "SensitivityLabelId1"} <= {
        key.name for key in keys.values()
    }


def test_doc_link_is_microsofts_page_when_the_command_is_theirs() -> None:
    module = "https://learn.microsoft.com/powershell/module/microsoft.graph."
    assert doc_link(command(UPLOAD)) == f"{module}beta.identity.signins/{UPLOAD.lower()}"
    assert doc_link(command("Get-MgIdentityApiConnector")) == f"{module}identity.signins/get-mgidentityapiconnector"


def test_doc_link_is_the_modules_page_when_the_command_is_ours() -> None:
    assert doc_link(command("Get-MgBetaIdentityB2XUserFlowPreTokenIssuanceByRef")).endswith(".beta.identity.signins/")


def test_types_of_both_versions_are_listed_when_asked() -> None:
    assert "identityApiConnector" in type_names("beta")
    assert "uploadClientCertificateBody" in type_names("v1.0")


def test_nothing_heavy_is_imported_when_one_command_is_read() -> None:
    code = (
        f"from graphkey.catalog.load import command, type_of; c = command('{UPLOAD}'); type_of('beta', c.operations[0].body)\n"
        "import sys; print([m for m in ('difflib', 'dataclasses', 'inspect', 'pathlib', 'urllib.parse', 'logging', "
        "'importlib.resources') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, env=_without_site()
    )
    assert done.stdout.strip() == "[]"


def _without_site() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(load.__file__).parents[2])}


def test_beginning_is_clear_when_it_begins_a_command_and_an_alias_of_it() -> None:
    found = command("Remove-MgBetaIdentityB2XUserFlowIdentityProviderB")
    assert found.name == "Remove-MgBetaIdentityB2XUserFlowIdentityProviderBaseByRef"
    assert found.aliases == ("Remove-MgBetaIdentityB2XUserFlowIdentityProviderByRef",)


def test_alias_leads_to_todays_command_when_a_name_has_left_the_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        'get-mgbetakept\t{"is":"Get-MgBetaIdentityApiConnectorCount"}',
        'get-mgbetaidentityapiconnectorcount\t{"name":"Get-MgBetaIdentityApiConnectorCount",'
        '"operations":["/identity/apiconnectors/$count GET"],"aliases":["Get-MgBetaKept"]}',
        'get-mgbetaold\t{"is":"Get-MgBetaIdentityApiConnectorCount","retired":true}',
    ]
    (tmp_path / "commands.tsv").write_text("".join(sorted(row + "\n" for row in rows)))
    monkeypatch.setattr(load, "_COMMANDS", Table("commands", str(tmp_path)))
    old, kept, new = command("Get-MgBetaOld"), command("GET-MGBETAKEPT"), command("Get-MgBetaIdentityApi")
    assert old.name == kept.name == new.name == "Get-MgBetaIdentityApiConnectorCount"
    assert (old.retired, kept.retired, new.retired) == (True, False, False)
    assert new.aliases == ("Get-MgBetaKept",)
    assert command_names() == ["Get-MgBetaIdentityApiConnectorCount"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("crossTenantAccessPolicyConfigurationPartner", "tenantId"),
        ("trustFrameworkKey_v2", "kid"),
        ("authenticationConditionApplication", "appId"),
        ("emailSignInIdentifier", "name"),
        ("crossTenantMailTipsAll", "name"),
        ("conditionalAccessPolicy", "id"),
        ("sensitivityLabel", "id"),
    ],
)
def test_key_is_what_paths_name_a_thing_by_when_a_type_is_an_entity(name: str, key: str) -> None:
    found = type_of("beta", name)
    assert (found.kind, found.key) == ("entity", key)
    assert found.property(key) is not None


@pytest.mark.parametrize(
    ("owner", "name", "contained"),
    [
        ("identityContainer", "conditionalAccess", True),
        ("crossTenantAccessPolicy", "partners", True),
        ("trustFramework", "keySets", True),
        ("b2xIdentityUserFlow", "userFlowIdentityProviders", False),
        ("userFlowApiConnectorConfiguration", "preTokenIssuance", False),
        ("identityUserFlowAttributeAssignment", "userAttribute", False),
        ("featureRolloutPolicy", "appliesTo", False),
        ("invitation", "invitedUser", False),
        ("microsoftAuthenticatorAuthenticationMethod", "device", False),
    ],
)
def test_relationship_contains_what_lives_below_it_alone_when_read(owner: str, name: str, contained: bool) -> None:
    found = type_of("beta", owner).property(name)
    assert found is not None
    assert (found.navigation, found.contained) == (True, contained)


def test_scopes_tell_consent_and_privilege_by_scheme_when_listed() -> None:
    found = {(one.name, one.scheme): one for one in scopes()}
    assert found["Policy.Read.All", "delegated"] == Scope("Policy.Read.All", "delegated", True, 3, personal=True)
    assert not found["MultiTenantOrganization.ReadBasic.All", "application"].admin_consent


@pytest.mark.parametrize("version", ["beta", "v1.0"])
def test_enumeration_of_flags_is_one_text_when_a_property_takes_several_of_it(version: Version) -> None:
    strength = type_of(version, "authenticationStrengthPolicy")
    satisfied, combinations = strength.property("requirementsSatisfied"), strength.property("allowedCombinations")
    assert satisfied is not None and combinations is not None
    assert (satisfied.many, type_of(version, satisfied.type).flags) == (False, True)
    assert (combinations.many, type_of(version, combinations.type).flags) == (True, True)


@pytest.mark.parametrize("version", ["beta", "v1.0"])
def test_what_the_sdk_never_writes_is_read_only_when_looked_up(version: Version) -> None:
    restriction = type_of(version, "identifierUriRestriction")
    flags = {
        name: found.read_only for name in ("isStateSetByMicrosoft", "state") if (found := restriction.property(name))
    }
    assert flags == {"isStateSetByMicrosoft": True, "state": False}

"""Parameter sets: as the module's pages print them, and sound for every command."""

import pytest

from graphkey.catalog.load import command, command_names, type_of
from graphkey.catalog.sets import body_types, ids_of, is_list, signature
from graphkey.client.assemble import choose_set

BETA = "https://learn.microsoft.com/powershell/module/microsoft.graph.beta.identity.signins/"
# Set -> the parameters that are not common to all commands, mandatory ones with a star; the default set first. As the pages of the
# module (January 2026) print them, under BETA + the command's name in lower case.
PAGES = {
    "Test-MgBetaIdentityCustomAuthenticationExtensionAuthenticationConfiguration": {
        "ValidateExpanded": {"AdditionalProperties", "AuthenticationConfiguration", "EndpointConfiguration"},
        "Validate": {"CustomAuthenticationExtensionId*"},
        "ValidateViaIdentity": {"InputObject*"},
        "Validate1": {"BodyParameter*"},
    },
    "Find-MgBetaPolicyAuthenticationStrengthPolicyByMethodMode": {
        name: {which, "Count", "ExpandProperty", "Filter", "Property", "Search", "Skip", "Sort", "Top"}
        for name, which in (("Find", "AuthenticationMethodModes*"), ("FindViaIdentity", "InputObject*"))
    },
    "Get-MgBetaIdentityB2CUserFlowIdentityProvider": {
        **{
            name: {
                "B2CIdentityUserFlowId*", "ExpandProperty", "Property", "Filter", "Search", "Skip", "Sort", "Top", "PageSize", "All",
                "CountVariable",
            }
            for name in ("List", "List1")
        },
        "Get": {"B2CIdentityUserFlowId*", "IdentityProviderBaseId*", "ExpandProperty", "Property"},
        "GetViaIdentity": {"InputObject*", "ExpandProperty", "Property"},
    },
    "Set-MgBetaIdentityB2CUserFlowLanguageDefaultPageContent": {
        "Set": {
            "B2CIdentityUserFlowId*", "UserFlowLanguageConfigurationId*", "UserFlowLanguagePageId*", "InFile*", "Data", "ContentType",
            "PassThru",
        },
        "SetViaIdentity": {"InputObject*", "InFile*", "Data", "ContentType", "PassThru"},
    },
    "Get-MgBetaIdentityB2CUserFlowLanguageDefaultPageContent": {
        "Get": {
            "B2CIdentityUserFlowId*", "UserFlowLanguageConfigurationId*", "UserFlowLanguagePageId*", "OutFile*", "PassThru",
        },
        "GetViaIdentity": {"InputObject*", "OutFile*", "PassThru"},
    },
    "Remove-MgBetaIdentityB2CUserFlowIdentityProviderByRef": {
        "Delete": {"B2CIdentityUserFlowId*", "Id*", "IfMatch", "PassThru"},
        "Delete1": {"B2CIdentityUserFlowId*", "IdentityProviderId*", "IfMatch", "PassThru"},
        "DeleteViaIdentity1": {"InputObject*", "IfMatch", "PassThru"},
        "DeleteViaIdentity": {"InputObject*", "Id*", "IfMatch", "PassThru"},
    },
    "Get-MgBetaIdentityAuthenticationEventFlowAsExternalUserSelfServiceSignUpEventFlow": {
        "List": {"ExpandProperty", "Property", "Filter", "Search", "Skip", "Sort", "Top", "PageSize", "All", "CountVariable"},
        "Get": {"AuthenticationEventsFlowId*", "ExpandProperty", "Property"},
        "GetViaIdentity": {"InputObject*", "ExpandProperty", "Property"},
    },
    "Invoke-MgBetaComputeInformationProtectionSensitivityLabelInheritance": {
        "Compute": {"ContentFormats*", "LabelIds*", "Locale*"},
        "ComputeViaIdentity": {"InputObject*"},
    },
    "Invoke-MgBetaCreationUserAuthenticationFido2MethodOption": {
        "Creation": {"UserId*", "ChallengeTimeoutInMinutes"},
        "CreationViaIdentity": {"InputObject*", "ChallengeTimeoutInMinutes"},
    },
    "Get-MgBetaOauth2PermissionGrantDelta": {
        "Delta": {"ExpandProperty", "Filter", "Property", "Search", "Skip", "Sort", "Top", "PageSize", "All", "CountVariable"},
    },
    "Get-MgBetaIdentityApiConnectorCount": {"Get": {"Filter", "Search"}},
    "Get-MgBetaPolicyFeatureRolloutPolicyApplyTo": {
        "List": {
            "FeatureRolloutPolicyId*", "ExpandProperty", "Filter", "Property", "Search", "Skip", "Sort", "Top", "PageSize", "All",
            "CountVariable",
        },
    },
}  # fmt: skip


def shown(found, one):
    names = {
        p.name for p in found.in_set(one) if p.theirs and (p.place != "common" or p.name in ("OutFile", "PassThru"))
    }
    required = {p.name for p in found.in_set(one) if p.required}
    return {name + ("*" if name in required else "") for name in names}


@pytest.mark.parametrize("name", PAGES)
def test_sets_are_those_of_the_page(name):
    found = signature(command(name))
    assert {one.name: shown(found, one) for one in found.sets} == PAGES[name]
    assert found.sets[0].name == next(iter(PAGES[name]))


def test_bytes_are_given_as_files_and_the_sets_are_named_by_the_word_in_front():
    found = signature(command("Invoke-MgBetaBufferInformationProtectionDecrypt"))
    assert [one.name for one in found.sets] == ["BufferExpanded", "Buffer"]
    assert {"EncryptedBufferInputFile", "PublishingLicenseInputFile"} <= {p.name for p in found.parameters}


def test_every_signature_is_sound():
    for name in command_names():
        found = signature(command(name))
        names = [one.name for one in found.sets]
        assert len(names) == len(set(names)), name
        assert max(map(len, names)) <= 64
        spelled = [p.name.lower() for p in found.parameters]
        assert len(spelled) == len(set(spelled)), name
        for one in found.sets:
            held = found.in_set(one)
            assert one.identity or [p.wire for p in held if p.place == "path"] == ids_of(one.operation.path), name
            assert {p.name for p in held if p.place == "body"} == set() or one.expanded, name
            assert any(p.name in ("All", "PageSize") for p in held) == (
                is_list(one.operation) and one.operation.kind != "action"
            ), name


def test_every_set_is_reached_by_what_it_needs():
    """Only of two sets that take the very same is the second one out of reach, as it is in PowerShell."""
    for name in command_names():
        found = signature(command(name))
        for one in found.sets:
            needed = {p.name: "x" for p in found.in_set(one) if p.required and p.place != "common"}
            if one.expanded:
                needed["AdditionalProperties"] = {}
            reached = choose_set(found, needed)
            assert reached == one or shown(found, reached) == shown(found, one), (name, one.name)


def test_every_parameter_of_a_set_is_its_own_and_not_another_sets_namesake():
    for name in command_names():
        found = signature(command(name))
        for one in found.sets:
            if one.expanded:
                row = type_of(one.operation.version, one.operation.body) if one.operation.body != "reference" else None
                for p in found.in_set(one) if row else ():
                    if p.place == "body":
                        known = row.property(p.wire)
                        assert known is not None and (known.type, known.many) == (p.type, p.many), (
                            name,
                            one.name,
                            p.name,
                        )


def test_bodies_that_can_carry_a_bundle_are_marked():
    found = 0
    for name in command_names():
        for one in command(name).operations:
            assert one.pfx == any(row.pfx for row in body_types(one)), name
            found += one.pfx
    assert found >= 17

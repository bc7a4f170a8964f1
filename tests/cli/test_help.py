"""Help says all that Microsoft's page says, and its examples run as they stand."""

import pytest

from graphkey.catalog.load import command, command_names
from graphkey.catalog.parameters import COMMON, OURS, PFX_SWITCHES
from graphkey.catalog.sets import signature
from graphkey.cli.binder import give
from graphkey.cli.help import command_help
from graphkey.cli.samples import example
from graphkey.client.assemble import find
from graphkey.errors import UsageError

UPLOAD = "Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate"


def test_origin_command_has_the_sets_and_parameters_of_its_page():
    found = signature(command(UPLOAD))
    assert {one.name for one in found.sets} == {
        "UploadExpanded",
        "Upload",
        "UploadViaIdentity",
        "UploadViaIdentityExpanded",
    }
    assert found.sets[0].name == "UploadExpanded"
    facts = {
        p.name: (set(p.sets), p.required, p.pipeline, p.aliases)
        for p in found.parameters
        if p.place not in ("common", "ours")
    }
    expanded, identity = (
        {"UploadExpanded", "UploadViaIdentityExpanded"},
        {"UploadViaIdentity", "UploadViaIdentityExpanded"},
    )
    assert facts == {
        "AdditionalProperties": (expanded, False, False, ()),
        "B2XIdentityUserFlowId": ({"Upload", "UploadExpanded"}, True, False, ()),
        "BodyParameter": ({"Upload", "UploadViaIdentity"}, True, True, ()),
        "InputObject": (identity, True, True, ()),
        "Password": (expanded, False, False, ()),
        "Pkcs12Value": (expanded, False, False, ()),
    }
    assert {p.name: p.aliases for p in found.parameters if p.name in ("Confirm", "WhatIf")} == {
        "Confirm": ("cf",),
        "WhatIf": ("wi",),
    }


def test_help_of_the_origin_command_says_everything():
    text = command_help(signature(command(UPLOAD)), None)
    for wanted in (
        "UploadExpanded (default)", "UploadViaIdentityExpanded", "[-Pkcs12Value <String>]", "Aliases: cf", "Pipeline input: True (ByValue)",
        "Position: Named", "Wildcards: False", "microsoft.graph.identityApiConnector", "AuthenticationMethodModes <String[]>",
        "WindowsHelloForBusinessAuthenticationMethodId", f"https://learn.microsoft.com/powershell/module/microsoft.graph.beta.identity.signins/{UPLOAD.lower()}",
        "https://learn.microsoft.com/graph/api/identityapiconnector-uploadclientcertificate",
    ):  # fmt: skip
        assert wanted in text, wanted


def resolved(found, name, valued):
    try:
        return find(found, name, valued=valued).name
    except UsageError:
        return None


def test_ours_never_make_a_prefix_of_microsofts_ambiguous():
    ours = {n.lower() for p in (*OURS, *PFX_SWITCHES) for n in (p.name, *p.aliases)}
    beginnings = {n[:length] for n in ours for length in range(1, len(n) + 1)}
    for found in map(signature, map(command, command_names())):
        theirs = found._replace(parameters=tuple(p for p in found.parameters if p.theirs))
        names = {n.lower() for p in theirs.parameters for n in (p.name, *p.aliases)}
        assert not names & ours, found.command.name
        # Only what begins one of ours can be changed by ours.
        for prefix in beginnings:
            if any(name.startswith(prefix) for name in names):
                wanted = resolved(theirs, prefix, valued=True)
                assert wanted is None or resolved(found, prefix, valued=True) == wanted, (found.command.name, prefix)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("-Local", "en-US"), "Locale"),
        (("-Local:en-US",), "Locale"),
        (("-Local",), "Local"),
        (("-Local:$true",), "Local"),
    ],
)
def test_switch_of_ours_is_a_beginning_of_microsofts_when_a_value_follows(arguments, name):
    found = signature(command("Invoke-MgBetaAndInformationProtectionSensitivityLabel"))
    assert list(give(found, arguments).values) == [name]


def test_common_parameters_are_those_of_the_page():
    named = {p.name for p in COMMON}
    assert named >= {
        "Debug", "ErrorAction", "ErrorVariable", "InformationAction", "InformationVariable", "OutBuffer", "OutVariable", "PipelineVariable",
        "ProgressAction", "Verbose", "WarningAction", "WarningVariable",
    }  # fmt: skip


def test_help_is_written_for_every_command():
    for name in command_names():
        found = signature(command(name))
        text = command_help(found, 80)
        assert text.startswith(f"NAME\n    {found.command.name}\n"), name
        assert all(f"    {one.name}" in text for one in found.sets), name
        assert all(f"-{p.name}" in text for p in found.parameters), name
        assert all(found.command.name in example(found, one) for one in found.sets), name


def test_examples_hold_what_is_needed():
    """Each example is complete: the set that it is of is the one that it binds to."""
    from shlex import split

    from graphkey.client.assemble import choose_set

    for name in command_names():
        found = signature(command(name))
        for one in found.sets:
            given = give(found, split(example(found, one))[2:])
            reached = choose_set(found, dict(given.values))
            assert (reached.identity, reached.expanded) == (one.identity, one.expanded), (name, one.name)

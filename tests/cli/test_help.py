"""Help says all that Microsoft's page says, and its examples run as they stand."""

import shlex

import pytest

from graphkey.catalog.load import command, command_names
from graphkey.catalog.sets import COMMON, OURS, PFX_SWITCHES, signature
from graphkey.cli.help import command_help, example
from graphkey.client.assemble import find
from graphkey.errors import UsageError
from tests.cli.bundles import PASSWORD, pfx

BASIC = '{"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u", "password": "p"}'
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


@pytest.mark.parametrize("name", command_names())
def test_ours_never_make_a_prefix_of_microsofts_ambiguous(name):
    found = signature(command(name))
    ours = {p.name for p in (*OURS, *PFX_SWITCHES)}
    theirs = [p for p in found.parameters if p.name not in ours]
    names = [(p, n) for p in theirs for n in (p.name, *p.aliases)]
    own = {n.lower() for p in (*OURS, *PFX_SWITCHES) for n in (p.name, *p.aliases)}
    for _, full in names:
        for length in range(1, len(full) + 1):
            prefix = full[:length]
            hits = {p.name for p, n in names if n.lower().startswith(prefix.lower())}
            exact = {p.name for p, n in names if n.lower() == prefix.lower()}
            if len(hits) == 1 or exact:
                assert find(found, prefix).name in (exact or hits), prefix
            elif prefix.lower() not in own:
                with pytest.raises(UsageError):
                    find(found, prefix)
    assert not {n.lower() for _, n in names} & own


def test_common_parameters_are_those_of_the_page():
    named = {p.name for p in COMMON}
    assert named >= {
        "Debug", "ErrorAction", "ErrorVariable", "InformationAction", "InformationVariable", "OutBuffer", "OutVariable", "PipelineVariable",
        "ProgressAction", "Verbose", "WarningAction", "WarningVariable",
    }  # fmt: skip


@pytest.mark.parametrize("name", command_names())
def test_examples_run_against_a_fresh_local_graph(cli, tmp_path, name):
    (tmp_path / "client.pfx").write_bytes(pfx())
    found = signature(command(name))
    for one in found.sets:
        if one.operation.method == "DELETE":
            assert cli("local", "reset", "--yes").code == 0
        connector = cli("Get-MgBetaIdentityApiConnector", "-Local").json[0]["id"]
        if name.startswith("Remove-") and name.endswith("ApiConnector"):  # one that no flow uses
            connector = cli(
                "New-MgBetaIdentityApiConnector",
                "-Local",
                "-DisplayName",
                "n",
                "-TargetUrl",
                "https://localhost/x",
                "-AuthenticationConfiguration",
                BASIC,
            ).json["id"]
        flow = ("-B2XIdentityUserFlowId", "B2X_1_signup")
        wire = f"https://graph.microsoft.com/beta/identity/apiConnectors/{connector}"
        for slot in ("PostFederationSignup", "PostAttributeCollection", "PreTokenIssuance"):
            if not name.endswith("ApiConnector"):
                assert cli(f"Set-MgBetaIdentityB2XUserFlow{slot}ByRef", "-Local", *flow, "-OdataId", wire).code == 0
        line = (
            example(found, one).replace("$CONNECTOR", connector).replace("@client.pfx", f"@{tmp_path / 'client.pfx'}")
        )
        done = cli(*shlex.split(line)[1:], env={"PFX_PASSWORD": PASSWORD})
        assert done.code == 0, f"{line}\n{done.err}"
        if one.operation.kind == "create":
            break

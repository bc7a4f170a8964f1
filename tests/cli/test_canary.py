"""One canary goes through every command, every set and every stream, and is seen in none."""

import base64
import json

import pytest

from graphkey.catalog.load import command, command_names
from graphkey.catalog.sets import body_types, ids_of, signature
from tests.cli.bundles import pfx

CANARY = "canary-9c1e77d0"
FILES_AND_STREAMS = [
    ("-Debug", "-Verbose"),
    ("-WhatIf",),
    ("-Debug", "-AsIs", "-SkipPfxCheck"),
    ("-OutputFormat", "table"),
]


def secret_body(operation):
    """Fill every secret field that a body can hold with the canary."""
    document: dict = {"unknownSecret": CANARY, "nested": {"apiKey": CANARY}}
    for row in body_types(operation):
        held = {p.name: CANARY for p in row.properties if p.secret}
        if row.kind == "body":
            document |= held
        elif held:
            document["authenticationConfiguration"] = {
                "@odata.type": f"#microsoft.graph.{row.name}",
                "username": "u",
                **held,
            }
    return document


def arguments(found, one):
    operation = one.operation
    words = []
    if one.identity:
        names = [p.name for p in found.parameters if p.place == "path" and p.wire in ids_of(operation.path)]
        words += ["-InputObject", json.dumps(dict.fromkeys(names, "B2X_1_signup"))]
    else:
        words += [w for p in found.in_set(one) if p.place == "path" for w in (f"-{p.name}", "B2X_1_signup")]
    if one.body:
        words += ["-AdditionalProperties" if one.expanded else "-BodyParameter", json.dumps(secret_body(operation))]
    return words


@pytest.mark.parametrize("name", [n for n in command_names() if not n.startswith("Get-")])
def test_canary_is_seen_nowhere(cli, name):
    found = signature(command(name))
    known = {p.name for p in found.parameters}
    for one in found.sets:
        for stream in FILES_AND_STREAMS:
            switches = [w for w in stream if w.lstrip("-") in known or not w.startswith("-")]
            done = cli(name, "-Local", *arguments(found, one), *switches, terminal=None)
            assert CANARY not in done.out + done.err, (one.name, stream)
            assert "Traceback" not in done.err


def test_canary_in_a_real_upload_is_seen_nowhere(cli, tmp_path):
    path = tmp_path / "client.pfx"
    path.write_bytes(pfx(old=True, password=CANARY))
    bundle = base64.b64encode(path.read_bytes()).decode()
    upload = "Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate"
    for stream in FILES_AND_STREAMS:
        for password in ("env:PW", CANARY, f"literal:{CANARY}"):
            done = cli(
                upload,
                "-Local",
                "-B2XIdentityUserFlowId",
                "B2X_1_signup",
                "-Pkcs12Value",
                f"@{path}",
                "-Password",
                password,
                *stream,
                env={"PW": CANARY},
            )
            assert done.code == 0, done.err
            assert CANARY not in done.out + done.err
            assert bundle[60:100] not in done.out + done.err


def test_canary_in_a_wrong_place_is_not_repeated_by_the_error(cli):
    upload = "Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate"
    for wrong in (
        [CANARY],
        ["-Password", CANARY, CANARY],
        [f"-Pasword:{CANARY}"],
        ["-BodyParameter", CANARY],
        ["-BodyParameter", f"{{password:{CANARY}}}"],
        ["-Confirm:" + CANARY],
    ):
        done = cli(upload, "-Local", "-B2XIdentityUserFlowId", "x", *wrong)
        assert done.code == 2
        assert CANARY not in done.out + done.err, wrong

"""One canary goes through every command, every set and every stream, and is seen in none."""

import base64
import json

import pytest

from graphkey.catalog.load import command, command_names, type_of
from graphkey.catalog.sets import body_type, ids_of, signature
from graphkey.client.document import secret_names
from tests.cli.bundles import pfx

CANARY = "canary-9c1e77d0"
FILES_AND_STREAMS = [
    ("-Debug", "-Verbose"),
    ("-Debug", "-AsIs", "-SkipPfxCheck"),
    ("-OutputFormat", "table"),
]


def filled(version, row, seen=()):
    """Give documents of a type with the canary in every secret field, its own and those of what stands inside."""
    held = {p.name: CANARY for p in row.properties if p.secret}
    if held:
        yield held
    for name in row.derived:
        for inner in filled(version, type_of(version, name), (*seen, row.name)) if name not in seen else ():
            yield {"@odata.type": f"#microsoft.graph.{name}", **inner}
    for known in row.properties:
        if known.type[:1].islower() and not known.navigation and known.type not in seen and known.type != row.name:
            for inner in filled(version, type_of(version, known.type), (*seen, row.name)):
                yield {known.name: [inner] if known.many else inner}


def secret_bodies(operation):
    """Give bodies that fill every secret field a body can hold, and keys that the catalog does not know."""
    yield {"unknownSecret": CANARY, "nested": {"apiKey": CANARY}}
    if operation.body not in ("reference", "stream", None):
        yield from filled(operation.version, body_type(operation))


def arguments(found, one, body):
    operation = one.operation
    words = []
    if one.identity:
        names = [p.name for p in found.parameters if p.place == "path" and p.wire in ids_of(operation.path)]
        words += ["-InputObject", json.dumps(dict.fromkeys(names, "B2X_1_signup"))]
    else:
        words += [w for p in found.in_set(one) if p.place == "path" for w in (f"-{p.name}", "B2X_1_signup")]
    if one.body:
        words += ["-AdditionalProperties" if one.expanded else "-BodyParameter", json.dumps(body)]
    return words


def calls():
    """Give every way to call a command that sends something, with each body of secrets."""
    for name in command_names():
        found = signature(command(name))
        for one in found.sets:
            # Where nothing is secret by its type, what one set shows the others show.
            if one.operation.method != "GET" and (one is found.sets[0] or secret_names(one.operation)):
                for body in secret_bodies(one.operation) if one.body else [{}]:
                    yield found, one, body


def test_canary_is_seen_nowhere_in_what_any_command_would_send(cli):
    for found, one, body in calls():
        name = found.command.name
        done = cli(name, "-Local", *arguments(found, one, body), "-WhatIf")
        assert CANARY not in done.out + done.err, (name, one.name, body)
        assert "Traceback" not in done.err


@pytest.mark.parametrize("stream", FILES_AND_STREAMS)
def test_canary_is_seen_nowhere_when_it_is_sent(cli, stream):
    for found, one, body in calls():
        if secret_names(one.operation):
            known = {p.name for p in found.parameters}
            switches = [w for w in stream if w.lstrip("-") in known or not w.startswith("-")]
            done = cli(found.command.name, "-Local", *arguments(found, one, body), *switches)
            assert CANARY not in done.out + done.err, (found.command.name, one.name, body)
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


GUID = "11111111-1111-1111-1111-111111111111"
AWAY = {
    # Nobody listens there: every sign-in and every call fails on the way.
    "GRAPHKEY_ENDPOINT": "https://localhost:1", "AZURE_AUTHORITY_HOST": "https://localhost:1", "NO_PROXY": "localhost",
    "AZURE_TENANT_ID": "t.example", "AZURE_CLIENT_ID": GUID, "AZURE_CLIENT_SECRET": CANARY,
}  # fmt: skip
PROXY = f"http://user:{CANARY}@127.0.0.1:1"


def seen_nowhere(done, folder=None):
    assert CANARY not in done.out + done.err, done
    assert "Traceback" not in done.err
    for path in folder.rglob("*") if folder else ():
        assert not path.is_file() or CANARY.encode() not in path.read_bytes(), path


@pytest.mark.parametrize(
    "arguments",
    [
        ("Get-MgBetaIdentityApiConnector",),
        ("Get-MgBetaIdentityApiConnector", "-Debug", "-Verbose"),
        ("Get-MgBetaIdentityApiConnector", "-Proxy", PROXY, "-Debug"),
        ("Get-MgBetaIdentityApiConnector", "-Proxy", "http://127.0.0.1:1", "-ProxyCredential", f"u:{CANARY}", "-Debug"),
        ("Get-MgBetaIdentityApiConnector", "-Headers", f'{{"X-Api-Key": "{CANARY}"}}', "-Debug"),
        ("Remove-MgBetaIdentityApiConnector", "-IdentityApiConnectorId", "x", "-WhatIf", "-Headers", f'{{"X-Secret": "{CANARY}"}}'),
        ("request", "GET", f"/beta/x?sig={CANARY}&code={CANARY}", "-Debug"),
        ("request", "POST", f"/beta/x?sig={CANARY}", "-Body", f'{{"clientSecret": "{CANARY}"}}', "-WhatIf"),
        ("request", "POST", f"/beta/x?sig={CANARY}", "-Body", f'{{"clientSecret": "{CANARY}"}}', "-Local", "-Debug"),
        ("whoami",),
        ("whoami", "--output", "json"),
        ("context", "list"),
        ("context", "show"),
        ("flow", "run", "B2X_1_signup", "--step", "preTokenIssuance"),
        ("local", "status", "--context", "nope"),
    ],
)  # fmt: skip
def test_canary_in_the_environment_is_not_told_when_network_or_sign_in_fail(cli, tmp_path, arguments):
    seen_nowhere(cli(*arguments, env=AWAY), tmp_path)


@pytest.mark.parametrize("way", ["--password", "-p", "--pasword", "--password=", "stray"])
def test_canary_is_not_told_by_certificate_verbs(cli, tmp_path, way):
    out = tmp_path / "new.pfx"
    given = {"--password=": [f"--password={CANARY}"], "stray": [CANARY]}.get(way, [way, CANARY])
    seen_nowhere(cli("cert", "new", str(out), "--name", "a.example", *given))
    if way != "stray":  # there it is the name of a file to check, which is told
        seen_nowhere(cli("cert", "check", str(out), *given))
    out.write_bytes(pfx(password=CANARY))
    for reference in (f"literal:{CANARY}", "env:PW", "env:WRONG"):
        env = {"PW": CANARY, "WRONG": CANARY + "x"}
        for form in ("json", "text"):
            seen_nowhere(cli("cert", "check", str(out), "--password", reference, "--output", form, env=env))


def test_canary_is_not_told_or_stored_by_contexts(cli, tmp_path):
    add = ("context", "add", "one", "--tenant", "t.example", "--client-id", GUID)
    for secret in (CANARY, f"literal:{CANARY}"):
        seen_nowhere(cli(*add, "--client-secret", secret), tmp_path)
    assert cli(*add, "--client-secret", "env:CS", env={"CS": CANARY}).code == 0
    for rest in (("whoami", "--context", "one"), ("context", "show", "one"), ("context", "list")):
        seen_nowhere(cli(*rest, env={"CS": CANARY}), tmp_path)
    seen_nowhere(cli(*add[:-1], CANARY))


def test_canary_is_not_told_by_the_local_graph_and_its_verbs(cli, tmp_path):
    seen_nowhere(cli("local", "serve", "--port", "0", "--key-ref", f"literal:{CANARY}"))
    basic = {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u", "password": CANARY}
    connector = cli("Get-MgBetaIdentityApiConnector", "-Local").json[0]["id"]
    body = json.dumps({"authenticationConfiguration": basic})
    update = (
        "Update-MgBetaIdentityApiConnector",
        "-Local",
        "-IdentityApiConnectorId",
        connector,
        "-BodyParameter",
        body,
    )
    assert cli(*update).code == 0
    for verb in (("local", "status"), ("flow", "run", "B2X_1_signup", "--step", "preTokenIssuance")):
        seen_nowhere(cli(*verb), tmp_path / "graph")
    seen_nowhere(cli("local", "reset", "--yes"), tmp_path / "graph")


def test_canary_is_not_told_by_the_sample_api(cli, tmp_path):
    key = tmp_path / "key.pem"
    key.write_text(CANARY)
    seen_nowhere(cli("api", "serve", "--allow", str(key)))
    seen_nowhere(cli("api", "serve", f"--pasword={CANARY}"))

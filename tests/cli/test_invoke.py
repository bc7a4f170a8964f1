"""Invoke-MgGraphRequest: where it sends, what it sends, and where the answer goes."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.cli.session.answer_file import inferred_name
from graphkey.cli.session.invoking import relative
from graphkey.errors import UsageError
from graphkey.wire import Response

from .bundles import PASSWORD, pfx
from .conftest import Cli, Typed

CONNECTORS = "/beta/identity/apiConnectors"
NEW = {
    "displayName": "API", "targetUrl": "https://api.example/x",
    "authenticationConfiguration": {"@odata.type": "#microsoft.graph.basicAuthentication", "username": "u", "password": "env:PW"},
}  # fmt: skip


def names(cli: Cli) -> list[str]:
    return cli("Invoke-MgGraphRequest", "-Uri", CONNECTORS, "-Local", "-Query", "value[].displayName").json


def test_method_uri_and_body_may_stand_without_their_names(cli: Cli) -> None:
    done = cli("Invoke-MgGraphRequest", "POST", CONNECTORS, json.dumps(NEW), "-Local", env={"PW": "canary"})
    assert done.code == 0, done.err
    assert "canary" not in done.out + done.err
    assert names(cli) == ["Sample API", "API"] or names(cli) == ["API", "Sample API"]


@pytest.mark.parametrize(
    "body", ['{"$filter": "displayName eq \'Sample API\'", "$top": 5}', "@{'$top'=1; '$select'='displayName'}"]
)
def test_a_table_becomes_the_query_of_a_get(cli: Cli, body: str) -> None:
    done = cli("Invoke-MgGraphRequest", "-Uri", CONNECTORS, "-Body", body, "-Local", "-Query", "value[].displayName")
    assert done.json == ["Sample API"]


def test_a_query_in_the_uri_and_one_in_the_body_go_together(cli: Cli) -> None:
    done = cli(
        "Invoke-MgGraphRequest", "-Uri", f"{CONNECTORS}?$top=1", "-Body", '{"$select": "id"}', "-Local", "-WhatIf"
    )
    assert "?$top=1&$select=id" in done.out


def test_spaces_in_a_uri_are_encoded(cli: Cli) -> None:
    done = cli("Invoke-MgGraphRequest", "-Uri", f"{CONNECTORS}?$filter=displayName eq 'Sample API'", "-Local")
    assert len(done.json["value"]) == 1


@pytest.mark.parametrize(
    "uri", [CONNECTORS, CONNECTORS.lstrip("/"), f"https://localhost{CONNECTORS}", f"https://LOCALHOST:443{CONNECTORS}"]
)
def test_a_path_or_a_url_of_the_contexts_graph_is_sent(cli: Cli, uri: str) -> None:
    assert cli("Invoke-MgGraphRequest", "-Uri", uri, "-Local").code == 0


@pytest.mark.parametrize(
    "uri",
    [
        "https://graph.microsoft.com/v1.0/me", f"http://localhost{CONNECTORS}", f"https://localhost:444{CONNECTORS}",
        f"https://localhost.evil.example{CONNECTORS}", f"https://localhost@evil.example{CONNECTORS}",
        f"https://evil.example\\@localhost{CONNECTORS}", f"https://user@localhost{CONNECTORS}", "file:///etc/passwd", "https://",
        f"//evil.example{CONNECTORS}", "/identity/apiConnectors", "", "/beta/x#y", "/beta/a\nb",
    ],
)  # fmt: skip
def test_another_origin_and_a_path_without_version_are_refused(cli: Cli, uri: str) -> None:
    done = cli("Invoke-MgGraphRequest", "-Uri", uri, "-Local")
    assert done.code == 2
    assert "Traceback" not in done.err


@given(st.text())
def test_a_uri_is_either_refused_or_a_path_with_its_version(text: str) -> None:
    try:
        path = relative(text, "https://graph.microsoft.com")
    except UsageError:
        return
    assert "://" not in path.split("?")[0]
    assert path.lstrip("/").lower().startswith(("v1.0", "beta"))


def test_an_upload_is_checked_and_a_clean_copy_goes_out(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "c.pfx").write_bytes(pfx())
    body = {"pkcs12Value": f"file:{tmp_path / 'c.pfx'}", "password": "env:PW"}
    path = "/beta/identity/b2xUserFlows/B2X_1_signup/apiConnectorConfiguration/preTokenIssuance/uploadClientCertificate"
    done = cli("Invoke-MgGraphRequest", "POST", path, json.dumps(body), "-Local", env={"PW": PASSWORD})
    assert done.code == 0, done.err
    assert "certificate" in done.err
    assert done.json["authenticationConfiguration"]["certificateList"][0]["isActive"] is True
    assert PASSWORD not in done.out + done.err
    (tmp_path / "c.pfx").write_bytes(b"junk")
    assert cli("Invoke-MgGraphRequest", "POST", path, json.dumps(body), "-Local", env={"PW": PASSWORD}).code == 3


def test_a_body_from_standard_input_starts_no_program(cli: Cli) -> None:
    done = cli(
        "Invoke-MgGraphRequest", "POST", CONNECTORS, "-Body", "-", "-Local", stdin=json.dumps(NEW), env={"PW": "p"}
    )
    assert done.code == 0, done.err
    hostile = json.dumps(NEW).replace("env:PW", "cmd:touch x")
    assert cli("Invoke-MgGraphRequest", "POST", CONNECTORS, "-Body", "-", "-Local", stdin=hostile).code == 2


def test_a_file_goes_out_as_it_is(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "body.json").write_bytes(json.dumps({**NEW, "displayName": "é"}).replace("env:PW", "plain").encode())
    done = cli("Invoke-MgGraphRequest", "POST", CONNECTORS, "-InputFilePath", str(tmp_path / "body.json"), "-ContentType", "application/json", "-Local")  # fmt: skip
    assert done.json["displayName"] == "é"


def test_a_text_of_another_type_goes_out_as_it_is(cli: Cli) -> None:
    done = cli(
        "Invoke-MgGraphRequest", "PUT", "/beta/x", "-Body", "plain", "-ContentType", "text/plain", "-Local", "-WhatIf"
    )
    assert "5 bytes" in done.out
    assert "content-type: text/plain" in done.out


def test_what_if_masks_secrets_and_sends_nothing(cli: Cli) -> None:
    done = cli("Invoke-MgGraphRequest", "POST", CONNECTORS, json.dumps(NEW), "-Local", "-WhatIf", env={"PW": "canary"})
    assert "Nothing was sent" in done.out
    assert "canary" not in done.out + done.err
    assert names(cli) == ["Sample API"]


@pytest.mark.parametrize("path", [CONNECTORS, "/beta/unknown"])
def test_debug_shows_no_secret(cli: Cli, path: str) -> None:
    body = {**NEW, "password": "canary", "deep": [{"clientSecret": "canary"}]}
    done = cli("Invoke-MgGraphRequest", "POST", path, json.dumps(body), "-Local", "-Debug", env={"PW": "canary"})
    assert "debug: >" in done.err
    assert "canary" not in done.out + done.err
    raw = cli("Invoke-MgGraphRequest", "PUT", path, "canary", "-ContentType", "text/plain", "-Local", "-Debug")
    assert "canary" not in raw.out + raw.err


def test_confirm_asks_first(cli: Cli) -> None:
    words = ("Invoke-MgGraphRequest", "POST", CONNECTORS, json.dumps(NEW), "-Local", "-Confirm")
    assert "declined" in cli(*words, terminal=Typed(["n"]), env={"PW": "p"}).err
    assert names(cli) == ["Sample API"]
    assert cli(*words, terminal=Typed(["y"]), env={"PW": "p"}).code == 0


# -- the answer ----------------------------------------------------------------------------------------------------------


def test_an_error_is_one_unless_its_check_is_skipped(cli: Cli) -> None:
    words = ("Invoke-MgGraphRequest", "-Uri", f"{CONNECTORS}/nope", "-Local", "-StatusCodeVariable", "status")
    done = cli(*words)
    assert (done.code, "status=404" in done.err) == (5, True)
    done = cli(*words, "-SkipHttpErrorCheck")
    assert (done.code, "error" in done.json) == (0, True)


def test_the_output_type_chooses_what_is_printed(cli: Cli) -> None:
    words = ("Invoke-MgGraphRequest", "-Uri", CONNECTORS, "-Local", "-OutputType")
    assert cli(*words, "PSObject").json == cli(*words, "hashtable").json == cli(*words, "Json").json
    whole = cli(*words, "HttpResponseMessage").json
    assert (whole["statusCode"], "content-type" in whole["headers"], "value" in whole["content"]) == (200, True, True)
    assert cli(*words, "Nope").code == 2


def test_text_is_printed_as_text(cli: Cli) -> None:
    assert cli("Invoke-MgGraphRequest", "-Uri", f"{CONNECTORS}/$count", "-Local").out == "1\n"


def test_an_answer_goes_to_a_file_whole(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text("old")
    done = cli("Invoke-MgGraphRequest", "-Uri", CONNECTORS, "-Local", "-OutputFilePath", str(path))
    assert (done.code, done.out) == (0, "")
    assert json.loads(path.read_text())["value"]
    assert cli("Invoke-MgGraphRequest", "-Uri", CONNECTORS, "-Local", "-OutputFilePath", str(path), "-PassThru").json[
        "value"
    ]
    assert [one.name for one in tmp_path.glob("*.part")] + [one.name for one in tmp_path.glob(".*")] == []


def test_an_error_leaves_the_file_as_it_was(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("old")
    cli("Invoke-MgGraphRequest", "-Uri", f"{CONNECTORS}/nope", "-Local", "-OutputFilePath", str(tmp_path / "f"))
    assert (tmp_path / "f").read_text() == "old"


def test_a_file_that_cannot_be_written_is_an_error(cli: Cli, tmp_path: Path) -> None:
    done = cli("Invoke-MgGraphRequest", "-Uri", CONNECTORS, "-Local", "-OutputFilePath", str(tmp_path / "no" / "f"))
    assert (done.code != 0, "-OutputFilePath cannot write" in done.err) == (True, True)


@pytest.mark.skipif(os.name == "nt", reason="POSIX devices")
def test_a_device_is_written_to_and_stays_one(cli: Cli, tmp_path: Path) -> None:
    import stat

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert cli("Invoke-MgGraphRequest", "-Uri", CONNECTORS, "-Local", "-OutputFilePath", str(pipe)).code == 0
    assert json.loads(os.read(reader, 1 << 16))["value"]
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_an_inferred_name_replaces_nothing(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from graphkey.cli.binder import give
    from graphkey.cli.session.answer_file import AnswerFile
    from graphkey.cli.session.run import named
    from graphkey.cli.world import real_world

    monkeypatch.chdir(tmp_path)
    given = give(named("Invoke-MgGraphRequest").signature, ["-InferOutputFileName"])
    answer = Response(200, {"content-disposition": 'attachment; filename="../a.txt"'}, b"one")
    file = AnswerFile(given, real_world())
    file.write(answer)
    file.close()
    assert (tmp_path / "a.txt").read_bytes() == b"one"
    with pytest.raises(UsageError, match="there already"):
        AnswerFile(given, real_world()).write(answer)


def test_response_headers_go_to_a_new_file(cli: Cli, tmp_path: Path) -> None:
    cli("Invoke-MgGraphRequest", "-Uri", CONNECTORS, "-Local", "-RHV", str(tmp_path / "h.json"))
    assert "request-id" in json.loads((tmp_path / "h.json").read_text())


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="a.pfx"', "a.pfx"),
        ("attachment; filename=a.pfx", "a.pfx"),
        ("attachment; filename=\"x\"; filename*=UTF-8''na%C3%AFve.txt", "naïve.txt"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\x\\\\b.txt"', "b.txt"),
        ("attachment; filename*=UTF-8''..%2F..%2Fevil", "evil"),
    ],
)
def test_the_name_that_the_service_gives_stays_in_this_folder(header: str, name: str) -> None:
    assert inferred_name(Response(200, {"content-disposition": header}, b"")) == name


@pytest.mark.parametrize(
    "header", ["", "inline", 'attachment; filename=".."', 'attachment; filename="a\x07b"', 'attachment; filename="a:b"']
)
def test_a_name_that_is_none_is_an_error(header: str) -> None:
    with pytest.raises(UsageError, match="named no file"):
        inferred_name(Response(200, {"content-disposition": header}, b""))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["-Token", "x"], "no meaning here"),
        (["-SessionVariable", "x"], "no meaning here"),
        (["-SkipHeaderValidation"], "no meaning here"),
        (["-Method", "TRACE"], "-Method TRACE"),
        (["-Body", "{}", "-InputFilePath", "x"], "both given"),
        (["-OutputFilePath", "x", "-InferOutputFileName"], "both given"),
        (["-PassThru"], "-PassThru"),
        (["-Body", "[1]"], "takes an object"),
        (["-Headers", '{"Authorization": "x"}'], "cannot set"),
        (["-UserAgent", "a\r\nb: c"], "line break"),
        (["-InputFilePath", "/nowhere", "-Method", "PUT"], "/nowhere"),
        (["-Context", "x"], "both given"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(cli: Cli, words: list[str], says: str) -> None:
    done = cli("Invoke-MgGraphRequest", "-Uri", CONNECTORS, "-Local", *words)
    assert (done.code, says in done.err) == (2, True), done.err


def test_a_user_agent_of_ones_own_is_sent(cli: Cli) -> None:
    done = cli("Invoke-MgGraphRequest", "-Uri", CONNECTORS, "-Local", "-UserAgent", "mine/1", "-WhatIf")
    assert "user-agent: mine/1" in done.out

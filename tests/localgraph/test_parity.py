"""
Answers held against those that Graph's own pages show: tests/parity/*.json, each with its source.

A file is never edited to fit. What cannot be foretold (ids, thumbprints) is named in it, and compared by shape alone.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from graph_world import CONNECTORS, FLOWS, Bundle, Caller, make_bundle

FOLDER = Path(__file__).parent.parent / "parity"
FILES = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_answer_is_as_the_page_shows_it(file: Path, caller: Caller, rsa_key: rsa.RSAPrivateKey) -> None:
    case = json.loads(file.read_text(encoding="utf-8"))
    caller.graph.reset("empty")
    caller.clock.now = datetime(2020, 1, 1, tzinfo=UTC)  # when the pages' certificates held
    connector, bundles = given(case.get("given", {}), caller, rsa_key)
    made = prepared(case.get("given", {}).get("requests", ()), caller, case["version"])
    request = case["request"]
    body = filled(request.get("body"), connector, bundles[0] if bundles else None)
    path = request["path"].replace("{connector}", connector).replace("{made}", made)
    response = caller.send(request["method"], path, body, version=case["version"])
    assert response.status == case["answer"]["status"], response.body
    for name, value in case["answer"].get("headers", {}).items():
        assert response.headers[name] == value.replace("https://graph.microsoft.com", caller.origin)
    shown = json.dumps(case["answer"]["body"]).replace("https://graph.microsoft.com", caller.origin)
    answer = response.json() if response.body else None
    compare(json.loads(shown), answer, set(case.get("not_predictable", ())), shortened=case.get("shortened", False))


def given(wanted: dict[str, Any], caller: Caller, key: rsa.RSAPrivateKey) -> tuple[str, list[Bundle]]:
    for flow in wanted.get("flows", ()):
        caller.post(FLOWS, flow)
    for slot, connector in wanted.get("slots", {}).items():
        made = caller.post(CONNECTORS, connector)["id"]
        path = f"{FLOWS}/B2X_1_{wanted['flows'][0]['id']}/apiConnectorConfiguration/{slot}/$ref"
        assert caller.send("PUT", path, {"id": made}).status == 204
    connector = caller.post(CONNECTORS, wanted["connector"])["id"] if "connector" in wanted else ""
    bundles = [
        make_bundle(key, "parity", starts=moment(c["notBefore"]), ends=moment(c["notAfter"]), aes=c.get("aes", False))
        for c in wanted.get("certificates", ())
    ]
    return connector, bundles


def prepared(requests: Iterable[dict[str, Any]], caller: Caller, version: str) -> str:
    """Send what has to come before the request; return the id of what it made."""
    made = ""
    for one in requests:
        response = caller.send(one["method"], one["path"].replace("{made}", made), one.get("body"), version=version)
        assert response.status in (201, 204), response.body
        made = response.json()["id"] if response.status == 201 else made
    return made


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def filled(body: Any, connector: str, bundle: Bundle | None) -> Any:
    """Put the test's own connector and certificate where the page has placeholders."""
    if body == "certificate" and bundle:
        return bundle.body
    if body is None:
        return None
    document = json.loads(json.dumps(body).replace("{connector}", connector))
    authentication = document.get("authenticationConfiguration")
    if bundle and authentication:
        authentication.update(bundle.body)
    return document


def compare(shown: Any, answer: Any, not_predictable: set[str], *, shortened: bool) -> None:
    assert type(shown) is type(answer)
    if isinstance(shown, dict):
        assert shown.keys() <= answer.keys() if shortened else list(shown) == list(answer)
        for name, value in shown.items():
            if name in not_predictable:
                assert isinstance(answer[name], str) and (name != "thumbprint" or len(value) == len(answer[name]))
            else:
                compare(value, answer[name], not_predictable, shortened=shortened)
    elif isinstance(shown, list):
        assert len(shown) == len(answer)
        by_id = all(isinstance(item, dict) and "id" in item for item in shown)  # no page says in which order
        for one, other in zip(
            *(sorted(x, key=lambda i: i["id"]) if by_id else x for x in (shown, answer)), strict=True
        ):
            compare(one, other, not_predictable, shortened=shortened)
    else:
        assert shown == answer


def test_every_file_names_its_source() -> None:
    assert FILES
    for file in FILES:
        assert json.loads(file.read_text(encoding="utf-8"))["source"].startswith("https://")

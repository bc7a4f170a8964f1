"""Odd ids, bodies and options at many operations: an error of Graph's, and never one of ours."""

import random
import sys
from pathlib import Path

import pytest
from graph_world import Caller

from graphkey.catalog import load
from graphkey.catalog.model import Operation, Version

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

from coverage_world import NotSeen, World

_IDS = ["x", "%C3%A9", "a%2Fb", "..%2F", "%00", "'", "''", "$count", "%24ref", "%20", "a" * 2000, "('x')", "City"]
_BODIES = [
    {}, [], None, "x", 7, {"id": None}, {"id": 7}, {"id": ""}, {"id": "a" * 3000}, {"@odata.type": 7}, {"@odata.type": ""},
    {"@odata.type": "#microsoft.graph.user"}, {"@odata.id": "https://graph.microsoft.com/beta/users/x"}, {"@odata.id": "/"},
    {"displayName": "é\U0001f600"}, {"displayName": None}, {"conditions": None}, {"conditions": []}, {"includes": {}},
    {"includes": [None]}, {"a@odata.bind": 1}, {"policy@odata.bind": [1]}, {"userAttribute": {"id": "City"}},
    {"partners": [{"tenantId": "zz"}]}, {"policy": {"id": "nope"}}, {"appliesTo": [{"id": "nope"}]}, {"appliesTo": 5},
    {"tenantId": "x"}, {"name": "n"}, {"appId": "b"}, {"rules": [{"id": "r"}]}, {"rules": "r"},
]  # fmt: skip
_OPTIONS = [
    "$expand=*", "$select=id", "$filter=id%20eq%20'x'", "$orderby=id%20desc", "$top=1", "$search=%22x%22", "$count=true",
    "$filter=displayName%20ne%20null", "$expand=nothing", "$skiptoken=eA", "$top=-1", "$select=", "$filter=",
]  # fmt: skip


def _ask(caller: Caller, operation: Operation, path: str, body: object = None) -> None:
    response = caller.send(operation.method, path, body, version=operation.version)
    assert response.status < 500 or response.status == 501, (operation.method, path, body, response.body)


@pytest.mark.parametrize("version", ["beta", "v1.0"])
def test_odd_ids_are_answered_when_sent_to_any_operation(inside: Caller, version: Version) -> None:
    chance = random.Random(7)
    for operation in load.operations(version):
        path = "/".join(chance.choice(_IDS) if part.startswith("{") else part for part in operation.path.split("/"))
        writes = operation.method in ("POST", "PATCH", "PUT")
        _ask(inside, operation, path, chance.choice(_BODIES) if writes else None)


@pytest.mark.parametrize("version", ["beta", "v1.0"])
def test_odd_bodies_and_options_are_answered_where_things_are(inside: Caller, version: Version) -> None:
    chance, walker = random.Random(7), World(inside.graph, version)
    for operation in chance.sample(load.operations(version), 150):
        if operation.kind in ("action", "function") or "$" in operation.path:
            continue
        try:
            path = walker.path_to(operation.path)
        except NotSeen:
            continue
        if operation.method in ("POST", "PATCH", "PUT"):
            for body in _BODIES:
                _ask(inside, operation, path, body)
        elif operation.method == "GET":
            for options in _OPTIONS:
                _ask(inside, operation, f"{path}?{options}")

"""What a tenant has from the start, and what seeds add: readable, whole, consistent, planted once."""

import json
from pathlib import Path
from typing import Any

from graph_world import Caller

from graphkey.localgraph import seeds
from graphkey.localgraph.resources.defaults import default_document
from graphkey.localgraph.seeds.lines import canonical

DATA = Path(seeds.__file__).parent / "data"
DEFAULTS: dict[str, Any] = json.loads((DATA / "defaults.json").read_text(encoding="utf-8"))
SAMPLE = [json.loads(line) for line in (DATA / "sample.jsonl").read_text(encoding="utf-8").splitlines()]
# What lies outside the module and is only referred to, and members that no operation gets alone.
_UNREAD = ("/groups/", "/directoryRoles/", "/directory/", "/invitations/")


def _is_read(path: str) -> bool:
    return not path.startswith(_UNREAD) and not (path.startswith("/users/") and path.count("/") == 2)


def _hidden(answer: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """Return what a document has and its answer does not say."""
    return [name for name in document if name not in answer and name not in ("@odata.type", "keys")]


def test_defaults_are_answered_whole_when_nobody_has_changed_them(inside: Caller) -> None:
    inside.graph.reset("empty")
    for path, document in DEFAULTS.items():
        if _is_read(path):
            assert _hidden(inside.get(path), document) == [], path


def test_sample_is_answered_whole(sample: Caller) -> None:
    for row in SAMPLE:
        if "at" in row and _is_read(row["at"]):
            path = row["at"].replace("{tenant}", sample.graph.tenant_id)
            assert _hidden(sample.get(path), row["is"]) == [], path


def test_links_and_secrets_of_the_sample_belong_to_something(sample: Caller) -> None:
    store = sample.graph._parts.open_tenant(sample.graph.tenant_id)
    for row in SAMPLE:
        for name in ("to", "secret"):
            if name in row:
                path = canonical(row[name])
                assert store.read(path) or default_document(path), path


def test_sample_has_something_in_every_area(sample: Caller) -> None:
    for path in (
        "/identity/conditionalAccess/policies", "/identity/b2xUserFlows", "/identity/b2cUserFlows", "/identity/userFlows",
        "/identity/customAuthenticationExtensions", "/identityProtection/riskyUsers", "/identityProtection/riskyAgents",
        "/policies/crossTenantAccessPolicy/partners", "/tenantRelationships/multiTenantOrganization/tenants",
        "/oauth2PermissionGrants", "/trustFramework/keySets", "/trustFramework/policies", "/informationProtection/policy/labels",
        "/users/amy@contoso.example/authentication/methods",
    ):  # fmt: skip
        assert sample.get(path)["value"], path


def test_custom_policy_of_the_sample_is_xml(sample: Caller) -> None:
    answer = sample.send("GET", "/trustFramework/policies/B2C_1A_SampleBase/$value")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/xml")
    assert b"<TrustFrameworkPolicy" in answer.body


def test_time_in_a_seed_is_the_time_of_planting(sample: Caller) -> None:
    user = sample.get("/identityProtection/riskyUsers")["value"][0]
    assert user["riskLastUpdatedDateTime"] == "2026-05-31T12:00:00Z"


def test_sample_planted_twice_changes_nothing(sample: Caller) -> None:
    before = sample.graph.status()["tenants"][0]["counts"]
    user = SAMPLE[0]["is"]["id"]
    phone = f"/users/{user}/authentication/phoneMethods/3179e48a-750b-4051-897c-87b9720928f7"
    sample.patch(phone, {"phoneNumber": "+1 5550199"})
    reference = "/identity/b2xUserFlows/B2X_1_partners/apiConnectorConfiguration/postAttributeCollection/$ref"
    assert sample.send("DELETE", reference).status == 204
    sample.graph.seed("sample")
    assert sample.get(phone)["phoneNumber"] == "+1 5550199"
    assert sample.send("GET", reference).status == 404
    assert sample.graph.status()["tenants"][0]["counts"] == before


def test_secrets_of_the_sample_are_in_no_row_in_clear(sample: Caller) -> None:
    connection = sample.graph._database
    texts = [row["text"] for row in SAMPLE if row.get("text")]
    with connection.reading() as reading:
        kept = b"".join(bytes(one[0]) for one in reading.execute("SELECT sealed FROM boxes"))
        bodies = "".join(one[0] for one in reading.execute("SELECT body FROM documents"))
    assert len(texts) >= 5
    for text in texts:
        assert text not in bodies and text.encode() not in kept


def test_empty_seed_leaves_the_defaults_alone(inside: Caller) -> None:
    inside.patch("/policies/identitySecurityDefaultsEnforcementPolicy", {"isEnabled": False})
    inside.graph.reset("empty")
    assert inside.get("/policies/identitySecurityDefaultsEnforcementPolicy")["isEnabled"] is True
    assert inside.get("/identity/b2xUserFlows")["value"] == []


def test_administrator_is_known_by_name_and_has_a_password(inside: Caller) -> None:
    by_name = inside.get("/users/ADMIN@contoso.example/authentication/methods")["value"]
    by_id = inside.get("/users/00aa0000-0000-4000-8000-000000000001/authentication/methods")["value"]
    assert by_name == by_id and [one["@odata.type"] for one in by_id] == [
        "#microsoft.graph.passwordAuthenticationMethod"
    ]


def test_new_tenant_has_the_defaults_too(inside: Caller) -> None:
    other = inside.in_new_tenant()
    assert other.get("/identity/userFlowAttributes/City")["userFlowAttributeType"] == "builtIn"


def test_page_of_seeds_names_a_source_for_every_default() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/seeds.md").read_text(encoding="utf-8")
    named = {line.split("`")[1].lower() for line in page.splitlines() if line.startswith("| `/")}
    missing = [
        path
        for path in DEFAULTS
        if not any(path == one or (path.startswith(one.rstrip("*")) and one.endswith("*")) for one in named)
    ]
    assert missing == []


def test_a_sample_secret_is_shown_as_its_page_shows_it(sample: Caller) -> None:
    assert sample.get("/identity/identityProviders/Facebook-OAUTH")["clientSecret"] == "******"

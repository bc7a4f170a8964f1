"""Risky users, service principals and agents: what an action sets, remembers and carries over."""

from typing import Any

import pytest
from graph_world import DAY, Caller

USERS = "/identityProtection/riskyUsers"
PRINCIPALS = "/identityProtection/riskyServicePrincipals"
AGENTS = "/identityProtection/riskyAgents"
BO, CHI = "5a000000-0000-4000-8000-000000000002", "5a000000-0000-4000-8000-000000000003"
AMY = "5a000000-0000-4000-8000-000000000001"
PRINCIPAL, AGENT = "b3000000-0000-4000-8000-000000000001", "b4000000-0000-4000-8000-000000000001"


def state(caller: Caller, path: str, **named: Any) -> tuple[str, str, str]:
    shown = caller.get(path, **named)
    return shown["riskLevel"], shown["riskState"], shown["riskDetail"]


@pytest.mark.parametrize(
    ("collection", "action", "name", "risky_id", "expected"),
    [
        (USERS, "confirmCompromised", "userIds", CHI, ("high", "confirmedCompromised", "adminConfirmedUserCompromised")),
        (USERS, "confirmSafe", "userIds", BO, ("none", "confirmedSafe", "adminConfirmedAccountSafe")),
        (USERS, "dismiss", "userIds", BO, ("none", "dismissed", "adminDismissedAllRiskForUser")),
        (PRINCIPALS, "confirmCompromised", "servicePrincipalIds", PRINCIPAL,
         ("high", "confirmedCompromised", "adminConfirmedServicePrincipalCompromised")),
        (PRINCIPALS, "dismiss", "servicePrincipalIds", PRINCIPAL,
         ("none", "dismissed", "adminDismissedAllRiskForServicePrincipal")),
        (AGENTS, "confirmCompromised", "agentIds", AGENT, ("high", "confirmedCompromised", "adminConfirmedAgentCompromised")),
        (AGENTS, "confirmSafe", "agentIds", AGENT, ("none", "confirmedSafe", "adminConfirmedAgentSafe")),
        (AGENTS, "dismiss", "agentIds", AGENT, ("none", "dismissed", "adminDismissedRiskForAgent")),
    ],
)  # fmt: skip
def test_action_sets_level_state_and_detail(
    sample: Caller, collection: str, action: str, name: str, risky_id: str, expected: tuple[str, str, str]
) -> None:
    answer = sample.send("POST", f"{collection}/{action}", {name: [risky_id.upper()]})
    assert (answer.status, answer.body) == (204, b"")
    assert state(sample, f"{collection}/{risky_id}") == expected


def test_both_versions_show_what_either_has_done(sample: Caller) -> None:
    assert sample.send("POST", f"{USERS}/dismiss", {"userIds": [BO, CHI]}, version="v1.0").status == 204
    assert state(sample, f"{USERS}/{CHI}") == state(sample, f"{USERS}/{CHI}", version="v1.0")
    assert state(sample, f"{USERS}/{BO}")[1] == "dismissed"


def test_history_and_detections_follow(sample: Caller) -> None:
    sample.clock.now += DAY
    assert sample.send("POST", f"{USERS}/dismiss", {"userIds": [BO]}).status == 204
    history = sample.get(f"{USERS}/{BO}/history?$orderby=riskLastUpdatedDateTime desc")["value"]
    assert len(history) == 2
    newest = history[0]
    assert newest["riskState"] == "dismissed" and newest["userId"] == BO
    assert newest["initiatedBy"] == sample.graph.client_id
    assert newest["activity"]["detail"] == "adminDismissedAllRiskForUser"
    assert newest["riskLastUpdatedDateTime"] == "2026-06-02T12:00:00Z"
    detections = sample.get(f"/identityProtection/riskDetections?$filter=userId eq '{BO}'")["value"]
    assert {one["riskState"] for one in detections} == {"dismissed"}
    others = sample.get(f"/identityProtection/riskDetections?$filter=userId eq '{CHI}'")["value"]
    assert {one["riskState"] for one in others} == {"atRisk"}


def test_user_of_the_directory_can_be_confirmed_before_any_risk(sample: Caller) -> None:
    assert sample.error("GET", f"{USERS}/{AMY}")[0] == 404
    assert sample.send("POST", f"{USERS}/confirmCompromised", {"userIds": [AMY]}).status == 204
    assert sample.get(f"{USERS}/{AMY}")["userPrincipalName"] == "amy@contoso.example"


def test_one_unknown_id_changes_nobody(sample: Caller) -> None:
    assert sample.error("POST", f"{USERS}/dismiss", {"userIds": [BO, "nobody"]})[0] == 404
    assert state(sample, f"{USERS}/{BO}")[1] == "atRisk"
    assert len(sample.get(f"{USERS}/{BO}/history")["value"]) == 1


@pytest.mark.parametrize("body", [{}, {"userIds": []}, {"userIds": None}, {"userIds": "x"}, {"userIds": [1]}, []])
def test_body_without_ids_is_refused(sample: Caller, body: Any) -> None:
    assert sample.error("POST", f"{USERS}/dismiss", body)[0] == 400


def test_more_than_sixty_service_principals_are_refused(sample: Caller) -> None:
    named = [f"id{at}" for at in range(61)]
    assert sample.error("POST", f"{PRINCIPALS}/dismiss", {"servicePrincipalIds": named})[0] == 400


def test_reading_permission_is_not_enough(sample: Caller) -> None:
    reader = sample.as_app("IdentityRiskyUser.Read.All")
    assert reader.error("POST", f"{USERS}/dismiss", {"userIds": [BO]})[0] == 403


def test_action_is_the_same_when_served(caller: Caller) -> None:
    caller.graph.reset("sample")
    assert caller.send("POST", f"{USERS}/confirmSafe", {"userIds": [BO]}).status == 204
    assert state(caller, f"{USERS}/{BO}")[1] == "confirmedSafe"

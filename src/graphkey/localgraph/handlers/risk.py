"""
Risky users, service principals and agents: confirmCompromised, confirmSafe, dismiss.

Each sets level, state and detail of the ones named, adds an item to their history where they have one, and carries the
verdict over to their detections. docs/explanation/fidelity.md lists what no page says.

Rule: all named ones change, or none.
Source: https://learn.microsoft.com/graph/api/riskyusers-confirmcompromised, riskyuser-confirmsafe, riskyuser-dismiss,
riskyserviceprincipal-confirmcompromised, riskyserviceprincipal-dismiss (at most 60), riskyagent-confirmcompromised,
riskyagent-confirmsafe, riskyagent-dismiss; the states and details are those of resources/riskyuser.
"""

from collections.abc import Callable
from typing import NamedTuple

from graphkey.localgraph.call import Call, Handler, Handlers
from graphkey.localgraph.handlers.bound import parameters, required
from graphkey.localgraph.problems import bad_request, not_found
from graphkey.localgraph.resources.entities import date_text
from graphkey.localgraph.resources.places import read_document
from graphkey.localgraph.storage.store import TenantWriter, item_path
from graphkey.wire import Document, Response

MAX_DISMISSED = 60


class Subject(NamedTuple):
    """
    Say where one kind of risky thing and what belongs to it lives.

    Args:
        collection: of the risky ones, as the catalog spells it.
        ids: parameter that names them.
        owner: property of history items and detections that names the risky one.
        detections: collection of its detections.
        updated: property that holds when its risk was last changed.
        history: it keeps one.
        directory: collection where one lives that is not risky yet.
    """

    collection: str
    ids: str
    owner: str
    detections: str
    updated: str
    history: bool
    directory: str | None = None


class Verdict(NamedTuple):
    """Hold what an action sets."""

    level: str
    state: str
    detail: str


USERS = Subject(
    "/identityProtection/riskyUsers", "userIds", "userId", "/identityProtection/riskDetections",
    "riskLastUpdatedDateTime", history=True, directory="/users",
)  # fmt: skip
PRINCIPALS = Subject(
    "/identityProtection/riskyServicePrincipals", "servicePrincipalIds", "servicePrincipalId",
    "/identityProtection/servicePrincipalRiskDetections", "riskLastUpdatedDateTime", history=True,
)  # fmt: skip
AGENTS = Subject(
    "/identityProtection/riskyAgents", "agentIds", "agentId", "/identityProtection/agentRiskDetections",
    "riskLastModifiedDateTime", history=False,
)  # fmt: skip

_ACTIONS: tuple[tuple[Subject, str, Verdict, int | None], ...] = (
    (USERS, "confirmCompromised", Verdict("high", "confirmedCompromised", "adminConfirmedUserCompromised"), None),
    (USERS, "confirmSafe", Verdict("none", "confirmedSafe", "adminConfirmedAccountSafe"), None),
    (USERS, "dismiss", Verdict("none", "dismissed", "adminDismissedAllRiskForUser"), None),
    (
        PRINCIPALS,
        "confirmCompromised",
        Verdict("high", "confirmedCompromised", "adminConfirmedServicePrincipalCompromised"),
        None,
    ),
    (PRINCIPALS, "dismiss", Verdict("none", "dismissed", "adminDismissedAllRiskForServicePrincipal"), MAX_DISMISSED),
    (AGENTS, "confirmCompromised", Verdict("high", "confirmedCompromised", "adminConfirmedAgentCompromised"), None),
    (AGENTS, "confirmSafe", Verdict("none", "confirmedSafe", "adminConfirmedAgentSafe"), None),
    (AGENTS, "dismiss", Verdict("none", "dismissed", "adminDismissedRiskForAgent"), None),
)


def _handler(subject: Subject, verdict: Verdict, most: int | None) -> Callable[[Call], Response]:
    def judge(call: Call) -> Response:
        """Pass the verdict on every one that the body names."""
        named = _named(call, subject, most)
        with call.store.writing() as writer:
            for one in named:
                _judge(call, writer, subject, verdict, one)
            _follow(writer, subject, verdict, {one.lower() for one in named})
        return Response(204)

    return judge


def _named(call: Call, subject: Subject, most: int | None) -> list[str]:
    given = parameters(call).get(subject.ids)
    if not given:
        raise required(subject.ids)
    named = list(dict.fromkeys(given))
    if most is not None and len(named) > most:
        raise bad_request(f"At most {most} can be named in one request; there are {len(named)}.")
    return named


def _judge(call: Call, writer: TenantWriter, subject: Subject, verdict: Verdict, one: str) -> None:
    path = item_path(subject.collection, one)
    risky = writer.read(path) or _new(writer, subject, one)
    if risky is None:
        raise not_found(one)
    changed = {
        **risky,
        "riskLevel": verdict.level,
        "riskState": verdict.state,
        "riskDetail": verdict.detail,
        subject.updated: date_text(call.now),
    }
    writer.put(path, changed)
    if subject.history:
        _remember(call, writer, subject, path, changed)


def _new(writer: TenantWriter, subject: Subject, one: str) -> Document | None:
    """Make the entry of a user of the directory that had no risk until now."""
    found = None if subject.directory is None else read_document(writer, item_path(subject.directory, one))
    if found is None:
        return None
    return {
        "id": found["id"],
        "isDeleted": False,
        "isProcessing": False,
        "userDisplayName": found.get("displayName"),
        "userPrincipalName": found.get("userPrincipalName"),
    }


def _remember(call: Call, writer: TenantWriter, subject: Subject, path: str, risky: Document) -> None:
    item_id = call.parts.new_id()
    kept = {name: value for name, value in risky.items() if not name.startswith("@")}
    item = {
        **kept,
        "id": item_id,
        subject.owner: risky["id"],
        "initiatedBy": call.caller.client_id,
        "activity": {"detail": risky["riskDetail"], "riskEventTypes": []},
    }
    writer.insert(item_path(f"{path}/history", item_id), item)


def _follow(writer: TenantWriter, subject: Subject, verdict: Verdict, named: set[str]) -> None:
    """Carry the verdict over to the detections of the ones named."""
    for row in writer.rows(subject.detections.lower()):
        if str(row.document.get(subject.owner)).lower() in named:
            changed = {**row.document, "riskState": verdict.state, "riskDetail": verdict.detail}
            writer.replace(row.path, changed)


def _handlers() -> dict[tuple[str, str], Handler]:
    return {
        ("POST", f"{subject.collection}/{name}"): _handler(subject, verdict, most)
        for subject, name, verdict, most in _ACTIONS
    }


HANDLERS: Handlers = _handlers()

"""
How connectors and user flows are shown: as documents for programs, and as text that fits 80 columns for people.

Days are whole and rounded down, by the service's clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from graphkey.cli.table import render
from graphkey.cli.world import World, one_line, printable
from graphkey.lifecycle.activity import END_OF_TIME, Certificate, covered_until, next_change
from graphkey.lifecycle.model import Connector, Flow, Inventory

NARROW = 80


def connector_document(one: Connector, at: datetime, *, uses_known: bool = True) -> dict[str, Any]:
    """
    Write a connector for programs.

    Returns: `active` is the thumbprint of the active certificate; `coveredUntil` the end of the time in which some certificate is
        always valid; `next` the next change of the active one; times as ISO 8601 in UTC.
    """
    active, covered, change = one.active, covered_until(one.certificates, at), next_change(one.certificates, at)
    return {
        "id": one.id,
        "displayName": one.name,
        "targetUrl": one.target_url,
        "authentication": one.authentication,
        **({"username": one.username} if one.username is not None else {}),
        "active": active.thumbprint if active else None,
        "daysLeft": days(covered, at) if covered else None,
        "coveredUntil": moment(covered) if covered else None,
        "next": _change(change.at, change.certificate) if change else None,
        "explained": one.explained,
        "certificates": [_certificate(held, at) for held in reversed(one.certificates)],
        "usedBy": [use._asdict() for use in one.slots],
        "usesKnown": uses_known,
    }


def flow_document(one: Flow, inventory: Inventory) -> dict[str, Any]:
    """Write a user flow for programs; a slot that could not be read says so."""
    names = {found.id.lower(): found for found in inventory.connectors}
    slots: dict[str, Any] = {}
    for slot, held in one.slots.items():
        found = names.get((held or "").lower())
        slots[slot] = None if held is None else {"id": held, "displayName": found.name if found else None}
    unread = [str(part) for part in inventory.unread if part.part.startswith(f"flow {one.id}")]
    return {
        "id": one.id,
        "kind": one.kind,
        "userFlowType": one.type,
        "userFlowTypeVersion": one.version,
        "slots": slots,
        **({"unread": unread} if unread else {}),
    }


def connectors_text(documents: Sequence[Mapping[str, Any]], world: World) -> str:
    """Write connectors as one table."""
    if not documents:
        return "no API connectors\n"
    names = [one["displayName"] for one in documents]
    rows = [
        {
            "connector": one_line(one["displayName"])
            if names.count(one["displayName"]) == 1
            else f"{one_line(one['displayName'])} {one['id']}",
            "authentication": _authentication(one),
            "until": (one["coveredUntil"] or "")[:10],
            "days": one["daysLeft"],
            "used by": "\n".join(f"{use['flow']} {use['slot']}" for use in one["usedBy"]),
        }
        for one in documents
    ]
    return render(rows, world.columns or NARROW)


def connector_text(one: Mapping[str, Any], world: World) -> str:
    """Write one connector: its facts, its certificates with the newest upload first, and what comes next."""
    facts = {
        "connector": one_line(one["displayName"]),
        "id": one["id"],
        "target": one["targetUrl"],
        "authentication": f"{one['authentication']} ({one['username']})"
        if "username" in one
        else one["authentication"],
        "used by": ", ".join(f"{use['flow']} {use['slot']}" for use in one["usedBy"]) or _no_uses(one),
    }
    certificates = certificates_text(one, world)
    return render(facts, world.columns or NARROW) + (f"\n{certificates}" if certificates else "")


def certificates_text(one: Mapping[str, Any], world: World) -> str:
    """Write the certificates of a connector, the newest upload first, and what comes next; nothing where there are none."""
    if not one["certificates"]:
        return ""
    rows = [
        {
            "thumbprint": held["thumbprint"],
            "from": held["notBefore"][:10],
            "until": held["notAfter"][:10],
            "state": held["state"],
        }
        for held in one["certificates"]
    ]
    return render(rows, world.columns or NARROW) + "\n" + "".join(f"{line}\n" for line in _outlook(one))


def flows_text(documents: Sequence[Mapping[str, Any]], world: World) -> str:
    """Write flows as one table; a slot is shown with the name of its connector."""
    if not documents:
        return "no user flows\n"
    slots = list(dict.fromkeys(slot for one in documents for slot in one["slots"]))
    rows = [
        {
            "flow": one["id"],
            "type": f"{one['kind']} {one['userFlowType']}",
            **{slot: _slot(one["slots"], slot) for slot in slots},
        }
        for one in documents
    ]
    return render(rows, world.columns or NARROW)


def flow_text(one: Mapping[str, Any], world: World) -> str:
    """Write one flow, a slot a line."""
    facts = {"flow": one["id"], "kind": one["kind"], "type": f"{one['userFlowType']} {one['userFlowTypeVersion']:g}"}
    return render({**facts, **{slot: _slot(one["slots"], slot) for slot in one["slots"]}}, world.columns or NARROW)


def tell_unread(inventory: Inventory, world: World) -> None:
    """Say on standard error what is missing from what is shown."""
    for one in inventory.unread:
        world.say(f"not shown: {printable(str(one))}")
        if one.error.hint:
            world.say(f"  {one.error.hint}")


def moment(instant: datetime) -> str:
    """Write an instant as ISO 8601 in UTC, to the second."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def days(until: datetime, at: datetime) -> int:
    """Return whole days from one instant to another; negative behind it."""
    return (until - at).days


def _certificate(one: Certificate, at: datetime) -> dict[str, Any]:
    return {
        "thumbprint": one.thumbprint,
        "notBefore": moment(one.not_before),
        "notAfter": moment(one.not_after),
        "isActive": one.is_active,
        "state": _state(one, at),
        "daysLeft": days(one.not_after, at),
    }


def _state(one: Certificate, at: datetime) -> str:
    if one.is_active:
        return "active"
    if at < one.not_before:
        return "not yet valid"
    return "valid" if one.is_valid(at) else "expired"


def _change(at: datetime, certificate: Certificate | None) -> dict[str, Any]:
    return {"at": moment(at), "thumbprint": certificate.thumbprint if certificate else None}


def _authentication(one: Mapping[str, Any]) -> str:
    number = len(one["certificates"])
    if one["authentication"] != "certificate":
        return str(one["authentication"])
    if one["active"] is None:
        return f"{number} certificate{'s' * (number != 1)}, none active"
    return f"{number} certificate{'s' * (number != 1)}"


def _no_uses(one: Mapping[str, Any]) -> str:
    return "no user flow" if one["usesKnown"] else "not known: not all user flows and slots could be read"


def _outlook(one: Mapping[str, Any]) -> Iterable[str]:
    if not one["explained"]:
        yield "The service calls another certificate active than its rule does; what follows is not to be relied on."
    following = one["next"]
    if following and following["thumbprint"]:
        yield f"next: {following['thumbprint']} at {following['at']}"
    if one["coveredUntil"] is None:
        yield "No certificate is valid now."
    elif one["coveredUntil"] != moment(END_OF_TIME):
        yield f"some certificate is valid until {one['coveredUntil']} ({one['daysLeft']} days)"


def _slot(slots: Mapping[str, Any], slot: str) -> str:
    if slot not in slots:
        return "(not read)"
    held = slots[slot]
    return "" if held is None else str(held["displayName"] or held["id"])

"""
Read what a tenant has: connectors with their certificates, user flows with their slots, and who uses which connector.

`read_inventory` asks; the values are those of `model`. Proof, rotation and watching begin here.

Rule: what could not be read is told in `unread` and never looks like something empty; without the list of connectors there is no
inventory, and the error goes through.
Rule: certificates stand in upload order. The service does not tell it: its list is taken as newest first, and the other way round
when only that explains which one it calls active (docs/adr/0026). "Now" is the service's own clock, where it says it.
Source: https://learn.microsoft.com/graph/api/resources/identityapiconnector,
https://learn.microsoft.com/graph/api/resources/pkcs12certificateinformation
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from graphkey.catalog.model import Version
from graphkey.client.client import Far
from graphkey.errors import TransportError
from graphkey.lifecycle.activity import END_OF_TIME, Certificate, Change, Gap, active_at, changes, gaps, next_change
from graphkey.lifecycle.asking import Answers, ask_list, ask_object, place
from graphkey.lifecycle.flows import read_flows
from graphkey.lifecycle.model import Authentication, Connector, Flow, Inventory, Kind, Unread, Use

_AUTHENTICATION: Mapping[str, Authentication] = {
    "clientcertificateauthentication": "certificate",
    "pkcs12certificate": "certificate",
    "basicauthentication": "basic",
}


def read_inventory(far: Far, version: Version = "beta") -> Inventory:
    """
    Read a tenant's connectors, user flows and slots.

    Args:
        far: whom to ask; `far.now` is the instant when the service does not tell its own.
        version: beta sees everything; v1.0 is for clouds that have no beta.
    Raises: what listing the connectors raises.
    """
    listed = read_connectors(far, version)
    found = read_flows(far, version)
    uses = uses_in(found.flows)
    connectors = tuple(one._replace(slots=uses.get(one.id.lower(), ())) for one in listed.connectors)
    return Inventory(connectors, found.flows, (*listed.unread, *found.unread), version, listed.at, found.absent)


class Listed(NamedTuple):
    """Hold connectors alone, without who uses them; see `Inventory`."""

    connectors: tuple[Connector, ...]
    unread: tuple[Unread, ...]
    at: datetime


def read_connectors(far: Far, version: Version = "beta") -> Listed:
    """Read a tenant's connectors with their certificates; flows are not asked, so `slots` stays empty."""
    answers = Answers(far)
    documents = list(ask_list(answers.far, place(version, "apiConnectors")))
    connectors, unread = [], []
    for number, document in enumerate(documents, 1):
        try:
            connectors.append(connector_of(document, answers.at))
        except TransportError as error:
            name = document.get("id") if isinstance(document, dict) else None
            unread.append(Unread("connectors", f"connector {name or f'number {number} of the list'}", error))
    return Listed(tuple(connectors), tuple(unread), answers.at)


def read_connector(far: Far, connector_id: str, version: Version = "beta") -> Connector:
    """Read one connector as the service shows it now; who uses it is not asked."""
    return read_connector_at(far, connector_id, version)[0]


def read_connector_at(far: Far, connector_id: str, version: Version = "beta") -> tuple[Connector, datetime]:
    """Read one connector, and when that was by the service's clock."""
    answers = Answers(far)
    document = ask_object(answers.far, place(version, "apiConnectors", connector_id))
    return connector_of(document, answers.at), answers.at


def uses_in(flows: Iterable[Flow]) -> dict[str, tuple[Use, ...]]:
    """Gather the steps that call a connector, by its id in lower case."""
    found: dict[str, tuple[Use, ...]] = {}
    for flow in flows:
        for slot, held in flow.slots.items():
            if held is not None:
                found[held.lower()] = (*found.get(held.lower(), ()), Use(flow.kind, flow.id, slot))
    return found


def connector_of(document: Any, now: datetime) -> Connector:
    """
    Read a connector's document.

    Args:
        now: the instant at which the document was made, for the order of its certificates.
    Raises: TransportError when it is none, or a certificate in it lacks thumbprint or dates.
    """
    if not isinstance(document, dict) or not isinstance(document.get("id"), str) or not document["id"]:
        raise TransportError("the service showed a connector without an id", hint="Check the context's endpoint.")
    configuration = document.get("authenticationConfiguration")
    if not isinstance(configuration, dict):
        configuration = {}
    kind = str(configuration.get("@odata.type", "")).rsplit(".", 1)[-1].lower()
    authentication = _AUTHENTICATION.get(kind, "unknown" if configuration else "none")
    listed = [_certificate(one) for one in _list_in(configuration)]
    ordered, explained = upload_order(listed, now)
    name = configuration.get("username")
    return Connector(
        document["id"],
        str(document.get("displayName") or ""),
        str(document.get("targetUrl") or ""),
        authentication,
        tuple(ordered),
        explained=explained,
        username=name if isinstance(name, str) else None,
    )


def upload_order(listed: list[Certificate], now: datetime) -> tuple[list[Certificate], bool]:
    """
    Put certificates, as the service lists them, into upload order, the oldest first.

    Returns: them, and whether the rule then says the same as the service about which one is active.
    """
    shown = list(dict.fromkeys(one.thumbprint for one in listed if one.is_active))
    for ordered in (listed[::-1], listed):
        active = active_at(ordered, now)
        if shown == ([active.thumbprint] if active else []):
            return ordered, True
    return listed[::-1], False


def _list_in(configuration: Mapping[str, Any]) -> list[Any]:
    found = configuration.get("certificateList")
    if found is not None and not isinstance(found, list):
        raise TransportError("the service showed certificates that are no list", hint="Check the context's endpoint.")
    return found or []


def _certificate(document: Any) -> Certificate:
    thumbprint = document.get("thumbprint") if isinstance(document, dict) else None
    if not isinstance(thumbprint, str) or not thumbprint:
        raise TransportError(
            "the service showed a certificate without a thumbprint", hint="Read it with beta and v1.0."
        )
    start, end = _instant(document.get("notBefore")), _instant(document.get("notAfter"))
    if start is None or end is None:
        raise TransportError(
            f"the service showed no dates of the certificate {thumbprint}", hint="Read it with beta and v1.0."
        )
    return Certificate(thumbprint.upper(), start, end, document.get("isActive") is True)


def _instant(seconds: Any) -> datetime | None:
    """Read a NumericDate (RFC 7519); one beyond what a calendar of four-digit years holds is its first or last second."""
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return END_OF_TIME if seconds > 0 else datetime.min.replace(tzinfo=UTC)


__all__ = [
    "Authentication", "Certificate", "Change", "Connector", "Flow", "Gap", "Inventory", "Kind", "Listed", "Unread", "Use",
    "active_at", "changes", "connector_of", "gaps", "next_change", "read_connector", "read_connector_at", "read_connectors",
    "read_inventory", "upload_order", "uses_in",
]  # fmt: skip

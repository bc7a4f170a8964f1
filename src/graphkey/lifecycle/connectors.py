"""
Connectors made, changed and removed, each change read back.

Rule: a display name that is taken is refused: people find connectors by it.
Rule: replacing a certificate configuration loses every certificate in it at once, so it needs a word of its own; an upload adds.
Rule: one that a flow uses, or may use because flows could not be read, is deleted only when forced; its slots are emptied first.
Rule: a change that got no answer is looked for before it is called lost, and none is sent twice.
Rule: none is ever deleted and made again to change its certificate.
Source: https://learn.microsoft.com/graph/api/identityapiconnector-create and -delete; identityapiconnector-update, example 2: all
earlier settings are overwritten.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from graphkey.catalog.model import Version
from graphkey.client.client import Far, Ready, send
from graphkey.client.prepare import Ask, Options, Sent
from graphkey.errors import Error, NotFoundError, PlanError, TransportError, VerifyError
from graphkey.lifecycle.asking import ask, place, prepared, tries
from graphkey.lifecycle.choosing import same_name, shown_uses
from graphkey.lifecycle.inventory import connector_of, read_connector, read_connector_at, read_connectors
from graphkey.lifecycle.model import Connector, Inventory
from graphkey.lifecycle.upload import Bundle, held_in
from graphkey.lifecycle.wiring import unwire
from graphkey.secret import Secret

_TYPE = "#microsoft.graph."


class Basic(NamedTuple):
    """Hold user name and password of basic authentication."""

    username: str
    password: Secret


class Made(NamedTuple):
    """
    Hold a connector as it is after a change.

    Args:
        at: when that was, by the service's clock.
        bundle: what was found in the bundle that was sent, where one was.
    """

    connector: Connector
    at: datetime
    bundle: Sent | None = None


def create(
    far: Far,
    known: Sequence[Connector],
    name: str,
    target_url: str,
    authentication: Basic | Bundle,
    *,
    version: Version = "beta",
    ask_password: Ask | None = None,
) -> Made:
    """
    Make a connector.

    Args:
        known: the tenant's connectors, as they were read a moment ago.
        ask_password: prompts for the bundle's password where it is needed and was not given.
    Raises: PlanError when the display name is taken; CertificateError when the bundle is of no use; VerifyError when the service
        does not show what was asked for.
    """
    _refuse_taken(known, name)
    body = {
        "displayName": name,
        "targetUrl": target_url,
        "authenticationConfiguration": _configuration(authentication),
    }
    ready = prepared(far, "POST", place(version, "apiConnectors"), body, Options(ask=ask_password, insists=False))
    wanted = {"name": name, "target_url": target_url, **_shown(authentication)}
    return _verified(far, _make(far, known, version, ready, name), version, ready, wanted)


def update(
    far: Far,
    inventory: Inventory,
    connector: Connector,
    *,
    name: str | None = None,
    target_url: str | None = None,
    authentication: Basic | Bundle | None = None,
    replace: bool = False,
    ask_password: Ask | None = None,
) -> Made:
    """
    Change a connector.

    Args:
        replace: replace an authentication by certificate, with all its certificates.
    Raises: PlanError when the new name is taken, or certificates would be lost; the rest as `create`.
    """
    if name is not None:
        _refuse_taken(inventory.connectors, name, besides=connector.id)
    if authentication is not None and connector.certificates and not replace:
        raise PlanError(
            f"this would remove every certificate of {connector.name!r} at once ({len(connector.certificates)})",
            hint="To add one: graphkey connector upload. To replace them all: --replace.",
        )
    body: dict[str, Any] = {"displayName": name, "targetUrl": target_url}
    if authentication is not None:
        body["authenticationConfiguration"] = _configuration(authentication)
    body = {key: value for key, value in body.items() if value is not None}
    path = place(inventory.version, "apiConnectors", connector.id)
    ready = prepared(far, "PATCH", path, body, Options(ask=ask_password, insists=False))
    wanted = {"name": name, "target_url": target_url, **_shown(authentication)}
    try:
        send(ready, far)
    except TransportError as error:
        return _after_silence(far, connector, inventory.version, ready, wanted, error)
    return _verified(far, connector.id, inventory.version, ready, wanted)


def delete(far: Far, inventory: Inventory, connector: Connector, *, force: bool = False) -> list[str]:
    """
    Remove a connector.

    Args:
        force: also when flows use it, whose slots are emptied first, or when not all of them could be read.
    Returns: which slots were emptied.
    Raises: PlanError when it is in use, or may be; VerifyError when it is still there afterwards.
    """
    if connector.slots and not force:
        raise PlanError(
            f"the connector {connector.name!r} is in use by {shown_uses(connector.slots)}",
            hint="Unwire it first (graphkey connector unwire), or let --force do so.",
        )
    if not inventory.knows_uses and not force:
        unread = [str(one) for one in inventory.unread if one.of == "flows"]
        if inventory.version == "v1.0":
            unread.append("v1.0 shows neither B2C flows nor the slot preTokenIssuance")
        raise PlanError(
            f"whether a flow uses the connector {connector.name!r} cannot be told: {'; '.join(unread)}",
            hint="Mend that, ask with beta where there is one, or give --force.",
        )
    emptied = [str(use) for use in connector.slots if unwire(far, use, version=inventory.version)]
    try:
        ask(far, "DELETE", place(inventory.version, "apiConnectors", connector.id))
    except NotFoundError:
        far.tell("it is gone already: an earlier try had arrived, or somebody else was quicker")
    except Error as error:
        if emptied:
            error.hint = f"These slots are empty by now: {', '.join(emptied)}. {error.hint or ''}".strip()
        raise
    _verify_gone(far, connector, inventory.version)
    return emptied


def _make(far: Far, known: Sequence[Connector], version: Version, ready: Ready, name: str) -> str:
    """Send what makes a connector; where no answer came it is looked for by its name, and never made twice."""
    try:
        return connector_of(send(ready, far), far.now()).id
    except TransportError as error:
        if not error.sent:
            raise
        before = {one.id for one in known}
        listed = read_connectors(far, version).connectors
        new = [one.id for one in same_name(listed, name) if one.id not in before]
        if len(new) != 1:
            raise
        far.tell("no answer came, but the connector is there: the request had arrived")
        return new[0]


def _after_silence(
    far: Far,
    connector: Connector,
    version: Version,
    ready: Ready,
    wanted: Mapping[str, str | None],
    error: TransportError,
) -> Made:
    """Look whether a change arrived that got no answer; the error stands when it did not."""
    if not error.sent:
        raise error
    try:
        return _verified(far, connector.id, version, ready, wanted)
    except VerifyError:
        raise error from None


def _refuse_taken(connectors: Sequence[Connector], name: str, besides: str = "") -> None:
    taken = [one.id for one in same_name(connectors, name) if one.id != besides]
    if taken:
        raise PlanError(
            f"there is a connector called {name!r} already: {', '.join(taken)}",
            hint="Change that one (graphkey connector update), or take another name.",
        )


def _configuration(authentication: Basic | Bundle) -> Mapping[str, Any]:
    if isinstance(authentication, Basic):
        return {"@odata.type": f"{_TYPE}basicAuthentication", **authentication._asdict()}
    password = {} if authentication.password is None else {"password": authentication.password}
    return {"@odata.type": f"{_TYPE}pkcs12Certificate", "pkcs12Value": authentication.pfx, **password}


def _shown(authentication: Basic | Bundle | None) -> dict[str, str | None]:
    """Return what a connector has to show of an authentication, but for thumbprints."""
    if isinstance(authentication, Basic):
        return {"authentication": "basic", "username": authentication.username}
    return {} if authentication is None else {"authentication": "certificate"}


def _verified(far: Far, connector_id: str, version: Version, ready: Ready, wanted: Mapping[str, str | None]) -> Made:
    """Read a connector until it shows what was asked for."""
    thumbprint, missing = ready.prepared.thumbprint, ["itself"]
    for _ in tries(far):
        try:
            found, at = read_connector_at(far, connector_id, version)
        except NotFoundError:
            continue
        missing = [key for key, value in wanted.items() if value is not None and getattr(found, key) != value]
        if thumbprint is not None and held_in(found, thumbprint) is None:
            missing.append(f"the certificate {thumbprint}")
        elif thumbprint is not None and len({held.thumbprint for held in found.certificates}) > 1:
            missing.append("that the older certificates are gone")
        if not missing:
            return Made(found, at, ready.prepared.sent[0] if ready.prepared.sent else None)
    raise VerifyError(
        f"the change was accepted, but the connector {connector_id} does not show {', '.join(missing)}",
        hint=f"Look again: graphkey connector show {connector_id}.",
    )


def _verify_gone(far: Far, connector: Connector, version: Version) -> None:
    for _ in tries(far):
        try:
            read_connector(far, connector.id, version)
        except NotFoundError:
            return
    raise VerifyError(
        f"the deletion was accepted, but the connector {connector.name!r} is still there",
        hint=f"Look again: graphkey connector show {connector.id}.",
    )

"""
The upload of a client certificate to a connector that has certificates already: once, and seen to have worked.

No upload can be taken back, and what the service makes of the same certificate twice is not documented. So what is there is
looked at first:

  there and active              nothing is sent
  there, not valid yet          nothing is sent; it becomes active by itself, when nothing newer is valid then
  there, behind a newer one     nothing is sent unless `again`: sending makes it the newest where the service counts a repeat
  not there                     sent, and read back

Rule: a connector on basic authentication is not switched by an upload; the service documents a PATCH for it.
Rule: a read that does not show the upload is repeated before it is believed; reads may be older than writes.
Source: https://learn.microsoft.com/graph/api/identityapiconnector-uploadclientcertificate;
https://learn.microsoft.com/graph/api/resources/pkcs12certificateinformation (which one is active)
"""

from datetime import datetime
from typing import Literal, NamedTuple

from graphkey.catalog.model import Version
from graphkey.client.client import Far, Ready, send
from graphkey.client.prepare import Ask, Options, Sent
from graphkey.errors import PlanError, VerifyError
from graphkey.lifecycle.activity import Certificate, active_at
from graphkey.lifecycle.asking import place, prepared, tries
from graphkey.lifecycle.inventory import read_connector_at
from graphkey.lifecycle.model import Connector
from graphkey.secret import Secret

State = Literal["active", "waiting", "behind", "absent"]


class Bundle(NamedTuple):
    """Hold a PFX and its password; None asks for one where it is needed."""

    pfx: bytes
    password: Secret | None


class Uploaded(NamedTuple):
    """
    Say what came of an upload.

    Args:
        state: of the certificate before: `active`, `waiting`, `behind` a newer one, or `absent`.
        sent: whether it was sent.
        certificate: as the connector shows it now.
        connector: as it is now; who uses it was not asked.
        at: when that was, by the service's clock.
        sentence: what happened, for people.
        bundle: what was found in the bundle.
    """

    state: State
    sent: bool
    certificate: Certificate | None
    connector: Connector
    at: datetime
    sentence: str
    bundle: Sent

    @property
    def is_settled(self) -> bool:
        """Tell whether the certificate is active, or will be without another upload."""
        return self.sent or self.state in ("active", "waiting")


def upload(
    far: Far,
    connector: Connector,
    bundle: Bundle,
    *,
    version: Version = "beta",
    again: bool = False,
    ask: Ask | None = None,
) -> Uploaded:
    """
    See to it that a connector has a certificate as its newest.

    Args:
        connector: which one; it is read anew.
        again: send it although it is there behind a newer one.
        ask: prompts for a password that is needed and was not given.
    Raises: CertificateError when the bundle is of no use; PlanError when the connector does not authenticate by certificate;
        VerifyError when the connector does not show it afterwards.
    """
    ready = ready_upload(far, connector.id, bundle, version, ask)
    before, at = read_connector_at(far, connector.id, version)
    if before.authentication != "certificate":
        raise PlanError(
            f"the connector {before.name!r} does not authenticate by certificate ({before.authentication})",
            hint="An upload adds to certificates. Switch it: graphkey connector update … --pfx REF.",
        )
    thumbprint = ready.prepared.thumbprint
    held = held_in(before, thumbprint)
    state = state_of(before, held, at)
    if state == "absent" or (state == "behind" and again):
        return _send(far, ready, before, version, state)
    assert held is not None
    return Uploaded(state, False, held, before, at, explain(before, held, state, at), ready.prepared.sent[0])


def ready_upload(far: Far, connector_id: str, bundle: Bundle, version: Version, ask: Ask | None = None) -> Ready:
    """Check a bundle and make the request that would upload it; nothing is sent."""
    body: dict[str, object] = {"pkcs12Value": bundle.pfx}
    if bundle.password is not None:
        body["password"] = bundle.password
    return prepared(
        far,
        "POST",
        place(version, "apiConnectors", connector_id, "uploadClientCertificate"),
        body,
        Options(ask=ask, insists=False),
    )


def held_in(connector: Connector, thumbprint: str | None) -> Certificate | None:
    """Return a connector's certificate of a thumbprint; where it is there twice the active one, or the last upload."""
    found = [one for one in reversed(connector.certificates) if one.thumbprint == thumbprint]
    return next((one for one in found if one.is_active), found[0] if found else None)


def state_of(connector: Connector, held: Certificate | None, at: datetime) -> State:
    """Tell how a certificate stands in a connector."""
    if held is None:
        return "absent"
    if held.is_active:
        return "active"
    if at < held.not_before:
        rising = active_at(connector.certificates, held.not_before)
        return "waiting" if rising is not None and rising.thumbprint == held.thumbprint else "behind"
    return "behind"


def explain(connector: Connector, held: Certificate, state: State, at: datetime) -> str:
    """Say in a sentence why a certificate that is there is not sent."""
    if state == "active":
        return f"{held.thumbprint} is there and active already: nothing was sent"
    if state == "waiting":
        return f"{held.thumbprint} is there and becomes active at {_at(held.not_before)}: nothing was sent"
    newer = connector.active if at >= held.not_before else active_at(connector.certificates, held.not_before)
    if newer is None:
        return f"{held.thumbprint} is there and its validity has ended: nothing was sent"
    return (
        f"{held.thumbprint} is there, but {newer.thumbprint} was uploaded after it and stays active until "
        f"{_at(newer.not_after)}: nothing was sent"
    )


def _send(far: Far, ready: Ready, before: Connector, version: Version, state: State) -> Uploaded:
    send(ready, far)
    thumbprint = ready.prepared.thumbprint
    after = before
    for _ in tries(far):
        after, at = read_connector_at(far, before.id, version)
        held = held_in(after, thumbprint)
        if held is not None and state_of(after, held, at) in ("active", "waiting"):
            when = "is active" if held.is_active else f"becomes active at {_at(held.not_before)}"
            return Uploaded(
                state, True, held, after, at, f"{held.thumbprint} was uploaded and {when}", ready.prepared.sent[0]
            )
    raise _unverified(after, thumbprint)


def _unverified(after: Connector, thumbprint: str | None) -> VerifyError:
    held = held_in(after, thumbprint)
    shown = "does not show it" if held is None else "does not make it active"
    now = f"active is {after.active.thumbprint}" if after.active else "none is active"
    return VerifyError(
        f"the upload of {thumbprint or 'the bundle'} was accepted, but the connector {after.name!r} {shown}; {now}",
        hint="Read it again in a minute: graphkey connector show. Do not send it again before.",
    )


def _at(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")

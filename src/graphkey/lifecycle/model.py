"""
What a tenant has, as values: connectors, user flows, who uses which connector, and what could not be read.

`inventory` and `flows` make them; proof, rotation and watching begin with them. Instants are aware UTC.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from graphkey.catalog.model import Version
from graphkey.errors import Error
from graphkey.lifecycle.activity import Certificate

Kind = Literal["B2X", "B2C"]
Authentication = Literal["certificate", "basic", "none", "unknown"]


class Use(NamedTuple):
    """Say that a step of a user flow calls a connector: `B2X_1_signup postAttributeCollection`."""

    kind: Kind
    flow: str
    slot: str

    def __str__(self) -> str:
        return f"{self.flow} {self.slot}"


class Connector(NamedTuple):
    """
    Hold an API connector.

    Args:
        authentication: `none` when the service shows no configuration, `unknown` when it shows one of another kind.
        certificates: in upload order, the oldest first; empty unless `authentication` is `certificate`.
        slots: which steps use it, as far as the flows could be read.
        explained: False when the service calls another certificate active than the rule does, in either order of its list;
            what is then said about the future is not to be relied on.
        username: of basic authentication.
    """

    id: str
    name: str
    target_url: str
    authentication: Authentication
    certificates: tuple[Certificate, ...] = ()
    slots: tuple[Use, ...] = ()
    explained: bool = True
    username: str | None = None

    @property
    def active(self) -> Certificate | None:
        """Return the certificate that the service called active when it was asked."""
        return next((one for one in self.certificates if one.is_active), None)


class Flow(NamedTuple):
    """
    Hold a user flow.

    Args:
        slots: slot -> id of the connector in it, or None for an empty one; a slot that could not be read is missing.
    """

    kind: Kind
    id: str
    type: str
    version: float
    slots: Mapping[str, str | None]


class Unread(NamedTuple):
    """
    Name a part of the tenant that could not be read, and why.

    Args:
        of: what it is a part of; what is unread of flows leaves open who uses a connector.
        part: `connector 1234-…`, `B2C user flows`, `flow B2X_1_signup postFederationSignup`.
    """

    of: Literal["connectors", "flows"]
    part: str
    error: Error

    def __str__(self) -> str:
        return f"{self.part} could not be read: {self.error}"


class Inventory(NamedTuple):
    """
    Hold what was read of a tenant.

    Args:
        connectors, flows: in the service's order.
        unread: what is missing from them; empty when nothing is.
        absent: kinds of user flow that the service says this kind of tenant has not.
        version: of Graph, by which it was read; v1.0 knows neither B2C flows nor the slot before the token.
        at: when it was read, by the service's clock.
    """

    connectors: tuple[Connector, ...]
    flows: tuple[Flow, ...]
    unread: tuple[Unread, ...]
    version: Version
    at: datetime
    absent: tuple[Kind, ...] = ()

    @property
    def knows_uses(self) -> bool:
        """Tell whether every slot of every flow was read, so that a connector without uses surely has none; never of v1.0."""
        return self.version == "beta" and all(one.of != "flows" for one in self.unread)

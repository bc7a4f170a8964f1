"""
What the catalog's rows are once read: operations, commands, types. Facts only; no text of Microsoft's is kept.

`catalog.load` makes these from `data/`; client, command line, local Graph and reference pages read them. Named tuples,
because a cold start reads one command and must not pay for more.

Source of each column: docs/reference/catalog.md.
"""

from typing import Literal, NamedTuple

Version = Literal["beta", "v1.0"]
Kind = Literal[
    "list", "get", "create", "update", "set", "delete", "count", "action", "function",
    "ref-list", "ref-get", "ref-add", "ref-set", "ref-delete", "media-get", "media-set", "media-delete", "cast",
]  # fmt: skip


class Property(NamedTuple):
    """
    Describe one property of a type.

    Args:
        name: wire spelling.
        type: `String`, `Boolean`, `Int32`, `Int64`, `Single`, `Double`, `DateTimeOffset`, `Date`, `TimeOfDay`,
            `Duration`, `Guid`, `Binary`, `Json` or the catalog name of a type; of the items when `many`.
        many: a collection.
        secret: its value is masked wherever it would be shown.
        read_only: the service sets it; a client's value is refused or ignored.
        required: needed on create.
        nullable: may be null.
        navigation: a relationship (`$expand`), not a structural property.
        contained: of a relationship: what it leads to lives below its owner; otherwise it refers to what lives elsewhere.
    """

    name: str
    type: str
    many: bool = False
    secret: bool = False
    read_only: bool = False
    required: bool = False
    nullable: bool = True
    navigation: bool = False
    contained: bool = False


class Pfx(NamedTuple):
    """Name the properties of a type that carry a PKCS#12 bundle (base64) and its password."""

    value: str
    password: str


class Type(NamedTuple):
    """
    Describe an entity, a complex type, an enumeration or the body of an action.

    Args:
        name: Graph's name without namespace (`identityApiConnector`); bodies of actions are named by their operation.
        base: the type it derives from, whose properties come first in `properties` already.
        open: takes properties that are not declared.
        properties: all of them, inherited ones first.
        members: of an enumeration, in order.
        derived: names of the types that derive from it, as `@odata.type` names them.
        pfx: set when a value of this type carries a PKCS#12 bundle with its password.
        key: of an entity: wire name of the property that a path names it by.
        flags: of an enumeration: one value may name several members, `a,b`.
    """

    name: str
    kind: Literal["entity", "complex", "enum", "body"]
    base: str | None = None
    open: bool = False
    abstract: bool = False
    properties: tuple[Property, ...] = ()
    members: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    pfx: Pfx | None = None
    key: str = "id"
    flags: bool = False

    def property(self, name: str) -> Property | None:
        """Find a property, ignoring case."""
        wanted = name.lower()
        return next((p for p in self.properties if p.name.lower() == wanted), None)


class Permissions(NamedTuple):
    """List scopes, the least privileged first; empty when no public source names any."""

    delegated: tuple[str, ...] = ()
    application: tuple[str, ...] = ()


class Operation(NamedTuple):
    """
    Describe one method on one path of one version.

    Args:
        path: template without version: `/identity/b2xUserFlows/{b2xIdentityUserFlow-id}`; functions and actions without
            `microsoft.graph.`.
        body: name of the type of the JSON body, `"stream"` for bytes, `"reference"` for `{"@odata.id": …}`, or None.
        returns: name of the type of the answer (of its items when `many`), `"stream"`, `"reference"`, or None for 204.
        query: names of the OData options it takes, without `$`, and of function arguments.
        headers: names of the headers it declares (`ConsistencyLevel`, `If-Match`).
        doc: path of Microsoft's REST page under `https://learn.microsoft.com/graph/api/`, or None.
        documented: public documentation or the permissions reference knows it.
        deprecated: since when and why in a few words of the SDK's own marking, or None.
        origin: `sdk` when Microsoft's SDK declares it, `local` when only our own overlay does.
        pfx: a PKCS#12 bundle with its password can stand in the body, at any depth.
    """

    version: Version
    method: str
    path: str
    kind: Kind
    body: str | None = None
    returns: str | None = None
    many: bool = False
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    permissions: Permissions = Permissions()
    doc: str | None = None
    documented: bool = False
    deprecated: str | None = None
    origin: Literal["sdk", "local"] = "sdk"
    pfx: bool = False


class Command(NamedTuple):
    """
    Describe one PowerShell command: a name and the operations behind it (list and get share one, `$ref` deletes may).

    Args:
        name: published spelling: `Get-MgBetaIdentityApiConnector`.
        aliases: other published names that still lead here.
        retired: the name has left the newest module and is kept as an alias with a warning.
    """

    name: str
    version: Version
    operations: tuple[Operation, ...]
    aliases: tuple[str, ...] = ()
    retired: bool = False


class IdentityKey(NamedTuple):
    """
    Describe one id of `-InputObject`.

    Args:
        name: as PowerShell spells it: `B2XIdentityUserFlowId`.
        placeholder: as path templates spell it: `b2xIdentityUserFlow-id`.
        many: takes a list (`AuthenticationMethodModes`).
    """

    name: str
    placeholder: str
    many: bool = False


class Scope(NamedTuple):
    """
    Describe one permission in one scheme of consent.

    Args:
        name: `Policy.Read.All`.
        scheme: `delegated` acts for a user with a work or school account, `application` without one.
        admin_consent: only an administrator can grant it.
        privilege: Microsoft's own scale of harm, 1 (least) to 5.
        personal: delegated: personal Microsoft accounts can grant it too.
    """

    name: str
    scheme: Literal["delegated", "application"]
    admin_consent: bool
    privilege: int
    personal: bool = False

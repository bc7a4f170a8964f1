"""
`Call`: one request on its way to a handler, with all that the handler may need, and `Parts`, what the service is made of.

Made by `service`, read by handlers. Holds no answer and decides nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from graphkey.catalog import load
from graphkey.catalog.model import Operation, Type, Version
from graphkey.errors import UsageError
from graphkey.localgraph.authority.registry import Registry
from graphkey.localgraph.authority.tokens import Caller, Tokens
from graphkey.localgraph.clock import Clocks
from graphkey.localgraph.content import checked, read_object
from graphkey.localgraph.faults import Faults
from graphkey.localgraph.odata.answers import Listing, Render
from graphkey.localgraph.odata.options import Options
from graphkey.localgraph.storage.store import TenantStore, canonical_path
from graphkey.localgraph.storage.vault import Vault
from graphkey.localgraph.throttle import Throttle
from graphkey.wire import Document, Request, Response


class Parts(NamedTuple):
    """
    Be what a service is put together from.

    Args:
        clocks: tell the time of a tenant, which certificates are judged by; may be simulated.
        faults: tell what goes wrong with a request.
        sleep: waits so many seconds, where a fault says so.
        token_now: the time that tokens are signed at; real.
        open_remembering, open_former: give stores that keep, and read, what was before the last write.
        new_id: makes the id of a new object, GUID text.
        accept_aes: take PKCS#12 files that are encrypted with AES, which Microsoft's service refuses.
        allow_remote_targets: let a flow's run call addresses beyond this machine.
        trust_pem: gives the authorities that a connector's API is trusted by.
    """

    open_tenant: Callable[[str], TenantStore]
    open_remembering: Callable[[str], TenantStore]
    open_former: Callable[[str], TenantStore]
    registry: Registry
    vault: Vault
    tokens: Tokens
    throttle: Throttle
    clocks: Clocks
    faults: Faults
    sleep: Callable[[float], None]
    token_now: Callable[[], datetime]
    new_id: Callable[[], str]
    entropy: Callable[[int], bytes]
    accept_aes: bool
    allow_remote_targets: bool
    trust_pem: Callable[[], bytes]


class Call(NamedTuple):
    """
    Be one request of Graph that has been matched, signed in and permitted.

    Args:
        origin: `https://localhost:8443`; `root` adds the version.
        ids: decoded ids by placeholder.
        now: when it came, by the tenant's clock.
    """

    request: Request
    origin: str
    version: Version
    operation: Operation
    ids: Mapping[str, str]
    options: Options
    caller: Caller
    store: TenantStore
    now: datetime
    parts: Parts

    @property
    def root(self) -> str:
        """Return the version's root URL."""
        return f"{self.origin}/{self.version}"

    @property
    def path(self) -> str:
        """Return the canonical path that the request is about."""
        return canonical_path(self.operation.path, self.ids)

    @property
    def url(self) -> str:
        """Return the request's URL without its query."""
        return self.request.url.partition("?")[0]

    def find_type(self, name: str) -> Type | None:
        """Return a type of this version's catalog, or None for a primitive one."""
        return find_type(self.version, name)

    def type_named(self, name: str) -> Type:
        """Return a type that the catalog is known to have."""
        return load.type_of(self.version, name)

    def content(self, type_name: str, *, whole: bool) -> Document:
        """
        Return the body, held against a type.

        Raises:
            BadRequestError: see `content.checked`.
        """
        return checked(self.type_named(type_name), read_object(self.request), self.find_type, whole=whole)

    def listing(self, collection: str, type_name: str, render: Render) -> Listing:
        """Describe a collection for `odata`; the context is its path without the leading slash."""
        type_ = self.type_named(type_name)
        return Listing(
            collection.lower(),
            collection[1:],
            type_,
            render,
            self.find_type,
            takes=self.operation.query,
            eventual=self.request.headers.get("consistencylevel", "").strip().lower() == "eventual",
            now=self.now,
        )


Handler = Callable[[Call], Response]
Handlers = Mapping[tuple[str, str], Handler]
"""By method and path template as the catalog spells it."""

_PRIMITIVES = frozenset(
    [
        "String",
        "Boolean",
        "Int16",
        "Int32",
        "Int64",
        "Byte",
        "Single",
        "Double",
        "Decimal",
        "DateTimeOffset",
        "Date",
        "TimeOfDay",
        "Duration",
        "Guid",
        "Binary",
        "Json",
        "Stream",
    ]
)


def find_type(version: Version, name: str) -> Type | None:
    """Return a type of the catalog, or None for a primitive one and one that it does not have."""
    if name in _PRIMITIVES:
        return None
    try:
        return load.type_of(version, name)
    except (UsageError, LookupError):
        return None

"""
Open a local Graph: the parts put together over a folder or in memory.

The public face of this package. The command line serves what is opened here or calls it in process; tests open one in
memory. What it answers is `service`'s.

Rule: opening an existing folder makes no key and reads no certificate; that waits until something needs it.
Rule: two processes that open one folder at once end with one tenant, one application and one key of each kind.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from graphkey.errors import ConfigError, GraphError, UsageError
from graphkey.localgraph.admin import Control, tenant_status
from graphkey.localgraph.authority.oauth import Authority
from graphkey.localgraph.authority.registry import App, Registry
from graphkey.localgraph.authority.tokens import GRAPH, Tokens
from graphkey.localgraph.call import Parts
from graphkey.localgraph.clock import Clocks
from graphkey.localgraph.faults import Faults, read_rule
from graphkey.localgraph.first_tenant import settle_first_tenant
from graphkey.localgraph.handlers import find_handler
from graphkey.localgraph.odata.filter import FilterReader
from graphkey.localgraph.seeds import DEFAULT_SEED, find_seed
from graphkey.localgraph.service import Service
from graphkey.localgraph.storage.database import SCHEMA_VERSION, Database
from graphkey.localgraph.storage.folder import Folder
from graphkey.localgraph.storage.former import FormerStore, RememberingStore, forget_former, has_former
from graphkey.localgraph.storage.store import TenantStore
from graphkey.localgraph.storage.vault import KEY_BYTES, Vault, usable_key
from graphkey.localgraph.throttle import Throttle, read_rate_limit
from graphkey.secret import Secret
from graphkey.wire import Document, Transport

DEFAULT_ORIGIN = "https://localhost"
_VARIANTS = "89ab"


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _new_guid() -> str:
    """Make a random GUID (RFC 9562 version 4); `uuid4` costs five times as much, and every request takes one."""
    text = os.urandom(16).hex()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{_VARIANTS[int(text[16], 16) & 3]}{text[17:20]}-{text[20:]}"


class LocalGraph:
    """
    Be one local Graph; `open_local_graph` makes it.

    `transport` answers requests to any loopback origin. Close it, or use it in a `with` block.
    """

    def __init__(self, folder: Folder | None, database: Database, parts: Parts, origin: str) -> None:
        self._folder = folder
        self._temporary: Any = None
        self._folder_lock = threading.Lock()
        self._database = database
        self._parts = parts
        self.origin = origin
        self.tenant_id, self.client_id = settle_first_tenant(parts)
        authority = Authority(parts.registry, parts.tokens, now=parts.token_now, new_id=parts.new_id)
        self.transport: Transport = Service(parts, authority, find_handler, Control(parts))

    def new_client_secret(self, client_id: str | None = None, *, tenant_id: str | None = None) -> Secret:
        """Make one more secret for an application, the first one when none is named; only its hash is kept."""
        app = self._app(tenant_id, client_id)
        return self._parts.registry.new_client_secret(app.tenant_id, app.client_id)

    def access_token(self, client_id: str | None = None, *, tenant_id: str | None = None) -> Secret:
        """
        Sign an access token for an application, as its token endpoint would.

        For a caller in this process, who holds the folder with the keys anyway.
        """
        app = self._app(tenant_id, client_id)
        return Secret(self._parts.tokens.issue(app, audience=GRAPH, origin=self.origin))

    def add_tenant(self, tenant_id: str | None = None, *, name: str = "Another tenant") -> str:
        """Add a tenant with nothing in it; return its id."""
        tenant_id = (tenant_id or self._parts.new_id()).lower()
        self._parts.registry.add_tenant(tenant_id, name)
        return tenant_id

    def add_app(
        self, permissions: Sequence[str], *, tenant_id: str | None = None, client_id: str | None = None,
        name: str = "Another application",
    ) -> str:  # fmt: skip
        """Register an application with granted application permissions; return its client id."""
        client_id = (client_id or self._parts.new_id()).lower()
        tenant_id = (tenant_id or self.tenant_id).lower()
        if not self._parts.registry.has_tenant(tenant_id):
            raise UsageError(f"there is no tenant {tenant_id}", hint="Add it first.")
        self._parts.registry.add_app(App(tenant_id, client_id, name, tuple(permissions)))
        return client_id

    def add_app_certificate(
        self, cert_der: bytes, *, client_id: str | None = None, tenant_id: str | None = None
    ) -> None:
        """Let an application sign in with a certificate."""
        app = self._app(tenant_id, client_id)
        self._parts.registry.add_certificate(app.tenant_id, app.client_id, cert_der)

    def identity_of(self, connector_id: str) -> Any:
        """
        Open what a connector of the first tenant authenticates with now: a ClientIdentity, a Basic, or None.

        For a caller in this process, who holds the folder with the keys anyway; nothing served shows it.
        Raises: NotFoundError when there is no such connector.
        """
        from graphkey.localgraph.runs import connector_identity

        return connector_identity(
            self._parts.open_tenant(self.tenant_id), self._parts, connector_id, self._parts.clocks.now(self.tenant_id)
        )

    @property
    def ca_pem(self) -> bytes:
        """Return the certificate of the authority that its servers are trusted by; made when there is none yet."""
        return self._keys().authority_pem(self._parts.token_now())

    @property
    def ca_file(self) -> Path | None:
        """Return where that certificate lies; None in memory, until something is served."""
        if self._folder is None and self._temporary is None:
            return None
        keys = self._keys()
        keys.authority_pem(self._parts.token_now())
        return keys.ca_file

    @property
    def ca_bundle_file(self) -> Path:
        """Return a file with the system's authorities and ours, written anew."""
        keys = self._keys()
        keys.authority_pem(self._parts.token_now())
        return keys.write_bundle()

    def tls(self) -> tuple[Path, Path]:
        """Return the files with certificate chain and key to serve with; they are one and the same file."""
        file = self._keys().server_pem(self._parts.token_now())
        return file, file

    def note_served(self, origin: str) -> None:
        """Note where it is served, for those who come later and ask."""
        self.origin = origin
        if self._folder is not None:
            self._folder.note_served(origin)

    def served_origin(self) -> str | None:
        """Return where it was last served, or None."""
        return None if self._folder is None else self._folder.served_origin()

    def seed(self, name: str = DEFAULT_SEED) -> None:
        """
        Plant a seed in the first tenant; what is there already stays.

        Raises:
            UsageError: there is no such seed.
        """
        plant = _known_seed(name)
        with self._parts.open_tenant(self.tenant_id).writing() as writer:
            plant(writer, self._parts)

    def reset(self, seed: str = DEFAULT_SEED) -> None:
        """Empty the first tenant and plant a seed; applications and their secrets stay."""
        plant = _known_seed(seed)
        with self._parts.open_tenant(self.tenant_id).writing() as writer:
            writer.clear()
            plant(writer, self._parts)

    def now(self, tenant_id: str | None = None) -> datetime:
        """Return a tenant's time, of the first one when none is named."""
        return self._parts.clocks.now(self._tenant(tenant_id))

    def set_clock(self, to: str, *, still: bool | None = None, tenant_id: str | None = None) -> Document:
        """
        Set a tenant's clock; return what it shows.

        Args:
            to: a span from its present time (`+30d`, `-1d12h`) or a time with its zone (`2027-01-01T00:00Z`).
            still: it stands still from then on, or runs; None leaves that as it is.
        Raises:
            UsageError: `to` is no time.
        """
        self._parts.clocks.set(self._tenant(tenant_id), to, still=still)
        return self._parts.clocks.describe(self._tenant(tenant_id))

    def reset_clock(self, tenant_id: str | None = None) -> None:
        """Let a tenant's clock show the real time again, or the `clock` that it was opened with."""
        self._parts.clocks.reset(self._tenant(tenant_id))

    def add_fault(
        self, kind: str, *, method: str = "*", path: str = "/**", times: int | None = 1, after: int = 0,
        retry_after_s: int | None = None, delay_s: float = 2.0, tenant_id: str | None = None,
    ) -> Document:  # fmt: skip
        """
        Let requests of a tenant go wrong; return the rule. What the values mean: `faults.Rule`.

        Args:
            kind: `429`, `503`, `slow`, `drop-before`, `drop-after` or `stale-read`.
        Raises:
            UsageError: a value is none.
        """
        wanted = {
            "kind": kind, "method": method, "path": path, "times": times, "after": after,
            "retryAfterSeconds": retry_after_s, "delaySeconds": delay_s,
        }  # fmt: skip
        return self._parts.faults.add(self._tenant(tenant_id), read_rule(wanted)).to_document()

    def faults(self, tenant_id: str | None = None) -> list[Document]:
        """Return a tenant's faults with what they have met."""
        return [rule.to_document() for rule in self._parts.faults.rules(self._tenant(tenant_id))]

    def clear_faults(self, tenant_id: str | None = None) -> int:
        """Remove a tenant's faults; return how many there were."""
        return self._parts.faults.clear(self._tenant(tenant_id))

    def has_faults(self) -> bool:
        """Tell whether any tenant has a fault."""
        return self._parts.faults.has_any()

    def status(self) -> Document:
        """Say what there is."""
        registry = self._parts.registry
        return {
            "tenants": [tenant_status(self._parts, self._parts.open_tenant(one)) for one in registry.tenants()],
            "directory": None if self._folder is None else str(self._folder.path),
            "servedAt": self.served_origin(),
            "schemaVersion": SCHEMA_VERSION,
        }

    def close(self) -> None:
        """Close the database; safe to call twice."""
        self._database.close()
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def __enter__(self) -> "LocalGraph":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _tenant(self, tenant_id: str | None) -> str:
        return (tenant_id or self.tenant_id).lower()

    def _app(self, tenant_id: str | None, client_id: str | None) -> App:
        found = self._parts.registry.app(tenant_id or self.tenant_id, client_id or self.client_id)
        if found is None:
            raise UsageError(f"there is no application {client_id or self.client_id}", hint="Register it first.")
        return found

    def _keys(self) -> Folder:
        """Return the folder of keys and certificates; in memory a temporary one, made when it is first needed."""
        if self._folder is not None:
            return self._folder
        with self._folder_lock:
            if self._temporary is None:
                import tempfile

                self._temporary = tempfile.TemporaryDirectory(prefix="graphkey-")
            return Folder(Path(self._temporary.name))


def open_local_graph(
    directory: Path | None,
    *,
    origin: str = DEFAULT_ORIGIN,
    clock: Callable[[], datetime] = _utc_now,
    token_clock: Callable[[], datetime] = _utc_now,
    new_id: Callable[[], str] = _new_guid,
    entropy: Callable[[int], bytes] = os.urandom,
    seconds: Callable[[], float] = time.monotonic,
    rate_limit: str = "off",
    accept_aes: bool = False,
    key: bytes | None = None,
    allow_remote_targets: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> LocalGraph:
    """
    Open a local Graph; a new one gets a tenant, an application with every permission, and the first seed.

    Args:
        directory: its folder, made when missing; None keeps everything in memory.
        origin: the address that tokens made in process are for.
        clock: the time that certificates are judged by where a tenant's own clock is not set; aware UTC; may be simulated.
        token_clock: the time that tokens live by, and TLS certificates are made at; real, unless a test says otherwise.
        seconds: never goes back; throttling counts by it.
        rate_limit: `off`, `graph` (300 requests a minute a tenant, 200 an application) or a number a minute.
        accept_aes: take PKCS#12 files encrypted with AES.
        key: what the vault's key is made from, 16 bytes or more; None for a key file in the folder.
        allow_remote_targets: let a flow's run call addresses beyond this machine.
        sleep: waits so many seconds, where a fault makes an answer slow.
    Raises:
        ConfigError: the folder, the database in it or the key cannot be used.
        UsageError: `rate_limit` is none.
    """
    throttle = Throttle(read_rate_limit(rate_limit), seconds)
    folder = None if directory is None else Folder(directory)
    vault = Vault(_vault_key(folder, key, entropy), entropy)
    database = Database(None if folder is None else folder.database)
    try:
        registry = Registry(database, entropy)
        _check_key(registry, vault)
        tokens = Tokens(registry, vault, now=token_clock, new_id=new_id)
        graph: LocalGraph

        def trust_pem() -> bytes:
            return graph.ca_pem

        parts = Parts(
            open_tenant=lambda tenant: TenantStore(database, tenant.lower()),
            open_remembering=lambda tenant: RememberingStore(database, tenant.lower()),
            open_former=lambda tenant: FormerStore(database, tenant.lower()),
            registry=registry,
            vault=vault,
            tokens=tokens,
            throttle=throttle,
            filters=FilterReader(),
            clocks=Clocks(registry, clock),
            faults=Faults(registry, partial(has_former, database), partial(forget_former, database)),
            sleep=sleep,
            token_now=token_clock,
            new_id=new_id,
            entropy=entropy,
            accept_aes=accept_aes,
            allow_remote_targets=allow_remote_targets,
            trust_pem=trust_pem,
        )
        graph = LocalGraph(folder, database, parts, origin)
    except sqlite3.Error as error:
        database.close()
        raise ConfigError(
            f"the local Graph's database in {directory or 'memory'} cannot be used: {error}",
            hint="Another program or version may have written it; give another folder, or remove graph.db.",
        ) from error
    except BaseException:
        database.close()
        raise
    return graph


def _vault_key(folder: Folder | None, given: bytes | None, entropy: Callable[[int], bytes]) -> bytes:
    if given is not None:
        return usable_key(given)
    return entropy(KEY_BYTES) if folder is None else folder.vault_key(entropy)


def _check_key(registry: Registry, vault: Vault) -> None:
    """Refuse a key that the data was not written with, before anything is written with it."""
    kept = registry.fact("vault_key") or registry.settle_fact("vault_key", vault.fingerprint)
    if kept != vault.fingerprint:
        raise ConfigError(
            "the key given is not the one that the local Graph's secrets were written with",
            hint="Give that key (--key-ref), or begin with an empty folder.",
        )


def _known_seed(name: str) -> Any:
    try:
        return find_seed(name)
    except GraphError as error:
        raise UsageError(error.message, hint="Name one of these.") from error

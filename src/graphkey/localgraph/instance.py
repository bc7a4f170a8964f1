"""
What one local Graph can be asked to do by whoever has it in hand: tokens, applications, keys, seeds, clocks, faults.

The command line serves it or calls it in process; tests hold one in memory. `opening` makes it; what it answers is `service`'s.

Rule: no key is made and no certificate read before something needs it.
"""

import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from graphkey.errors import GraphError, UsageError
from graphkey.localgraph.admin import Control, tenant_status
from graphkey.localgraph.authority.oauth import Authority
from graphkey.localgraph.authority.registry import App
from graphkey.localgraph.authority.tokens import GRAPH
from graphkey.localgraph.call import Parts
from graphkey.localgraph.faults import read_rule
from graphkey.localgraph.first_tenant import settle_first_tenant
from graphkey.localgraph.handlers import find_handler
from graphkey.localgraph.seeds import DEFAULT_SEED, find_seed
from graphkey.localgraph.service import Service
from graphkey.localgraph.storage.database import SCHEMA_VERSION, Database
from graphkey.localgraph.storage.folder import Folder
from graphkey.secret import Secret
from graphkey.wire import Document, Transport


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

    def lent_token(self) -> Secret:
        """
        Lend the first application's caller in this process a token that this object alone knows.

        No key is made for it, and it lasts as long as this object does.
        """
        return Secret(self._parts.tokens.lend(self._app(None, None)))

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


def _known_seed(name: str) -> Any:
    try:
        return find_seed(name)
    except GraphError as error:
        raise UsageError(error.message, hint="Name one of these.") from error

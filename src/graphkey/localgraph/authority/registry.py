"""
Who may ask: tenants, application registrations with their granted permissions, their credentials, used assertions.

Data in the store and nothing else; `oauth` decides what they are good for.

Rule: a client secret is kept as a salted SHA-256. It is 256 random bits of ours and no password that somebody chose,
so there is nothing to guess and a slow hash would buy nothing but slow sign-ins.
Rule: a `jti` names one assertion for as long as it is valid; the database says so, in every process that has it open.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import NamedTuple

from graphkey.localgraph.storage.database import Database
from graphkey.secret import Secret

_SALT_BYTES = 16
_SECRET_BYTES = 32


class App(NamedTuple):
    """
    Describe an application of a tenant.

    Args:
        permissions: the application permissions that an administrator has granted.
    """

    tenant_id: str
    client_id: str
    name: str
    permissions: tuple[str, ...]


class Registry:
    """Find and keep tenants and applications."""

    def __init__(self, database: Database, entropy: Callable[[int], bytes]) -> None:
        self._database = database
        self._entropy = entropy

    def tenants(self) -> list[str]:
        """Return the ids of all tenants."""
        with self._database.reading() as connection:
            return [row[0] for row in connection.execute("SELECT tenant FROM tenants ORDER BY tenant")]

    def has_tenant(self, tenant_id: str) -> bool:
        """Tell whether there is such a tenant."""
        with self._database.reading() as connection:
            sql = "SELECT 1 FROM tenants WHERE tenant = ?"
            return connection.execute(sql, (tenant_id.lower(),)).fetchone() is not None

    def add_tenant(self, tenant_id: str, name: str) -> None:
        """Keep a tenant; one that is there already stays as it is."""
        with self._database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO tenants VALUES (?, ?)", (tenant_id.lower(), name))

    def apps(self, tenant_id: str) -> list[App]:
        """Return a tenant's applications."""
        with self._database.reading() as connection:
            sql = "SELECT client, name, permissions FROM apps WHERE tenant = ? ORDER BY client"
            found = connection.execute(sql, (tenant_id.lower(),)).fetchall()
        return [App(tenant_id.lower(), row[0], row[1], tuple(json.loads(row[2]))) for row in found]

    def app(self, tenant_id: str, client_id: str) -> App | None:
        """Return an application of a tenant, or None."""
        with self._database.reading() as connection:
            sql = "SELECT client, name, permissions FROM apps WHERE tenant = ? AND client = ?"
            row = connection.execute(sql, (tenant_id.lower(), client_id.lower())).fetchone()
        return None if row is None else App(tenant_id.lower(), row[0], row[1], tuple(json.loads(row[2])))

    def add_app(self, app: App) -> None:
        """Register an application, or change the name and the grants of one."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO apps VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET name = ?3, permissions = ?4",
                (app.tenant_id.lower(), app.client_id.lower(), app.name, json.dumps(app.permissions)),
            )

    def new_client_secret(self, tenant_id: str, client_id: str) -> Secret:
        """Make one more secret for an application and keep its hash; older ones stay good."""
        secret_id = self._entropy(6).hex()
        secret = f"{secret_id}~{_text(self._entropy(_SECRET_BYTES))}"
        salt = self._entropy(_SALT_BYTES)
        self._keep_credential(tenant_id, client_id, "secret", secret_id, salt + _hash(salt, secret))
        return Secret(secret)

    def knows_secret(self, tenant_id: str, client_id: str, secret: str) -> bool:
        """Tell whether this is a secret of the application."""
        kept = self._credential(tenant_id, client_id, "secret", secret.partition("~")[0])
        if kept is None:
            return False
        return hmac.compare_digest(kept[_SALT_BYTES:], _hash(kept[:_SALT_BYTES], secret))

    def add_certificate(self, tenant_id: str, client_id: str, cert_der: bytes) -> None:
        """Let an application sign in with assertions that this certificate's key has signed."""
        self._keep_credential(
            tenant_id, client_id, "certificate", hashlib.sha256(cert_der).hexdigest().upper(), cert_der
        )

    def certificates(self, tenant_id: str, client_id: str) -> Sequence[bytes]:
        """Return the certificates (DER) that an application may sign assertions with."""
        with self._database.reading() as connection:
            sql = "SELECT value FROM app_credentials WHERE tenant = ? AND client = ? AND kind = 'certificate'"
            return [row[0] for row in connection.execute(sql, (tenant_id.lower(), client_id.lower()))]

    def use_assertion(self, app: App, jti: str, assertion: str, *, expires: float, now: float) -> bool:
        """
        Note which assertion a `jti` names; False when it has named another one.

        The same assertion may come again while it is valid: msal sends each for nine minutes.

        Args:
            expires, now: seconds since 1970; what has expired is forgotten, since its date refuses it.
        """
        digest = hashlib.sha256(assertion.encode()).hexdigest()
        key = (app.tenant_id, app.client_id, jti)
        with self._database.writing() as connection:
            connection.execute("DELETE FROM used_assertions WHERE expires < ?", (now,))
            connection.execute("INSERT OR IGNORE INTO used_assertions VALUES (?, ?, ?, ?, ?)", (*key, digest, expires))
            sql = "SELECT digest FROM used_assertions WHERE tenant = ? AND client = ? AND jti = ?"
            return bool(connection.execute(sql, key).fetchone()[0] == digest)

    def fact(self, name: str) -> str | None:
        """Return a fact about the database as a whole, or None."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def settle_fact(self, name: str, value: str) -> str:
        """Keep a fact unless there is one already; return the one that holds, which may be another process's."""
        with self._database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO facts VALUES (?, ?)", (name, value))
            return str(connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()[0])

    def set_fact(self, name: str, value: str) -> None:
        """Keep a fact in the place of what held before."""
        with self._database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def has_fact(self, beginning: str) -> bool:
        """Tell whether there is a fact whose name begins so."""
        with self._database.reading() as connection:
            sql = "SELECT 1 FROM facts WHERE name >= ? AND name < ? LIMIT 1"
            return connection.execute(sql, (beginning, beginning + "\U0010ffff")).fetchone() is not None

    def change_fact(self, name: str, change: Callable[[str | None], str | None]) -> None:
        """Put another fact in the place of one, in one transaction; None stands for none."""
        with self._database.writing() as connection:
            row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
            before = None if row is None else str(row[0])
            after = change(before)
            if after is None:
                connection.execute("DELETE FROM facts WHERE name = ?", (name,))
            elif after != before:
                connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, after))

    def _credential(self, tenant_id: str, client_id: str, kind: str, credential_id: str) -> bytes | None:
        with self._database.reading() as connection:
            sql = "SELECT value FROM app_credentials WHERE tenant = ? AND client = ? AND kind = ? AND id = ?"
            row = connection.execute(sql, (tenant_id.lower(), client_id.lower(), kind, credential_id)).fetchone()
        return None if row is None else row[0]

    def _keep_credential(self, tenant_id: str, client_id: str, kind: str, credential_id: str, value: bytes) -> None:
        with self._database.writing() as connection:
            sql = "INSERT OR REPLACE INTO app_credentials VALUES (?, ?, ?, ?, ?)"
            connection.execute(sql, (tenant_id.lower(), client_id.lower(), kind, credential_id, value))


def _hash(salt: bytes, secret: str) -> bytes:
    return hashlib.sha256(salt + secret.encode()).digest()


def _text(random: bytes) -> str:
    return urlsafe_b64encode(random).rstrip(b"=").decode()

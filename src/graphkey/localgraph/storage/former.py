"""
What a tenant had before its last write, for reads that are to come out stale.

Kept beside the tenant's own rows under a name that no tenant can have, in the transaction of the write itself, so that a write
that fails leaves it as it was. Only documents and links: what is sealed is never read this way. Made by `instance`, used by
`service`.

Rule: a write keeps it only while a fault asks for it; it costs a copy of all that the tenant has.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from graphkey.localgraph.storage.database import Database
from graphkey.localgraph.storage.store import TenantStore, TenantWriter

_TABLES = {"documents": "collection, key, body", "links": "source, target"}


class FormerStore(TenantStore):
    """Read what a tenant had before its last write; what is written goes to what it has."""

    def _ask(self, sql: str, *values: Any) -> list[Any]:
        with self._database.reading() as connection:
            return connection.execute(sql, (_former(self.tenant), *values)).fetchall()


class RememberingStore(TenantStore):
    """Keep, at each write, what the tenant had before it."""

    @contextmanager
    def writing(self) -> Iterator[TenantWriter]:
        """Open one write transaction, as `TenantStore` does."""
        with self._database.writing() as connection:
            _forget(connection, self.tenant)
            for table, columns in _TABLES.items():
                connection.execute(
                    f"INSERT INTO {table} (tenant, {columns}) SELECT ?, {columns} FROM {table} WHERE tenant = ?",  # noqa: S608  names from the table above
                    (_former(self.tenant), self.tenant),
                )
            connection.execute("INSERT INTO facts VALUES (?, '')", (_fact(self.tenant),))
            yield TenantWriter(self._database, self.tenant, connection)


def has_former(database: Database, tenant: str) -> bool:
    """Tell whether there is anything from before a last write."""
    with database.reading() as connection:
        return connection.execute("SELECT 1 FROM facts WHERE name = ?", (_fact(tenant),)).fetchone() is not None


def forget_former(database: Database, tenant: str) -> None:
    """Remove what was kept."""
    if has_former(database, tenant):
        with database.writing() as connection:
            _forget(connection, tenant)


def _forget(connection: sqlite3.Connection, tenant: str) -> None:
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table} WHERE tenant = ?", (_former(tenant),))  # noqa: S608  names from the table above
    connection.execute("DELETE FROM facts WHERE name = ?", (_fact(tenant),))


def _former(tenant: str) -> str:
    return f"{tenant} before its last write"


def _fact(tenant: str) -> str:
    return f"former {tenant}"

"""
What a tenant has, as documents, links and sealed boxes, keyed by path.

A document is JSON under its canonical path; a link points from the path of a navigation (a slot) to a document; a box
holds a document's secret, sealed by `vault`. No resource is known by name here: handlers say what lies where.

Rule: every question is asked through `TenantStore`, which carries the tenant, so none can forget it.
Rule: paths have no version and are lower case; an id is kept as written inside the document alone.
Rule: what is read and then changed is read inside the same `writing()`.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote

from graphkey.localgraph.storage.database import Database
from graphkey.wire import Document


class Row(NamedTuple):
    """Hold one stored document and its canonical path."""

    path: str
    document: Document


class Rows(Protocol):
    """Give the documents of a collection: a store, or a view that is made of several collections (`views`)."""

    def rows(self, collection: str, *, after: str = "", skip: int = 0, limit: int = -1) -> list[Row]:
        """Return documents in the order of their paths; see `TenantStore.rows`."""

    def count(self, collection: str) -> int:
        """Return how many there are."""


def item_path(collection: str, item_id: str) -> str:
    """Return the canonical path of a collection's item; ids that differ in case alone give one path."""
    return f"{collection.lower()}/{quote(item_id.lower(), safe='')}"


def canonical_path(template: str, ids: Mapping[str, str]) -> str:
    """
    Return the canonical path of a catalog template with its ids filled in.

    Args:
        template: as the catalog spells it, `/identity/apiConnectors/{identityApiConnector-id}`.
        ids: decoded ids by placeholder.
    """
    segments = template.split("/")
    return "/".join(
        quote(ids[segment[1:-1]].lower(), safe="") if segment.startswith("{") else segment.lower()
        for segment in segments
    )


class TenantStore:
    """Read one tenant's data."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self.tenant = tenant

    def _ask(self, sql: str, *values: Any) -> list[Any]:
        with self._database.reading() as connection:
            return connection.execute(sql, (self.tenant, *values)).fetchall()

    def read(self, path: str) -> Document | None:
        """Return the document at a canonical path, or None."""
        sql = "SELECT body FROM documents WHERE tenant = ? AND collection = ? AND key = ?"
        found = self._ask(sql, *_parted(path))
        return json.loads(found[0][0]) if found else None

    def rows(self, collection: str, *, after: str = "", skip: int = 0, limit: int = -1) -> list[Row]:
        """
        Return a collection's documents in the order of their paths.

        Args:
            after: path after which to begin.
            limit: at most so many; -1 for all.
        """
        sql = (
            "SELECT key, body FROM documents WHERE tenant = ? AND collection = ? AND key > ?"
            " ORDER BY key LIMIT ? OFFSET ?"
        )
        found = self._ask(sql, collection, after.removeprefix(collection + "/"), limit, skip)
        # One text for the parser instead of one for each document: a quarter of the time.
        documents = json.loads(f"[{','.join(body for _, body in found)}]")
        return [Row(f"{collection}/{key}", document) for (key, _), document in zip(found, documents, strict=True)]

    def count(self, collection: str) -> int:
        """Return how many documents a collection has."""
        sql = "SELECT count(*) FROM documents WHERE tenant = ? AND collection = ?"
        return int(self._ask(sql, collection)[0][0])

    def total(self) -> int:
        """Return how many documents the tenant has."""
        return int(self._ask("SELECT count(*) FROM documents WHERE tenant = ?")[0][0])

    def target(self, source: str) -> str | None:
        """Return the path that a single-valued navigation points to, or None."""
        found = self._ask("SELECT target FROM links WHERE tenant = ? AND source = ?", source)
        return found[0][0] if found else None

    def targets(self, source: str) -> list[str]:
        """Return the paths that a navigation points to, in order."""
        found = self._ask("SELECT target FROM links WHERE tenant = ? AND source = ? ORDER BY target", source)
        return [row[0] for row in found]

    def sources(self, target: str) -> list[str]:
        """Return the navigations that point to a document."""
        found = self._ask("SELECT source FROM links WHERE tenant = ? AND target = ? ORDER BY source", target)
        return [row[0] for row in found]

    def box(self, path: str, name: str) -> bytes | None:
        """Return a sealed secret of a document, or None."""
        found = self._ask("SELECT sealed FROM boxes WHERE tenant = ? AND path = ? AND name = ?", path, name)
        return found[0][0] if found else None

    @contextmanager
    def writing(self) -> Iterator["TenantWriter"]:
        """Open one write transaction; all of it is kept, or, when anything is raised, nothing."""
        with self._database.writing() as connection:
            yield TenantWriter(self._database, self.tenant, connection)


class TenantWriter(TenantStore):
    """Read and change one tenant's data inside one transaction."""

    def __init__(self, database: Database, tenant: str, connection: sqlite3.Connection) -> None:
        super().__init__(database, tenant)
        self._execute: Callable[..., sqlite3.Cursor] = connection.execute

    def _ask(self, sql: str, *values: Any) -> list[Any]:
        return self._execute(sql, (self.tenant, *values)).fetchall()

    def _change(self, sql: str, *values: Any) -> int:
        return self._execute(sql, (self.tenant, *values)).rowcount

    def insert(self, path: str, document: Document) -> bool:
        """Store a new document; False when the path is taken."""
        sql = "INSERT OR IGNORE INTO documents (tenant, collection, key, body) VALUES (?, ?, ?, ?)"
        return self._change(sql, *_parted(path), _compact(document)) == 1

    def replace(self, path: str, document: Document) -> None:
        """Store a document in the place of the one at this path."""
        sql = "UPDATE documents SET body = ?4 WHERE tenant = ?1 AND collection = ?2 AND key = ?3"
        self._change(sql, *_parted(path), _compact(document))

    def delete(self, path: str) -> bool:
        """Remove a document with all below it, its links and its boxes; False when there was none."""
        sql = "DELETE FROM documents WHERE tenant = ? AND collection = ? AND key = ?"
        removed = self._change(sql, *_parted(path))
        below = (path + "/", path + "0")  # "0" follows "/": everything that begins with the path and a slash
        self._change("DELETE FROM documents WHERE tenant = ? AND collection = ?", path)
        self._change("DELETE FROM documents WHERE tenant = ? AND collection >= ? AND collection < ?", *below)
        self._change("DELETE FROM links WHERE tenant = ? AND source >= ? AND source < ?", *below)
        self._change("DELETE FROM links WHERE tenant = ? AND target >= ? AND target < ?", *below)
        self._change("DELETE FROM links WHERE tenant = ? AND (source = ?2 OR target = ?2)", path)
        self._change("DELETE FROM boxes WHERE tenant = ? AND path >= ? AND path < ?", *below)
        self.empty_boxes(path)
        return removed == 1

    def link(self, source: str, target: str) -> None:
        """Make a single-valued navigation point to a document, whatever it pointed to before."""
        self.unlink(source)
        self._change("INSERT INTO links (tenant, source, target) VALUES (?, ?, ?)", source, target)

    def unlink(self, source: str) -> bool:
        """Make a navigation point to nothing; False when it did so already."""
        return self._change("DELETE FROM links WHERE tenant = ? AND source = ?", source) > 0

    def add_link(self, source: str, target: str) -> bool:
        """Make a navigation of many point to one more document; False when it does so already."""
        return self._change("INSERT OR IGNORE INTO links (tenant, source, target) VALUES (?, ?, ?)", source, target) > 0

    def remove_link(self, source: str, target: str) -> bool:
        """Make a navigation of many point to one document less; False when it did not point to it."""
        return self._change("DELETE FROM links WHERE tenant = ? AND source = ? AND target = ?", source, target) > 0

    def put(self, path: str, document: Document) -> None:
        """Store a document, new or in the place of the one at this path."""
        if not self.insert(path, document):
            self.replace(path, document)

    def move(self, path: str, other: str) -> None:
        """
        Give a document with all below it and its links another path, where nothing may be.

        Its boxes are dropped: a sealed secret is bound to its path.
        """
        at = len(path) + 1
        below = (path + "/", path + "0")
        self._change(
            "UPDATE documents SET collection = ?4, key = ?5 WHERE tenant = ?1 AND collection = ?2 AND key = ?3",
            *_parted(path), *_parted(other),
        )  # fmt: skip
        for table, column in (("documents", "collection"), ("links", "source"), ("links", "target")):
            self._change(
                f"UPDATE {table} SET {column} = ?2 || substr({column}, ?3)"  # noqa: S608  names from the line above
                f" WHERE tenant = ?1 AND ({column} = ?4 OR ({column} >= ?5 AND {column} < ?6))",
                other, at, path, *below,
            )  # fmt: skip
        self._change("DELETE FROM boxes WHERE tenant = ? AND (path = ?2 OR (path >= ?3 AND path < ?4))", path, *below)

    def fill_box(self, path: str, name: str, sealed: bytes) -> None:
        """Keep a sealed secret of a document."""
        sql = "INSERT OR REPLACE INTO boxes (tenant, path, name, sealed) VALUES (?, ?, ?, ?)"
        self._change(sql, path, name, sealed)

    def empty_box(self, path: str, name: str) -> bool:
        """Forget one secret of a document; False when there was none."""
        return self._change("DELETE FROM boxes WHERE tenant = ? AND path = ? AND name = ?", path, name) > 0

    def empty_boxes(self, path: str) -> None:
        """Forget every secret of a document."""
        self._change("DELETE FROM boxes WHERE tenant = ? AND path = ?", path)

    def clear(self) -> None:
        """Remove all that the tenant has; tenant, applications and their credentials stay."""
        for table in ("documents", "links", "boxes"):
            self._change(f"DELETE FROM {table} WHERE tenant = ?")  # noqa: S608  names from the line above


def _parted(path: str) -> tuple[str, str]:
    collection, _, key = path.rpartition("/")
    return collection, key


def _compact(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))

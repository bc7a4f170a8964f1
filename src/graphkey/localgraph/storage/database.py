"""
One SQLite database, in a file or in memory: connections, transactions, and which version its tables have.

What stands in the tables is not known here. Each connection serves one thread at a time; several processes may have
the same file open. Used by `store` and `registry` alone.

Rule: a write runs in one BEGIN IMMEDIATE transaction; when it returns, it is on disk (WAL, synchronous=FULL), so it
survives `kill -9` and a power cut alike.
Rule: a file with newer tables, or with somebody else's, is refused and left as it is.
Source: https://sqlite.org/wal.html, https://sqlite.org/pragma.html#pragma_synchronous
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from graphkey.config.file_lock import held
from graphkey.errors import ConfigError, graph_error
from graphkey.localgraph.storage.folder import MAKING_LOCK

SCHEMA_VERSION = 1
APPLICATION_ID = 0x474B4C47  # "GKLG" in the file's header tells our database from another one of the same name
BUSY_TIMEOUT_S = 30.0
_SCHEMA_FILE = os.path.join(os.path.dirname(__file__), "schema.sql")  # noqa: PTH118, PTH120  no Path work on import


class Database:
    """
    Hold one database open.

    Args:
        file: where it lies, made when missing (mode 0600); None keeps it in memory.
    Raises:
        ConfigError: the file cannot be opened, is no database of ours, or is newer than this program.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._idle: list[sqlite3.Connection] = []
        self._all: list[sqlite3.Connection] = []
        # In memory there is one connection, and whoever reads or writes has it for himself. In a file this keeps the
        # writers of one process in a queue, which is faster and fairer than SQLite's polling for its lock.
        self._turn = threading.RLock()
        self._closed = False
        try:
            self._idle.append(self._connect())
            self.is_new = self._prepare_tables()
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise ConfigError(
                f"cannot open the local Graph's database {file}: {error}",
                hint="Give another directory, or move this file away.",
            ) from error
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection to read with."""
        if self._file is None:
            with self._turn:
                yield self._all[0]
            return
        connection = self._take()
        try:
            yield connection
        finally:
            self._idle.append(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """
        Lend a connection inside one write transaction; commit at the end, roll back when anything is raised.

        Raises:
            ServiceError: 503, another process kept the database locked too long.
        """
        with self._turn, self.reading() as connection:
            _begin(connection)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close every connection; safe to call twice."""
        self._closed = True
        self._idle.clear()
        for connection in self._all:
            connection.close()
        self._all.clear()

    def _take(self) -> sqlite3.Connection:
        with suppress(IndexError):
            return self._idle.pop()  # a list's append and pop are atomic
        return self._connect()

    def _connect(self) -> sqlite3.Connection:
        if self._closed:
            raise ConfigError("the local Graph has been closed", hint="Open it again.")
        if self._file is not None:
            _make_private(self._file)
        name = ":memory:" if self._file is None else str(self._file)
        connection = sqlite3.connect(name, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        self._all.append(connection)
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _prepare_tables(self) -> bool:
        """Make the tables when there are none; tell whether they were made now."""
        with self.reading() as connection:
            if _version(connection, self._file) == SCHEMA_VERSION:
                return False
        with nullcontext() if self._file is None else held(self._file.with_name(MAKING_LOCK)):
            with self.reading() as connection:
                if _version(connection, self._file) == SCHEMA_VERSION:
                    return False  # another process was quicker
                _use_wal(connection)
            with self.writing() as connection:
                for statement in _statements(Path(_SCHEMA_FILE).read_text(encoding="utf-8")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        return True


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log, for good. SQLite does not wait for a reader here, so this does."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise graph_error(503, "ServiceUnavailable", f"The database is busy: {error}.") from error


def _version(connection: sqlite3.Connection, file: Path | None) -> int:
    """Return the version of the tables, 0 when there are none yet."""
    connection.execute(
        "BEGIN"
    )  # one moment for the three questions, or another process's making could fall between them
    try:
        asked = ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
        version, application, tables = (int(connection.execute(question).fetchone()[0]) for question in asked)
    finally:
        connection.execute("ROLLBACK")
    if application != APPLICATION_ID and (version or tables):
        raise ConfigError(
            f"{file} is a database of another program", hint="Give another directory; this file is left as it is."
        )
    if version > SCHEMA_VERSION:
        raise ConfigError(
            f"{file} was written by a newer Graphkey (tables of version {version}, this one knows {SCHEMA_VERSION})",
            hint="Use the newer Graphkey, or give another directory.",
        )
    return version


def _statements(script: str) -> Iterator[str]:
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def _make_private(file: Path) -> None:
    """Make the file for its owner alone; SQLite gives its side files the mode of the database."""
    if not file.exists():
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

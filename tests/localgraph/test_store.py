"""The store: documents, links and boxes of a tenant, transactions, and what another process may do."""

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.errors import ConfigError
from graphkey.localgraph.storage.database import SCHEMA_VERSION, Database
from graphkey.localgraph.storage.store import TenantStore, canonical_path, item_path

THINGS = "/identity/things"


@pytest.fixture(params=["memory", "file"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "graph.db" if request.param == "file" else None)
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> TenantStore:
    return TenantStore(database, "one")


def put(store: TenantStore, item: str, **values: object) -> str:
    path = item_path(THINGS, item)
    with store.writing() as writer:
        assert writer.insert(path, {"id": item, **values})
    return path


def test_document_comes_back_with_its_id_as_written(store: TenantStore) -> None:
    path = put(store, "AbC", text="Straße")
    assert store.read(path) == {"id": "AbC", "text": "Straße"}
    assert path == item_path(THINGS.upper(), "aBc")


def test_insert_at_a_taken_path_is_refused(store: TenantStore) -> None:
    put(store, "a")
    with store.writing() as writer:
        assert not writer.insert(item_path(THINGS, "A"), {"id": "A"})
    assert store.read(item_path(THINGS, "a")) == {"id": "a"}


def test_rows_come_in_the_order_of_their_paths(store: TenantStore) -> None:
    for item in ("c", "a", "d", "b"):
        put(store, item)
    assert [row.document["id"] for row in store.rows(THINGS)] == ["a", "b", "c", "d"]
    assert [row.document["id"] for row in store.rows(THINGS, after=item_path(THINGS, "a"), skip=1, limit=1)] == ["c"]
    assert store.count(THINGS) == 4


def test_tenants_are_apart(database: Database, store: TenantStore) -> None:
    path = put(store, "a")
    other = TenantStore(database, "two")
    assert (other.read(path), other.rows(THINGS), other.count(THINGS)) == (None, [], 0)
    with other.writing() as writer:
        assert not writer.delete(path)
        writer.replace(path, {"id": "stolen"})
        writer.clear()
    assert store.read(path) == {"id": "a"}


def test_delete_takes_all_below_and_nothing_beside(store: TenantStore) -> None:
    path, beside = put(store, "a"), put(store, "a0")
    target = put(store, "t")
    with store.writing() as writer:
        writer.insert(path + "/parts/1", {"id": "1"})
        writer.fill_box(path, "password", b"x")
        writer.fill_box(path + "/parts/1", "password", b"x")
        writer.link(path + "/slot", target)
        writer.link(beside + "/slot", path)
        assert writer.delete(path)
        assert not writer.delete(path)
    assert store.read(path + "/parts/1") is None
    assert store.box(path, "password") is store.box(path + "/parts/1", "password") is None
    assert store.sources(target) == []
    assert store.target(beside + "/slot") is None
    assert store.read(beside) == {"id": "a0"}


def test_link_points_to_one_at_a_time(store: TenantStore) -> None:
    one, two = put(store, "1"), put(store, "2")
    with store.writing() as writer:
        writer.link("/slot", one)
        writer.link("/slot", two)
    assert (store.target("/slot"), store.sources(one), store.sources(two)) == (two, [], ["/slot"])
    with store.writing() as writer:
        assert writer.unlink("/slot")
        assert not writer.unlink("/slot")


def test_nothing_is_kept_of_a_transaction_that_fails(store: TenantStore) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as writer:
        writer.insert(item_path(THINGS, "a"), {"id": "a"})
        raise ZeroDivisionError
    assert store.count(THINGS) == 0
    put(store, "a")


def test_writers_of_many_threads_lose_nothing(store: TenantStore) -> None:
    path = put(store, "counter", value=0)

    def work() -> None:
        for _ in range(25):
            with store.writing() as writer:
                document = writer.read(path)
                assert document is not None
                document["value"] += 1
                writer.replace(path, document)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.read(path) == {"id": "counter", "value": 200}


def test_reader_does_not_see_what_is_not_committed(tmp_path: Path) -> None:
    database = Database(tmp_path / "graph.db")
    store = TenantStore(database, "one")
    with store.writing() as writer:
        writer.insert(item_path(THINGS, "a"), {"id": "a"})
        assert writer.count(THINGS) == 1
        assert store.count(THINGS) == 0
    assert store.count(THINGS) == 1
    database.close()


def test_data_is_there_when_opened_again(tmp_path: Path) -> None:
    first = Database(tmp_path / "graph.db")
    put(TenantStore(first, "one"), "a")
    first.close()
    again = Database(tmp_path / "graph.db")
    assert (first.is_new, again.is_new) == (True, False)
    assert TenantStore(again, "one").count(THINGS) == 1
    again.close()


@pytest.mark.skipif(os.name == "nt", reason="modes are of POSIX")
def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    database = Database(tmp_path / "graph.db")
    put(TenantStore(database, "one"), "a")
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
    database.close()


def test_write_is_synchronous(tmp_path: Path) -> None:
    database = Database(tmp_path / "graph.db")
    with database.reading() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    database.close()


def test_newer_tables_are_refused_and_left_alone(tmp_path: Path) -> None:
    Database(tmp_path / "graph.db").close()
    with sqlite3.connect(tmp_path / "graph.db") as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(ConfigError, match="newer Graphkey"):
        Database(tmp_path / "graph.db")


@pytest.mark.parametrize("content", [b"not a database", b"SQLite format 3\0" + b"x" * 2000])
def test_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "graph.db"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"graph\.db"):
        Database(file)
    assert file.read_bytes() == content


def test_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "graph.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(ConfigError, match="another program"):
        Database(file)
    assert file.read_bytes() == before


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    opened: list[Database] = []
    threads = [threading.Thread(target=lambda: opened.append(Database(tmp_path / "graph.db"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(database.is_new for database in opened) == [False] * 7 + [True]
    for database in opened:
        database.close()


def test_closed_database_says_so(tmp_path: Path) -> None:
    database = Database(tmp_path / "graph.db")
    database.close()
    database.close()
    with pytest.raises(ConfigError, match="closed"), database.reading():
        pass


def test_template_and_ids_make_a_canonical_path() -> None:
    path = canonical_path("/identity/b2xUserFlows/{b2x-id}/apiConnectorConfiguration", {"b2x-id": "B2X_1_Ä/b"})
    assert path == "/identity/b2xuserflows/b2x_1_%C3%A4%2Fb/apiconnectorconfiguration"


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8"), min_size=1))
def test_ids_meet_when_they_differ_in_case_alone(one: str, other: str) -> None:
    assert (item_path(THINGS, one) == item_path(THINGS, other)) is (one.lower() == other.lower())
    assert item_path(THINGS, one).count("/") == 3

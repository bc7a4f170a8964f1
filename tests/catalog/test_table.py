import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.catalog.table import Table

KEYS = st.text(st.characters(codec="utf-8", exclude_characters="\t\n\r", exclude_categories=("Cc", "Cs")), max_size=12)


def table_of(folder: Path, rows: dict[str, object], name: str = "some") -> Table:
    lines = sorted(f"{key}\t{json.dumps(row)}\n".encode() for key, row in rows.items())
    (folder / f"{name}.tsv").write_bytes(b"".join(lines))
    return Table(name, str(folder))


def test_row_is_none_when_the_table_is_empty(tmp_path: Path) -> None:
    assert table_of(tmp_path, {}).row("a") is None


def test_row_is_found_by_its_whole_key_only(tmp_path: Path) -> None:
    table = table_of(tmp_path, {"ab": 1, "abc": 2, "b": 3})
    assert (table.row("ab"), table.row("abc"), table.row("a"), table.row("abcd")) == (1, 2, None, None)


def test_has_prefix_tells_keys_apart_when_one_begins_the_other(tmp_path: Path) -> None:
    table = table_of(tmp_path, {"beta /a GET": 1, "beta /a/b GET": 2})
    assert table.has_prefix("beta /a/")
    assert table.has_prefix("beta /a ")
    assert not table.has_prefix("beta /a/b/")
    assert not table.has_prefix("v1.0")


def test_rows_come_in_order_when_asked_by_prefix(tmp_path: Path) -> None:
    table = table_of(tmp_path, {"b2": 2, "a": 0, "b1": 1, "c": 3})
    assert list(table.rows("b")) == [("b1", 1), ("b2", 2)]
    assert table.keys() == ["a", "b1", "b2", "c"]


def test_other_rows_are_not_parsed_when_one_is_read(tmp_path: Path) -> None:
    (tmp_path / "broken.tsv").write_bytes(b"a\t{broken\nb\t[1]\nc\tbroken}\n")
    table = Table("broken", str(tmp_path))
    assert table.row("b") == [1]
    assert table.keys() == ["a", "b", "c"]
    with pytest.raises(ValueError, match="Expecting"):
        table.row("a")


def test_file_is_read_at_the_first_look_when_the_table_is_made_earlier(tmp_path: Path) -> None:
    table = Table("later", str(tmp_path))
    (tmp_path / "later.tsv").write_bytes(b'k\t"v"\n')
    assert table.row("k") == "v"


@given(st.dictionaries(KEYS, st.integers()), KEYS)
def test_every_row_is_found_when_keys_are_any_text(rows: dict[str, int], other: str) -> None:
    table = Table("memory")
    table._bytes = b"".join(sorted(f"{key}\t{value}\n".encode() for key, value in rows.items()))
    assert {key: table.row(key) for key in rows} == rows
    assert table.row(other) == rows.get(other)
    assert table.has_prefix(other) == any(key.startswith(other) for key in rows)

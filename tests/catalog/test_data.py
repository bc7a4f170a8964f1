"""The data lints itself: what a row names exists, and every row of the overlay says where it comes from."""

from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from catalog_operations import suppressed
from catalog_overlay import DATA, Overlay, fits, read_overlay, read_table
from graphkey.catalog.load import (
    command,
    command_names,
    identity_keys,
    operations_at,
    scopes,
    type_names,
    type_of,
)
from graphkey.catalog.model import Kind, Operation, Property, Version
from graphkey.catalog.parameters import OURS, PFX_SWITCHES
from graphkey.catalog.paths import key_of, placeholders, render
from graphkey.catalog.sets import signature
from graphkey.catalog.table import Table
from make_catalog import MODULE

TABLES = Path(__file__).parents[2] / "src" / "graphkey" / "catalog" / "data"
NAMES = ("commands", "identity", "operations", "scopes", "types")
VERSIONS: tuple[Version, ...] = ("beta", "v1.0")
PRIMITIVES = {
    "String", "Boolean", "Int32", "Int64", "Single", "Double", "DateTimeOffset", "Date", "TimeOfDay", "Duration", "Guid",
    "Binary", "Json",
}  # fmt: skip


@cache
def operations() -> list[Operation]:
    found = []
    for key, row in Table("operations").rows():
        version: Version = "beta" if key.startswith("beta ") else "v1.0"
        match = operations_at(version, render(row["path"], dict.fromkeys(placeholders(row["path"]), "x")))
        assert match is not None, key
        found.append(match.operations[key.rsplit(" ", 1)[1]])
    return found


@pytest.mark.parametrize("name", NAMES)
def test_table_is_sorted_and_its_keys_are_unique_when_shipped(name: str) -> None:
    data = (TABLES / f"{name}.tsv").read_bytes()
    lines = data.splitlines(keepends=True)
    assert lines == sorted(lines)
    assert data.endswith(b"\n")
    assert b"\r" not in data
    keys = [line.split(b"\t")[0] for line in lines]
    assert len(keys) == len(set(keys))
    assert all(line.count(b"\t") == 1 for line in lines)


def test_data_is_small_when_shipped() -> None:
    files = list(TABLES.iterdir())
    assert {file.stem for file in files} == set(NAMES)
    assert sum(file.stat().st_size for file in files) < 1_450_000


def test_every_path_renders_and_matches_back_when_ids_are_hostile() -> None:
    for key, row in Table("operations").rows():
        version: Version = "beta" if key.startswith("beta ") else "v1.0"
        ids = {name: f"../{name}/%2f'$count" for name in placeholders(row["path"])}
        match = operations_at(version, render(row["path"], ids))
        assert match is not None
        assert (match.template, match.ids) == (row["path"], ids)
        assert key == f"{version} {key_of(row['path'])} {key.rsplit(' ', 1)[1]}"


def test_every_type_of_an_operation_resolves_when_looked_up() -> None:
    for one in operations():
        for name in (one.body, one.returns):
            if name not in (None, "stream", "reference") and name not in PRIMITIVES:
                assert type_of(one.version, str(name))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_type_that_a_type_names_resolves_when_looked_up(version: Version) -> None:
    for name in type_names(version):
        row = type_of(version, name)
        assert row.name == name
        wire = [p.name.lower() for p in row.properties]
        assert len(wire) == len(set(wire)), name
        for inner in (*(p.type for p in row.properties), *row.derived, *filter(None, [row.base])):
            assert inner in PRIMITIVES or type_of(version, inner).name == inner
        assert bool(row.members) == (row.kind == "enum")
        for derived in row.derived:
            assert wire == [p.name.lower() for p in type_of(version, derived).properties][: len(wire)]
        if row.kind == "entity" and wire:
            assert row.property(row.key) or row.abstract or row.key == "id", name
        assert all(p.navigation for p in row.properties if p.contained), name
        if row.pfx:
            assert all((p := row.property(part)) is not None and p.secret for part in row.pfx)


def test_every_id_of_a_path_has_a_key_of_input_object_when_bound() -> None:
    known = {key.placeholder for key in identity_keys().values()}
    assert {name for one in operations() for name in placeholders(one.path)} <= known
    assert len(known) == len(identity_keys())


def test_every_operation_has_a_command_when_it_is_not_suppressed() -> None:
    overlay = read_overlay()
    led = {(one.version, one.method, one.path) for name in command_names() for one in command(name).operations}
    made = {
        (one.version, one.method, one.path)
        for one in operations()
        if not suppressed(one.version, one.method, one.path, overlay)
    }
    assert led == made
    assert 1_000 < len(made) < len(operations())


def test_every_operation_says_who_may_call_it_when_the_reference_does() -> None:
    overlay = read_overlay()
    said = {(row["method"], row["path"]): row for row in overlay.permissions}
    ours = [(row["method"].split(), row["path"]) for row in overlay.more_permissions]
    checked = 0
    for one in operations():
        row = said.get((one.method, one.path))
        if row and not any(one.method in methods and fits(path, one.path) for methods, path in ours):
            assert (" ".join(one.permissions.delegated), " ".join(one.permissions.application)) == (
                row["delegated"],
                row["application"],
            )
            assert one.documented
            checked += 1
    assert checked > 500


def test_every_scope_of_an_operation_has_a_row_when_read() -> None:
    known = {(one.name, one.scheme) for one in scopes()}
    named = {(name, "delegated") for one in operations() for name in one.permissions.delegated}
    named |= {(name, "application") for one in operations() for name in one.permissions.application}
    assert named <= known
    assert len(known) == len(scopes())


def test_every_operation_of_a_flow_or_connector_says_who_may_call_it_when_made() -> None:
    # The overlay fills what the reference leaves open there (more-permissions.tsv).
    slots = [one for one in operations() if "apiConnector" in one.path]
    assert len(slots) > 40
    assert [one.path for one in slots if not (one.permissions.delegated and one.permissions.application)] == []


def test_every_documented_operation_names_a_permission_when_made() -> None:
    silent = [one for one in operations() if one.doc and not (one.permissions.delegated or one.permissions.application)]
    assert [(one.version, one.method, one.path) for one in silent] == []


def test_no_scope_that_only_reads_is_enough_when_a_policy_is_changed() -> None:
    changes = [
        one
        for one in operations()
        if one.kind in ("create", "update", "delete", "set") and one.path.startswith(POLICIES)
    ]
    assert len(changes) > 100
    reading = {
        (one.method, one.path, name)
        for one in changes
        for name in (*one.permissions.delegated, *one.permissions.application)
        if ".Read." in name
    }
    assert reading == set()


POLICIES = ("/identity/conditionalAccess", "/identity/continuousAccess", "/policies")


def test_nothing_outside_the_module_is_shipped_when_made() -> None:
    assert [one.path for one in operations() if not one.path.startswith(MODULE)] == []


def test_parameters_have_wire_names_and_clear_prefixes_when_any_command_is_signed() -> None:
    ours = {p.name.lower() for p in (*OURS, *PFX_SWITCHES)}
    for name in command_names():
        parameters = signature(command(name)).parameters
        assert all(one.wire for one in parameters if one.place in ("body", "path", "query")), name
        assert not ours & {p.name.lower() for p in parameters if p.place != "ours"}, name


@pytest.mark.parametrize("table", [name for name in Overlay._fields if name != "permissions"])
def test_every_row_of_the_overlay_has_a_source_when_read(table: str) -> None:
    rows = getattr(read_overlay(), table)
    assert rows
    assert all(row["source"].strip() for row in rows)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_row_of_the_overlay_changes_something_when_the_data_is_made(version: Version) -> None:
    known = {name.lower(): type_of(version, name) for name in type_names(version)}
    overlay = read_overlay()
    for row in overlay.properties:
        found = known.get(row["type"].lower())
        made = found.property(row["property"]) if found else None
        if row["version"] in ("*", version) and made is not None:
            assert set(row["set"].split()) <= {made.type, *_flags(made)} | _taken(made), row
        assert made is not None or row["version"] != version, row


def test_every_row_of_the_overlay_names_a_type_and_property_when_read() -> None:
    overlay = read_overlay()
    types = {version: {name: type_of(version, name) for name in type_names(version)} for version in VERSIONS}
    for row in overlay.properties:
        assert any(row["type"] in one and one[row["type"]].property(row["property"]) for one in types.values()), row
    for row in overlay.types:
        assert any(row["type"] in one for one in types.values()), row


@pytest.mark.parametrize("table", ["permissions", "more_permissions", "operations", "suppressed", "docs", "names"])
def test_every_row_of_the_overlay_fits_an_operation_when_read(table: str) -> None:
    known = [(one.version, one.method, one.path) for one in operations()]
    for row in getattr(read_overlay(), table):
        versions, methods = ({row.get("version", "*")}, set(row["method"].split()))
        assert any(
            versions & {"*", version} and methods & {"*", method} and fits(row["path"], path)
            for version, method, path in known
        ), row


def test_every_alias_leads_to_a_command_when_read() -> None:
    for row in read_overlay().aliases:
        found = command(row["alias"])
        assert (found.name, row["alias"] in found.aliases) == (row["name"], True)


def test_operations_keep_to_the_words_that_readers_know_when_read() -> None:
    for one in operations():
        assert one.kind in get_args(Kind), one
        assert set(one.headers) <= {"If-Match", "ConsistencyLevel"}, one
        assert "ConsistencyLevel" not in one.headers or one.kind in ("list", "ref-list", "count", "function"), one
        assert one.origin in ("sdk", "local"), one
        assert len(set(one.query)) == len(one.query), one


def _flags(made: Property) -> set[str]:
    set_ = {name.replace("_", "-") for name in ("secret", "read_only", "required", "contained") if getattr(made, name)}
    return set_ | (set() if made.nullable else {"non-null"})


def _taken(made: Property) -> set[str]:
    return {"-" + name for name in {"secret", "read-only", "required", "contained"} - _flags(made)}


def test_permissions_name_their_source_when_read() -> None:
    text = (DATA / "permissions.tsv").read_text()
    assert "# Source:" in text
    assert all(row["delegated"] or row["application"] for row in read_overlay().permissions)


def test_page_tells_how_much_there_is_when_the_data_is_made() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "catalog.md").read_text()
    for what, found in (("commands", command_names), ("types", type_names)):
        assert f"| {what} | {len(found('beta')):,} | {len(found('v1.0')):,} |" in page
    made = {version: sum(one.version == version for one in operations()) for version in VERSIONS}
    assert f"| operations | {made['beta']:,} | {made['v1.0']:,} |" in page


def test_table_is_refused_with_file_and_line_when_a_row_lacks_a_column(tmp_path: Path) -> None:
    (tmp_path / "names.tsv").write_text("# remark\nname\tsource\na\tb\nc\n")
    with pytest.raises(ValueError, match=r"names\.tsv:4"):
        read_table(tmp_path / "names.tsv")

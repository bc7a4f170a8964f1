"""
Write `src/graphkey/catalog/data` from the installed SDKs and the overlay, and say what changed.

`python tools/make_catalog.py --sdk SITE-PACKAGES` reads msgraph-beta-sdk and msgraph-sdk by `ast`; it imports neither. The
output is a function of the input: sorted, without dates. Which column comes from where: docs/reference/catalog.md.

Rule: facts only; no description of Microsoft's is copied.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "src")]

from catalog_operations import (  # noqa: E402
    Row,
    add_consistency,
    command_rows,
    doc_of,
    local_row,
    name_bodies,
    operation_row,
    permissions_of,
)
from catalog_overlay import DATA, Overlay, read_overlay  # noqa: E402
from catalog_relations import hops_of, keys_of, relations_of  # noqa: E402
from catalog_sdk import Raw, read_operations  # noqa: E402
from catalog_types import TypeRows  # noqa: E402
from graphkey.catalog.model import Version  # noqa: E402
from graphkey.catalog.paths import key_of, placeholders  # noqa: E402
from make_stubs import main as write_stubs  # noqa: E402

OUT = Path(__file__).parents[1] / "src" / "graphkey" / "catalog" / "data"

# What the module Identity.SignIns takes. Source: microsoftgraph/msgraph-sdk-powershell, config/ModulesMapping.jsonc.
MODULE = (
    "/dataPolicyOperations", "/identity", "/identityProtection", "/identityProviders", "/informationProtection", "/invitations",
    "/oauth2PermissionGrants", "/organization/{organization-id}/certificateBasedAuthConfiguration", "/policies",
    "/tenantRelationships/multiTenantOrganization", "/trustFramework", "/users/{user-id}/authentication",
    "/users/{user-id}/informationProtection",
)  # fmt: skip
SDKS: tuple[tuple[Version, str], ...] = (("beta", "msgraph_beta"), ("v1.0", "msgraph"))

Tables = dict[str, dict[str, Any]]


def make_tables(sdk: Path, overlay: Overlay, scope: tuple[str, ...] = MODULE) -> Tables:
    """
    Make all tables.

    Args:
        sdk: the folder that holds `msgraph_beta` and `msgraph`.
        scope: path prefixes, whole segments.
    Returns: name of the table -> key -> row.
    """
    tables: Tables = {
        "operations": {},
        "commands": {},
        "types": {},
        "identity": {},
        "scopes": scope_rows(overlay.scopes),
    }
    ids: set[str] = set()
    for version, package in SDKS:
        raws = read_operations(sdk / package / "generated", scope)
        ids |= {name for raw in raws for name in placeholders(raw.path)}
        operations, types = _make_version(version, raws, overlay)
        commands = command_rows(version, operations, hops_of(raws, keys_of(raws)), overlay)
        tables["operations"].update({key: _trimmed(row) for key, row in operations.items()})
        tables["commands"].update(commands)
        tables["types"].update({f"{version}/{name.lower()}": _type_row(row) for name, row in types.rows.items()})
    tables["identity"] = identity_rows(ids, overlay.identity)
    return tables


def _make_version(version: Version, raws: list[Raw], overlay: Overlay) -> tuple[dict[str, Row], TypeRows]:
    ours = [row for row in overlay.operations if row["version"] == version]
    relations = relations_of(raws, ours)
    types = TypeRows(version, overlay.properties, overlay.types, keys_of(raws), relations)
    body_names = name_bodies(raws)
    operations = {f"{version} {key_of(raw.path)} {raw.method}": operation_row(raw, types, body_names) for raw in raws}
    for row in ours:
        operations.setdefault(f"{version} {key_of(row['path'])} {row['method']}", local_row(row))
    types.finish()
    add_consistency(operations, relations.elsewhere | types.derived_from("directoryObject"))
    carriers = types.bundle_carriers()
    for operation in operations.values():
        operation["pfx"] = operation["body"] in carriers
    for key, operation in operations.items():
        method, path = key.rsplit(" ", 1)[1], operation["path"]
        scopes, referenced = permissions_of(method, path, overlay)
        operation["permissions"] = scopes
        operation["doc"] = operation.get("doc") or doc_of(method, path, overlay)
        operation["documented"] = referenced or bool(operation.get("doc"))
    return dict(sorted(operations.items())), types


def identity_rows(ids: Iterable[str], known: list[dict[str, str]]) -> dict[str, Row]:
    """Make the rows of `-InputObject`: one for each placeholder of a path, and those that only the published page has."""
    rows: dict[str, Row] = {}
    for placeholder in ids:
        name = identity_name(placeholder)
        rows[name.lower()] = {"name": name, "placeholder": placeholder}
    for row in known:
        made = rows.setdefault(row["name"].lower(), {"name": row["name"], "placeholder": row["placeholder"]})
        if row["kind"] == "String[]":
            made["many"] = True
    return rows


def identity_name(placeholder: str) -> str:
    """Spell a placeholder as PowerShell does: `b2xIdentityUserFlow-id` is `B2XIdentityUserFlowId`."""
    return re.sub(r"(^|[\d_-])([a-z])", lambda found: found[1].strip("_-") + found[2].upper(), placeholder).replace(
        "-", ""
    )


def scope_rows(known: list[dict[str, str]]) -> dict[str, Row]:
    """Make the rows of permissions, by name in lower case and scheme."""
    rows: dict[str, Row] = {}
    for row in known:
        made: Row = {"name": row["scope"], "privilege": int(row["privilege"])}
        made.update({flag: True for flag in ("admin_consent", "personal") if row[flag] == "yes"})
        rows[f"{row['scope'].lower()} {row['scheme']}"] = made
    return rows


def _trimmed(row: Row) -> Row:
    delegated, _, application = row.get("permissions", "").partition("|")
    if delegated == application:
        row = {**row, "permissions": delegated}  # written once when both are the same
    order = (
        "path",
        "kind",
        "body",
        "returns",
        "many",
        "query",
        "headers",
        "permissions",
        "doc",
        "documented",
        "deprecated",
        "origin",
        "pfx",
    )
    return {name: row[name] for name in order if row.get(name)}


def _type_row(row: Row) -> Row:
    made = {**row, "members": " ".join(row["members"]), "derived": " ".join(row["derived"])}
    order = ("name", "kind", "base", "open", "abstract", "properties", "members", "flags", "derived", "pfx", "key")
    if row["kind"] == "body":
        made["open"] = True  # Source: the module's pages: the body of every action lists `[(Any) <Object>]`.
    return {name: made[name] for name in order if made.get(name)}


def write_table(file: Path, rows: dict[str, Any]) -> None:
    """Write a table as `catalog.table` reads it."""
    lines = sorted(f"{key}\t{json.dumps(row, separators=(',', ':'))}\n".encode() for key, row in rows.items())
    file.write_bytes(b"".join(lines))


def read_rows(file: Path) -> dict[str, Any]:
    """Read a table whole; an absent one is empty."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {key: json.loads(text) for key, _, text in (line.partition("\t") for line in lines)}


def keep_vanished(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """
    Keep the names of commands that are no more, as aliases of those that do the same today.

    Returns: the names that nothing does today; they are dropped.
    """
    today = {(_is_beta(key), o): row["name"] for key, row in now.items() if "is" not in row for o in row["operations"]}
    gone = []
    for key, row in before.items():
        heirs = [today.get((_is_beta(key), operation)) for operation in row.get("operations", ())]
        heir = row.get("is") or next((name for name in heirs if name), None)
        if key in now:
            continue
        if heir and heir.lower() in now:
            now[key] = {"is": heir, "retired": True}
        else:
            gone.append(key)
    return gone


def _is_beta(key: str) -> bool:
    return "-mgbeta" in key


def changes(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """List what was added (+), removed (-) and changed (~), by key."""
    signs = {key: "+" if key not in before else "-" if key not in now else "~" for key in before.keys() | now.keys()}
    return [f"{sign} {key}" for key, sign in sorted(signs.items()) if before.get(key) != now.get(key)]


def main(arguments: list[str] | None = None) -> int:
    """Write the tables, or with --check only compare; returns 1 when --check finds a difference."""
    parser = argparse.ArgumentParser(description="Write the catalog from the installed SDKs.")
    parser.add_argument("--sdk", type=Path, required=True, help="site-packages with msgraph-beta-sdk and msgraph-sdk")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--overlay", type=Path, default=DATA)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the data would change")
    given = parser.parse_args(arguments)
    tables = make_tables(given.sdk, read_overlay(given.overlay))
    before = {name: read_rows(given.out / f"{name}.tsv") for name in tables}
    gone = keep_vanished(before["commands"], tables["commands"])
    differs = False
    for name, rows in tables.items():
        found = changes(before[name], rows)
        differs = differs or bool(found)
        print(f"{name}: {len(rows)} rows, {len(found)} changes", *found[:200], sep="\n  ")
        if not given.check:
            given.out.mkdir(parents=True, exist_ok=True)
            write_table(given.out / f"{name}.tsv", rows)
    print(*(f"no command does any more what {name} did; the name is dropped" for name in gone), sep="\n")
    if not given.check and given.out == OUT:
        write_stubs([])  # they are a function of the tables, and stale without this
    return int(given.check and differs)


if __name__ == "__main__":
    raise SystemExit(main())

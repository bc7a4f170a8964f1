"""
From methods of request builders to rows of operations: kind, body, answer, options, permissions, links, and the command's name.

Called by `make_catalog`.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from catalog_models import read_model
from catalog_overlay import Overlay, fits
from catalog_sdk import Raw
from catalog_types import TypeRows
from graphkey.catalog.model import Kind, Version
from graphkey.catalog.names import command_name
from graphkey.catalog.paths import key_of

_REFS: dict[str, Kind] = {"POST": "ref-add", "PUT": "ref-set", "DELETE": "ref-delete"}
_MEDIA: dict[str, Kind] = {"GET": "media-get", "PUT": "media-set", "DELETE": "media-delete"}
_PLAIN: dict[str, Kind] = {"POST": "create", "PATCH": "update", "PUT": "set", "DELETE": "delete"}
_PRIMITIVES = {"str": "String", "int": "Int32", "bytes": "stream", "bool": "Boolean"}

Row = dict[str, Any]


def kind_of(raw: Raw) -> Kind:
    """Tell what a method does, from its path, its builder's first sentence and what it returns."""
    end = raw.path.rsplit("/", 1)[1]
    if end == "$count":
        return "count"
    if end == "$ref":
        if raw.method == "GET":
            return "ref-list" if (raw.returns or "").endswith("CollectionResponse") else "ref-get"
        return _REFS[raw.method]
    if raw.builder.startswith("Provides operations to call"):
        return "function" if raw.method == "GET" else "action"
    if raw.builder.startswith("Casts the previous resource"):
        return "cast"
    if end == "$value" or "bytes" in (raw.body, raw.returns):
        return _MEDIA[raw.method]
    if raw.method == "GET":
        return "list" if (raw.returns or "").endswith("CollectionResponse") else "get"
    return _PLAIN[raw.method]


def operation_row(raw: Raw, types: TypeRows, body_names: dict[Path, str]) -> Row:
    """Make the row of one method, without permissions; its types are added to `types`."""
    kind = kind_of(raw)
    returns, many = _returns(raw, types)
    row: Row = {"path": raw.path, "kind": kind, "body": _body(raw, types, body_names), "returns": returns, "many": many}
    if kind.startswith("ref-"):
        row["body"] = "reference" if raw.body else None
        row["returns"] = "reference" if raw.method == "GET" else None
    row["query"] = " ".join(raw.query)
    # Source: the module's pages: every command that deletes takes -IfMatch.
    row["headers"] = "If-Match" if raw.method == "DELETE" else ""
    row["doc"], row["deprecated"] = raw.doc, _condensed(raw.deprecated)
    return row


def add_consistency(operations: dict[str, Row], elsewhere: set[str]) -> None:
    """
    Add the header that advanced queries need to lists and counts of directory objects.

    Source: https://learn.microsoft.com/graph/aad-advanced-queries. The module's own pages show no -ConsistencyLevel.
    """
    for key, row in operations.items():
        listing = operations.get(key.replace("/$count GET", " GET")) if row["kind"] == "count" else row
        if row["kind"] in ("list", "count") and listing is not None and listing["returns"] in elsewhere:
            row["headers"] = "ConsistencyLevel"


def local_row(overlay: dict[str, str]) -> Row:
    """Make the row of an operation that only our own overlay declares."""
    headers = "If-Match" if overlay["method"] == "DELETE" else ""
    row = {name: overlay[name] or None for name in ("path", "kind", "body", "returns")}
    return {**row, "headers": headers, "origin": "local"}


def name_bodies(raws: Iterable[Raw]) -> dict[Path, str]:
    """
    Name the inline bodies of actions: `uploadClientCertificateBody`.

    Bodies of one action name with the same properties share a name; another shape is told apart by what it is called on.
    """
    shapes: dict[str, Any] = {}
    names: dict[Path, str] = {}
    for raw in sorted(raws, key=lambda raw: raw.path):
        file = raw.imports.get(raw.body or "")
        if file is None or "models" in file.parts:
            continue
        shape = [(f.name, str(f.type).rsplit("/generated/")[-1], f.many) for f in read_model(file).fields]
        literals = [segment for segment in raw.path.split("/") if not segment.startswith("{")]
        name = f"{literals[-1]}Body"
        if shapes.setdefault(name, shape) != shape:
            name = f"{literals[-2]}.{name}"
        assert shapes.setdefault(name, shape) == shape, f"two bodies named {name}"
        names[file] = name
    return names


def permissions_of(method: str, path: str, overlay: Overlay) -> tuple[str, bool]:
    """
    Find the scopes of an operation; where no source has any, those of what it is another way to.

    Returns: `DELEGATED|APPLICATION`, scopes apart by a blank, and whether Microsoft's reference names them.
    """
    for row in overlay.more_permissions:
        if method in row["method"].split() and fits(row["path"], path):
            return f"{row['delegated']}|{row['application']}", False
    for row in overlay.permissions:
        if row["method"] == method and row["path"] == path:
            return f"{row['delegated']}|{row['application']}", True
    for kin in _kin(method, path, overlay):
        if scopes := permissions_of(*kin, overlay)[0]:
            return scopes, False
    return "", False


def _kin(method: str, path: str, overlay: Overlay) -> Iterator[tuple[str, str]]:
    """
    List the operations that an operation is another way to: the same thing by another path, a count of a list, the content
    of a thing, the references to what a list shows. Whoever may add a reference may take it away.
    """
    for row in overlay.same:
        if path == row["path"] or path.startswith(row["path"] + "/"):
            yield method, row["place"] + path.removeprefix(row["path"])
    thing, _, last = path.rpartition("/")
    if last == "$count":
        yield "GET", thing
    elif last == "$value":
        yield "PATCH" if method == "PUT" else method, thing
    elif last == "$ref":
        yield method, thing
        if method == "DELETE" and thing.endswith("}"):
            yield "POST", thing.rpartition("/")[0] + "/$ref"
        elif method == "DELETE":
            yield method, f"{thing}/{{id}}/$ref"


def doc_of(method: str, path: str, overlay: Overlay) -> str | None:
    """Find the page that the overlay names for an operation."""
    return next((row["doc"] for row in overlay.docs if row["method"] == method and fits(row["path"], path)), None)


def suppressed(version: Version, method: str, path: str, overlay: Overlay) -> bool:
    """Tell whether Graph PowerShell makes no command of an operation."""
    return any(
        row["version"] in ("*", version) and row["method"] in ("*", method) and fits(row["path"], path)
        for row in overlay.suppressed
    )


def command_rows(version: Version, operations: dict[str, Row], hops: set[str], overlay: Overlay) -> dict[str, Row]:
    """Make the rows of commands out of rows of operations by key (`beta /identity/apiconnectors GET`)."""
    given = {(row["method"], row["path"]): row["name"] for row in overlay.names}
    rows: dict[str, Row] = {}
    for key, operation in operations.items():
        method, path = key.rsplit(" ", 1)[1], operation["path"]
        if not key.startswith(version + " ") or suppressed(version, method, path, overlay):
            continue
        name = given.get((method, path)) or command_name("beta", operation["kind"], path, hops)
        name = name if version == "beta" else name.replace("-MgBeta", "-Mg", 1)
        row = rows.setdefault(name.lower(), {"name": name, "operations": []})
        row["operations"].append(f"{key_of(path)} {method}")
    for alias in overlay.aliases:
        if alias["name"].lower() in rows:
            rows[alias["name"].lower()].setdefault("aliases", []).append(alias["alias"])
            rows[alias["alias"].lower()] = {"is": alias["name"]}
    return rows


def _body(raw: Raw, types: TypeRows, body_names: dict[Path, str]) -> str | None:
    if raw.body is None:
        return None
    if raw.body == "bytes":
        return "stream"
    if raw.body in ("ReferenceCreate", "ReferenceUpdate"):
        return "reference"
    file = raw.imports[raw.body]
    return types.add(file, body_names.get(file))


def _returns(raw: Raw, types: TypeRows) -> tuple[str | None, bool]:
    if raw.returns is None or raw.returns in _PRIMITIVES:
        return _PRIMITIVES.get(raw.returns or ""), False
    file = raw.imports[raw.returns]
    model = read_model(file)
    value = next((field for field in model.fields if field.name == "value"), None)
    wrapped = raw.returns.endswith("CollectionResponse") or "models" not in file.parts
    if not wrapped or value is None:
        # An inline answer with other fields than `value` has no name in Graph; it is left unnamed.
        return (types.add(file), False) if "models" in file.parts else ("Json", False)
    if isinstance(value.type, Path):
        return types.add(value.type), value.many
    return value.type, value.many


def _condensed(warning: str | None) -> str | None:
    """Keep the dates of a deprecation and none of its text."""
    if warning is None:
        return None
    since = re.search(r" on (\d{4}-\d\d-\d\d)", warning)
    until = re.search(r"removed (\d{4}-\d\d-\d\d)", warning)
    parts = [f"since {since[1]}" if since else "", f"to be removed {until[1]}" if until else ""]
    return ", ".join(part for part in parts if part) or "marked in the SDK"

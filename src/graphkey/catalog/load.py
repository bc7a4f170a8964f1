"""
Rows of the catalog, read when asked for: commands, operations, types, ids.

Client, command line and local Graph read Graph's description here and nowhere else. What is parsed is the row asked for.

Rule: importing this reads no file; looking up one command costs about a millisecond however many there are.
Rule: rows are facts and never change while a program runs; that is why they may be kept.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from graphkey.catalog import paths
from graphkey.catalog.model import (
    Command,
    IdentityKey,
    Kind,
    Operation,
    Permissions,
    Pfx,
    Property,
    Scope,
    Type,
    Version,
)
from graphkey.catalog.table import Table
from graphkey.errors import UsageError

_COMMANDS = Table("commands")
_OPERATIONS = Table("operations")
_TYPES = Table("types")
_IDENTITY = Table("identity")
_SCOPES = Table("scopes")

_PAGES = "https://learn.microsoft.com/powershell/module/microsoft.graph."


class Match(NamedTuple):
    """
    Say what a path leads to.

    Args:
        template: as in `Operation.path`.
        ids: placeholder -> id, decoded.
        operations: method -> operation.
    """

    template: str
    ids: dict[str, str]
    operations: dict[str, Operation]


def command(name: str) -> Command:
    """
    Find a command by its name in any case, by an alias, or by an unambiguous beginning of its name.

    Raises: UsageError naming the commands that are meant perhaps.
    """
    wanted = name.lower()
    row = _COMMANDS.row(wanted) if _can_be_key(wanted) else None
    if row is None:
        from graphkey.catalog.nearest import completed

        row = _COMMANDS.row(completed(name, _COMMANDS))
    retired = bool(row.get("retired"))
    if "is" in row:
        row = _COMMANDS.row(row["is"].lower())
    version = _version(row["name"])
    operations = tuple(_operation_at(f"{version} {key}") for key in row["operations"])
    return Command(row["name"], version, operations, tuple(row.get("aliases", ())), retired)


def command_names(version: Version | None = None) -> list[str]:
    """List the names of all commands, or of those of one version; aliases are not among them."""
    found = (row["name"] for _, row in _COMMANDS.rows() if "is" not in row)
    return [name for name in found if version is None or ("-MgBeta" in name) == (version == "beta")]


def operation(version: Version, method: str, template: str) -> Operation:
    """
    Find an operation by its template.

    Raises: UsageError when that version has no such operation.
    """
    key = f"{version} {paths.key_of(template)} {method.upper()}"
    if _OPERATIONS.row(key) is None:
        raise UsageError(f"the catalog has no {method.upper()} {template} in {version}", hint="Check method and path.")
    return _operation_at(key)


def operations_at(version: Version, raw_path: str) -> Match | None:
    """
    Find what a path leads to.

    Args:
        raw_path: still percent-encoded, after the version, without query: `/identity/b2xUserFlows/B2X_1_x`. Segments in any
            case, keys as segments or in parentheses, actions with or without `microsoft.graph.`.
    Returns: None when no path of the catalog fits.
    """
    key = paths.find(raw_path, lambda beginning: _OPERATIONS.has_prefix(f"{version} {beginning}"))
    if key is None:
        return None
    keys = _OPERATIONS.keys(f"{version} {key} ")
    found = {one.method: one for one in map(_operation_at, keys)}
    template = next(iter(found.values())).path
    ids = paths.match(template, raw_path)
    return None if ids is None else Match(template, ids, found)


def operations(version: Version) -> list[Operation]:
    """List every operation of a version, in the order of its paths."""
    return [_operation_at(key) for key in _OPERATIONS.keys(f"{version} ")]


def has_paths_below(version: Version, template: str) -> bool:
    """Tell whether a version has paths that begin with a template and go on."""
    return _OPERATIONS.has_prefix(f"{version} {paths.key_of(template)}/")


def operations_of(version: Version, key: str) -> dict[str, Operation]:
    """
    Find the operations of exactly one path: method -> operation.

    Args:
        key: of the path, as `paths.key_of` makes it.
    """
    return {one.method: one for one in map(_operation_at, _OPERATIONS.keys(f"{version} {key} "))}


def steps_below(version: Version, key: str) -> list[str]:
    """
    List the segments that can follow a path, each once and as a template spells it.

    Args:
        key: of the path, as `paths.key_of` makes it; empty for the root of the version.
    """
    beginning = f"{version} {key}/"
    first: dict[str, str] = {}
    for found in _OPERATIONS.keys(beginning):
        first.setdefault(found[len(beginning) :].split("/")[0].split(" ")[0], found)
    return [_OPERATIONS.row(found)["path"].split("/")[beginning.count("/")] for found in first.values()]


@cache
def application_permissions() -> frozenset[str]:
    """
    Return every application permission that an operation of either version names.

    Of an operation for signed-in people alone, the delegated ones: where there are no people, applications stand in.
    """
    texts = {row["permissions"] for _, row in _OPERATIONS.rows() if "permissions" in row}
    return frozenset(scope for text in texts for scope in (text.rpartition("|")[2] or text.rstrip("|")).split())


def type_of(version: Version, name: str) -> Type:
    """
    Find a type by its name in any case, with or without `#` and `microsoft.graph.`.

    Raises: UsageError when that version has no such type.
    """
    plain = name.removeprefix("#").lower().removeprefix("microsoft.graph.")
    row = _type_at(version, plain)
    if row is None:
        raise UsageError(f"{version} has no type {name}", hint="Check the spelling of @odata.type.")
    return row


def type_names(version: Version) -> list[str]:
    """List the names of all types of a version."""
    return [row["name"] for _, row in _TYPES.rows(f"{version}/")]


@cache
def identity_keys() -> Mapping[str, IdentityKey]:
    """Return the ids that `-InputObject` knows, by name in lower case."""
    rows = (IdentityKey(row["name"], row["placeholder"], bool(row.get("many"))) for _, row in _IDENTITY.rows())
    return MappingProxyType({one.name.lower(): one for one in rows})


@cache
def scopes() -> tuple[Scope, ...]:
    """Return every scope that the module knows, by name and scheme; one that serves both schemes comes twice."""
    return tuple(
        Scope(
            row["name"],
            "application" if key.endswith(" application") else "delegated",
            bool(row.get("admin_consent")),
            row["privilege"],
            bool(row.get("personal")),
        )
        for key, row in _SCOPES.rows()
    )


def identity_key(placeholder: str) -> IdentityKey | None:
    """Find an id by its placeholder in a path template: `b2xIdentityUserFlow-id`."""
    return _keys_by_placeholder().get(placeholder)


@cache
def _keys_by_placeholder() -> Mapping[str, IdentityKey]:
    return {one.placeholder: one for one in identity_keys().values()}


def doc_link(found: Command) -> str:
    """Return the address of Microsoft's page about a command, or the module's when the command is our own addition."""
    module = "beta.identity.signins" if found.version == "beta" else "identity.signins"
    ours = all(one.origin == "local" for one in found.operations)
    return f"{_PAGES}{module}/{'' if ours else found.name.lower()}"


def _version(name: str) -> Version:
    return "beta" if "-MgBeta" in name else "v1.0"


def _can_be_key(text: str) -> bool:
    return bool(text) and "\t" not in text and "\n" not in text and text.isascii()


@cache
def _operation_at(key: str) -> Operation:
    version, _, method = key.split(" ")
    row = _OPERATIONS.row(key)
    delegated, both, application = row.get("permissions", "").partition("|")
    return Operation(
        cast(Version, version),
        method,
        row["path"],
        cast(Kind, row["kind"]),
        row.get("body"),
        row.get("returns"),
        bool(row.get("many")),
        tuple(row.get("query", "").split()),
        tuple(row.get("headers", "").split()),
        Permissions(tuple(delegated.split()), tuple((application if both else delegated).split())),
        row.get("doc"),
        bool(row.get("documented")),
        row.get("deprecated"),
        row.get("origin", "sdk"),
        bool(row.get("pfx")),
    )


@cache
def _type_at(version: Version, plain: str) -> Type | None:
    row = _TYPES.row(f"{version}/{plain}") if _can_be_key(plain) else None
    if row is None:
        return None
    base = _type_at(version, row["base"].lower()) if "base" in row else None
    own = {made.name: made for made in map(_property, row.get("properties", ()))}
    inherited = tuple(own.pop(known.name, known) for known in (base.properties if base else ()))
    return Type(
        row["name"],
        row["kind"],
        row.get("base"),
        bool(row.get("open")) or bool(base and base.open),
        bool(row.get("abstract")),
        inherited + tuple(own.values()),
        tuple(row.get("members", "").split()),
        tuple(row.get("derived", "").split()),
        _pfx(row.get("pfx")) or (base.pfx if base else None),
        row.get("key") or (base.key if base else "id"),
        bool(row.get("flags")),
    )


def _property(text: str) -> Property:
    name, type_, *flags = text.split(" ")
    return Property(
        name,
        type_,
        many="many" in flags,
        secret="secret" in flags,
        read_only="read-only" in flags,
        required="required" in flags,
        nullable="non-null" not in flags,
        navigation="navigation" in flags,
        contained="contained" in flags,
    )


def _pfx(text: Any) -> Pfx | None:
    return Pfx(*text.split(" ")) if text else None

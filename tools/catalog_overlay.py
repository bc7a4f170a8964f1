"""
Read what the SDK's source does not say: `tools/data/*.tsv`, tables of facts, each row with its source.

Called by `make_catalog`. A table has a line of column names; lines that begin with `#` are remarks. In a path `*` stands for
one segment; a version `*` stands for both.
"""

from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"


class Overlay(NamedTuple):
    """
    Hold all tables, each a list of rows by column name.

    Args:
        permissions: of Microsoft's permissions reference. method, path, delegated, application (scopes apart by a blank).
        more_permissions: the same columns and `source`; they replace what the reference says.
        operations: what no SDK declares. version, method, path, kind, body, returns, source.
        suppressed: what Graph PowerShell makes no command of. version, method, path, source.
        docs: pages of Microsoft's that the SDKs do not link. method, path, doc, source.
        names: what the rules of names do not give, in beta spelling. method, path, name, source.
        aliases: alias, name, source.
        properties: version, type, property, set, source; `set` holds flags, `-flag` to take one away, or a primitive type.
        types: version, type, set, source; `set` is `abstract`, `open`, `flags` or `pfx=VALUE,PASSWORD`.
        identity: ids of `-InputObject`. name, placeholder, kind, source.
        scopes: permissions. scope, scheme, admin_consent, privilege, personal, source.
        same: paths that lead where other paths lead. path, place, source.
    """

    permissions: list[dict[str, str]]
    more_permissions: list[dict[str, str]]
    operations: list[dict[str, str]]
    suppressed: list[dict[str, str]]
    docs: list[dict[str, str]]
    names: list[dict[str, str]]
    aliases: list[dict[str, str]]
    properties: list[dict[str, str]]
    types: list[dict[str, str]]
    identity: list[dict[str, str]]
    scopes: list[dict[str, str]]
    same: list[dict[str, str]]


def read_overlay(folder: Path = DATA) -> Overlay:
    """Read all tables; a table that is not there is empty."""
    return Overlay(*(read_table(folder / (name.replace("_", "-") + ".tsv")) for name in Overlay._fields))


def read_table(file: Path) -> list[dict[str, str]]:
    """
    Read one table.

    Raises: ValueError naming file and line when a line has not the columns of the first.
    """
    if not file.exists():
        return []
    columns: list[str] = []
    rows: list[dict[str, str]] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        cells = line.split("\t")
        if line.startswith("#") or not line:
            continue
        if not columns:
            columns = cells
        elif len(cells) != len(columns):
            raise ValueError(f"{file.name}:{number}: {len(cells)} columns, not {len(columns)}")
        else:
            rows.append(dict(zip(columns, cells, strict=True)))
    return rows


def fits(pattern: str, path: str) -> bool:
    """Tell whether a path fits a pattern; `*` is one segment, a final `**` any number of them."""
    wanted, given = pattern.split("/"), path.split("/")
    if wanted[-1] == "**":
        wanted, given = wanted[:-1], given[: len(wanted) - 1]
    return len(wanted) == len(given) and all(w in ("*", g) for w, g in zip(wanted, given, strict=True))

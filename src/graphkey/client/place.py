"""
Where an object is: `@odata.id` written on what is read, and read back when the object is piped on.

An answer need not say where its objects are, and one piped on without its parents' ids leads nowhere. So lists and single reads
get the address they were read at; `client/identity` takes the ids from it. Pure.

Rule: an address that the service gave stays; one of ours is only written where the catalog has a path for it.
Source: OData JSON Format 4.01, section 4.6.8 (`id` control information).
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from graphkey.catalog.load import operations_at, type_of
from graphkey.catalog.model import Operation, Version
from graphkey.catalog.paths import render
from graphkey.config.origin import split

_KEPT = frozenset(("get", "update", "set", "cast"))


class Place(NamedTuple):
    """
    Say where an object is.

    Args:
        template: of its path.
        ids: placeholder -> id, decoded.
    """

    template: str
    ids: Mapping[str, str]

    @property
    def own(self) -> str | None:
        """Return the placeholder of the object's own id; None of what no id names (a singleton)."""
        return self.template.rsplit("/", 1)[1][1:-1] if self.template.endswith("}") else None


def place_of(address: Any, version: Version) -> Place | None:
    """
    Find where an `@odata.id` points in the catalog.

    Args:
        address: a URL of any Graph root, with or without its version, or a path; what is none gives None.
        version: whose paths are looked through first; the other one's stand in.
    """
    if not isinstance(address, str):
        return None
    plain = address.split("?")[0]
    found = re.search(r"(?:^|/)(?:beta|v1\.0)/(.+)", plain, re.IGNORECASE)
    path = "/" + (found[1] if found else re.sub(r"^[a-z]+://[^/]*/?", "", plain)).strip("/")
    versions: tuple[Version, Version] = ("beta", "v1.0") if version == "beta" else ("v1.0", "beta")
    for one in versions:
        match = operations_at(one, path)
        if match is not None:
            return Place(match.template, match.ids)
    return None


def other_origin(document: Any, root: str) -> str | None:
    """
    Return where an object was read, when it is another origin than the root that is asked now; None where it says nothing.

    Two tenants of one cloud share an origin, and nothing in an object tells them apart.
    """
    address = document.get("@odata.id") if isinstance(document, Mapping) else None
    there = split(address) if isinstance(address, str) else None
    here = split(root)
    return str(there[0]) if there and here and there[0] != here[0] else None


class Items:
    """
    Say of the items of one list where they are.

    Args:
        url: of the list, with or without a query.
    """

    def __init__(self, operation: Operation, url: str) -> None:
        self._operation = operation
        self._key = ""
        self._base = _without_cast(url, operation)
        if operation.kind in ("list", "create", "cast") and operation.returns and operation.returns[:1].islower():
            path = self._base.split(f"/{operation.version}/", 1)[-1]
            known = operations_at(operation.version, f"/{path}/x") is not None
            self._key = type_of(operation.version, operation.returns).key if known else ""

    def located(self, item: Any) -> Any:
        """Return an item with its address, and with its type where it is the declared one; anything else as it is."""
        if not isinstance(item, dict) or not self._operation.returns:
            return item
        told = {}
        # An item that bears no type is of the declared one (OData JSON Format 4.01, section 4.6.3).
        if "@odata.type" not in item and self._operation.kind in ("list", "cast"):
            told["@odata.type"] = f"#microsoft.graph.{self._operation.returns}"
        value = item.get(self._key)
        if "@odata.id" not in item and isinstance(value, str) and value.strip():
            # Most keys are GUIDs, which are written as they are.
            plain = value.isascii() and value.replace("-", "").isalnum()
            told["@odata.id"] = self._base + (f"/{value}" if plain else render("/{key}", {"key": value}))
        return {**told, **item} if told else item


def located(document: Any, operation: Operation, url: str) -> Any:
    """
    Return the answer to a single call with its address; anything else as it is.

    Args:
        url: that was called.
    """
    if not isinstance(document, dict) or "@odata.id" in document:
        return document
    if operation.kind == "create":
        address = Items(operation, url).located(document).get("@odata.id")
    else:
        kept = operation.kind in _KEPT and operation.returns is not None and not operation.many
        address = _without_cast(url, operation) if kept else None
    if address is None:
        return document
    context = {"@odata.context": document["@odata.context"]} if "@odata.context" in document else {}
    return {**context, "@odata.id": address, **document}


def _without_cast(url: str, operation: Operation) -> str:
    plain = url.split("?")[0]
    return plain.rsplit("/", 1)[0] if operation.kind == "cast" else plain

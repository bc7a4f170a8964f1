"""
From models of the SDK to rows of types: which types the operations need, and what rules and overlay add to them.

Called by `make_catalog`. Rules here hold for all of Graph; what holds for one type stands in the overlay with its source.

Rule: every type that a row names has a row.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from catalog_models import Field, Model, read_model
from catalog_relations import Relations, bases, is_entity

# The root of all entities has thousands of derived types, a directory object most of the directory: they are not followed.
_ROOTS = ("entity", "directoryObject")
# Source: https://learn.microsoft.com/graph/api/resources/entity and the CSDL's Computed annotations; set by the service.
_READ_ONLY = ("createdDateTime", "deletedDateTime", "lastModifiedDateTime", "modifiedDateTime")
# Names that mean the same wherever they stand: what signs in, decrypts or speaks for somebody.
_SECRET = frozenset((
    "accessToken", "apiToken", "clientSecret", "clientToken", "currentPin", "newPassword", "newPin", "password", "pkcs12Value",
    "privateKey", "secretKey", "secretText", "serverToken", "temporaryAccessPass", "verificationCode",
))  # fmt: skip
_FLAGS = ("many", "secret", "read-only", "required", "non-null", "navigation", "contained")


class TypeRows:
    """
    Collect the rows of types of one version.

    Args:
        version: `beta` or `v1.0`.
        properties, types: tables of the overlay.
        keys: of entities, as `catalog_relations.keys_of` finds them.
        relations: as `catalog_relations.relations_of` finds them.
    """

    def __init__(
        self,
        version: str,
        properties: list[dict[str, str]],
        types: list[dict[str, str]],
        keys: dict[str, str],
        relations: Relations,
    ) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self._version = version
        self._keys = keys
        self._relations = relations
        self._properties = [row for row in properties if row["version"] in ("*", version)]
        self._types = [row for row in types if row["version"] in ("*", version)]
        self._edges: list[Model] = []

    def add(self, file: Path, body_name: str | None = None) -> str:
        """
        Add a type with all that it needs.

        Args:
            file: that defines its class.
            body_name: set for the inline body of an action, which is no type of Graph's and needs a name.
        Returns: the type's name in the catalog.
        """
        model = read_model(file)
        name = body_name or model.name
        self._add(model, name, whole=True, kind="body" if body_name else None)
        return name

    def finish(self) -> None:
        """Add the types that only navigation leads to, without their own navigation, and tie derived types to their bases."""
        while self._edges:
            model = self._edges.pop()
            if model.name not in self.rows:
                self._add(model, model.name, whole=False)
        for row in self.rows.values():
            row["derived"] = [name for name in row["derived"] if name in self.rows]

    def bundle_carriers(self) -> set[str]:
        """List the types in which, at any depth, a PKCS#12 bundle with its password can stand."""
        found = {name for name, row in self.rows.items() if row.get("pfx")}
        while more := {name for name, row in self.rows.items() if found & _parts(row)} - found:
            found |= more
        return found

    def derived_from(self, name: str) -> set[str]:
        """List the types that derive from another, that one with them."""
        found = {name}
        while more := {one for one, row in self.rows.items() if row.get("base") in found} - found:
            found |= more
        return found

    def _add(self, model: Model, name: str, *, whole: bool, kind: str | None = None, spread: bool = True) -> None:
        """
        Add a row, and those of what it needs.

        Args:
            whole: with its relationships.
            spread: a whole type with the types that derive from it.
        """
        whole = whole and name not in self._relations.elsewhere
        spread = spread and whole and name not in _ROOTS
        known = self.rows.get(name)
        if known and known["whole"] >= whole and known["spread"] >= spread:
            return
        row: dict[str, Any] = {
            "name": name,
            "kind": kind or self._kind(model),
            "key": "" if self._keys.get(name) == "id" else self._keys.get(name, ""),
            "whole": whole,
            "spread": spread,
            "members": model.members,
            "derived": [],
        }
        self.rows[name] = row
        if model.base is not None:
            base = read_model(model.base)
            row["base"] = base.name
            # What a base relates to, its derived types relate to as well; its other derived types are not needed for that.
            self._add(base, base.name, whole=whole, spread=False)
        row["properties"] = [text for field in model.fields if (text := self._property(name, model, field, whole))]
        row["properties"] += self._redeclared(name, model)
        if spread:
            row["derived"] = [self.add(file) for file in model.derived]
        elif model.name not in _ROOTS:
            row["derived"] = [read_model(file).name for file in model.derived]
        for overlay in self._types:
            if overlay["type"] == name:
                row.update(_type_change(overlay["set"]))

    def _property(self, owner: str, model: Model, field: Field, whole: bool) -> str | None:
        type_ = self._type_of(field, whole)
        return self._written([owner], field.name, type_, self._flags(model, field)) if type_ else None

    def _type_of(self, field: Field, whole: bool) -> str | None:
        """Give the name of a property's type, and see to it that the type has a row; None for navigation that is left out."""
        if not isinstance(field.type, Path):
            return field.type
        target = read_model(field.type)
        if not is_entity(target, self._keys):
            self._add(target, target.name, whole=True)
            if field.flags:
                self.rows[target.name]["flags"] = True
        elif whole:
            self._edges.append(target)
        else:
            return None
        return target.name

    def _flags(self, model: Model, field: Field) -> set[str]:
        """Give the flags of a property by rule."""
        flags = {"many"} if field.many else set()
        if field.read_only or field.name in _READ_ONLY:
            flags.add("read-only")
        if isinstance(field.type, Path):
            if is_entity(read_model(field.type), self._keys):
                flags.add("navigation")
                if (model.name, field.name) in self._relations.contained:
                    flags.add("contained")
            return flags
        if field.name == "id" and is_entity(model, self._keys):
            flags |= {"read-only", "non-null"}
        if field.name == self._keys.get(model.name):
            flags.add("non-null")
        if field.name in _SECRET and field.type in ("String", "Binary"):
            flags.add("secret")
        return flags

    def _redeclared(self, owner: str, model: Model) -> Iterable[str]:
        """Give the inherited properties that the overlay changes for this very type."""
        own = {field.name for field in model.fields}
        for name in sorted({row["property"] for row in self._properties if row["type"] == owner} - own):
            for base in bases(model):
                for field in base.fields:
                    type_ = self._type_of(field, whole=True) if field.name == name else None
                    if type_:
                        yield self._written([base.name, owner], name, type_, self._flags(base, field))

    def _written(self, owners: list[str], name: str, type_: str, flags: set[str]) -> str:
        """Write a property; what the overlay says of the declaring type comes before what it says of a derived one."""
        changes = [row["set"].split() for owner in owners for row in self._properties_of(owner, name)]
        for change in [one for row in changes for one in row]:
            if change.lstrip("-") not in _FLAGS:
                type_ = change
            elif change.startswith("-"):
                flags.discard(change[1:])
            else:
                flags.add(change)
        return " ".join([name, type_, *(flag for flag in _FLAGS if flag in flags)])

    def _properties_of(self, owner: str, name: str) -> list[dict[str, str]]:
        return [row for row in self._properties if row["type"] == owner and row["property"] == name]

    def _kind(self, model: Model) -> str:
        if model.members:
            return "enum"
        return "entity" if is_entity(model, self._keys) else "complex"


def _type_change(text: str) -> dict[str, Any]:
    name, _, value = text.partition("=")
    return {name: value.replace(",", " ") if value else True}


def _parts(row: dict[str, Any]) -> set[str]:
    """List the types that stand in a type, its relationships aside, or in its place."""
    inner = (text.split(" ") for text in row["properties"])
    held = {words[1] for words in inner if "navigation" not in words}
    return held | set(row["derived"]) | ({row["base"]} if row.get("base") else set())

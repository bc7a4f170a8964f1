"""
From models of the SDK to rows of types: which types the operations need, and what rules and overlay add to them.

Called by `make_catalog`. Rules here hold for all of Graph; what holds for one type stands in the overlay with its source.

Rule: every type that a row names has a row.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from catalog_models import Field, Model, read_model
from catalog_relations import bases, is_entity

# The root of all entities has thousands of derived types, a directory object most of the directory: they are not followed.
_ROOTS = ("entity", "directoryObject")
# Source: https://learn.microsoft.com/graph/api/resources/entity and the CSDL's Computed annotations; set by the service.
_READ_ONLY = ("createdDateTime", "deletedDateTime", "lastModifiedDateTime", "modifiedDateTime")
_SECRET = ("password", "newPassword", "clientSecret", "pkcs12Value")
_FLAGS = ("many", "secret", "read-only", "required", "non-null", "navigation", "contained")


class TypeRows:
    """
    Collect the rows of types of one version.

    Args:
        version: `beta` or `v1.0`.
        properties, types: tables of the overlay.
        keys: of entities, as `catalog_relations.keys_of` finds them.
        contained: relationships, as `catalog_relations.contained_of` finds them.
    """

    def __init__(
        self,
        version: str,
        properties: list[dict[str, str]],
        types: list[dict[str, str]],
        keys: dict[str, str],
        contained: set[tuple[str, str]],
    ) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self._version = version
        self._keys = keys
        self._contained = contained
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

    def _add(self, model: Model, name: str, *, whole: bool, kind: str | None = None) -> None:
        known = self.rows.get(name)
        if known and (known["whole"] or not whole):
            return
        row: dict[str, Any] = {
            "name": name,
            "kind": kind or self._kind(model),
            "key": "" if self._keys.get(name) == "id" else self._keys.get(name, ""),
            "whole": whole,
            "members": model.members,
            "derived": [],
        }
        self.rows[name] = row
        if model.base is not None:
            base = read_model(model.base)
            row["base"] = base.name
            self._add(base, base.name, whole=False)
        row["properties"] = [text for field in model.fields if (text := self._property(name, model, field, whole))]
        row["properties"] += self._redeclared(name, model)
        if whole and name not in _ROOTS:
            row["derived"] = [self.add(file) for file in model.derived]
        elif model.name not in _ROOTS:
            row["derived"] = [read_model(file).name for file in model.derived]
        for overlay in self._types:
            if overlay["type"] == name:
                row.update(_type_change(overlay["set"]))

    def _property(self, owner: str, model: Model, field: Field, whole: bool) -> str | None:
        flags = {"many"} if field.many else set()
        if isinstance(field.type, Path):
            target = read_model(field.type)
            if is_entity(target, self._keys):
                if not whole:
                    return None
                flags |= {"navigation", "contained"} if (model.name, field.name) in self._contained else {"navigation"}
                self._edges.append(target)
            else:
                self._add(target, target.name, whole=True)
                if field.flags:
                    self.rows[target.name]["flags"] = True
            type_ = target.name
        else:
            type_ = field.type
        if field.name == "id" and is_entity(model, self._keys):
            flags |= {"read-only", "non-null"}
        if field.name == self._keys.get(model.name):
            flags.add("non-null")
        if field.read_only or field.name in _READ_ONLY:
            flags.add("read-only")
        if field.name in _SECRET and type_ in ("String", "Binary"):
            flags.add("secret")
        return self._written(owner, field.name, type_, flags)

    def _redeclared(self, owner: str, model: Model) -> Iterable[str]:
        """Give the inherited properties that the overlay changes for this very type."""
        own = {field.name for field in model.fields}
        for name in sorted({row["property"] for row in self._properties if row["type"] == owner} - own):
            for base in bases(model):
                for field in base.fields:
                    if field.name == name:
                        assert not isinstance(field.type, Path), f"{owner}.{name}: only a primitive can be redeclared"
                        yield self._written(
                            owner, name, field.type, {"read-only", "non-null"} if name == "id" else set()
                        )

    def _written(self, owner: str, name: str, type_: str, flags: set[str]) -> str:
        for row in self._properties:
            if row["type"] == owner and row["property"] == name:
                for change in row["set"].split():
                    if change.lstrip("-") not in _FLAGS:
                        type_ = change
                    elif change.startswith("-"):
                        flags.discard(change[1:])
                    else:
                        flags.add(change)
        return " ".join([name, type_, *(flag for flag in _FLAGS if flag in flags)])

    def _kind(self, model: Model) -> str:
        if model.members:
            return "enum"
        return "entity" if is_entity(model, self._keys) else "complex"


def _type_change(text: str) -> dict[str, Any]:
    name, _, value = text.partition("=")
    return {name: value.replace(",", " ") if value else True}

"""
The documents of a stub: a TypedDict for each type that a body or an answer can hold, an alias for each enumeration.

Used by `tools/make_stubs.py`. A type is written when it is first named, and everything that it names with it.

Rule: an enumeration is its members or any other text: Graph adds members, and some take several at once (`a,b`).
"""

import keyword

from graphkey.calls.names import class_name
from graphkey.calls.shapes import PLAIN, family, properties_of
from graphkey.catalog.load import type_of
from graphkey.catalog.model import Property, Type, Version

_ALIASES = {"str": "Text", "bool": "Flag", "int": "Whole", "float": "Number"}
_SHADOWED = {"list", "str", "int", "bool", "float", "bytes"}


class Documents:
    """Collect the types of a version that are named, and write them."""

    def __init__(self, version: Version) -> None:
        self._version = version
        self._written: dict[str, list[str]] = {}

    def name(self, type_name: str) -> str:
        """Give the Python type of a type's name: of a primitive, an enumeration, a document."""
        if type_name == "stream":
            return "bytes"
        if not type_name[:1].islower():
            plain = PLAIN.get(type_name, str)
            return "_Any" if plain is object else plain.__name__
        name = class_name(type_name)
        if name not in self._written:
            self._written[name] = []  # types name each other in circles
            self._written[name] = self._lines_of(type_of(self._version, type_name), name)
        return name

    def lines(self) -> list[str]:
        """Write every type that was named, in order of names."""
        return [line for name in sorted(self._written) for line in self._written[name]]

    def _lines_of(self, row: Type, name: str) -> list[str]:
        if row.kind == "enum":
            return [f"{name}: _TypeAlias = {self._members(row)}"]
        bundles = {one.pfx.value for one in family(self._version, row) if one.pfx}
        fields = {key: self._field(kinds, key in bundles) for key, kinds in properties_of(self._version, row).items()}
        if any(not key.isidentifier() or keyword.iskeyword(key) or key in _SHADOWED for key in fields):
            inner = "".join(f"{key!r}: {text}, " for key, text in fields.items()).replace("'", '"')
            return [
                f'_{name} = _TypedDict("_{name}", {{{inner}}}, total=False)',
                f"class {name}(_{name}, _m.Document): ...",
            ]
        body = [f"    {key}: {text}" for key, text in fields.items()]
        head = f"class {name}(_m.Document, total=False):"
        return [head, *body] if body else [head + " ..."]

    def _members(self, row: Type) -> str:
        return f"_Literal[{', '.join(f'{chr(34)}{one}{chr(34)}' for one in row.members)}] | str"

    def _field(self, kinds: tuple[Property, ...], bundle: bool) -> str:
        return "_m.Bundle" if bundle else " | ".join(dict.fromkeys(map(self._one, kinds)))

    def _one(self, kind: Property) -> str:
        if kind.secret and kind.type == "String" and not kind.many:
            return "_m.Hidden"
        if kind.type == "Binary" and not kind.many:
            return "_m.Base64"
        inner = self.name(kind.type)
        if kind.many:
            return f"list[{inner}]"
        if kind.read_only or not kind.nullable or kind.name == "id" or inner == "_Any":
            return inner
        return f"_m.{_ALIASES[inner]}" if inner in _ALIASES else f"{inner} | None"

"""
Read models of an installed Kiota SDK by `ast`: properties with their wire names and kinds, enumerations, bases, derived types.

Nothing is imported or run. Called by `make_catalog`. Int64, secret, required, read-only and nullable are not in the SDK's
source; rules and overlays add them (docs/reference/catalog.md).
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from catalog_sdk import imported

# Reader of the SDK's ParseNode -> primitive name of the catalog. The SDK does not tell Int32 from Int64, nor Single from Double.
_READERS = {
    "get_str_value": "String", "get_bool_value": "Boolean", "get_int_value": "Int32", "get_float_value": "Double",
    "get_datetime_value": "DateTimeOffset", "get_date_value": "Date", "get_time_value": "TimeOfDay",
    "get_timedelta_value": "Duration", "get_uuid_value": "Guid", "get_bytes_value": "Binary",
}  # fmt: skip
_PRIMITIVES = {
    "str": "String", "bool": "Boolean", "int": "Int32", "float": "Double", "bytes": "Binary", "UUID": "Guid",
    "datetime": "DateTimeOffset", "datetime.datetime": "DateTimeOffset", "datetime.date": "Date", "datetime.time": "TimeOfDay",
    "datetime.timedelta": "Duration",
}  # fmt: skip
_OPAQUE = ("Json", "UntypedNode", "ClosedType")


class Field(NamedTuple):
    """
    Hold one property.

    Args:
        type: primitive name, or the file of its class.
        many: it is a collection.
        flags: one value that may name several members of an enumeration, `a,b`. The SDK reads it like a collection of them, and
            says otherwise only in its annotation.
        read_only: the SDK reads it and never writes it, which is how Graph's description marks what only the service sets.
    """

    name: str
    type: str | Path
    many: bool
    flags: bool = False
    read_only: bool = False


class Model(NamedTuple):
    """
    Hold one class as the SDK's source states it.

    Args:
        name: wire name without `microsoft.graph.`.
        base: file of the class it derives from, or None.
        fields: its own, in order of name, without `@odata.type`.
        members: of an enumeration.
        derived: files of the classes that the discriminator leads to.
    """

    name: str
    file: Path
    base: Path | None
    fields: tuple[Field, ...]
    members: tuple[str, ...]
    derived: tuple[Path, ...]


@cache
def read_model(file: Path) -> Model:
    """Read the class that a file defines."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    node = next(node for node in tree.body if isinstance(node, ast.ClassDef))
    imports = imported(tree, file)
    if any(isinstance(base, ast.Name) and base.id == "Enum" for base in node.bases):
        return Model(_wire_name(node, file), file, None, (), tuple(_members(node)), ())
    base = next((imports[b.id] for b in node.bases if isinstance(b, ast.Name) and b.id in imports), None)
    derived = tuple(path for path in _derived(node, imports) if path != file)
    fields = tuple(sorted(_fields(node, imports)))
    return Model(_wire_name(node, file), file, base, fields, (), derived)


def _wire_name(node: ast.ClassDef, file: Path) -> str:
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) and item.target.id == "odata_type":
            if isinstance(item.value, ast.Constant) and isinstance(item.value.value, str):
                return item.value.value.removeprefix("#microsoft.graph.")
            break
    name = node.name[0].lower() + node.name[1:]
    folders = file.parts[file.parts.index("models") + 1 : -1] if "models" in file.parts else ()
    return ".".join([*(_camel(folder) for folder in folders), name])


def _camel(snake: str) -> str:
    first, *rest = snake.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _members(node: ast.ClassDef) -> Iterator[str]:
    for item in node.body:
        if isinstance(item, ast.Assign):
            value = ast.literal_eval(item.value)
            yield str(value[0] if isinstance(value, tuple) else value)


def _derived(node: ast.ClassDef, imports: dict[str, Path]) -> Iterator[Path]:
    maker = next(
        (i for i in node.body if isinstance(i, ast.FunctionDef) and i.name == "create_from_discriminator_value"), None
    )
    for item in ast.walk(maker) if maker else ():
        if isinstance(item, ast.If):
            for inner in item.body:
                if isinstance(inner, ast.ImportFrom):
                    yield imports[inner.names[0].name]


def _fields(node: ast.ClassDef, imports: dict[str, Path]) -> Iterator[Field]:
    reader = next(
        (i for i in node.body if isinstance(i, ast.FunctionDef) and i.name == "get_field_deserializers"), None
    )
    table = next((i.value for i in ast.walk(reader) if isinstance(i, ast.AnnAssign)), None) if reader else None
    if not isinstance(table, ast.Dict):
        return
    lists = {
        item.target.id
        for item in node.body
        if isinstance(item, ast.AnnAssign)
        and isinstance(item.target, ast.Name)
        and "list[" in ast.unparse(item.annotation)
    }
    written = _written(node)
    for key, value in zip(table.keys, table.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(value, ast.Lambda) and key.value != "@odata.type":
            field = _field(str(key.value), value, imports, lists)
            yield field._replace(read_only=written is not None and field.name not in written)


def _written(node: ast.ClassDef) -> set[str] | None:
    """Name the properties that a class writes; None for a class that writes nothing itself."""
    writer = next((i for i in node.body if isinstance(i, ast.FunctionDef) and i.name == "serialize"), None)
    calls = [call for call in ast.walk(writer) if isinstance(call, ast.Call)] if writer else []
    first = [call.args[0] for call in calls if call.args and isinstance(call.func, ast.Attribute)]
    return {str(one.value) for one in first if isinstance(one, ast.Constant)} if writer else None


def _field(name: str, reader: ast.Lambda, imports: dict[str, Path], lists: set[str]) -> Field:
    assert isinstance(reader.body, ast.Call)
    attribute, call = ast.literal_eval(reader.body.args[1]), reader.body.args[2]
    assert isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    method = call.func.attr
    if method in _READERS:
        return Field(name, _READERS[method], False)
    class_name = ast.unparse(call.args[0])
    flags = method == "get_collection_of_enum_values" and attribute not in lists
    many = method.startswith("get_collection") and not flags
    if class_name in _PRIMITIVES:
        return Field(name, _PRIMITIVES[class_name], many)
    if class_name in _OPAQUE or class_name not in imports:
        return Field(name, "Json", many)
    return Field(name, imports[class_name], many, flags)

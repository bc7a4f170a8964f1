"""
`$select`: which properties an answer shows, whole or in parts.

Called by `odata` and `expansion`.

Rule: a property that the type does not have is an error; annotations of what is shown are always kept.
Source: OData 4.01 part 2, 5.1.4; https://learn.microsoft.com/graph/query-parameters#select-parameter
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphkey.catalog.model import Property, Type
from graphkey.errors import GraphError
from graphkey.localgraph.odata.options import Options
from graphkey.localgraph.odata.property_path import find_property
from graphkey.localgraph.problems import bad_request
from graphkey.wire import Document

Find = Callable[[str], Type | None]
_Tree = Mapping[str, Any]  # name -> what is wanted of it; an empty one means all


def selected_names(options: Options, type_: Type, find: Find = lambda name: None) -> list[str]:
    """
    Return the items of `$select` as the types spell them, `address/city`; empty when all are wanted.

    Args:
        find: gives a catalog type by name; without it paths and derived types cannot be followed.
    Raises:
        BadRequestError: the type has no such property.
    """
    names = []
    for item in options.names("select"):
        if item == "*":
            return []
        names.append(_spelled(item, type_, find))
    return names


def unknown_property(name: str, type_: Type) -> GraphError:
    """Make the error of an option that names a property which the type does not have."""
    return bad_request(f"Could not find a property named '{name}' on type 'microsoft.graph.{type_.name}'.")


def project(document: Document, selected: Sequence[str]) -> Document:
    """Return the selected properties of a document; all of them when nothing is selected."""
    return _projected(document, _tree(selected)) if selected else document


def _spelled(item: str, type_: Type, find: Find) -> str:
    current: Type | None = type_
    spelled = []
    for name in item.split("/"):
        cast = find(name) if "." in name else None
        if cast is not None:
            current = cast
            continue
        if current is None:
            raise unknown_property(item[:100], type_)
        found = find_property(current, name, find) or _identity(name)
        if found is None and not current.open:
            raise unknown_property(name[:100], current)
        spelled.append(found.name if found else name)
        current = find(found.type) if found else None
    if not spelled:
        raise unknown_property(item[:100], type_)
    return "/".join(spelled)


def _identity(name: str) -> Property | None:
    return Property("id", "String") if name.lower() == "id" else None


def _tree(selected: Sequence[str]) -> _Tree:
    tree: dict[str, Any] = {}
    whole = {path for path in selected if "/" not in path}
    for path in selected:
        first, *rest = path.split("/")
        branch = tree.setdefault(first, {})
        for name in rest if first not in whole else ():
            branch = branch.setdefault(name, {})
    return tree


def _projected(value: Any, tree: _Tree) -> Any:
    if not tree or value is None:
        return value
    if isinstance(value, list):
        return [_projected(item, tree) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _projected(below, tree.get(name, {}))
        for name, below in value.items()
        if name in tree or name.startswith("@") or name.partition("@")[0] in tree
    }

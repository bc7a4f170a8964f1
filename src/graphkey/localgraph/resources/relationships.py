"""
The relationships of a type that have a path of their own, the ones inside its complex values too.

Read by `entities` (what is no property), `changes` (what a body says of them) and `related` ($expand). Pure: no store.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from graphkey.catalog import load
from graphkey.catalog.model import Version
from graphkey.localgraph.resources.segments import StepKind, operation_at, steps_of, type_or_none


class Relation(NamedTuple):
    """
    Say what a relationship of an entity is that has a path of its own.

    Args:
        kind: of its last segment.
        template: of it.
        type: declared type of its target or its members.
    """

    kind: StepKind
    template: str
    type: str


Relations = Mapping[tuple[str, ...], Relation]
"""By the names that lead to it inside the document: `("conditions", "applications", "includeApplications")`."""


@cache
def relations(version: Version, template: str, type_name: str) -> Relations:
    """Return the relationships of a type that have a path below a template, the ones inside complex values too."""
    found: dict[tuple[str, ...], Relation] = {}
    _add_relations(version, template, type_name, (), found)
    return found


def _add_relations(
    version: Version, template: str, type_name: str, names: tuple[str, ...], found: dict[tuple[str, ...], Relation]
) -> None:
    type_ = type_or_none(version, type_name)
    if type_ is None or not load.has_paths_below(version, template):
        return
    for own in type_.properties:
        for base in (f"{template}/graph.{type_.name}", template):
            child = f"{base}/{own.name}"
            there = operation_at(version, "GET", child) is not None
            if not there and not load.has_paths_below(version, child):
                continue
            last = steps_of(version, child)[-1]
            if last.kind != "value":
                found[*names, own.name] = Relation(last.kind, child, last.type)
            else:
                for inner in _with_derived(version, last.type):
                    _add_relations(version, child, inner, (*names, own.name), found)
            break


def _with_derived(version: Version, type_name: str) -> list[str]:
    type_ = type_or_none(version, type_name)
    derived = () if type_ is None else type_.derived
    return [type_name, *(one.lstrip("#").removeprefix("microsoft.graph.") for one in derived)]

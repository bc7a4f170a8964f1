"""
From wire to Python: what a segment of a path is called as an attribute, and a type as a class.

`calls.path` walks by these names and `tools/make_stubs.py` writes them down, so that an editor offers what runs. Pure.

Rule: every operation of the catalog has one spelling, and two never share one (a test walks them all).
"""

import keyword
import re
from collections.abc import Mapping

from graphkey.catalog.model import Kind

VERBS: Mapping[Kind, str] = {
    "list": "list", "get": "get", "create": "create", "update": "update", "set": "set", "delete": "delete", "cast": "get",
    "ref-list": "list", "ref-get": "get", "ref-add": "add", "ref-set": "set", "ref-delete": "delete",
    "media-get": "get", "media-set": "set", "media-delete": "delete",
}  # fmt: skip
"""The method that does an operation at its path; `count`, actions and functions are methods of the path before."""
CALLED: frozenset[Kind] = frozenset({"count", "action", "function"})
"""Kinds whose last segment is itself the method."""

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def attribute(segment: str) -> str:
    """
    Name a segment: `apiConnectors` is `api_connectors`, `getOrder()` is `get_order`, `$ref` is `ref`.

    A cast is `as_` and the type: `graph.onAttributeCollection` is `as_on_attribute_collection`.
    """
    plain = segment.partition("(")[0].removeprefix("$")
    cast = plain.startswith("graph.")
    name = ("as_" if cast else "") + _WORDS.sub("_", plain.removeprefix("graph.").replace(".", "_")).lower()
    return name + "_" if keyword.iskeyword(name) else name


def class_name(type_name: str) -> str:
    """Name a type: `identityApiConnector` is `IdentityApiConnector`, `riskyUsers.dismissBody` is `RiskyUsersDismissBody`."""
    return "".join(part[:1].upper() + part[1:] for part in type_name.split("."))

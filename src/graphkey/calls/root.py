"""
What the modules `graphkey.beta` and `graphkey.v1` have as attributes: first segments of paths, and types by their class names.
"""

from typing import Any

from graphkey.calls.names import class_name
from graphkey.calls.path import Path
from graphkey.calls.shapes import typed_dict
from graphkey.catalog.load import type_names
from graphkey.catalog.model import Version


def look_up(version: Version, name: str) -> Any:
    """
    Find a path or a type.

    Raises: AttributeError that names what is near.
    """
    found = typed_dict(version, name) if name[:1].isupper() else None
    return found if found is not None else getattr(Path(version), name)


def names(version: Version) -> list[str]:
    """List the paths and types of a version."""
    return sorted([*dir(Path(version)), *(class_name(one) for one in type_names(version))])

"""
Documents that every tenant has from the start and that need no row until somebody changes them.

Read by `places` and `views`. The documents are data: `seeds/data/defaults.json`, canonical path -> document, each from a
page's example or a documented default; what has no source is a local choice in docs/explanation/fidelity.md.

Rule: a member of a collection that stands here is permanent: deleting it brings the default back.
"""

import json
import os
from collections.abc import Mapping
from functools import cache

from graphkey.wire import Document

_FILE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "seeds", "data", "defaults.json")  # noqa: PTH118, PTH120  cold path


def default_document(path: str) -> Document | None:
    """Return a copy of the default at a canonical path, or None."""
    found = _defaults().get(path)
    return None if found is None else dict(found)


def default_members(collection: str) -> Mapping[str, Document]:
    """Return the permanent members of a collection, by canonical path."""
    return _by_collection().get(collection, {})


@cache
def _defaults() -> Mapping[str, Document]:
    if not os.path.exists(_FILE):  # noqa: PTH110  cold path
        return {}
    with open(_FILE, encoding="utf-8") as file:
        documents: Mapping[str, Document] = json.load(file)
    return documents


@cache
def _by_collection() -> Mapping[str, Mapping[str, Document]]:
    found: dict[str, dict[str, Document]] = {}
    for path, document in _defaults().items():
        found.setdefault(path.rpartition("/")[0], {})[path] = document
    return found

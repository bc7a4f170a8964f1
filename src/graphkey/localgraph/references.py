"""
References to other objects, as bodies carry them: `{"@odata.id": …}` and `{"id": …}`.

Source: https://learn.microsoft.com/graph/api/b2xidentityuserflow-put-apiconnectorconfiguration; the second form is one
that users report to work where the documented one does not, see docs/explanation/fidelity.md.
"""

import re
from typing import Any
from urllib.parse import unquote

from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.storage.store import item_path

_COLLECTION = "/identity/apiConnectors"
# An absolute URL of any Graph root, a path below it, with the key as a segment or in parentheses, or the bare id.
_REFERENCE = re.compile(
    r"(?:https://[^/?#\s]+/[^/?#\s]+/|/?(?:beta/|v1\.0/|v1/)?)(?:identity/)?apiConnectors(?:/([^/?#]+)|\('([^/?#]+)'\))/?",
    re.IGNORECASE,
)
_BARE = re.compile(r"[^/?#\s]+")


def connector_path(reference: Any) -> str:
    """
    Return the canonical path of the connector that a reference names.

    Args:
        reference: an object with `@odata.id`, an URL or an id, or with `id`.
    Raises:
        BadRequestError: it is no reference to an API connector.
    """
    named = None
    if isinstance(reference, dict):
        named = reference.get("@odata.id", reference.get("id"))
    if not isinstance(named, str) or not named:
        raise bad_request("A reference needs '@odata.id' with the URL of an API connector, or its 'id'.")
    found = _REFERENCE.fullmatch(named)
    if found is None and not _BARE.fullmatch(named):
        raise bad_request("The reference is not the URL of an API connector.")
    try:
        connector_id = unquote((found[1] or found[2]) if found else named, errors="strict")
    except UnicodeDecodeError as error:
        raise bad_request("The reference is not the URL of an API connector.") from error
    return item_path(_COLLECTION, connector_id)

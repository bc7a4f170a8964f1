"""
References between objects in every form that a caller may write them, and the URL that they are answered with.

Used by `handlers.generic` for `$ref`, `@odata.bind` and relationships in bodies. The slots of user flows have their own
reading in `references`.

Rule: a reference leads to something that exists. A directory object of which the tenant knows nothing is taken as a stub,
since the module has no command that could make one; a user is not.
Source: OData 4.01 part 1, section 11.4.6; https://learn.microsoft.com/graph/api/featurerolloutpolicy-post-appliesto
"""

import re
from typing import Any
from urllib.parse import quote, unquote

from graphkey.catalog import load
from graphkey.catalog.model import Version
from graphkey.errors import GraphError, UsageError
from graphkey.localgraph.problems import bad_request, not_found
from graphkey.localgraph.resources.places import locate, read_document
from graphkey.localgraph.resources.special import HOMES
from graphkey.localgraph.storage.store import TenantStore, TenantWriter, item_path
from graphkey.wire import Document

# An absolute URL of any Graph root, or a path below one; what follows the version is left.
_ROOT = re.compile(r"(?:https?://[^/?#\s]+/[^/?#\s]+/|/?(?:beta/|v1\.0/|v1/)?)(?P<path>[^?#\s]+)", re.IGNORECASE)
_MEMBER = re.compile(r"(?P<set>[A-Za-z0-9_]+)(?:/(?P<key>[^/()]+)|\('(?P<quoted>[^']+)'\))/?")
_DIRECTORY = {
    "directoryobjects": "directoryObject",
    "users": "user",
    "groups": "group",
    "devices": "device",
    "applications": "application",
    "serviceprincipals": "servicePrincipal",
    "organization": "organization",
    "administrativeunits": "administrativeUnit",
    "contacts": "orgContact",
    "directoryroles": "directoryRole",
}
_OBJECT_TYPES = frozenset(_DIRECTORY.values())
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SPELLED = {home.lower(): home for home in HOMES.values()}


def given_reference(body: Any) -> str:
    """
    Return the reference in a body: `@odata.id`, or `id` where no URL is given.

    Raises:
        BadRequestError: there is none.
    """
    named = body.get("@odata.id", body.get("id")) if isinstance(body, dict) else None
    if not isinstance(named, str) or not named.strip():
        raise bad_request("A reference needs '@odata.id' with the URL of an object.")
    return named.strip()


def target_path(store: TenantStore, version: Version, reference: str, type_name: str) -> str:
    """
    Return the canonical path of the object that a reference names, whether it exists or not.

    Args:
        reference: URL, path or bare id.
        type_name: declared type of the relationship.
    Raises:
        BadRequestError: it leads to nothing that the relationship can hold.
    """
    home = HOMES.get(type_name)
    if "/" not in reference and "(" not in reference:
        if home is None:
            raise bad_request("The reference must be the URL of an object.")
        return _at_home(store, home, reference)
    found = _ROOT.fullmatch(reference)
    path = None if found is None else _path_of(store, version, "/" + found["path"].lstrip("/"), type_name)
    if path is None:
        raise bad_request(f"The reference is not the URL of an object of type 'microsoft.graph.{type_name}'.")
    return path


def settle_target(writer: TenantWriter, path: str, type_name: str) -> str:
    """
    Return the path of a reference's target, for which a stub is made when it is an unknown directory object.

    Raises:
        NotFoundError: there is no such object.
    """
    if read_document(writer, path) is not None:
        return path
    collection, _, key = path.rpartition("/")
    object_type = _DIRECTORY.get(collection[1:])
    if object_type is None or object_type == "user" or not _GUID.fullmatch(key):
        raise not_found(unquote(key))
    kept = "group" if object_type == "directoryObject" and type_name == "group" else object_type
    path = item_path(f"/{'groups' if kept == 'group' else collection[1:]}", key)
    writer.put(path, {"@odata.type": f"#microsoft.graph.{kept}", "id": key})
    return path


def reference_url(root: str, path: str, document: Document) -> str:
    """
    Return the URL of a stored object, as `@odata.id` gives it.

    Args:
        root: `https://localhost:8443/beta`.
    """
    collection, _, key = path.rpartition("/")
    shown_key = str(document.get("id", unquote(key)))
    if collection[1:] in _DIRECTORY:
        return f"{root}/directoryObjects/{quote(shown_key, safe='')}"
    return f"{root}{_SPELLED.get(collection, collection)}/{quote(shown_key, safe='')}"


def _path_of(store: TenantStore, version: Version, path: str, type_name: str) -> str | None:
    member = _MEMBER.fullmatch(path[1:])
    if member is not None and member["set"].lower() in _DIRECTORY:
        return _directory_path(store, member, type_name)
    for one in (version, "beta"):
        match = load.operations_at(one, path)
        if match is not None and match.template.endswith("}"):
            try:
                place = locate(store, one, match.template, match.ids)
            except (GraphError, UsageError):
                return None
            return _fitting(store, place.path, place.type, type_name)
    return None


def _fitting(store: TenantStore, path: str, found_type: str, type_name: str) -> str | None:
    """Return the path when it can be a target; pages refer to both kinds of identity providers by either path."""
    home = HOMES.get(type_name)
    if home is None or path.rpartition("/")[0] == home.lower():
        return path
    twins = {"identityProvider", "identityProviderBase"}
    if {found_type, type_name} <= twins:
        other = item_path(home, unquote(path.rpartition("/")[2]))
        return other if read_document(store, path) is None else path
    return None


def _directory_path(store: TenantStore, member: re.Match[str], type_name: str) -> str | None:
    named, key = member["set"].lower(), unquote(member["key"] or member["quoted"])
    if type_name not in _OBJECT_TYPES or (
        type_name != "directoryObject" and _DIRECTORY[named] not in (type_name, "directoryObject")
    ):
        return None
    return _directory_object(store, "/" + named, key)


def _directory_object(store: TenantStore, collection: str, key: str) -> str:
    path = item_path(collection, key)
    known = (path, *(item_path("/" + name, key) for name in _DIRECTORY))
    found = next((one for one in known if store.read(one) is not None), None)
    return found or (store.target(path) if collection == "/users" else None) or path


def _at_home(store: TenantStore, home: str, key: str) -> str:
    if home[1:].lower() in _DIRECTORY:
        return _directory_object(store, home.lower(), unquote(key))
    return item_path(home, unquote(key))

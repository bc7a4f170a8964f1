"""
What a new member of a collection is called, and what a change cannot change.

Called by `changes`. The tables are those of `resources`.
"""

from graphkey.errors import GraphError
from graphkey.localgraph.call import Call
from graphkey.localgraph.problems import bad_request, conflict
from graphkey.localgraph.resources.entities import Entity, ancestors
from graphkey.localgraph.resources.places import Place
from graphkey.localgraph.resources.special import (
    CUSTOM_ATTRIBUTES,
    FIXED_ID_PROPERTY,
    FIXED_IDS,
    ID_PREFIX,
    KEY_FROM,
    NAMED_BY_CALLER,
    TAKEN,
    UNCHANGED,
)
from graphkey.localgraph.storage.store import TenantWriter
from graphkey.wire import Document


def new_key(call: Call, writer: TenantWriter, place: Place, entity: Entity, body: Document) -> str:
    """Return the key of a new member: the caller's where he names it, one that follows from it, else a GUID."""
    fixed = FIXED_IDS.get(place.pattern)
    if fixed is not None:
        return fixed.get(str(entity.document.get(FIXED_ID_PROPERTY[place.pattern])), "") or call.parts.new_id()
    if place.pattern == CUSTOM_ATTRIBUTES:
        return _attribute_id(writer.tenant, entity.document)
    named_by = KEY_FROM.get(place.pattern, place.key)
    if named_by == "id" and place.pattern not in NAMED_BY_CALLER:
        return call.parts.new_id()
    given = entity.document.get(named_by, body.get(named_by))
    if isinstance(given, str) and given.strip():
        prefix = ID_PREFIX.get(place.pattern, "")
        return given if given.lower().startswith(prefix.lower()) else prefix + given
    if named_by != "id":
        raise bad_request(f"The property '{named_by}' is required.")
    return call.parts.new_id()


def _attribute_id(tenant: str, document: Document) -> str:
    """
    Return the id of a custom attribute: `extension_`, 32 digits of an application, its name (identityuserflowattribute-post).

    The application that a tenant's extensions belong to is none that the local Graph has; its tenant's id stands in.
    """
    name = "".join(sign for sign in str(document.get("displayName") or "") if sign.isalnum() or sign == "_")
    if not name:
        raise bad_request("The property 'displayName' is required.")
    return f"extension_{tenant.replace('-', '')}_{name}"


def taken(pattern: str, key: str) -> GraphError:
    """Make the error of a new member whose key another one has."""
    if pattern in TAKEN:
        return bad_request(TAKEN[pattern], "Request_BadRequest")
    return conflict(f"There is an object with the key '{key}' already.")


def refuse_fixed(call: Call, entity: Entity, stored: Document) -> None:
    """Refuse a change of a property that its page calls fixed."""
    for type_name in (entity.type.name, *ancestors(call.version, entity.type)):
        for name in UNCHANGED.get(type_name, ()):
            if name in entity.document and entity.document[name] != stored.get(name):
                raise bad_request(f"The property '{name}' cannot be changed.")


def refuse_new_key(entity: Entity, stored: Document, place: Place) -> None:
    """Take a key in a change when it is the one that is there; leave it as it was written first."""
    if place.key not in entity.document:
        return
    if str(entity.document[place.key]).lower() != str(stored.get(place.key, "")).lower():
        raise bad_request(f"The property '{place.key}' cannot be changed.")
    entity.document[place.key] = stored[place.key]

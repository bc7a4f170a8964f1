"""
`/trustFramework/policies`: create from XML, and put XML in the place of a policy's content or where none is.

All else that is done to a policy is generic. A policy is known by the `PolicyId` of its XML.

Rule: XML with a document type is refused before anything of it is read, so no entity is ever expanded.
Source: https://learn.microsoft.com/graph/api/trustframework-post-trustframeworkpolicy,
https://learn.microsoft.com/graph/api/trustframework-put-trustframeworkpolicy
"""

from urllib.parse import quote

from graphkey.errors import GraphError
from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.handlers.generic import create_member, place_of
from graphkey.localgraph.handlers.media import BOX
from graphkey.localgraph.problems import bad_request, conflict
from graphkey.localgraph.resources.changes import keep_boxes
from graphkey.localgraph.storage.store import item_path
from graphkey.wire import Response

COLLECTION = "/trustFramework/policies"
CONTENT = f"{COLLECTION}/{{trustFrameworkPolicy-id}}/$value"
_ID = "trustFrameworkPolicy-id"
_ROOT = "TrustFrameworkPolicy"
_XML = "application/xml"


def create_policy(call: Call) -> Response:
    """Keep a new policy; a JSON body makes one without content, as the schema has it."""
    if not _is_xml(call):
        return create_member(call)
    policy_id = read_policy_id(call.request.body)
    path = item_path(COLLECTION, policy_id)
    with call.store.writing() as writer:
        if not writer.insert(path, {"id": policy_id}):
            raise conflict(f"There is a policy with the id '{policy_id}' already.")
        keep_boxes(call, writer, path, {BOX: _boxed(call.request.body)})
    return _content(call, 201, location=f"{call.root}{COLLECTION}/{quote(policy_id, safe='')}")


def put_content(call: Call) -> Response:
    """Put XML in the place of a policy's content; make the policy when there is none."""
    place = place_of(call)
    policy_id = read_policy_id(call.request.body)
    if policy_id.lower() != call.ids[_ID].lower():
        raise bad_request(f"The PolicyId of the content is '{policy_id[:100]}', not the one in the URL.")
    with call.store.writing() as writer:
        made = writer.insert(place.path, {"id": policy_id})
        keep_boxes(call, writer, place.path, {BOX: _boxed(call.request.body)})
    return _content(call, 201 if made else 200)


def read_policy_id(xml: bytes) -> str:
    """
    Return the PolicyId of a policy's XML.

    Raises:
        BadRequestError: it is no well-formed XML of a policy, or has a document type.
    """
    from xml.parsers import expat

    found: list[tuple[str, dict[str, str]]] = []

    def note(name: str, attributes: dict[str, str]) -> None:
        if not found:
            found.append((name, attributes))

    def refuse(*_: object) -> None:
        raise bad_request("The XML of a policy has no document type.")

    parser = expat.ParserCreate()
    parser.StartElementHandler = note
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)
    except GraphError:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise bad_request("The request body is no well-formed XML.") from error
    name, attributes = found[0]
    policy_id = attributes.get("PolicyId", "").strip()
    if name.rpartition(":")[2] != _ROOT or not policy_id:
        raise bad_request(f"The XML of a policy is a '{_ROOT}' with a 'PolicyId'.")
    return policy_id


def _is_xml(call: Call) -> bool:
    content_type = call.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return content_type in (_XML, "text/xml")


def _boxed(xml: bytes) -> bytes:
    return _XML.encode() + b"\n" + xml


def _content(call: Call, status: int, **headers: str) -> Response:
    return Response(status, {"content-type": _XML, **headers}, call.request.body)


HANDLERS: Handlers = {("POST", COLLECTION): create_policy, ("PUT", CONTENT): put_content}

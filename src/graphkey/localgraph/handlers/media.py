"""
`$value` of every media entity of the catalog: get, set, delete.

Rule: the bytes come back as they came, with the content type they came with; they are kept sealed, in a box.
Source: OData 4.01 part 1, section 11.2.8 and 11.4.7; https://learn.microsoft.com/graph/api/trustframeworkpolicy-update
"""

from collections.abc import Mapping

from graphkey.localgraph.call import Call, Handler
from graphkey.localgraph.handlers.generic import place_of
from graphkey.localgraph.problems import not_found
from graphkey.localgraph.resources.changes import document_at, keep_boxes
from graphkey.wire import Response

BOX = "$value"
_DEFAULT_TYPE = "application/octet-stream"


def get_media(call: Call) -> Response:
    """Answer the bytes."""
    place = place_of(call)
    document_at(call.store, call, place)
    sealed = call.store.box(place.path, BOX)
    if sealed is None:
        raise not_found(place.url.rpartition("/")[2] + "/$value")
    content = call.parts.vault.open(call.store.tenant, place.path, BOX, sealed)
    content_type, _, media = content.partition(b"\n")
    return Response(200, {"content-type": content_type.decode()}, media)


def set_media(call: Call) -> Response:
    """Keep bytes in the place of those that are there."""
    place = place_of(call)
    content_type = call.request.headers.get("content-type", _DEFAULT_TYPE).strip() or _DEFAULT_TYPE
    content = content_type.encode("ascii", "replace") + b"\n" + call.request.body
    with call.store.writing() as writer:
        document_at(writer, call, place)
        keep_boxes(call, writer, place.path, {BOX: content})
    return Response(204)


def delete_media(call: Call) -> Response:
    """Forget the bytes; the entity stays."""
    place = place_of(call)
    with call.store.writing() as writer:
        document_at(writer, call, place)
        if not writer.empty_box(place.path, BOX):
            raise not_found(place.url.rpartition("/")[2] + "/$value")
    return Response(204)


MEDIA: Mapping[str, Handler] = {"media-get": get_media, "media-set": set_media, "media-delete": delete_media}

"""
`$ref` of every relationship of the catalog that has no handler of its own: list, get, add, set, delete.

Rule: a reference is removed, never what it refers to.
Source: OData 4.01 part 1, section 11.4.6; https://learn.microsoft.com/graph/api/featurerolloutpolicy-post-appliesto,
https://learn.microsoft.com/graph/api/b2xidentityuserflow-delete-userflowidentityproviders
"""

from collections.abc import Mapping

from graphkey.localgraph.call import Call, Handler
from graphkey.localgraph.content import read_object
from graphkey.localgraph.handlers.generic import place_of
from graphkey.localgraph.odata.answers import Listing, answer_collection
from graphkey.localgraph.odata.options import decoded
from graphkey.localgraph.problems import bad_request, conflict, not_found
from graphkey.localgraph.resources.links import given_reference, reference_url, settle_target, target_path
from graphkey.localgraph.resources.places import locate, read_document
from graphkey.localgraph.resources.segments import plain_template
from graphkey.localgraph.resources.views import View
from graphkey.localgraph.storage.store import Row
from graphkey.wire import Document, Response, json_response


def list_references(call: Call) -> Response:
    """Answer where the targets are."""
    place = place_of(call)
    rows = []
    for path in call.store.targets(place.path):
        document = read_document(call.store, path)
        if document is not None:
            rows.append(Row(path, {**document, "@odata.id": reference_url(call.root, path, document)}))
    type_ = call.type_named(place.type)
    listing = Listing(place.path, "Collection($ref)", type_, _reference, call.find_type)
    return json_response(200, answer_collection(listing, View(rows), call.options, call.url, call.root))


def get_reference(call: Call) -> Response:
    """Answer where the one target is."""
    place = place_of(call)
    call.options.allow()
    path = call.store.target(place.path)
    document = None if path is None else read_document(call.store, path)
    if path is None or document is None:
        raise not_found(place.url.lstrip("/"))
    head = {"@odata.context": f"{call.root}/$metadata#$ref"}
    return json_response(200, {**head, "@odata.id": reference_url(call.root, path, document)})


def add_reference(call: Call) -> Response:
    """Add a target to a relationship of many."""
    place = place_of(call)
    reference = given_reference(read_object(call.request))
    with call.store.writing() as writer:
        target = target_path(writer, call.version, reference, place.type)
        if not writer.add_link(place.path, settle_target(writer, target, place.type)):
            raise conflict("The reference is there already.")
    return Response(204)


def set_reference(call: Call) -> Response:
    """Set the target of a relationship to one; an empty object takes it away."""
    place = place_of(call)
    body = read_object(call.request)
    with call.store.writing() as writer:
        if not body:
            writer.unlink(place.path)
        else:
            target = target_path(writer, call.version, given_reference(body), place.type)
            writer.link(place.path, settle_target(writer, target, place.type))
    return Response(204)


def delete_reference(call: Call) -> Response:
    """Remove a reference: the one whose key is in the path, the one that `@id` names, or the only one there can be."""
    place = place_of(call)
    named = next((decoded(value) for name, value in call.options.pairs if decoded(name).lower() == "@id"), None)
    with call.store.writing() as writer:
        if place.form == "item":
            source, _, key = _source_path(call).rpartition("/")
            removed = place.path in writer.targets(source) and writer.remove_link(source, place.path)
        elif place.form == "links":
            if not named:
                raise bad_request("Say which reference to remove: its key in the path, or its URL in '@id'.")
            key, source = named, place.path
            removed = writer.remove_link(source, target_path(writer, call.version, named, place.type))
        else:
            key, removed = place.url.lstrip("/"), writer.unlink(place.path)
        if not removed:
            raise not_found(key)
    return Response(204)


def _source_path(call: Call) -> str:
    """Return the canonical path of the relationship with the key, which the place has followed to its target."""
    template = plain_template(call.operation.path).rpartition("/")
    return f"{locate(call.store, call.version, template[0], call.ids).path}/{call.ids[template[2][1:-1]]}"


def _reference(document: Document) -> Document:
    return {"@odata.id": document["@odata.id"]} if "@odata.id" in document else document


REFERENCES: Mapping[str, Handler] = {
    "ref-list": list_references,
    "ref-get": get_reference,
    "ref-add": add_reference,
    "ref-set": set_reference,
    "ref-delete": delete_reference,
}

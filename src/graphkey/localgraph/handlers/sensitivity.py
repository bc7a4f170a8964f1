"""
Sensitivity labels: computeInheritance and computeRightsAndInheritance.

The label that a new document inherits is the one of the highest priority among those of its sources that apply to its format.

Source: https://learn.microsoft.com/graph/api/sensitivitylabel-computeinheritance, -computerightsandinheritance
(shown below /security there; the module has them here)
"""

import json
from collections.abc import Iterable

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.handlers.bound import binding_place, parameters, required, value_response
from graphkey.localgraph.problems import bad_request, not_found
from graphkey.localgraph.resources.entities import shown
from graphkey.localgraph.storage.store import item_path
from graphkey.wire import Document, Response

TYPE = "sensitivityLabel"
_ROOTS = ("/informationProtection/sensitivityLabels", "/users/{user-id}/informationProtection/sensitivityLabels")
_COLLECTIONS = (*_ROOTS, *(f"{root}/{{sensitivityLabel-id}}/sublabels" for root in _ROOTS))
_FUNCTION = "computeInheritance(labelIds={labelIds},locale='{locale}',contentFormats={contentFormats})"


def compute_inheritance(call: Call) -> Response:
    """Answer the label that a document inherits from those of its sources."""
    labels = _labels(call, _listed(call.ids["labelIds"]))
    inherited = _inherited(labels, _listed(call.ids["contentFormats"]))
    if inherited is None:
        raise not_found("label")
    return value_response(call, TYPE, _shown(call, inherited))


def compute_rights(call: Call) -> Response:
    """Answer the inherited label, the labels of the contents, and what may be done with each content."""
    given = parameters(call)
    contents = given.get("protectedContents")
    if not contents:
        raise required("protectedContents")
    labels = {str(one["id"]).lower(): one for one in _labels(call, [str(one.get("labelId")) for one in contents])}
    inherited = _inherited(labels.values(), given.get("supportedContentFormats") or ())
    result = {
        "inheritedLabel": None if inherited is None else _shown(call, inherited),
        "sensitivityLabels": [_shown(call, one) for one in labels.values()],
        "contentRights": [
            {
                "id": one.get("cid"),
                "cid": one.get("cid"),
                "format": one.get("format"),
                "rights": _rights(call, labels[str(one.get("labelId")).lower()]),
            }
            for one in contents
        ],
    }
    return value_response(call, "computeRightsAndInheritanceResult", result)


def _labels(call: Call, label_ids: Iterable[str]) -> list[Document]:
    collection = binding_place(call, call.store).path
    found = []
    for label_id in label_ids:
        label = call.store.read(item_path(collection, label_id))
        if label is None:
            raise not_found(label_id)
        found.append(label)
    return found


def _inherited(labels: Iterable[Document], formats: Iterable[str]) -> Document | None:
    wanted = {one.lower() for one in formats}
    fitting = [one for one in labels if not wanted or wanted & _applies_to(one)]
    return max(fitting, key=lambda one: int(one.get("priority") or 0), default=None)


def _applies_to(label: Document) -> set[str]:
    given = label.get("applicableTo") or ""
    return {one.strip().lower() for one in (given.split(",") if isinstance(given, str) else given)}


def _rights(call: Call, label: Document) -> str:
    """Return what the label's own `rights` grant; a label without protection leaves everything to everybody."""
    path = f"{item_path(binding_place(call, call.store).path, label['id'])}/rights"
    kept = call.store.read(path) or {}
    return str(kept.get("value") or ("view" if label.get("hasProtection") else "owner"))


def _shown(call: Call, label: Document) -> Document:
    return shown(call.version, f"{_ROOTS[0]}/{{sensitivityLabel-id}}", call.type_named(TYPE), label)


def _listed(text: str) -> list[str]:
    """Read a collection in a path: `["a","b"]`."""
    try:
        listed = json.loads(text.replace("'", '"'))
    except ValueError as error:
        raise bad_request('A collection in the path is written as JSON: ["a","b"].') from error
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise bad_request('A collection in the path is written as JSON: ["a","b"].')
    return listed


HANDLERS: Handlers = {
    **{("GET", f"{collection}/{_FUNCTION}"): compute_inheritance for collection in _COLLECTIONS},
    **{("POST", f"{collection}/computeRightsAndInheritance"): compute_rights for collection in _COLLECTIONS},
}

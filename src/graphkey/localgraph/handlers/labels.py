"""
Labels of information protection: evaluateApplication, evaluateRemoval, evaluateClassificationResults, extractLabel.

Microsoft has retired all four, and their pages are still there. They are calculations over the metadata of a document
(`MSIP_Label_ID_NAME`) and the tenant's labels; nothing is kept. That classification results lead to no label, because rules
of that kind cannot be set through Graph, is in docs/explanation/fidelity.md.

Source: https://learn.microsoft.com/graph/api/informationprotectionlabel-evaluateapplication, -evaluateremoval,
-evaluateclassificationresults, -extractlabel; resources/informationprotectionlabel (since when they are retired)
"""

import re
from typing import Any

from graphkey.localgraph.call import Call, Handler, Handlers
from graphkey.localgraph.handlers.bound import binding_place, parameters, required, value_response, values_response
from graphkey.localgraph.problems import not_found
from graphkey.localgraph.resources.entities import date_text
from graphkey.localgraph.storage.store import item_path
from graphkey.wire import Document, Response

_COLLECTIONS = ("/informationProtection/policy/labels", "/users/{user-id}/informationProtection/policy/labels")
_ACTION = "informationProtectionAction"
_METADATA = re.compile(r"MSIP_Label_([0-9a-f-]{36})_(\w+)", re.IGNORECASE)
_LABEL = ("id", "name", "description", "color", "sensitivity", "tooltip", "isActive", "parent")


def evaluate_application(call: Call) -> Response:
    """Say what an application has to do to put a label on a document."""
    given = parameters(call)
    options = given.get("labelingOptions") or {}
    metadata = _metadata(given)
    if not options.get("labelId"):
        raise required("labelingOptions/labelId")
    label = _label(call, str(options["labelId"]))
    others = [name for name, (label_id, _, _) in metadata.items() if label_id != str(label["id"]).lower()]
    if _is_downgrade(call, label, metadata) and not _is_justified(options):
        return _actions(call, [_justify()])
    return _actions(
        call, [_metadata_action(others, _marks(call, label, str(options.get("assignmentMethod") or "standard")))]
    )


def evaluate_removal(call: Call) -> Response:
    """Say what an application has to do to take the label off a document."""
    given = parameters(call)
    metadata = _metadata(given)
    if metadata and not _is_justified(given):
        return _actions(call, [_justify()])
    return _actions(call, [_metadata_action(list(metadata), [])])


def evaluate_classification(call: Call) -> Response:
    """Answer the labels that rules of the tenant put on what was found in a document; it has no such rules."""
    given = parameters(call)
    _metadata(given)
    if given.get("classificationResults") is None:
        raise required("classificationResults")
    binding_place(call, call.store)
    return _actions(call, [])


def extract_label(call: Call) -> Response:
    """Answer the label that a document's metadata names."""
    metadata = _metadata(parameters(call))
    enabled = [label_id for label_id, name, value in metadata.values() if name == "enabled" and value.lower() == "true"]
    if not enabled:
        raise not_found("label")
    label = _label(call, enabled[0])
    said = {name: value for label_id, name, value in metadata.values() if label_id == enabled[0]}
    content = {
        "creationDateTime": said.get("setdate"),
        "assignmentMethod": said.get("method", "standard").lower(),
        "label": {name: label.get(name) for name in _LABEL},
    }
    return value_response(call, "informationProtectionContentLabel", content)


def _metadata(given: Document) -> dict[str, tuple[str, str, str]]:
    """Return the marks of labels on a document: name -> label's id, what the mark says (lower case), its value."""
    content = given.get("contentInfo")
    if not isinstance(content, dict):
        raise required("contentInfo")
    found = {}
    for pair in content.get("metadata") or ():
        match = _METADATA.fullmatch(str(pair.get("name")))
        if match:
            found[str(pair["name"])] = (match[1].lower(), match[2].lower(), str(pair.get("value") or ""))
    return found


def _label(call: Call, label_id: str) -> Document:
    label = call.store.read(item_path(binding_place(call, call.store).path, label_id))
    if label is None:
        raise not_found(label_id)
    return label


def _is_downgrade(call: Call, label: Document, metadata: dict[str, tuple[str, str, str]]) -> bool:
    collection = binding_place(call, call.store).path
    present = [call.store.read(item_path(collection, label_id)) for label_id, _, _ in metadata.values()]
    most = max((int(one.get("sensitivity") or 0) for one in present if one is not None), default=0)
    return int(label.get("sensitivity") or 0) < most


def _is_justified(given: Document) -> bool:
    return bool((given.get("downgradeJustification") or {}).get("isDowngradeJustified"))


def _marks(call: Call, label: Document, method: str) -> list[Document]:
    values = {
        "Enabled": "true",
        "SetDate": date_text(call.now),
        "Method": method.capitalize(),
        "Name": str(label.get("name") or ""),
        "SiteId": call.store.tenant,
        "ActionId": call.parts.new_id(),
        "ContentBits": "0",
    }
    return [{"name": f"MSIP_Label_{label['id']}_{name}", "value": value} for name, value in values.items()]


def _metadata_action(remove: list[str], add: list[Document]) -> Document:
    return {"@odata.type": "#microsoft.graph.metadataAction", "metadataToRemove": remove, "metadataToAdd": add}


def _justify() -> Document:
    return {"@odata.type": "#microsoft.graph.justifyAction"}


def _actions(call: Call, actions: list[Any]) -> Response:
    return values_response(call, f"microsoft.graph.{_ACTION}", actions)


_BY_NAME: dict[str, Handler] = {
    "evaluateApplication": evaluate_application,
    "evaluateRemoval": evaluate_removal,
    "evaluateClassificationResults": evaluate_classification,
    "extractLabel": extract_label,
}
HANDLERS: Handlers = {
    ("POST", f"{collection}/{name}"): handler for collection in _COLLECTIONS for name, handler in _BY_NAME.items()
}

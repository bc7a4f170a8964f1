"""
What actions and functions share: the thing they are bound to, their parameters, and the answers they give.

Used by the handlers of actions. Knows paths and types of the catalog; no resource by name.

Rule: what an action changes is read inside the transaction that changes it.
Source: OData 4.01 part 1, section 11.5 (operations), 10.14-10.18 (context URLs of values that are no entity of a set).
"""

from typing import Any

from graphkey.catalog import load
from graphkey.errors import GraphError
from graphkey.localgraph.call import Call
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.resources.changes import document_at
from graphkey.localgraph.resources.entities import shown
from graphkey.localgraph.resources.places import Place, locate
from graphkey.localgraph.storage.store import TenantStore
from graphkey.wire import Document, Response, json_response


def binding_template(call: Call) -> str:
    """Return the template of the thing that the request's action or function is bound to."""
    return call.operation.path.rpartition("/")[0]


def binding_place(call: Call, store: TenantStore) -> Place:
    """Return where the thing lives that the request is bound to; its parents exist."""
    return locate(store, call.version, binding_template(call), call.ids)


def binding_document(call: Call, store: TenantStore, place: Place) -> Document:
    """
    Return the document that the request is bound to.

    Raises:
        NotFoundError: there is none.
    """
    return document_at(store, call, place)


def parameters(call: Call) -> Document:
    """Return the parameters of an action, held against the type of its body; no body is none of them."""
    if not call.request.body:
        return {}
    return call.content(call.operation.body or "", whole=False)


def required_text(given: Document, name: str) -> str:
    """
    Return a parameter that must be text and not blank.

    Raises:
        BadRequestError: it is missing or something else.
    """
    value = given.get(name)
    if not isinstance(value, str) or not value.strip():
        raise required(name)
    return value


def required(name: str) -> GraphError:
    """Make the error of a parameter that must be there."""
    return bad_request(f"The parameter '{name}' is required.")


def value_response(call: Call, type_name: str, value: Document, *, status: int = 200, **headers: str) -> Response:
    """Answer a value of a type, which is no member of a collection."""
    head = {"@odata.context": f"{call.root}/$metadata#microsoft.graph.{type_name}"}
    return json_response(status, {**head, **value}, **headers)


def values_response(call: Call, type_name: str, values: list[Any], *, count: int | None = None) -> Response:
    """Answer a collection of values; `type_name` is qualified by the caller (`Edm.String`, `microsoft.graph.x`)."""
    head: Document = {"@odata.context": f"{call.root}/$metadata#Collection({type_name})"}
    if count is not None:
        head["@odata.count"] = count
    return json_response(200, {**head, "value": values})


def entity_response(call: Call, template: str, type_name: str, document: Document) -> Response:
    """
    Answer a stored document as its version shows it.

    Args:
        template: of the item.
        type_name: declared type of it, named by the context.
    """
    declared = load.type_of(call.version, type_name)
    return value_response(call, type_name, shown(call.version, template, declared, document))

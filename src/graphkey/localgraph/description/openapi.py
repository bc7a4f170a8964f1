"""
The OpenAPI 3.1 description of what the local Graph serves of one version, made from the catalog once and kept as bytes.

Called by `description`. The parts that are the same for many operations are in `openapi_parts`.

Rule: an operation that is not served is not described; what is described is what is answered, and a test calls all of it.
Source: https://spec.openapis.org/oas/v3.1.0
"""

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from graphkey import __version__
from graphkey.catalog import load
from graphkey.catalog.model import Operation, Version
from graphkey.localgraph.description import openapi_parts as parts
from graphkey.wire import Document

_DOCS = "https://learn.microsoft.com/graph/api/"
_JSON = "application/json"
_STATUS = {"create": "201", "ref-add": "204", "update": "204", "set": "204", "ref-set": "204", "media-set": "204"}

Served = Callable[[Operation], object]


@cache
def openapi_document(version: Version, served: Served) -> bytes:
    """
    Return the description of a version, UTF-8 JSON.

    Args:
        served: tells of an operation whether there is anything that answers it.
    """
    described: dict[str, Any] = {}
    needed: set[str] = set()
    for one in load.operations(version):
        if served(one):
            described.setdefault(one.path, {})[one.method.lower()] = _operation(one)
            needed |= {name for name in (one.body, one.returns) if name}
    for path, item in described.items():
        parameters = list(_path_parameters(path))
        if parameters:
            item["parameters"] = parameters
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": f"Microsoft Graph {version}, served locally",
            "version": __version__,
            "description": "Sign-in administration as the local Graph of Graphkey serves it.",
        },
        "servers": [{"url": f"/{version}"}],
        "security": [{"bearer": []}],
        "paths": {**described, **parts.own_paths()},
        "components": parts.components(version, needed),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _operation(one: Operation) -> Document:
    described: Document = {
        "operationId": f"{one.method.lower()}{one.path}",
        "tags": [one.path.split("/")[1]],
        "responses": _responses(one),
    }
    parameters = [{"$ref": f"#/components/parameters/{name}"} for name in _parameters(one)]
    if parameters:
        described["parameters"] = parameters
    body = _body(one)
    if body is not None:
        described["requestBody"] = body
    if one.doc:
        described["externalDocs"] = {"url": f"{_DOCS}{one.doc}"}
    if one.deprecated:
        described["deprecated"] = True
    wanted = one.permissions.application or one.permissions.delegated
    if wanted:
        described["security"] = [{"bearer": [name]} for name in wanted]
    return described


def _parameters(one: Operation) -> Iterator[str]:
    for name in one.query:
        yield name.lstrip("@") if name == "@id" else name
    if one.many or one.kind in ("count", "ref-list"):
        yield "consistencylevel"
    if one.many and "top" in one.query:
        yield "skiptoken"
    if "If-Match" in one.headers:
        yield "if-match"
    if one.kind == "update":
        yield "prefer"


def _path_parameters(path: str) -> Iterator[Document]:
    for name in dict.fromkeys(part.partition("}")[0] for part in path.split("{")[1:]):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _body(one: Operation) -> Document | None:
    if one.body is None:
        return None
    if one.body == "stream":
        return {"required": True, "content": {"*/*": {"schema": {}}}}
    schema = parts.REFERENCE if one.body == "reference" else {"$ref": parts.schema_path(one.body)}
    return {"required": one.kind != "action", "content": {_JSON: {"schema": schema}}}


def _responses(one: Operation) -> Document:
    status, answered = _STATUS.get(one.kind, "200"), _answer(one)
    if answered is None and one.kind != "create":
        status = "204"
    responses: Document = {status: answered or {"description": "Done; there is nothing to say."}}
    if one.kind == "update" and one.returns:
        responses["200"] = _json({"$ref": parts.schema_path(one.returns)})
    if one.kind == "create" and answered is not None:
        responses[status] = {**answered, "headers": {"Location": {"schema": {"type": "string", "format": "uri"}}}}
    return {
        **responses,
        "4XX": {"$ref": "#/components/responses/error"},
        "503": {"$ref": "#/components/responses/error"},
    }


def _answer(one: Operation) -> Document | None:
    """Describe what an operation answers when it succeeds; None for no content."""
    if one.kind in ("delete", "ref-delete", "ref-add", "ref-set", "media-delete", "media-set", "update", "set"):
        return None
    if one.kind == "count":
        return {
            "description": "A number.",
            "content": {"text/plain": {"schema": {"type": "string", "pattern": "^[0-9]+$"}}},
        }
    if one.returns == "stream":
        return {"description": "The content.", "content": {"*/*": {"schema": {}}}}
    if one.kind in ("ref-list", "ref-get"):
        return _json(parts.collection(parts.REFERENCE) if one.kind == "ref-list" else parts.REFERENCE)
    if one.returns is None:
        return None
    schema = parts.typed_schema(one.returns, many=False)
    if one.many:
        return _json(parts.collection(schema))
    return _json(schema if "$ref" in schema else {"type": "object", "properties": {"value": schema}})


def _json(schema: Document) -> Document:
    return {"description": "The answer.", "content": {_JSON: {"schema": schema}}}

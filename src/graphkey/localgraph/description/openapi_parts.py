"""
The parts of the OpenAPI description that operations share: schemas of types, parameters, errors, security.

Called by `openapi`.

Rule: navigation is in no schema; what `$expand` adds is free to be there. A secret is in no answer, but as a mask.
Source: https://spec.openapis.org/oas/v3.1.0; https://learn.microsoft.com/graph/errors
"""

from collections.abc import Iterable, Mapping
from typing import Any

from graphkey.catalog.model import Property, Type, Version
from graphkey.localgraph.odata.answers import MAX_TOP
from graphkey.localgraph.resources.segments import type_or_none
from graphkey.localgraph.resources.special import MASKED
from graphkey.wire import Document

_TEXT: Mapping[str, Any] = {"type": "string"}
_INT32 = {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}
_PRIMITIVES: Mapping[str, Mapping[str, Any]] = {
    "String": _TEXT,
    "Boolean": {"type": "boolean"},
    "Byte": {"type": "integer", "minimum": 0, "maximum": 255},
    "Int16": {"type": "integer", "minimum": -(2**15), "maximum": 2**15 - 1},
    "Int32": _INT32,
    "Int64": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
    "Single": {"type": "number"},
    "Double": {"type": "number"},
    "Decimal": {"type": "number"},
    "DateTimeOffset": {"type": "string", "format": "date-time"},
    "Date": {"type": "string", "format": "date"},
    "TimeOfDay": {"type": "string"},
    "Duration": {"type": "string", "format": "duration"},
    "Guid": {"type": "string", "format": "uuid"},
    "Binary": {"type": "string", "contentEncoding": "base64"},
}
REFERENCE: Document = {
    "type": "object",
    "properties": {"@odata.id": {"type": "string"}},
    "required": ["@odata.id"],
}
_QUERY: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "select": ("$select", _TEXT),
    "expand": ("$expand", _TEXT),
    "filter": ("$filter", _TEXT),
    "search": ("$search", _TEXT),
    "orderby": ("$orderby", _TEXT),
    "top": ("$top", {"type": "integer", "minimum": 0, "maximum": MAX_TOP}),
    "skip": ("$skip", {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}),
    "skiptoken": ("$skiptoken", _TEXT),
    "count": ("$count", {"type": "boolean"}),
    "id": ("@id", _TEXT),
    "challengeTimeoutInMinutes": ("@challengeTimeoutInMinutes", _INT32),
}
_HEADERS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "consistencylevel": ("ConsistencyLevel", {"type": "string", "enum": ["eventual"]}),
    "if-match": ("If-Match", _TEXT),
    "prefer": ("Prefer", {"type": "string", "enum": ["return=minimal", "return=representation"]}),
}
_ERROR: Document = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": _TEXT,
                "message": _TEXT,
                "innerError": {
                    "type": "object",
                    "properties": {"date": _TEXT, "request-id": _TEXT, "client-request-id": _TEXT},
                },
            },
        }
    },
}


def schema_path(type_name: str) -> str:
    """Return where the schema of a catalog type is."""
    return f"#/components/schemas/microsoft.graph.{type_name}"


def typed_schema(type_name: str, *, many: bool) -> Document:
    """Return the schema of a value of a type, primitive or the catalog's."""
    if type_name == "Json" or type_name == "Stream":
        one: Document = {}
    elif type_name[0].isupper():
        one = dict(_PRIMITIVES[type_name])
    else:
        one = {"$ref": schema_path(type_name)}
    return {"type": "array", "items": one} if many else one


def collection(item: Document) -> Document:
    """Return the schema of a page of a collection."""
    properties = {
        "@odata.context": _TEXT,
        "@odata.count": {"type": "integer", "minimum": 0},
        "@odata.nextLink": {"type": "string", "format": "uri"},
        "value": {"type": "array", "items": item},
    }
    return {"type": "object", "required": ["value"], "properties": properties}


def components(version: Version, needed: Iterable[str]) -> Document:
    """
    Return the components.

    Args:
        needed: names of types that operations refer to.
    """
    return {
        "schemas": dict(_schemas(version, needed)),
        "parameters": dict(_parameters()),
        "responses": {"error": {"description": "What was wrong.", "content": {"application/json": {"schema": _ERROR}}}},
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
    }


def own_paths() -> Document:
    """Return the paths that are no operation of the catalog: batches and `$metadata`."""
    error = {"$ref": "#/components/responses/error"}
    batch = {
        "type": "object",
        "required": ["requests"],
        "properties": {
            "requests": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "method", "url"],
                    "properties": {
                        "id": _TEXT,
                        "method": _TEXT,
                        "url": _TEXT,
                        "headers": {"type": "object"},
                        "body": {},
                    },
                },
            }
        },
    }
    answers = {"type": "object", "required": ["responses"], "properties": {"responses": {"type": "array"}}}
    return {
        "/$batch": {
            "post": {
                "operationId": "post/$batch",
                "requestBody": {"required": True, "content": {"application/json": {"schema": batch}}},
                "responses": {
                    "200": {"description": "An answer for each.", "content": {"application/json": {"schema": answers}}},
                    "4XX": error,
                },
            }
        },
        "/$metadata": {
            "get": {
                "operationId": "get/$metadata",
                "security": [{}],
                "responses": {"200": {"description": "CSDL.", "content": {"application/xml": {}}}, "4XX": error},
            }
        },
    }


def _parameters() -> Iterable[tuple[str, Document]]:
    for key, (name, schema) in _QUERY.items():
        yield key, {"name": name, "in": "query", "schema": schema}
    for key, (name, schema) in _HEADERS.items():
        yield key, {"name": name, "in": "header", "schema": schema}


def _schemas(version: Version, needed: Iterable[str]) -> Iterable[tuple[str, Document]]:
    """Yield the schemas of types and of all that they refer to, by name."""
    waiting, found = sorted(needed), dict[str, Document]()
    while waiting:
        type_ = type_or_none(version, waiting.pop())
        if type_ is None or type_.name in found:
            continue
        found[type_.name] = _schema(type_)
        waiting += [one.type for one in _shown(type_)]
    return ((f"microsoft.graph.{name}", found[name]) for name in sorted(found))


def _shown(type_: Type) -> list[Property]:
    return [one for one in type_.properties if not one.navigation]


def _schema(type_: Type) -> Document:
    if type_.kind == "enum":
        return {"type": "string"} if type_.flags else {"type": "string", "enum": list(type_.members)}
    properties: Document = {one.name: _property(one, type_) for one in _shown(type_)}
    schema: Document = {"type": "object", "properties": properties}
    if type_.derived:
        names = [] if type_.abstract else [f"#microsoft.graph.{type_.name}"]
        names += [f"#microsoft.graph.{name.rpartition('microsoft.graph.')[2]}" for name in type_.derived]
        properties["@odata.type"] = {"type": "string", "enum": names}
    required = [one.name for one in type_.properties if one.required and not one.read_only and not one.secret]
    if required:
        schema["x-required-on-create"] = required
    return schema


def _property(one: Property, type_: Type) -> Document:
    schema = typed_schema(one.type, many=one.many)
    if schema:
        schema = {"anyOf": [schema, {"type": "null"}]}
    if one.read_only and one.name != type_.key:
        schema["readOnly"] = True
    if one.secret and one.name not in MASKED:  # a masked one is in answers, as its mask
        schema["writeOnly"] = True
    return schema

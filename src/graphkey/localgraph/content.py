"""
The JSON body of a request: read it within bounds, and hold it against the catalog's type.

Called by handlers through `Call`. Knows types; what a resource means by its properties is the handler's.

Rule: nothing is stored that its type does not have; names come out in wire spelling whatever case they came in.
Rule: an error names the property, never its value.
Source: OData JSON 4.01; https://learn.microsoft.com/graph/api/resources/identityapiconnector
"""

import json
from collections.abc import Callable
from typing import Any

from graphkey.catalog.model import Property, Type
from graphkey.errors import GraphError
from graphkey.localgraph import primitives
from graphkey.localgraph.problems import bad_request, unsupported_media_type
from graphkey.wire import Document, Request

MAX_DEPTH = 64

_Find = Callable[[str], Type | None]


def read_object(request: Request) -> Document:
    """
    Parse a body that must be a JSON object.

    Raises:
        BadRequestError: it is none, or is nested too deep; 415 for another content type.
    """
    content_type = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if content_type != "application/json" and not content_type.endswith("+json"):
        raise unsupported_media_type(content_type[:100])
    try:
        document = json.loads(request.body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise bad_request("Unable to read JSON request payload. It is no well-formed JSON of UTF-8 text.") from error
    if not isinstance(document, dict):
        raise bad_request("Unable to read JSON request payload. A JSON object is needed.")
    if request.body.count(b"{") + request.body.count(b"[") > MAX_DEPTH and _depth(document) > MAX_DEPTH:
        raise bad_request(f"The request payload is nested deeper than {MAX_DEPTH} levels.")
    if b"\\u" in request.body:
        _refuse_half_characters(document)
    return document


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _refuse_half_characters(document: Document) -> None:
    """Refuse text with half a surrogate pair, which JSON can escape and UTF-8 cannot carry."""
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise bad_request("Unable to read JSON request payload. It has half a surrogate pair.") from error


def _depth(document: Any) -> int:
    """Count levels without recursion."""
    depth, level = 0, [document]
    while level:
        depth += 1
        inner: list[Any] = []
        for item in level:
            if isinstance(item, (dict, list)):
                inner.extend(item.values() if isinstance(item, dict) else item)
        level = inner
    return depth


def checked(type_: Type, document: Document, find: _Find, *, whole: bool) -> Document:
    """
    Return a document in wire spelling, or say what is wrong with it.

    Args:
        find: gives a catalog type by name, None for a primitive one.
        whole: a new item, whose required properties must be there; else a change, which may have any.
    Returns:
        declared properties alone; read-only ones and annotations are dropped, but the `id` stays, and a nested value
        keeps its `@odata.type`, as `#microsoft.graph.…`. Relationships stay as they came, for the handler to judge.
    Raises:
        BadRequestError: a property is unknown, of another type, null, given twice, or missing.
    """
    result: Document = {}
    for name, value in document.items():
        if name == "@odata.type":
            if not isinstance(value, str):
                raise bad_request("The '@odata.type' must be the name of a type.")
            result[name] = value
        if "@" in name:
            continue
        found = type_.property(name)
        if found is None and not type_.open:
            raise bad_request(f"The property '{name[:100]}' does not exist on type 'microsoft.graph.{type_.name}'.")
        wire_name = found.name if found else name
        if wire_name in result:
            raise bad_request(f"The property '{wire_name}' is given more than once.")
        if found is None or not found.read_only or wire_name == "id":
            result[wire_name] = _checked_value(found, value, find, whole=whole) if found else value
    missing = [p.name for p in type_.properties if whole and p.required and not p.read_only and p.name not in result]
    if missing:
        raise bad_request(f"The property '{missing[0]}' is required on type 'microsoft.graph.{type_.name}'.")
    return result


def _checked_value(found: Property, value: Any, find: _Find, *, whole: bool) -> Any:
    if found.navigation:
        return value
    if value is None:
        if not found.nullable:
            raise bad_request(f"The property '{found.name}' cannot be null.")
        return None
    if found.many:
        if not isinstance(value, list):
            raise _mismatch(found, "a list")
        single = found._replace(many=False, nullable=False)
        return [_checked_value(single, item, find, whole=whole) for item in value]
    type_ = find(found.type)
    if type_ is None:
        return _checked_primitive(found, value)
    if type_.kind == "enum":
        return _checked_member(found, type_, value)
    if not isinstance(value, dict):
        raise _mismatch(found, "an object")
    return checked(_actual_type(found, type_, value, find), _named(value, type_), find, whole=whole)


def _named(value: Document, type_: Type) -> Document:
    """Spell the type of a polymorphic value as Graph answers it, with `#`, which callers may leave out."""
    name = value.get("@odata.type")
    if not isinstance(name, str) or not type_.derived:
        return value
    return {**value, "@odata.type": f"#{name.lstrip('#')}"}


def _actual_type(found: Property, declared: Type, value: Document, find: _Find) -> Type:
    """Return the type that a value says it has, when that is the declared one or derives from it."""
    given = value.get("@odata.type")
    if given is None:
        if declared.abstract:
            raise bad_request(f"The property '{found.name}' needs an '@odata.type'.")
        return declared
    name = str(given).lstrip("#").rpartition("microsoft.graph.")[2].lower()
    for allowed in (declared.name, *declared.derived):
        plain = allowed.lstrip("#").rpartition("microsoft.graph.")[2]
        actual = find(plain) if plain.lower() == name else None
        if actual is not None and not actual.abstract:
            return actual
    raise bad_request(f"The '@odata.type' of property '{found.name}' is no type that it can have.")


def _checked_primitive(found: Property, value: Any) -> Any:
    kept = primitives.kept(found.type, value)
    if kept is None and value is not None:
        raise _mismatch(found, primitives.wanted(found.type))
    return kept


def _checked_member(found: Property, type_: Type, value: Any) -> str:
    """Return a member, or several of an enumeration of flags, as the type spells them."""
    spelled = {member.lower(): member for member in type_.members}
    named = [part.strip() for part in value.split(",")] if isinstance(value, str) and type_.flags else [value]
    members = [spelled.get(one.lower()) if isinstance(one, str) else None for one in named]
    if None in members:
        raise bad_request(f"The '{found.name}' field is invalid in request. It takes: {', '.join(type_.members)}.")
    return ",".join(filter(None, members))


def _mismatch(found: Property, wanted: str) -> GraphError:
    return bad_request(f"The property '{found.name}' must be {wanted}.")

"""
Arguments of a method to the values of a call: ids, options, headers, body.

Called by `calls.path` alone. Keywords are Graph's own names; a document may be given whole, and keywords add to it.

Rule: a keyword must be known; a key of a document that the catalog does not know goes out as given.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from graphkey.calls.call import Place
from graphkey.calls.shapes import CONTROL, properties_of
from graphkey.catalog.load import type_of
from graphkey.catalog.model import Operation, Version
from graphkey.catalog.paths import placeholders
from graphkey.client.assemble import Values, ask_for_consistency, search_text
from graphkey.client.bind import MAX_TOP
from graphkey.client.document import merge, normalise, without_annotations
from graphkey.client.identity import list_text
from graphkey.errors import UsageError

_MAX_TOP_HINT = "It is the size of a page; to stop early, stop reading: itertools.islice(graph.items(…), 5000)."
_UNTYPED = (None, "reference", "stream")


def values_of(operation: Operation, ids: tuple[str, ...], given: tuple[Any, ...], named: Mapping[str, Any]) -> Values:
    """
    Sort arguments into the values of a call.

    Args:
        ids: of the path the method hangs on, in order; those of a function's arguments are among `named`.
        given: nothing, or what goes out as the body.
    Raises: UsageError for what the operation does not take, and for what it needs and was not given.
    """
    left = {name: value for name, value in named.items() if value is not ...}
    slots = placeholders(operation.path)
    found = dict(zip(slots, ids, strict=False))
    for slot in slots[len(ids) :]:
        quoted = f"='{{{slot}}}'" in operation.path
        found[slot] = (_text if quoted else _list)(left.pop(slot, None), slot)
    options = {_wire(operation, name): _option(name, left.pop(name)) for name in operation.query if name in left}
    query = {name: text for name, text in options.items() if text is not None}
    if "@id" in operation.query:
        query["@id"] = _reference(operation, given)
        given = ()
    headers = _headers(operation, left)
    body = _body(operation, given, left)
    ask_for_consistency(operation, query, headers)
    return Values(found, query, headers, body)


def _wire(operation: Operation, name: str) -> str:
    # An argument of a function may come by an alias (OData 4.01 part 2, section 5.3.2): creationOptions(minutes=@minutes).
    return f"@{name}" if f"=@{name}" in operation.path else f"${name}"


def _option(name: str, value: Any) -> str | None:
    if value is None or value is False:
        return None
    if name == "top" and not (isinstance(value, int) and 1 <= value <= MAX_TOP):
        raise UsageError(f"top is out of range: 1 to {MAX_TOP}", hint=_MAX_TOP_HINT)
    return search_text(_text(value, name)) if name == "search" else _text(value, name)


def _list(value: Any, name: str) -> str:
    return list_text(name, () if value is None else value)


def _text(value: Any, name: str) -> str:
    if isinstance(value, (list, tuple)):
        return ",".join(_text(one, name) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, (str, int)):
        raise UsageError(
            f"{name} is not given" if value is None else f"{name} cannot be a {type(value).__name__}",
            hint="Give text, a number, or a list of texts.",
        )
    return str(value)


def _headers(operation: Operation, left: dict[str, Any]) -> dict[str, str]:
    given = "If-Match" in operation.headers and "if_match" in left
    return {"if-match": _text(left.pop("if_match"), "if_match")} if given else {}


def _body(operation: Operation, given: tuple[Any, ...], left: Mapping[str, Any]) -> Any:
    if len(given) > 1:
        raise UsageError(f"{_name(operation)} takes one thing by position, not {len(given)}", hint="Name the others.")
    known = _known(operation.version, operation.body) if operation.body not in _UNTYPED else ()
    _check(operation, left, known)
    if operation.body == "reference":
        return {"@odata.id": _reference(operation, given)}
    if operation.body == "stream":
        return _content(operation, given)
    if operation.body is None:
        if given:
            raise UsageError(f"{_name(operation)} takes no body", hint="Leave it away.")
        return None
    document = given[0] if given else {}
    if not isinstance(document, Mapping):
        raise UsageError(f"{_name(operation)} takes a document, not a {type(document).__name__}", hint="Give a dict.")
    # Joined first: the type that the document names says which keywords are secrets.
    joined = merge((("the document", _texts(document)), ("a keyword", left))) if document and left else document or left
    return without_annotations(normalise(operation, joined, route="the document"))


def _texts(document: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in document.items()}


def _content(operation: Operation, given: tuple[Any, ...]) -> bytes:
    if not given or not isinstance(given[0], (bytes, bytearray, memoryview)):
        raise UsageError(f"{_name(operation)} takes the content as bytes", hint="Read a file with Path.read_bytes().")
    return bytes(given[0])


@cache
def _known(version: Version, body: str) -> tuple[str, ...]:
    return (*CONTROL, *properties_of(version, type_of(version, body)))


def _reference(operation: Operation, given: tuple[Any, ...]) -> Any:
    if not given or not isinstance(given[0], (str, Place)) or not str(given[0]).strip():
        raise UsageError(
            f"{_name(operation)} takes what to refer to",
            hint='Give a path such as beta.identity.api_connectors["id"], or an URL.',
        )
    return given[0]


def _check(operation: Operation, left: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Refuse the first keyword that the operation does not take."""
    for name in left:
        if name not in known:
            from difflib import get_close_matches

            options = [option for option in operation.query if option != "@id"]
            near = get_close_matches(name, [*known, *options], n=3, cutoff=0.6) or [
                one for one in known if one.lower() == name.replace("_", "").lower()
            ]
            others = (
                "Give what the catalog does not know in a dict."
                if known
                else f"It takes {', '.join(options) or 'none'}."
            )
            hint = f"Did you mean {' or '.join(near)}?" if near else others
            raise UsageError(f"{_name(operation)} has no {name}", hint=hint)


def argument_names(operation: Operation) -> tuple[str, ...]:
    """List the keywords that a method takes."""
    body = operation.body
    properties = properties_of(operation.version, type_of(operation.version, body)) if body not in _UNTYPED else ()
    slots = placeholders(operation.path.rpartition("/")[2]) if operation.kind == "function" else []
    header = ("if_match",) if "If-Match" in operation.headers else ()
    return (*slots, *(name for name in operation.query if name != "@id"), *properties, *header)


def _name(operation: Operation) -> str:
    return f"{operation.method} /{operation.version}{operation.path}"

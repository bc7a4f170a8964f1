"""
The literals of expressions: from what the grammar found to a constant of some kind.

Called by `expression`.

Source: OData 4.01 part 2, 5.1.1.14.1; the words of the error about moments:
https://github.com/microsoftgraph/msgraph-sdk-javascript/issues/43
"""

from collections.abc import Callable, Mapping

from graphkey.localgraph.odata import edm
from graphkey.localgraph.odata.edm import BOOLEAN, INTEGER, NULL, Kind, invalid
from graphkey.localgraph.odata.node import Node, constant
from graphkey.localgraph.odata.property_path import GRAPH, Find

_MAX_DIGITS = 40


def unquoted(text: str) -> str:
    """Return what stands in quotes."""
    return text[1:-1].replace("''", "'")


def _null(text: str, *, find: Find) -> Node:
    return constant(None, NULL)


def _true(text: str, *, find: Find) -> Node:
    return constant(True, BOOLEAN)


def _false(text: str, *, find: Find) -> Node:
    return constant(False, BOOLEAN)


def _string(text: str, *, find: Find) -> Node:
    return constant(unquoted(text), edm.TEXT)


def _typed(text: str, *, find: Find) -> Node:
    """Read `duration'P1D'`, `binary'…'` and `microsoft.graph.x'member'`."""
    name, _, rest = text.partition("'")
    value = unquoted("'" + rest)
    if name.lower() == "duration":
        return _parsed(value, edm.DURATION)
    if name.lower() == "binary":
        return constant(value, Kind("Binary"))
    type_ = find(name.rpartition(GRAPH)[2])
    if type_ is None or type_.kind != "enum":
        raise invalid(f"The type '{name[:100]}' is no enumeration.")
    return constant(edm.members(type_, value), Kind("Enum", type_))


def _guid(text: str, *, find: Find) -> Node:
    return constant(text, edm.GUID)


def _day(text: str, *, find: Find) -> Node:
    return _parsed(text, edm.DAY)


def _time(text: str, *, find: Find) -> Node:
    return _parsed(text, edm.TIME)


def _instant(text: str, *, find: Find) -> Node:
    text = text.upper()
    instant = edm.as_instant(text) if text.endswith("Z") or text[-6] in "+-" else None
    if instant is None:
        raise invalid(
            f"The DateTimeOffset text '{text}' should be in format 'yyyy-mm-ddThh:mm:ss('.'s+)?(zzzzzz)?' "
            "and each field value is within valid range."
        )
    return constant(instant, edm.INSTANT)


def _number(text: str, *, find: Find) -> Node:
    if len(text) > _MAX_DIGITS:
        raise invalid(f"A number has more than {_MAX_DIGITS} characters.")
    return constant(float(text), edm.DECIMAL) if set(text) & set(".eE") else constant(int(text), INTEGER)


def _parsed(text: str, kind: Kind) -> Node:
    value = edm.READERS[kind.name](text)
    if value is None:
        raise invalid(f"'{text[:100]}' is no value of type '{kind}'.")
    return constant(value, kind)


LITERALS: Mapping[str, Callable[..., Node]] = {
    "null": _null,
    "true": _true,
    "false": _false,
    "string": _string,
    "typed": _typed,
    "guid": _guid,
    "day": _day,
    "time": _time,
    "instant": _instant,
    "number": _number,
}

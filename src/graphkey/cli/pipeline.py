"""
Piped input: one object, an array, or objects one after the other, as bytes on standard input.

UTF-8 with or without a mark, UTF-16 with one (PowerShell 5.1 writes it). Graph's camelCase and `ConvertTo-Json`'s PascalCase are
left as they are: keys ignore case later on. Pure: bytes to documents.
"""

import json
from typing import Any

from graphkey.errors import UsageError


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [key for key, _ in pairs]
        doubled = next(key for number, key in enumerate(names) if key in names[:number])
        raise UsageError(f"the key {doubled} is given twice in one object", hint="Keep one of them.")
    return made


def _no_constant(name: str) -> Any:
    raise UsageError(f"JSON has no {name}", hint="Give a number, or null.")


def _finite(text: str) -> float:
    value = float(text)
    if abs(value) == float("inf"):
        raise UsageError("a number is too large for JSON's readers", hint="Give it as text.")
    return value


JSON = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_no_constant, parse_float=_finite)
"""Reads JSON as given by people: nothing that would be lost or changed on the way is taken (RFC 8259 sections 4 and 6)."""


def read_objects(raw: bytes) -> list[dict[str, Any]]:
    """
    Read the objects in piped bytes.

    Raises: UsageError when there is nothing, or something else than objects.
    """
    text = _decode(raw).strip()
    if not text:
        raise UsageError(
            "nothing came on standard input", hint="Pipe a JSON object in, or give the values as parameters."
        )
    found: list[Any] = []
    decoder, position = JSON, 0
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except RecursionError:
            raise UsageError("standard input is nested too deeply") from None
        except ValueError:
            raise UsageError(
                f"standard input is not JSON (object {len(found) + 1})", hint="Pipe objects, e.g. from ConvertTo-Json."
            ) from None
        found += value if isinstance(value, list) else [value]
        while position < len(text) and text[position] in " \t\r\n,\x1e":
            position += 1
    if not all(isinstance(one, dict) for one in found):
        raise UsageError("standard input holds something else than objects", hint='Pipe objects such as {"id": "…"}.')
    return found


def _decode(raw: bytes) -> str:
    try:
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return raw.decode("utf-16")
        if raw[1:2] == b"\0":
            return raw.decode("utf-16-le")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("standard input is neither UTF-8 nor UTF-16", hint="Write it as UTF-8.") from None


def unfold(document: dict[str, Any]) -> dict[str, Any]:
    """Lift what PowerShell's models keep under `AdditionalProperties` to the object itself, where Graph has it."""
    key = next((name for name in document if name.lower() == "additionalproperties"), None)
    if key is None or not isinstance(document[key], dict):
        return document
    rest = {name: value for name, value in document.items() if name != key}
    return {
        **rest,
        **{name: value for name, value in document[key].items() if name.lower() not in {k.lower() for k in rest}},
    }

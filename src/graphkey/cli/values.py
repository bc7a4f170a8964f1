"""
Texts of the command line to values: references resolved, documents parsed, types applied.

One grammar for every value (`config/references`): plain, `literal:`, `file:`/`@`, `-`, `env:`, `cmd:`, `keyring:`, `null:`.
References are resolved for parameters and, inside bodies, for the secret fields alone.

Rule: a `cmd:` inside piped input is refused: data from another program does not start programs here.
"""

import json
import os
from collections.abc import Mapping
from typing import Any

from graphkey.catalog.model import Operation
from graphkey.catalog.parameters import Parameter
from graphkey.catalog.sets import body_types
from graphkey.cli.binder import Given
from graphkey.cli.pipeline import JSON
from graphkey.cli.powershell import parse_literal
from graphkey.client.document import normalise
from graphkey.config.references import Sources, Value, parse, resolve
from graphkey.errors import UsageError
from graphkey.secret import Secret

_LITERAL = ("plain", "literal")
_DOCUMENT_PLACES = ("whole-body", "identity", "extra")
_ADVICE = {
    "posix": 'Quote it as \'{"password":"env:PW"}\', or write it to a file and give @body.json.',
    "cmd": 'Quote it as "{\\"password\\":\\"env:PW\\"}", or write it to a file and give @body.json.',
    "powershell": "Windows PowerShell 5.1 drops inner quotes, and @{…} without quotes becomes its type name: quote the hash "
    "literal ('@{password=''env:PW''}'), give file:body.json, or pipe it (… | ConvertTo-Json | graphkey … -BodyParameter -).",
}


class Reading:
    """Resolve the values of one command line; remembers which secrets stood on it."""

    def __init__(self, given: Given, sources: Sources, shell: str) -> None:
        self.given = given
        self.sources = sources
        self.shell = shell
        self.on_command_line: list[str] = []
        self._bodies = [s.operation for s in given.signature.sets if s.operation.body not in (None, "stream")]

    def values(self) -> dict[str, Any]:
        """Return the value of every given parameter that goes into a call; `-` of a document parameter is left out."""
        found: dict[str, Any] = {}
        for parameter in self.given.placed(
            "path", "query", "header", "body", "media", "extra", "whole-body", "identity"
        ):
            raw = self.given.values[parameter.name]
            if parameter.place in ("whole-body", "identity") and raw == "-":
                continue
            found[parameter.name] = raw if isinstance(raw, bool) else self._value(parameter, raw)
        path = self.given.text("InFile")
        if path is not None and "ContentType" not in found:
            found["ContentType"] = content_type(path)
        return found

    @property
    def operation(self) -> Operation:
        """Return the operation whose body the command takes."""
        return self._bodies[0]

    def _value(self, parameter: Parameter, raw: str) -> Any:
        self._refuse_remains(parameter, raw)
        if parameter.type in ("Binary", "Stream"):
            return self._bytes(parameter, raw)
        if parameter.place in _DOCUMENT_PLACES or (_is_object(parameter) and parse(raw).kind != "null"):
            return self._document(parameter, raw)
        if parameter.secret:
            return self._secret(f"-{parameter.name}", raw, parameter.wire, trusted=True, typed=True)
        if parameter.many and raw.startswith("@("):
            return parse_document(raw, f"-{parameter.name}", self.shell)
        value = resolve(raw, sources=self.sources)
        if value.text is None or (parameter.type == "String" and not parameter.many and not parameter.choices):
            return value.text
        from graphkey.cli.typed import read_typed

        return read_typed(parameter, value.text)

    def _bytes(self, parameter: Parameter, raw: str) -> bytes | None:
        """Read bytes: where a file is wanted plain text is its path; every reference is what it refers to."""
        path = parameter.type == "Binary" and parse(raw).kind == "plain"
        return resolve(f"file:{raw}" if path else raw, sources=self.sources, binary=True).data

    def _refuse_remains(self, parameter: Parameter, raw: str) -> None:
        # Source: .NET's default ToString of the types that PowerShell makes of @{}, @() and byte arrays.
        if raw in (
            "System.Collections.Hashtable",
            "System.Object[]",
            "System.Byte[]",
            "System.Collections.Specialized.OrderedDictionary",
        ):
            raise UsageError(
                f"-{parameter.name} is {raw}: PowerShell handed over the type's name, not the value",
                hint=_ADVICE["powershell"],
            )

    def _document(self, parameter: Parameter, raw: str) -> Any:
        typed = raw.lstrip()[:1] in ("{", "[") or raw.lstrip()[:2] in ("@{", "@(")
        text = raw if typed else self._text(parameter, raw)
        if text is None:
            return None
        document = parse_document(text, f"-{parameter.name}", self.shell)
        if parameter.place == "identity" or not self._bodies:
            return document
        return self.body(document, parameter, typed=typed)

    def _text(self, parameter: Parameter, raw: str) -> str | None:
        if parse(raw).kind in _LITERAL and parameter.place != "body":
            raise UsageError(
                f"-{parameter.name} takes an object", hint=f"Give JSON, @{{…}}, or @FILE. {_ADVICE[self.shell]}"
            )
        return resolve(raw, sources=self.sources).text

    def body(self, document: Any, parameter: Parameter, *, typed: bool = False, piped: bool = False) -> Any:
        """Return a body or a part of one with the references in its secret fields resolved."""
        operation = self._bodies[0]
        route = f"-{parameter.name}"
        if parameter.place == "body":
            if parameter.many and isinstance(document, Mapping):
                document = [document]  # as PowerShell makes a list of one
            wrapped = normalise(operation, {parameter.wire: document}, route=route)
            return self._resolved(wrapped, route, typed, piped)[parameter.wire]
        if not isinstance(document, Mapping):
            return document
        return self._resolved(normalise(operation, document, route=route), route, typed, piped)

    def _resolved(self, value: Any, route: str, typed: bool, piped: bool, key: str = "") -> Any:
        if isinstance(value, Secret):
            return self._secret(f"{route} {key}", value.reveal(), key, trusted=not piped, typed=typed)
        if isinstance(value, Mapping):
            return {name: self._resolved(inner, route, typed, piped, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._resolved(inner, route, typed, piped, key) for inner in value]
        return value

    def _secret(self, route: str, raw: str, wire: str, *, trusted: bool, typed: bool) -> Any:
        kind = parse(raw).kind
        if kind in ("cmd", "keyvault") and not trusted:
            raise UsageError(
                f"{route}: {kind}: is not followed for piped input",
                hint="Give it as a parameter, or as file:, env: or keyring:.",
            )
        if self._is_bundle(wire):
            return self._bundle(route, raw, typed)
        if typed and kind in _LITERAL and raw:
            self.on_command_line.append(route)
        value = resolve(raw, sources=self.sources, secret=True)
        return None if value.text is None else Secret(value.text)

    def _is_bundle(self, wire: str) -> bool:
        return any(row.pfx and row.pfx.value == wire for operation in self._bodies for row in body_types(operation))

    def _bundle(self, route: str, raw: str, typed: bool) -> Any:
        value = resolve(raw, sources=self.sources, binary=True)
        if value.data is None:
            return None
        if value.kind in _LITERAL:
            _refuse_path(route, raw)
            self.on_command_line += [route] if typed else []
        return as_bundle(value)


def content_type(path: str) -> str:
    """Tell the type of a file by its name; Graph's contents of this module are policies (XML) and pages (HTML, JSON)."""
    known = {"xml": "application/xml", "json": "application/json", "html": "text/html", "htm": "text/html"}
    return known.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def as_bundle(value: Value) -> Any:
    """Return a bundle's bytes, or its base64 text as a `Secret` where the source held base64."""
    data = value.data or b""
    if value.text is not None:
        return Secret(data.decode("utf-8", "surrogateescape").strip())
    text = _base64_text(data)
    return data if text is None else Secret(text)


def _base64_text(data: bytes) -> str | None:
    """Return a file's text when it begins as the base64 of a SEQUENCE does; Windows PowerShell writes such files as UTF-16."""
    coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(coding).strip()
    except UnicodeDecodeError:
        return None
    return text if text.isascii() and text[:2] in ("MI", "MF", "MD", "MG", "MH", "ME", "MC") else None


def _refuse_path(route: str, raw: str) -> None:
    looks = raw.lower().endswith((".pfx", ".p12")) or (len(raw) < 1024 and "\0" not in raw and _is_file(raw))
    if looks:
        raise UsageError(
            f"{route} looks like the path of a file", hint=f"Give the file itself: @{raw} (in PowerShell file:{raw})."
        )


def _is_file(raw: str) -> bool:
    return os.path.isfile(raw)  # noqa: PTH113 - pathlib stays off the cold path


def parse_document(text: str, route: str, shell: str) -> Any:
    """
    Parse JSON or a PowerShell literal.

    Raises: UsageError that says what the shell did to the text when it can be told.
    """
    stripped = text.strip()
    if stripped.startswith("@"):
        return parse_literal(stripped)
    try:
        return JSON.decode(stripped)
    except RecursionError:
        raise UsageError(f"{route} is nested too deeply") from None
    except ValueError as error:
        if '"' not in stripped and stripped.startswith("{"):
            raise UsageError(
                f"{route} is JSON without its quotes: the shell removed them", hint=_ADVICE[shell]
            ) from None
        where = f" (character {error.pos + 1})" if isinstance(error, json.JSONDecodeError) else ""
        raise UsageError(f"{route} is not JSON{where}", hint=_ADVICE[shell]) from None


def _is_object(parameter: Parameter) -> bool:
    return parameter.type == "Json" or (parameter.type[:1].islower() and not parameter.choices)


def headers_of(given: Given, sources: Sources, shell: str) -> dict[str, str]:
    """Read `-Headers`."""
    from graphkey.client.bind import checked_headers

    raw = given.text("Headers")
    if raw is None:
        return {}
    typed = raw.lstrip()[:1] == "{" or raw.lstrip()[:2] == "@{"
    text = raw if typed else resolve(raw, sources=sources).text or ""
    return checked_headers(parse_document(text, "-Headers", shell))

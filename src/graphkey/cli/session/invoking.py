"""
`Invoke-MgGraphRequest`: any request to the context's Graph, and its answer to the terminal or a file.

A document goes the way of `graphkey request`: known paths get their spelling of keys, the PFX check and the clean copy, and
references in secret fields are followed. A file or a text of another type is sent as it is.

Rule: the token goes to the context's origin and nowhere else, so a whole URL must lie there.
Rule: an answer's file appears whole or not at all.
Source: learn.microsoft.com/powershell/module/microsoft.graph.authentication/invoke-mggraphrequest;
Cmdlets/InvokeMgGraphRequest.cs (a table becomes the query of a GET; -PassThru prints beside the file).
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from graphkey.catalog.sets import Signature
from graphkey.cli import show
from graphkey.cli.binder import Given
from graphkey.cli.graph import connected, teller
from graphkey.cli.headers_file import HeadersFile
from graphkey.cli.session.answer_file import AnswerFile
from graphkey.cli.session.run import write
from graphkey.cli.values import Reading, headers_of
from graphkey.cli.world import World, printable
from graphkey.client.client import Far, Ready, ready, send
from graphkey.client.document import secret_names
from graphkey.client.prepare import Options
from graphkey.client.raw import METHODS, raw_signature
from graphkey.client.read import read
from graphkey.config.references import Sources, resolve
from graphkey.connect import Connection
from graphkey.errors import Error, UsageError
from graphkey.secret import mask_url
from graphkey.wire import Response

_OUTPUT_TYPES = ("hashtable", "psobject", "httpresponsemessage", "json")
_JSON = "application/json"


def invoke_request(given: Given, world: World) -> int:
    """Send one request and hand on its answer."""
    _check(given)
    sources = Sources(world.environ, world.stdin.read)
    with connected(given, world, sources) as connection:
        call = _Invocation(given, world, connection, sources)
        if given.on("WhatIf"):
            call.show()
        elif call.agreed():
            call.send()
    return 0


def _check(given: Given) -> None:
    method = given.text("Method") or "GET"
    if method.upper() not in METHODS:
        raise UsageError(f"-Method {method} is none", hint=f"Give one of {', '.join(METHODS)}.")
    if (given.text("OutputType") or "HashTable").lower() not in _OUTPUT_TYPES:
        raise UsageError(
            f"-OutputType {given.text('OutputType')} is none", hint="HashTable, PSObject, Json or HttpResponseMessage."
        )
    for one, other in (("OutputFilePath", "InferOutputFileName"), ("Body", "InputFilePath")):
        if one in given.values and other in given.values:
            raise UsageError(f"-{one} and -{other} are both given", hint="Keep one of them.")
    if given.on("PassThru") and not ("OutputFilePath" in given.values or given.on("InferOutputFileName")):
        raise UsageError("-PassThru needs a file to pass by", hint="Give -OutputFilePath or -InferOutputFileName.")


class _Invocation:
    """One request, from its parameters to its answer."""

    def __init__(self, given: Given, world: World, connection: Connection, sources: Sources) -> None:
        self.given = given
        self.world = world
        self.connection = connection
        self.sources = sources
        self.far = Far(
            connection.transport, connection.root, teller(given, world), connection.now or world.now, world.entropy
        )
        self.raw: bytes | None = None
        self.one = self._ready()

    # -- the request -------------------------------------------------------------------------------------------------

    def _ready(self) -> Ready:
        method = (self.given.text("Method") or "GET").upper()
        path = relative(self.given.text("Uri") or "", self.connection.root)
        headers = headers_of(self.given, self.sources, self.world.shell)
        agent, kind = self.given.text("UserAgent"), self.given.text("ContentType")
        named = {"user-agent": agent, "content-type": kind}
        from graphkey.client.bind import checked_headers

        headers |= checked_headers({name: value for name, value in named.items() if value is not None})
        if method == "GET" and "Body" in self.given.values:
            path += _joined(path, self._query())
        elif self._is_raw(headers):
            self.raw = self._raw_body()
        found = _with_body(raw_signature(method, path))
        values = {} if method == "GET" or self.raw is not None else self._document(found)
        found = found._replace(sets=(found.sets[0]._replace(body=bool(values)),))
        options = Options(
            as_is=self.given.on("AsIs"),
            skip_check=self.given.on("SkipPfxCheck"),
            ask=self.world.terminal.ask_secret,
        )
        one = ready(found, values, self.far, options, headers)
        if self.raw is None:
            return one
        kind = headers.get("content-type", "application/octet-stream")
        return one._replace(
            request=one.request._replace(headers={**one.request.headers, "content-type": kind}, body=self.raw)
        )

    def _is_raw(self, headers: Mapping[str, str]) -> bool:
        """Tell whether the body is sent as it is: a file, or a text of a type that is not JSON."""
        kind = headers.get("content-type", _JSON).split(";")[0].strip().lower()
        other = kind != _JSON and not kind.endswith("+json")
        return "InputFilePath" in self.given.values or (other and "Body" in self.given.values)

    def _raw_body(self) -> bytes:
        path = self.given.text("InputFilePath")
        text = f"file:{path}" if path is not None else self.given.text("Body") or ""
        return resolve(text, sources=self.sources, binary=True).data or b""

    def _document(self, found: Any) -> dict[str, Any]:
        text = self.given.text("Body")
        if text is None:
            return {}
        inner = Given(found, {"Body": text})
        reading = Reading(inner, self.sources, self.world.shell)
        if text == "-":
            from graphkey.cli.values import parse_document

            raw = resolve(text, sources=self.sources).text or ""
            document = parse_document(raw, "standard input", self.world.shell)
            return {"Body": reading.body(document, inner.parameter("Body"), piped=True)}
        return reading.values()

    def _query(self) -> dict[str, Any]:
        from graphkey.cli.values import parse_document

        text = self.given.text("Body") or ""
        typed = text.lstrip()[:1] == "{" or text.lstrip()[:2] == "@{"
        raw = text if typed else resolve(text, sources=self.sources).text or ""
        document = parse_document(raw, "-Body", self.world.shell)
        if not isinstance(document, dict):
            raise UsageError("-Body of a GET takes an object, whose keys become the query", hint='{"$top": 5}')
        return document

    # -- before sending ----------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Show what would be sent."""
        secrets = secret_names(self.one.call.operation)
        self.world.stdout.write(show.what_if(self.given.signature, self.one, self.connection, secrets))
        if self.raw is not None:
            self.world.stdout.write(f"  The body would be {len(self.raw)} bytes, as they are.\n")

    def agreed(self) -> bool:
        """Ask first, with -Confirm."""
        from graphkey.cli.session.asking import agreed

        request = self.one.request
        return agreed(
            self.given, self.world, f"Send {request.method} {mask_url(request.url)} (tenant {self.connection.tenant})"
        )

    # -- the answer --------------------------------------------------------------------------------------------------

    def send(self) -> None:
        """Send the request and hand on the answer."""
        for sent in self.one.prepared.sent:
            self.world.say(show.bundle_line(sent))
        headers = HeadersFile(self.given.text("ResponseHeadersVariable"))
        file = AnswerFile(self.given, self.world)
        headers.reserve()
        try:
            file.reserve()
            response = self._answer()
            headers(response)
            self._check_status(response)
            if file.wanted:
                file.write(response)
        finally:
            file.close()
            headers.close()
        if not file.wanted or self.given.on("PassThru"):
            self._print(response)

    def _check_status(self, response: Response) -> None:
        name = self.given.text("StatusCodeVariable")
        if name:
            self.world.say(f"{name}={response.status}")
        if response.status >= 300 and not self.given.on("SkipHttpErrorCheck"):
            read(self.one.call.operation, response)

    def _answer(self) -> Response:
        if self.one.request.method != "GET":
            request = self.one.request
            self.world.say(f"{request.method} {mask_url(request.url)} (tenant {self.connection.tenant})")
        if self.one.prepared.thumbprint is None:
            return self.far.transport(self.one.request)
        seen: list[Response] = []
        try:
            send(self.one, self.far, seen=seen.append)  # looks an upload up that may have arrived
        except Error:
            if not seen:
                raise
        return seen[-1]

    def _shown(self, text: str) -> str:
        return printable(text) if self.world.columns is not None else text

    def _print(self, response: Response) -> None:
        kind = (self.given.text("OutputType") or "HashTable").lower()
        if kind == "httpresponsemessage":
            body = _readable(response, strict=False)
            write(
                self.given,
                self.world,
                {"statusCode": response.status, "headers": dict(response.headers), "content": body},
            )
        elif kind == "json":
            text = response.body.decode("utf-8-sig", "replace")
            self.world.stdout.write(self._shown(text) + "\n" if text else "")
        elif response.body.strip():
            found = _readable(response, strict=True)
            if isinstance(found, str):
                self.world.stdout.write(self._shown(found) + "\n")
            else:
                write(self.given, self.world, found)


def _with_body(found: Signature) -> Signature:
    """Call the body's parameter as this command calls it."""
    return found._replace(
        parameters=tuple(p._replace(name="Body") if p.place == "whole-body" else p for p in found.parameters)
    )


def relative(uri: str, root: str) -> str:
    """
    Return a URI as a path with its version.

    Args:
        uri: a path, or a whole URL below `root`.
    Raises: UsageError for a URL of another origin, and for a path without version.
    """
    path = uri.strip().replace(" ", "%20")
    if "://" in path:
        from graphkey.config.origin import origin_of

        if origin_of(path) is None or origin_of(path) != origin_of(root) or "@" in path.split("://")[1].split("/")[0]:
            raise UsageError(
                f"-Uri lies at another origin than the context's Graph ({root}), so nothing is sent there",
                hint="The token goes to the context's Graph and nowhere else: give a path such as /v1.0/…, "
                "or choose another context.",
            )
        path = "/" + path.split("://")[1].partition("/")[2]
    if path.lstrip("/").split("/")[0].split("?")[0].lower() not in ("v1.0", "beta"):
        raise UsageError("-Uri names no version", hint="Begin it with /v1.0/ or /beta/.")
    return path


def _joined(path: str, query: Mapping[str, Any]) -> str:
    """Write a table as the rest of a path's query."""
    parts = []
    for name, value in query.items():
        text = json.dumps(value) if isinstance(value, (bool, dict, list)) or value is None else str(value)
        parts.append(f"{quote(str(name), safe='$')}={quote(text, safe=_QUERY_SAFE)}")
    return ("&" if "?" in path else "?") + "&".join(parts) if parts else ""


_QUERY_SAFE = "$'(),:/*!@"


def _readable(response: Response, *, strict: bool) -> Any:
    """
    Return a body as a document, or as text where it is text.

    Raises: UsageError for bytes of another kind, when strict; otherwise they come as base64.
    """
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    try:
        text = response.body.decode("utf-8-sig")
        return json.loads(text) if kind.endswith("json") or not kind.startswith("text/") else text
    except (ValueError, RecursionError):
        if not strict:
            from base64 import b64encode

            return b64encode(response.body).decode()
        raise UsageError(
            f"the service answered {len(response.body)} bytes of {kind or 'an unnamed type'}, which is no document",
            hint="Give -OutputFilePath FILE to keep them.",
        ) from None

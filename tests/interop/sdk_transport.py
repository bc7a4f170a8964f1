"""
msgraph-beta-sdk and msgraph-sdk as a Transport: a Request goes through their request builders and models, unmodified.

The path is walked over the builders' own attributes, and the builder that comes out must have the path's template; a body is read
into the SDK's own model and written by it; an answer comes back as the SDK's model says it. What the SDK loses on the way
is lost here too, and that is what tests look for.
"""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from kiota_abstractions.api_error import APIError
from kiota_abstractions.authentication import (
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_serialization_json.json_parse_node import JsonParseNode
from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter

from graphkey.catalog import load
from graphkey.catalog.paths import key_of
from graphkey.wire import Request, Response

PACKAGES = {"beta": "msgraph_beta", "v1.0": "msgraph"}
_SPELLED = {"$value": "content"}


class NotOfferedError(Exception):
    """Say that the SDK has no builder or no method for a request."""


class SdkTransport:
    """
    Send requests of one version through its SDK.

    Args:
        origin: of the served Graph.
        client: trusts its authority.
    """

    def __init__(
        self, version: str, origin: str, token: str, client: httpx.AsyncClient, loop: asyncio.AbstractEventLoop
    ) -> None:
        package = import_module(PACKAGES[version])
        client.event_hooks = {"response": [self._note]}
        adapter = package.GraphRequestAdapter(BaseBearerTokenAuthenticationProvider(_Token(token)), client)
        adapter.base_url = f"{origin}/{version}"
        self._version, self._loop = version, loop
        self._graph = package.GraphServiceClient(request_adapter=adapter)
        self._last: httpx.Response | None = None

    def __call__(self, request: Request) -> Response:
        """Send one request; what the SDK raises for an answer of Graph's comes back as that answer."""
        url = urlsplit(request.url)
        match = load.operations_at(self._version, url.path.removeprefix(f"/{self._version}"))
        if match is None or request.method not in match.operations:
            raise NotOfferedError(f"{request.method} {url.path} is in no catalog")
        builder = self._builder(match.template, match.ids)
        method = getattr(builder, request.method.lower(), None)
        if method is None:
            raise NotOfferedError(f"{type(builder).__name__} has no {request.method.lower()}")
        given = [_body(builder, request)] if request.body else []
        self._last = None
        try:
            result = self._loop.run_until_complete(
                method(*given, request_configuration=_configured(builder, request, url.query))
            )
        except APIError as error:
            if self._last is None or error.response_status_code is None:
                raise
            return Response(error.response_status_code, {"content-type": "application/json"}, self._last.content)
        assert self._last is not None, "the SDK answered without asking"
        return Response(self._last.status_code, *_shown(result, self._last.headers.get("content-type", "")))

    async def _note(self, response: httpx.Response) -> None:
        await response.aread()
        self._last = response

    def _builder(self, template: str, ids: dict[str, str]) -> Any:
        found: Any = self._graph
        for segment in template.split("/")[1:]:
            name = _attribute(type(found), segment)
            if name is None:
                raise NotOfferedError(f"{type(found).__name__} has nothing for {segment}")
            found = getattr(found, name)
            if segment.startswith("{"):
                found = found(ids[segment[1:-1]])
        if _key(found.url_template) != key_of(template):
            raise NotOfferedError(f"{template} leads the SDK to {found.url_template}")
        return found


class _Token(AccessTokenProvider):
    def __init__(self, token: str) -> None:
        self._token = token

    async def get_authorization_token(self, uri: str, additional_authentication_context: Any = None) -> str:
        return self._token

    def get_allowed_hosts_validator(self) -> AllowedHostsValidator:
        return AllowedHostsValidator(["localhost"])


@cache
def _attribute(builder: type, segment: str) -> str | None:
    """Find the attribute of a builder that leads to a segment: `by_…` for an id, else the one that is spelled like it."""
    if segment.startswith("{"):
        return next((name for name in dir(builder) if name.startswith("by_")), None)
    wanted = _letters(_SPELLED.get(segment, segment))
    same = (name for name in dir(builder) if _letters(name) == wanted)
    return next((name for name in same if isinstance(getattr(builder, name), property)), None)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _key(url_template: str) -> str:
    path = re.sub(r"\{[?&].*?\}|\?.*", "", url_template.removeprefix("{+baseurl}"))
    return re.sub(r"\{[^}]*\}", "{}", path).lower().replace("%24", "$")


def _body(builder: Any, request: Request) -> Any:
    """Read the body into the model that the builder's method takes."""
    method = getattr(builder, f"to_{request.method.lower()}_request_information")
    name = method.__annotations__["body"]
    if name == "bytes":
        return request.body
    module = import_module(type(builder).__module__)
    with open(str(module.__file__), encoding="utf-8") as file:
        source = re.search(rf"^ *from (\.+\S+) import {name}$", file.read(), re.MULTILINE)
    assert source is not None, name
    model = getattr(import_module(source[1], module.__package__), name)
    read = JsonParseNode(json.loads(request.body)).get_object_value(model)
    _settle_flags(read)
    return read


def _configured(builder: Any, request: Request, query: str) -> Any:
    configuration: Any = RequestConfiguration()
    for name, value in request.headers.items():
        if name.lower() != "authorization" and value != "application/json":  # the SDK says these itself
            configuration.headers.add(name, value)
    if query:
        kind = f"{type(builder).__name__}{request.method.capitalize()}QueryParameters"
        if not hasattr(builder, kind):
            raise NotOfferedError(f"{type(builder).__name__} takes no query")
        configuration.query_parameters = getattr(builder, kind)(**dict(_options(query)))
    return configuration


def _options(query: str) -> Iterator[tuple[str, Any]]:
    for name, value in parse_qsl(query):
        plain = name.lstrip("$@")
        yield (
            plain,
            int(value) if plain in ("top", "skip") else value.split(",") if plain in ("select", "expand") else value,
        )


def _shown(result: Any, content_type: str) -> tuple[dict[str, str], bytes]:
    if result is None:
        return {}, b""
    if isinstance(result, bytes):
        return {"content-type": content_type}, result
    if isinstance(result, int):
        return {"content-type": "text/plain"}, str(result).encode()
    _settle_flags(result)
    writer = JsonSerializationWriter()
    writer.write_object_value(None, result)
    return {"content-type": "application/json"}, writer.get_serialized_content()


def _settle_flags(model: Any) -> None:
    """
    Turn a list of one member, where the model declares one value, into that member.

    The SDK reads an enumeration of flags into a list and writes nothing of it; a caller who sets such a property gives a member.
    """
    for field in fields(model) if is_dataclass(model) else ():
        value = getattr(model, field.name)
        if (
            isinstance(value, list)
            and len(value) == 1
            and isinstance(value[0], Enum)
            and "list[" not in str(field.type)
        ):
            setattr(model, field.name, value[0])
        for one in value if isinstance(value, list) else [value]:
            _settle_flags(one)

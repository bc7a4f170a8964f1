"""
What the local Graph says of itself: `$metadata`, the list of what paths begin with, and the OpenAPI description.

Called by `service` before anybody is asked who he is: a description is the same for everybody, and tools read it first.

Source: OData 4.01 part 1, sections 11.1.1 and 11.1.2; https://learn.microsoft.com/graph/traverse-the-graph
"""

from collections.abc import Callable
from typing import cast
from urllib.parse import unquote

from graphkey.catalog.model import Operation, Version
from graphkey.localgraph.odata.options import Options
from graphkey.localgraph.problems import bad_request, method_not_allowed
from graphkey.wire import Request, Response, json_response

_XML = ("xml", "application/xml")
_OPENAPI = {f"openapi/{version}.json": version for version in ("beta", "v1.0")}


def describe(request: Request, version: Version, path: str, root: str, query: str) -> Response | None:
    """
    Answer `$metadata` and the service document of a version; None for any other path.

    Args:
        path: after the version, percent-encoded as sent, without slashes around it.
        root: `https://localhost:8443/beta`.
    """
    name = unquote(path).lower()
    if name not in ("", "$metadata"):
        return None
    if request.method != "GET":
        raise method_not_allowed(("GET",))
    from graphkey.localgraph.description.metadata import metadata_document, service_document

    options = Options(query)
    if name == "":
        options.allow()
        return json_response(200, service_document(version, root))
    wanted = options.values.pop("format", "xml").lower()
    options.allow()
    if wanted not in _XML:
        raise bad_request("$metadata is answered as XML alone.")
    return Response(200, {"content-type": "application/xml", "odata-version": "4.0"}, metadata_document(version))


def describe_as_openapi(request: Request, path: str, served: Callable[[Operation], object]) -> Response | None:
    """
    Answer `/-/openapi/beta.json` and `/-/openapi/v1.0.json`; None for any other path.

    Args:
        path: after `/-/`, percent-encoded as sent.
        served: tells of an operation whether there is anything that answers it.
    """
    version = _OPENAPI.get(unquote(path).lower())
    if version is None:
        return None
    if request.method != "GET":
        raise method_not_allowed(("GET",))
    from graphkey.localgraph.description.openapi import openapi_document

    body = openapi_document(cast(Version, version), served)
    return Response(200, {"content-type": "application/json; charset=utf-8"}, body)

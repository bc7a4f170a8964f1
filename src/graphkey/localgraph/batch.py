"""
`POST /{version}/$batch`: up to 20 requests in one, each answered by the service itself.

Called by `service`, which is given back every item as a Request of its own, so routing, permissions and throttling
are those of a single request.

Rule: an item whose dependency failed is not run and answers 424.
Source: https://learn.microsoft.com/graph/json-batching
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, NamedTuple

from graphkey.errors import GraphError
from graphkey.localgraph.content import read_object
from graphkey.localgraph.problems import bad_request
from graphkey.wire import Document, Request, Response, Transport, json_response

MAX_ITEMS = 20
_METHODS = frozenset({"GET", "POST", "PATCH", "PUT", "DELETE"})


class _Item(NamedTuple):
    id: str
    request: Request
    depends_on: tuple[str, ...]


def answer_batch(request: Request, root: str, answer: Transport) -> Response:
    """
    Run the items of a batch, each after those that it depends on.

    Args:
        root: `https://localhost:8443/beta`.
        answer: answers one item.
    Raises:
        BadRequestError: the batch as a whole cannot be understood.
    """
    items = _items(read_object(request), request, root)
    responses: dict[str, Response] = {}
    waiting = dict(items)
    while waiting:
        ready = [item for item in waiting.values() if all(name in responses for name in item.depends_on)]
        if not ready:
            raise bad_request("The requests of the batch depend on each other in a circle.")
        for item in ready:
            failed = any(responses[name].status >= 400 for name in item.depends_on)
            responses[item.id.lower()] = _dependency_failed() if failed else answer(item.request)
            del waiting[item.id.lower()]
    return json_response(200, {"responses": [_shown(item.id, responses[key]) for key, item in items.items()]})


def _items(document: Document, batch: Request, root: str) -> dict[str, _Item]:
    entries = document.get("requests")
    if not isinstance(entries, list) or not entries:
        raise bad_request("A batch needs 'requests', a list of at least one.")
    if len(entries) > MAX_ITEMS:
        raise bad_request(f"Number of batch request steps exceeds the maximum value of {MAX_ITEMS}.")
    items: dict[str, _Item] = {}
    for entry in entries:
        item = _item(entry, batch, root)
        if item.id.lower() in items:
            raise bad_request("The 'id' of each request of a batch must be its own.")
        items[item.id.lower()] = item
    for item in items.values():
        if any(name not in items for name in item.depends_on):
            raise bad_request("A 'dependsOn' names a request that is not in the batch.")
    return items


def _item(entry: Any, batch: Request, root: str) -> _Item:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or not entry["id"]:
        raise bad_request("Each request of a batch needs an 'id'.")
    method, url = str(entry.get("method", "")).upper(), entry.get("url")
    if method not in _METHODS or not isinstance(url, str) or not url:
        raise bad_request("Each request of a batch needs a 'method' and a 'url'.")
    depends_on = entry.get("dependsOn") or []
    if not isinstance(depends_on, list) or not all(isinstance(name, str) for name in depends_on):
        raise bad_request("A 'dependsOn' is a list of ids.")
    headers = _headers(entry.get("headers") or {}, batch)
    body = _body(entry.get("body"), headers)
    place = f"{root}/{_as_sent(url).lstrip('/')}"
    return _Item(entry["id"], Request(method, place, headers, body), tuple(name.lower() for name in depends_on))


def _as_sent(url: str) -> str:
    """Percent-encode what a URL in JSON may hold and a URL on the wire may not."""
    return "".join(c if "!" <= c <= "~" else "".join(f"%{byte:02X}" for byte in c.encode()) for c in url)


def _headers(given: Any, batch: Request) -> dict[str, str]:
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise bad_request("The 'headers' of a request of a batch are an object of texts.")
    headers = {name.lower(): value for name, value in given.items()}
    # Who asks is said once, by the batch; an item cannot speak for another.
    for name in ("authorization", "host"):
        headers.pop(name, None)
        if name in batch.headers:
            headers[name] = batch.headers[name]
    return headers


def _body(body: Any, headers: Mapping[str, str]) -> bytes:
    if body is None:
        return b""
    if "content-type" not in headers:
        raise bad_request("A request of a batch with a 'body' needs a 'Content-Type' among its headers.")
    if isinstance(body, str) and "json" not in headers["content-type"].lower():
        try:
            return b64decode(body, validate=True)
        except ValueError as error:
            raise bad_request("A 'body' that is no JSON must be base64.") from error
    return json.dumps(body, ensure_ascii=False).encode()


def _dependency_failed() -> Response:
    error = GraphError(424, "FailedDependency", "Dependent request failed")
    return json_response(424, {"error": {"code": error.code, "message": error.message}})


def _shown(item_id: str, response: Response) -> Document:
    shown: Document = {"id": item_id, "status": response.status, "headers": _shown_headers(response.headers)}
    if response.body:
        content_type = response.headers.get("content-type", "")
        if "json" in content_type:
            shown["body"] = json.loads(response.body)
        elif content_type.startswith("text/"):
            shown["body"] = response.body.decode()
        else:
            shown["body"] = b64encode(response.body).decode()
    return shown


def _shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers as the rest of the world writes them: `Content-Type`."""
    return {"-".join(part.capitalize() for part in name.split("-")): value for name, value in headers.items()}

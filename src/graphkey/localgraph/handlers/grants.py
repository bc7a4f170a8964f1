"""
Delegated permission grants: delta, what has changed since the last time.

A delta link names what the collection was when its round began: hashes of all grants, kept under the link's token. So
nothing has to be written when a grant changes, and a round neither misses nor hides a change made meanwhile.

Rule: a token that this service did not give out, or has forgotten, answers 410, and the caller begins again.
Source: https://learn.microsoft.com/graph/api/oauth2permissiongrant-delta, https://learn.microsoft.com/graph/delta-query-overview
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from graphkey.errors import GraphError, graph_error
from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.odata.answers import PAGE_SIZE, project, selected_names
from graphkey.localgraph.resources.entities import shown
from graphkey.localgraph.storage.store import TenantWriter, item_path
from graphkey.wire import Document, Response, json_response

COLLECTION = "/oauth2PermissionGrants"
TYPE = "oAuth2PermissionGrant"
KEPT_ROUNDS = 50
_ITEM = "/oauth2PermissionGrants/{oAuth2PermissionGrant-id}"
_ROUNDS = "/oauth2permissiongrantrounds"
_ORDER = "/oauth2permissiongrantround"  # ids of the rounds, the one used longest ago first

State = dict[str, str]
"""Key -> hash of the grant."""


def list_changes(call: Call) -> Response:
    """Answer a page of the grants that are new, changed or gone since the link's round; all when there is no link."""
    call.options.allow("select", "deltatoken", "skiptoken", "top")
    selected = selected_names(call.options, call.type_named(TYPE))
    selected = ["id", *selected] if selected else []
    with call.store.writing() as writer:
        since, until, after = _position(call, writer)
        before, now = _state(writer, since), _state(writer, until)
        keys = sorted(key for key in before.keys() | now.keys() if key > after and before.get(key) != now.get(key))
        page = keys[: call.options.number("top", PAGE_SIZE) or PAGE_SIZE]
        value = [_change(call, writer, key, selected, gone=key not in now) for key in page]
    more = len(keys) > len(page)
    name, token = ("nextLink", [since, until, page[-1]]) if more else ("deltaLink", [until])
    kind = "$skiptoken" if more else "$deltatoken"
    head = {"@odata.context": f"{call.root}/$metadata#{COLLECTION[1:]}"}
    kept = "&".join(f"{key}={text}" for key, text in call.options.pairs if key.lower().endswith(("select", "top")))
    link = f"{call.url}?{kind}={_written(token)}{'&' + kept if kept else ''}"
    return json_response(200, {**head, f"@odata.{name}": link, "value": value})


def _position(call: Call, writer: TenantWriter) -> tuple[str, str, str]:
    """Return the round that the caller knows, the one that he is being told of, and the last key that he was given."""
    skip, delta = call.options.text("skiptoken"), call.options.text("deltatoken")
    if skip is not None:
        token = _read(skip, 3)
        return token[0], token[1], token[2]
    since = "" if delta is None else _read(delta, 1)[0]
    if since:
        _state(writer, since)
    return since, _new_round(call, writer, since), ""


def _new_round(call: Call, writer: TenantWriter, since: str) -> str:
    """Keep what the collection is now; forget the round that was used longest ago when there are too many."""
    state = {row.path.rpartition("/")[2]: _hash(row.document) for row in writer.rows(COLLECTION.lower())}
    round_id = call.parts.new_id()
    writer.insert(item_path(_ROUNDS, round_id), {"state": state})
    others = [one for one in (writer.read(_ORDER) or {}).get("rounds", ()) if one != since]
    known = [*others, *([since] if since else []), round_id]
    for forgotten in known[:-KEPT_ROUNDS]:
        writer.delete(item_path(_ROUNDS, forgotten))
    writer.put(_ORDER, {"rounds": known[-KEPT_ROUNDS:]})
    return round_id


def _state(writer: TenantWriter, round_id: str) -> State:
    if not round_id:
        return {}
    found = writer.read(item_path(_ROUNDS, round_id))
    if found is None:
        raise _gone()
    state: State = found["state"]
    return state


def _change(call: Call, writer: TenantWriter, key: str, selected: list[str], *, gone: bool) -> Document:
    document = writer.read(f"{COLLECTION.lower()}/{key}")
    if gone or document is None:
        from urllib.parse import unquote

        return {"id": unquote(key), "@removed": {"reason": "deleted"}}
    return project(shown(call.version, _ITEM, call.type_named(TYPE), document), selected)


def _hash(document: Document) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:20]


def _written(token: list[str]) -> str:
    return urlsafe_b64encode(json.dumps(token, separators=(",", ":")).encode()).rstrip(b"=").decode()


def _read(text: str, length: int) -> list[str]:
    try:
        token: Any = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError) as error:
        raise _gone() from error
    if not isinstance(token, list) or len(token) != length or not all(isinstance(one, str) for one in token):
        raise _gone()
    return token


def _gone() -> GraphError:
    return graph_error(
        410, "syncStateNotFound", "The delta token is not known any more; begin with a request without one."
    )


HANDLERS: Handlers = {("GET", f"{COLLECTION}/delta()"): list_changes}

"""
Temporary access passes of a user: create, list, get.

The pass is answered once, when it is made, and lies in a box from then on. Whether it can be used is worked out when it is
read: by the method's policy and by its dates. Nobody signs in here with one, so none is ever used up.

Rule: a user has one pass; a new one takes the place of the one before.
Source: https://learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods,
https://learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethod
"""

from base64 import b64encode
from datetime import datetime, timedelta

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.handlers.generic import listing_of, place_of
from graphkey.localgraph.odata.answers import answer_collection, entity_context, project, selected_names
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.resources.changes import document_at, keep_boxes
from graphkey.localgraph.resources.entities import date_text, shown
from graphkey.localgraph.resources.places import Place, read_document
from graphkey.localgraph.storage.store import item_path
from graphkey.wire import Document, Response, json_response

COLLECTION = "/users/{user-id}/authentication/temporaryAccessPassMethods"
ITEM = f"{COLLECTION}/{{temporaryAccessPassAuthenticationMethod-id}}"
TYPE = "temporaryAccessPassAuthenticationMethod"
MIN_MINUTES, DEFAULT_MINUTES, MAX_MINUTES = 10, 60, 43_200
BOX = "temporaryAccessPass"
_POLICY = "/policies/authenticationmethodspolicy/authenticationmethodconfigurations/temporaryaccesspass"


def create_pass(call: Call) -> Response:
    """Make a pass, in the place of the one that the user has."""
    place = place_of(call)
    content = call.content(TYPE, whole=False)
    policy = _policy(call)
    minutes = _minutes(content, policy)
    once = content.get("isUsableOnce")
    if once is None:
        once = policy.get("isUsableOnce", False)
    elif not once and policy.get("isUsableOnce"):
        raise bad_request("The policy allows passes for one use alone; 'isUsableOnce' cannot be false.")
    given = {name: value for name, value in content.items() if name not in ("id", BOX)}
    document = {
        **given,
        "id": call.parts.new_id(),
        "createdDateTime": date_text(call.now),
        "startDateTime": date_text(_start(content, call.now)),
        "lifetimeInMinutes": minutes,
        "isUsableOnce": once,
    }
    secret = _new_pass(call, int(policy.get("defaultLength") or 8))
    with call.store.writing() as writer:
        for row in writer.rows(place.path):
            writer.delete(row.path)
        path = item_path(place.path, document["id"])
        writer.insert(path, document)
        keep_boxes(call, writer, path, {BOX: secret.encode()})
    answer = {**_rendered(call, place, document), BOX: secret}
    context = f"{call.root}/$metadata#{entity_context(place.context, [])}"
    location = f"{call.root}{place.url}/{document['id']}"
    return json_response(201, {"@odata.context": context, **answer}, location=location)


def list_passes(call: Call) -> Response:
    """Answer the list."""
    place = place_of(call)
    listing = listing_of(call, place)._replace(render=lambda document: _rendered(call, place, document))
    return json_response(200, answer_collection(listing, call.store, call.options, call.url, call.root))


def get_pass(call: Call) -> Response:
    """Answer one."""
    place = place_of(call)
    document = document_at(call.store, call, place)
    call.options.allow("select", "expand")
    selected = selected_names(call.options, call.type_named(TYPE))
    context = entity_context(place.context.rpartition("('")[0], selected)
    body = project(_rendered(call, place, document), selected)
    return json_response(200, {"@odata.context": f"{call.root}/$metadata#{context}", **body})


def usability(document: Document, policy: Document, now: datetime) -> tuple[bool, str]:
    """Say whether a pass can be used at a moment, and why or why not."""
    # One that was made as any method, through `methods`, may say neither.
    starts = datetime.fromisoformat(document.get("startDateTime") or document["createdDateTime"])
    minutes = int(document.get("lifetimeInMinutes") or DEFAULT_MINUTES)
    if policy.get("state") != "enabled":
        return False, "DisabledByPolicy"
    if now < starts:
        return False, "NotYetValid"
    if now >= starts + timedelta(minutes=minutes):
        return False, "Expired"
    return True, "EnabledByPolicy"


def _rendered(call: Call, place: Place, document: Document) -> Document:
    usable, reason = usability(document, _policy(call), call.now)
    plain = shown(call.version, ITEM, call.type_named(TYPE), document)
    return {**plain, "temporaryAccessPass": None, "isUsable": usable, "methodUsabilityReason": reason}


def _policy(call: Call) -> Document:
    return read_document(call.store, _POLICY) or {}


def _minutes(content: Document, policy: Document) -> int:
    minutes = content.get("lifetimeInMinutes")
    if minutes is None:
        return int(policy.get("defaultLifetimeInMinutes") or DEFAULT_MINUTES)
    if not MIN_MINUTES <= minutes <= MAX_MINUTES:
        raise bad_request(f"The property 'lifetimeInMinutes' must be between {MIN_MINUTES} and {MAX_MINUTES}.")
    return int(minutes)


def _start(content: Document, now: datetime) -> datetime:
    text = content.get("startDateTime")
    if text is None:
        return now
    try:
        starts = datetime.fromisoformat(text)
    except ValueError as error:
        raise bad_request("The property 'startDateTime' must be a date and time with a zone.") from error
    if starts.tzinfo is None:
        raise bad_request("The property 'startDateTime' must be a date and time with a zone.")
    return starts.astimezone(now.tzinfo)


def _new_pass(call: Call, length: int) -> str:
    return b64encode(call.parts.entropy(length)).decode()[:length]


HANDLERS: Handlers = {
    ("POST", COLLECTION): create_pass,
    ("GET", COLLECTION): list_passes,
    ("GET", ITEM): get_pass,
}

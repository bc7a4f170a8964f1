"""
Invitations: create, which adds a guest to the directory.

The link to redeem an invitation is answered once, with its ticket; what is kept of the ticket is its hash. No mail is sent.

Source: https://learn.microsoft.com/graph/api/invitation-post, https://learn.microsoft.com/graph/api/resources/invitation
"""

import hashlib
import re
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import quote

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.content import read_object
from graphkey.localgraph.handlers.generic import place_of
from graphkey.localgraph.odata.answers import entity_context
from graphkey.localgraph.problems import bad_request, not_found
from graphkey.localgraph.resources.entities import date_text, shown
from graphkey.localgraph.resources.places import member_path, read_document
from graphkey.localgraph.storage.store import TenantWriter, item_path
from graphkey.wire import Document, Response, json_response

COLLECTION = "/invitations"
TYPE = "invitation"
PENDING = "PendingAcceptance"
_ITEM = "/invitations/{invitation-id}"
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TICKET_BYTES = 24
# What the page shows of an invitation without a message of its own.
_NO_MESSAGE: Document = {
    "messageLanguage": None,
    "customizedMessageBody": None,
    "ccRecipients": [{"emailAddress": {"name": None, "address": None}}],
}


def create_invitation(call: Call) -> Response:
    """Invite somebody: make a guest, or take the user that the body names."""
    place = place_of(call)
    body = read_object(call.request)
    content = call.content(TYPE, whole=True)
    address, redirect = _address(content), _redirect(content)
    ticket = urlsafe_b64encode(call.parts.entropy(_TICKET_BYTES)).decode()
    invitation_id = call.parts.new_id()
    with call.store.writing() as writer:
        user = _user(call, writer, content, body, address)
        document = {
            "id": invitation_id,
            "invitedUserDisplayName": content.get("invitedUserDisplayName"),
            "invitedUserType": content.get("invitedUserType") or "Guest",
            "invitedUserEmailAddress": address,
            "sendInvitationMessage": bool(content.get("sendInvitationMessage")),
            "resetRedemption": bool(content.get("resetRedemption")),
            "inviteRedirectUrl": redirect,
            "status": PENDING,
            "invitedUser": {"id": user["id"]},
            "invitedUserMessageInfo": {**_NO_MESSAGE, **(content.get("invitedUserMessageInfo") or {})},
        }
        path = item_path(COLLECTION, invitation_id)
        writer.insert(path, {**document, "ticket": hashlib.sha256(ticket.encode()).hexdigest()})
    link = _redeem_url(call, invitation_id, ticket)
    plain = shown(call.version, _ITEM, call.type_named(TYPE), document)
    answer = {**plain, "inviteRedeemUrl": link}
    context = f"{call.root}/$metadata#{entity_context(place.context, [])}"
    return json_response(
        201, {"@odata.context": context, **answer}, location=f"{call.root}{COLLECTION}/{invitation_id}"
    )


def _address(content: Document) -> str:
    address = content.get("invitedUserEmailAddress")
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address) or len(address) > 254:
        raise bad_request("The property 'invitedUserEmailAddress' must be an email address.")
    return address


def _redirect(content: Document) -> str:
    redirect = content.get("inviteRedirectUrl")
    if not isinstance(redirect, str) or not re.fullmatch(r"https?://\S+", redirect, re.IGNORECASE):
        raise bad_request("The property 'inviteRedirectUrl' must be an absolute URL.")
    return redirect


def _user(call: Call, writer: TenantWriter, content: Document, body: Document, address: str) -> Document:
    """Return the user who is invited: the one named, the one of that address, or a new guest."""
    named: Any = body.get("invitedUser")
    if isinstance(named, dict) and named.get("id"):
        found = read_document(writer, member_path(writer, "/users", "/users", str(named["id"])))
        if found is None:
            raise not_found(str(named["id"]))
        return found
    principal = _principal_name(address)
    known = writer.target(item_path("/users", principal))
    if known is not None:
        return read_document(writer, known) or {}
    return _new_guest(call, writer, content, address, principal)


def _new_guest(call: Call, writer: TenantWriter, content: Document, address: str, principal: str) -> Document:
    now = date_text(call.now)
    user: Document = {
        "id": call.parts.new_id(),
        "displayName": content.get("invitedUserDisplayName") or address.partition("@")[0],
        "mail": address,
        "userPrincipalName": principal,
        "userType": content.get("invitedUserType") or "Guest",
        "accountEnabled": True,
        "createdDateTime": now,
        "creationType": "Invitation",
        "externalUserState": PENDING,
        "externalUserStateChangeDateTime": now,
    }
    path = item_path("/users", user["id"])
    writer.insert(path, user)
    writer.link(item_path("/users", principal), path)
    return user


def _principal_name(address: str) -> str:
    """Name a guest as directories do: the address with `#EXT#`, below the tenant's own domain."""
    return f"{address.replace('@', '_')}#EXT#@contoso.example"


def _redeem_url(call: Call, invitation_id: str, ticket: str) -> str:
    redeem = f"{call.origin}/redeem?tenant={call.store.tenant}&user={invitation_id}&ticket={ticket}&ver=2.0"
    return f"{call.origin}/redeem?rd={quote(redeem, safe='')}"


HANDLERS: Handlers = {("POST", COLLECTION): create_invitation}

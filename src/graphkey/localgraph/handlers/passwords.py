"""
Reset of a user's password: a long-running operation that is over when it is answered.

Rule: a password that the caller gave is in no answer; one that was made here is in one.
Source: https://learn.microsoft.com/graph/api/authenticationmethod-resetpassword,
https://learn.microsoft.com/graph/api/longrunningoperation-get
"""

from base64 import urlsafe_b64encode

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.handlers.bound import binding_document, binding_place, parameters, value_response
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.resources.changes import keep_boxes
from graphkey.localgraph.resources.entities import date_text
from graphkey.localgraph.resources.places import read_document
from graphkey.localgraph.storage.store import TenantWriter, item_path
from graphkey.wire import Response, json_response

METHOD = "/users/{user-id}/authentication/methods/{authenticationMethod-id}"
BOX = "password"
MIN_LENGTH, MAX_LENGTH = 8, 256
_MADE_BYTES = 12  # 16 characters


def reset_password(call: Call) -> Response:
    """Set a user's password to the one given, or to one made here."""
    given = parameters(call).get("newPassword")
    if given is not None and not MIN_LENGTH <= len(given) <= MAX_LENGTH:
        raise bad_request(f"The parameter 'newPassword' must have {MIN_LENGTH} to {MAX_LENGTH} characters.")
    password = given if given is not None else urlsafe_b64encode(call.parts.entropy(_MADE_BYTES)).decode()
    operation_id = call.parts.new_id()
    with call.store.writing() as writer:
        place = binding_place(call, writer)
        binding_document(call, writer, place)
        authentication, home, _ = place.path.rsplit("/", 2)
        if home != "passwordmethods":
            raise bad_request("The authentication method is no password.")
        keep_boxes(call, writer, place.path, {BOX: password.encode()})
        _note(call, writer, authentication, operation_id)
    user_url = place.url.rpartition("/methods/")[0]
    location = f"{call.root}{user_url}/operations/{operation_id}"
    if given is not None:
        return json_response(202, {}, location=location)
    return value_response(call, "passwordResetResponse", {"newPassword": password}, status=202, location=location)


def _note(call: Call, writer: TenantWriter, authentication: str, operation_id: str) -> None:
    """Keep the operation, and on the user when the password was changed."""
    now = date_text(call.now)
    operation = {"id": operation_id, "status": "succeeded", "createdDateTime": now, "lastActionDateTime": now}
    writer.insert(item_path(f"{authentication}/operations", operation_id), operation)
    user_path = authentication.rpartition("/")[0]
    writer.put(user_path, {**(read_document(writer, user_path) or {}), "lastPasswordChangeDateTime": now})


HANDLERS: Handlers = {("POST", f"{METHOD}/resetPassword"): reset_password}

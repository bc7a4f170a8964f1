"""
The PIN of a user's QR code: updatePin.

Rule: the current PIN is compared in constant time; no PIN is in an answer or an error.
Source: https://learn.microsoft.com/graph/api/qrpin-updatepin, https://learn.microsoft.com/graph/api/authentication-put-qrcodepinmethod
"""

import hmac

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.handlers.bound import binding_document, binding_place, parameters, required_text
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.resources.changes import keep_boxes
from graphkey.localgraph.resources.entities import date_text
from graphkey.localgraph.resources.places import read_document
from graphkey.wire import Response

PIN = "/users/{user-id}/authentication/qrCodePinMethod/pin"
BOX = "code"
DEFAULT_LENGTH, MAX_LENGTH = 8, 20
_POLICY = "/policies/authenticationmethodspolicy/authenticationmethodconfigurations/qrcodepin"


def update_pin(call: Call) -> Response:
    """Change the PIN for whoever knows the current one."""
    given = parameters(call)
    current, new = required_text(given, "currentPin"), required_text(given, "newPin")
    shortest = int((read_document(call.store, _POLICY) or {}).get("pinLength") or DEFAULT_LENGTH)
    if not (new.isascii() and new.isdigit() and shortest <= len(new) <= MAX_LENGTH):
        raise bad_request(f"The parameter 'newPin' must have {shortest} to {MAX_LENGTH} digits.")
    with call.store.writing() as writer:
        place = binding_place(call, writer)
        pin = binding_document(call, writer, place)
        sealed = writer.box(place.path, BOX)
        known = None if sealed is None else call.parts.vault.open(writer.tenant, place.path, BOX, sealed)
        if known is None or not hmac.compare_digest(known, current.encode()):
            raise bad_request("The parameter 'currentPin' is not the current PIN.")
        keep_boxes(call, writer, place.path, {BOX: new.encode()})
        writer.put(place.path, {**pin, "forceChangePinNextSignIn": False, "updatedDateTime": date_text(call.now)})
    return Response(204)


HANDLERS: Handlers = {("POST", f"{PIN}/updatePin"): update_pin}

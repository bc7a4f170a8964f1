"""
Passkeys of a user: creationOptions.

The module has no operation that registers a passkey, so no challenge that is given out here is ever answered, and none is
kept.

Source: https://learn.microsoft.com/graph/api/fido2authenticationmethod-creationoptions (v1.0: what is in the options; beta:
the time of the challenge), https://www.w3.org/TR/webauthn-2/
"""

from base64 import urlsafe_b64encode
from datetime import timedelta

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.handlers.bound import binding_place, value_response
from graphkey.localgraph.odata.options import decoded
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.resources.entities import date_text
from graphkey.localgraph.resources.places import read_document
from graphkey.wire import Document, Response

COLLECTION = "/users/{user-id}/authentication/fido2Methods"
RELYING_PARTY = "login.microsoftonline.com"
CHALLENGE_BYTES = 32
DEFAULT_MINUTES, MAX_MINUTES = 5, 43_200
_TIMEOUT_MS = 60_000
_ES256 = -7  # of COSE, as the page shows it
_MINUTES = "challengeTimeoutInMinutes"


def creation_options(call: Call) -> Response:
    """Answer what a client needs to make a passkey, with a new challenge; passkeys that the user has are excluded."""
    ends = call.now + timedelta(minutes=_minutes(call))
    collection = binding_place(call, call.store).path
    user = read_document(call.store, collection.rpartition("/authentication/")[0]) or {}
    known = [row.document["id"] for row in call.store.rows(collection)]
    challenge = _text(call.parts.entropy(CHALLENGE_BYTES))
    options = {"challengeTimeoutDateTime": date_text(ends), "publicKey": _public_key(user, challenge, known)}
    return value_response(call, "webauthnCredentialCreationOptions", options)


def _minutes(call: Call) -> int:
    aliases = {decoded(name).lower(): decoded(value) for name, value in call.options.pairs}
    text = call.ids.get(_MINUTES, aliases.get(f"@{_MINUTES.lower()}"))
    if text is None:
        return DEFAULT_MINUTES
    if not text.isascii() or not text.isdigit() or not DEFAULT_MINUTES <= int(text[:9]) <= MAX_MINUTES:
        raise bad_request(f"The parameter '{_MINUTES}' must be between {DEFAULT_MINUTES} and {MAX_MINUTES}.")
    return int(text)


def _public_key(user: Document, challenge: str, known: list[str]) -> Document:
    name = str(user.get("userPrincipalName") or user.get("id"))
    return {
        "rp": {"id": RELYING_PARTY, "name": "Microsoft"},
        "user": {"id": _text(name.encode()), "displayName": user.get("displayName"), "name": name},
        "challenge": challenge,
        "pubKeyCredParams": [{"type": "public-key", "alg": _ES256}],
        "timeout": _TIMEOUT_MS,
        "excludeCredentials": [{"id": one, "type": "public-key", "transports": []} for one in known],
        "authenticatorSelection": {
            "authenticatorAttachment": "platform",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "direct",
        "extensions": {},
    }


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


HANDLERS: Handlers = {
    ("GET", f"{COLLECTION}/creationOptions({_MINUTES}=@{_MINUTES})"): creation_options,
    ("GET", f"{COLLECTION}/creationOptions()"): creation_options,
}

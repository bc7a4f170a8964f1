"""
Sign-in by SMS on a user's phone: enableSmsSignIn, disableSmsSignIn.

A number that signs in is unique in the tenant: a link named by the number points to the phone that has it.

Source: https://learn.microsoft.com/graph/api/phoneauthenticationmethod-enablesmssignin and -disablesmssignin;
https://learn.microsoft.com/graph/api/resources/phoneauthenticationmethod (what each state means)
"""

from urllib.parse import quote

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.handlers.bound import binding_document, binding_place
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.resources.places import read_document
from graphkey.localgraph.storage.store import TenantStore, TenantWriter
from graphkey.wire import Document, Response

_PHONE = "/users/{user-id}/authentication/phoneMethods/{phoneAuthenticationMethod-id}"
_METHOD = "/users/{user-id}/authentication/methods/{authenticationMethod-id}"
_POLICY = "/policies/authenticationmethodspolicy/authenticationmethodconfigurations/sms"


def enable(call: Call) -> Response:
    """Let a user sign in with a mobile phone."""
    with call.store.writing() as writer:
        place = binding_place(call, writer)
        phone = _phone(call, writer, place.path)
        if phone.get("phoneType") != "mobile":
            raise bad_request("SMS sign-in can be enabled on a phone of type 'mobile' alone.")
        if not _allowed(writer):
            raise bad_request("The authentication methods policy does not allow sign-in by SMS.")
        source = _number_link(phone)
        if _taken(writer, source, place.path, phone):
            writer.put(place.path, {**phone, "smsSignInState": "phoneNumberNotUnique"})
            refused = True
        else:
            writer.link(source, place.path)
            writer.put(place.path, {**phone, "smsSignInState": "ready"})
            refused = False
    if refused:  # after the state has been kept
        raise bad_request("The phone number is not unique: somebody else signs in with it.")
    return Response(204)


def disable(call: Call) -> Response:
    """Let a user no longer sign in with a phone."""
    with call.store.writing() as writer:
        place = binding_place(call, writer)
        phone = _phone(call, writer, place.path)
        if writer.target(_number_link(phone)) == place.path:
            writer.unlink(_number_link(phone))
        writer.put(place.path, {**phone, "smsSignInState": "notEnabled"})
    return Response(204)


def _phone(call: Call, writer: TenantWriter, path: str) -> Document:
    binding_document(call, writer, binding_place(call, writer))
    phone = writer.read(path) or {}
    if "phoneNumber" not in phone:
        raise bad_request("The authentication method is no phone.")
    return phone


def _number_link(phone: Document) -> str:
    return f"/smssignin/{quote(''.join(str(phone['phoneNumber']).split()), safe='')}"


def _taken(store: TenantStore, source: str, path: str, phone: Document) -> bool:
    """Tell whether another phone signs in with the number now; one whose number has changed since does not."""
    other = store.target(source)
    document = None if other in (None, path) else store.read(str(other))
    return (
        document is not None
        and document.get("smsSignInState") == "ready"
        and _number_link(document) == _number_link(phone)
    )


def _allowed(store: TenantStore) -> bool:
    policy = read_document(store, _POLICY) or {}
    targets = policy.get("includeTargets") or ()
    return policy.get("state") == "enabled" and any(one.get("isUsableForSignIn", True) for one in targets)


HANDLERS: Handlers = {
    ("POST", f"{_PHONE}/enableSmsSignIn"): enable,
    ("POST", f"{_PHONE}/disableSmsSignIn"): disable,
    ("POST", f"{_METHOD}/enableSmsSignIn"): enable,
    ("POST", f"{_METHOD}/disableSmsSignIn"): disable,
}

"""
Hardware tokens of a user: create (assign), delete (unassign), activate, deactivate, assignAndActivate and the same by
serial number.

A token that nobody has yet lies in the directory's inventory, which is no part of this module; seeds fill it, and a body
whose device has a secret adds to it. Assigned, it lives below the user as `device` of a method of the same id.

Rule: a token's secret is in no document or answer; a code is checked against it by RFC 6238.
Rule: a wrong code changes nothing but the token's status, and only when it was to be activated.
Source: https://learn.microsoft.com/graph/api/authentication-post-hardwareoathmethods, hardwareoathauthenticationmethod-activate,
-deactivate, -delete, -assignandactivate, -assignandactivatebyserialnumber,
https://learn.microsoft.com/graph/api/resources/hardwareoathtokenauthenticationmethoddevice
"""

from typing import Any

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.content import checked, read_object
from graphkey.localgraph.handlers.bound import binding_document, binding_place, parameters, required, required_text
from graphkey.localgraph.handlers.generic import check_precondition, place_of
from graphkey.localgraph.odata.answers import entity_context
from graphkey.localgraph.problems import bad_request, conflict, not_found
from graphkey.localgraph.resources.changes import document_at, keep_boxes
from graphkey.localgraph.resources.entities import date_text, shown
from graphkey.localgraph.resources.places import read_document
from graphkey.localgraph.storage.store import TenantStore, TenantWriter, item_path
from graphkey.localgraph.totp import is_valid, read_secret
from graphkey.wire import Document, Response, json_response

COLLECTION = "/users/{user-id}/authentication/hardwareOathMethods"
ITEM = f"{COLLECTION}/{{hardwareOathAuthenticationMethod-id}}"
TYPE = "hardwareOathAuthenticationMethod"
DEVICE = "hardwareOathTokenAuthenticationMethodDevice"
INVENTORY = "/directory/authenticationMethodDevices/hardwareOathDevices"
BOX = "secretKey"
WRONG_CODE = "The verification code is not the one that the token shows now."


def create_method(call: Call) -> Response:
    """Assign a token to a user; it waits for its activation."""
    place = place_of(call)
    body = read_object(call.request)
    content = call.content(TYPE, whole=True)
    device = _given_device(call, body)
    with call.store.writing() as writer:
        path = _assign(call, writer, place.path, _stocked(call, writer, device))
        given = {name: value for name, value in content.items() if name not in ("id", "device")}
        document = {**(writer.read(path) or {}), **given}
        writer.put(path, document)
    answer = shown(call.version, ITEM, call.type_named(TYPE), document)
    context = f"{call.root}/$metadata#{entity_context(place.context, [])}"
    location = f"{call.root}{place.url}/{document['id']}"
    return json_response(201, {"@odata.context": context, **answer}, location=location)


def delete_method(call: Call) -> Response:
    """Take a token from a user; it lies in the inventory again."""
    check_precondition(call)
    place = place_of(call)
    with call.store.writing() as writer:
        document_at(writer, call, place)
        device, secret = writer.read(f"{place.path}/device"), _secret(call, writer, f"{place.path}/device")
        writer.delete(place.path)
        if device is not None:
            stock = item_path(INVENTORY, str(device["id"]))
            writer.put(stock, {**device, "status": "available", "assignedTo": None})
            keep_boxes(call, writer, stock, {} if secret is None else {BOX: secret})
    return Response(204)


def activate(call: Call) -> Response:
    """Activate a token that a user has, by the code that it shows."""
    given = parameters(call)
    code = required_text(given, "verificationCode")
    with call.store.writing() as writer:
        place = binding_place(call, writer)
        binding_document(call, writer, place)
        good = _activate(call, writer, place.path, code, given.get("displayName"))
    return _answer(good)


def deactivate(call: Call) -> Response:
    """Take a token out of use; the user keeps it."""
    with call.store.writing() as writer:
        place = binding_place(call, writer)
        binding_document(call, writer, place)
        path = f"{place.path}/device"
        writer.put(path, {**_device(writer, path), "status": "assigned"})
    return Response(204)


def assign_and_activate(call: Call) -> Response:
    """Assign a token by its id and activate it at once."""
    given = parameters(call)
    device = given.get("device")
    if not isinstance(device, dict) or not device.get("id"):
        raise required("device/id")
    return _assign_and_activate(call, given, item_path(INVENTORY, str(device["id"])))


def assign_and_activate_by_number(call: Call) -> Response:
    """Assign a token by the number on its back and activate it at once."""
    given = parameters(call)
    number = required_text(given, "serialNumber")
    found = [
        row.path for row in call.store.rows(INVENTORY.lower())
        if str(row.document.get("serialNumber")).lower() == number.lower()
    ]  # fmt: skip
    return _assign_and_activate(call, given, found[0] if found else item_path(INVENTORY, number))


def _assign_and_activate(call: Call, given: Document, stock: str) -> Response:
    code = required_text(given, "verificationCode")
    with call.store.writing() as writer:
        collection = binding_place(call, writer).path
        if not _is_code(call, writer, stock, _device(writer, stock), code):
            raise bad_request(WRONG_CODE)  # nothing is assigned
        path = _assign(call, writer, collection, stock)
        _activate(call, writer, path, code, given.get("displayName"))
    return Response(204)


def _given_device(call: Call, body: Document) -> Document:
    """Return the device that a body names by `device` or, as the page's table has it, by `id` alone."""
    given: Any = body.get("device")
    if given is None and body.get("id"):
        given = {"id": body["id"]}
    if not isinstance(given, dict):
        raise required("device")
    device = checked(call.type_named(DEVICE), given, call.find_type, whole=False)
    if not device.get("id") and device.get(BOX) is None:
        raise required("device/id")
    return device


def _stocked(call: Call, writer: TenantWriter, device: Document) -> str:
    """
    Return where in the inventory a device lies.

    One that comes with its secret is added; an unknown one is taken as a stub, whose codes nobody can check.
    """
    secret = device.pop(BOX, None)
    if secret is not None and read_secret(secret) is None:
        raise bad_request("The property 'secretKey' is no base32 text.")
    device_id = str(device.get("id") or call.parts.new_id())
    path = item_path(INVENTORY, device_id)
    document = {
        "timeIntervalInSeconds": 30,
        "hashFunction": "hmacsha1",
        **device,
        "id": device_id,
        "status": "available",
    }
    if writer.insert(path, document):
        keep_boxes(call, writer, path, {} if secret is None else {BOX: secret.encode()})
    elif secret is not None:
        raise conflict("The inventory has a token of this id already.")
    return path


def _assign(call: Call, writer: TenantWriter, collection: str, stock: str) -> str:
    """Move a device from the inventory to a user; return the path of the method that it becomes."""
    device = _device(writer, stock)
    path = item_path(collection, device["id"])
    method = {"@odata.type": f"#microsoft.graph.{TYPE}", "id": device["id"], "createdDateTime": date_text(call.now)}
    if not writer.insert(path, method):
        raise conflict("The user has this token already.")
    user_path = collection.rpartition("/authentication/")[0]
    user = read_document(writer, user_path) or {}
    owner = {"id": user.get("id"), "displayName": user.get("displayName")}
    secret = _secret(call, writer, stock)
    writer.put(f"{path}/device", {**device, "status": "assigned", "assignedTo": owner})
    keep_boxes(call, writer, f"{path}/device", {} if secret is None else {BOX: secret})
    writer.delete(stock)
    return path


def _activate(call: Call, writer: TenantWriter, method: str, code: str, name: Any) -> bool:
    path = f"{method}/device"
    device = _device(writer, path)
    good = _is_code(call, writer, path, device, code)
    changed = {"status": "activated" if good else "failedActivation"}
    if good and name is not None:
        changed["displayName"] = name
    writer.put(path, {**device, **changed})
    return good


def _answer(good: bool) -> Response:
    if not good:  # said after the transaction, which keeps that it failed
        raise bad_request(WRONG_CODE)
    return Response(204)


def _device(store: TenantStore, path: str) -> Document:
    device = store.read(path)
    if device is None:
        raise not_found(path.rpartition("/")[2])
    return device


def _is_code(call: Call, store: TenantStore, path: str, device: Document, code: str) -> bool:
    secret = read_secret((_secret(call, store, path) or b"").decode())
    if secret is None:
        raise bad_request("The token's secret is not known here, so no code of it can be checked.")
    step_s, function = int(device.get("timeIntervalInSeconds") or 30), str(device.get("hashFunction") or "hmacsha1")
    return is_valid(code, secret, call.now, step_s=step_s, function=function)


def _secret(call: Call, store: TenantStore, path: str) -> bytes | None:
    sealed = store.box(path, BOX)
    return None if sealed is None else call.parts.vault.open(store.tenant, path, BOX, sealed)


HANDLERS: Handlers = {
    ("POST", COLLECTION): create_method,
    ("DELETE", ITEM): delete_method,
    ("POST", f"{ITEM}/activate"): activate,
    ("POST", f"{ITEM}/deactivate"): deactivate,
    ("POST", f"{COLLECTION}/assignAndActivate"): assign_and_activate,
    ("POST", f"{COLLECTION}/assignAndActivateBySerialNumber"): assign_and_activate_by_number,
}

"""
Key sets of custom policies: create, update, generateKey, uploadPkcs12, uploadCertificate, uploadSecret, getActiveKey.

A key is a document of `keys_v2` of its set, in the form of a JWK without its private part; that lies in a box. What `keys`
of the set shows is made from the same documents, and what a body gives as `keys` takes their place. A PKCS#12 file is read
like a connector's (`pfx`).

Rule: private parts are in no document, answer or error.
Rule: a PKCS#12 file is read, and a key is made, before the write transaction begins.
Source: https://learn.microsoft.com/graph/api/resources/trustframeworkkeyset and the pages of its methods;
https://learn.microsoft.com/azure/active-directory-b2c/policy-keys-overview (which key is active); RFC 7517, RFC 7518, RFC 7638.
"""

import hashlib
import json
from base64 import b64decode, b64encode, urlsafe_b64encode
from typing import Any, NamedTuple
from urllib.parse import quote

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.content import checked, read_object
from graphkey.localgraph.handlers.bound import (
    binding_document,
    binding_place,
    parameters,
    required_text,
    value_response,
)
from graphkey.localgraph.handlers.generic import check_precondition, place_of
from graphkey.localgraph.odata.answers import entity_context
from graphkey.localgraph.pfx import open_bundle, read_pfx
from graphkey.localgraph.problems import bad_request, conflict, not_found
from graphkey.localgraph.resources.changes import change_entity, insert_entity, keep_boxes
from graphkey.localgraph.resources.entities import shown
from graphkey.localgraph.storage.store import TenantStore, TenantWriter, item_path
from graphkey.wire import Document, Response, json_response

COLLECTION = "/trustFramework/keySets"
ITEM = f"{COLLECTION}/{{trustFrameworkKeySet-id}}"
TYPE = "trustFrameworkKey"
KEY_BOX = "jwk"
RSA_BITS = 2048
SECRET_BYTES = 32
_USES = ("sig", "enc")
_PRIVATE = ("k", "d", "p", "q", "dp", "dq", "qi")


class Key(NamedTuple):
    """Hold a new key: its public part as it is stored, and what is sealed (None for a certificate alone)."""

    public: Document
    secret: bytes | None


def create_key_set(call: Call) -> Response:
    """Keep a new key set, with the keys that its body has."""
    place = place_of(call)
    body, keys = _body(call)
    with call.store.writing() as writer:
        path, document = insert_entity(call, writer, place, body)
        document = _settle_keys(call, writer, path, document, keys or [])
    location = f"{call.root}{COLLECTION}/{quote(str(document['id']), safe='')}"
    shown_set = shown(call.version, ITEM, call.type_named(place.type), document)
    context = f"{call.root}/$metadata#{entity_context(place.context, [])}"
    return json_response(201, {"@odata.context": context, **shown_set}, location=location)


def update_key_set(call: Call) -> Response:
    """Change a key set; keys that the body has take the place of those that are there."""
    check_precondition(call)
    place = place_of(call)
    body, keys = _body(call)
    with call.store.writing() as writer:
        document = change_entity(call, writer, place, body)
        if keys is not None:
            _settle_keys(call, writer, place.path, document, keys)
    return Response(204)


def generate_key(call: Call) -> Response:
    """Make a key in the set."""
    given = parameters(call)
    kty = required_text(given, "kty").lower()
    if kty not in ("rsa", "oct"):
        raise bad_request("The parameter 'kty' takes: RSA, oct.")
    head = {"use": _use(given), **_span(given)}
    binding_document(call, call.store, binding_place(call, call.store))  # before a key is made for nothing
    return _keep(call, _new_rsa(head) if kty == "rsa" else _new_secret(call, head, call.parts.entropy(SECRET_BYTES)))


def upload_secret(call: Call) -> Response:
    """Add a secret that others have made."""
    given = parameters(call)
    head = {"use": _use(given), **_span(given)}
    return _keep(call, _new_secret(call, head, required_text(given, "k").encode()))


def upload_pkcs12(call: Call) -> Response:
    """Add the certificate and the key of a PKCS#12 file."""
    given = parameters(call)
    binding_document(call, call.store, binding_place(call, call.store))
    password = given.get("password") or ""
    found = read_pfx(required_text(given, "key"), password, accept_aes=call.parts.accept_aes)
    bundle = open_bundle(found.pfx, password)
    public = {**_certificate(bundle.leaf, bundle.chain), "nbf": found.not_before, "exp": found.not_after}
    content = json.dumps({"pfx": b64encode(found.pfx).decode(), "password": password})
    return _keep(call, Key(public, content.encode()))


def upload_certificate(call: Call) -> Response:
    """Add a certificate without its key."""
    leaf = _read_certificate(required_text(parameters(call), "key"))
    span = {
        "nbf": int(leaf.not_valid_before_utc.timestamp()),
        "exp": int(leaf.not_valid_after_utc.timestamp()),
    }
    return _keep(call, Key({**_certificate(leaf, ()), **span}, None))


def get_active_key(call: Call) -> Response:
    """Answer the key that the set works with now."""
    place = binding_place(call, call.store)
    key_set = binding_document(call, call.store, place)
    active = active_key(keys_of(call.store, place.path), int(call.now.timestamp()))
    if active is None:
        raise not_found(f"{key_set['id']}/getActiveKey")
    return value_response(call, TYPE, _shown(call, active))


def keys_of(store: TenantStore, key_set: str) -> list[Document]:
    """Return the public parts of the keys of a set."""
    return [row.document for row in store.rows(f"{key_set}/keys_v2")]


def active_key(keys: list[Document], now: int) -> Document | None:
    """
    Choose the active key: the one activated last that has not expired; one without a date of activation comes last.

    Args:
        now: seconds since 1970.
    """
    good = [
        key for key in keys
        if (key.get("nbf") or 0) <= now and (key.get("exp") is None or now < key["exp"]) and key.get("status") != "disabled"
    ]  # fmt: skip
    return max(good, key=lambda key: (key.get("nbf") or 0, str(key["kid"])), default=None)


def _body(call: Call) -> tuple[Document, list[Document] | None]:
    """Return a key set's body without its keys, and these, each held against its type."""
    body = read_object(call.request)
    given: Any = body.pop("keys", None)
    if given is None:
        return body, None
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise bad_request("The property 'keys' must be a list of keys.")
    type_ = call.type_named(TYPE)
    return body, [checked(type_, one, call.find_type, whole=True) for one in given]


def _settle_keys(call: Call, writer: TenantWriter, key_set: str, document: Document, keys: list[Document]) -> Document:
    """Let a set have these keys and no others; one that is known by its `kid` keeps the private part it has."""
    collection = f"{key_set}/keys_v2"
    named = [{**one, "kid": one.get("kid") or _text(call.parts.entropy(SECRET_BYTES))} for one in keys]
    paths = [item_path(collection, one["kid"]) for one in named]
    if len(set(paths)) < len(paths):
        raise bad_request("Two keys have the same 'kid'.")
    for row in writer.rows(collection):
        if row.path not in paths:
            writer.delete(row.path)
    for path, one in zip(paths, named, strict=True):
        private = {name: one[name] for name in _PRIVATE if one.get(name) is not None}
        public = {name: value for name, value in one.items() if name not in _PRIVATE}
        writer.put(path, {"status": "enabled", **(writer.read(path) or {}), **public})
        keep_boxes(call, writer, path, {KEY_BOX: json.dumps(private).encode()} if private else {})
    changed = {**document, "keys": keys_of(writer, key_set)}
    writer.put(key_set, changed)
    return changed


def _keep(call: Call, key: Key) -> Response:
    with call.store.writing() as writer:
        place = binding_place(call, writer)
        key_set = binding_document(call, writer, place)
        path = item_path(f"{place.path}/keys_v2", key.public["kid"])
        document = {"status": "enabled", **key.public}
        if not writer.insert(path, document):
            raise conflict("The key set has this key already.")
        keep_boxes(call, writer, path, {} if key.secret is None else {KEY_BOX: key.secret})
        writer.put(place.path, {**key_set, "keys": keys_of(writer, place.path)})
    return value_response(call, TYPE, _shown(call, document))


def _shown(call: Call, document: Document) -> Document:
    return shown(call.version, ITEM, call.type_named(TYPE), document)


def _use(given: Document) -> str:
    use = str(given.get("use") or "sig").lower()
    if use not in _USES:
        raise bad_request("The parameter 'use' takes: sig, enc.")
    return use


def _span(given: Document) -> Document:
    nbf, exp = given.get("nbf"), given.get("exp")
    if nbf is not None and exp is not None and exp < nbf:
        raise bad_request("The key would expire ('exp') before it is activated ('nbf').")
    return {name: value for name, value in (("nbf", nbf), ("exp", exp)) if value is not None}


def _new_rsa(head: Document) -> Key:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return Key({**head, **_rsa_public(key.public_key())}, secret)


def _new_secret(call: Call, head: Document, secret: bytes) -> Key:
    return Key({**head, "kty": "oct", "kid": _text(call.parts.entropy(SECRET_BYTES))}, secret)


def _rsa_public(key: Any) -> Document:
    """Return the public part of an RSA key, named by its thumbprint (RFC 7638)."""
    numbers = key.public_numbers()
    jwk = {"e": _number(numbers.e), "kty": "RSA", "n": _number(numbers.n)}
    canonical = json.dumps(jwk, separators=(",", ":"), sort_keys=True).encode()
    return {**jwk, "kid": _text(hashlib.sha256(canonical).digest())}


def _certificate(leaf: Any, chain: Any) -> Document:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.serialization import Encoding

    if not isinstance(leaf.public_key(), RSAPublicKey):
        raise bad_request("The certificate's key is no RSA key; a key of a key set is of type RSA or oct.")
    return {
        "use": "sig",
        **_rsa_public(leaf.public_key()),
        "x5c": [b64encode(one.public_bytes(Encoding.DER)).decode() for one in (leaf, *chain)],
        "x5t": _text(leaf.fingerprint(SHA1())),  # noqa: S303  the name of a certificate (RFC 7517), no protection
    }


def _read_certificate(text: str) -> Any:
    from cryptography import x509

    try:
        content = b64decode("".join(text.split()), validate=True)
        if content.startswith(b"-----BEGIN"):
            return x509.load_pem_x509_certificate(content)
        return x509.load_der_x509_certificate(content)
    except ValueError as error:
        raise bad_request("The parameter 'key' is no certificate in base64.") from error


def _number(value: int) -> str:
    return _text(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


HANDLERS: Handlers = {
    ("POST", COLLECTION): create_key_set,
    ("PATCH", ITEM): update_key_set,
    ("POST", f"{ITEM}/generateKey"): generate_key,
    ("POST", f"{ITEM}/uploadSecret"): upload_secret,
    ("POST", f"{ITEM}/uploadPkcs12"): upload_pkcs12,
    ("POST", f"{ITEM}/uploadCertificate"): upload_certificate,
    ("GET", f"{ITEM}/getActiveKey()"): get_active_key,
}

"""
Key sets of custom policies: generateKey, uploadPkcs12, uploadCertificate, uploadSecret, getActiveKey, and what a key set
shows of its keys.

A key is a document of `keys_v2` of its set, in the form of a JWK without its private part; that lies in a box. What `keys`
of the set shows is made from the same documents. A PKCS#12 file is read like a connector's (`pfx`).

Rule: private parts are in no document, answer or error.
Rule: a PKCS#12 file is read, and a key is made, before the write transaction begins.
Source: https://learn.microsoft.com/graph/api/resources/trustframeworkkeyset and the pages of its methods;
https://learn.microsoft.com/azure/active-directory-b2c/policy-keys-overview (which key is active); RFC 7517, RFC 7518, RFC 7638.
"""

import hashlib
import json
from base64 import b64decode, b64encode, urlsafe_b64encode
from typing import Any, NamedTuple

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.entities import shown
from graphkey.localgraph.handlers.bound import (
    binding_document,
    binding_place,
    parameters,
    required_text,
    value_response,
)
from graphkey.localgraph.pfx import open_bundle, read_pfx
from graphkey.localgraph.problems import bad_request, conflict, not_found
from graphkey.localgraph.store import TenantStore, item_path
from graphkey.wire import Document, Response

ITEM = "/trustFramework/keySets/{trustFrameworkKeySet-id}"
TYPE = "trustFrameworkKey"
KEY_BOX = "jwk"
RSA_BITS = 2048
SECRET_BYTES = 32
_USES = ("sig", "enc")


class Key(NamedTuple):
    """Hold a new key: its public part as it is stored, and what is sealed (None for a certificate alone)."""

    public: Document
    secret: bytes | None


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


def _keep(call: Call, key: Key) -> Response:
    with call.store.writing() as writer:
        place = binding_place(call, writer)
        key_set = binding_document(call, writer, place)
        path = item_path(f"{place.path}/keys_v2", key.public["kid"])
        document = {"status": "enabled", **key.public}
        if not writer.insert(path, document):
            raise conflict("The key set has this key already.")
        if key.secret is not None:
            writer.fill_box(path, KEY_BOX, call.parts.vault.seal(writer.tenant, path, KEY_BOX, key.secret))
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
    ("POST", f"{ITEM}/generateKey"): generate_key,
    ("POST", f"{ITEM}/uploadSecret"): upload_secret,
    ("POST", f"{ITEM}/uploadPkcs12"): upload_pkcs12,
    ("POST", f"{ITEM}/uploadCertificate"): upload_certificate,
    ("GET", f"{ITEM}/getActiveKey()"): get_active_key,
}

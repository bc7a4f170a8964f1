"""Key sets of custom policies: keys made, uploaded, chosen by their dates; private parts nowhere."""

import hashlib
import json
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from graph_world import DAY, NOW, Bundle, Caller, make_bundle

SETS = "/trustFramework/keySets"
SET = f"{SETS}/B2C_1A_Test"
SECOND = int(NOW.timestamp())
PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "k")


@pytest.fixture
def keys(inside: Caller) -> Caller:
    inside.post(SETS, {"id": "B2C_1A_Test"})
    return inside


def call(caller: Caller, action: str, body: Any) -> dict[str, Any]:
    shown: dict[str, Any] = caller.post(f"{SET}/{action}", body, status=200)
    return shown


def test_generated_rsa_key_is_named_by_its_thumbprint(keys: Caller) -> None:
    made = call(keys, "generateKey", {"use": "sig", "kty": "RSA", "nbf": SECOND, "exp": SECOND + 3600})
    assert made["@odata.context"].endswith("$metadata#microsoft.graph.trustFrameworkKey")
    assert (made["kty"], made["use"], made["e"], made["nbf"], made["exp"]) == (
        "RSA",
        "sig",
        "AQAB",
        SECOND,
        SECOND + 3600,
    )
    canonical = json.dumps({"e": made["e"], "kty": "RSA", "n": made["n"]}, separators=(",", ":")).encode()
    assert made["kid"] == urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=").decode()
    assert len(urlsafe_b64decode(made["n"] + "==")) == 256
    assert keys.get(f"{SET}/keys_v2/{made['kid']}")["n"] == made["n"]
    assert [one["kid"] for one in keys.get(SET)["keys"]] == [made["kid"]]


def test_secret_is_kept_sealed_and_never_answered(keys: Caller) -> None:
    made = call(keys, "uploadSecret", {"use": "sig", "k": "s3cret-of-an-app"})
    assert made["kty"] == "oct" and "s3cret" not in json.dumps(made)
    for path in (SET, f"{SET}/keys_v2", f"{SET}/keys_v2/{made['kid']}", f"{SET}/getActiveKey"):
        assert "s3cret" not in json.dumps(keys.get(path)), path
    store = keys.graph._parts.open_tenant(keys.graph.tenant_id)
    (row,) = store.rows(f"{SET.lower()}/keys_v2")
    sealed = store.box(row.path, "jwk")
    assert sealed is not None and b"s3cret" not in sealed
    assert keys.graph._parts.vault.open(store.tenant, row.path, "jwk", sealed) == b"s3cret-of-an-app"


def test_uploaded_bundle_is_a_key_with_its_certificate(keys: Caller, first: Bundle) -> None:
    made = call(keys, "uploadPkcs12", {"key": first.value, "password": first.password})
    assert made["kty"] == "RSA" and made["x5c"] == [b64encode(first.certificate.public_bytes(Encoding.DER)).decode()]
    assert urlsafe_b64decode(made["x5t"] + "=").hex().upper() == first.thumbprint
    assert made["nbf"] == int(first.certificate.not_valid_before_utc.timestamp())
    assert all(made.get(name) is None for name in PRIVATE)
    assert keys.get(f"{SET}/getActiveKey")["kid"] == made["kid"]


def test_wrong_password_is_the_error_of_connectors(keys: Caller, first: Bundle, aes: Bundle) -> None:
    for bundle, password in ((first, "wrong"), (aes, aes.password)):
        status, code, _ = keys.error("POST", f"{SET}/uploadPkcs12", {"key": bundle.value, "password": password})
        assert (status, code) == (400, "AADB2C90213")
    assert keys.get(f"{SET}/keys_v2")["value"] == []


@pytest.mark.parametrize("form", [Encoding.DER, Encoding.PEM])
def test_uploaded_certificate_has_no_private_part_anywhere(keys: Caller, first: Bundle, form: Encoding) -> None:
    text = b64encode(first.certificate.public_bytes(form)).decode()
    made = call(keys, "uploadCertificate", {"key": text})
    store = keys.graph._parts.open_tenant(keys.graph.tenant_id)
    (row,) = store.rows(f"{SET.lower()}/keys_v2")
    assert store.box(row.path, "jwk") is None and made["x5t"]


def test_same_key_again_is_a_conflict(keys: Caller, first: Bundle) -> None:
    body = {"key": b64encode(first.certificate.public_bytes(Encoding.DER)).decode()}
    call(keys, "uploadCertificate", body)
    assert keys.error("POST", f"{SET}/uploadCertificate", body)[0] == 409


def test_active_key_is_the_one_activated_last_that_has_not_expired(keys: Caller) -> None:
    def secret(**span: int) -> str:
        return str(call(keys, "uploadSecret", {"use": "sig", "k": "x", **span})["kid"])

    assert keys.error("GET", f"{SET}/getActiveKey")[0] == 404
    undated = secret()
    old = secret(nbf=SECOND - 200, exp=SECOND + 50)
    new = secret(nbf=SECOND - 100, exp=SECOND + 60)
    secret(nbf=SECOND - 50, exp=SECOND - 10)
    coming = secret(nbf=SECOND + 1000)
    assert keys.get(f"{SET}/getActiveKey")["kid"] == new
    keys.patch(
        SET, {"keys": [{**one, "status": "disabled"} if one["kid"] == new else one for one in keys.get(SET)["keys"]]}
    )
    assert keys.get(f"{SET}/getActiveKey")["kid"] == old
    keys.clock.now += DAY / 24 / 60
    assert keys.get(f"{SET}/getActiveKey()")["kid"] == undated
    keys.clock.now += DAY
    assert keys.get(f"{SET}/getActiveKey")["kid"] == coming


def test_keys_of_a_body_take_the_place_of_those_that_are_there(keys: Caller) -> None:
    kept = call(keys, "uploadSecret", {"use": "sig", "k": "s3cret"})["kid"]
    gone = call(keys, "generateKey", {"use": "sig", "kty": "oct"})["kid"]
    added = {"kty": "oct", "use": "enc", "k": "given-secret"}
    keys.patch(SET, {"keys": [{"kid": kept, "exp": SECOND + 5}, added]})
    shown = keys.get(SET)["keys"]
    assert {one["kid"] for one in shown} == {one["kid"] for one in keys.get(f"{SET}/keys_v2")["value"]}
    assert keys.error("GET", f"{SET}/keys_v2/{gone}")[0] == 404 and len(shown) == 2
    assert keys.get(f"{SET}/keys_v2/{kept}")["exp"] == SECOND + 5
    assert keys.get(f"{SET}/keys_v2/{kept}")["kty"] == "oct"  # what the body does not name stays
    store = keys.graph._parts.open_tenant(keys.graph.tenant_id)
    path = next(row.path for row in store.rows(f"{SET.lower()}/keys_v2") if row.document["kid"] == kept)
    assert keys.graph._parts.vault.open(store.tenant, path, "jwk", store.box(path, "jwk") or b"") == b"s3cret"
    assert "given-secret" not in json.dumps(keys.get(SET))
    assert keys.error("PATCH", SET, {"keys": [{"kid": "a"}, {"kid": "A"}]})[0] == 400
    assert keys.error("PATCH", SET, {"keys": "none"})[0] == 400
    keys.patch(SET, {"keys": []})
    assert keys.get(f"{SET}/keys_v2")["value"] == []


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("generateKey", {}),
        ("generateKey", {"kty": "EC", "use": "sig"}),
        ("generateKey", {"kty": "RSA", "use": "other"}),
        ("generateKey", {"kty": "oct", "nbf": 20, "exp": 10}),
        ("uploadSecret", {"use": "sig"}),
        ("uploadSecret", {"use": "sig", "k": ""}),
        ("uploadPkcs12", {"password": "x"}),
        ("uploadPkcs12", {"key": "no base64!", "password": "x"}),
        ("uploadCertificate", {}),
        ("uploadCertificate", {"key": "AAAA"}),
        ("uploadCertificate", {"key": "é"}),
    ],
)
def test_bad_key_is_refused(keys: Caller, action: str, body: dict[str, Any]) -> None:
    assert keys.error("POST", f"{SET}/{action}", body)[0] == 400
    assert keys.get(f"{SET}/keys_v2")["value"] == []


def test_elliptic_key_is_refused(keys: Caller) -> None:
    bundle = make_bundle(ec.generate_private_key(ec.SECP256R1()), "ec")  # type: ignore[arg-type]
    text = b64encode(bundle.certificate.public_bytes(Encoding.DER)).decode()
    assert keys.error("POST", f"{SET}/uploadCertificate", {"key": text})[0] == 400


def test_key_set_that_is_not_there_is_404(inside: Caller) -> None:
    assert inside.error("POST", f"{SETS}/nobody/generateKey", {"kty": "oct"})[0] == 404
    assert inside.error("GET", f"{SETS}/nobody/getActiveKey")[0] == 404


def test_keys_are_the_same_when_served(caller: Caller) -> None:
    caller.post(SETS, {"id": "B2C_1A_Test"})
    made = call(caller, "generateKey", {"use": "enc", "kty": "OCT"})
    assert caller.get(f"{SET}/getActiveKey")["kid"] == made["kid"]

"""Uploads: they append, the newest whose dates hold is active, and what cannot be used is refused as Graph does."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from graph_world import BASIC, CONNECTORS, DAY, NOW, Bundle, Caller, Clock, make_bundle

from graphkey.localgraph import open_local_graph


def active(certificates: list[dict[str, object]]) -> list[object]:
    return [c["thumbprint"] for c in certificates if c["isActive"]]


def test_upload_answers_200_with_the_connector(caller: Caller, first: Bundle) -> None:
    path = f"{CONNECTORS}/{caller.connector(displayName='Mine')}"
    answer = caller.post(f"{path}/uploadClientCertificate", first.body, status=200)
    assert answer["@odata.context"].endswith("/beta/$metadata#identity/apiConnectors/$entity")
    assert answer["displayName"] == "Mine"
    assert answer["authenticationConfiguration"] == {
        "@odata.type": "#microsoft.graph.clientCertificateAuthentication",
        "certificateList": [
            {
                "thumbprint": first.thumbprint,
                "notAfter": int((NOW + 300 * DAY).timestamp()),
                "notBefore": int((NOW - 30 * DAY).timestamp()),
                "isActive": True,
            }
        ],
    }


def test_upload_is_taken_with_the_qualified_name(caller: Caller, first: Bundle) -> None:
    path = f"{CONNECTORS}/{caller.connector()}/microsoft.graph.uploadClientCertificate"
    assert caller.post(path, first.body, status=200, version="v1.0")["id"]


def test_second_upload_appends_and_becomes_active(caller: Caller, first: Bundle, second: Bundle) -> None:
    path = f"{CONNECTORS}/{caller.connector()}"
    caller.upload(path, first)
    certificates = caller.upload(path, second)
    assert [c["thumbprint"] for c in certificates] == [second.thumbprint, first.thumbprint]
    assert active(certificates) == [second.thumbprint]


def test_same_certificate_again_is_not_doubled_and_counts_as_newest(
    caller: Caller, first: Bundle, second: Bundle
) -> None:
    path = f"{CONNECTORS}/{caller.connector()}"
    caller.upload(path, first)
    caller.upload(path, second)
    certificates = caller.upload(path, first)
    assert [c["thumbprint"] for c in certificates] == [first.thumbprint, second.thumbprint]
    assert active(certificates) == [first.thumbprint]


def test_staged_certificate_takes_over_when_its_time_comes(
    caller: Caller, clock: Clock, first: Bundle, staged: Bundle
) -> None:
    path = f"{CONNECTORS}/{caller.connector()}"
    caller.upload(path, first)
    assert active(caller.upload(path, staged)) == [first.thumbprint]
    clock.now = NOW + 11 * DAY
    assert active(caller.get(path)["authenticationConfiguration"]["certificateList"]) == [staged.thumbprint]
    clock.now = NOW + 101 * DAY  # the staged one is over, the older one still holds
    assert active(caller.get(path)["authenticationConfiguration"]["certificateList"]) == [first.thumbprint]
    clock.now = NOW + 400 * DAY
    assert active(caller.get(path)["authenticationConfiguration"]["certificateList"]) == []


def test_expired_certificate_is_kept_and_never_active(caller: Caller, first: Bundle, expired: Bundle) -> None:
    path = f"{CONNECTORS}/{caller.connector()}"
    caller.upload(path, first)
    assert active(caller.upload(path, expired)) == [first.thumbprint]


@pytest.mark.parametrize("seconds, is_active", [(-1, False), (0, True)])
def test_certificate_is_active_from_its_first_second(
    inside: Caller, clock: Clock, staged: Bundle, seconds: int, is_active: bool
) -> None:
    path = f"{CONNECTORS}/{inside.connector()}"
    clock.now = NOW + 10 * DAY + seconds * (DAY / 86400)
    assert bool(active(inside.upload(path, staged))) is is_active


def test_upload_turns_a_basic_connector_into_a_certificate_one(caller: Caller, first: Bundle) -> None:
    path = f"{CONNECTORS}/{caller.connector(authenticationConfiguration=BASIC)}"
    assert active(caller.upload(path, first)) == [first.thumbprint]


def test_aes_file_is_refused_as_if_its_password_were_wrong(caller: Caller, aes: Bundle) -> None:
    path = f"{CONNECTORS}/{caller.connector()}"
    assert caller.error("POST", f"{path}/uploadClientCertificate", aes.body) == (
        400,
        "AADB2C90213",
        "The certificate password provided in request is incorrect.",
    )
    assert caller.get(path)["authenticationConfiguration"]["@odata.type"] == "#microsoft.graph.basicAuthentication"


def test_aes_file_is_taken_when_that_is_wished(clock: Clock, aes: Bundle) -> None:
    with open_local_graph(None, clock=clock, accept_aes=True) as graph:
        caller = Caller(graph.transport, "https://localhost", graph.access_token().reveal(), graph, clock)
        path = f"{CONNECTORS}/{caller.connector()}"
        assert active(caller.upload(path, aes)) == [aes.thumbprint]


def test_wrong_password_has_the_same_error(inside: Caller, first: Bundle) -> None:
    path = f"{CONNECTORS}/{inside.connector()}/uploadClientCertificate"
    assert inside.error("POST", path, {**first.body, "password": "wrong"})[1] == "AADB2C90213"
    assert inside.error("POST", path, {**first.body, "password": "nul\0inside"})[1] == "AADB2C90213"
    assert inside.error("POST", path, {"pkcs12Value": first.value})[1] == "AADB2C90213"
    assert inside.error("POST", path, {"pkcs12Value": first.value, "password": None})[1] == "AADB2C90213"


def test_empty_password_may_be_left_out(inside: Caller, rsa_key: rsa.RSAPrivateKey) -> None:
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    bundle = make_bundle(rsa_key, "open")
    pfx = pkcs12.serialize_key_and_certificates(None, rsa_key, bundle.certificate, None, NoEncryption())
    path = f"{CONNECTORS}/{inside.connector()}/uploadClientCertificate"
    assert inside.post(path, {"pkcs12Value": b64encode(pfx).decode()}, status=200)["id"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"password": "x"},
        {"pkcs12Value": None, "password": ""},
        {"pkcs12Value": "", "password": ""},
        {"pkcs12Value": 5, "password": ""},
        {"pkcs12Value": "not base64!", "password": ""},
        {"pkcs12Value": "AAAA", "password": ""},
        {"pkcs12Value": b64encode(b"-----BEGIN CERTIFICATE-----").decode(), "password": ""},
        {"pkcs12Value": b64encode(bytes(range(256)) * 40).decode(), "password": ""},
        {"pkcs12Value": "AAAA", "password": 3},
        {"pkcs12Value": "\u00e9\u4e2d", "password": ""},
    ],
)
def test_what_is_no_bundle_is_refused(inside: Caller, body: dict[str, object]) -> None:
    path = f"{CONNECTORS}/{inside.connector()}"
    assert inside.error("POST", f"{path}/uploadClientCertificate", body)[0] == 400
    assert inside.get(path)["authenticationConfiguration"]["@odata.type"] == "#microsoft.graph.basicAuthentication"


def test_bundle_without_a_key_is_refused(inside: Caller, first: Bundle) -> None:
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    pfx = pkcs12.serialize_key_and_certificates(None, None, None, [first.certificate], NoEncryption())
    path = f"{CONNECTORS}/{inside.connector()}/uploadClientCertificate"
    status, code, message = inside.error("POST", path, {"pkcs12Value": b64encode(pfx).decode(), "password": ""})
    assert (status, code) == (400, "BadRequest")
    assert "no-private-key" in message


def test_upload_on_a_connector_that_is_not_there_is_404(inside: Caller, first: Bundle) -> None:
    assert inside.error("POST", f"{CONNECTORS}/nobody/uploadClientCertificate", first.body)[0] == 404


def test_line_breaks_in_the_base64_are_taken(inside: Caller, first: Bundle) -> None:
    lines = "\r\n".join(first.value[at : at + 64] for at in range(0, len(first.value), 64))
    path = f"{CONNECTORS}/{inside.connector()}/uploadClientCertificate"
    assert inside.post(path, {"pkcs12Value": lines, "password": first.password}, status=200)["id"]


def test_uploads_at_once_are_each_there_once(caller: Caller, rsa_key: rsa.RSAPrivateKey) -> None:
    path = f"{CONNECTORS}/{caller.connector()}"
    bundles = [make_bundle(rsa_key, f"n{at}") for at in range(24)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda bundle: caller.upload(path, bundle), bundles * 2))
    held = [one["thumbprint"] for one in caller.get(path)["authenticationConfiguration"]["certificateList"]]
    assert sorted(held) == sorted(bundle.thumbprint for bundle in bundles)

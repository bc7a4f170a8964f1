import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkey.certs.convert import modern_copy
from graphkey.certs.diagnose import Bundle, diagnose
from graphkey.certs.look import recognise
from graphkey.certs.look_text import recognise_text
from graphkey.certs.request import make_request
from tests.certs.conftest import PASSWORD, der, pkcs8
from tests.certs.craft import octets, oid, seq


@pytest.fixture(scope="module")
def bundle_bytes(client: Bundle) -> bytes:
    return modern_copy(client, PASSWORD)


def pem(label: str, data: bytes) -> bytes:
    return f"-----BEGIN {label}-----\n".encode() + base64.encodebytes(data) + f"-----END {label}-----\n".encode()


def test_a_bundle_is_recognised(bundle_bytes: bytes) -> None:
    assert recognise(bundle_bytes) == ("pfx", bundle_bytes, "", "")


@pytest.mark.parametrize(
    ("kind", "wrap"),
    [
        ("base64-pfx", base64.b64encode),
        ("base64-pfx", base64.encodebytes),
        ("base64-pfx", base64.urlsafe_b64encode),
        ("base64-pfx", lambda data: base64.b64encode(data).rstrip(b"=")),
        ("base64-pfx", lambda data: base64.b64encode(data).decode().encode("utf-16")),
        ("base64-pfx", lambda data: b"\xef\xbb\xbf" + base64.b64encode(data) + b"\r\n"),
        ("base64-of-base64-pfx", lambda data: base64.b64encode(base64.b64encode(data))),
        ("data-uri", lambda data: b"data:application/x-pkcs12;base64," + base64.b64encode(data)),
        ("hex-pfx", lambda data: data.hex().encode()),
        ("hex-pfx", lambda data: data.hex(" ").upper().encode()),
        ("decimal-bytes", lambda data: " ".join(map(str, data)).encode()),
        ("decimal-bytes", lambda data: ("[" + ", ".join(map(str, data)) + "]").encode()),
        ("pem-pfx", lambda data: pem("CERTIFICATE", data)),
        ("pem-pfx", lambda data: pem("PKCS12", data)),
    ],
)
def test_a_wrapped_bundle_is_unwrapped(bundle_bytes: bytes, kind: str, wrap: object) -> None:
    found = recognise(wrap(bundle_bytes))  # type: ignore[operator]
    assert (found.kind, found.pfx) == (kind, bundle_bytes)
    assert found.sentence
    assert found.remedy


def test_utf_16_is_named(bundle_bytes: bytes) -> None:
    assert "UTF-16" in recognise(base64.b64encode(bundle_bytes).decode().encode("utf-16")).sentence
    assert "UTF-16" not in recognise(base64.b64encode(bundle_bytes)).sentence


def test_who_has_a_request_is_sent_to_an_authority(client: Bundle) -> None:
    request = make_request(client.key, client.leaf.subject)
    assert "ca issue" in recognise(request).remedy
    assert "ca issue" in recognise(base64.b64decode(b"".join(request.splitlines()[1:-1]))).remedy


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("client.pfx", "path"),
        ("C:\\certs\\client.p12", "path"),
        ("/home/ada/cert", "path"),
        ("~/certs/mine", "path"),
        ("System.Byte[]", "dotnet-type-name"),
        ("System.Collections.Hashtable", "dotnet-type-name"),
        ("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d", "jwe"),
        ("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ", "jwe"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln", "jwt"),
        ("<!DOCTYPE html><html></html>", "html"),
        ('{"pkcs12Value": "…"}', "json"),
        ("0D4C96F2C5CE1CC43B3ED2BD2FA8F1FB26F0B9C2", "thumbprint"),
        ("TnVyIGVpbiBUZXh0LCBrZWluIFBGWC4=", "base64"),
        ("Nothing of the sort, just a sentence.", "text"),
        ("   \n", "blank"),
    ],
)
def test_text_that_is_no_bundle_is_named(text: str, kind: str) -> None:
    found = recognise_text(text)
    assert (found.kind, found.pfx) == (kind, None)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"\xfe\xed\xfe\xed\0\0\0\2", "jks-keystore"),
        (b"PK\x03\x04rest", "zip"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git-lfs-pointer"),
        (b"\x00\x01\x02\xff\xfe", "binary"),
        (seq(oid("1.2.840.113549.1.7.2"), b"\xa0\x00"), "pkcs7-der"),
        (seq(seq(oid("1.2.840.113549.1.5.13")), octets(b"x")), "encrypted-pkcs8"),
    ],
)
def test_bytes_that_are_no_bundle_are_named(data: bytes, kind: str) -> None:
    assert recognise(data).kind == kind


def test_keys_and_certificates_are_named(client: Bundle) -> None:
    key, certificate = pkcs8(client), der(client.leaf)
    assert recognise(key).kind == "der-pkcs8-key"
    assert recognise(certificate).kind == "der-certificate"
    assert recognise(pem("PRIVATE KEY", key)).kind == "pem-private-key"
    assert recognise(pem("CERTIFICATE", certificate)).kind == "pem-certificate"
    assert recognise(pem("PRIVATE KEY", key) + pem("CERTIFICATE", certificate)).kind == "pem-key-and-cert"
    assert recognise(base64.b64encode(certificate)).kind == "base64-der-certificate"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"\r\n" + data,
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.decode("latin-1").encode("utf-8"),
        lambda data: data.decode("utf-8", "replace").encode("utf-8"),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data[:-40] + bytes(40),
    ],
)
def test_a_bundle_that_went_through_a_text_tool_or_was_cut_is_damaged(bundle_bytes: bytes, spoil: object) -> None:
    assert diagnose(spoil(bundle_bytes), PASSWORD).verdict == "damaged"  # type: ignore[operator]


@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
def test_anything_is_named_without_quoting_it(data: bytes) -> None:
    found = recognise(data)
    assert found.kind
    assert found.kind == "pfx" or found.sentence


def test_a_secret_is_not_quoted() -> None:
    secret = "correct-horse-battery-staple"
    found = recognise_text(secret)
    assert secret not in f"{found} {found.sentence} {found.remedy}"

"""
What some text is that stands where a bundle should be, and the bundle inside it when it was only wrapped.

`look` calls it. Each recogniser is a function of its own; the table at the end is the order in which they are asked.

Rule: what is given is never quoted in a sentence; it may be a secret.
Sources: RFC 4648 (base64), RFC 7468 (PEM), RFC 7515 and 7516 (compact tokens), RFC 2397 (data URIs).
"""

import base64
import binascii
import re
from collections.abc import Callable
from typing import NamedTuple

from graphkey.certs import tlv
from graphkey.certs.shapes import looks_like_pfx, name_der
from graphkey.certs.tlv import TlvError

_MOST_UNWRAPPINGS = 3


class Recognised(NamedTuple):
    """
    Say what some bytes are.

    Args:
        kind: stable id: `pfx`, `base64-pfx`, `pem-certificate`, `jks-keystore`, `path`, `text`, …
        pfx: the bundle itself, when it is one or could be unwrapped.
        sentence: what it is, in words; empty for a plain bundle.
        remedy: what to do.
    """

    kind: str
    pfx: bytes | None
    sentence: str = ""
    remedy: str = ""

    def __repr__(self) -> str:
        return f"Recognised({self.kind})"


FILE = "Give the file itself: -Pkcs12Value @client.pfx."
CONVERT = "Make a bundle of key and certificate: graphkey cert convert cert.pem client.pfx --key-file key.pem."
ANSWER = "An authority answers it (graphkey ca issue --csr); then graphkey cert convert ANSWER.pem client.pfx --key-file key.pem."
PAIR = "Make a bundle of the two: graphkey cert convert FILE client.pfx."
COPY = "Copy the file again in binary form, or export it again."

_PEM_KINDS: tuple[tuple[str, str, str], ...] = (
    ("ENCRYPTED PRIVATE KEY", "pem-encrypted-private-key", "an encrypted private key in PEM form"),
    ("OPENSSH PRIVATE KEY", "openssh-key", "an OpenSSH private key"),
    ("RSA PRIVATE KEY", "rsa-traditional-pem", "an RSA private key in PEM form"),
    ("EC PRIVATE KEY", "ec-traditional-pem", "an EC private key in PEM form"),
    ("PRIVATE KEY", "pem-private-key", "a private key in PEM form"),
    ("CERTIFICATE REQUEST", "csr-pem", "a certificate request in PEM form"),
    ("TRUSTED CERTIFICATE", "pem-certificate", "a certificate in PEM form"),
    ("CERTIFICATE", "pem-certificate", "a certificate in PEM form, without its private key"),
    ("PKCS7", "pkcs7-pem", "certificates in PKCS#7 form, without a private key"),
    ("PUBLIC KEY", "public-key-pem", "a public key in PEM form"),
)


def recognise_text(text: str) -> Recognised:
    """Say what some text is that stands where a bundle should; `pfx` holds the bundle when one could be unwrapped."""
    stripped = text.strip()
    if not stripped:
        return Recognised("blank", None, "there is nothing but blanks in it", FILE)
    for recogniser in _TEXTS:
        found = recogniser(stripped)
        if found is not None:
            return found
    return Recognised("text", None, "it is text, and no base64 of a bundle", FILE)


def _pem(text: str) -> Recognised | None:
    labels = re.findall(r"-----BEGIN ([A-Z0-9 ]{1,40})-----", text[:1_000_000])
    if not labels:
        return None
    inside = _pem_bundle(text)
    if inside is not None:
        return Recognised(
            "pem-pfx", inside, "it is a bundle in PEM armour", "Take the lines of dashes away and decode the base64."
        )
    joined = " ".join(labels)
    if "PRIVATE KEY" in joined and "CERTIFICATE" in labels:
        return Recognised("pem-key-and-cert", None, "it is a private key and a certificate in PEM form", PAIR)
    for label, kind, what in _PEM_KINDS:
        if any(label in found for found in labels):
            return Recognised(kind, None, f"it is {what}", ANSWER if kind == "csr-pem" else CONVERT)
    return Recognised("pem", None, "it is something in PEM form, but no bundle", FILE)


def _pem_bundle(text: str) -> bytes | None:
    found = re.search(r"-----BEGIN [A-Z0-9 ]{1,40}-----([A-Za-z0-9+/=\s]+)-----END", text)
    decoded = _base64(found[1]) if found else None
    return decoded if decoded and looks_like_pfx(decoded) else None


def _data_uri(text: str) -> Recognised | None:
    found = re.match(r"data:[\w./+-]*(?:;[\w=-]+)*;base64,", text, re.IGNORECASE)
    if not found:
        return None
    decoded = _base64(text[found.end() :])
    pfx = decoded if decoded and looks_like_pfx(decoded) else None
    return Recognised(
        "data-uri", pfx, "it is a data: URI", "Take away everything up to the comma, or " + FILE[0].lower() + FILE[1:]
    )


def _compact_jose(text: str) -> Recognised | None:
    parts = text.split(".")
    if len(parts) not in (1, 3, 5) or not re.fullmatch(r"[\w.-]+", text):
        return None
    header = _base64(parts[0][: len(parts[0]) // 4 * 4])
    if header is None or not header.startswith(b'{"') or b'"alg"' not in header:
        return None
    return Recognised(
        "jwe" if len(parts) == 5 or b'"enc"' in header else "jwt",
        None,
        "it is a JSON web token, like the placeholder in Microsoft's example, and no bundle",
        FILE,
    )


def _encoded(text: str) -> Recognised | None:
    """Unwrap base64, also of base64."""
    data, times = text.encode("utf-8", "surrogateescape"), 0
    while times < _MOST_UNWRAPPINGS:
        decoded = _base64(data.decode("ascii", "replace"))
        if not decoded:
            break
        data, times = decoded, times + 1
        if data[:1] == b"\x30":
            return _unwrapped(data, times)
    if times and not re.search(r"[/\\]|^[\w-]+$", text):
        return Recognised("base64", None, "it is base64, but not of a bundle", FILE)
    return None


def _unwrapped(data: bytes, times: int) -> Recognised:
    layers = "base64" + " of base64" * (times - 1)
    if looks_like_pfx(data):
        kind = layers.replace(" ", "-") + "-pfx"
        return Recognised(kind, data, f"it is {layers} of a bundle", FILE)
    try:
        kind, what = name_der(tlv.read(data))
    except TlvError:
        kind, what = "damaged", "something damaged"
    kind, what = kind or "asn1", what or "ASN.1 that is no bundle"
    return Recognised(f"base64-{kind}", None, f"it is {layers} of {what}", CONVERT)


def _hex(text: str) -> Recognised | None:
    digits = re.sub(r"[\s:,-]|0x", "", text)
    if len(digits) < 8 or len(digits) % 2 or not re.fullmatch(r"[0-9a-fA-F]+", digits):
        return None
    data = bytes.fromhex(digits)
    pfx = data if looks_like_pfx(data) else None
    if pfx is None and len(data) in (20, 32):
        return Recognised("thumbprint", None, "it looks like a thumbprint and not like a bundle", FILE)
    return Recognised(
        "hex-pfx" if pfx else "hex", pfx, f"it is {'a bundle' if pfx else 'data'} in hexadecimal digits", FILE
    )


def _decimal_bytes(text: str) -> Recognised | None:
    numbers = re.findall(r"\d{1,3}", text) if re.fullmatch(r"[\[\](){}\d,;\s]+", text) else []
    if len(numbers) < 8 or any(int(number) > 255 for number in numbers):
        return None
    data = bytes(map(int, numbers))
    pfx = data if looks_like_pfx(data) else None
    return Recognised("decimal-bytes", pfx, "it is a list of byte values, as PowerShell prints an array", FILE)


def _dotnet_type(text: str) -> Recognised | None:
    if not re.fullmatch(r"System\.[\w.]+(\[\])?", text):
        return None
    remedy = (
        "In PowerShell: [Convert]::ToBase64String([IO.File]::ReadAllBytes($path)). Or " + FILE[0].lower() + FILE[1:]
    )
    return Recognised("dotnet-type-name", None, "it is the name of a .NET type, printed instead of the value", remedy)


def _markup(text: str) -> Recognised | None:
    if re.match(r"<(!doctype|html|\?xml|[a-z]+[\s>])", text, re.IGNORECASE):
        return Recognised(
            "html",
            None,
            "it is a web page or XML, perhaps a sign-in page saved instead of the file",
            "Download it again.",
        )
    if text[:1] in "{[" and text[-1:] in "}]":
        return Recognised(
            "json", None, "it is JSON", "Give the value of pkcs12Value alone, or the whole as -BodyParameter."
        )
    return None


def _path(text: str) -> Recognised | None:
    if len(text) > 4096 or "\n" in text:
        return None
    if re.search(r"\.(pfx|p12|pem|cer|crt|key|der|jks)$", text, re.IGNORECASE) or re.match(
        r"([a-z]:)?[\\/]|~|\.\.?[\\/]", text, re.I
    ):
        return Recognised(
            "path", None, "it is the name of a file and not its content", "Put an @ before it: -Pkcs12Value @FILE."
        )
    return None


def _base64(text: str) -> bytes | None:
    """Decode base64 in either alphabet, with or without padding and line breaks; None when it is none."""
    dense = re.sub(r"\s+|=+$", "", text.strip()).replace("-", "+").replace("_", "/")
    if len(dense) < 4 or len(dense) % 4 == 1 or not re.fullmatch(r"[A-Za-z0-9+/]+", dense):
        return None
    try:
        return base64.b64decode(dense + "=" * (-len(dense) % 4))
    except (binascii.Error, ValueError):
        return None


# Asked in this order; base64 comes after whatever also happens to be base64.
_TEXTS: tuple[Callable[[str], Recognised | None], ...] = (
    _pem,
    _data_uri,
    _dotnet_type,
    _decimal_bytes,
    _markup,
    _compact_jose,
    _hex,
    _encoded,
    _path,
)

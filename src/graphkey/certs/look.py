"""
The first look at some bytes, without any password: a bundle, a bundle in disguise, or what else.

`diagnose` asks it when something is no bundle; `client/prepare` asks it to explain a bad `-Pkcs12Value`. Decrypts nothing; what
is text goes on to `look_text`.

Rule: what is given is never quoted in a sentence; it may be a secret.
Sources: RFC 7292 section 4, RFC 5280, RFC 5208; the magic numbers of the formats named.
"""

import re

from graphkey.certs import tlv
from graphkey.certs.look_text import ANSWER, CONVERT, COPY, FILE, Recognised, recognise_text
from graphkey.certs.shapes import looks_like_pfx, name_der
from graphkey.certs.tlv import TlvError

_MAGIC: tuple[tuple[bytes, str, str, str], ...] = (
    (
        b"\xfe\xed\xfe\xed",
        "jks-keystore",
        "a Java keystore (JKS)",
        "keytool -importkeystore -deststoretype pkcs12 converts it.",
    ),
    (
        b"\xce\xce\xce\xce",
        "jceks-keystore",
        "a Java keystore (JCEKS)",
        "keytool -importkeystore -deststoretype pkcs12 converts it.",
    ),
    (b"PK\x03\x04", "zip", "a ZIP archive", "Unpack it and give the .pfx file inside."),
    (b"\x1f\x8b", "gzip", "compressed data (gzip)", "Unpack it first."),
    (
        b"version https://git-lfs",
        "git-lfs-pointer",
        "a Git LFS pointer and not the file",
        "git lfs pull fetches the file.",
    ),
    (b"%PDF", "pdf", "a PDF document", FILE),
    (b"\x7fELF", "executable", "a program", FILE),
    (b"openssh-key-v1", "openssh-key", "an OpenSSH key", CONVERT),
)


def recognise(data: bytes) -> Recognised:
    """
    Say what some bytes are, and unwrap a bundle that was wrapped as text.

    Args:
        data: a file's content, or the text of a value as bytes.
    """
    if not data:
        return Recognised("empty", None, "there is nothing in it: no bytes at all", FILE)
    if looks_like_pfx(data):
        return Recognised("pfx", data)
    for magic, kind, what, remedy in _MAGIC:
        if data.startswith(magic):
            return Recognised(kind, None, f"it is {what}", remedy)
    return _damaged(data) or _der(data) or _as_text(data)


def _damaged(data: bytes) -> Recognised | None:
    stripped = data.lstrip(b"\r\n\t \xef\xbb\xbf")
    if stripped is not data and len(stripped) < len(data) and looks_like_pfx(stripped):
        return Recognised(
            "damaged-start",
            None,
            "something stands before the start of the bundle, as if it had gone through a text tool",
            COPY,
        )
    if b"\r\n" in data[:8] and looks_like_pfx(data[:64].replace(b"\r\n", b"\n")):
        return Recognised("damaged-text", None, "its line ends were converted, as a transfer in text mode does", COPY)
    # A bundle starts 30 82 hh ll: read as Latin-1 and written as UTF-8 the 82 becomes C2 82; undecodable, EF BF BD.
    if data[:3] == b"\x30\xc2\x82" or data[:4] == b"\x30\xef\xbf\xbd":
        return Recognised("damaged-text", None, "its bytes were changed by a tool that took them for text", COPY)
    return None


def _der(data: bytes) -> Recognised | None:
    if data[:1] != b"\x30":
        return None
    try:
        kind, what = name_der(tlv.read(data))
    except TlvError:
        return None
    remedy = ANSWER if kind == "csr-der" else CONVERT if kind else FILE
    return Recognised(kind or "asn1", None, f"it is {what}" if what else "it is ASN.1, but no bundle", remedy)


def _as_text(data: bytes) -> Recognised:
    text = _decode(data)
    if text is None:
        return Recognised("binary", None, "it is binary data of an unknown kind", FILE)
    found = recognise_text(text)
    if b"\0" in data and found.pfx is not None:
        return found._replace(sentence=f"{found.sentence}, written in UTF-16 as > of Windows PowerShell does")
    return found


def _decode(data: bytes) -> str | None:
    """Decode bytes that are text in a usual encoding; None for binary ones."""
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16")
        if len(data) > 3 and not len(data) % 2 and not any(data[1:64:2]):
            return data.decode("utf-16-le")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if re.search(r"[\x00-\x08\x0e-\x1f]", text[:4096]) else text

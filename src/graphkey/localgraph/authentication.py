"""
How a connector authenticates: what is taken in, what of it is kept where, and what is shown of it when.

Called by the handlers of connectors and slots, and by a flow's run, which needs the secrets back. The document of a
connector holds the public part; passwords and PKCS#12 files go to boxes.

Rule: an upload adds, a PATCH replaces; the same certificate again is not doubled and counts as the newest.
Rule: which certificate is active is worked out when it is read: the newest upload whose dates hold then.
Source: https://learn.microsoft.com/graph/api/identityapiconnector-uploadclientcertificate,
https://learn.microsoft.com/graph/api/resources/pkcs12certificateinformation
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from graphkey.localgraph.pfx import read_pfx
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.storage.store import TenantWriter
from graphkey.localgraph.storage.vault import Vault
from graphkey.wire import Document

BASIC = "#microsoft.graph.basicAuthentication"
PKCS12 = "#microsoft.graph.pkcs12Certificate"
CERTIFICATES = "#microsoft.graph.clientCertificateAuthentication"
PASSWORD_MASK = "******"  # noqa: S105  what Graph shows in the place of one
PASSWORD_BOX = "password"  # noqa: S105


class Accepted(NamedTuple):
    """
    Hold an authentication that has been found good.

    Args:
        shown: the public part, as the connector's document keeps it.
        secrets: what goes to boxes, by name.
    """

    shown: Document
    secrets: Mapping[str, bytes]


def accept(configuration: Any, *, accept_aes: bool) -> Accepted:
    """
    Check an `authenticationConfiguration` that a caller sent.

    Raises:
        BadRequestError: it is of a kind that cannot be set, lacks something, or its PKCS#12 file cannot be used.
    """
    kind = configuration.get("@odata.type") if isinstance(configuration, dict) else None
    if kind == BASIC:
        return _accept_basic(configuration)
    if kind == PKCS12:
        return accept_pfx(configuration.get("pkcs12Value"), configuration.get("password"), accept_aes=accept_aes)
    raise bad_request(
        "The property 'authenticationConfiguration' takes microsoft.graph.basicAuthentication or "
        "microsoft.graph.pkcs12Certificate."
    )


def accept_pfx(pkcs12_value: Any, password: Any, *, accept_aes: bool) -> Accepted:
    """
    Check a PKCS#12 file with its password.

    Args:
        pkcs12_value: base64.
        password: text; None is the empty one.
    """
    if not isinstance(pkcs12_value, str) or not pkcs12_value:
        raise bad_request("The property 'pkcs12Value' is required.")
    found = read_pfx(pkcs12_value, password or "", accept_aes=accept_aes)
    content = json.dumps({"pfx": b64encode(found.pfx).decode(), "password": password or ""})
    certificate = {"thumbprint": found.thumbprint, "notAfter": found.not_after, "notBefore": found.not_before}
    shown = {"@odata.type": CERTIFICATES, "certificateList": [certificate]}
    return Accepted(shown, {pfx_box(found.thumbprint): content.encode()})


def _accept_basic(configuration: Document) -> Accepted:
    username, password = configuration.get("username"), configuration.get("password")
    if not isinstance(username, str) or not isinstance(password, str) or not username:
        raise bad_request("Basic authentication needs both 'username' and 'password'.")
    return Accepted({"@odata.type": BASIC, "username": username}, {PASSWORD_BOX: password.encode()})


def with_upload(stored: Document | None, uploaded: Document) -> Document:
    """Return the public part after an upload: the new certificate first, the older ones behind it."""
    newest = uploaded["certificateList"][0]
    older = (stored or {}).get("certificateList", [])
    kept = [entry for entry in older if entry["thumbprint"] != newest["thumbprint"]]
    return {**uploaded, "certificateList": [newest, *kept]}


def shown(stored: Document | None, now: datetime) -> Document | None:
    """Return what Graph shows of an authentication at a moment."""
    if stored is None:
        return None
    if stored["@odata.type"] == BASIC:
        return {**stored, "password": PASSWORD_MASK}
    active = active_thumbprint(stored, now)
    entries = [{**entry, "isActive": entry["thumbprint"] == active} for entry in stored["certificateList"]]
    return {**stored, "certificateList": entries}


def active_thumbprint(stored: Document, now: datetime) -> str | None:
    """Return the thumbprint of the certificate that calls are made with at a moment, or None."""
    second = int(now.timestamp())
    for entry in stored.get("certificateList", []):
        if entry["notBefore"] <= second <= entry["notAfter"]:
            return str(entry["thumbprint"])
    return None


def pfx_box(thumbprint: str) -> str:
    """Return the name of the box that holds a certificate's PKCS#12 file."""
    return f"pfx/{thumbprint}"


def open_pfx(content: bytes) -> tuple[bytes, str]:
    """Return the PKCS#12 file and its password from an opened box."""
    document = json.loads(content)
    return b64decode(document["pfx"]), document["password"]


def keep_secrets(writer: TenantWriter, vault: Vault, path: str, secrets: Mapping[str, bytes]) -> None:
    """Seal secrets into the boxes of a connector."""
    for name, content in secrets.items():
        writer.fill_box(path, name, vault.seal(writer.tenant, path, name, content))

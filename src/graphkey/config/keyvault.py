"""
`keyvault:VAULT/NAME`: a certificate or a secret of Azure Key Vault.

`references` calls it. A certificate of Key Vault is a secret of the same name: base64 of a PFX without password, or PEM, as
the content type says. Every new version is a new certificate; `keyvault:VAULT/NAME/VERSION` pins one.

Rule: azure-keyvault-secrets is imported only here, and only when such a value is followed.
Rule: what comes from the vault is in no message; a message names vault, name and version.
Sources: azure-sdk-for-python sdk/keyvault/azure-keyvault-certificates/samples/parse_certificate.py; object
identifiers https://learn.microsoft.com/azure/key-vault/about-keys-secrets-and-certificates, and the same page of docs.azure.cn;
https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret.
"""

import re
from typing import Any, NamedTuple

from graphkey.errors import UsageError

PKCS12, PEM = "application/x-pkcs12", "application/x-pem-file"
_PART = re.compile(r"[0-9A-Za-z-]{1,127}")
_HOST = re.compile(r"[0-9A-Za-z.-]{1,253}(:\d{1,5})?")


class Place(NamedTuple):
    """Say where a secret is; `version` is empty for the newest."""

    url: str
    name: str
    version: str = ""


class Found(NamedTuple):
    """
    Hold what the vault gave.

    Args:
        content: the PFX, or the text as UTF-8.
        version: of the secret, to tell a new certificate by.
    """

    content: bytes
    content_type: str
    version: str

    def __repr__(self) -> str:
        return f"Found({self.content_type}, {self.version})"


def parse_place(text: str) -> Place:
    """
    Read VAULT/NAME or VAULT/NAME/VERSION.

    Args:
        text: VAULT is the vault's name in the public cloud, or its whole host name in another (contoso.vault.azure.cn).
    Raises: UsageError when it is none of them.
    """
    vault, *rest = text.split("/")
    if not 1 <= len(rest) <= 2 or not _HOST.fullmatch(vault) or not all(map(_PART.fullmatch, rest)):
        raise UsageError(
            "keyvault: takes VAULT/NAME or VAULT/NAME/VERSION", hint="For example keyvault:contoso/api-client."
        )
    host = vault if "." in vault or ":" in vault else f"{vault}.vault.azure.net"
    return Place(f"https://{host}", *rest)


def fetch(place: Place, credential: Any = None, **options: Any) -> Found:
    """
    Get a certificate or secret.

    Args:
        credential: of azure-identity; what DefaultAzureCredential finds when left out.
        options: go to SecretClient.
    Raises: UsageError when the package is missing, nobody is signed in, it is not there, or it may not be read.
    """
    try:
        from azure.core.exceptions import AzureError
        from azure.keyvault.secrets import SecretClient
    except ImportError:
        raise UsageError(
            "keyvault: needs the package azure-keyvault-secrets", hint="Install it: pip install 'graphkey[keyvault]'."
        ) from None
    if credential is None:
        from azure.identity import DefaultAzureCredential

        credential = DefaultAzureCredential()
    try:
        with SecretClient(place.url, credential, **options) as client:
            found = client.get_secret(place.name, place.version or None)
    except AzureError as error:
        raise _refusal(place, error) from None
    except ValueError as error:  # the challenge names another host than the vault's
        raise UsageError(
            f"{place.url} is no vault: {str(error).splitlines()[0]}", hint="Check the vault's name."
        ) from None
    kind, value = found.properties.content_type or "", found.value or ""
    return Found(_decoded(place, kind, value), kind, found.properties.version or "")


def _refusal(place: Place, error: Any) -> UsageError:
    code = getattr(error, "status_code", None)
    what, hint = {
        401: ("the sign-in was not accepted", "az login, or AZURE_CLIENT_ID and its like."),
        403: (
            "it may not be read",
            "It takes secrets/get (Key Vault Secrets User) and a way through the firewall.",
        ),
        404: ("there is none of that name and version", "az keyvault certificate list shows them."),
    }.get(
        code or 0,
        (f"no answer ({type(error).__name__}{f' {code}' if code else ''})", "az login; check name and network."),
    )
    return UsageError(f"{place.name} of {place.url} cannot be had: {what}", hint=hint)


def _decoded(place: Place, kind: str, value: str) -> bytes:
    if kind != PKCS12:
        return value.encode()
    import base64
    import binascii

    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise UsageError(
            f"{place.name} of {place.url} calls itself a bundle, but is no base64", hint="Import the certificate again."
        ) from None

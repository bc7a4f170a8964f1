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

import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from graphkey.errors import UsageError

PKCS12, PEM = "application/x-pkcs12", "application/x-pem-file"
_PART = re.compile(r"[0-9A-Za-z-]{1,127}")
_VARIABLES = "AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET (or AZURE_CLIENT_CERTIFICATE_PATH)"
_SIGN_IN = f"Set {_VARIABLES}, run az login, or give the machine a managed identity."
_STATUS = {
    401: (
        "the vault did not accept the sign-in",
        "Sign in to the vault's own tenant: AZURE_TENANT_ID, az login --tenant.",
    ),
    403: ("it may not be read", "It takes secrets/get (Key Vault Secrets User) and a way through the firewall."),
    404: ("there is none of that name and version", "az keyvault certificate list shows them."),
    429: ("the vault has too much to do", "Try again in a minute."),
}
_FORBIDDEN = {
    "SecretDisabled": ("that version is disabled", "Enable it, or name another: keyvault:VAULT/NAME/VERSION."),
    "ForbiddenByFirewall": (
        "the vault's firewall lets nobody in from here",
        "Add this machine's address to its networking.",
    ),
    "ForbiddenByConnection": ("the vault takes no calls from public networks", "Ask from its private network."),
    "ForbiddenByPolicy": ("no access policy lets it be read", "Add secrets/get to the vault's access policies."),
    "ForbiddenByRbac": ("no role lets it be read", "Give the role Key Vault Secrets User."),
}
"""
Source: https://learn.microsoft.com/azure/key-vault/general/rest-error-codes; the inner code is in every 403.
"""
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


def fetch(place: Place, credential: Any = None, environ: Mapping[str, str] = os.environ, **options: Any) -> Found:
    """
    Get a certificate or secret.

    Args:
        credential: of azure-identity; what DefaultAzureCredential finds when left out.
        environ: says which authorities are trusted. Who signs in, azure-identity reads from the process's own.
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
    import logging

    from graphkey.config.trust import bundle_for_requests

    # Without any handler, logging prints the library's warnings on standard error.
    if not (azure := logging.getLogger("azure")).handlers:
        azure.addHandler(logging.NullHandler())
    reach = {"connection_verify": bundle_for_requests(environ), "connection_timeout": 20}
    bounds = {"read_timeout": 60, "retry_total": 2, "retry_backoff_factor": 0.2}
    try:
        credential = credential or _default_credential(reach)
        with SecretClient(place.url, credential, **{**reach, **bounds, **options}) as client:
            found = client.get_secret(place.name, place.version or None)
    except AzureError as error:
        raise _refusal(place, error, environ) from None
    except ValueError as error:  # the challenge names another host than the vault's
        raise UsageError(
            f"{place.url} is no vault: {str(error).splitlines()[0]}", hint="Check the vault's name."
        ) from None
    kind, value = found.properties.content_type or "", found.value or ""
    return Found(_decoded(place, kind, value), kind, found.properties.version or "")


def _default_credential(reach: Mapping[str, Any]) -> Any:
    from azure.identity import DefaultAzureCredential

    # The authority is Azure's or the user's own word (AZURE_AUTHORITY_HOST); asking a public one about it would fail offline.
    return DefaultAzureCredential(disable_instance_discovery=True, **reach)


def _refusal(place: Place, error: Any, environ: Mapping[str, str]) -> UsageError:
    host = place.url.removeprefix("https://")
    what, hint = _reason(host, error, environ)
    return UsageError(f"{place.name} of {place.url} cannot be had: {what}", hint=hint)


def _reason(host: str, error: Any, environ: Mapping[str, str]) -> tuple[str, str]:
    """Say why, in words of ours: an error's own text may repeat what was sent."""
    from azure.core.exceptions import ClientAuthenticationError

    response = getattr(error, "response", None)
    asked = str(response.request.url) if response is not None else ""
    status = getattr(error, "status_code", None) if asked.startswith(f"https://{host}/") else None
    if isinstance(error, ClientAuthenticationError) and status is None:
        number = re.search(r"AADSTS\d+", str(error))
        if number is None and not environ.get("AZURE_CLIENT_ID"):
            return "nobody is signed in to Azure", _SIGN_IN
        code = f" ({number[0]})" if number else ""
        return f"signing in to Azure failed{code}", f"Check {_VARIABLES}, and the network."
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return (
            f"the certificate of {host} is not trusted",
            "SSL_CERT_FILE names authorities, such as a company's proxy's.",
        )
    if status is None:
        return f"{host} cannot be reached ({type(error).__name__})", "Check the vault's name, network and proxy."
    code = _inner_code(error)
    told = _STATUS.get(status, (f"it answered {status}", "Try again later."))
    what, hint = _FORBIDDEN.get(code, told) if status == 403 else told
    return (f"{what} ({code})" if code else what), hint


def _inner_code(error: Any) -> str:
    """Return the code within an error of the vault's, which says more than its status; empty when there is none."""
    inner = getattr(getattr(error, "error", None), "innererror", None)
    code = inner.get("code") if isinstance(inner, dict) else None
    return code if isinstance(code, str) and re.fullmatch("[A-Za-z]{1,60}", code) else ""


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

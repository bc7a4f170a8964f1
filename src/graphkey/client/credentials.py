"""
From a context to tokens: which credential of azure-identity it is, with what it is made, and what its errors mean.

`token_source` is all that others call. azure-identity costs a quarter of a second to import, so it is imported in functions
that run only when no kept token will do.

Rule: a secret is resolved when it is needed, handed over, and part of no message.
Source: https://learn.microsoft.com/python/api/azure-identity/
"""

import os
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from graphkey.client.refusals import sign_in_error
from graphkey.client.sign_in import Credential, Kept, TokenSource, token_claims
from graphkey.client.token_cache import FileStore, Key, KeyringStore, Store, StoredTokens, cache_folder
from graphkey.config.choose import cache_choice
from graphkey.config.contexts import Context
from graphkey.config.references import Sources, parse, resolve_bytes, resolve_secret
from graphkey.errors import SignInError, UsageError
from graphkey.secret import Secret

Tell = Callable[[str], None]
_CLI_TIMEOUT_S = 60
_REPEATS = 2
"""azure-core repeats a failed request ten times by default, which keeps a person waiting for minutes."""


class Outside(NamedTuple):
    """
    Hold what signing in touches.

    Args:
        sources: what references point into; also the environment.
        proxy, proxy_credential: as `client/http.network` takes them.
        now_s: seconds since 1970.
        tell: takes a sentence for `-Verbose`.
        prompt: takes a sentence that a person must see (the device code).
    """

    sources: Sources
    proxy: str | None = None
    proxy_credential: Secret | None = None
    now_s: Callable[[], float] = time.time
    tell: Tell = lambda sentence: None
    prompt: Tell = lambda sentence: None


def token_source(context: Context, outside: Outside) -> TokenSource:
    """
    Make the source of a context's tokens; nothing is resolved, imported or asked yet.

    Raises: ConfigError when `GRAPHKEY_TOKEN_CACHE` is no known word.
    """
    store = token_store(context, outside.sources.environ)
    kept = None
    if store is not None:
        kept = Kept(StoredTokens(store, tell=outside.tell), lambda: cache_key(context, outside.sources))
    return TokenSource(
        lambda: Guarded(context, outside), context.scope, kept=kept, now_s=outside.now_s, tell=outside.tell
    )


def token_store(context: Context, environ: Mapping[str, str]) -> Store | None:
    """Return where a context's tokens are kept, or None where they are not."""
    choice = cache_choice(environ) or context.cache
    if choice == "off" or context.credential == "access-token":
        return None
    return KeyringStore() if choice == "keyring" else FileStore(cache_folder(environ))


def cache_key(context: Context, sources: Sources) -> Key:
    """
    Make the key under which a context's token is kept.

    Raises: UsageError when the secret that proves the right to the token is not there.
    """
    return public_key(context)._replace(evidence=_evidence(context, sources))


def public_key(context: Context) -> Key:
    """Make the key without its evidence: enough to forget a token, not to use it."""
    return Key(
        context.cloud.authority,
        context.tenant or "",
        context.client_id or "",
        context.credential,
        context.settings.get("login_hint", ""),
        context.scope,
    )


def _evidence(context: Context, sources: Sources) -> bytes:
    """
    Gather what must be the same for a kept token to be used.

    A secret in a variable or file is read, since that costs nothing; for a program or a keyring its name must do, because
    starting a vault's program at each call would cost more than signing in.
    """
    if context.credential == "azure-cli":
        return _azure_cli_profile(sources.environ)
    pieces = []
    for name in ("client_secret", "certificate", "certificate_password"):
        text = context.settings.get(name)
        if text is not None:
            reading = parse(text).kind in ("env", "file")
            pieces.append((resolve_bytes(text, sources=sources) or b"") if reading else text.encode())
    return b"".join(len(piece).to_bytes(8, "big") + piece for piece in pieces)


def _azure_cli_profile(environ: Mapping[str, str]) -> bytes:
    # `az login` and `az account set` rewrite this file; after them a kept token may be somebody else's.
    home = environ.get("HOME") or os.path.expanduser("~")  # noqa: PTH111
    folder = environ.get("AZURE_CONFIG_DIR") or os.path.join(home, ".azure")  # noqa: PTH118
    try:
        with open(os.path.join(folder, "azureProfile.json"), "rb") as file:  # noqa: PTH118
            return file.read(1 << 20)
    except OSError:
        return b""


class Guarded:
    """Make the credential of a context when a token is wanted, and turn its errors into ours."""

    def __init__(self, context: Context, outside: Outside) -> None:
        self._context = context
        self._outside = outside
        self._secrets: list[Secret] = []

    def get_token(self, *scopes: str, **named: Any) -> Any:
        """
        Sign in.

        Raises: SignInError in the authority's own words, without secrets.
        """
        if self._context.credential == "access-token":
            return self._given(named)
        import logging

        from azure.core.exceptions import AzureError

        # Without any handler, logging prints the library's warnings on standard error.
        logging.getLogger("azure").addHandler(logging.NullHandler())
        try:
            return self._credential().get_token(*scopes, **named)
        except (AzureError, ValueError, OSError) as error:
            # Not chained: a traceback of the library's error could show what ours leaves out.
            raise sign_in_error(error, self._context, self._secrets) from None

    def _credential(self) -> Credential:
        made: Credential = _MAKERS[self._context.credential](self)
        return made

    def _secret(self, name: str) -> Secret | None:
        found = resolve_secret(self._context.settings.get(name), sources=self._outside.sources)
        if found is not None:
            self._secrets.append(found)
        return found

    def _network(self) -> dict[str, Any]:
        """Return what every credential that talks to the context's authority is made with."""
        from graphkey.config.trust import bundle_for_requests

        named: dict[str, Any] = {
            "authority": self._context.cloud.authority,
            # The authority is in our table or the user's own word; asking a public one about it would fail offline.
            "disable_instance_discovery": True,
            "connection_verify": bundle_for_requests(self._outside.sources.environ),
            "connection_timeout": 20,
            "retry_total": _REPEATS,
            "retry_backoff_factor": 0.2,
        }
        if self._outside.proxy:
            named["proxies"] = {"https": self._proxy_url()}
        return named

    def _proxy_url(self) -> str:
        url = self._outside.proxy or ""
        if self._outside.proxy_credential is None:
            return url if "://" in url else f"http://{url}"
        from urllib.parse import quote

        user, _, password = self._outside.proxy_credential.reveal().partition(":")
        place = url.partition("://")[2] or url
        return f"http://{quote(user, safe='')}:{quote(password, safe='')}@{place.rpartition('@')[2]}"

    def _person(self) -> dict[str, Any]:
        return {"tenant_id": self._context.tenant, "client_id": self._context.client_id, **self._network()}

    # -- one maker a kind --------------------------------------------------------------------------------------------

    def client_secret(self) -> Any:
        """Make the credential of an application with a secret."""
        from azure.identity import ClientSecretCredential

        secret = self._secret("client_secret")
        if secret is None or not secret.reveal():
            raise UsageError(
                f"context {self._context.name}: the client secret is empty", hint="Check the source that it names."
            )
        return ClientSecretCredential(
            self._context.tenant or "", self._context.client_id or "", secret.reveal(), **self._network()
        )

    def certificate(self) -> Any:
        """Make the credential of an application with a certificate and its key, as PFX or PEM."""
        from azure.identity import CertificateCredential

        password = self._secret("certificate_password")
        return CertificateCredential(
            self._context.tenant or "",
            self._context.client_id or "",
            certificate_data=resolve_bytes(self._context.settings["certificate"], sources=self._outside.sources),
            password=password.reveal() if password else None,
            send_certificate_chain=self._context.send_certificate_chain,
            **self._network(),
        )

    def managed_identity(self) -> Any:
        """Make the credential of an Azure resource."""
        from azure.identity import ManagedIdentityCredential

        return ManagedIdentityCredential(client_id=self._context.client_id)

    def workload_identity(self) -> Any:
        """Make the credential of a workload with a federated token in a file."""
        from azure.identity import WorkloadIdentityCredential

        path = parse(self._context.settings["token_file"]).rest
        return WorkloadIdentityCredential(token_file_path=os.path.expanduser(path), **self._person())  # noqa: PTH111

    def azure_cli(self) -> Any:
        """Make the credential of whoever is signed in to the Azure CLI."""
        from azure.identity import AzureCliCredential

        return AzureCliCredential(tenant_id=self._context.tenant or "", process_timeout=_CLI_TIMEOUT_S)

    def device_code(self) -> Any:
        """Make the credential of a person who signs in on another device."""
        from azure.identity import DeviceCodeCredential

        def prompt(uri: str, code: str, expires_on: object) -> None:
            self._outside.prompt(f"To sign in, open {uri} and enter the code {code}.")

        return DeviceCodeCredential(prompt_callback=prompt, **self._person())

    def browser(self) -> Any:
        """Make the credential of a person who signs in in a browser on this machine."""
        from azure.identity import InteractiveBrowserCredential

        self._outside.prompt("To sign in, go on in the browser window that opens.")
        return InteractiveBrowserCredential(login_hint=self._context.settings.get("login_hint"), **self._person())

    def _given(self, named: Mapping[str, Any]) -> Any:
        if named.get("claims"):
            raise SignInError("Graph asks for more claims than the given access token has", hint="Get a new token.")
        secret = self._secret("access_token")
        text = secret.reveal().strip() if secret else ""
        if not text:
            raise SignInError("the given access token is empty", hint="Check the source that the context names.")
        end = token_claims(Secret(text)).get("exp")
        if isinstance(end, (int, float)) and end <= self._outside.now_s():
            raise SignInError("the given access token has expired", hint="Get a new one.")
        return _Given(text, int(end) if isinstance(end, (int, float)) else int(self._outside.now_s()) + 3600)


class _Given(NamedTuple):
    token: str
    expires_on: int


_MAKERS: Mapping[str, Callable[[Guarded], Any]] = {
    "client-secret": Guarded.client_secret,
    "certificate": Guarded.certificate,
    "managed-identity": Guarded.managed_identity,
    "workload-identity": Guarded.workload_identity,
    "azure-cli": Guarded.azure_cli,
    "device-code": Guarded.device_code,
    "browser": Guarded.browser,
}

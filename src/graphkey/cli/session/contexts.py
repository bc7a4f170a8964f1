"""
Which context session commands speak of, and `Get-MgContext`.

Reads the context file and the token cache; signs in to nothing.

Source: learn.microsoft.com/powershell/module/microsoft.graph.authentication/get-mgcontext (names of the fields).
"""

from typing import Any

from graphkey.cli.binder import Given
from graphkey.cli.session.run import write
from graphkey.cli.world import World
from graphkey.config.contexts import Context, Contexts
from graphkey.errors import ConfigError

DELEGATED = ("browser", "device-code")
_AUTH_TYPES = {
    "managed-identity": "ManagedIdentity", "access-token": "UserProvidedAccessToken", "browser": "Delegated",
    "device-code": "Delegated", "azure-cli": "Delegated",
}  # fmt: skip
_CREDENTIAL_TYPES = {
    "client-secret": "ClientSecret", "certificate": "ClientCertificate", "managed-identity": "ManagedIdentity",
    "access-token": "UserProvidedAccessToken", "browser": "InteractiveBrowser", "device-code": "DeviceCode",
}  # fmt: skip


def folder(world: World) -> str:
    """Return the folder of the context file."""
    from graphkey.config.context_file import config_folder

    return config_folder(world.environ)


def known_contexts(world: World) -> Contexts:
    """Read the named contexts."""
    from graphkey.config.context_file import read_contexts

    return read_contexts(folder(world))


def context_in_use(world: World) -> Context:
    """
    Return the context that a Graph command would use now.

    Raises: ConfigError when there is none.
    """
    from graphkey.config.choose import choose

    return choose(None, world.environ, lambda: known_contexts(world))


def stored_context(world: World, wish: str) -> Context:
    """
    Return the context in use, when it is one of the file's and can be changed.

    Args:
        wish: what is to be done, for the message.
    Raises: ConfigError for the local Graph and for a context made of environment variables.
    """
    found = context_in_use(world)
    if found.is_local or found.name not in known_contexts(world).by_name:
        raise ConfigError(
            f"the context in use ({found.name}, from {found.source}) is not kept in a file, so {wish}",
            hint="Make one with Connect-MgGraph, or choose one with Connect-MgGraph -Context NAME.",
        )
    return found


def get_context(given: Given, world: World) -> int:
    """Print the context in use, or nothing when there is none, as Get-MgContext does."""
    try:
        found = context_in_use(world)
    except ConfigError as error:
        world.say(f"not connected: {error}")
        return 0
    write(given, world, context_facts(found, world))
    return 0


def context_facts(context: Context, world: World) -> dict[str, Any]:
    """Gather what Get-MgContext shows; what only a token tells is null while none is kept."""
    claims = _kept_claims(context, world)
    scopes = claims.get("scp", "").split() if isinstance(claims.get("scp"), str) else claims.get("roles")
    return {
        "Name": context.name,
        "ClientId": claims.get("appid") or context.client_id,
        "TenantId": claims.get("tid") or context.tenant,
        "Scopes": scopes if isinstance(scopes, list) else list(context.scopes) or None,
        "AuthType": "Local" if context.is_local else _AUTH_TYPES.get(context.credential, "AppOnly"),
        "TokenCredentialType": _CREDENTIAL_TYPES.get(context.credential, context.credential),
        "Certificate": context.settings.get("certificate"),
        "SendCertificateChain": context.send_certificate_chain if context.credential == "certificate" else None,
        "Account": claims.get("upn") or claims.get("unique_name") or claims.get("preferred_username"),
        "AppName": claims.get("app_displayname"),
        "ContextScope": "Process" if context.cache == "off" or context.is_local else "CurrentUser",
        "ClientTimeout": context.request.client_timeout_s,
        "Environment": context.cloud.name if not context.is_local else "local",
        "GraphEndpoint": None if context.is_local else context.cloud.graph,
        "FoundIn": context.source,
    }


def _kept_claims(context: Context, world: World) -> dict[str, Any]:
    """Read the claims of the token that is kept for a context, if one is and still may be used."""
    if context.is_local:
        return {}
    from graphkey.client.credentials import cache_key, token_store
    from graphkey.client.sign_in import token_claims
    from graphkey.client.token_cache import StoredTokens
    from graphkey.config.references import Sources
    from graphkey.errors import UsageError

    store = token_store(context, world.environ)
    if store is None:
        return {}
    try:
        key = cache_key(context, Sources(world.environ))
    except UsageError:
        return {}  # the secret that proves the right to the token is not there
    found = StoredTokens(store).get(key, world.now().timestamp())
    return token_claims(found.secret) if found else {}


def forget_token(one: Context, world: World) -> None:
    """Drop the token kept for a context, so that what replaces it signs in anew."""
    from graphkey.client.credentials import public_key, token_store

    store = token_store(one, world.environ)
    try:
        if store is not None:
            store.remove(public_key(one).name)
    except OSError as error:
        world.say(f"warning: the token kept for it could not be removed: {error.strerror or error}")

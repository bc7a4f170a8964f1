"""
Which context a command uses: one order, and no guess.

`--context` > `GRAPHKEY_CONTEXT` > `GRAPHKEY_ENDPOINT` with credentials in the environment > the current context > credentials
in the environment alone (global cloud) > an error that says how to make one. A pure function of argument, environment and
contexts; the file is read only when its turn comes.

Rule: half a configuration is an error that names what is missing, never the next choice in the order.
Source: environment variables of azure-identity's EnvironmentCredential and WorkloadIdentityCredential
(https://learn.microsoft.com/python/api/overview/azure/identity-readme#environment-variables).
"""

from collections.abc import Callable, Mapping

from graphkey.config.clouds import GLOBAL, Cloud, cloud_at
from graphkey.config.contexts import (
    CACHE_KINDS,
    LOCAL,
    LOCAL_NAME,
    CacheKind,
    Context,
    Contexts,
    CredentialKind,
    checked,
)
from graphkey.errors import ConfigError

ENVIRONMENT_NAME = "environment"
"""The name that a context made of environment variables shows."""

_HOW = (
    "Make one: graphkey context add NAME --tenant … --client-id … --client-secret env:NAME; or set AZURE_TENANT_ID, "
    "AZURE_CLIENT_ID and AZURE_CLIENT_SECRET; or try the local Graph with --local."
)
_CREDENTIALS = (
    "GRAPHKEY_ACCESS_TOKEN",
    "AZURE_CLIENT_SECRET",
    "AZURE_CLIENT_CERTIFICATE_PATH",
    "AZURE_FEDERATED_TOKEN_FILE",
)
_PARTS = ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", *_CREDENTIALS)


def choose(argument: str | None, environ: Mapping[str, str], contexts: Callable[[], Contexts]) -> Context:
    """
    Choose the context of a command.

    Args:
        argument: the value of `--context`, or None.
        contexts: gives the named contexts; called only when they are needed.
    Raises: ConfigError when the choice does not exist, is half a configuration, or nothing is configured.
    """
    if argument is not None:
        return named(argument, contexts(), "--context")
    by_variable = environ.get("GRAPHKEY_CONTEXT")
    if by_variable:
        return named(by_variable, contexts(), "GRAPHKEY_CONTEXT")
    if environ.get("GRAPHKEY_ENDPOINT"):
        return from_environment(environ)
    known = contexts()
    if known.current is not None:
        return named(known.current, known, "the current context")
    if any(environ.get(part) for part in _PARTS):
        return from_environment(environ)
    if known.by_name:
        raise ConfigError(
            "no context is chosen", hint=f"Give --context, or run graphkey context use NAME ({_listed(known)})."
        )
    raise ConfigError("no context is configured, so there is no Graph to ask", hint=_HOW)


def named(name: str, contexts: Contexts, setting: str) -> Context:
    """
    Find a context by its name.

    Args:
        setting: what names it, for the message.
    Raises: ConfigError that lists the names.
    """
    if name.lower() == LOCAL_NAME:
        return LOCAL
    found = contexts.by_name.get(name)
    if found is None:
        known = f"There are: {_listed(contexts)}." if contexts.by_name else f"There are none yet. {_HOW}"
        raise ConfigError(f"{setting} names {name!r}, and there is no such context", hint=known)
    return found


def _listed(contexts: Contexts) -> str:
    return ", ".join(sorted(contexts.by_name))


def from_environment(environ: Mapping[str, str]) -> Context:
    """
    Make a context of the variables that azure-identity and this project know.

    Raises: ConfigError for half a configuration.
    """
    kind = _kind(environ)
    settings = {
        "GRAPHKEY_ACCESS_TOKEN": {"access_token": "env:GRAPHKEY_ACCESS_TOKEN"},
        "AZURE_CLIENT_SECRET": {"client_secret": "env:AZURE_CLIENT_SECRET"},
        "AZURE_CLIENT_CERTIFICATE_PATH": {"certificate": f"file:{environ.get('AZURE_CLIENT_CERTIFICATE_PATH')}"},
        "AZURE_FEDERATED_TOKEN_FILE": {"token_file": f"file:{environ.get('AZURE_FEDERATED_TOKEN_FILE')}"},
    }[kind[1]]
    if kind[0] == "certificate" and environ.get("AZURE_CLIENT_CERTIFICATE_PASSWORD"):
        settings["certificate_password"] = "env:AZURE_CLIENT_CERTIFICATE_PASSWORD"  # noqa: S105 - where it is
    chain = environ.get("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN", "").lower() in ("true", "1")
    return checked(
        Context(
            ENVIRONMENT_NAME,
            kind[0],
            tenant=environ.get("AZURE_TENANT_ID") or None,
            client_id=environ.get("AZURE_CLIENT_ID") or None,
            cloud=_cloud(environ),
            settings=settings,
            send_certificate_chain=kind[0] == "certificate" and chain,
            cache=cache_choice(environ) or "file",
            source="environment variables",
        )
    )


def cache_choice(environ: Mapping[str, str]) -> CacheKind | None:
    """
    Read `GRAPHKEY_TOKEN_CACHE`, which overrides what a context says; None when it is not set.

    Raises: ConfigError for any other word.
    """
    word = environ.get("GRAPHKEY_TOKEN_CACHE")
    if not word:
        return None
    for kind in CACHE_KINDS:
        if word == kind:
            return kind
    raise ConfigError(f"GRAPHKEY_TOKEN_CACHE is {word!r}", hint=f"One of {', '.join(CACHE_KINDS)}.")


def _kind(environ: Mapping[str, str]) -> tuple[CredentialKind, str]:
    kinds: tuple[CredentialKind, ...] = ("access-token", "client-secret", "certificate", "workload-identity")
    found = next((pair for pair in zip(kinds, _CREDENTIALS, strict=True) if environ.get(pair[1])), None)
    needed = () if found and found[0] == "access-token" else ("AZURE_TENANT_ID", "AZURE_CLIENT_ID")
    missing = [name for name in needed if not environ.get(name)]
    if found is not None and not missing:
        return found
    if found is None:
        missing.append("one of " + ", ".join(_CREDENTIALS[1:]) + " or GRAPHKEY_ACCESS_TOKEN")
    there = [name for name in ("GRAPHKEY_ENDPOINT", *_PARTS) if environ.get(name)]
    raise ConfigError(
        f"the environment holds half a configuration: {', '.join(there)} set, missing {' and '.join(missing)}",
        hint="Set what is missing, unset what is there, or give --context NAME.",
    )


def _cloud(environ: Mapping[str, str]) -> Cloud:
    endpoint, authority = environ.get("GRAPHKEY_ENDPOINT") or None, environ.get("AZURE_AUTHORITY_HOST") or None
    if endpoint is not None:
        if environ.get("GRAPHKEY_ACCESS_TOKEN"):
            authority = authority or endpoint  # a token in hand asks no authority
        return cloud_at(
            endpoint, authority, graph_setting="GRAPHKEY_ENDPOINT", authority_setting="AZURE_AUTHORITY_HOST"
        )
    if authority is None or _same_root(authority):
        return GLOBAL
    raise ConfigError(
        "AZURE_AUTHORITY_HOST names an authority other than the global one, but GRAPHKEY_ENDPOINT is missing",
        hint="Set GRAPHKEY_ENDPOINT to that cloud's Graph, for example https://graph.microsoft.us.",
    )


def _same_root(authority: str) -> bool:
    from graphkey.config.origin import root

    return root(authority, "AZURE_AUTHORITY_HOST") == GLOBAL.authority

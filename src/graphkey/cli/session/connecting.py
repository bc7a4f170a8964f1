"""
`Connect-MgGraph` and `Disconnect-MgGraph`.

A process of a command line ends with its command, so a connection is a named context: Connect signs in, writes it, and makes it
the current one; Disconnect forgets its token and chooses none. docs/adr/0015 says why.

Rule: nothing is written before the sign-in has succeeded, and a context with other settings is not replaced unasked.
Rule: what is written says where a secret is.
Source: learn.microsoft.com/powershell/module/microsoft.graph.authentication/connect-mggraph (parameter sets).
"""

import os
from typing import Any

from graphkey.cli.binder import Given
from graphkey.cli.session.contexts import (
    DELEGATED,
    context_facts,
    context_in_use,
    folder,
    forget_token,
    known_contexts,
)
from graphkey.cli.session.request_context import request_settings
from graphkey.cli.session.run import write
from graphkey.cli.typed import read_typed
from graphkey.cli.world import World
from graphkey.config.choose import from_environment, named
from graphkey.config.clouds import cloud
from graphkey.config.contexts import Context, Contexts, checked
from graphkey.config.references import parse
from graphkey.errors import ConfigError, UsageError

_ABOUT_NAME = frozenset({"Context", "NoWelcome", "Replace", "ClientTimeout"})
_REFERENCES = ("env", "file", "cmd", "keyring", "keyvault")


def connect_graph(given: Given, world: World) -> int:
    """Sign in and make that the current context, or take up one that exists."""
    known = known_contexts(world)
    settings = [p.name for p in given.placed("setting") if p.name not in _ABOUT_NAME]
    if not settings:
        made = _existing(given, known)
    else:
        made = _made(given, world, known)
        _refuse_other(made, known, given)
    made = made._replace(request=made.request._replace(**request_settings(given)))
    _sign_in(made, given, world)
    _keep(made, world)
    if not given.on("NoWelcome"):
        _welcome(made, world)
    return 0


def disconnect_graph(given: Given, world: World) -> int:
    """Forget the token of the context in use and choose none; prints the context that it was."""
    found = context_in_use(world)
    known = known_contexts(world)
    if found.name not in known.by_name:
        raise ConfigError(
            f"the context in use ({found.name}, from {found.source}) was not made by Connect-MgGraph",
            hint="Unset the variables that it is made of.",
        )
    facts = context_facts(found, world)
    forget_token(found, world)
    from graphkey.config.context_file import change_contexts

    change_contexts(folder(world), lambda now: now._replace(current=None if now.current == found.name else now.current))
    _tell_of_variables(world)
    write(given, world, facts)
    return 0


# -- which context -------------------------------------------------------------------------------------------------------


def _existing(given: Given, known: Contexts) -> Context:
    name = given.text("Context") or known.current
    if name is None:
        have = f" There are: {', '.join(sorted(known.by_name))}; -Context NAME takes one up." if known.by_name else ""
        raise UsageError(
            "Connect-MgGraph needs to know who signs in and where",
            hint="Give -TenantId and -ClientId (of your own app registration), or -Identity, or -EnvironmentVariable."
            + have,
        )
    found = named(name, known, "-Context")
    if found.is_local:
        raise ConfigError(
            "the local Graph needs no connection", hint="Give -Local, or set GRAPHKEY_CONTEXT=local for a session."
        )
    return found


def _made(given: Given, world: World, known: Contexts) -> Context:
    """Make the context that the parameters describe."""
    if given.on("EnvironmentVariable"):
        return _of_variables(given, world, known)
    from graphkey.config.context_file import file_path, make_context

    row = _row(given, world)
    name = given.text("Context") or str(row.get("tenant") or row["credential"])
    made = make_context(name, row, source=file_path(folder(world)), environments=known.environments)
    old = known.by_name.get(name)
    return made._replace(request=old.request) if old else made


def _of_variables(given: Given, world: World, known: Contexts) -> Context:
    found = from_environment(world.environ)
    place = given.text("Environment")
    return checked(
        found._replace(
            name=given.text("Context") or found.tenant or found.credential,
            cloud=cloud(place, known.environments.values()) if place else found.cloud,
            cache="off" if _is_process(given) else found.cache,
        )
    )


def _row(given: Given, world: World) -> dict[str, Any]:
    """Bring the parameters to the settings of the file."""
    row: dict[str, Any] = {
        "tenant": given.text("TenantId"),
        "client_id": given.text("ClientId"),
        "cloud": given.text("Environment"),
        "cache": "off" if _is_process(given) else None,
        **_credential(given, world),
    }
    missing = [
        f"-{name}"
        for name, key in (("TenantId", "tenant"), ("ClientId", "client_id"))
        if row[key] is None and row["credential"] not in ("managed-identity", "access-token")
    ]
    if missing:
        raise UsageError(
            f"Connect-MgGraph: {' and '.join(missing)} missing",
            hint="There is no application and no tenant by default: register your own application "
            "(graphkey context add --help tells how) and name it.",
        )
    return {key: value for key, value in row.items() if value is not None}


def _credential(given: Given, world: World) -> dict[str, Any]:
    if given.on("Identity"):
        return {"credential": "managed-identity"}
    if given.text("AccessToken") is not None:
        return {"credential": "access-token", "access_token": _reference(given, "AccessToken")}
    if given.text("ClientSecretCredential") is not None:
        return {"credential": "client-secret", "client_secret": _reference(given, "ClientSecretCredential")}
    if any(given.text(name) is not None for name in _CERTIFICATE):
        return _certificate(given, world)
    scopes = [part.strip() for part in (given.text("Scopes") or "").split(",") if part.strip()]
    kind = "device-code" if given.on("UseDeviceCode") else "browser"
    hint = given.text("LoginHint")
    if hint is not None and kind == "device-code":
        raise UsageError("-LoginHint has no meaning with -UseDeviceCode", hint="Keep one of them.")
    return {"credential": kind, "scopes": scopes or None, "login_hint": hint}


_CERTIFICATE = ("Certificate", "CertificateThumbprint", "CertificateSubjectName", "SendCertificateChain")


def _certificate(given: Given, world: World) -> dict[str, Any]:
    ways = [name for name in _CERTIFICATE[:3] if given.text(name) is not None]
    if len(ways) != 1:
        raise UsageError(
            f"Connect-MgGraph: {'no' if not ways else 'more than one'} certificate is named"
            + (f": -{', -'.join(ways)}" if ways else ""),
            hint="Give one of -Certificate file:PATH, -CertificateThumbprint and -CertificateSubjectName.",
        )
    chain = given.text("SendCertificateChain")
    row: dict[str, Any] = {"credential": "certificate"}
    if ways == ["Certificate"]:
        row["certificate"] = _reference(given, "Certificate", is_path=True)
    else:
        from graphkey.cli.session.certificate_store import find_certificate

        path = find_certificate(
            world.environ,
            world.now(),
            thumbprint=given.text("CertificateThumbprint"),
            subject=given.text("CertificateSubjectName"),
        )
        row["certificate"] = f"file:{path}"
    if given.text("CertificatePassword") is not None:
        row["certificate_password"] = _reference(given, "CertificatePassword")
    if chain is not None and read_typed(given.parameter("SendCertificateChain"), chain):
        row["send_certificate_chain"] = True
    return row


def _reference(given: Given, name: str, *, is_path: bool = False) -> str:
    """Return where a secret is; a file by its whole path, for the next command may run elsewhere."""
    text = given.text(name) or ""
    kind, rest = parse(text)
    if kind == "plain" and is_path:
        kind, rest = "file", text
    if kind not in _REFERENCES:
        raise UsageError(
            f"-{name} is no reference, and a secret itself is never kept",
            hint=f"Say where it is: -{name} env:NAME, file:PATH, keyring:SERVICE/NAME, keyvault:VAULT/NAME or cmd:PROGRAM.",
        )
    if kind != "file":
        return text
    return f"file:{rest if rest.startswith('~') else os.path.abspath(rest)}"  # noqa: PTH100


def _is_process(given: Given) -> bool:
    text = (given.text("ContextScope") or "CurrentUser").lower()
    if text not in ("process", "currentuser"):
        raise UsageError(f"-ContextScope {text} is none", hint="Give CurrentUser or Process.")
    return text == "process"


def _refuse_other(made: Context, known: Contexts, given: Given) -> None:
    from graphkey.config.context_file import settings_of

    old = known.by_name.get(made.name)
    if old is None or given.on("Replace"):
        return
    if settings_of(old._replace(request=made.request)) != settings_of(made):
        raise ConfigError(
            f"there is a context {made.name} already, with other settings",
            hint="Give -Context NAME for another name, or -Replace to replace it.",
        )


# -- signing in ----------------------------------------------------------------------------------------------------------


def _sign_in(made: Context, given: Given, world: World) -> None:
    """
    Have a token, so that what is kept is known to work.

    Raises: SignInError in the authority's words.
    """
    from graphkey.client.credentials import Outside, token_source
    from graphkey.config.references import Sources, resolve_secret

    if made.cache == "off" and made.credential in DELEGATED:
        world.say("warning: with -ContextScope Process no token is kept, so every command will ask to sign in again")
    sources = Sources(world.environ, world.stdin.read)
    loud = given.on("Verbose") or given.on("Debug")
    outside = Outside(
        sources,
        given.text("Proxy"),
        resolve_secret(given.text("ProxyCredential"), sources=sources),
        now_s=lambda: world.now().timestamp(),
        tell=(lambda sentence: world.say(f"verbose: {sentence}")) if loud else (lambda sentence: None),
        prompt=world.say,
    )
    token_source(made, outside).token()


def _keep(made: Context, world: World) -> None:
    from graphkey.config.context_file import change_contexts

    change_contexts(
        folder(world), lambda known: known._replace(by_name={**known.by_name, made.name: made}, current=made.name)
    )


def _welcome(made: Context, world: World) -> None:
    tenant = f", tenant {made.tenant}" if made.tenant else ""
    world.say(f"connected to {made.cloud.graph}{tenant}; the context is {made.name}")
    _tell_of_variables(world)


def _tell_of_variables(world: World) -> None:
    for name in ("GRAPHKEY_CONTEXT", "GRAPHKEY_ENDPOINT"):
        if world.environ.get(name):
            world.say(f"warning: {name} is set and goes before the current context")

"""
What a context is: a tenant, an application, a cloud and a credential by reference, under one name.

`config/context_file` reads and writes them, `config/choose` makes one of environment variables, `client/credentials` signs in
with one. Here is the model and its rules, and no file.

Rule: a context holds references to secrets and never a secret.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from graphkey.config.clouds import GLOBAL, Cloud
from graphkey.config.references import parse
from graphkey.errors import ConfigError

CredentialKind = Literal[
    "client-secret", "certificate", "managed-identity", "workload-identity", "azure-cli", "device-code", "browser",
    "access-token", "local",
]  # fmt: skip
CacheKind = Literal["file", "keyring", "off"]
CACHE_KINDS: tuple[CacheKind, ...] = ("file", "keyring", "off")
LOCAL_NAME = "local"
"""The name of the local Graph in process; no context may take it."""

_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
_HEX = frozenset("0123456789ABCDEFabcdef")


class Needs(NamedTuple):
    """Say which settings a kind of credential needs and which more it takes; `references` lead to secrets or files."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


NEEDS: Mapping[CredentialKind, Needs] = {
    "client-secret": Needs(("tenant", "client_id", "client_secret"), (), ("client_secret",)),
    "certificate": Needs(
        ("tenant", "client_id", "certificate"),
        ("certificate_password", "send_certificate_chain"),
        ("certificate", "certificate_password"),
    ),
    "managed-identity": Needs((), ("tenant", "client_id")),
    "workload-identity": Needs(("tenant", "client_id", "token_file"), (), ("token_file",)),
    "azure-cli": Needs((), ("tenant",)),
    "device-code": Needs(("tenant", "client_id"), ("scopes",)),
    "browser": Needs(("tenant", "client_id"), ("login_hint", "scopes")),
    "access-token": Needs(("access_token",), ("tenant", "client_id"), ("access_token",)),
}
"""What each kind of credential takes; the settings' names are those of the file."""


class RequestSettings(NamedTuple):
    """
    Bound what a request of a context may cost; None leaves it to `client/retry` and `client/http`.

    Args:
        retry_delay_s: the first wait where the service names none.
        max_retry: repeats after the first try.
        retries_time_limit_s: all waits together.
        client_timeout_s: one try, from its first byte to the last of the answer.
    """

    retry_delay_s: int | None = None
    max_retry: int | None = None
    retries_time_limit_s: int | None = None
    client_timeout_s: int | None = None


# Source: Microsoft.Graph.Authentication, Cmdlets/RequestContext/SetMgRequestContext.cs and pull request 1584 of
# microsoftgraph/msgraph-sdk-powershell (180 s, 10 repeats); a day is our own bound where that names none.
REQUEST_RANGES: Mapping[str, tuple[int, int]] = {
    "retry_delay_s": (0, 180),
    "max_retry": (0, 10),
    "retries_time_limit_s": (0, 86_400),
    "client_timeout_s": (1, 86_400),
}
"""Smallest and largest value of each request setting."""


class Context(NamedTuple):
    """
    Say who asks whom.

    Args:
        tenant: GUID or domain name; None where the credential knows it by itself.
        settings: the credential's own: references to secrets and files, by setting name.
        cache: where access tokens are kept between runs.
        scopes: delegated permissions to ask for; none asks for all that are granted.
        request: how long a request may take and how often it is repeated.
        source: where the context was found, for people.
    """

    name: str
    credential: CredentialKind
    tenant: str | None = None
    client_id: str | None = None
    cloud: Cloud = GLOBAL
    settings: Mapping[str, str] = {}
    send_certificate_chain: bool = False
    cache: CacheKind = "file"
    source: str = "the context file"
    scopes: tuple[str, ...] = ()
    request: RequestSettings = RequestSettings()

    @property
    def scope(self) -> str:
        """Return the scopes to ask a token for, with a space between them."""
        return " ".join(f"{self.cloud.graph}/{one}" for one in self.scopes) or self.cloud.scope

    @property
    def is_local(self) -> bool:
        """Tell whether this is the local Graph in process, which needs no sign-in of ours."""
        return self.credential == "local"


LOCAL = Context(LOCAL_NAME, "local", source="the name local")


class Contexts(NamedTuple):
    """Hold all named contexts, the name of the current one, and the user's own clouds by name."""

    by_name: Mapping[str, Context] = {}
    current: str | None = None
    environments: Mapping[str, Cloud] = {}


def checked(context: Context) -> Context:
    """
    Return a context that is whole and well formed.

    Raises: ConfigError naming each setting that is missing, malformed, or holds a secret itself.
    """
    _check_name(context.name)
    needs = NEEDS[context.credential]
    given = {
        "tenant": context.tenant,
        "client_id": context.client_id,
        "scopes": " ".join(context.scopes),
        **context.settings,
    }
    missing = [name for name in needs.needed if not given.get(name)]
    if missing:
        raise ConfigError(
            f"context {context.name}: credential {context.credential} lacks {', '.join(missing)}",
            hint=f"It needs {', '.join(needs.needed)}.",
        )
    known = (*needs.needed, *needs.optional)
    alien = [name for name, value in given.items() if value and name not in known]
    if context.send_certificate_chain and "send_certificate_chain" not in known:
        alien.append("send_certificate_chain")
    if alien:
        raise ConfigError(
            f"context {context.name}: credential {context.credential} takes no {', '.join(alien)}",
            hint=f"It takes {', '.join(known) or 'nothing'}.",
        )
    _check_form(context)
    _check_request(context.name, context.request)
    for name in needs.references:
        _check_reference(context.name, name, context.settings.get(name))
    return context


def _check_name(name: str) -> None:
    if name.lower() == LOCAL_NAME:
        raise ConfigError("the name local is taken: it is the local Graph in process", hint="Choose another name.")
    if not _is_word(name, "._-", 64):
        raise ConfigError(
            f"{name!r} cannot be a context's name", hint="Up to 64 letters, digits, dots, dashes and underscores."
        )


def _is_word(text: str, marks: str, most: int) -> bool:
    # By hand and not by a pattern: compiling one is felt at every cold start.
    return 0 < len(text) <= most and text[0] in _LETTERS and set(text) <= _LETTERS | set(marks)


def _is_guid(text: str) -> bool:
    parts = text.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and set("".join(parts)) <= _HEX


def _check_form(context: Context) -> None:
    # Source: tenants are GUIDs or domain names, applications GUIDs (learn.microsoft.com/entra/identity-platform/).
    if context.tenant is not None and not _is_word(context.tenant, ".-", 254):
        raise ConfigError(
            f"context {context.name}: tenant is neither a GUID nor a domain name",
            hint="For example contoso.onmicrosoft.com.",
        )
    if context.client_id is not None and not _is_guid(context.client_id):
        raise ConfigError(
            f"context {context.name}: client_id is no GUID",
            hint="It is the Application (client) ID that the app registration shows.",
        )

    for scope in context.scopes:
        if not _is_word(scope, "._-", 128):
            raise ConfigError(
                f"context {context.name}: {scope!r} is no permission",
                hint="For example Policy.Read.All, without a URL.",
            )


def _check_request(context: str, request: RequestSettings) -> None:
    for name, value in zip(RequestSettings._fields, request, strict=True):
        least, most = REQUEST_RANGES[name]
        if value is not None and not least <= value <= most:
            raise ConfigError(
                f"context {context}: {name} is {value}, which is out of range", hint=f"Give {least} to {most}."
            )


def _check_reference(context: str, name: str, text: str | None) -> None:
    if text is None:
        return
    kind = parse(text).kind
    allowed = ("file",) if name == "token_file" else ("file", "env", "cmd", "keyring", "keyvault")
    if kind in allowed:
        return
    if name in ("token_file", "certificate"):
        raise ConfigError(f"context {context}: {name} is no reference", hint="Give it as file:PATH.")
    raise ConfigError(
        f"context {context}: {name} is the secret itself or standard input, and a context never stores one",
        hint=f"Say where it is: {name} = env:NAME, file:PATH, keyring:SERVICE/NAME, keyvault:VAULT/NAME or cmd:PROGRAM.",
    )

"""
The only place where parts are put together: a context's name and an environment in, a `Connection` out.

Command line, library and fixture call it. The local Graph in process, a served one and the clouds differ here and nowhere else:
retrying(signed_in(audited(trace(network)))) over the network, retrying(signed(audited(trace(local Graph)))) in process.

Rule: without any context a call is an error; nothing goes to the local Graph by accident.
Rule: nothing is imported for a far end that is not chosen.
"""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from graphkey import __version__
from graphkey.errors import ConfigError
from graphkey.secret import Secret
from graphkey.wire import Request, Transport

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from graphkey.client.http import Limits
    from graphkey.client.retry import Policy
    from graphkey.client.sign_in import TokenSource
    from graphkey.config.contexts import RequestSettings
    from graphkey.lifecycle.audit.setting import Audit
    from graphkey.localgraph import LocalGraph

LOCAL = "local"
"""The name of the context that is the local Graph in process."""
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

Trace = Callable[[Transport], Transport]
Tell = Callable[[str], None]


def _warn(sentence: str) -> None:
    import warnings

    warnings.warn(sentence, RuntimeWarning, stacklevel=2)


class Connection(NamedTuple):
    """
    Hold a far end that is ready for calls.

    Args:
        transport: signs in, retries and sends.
        root: of Graph, without version and final slash.
        tenant: id or name of the tenant, for people.
        context: name of the context it was chosen by, for people.
        closing: what closes it.
        now: the far end's clock, where it is in this process and may have been set; None for the caller's own.
    """

    transport: Transport
    root: str
    tenant: str
    context: str
    closing: tuple[Callable[[], None], ...] = ()
    now: "Callable[[], datetime] | None" = None

    def close(self) -> None:
        """Close connections and databases."""
        for one in self.closing:
            one()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connect(
    name: str | None,
    environ: Mapping[str, str],
    *,
    proxy: str | None = None,
    proxy_credential: Secret | None = None,
    tell: Tell = lambda sentence: None,
    prompt: Tell = lambda sentence: None,
    trace: Trace | None = None,
    alarm: Tell = _warn,
) -> Connection:
    """
    Connect to the context of that name, or to the one that the environment chooses.

    Args:
        name: `local` is the local Graph in process; None leaves the choice to environment and configuration.
        tell: takes sentences for `-Verbose`; `prompt` those that a person must see, such as a device code.
        trace: wraps the Transport that sends, for `-Debug`.
        alarm: is told what went wrong beside the call itself: the audit log could not be written.
    Raises: ConfigError when there is no context, or half of one.
    """
    from graphkey.lifecycle.audit.setting import Audit

    audit = Audit(environ, alarm)
    if (name or environ.get("GRAPHKEY_CONTEXT") or "").lower() == LOCAL:
        return connect_folder(local_folder(environ), trace=trace, tell=tell, audit=audit)
    from graphkey.config.choose import choose
    from graphkey.config.context_file import config_folder, read_contexts

    context = choose(name, environ, lambda: read_contexts(config_folder(environ)))
    if context.is_local:
        return connect_folder(local_folder(environ), trace=trace, tell=tell, audit=audit)
    from graphkey.client.credentials import Outside, token_source
    from graphkey.config.references import Sources

    outside = Outside(Sources(environ), proxy, proxy_credential, tell=tell, prompt=prompt)
    source = token_source(context, outside)
    audited = audit.around(context.name, context.cloud.graph, trace)
    connection = _over_network(
        source, context.cloud.graph, environ, proxy, proxy_credential, tell, audited, context.request
    )
    return connection._replace(tenant=context.tenant or "of the credential", context=context.name)


def connect_credential(
    credential: Any, root: str | None, name: str | None, environ: Mapping[str, str], *, tell: Tell
) -> Connection:
    """
    Connect to a Graph with any object that has `get_token`.

    Args:
        root: of the Graph the credential is for; None takes that of the context, of `GRAPHKEY_ENDPOINT`, or the global one.
        name: of a context whose cloud is meant.
    """
    from graphkey.client.sign_in import TokenSource
    from graphkey.lifecycle.audit.setting import Audit

    root = _root_for(root, name, environ)
    source = TokenSource(lambda: credential, f"{root}/.default", tell=tell)
    audited = Audit(environ, _warn).around("credential", root, None)
    return _over_network(source, root, environ, None, None, tell, audited)


def _root_for(given: str | None, name: str | None, environ: Mapping[str, str]) -> str:
    from graphkey.config.choose import named
    from graphkey.config.clouds import GLOBAL
    from graphkey.config.context_file import config_folder, read_contexts
    from graphkey.config.origin import root

    if given is not None:
        return root(given, "root")
    if name is not None:
        context = named(name, read_contexts(config_folder(environ)), "context")
        if context.is_local:
            raise ConfigError("the local Graph in process takes no credential", hint="Use Graph(context='local').")
        return context.cloud.graph
    endpoint = environ.get("GRAPHKEY_ENDPOINT")
    return root(endpoint, "GRAPHKEY_ENDPOINT") if endpoint else GLOBAL.graph


def connect_transport(transport: Transport, root: str) -> Connection:
    """Connect to a Transport of the caller's, which signs in by itself."""
    return Connection(transport, root, "of the transport", "transport")


def _over_network(
    source: "TokenSource",
    root: str,
    environ: Mapping[str, str],
    proxy: str | None,
    proxy_credential: Secret | None,
    tell: Tell,
    trace: Trace | None,
    settings: "RequestSettings | None" = None,
) -> Connection:
    from graphkey.client.http import network
    from graphkey.client.retry import retrying
    from graphkey.client.sign_in import signed_in

    policy, limits = _bounds(settings)
    wire = network(
        proxy=proxy,
        proxy_credential=proxy_credential,
        environ=environ,
        limits=limits,
        agent=f"graphkey/{__version__}",
    )
    sending: Transport = trace(wire) if trace else wire
    # Signing stands inside retrying, so that a token that ends during a long wait is replaced before the next try.
    transport = retrying(signed_in(sending, token=source, origin=root), policy=policy, tell=tell)
    return Connection(transport, root, "of the credential", "credential", (wire.close,))


def _bounds(settings: "RequestSettings | None") -> tuple["Policy", "Limits"]:
    """Return how often and how long, with what a context says in place of our own bounds."""
    from graphkey.client.http import Limits
    from graphkey.client.retry import Policy

    policy, limits = Policy(), Limits()
    if settings is None:
        return policy, limits
    if settings.max_retry is not None:
        policy = policy._replace(
            repeats=settings.max_retry, repeats_unanswered=min(policy.repeats_unanswered, settings.max_retry)
        )
    if settings.retry_delay_s is not None:
        policy = policy._replace(first_s=settings.retry_delay_s)
    if settings.retries_time_limit_s:
        policy = policy._replace(wait_s=settings.retries_time_limit_s)
    if settings.client_timeout_s is not None:
        most = settings.client_timeout_s
        limits = limits._replace(connect_s=min(limits.connect_s, most), read_s=min(limits.read_s, most), total_s=most)
    return policy, limits


# -- the local Graph in process ------------------------------------------------------------------------------------------


def local_folder(environ: Mapping[str, str]) -> "Path":
    """Return the folder that `-Local` uses: `GRAPHKEY_LOCAL_DATA`, or `local` in the user's data folder."""
    from pathlib import Path

    from graphkey.config.data_folder import data_folder

    return Path(environ["GRAPHKEY_LOCAL_DATA"]) if environ.get("GRAPHKEY_LOCAL_DATA") else data_folder(environ) / LOCAL


def connect_folder(
    folder: "Path", *, trace: Trace | None = None, tell: Tell = lambda sentence: None, audit: "Audit | None" = None
) -> Connection:
    """Connect to the local Graph of a folder, in process; the folder is made when it is missing."""
    from graphkey.localgraph import open_local_graph

    graph = open_local_graph(folder)
    audited = audit.around(LOCAL, graph.origin, trace) if audit else trace
    return connect_graph(graph, trace=audited, tell=tell)._replace(closing=(graph.close,))


def connect_graph(
    graph: "LocalGraph",
    *,
    trace: Trace | None = None,
    tell: Tell = lambda sentence: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Connection:
    """
    Connect to an open local Graph, which lends a token; every request shows it and is checked.

    Args:
        sleep: waits so many seconds before a repeat.
    """
    from graphkey.client.retry import retrying

    transport = trace(graph.transport) if trace else graph.transport
    held: list[Secret] = []

    def signed(request: Request) -> Any:
        if not held:
            held.append(graph.lent_token())
        response = transport(request.with_headers(authorization=f"Bearer {held[0].reveal()}"))
        return response._replace(caller="application") if response.status == 403 else response

    return Connection(retrying(signed, tell=tell, sleep=sleep), graph.origin, graph.tenant_id, LOCAL, now=graph.now)


def connect_local(environ: Mapping[str, str], name: str | None, data: "Path | None") -> Connection:
    """
    Connect to a local Graph, in process or served, and to nothing else.

    Args:
        name: a context that leads to a served one; `local` or None with `data` is in process.
        data: its folder; None takes the one of `-Local`, or the served one that the environment points at.
    Raises: ConfigError when the context leads to a cloud.
    """
    if data is not None:
        return connect_folder(data)
    if name is None and not environ.get("GRAPHKEY_ENDPOINT") and not environ.get("GRAPHKEY_CONTEXT"):
        return connect_folder(local_folder(environ))
    connection = connect(name, environ)
    if not is_loopback(connection.root):
        connection.close()
        raise ConfigError(
            f"the context {connection.context} leads to {connection.root}, which is no local Graph",
            hint="Only the local Graph holds the certificates' keys. Give --data DIR, or the context of a served one.",
        )
    return connection


def is_loopback(root: str) -> bool:
    """Tell whether a root is on this machine."""
    host = root.split("://", 1)[-1].split("/", 1)[0]
    return (host if host.endswith("]") else host.rsplit(":", 1)[0]) in _LOOPBACK


def local_admin(connection: Connection, method: str, path: str, body: Any = None) -> Any:
    """
    Ask a local Graph for something beside Graph.

    Args:
        path: after `/-/`: `status`, `reset`, `seed`, `clock`, `faults`, `flows/{id}/run`.
    """
    from graphkey.client.bind import encode
    from graphkey.client.read import read

    headers = {"content-type": "application/json"} if body is not None else {}
    request = Request(method, f"{connection.root}/-/{path}", headers, encode(body) if body is not None else b"")
    return read(None, connection.transport(request))

"""
Which proxy a host is reached by, and what to say to it.

Only proxies spoken to in clear with CONNECT are known; what passes through is TLS to the host all the same. The environment is
read here and not by `urllib.request`, whose import alone costs more than a request; it is asked only for the settings of
macOS and Windows.

Rule: a proxy's password is never part of a message.
Source: RFC 9110 section 9.3.6 (CONNECT) and 11.7.1 (Proxy-Authorization); RFC 7617 (Basic).
"""

import re
import sys
from collections.abc import Mapping
from typing import NamedTuple

from graphkey.config.origin import Origin
from graphkey.errors import UsageError
from graphkey.secret import Secret

_PROXY = r"(?:(?P<scheme>[a-z0-9+]+)://)?(?:(?P<user>[^@/\s]*)@)?(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?/?"
_HTTP_PORT = 80


class Proxy(NamedTuple):
    """Hold a proxy's place and, if it wants one, the value of `Proxy-Authorization`."""

    host: str
    port: int
    authorization: Secret | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read_proxy(url: str, credential: Secret | None = None) -> Proxy:
    """
    Read a proxy's URL.

    Args:
        url: `http://host:port`, with or without the scheme and `user:password@`.
        credential: `user:password`, in place of the URL's own.
    Raises: UsageError for what is no such URL, and for proxies that are spoken to by TLS or SOCKS.
    """
    found = re.fullmatch(_PROXY, url.strip(), re.IGNORECASE)
    if found is None:
        raise UsageError("the proxy is no address", hint="Give it like http://proxy.example:3128.")
    if (found["scheme"] or "http").lower() != "http":
        raise UsageError(
            f"a proxy spoken to by {found['scheme']} is not supported",
            hint="Give the proxy's http:// address; what passes through it is encrypted all the same.",
        )
    port = int(found["port"] or _HTTP_PORT)
    if not 0 < port < 65536:
        raise UsageError("the proxy's port is no port", hint="Give it like http://proxy.example:3128.")
    return Proxy(found["host"].strip("[]"), port, _authorization(found["user"], credential))


def _authorization(user: str | None, credential: Secret | None) -> Secret | None:
    from base64 import b64encode

    if credential is None and user is None:
        return None
    if credential is not None:
        plain = credential.reveal()
    else:
        from urllib.parse import unquote

        plain = unquote(user or "")
    return Secret("Basic " + b64encode((plain if ":" in plain else plain + ":").encode()).decode())


def proxy_for(origin: Origin, environ: Mapping[str, str], platform: str = sys.platform) -> Proxy | None:
    """
    Find the proxy of a host: `HTTPS_PROXY` or `ALL_PROXY` unless `NO_PROXY` names it, else the system's on macOS and Windows.

    Args:
        platform: as `sys.platform` says it.
    Raises: UsageError when the variable holds no proxy that can be used.
    """
    url = _variable(environ, "https_proxy") or _variable(environ, "all_proxy")
    if url:
        return None if _is_excluded(origin, _variable(environ, "no_proxy")) else read_proxy(url)
    if platform not in ("darwin", "win32"):
        return None
    from urllib.request import getproxies, proxy_bypass

    found = getproxies().get("https")
    return read_proxy(found) if found and not proxy_bypass(origin.host) else None


def _variable(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name) or environ.get(name.upper()) or ""


def _is_excluded(origin: Origin, names: str) -> bool:
    """Tell whether `NO_PROXY` names a host: `*`, names that stand for what is below them too, each perhaps with a port."""
    if origin.host in ("localhost", "::1") or origin.host.startswith("127."):
        return True  # a proxy cannot reach this machine's own services under these names
    for entry in (part.strip().lower() for part in names.split(",")):
        name = entry.removesuffix(f":{origin.port}").removeprefix("*.").lstrip(".")
        if entry == "*" or (name and (origin.host == name or origin.host.endswith(f".{name}"))):
            return True
    return False

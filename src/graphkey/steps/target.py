"""
The address of an API: a connector's `targetUrl`, taken apart and judged before anybody is called.

Pure. Called by `run` and `caller`; the local Graph may ask it when a connector is written.

Rule: a URL that two parsers could read differently (user part, backslash, space, control character) is refused.
Rule: loopback is `localhost` and loopback addresses in their plain form; no other name is, whatever it resolves to.
Source: https only, https://learn.microsoft.com/azure/active-directory-b2c/https-cipher-tls-requirements; RFC 6761 6.3.
"""

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from graphkey.errors import UsageError

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\\"<>^`{|}]")


class Target(NamedTuple):
    """
    Hold the parts of an https URL.

    Args:
        host: DNS name in ASCII form, or an address without brackets.
        path: what stands in the request line, with the query.
        authority: what stands in the Host header.
    """

    host: str
    port: int
    path: str
    authority: str

    @property
    def is_address(self) -> bool:
        """Tell whether the host is an IP address."""
        return _address(self.host) is not None

    @property
    def is_loopback(self) -> bool:
        """Tell whether the host can be nothing but this machine."""
        address = _address(self.host)
        if address is not None:
            return address.is_loopback
        return self.host == "localhost" or self.host.endswith(".localhost")


def parse_target(url: str) -> Target:
    """
    Take a `targetUrl` apart.

    Raises:
        UsageError: it is no usable https URL; the message does not repeat a user part or query.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname or ""
    except ValueError as error:
        raise _refused(f"targetUrl cannot be read: {error}") from error
    if _FORBIDDEN.search(url):
        raise _refused("targetUrl holds a space, a backslash or another character that no URL has")
    if parts.scheme.lower() != "https":
        raise _refused(f"targetUrl is {parts.scheme or 'no'!s} scheme, not https")
    if "@" in parts.netloc:
        raise _refused("targetUrl holds a user part, which the service has no use for")
    if "%" in parts.netloc:
        raise _refused("targetUrl escapes part of its host, or names a network interface")
    if port == 0:
        raise _refused("targetUrl names port 0")
    name = _ascii_host(host)
    bracketed = f"[{name}]" if ":" in name else name
    authority = bracketed if port in (None, 443) else f"{bracketed}:{port}"
    query = f"?{parts.query}" if parts.query else ""
    path = quote((parts.path or "/") + query, safe="!#$%&'()*+,/:;=?@[]~")
    return Target(name, port or 443, path, authority)


def _ascii_host(host: str) -> str:
    address = _address(host)
    if address is not None:
        return str(address)
    try:
        name = host.encode("idna").decode("ascii").lower() if not host.isascii() else host.lower()
    except UnicodeError as error:
        raise _refused("targetUrl holds a host name that cannot be written in ASCII") from error
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.removesuffix(".").split(".")):
        raise _refused("targetUrl holds no usable host name")
    return name


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _refused(what: str) -> UsageError:
    return UsageError(what, hint="Write it as https://host/path, for instance https://localhost:8443/token.")

"""
The origin of a URL: scheme, host and port, read so strictly that no two readers can disagree about the host.

Signing in compares origins before a token goes out, the network connects to them, contexts store them. A URL that is unusual
enough to be read in two ways (user parts, backslashes, odd characters in the host) has no origin here.

Rule: only https has an origin; a token never travels in clear.
Source: RFC 6454 section 4; RFC 3986 section 3.2.
"""

from functools import lru_cache
from typing import NamedTuple

from graphkey.errors import ConfigError

# Characters are checked one by one and not by a pattern: compiling one is felt at every cold start.
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-_")
_ADDRESS = frozenset("0123456789abcdef:.")
HTTPS_PORT = 443


class Origin(NamedTuple):
    """Hold a host in lower case, IPv6 without brackets, and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"https://{host}" + (f":{self.port}" if self.port != HTTPS_PORT else "")


def split(url: str) -> tuple[Origin, str] | None:
    """Split an https URL into its origin and what is asked there (`/path?query`); None when it is no plain https URL."""
    plain = url.isascii() and url.isprintable() and not any(mark in url for mark in (" ", "#", "\\"))
    if not plain or url[:8].lower() != "https://":
        return None
    end = min(found for found in (url.find("/", 8), url.find("?", 8), len(url)) if found >= 0)
    origin = _origin(url[8:end].lower())
    target = url[end:]
    if origin is None:
        return None
    return origin, target if target.startswith("/") else f"/{target}"


@lru_cache(maxsize=64)
def _origin(place: str) -> Origin | None:
    """Read `host`, `host:port` or `[address]:port` in lower case; None for anything else."""
    if place.startswith("["):
        host, bracket, rest = place[1:].partition("]")
        known = _ADDRESS if bracket else frozenset()
    else:
        host, colon, port = place.partition(":")
        rest, known = colon + port, _NAME
    if not host or not set(host) <= known or host[0] in ".-_" or host[-1] in ".-_":
        return None
    if not rest:
        return Origin(host, HTTPS_PORT)
    if rest[0] != ":" or not rest[1:].isdigit() or len(rest) > 6:
        return None
    return Origin(host, int(rest[1:])) if 0 < int(rest[1:]) < 65536 else None


def origin_of(url: str) -> Origin | None:
    """Return the origin of a URL, or None when it has none."""
    parts = split(url)
    return parts[0] if parts else None


def root(text: str, what: str) -> str:
    """
    Bring the root of a service to its one spelling: `https://graph.microsoft.com`.

    Args:
        text: with or without `https://` and a final slash.
        what: the setting it comes from, for messages.
    Raises: ConfigError when it is not https, or has a path, a query or a user part.
    """
    parts = split(text.strip() if "://" in text else f"https://{text.strip()}")
    if parts is None:
        raise ConfigError(f"{what} is no https address of a service", hint="Give it like https://graph.microsoft.com.")
    if parts[1] != "/":
        raise ConfigError(f"{what} has more than scheme, host and port", hint=f"Give it as {parts[0]}.")
    return str(parts[0])

"""
The origin of a URL: scheme, host and port, read so strictly that no two readers can disagree about the host.

Signing in compares origins before a token goes out, the network connects to them, contexts store them. A URL that is unusual
enough to be read in two ways (user parts, backslashes, odd characters in the host) has no origin here.

Rule: only https has an origin; a token never travels in clear.
Source: RFC 6454 section 4; RFC 3986 section 3.2.
"""

import re
from typing import NamedTuple

from graphkey.errors import ConfigError

_URL = re.compile(
    r"https://(?P<host>[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?(?P<target>[/?][!-~]*)?",
    re.IGNORECASE,
)
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
    found = _URL.fullmatch(url)
    if found is None:
        return None
    port = int(found["port"]) if found["port"] else HTTPS_PORT
    if not 0 < port < 65536:
        return None
    target = found["target"] or "/"
    return Origin(found["host"].strip("[]").lower(), port), target if target.startswith("/") else f"/{target}"


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

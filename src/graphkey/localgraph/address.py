"""
Take an absolute URL apart as it was sent, and know which hosts are this machine.

Rule: nothing is decoded here; the path goes on to `catalog` exactly as it came.
Source: RFC 3986 section 3; RFC 6761 section 6.3 (localhost)
"""

import re
from typing import NamedTuple

_URL = re.compile(r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.IGNORECASE)
_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE)


class Address(NamedTuple):
    """
    Be the parts of an absolute URL.

    Args:
        origin: `https://localhost:8443`, lower case.
        path, query: percent-encoded as sent.
    """

    origin: str
    host: str
    path: str
    query: str


def take_apart(url: str) -> Address | None:
    """Split an absolute http or https URL; None when it is none."""
    found = _URL.fullmatch(url)
    if found is None:
        return None
    host = found[2].lower()
    return Address(f"{found[1].lower()}://{host}", host, found[3], found[4] or "")


def is_loopback(host: str) -> bool:
    """Tell whether a host with an optional port names this machine itself."""
    return _HOST.fullmatch(host) is not None


def same_place(url: str, origin: str) -> str | None:
    """
    Return the first path segment of a URL that leads to this very service ("" when it has none), or None.

    The loopback names of one port are one place: a client may say 127.0.0.1 where another says localhost.
    """
    address, own = take_apart(url), take_apart(origin)
    if address is None or own is None or not is_loopback(address.host):
        return None
    found, mine = _HOST.fullmatch(address.host), _HOST.fullmatch(own.host)
    if found is None or mine is None or found[2] != mine[2] or not url.lower().startswith(origin[:6]):
        return None
    return address.path.strip("/").partition("/")[0]

"""
Listening sockets on loopback, bound before anything is served, so that the port is known early.

Rule: only 127.0.0.1 and ::1, never another address.
"""

import socket
import sys

from graphkey.errors import ConfigError


def listen(port: int = 0) -> list[socket.socket]:
    """
    Bind loopback sockets, 127.0.0.1 and, where the machine has it, ::1, on one and the same port.

    Raises:
        ConfigError: the port is taken or forbidden.
    """
    for _ in range(20):  # a free port of IPv4 may be taken on IPv6: then another one
        first = _bind(socket.AF_INET, "127.0.0.1", port)
        second = _bind_ipv6(first.getsockname()[1])
        if second is not None or port or not socket.has_ipv6 or not _ipv6_works():
            return [first] if second is None else [first, second]
        first.close()
    raise ConfigError("cannot find one port that is free on both 127.0.0.1 and ::1", hint="Name one with --port.")


def _bind(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    # The protocol is named because asyncio sets TCP_NODELAY on sockets that name it alone; without it every answer that
    # leaves in two writes waits 40 ms for the caller's acknowledgement.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform == "win32":  # there SO_REUSEADDR would let another program take the port over
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((address, port))
        bound.listen(1)  # claims the port now; the real backlog comes with the server
    except (OSError, OverflowError) as error:
        bound.close()
        raise ConfigError(
            f"cannot listen on {address} port {port}: {getattr(error, 'strerror', None) or error}",
            hint="Give another --port, or --port 0 for a free one.",
        ) from error
    return bound


def _bind_ipv6(port: int) -> socket.socket | None:
    try:
        return _bind(socket.AF_INET6, "::1", port)
    except (ConfigError, OSError):
        return None


def _ipv6_works() -> bool:
    probe = _bind_ipv6(0)
    if probe is not None:
        probe.close()
    return probe is not None

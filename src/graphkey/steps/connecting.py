"""
The TCP connection below a call: to the first address that answers, within the call's deadline.

Called by `tls` alone. Rule: of a loopback name only loopback addresses are called, whatever it resolves to.
"""

import ipaddress
import socket

from graphkey.steps.failure import CallFailedError, Deadline
from graphkey.steps.target import Target


def connect(target: Target, deadline: Deadline) -> socket.socket:
    """Connect to the first address that answers; of a loopback name, to loopback addresses alone."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError as error:  # also a name that is not known
        raise CallFailedError("connect-failed", f"{target.host} is not known: {error.strerror or error}.") from error
    problem = "it has no usable address"
    for family, kind, protocol, _, address in found:
        if target.is_loopback and not ipaddress.ip_address(str(address[0])).is_loopback:
            continue
        attempt = socket.socket(family, kind, protocol)
        try:
            attempt.settimeout(deadline.left("connection"))
            attempt.connect(address)
        except TimeoutError:
            attempt.close()
            deadline.left("connection")
            problem = "it does not answer"
        except OSError as error:
            attempt.close()
            problem = error.strerror or str(error)
        except CallFailedError:
            attempt.close()
            raise
        else:
            return attempt
    raise CallFailedError("connect-failed", f"Cannot connect to {target.authority}: {problem}.")

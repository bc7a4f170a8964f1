"""
Whether a server's certificate is for the host that was called.

pyOpenSSL checks the chain and leaves the name to its caller; this is that check. Pure; called by `caller` alone.

Rule: only subjectAltName counts, never the common name; an address matches an address entry and nothing else.
Rule: a wildcard stands for the whole first label and no more.
Source: RFC 9525 section 6 (service identity in TLS).
"""

import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509


def matches_host(cert: "x509.Certificate", host: str) -> bool:
    """
    Tell whether a certificate is for a host.

    Args:
        cert: the server's own certificate.
        host: a DNS name in its ASCII form, or an IP address without brackets.
    """
    from cryptography import x509

    try:
        names = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        address = _address(host)
        if address is not None:
            return address in names.get_values_for_type(x509.IPAddress)
        return match_dns(names.get_values_for_type(x509.DNSName), host)
    except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, ValueError):
        return False  # a certificate that cannot be read names nobody


def match_dns(patterns: Sequence[str], host: str) -> bool:
    """Tell whether one of a certificate's DNS names, `*.example.com` included, is for a host."""
    wanted = host.lower().rstrip(".").split(".")
    if not all(wanted):
        return False
    for pattern in patterns:
        labels = pattern.lower().rstrip(".").split(".")
        if labels == wanted and "*" not in pattern:
            return True
        wildcard = labels[0] == "*" and len(labels) > 2 and not any("*" in label for label in labels[1:])
        if wildcard and labels[1:] == wanted[1:]:
            return True
    return False


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None

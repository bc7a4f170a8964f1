"""
What a proof says of the wire: the connection, the server's own certificate, TLS, and what it asks of a client.

Pure judges from what was seen to a result and a sentence; `proof/rules` holds the table in which they stand.
"""

from datetime import timedelta

from graphkey.lifecycle.proof.seen import Found, Seen, right_calls, untried
from graphkey.steps.failure import Failure

SERVER_DAYS = 14
_NO_ANSWER: tuple[Failure, ...] = ("timeout", "connect-failed", "dropped")


def connected(seen: Seen) -> Found:
    """Judge whether a connection comes about."""
    first = seen.first
    if first.failure in _NO_ANSWER:
        return "failed", first.detail
    return "passed", f"{seen.host} answers."


def server_trusted(seen: Seen) -> Found:
    """Judge the server's chain and name."""
    first = seen.first
    if first.failure in _NO_ANSWER:
        return "not-tried", "No connection came about."
    if first.server_trusted is None:
        trusted = next((one for one in seen.versions.values() if one.server_trusted), None)
        if trusted is None:
            return "undecided", f"The handshake did not get that far: {first.detail}"
        first = trusted
    if not first.server_trusted:
        return "failed", first.detail
    names = " - ".join(cert.subject.rfc4514_string() or "(no name)" for cert in first.server_chain)
    return "passed", f"The server shows {names}, trusted here and made for this host."


def server_lasts(seen: Seen) -> Found:
    """Judge how long the server's chain is valid."""
    chain = next((one.server_chain for one in (seen.first, *seen.versions.values()) if one.server_chain), ())
    if not chain:
        return "not-tried", "The server's certificate was not seen."
    ends = min(chain, key=lambda cert: cert.not_valid_after_utc)
    days = (ends.not_valid_after_utc - seen.at) // timedelta(days=1)
    when = f"ends in {days} days" if days >= 0 else "has ended"
    sentence = f"{ends.subject.rfc4514_string()} {when}, on {ends.not_valid_after_utc:%Y-%m-%d}."
    return ("passed" if days >= SERVER_DAYS else "warning"), sentence


def speaks_tls_1_2(seen: Seen) -> Found:
    """Judge whether the service finds a version and a suite."""
    if not seen.versions:
        return "not-tried", "No connection to a trusted server came about."
    if seen.suites:
        return "passed", f"TLS 1.2 with {len(seen.suites)} of the eight suites: {', '.join(seen.suites)}."
    if "TLSv1.2" in seen.spoken:
        return (
            "undecided" if seen.cut_short else "failed"
        ), "TLS 1.2 was spoken, and then with none of the suites alone."
    other = seen.any_suite
    if other is not None and other.cipher:
        return "failed", f"The server speaks TLS 1.2, but with other suites than the eight ({other.cipher})."
    if "TLSv1.3" in seen.spoken:
        return "failed", "The server speaks TLS 1.3 alone."
    return "failed", seen.versions.get("TLSv1.2", seen.first).detail


def in_force(seen: Seen) -> Found:
    """Judge the dates of the certificate."""
    starts, ends = seen.leaf.not_valid_before_utc, seen.leaf.not_valid_after_utc
    sentence = f"It is valid from {starts:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M} UTC."
    return ("passed" if starts <= seen.at <= ends else "failed"), sentence


def is_active(seen: Seen) -> Found:
    """Judge whether it is the certificate that the service shows."""
    from graphkey.certs.facts import thumbprint

    if seen.active is None:
        return "not-tried", "No connector with an active certificate was looked at."
    shown = thumbprint(seen.leaf)
    if shown == seen.active:
        return "passed", f"The connector shows {shown} now."
    return "warning", f"The connector shows {seen.active} now, and this is {shown}."


def asks(seen: Seen) -> Found:
    """Judge whether the server asks for a certificate, in every version that it speaks."""
    attempts = right_calls(seen)
    if not attempts:
        return untried(seen)
    silent = sorted({one.tls_version for one in attempts if one.tls_version and not one.asked_for_certificate})
    if silent:
        sentence = f"With {' and '.join(silent)} the server did not ask for a client certificate."
        # Asking by path takes a renegotiation, which TLS 1.3 has not (RFC 8446, section 4.1.2); see tests/interop/test_apache.py.
        by_path = silent == ["TLSv1.3"] and any(one.asked_for_certificate for one in attempts)
        return "failed", sentence + (
            " With TLSv1.2 it did: by path, perhaps, and not for the whole host." if by_path else ""
        )
    if not any(one.asked_for_certificate for one in attempts):
        return "undecided", attempts[0].detail
    return "passed", "The server asks for a client certificate."


def names_the_issuer(seen: Seen) -> Found:
    """Judge whether a client that heeds the authorities asked for would send the certificate."""
    asking = [one for one in right_calls(seen) if one.asked_for_certificate and one.tls_version]
    if not asking:
        return "not-tried", "No completed handshake asked for a certificate."
    known = {cert.issuer.public_bytes() for cert in (seen.leaf, *seen.chain)}
    for one in asking:
        if one.authorities and not any(asked.name_der in known for asked in one.authorities):
            names = "; ".join(asked.text for asked in one.authorities[:3])
            more = f" and {len(one.authorities) - 3} more" if len(one.authorities) > 3 else ""
            issuer = seen.leaf.issuer.rfc4514_string()
            return "warning", f"The server asks for certificates of {names}{more}; this one is of {issuer}."
    named = next((one.authorities for one in asking if one.authorities), ())
    return "passed", "The issuer is among those asked for." if named else "The server asks for no particular authority."

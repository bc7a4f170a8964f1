"""
Time-based one-time passwords, checked as the service checks a hardware token's code. Pure: the time is an argument.

Called by the handlers of hardware tokens; a test's token makes its code here, too.

Rule: codes are compared in constant time, and never stand in an error.
Source: RFC 6238 (TOTP; section 5.2 allows a step of delay), RFC 4226 section 5.3 (truncation), RFC 4648 section 6 (base32).
"""

import hashlib
import hmac
from base64 import b32decode
from datetime import datetime

DIGITS = 6
DRIFT_STEPS = (
    1  # RFC 6238 section 5.2: at most one step for the network's delay; the other way for a token that is slow
)
_HASHES = {"hmacsha1": hashlib.sha1, "hmacsha256": hashlib.sha256}


def read_secret(text: str) -> bytes | None:
    """Decode a token's secret as vendors write it: base32 in any case, with or without padding and blanks; else None."""
    plain = "".join(text.split()).upper().rstrip("=")
    try:
        return b32decode(plain + "=" * (-len(plain) % 8)) or None
    except ValueError:
        return None


def make_code(secret: bytes, at: datetime, *, step_s: int = 30, function: str = "hmacsha1") -> str:
    """
    Make the code that a token shows at a moment.

    Args:
        step_s: seconds that a code holds, 30 or 60.
        function: `hmacsha1` or `hmacsha256`, as Graph names them.
    """
    return _code(secret, int(at.timestamp()) // step_s, function)


def is_valid(code: str, secret: bytes, at: datetime, *, step_s: int = 30, function: str = "hmacsha1") -> bool:
    """Tell whether a code is the one of this moment, or of a neighbouring step."""
    if len(code) != DIGITS or not code.isascii() or not code.isdigit():
        return False
    now = int(at.timestamp()) // step_s
    steps = range(max(0, now - DRIFT_STEPS), now + DRIFT_STEPS + 1)
    return any(hmac.compare_digest(code, _code(secret, step, function)) for step in steps)


def _code(secret: bytes, counter: int, function: str) -> str:
    digest = hmac.new(secret, counter.to_bytes(8, "big"), _HASHES[function]).digest()
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"

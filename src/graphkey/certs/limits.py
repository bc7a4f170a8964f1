"""
How much work a bundle may ask for before it is refused, known before a single round is run.

`diagnose` weighs; a caller with other needs hands in its own `Limits`.

Sources: 5,000,000 rounds is Java's and Bouncy Castle's limit (OpenJDK PKCS12KeyStore MAX_ITERATION_COUNT); 300,000 each is
.NET's (Pkcs12LoaderLimits), above which Windows and .NET refuse.
"""

from typing import NamedTuple


class Limits(NamedTuple):
    """
    Bound the work.

    Args:
        rounds: of one key derivation.
        total_rounds: of all of them together, in hash blocks.
        scrypt_bytes: memory of one scrypt.
        size: of the file, in bytes.
        keys, certificates: in one bundle.
    """

    rounds: int = 5_000_000
    total_rounds: int = 10_000_000
    scrypt_bytes: int = 256 * 1024 * 1024
    size: int = 1024 * 1024
    keys: int = 20
    certificates: int = 200


DEFAULT_LIMITS = Limits()
WINDOWS_ROUNDS = 300_000
"""Above this many rounds Windows and .NET refuse a bundle."""

"""
The twelve verdicts on a bundle: can it be opened, and does it hold one key with its certificate?

A verdict speaks of the file alone. Whether the certificate is expired, weak or meant for something else is told by
findings (`finding`), and never changes the verdict: an expired bundle is `ok` with a finding.

Rule: an id, once published, keeps its meaning; docs/reference/findings.md lists every one (a test holds it to this table).
"""

from collections.abc import Mapping
from typing import Final, Literal

Verdict = Literal[
    "ok",
    "wrong-password",
    "wrong-key-password",
    "damaged",
    "not-pkcs12",
    "empty",
    "no-private-key",
    "no-certificate",
    "multiple-keys",
    "key-mismatch",
    "unsupported-algorithm",
    "too-expensive",
]

OK: Final = "ok"
WRONG_PASSWORD: Final = "wrong-password"  # noqa: S105
WRONG_KEY_PASSWORD: Final = "wrong-key-password"  # noqa: S105
DAMAGED: Final = "damaged"
NOT_PKCS12: Final = "not-pkcs12"
EMPTY: Final = "empty"
NO_PRIVATE_KEY: Final = "no-private-key"
NO_CERTIFICATE: Final = "no-certificate"
MULTIPLE_KEYS: Final = "multiple-keys"
KEY_MISMATCH: Final = "key-mismatch"
UNSUPPORTED_ALGORITHM: Final = "unsupported-algorithm"
TOO_EXPENSIVE: Final = "too-expensive"

MEANINGS: Mapping[Verdict, tuple[str, str]] = {
    OK: ("The bundle opens and holds one private key with its certificate.", ""),
    WRONG_PASSWORD: (
        "The password does not open the bundle.",
        "Give the password that the bundle was made with; letter case, spaces and a final line break count.",
    ),
    WRONG_KEY_PASSWORD: (
        "The password opens the bundle, but the private key in it is protected by another one.",
        "Make the two passwords the same (keytool -importkeystore with -destkeypass equal to -deststorepass).",
    ),
    DAMAGED: (
        "The bundle is damaged: bytes are missing or were changed.",
        "Copy the file again in binary form, or export it again from where it came.",
    ),
    NOT_PKCS12: ("This is not a PKCS#12 bundle (PFX).", "Give a .pfx or .p12 file."),
    EMPTY: (
        "There is nothing in it: neither a private key nor a certificate.",
        "Export the certificate again, with its private key.",
    ),
    NO_PRIVATE_KEY: (
        "The bundle holds certificates, but no private key.",
        "Export it again with the private key (the key must be marked exportable where it lives).",
    ),
    NO_CERTIFICATE: (
        "The bundle holds a private key, but no certificate.",
        "Export it again with the certificate that belongs to the key.",
    ),
    MULTIPLE_KEYS: (
        "The bundle holds several private keys, and readers differ on which one they take.",
        "Choose one with --key (graphkey cert inspect lists them): graphkey cert convert makes a bundle of it alone.",
    ),
    KEY_MISMATCH: (
        "The private key belongs to none of the certificates in the bundle.",
        "Put the key and the certificate that was issued for it into one bundle.",
    ),
    UNSUPPORTED_ALGORITHM: (
        "The bundle uses an algorithm that is not supported here.",
        "Export it again with AES-256 or 3DES (openssl pkcs12 -export does).",
    ),
    TOO_EXPENSIVE: (
        "Opening the bundle would take more work than is reasonable; it was not tried.",
        "Export it again with fewer rounds (2,000 to 100,000 are usual).",
    ),
}
"""What each verdict means, and what to do about it."""

"""
How a rotation's bundles lie on the disk: PKCS#12 with AES-256, under the secret that the journal refers to.

Rule: a bundle is written under that secret alone, and never in clear.
"""

from collections.abc import Callable

from graphkey.certs.diagnose import Bundle
from graphkey.errors import CertificateError
from graphkey.secret import Secret


def sealing(secret: Secret) -> Callable[[Bundle], bytes]:
    """Make what writes a bundle; it raises CertificateError for a password outside ASCII."""

    def seal(bundle: Bundle) -> bytes:
        from graphkey.certs.convert import modern_copy

        return modern_copy(bundle, secret.reveal())

    return seal


def unsealing(secret: Secret) -> Callable[[bytes], Bundle]:
    """Make what opens a bundle again; it raises CertificateError when the secret is another one, or the file damaged."""

    def unseal(content: bytes) -> Bundle:
        from graphkey.certs.diagnose import diagnose

        found = diagnose(content, secret.reveal())
        if found.bundle is None:
            raise CertificateError(
                f"a bundle of the rotation does not open ({found.verdict})",
                hint="--secret has to lead to the password that the rotation began with.",
                verdict=found.verdict,
            )
        return found.bundle

    return unseal

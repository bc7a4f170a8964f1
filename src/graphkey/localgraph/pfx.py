"""
Read an uploaded PKCS#12 file as the service does: accept it, or refuse it with the service's error.

Called by `authentication` and `runs`. The reading is `certs`' own; what the service makes of a verdict is decided here.

Rule: a file encrypted with AES is refused as if its password were wrong, which is what Microsoft's service is reported
to do; `accept_aes` relaxes it.
Source: https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/8994,
https://github.com/MicrosoftDocs/azure-docs/issues/36773
"""

from base64 import b64decode
from typing import TYPE_CHECKING, NamedTuple

from graphkey.errors import ConfigError, GraphError
from graphkey.localgraph.problems import bad_request

if TYPE_CHECKING:
    from graphkey.certs.diagnose import Bundle

WRONG_PASSWORD_CODE = "AADB2C90213"  # noqa: S105
WRONG_PASSWORD = "The certificate password provided in request is incorrect."  # noqa: S105

_AES = "aes-encryption"  # the finding of `certs` on such a file


class ReadPfx(NamedTuple):
    """
    Hold what an upload is made of.

    Args:
        thumbprint: SHA-1 of the leaf, 40 upper-case hex digits.
        not_before, not_after: whole seconds since 1970.
    """

    pfx: bytes
    thumbprint: str
    not_before: int
    not_after: int


def read_pfx(pkcs12_value: str, password: str, *, accept_aes: bool) -> ReadPfx:
    """
    Read an upload.

    Args:
        pkcs12_value: base64 of a PKCS#12 file.
    Raises:
        BadRequestError: it cannot be used; the message says why.
    """
    from cryptography.hazmat.primitives.hashes import SHA1

    from graphkey.certs.diagnose import diagnose

    pfx = _decoded(pkcs12_value)
    diagnosis = diagnose(pfx, password)
    if not accept_aes and any(finding.id == _AES for finding in diagnosis.findings):
        raise bad_request(WRONG_PASSWORD, WRONG_PASSWORD_CODE)
    if diagnosis.bundle is None or diagnosis.verdict != "ok":
        raise _refusal(diagnosis.verdict, diagnosis.sentence)
    leaf = diagnosis.bundle.leaf
    return ReadPfx(
        pfx,
        leaf.fingerprint(SHA1()).hex().upper(),  # noqa: S303  the name of a certificate, no protection
        int(leaf.not_valid_before_utc.timestamp()),
        int(leaf.not_valid_after_utc.timestamp()),
    )


def open_bundle(pfx: bytes, password: str) -> "Bundle":
    """
    Open a file that was accepted before.

    Raises:
        ConfigError: it opens no more.
    """
    from graphkey.certs.diagnose import diagnose

    bundle = diagnose(pfx, password).bundle
    if bundle is None:
        raise ConfigError("a certificate of the connector cannot be opened any more", hint="Upload it again.")
    return bundle


def _decoded(pkcs12_value: str) -> bytes:
    try:
        return b64decode("".join(pkcs12_value.split()), validate=True)
    except ValueError as error:
        raise bad_request("The property 'pkcs12Value' is no base64 text.") from error


def _refusal(verdict: str, sentence: str) -> GraphError:
    if verdict in ("wrong-password", "wrong-key-password"):
        return bad_request(WRONG_PASSWORD, WRONG_PASSWORD_CODE)
    return bad_request(f"The certificate provided in request cannot be used ({verdict}): {sentence}")

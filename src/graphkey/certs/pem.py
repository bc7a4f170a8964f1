"""
Key and certificates in PEM or DER files, one or several, judged like the content of a bundle.

`reading` calls it for all that is no PKCS#12. Splits texts into blocks, opens encrypted keys with `opening`, and leaves what
belongs together to `contents`.

Rule: as in `diagnose`: never raises, weighs before it derives, lets no key disappear.
Sources: RFC 7468 (labels), RFC 5958 (PKCS#8), RFC 1421 section 4.6.1.1 (the old `Proc-Type: 4,ENCRYPTED`).
"""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from graphkey.certs import tlv
from graphkey.certs import verdicts as v
from graphkey.certs.algorithms import Scheme, read_scheme
from graphkey.certs.contents import UnreadableError, attempt, judge
from graphkey.certs.decrypt import Spelling, spell
from graphkey.certs.diagnose import Diagnosis, conclude, say
from graphkey.certs.finding import Finding, find
from graphkey.certs.limits import Limits
from graphkey.certs.near_miss import CORRECT, find_near_miss
from graphkey.certs.opening import BrokenRoundsError, Item, Purse, Shut, TooExpensiveError, open_alone, open_shut
from graphkey.certs.quiet import without_warnings
from graphkey.certs.shapes import looks_like_pfx, name_der
from graphkey.certs.tlv import TlvError

_MARK = re.compile(rb"-----(BEGIN|END) ([A-Z0-9 ]{1,40})-----")
_MOST_BLOCKS = 1_000
_LABELS = {
    "der-pkcs8-key": "PRIVATE KEY",
    "der-rsa-key": "RSA PRIVATE KEY",
    "der-ec-key": "EC PRIVATE KEY",
    "encrypted-pkcs8": "ENCRYPTED PRIVATE KEY",
    "der-certificate": "CERTIFICATE",
    "pkcs7-der": "PKCS7",
}


class Block(NamedTuple):
    """Hold one block: its label, what was between the dashes, and its DER when it is base64 throughout."""

    label: str
    whole: bytes
    der: bytes | None


class _StoppedError(Exception):
    """Carry the verdict that ends the reading."""

    def __init__(self, verdict: v.Verdict, sentence: str = "", remedy: str = "") -> None:
        super().__init__(sentence)
        self.verdict, self.remedy = verdict, remedy


def holds_blocks(data: bytes) -> bool:
    """Tell whether some bytes are keys or certificates, in PEM form or as one DER structure."""
    return bool(read_blocks(data))


def read_blocks(data: bytes) -> list[Block]:
    """Split a file into its blocks, in time that grows with its size; none when it is something else."""
    found = list(_marked_blocks(data))
    if found or data[:1] != b"\x30":
        return [block for block in found if block.label.endswith(("KEY", "CERTIFICATE", "PKCS7"))]
    if looks_like_pfx(data):  # which also begins with a number and a sequence, as PKCS#8 does
        return []
    try:
        label = _LABELS.get(name_der(tlv.read(data))[0])
    except TlvError:
        label = None
    return [Block(label, data, data)] if label else []


def _marked_blocks(data: bytes) -> Iterator[Block]:
    begun: re.Match[bytes] | None = None
    for mark in _MARK.finditer(data):
        if begun is not None:
            closes = mark[1] == b"END" and mark[2] == begun[2]
            yield _block(begun, data[begun.end() : mark.start()] if closes else None)
        begun = mark if mark[1] == b"BEGIN" else None
    if begun is not None:
        yield _block(begun, None)


def _block(begun: re.Match[bytes], text: bytes | None) -> Block:
    """Make a block of what stands between the marks; None for what was never closed, which is told as damage."""
    label = begun[2].decode("ascii")
    if text is None:
        return Block(label, b"", None)
    try:
        der = base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error:
        der = None  # headers stand before the base64, or it is damaged: whoever loads the block will tell
    return Block(label, begun[0] + text + b"-----END " + begun[2] + b"-----\n", der)


def diagnose_pem(files: Sequence[bytes], password: str | None, limits: Limits, choose: str = "") -> Diagnosis:
    """
    Judge the keys and certificates in some files as if they lay in one bundle.

    Args:
        files: one with all, or the certificates and the key apart.
        password: of encrypted keys.
        choose: as for `diagnose`.
    """
    if any(len(file) > limits.size for file in files):
        return say(v.TOO_EXPENSIVE, f"A file has more than {limits.size:,} bytes; a key has a few thousand.")
    facts: dict[str, Any] = {"form": "pem", "size": sum(map(len, files)), "mac": None}
    reader = _Reader(password or "", Purse(limits))
    blocks = [block for file in files for block in read_blocks(file)]
    if len(blocks) > _MOST_BLOCKS:
        return say(v.TOO_EXPENSIVE, f"There are more than {_MOST_BLOCKS:,} keys and certificates in it.", facts=facts)
    try:
        with without_warnings():
            for block in blocks:
                reader.take(block)
                if len(reader.keys) > limits.keys:
                    raise _StoppedError(v.MULTIPLE_KEYS, f"There are more than {limits.keys} private keys in it.")
        facts["encryption"] = sorted({scheme.name for scheme in reader.schemes})
        return conclude(judge(reader.keys, reader.certificates, limits, choose), facts, tuple(_remarks(reader)))
    except _StoppedError as stopped:
        return say(stopped.verdict, str(stopped), stopped.remedy, facts)
    except TooExpensiveError as error:
        return say(v.TOO_EXPENSIVE, f"Opening the key asks for {error}, which was not tried.", facts=facts)
    except (BrokenRoundsError, TlvError, UnreadableError) as error:
        return say(v.DAMAGED, f"The file is damaged: {error}.", facts=facts)


def _remarks(reader: "_Reader") -> Iterator[Finding]:
    if reader.plain_keys:
        yield find("unencrypted-key")


class _Reader:
    """Collect what the blocks hold."""

    def __init__(self, password: str, purse: Purse) -> None:
        self.password, self.purse = password, purse
        self.keys: list[Item] = []
        self.certificates: list[Item] = []
        self.schemes: list[Scheme] = []
        self.plain_keys = 0

    def take(self, block: Block) -> None:
        if block.label == "ENCRYPTED PRIVATE KEY":
            self.keys.append(Item(self._open(_der_of(block))))
        elif block.label == "PRIVATE KEY":
            self.keys.append(Item(_der_of(block)))
            self.plain_keys += 1
        elif block.label == "OPENSSH PRIVATE KEY":
            raise _StoppedError(
                v.UNSUPPORTED_ALGORITHM,
                "The private key is in OpenSSH's own form, which is not read here.",
                "ssh-keygen -p -m PKCS8 -f COPY-OF-THE-KEY rewrites it.",
            )
        elif block.label.endswith("PRIVATE KEY"):
            self.keys.append(Item(self._traditional(block)))
        elif block.label == "PKCS7":
            self.certificates += _from_pkcs7(_der_of(block))
        elif block.label.endswith("CERTIFICATE"):
            # OpenSSL's TRUSTED CERTIFICATE has its own data behind the certificate.
            self.certificates.append(Item(tlv.read(_der_of(block)).whole))

    def _open(self, der: bytes) -> bytes:
        parts = tlv.sequence(tlv.read(der), 2)
        part = Shut(read_scheme(parts[0]), tlv.octets(parts[1]), is_key=True)
        self.schemes.append(part.scheme)
        if part.scheme.problem:
            raise _StoppedError(
                v.UNSUPPORTED_ALGORITHM, f"The private key uses {part.scheme.problem}, which is not supported here."
            )
        try:
            plain = open_alone(part, spell(self.password)[0], self.purse)
        except UnicodeEncodeError:
            plain = None
        if plain is None:
            self._refuse(find_near_miss(self.password, part.scheme.kdf, lambda one: self._opens(part, one)))
        assert plain is not None
        return plain

    def _opens(self, part: Shut, spelling: Spelling) -> bool:
        return open_shut(part, spelling, self.purse)

    def _refuse(self, near: str = "") -> None:
        if near:
            raise _StoppedError(
                v.WRONG_PASSWORD, f"The password does not open the private key, but it does {near}.", CORRECT
            )
        if not self.password:
            raise _StoppedError(
                v.WRONG_PASSWORD, "The private key has a password, and none (or an empty one) was given."
            )
        raise _StoppedError(v.WRONG_PASSWORD, "The password does not open the private key.")

    def _traditional(self, block: Block) -> bytes:
        """Load a key in the form of before PKCS#8; encrypted, it costs one round of MD5. Whether it works, `contents` tests."""
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        encrypted = b"4,ENCRYPTED" in block.whole
        secret = self.password.encode("utf-8", "surrogatepass") if encrypted else None
        if encrypted and not secret:
            self._refuse()
        self.plain_keys += not encrypted
        try:
            load = partial(load_pem_private_key, _pem(block), secret, unsafe_skip_rsa_key_validation=True)
            return _pkcs8(attempt("the private key", load))
        except UnreadableError:
            if not encrypted:
                raise
            self._refuse()
            raise


def _pem(block: Block) -> bytes:
    if block.whole.startswith(b"-----"):
        return block.whole
    label = block.label.encode()
    return b"-----BEGIN %b-----\n%b-----END %b-----\n" % (label, base64.encodebytes(block.whole), label)


def _pkcs8(key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    der: bytes = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return der


def _from_pkcs7(der: bytes) -> list[Item]:
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.hazmat.primitives.serialization.pkcs7 import load_der_pkcs7_certificates

    found = attempt("the certificates", lambda: load_der_pkcs7_certificates(der))
    return [Item(one.public_bytes(Encoding.DER)) for one in found]


def _der_of(block: Block) -> bytes:
    if block.der is None:
        raise UnreadableError("a block of it is no base64")
    return block.der

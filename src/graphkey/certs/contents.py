"""
What is in an open bundle: which private key, which certificate belongs to it, which others come with it.

`diagnose` calls it last. The only place where a foreign key or certificate is loaded; every way in which that can fail
ends in a verdict.

Rule: a bundle with two keys is never taken for one with a single key.
Rule: the one key that is handed out has been checked: by its loader, or by its numbers and a signature (`rsa`).
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from graphkey.certs import rsa
from graphkey.certs import verdicts as v
from graphkey.certs.facts import name_key, thumbprint
from graphkey.certs.limits import Limits
from graphkey.certs.opening import Item
from graphkey.certs.quiet import without_warnings
from graphkey.certs.tlv import TlvError

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from graphkey.certs.verdicts import Verdict


_SHORTEST_THUMBPRINT = 8  # hexadecimal digits; what is shorter is a number


class Held(NamedTuple):
    """
    Tell of one private key what may be shown of it.

    Args:
        number: its place in the file, from 1.
        kind: `RSA-2048`, `EC-P-256`, …
        thumbprint: of the certificate that belongs to it, None when there is none.
        name: what the writer called it (its friendly name).
    """

    number: int
    kind: str
    thumbprint: str | None
    name: str = ""


class Contents(NamedTuple):
    """
    Tell what is inside.

    Args:
        key: set exactly when the verdict is `ok`.
        certificates: the leaf first when there is one, then its issuers in order, then the rest.
        keys: how many; the same octets twice count once.
        held: each of them, when they could be read.
    """

    verdict: "Verdict"
    sentence: str = ""
    key: "PrivateKeyTypes | None" = None
    certificates: "tuple[x509.Certificate, ...]" = ()
    keys: int = 0
    held: tuple[Held, ...] = ()


class UnreadableError(Exception):
    """Say why a key or certificate could not be loaded; `unsupported` when its algorithm is the reason."""

    def __init__(self, reason: str, *, unsupported: bool = False) -> None:
        super().__init__(reason)
        self.unsupported = unsupported


def judge(found_keys: Iterable[Item], found_certificates: Iterable[Item], limits: Limits, choose: str = "") -> Contents:
    """
    Say what an open bundle holds.

    Args:
        choose: which of several keys is meant: its number, or the start of its certificate's thumbprint.
    """
    keys, certificates = _distinct(found_keys), _distinct(found_certificates)
    if len(certificates) > limits.certificates:
        return Contents(
            v.TOO_EXPENSIVE, f"The bundle holds more than {limits.certificates} certificates.", keys=len(keys)
        )
    if len(keys) > limits.keys:
        return Contents(v.MULTIPLE_KEYS, f"The bundle holds more than {limits.keys} private keys.", keys=len(keys))
    try:
        with without_warnings():
            return _judge_loaded(keys, certificates, choose)
    except UnreadableError as error:
        if error.unsupported:
            return Contents(
                v.UNSUPPORTED_ALGORITHM, f"The bundle holds {error}, which is not supported here.", keys=len(keys)
            )
        return Contents(v.DAMAGED, f"The bundle is damaged: {error}.", keys=len(keys))


def _distinct(items: Iterable[Item]) -> list[Item]:
    return list({item.der: item for item in items}.values())


def _judge_loaded(key_items: list[Item], certificate_items: list[Item], choose: str) -> Contents:
    certificates = [_load_certificate(item.der) for item in certificate_items]
    if not key_items:
        verdict: Verdict = v.NO_PRIVATE_KEY if certificates else v.EMPTY
        return Contents(verdict, certificates=tuple(certificates))
    keys = [_load_key(item.der, only_public=len(key_items) > 1) for item in key_items]
    leaves = [
        _leaf_of(_public(key), item, certificates, certificate_items) for key, item in zip(keys, key_items, strict=True)
    ]
    held = tuple(_hold(at, *one) for at, one in enumerate(zip(keys, leaves, key_items, strict=True), 1))
    at = next((at for at, leaf in enumerate(leaves) if leaf is not None), 0)
    if len(keys) > 1:
        chosen = _chosen(held, choose)
        if chosen is None:
            sentence = f"The bundle holds {len(keys)} private keys{_not_chosen(choose)}."
            return Contents(v.MULTIPLE_KEYS, sentence, None, _in_order(leaves[at], certificates), len(keys), held)
        at = chosen
        keys[at] = _load_key(key_items[at].der, only_public=False)
    return _judge_key(keys[at], leaves[at], certificates)._replace(keys=len(keys), held=held)


def _judge_key(
    key: "PrivateKeyTypes", leaf: "x509.Certificate | None", certificates: "list[x509.Certificate]"
) -> Contents:
    ordered = _in_order(leaf, certificates)
    if leaf is None:
        return Contents(v.KEY_MISMATCH if certificates else v.NO_CERTIFICATE, certificates=ordered)
    if not _signs(key, leaf):
        return Contents(v.DAMAGED, "The bundle is damaged: the private key in it does not work.", None, ordered)
    return Contents(v.OK, "", key, ordered)


def _hold(number: int, key: Any, leaf: "x509.Certificate | None", item: Item) -> Held:
    return Held(number, name_key(_public(key)), thumbprint(leaf) if leaf is not None else None, item.name)


def _chosen(held: tuple[Held, ...], choose: str) -> int | None:
    """Find the key that is meant; None when nobody chose, or not one fits or several do."""
    wanted = choose.replace(":", "").strip().upper()
    if wanted.isascii() and wanted.isdigit() and len(wanted) < _SHORTEST_THUMBPRINT:
        fitting = [at for at, one in enumerate(held) if one.number == int(wanted)]
    elif len(wanted) >= _SHORTEST_THUMBPRINT:
        fitting = [at for at, one in enumerate(held) if (one.thumbprint or "").startswith(wanted)]
    else:
        fitting = []
    return fitting[0] if len(fitting) == 1 else None


def _not_chosen(choose: str) -> str:
    return ", and what --key says fits none of them, or more than one" if choose else ""


def _leaf_of(
    public: Any, key: Item, certificates: "list[x509.Certificate]", items: list[Item]
) -> "x509.Certificate | None":
    """Find the certificate of a key: one that the writer marked as such, else the first with the same public key."""
    fitting = [at for at, certificate in enumerate(certificates) if _public_of(certificate) == public]
    marked = [at for at in fitting if key.local_key_id and items[at].local_key_id == key.local_key_id]
    return certificates[(marked or fitting)[0]] if fitting else None


def _in_order(
    leaf: "x509.Certificate | None", certificates: "list[x509.Certificate]"
) -> "tuple[x509.Certificate, ...]":
    """Put the leaf first, its issuers after it in order, and then the rest."""
    if leaf is None:
        return tuple(certificates)
    ordered, rest = [leaf], [certificate for certificate in certificates if certificate is not leaf]
    while rest:
        above = next((other for other in rest if other.subject == ordered[-1].issuer), None)
        if above is None or ordered[-1].issuer == ordered[-1].subject:
            break
        ordered.append(above)
        rest = [other for other in rest if other is not above]
    return (*ordered, *rest)


def _load_certificate(der: bytes) -> "x509.Certificate":
    from cryptography import x509

    certificate: x509.Certificate = attempt("a certificate", lambda: x509.load_der_x509_certificate(der))
    # Reading is lazy: what cannot be read must show here and not later.
    attempt("a certificate", lambda: _read_all(certificate))
    return certificate


def _read_all(certificate: "x509.Certificate") -> object:
    names = certificate.issuer.rfc4514_string(), certificate.subject.rfc4514_string()
    return names, certificate.not_valid_before_utc, certificate.not_valid_after_utc, certificate.serial_number


def _load_key(der: bytes, *, only_public: bool) -> "PrivateKeyTypes":
    """
    Load a key, without the dear test of primes where its numbers fit together (`_signs` then shows that it works).

    Args:
        only_public: nothing but the public key is wanted of it.
    """
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    try:
        numbers = rsa.read_numbers(der)
    except TlvError as error:
        raise UnreadableError("a private key in it cannot be read") from error
    fits = numbers is not None and (only_public or rsa.fit_together(numbers))
    if numbers is not None and not fits and numbers[0].bit_length() > rsa.MOST_BITS_TESTED:
        raise UnreadableError("the numbers of a private key in it do not fit together")
    key: PrivateKeyTypes = attempt(
        "a private key", lambda: load_der_private_key(der, None, unsafe_skip_rsa_key_validation=fits)
    )
    return key


def _signs(key: Any, leaf: "x509.Certificate") -> bool:
    """Tell whether an RSA key makes a signature that its certificate verifies; keys of other kinds were tested on loading."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import padding
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256

    if not isinstance(key, RSAPrivateKey):
        return True
    scheme, probe = padding.PKCS1v15(), b"graphkey"
    try:
        public: Any = leaf.public_key()
        public.verify(attempt("a private key", lambda: key.sign(probe, scheme, SHA256())), probe, scheme, SHA256())
    except InvalidSignature:
        return False
    return True


def _public(key: Any) -> Any:
    return attempt("a private key", key.public_key)


def _public_of(certificate: "x509.Certificate") -> Any:
    try:
        return attempt("a certificate", certificate.public_key)
    except UnreadableError:
        return None  # a key of a kind that is not known here is not the one looked for


def attempt(what: str, load: Callable[[], Any]) -> Any:
    """Load something of a stranger's; raises UnreadableError, whatever the loader says."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return load()
    except UnsupportedAlgorithm as error:
        raise UnreadableError(f"{what} of an unknown kind", unsupported=True) from error
    except (
        Exception
    ) as error:  # whatever a loader says of a stranger's bytes (InvalidVersion, ValueError, …) means the same
        raise UnreadableError(f"{what} in it cannot be read") from error
    except BaseException as error:
        # A panic of the Rust side is no Exception; its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableError(f"{what} in it cannot be read") from error

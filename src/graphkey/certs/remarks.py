"""
What is remarkable about the bundle itself: its encryption, its checksum, its form, its password.

`diagnose` calls it once a bundle is open (`remark`), and before (`outer_facts`, which needs no password). What concerns the
certificate is in `checks`.

Sources: RFC 7292; what Windows, .NET and the service take: docs/reference/findings.md.
"""

from collections.abc import Iterator
from typing import Any

from graphkey.certs.algorithms import Kdf, Scheme
from graphkey.certs.finding import Finding, find
from graphkey.certs.limits import WINDOWS_ROUNDS
from graphkey.certs.opening import Opening
from graphkey.certs.structure import Mac, Pfx

_WEAK = frozenset({"3DES", "RC2", "RC4", "DES"})
# Written by today's and yesterday's exporters; anything else is read by few.
_USUAL_CIPHERS = frozenset({"AES", *_WEAK})
_USUAL_PRFS = frozenset({"sha1", "sha224", "sha256", "sha512", "md5"})
_USUAL_MACS = frozenset({"sha1", "sha224", "sha256", "sha384", "sha512"})


def outer_facts(pfx: Pfx, data: bytes) -> dict[str, Any]:
    """Return what shows without the password, JSON-ready."""
    return {"size": len(data), "mac": _mac_fact(pfx.mac), "encryption": _names(safe.scheme for safe in pfx.safes)}


def _mac_fact(mac: Mac | None) -> dict[str, Any] | None:
    if mac is None:
        return None
    return {
        "kind": _mac_kind(mac),
        "digest": mac.digest or mac.problem,
        "iterations": mac.kdf.rounds if mac.kdf else None,
    }


def _mac_kind(mac: Mac) -> str:
    return "PBMAC1" if mac.kdf and mac.kdf.kind != "pkcs12" else "PKCS12"


def opened_facts(opening: Opening) -> dict[str, Any]:
    """Return what shows once the bundle is open, JSON-ready."""
    rounds = [kdf.rounds for kdf in _derivations(opening)]
    return {"encryption": _names(opening.schemes), "iterations": max(rounds, default=0)}


def _names(schemes: Any) -> list[str]:
    return sorted({scheme.name for scheme in schemes if scheme is not None})


def _derivations(opening: Opening) -> Iterator[Kdf]:
    return (scheme.kdf for scheme in opening.schemes if scheme.kdf is not None and scheme.kdf.kind != "scrypt")


def remark(pfx: Pfx, opening: Opening, password: str) -> tuple[Finding, ...]:
    """Return the findings on an open bundle."""
    return (*_on_encryption(opening), *_on_rounds(pfx, opening), *_on_form(pfx), *_on_password(opening, password))


def _on_encryption(opening: Opening) -> Iterator[Finding]:
    for finding_id, applies in (
        ("aes-encryption", _is_aes),
        ("weak-encryption", _is_weak),
        ("unusual-encryption", _is_unusual),
    ):
        names = _names(scheme for scheme in opening.schemes if applies(scheme))
        if names:
            yield find(finding_id, "; ".join(names))
    if opening.plain_keys:
        yield find("unencrypted-key")


def _is_aes(scheme: Scheme) -> bool:
    return scheme.cipher is not None and scheme.cipher.name == "AES"


def _is_weak(scheme: Scheme) -> bool:
    old_prf = scheme.kdf is not None and scheme.kdf.digest == "md5"
    return scheme.cipher is not None and (scheme.cipher.name in _WEAK or old_prf)


def _is_unusual(scheme: Scheme) -> bool:
    if scheme.cipher is None or scheme.kdf is None:
        return True
    odd_prf = scheme.kdf.kind == "pbkdf2" and scheme.kdf.digest not in _USUAL_PRFS
    return scheme.cipher.name not in _USUAL_CIPHERS or odd_prf or scheme.kdf.kind == "scrypt"


def _on_rounds(pfx: Pfx, opening: Opening) -> Iterator[Finding]:
    rounds = [kdf.rounds for kdf in _derivations(opening)]
    if pfx.mac is not None and pfx.mac.kdf is not None:
        rounds.append(pfx.mac.kdf.rounds)
    if max(rounds, default=0) > WINDOWS_ROUNDS:
        yield find("high-iterations", f"{max(rounds):,}")


def _on_form(pfx: Pfx) -> Iterator[Finding]:
    if pfx.mac is None:
        yield find("no-mac")
    elif _mac_kind(pfx.mac) == "PBMAC1" or (pfx.mac.digest or pfx.mac.problem) not in _USUAL_MACS:
        yield find("unusual-mac", f"{_mac_kind(pfx.mac)} {pfx.mac.digest or pfx.mac.problem}")
    if pfx.ber:
        yield find("ber")
    if pfx.trailing:
        yield find("trailing-data", f"{pfx.trailing:,} bytes")


def _on_password(opening: Opening, password: str) -> Iterator[Finding]:
    if not password:
        yield find("empty-password")
    elif not password.isascii() and (opening.schemes or opening.mac is not None):
        yield find("non-ascii-password", opening.spelling.name)

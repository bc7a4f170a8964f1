"""
Diagnose a bundle: can it be opened with this password, and does it hold one key with its certificate?

Look before decrypting, weigh before deriving, open everything once, and then say exactly what is wrong. `client/prepare`,
`cli/cert` and `localgraph` call it.

Rule: never raises, whatever the bytes and the password; never lets a key disappear; loads each key once.
Sources: RFC 7292; for what other readers do see docs/reference/findings.md.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from graphkey.certs import verdicts as v
from graphkey.certs.algorithms import Kdf
from graphkey.certs.decrypt import Spelling, spell
from graphkey.certs.finding import Finding, find
from graphkey.certs.limits import DEFAULT_LIMITS, Limits
from graphkey.certs.near_miss import CORRECT, find_near_miss, latin_1
from graphkey.certs.opening import (
    BrokenRoundsError,
    Opening,
    Purse,
    Shut,
    TooExpensiveError,
    check_mac,
    octets_needed,
    open_shut,
    open_with,
)
from graphkey.certs.remarks import opened_facts, outer_facts, remark
from graphkey.certs.shapes import looks_like_pfx
from graphkey.certs.structure import Pfx, read_pfx
from graphkey.certs.tlv import TlvError

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from graphkey.certs.contents import Contents
    from graphkey.certs.verdicts import Verdict

_DAMAGED_KINDS = frozenset({"damaged-start", "damaged-text"})
_LONGEST_PASSWORD = 16_384  # a thousand times what people use; a file given by mistake is refused at once


class Bundle(NamedTuple):
    """
    Hold a private key, its certificate, and the other certificates, issuers first.

    The fields stand in the same order as in `steps.tls.ClientIdentity`.
    """

    key: "PrivateKeyTypes"
    leaf: "x509.Certificate"
    chain: "tuple[x509.Certificate, ...]" = ()

    def __repr__(self) -> str:
        return f"Bundle({self.leaf.subject.rfc4514_string()})"


class Diagnosis(NamedTuple):
    """
    Tell what is known of a bundle.

    Args:
        sentence: what the verdict means here.
        bundle: set exactly when the verdict is `ok`.
        facts: JSON-ready: size, mac, encryption, iterations, keys, certificates.
        findings: of the bundle; those of its certificates come from `checks.check`.
        certificates: all of them, the leaf first when it is known; also when the verdict is not `ok`.
    """

    verdict: "Verdict"
    sentence: str
    remedy: str
    bundle: Bundle | None = None
    facts: Mapping[str, Any] = {}
    findings: tuple[Finding, ...] = ()
    certificates: "tuple[x509.Certificate, ...]" = ()


def diagnose(pfx: bytes, password: str | None, *, limits: Limits = DEFAULT_LIMITS, choose: str = "") -> Diagnosis:
    """
    Diagnose a bundle.

    Args:
        pfx: the file's bytes, whatever they are.
        password: None and "" both mean none or empty.
        limits: the work that may be spent.
        choose: which of several keys is meant: its number in the file, or the start of its certificate's thumbprint.
    """
    if len(pfx) > limits.size:
        return say(v.TOO_EXPENSIVE, f"The file has more than {limits.size:,} bytes; a bundle has a few thousand.")
    if not pfx:
        return say(v.EMPTY, "The file is empty: it has no bytes at all.", facts={"size": 0})
    if not looks_like_pfx(pfx):
        return _something_else(pfx)
    try:
        return _Case(read_pfx(pfx), pfx, password or "", limits, choose).decide()
    except TlvError as error:
        return say(v.DAMAGED, f"The bundle is damaged: {error}.{_line_ends(pfx)}", facts={"size": len(pfx)})


def _something_else(data: bytes) -> Diagnosis:
    from graphkey.certs.look import recognise

    seen = recognise(data)
    verdict: Verdict = v.DAMAGED if seen.kind in _DAMAGED_KINDS else v.NOT_PKCS12
    sentence = f"This is not a usable bundle: {seen.sentence}."
    return say(verdict, sentence, seen.remedy, {"size": len(data), "kind": seen.kind})


def _line_ends(data: bytes) -> str:
    converted = data.count(b"\r\n") > 2 and data.count(b"\n") == data.count(b"\r\n")
    return " Line ends were converted, as a transfer in text mode does." if converted else ""


def say(
    verdict: "Verdict", sentence: str = "", remedy: str = "", facts: Mapping[str, Any] | None = None, **more: Any
) -> Diagnosis:
    """Make a diagnosis; what is not said is said as in the table of verdicts."""
    meaning, usual_remedy = v.MEANINGS[verdict]
    return Diagnosis(verdict, sentence or meaning, remedy or usual_remedy, facts=facts or {}, **more)


class _Case:
    """Carry one bundle through the questions."""

    def __init__(self, pfx: Pfx, data: bytes, password: str, limits: Limits, choose: str) -> None:
        self.pfx, self.data, self.password, self.limits, self.choose = pfx, data, password, limits, choose
        self.purse = Purse(limits)
        self.facts: dict[str, Any] = {"form": "pkcs12", **outer_facts(pfx, data)}

    def decide(self) -> Diagnosis:
        try:
            self._weigh_all()
            if self.pfx.problem:
                return self._unsupported([self.pfx.problem])
            if len(self.password) > _LONGEST_PASSWORD:
                return self._verdict(v.WRONG_PASSWORD, "The password is longer than any program takes.")
            return self._judge(self._open(spell(self.password)))
        except TooExpensiveError as error:
            return self._verdict(v.TOO_EXPENSIVE, f"Opening the bundle asks for {error}, which was not tried.")
        except BrokenRoundsError as error:
            return self._verdict(v.DAMAGED, f"The bundle is damaged: it asks for {error}.")
        except UnicodeEncodeError:
            return self._verdict(v.WRONG_PASSWORD, "The password is no Unicode text, so it cannot be right.")

    def _weigh_all(self) -> None:
        """Weigh every derivation that shows, also those of parts that may never be opened."""
        total = sum(self.purse.weigh(kdf, needed) for kdf, needed in _derivations(self.pfx))
        self.facts["cost"] = {"rounds": total}
        if not self.purse.can_pay(total):
            raise TooExpensiveError(f"{total:,} rounds in all")

    def _open(self, spellings: list[Spelling]) -> Opening:
        """Open with the spelling that fits the MAC; where none does, with the first that opens something."""
        first: Opening | None = None
        for spelling in spellings:
            try:
                mac = check_mac(self.pfx, spelling, self.purse)
                if mac is False and first is not None and first.proven:
                    continue
                opening = open_with(self.pfx, spelling, mac, self.purse)
            except TooExpensiveError:
                if first is None:
                    raise
                break  # the first try was paid in full; that another spelling cannot be tried does not matter
            if opening.whole or mac:
                return opening
            if first is None or opening.proven:
                first = opening
        assert first is not None
        return first

    def _judge(self, opening: Opening) -> Diagnosis:
        if opening.mac is False and not opening.proven:
            return self._not_opened(opening)
        if opening.mac is False:
            return self._verdict(
                v.DAMAGED,
                "The bundle is damaged: the password opens its parts, but the checksum over the whole does not fit.",
            )
        if opening.unsupported:
            return self._unsupported(opening.unsupported)
        if self._mac_unread and not opening.proven:
            assert self.pfx.mac is not None
            return self._verdict(v.WRONG_PASSWORD) if opening.shut else self._unsupported([self.pfx.mac.problem])
        if opening.shut:
            return self._part_shut(opening)
        if opening.broken:
            return self._verdict(v.DAMAGED, f"The bundle is damaged: {opening.broken[0]}.")
        return self._judge_content(opening)

    @property
    def _mac_unread(self) -> bool:
        return self.pfx.mac is not None and bool(self.pfx.mac.problem)

    def _not_opened(self, opening: Opening) -> Diagnosis:
        if not opening.schemes and opening.broken:
            return self._verdict(v.DAMAGED, f"The bundle is damaged: {opening.broken[0]}.")
        return self._wrong(self._near_miss())

    def _wrong(self, near: str) -> Diagnosis:
        if near:
            sentence = f"The password does not open the bundle, but it does {near}."
            return self._verdict(v.WRONG_PASSWORD, sentence, CORRECT)
        if not self.password:
            return self._verdict(v.WRONG_PASSWORD, "The bundle has a password, and none (or an empty one) was given.")
        return self._verdict(v.WRONG_PASSWORD)

    def _near_miss(self) -> str:
        """Tell how the right password differs, where the MAC can tell."""
        mac = self.pfx.mac
        if mac is None or mac.problem:
            return ""
        return find_near_miss(self.password, mac.kdf, lambda spelling: bool(check_mac(self.pfx, spelling, self.purse)))

    def _nearly_open(self, part: Shut) -> str:
        return find_near_miss(self.password, part.scheme.kdf, lambda spelling: open_shut(part, spelling, self.purse))

    def _part_shut(self, opening: Opening) -> Diagnosis:
        if opening.mac is None and not opening.proven:
            return self._wrong(self._nearly_open(opening.shut[0]))
        near = self._nearly_open(opening.shut[0]) if opening.spelling.name and not opening.proven else ""
        if near:
            return self._wrong(near)
        if self._opens_misspelt(opening):
            return self._verdict(
                v.DAMAGED,
                "The bundle is damaged: the program that wrote it encoded the password wrongly for some parts "
                "(older NSS and Firefox did; openssl does where the terminal is not in UTF-8).",
                "Export it again with a newer program, or with a password of ASCII characters.",
            )
        if opening.broken:
            return self._verdict(v.DAMAGED, f"The bundle is damaged: {opening.broken[0]}.")
        what = "the private key in it is" if all(part.is_key for part in opening.shut) else "parts of it are"
        return self._verdict(
            v.WRONG_KEY_PASSWORD, f"The password opens the bundle, but {what} protected by another one."
        )

    def _opens_misspelt(self, opening: Opening) -> bool:
        """Tell whether a part that did not open does so with UTF-16 or Latin-1 octets where UTF-8 belongs."""
        bmp = opening.spelling.bmp
        wrong = (bmp, bmp[:-2], *latin_1(self.password))
        parts = [part for part in opening.shut if part.scheme.kdf and part.scheme.kdf.kind != "pkcs12"]
        try:
            return any(open_shut(part, Spelling(raw, raw), self.purse) for part in parts for raw in wrong)
        except TooExpensiveError:
            return False

    def _unsupported(self, names: list[str]) -> Diagnosis:
        listed = ", ".join(dict.fromkeys(name for name in names if name)) or "an unknown algorithm"
        return self._verdict(v.UNSUPPORTED_ALGORITHM, f"The bundle uses {listed}, which is not supported here.")

    def _verdict(self, verdict: "Verdict", sentence: str = "", remedy: str = "", **more: Any) -> Diagnosis:
        return say(verdict, sentence, remedy, self.facts, **more)

    def _judge_content(self, opening: Opening) -> Diagnosis:
        from graphkey.certs.contents import judge

        told = judge(opening.keys, opening.certificates, self.limits, self.choose)
        return conclude(told, {**self.facts, **opened_facts(opening)}, remark(self.pfx, opening, self.password))


def conclude(told: "Contents", facts: Mapping[str, Any], findings: tuple[Finding, ...]) -> Diagnosis:
    """Put what `contents.judge` found into a diagnosis."""
    held = [one._asdict() for one in told.held]
    several = (find("other-keys", f"{told.keys - 1} more"),) if told.key and told.keys > 1 else ()
    return say(
        told.verdict,
        told.sentence,
        facts={**facts, "keys": told.keys, "certificates": len(told.certificates), "key_list": held},
        bundle=Bundle(told.key, told.certificates[0], told.certificates[1:]) if told.key else None,
        certificates=told.certificates,
        findings=(*findings, *several),
    )


def _derivations(pfx: Pfx) -> Iterator[tuple[Kdf | None, int]]:
    """List the derivations that show without the password, with the octets that each must give."""
    if pfx.mac is not None:
        yield pfx.mac.kdf, 0
    for safe in pfx.safes:
        if safe.scheme is not None:
            yield safe.scheme.kdf, octets_needed(safe.scheme)
            continue
        for bag in safe.bags:
            if bag.scheme is not None:
                yield bag.scheme.kdf, octets_needed(bag.scheme)

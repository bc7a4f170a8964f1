"""
The one step between values and request: every PKCS#12 bundle in a body is looked at, and a clean copy takes its place.

`(Operation, Values, now, entropy) -> Prepared`. Pure but for `ask`, which may prompt for a password. Command line, library and
`request` all pass here, because the catalog marks which bodies carry a bundle; nothing here knows a command's name.

Why a copy: the service has been reported to refuse AES-encrypted bundles with "wrong password"
(microsoftgraph/microsoft-graph-docs-contrib issue 8994, MicrosoftDocs/azure-docs issue 36773), and the user's own password need
not leave the machine.

Rule: when this raises, not a byte has left.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from graphkey.catalog.load import type_of
from graphkey.catalog.model import Operation, Pfx, Type
from graphkey.catalog.sets import body_type
from graphkey.client.assemble import Values
from graphkey.client.document import derived_type
from graphkey.errors import CertificateError, UsageError
from graphkey.secret import Secret

if TYPE_CHECKING:
    from graphkey.certs.diagnose import Diagnosis
    from graphkey.certs.finding import Finding

Ask = Callable[[str], Secret | None]


class Options(NamedTuple):
    """
    Say how bundles are treated.

    Args:
        as_is: send the bytes untouched.
        skip_check: send although the check finds an error; with `as_is` the bundle is not even opened.
        ask: prompt for a password that was not given; returns None when it cannot.
        insists: the caller has -AsIs and -SkipPfxCheck, and may be told of them.
    """

    as_is: bool = False
    skip_check: bool = False
    ask: Ask | None = None
    insists: bool = True


class Sent(NamedTuple):
    """
    Tell of one bundle in the body: what it holds and what will be sent of it.

    Args:
        leaf: facts of the certificate (see `certs.facts`), None when the bundle was not opened.
        findings: what the check found.
        note: one sentence on what is sent.
    """

    leaf: Mapping[str, Any] | None
    findings: tuple["Finding", ...]
    note: str


class Prepared(NamedTuple):
    """Hold the values to send and what is told about each bundle in them."""

    values: Values
    sent: tuple[Sent, ...] = ()

    @property
    def thumbprint(self) -> str | None:
        """Return the SHA-1 thumbprint of the certificate when there is exactly one and it was opened."""
        return self.sent[0].leaf["thumbprint"] if len(self.sent) == 1 and self.sent[0].leaf else None

    @property
    def thumbprints(self) -> tuple[str, ...]:
        """Return the SHA-1 thumbprints of all certificates that were opened."""
        return tuple(one.leaf["thumbprint"] for one in self.sent if one.leaf)


def prepare(
    operation: Operation,
    values: Values,
    *,
    now: datetime,
    entropy: Callable[[int], bytes],
    options: Options = Options(),
    kept: "KeptBundles | None" = None,
) -> Prepared:
    """
    Check every bundle in a body and put a clean copy in its place.

    Args:
        now: aware UTC; validity is judged at it.
        entropy: n -> n random bytes, for the fresh password.
        kept: gives a bundle that was prepared a moment ago again, for uploads of one bundle to many places.
    Raises: CertificateError when a bundle cannot be used; UsageError when an upload has none.
    """
    if values.body is None or not operation.pfx:
        return Prepared(values)
    told: list[Sent] = []
    work = _Work(operation.version, now, entropy, options, told, kept)
    declared = body_type(operation)
    assert declared is not None
    body = _walk(work, declared, values.body)
    return Prepared(values._replace(body=body), tuple(told))


class Clean(NamedTuple):
    """Hold what goes out in a bundle's place."""

    value: Secret
    password: Any
    sent: Sent


class KeptBundles(Protocol):
    """Keep prepared bundles for a while."""

    def get(self, bundle: Any, password: Any, options: Options, now: datetime, make: Callable[[], Clean]) -> Clean:
        """Return what was made of the same bundle, password and options a moment before `now`, or make it."""

    def written(self, document: Mapping[str, Any], write: Callable[[Any], bytes]) -> bytes:
        """Return a document with a clean copy in it as `write` writes it; the same one perhaps from before."""


class _Work(NamedTuple):
    version: Any
    now: datetime
    entropy: Callable[[int], bytes]
    options: Options
    told: list[Sent]
    kept: KeptBundles | None


def _walk(work: _Work, declared: Type, document: Mapping[str, Any]) -> dict[str, Any]:
    row = derived_type(declared, work.version, document) or declared
    made = {
        key: _inner(work, row, key, value) if isinstance(value, (Mapping, list)) else value
        for key, value in document.items()
    }
    return _replace_bundle(work, row.pfx, made) if row.pfx else made


def _inner(work: _Work, row: Type, key: str, value: Any) -> Any:
    known = row.property(key)
    if known is None or not known.type[:1].islower():
        return value
    inner = type_of(work.version, known.type)
    if isinstance(value, Mapping):
        return _walk(work, inner, value)
    return [_walk(work, inner, item) if isinstance(item, Mapping) else item for item in value]


def _replace_bundle(work: _Work, names: Pfx, document: dict[str, Any]) -> dict[str, Any]:
    given = document.get(names.value)
    if given in (None, "") or given == Secret(""):  # an empty file is a bundle that is empty, which the check tells
        raise UsageError(
            f"{names.value} is given by no route", hint=f"Give -{names.value[:1].upper()}{names.value[1:]} @client.pfx."
        )
    password = document.get(names.password, Secret(""))
    absent = names.password not in document

    def make() -> Clean:
        return _cleaned(work, names.value, given, password, absent)

    # Who can still be asked for a password is asked each time.
    ours = work.kept is not None and not (absent and work.options.ask)
    clean = work.kept.get(given, password, work.options, work.now, make) if ours and work.kept else make()
    work.told.append(clean.sent)
    return {**document, names.value: clean.value, names.password: clean.password}


def _cleaned(work: _Work, name: str, given: Any, password: Any, absent: bool) -> Clean:
    if work.options.as_is and work.options.skip_check:
        return Clean(_base64_of(given), password, Sent(None, (), "the bundle goes out as it is, unopened"))
    pfx = _bytes_of(given, name)
    diagnosis, password = _open(work.options, pfx, password, absent)
    if diagnosis.bundle is None:
        if not work.options.skip_check:
            raise _refusal(diagnosis, work.options)
        sent = Sent(None, (), f"the bundle goes out as it is, although: {diagnosis.sentence}")
        return Clean(_base64_of(pfx), password, sent)
    return _checked(work, pfx, password, diagnosis)


def _checked(work: _Work, pfx: bytes, password: Any, diagnosis: "Diagnosis") -> Clean:
    from graphkey.certs.checks import check
    from graphkey.certs.convert import clean_copy, fresh_password
    from graphkey.certs.facts import leaf_facts

    assert diagnosis.bundle is not None
    findings = (*diagnosis.findings, *check(diagnosis.bundle, work.now))
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors and not work.options.skip_check:
        raise CertificateError(
            "the certificate would be of no use: " + "; ".join(finding.sentence for finding in errors),
            hint=errors[0].remedy + (" -SkipPfxCheck sends it all the same." if work.options.insists else ""),
            verdict=diagnosis.verdict,
            findings=tuple(findings),
        )
    leaf = leaf_facts(diagnosis.bundle.leaf)
    if work.options.as_is:
        return Clean(_base64_of(pfx), password, Sent(leaf, tuple(findings), "the bundle goes out as it is"))
    fresh = fresh_password(work.entropy)
    copy = clean_copy(diagnosis.bundle, fresh)
    chain = len(diagnosis.bundle.chain)
    note = (
        f"a clean copy goes out: certificate and key{f', {chain} of the chain' if chain else ''}, 3DES-SHA1 under a fresh "
        f"password (was {', '.join(diagnosis.facts.get('encryption') or ['not encrypted'])}); your own password stays here"
    )
    return Clean(_base64_of(copy), Secret(fresh), Sent(leaf, tuple(findings), note))


def _open(options: Options, pfx: bytes, password: Any, absent: bool) -> tuple["Diagnosis", Any]:
    from graphkey.certs.diagnose import diagnose

    diagnosis = diagnose(pfx, _text(password))
    if diagnosis.verdict != "wrong-password" or not absent:
        return diagnosis, password
    asked = options.ask("Password of the PFX: ") if options.ask else None
    if asked is None:
        if options.skip_check:
            return diagnosis, password
        raise CertificateError(
            "the bundle is protected by a password, and none was given",
            hint="Give -Password env:NAME, -Password @FILE or -Password - (standard input)."
            if options.insists
            else "Say where it is: env:NAME, @FILE or - (standard input).",
            verdict=diagnosis.verdict,
        )
    return diagnose(pfx, asked.reveal()), asked


def _refusal(diagnosis: "Diagnosis", options: Options) -> CertificateError:
    insist = " -AsIs -SkipPfxCheck sends the bytes all the same." if options.insists else ""
    return CertificateError(
        f"the bundle cannot be used ({diagnosis.verdict}): {diagnosis.sentence}",
        hint=f"{diagnosis.remedy}{insist}",
        verdict=diagnosis.verdict,
        findings=tuple(diagnosis.findings),
    )


def _text(value: Any) -> str | None:
    return value.reveal() if isinstance(value, Secret) else value


def _base64_of(value: Any) -> Secret:
    if isinstance(value, bytes):
        return Secret(base64.b64encode(value).decode())
    return value if isinstance(value, Secret) else Secret(str(value))


def _bytes_of(value: Any, name: str) -> bytes:
    """Decode base64 text; what is something else is explained (a path, base64 of base64, a JWT, …)."""
    if isinstance(value, bytes):
        return value
    text = _text(value)
    if not isinstance(text, str):
        raise UsageError(f"{name} is no text", hint="It is the base64 of a PFX file.")
    try:
        decoded = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    if decoded[:1] == b"\x30":  # the tag of a SEQUENCE: ASN.1 at last (RFC 7292 section 4, PFX)
        return decoded
    from graphkey.certs.look import recognise

    found = recognise(text.encode("utf-8", "surrogateescape"))
    raise CertificateError(
        f"{name} is not the base64 of a PFX: {found.sentence}",
        hint=found.remedy or f"Give the file itself: -{name[:1].upper()}{name[1:]} @client.pfx.",
        verdict="not-pkcs12",
    )

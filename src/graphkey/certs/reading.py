"""
Read a key with its certificate from whatever holds them: a bundle, one wrapped as text, PEM or DER files.

`cli/cert_inspect`, `cli/cert_convert` and `lifecycle` call it. Who asks whether a file can be uploaded as it is asks `diagnose`,
which takes nothing but PKCS#12.

Rule: as in `diagnose`: never raises, whatever the bytes.
"""

from collections.abc import Sequence

from graphkey.certs.diagnose import Diagnosis, diagnose, say
from graphkey.certs.limits import DEFAULT_LIMITS, Limits
from graphkey.certs.verdicts import NOT_PKCS12

OPENED = frozenset({"ok", "empty", "no-private-key", "no-certificate", "multiple-keys", "key-mismatch"})
"""The verdicts on a file that was read to its end."""


def read_bundle(
    files: Sequence[bytes], password: str | None, *, limits: Limits = DEFAULT_LIMITS, choose: str = ""
) -> Diagnosis:
    """
    Read a key with its certificate and chain.

    Args:
        files: at least one: a bundle, or files that together hold certificates and key.
        password: of the bundle or of an encrypted key; None and "" both mean none.
        choose: which of several keys is meant, as for `diagnose`.
    Returns: a diagnosis whose facts say the `form`: `pkcs12`, what it was wrapped in (`base64-pfx`, …), or `pem`.
    """
    if len(files) == 1 and len(files[0]) <= limits.size:
        from graphkey.certs.look import recognise

        seen = recognise(files[0])
        if seen.pfx is not None:
            found = diagnose(seen.pfx, password, limits=limits, choose=choose)
            return found._replace(facts={**found.facts, "form": "pkcs12" if seen.kind == "pfx" else seen.kind})
    if len(files) > 1:
        odd = next((file for file in files if len(file) <= limits.size and not _is_pem(file)), None)
        if odd is not None:
            return _not_of_a_pair(odd)
    if len(files) > 1 or (len(files[0]) <= limits.size and _is_pem(files[0])):
        from graphkey.certs.pem import diagnose_pem

        return diagnose_pem(files, password, limits, choose)
    return diagnose(files[0], password, limits=limits, choose=choose)


def explain(found: Diagnosis, data: bytes, password: str | None, limits: Limits = DEFAULT_LIMITS) -> Diagnosis:
    """Add what is inside to the diagnosis of a file that is no bundle but holds key and certificate all the same."""
    if found.verdict != "not-pkcs12":
        return found
    inside = read_bundle([data], password, limits=limits)
    if inside.verdict == "not-pkcs12":
        return found
    told = (
        "key and certificate in it belong together"
        if inside.bundle
        else inside.sentence[:1].lower() + inside.sentence[1:]
    )
    return found._replace(
        sentence=f"{found.sentence.removesuffix('.')}; {told.removesuffix('.')}.",
        facts={**inside.facts, **found.facts},
        findings=inside.findings,
        certificates=inside.certificates,
    )


def _not_of_a_pair(data: bytes) -> Diagnosis:
    from graphkey.certs.look import recognise

    seen = recognise(data)
    what = "it is a bundle by itself" if seen.kind == "pfx" else seen.sentence
    return say(
        NOT_PKCS12,
        f"One of the files holds neither key nor certificate in PEM or DER form: {what}.",
        "Give a bundle alone, or the certificates and the key apart.",
        {"form": seen.kind},
    )


def _is_pem(data: bytes) -> bool:
    from graphkey.certs.pem import holds_blocks

    return holds_blocks(data)

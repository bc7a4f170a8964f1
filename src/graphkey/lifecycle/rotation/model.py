"""
A rotation as values: what is to replace which certificate of which connector, how, and the sum that names exactly this plan.

Pure. `plan` makes plans and refuses unsafe ones, `journal` keeps them, `run` applies them.

Rule: a plan holds no secret and no key, and of the API's address no key of a function either; whoever reads it learns what the
API's side is told anyway.
Rule: two plans with the same checksum do the same; the checksum covers every field.
Source of the canonical form: RFC 8785 (sorted names, no blanks), for documents of texts, whole numbers, truth values and lists.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple, get_args

from graphkey.catalog.model import Version
from graphkey.errors import PlanError
from graphkey.lifecycle.activity import Certificate

PLAN_FORMAT = 1
LONGEST_OVERLAP_DAYS = 3650
_INSTANTS = ("not_before", "not_after")
Method = Literal["upload", "clock", "replace"]
"""
`upload` switches at once, since the newest valid upload is shown; `clock` uploads before validity begins; `replace` writes the
whole configuration anew, which is the only way to take a certificate away.
"""


class Facts(NamedTuple):
    """
    Hold what is known of a certificate whose bundle is at hand.

    Args:
        thumbprint: SHA-1, upper-case hexadecimal.
        subject: RFC 4514.
        key: `RSA-2048`, `EC-P-256`, …
        spki_sha256: of the public key, lower-case hexadecimal; "" when the key is of an unknown kind.
    """

    thumbprint: str
    subject: str
    key: str
    spki_sha256: str
    not_before: datetime
    not_after: datetime


class Order(NamedTuple):
    """
    Say what the new certificate is.

    Args:
        made: it is made when the plan is applied; otherwise it was given, and `thumbprint` names it.
        subject: RFC 4514.
        key: `RSA-2048`, …
        not_before, not_after: as asked for; an authority may have its own will.
        issuer: of one that is made: "" for itself, else who, in words.
    """

    made: bool
    subject: str
    key: str
    not_before: datetime
    not_after: datetime
    thumbprint: str = ""
    issuer: str = ""


class Plan(NamedTuple):
    """
    Hold a rotation that is to be.

    Args:
        api: the connector's targetUrl with what is secret in it hidden, for people.
        api_sha256: of the whole targetUrl, see `digest_of`; applying to another one is refused.
        root: of the Graph that it was made from; it is applied nowhere else.
        made_at: by the service's clock.
        before: the connector's certificates, the oldest upload first; applying to anything else is refused.
        overlap_days: after the switch, until the API's side may drop the old certificate.
        prove_step: slot whose body the API is called with; "" for none that is used.
        keep: keep the new bundle when all is done, as the old one of the next rotation.
        distrust: thumbprints whose keys are known to others.
        confirmed: who on the API's side spoke for what is then not proved before the switch; "" when nobody did.
        accepted: why the risks are accepted; "" when there are none.
        risks, notes: sentences.
    """

    connector_id: str
    name: str
    api: str
    api_sha256: str
    root: str
    version: Version
    made_at: datetime
    before: tuple[Certificate, ...]
    order: Order
    method: Method
    overlap_days: int
    prove_step: str = ""
    keep: bool = False
    distrust: tuple[str, ...] = ()
    confirmed: str = ""
    accepted: str = ""
    risks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def old(self) -> Certificate | None:
        """Return the certificate that was active when the plan was made."""
        return next((one for one in self.before if one.is_active), None)

    @property
    def checksum(self) -> str:
        """Return the SHA-256 of the plan, 64 hexadecimal digits."""
        return hashlib.sha256(_canonical(_fields(self))).hexdigest()

    def document(self) -> dict[str, Any]:
        """Return the plan as a JSON document, its checksum with it."""
        return {"plan_format": PLAN_FORMAT, **_fields(self), "checksum": self.checksum}


def plan_of(document: Any) -> Plan:
    """
    Read a plan's document.

    Raises: PlanError when it is none, of another version, or was changed since its checksum was made.
    """
    if not isinstance(document, dict) or document.get("plan_format") != PLAN_FORMAT:
        raise PlanError(
            "this is no rotation plan of this version", hint="Make it anew: graphkey rotate plan CONNECTOR."
        )
    try:
        plan = _read(document)
        same = plan.checksum == document.get("checksum")
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise PlanError("the rotation plan cannot be read", hint="Make it anew: graphkey rotate plan.") from error
    if not same:
        raise PlanError("the plan was changed after it was made", hint="Make it anew: graphkey rotate plan CONNECTOR.")
    return plan


def digest_of(url: str) -> str:
    """
    Return the SHA-256 of a targetUrl, which names it without showing what is secret in it.

    Whoever has the digest can try guesses against it. What is hidden in an address is a function's key or a signature, of 100
    random bits and more, so nobody guesses it; a digest with a key would need one that every later process finds.
    """
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


def retire_at(plan: Plan, switched_at: datetime) -> datetime:
    """Return when the API's side may drop the old certificate: after the overlap, or when it has ended by itself."""
    overlap = switched_at + min(timedelta(days=plan.overlap_days), datetime.max.replace(tzinfo=UTC) - switched_at)
    return max(switched_at, min(overlap, plan.old.not_after)) if plan.old else switched_at


def text_of(instant: datetime) -> str:
    """Write an instant as `2026-11-23T10:00:00Z`."""
    return instant.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def instant_of(text: str) -> datetime:
    """Read what `text_of` writes; raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def facts_document(facts: Facts) -> dict[str, str]:
    """Return facts as a JSON document."""
    return {key: text_of(value) if isinstance(value, datetime) else value for key, value in facts._asdict().items()}


def facts_of(document: Mapping[str, str]) -> Facts:
    """Read facts; raises KeyError, TypeError or ValueError."""
    given = {key: str(document[key]) for key in ("thumbprint", "subject", "key", "spki_sha256")}
    return Facts(**given, not_before=instant_of(document["not_before"]), not_after=instant_of(document["not_after"]))


def _fields(plan: Plan) -> dict[str, Any]:
    return {key: _plain(value) for key, value in plan._asdict().items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return text_of(value)
    if hasattr(value, "_asdict"):
        return {key: _plain(inner) for key, inner in value._asdict().items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _canonical(document: Any) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")


def _read(document: Mapping[str, Any]) -> Plan:
    values = {key: document[key] for key in Plan._fields}
    order = {key: values["order"][key] for key in Order._fields}
    values["order"] = Order(**{**order, **_dates(order)})
    before = [{key: one[key] for key in Certificate._fields} for one in values["before"]]
    values["before"] = tuple(Certificate(**{**one, **_dates(one)}) for one in before)
    values["made_at"] = instant_of(values["made_at"])
    for key in ("distrust", "risks", "notes"):
        values[key] = tuple(map(str, values[key]))
    if values["method"] not in get_args(Method) or values["version"] not in get_args(Version):
        raise ValueError
    _refuse_other_kinds(values, overlap_days=int, keep=bool)
    if not 0 <= values["overlap_days"] <= LONGEST_OVERLAP_DAYS:
        raise ValueError
    _refuse_other_kinds(order, made=bool)
    for one in before:
        _refuse_other_kinds(one, is_active=bool)
    return Plan(**values)


def _refuse_other_kinds(values: Mapping[str, Any], **others: type) -> None:
    """Raise TypeError where a value is not of the kind that its name says: a text, or one of the others."""
    read = {key: value for key, value in values.items() if not isinstance(value, (tuple, datetime, Order))}
    for key, value in read.items():
        if type(value) is not others.get(key, str) and key not in _INSTANTS:
            raise TypeError(key)


def _dates(document: Mapping[str, Any]) -> dict[str, datetime]:
    return {key: instant_of(document[key]) for key in _INSTANTS}

"""
What the verbs of `rotate` take for a plan: wishes, and the bundles that they lead to.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from graphkey.cli.cert_files import Reader
from graphkey.cli.issuers import CA_HELP, CA_PASSWORD_HELP
from graphkey.cli.rotate_place import Authority, issuer_name
from graphkey.cli.world import World
from graphkey.errors import CertificateError, UsageError

if TYPE_CHECKING:
    from graphkey.certs.diagnose import Bundle
    from graphkey.lifecycle.rotation.plan import Wish

_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"])
_REF = {"metavar": "REF"}
_PFX = "a path, @FILE, env:NAME, cmd:…, keyvault:…"


class Opened(NamedTuple):
    """
    Hold what the options say, with the bundles that they lead to opened.

    Args:
        given: values by option.
        old, new: the active certificate's bundle and the one that is to follow, where they are given.
    """

    given: dict[str, Any]
    old: "Bundle | None"
    new: "Bundle | None"

    @property
    def authority(self) -> Authority:
        """Return who issues the new certificate."""
        return Authority(self.given["ca"], self.given["ca_password"])

    def wish(self, now: datetime) -> "Wish":
        """Return the wish for a plan that is made at an instant."""
        from graphkey.certs.checks import check
        from graphkey.certs.make import subject_of
        from graphkey.lifecycle.rotation.outside import facts_in
        from graphkey.lifecycle.rotation.plan import Wish

        given, new = self.given, self.new
        faults = [one.sentence for one in check(new, now) if one.severity == "error"] if new else []
        starts: datetime | None = given["starts"]
        return Wish(
            subject_of(given["cn"]).rfc4514_string() if given["cn"] else None,
            given["days"], given["kind"], issuer_name(given["ca"]), facts_in(new) if new else None, tuple(faults),
            starts.replace(tzinfo=UTC) if starts else None, given["overlap"], tuple(map(_thumbprint, given["compromised"])),
            given["confirm"] or "", given["keep"], given["accept"] or "",
        )  # fmt: skip


class Wishes(NamedTuple):
    """Hold what the options say about the new certificate and the plan, by option; see their help."""

    given: dict[str, Any]

    def opened(self, world: World) -> Opened:
        """Open the bundles that are given; standard input is read once."""
        reader, given = Reader(world), self.given
        old = _opened(reader, given["old_pfx"], given["old_password"], "old-")
        return Opened(given, old, _opened(reader, given["pfx"], given["pfx_password"], ""))


def wish_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options of a plan, which come as one `wishes`."""
    from graphkey.lifecycle.rotation.model import LONGEST_OVERLAP_DAYS
    from graphkey.lifecycle.rotation.plan import DAYS, KINDS, OVERLAP_DAYS

    days = {"type": click.IntRange(1, 3650), "default": DAYS, "show_default": True}
    kinds = {"type": click.Choice(KINDS, case_sensitive=False)}
    overlap = {
        "type": click.IntRange(0, LONGEST_OVERLAP_DAYS),
        "default": OVERLAP_DAYS,
        "show_default": True,
        "metavar": "DAYS",
    }
    options: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("cn", {}, "Common name. Default: the old subject, or the API's host name."),
        ("days", days, "How long it is valid."),
        ("kind", kinds, "Kind of key. Default: the old one's, or RSA-2048."),
        ("ca", {"metavar": "FOLDER|cmd:…"}, CA_HELP),
        ("ca-password", _REF, CA_PASSWORD_HELP),
        ("pfx", _REF, f"Take this bundle as the new one: {_PFX}."),
        ("pfx-password", _REF, "Its password."),
        ("old-pfx", _REF, "The active certificate's bundle, for proof and for the way back."),
        ("old-password", _REF, "Its password."),
        ("starts", {"type": _MOMENT, "metavar": "WHEN"}, "Switch by clock: valid, and active, from then on (UTC)."),
        ("confirm", {"metavar": "WHO"}, "Who on the API's side answers for the new certificate, in place of proof."),
        ("overlap", overlap, "How long the API keeps trusting the old one."),
        ("compromised", {"multiple": True, "metavar": "THUMBPRINT"}, "Its key is known to others: it is taken away."),
        ("keep", {"is_flag": True}, "Keep the new bundle at the end, as the old one of the next rotation."),
        ("accept", {"metavar": "REASON"}, "Why the risks that the plan names are taken."),
    )

    @wraps(command)
    def with_wishes(*args: Any, **named: Any) -> Any:
        given = {name.replace("-", "_"): named.pop(name.replace("-", "_")) for name, _, _ in options}
        return command(*args, wishes=Wishes(given), **named)

    for name, settings, says in reversed(options):
        with_wishes = click.option(f"--{name}", help=says, **settings)(with_wishes)
    return with_wishes


def _opened(reader: Reader, reference: str | None, password: str | None, what: str) -> "Bundle | None":
    from graphkey.certs.diagnose import diagnose

    if reference is None:
        if password is not None:
            raise UsageError(f"a password is given without --{what}pfx")
        return None
    secret = reader.secret(password)
    found = diagnose(reader.content(reference), secret.reveal() if secret else None)
    if found.bundle is None:
        raise CertificateError(
            f"--{what}pfx cannot be used ({found.verdict}): {found.sentence}", hint=found.remedy, verdict=found.verdict
        )
    return found.bundle


def _thumbprint(text: str) -> str:
    found = text.replace(":", "").replace(" ", "").upper()
    if len(found) != 40 or not set(found) <= set("0123456789ABCDEF"):
        raise UsageError(f"{text!r} is no thumbprint", hint="A thumbprint is SHA-1: 40 hexadecimal digits.")
    return found

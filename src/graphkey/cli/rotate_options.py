"""
What the verbs of `rotate` take: wishes for a plan, and the place where a rotation's journal and bundles lie.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import click

from graphkey.cli.cert_files import Reader
from graphkey.cli.issuers import CA_HELP, CA_PASSWORD_HELP, find_issuer
from graphkey.cli.tenant import Tenant
from graphkey.cli.world import World
from graphkey.config.references import parse
from graphkey.errors import CertificateError, PlanError, UsageError

if TYPE_CHECKING:
    from graphkey.certs.diagnose import Bundle
    from graphkey.lifecycle.rotation.files import Folder
    from graphkey.lifecycle.rotation.journal import Journal
    from graphkey.lifecycle.rotation.model import Plan
    from graphkey.lifecycle.rotation.outside import Outside
    from graphkey.lifecycle.rotation.plan import Wish

_LASTING = ("env", "file", "keyring", "cmd")
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
            given["days"], given["kind"], _issuer(given["ca"]), facts_in(new) if new else None, tuple(faults),
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


class Place(NamedTuple):
    """
    Hold what --secret, --trust and --folder say.

    Args:
        secret: reference to the password of the bundles on the disk.
        trust: reference to authorities of the API's own certificate, PEM.
        base: folder of all rotations.
    """

    secret: str | None
    trust: str | None
    base: Path | None

    def reference(self) -> str:
        """Return the reference to the password, if a later process can follow it, too; raises UsageError."""
        kind = parse(self.secret).kind if self.secret is not None else None
        if self.secret is None or kind not in _LASTING:
            raise UsageError(
                "a rotation keeps bundles on the disk, and needs a password for them that a later run finds again",
                hint="Give --secret env:NAME, @FILE, keyring:SERVICE/NAME or cmd:PROGRAM.",
            )
        return self.secret

    def folder(self, world: World, tenant: Tenant, connector_id: str) -> "Folder":
        """Return the folder of a connector's rotation; it may not exist yet."""
        from graphkey.lifecycle.rotation.files import Folder

        return Folder(self._all(world, tenant) / _file_name(connector_id))

    def journals(self, world: World, tenant: Tenant, name: str | None) -> "tuple[list[tuple[Folder, Journal]], bool]":
        """
        Find the rotations of a tenant: all, or that of a connector by id or display name.

        What cannot be read is warned of, and in the way of that connector alone.

        Returns: folders with their journals, and whether others could not be read.
        Raises: UsageError when there is none of that connector, or several of that name; PlanError when nothing can be read.
        """
        read, unread = self._readable(world, tenant)
        if unread and (not read or (name or "").lower() in unread):
            raise unread.get((name or "").lower(), next(iter(unread.values())))
        for error in unread.values():
            world.warn(str(error))
        if name is None:
            return read, bool(unread)
        found = [one for one in read if one[1].plan.connector_id.lower() == name.lower()]
        found = found or [one for one in read if one[1].plan.name.casefold() == name.casefold()]
        if len(found) != 1:
            known = ", ".join(f"{one.plan.name} ({one.plan.connector_id})" for _, one in found or read)
            raise UsageError(
                f"{len(found) or 'no'} rotation{'s' if found else ''} of {name!r} here",
                hint=f"There are: {known}." if known else "Begin one: graphkey rotate CONNECTOR --secret REF.",
            )
        return found, bool(unread)

    def _readable(self, world: World, tenant: Tenant) -> "tuple[list[tuple[Folder, Journal]], dict[str, PlanError]]":
        """Read the journals of a tenant; those that cannot be read by the name of their folder, the connector's id."""
        from graphkey.lifecycle.rotation.files import Folder
        from graphkey.lifecycle.rotation.outside import read_journal

        place = self._all(world, tenant)
        read: list[tuple[Folder, Journal]] = []
        unread: dict[str, PlanError] = {}
        for path in sorted(place.iterdir()) if place.is_dir() else []:
            try:
                journal = read_journal(Folder(path))
            except PlanError as error:
                unread[path.name.lower()] = PlanError(f"{path}: {error}", hint=error.hint)
            else:
                read += [(Folder(path), journal)] if journal is not None else []
        return read, unread

    def outside(self, world: World, tenant: Tenant, folder: "Folder", opened: Opened | None) -> "Outside":
        """Put together what a rotation touches."""
        from graphkey.lifecycle.rotation.bundles import sealing, unsealing
        from graphkey.lifecycle.rotation.outside import Outside
        from graphkey.lifecycle.rotation.proof import prover

        reader = Reader(world)
        secret = reader.secret(self.reference())
        if secret is None or not secret.reveal():
            raise UsageError("the password of the bundles is empty", hint="Look at what --secret leads to.")
        return Outside(
            tenant.far, folder, prover(self._trust(world, reader)), _issue(world, reader, opened),
            sealing(secret), unsealing(secret), world.say,
        )  # fmt: skip

    def looking(self, tenant: Tenant, folder: "Folder") -> "Outside":
        """Put together what looking at a rotation touches: no bundle is opened, nothing is changed."""
        from graphkey.lifecycle.rotation.outside import Outside

        def never(*_: Any) -> Any:
            raise AssertionError("a look opens nothing")

        return Outside(tenant.far, folder, never, never, never, never)

    def _all(self, world: World, tenant: Tenant) -> Path:
        from graphkey.connect import local_folder

        set_base = self.base or world.environ.get("GRAPHKEY_ROTATIONS")
        base = (
            Path(set_base)
            if set_base
            else local_folder({**world.environ, "GRAPHKEY_LOCAL_DATA": ""}).parent / "rotations"
        )
        return base / _file_name(tenant.far.root.split("://", 1)[-1])

    def _trust(self, world: World, reader: Reader) -> bytes:
        from graphkey.connect import local_folder

        ours = local_folder(world.environ) / "ca.pem"
        local = ours.read_bytes() if ours.is_file() else b""
        return b"\n".join([local, reader.content(self.trust) if self.trust is not None else b""])


def wish_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options of a plan, which come as one `wishes`."""
    from graphkey.lifecycle.rotation.plan import DAYS, KINDS, OVERLAP_DAYS

    days = {"type": click.IntRange(1, 3650), "default": DAYS, "show_default": True}
    kinds = {"type": click.Choice(KINDS, case_sensitive=False)}
    overlap = {"type": click.IntRange(0, 3650), "default": OVERLAP_DAYS, "show_default": True, "metavar": "DAYS"}
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


def place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options of where a rotation lies, which come as one `at`."""

    @wraps(command)
    def with_place(*args: Any, secret: str | None, trust: str | None, folder: Path | None, **named: Any) -> Any:
        return command(*args, at=Place(secret, trust, folder), **named)

    for option in (
        click.option("--folder", type=click.Path(path_type=Path), help="Folder of the rotations; see GRAPHKEY_ROTATIONS."),
        click.option("--trust", metavar="REF", help="Authorities of the API's own certificate (PEM), besides the system's."),
        click.option("--secret", metavar="REF", help="Password of the bundles on the disk: env:NAME, @FILE, keyring:…, cmd:…."),
    ):  # fmt: skip
        with_place = option(with_place)
    return with_place


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


def _issue(world: World, reader: Reader, opened: Opened | None) -> "Callable[[Plan], Bundle]":
    ca = opened.given["ca"] if opened else None
    password = opened.given["ca_password"] if opened else None

    def issue(plan: "Plan") -> "Bundle":
        from cryptography import x509

        from graphkey.certs.make import make_key

        if plan.order.issuer != _issuer(ca):
            raise UsageError(
                f"the certificate is to be issued by {plan.order.issuer or 'itself'}",
                hint="Begin again (rotate abort, rotate CONNECTOR), or apply the plan with its --ca.",
            )
        days = (plan.order.not_after - max(plan.order.not_before, plan.made_at)).days
        starts_at = plan.order.not_before if plan.method == "clock" else None
        make = find_issuer(world._replace(now=lambda: plan.made_at), reader, ca, password)
        return make(make_key(plan.order.key), x509.Name.from_rfc4514_string(plan.order.subject), days, starts_at)

    return issue


def _issuer(ca: str | None) -> str:
    """Name an authority without the words of a program, which may hold what should not be shown."""
    if ca is None:
        return ""
    return f"cmd:{ca.removeprefix('cmd:').split()[0]}" if ca.removeprefix("cmd:").split() and ca[:4] == "cmd:" else ca


def _thumbprint(text: str) -> str:
    found = text.replace(":", "").replace(" ", "").upper()
    if len(found) != 40 or not set(found) <= set("0123456789ABCDEF"):
        raise UsageError(f"{text!r} is no thumbprint", hint="A thumbprint is SHA-1: 40 hexadecimal digits.")
    return found


def _file_name(text: str) -> str:
    """Make a name of one folder from what a service or a person says."""
    return quote(text, safe="").replace(".", "%2E") if text.strip(".") == "" else quote(text, safe="")

"""
Where a rotation lies on the disk, under which password, and who issues: what the verbs of `rotate` share once it has begun.

Rule: a reference that a journal keeps can be followed from any folder.
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import click

from graphkey.cli.cert_files import Reader
from graphkey.cli.issuers import CA_PASSWORD_HELP, find_issuer
from graphkey.cli.tenant import Tenant
from graphkey.cli.world import World
from graphkey.config.references import parse
from graphkey.errors import PlanError, UsageError

if TYPE_CHECKING:
    from graphkey.certs.diagnose import Bundle
    from graphkey.lifecycle.rotation.files import Folder
    from graphkey.lifecycle.rotation.journal import Journal
    from graphkey.lifecycle.rotation.model import Plan
    from graphkey.lifecycle.rotation.outside import Outside

_LASTING = ("env", "file", "keyring", "cmd")


class Authority(NamedTuple):
    """Hold what --ca and --ca-password say: who issues the new certificate; see `issuers`."""

    ca: str | None
    password: str | None


ITSELF = Authority(None, None)


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
        """Return the reference to the password, if a later process can follow it from anywhere; raises UsageError."""
        kind = parse(self.secret).kind if self.secret is not None else None
        if self.secret is None or kind not in _LASTING:
            raise UsageError(
                "a rotation keeps bundles on the disk, and needs a password for them that a later run finds again",
                hint="Give --secret env:NAME, @FILE, keyring:SERVICE/NAME or cmd:PROGRAM.",
            )
        return _from_anywhere(self.secret)

    def lasting_trust(self) -> str:
        """Return the reference to the API's authorities, if a later process can follow it from anywhere; else ""."""
        kind = parse(self.trust).kind if self.trust is not None else None
        if self.trust is None or kind not in (*_LASTING, "plain", "keyvault"):
            return ""
        return _from_anywhere(f"@{self.trust}" if kind == "plain" else self.trust)

    def after(self, journal: "Journal") -> "Place":
        """Return the place of a rotation that has begun: what is not given is as it was at its beginning."""
        return self._replace(secret=self.secret or journal.secret, trust=self.trust or journal.trust or None)

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
        if len(found) > 1:  # of connectors that had the same name one after the other
            found = [one for one in found if not one[1].is_finished] or found
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

    def outside(self, world: World, tenant: Tenant, folder: "Folder", authority: Authority) -> "Outside":
        """Put together what a rotation touches."""
        from graphkey.lifecycle.rotation.bundles import sealing, unsealing
        from graphkey.lifecycle.rotation.outside import Outside
        from graphkey.lifecycle.rotation.proof import prover

        reader = Reader(world)
        secret = reader.secret(self.reference())
        if secret is None or not secret.reveal():
            raise UsageError("the password of the bundles is empty", hint="Look at what --secret leads to.")
        return Outside(
            tenant.far, folder, prover(self._trust(world, reader)), _issue(world, reader, authority),
            sealing(secret), unsealing(secret), world.say, tenant.connection.tenant,
        )  # fmt: skip

    def looking(self, tenant: Tenant, folder: "Folder") -> "Outside":
        """Put together what looking at a rotation touches: no bundle is opened, nothing is changed."""
        from graphkey.lifecycle.rotation.outside import Outside

        def never(*_: Any) -> Any:
            raise AssertionError("a look opens nothing")

        return Outside(tenant.far, folder, never, never, never, never, tenant=tenant.connection.tenant)

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


def authority_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options of who issues, which come as one `authority`."""

    @wraps(command)
    def with_authority(*args: Any, ca: str | None, ca_password: str | None, **named: Any) -> Any:
        return command(*args, authority=Authority(ca, ca_password), **named)

    said = "As at the beginning; only if the new certificate has not been issued yet."
    with_authority = click.option("--ca-password", metavar="REF", help=CA_PASSWORD_HELP)(with_authority)
    return click.option("--ca", metavar="FOLDER|cmd:…", help=said)(with_authority)


def _issue(world: World, reader: Reader, authority: Authority) -> "Callable[[Plan], Bundle]":
    def issue(plan: "Plan") -> "Bundle":
        from cryptography import x509

        from graphkey.certs.make import make_key

        if plan.order.issuer != issuer_name(authority.ca):
            raise UsageError(
                f"the certificate is to be issued by {plan.order.issuer or 'itself'}",
                hint=f"Give --ca {plan.order.issuer}." if plan.order.issuer else "Leave --ca out.",
            )
        days = (plan.order.not_after - max(plan.order.not_before, plan.made_at)).days
        starts_at = plan.order.not_before if plan.method == "clock" else None
        make = find_issuer(world._replace(now=lambda: plan.made_at), reader, authority.ca, authority.password)
        return make(make_key(plan.order.key), x509.Name.from_rfc4514_string(plan.order.subject), days, starts_at)

    return issue


def issuer_name(ca: str | None) -> str:
    """Name an authority: a folder from anywhere, a program without its words, which may hold what should not be shown."""
    if ca is None:
        return ""
    if not ca.startswith("cmd:"):
        return str(Path(ca).absolute())
    return f"cmd:{''.join(ca.removeprefix('cmd:').split()[:1])}"


def _from_anywhere(reference: str) -> str:
    """Write a reference so that a process in another folder can follow it."""
    kind, rest = parse(reference)
    return f"@{Path(rest).expanduser().absolute()}" if kind == "file" else reference


def _file_name(text: str) -> str:
    """Make a name of one folder from what a service or a person says."""
    return quote(text, safe="").replace(".", "%2E") if text.strip(".") == "" else quote(text, safe="")

"""
How a connector is to authenticate, as options of a verb: a bundle with its password, or a user name with its password.

Rule: every secret is a reference; without one a terminal is asked, and where there is none the command fails.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

import click

from graphkey.cli.world import World
from graphkey.config.references import Sources, parse, resolve_bytes, resolve_secret
from graphkey.errors import UsageError
from graphkey.lifecycle.connectors import Basic
from graphkey.lifecycle.upload import Bundle
from graphkey.secret import Secret

SECRET = "env:NAME, @FILE, - (standard input), keyring:…, cmd:…"  # noqa: S105 - where one may be


class Given(NamedTuple):
    """Hold what --user, --password, --pfx and --pfx-password say."""

    user: str | None
    password: str | None
    pfx: str | None
    pfx_password: str | None

    def authentication(self, world: World) -> Basic | Bundle | None:
        """
        Read it, secrets from where they are.

        Returns: None when no option says anything.
        Raises: UsageError for both ways at once, and for half of one.
        """
        if (self.user or self.password) and (self.pfx or self.pfx_password):
            raise UsageError("two ways to authenticate are given", hint="Keep --pfx, or --user with --password.")
        if self.pfx:
            return read_bundle(world, self.pfx, self.pfx_password)
        if self.pfx_password:
            raise UsageError("--pfx-password is given without --pfx")
        if self.user is None and self.password is None:
            return None
        if not self.user:
            raise UsageError("--password is given without --user")
        return Basic(self.user, self._basic_password(world))

    def _basic_password(self, world: World) -> Secret:
        found = resolve_secret(self.password, sources=_sources(world))
        found = found if found is not None else world.terminal.ask_secret(f"Password of {self.user}: ")
        if found is None or not found.reveal():
            raise UsageError("basic authentication needs a password", hint=f"Give --password REF: {SECRET}.")
        return found


def authentication_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb these options, which come as one `given`."""

    @wraps(command)
    def with_given(
        *args: Any, user: str | None, password: str | None, pfx: str | None, pfx_password: str | None, **named: Any
    ) -> Any:
        return command(*args, given=Given(user, password, pfx, pfx_password), **named)

    for option in (
        click.option(
            "--pfx-password", metavar="REF", help=f"The bundle's password: {SECRET}. Without it a terminal is asked."
        ),
        click.option(
            "--pfx",
            metavar="REF",
            help="Authenticate by this certificate: a path, @FILE, keyvault:VAULT/NAME, cmd:…, env:….",
        ),
        click.option("--password", metavar="REF", help=f"Its password: {SECRET}. Without it a terminal is asked."),
        click.option("--user", metavar="NAME", help="Authenticate by this user name."),
    ):
        with_given = option(with_given)
    return with_given


def read_bundle(world: World, pfx: str, password: str | None) -> Bundle:
    """
    Follow the references to a PFX and its password.

    Args:
        pfx: any reference; text without a prefix is a path.
    """
    sources = _sources(world)
    found = resolve_bytes(f"file:{pfx}" if parse(pfx).kind == "plain" else pfx, sources=sources)
    if found is None:
        raise UsageError("null: is no bundle", hint="Give a path, @FILE, keyvault:VAULT/NAME or cmd:….")
    return Bundle(found, resolve_secret(password, sources=sources))


def _sources(world: World) -> Sources:
    return Sources(world.environ, world.stdin.read)

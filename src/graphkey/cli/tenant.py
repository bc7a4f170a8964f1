"""
Which tenant a verb of a certificate's life acts on: `--context`, `--local`, `--api-version`, and the `Far` that leads there.

`connector`, `flow` and what builds on them use it, so that all choose alike.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple

import click

from graphkey.catalog.model import Version
from graphkey.cli.world import World
from graphkey.client.client import Far
from graphkey.connect import LOCAL, Connection, connect
from graphkey.errors import UsageError


class Tenant(NamedTuple):
    """
    Hold the tenant that a verb acts on.

    Args:
        version: of Graph, by which it is read and changed.
    """

    far: Far
    version: Version
    connection: Connection

    def far_at(self, instant: datetime) -> Far:
        """Return the `Far` whose clock stands at an instant: certificates are judged by the service's clock and not by ours."""
        return self.far._replace(now=lambda: instant)


class Chosen(NamedTuple):
    """Hold what --context, --local, --api-version and --verbose say."""

    context: str | None
    local: bool
    version: Version
    verbose: bool

    @contextmanager
    def tenant(self, world: World) -> Iterator[Tenant]:
        """Connect, and close at the end."""
        if self.local and self.context:
            raise UsageError("--local and --context are both given", hint="Keep one of them.")

        def tell(sentence: str) -> None:
            if self.verbose:
                world.say(f"verbose: {sentence}")

        name = LOCAL if self.local else self.context
        with connect(name, world.environ, tell=tell, prompt=world.say, alarm=world.warn) as connection:
            far = Far(connection.transport, connection.root, tell, connection.now or world.now, world.entropy)
            yield Tenant(far, self.version, connection)


def tenant_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options that choose a tenant, which come as one `chosen`."""

    @wraps(command)
    def with_chosen(
        *args: Any, context: str | None, local: bool, api_version: Version, verbose: bool, **named: Any
    ) -> Any:
        return command(*args, chosen=Chosen(context, local, api_version, verbose), **named)

    for option in (
        click.option("--verbose", is_flag=True, help="Tell about requests and repeats."),
        click.option(
            "--api-version", type=click.Choice(["beta", "v1.0"]), default="beta", show_default=True,
            help="v1.0 knows neither B2C flows nor the slot before the token.",
        ),
        click.option("--local", is_flag=True, help="Act on the local Graph in process."),
        click.option("--context", metavar="NAME", help="Act on this context's tenant, not the current one's."),
    ):  # fmt: skip
        with_chosen = option(with_chosen)
    return with_chosen

"""
`graphkey rotate`: a connector's certificate replaced, with no moment without one that the API accepts.

`rotate CONNECTOR` plans and applies; `plan` and `apply` do it in two; `status`, `resume`, `rollback` and `abort` go on from the
journal. Exit codes beside the usual ones: 1 when it waits for the API to trust the new certificate, or a compromised one is
still at the connector; 7 when a plan is refused, somebody else rotates, or what was done does not show.

Rule: the password of the bundles on the disk is a reference that a later process can follow too: a variable, a file, a keyring,
a program.
Rule: what the API's side must stop trusting is told before anything is done.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphkey.cli.rotate_options import Opened, Place, Wishes, place_options, wish_options
from graphkey.cli.rotate_view import outcome_document, outcome_text, plan_text
from graphkey.cli.tenant import Chosen, Tenant, tenant_options
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World
from graphkey.errors import PlanError, UsageError

if TYPE_CHECKING:
    from graphkey.lifecycle.rotation.files import Folder
    from graphkey.lifecycle.rotation.journal import Journal
    from graphkey.lifecycle.rotation.model import Plan
    from graphkey.lifecycle.rotation.outside import Outside
    from graphkey.lifecycle.rotation.run import Outcome

WAITS = 1


class _Rotate(click.Group):
    """Take `rotate CONNECTOR` for `rotate start CONNECTOR`."""

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        return super().get_command(context, name) or self.commands["start"]

    def resolve_command(self, context: click.Context, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["start", *args]
        return super().resolve_command(context, args)


@click.group(cls=_Rotate)
def rotate() -> None:
    """
    Replace a connector's certificate without a gap: rotate CONNECTOR --secret REF.

    Prepares a new key, announces what the API must trust, proves that it does, switches, verifies, and after the overlap
    retires. Begun once, it goes on with: rotate resume CONNECTOR.
    """


@rotate.command()
@click.argument("name", metavar="CONNECTOR")
@wish_options
@place_options
@tenant_options
@result_options
@click.pass_obj
def start(world: World, name: str, wishes: Wishes, at: Place, chosen: Chosen, wanted: Wanted) -> int:
    """Plan a rotation and apply it."""
    from graphkey.lifecycle.rotation.begin import begin
    from graphkey.lifecycle.rotation.run import run

    secret = at.reference()
    with chosen.tenant(world) as tenant:
        opened = wishes.opened(world)
        plan, folder = _plan(world, tenant, name, opened, at)
        world.say(plan_text(plan).rstrip())
        outside = at.outside(world, tenant, folder, opened)
        with folder.held():
            return _done(world, wanted, folder, run(outside, begin(outside, plan, secret, opened.old, opened.new)))


@rotate.command("plan")
@click.argument("name", metavar="CONNECTOR")
@wish_options
@place_options
@tenant_options
@result_options
@click.pass_obj
def plan_command(world: World, name: str, wishes: Wishes, at: Place, chosen: Chosen, wanted: Wanted) -> int:
    """Show what a rotation would do, or why it would harm; as JSON it can be kept and applied."""
    with chosen.tenant(world) as tenant:
        plan, _ = _plan(world, tenant, name, wishes.opened(world), at)
    print_result(world, wanted, plan.document(), lambda: plan_text(plan))
    return 0


@rotate.command()
@click.argument("file", metavar="PLAN.json", type=click.Path(path_type=Path))
@wish_options
@place_options
@tenant_options
@result_options
@click.pass_obj
def apply(world: World, file: Path, wishes: Wishes, at: Place, chosen: Chosen, wanted: Wanted) -> int:
    """Apply exactly a plan that was kept; bundles that it speaks of are given again (--pfx, --old-pfx, --ca)."""
    from graphkey.cli.values import parse_document
    from graphkey.lifecycle.rotation.begin import begin
    from graphkey.lifecycle.rotation.model import plan_of
    from graphkey.lifecycle.rotation.run import run

    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read as a plan", hint="Give the file that rotate plan wrote.") from error
    plan = plan_of(parse_document(text, str(file), world.shell))
    secret = at.reference()
    with chosen.tenant(world) as tenant:
        opened = wishes.opened(world)
        folder = at.folder(world, tenant, plan.connector_id)
        outside = at.outside(world, tenant, folder, opened)
        with folder.held():
            return _done(world, wanted, folder, run(outside, begin(outside, plan, secret, opened.old, opened.new)))


@rotate.command()
@click.argument("name", metavar="[CONNECTOR]", required=False)
@place_options
@tenant_options
@result_options
@click.pass_obj
def status(world: World, name: str | None, at: Place, chosen: Chosen, wanted: Wanted) -> int:
    """Tell where rotations stand, by what the service shows now; of all connectors when none is named."""
    from graphkey.lifecycle.rotation.run import look

    with chosen.tenant(world) as tenant:
        journals, some_unread = at.journals(world, tenant, name)
        found = [(look(at.looking(tenant, folder), journal), folder.path) for folder, journal in journals]
    documents = [outcome_document(*one) for one in found]
    shown: Any = documents if name is None else documents[0]
    print_result(world, wanted, shown, lambda: "\n".join(outcome_text(*one) for one in found))
    if some_unread and name is None:
        return PlanError.exit_code
    return WAITS if any(one.journal.problem or one.distrusted or one.step.name == "stop" for one, _ in found) else 0


@rotate.command()
@click.argument("name", metavar="CONNECTOR")
@place_options
@tenant_options
@result_options
@click.pass_obj
def resume(world: World, name: str, at: Place, chosen: Chosen, wanted: Wanted) -> int:
    """Go on with a rotation, from wherever it stopped."""
    from graphkey.lifecycle.rotation.run import run

    return _on(run, world, name, at, chosen, wanted)


@rotate.command()
@click.argument("name", metavar="CONNECTOR")
@place_options
@tenant_options
@result_options
@click.pass_obj
def rollback(world: World, name: str, at: Place, chosen: Chosen, wanted: Wanted) -> int:
    """Make the old certificate the active one again; refused when its key is known to others."""
    from graphkey.lifecycle.rotation.run import roll_back

    return _on(roll_back, world, name, at, chosen, wanted)


@rotate.command()
@click.argument("name", metavar="CONNECTOR")
@place_options
@tenant_options
@result_options
@click.pass_obj
def abort(world: World, name: str, at: Place, chosen: Chosen, wanted: Wanted) -> int:
    """Give up a rotation that has not switched, and remove its bundles."""
    from graphkey.lifecycle.rotation.run import abort as give_up

    return _on(give_up, world, name, at, chosen, wanted)


def _plan(world: World, tenant: Tenant, name: str, opened: Opened, at: Place) -> "tuple[Plan, Folder]":
    from graphkey.lifecycle.choosing import find_connector
    from graphkey.lifecycle.inventory import read_inventory
    from graphkey.lifecycle.rotation.begin import known
    from graphkey.lifecycle.rotation.outside import facts_in, read_journal
    from graphkey.lifecycle.rotation.plan import make_plan

    inventory = read_inventory(tenant.far, tenant.version)
    connector = find_connector(inventory.connectors, name)
    folder = at.folder(world, tenant, connector.id)
    about = known(read_journal(folder), connector, facts_in(opened.old) if opened.old else None)
    return make_plan(inventory, connector, tenant.far.root, opened.wish(inventory.at), about), folder


def _on(
    act: "Callable[[Outside, Journal], Outcome]", world: World, name: str, at: Place, chosen: Chosen, wanted: Wanted
) -> int:
    from graphkey.lifecycle.rotation.outside import read_journal

    with chosen.tenant(world) as tenant:
        [(folder, _)], _ = at.journals(world, tenant, name)
        with folder.held():
            journal = read_journal(folder)  # again, under the lock
            assert journal is not None
            outside = at._replace(secret=at.secret or journal.secret).outside(world, tenant, folder, None)
            return _done(world, wanted, folder, act(outside, journal))


def _done(world: World, wanted: Wanted, folder: "Folder", outcome: "Outcome") -> int:
    print_result(world, wanted, outcome_document(outcome, folder.path), lambda: outcome_text(outcome, folder.path))
    if outcome.journal.problem:
        world.say(outcome.journal.problem)
    return 0 if outcome.is_fine else WAITS

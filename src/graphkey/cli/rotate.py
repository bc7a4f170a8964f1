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
from typing import TYPE_CHECKING, Any, Literal

import click

from graphkey.cli.rotate_options import Opened, Wishes, wish_options
from graphkey.cli.rotate_place import ITSELF, Authority, Place, authority_options, place_options
from graphkey.cli.rotate_view import outcome_document, outcome_text, plan_text
from graphkey.cli.tenant import Chosen, Tenant, tenant_options
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World
from graphkey.errors import PlanError, UsageError

if TYPE_CHECKING:
    from graphkey.lifecycle.rotation.files import Folder
    from graphkey.lifecycle.rotation.model import Plan
    from graphkey.lifecycle.rotation.run import Outcome

WAITS = 1
Verb = Literal["resume", "rollback", "abort"]


class _Rotate(click.Group):
    """Take `rotate CONNECTOR` for `rotate start CONNECTOR`, unless the connector is called like a verb."""

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        return super().get_command(context, name) or self.commands["start"]

    def resolve_command(self, context: click.Context, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["start", *args]
        return super().resolve_command(context, args)

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except click.MissingParameter as error:
            verb = error.ctx.info_name if error.ctx else None
            if verb not in self.commands or verb == "start":
                raise
            hint = f"See graphkey rotate {verb} --help. For a connector called {verb!r}: graphkey rotate start {verb}."
            raise UsageError(error.format_message(), hint=hint) from None


@click.group(cls=_Rotate)
def rotate() -> None:
    """
    Replace a connector's certificate without a gap: rotate CONNECTOR --secret REF.

    Prepares a new key, announces what the API must trust, proves that it does, switches, verifies, and after the overlap
    retires. Begun once, it goes on with: rotate resume CONNECTOR. A connector that is called like one of the verbs below is
    rotated by: rotate start CONNECTOR.
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
    at.reference()  # a mistake in it is told before anything is read
    with chosen.tenant(world) as tenant:
        opened = wishes.opened(world)
        plan, folder = _plan(world, tenant, name, opened, at)
        world.say(plan_text(plan).rstrip())
        return _apply(world, wanted, tenant, folder, plan, opened, at)


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
    from graphkey.lifecycle.rotation.model import plan_of

    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read as a plan", hint="Give the file that rotate plan wrote.") from error
    plan = plan_of(parse_document(text, str(file), world.shell))
    at.reference()
    with chosen.tenant(world) as tenant:
        opened = wishes.opened(world)
        folder = at.folder(world, tenant, plan.connector_id)
        return _apply(world, wanted, tenant, folder, plan, opened, at)


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
    if name is None:  # contexts of one cloud share a folder, so that journals of other tenants lie here, too
        found = [
            one for one in found if one[0].connector is not None or one[0].journal.tenant == tenant.connection.tenant
        ]
    documents = [outcome_document(*one) for one in found]
    shown: Any = documents if name is None else documents[0]
    print_result(world, wanted, shown, lambda: "\n".join(outcome_text(*one) for one in found))
    if some_unread and name is None:
        return PlanError.exit_code
    return WAITS if any(one.journal.problem or one.distrusted or one.step.name == "stop" for one, _ in found) else 0


def _verb_that_goes_on(verb: Verb, says: str, confirm: str, *more: "Callable[..., Any]") -> None:
    """Add a verb that takes up a journal."""

    @click.argument("name", metavar="CONNECTOR")
    @click.option("--confirm", metavar="WHO", default="", help=confirm)
    @place_options
    @tenant_options
    @result_options
    @click.pass_obj
    def go_on(
        world: World, name: str, confirm: str, at: Place, chosen: Chosen, wanted: Wanted, authority: Authority = ITSELF
    ) -> int:
        from graphkey.lifecycle.rotation.outside import read_journal
        from graphkey.lifecycle.rotation.run import abort, roll_back, run

        act = {"resume": run, "rollback": roll_back, "abort": abort}[verb]

        with chosen.tenant(world) as tenant:
            [(folder, _)], _ = at.journals(world, tenant, name)
            with folder.held():
                journal = read_journal(folder)  # again, under the lock
                if journal is None:
                    raise PlanError("the journal has been removed just now", hint="Look: graphkey rotate status.")
                outside = at.after(journal).outside(world, tenant, folder, authority)
                return _done(world, wanted, folder, act(outside, journal, who=confirm))

    for option in more:
        go_on = option(go_on)
    rotate.command(verb, help=says)(go_on)


_OLD = "Who on the API's side answers for the old certificate, if the API is not seen to accept it."
_verb_that_goes_on(
    "resume", "Go on with a rotation, from wherever it stopped.",
    "Who on the API's side answers for the new certificate, although the API was not seen to accept it.", authority_options,
)  # fmt: skip
_verb_that_goes_on(
    "rollback",
    "Make the old certificate the active one again; refused when its key is known to others.",
    _OLD,
)
_verb_that_goes_on("abort", "Give up a rotation that has not switched, and remove its bundles.", _OLD)


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


def _apply(
    world: World, wanted: Wanted, tenant: Tenant, folder: "Folder", plan: "Plan", opened: Opened, at: Place
) -> int:
    from graphkey.lifecycle.rotation.begin import begin
    from graphkey.lifecycle.rotation.run import run

    outside = at.outside(world, tenant, folder, opened.authority)
    with folder.held():
        journal = begin(outside, plan, at.reference(), opened.old, opened.new, at.lasting_trust())
        return _done(world, wanted, folder, run(outside, journal))


def _done(world: World, wanted: Wanted, folder: "Folder", outcome: "Outcome") -> int:
    from graphkey.lifecycle.rotation.acceptance import ANSWER

    print_result(world, wanted, outcome_document(outcome, folder.path), lambda: outcome_text(outcome, folder.path))
    if outcome.journal.problem:
        world.say(outcome.journal.problem)
        world.say(f"  When the API trusts it, go on: graphkey rotate resume; {ANSWER}.")
    return 0 if outcome.is_fine else WAITS

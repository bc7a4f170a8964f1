"""
`graphkey connector`: API connectors by name, and the certificates in them.

Here is only what a command line adds: options, references, words. What is done is in `lifecycle`, which reads every change back.
Exit codes beside the usual ones: 1 when something could not be shown, or an upload was left out although its certificate does not
become active; 7 when a change is refused as harmful or does not show.

Rule: a password is a reference; what goes out of a bundle is its clean copy, as with every other upload.
"""

from typing import Any

import click

from graphkey.cli.authentication_options import SECRET, Given, authentication_options, read_bundle
from graphkey.cli.connector_view import (
    certificates_text,
    connector_document,
    connector_text,
    connectors_text,
)
from graphkey.cli.inventory_output import print_inventory, tell_incomplete
from graphkey.cli.show import bundle_line
from graphkey.cli.tenant import Chosen, Tenant, tenant_options
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World
from graphkey.client.prepare import Sent
from graphkey.errors import UsageError
from graphkey.lifecycle import connectors, wiring
from graphkey.lifecycle import upload as uploads
from graphkey.lifecycle.choosing import find_connector, find_flow, find_slot
from graphkey.lifecycle.flows import SLOTS
from graphkey.lifecycle.inventory import Connector, Inventory, Listed, read_connectors, read_inventory

LEFT_OUT = 1


@click.group()
def connector() -> None:
    """List, make, wire and supply API connectors, by display name or id."""


@connector.command("list")
@tenant_options
@result_options
@click.pass_obj
def list_connectors(world: World, chosen: Chosen, wanted: Wanted) -> int:
    """List connectors: how they authenticate, until when, who uses them."""
    return print_inventory(
        world, chosen, wanted, lambda found: [_document(one, found) for one in found.connectors], connectors_text
    )


@connector.command()
@click.argument("name", metavar="CONNECTOR")
@tenant_options
@result_options
@click.pass_obj
def show(world: World, name: str, chosen: Chosen, wanted: Wanted) -> int:
    """Show a connector: its certificates, which is active now and next, days left, who uses it."""
    return print_inventory(
        world, chosen, wanted, lambda found: _document(find_connector(found.connectors, name), found), connector_text
    )


@connector.command()
@click.argument("name", metavar="NAME")
@click.option("--url", required=True, help="Where the API is: an absolute https URL.")
@authentication_options
@tenant_options
@result_options
@click.pass_obj
def create(world: World, name: str, url: str, chosen: Chosen, wanted: Wanted, given: Given) -> int:
    """Make a connector that authenticates by certificate (--pfx) or with user name and password (--user, --password)."""
    authentication = given.authentication(world)
    if authentication is None:
        raise UsageError("how is the connector to authenticate?", hint="Give --pfx REF, or --user NAME --password REF.")
    with chosen.tenant(world) as tenant:
        listed = read_connectors(tenant.far, tenant.version)
        made = connectors.create(
            tenant.far_at(listed.at), listed.connectors, name, url, authentication, version=tenant.version,
            ask_password=world.terminal.ask_secret,
        )  # fmt: skip
        return _made(world, tenant, wanted, made, "made")


@connector.command()
@click.argument("name", metavar="CONNECTOR")
@click.option("--name", "new_name", metavar="NAME", help="Its new display name.")
@click.option("--url", help="Its new target: an absolute https URL.")
@authentication_options
@click.option("--replace", is_flag=True, help="Remove all its certificates for the new authentication.")
@tenant_options
@result_options
@click.pass_obj
def update(
    world: World,
    name: str,
    new_name: str | None,
    url: str | None,
    replace: bool,
    chosen: Chosen,
    wanted: Wanted,
    given: Given,
) -> int:
    """
    Change a connector's name, target or authentication.

    To add a certificate use upload: a new authentication removes every certificate that is there, and needs --replace for that.
    """
    authentication = given.authentication(world)
    if authentication is None and new_name is None and url is None:
        raise UsageError("nothing is to be changed", hint="Give --name, --url, --pfx, or --user and --password.")
    with chosen.tenant(world) as tenant:
        inventory = read_inventory(tenant.far, tenant.version)
        one = find_connector(inventory.connectors, name)
        made = connectors.update(
            tenant.far_at(inventory.at), inventory, one, name=new_name, target_url=url, authentication=authentication,
            replace=replace,
            ask_password=world.terminal.ask_secret,
        )  # fmt: skip
        return _made(
            world, tenant, wanted, made._replace(connector=made.connector._replace(slots=one.slots)), "changed"
        )


@connector.command()
@click.argument("name", metavar="CONNECTOR")
@click.option("--force", is_flag=True, help="Also when flows use it (they are unwired), or when that cannot be told.")
@tenant_options
@result_options
@click.pass_obj
def delete(world: World, name: str, force: bool, chosen: Chosen, wanted: Wanted) -> int:
    """Remove a connector that no flow uses. Never needed to change a certificate: see upload and update."""
    with chosen.tenant(world) as tenant:
        inventory = read_inventory(tenant.far, tenant.version)
        one = find_connector(inventory.connectors, name)
        emptied = connectors.delete(tenant.far, inventory, one, force=force)
        _say_where(world, tenant)
    document = {"id": one.id, "displayName": one.name, "deleted": True, "unwired": emptied}
    unwired = f"; unwired: {', '.join(emptied)}" if emptied else ""
    print_result(world, wanted, document, lambda: f"{one.name} ({one.id}) deleted{unwired}\n")
    return 0


@connector.command()
@click.argument("name", metavar="CONNECTOR")
@click.argument("pfx", metavar="PFX")
@click.option("--password", metavar="REF", help=f"The bundle's password: {SECRET}. Asked for at a terminal.")
@click.option("--again", is_flag=True, help="Send it although it is there behind a newer one.")
@tenant_options
@result_options
@click.pass_obj
def upload(world: World, name: str, pfx: str, password: str | None, again: bool, chosen: Chosen, wanted: Wanted) -> int:
    """
    See to it that a certificate is a connector's newest. PFX is a path, or a reference: @FILE, keyvault:VAULT/NAME, cmd:….

    What is there and active already is not sent again. What is there behind a newer one is explained, and sent with --again
    alone. The API must trust a certificate before it is uploaded: the service uses it at once.
    """
    bundle = read_bundle(world, pfx, password)
    with chosen.tenant(world) as tenant:
        listed = read_connectors(tenant.far, tenant.version)
        one, far = _one(listed, name), tenant.far_at(listed.at)
        done = uploads.upload(far, one, bundle, version=tenant.version, again=again, ask=world.terminal.ask_secret)
        if done.sent:
            _say_where(world, tenant)
    document = _upload_document(done)
    _say_bundle(world, done.bundle, sent=done.sent)
    print_result(
        world, wanted, document, lambda: f"{done.sentence}\n\n{certificates_text(document['connector'], world)}"
    )
    if not done.is_settled:
        world.say("  --again sends it all the same: it is then the newest, if the service counts a repeated upload.")
    return 0 if done.is_settled else LEFT_OUT


@connector.command()
@click.argument("name", metavar="CONNECTOR")
@click.argument("flow", metavar="FLOW")
@click.argument("slot", metavar="SLOT")
@click.option("--replace", is_flag=True, help="Also when the slot calls another connector.")
@tenant_options
@result_options
@click.pass_obj
def wire(world: World, name: str, flow: str, slot: str, replace: bool, chosen: Chosen, wanted: Wanted) -> int:
    """
    Let a step of a user flow call a connector.

    SLOT is postFederationSignup, postAttributeCollection or preTokenIssuance, in any case.
    """
    with chosen.tenant(world) as tenant:
        inventory = read_inventory(tenant.far, tenant.version)
        one = find_connector(inventory.connectors, name)
        found = find_flow(inventory.flows, flow)
        step = find_slot(SLOTS[tenant.version], slot)
        sent = wiring.wire(tenant.far, one, found, step, version=tenant.version, replace=replace)
        if sent:
            _say_where(world, tenant)
    document = {"connector": one.id, "displayName": one.name, "flow": found.id, "slot": step, "sent": sent}
    already = "" if sent else " already: nothing was sent"
    print_result(world, wanted, document, lambda: f"{found.id} {step} calls {one.name}{already}\n")
    return 0


@connector.command()
@click.argument("name", metavar="CONNECTOR")
@click.option("--flow", metavar="FLOW", help="Out of this user flow only.")
@click.option("--slot", metavar="SLOT", help="Out of this slot only.")
@tenant_options
@result_options
@click.pass_obj
def unwire(world: World, name: str, flow: str | None, slot: str | None, chosen: Chosen, wanted: Wanted) -> int:
    """Take a connector out of the slots of user flows: out of all of them, or those that --flow and --slot leave."""
    with chosen.tenant(world) as tenant:
        inventory = read_inventory(tenant.far, tenant.version)
        one = find_connector(inventory.connectors, name)
        in_flow = find_flow(inventory.flows, flow).id if flow else None
        in_slot = find_slot(SLOTS[tenant.version], slot) if slot else None
        uses = [use for use in one.slots if in_flow in (None, use.flow) and in_slot in (None, use.slot)]
        emptied = [str(use) for use in uses if wiring.unwire(tenant.far, use, version=tenant.version)]
        if emptied:
            _say_where(world, tenant)
    document = {"connector": one.id, "displayName": one.name, "unwired": emptied}
    print_result(world, wanted, document, lambda: f"unwired: {', '.join(emptied) or 'nothing, it was in none'}\n")
    return tell_incomplete(inventory, world)


def _one(listed: Listed, name: str) -> Connector:
    """Find a connector of a list; what of the list could not be read may be the one that is meant."""
    try:
        return find_connector(listed.connectors, name)
    except UsageError as error:
        if listed.unread:
            raise UsageError(str(error), hint=f"{listed.unread[0]}. {error.hint or ''}".strip()) from None
        raise


def _made(world: World, tenant: Tenant, wanted: Wanted, made: connectors.Made, what: str) -> int:
    one, at = made.connector, made.at
    _say_where(world, tenant)
    if made.bundle:
        _say_bundle(world, made.bundle, sent=True)
    document = connector_document(one, at)
    print_result(world, wanted, document, lambda: f"{what}\n\n{connector_text(document, world)}")
    return 0


def _upload_document(done: uploads.Uploaded) -> dict[str, Any]:
    return {
        "sent": done.sent,
        "state": done.state,
        "sentence": done.sentence,
        "findings": [found._asdict() for found in done.bundle.findings],
        "connector": connector_document(done.connector, done.at, uses_known=False),
    }


def _say_bundle(world: World, bundle: Sent, *, sent: bool) -> None:
    """Say what the check found, and what went out."""
    for found in bundle.findings:
        if found.severity != "info":
            world.say(f"{found.severity}: {found.sentence} [{found.id}]")
    if sent:
        world.say(bundle_line(bundle))


def _document(one: Connector, inventory: Inventory) -> dict[str, Any]:
    return connector_document(one, inventory.at, uses_known=inventory.knows_uses)


def _say_where(world: World, tenant: Tenant) -> None:
    """Say which host and tenant a change went to."""
    world.say(f"changed at {tenant.far.root}, tenant {tenant.connection.tenant}")

"""
`graphkey flow`: user flows and the connectors in their slots; and `run`, a step really run by the local Graph against the API.

`run` is refused for the cloud: the service does not give a certificate's key back, so nothing but the service can make that
call there.
"""

import json
from pathlib import Path
from typing import Any

import click

from graphkey.cli.connector_view import flow_document, flow_text, flows_text
from graphkey.cli.inventory_output import print_inventory
from graphkey.cli.tenant import Chosen, tenant_options
from graphkey.cli.values import parse_document
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World
from graphkey.config.references import Sources, resolve
from graphkey.errors import UsageError
from graphkey.lifecycle.choosing import find_flow


@click.group()
def flow() -> None:
    """Show user flows and what their steps call; run a step on the local Graph."""


@flow.command("list")
@tenant_options
@result_options
@click.pass_obj
def list_flows(world: World, chosen: Chosen, wanted: Wanted) -> int:
    """List user flows of both kinds, and the connector in each slot."""
    return print_inventory(
        world, chosen, wanted, lambda found: [flow_document(one, found) for one in found.flows], flows_text
    )


@flow.command()
@click.argument("name", metavar="FLOW")
@tenant_options
@result_options
@click.pass_obj
def show(world: World, name: str, chosen: Chosen, wanted: Wanted) -> int:
    """Show a user flow, by id with or without B2X_1_ or B2C_1_: the connector in each slot."""
    return print_inventory(
        world, chosen, wanted, lambda found: flow_document(find_flow(found.flows, name), found), flow_text
    )


@flow.command()
@click.argument("flow_id")
@click.option("--step", required=True, help="postFederationSignup, postAttributeCollection or preTokenIssuance.")
@click.option(
    "--claims", default="{}", metavar="REF", help="Claims of the user: JSON, @FILE (file:PATH), - or env:NAME."
)
@click.option("--client-id", help="The application that the user signs in to.")
@click.option("--ui-locales", default="en-US", show_default=True, help="Language of the sign-in page.")
@click.option("--allow-remote", is_flag=True, help="Call a targetUrl beyond this machine.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of the local Graph.")
@click.option("--context", "name", help="Act on a served local Graph through this context.")
@result_options
@click.pass_obj
def run(
    world: World,
    flow_id: str,
    step: str,
    claims: str,
    client_id: str | None,
    ui_locales: str,
    allow_remote: bool,
    data: Path | None,
    name: str | None,
    wanted: Wanted,
) -> int:
    """
    Have the local Graph call the API behind a step, as the service does.

    Prints the request, the answer, a verdict for each rule, the claims, and the signed token. Exit code 1 when a rule is broken.
    """
    from graphkey.connect import connect_local, local_admin

    body: dict[str, Any] = {"step": step, "claims": _claims(claims, world), "ui_locales": ui_locales}
    if client_id:
        body["client_id"] = client_id
    if allow_remote:
        body["allow_remote"] = True
    from urllib.parse import quote

    with connect_local(world.environ, name, data) as connection:
        result = local_admin(connection, "POST", f"flows/{quote(flow_id, safe='')}/run", body)
    print_result(world, wanted, result, lambda: _text(result))
    return 0 if all(one.get("ok") for one in result.get("verdicts", [])) else 1


def _claims(text: str, world: World) -> dict[str, Any]:
    if text.lstrip()[:1] != "{" and not text.lstrip().startswith("@{"):
        found = resolve(text, sources=Sources(environ=world.environ, read_stdin=world.stdin.read)).text
        text = found or "{}"
    document = parse_document(text, "--claims", world.shell)
    if not isinstance(document, dict):
        raise UsageError("--claims takes an object", hint='For example {"email": "ada@example.com"}.')
    return document


def _text(result: dict[str, Any]) -> str:
    lines = [f"outcome  {result.get('outcome')}"]
    lines += [
        f"{'ok  ' if one.get('ok') else 'FAIL'}  {one.get('sentence')} [{one.get('id')}]"
        for one in result.get("verdicts", [])
    ]
    lines.append("claims   " + json.dumps(result.get("claims"), ensure_ascii=False))
    if result.get("token"):
        lines.append(f"token    {result['token']}")
    return "\n".join(lines) + "\n"

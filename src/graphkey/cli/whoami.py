"""
`graphkey whoami`: the account behind a context, what it may do, and what a command needs beyond that.

Everything shown comes from the access token's own claims; nothing else is asked for, and the token itself is never shown.

Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference (scp, roles, idtyp, upn, appid, tid)
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click

from graphkey.cli.show import facts_text
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World
from graphkey.client.sign_in import token_claims
from graphkey.config.contexts import Context
from graphkey.errors import UsageError
from graphkey.secret import Secret

MISSING = 1
"""Exit code when a permission is missing: a check found something."""


@click.command()
@click.option("--context", "name", help="The context to ask about; the one in use when left out.")
@click.option("--for", "command", metavar="COMMAND", help="Say which permissions this Graph command lacks.")
@result_options
@click.option("--local", "is_local", is_flag=True, help="Ask about the local Graph in process.")
@click.option("--verbose", is_flag=True, help="Tell where the token comes from.")
@click.pass_obj
def whoami(world: World, name: str | None, command: str | None, is_local: bool, verbose: bool, wanted: Wanted) -> int:
    """
    Show the account, its tenant and application, and its permissions.

    With --for it exits 1 when the account lacks a permission that the command needs.
    """
    from graphkey.catalog.load import command as find_command
    from graphkey.config.choose import choose
    from graphkey.config.context_file import config_folder, read_contexts

    if is_local and name is not None:
        raise UsageError("--local and --context are both given", hint="Keep one of them.")
    asked = find_command(command) if command else None
    context = choose("local" if is_local else name, world.environ, lambda: read_contexts(config_folder(world.environ)))
    claims = token_claims(_token(context, world, verbose))
    facts = account_facts(context, claims)
    lacking = False
    if asked is not None:
        facts["for"] = needs_of(asked, facts["permissions"], facts["kind"])
        lacking = any(one["missing"] for one in facts["for"]["operations"])
    print_result(world, wanted, facts, lambda: _text(facts))
    return MISSING if lacking else 0


def _token(context: Context, world: World, verbose: bool) -> Secret:
    if context.is_local:
        from graphkey.connect import local_folder
        from graphkey.localgraph import open_local_graph

        with open_local_graph(local_folder(world.environ)) as graph:
            return graph.access_token()
    from graphkey.client.credentials import Outside, token_source
    from graphkey.config.references import Sources

    outside = Outside(
        Sources(environ=world.environ, read_stdin=world.stdin.read),
        now_s=lambda: world.now().timestamp(),
        tell=(lambda sentence: world.say(f"verbose: {sentence}")) if verbose else (lambda sentence: None),
        prompt=world.say,
    )
    return token_source(context, outside).token()


def account_facts(context: Context, claims: Mapping[str, Any]) -> dict[str, Any]:
    """Gather what a token says about its holder; claims that it lacks are null."""
    scopes = claims.get("scp")
    delegated = isinstance(scopes, str)
    roles = claims.get("roles")
    permissions = str(scopes).split() if delegated else [str(one) for one in roles] if isinstance(roles, list) else []
    account = claims.get("upn") or claims.get("unique_name") or claims.get("preferred_username")
    end = claims.get("exp")
    return {
        "context": context.name,
        "graph": None if context.is_local else context.cloud.graph,
        "kind": "user" if delegated else "application",
        "account": account,
        "tenant": claims.get("tid") or context.tenant,
        "application": claims.get("appid") or claims.get("azp") or context.client_id,
        "application_name": claims.get("app_displayname"),
        "permissions": sorted(permissions),
        "expires_at": datetime.fromtimestamp(end, UTC).isoformat()
        if isinstance(end, int) and 0 < end < 1 << 40
        else None,
    }


def needs_of(command: Any, permissions: list[str], kind: str) -> dict[str, Any]:
    """
    Compare a command's permissions with those held.

    Args:
        command: a row of the catalog.
        kind: "user" or "application".
    Returns: one row an operation; `any_of` is empty where no public source names a permission, and nothing is missing then.
    """
    held = {one.lower() for one in permissions}
    rows = []
    for operation in command.operations:
        any_of = operation.permissions.delegated if kind == "user" else operation.permissions.application
        rows.append(
            {
                "method": operation.method,
                "path": operation.path,
                "any_of": list(any_of),
                "missing": bool(any_of) and not any(one.lower() in held for one in any_of),
            }
        )
    return {"command": command.name, "operations": rows}


def _text(facts: Mapping[str, Any]) -> str:
    shown = {name.replace("_", " "): value for name, value in facts.items() if name != "for" and value is not None}
    shown["permissions"] = ", ".join(facts["permissions"]) or "none"
    return facts_text(shown) + (_needs_text(facts["for"]) if "for" in facts else "")


def _needs_text(needs: Mapping[str, Any]) -> str:
    lines = [f"\n{needs['command']}"]
    for one in needs["operations"]:
        needed = " or ".join(one["any_of"]) or "no public source says"
        state = "MISSING" if one["missing"] else "has it" if one["any_of"] else "unknown"
        lines.append(f"  {one['method']} {one['path']}: {needed} - {state}")
    return "\n".join(lines) + "\n"

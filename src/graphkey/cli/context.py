"""
`graphkey context`: name tenants and accounts, choose among them, and learn how to register the application.

Reads and writes the one context file through `config/context_file`; signs in to nothing. `whoami` is found here by the table
of verbs and lives in its own file.

Rule: what is stored says where a secret is and is never the secret.
"""

from collections.abc import Mapping
from typing import Any

import click

from graphkey.cli.show import facts_text
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.whoami import whoami
from graphkey.cli.world import World
from graphkey.config.clouds import CLOUDS
from graphkey.config.contexts import CACHE_KINDS, LOCAL, Context, Contexts
from graphkey.errors import ConfigError, UsageError

__all__ = ["context", "whoami"]

_APPLICATION = ("client-secret", "certificate", "managed-identity", "workload-identity")
PERMISSIONS = ("APIConnectors.ReadWrite.All", "IdentityUserFlow.ReadWrite.All")
"""What the connector and user flow commands need; `whoami --for COMMAND` says it of every command."""
_ROLE = "External ID User Flow Administrator"


@click.group()
def context() -> None:
    """
    Name the tenants and accounts that commands go to.

    Commands choose: --context, GRAPHKEY_CONTEXT, GRAPHKEY_ENDPOINT with AZURE_* variables, the current context, AZURE_* variables
    alone, in this order.
    """


@context.command()
@click.argument("name")
@click.option("--tenant", help="GUID or domain name of the tenant.")
@click.option("--client-id", help="Application (client) ID of your own app registration; there is no default.")
@click.option(
    "--cloud",
    help=f"One of {', '.join(one.name for one in CLOUDS)}, or one that Add-MgEnvironment made; Global when left out.",
)
@click.option("--graph", help="Root of a Graph of your own, instead of --cloud.")
@click.option("--authority", help="Root of the authority that goes with --graph.")
@click.option("--client-secret", metavar="REF", help="Where the secret is: env:NAME, file:PATH, keyring:…, cmd:….")
@click.option("--certificate", metavar="REF", help="Where the certificate with its key is (PFX or PEM): file:PATH.")
@click.option("--certificate-password", metavar="REF", help="Where its password is.")
@click.option("--send-certificate-chain", is_flag=True, help="Send the chain along (subject name and issuer sign-in).")
@click.option("--managed-identity", is_flag=True, help="Sign in as the Azure resource that this runs on.")
@click.option("--workload-identity", metavar="PATH", help="Sign in with the federated token in this file.")
@click.option("--azure-cli", is_flag=True, help="Sign in as whoever az is signed in as.")
@click.option("--device-code", is_flag=True, help="Sign in as a person, on another device.")
@click.option("--browser", is_flag=True, help="Sign in as a person, in a browser.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    help="A delegated permission to ask for, for a person; all granted ones otherwise.",
)
@click.option("--login-hint", help="The person's user name, for --browser.")
@click.option("--access-token", metavar="REF", help="Where a token that you have already is.")
@click.option("--cache", type=click.Choice(CACHE_KINDS), help="Where tokens are kept between runs; file when left out.")
@click.option("--use", "make_current", is_flag=True, help="Make it the current context; the first one is at once.")
@click.option("--replace", is_flag=True, help="Replace a context of this name.")
@result_options
@click.pass_obj
def add(world: World, /, name: str, make_current: bool, replace: bool, wanted: Wanted, **given: Any) -> None:
    """Add a context, and say how to register the application and grant it."""
    from graphkey.cli.session.contexts import forget_token
    from graphkey.config.context_file import change_contexts, make_context

    made = make_context(name, _row(given), source=_path(world), environments=_read(world).environments)

    def change(known: Contexts) -> Contexts:
        if name in known.by_name and not replace:
            raise ConfigError(f"there is a context {name} already", hint="Give --replace to replace it.")
        current = name if make_current or known.current is None else known.current
        return known._replace(by_name={**known.by_name, name: made}, current=current)

    after = change_contexts(_folder(world), change)
    forget_token(made, world)
    guide = registration(made)
    if not wanted.is_text(world):
        print_result(world, wanted, _facts(made, after), str)
        world.say(guide)
    else:
        state = "is the current one" if after.current == name else f"takes part with --context {name}"
        world.stdout.write(f"context {name} is in {_path(world)} and {state}.\n\n{guide}\n")


def _row(given: Mapping[str, Any]) -> dict[str, Any]:
    """Bring the options to the settings of the file: which credential is told by its own option."""
    kinds = [
        kind
        for kind, option in (
            ("client-secret", "client_secret"), ("certificate", "certificate"), ("managed-identity", "managed_identity"),
            ("workload-identity", "workload_identity"), ("azure-cli", "azure_cli"), ("device-code", "device_code"),
            ("browser", "browser"), ("access-token", "access_token"),
        )
        if given[option] not in (None, False)
    ]  # fmt: skip
    if len(kinds) != 1:
        raise UsageError(
            f"{'no' if not kinds else 'more than one'} way to sign in is given{': ' + ', '.join(kinds) if kinds else ''}",
            hint="Give one of --client-secret, --certificate, --managed-identity, --workload-identity, --azure-cli, "
            "--device-code, --browser, --access-token.",
        )
    row: dict[str, Any] = {"credential": kinds[0]}
    for option in (
        "tenant", "client_id", "cloud", "graph", "authority", "client_secret", "certificate", "certificate_password",
        "login_hint", "access_token", "cache",
    ):  # fmt: skip
        if given[option] is not None:
            row[option] = given[option]
    if given["workload_identity"] is not None:
        text = given["workload_identity"]
        row["token_file"] = text if text.startswith(("file:", "@")) else f"file:{text}"
    if given["scopes"]:
        row["scopes"] = list(given["scopes"])
    if given["send_certificate_chain"]:
        row["send_certificate_chain"] = True
    return row


def registration(made: Context) -> str:
    """Say how to register the application, grant it what the commands need, and check that."""
    check = f"Then check: graphkey whoami --context {made.name} --for Get-MgBetaIdentityApiConnector"
    if made.cloud.is_own:
        return check
    kind = "application" if made.credential in _APPLICATION else "delegated"
    wanted = ", ".join(PERMISSIONS)
    lines = ["If the application is not registered yet:"]
    if made.credential == "managed-identity":
        lines = ["If the identity has no permissions yet:"]
        lines.append(f"  Assign these Microsoft Graph app roles to its service principal: {wanted}.")
    elif made.credential in ("azure-cli", "access-token"):
        lines = ["Whoever signs in:"]
        lines.append(f"  The application that signs in needs these {kind} permissions of Microsoft Graph: {wanted}.")
    else:
        lines += [
            "  1. Entra admin center > App registrations > New registration, single tenant.",
            f"  2. API permissions > Microsoft Graph > {kind} permissions: {wanted}.",
            "  3. Grant admin consent for the tenant.",
            f"  4. {_LAST_STEPS[made.credential]}",
        ]
    if kind == "delegated":
        lines.append(f"  A person needs the role {_ROLE} too (or a higher one).")
    return "\n".join([*lines, "Other commands may need more; whoami --for COMMAND says what.", check])


_LAST_STEPS = {
    "client-secret": "Certificates & secrets > New client secret; put its value where the context says it is.",
    "certificate": "Certificates & secrets > Certificates > Upload the public certificate (RSA).",
    "workload-identity": "Certificates & secrets > Federated credentials > Add the issuer and subject of your workload.",
    "device-code": "Authentication > Allow public client flows: Yes.",
    "browser": "Authentication > Add platform > Mobile and desktop > http://localhost; Allow public client flows: Yes.",
}


@context.command("list")
@result_options
@click.pass_obj
def list_(world: World, wanted: Wanted) -> None:
    """List the contexts; the current one is marked."""
    known = _read(world)
    rows = [_facts(one, known) for _, one in sorted(known.by_name.items())]
    print_result(world, wanted, rows, lambda: _rows_text(rows))


def _rows_text(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "no contexts yet; graphkey context add NAME makes one\n"
    cells = [("", "NAME", "TENANT", "CREDENTIAL", "GRAPH")]
    cells += [("*" if r["current"] else "", r["name"], r["tenant"] or "", r["credential"], r["graph"]) for r in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(5)]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in cells
    )


@context.command()
@click.argument("name")
@click.pass_obj
def use(world: World, name: str) -> None:
    """Make a context the current one."""
    from graphkey.config.choose import named
    from graphkey.config.context_file import change_contexts

    def change(known: Contexts) -> Contexts:
        if named(name, known, "the argument") is LOCAL:
            raise ConfigError(
                "the local Graph cannot be the current context, so that nothing goes there by accident",
                hint="Say --local, or set GRAPHKEY_CONTEXT=local for a session.",
            )
        return known._replace(current=name)

    change_contexts(_folder(world), change)
    world.say(f"{name} is the current context")


@context.command()
@click.argument("name", required=False)
@result_options
@click.pass_obj
def show(world: World, name: str | None, wanted: Wanted) -> None:
    """Show a context, or the one that a command would use now, and why."""
    from graphkey.config.choose import choose

    known = _read(world)
    found = choose(name, world.environ, lambda: known)
    if found.is_local:
        _print(world, {"name": found.name, "credential": "local", "found_in": found.source}, wanted)
    else:
        _print(world, _facts(found, known), wanted)


@context.command()
@click.argument("name")
@click.pass_obj
def remove(world: World, name: str) -> None:
    """Remove a context and the tokens kept for it."""
    from graphkey.cli.session.contexts import forget_token
    from graphkey.config.choose import named
    from graphkey.config.context_file import change_contexts

    removed: list[Context] = []

    def change(known: Contexts) -> Contexts:
        if name.lower() == LOCAL.name:
            raise ConfigError("the local Graph is no stored context", hint="graphkey local reset empties it.")
        removed.append(named(name, known, "the argument"))
        left = {key: one for key, one in known.by_name.items() if key != name}
        return known._replace(by_name=left, current=None if known.current == name else known.current)

    after = change_contexts(_folder(world), change)
    forget_token(removed[0], world)
    world.say(f"context {name} is removed")
    if after.current is None and after.by_name:
        world.say("no context is current now; graphkey context use NAME chooses one")


def _folder(world: World) -> str:
    from graphkey.config.context_file import config_folder

    return config_folder(world.environ)


def _path(world: World) -> str:
    from graphkey.config.context_file import file_path

    return file_path(_folder(world))


def _read(world: World) -> Contexts:
    from graphkey.config.context_file import read_contexts

    return read_contexts(_folder(world))


def _facts(one: Context, known: Contexts) -> dict[str, Any]:
    return {
        "name": one.name,
        "current": one.name == known.current,
        "tenant": one.tenant,
        "client_id": one.client_id,
        "cloud": one.cloud.name,
        "graph": one.cloud.graph,
        "authority": one.cloud.authority,
        "credential": one.credential,
        **one.settings,
        **({"scopes": list(one.scopes)} if one.scopes else {}),
        **{name: value for name, value in one.request._asdict().items() if value is not None},
        "cache": one.cache,
        "found_in": one.source,
    }


def _print(world: World, facts: Mapping[str, Any], wanted: Wanted) -> None:
    print_result(
        world,
        wanted,
        facts,
        lambda: facts_text({name.replace("_", " "): value for name, value in facts.items() if value is not None}),
    )

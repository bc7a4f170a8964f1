"""
`graphkey local`: serve, look at, fill and empty the local Graph.

What acts on one (reset, seed, status, and the commands of `simulation`) goes through its authenticated `/-/` surface, so that it
works alike in process and served.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from graphkey.cli.private_file import write_private
from graphkey.cli.show import facts_text
from graphkey.cli.simulation import CONTEXT, DATA, admin, clock, fault
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World
from graphkey.config.references import Sources, resolve_secret
from graphkey.errors import UsageError
from graphkey.wire import Request

_SEEDS = "What to fill it with: signup, sample or empty."


@click.group()
def local() -> None:
    """
    Serve, look at, fill, empty and upset a Microsoft Graph of your own.

    It serves the operations of the module, both versions, with real sign-in, storage and mutual TLS. Which it was seen to do is
    listed in docs/reference/coverage.md; what it decides where no public source says how the service behaves, in
    docs/explanation/fidelity.md.
    """


local.add_command(clock)
local.add_command(fault)


@local.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8443, show_default=True, help="0 takes a free one.")
@DATA
@click.option(
    "--ready-file",
    type=click.Path(path_type=Path),
    help="Written (0600) when it answers: JSON with all a client needs.",
)
@click.option(
    "--rate-limit",
    default="off",
    show_default=True,
    metavar="off|graph|N",
    help="Requests a minute: Graph's own, or N.",
)
@click.option("--accept-aes", is_flag=True, help="Take AES-encrypted bundles, which the service is reported to refuse.")
@click.option("--allow-remote-targets", is_flag=True, help="Let steps call a targetUrl beyond this machine.")
@click.option(
    "--key-ref",
    metavar="REF",
    help="Reference to the key that encrypts stored secrets (64 hex digits), instead of a file in DIR.",
)
@click.pass_obj
def serve(
    world: World,
    port: int,
    data: Path | None,
    ready_file: Path | None,
    rate_limit: str,
    accept_aes: bool,
    allow_remote_targets: bool,
    key_ref: str | None,
) -> None:
    """Serve the local Graph over HTTPS on loopback until it is stopped."""
    from graphkey.connect import local_folder
    from graphkey.localgraph import open_local_graph
    from graphkey.serve import Tls, listen
    from graphkey.serve import serve as serve_transport

    folder = (data or local_folder(world.environ)).absolute()
    key = _key(key_ref, world)
    sockets = listen(port)
    origin = f"https://localhost:{sockets[0].getsockname()[1]}"
    with open_local_graph(
        folder, origin=origin, rate_limit=rate_limit, accept_aes=accept_aes, key=key,
        allow_remote_targets=allow_remote_targets,
    ) as graph:  # fmt: skip

        def ready(bound: int) -> None:
            graph.note_served(origin)
            world.say(f"local Graph at {origin} (tenant {graph.tenant_id}), data in {folder}")
            world.say(f"  eval \"$(graphkey local env --data '{folder}')\" points this shell at it; Ctrl-C stops it")
            if ready_file is not None:
                write_private(ready_file, json.dumps(_ready_document(graph, origin), indent=2).encode())

        def is_quick(request: Request) -> bool:
            return _is_read(request) and not graph.has_faults()  # which may say that an answer takes its time

        serve_transport(graph.transport, Tls(*graph.tls()), sockets=sockets, quick=is_quick, ready=ready)


def _is_read(request: Request) -> bool:
    """Tell whether a request is a plain read of the local Graph's own database, which needs no waiting."""
    return request.method == "GET" and "?" not in request.url and "/-/" not in request.url


def _ready_document(graph: Any, origin: str) -> dict[str, str]:
    return {
        "graph": origin,
        "authority": origin,
        "tenant_id": graph.tenant_id,
        "client_id": graph.client_id,
        "client_secret": graph.new_client_secret().reveal(),
        "ca_file": str(graph.ca_file),
    }


def _key(reference: str | None, world: World) -> bytes | None:
    if reference is None:
        return None
    secret = resolve_secret(reference, sources=Sources(environ=world.environ, read_stdin=world.stdin.read))
    try:
        key = bytes.fromhex(secret.reveal().strip()) if secret else b""
    except ValueError:
        key = b""
    if len(key) != 32:
        raise UsageError(
            "--key-ref does not lead to a key of 32 bytes", hint="Give 64 hex digits: openssl rand -hex 32."
        )
    return key


@local.command()
@DATA
@click.option(
    "--shell", type=click.Choice(["posix", "powershell", "json"]), default=None, help="Default: the calling shell's."
)
@click.pass_obj
def env(world: World, data: Path | None, shell: str | None) -> None:
    """Print the environment that points graphkey, curl, requests and SDKs at the served local Graph."""
    from graphkey.connect import local_folder
    from graphkey.localgraph import open_local_graph

    folder = (data or local_folder(world.environ)).absolute()
    if not (folder / "graph.db").exists():
        raise UsageError(f"{folder} holds no local Graph", hint=f"Make one: graphkey local serve --data '{folder}'.")
    with open_local_graph(folder) as graph:
        origin = graph.served_origin()
        if origin is None:
            raise UsageError(
                f"{folder} has never been served", hint=f"Start it: graphkey local serve --data '{folder}'."
            )
        values = {
            "AZURE_TENANT_ID": graph.tenant_id,
            "AZURE_CLIENT_ID": graph.client_id,
            "AZURE_CLIENT_SECRET": graph.new_client_secret().reveal(),
            "AZURE_AUTHORITY_HOST": origin,
            "GRAPHKEY_ENDPOINT": origin,
            "REQUESTS_CA_BUNDLE": str(graph.ca_bundle_file),
            "SSL_CERT_FILE": str(graph.ca_bundle_file),
            "CURL_CA_BUNDLE": str(graph.ca_bundle_file),  # a shell that has it already would keep curl from the others
        }
    click.echo(_shell_text(values, shell or ("powershell" if world.shell == "powershell" else "posix")), nl=False)


def _shell_text(values: Mapping[str, str], shell: str) -> str:
    if shell == "json":
        return json.dumps(values, indent=2) + "\n"
    if shell == "powershell":
        return "".join("$env:{} = '{}'\n".format(name, value.replace("'", "''")) for name, value in values.items())
    return "".join("export {}='{}'\n".format(name, value.replace("'", "'\\''")) for name, value in values.items())


@local.command()
@DATA
@CONTEXT
@result_options
@click.pass_obj
def status(world: World, data: Path | None, name: str | None, wanted: Wanted) -> None:
    """Show tenants, applications, how many objects there are, the clock, and the faults."""
    _print(world, admin(world, data, name, "GET", "status"), wanted)


@local.command()
@DATA
@CONTEXT
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--seed", "seed_name", default="signup", show_default=True, help=_SEEDS)
@result_options
@click.pass_obj
def reset(world: World, data: Path | None, name: str | None, yes: bool, seed_name: str, wanted: Wanted) -> None:
    """Empty the tenant and fill it with a seed, the first one unless another is named."""
    if not yes:
        answer = world.terminal.ask("Everything in the local tenant is removed. Go on? [y/N] ")
        if answer is None:
            raise UsageError("reset needs a terminal to ask on, and there is none", hint="Give --yes.")
        if answer.lower() not in ("y", "yes"):
            world.say("declined: nothing was removed")
            return
    _print(world, admin(world, data, name, "POST", "reset", {"name": seed_name}), wanted)


@local.command()
@DATA
@CONTEXT
@click.argument("seed_name", default="signup", metavar="[NAME]")
@result_options
@click.pass_obj
def seed(world: World, data: Path | None, name: str | None, seed_name: str, wanted: Wanted) -> None:
    """
    Add the objects of a seed to the tenant; what is there already stays.

    NAME is signup (a user flow with a connector), sample (some of everything) or empty (nothing beyond Microsoft's defaults).
    """
    _print(world, admin(world, data, name, "POST", "seed", {"name": seed_name}), wanted)


def _print(world: World, document: Any, wanted: Wanted) -> None:
    print_result(world, wanted, document, lambda: facts_text(document))

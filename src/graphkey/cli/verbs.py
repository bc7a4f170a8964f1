"""
The hand-written verbs: one visible table, each imported only when it is called. click lives here and below.
"""

import importlib
import re
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import click

from graphkey import __version__
from graphkey.cli.world import World
from graphkey.errors import UsageError

VERBS = {
    "api": ("graphkey.cli.api", "Serve a sample API that demands a client certificate."),
    "audit": ("graphkey.cli.audit", "Show what was changed in tenants, and check the log of it."),
    "ca": ("graphkey.cli.ca", "Issue client certificates from a private authority of your own."),
    "cert": ("graphkey.cli.cert", "Make, check, inspect and convert client certificates."),
    "completion": ("graphkey.cli.completion_script", "Print the script that completes command lines in a shell."),
    "connector": ("graphkey.cli.connector", "List, make, wire and supply API connectors, by name."),
    "context": ("graphkey.cli.context", "Name the tenants and accounts that commands go to."),
    "demo": ("graphkey.cli.demo", "Show the main job from end to end on the local Graph."),
    "flow": ("graphkey.cli.flow", "Show user flows; run their steps on the local Graph."),
    "local": ("graphkey.cli.local", "Serve, seed and reset the local Graph."),
    "prove": ("graphkey.cli.prove", "Prove over real mutual TLS that an API takes the service's calls."),
    "rotate": ("graphkey.cli.rotate", "Replace a connector's certificate without a gap."),
    "watch": ("graphkey.cli.watch", "Tell what is the matter with connectors' certificates, once or all the time."),
    "whoami": ("graphkey.cli.context", "Show the account and its permissions."),
}

_HEAD = """Microsoft Graph's sign-in administration.

Graph commands go by their PowerShell names:

\b
  graphkey Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate
      -B2XIdentityUserFlowId B2X_1_signup -Pkcs12Value @client.pfx -Password env:PFX_PASSWORD
  graphkey Get-MgBetaIdentityApiConnector -Local
  graphkey Get-Help NAME           what a command takes
  graphkey find WORD               commands, paths and permissions by a word
  graphkey request GET /beta/…     any path of Graph
  graphkey -Command '…'            one whole PowerShell line

\b
Does the step before the token do anything in my tenant? (2026)
  Azure AD B2C        yes, a preview of recommended sign-up and sign-in flows
  Workforce tenant    documented: after federation and after attribute collection only
  External tenant     no connectors; use custom authentication extensions
"""


class _Verbs(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(VERBS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        found: click.Command = getattr(importlib.import_module(VERBS[name][0]), name)
        return found

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([(name, says) for name, (_, says) in sorted(VERBS.items())])


@click.group(cls=_Verbs, help=_HEAD, context_settings={"help_option_names": ["-h", "--help", "-?"]})
@click.version_option(__version__, prog_name="graphkey")
def graphkey() -> None:
    """Hold the verbs."""


def run(arguments: Sequence[str], world: World) -> int:
    """Run a hand-written verb; click's own usage errors become ours."""
    try:
        # Not click's `main`: it ends the process with 1 when the reader of our output goes, though nothing was found then.
        with (
            redirect_stdout(world.stdout),
            redirect_stderr(world.stderr),
            graphkey.make_context("graphkey", list(arguments) or ["--help"], obj=world) as context,
        ):
            outcome: Any = graphkey.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "graphkey"
        # What stands unnamed may be a password: that it is there is told, not its text.
        said = re.sub(r"(unexpected extra arguments?) \(.*\)", r"\1", error.format_message(), flags=re.DOTALL)
        raise UsageError(said, hint=_advice(arguments, where)) from None
    return outcome if isinstance(outcome, int) else 0


def _advice(arguments: Sequence[str], where: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(arguments[0], VERBS, n=1) if arguments and arguments[0] not in VERBS else []
    return (f"Did you mean {near[0]}? " if near else "") + f"See {where} --help."

"""
`Get-/Set-MgRequestContext`: how long requests of a context may take and how often they are repeated.

Kept with the context, since a command line has no session; `connect` hands them to the retrying Transport and the network.

Source: Cmdlets/RequestContext/SetMgRequestContext.cs (microsoftgraph/msgraph-sdk-powershell): names and ranges.
"""

from typing import Any

from graphkey.cli.binder import Given
from graphkey.cli.session.contexts import context_in_use, folder, stored_context
from graphkey.cli.session.run import write
from graphkey.cli.world import World
from graphkey.config.contexts import REQUEST_RANGES, Contexts, RequestSettings
from graphkey.errors import ConfigError, UsageError

_FIELDS = {
    "RetryDelay": "retry_delay_s",
    "MaxRetry": "max_retry",
    "RetriesTimeLimit": "retries_time_limit_s",
    "ClientTimeout": "client_timeout_s",
}


def get_request_context(given: Given, world: World) -> int:
    """Print what holds for the context in use, or for one that would be made now."""
    try:
        request = context_in_use(world).request
    except ConfigError:
        request = RequestSettings()
    write(given, world, _facts(request))
    return 0


def set_request_context(given: Given, world: World) -> int:
    """Change what is given and print what holds then."""
    from graphkey.cli.session.asking import agreed
    from graphkey.config.context_file import change_contexts

    wanted = request_settings(given)
    if not wanted:
        raise UsageError("nothing is to be changed", hint=f"Give one of -{', -'.join(_FIELDS)}.")
    context = stored_context(world, "its requests cannot be set")
    if not agreed(given, world, f"Change how requests of the context {context.name} are sent"):
        return 0

    def change(known: Contexts) -> Contexts:
        held = known.by_name.get(context.name, context)
        made = held._replace(request=held.request._replace(**wanted))
        return known._replace(by_name={**known.by_name, context.name: made})

    after = change_contexts(folder(world), change)
    write(given, world, _facts(after.by_name[context.name].request))
    return 0


def request_settings(given: Given) -> dict[str, int]:
    """
    Read the request settings among the parameters.

    Raises: UsageError for what is no whole number in range.
    """
    found = {}
    for name, field in _FIELDS.items():
        text = given.text(name)
        if text is None:
            continue
        least, most = REQUEST_RANGES[field]
        if not text.strip().isascii() or not text.strip().isdigit() or not least <= int(text[:20]) <= most:
            raise UsageError(
                f"-{name} takes a whole number from {least} to {most}", hint=f"For example -{name} {least + 5}."
            )
        found[field] = int(text)
    return found


def _facts(request: RequestSettings) -> dict[str, Any]:
    from graphkey.client.http import Limits
    from graphkey.client.retry import Policy

    held = {name: getattr(request, field) for name, field in _FIELDS.items()}
    return {
        "ClientTimeout": held["ClientTimeout"] or int(Limits().total_s),
        "RetryDelay": Policy().first_s if held["RetryDelay"] is None else held["RetryDelay"],
        "MaxRetry": Policy().repeats if held["MaxRetry"] is None else held["MaxRetry"],
        "RetriesTimeLimit": held["RetriesTimeLimit"] or int(Policy().wait_s),
    }

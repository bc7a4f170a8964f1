"""
`Get-/Add-/Set-/Remove-MgEnvironment`: Microsoft's clouds, and the user's own in the context file.

Source: learn.microsoft.com/powershell/module/microsoft.graph.authentication, a page for each; Add over a name of one's own
replaces it (Cmdlets/Environment/AddMgEnvironment.cs).
Rule: a built-in cloud is never changed, and one that a context uses is never removed.
"""

from collections.abc import Callable
from typing import Any

from graphkey.cli.binder import Given
from graphkey.cli.session.contexts import folder, known_contexts
from graphkey.cli.session.run import write
from graphkey.cli.world import World
from graphkey.config.clouds import CLOUDS, Cloud, cloud, named_cloud
from graphkey.config.contexts import Contexts
from graphkey.errors import ConfigError, UsageError


def get_environment(given: Given, world: World) -> int:
    """Print all clouds, or the one of that name."""
    own = known_contexts(world).environments.values()
    name = given.text("Name")
    if name is not None:
        write(given, world, environment_facts(cloud(name, own)))
    else:
        write(given, world, [environment_facts(one) for one in sorted((*CLOUDS, *own))])
    return 0


def environment_facts(one: Cloud) -> dict[str, Any]:
    """Return a cloud as Get-MgEnvironment shows it."""
    return {
        "Name": one.name,
        "AzureADEndpoint": one.authority,
        "GraphEndpoint": one.graph,
        "Type": "User-defined" if one.is_own else "Built-in",
    }


def add_environment(given: Given, world: World) -> int:
    """Add a cloud of the user's own, or replace it."""
    made = named_cloud(given.text("Name") or "", given.text("GraphEndpoint") or "", given.text("AzureADEndpoint") or "")

    def change(known: Contexts) -> Contexts:
        kept = {name: one for name, one in known.environments.items() if name.lower() != made.name.lower()}
        return _moved(known, {**kept, made.name: made}, made)

    return _change(given, world, f"Add the environment {made.name} ({made.graph})", change, made)


def set_environment(given: Given, world: World) -> int:
    """Change the roots of a cloud of the user's own."""
    old = _own(given, known_contexts(world), "changed")
    if given.text("GraphEndpoint") is None and given.text("AzureADEndpoint") is None:
        raise UsageError("nothing is to be changed", hint="Give -GraphEndpoint, -AzureADEndpoint or both.")
    made = named_cloud(
        old.name, given.text("GraphEndpoint") or old.graph, given.text("AzureADEndpoint") or old.authority
    )

    def change(known: Contexts) -> Contexts:
        _own(given, known, "changed")
        return _moved(known, {**known.environments, made.name: made}, made)

    return _change(given, world, f"Change the environment {made.name} ({made.graph})", change, made)


def remove_environment(given: Given, world: World) -> int:
    """Remove a cloud of the user's own."""
    old = _own(given, known_contexts(world), "removed")

    def change(known: Contexts) -> Contexts:
        one = _own(given, known, "removed")
        users = sorted(name for name, context in known.by_name.items() if context.cloud.name == one.name)
        if users:
            raise ConfigError(
                f"the environment {one.name} is used by {', '.join(users)}",
                hint="Remove these contexts first: graphkey context remove NAME.",
            )
        return known._replace(environments={n: e for n, e in known.environments.items() if n != one.name})

    return _change(given, world, f"Remove the environment {old.name}", change, old if given.on("PassThru") else None)


def _own(given: Given, known: Contexts, done: str) -> Cloud:
    found = cloud(given.text("Name") or "", known.environments.values())
    if not found.is_own:
        raise ConfigError(
            f"the environment {found.name} is built in and cannot be {done}",
            hint="Add-MgEnvironment makes one of your own.",
        )
    return found


def _moved(known: Contexts, environments: dict[str, Cloud], made: Cloud) -> Contexts:
    """Let the contexts that use a cloud of this name follow it."""
    contexts = {
        name: one._replace(cloud=made) if one.cloud.name.lower() == made.name.lower() else one
        for name, one in known.by_name.items()
    }
    return known._replace(by_name=contexts, environments=environments)


def _change(given: Given, world: World, wish: str, change: Callable[[Contexts], Contexts], shown: Cloud | None) -> int:
    from graphkey.cli.session.asking import agreed
    from graphkey.config.context_file import change_contexts

    if not agreed(given, world, wish):
        return 0
    change_contexts(folder(world), change)
    if shown is not None:
        write(given, world, environment_facts(shown))
    return 0

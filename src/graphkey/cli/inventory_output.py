"""
What `connector` and `flow` do to show a tenant: read it, print what is made of it, and say what could not be read.

Rule: a part that could not be read never looks like one that is empty; it is said, and the exit code is 1.
"""

from collections.abc import Callable
from typing import Any

from graphkey.cli.connector_view import tell_unread
from graphkey.cli.tenant import Chosen
from graphkey.cli.verb_output import Wanted, print_result
from graphkey.cli.world import World
from graphkey.lifecycle.inventory import Inventory, read_inventory

INCOMPLETE = 1


def print_inventory(
    world: World,
    chosen: Chosen,
    wanted: Wanted,
    document: Callable[[Inventory], Any],
    text: Callable[[Any, World], str],
) -> int:
    """
    Read a tenant and print it; returns the exit code.

    Args:
        document: makes what programs get of what was read.
        text: makes a person's words of that document.
    """
    with chosen.tenant(world) as tenant:
        inventory = read_inventory(tenant.far, tenant.version)
    made = document(inventory)
    print_result(world, wanted, made, lambda: text(made, world))
    return tell_incomplete(inventory, world)


def tell_incomplete(inventory: Inventory, world: World) -> int:
    """Say what could not be read; returns the exit code."""
    tell_unread(inventory, world)
    return INCOMPLETE if inventory.unread else 0

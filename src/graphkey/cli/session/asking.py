"""
`-WhatIf` and `-Confirm` of session commands that change the configuration.
"""

from graphkey.cli.binder import Given
from graphkey.cli.world import World
from graphkey.errors import UsageError


def agreed(given: Given, world: World, wish: str) -> bool:
    """
    Tell whether to go on: not with -WhatIf, which says what would be done, and with -Confirm only after a yes.

    Raises: UsageError when there is no terminal to ask on.
    """
    if given.on("WhatIf"):
        world.stdout.write(f"What if: {wish}. Nothing was changed.\n")
        return False
    if not given.on("Confirm"):
        return True
    answer = world.terminal.ask(f"{wish}? [Y] Yes  [N] No (default is N): ")
    if answer is None:
        raise UsageError(
            "-Confirm needs a terminal to ask on, and there is none", hint="Leave -Confirm away, or use -WhatIf."
        )
    if answer.lower() not in ("y", "yes"):
        world.say("declined: nothing was changed")
        return False
    return True

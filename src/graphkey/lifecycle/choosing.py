"""
Which connector or user flow a person means: by id, or by display name.

Pure. An id wins over a name; a name in its exact spelling wins over one in another case.

Rule: a name that several have is refused with their ids, never resolved by guessing.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from graphkey.errors import UsageError
from graphkey.lifecycle.model import Connector, Flow, Use

T = TypeVar("T")

_MOST = 20
"""Names that a message lists."""


def find_connector(connectors: Iterable[Connector], wanted: str) -> Connector:
    """
    Find a connector by id or display name.

    Raises: UsageError when there is none, or several of that name.
    """
    return _find(list(connectors), wanted, "connector", lambda one: one.id, lambda one: one.name)


def find_flow(flows: Iterable[Flow], wanted: str) -> Flow:
    """
    Find a user flow by id, with or without its prefix `B2X_1_` or `B2C_1_`.

    Raises: UsageError when there is none, or one of each kind.
    """
    return _find(list(flows), wanted, "user flow", lambda one: one.id, lambda one: one.id.split("_1_", 1)[-1])


def find_slot(slots: Iterable[str], wanted: str) -> str:
    """
    Find a slot by its name in any case.

    Raises: UsageError when there is none.
    """
    listed = list(slots)
    for slot in listed:
        if slot.lower() == wanted.lower():
            return slot
    raise UsageError(f"there is no slot {wanted!r} here", hint=f"The slots: {', '.join(listed)}.")


def same_name(connectors: Iterable[Connector], name: str) -> list[Connector]:
    """List the connectors of a display name, in any case."""
    return [one for one in connectors if one.name.casefold() == name.casefold()]


def shown_uses(uses: Iterable[Use]) -> str:
    """Write uses for a sentence."""
    return ", ".join(map(str, uses))


def _find(items: list[T], wanted: str, what: str, id_of: Callable[[T], str], name_of: Callable[[T], str]) -> T:
    rules: tuple[Callable[[T], bool], ...] = (
        lambda one: id_of(one).lower() == wanted.lower(),
        lambda one: name_of(one) == wanted,
        lambda one: name_of(one).casefold() == wanted.casefold(),
    )
    for rule in rules:
        found = [one for one in items if rule(one)]
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(map(id_of, found))
            raise UsageError(f"{len(found)} {what}s are called {wanted!r}", hint=f"Give the id of one of them: {ids}.")
    raise UsageError(
        f"there is no {what} {wanted!r}", hint=_listed([name_of(one) or id_of(one) for one in items], what)
    )


def _listed(names: list[str], what: str) -> str:
    if not names:
        return f"The tenant shows no {what} at all."
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"There are: {', '.join(sorted(names)[:_MOST])}{more}."

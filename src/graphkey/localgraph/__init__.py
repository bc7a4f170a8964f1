"""
A Microsoft Graph of one's own: the slice that Graphkey knows, with real sign-in, storage and user flows.

`open_local_graph` opens one in memory or in a folder; its `transport` answers requests in process or behind a server.
Nothing is imported until one of the names is asked for.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphkey.localgraph.instance import LocalGraph
    from graphkey.localgraph.opening import open_local_graph

__all__ = ["LocalGraph", "open_local_graph"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from graphkey.localgraph import instance, opening

        return getattr(opening if name == "open_local_graph" else instance, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

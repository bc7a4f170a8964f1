"""
Microsoft Graph's sign-in administration from Python: the public names, and nothing else.

Names are looked up when they are used, so that the command line does not pay for the library.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphkey import beta, v1
    from graphkey.errors import Error
    from graphkey.graph import AsyncGraph, Graph
    from graphkey.secret import Secret
    from graphkey.wire import Request, Response, Transport

__version__ = "0.1.0"
__all__ = [
    "AsyncGraph",
    "Error",
    "Graph",
    "Request",
    "Response",
    "Secret",
    "Transport",
    "__version__",
    "beta",
    "v1",
]

_HOMES = {
    "AsyncGraph": "graph",
    "Error": "errors",
    "Graph": "graph",
    "Request": "wire",
    "Response": "wire",
    "Secret": "secret",
    "Transport": "wire",
}
_MODULES = ("beta", "v1")


def __getattr__(name: str) -> Any:
    if name not in _HOMES and name not in _MODULES:
        raise AttributeError(f"module 'graphkey' has no attribute {name!r}")
    from importlib import import_module

    if name in _MODULES:
        return import_module(f"graphkey.{name}")
    return getattr(import_module(f"graphkey.{_HOMES[name]}"), name)

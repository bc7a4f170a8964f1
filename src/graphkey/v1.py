"""
The paths of Graph v1.0 as attributes, and its types: `v1.identity.api_connectors["…"].get()`, `v1.IdentityApiConnector`.

Everything is looked up in the catalog when it is named; `v1.pyi` tells editors and type checkers the same.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    from graphkey.calls.root import look_up

    return look_up("v1.0", name)


def __dir__() -> list[str]:
    from graphkey.calls.root import names

    return names("v1.0")

"""
The paths of Graph's beta as attributes, and its types: `beta.identity.api_connectors["…"].get()`, `beta.IdentityApiConnector`.

Everything is looked up in the catalog when it is named; `beta.pyi` tells editors and type checkers the same.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    from graphkey.calls.root import look_up

    return look_up("beta", name)


def __dir__() -> list[str]:
    from graphkey.calls.root import names

    return names("beta")

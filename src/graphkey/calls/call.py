"""
A call as a value: which operation, which ids, which options, which body. Nothing is sent until a `Graph` is given it.

`calls.path` makes them, `Graph.send`, `items`, `pages` and `batch` take them. `R` is what the answer is read as.

Rule: a call never changes; what adds to it returns another one.
Rule: its `repr` shows neither a body nor an option's value.
"""

from collections.abc import Mapping
from typing import Any, Generic, Self, TypeVar

from graphkey.catalog.model import Operation, Version
from graphkey.catalog.paths import placeholders, render
from graphkey.client.assemble import Values
from graphkey.client.bind import checked_headers
from graphkey.client.pages import Page
from graphkey.client.prepare import Options
from graphkey.errors import UsageError

R = TypeVar("R", covariant=True)
T = TypeVar("T", covariant=True)


class Place:
    """
    Be a path of Graph, with its ids: a base of `calls.path.Path` and of every class in the stubs.

    Args:
        version: whose path it is.
        template: without ids: `/identity/apiConnectors/{identityApiConnector-id}`.
        ids: in the order of the template, plain text.
    """

    __slots__ = ("_ids", "_template", "_version")

    def __init__(self, version: Version, template: str = "", ids: tuple[str, ...] = ()) -> None:
        self._version = version
        self._template = template
        self._ids = ids

    def __str__(self) -> str:
        """Return the path as it is sent: `/beta/identity/apiConnectors/…`."""
        return f"/{self._version}{render(self._template, dict(enumerate_ids(self._template, self._ids)))}"

    def __repr__(self) -> str:
        return f"<{_shown(self._version, self._template, dict(enumerate_ids(self._template, self._ids)))}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and self._parts == other._parts

    def __hash__(self) -> int:
        return hash(self._parts)

    @property
    def _parts(self) -> tuple[Any, ...]:
        return self._version, self._template, self._ids


def _shown(version: Version, template: str, ids: Mapping[str, str]) -> str:
    """Write a path for people; also one that cannot be sent."""
    try:
        return f"/{version}{render(template, ids)}"
    except UsageError:
        return f"/{version}{template} {dict(ids)}"


def enumerate_ids(template: str, ids: tuple[str, ...]) -> list[tuple[str, str]]:
    """Pair the placeholders of a template with ids."""
    return list(zip(placeholders(template), ids, strict=True))


class Call(Generic[R]):
    """
    Be one call that is ready to be sent.

    Args:
        operation: what is called.
        values: ids, options, headers and the body in wire spelling, its secrets wrapped.
        options: how bundles in the body are treated.
    """

    __slots__ = ("operation", "options", "values")

    def __init__(self, operation: Operation, values: Values, options: Options = Options()) -> None:
        self.operation = operation
        self.values = values
        self.options = options

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """
        Return the same call with more request headers.

        Raises: UsageError for a header that is not the caller's to set, such as `Authorization`.
        """
        joined = {**self.values.headers, **checked_headers(dict(headers))}
        return type(self)(self.operation, self.values._replace(headers=joined), self.options)

    def with_options(self, *, as_is: bool = False, skip_pfx_check: bool = False) -> Self:
        """
        Return the same call with another treatment of the bundles in its body.

        Args:
            as_is: send a bundle's bytes untouched instead of a clean copy.
            skip_pfx_check: send although a bundle does not pass the check.
        """
        return type(self)(self.operation, self.values, Options(as_is=as_is, skip_check=skip_pfx_check))

    def __repr__(self) -> str:
        operation = self.operation
        return f"<{operation.method} {_shown(operation.version, operation.path, self.values.ids)}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Call) and self._parts == other._parts

    def __hash__(self) -> int:
        return hash((self.operation, tuple(self.values.ids.items())))

    @property
    def _parts(self) -> tuple[Any, ...]:
        return self.operation, self.values, self.options


class Listing(Call[Page[T]]):
    """Be a call whose answer comes in pages: `send` gives the first one, `items` and `pages` go on to the last."""

    __slots__ = ()

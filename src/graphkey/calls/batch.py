"""
A batch as a context: calls go in, and when the block ends they are sent, twenty to a request.

`Graph.batch` and `AsyncGraph.batch` give it; `client.batch` sends. `with` sends in this thread, `async with` in a worker's.

Rule: a block that ends by an exception sends nothing.
Rule: bundles are checked and cleaned when a call is added, so a bad one is refused at its line, before anything has left.
"""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar

from graphkey.calls.call import Call
from graphkey.client.batch import Item, Outcome, Sending
from graphkey.client.client import Far, Ready
from graphkey.errors import Error, UsageError

R = TypeVar("R")


class Pending(Generic[R]):
    """Stand for what a call of a batch will come to."""

    __slots__ = ("_outcome", "call", "number")

    def __init__(self, call: Call[R], number: int) -> None:
        self.call = call
        self.number = number
        self._outcome: Outcome | None = None

    def result(self) -> R:
        """
        Return what the call came to, as `Graph.send` would have.

        Raises: the error that Graph answered for it; UsageError before the batch is sent.
        """
        if self.error is not None:
            raise self.error
        value: R = self._known().value
        return value

    @property
    def error(self) -> Error | None:
        """Return the error that the call ended by, None when it succeeded."""
        return self._known().error

    def _known(self) -> Outcome:
        if self._outcome is None:
            raise UsageError("the batch is not sent yet", hint="Ask after its with block.")
        return self._outcome

    def __repr__(self) -> str:
        return f"<pending {self.call!r}>"


class Batch:
    """
    Collect calls for few requests.

    Args:
        far: where they go.
        ready: prepares and binds a call.
    """

    def __init__(self, far: Far, ready: Callable[[Call[Any]], Ready]) -> None:
        self._far = far
        self._make_ready = ready
        self._items: list[Item] = []
        self._pending: list[Pending[Any]] = []
        self._sent = False

    def add(self, call: Call[R], /, *, after: Pending[Any] | None = None) -> Pending[R]:
        """
        Add a call.

        Args:
            after: an earlier one of this batch that has to succeed first; when it fails, this one is not carried out.
        Raises: CertificateError when a bundle cannot be used; UsageError for content that is no JSON, and once it is sent.
        """
        if self._sent:
            raise UsageError("the batch is sent already", hint="Begin another one.")
        ready = self._make_ready(call)
        if call.operation.body == "stream":
            raise UsageError("a batch carries no content, only JSON", hint="Send this call by itself.")
        if after is not None and after not in self._pending[after.number : after.number + 1]:
            raise UsageError("`after` is no call of this batch", hint="Give what `add` returned.")
        self._items.append(Item(ready, after.number if after else None))
        self._pending.append(Pending(call, len(self._pending)))
        return self._pending[-1]

    @property
    def results(self) -> list[Any]:
        """List what the calls came to, in the order they were added; an error stands in the place of a value."""
        outcomes = [one._known() for one in self._pending]
        return [one.value if one.error is None else one.error for one in outcomes]

    def send(self) -> None:
        """
        Send what was added; the end of the `with` block does.

        Raises: TransportError or GraphError when a batch as a whole failed. Errors of single calls are raised by `result()`.
        """
        if self._sent:
            raise UsageError("the batch is sent already", hint="Begin another one.")
        self._sent = True
        sending = Sending(self._items, self._far)
        try:
            sending.run()
        finally:
            for one, outcome in zip(self._pending, sending.outcomes, strict=True):
                one._outcome = outcome
            self._items.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and not self._sent:
            self.send()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and not self._sent:
            from asyncio import to_thread

            await to_thread(self.send)

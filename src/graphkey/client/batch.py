"""
Many calls in few requests: `POST /{version}/$batch`, up to twenty at once, every outcome at its place.

`calls.batch` calls it with calls that are ready, so bundles are checked and cleaned as for single calls before anything is sent.

Rule: an item that was throttled is sent again after the wait that it was told; nothing else in it is.
Rule: when a batch gets no answer, what may arrive twice is asked again singly, an upload is looked up by thumbprint, and every
other write keeps an error that says that it may have arrived.
Rule: items are JSON; the bytes of a request's body stand in the batch as they are, and no message holds one.
Source: https://learn.microsoft.com/graph/json-batching (20 requests, dependsOn, 424, items throttled singly).
"""

import json
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from graphkey.client.client import Far, Ready, after_silence
from graphkey.client.message import IDEMPOTENT
from graphkey.client.pages import page_of
from graphkey.client.place import Items, located
from graphkey.client.read import error_in, read
from graphkey.client.retry import Policy, wait_after_answer
from graphkey.errors import Error, TransportError, graph_error
from graphkey.wire import Request, Response

MAX_ITEMS = 20
MAX_BYTES = 3_500_000
"""Of one batch: well below the 4 MB that a request to Graph may have."""
_FAILED_DEPENDENCY = 424
_written = json.JSONEncoder(separators=(",", ":")).encode


class Item(NamedTuple):
    """
    Be one call of a batch.

    Args:
        after: place of the earlier item that has to succeed first, or None.
    """

    ready: Ready
    after: int | None = None


class Outcome(NamedTuple):
    """Tell how an item ended: its value as a single call would return it, or its error."""

    value: Any = None
    error: Error | None = None


class Sending:
    """
    Send items and keep their outcomes, in the order of the items.

    Args:
        policy: bounds the repeats of each item and the waits for it.
    """

    def __init__(self, items: Sequence[Item], far: Far, policy: Policy = Policy()) -> None:  # noqa: B008
        self._items = items
        self._far = far
        self._policy = policy
        self._waiting = deque(range(len(items)))
        self._tries = [0] * len(items)
        self._waited_s = [0.0] * len(items)
        self.outcomes: list[Outcome | None] = [None] * len(items)

    def run(self) -> None:
        """
        Send everything.

        Raises: TransportError or GraphError when a batch as a whole failed; the outcomes say which items were not sent, and
            which may have arrived.
        """
        while self._waiting:
            chunk = self._next()
            if not chunk:
                continue
            try:
                self._send(chunk)
            except Error as error:
                self._give_up(chunk, error)
                raise

    def _next(self) -> list[int]:
        """Take the next items that can go together: of one version, after what they depend on."""
        chunk: list[int] = []
        later: list[int] = []
        left = MAX_BYTES
        while self._waiting and len(chunk) < MAX_ITEMS:
            number = self._waiting.popleft()
            item = self._items[number]
            if self._failed(item.after):
                self.outcomes[number] = Outcome(error=_dependency_failed())
                continue
            size = len(item.ready.request.body) + len(item.ready.request.url)
            fits = not chunk or (size <= left and self._version(number) == self._version(chunk[0]))
            if fits and (item.after is None or self.outcomes[item.after] is not None or item.after in chunk):
                chunk.append(number)
                left -= size
            else:
                later.append(number)
        self._waiting.extendleft(reversed(later))
        return chunk

    def _failed(self, number: int | None) -> bool:
        outcome = self.outcomes[number] if number is not None else None
        return outcome is not None and outcome.error is not None

    def _version(self, number: int) -> str:
        return self._items[number].ready.call.operation.version

    def _send(self, chunk: list[int]) -> None:
        far = self._far
        start = f"{far.root}/{self._version(chunk[0])}"
        parts = [_part(number, self._items[number], start, self._items[number].after in chunk) for number in chunk]
        headers = {"accept": "application/json", "content-type": "application/json"}
        brought = tuple(one for number in chunk for one in self._items[number].ready.request.thumbprints)
        body = b'{"requests":[' + b",".join(parts) + b"]}"
        far.tell(f"sending a batch of {len(chunk)}")
        try:
            response = far.transport(Request("POST", f"{start}/$batch", headers, body, thumbprints=brought))
        except TransportError as error:
            if not error.sent:
                raise
            return self._settle(chunk, error)
        if response.status >= 400:
            raise error_in(None, response)
        self._take(chunk, read(None, response))
        return None

    # -- answers -----------------------------------------------------------------------------------------------------

    def _take(self, chunk: list[int], document: Any) -> None:
        answers = _by_id(document)
        again: list[int] = []
        wait_s = 0.0
        lost: list[int] = []
        for number in chunk:
            answer = answers.get(str(number))
            if answer is None:
                lost.append(number)
                continue
            asked_s = self._wait_for(number, answer, again)
            if asked_s is None:
                self.outcomes[number] = _outcome(self._items[number].ready, answer)
            else:
                again.append(number)
                wait_s = max(wait_s, asked_s)
        self._repeat(again, wait_s)
        if lost:
            self._settle(lost, TransportError("the answer to a batch lacks an item; it may have been carried out"))

    def _wait_for(self, number: int, answer: "_Answer", again: list[int]) -> float | None:
        """Tell how long to wait before an item is sent again, None when its answer stands."""
        if answer.status == _FAILED_DEPENDENCY and self._items[number].after in again:
            return 0.0
        asked_s, _ = wait_after_answer(
            self._items[number].ready.request,
            Response(answer.status, answer.headers),
            self._tries[number],
            self._policy,
            spread=lambda: self._far.entropy(1)[0] / 255,
        )
        if asked_s is None or self._waited_s[number] + asked_s > self._policy.wait_s:
            return None
        self._tries[number] += 1
        self._waited_s[number] += asked_s
        return asked_s

    def _repeat(self, again: list[int], wait_s: float) -> None:
        if again:
            self._far.tell(f"{len(again)} of a batch were throttled; repeating them in {wait_s:.1f} s")
            self._far.sleep(wait_s)
            self._waiting.extendleft(reversed(again))

    # -- no answer ---------------------------------------------------------------------------------------------------

    def _settle(self, chunk: Iterable[int], error: TransportError) -> None:
        """
        Find out singly what a batch without an answer came to.

        Raises: the error when the fate of a write stays unknown, after everything that can be settled is.
        """
        unknown = False
        for number in chunk:
            after = self._items[number].after
            if self._failed(after):
                self.outcomes[number] = Outcome(error=_dependency_failed())
            elif unknown and self._items[number].ready.prepared.thumbprint is None:
                self.outcomes[number] = Outcome(error=error)
            else:
                self.outcomes[number] = self._alone(self._items[number].ready, error)
                unknown = unknown or isinstance(self._outcome_error(number), TransportError)
        if unknown:
            raise error

    def _alone(self, one: Ready, error: TransportError) -> Outcome:
        try:
            if one.request.method in IDEMPOTENT:
                response = self._far.transport(one.request)
            else:
                response = after_silence(one, self._far, error)
            return Outcome(_value(one, read(one.call.operation, response)))
        except Error as found:
            return Outcome(error=found)

    def _outcome_error(self, number: int) -> Error | None:
        outcome = self.outcomes[number]
        return outcome.error if outcome else None

    def _give_up(self, chunk: list[int], error: Error) -> None:
        unsent = TransportError("not sent: an earlier part of the batch failed", hint=error.hint, sent=False)
        for number, outcome in enumerate(self.outcomes):
            if outcome is None:
                self.outcomes[number] = Outcome(error=error if number in chunk else unsent)


class _Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: Any


def _by_id(document: Any) -> dict[str, _Answer]:
    responses = document.get("responses") if isinstance(document, dict) else None
    if not isinstance(responses, list):
        raise TransportError("the service answered a batch without `responses`", hint="Check the context's endpoint.")
    found: dict[str, _Answer] = {}
    for one in responses:
        if isinstance(one, dict) and isinstance(one.get("status"), int) and one["status"] >= 200:
            headers = one["headers"] if isinstance(one.get("headers"), dict) else {}
            named = {str(name).lower(): str(value) for name, value in headers.items()}
            found[str(one.get("id"))] = _Answer(one["status"], named, one.get("body"))
    return found


def _part(number: int, item: Item, start: str, depends: bool) -> bytes:
    """Write one item: its head as JSON, its body as the bytes that a single request would carry."""
    request = item.ready.request
    head: dict[str, Any] = {"id": str(number), "method": request.method, "url": request.url.removeprefix(start)}
    headers = {name: value for name, value in request.headers.items() if name != "accept"}
    if headers:
        head["headers"] = headers
    if depends:
        head["dependsOn"] = [str(item.after)]
    text = _written(head).encode()
    return text[:-1] + b',"body":' + request.body + b"}" if request.body else text


def _outcome(one: Ready, answer: _Answer) -> Outcome:
    operation = one.call.operation
    if answer.status >= 300:
        body = json.dumps(answer.body).encode() if answer.body is not None else b""
        try:
            read(operation, Response(answer.status, answer.headers, body))
        except Error as error:
            return Outcome(error=error)
    try:
        return Outcome(_value(one, _content(operation, answer)))
    except Error as error:
        return Outcome(error=error)


def _content(operation: Any, answer: _Answer) -> Any:
    """Read the body of an answer that succeeded; JSON is read already."""
    if operation.kind == "count":
        return read(operation, Response(answer.status, answer.headers, str(answer.body).encode()))
    if operation.returns == "stream" and isinstance(answer.body, str):
        from base64 import urlsafe_b64decode

        return urlsafe_b64decode(answer.body.replace("+", "-").replace("/", "_") + "==")
    return answer.body if answer.body != "" else None


def _value(one: Ready, found: Any) -> Any:
    operation, url = one.call.operation, one.request.url
    return page_of(found, Items(operation, url)) if operation.many else located(found, operation, url)


def _dependency_failed() -> Error:
    return graph_error(
        _FAILED_DEPENDENCY, "FailedDependency", "what this item was to follow has failed", hint="See that one's error."
    )

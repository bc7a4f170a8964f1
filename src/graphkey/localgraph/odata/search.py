"""
`$search`: clauses in double quotes, AND, OR, NOT and parentheses, matched by words.

Called by `odata`. Knows documents and the catalog's types; no storage.

Rule: `displayName` and `description` are searched by words, cut at spaces, symbols, digits and changes from lower to
upper case; any other text property by its beginning. A word of the query is found at the beginning of a word.
Source: https://learn.microsoft.com/graph/search-query-parameter ("Using $search on directory object collections");
OData 4.01 part 2, 5.1.7 (NOT, words without quotes, and that a space means AND)
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from graphkey.catalog.model import Type
from graphkey.errors import GraphError
from graphkey.localgraph.problems import bad_request
from graphkey.wire import Document

Predicate = Callable[[Document], bool]

MAX_CHARS = 4096
MAX_NESTING = 50
_BY_WORDS = ("displayName", "description")
_PART = re.compile(r'\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<sign>[()])|(?P<word>[^\s"()]+))')
_PIECE = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
_ESCAPED = re.compile(r"\\(.)")


def read_search(text: str, type_: Type, *, strict: bool) -> Predicate:
    """
    Return the test that a search describes.

    Args:
        type_: of the documents.
        strict: every clause has to be in quotes and has to name its property, as on directory objects.
    Raises:
        BadRequestError: it is too long, is not understood, or names a property that is no text.
    """
    if len(text) > MAX_CHARS or text.count("(") > MAX_NESTING or text.count("NOT") > MAX_NESTING:
        raise bad_request(f"$search is longer than {MAX_CHARS} characters or nested deeper than {MAX_NESTING} levels.")
    return _Reader(list(_parts(text)), type_, strict=strict).read()


def words(text: str) -> list[str]:
    """Cut a text into the words that it is searched by, in lower case."""
    return [word.casefold() for piece in _PIECE.findall(text) for word in _at_capitals(piece)]


class _Reader:
    """Read one expression from left to right; NOT binds closer than AND, AND closer than OR."""

    def __init__(self, parts: list[str], type_: Type, *, strict: bool) -> None:
        self._parts = parts
        self._type = type_
        self._strict = strict
        self._at = 0

    def read(self) -> Predicate:
        test = self._either()
        if self._at < len(self._parts):
            raise _syntax(self._parts[self._at])
        return test

    def _next(self) -> str | None:
        return self._parts[self._at] if self._at < len(self._parts) else None

    def _either(self) -> Predicate:
        tests = [self._both()]
        while self._next() == "OR":
            self._at += 1
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda document: any(test(document) for test in tests)

    def _both(self) -> Predicate:
        tests = [self._one()]
        while self._next() not in (None, "OR", ")"):
            self._at += self._next() == "AND"
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda document: all(test(document) for test in tests)

    def _one(self) -> Predicate:
        part = self._next()
        if part is None or part in ("AND", "OR", ")"):
            raise _syntax(part or "")
        self._at += 1
        if part == "NOT":
            test = self._one()
            return lambda document: not test(document)
        if part == "(":
            test = self._either()
            if self._next() != ")":
                raise _syntax(self._next() or "")
            self._at += 1
            return test
        return self._clause(part)

    def _clause(self, part: str) -> Predicate:
        if not part.startswith('"') and self._strict:
            raise _syntax(part)
        text = _ESCAPED.sub(r"\1", part[1:-1]) if part.startswith('"') else part
        name, colon, wanted = text.partition(":")
        if not colon or not name.isidentifier():
            if self._strict:
                raise bad_request('A clause of $search needs a property: "displayName:text".', "Request_BadRequest")
            return self._anywhere(text)
        found = self._type.property(name)
        if found is None or found.type != "String" or found.many:
            raise bad_request(f"'{name[:100]}' is no text property of 'microsoft.graph.{self._type.name}' to search.")
        return _by_words(found.name, wanted) if found.name in _BY_WORDS else _by_beginning(found.name, wanted)

    def _anywhere(self, text: str) -> Predicate:
        names = [one.name for one in self._type.properties if one.type == "String" and not one.many]
        tests = [_by_words(name, text) for name in names]
        return lambda document: any(test(document) for test in tests)


def _parts(text: str) -> Iterator[str]:
    at, text = 0, text.strip()
    while at < len(text):
        found = _PART.match(text, at)
        if found is None:
            raise _syntax(text[at:])
        yield found["quoted"] or found["sign"] or found["word"]
        at = found.end()


def _by_words(name: str, text: str) -> Predicate:
    wanted = words(text)

    def test(document: Document) -> bool:
        value = document.get(name)
        if not isinstance(value, str) or _cannot_match(value.casefold(), wanted):
            return False
        held = {*words(value), *_joined(value)}
        return bool(wanted) and all(any(word.startswith(part) for word in held) for part in wanted)

    return test


def _cannot_match(folded: str, wanted: list[str]) -> bool:
    """Tell quickly of most texts that a word is nowhere in them; symbols, which words may be joined over, take longer."""
    return any(part not in folded for part in wanted) and folded.replace(" ", "").isalnum()


def _by_beginning(name: str, text: str) -> Predicate:
    wanted = text.casefold()

    def test(document: Document) -> bool:
        value: Any = document.get(name)
        return isinstance(value, str) and value.casefold().startswith(wanted)

    return test


def _joined(text: str) -> list[str]:
    """Return what stands between spaces without its symbols: `hello-world` is found as `helloworld`, too."""
    return ["".join(re.findall(r"[^\W_]+", run)).casefold() for run in text.split()]


def _at_capitals(piece: str) -> Iterator[str]:
    start = 0
    for at in range(1, len(piece)):
        if piece[at - 1].islower() and piece[at].isupper():
            yield piece[start:at]
            start = at
    yield piece[start:]


def _syntax(part: str) -> GraphError:
    return bad_request(f"Syntax error in $search at '{part[:100]}'.")

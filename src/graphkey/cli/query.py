"""
`-Query`: a JMESPath expression over a result.

The only file that imports jmespath. Names of functions are looked at when the expression is read, so that a slip in one is told
before anything is sent, not after a write.

Source: https://jmespath.org/specification.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError, LexerError, ParseError
from jmespath.functions import Functions

from graphkey.errors import UsageError

_HINT = "For example -Query '[].{id: id, name: displayName}'; https://jmespath.org/tutorial.html tells the language."


class Query:
    """
    Hold an expression that is read.

    Raises: UsageError that says at which character the expression goes wrong.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        try:
            self._compiled = jmespath.compile(text)
        except (JMESPathError, ValueError, RecursionError) as error:
            raise UsageError(f"-Query is no JMESPath expression: {_reason(error, text)}", hint=_HINT) from None
        unknown = [name for name in _functions(self._compiled.parsed) if name not in Functions.FUNCTION_TABLE]
        if unknown:
            known = ", ".join(sorted(Functions.FUNCTION_TABLE))
            raise UsageError(f"-Query: there is no function {unknown[0]}()", hint=f"The functions: {known}.")

    def search(self, document: Any) -> Any:
        """
        Return what the expression finds.

        Raises: UsageError when a function gets a value that it does not take.
        """
        try:
            return self._compiled.search(document)
        except (JMESPathError, RecursionError) as error:
            raise UsageError(f"-Query does not fit the result: {_line(str(error))}", hint=_HINT) from None


def _reason(error: Exception, text: str) -> str:
    position = _position(error)
    if position is None or position >= len(text):
        return "it is empty" if not text.strip() else "it ends too early"
    return f"at character {position + 1} ('{text[position]}')"


def _position(error: Exception) -> int | None:
    if isinstance(error, LexerError):
        return int(error.lexer_position)
    return int(error.lex_position) if isinstance(error, ParseError) and error.lex_position is not None else None


def _line(text: str) -> str:
    return " ".join(text.split())[:300]


def _functions(node: Mapping[str, Any]) -> Iterator[str]:
    if node.get("type") == "function_expression":
        yield str(node["value"])
    for child in node.get("children", ()):
        if isinstance(child, Mapping):
            yield from _functions(child)

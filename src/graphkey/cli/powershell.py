"""
PowerShell's text, read as data: hash literals in a value, and one whole command line as Microsoft's pages print it.

Nothing is ever evaluated: a variable, `$( )`, a cast or a sub-command is an error that says so. Used by `cli/values`
for bodies and identities and by `cli/main` for `-Command`. Knows no command and no parameter.

Source: about_Hash_Tables, about_Quoting_Rules, about_Parsing, about_Numeric_Literals (learn.microsoft.com/powershell).
"""

import re
from typing import Any

from graphkey.errors import UsageError

_MAX_DEPTH = 64
_CONSTANTS = {"$true": True, "$false": False, "$null": None}
_NUMBER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])")
_CONTINUED = re.compile(r"`\r?\n")
_BARE = re.compile(r"[^\s;,=@{}()\[\]'\"$`#|&<>]+")
_ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
# PowerShell takes typographic quotes for straight ones (about_Quoting_Rules); Microsoft's pages copied from a browser hold them.
_SINGLE, _DOUBLE = "'‘’‚‛", '"“”„'


def parse_literal(text: str) -> Any:
    """
    Read a hash literal, array, string, number or constant.

    Returns: dict, list, str, int, float, bool or None.
    Raises: UsageError for anything that PowerShell would have to evaluate, and for text after the value.
    """
    reader = _Reader(text)
    value = reader.value(0)
    reader.skip_space(newlines=True)
    if not reader.at_end():
        raise reader.error("unexpected text after the value")
    return value


def split_command(line: str) -> list[str]:
    """
    Turn one PowerShell command line into arguments as a shell would hand them over.

    Returns: the command's name, then `-Name` for switches and `-Name:value` where a value follows, so that a quoted value that
        starts with a dash stays a value. Hash literals and arrays stay text.
    Raises: UsageError for pipes, several commands, variables and everything else that would have to be evaluated.
    """
    reader = _Reader(line)
    reader.skip_space(newlines=True)
    if reader.peek() == "&":
        reader.position += 1
        reader.skip_space()
    arguments = [reader.command_name()]
    while reader.skip_space(newlines=False) or not reader.at_end():
        if reader.at_end() or (reader.peek() in "\r\n;" and not reader.text[reader.position :].strip("\r\n; ")):
            break
        _argument(reader, arguments)
    return arguments


def _argument(reader: "_Reader", arguments: list[str]) -> None:
    named = re.compile(r"-(?:[A-Za-z?][\w?-]*)(:)?").match(reader.text, reader.position)
    if named is None:
        value = reader.argument_text()
        if arguments[-1].startswith("-") and ":" not in arguments[-1]:
            arguments[-1] += ":" + value
        else:
            arguments.append(value)
        return
    reader.position = named.end()
    if named[1]:
        reader.skip_space()
        arguments.append(named[0] + reader.argument_text())
    else:
        arguments.append(named[0])


class _Reader:
    """Walk over PowerShell text, one token at a time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def at_end(self) -> bool:
        return self.position >= len(self.text)

    def peek(self) -> str:
        return self.text[self.position] if self.position < len(self.text) else ""

    def error(self, what: str) -> UsageError:
        near = self.text[self.position :].strip()[:1]
        where = f"at character {self.position + 1}" + (f" ('{near}')" if near else " (the end)")
        return UsageError(
            f"reading a PowerShell literal: {what}, {where}", hint="Only literals are read; nothing is evaluated."
        )

    def skip_space(self, newlines: bool = False) -> bool:
        start = self.position
        while not self.at_end():
            here = self.text[self.position]
            if here == "`" and (line := _CONTINUED.match(self.text, self.position)):
                self.position = line.end()
            elif here in " \t\u00a0" or (newlines and here in "\r\n"):
                self.position += 1
            elif here == "#" and (newlines or self.text[self.position - 1 : self.position].isspace()):
                end = self.text.find("\n", self.position)
                self.position = len(self.text) if end < 0 else end
            else:
                break
        return self.position > start

    def value(self, depth: int) -> Any:
        """Read one value; `a,b` at this level is a list."""
        first = self.single(depth)
        items = [first]
        while True:
            mark = self.position
            self.skip_space()
            if self.peek() != ",":
                self.position = mark
                return items if len(items) > 1 else first
            self.position += 1
            self.skip_space(newlines=True)
            items.append(self.single(depth))

    def single(self, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise self.error(f"nested more than {_MAX_DEPTH} levels")
        self.skip_space(newlines=True)
        here = self.peek()
        if self.text.startswith("@{", self.position):
            return self.table(depth)
        if self.text.startswith("@(", self.position):
            return self.array(depth)
        if here and here in _SINGLE + _DOUBLE:
            return self.string()
        if here == "$":
            return self.constant()
        if here == "[":
            raise self.error("a cast such as [int] is not evaluated")
        if here == "(":
            raise self.error("an expression in parentheses is not evaluated")
        return self.number()

    def number(self) -> int | float:
        found = _NUMBER.match(self.text, self.position)
        if not found:
            raise self.error("a string needs quotes here" if self.peek() else "a value is missing")
        value = _number(found[0])
        if value is None:
            raise self.error("a number is too large")
        self.position = found.end()
        return value

    def table(self, depth: int) -> dict[str, Any]:
        self.position += 2
        made: dict[str, Any] = {}
        while True:
            self._skip_separators(";")
            if self.peek() == "}":
                self.position += 1
                return made
            key = self.key()
            if any(key.lower() == known.lower() for known in made):
                raise self.error(f"the key {key!r} is given twice")
            self.skip_space()
            if self.peek() != "=":
                raise self.error(f"'=' is missing after the key {key!r}")
            self.position += 1
            made[key] = self.value(depth + 1)
            self.skip_space()
            if self.peek() not in (";", "}", "\n", "\r", "#"):
                raise self.error("';', a new line or '}' is missing")

    def array(self, depth: int) -> list[Any]:
        self.position += 2
        made: list[Any] = []
        while True:
            self._skip_separators(";,")
            if self.peek() == ")":
                self.position += 1
                return made
            made.append(self.single(depth + 1))
            self.skip_space()
            if self.peek() not in (",", ";", ")", "\n", "\r", "#"):
                raise self.error("',' or ')' is missing")

    def _skip_separators(self, separators: str) -> None:
        while self.skip_space(newlines=True) or (self.peek() and self.peek() in separators):
            if self.peek() and self.peek() in separators:
                self.position += 1

    def key(self) -> str:
        here = self.peek()
        if here and here in _SINGLE + _DOUBLE:
            return self.string()
        bare = _BARE.match(self.text, self.position)
        if not bare:
            raise self.error("a key is missing")
        self.position = bare.end()
        return bare[0]

    def constant(self) -> Any:
        found = re.compile(r"\$\w+(?![:\w.\[(])").match(self.text, self.position)
        if found and found[0].lower() in _CONSTANTS:
            self.position = found.end()
            return _CONSTANTS[found[0].lower()]
        what = "$( ) is not evaluated" if self.text.startswith("$(", self.position) else "a variable is not evaluated"
        raise self.error(what)

    def string(self) -> str:
        quotes = _SINGLE if self.peek() in _SINGLE else _DOUBLE
        verbatim = quotes is _SINGLE
        self.position += 1
        made: list[str] = []
        while not self.at_end():
            here = self.peek()
            self.position += 1
            if here in quotes:
                if self.peek() and self.peek() in quotes:
                    made.append(self.peek())
                    self.position += 1
                    continue
                return "".join(made)
            if not verbatim and here == "`":
                made.append(_ESCAPES.get(self.peek(), self.peek()))
                self.position += 1
            elif not verbatim and here == "$" and re.match(r"[\w({?^]", self.peek()):
                self.position -= 1
                raise self.error("a variable or $( ) inside double quotes is not evaluated; use single quotes")
            else:
                made.append(here)
        raise self.error("a closing quote is missing")

    def command_name(self) -> str:
        found = re.compile(r"[A-Za-z][\w.\\]*-?[\w-]*").match(self.text, self.position)
        if not found:
            raise self.error("a command name such as Get-MgBetaIdentityApiConnector is missing")
        self.position = found.end()
        return found[0].rsplit("\\", 1)[-1]

    def argument_text(self) -> str:
        """Read one argument of a command line and give it as a shell would hand it over."""
        here = self.peek()
        if here in "|&;<>" or here in "\r\n":
            raise self.error("one command at a time; pipes and several commands are not read here")
        start = self.position
        if self.text.startswith(("@{", "@("), start):
            value = self.value(0)
            if isinstance(value, list) and all(isinstance(one, (str, int, float)) for one in value):
                return ",".join(str(one) for one in value)  # as a shell would hand over `a,b`
            return self.text[start : self.position]
        if here == "@" and re.match(r"@\w+(\s|$)", self.text[start:]):
            raise self.error("splatting (@name) is not evaluated")
        parts = [self._argument_part()]
        while True:
            mark = self.position
            self.skip_space()
            if self.peek() != ",":
                self.position = mark
                return ",".join(parts)
            self.position += 1
            self.skip_space(newlines=True)
            parts.append(self._argument_part())

    def _argument_part(self) -> str:
        here = self.peek()
        if here and here in _SINGLE + _DOUBLE:
            return self.string()
        if here == "$":
            mark = self.position
            self.constant()
            return self.text[mark : self.position].lower()
        if here == "(":
            raise self.error("an expression in parentheses is not evaluated")
        bare = re.compile(r"(?:[^\s;,|&<>(){}'\"`$#]|(?<=\S)#)+").match(self.text, self.position)
        if not bare:
            raise self.error("a value is missing")
        self.position = bare.end()
        return bare[0]


def _number(text: str) -> int | float | None:
    """Read a number; None for one beyond what JSON's readers take."""
    if len(text) > 400:
        return None
    if re.fullmatch(r"[+-]?0[xX][0-9a-fA-F]+", text):
        return int(text, 16)
    if not re.search(r"[.eE]", text):
        return int(text)
    value = float(text)
    return value if abs(value) != float("inf") else None

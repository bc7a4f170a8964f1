"""
The OData query options of a request, or of an item of `$expand`, read and checked one by one.

Made by `service`; handlers say which they take. What an option does to an answer is `odata`'s.

Rule: an option with `$` that is not known or not served is refused by name, never ignored; an unknown one without `$`
is the caller's own and is let be (OData 4.01 part 1, section 6). In an item of `$expand` there are none of those.
Source: https://learn.microsoft.com/graph/query-parameters
"""

from collections.abc import Iterator
from urllib.parse import unquote_plus

from graphkey.localgraph.problems import bad_request

_KNOWN = (
    "select", "expand", "filter", "orderby", "top", "skip", "skiptoken", "deltatoken", "count", "search", "format",
)  # fmt: skip
_KNOWN_NESTED = ("select", "expand", "filter", "orderby", "top", "skip", "count", "search", "levels")
_QUOTES = "'\""


class Options:
    """
    Hold the query options of one request.

    Args:
        query: percent-encoded as sent.
    Raises:
        BadRequestError: an option is unknown or given twice.
    """

    def __init__(self, query: str) -> None:
        self.pairs: list[tuple[str, str]] = []
        self.values: dict[str, str] = {}
        for part in query.split("&") if query else ():
            raw_name, _, raw_value = part.partition("=")
            self.pairs.append((raw_name, raw_value))
            name, value = decoded(raw_name), decoded(raw_value)
            if not self._take(name, value, _KNOWN) and name.startswith("$"):
                raise bad_request(f"The query option '{name[:100]}' is not known.")

    @classmethod
    def nested(cls, text: str) -> "Options":
        """
        Read the options in the parentheses of an item of `$expand`.

        Args:
            text: decoded: `$select=id;$top=5`.
        """
        options = cls("")
        for part in split_list(text, ";"):
            name, _, value = part.partition("=")
            if not options._take(name.strip(), value.strip(), _KNOWN_NESTED):
                raise bad_request(f"The query option '{name.strip()[:100]}' is not known in $expand.")
        return options

    def _take(self, name: str, value: str, known: tuple[str, ...]) -> bool:
        plain = name.removeprefix("$").lower()
        if plain not in known:
            return False
        if plain in self.values:
            raise bad_request(f"The query option '${plain}' is given more than once.")
        self.values[plain] = value
        return True

    def text(self, name: str) -> str | None:
        """Return an option as given, or None."""
        return self.values.get(name)

    def number(self, name: str, most: int) -> int | None:
        """Return an option as a whole number between 0 and `most`, or None."""
        text = self.values.get(name)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) > most:
            raise bad_request(f"Invalid value '{text[:100]}' for ${name}: a whole number from 0 to {most} is needed.")
        return int(text)

    def flag(self, name: str) -> bool:
        """Return an option that is true or false, or False."""
        text = self.values.get(name, "false").lower()
        if text not in ("true", "false"):
            raise bad_request(f"Invalid value '{text[:100]}' for ${name}: 'true' or 'false' is needed.")
        return text == "true"

    def names(self, name: str) -> list[str]:
        """Return an option that is a list; commas inside parentheses and quotes do not part its items."""
        return split_list(self.values.get(name, ""))

    def allow(self, *names: str) -> None:
        """Refuse every option of OData that is not among these; `$format` is taken everywhere when it asks for JSON."""
        for name, value in self.values.items():
            if name == "format" and value.lower().startswith(("json", "application/json")):
                continue
            if name not in names:
                raise bad_request(f"The query option '${name}' is not supported here.")


def split_list(text: str, separator: str = ",") -> list[str]:
    """Split at the separators that stand in no parentheses and no quotes; empty parts are dropped."""
    parts, start = [], 0
    for at in _outermost(text):
        if text[at] == separator:
            parts.append(text[start:at].strip())
            start = at + 1
    return [part for part in [*parts, text[start:].strip()] if part]


def _outermost(text: str) -> Iterator[int]:
    """Yield where the characters stand that are in no parentheses and no quotes."""
    depth, quote = 0, ""
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES:
            quote = character
        else:
            depth += (character == "(") - (character == ")")
            if depth == 0:
                yield at


def decoded(text: str) -> str:
    """Decode a name or a value of a query, in which `+` is a space."""
    try:
        return unquote_plus(text, errors="strict")
    except UnicodeDecodeError as error:
        raise bad_request("The query is no UTF-8 text.") from error

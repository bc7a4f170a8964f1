"""
The OData query options of a request, read and checked one by one.

Made by `service`; handlers say which they take. What an option does to an answer is `odata`'s.

Rule: an option with `$` that is not known or not served is refused by name, never ignored; an unknown one without `$`
is the caller's own and is let be (OData 4.01 part 1, section 6).
Source: https://learn.microsoft.com/graph/query-parameters
"""

from urllib.parse import unquote_plus

from graphkey.localgraph.problems import bad_request

_KNOWN = ("select", "expand", "filter", "orderby", "top", "skip", "skiptoken", "count", "search", "format")


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
            plain = name[1:].lower() if name.startswith("$") else name.lower()
            if plain in _KNOWN:
                if plain in self.values:
                    raise bad_request(f"The query option '${plain}' is given more than once.")
                self.values[plain] = value
            elif name.startswith("$"):
                raise bad_request(f"The query option '{name[:100]}' is not known.")

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
        """Return an option that is a list of names; commas inside parentheses do not part them."""
        return split_list(self.values.get(name, ""))

    def allow(self, *names: str) -> None:
        """Refuse every option of OData that is not among these; `$format` is taken everywhere when it asks for JSON."""
        for name, value in self.values.items():
            if name == "format" and value.lower().startswith(("json", "application/json")):
                continue
            if name not in names:
                raise bad_request(f"The query option '${name}' is not supported here.")


def split_list(text: str) -> list[str]:
    """Split at the commas that stand in no parentheses; empty parts are dropped."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    return [part for part in [*parts, text[start:].strip()] if part]


def decoded(text: str) -> str:
    """Decode a name or a value of a query, in which `+` is a space."""
    try:
        return unquote_plus(text, errors="strict")
    except UnicodeDecodeError as error:
        raise bad_request("The query is no UTF-8 text.") from error

"""
Paths of Graph: write one from a template and ids, find the template and the ids of one as it came over the wire.

Called by `client/bind` (render) and, through `catalog.load`, by the local Graph and `graphkey request`. Knows the grammar of
paths and no path; what exists is asked through `known`.

Rule: `match(template, render(template, ids)) == ids`.
Rule: a path is split at `/` first and each segment is percent-decoded exactly once, so an id can hold `/`, `..` or `%2f`
without ever becoming a step of the path.
Source: OData 4.01 part 2, sections 2 (order of splitting and decoding), 4.3.1 (keys in parentheses), 4.3.6 (key as segment).
"""

from collections.abc import Callable, Iterator, Mapping

from graphkey.errors import UsageError

_QUALIFIER = "microsoft.graph."


def key_of(template: str) -> str:
    """
    Give the key of a template: lower case, each id as `{}`, arguments of a function sorted by name.

    Returns: `/identity/b2xuserflows/{}` for `/identity/b2xUserFlows/{b2xIdentityUserFlow-id}`.
    """
    return "/".join(_segment_key(segment) for segment in template.split("/"))


def placeholders(template: str) -> list[str]:
    """List the names of the ids of a template, in order."""
    return [part.split("}")[0] for part in template.split("{")[1:]]


def render(template: str, ids: Mapping[str, str]) -> str:
    """
    Write a path.

    Args:
        template: `/identity/b2xUserFlows/{b2xIdentityUserFlow-id}`.
        ids: placeholder -> id, in plain text.
    Returns: the path, each id percent-encoded whole. An id that begins with `$` goes into parentheses
        (`b2xUserFlows('%24count')`), because as a segment it would mean Graph's own `$count` or `$ref`.
    Raises: UsageError when an id is absent, empty, blank or no valid text.
    """
    segments: list[str] = []
    for segment in template.split("/"):
        if "{" not in segment:
            segments.append(segment)
        elif _is_id(segment) and segments and _id(segment[1:-1], ids).startswith("$"):
            segments[-1] += "('" + _quoted(_id(segment[1:-1], ids)) + "')"
        else:
            segments.append(_fill(segment, ids))
    return "/".join(segments)


def match(template: str, raw_path: str) -> dict[str, str] | None:
    """
    Read the ids of a path of known template; the inverse of `render`.

    Args:
        raw_path: still percent-encoded, without version and query.
    Returns: placeholder -> id, or None when the path is not of this template.
    """
    wanted, given = template.strip("/").split("/"), _split(raw_path)
    if given is None:
        return None
    ids: dict[str, str] = {}
    at = 0
    for raw, segment in given:
        if at == len(wanted):
            return None
        found = _read(wanted[at : at + 2], raw, segment)
        if found is None:
            return None
        at += found[0]
        ids.update(found[1])
    return ids if at == len(wanted) else None


def find(raw_path: str, known: Callable[[str], bool]) -> str | None:
    """
    Find the key of a path; literal segments win over ids.

    Args:
        raw_path: still percent-encoded, without version and query.
        known: tells whether a key begins with this text; `…/` asks for longer paths, `… ` for this very path.
    Returns: a key as `key_of` makes it, or None.
    """
    segments = _split(raw_path)
    return _search("", segments, known) if segments else None


def _search(key: str, segments: list[tuple[str, str]], known: Callable[[str], bool]) -> str | None:
    if not segments:
        return key if known(key + " ") else None
    for spelling in _spellings(*segments[0]):
        longer = f"{key}/{spelling}"
        if known(longer + "/") or known(longer + " "):
            found = _search(longer, segments[1:], known)
            if found is not None:
                return found
    return None


def _split(raw_path: str) -> list[tuple[str, str]] | None:
    """Split into (raw, decoded) segments; None for a path that no client of Graph sends."""
    from urllib.parse import unquote

    raw = raw_path.removeprefix("/").removesuffix("/").split("/")
    # An empty segment, or a dot segment sent as such, is a step of the path and no id (RFC 3986 section 5.2.4).
    if any(segment in ("", ".", "..") for segment in raw):
        return None
    try:
        return [(segment, unquote(segment, errors="strict")) for segment in raw]
    except UnicodeDecodeError:
        return None


def _spellings(raw: str, segment: str) -> Iterator[str]:
    """Give the keys that a segment can stand for, the most literal first."""
    for literal in _literals(segment):
        yield literal
        if not literal.endswith(")"):
            yield literal + "()"  # a function without arguments may be called without parentheses
    keyed = _keyed(segment)
    if keyed:
        for literal in _literals(keyed[0]):
            yield literal + "/{}"
    called = _called(raw)
    if called:
        arguments = sorted(f"{name}={'@' if value.startswith('@') else '{}'}" for name, value in called[1].items())
        for literal in _literals(called[0]):
            yield f"{literal}({','.join(arguments)})"
            # What a template takes as an alias (`a=@a`) may stand in the path itself, as Graph's pages show it.
            yield f"{literal}({','.join(argument.replace('={}', '=@') for argument in arguments)})"
    yield "{}"


def _literals(segment: str) -> list[str]:
    lower = segment.lower()
    if not lower.isascii() or not lower.isprintable() or any(sign in lower for sign in "{ /"):
        return []  # would be read as the grammar of keys and not as a name
    if lower.startswith(_QUALIFIER):
        # Actions stand bare in the catalog, casts as `graph.x`; on the wire both may be qualified.
        return [lower.removeprefix(_QUALIFIER), lower.removeprefix("microsoft.")]
    return [lower]


def _keyed(segment: str) -> tuple[str, str] | None:
    """Take `name('key')` apart; a quote inside the key is doubled."""
    name, opened, rest = segment.partition("('")
    if not opened or not name or not rest.endswith("')"):
        return None
    key = rest[:-2]
    return (name, key.replace("''", "'")) if "'" not in key.replace("''", "") and key else None


def _called(raw: str) -> tuple[str, dict[str, str]] | None:
    """Take `name(a=1,b='x')` apart; values decoded, names in lower case."""
    from urllib.parse import unquote

    name, opened, rest = raw.partition("(")
    if not opened or "=" not in rest or not rest.endswith(")"):
        return None
    found: dict[str, str] = {}
    for part in _arguments(rest[:-1]):
        argument, equals, value = part.partition("=")
        if not equals or not argument.isidentifier():
            return None
        try:
            found[argument.lower()] = unquote(value, errors="strict")
        except UnicodeDecodeError:
            return None
    return unquote(name), found


def _arguments(text: str) -> list[str]:
    """Split at the commas that a new `name=` follows; other commas belong to a value."""
    parts: list[str] = []
    for part in text.split(","):
        if (part.partition("=")[0].isidentifier() and "=" in part) or not parts:
            parts.append(part)
        else:
            parts[-1] += "," + part
    return parts


def _read(wanted: list[str], raw: str, segment: str) -> tuple[int, dict[str, str]] | None:
    """Read one segment against a template; returns how many template segments it covers, and the ids in it."""
    first = wanted[0]
    if _is_id(first):
        return 1, {first[1:-1]: segment}
    if "=" in first:
        values = _read_call(first, raw)
        return None if values is None else (1, values)
    if first.lower() in _literals(segment) or first.lower().removesuffix("()") in _literals(segment):
        return 1, {}
    keyed = _keyed(segment)
    if keyed and len(wanted) > 1 and _is_id(wanted[1]) and first.lower() in _literals(keyed[0]):
        return 2, {wanted[1][1:-1]: keyed[1]}
    return None


def _read_call(template: str, raw: str) -> dict[str, str] | None:
    called = _called(raw)
    name, _, rest = template.removesuffix(")").partition("(")
    declared = dict(argument.split("=") for argument in rest.split(","))
    if called is None or name.lower() not in _literals(called[0]) or {n.lower() for n in declared} != set(called[1]):
        return None
    values: dict[str, str] = {}
    for argument, slot in declared.items():
        value = called[1][argument.lower()]
        quoted = slot.startswith("'")
        if quoted and (len(value) < 2 or value[0] + value[-1] != "''"):
            return None
        if "{" in slot:
            values[slot.strip("'")[1:-1]] = value[1:-1].replace("''", "'") if quoted else value
        elif slot.startswith("@") and not value.startswith("@"):
            values[slot[1:]] = value
    return values


def _is_id(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}")


def _segment_key(segment: str) -> str:
    if _is_id(segment):
        return "{}"
    name, opened, rest = segment.removesuffix(")").partition("(")
    if not opened:
        return segment.lower()
    slots = (argument.partition("=") for argument in rest.split(",") if argument)
    arguments = sorted(f"{argument.lower()}={'@' if slot[0] == '@' else '{}'}" for argument, _, slot in slots)
    return f"{name.lower()}({','.join(arguments)})"


def _fill(segment: str, ids: Mapping[str, str]) -> str:
    filled, *parts = segment.split("{")
    for part in parts:
        name, _, rest = part.partition("}")
        value = _id(name, ids)
        filled += (_quoted(value) if filled.endswith("'") else _encoded(value)) + rest
    return filled


def _id(name: str, ids: Mapping[str, str]) -> str:
    value = ids.get(name)
    if value is None:
        raise UsageError(f"the path needs {name}, and it is not given", hint="Give every id of the path.")
    if not value.strip():
        raise UsageError(f"{name} is empty", hint="An empty id would lead to another path; give the id.")
    return value


def _quoted(value: str) -> str:
    return _encoded(value.replace("'", "''"))


def _encoded(value: str) -> str:
    if value.isascii() and value.replace("-", "").replace("_", "").isalnum():
        return value  # as `quote` would; most ids are such
    from urllib.parse import quote

    try:
        encoded = quote(value, safe="")
    except UnicodeEncodeError as error:
        raise UsageError("an id holds half a character", hint="Give the id as valid Unicode text.") from error
    # Only an id that is all dots could be taken for a step of the path; no dot of such an id goes out bare.
    return encoded.replace(".", "%2E") if set(value) == {"."} else encoded

"""
Parameters to values: which parameter set the given ones fit, and what they come to: ids, options, headers and one body.

Command line and library both end here, so that all parameter sets of a command have one shape from here on. Pure. Knows no shell
text: what comes in are Python values (text, numbers, lists, documents, `Secret`, bytes of a bundle).

Source: about_Parameter_Sets (learn.microsoft.com/powershell); ViaIdentity rules of Azure/autorest.powershell cmdlets/class.ts.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from graphkey.catalog.model import Operation
from graphkey.catalog.parameters import Parameter
from graphkey.catalog.sets import ParameterSet, Signature, ids_of
from graphkey.client.document import merge, normalise, without_annotations
from graphkey.errors import UsageError


class Values(NamedTuple):
    """
    Hold what one call sends.

    Args:
        ids: placeholder -> id, not yet percent-encoded.
        query: OData options by wire name (`$filter`), plus `all` and `page-size` for lists.
        headers: lower-case names.
        body: a document in wire spelling, in which `Secret` values may stand; bytes of content; None for no body.
    """

    ids: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any = None


_INSTEAD = {"InFile": "Data"}
"""What may be given in place of a parameter that is needed: the bytes instead of the file that holds them."""


class Call(NamedTuple):
    """Name the chosen parameter set and its values."""

    chosen: ParameterSet
    values: Values

    @property
    def operation(self) -> Operation:
        """Return the operation that the set leads to."""
        return self.chosen.operation


def assemble(signature: Signature, given: Mapping[str, Any]) -> Call:
    """
    Bring parameter values to the shape of one call.

    Args:
        given: parameter name, as the signature spells it -> value.
    Raises: UsageError for mixed or incomplete sets, one key by two routes, missing or empty ids.
    """
    chosen = choose_set(signature, given)
    parameters = {p.name: p for p in signature.parameters if p.name in given and (not p.sets or chosen.name in p.sets)}
    return Call(
        chosen, _values(chosen, [(parameters[name], value) for name, value in given.items() if name in parameters])
    )


def choose_set(signature: Signature, given: Mapping[str, Any] | Sequence[str]) -> ParameterSet:
    """
    Find the one parameter set that the given parameters fit.

    Raises: UsageError that names the sets and what is missing or mixed.
    """
    # Only the few that are given are looked at: a command has fifty parameters, and a program may call it thousands of times.
    present = [p for p in signature.parameters if p.name in given and p.place not in ("common", "ours")]
    names = {p.name for p in present}
    fitting = [one for one in signature.sets if names <= {p.name for p in present if not p.sets or one.name in p.sets}]
    if not fitting:
        raise UsageError(_mixed(signature, names), hint=sets_hint(signature))
    complete = [one for one in fitting if not missing(signature, one, names)]
    if not complete:
        lacks = "; ".join(f"{one.name} lacks {listed(missing(signature, one, names))}" for one in fitting)
        raise UsageError(f"{signature.command.name} is incomplete: {lacks}", hint=sets_hint(signature))
    return complete[0]


def missing(signature: Signature, one: ParameterSet, names: set[str]) -> list[str]:
    """List the required parameters of a set's call that are not among the names."""
    # Few are required, and every call comes here: that is asked first.
    needed = [p for p in signature.parameters if p.required and (not p.sets or one.name in p.sets)]
    return [p.name for p in needed if p.place != "common" and p.name not in names and _INSTEAD.get(p.name) not in names]


def listed(names: Sequence[str]) -> str:
    """Write parameter names for a sentence: `-A, -B`."""
    return ", ".join(f"-{name}" for name in names)


def _mixed(signature: Signature, names: set[str]) -> str:
    where = [f"-{p.name} ({', '.join(p.sets)})" for p in signature.parameters if p.name in names and p.sets]
    return f"{signature.command.name}: no parameter set takes these together: {', '.join(where)}"


def sets_hint(signature: Signature) -> str:
    """Name the sets and what each needs, for the hint of an error."""
    lines = []
    for one in signature.sets:
        needed = " ".join(f"-{p.name}" for p in signature.in_set(one) if p.required)
        nothing = "a property of the body" if one.body and one.expanded else "nothing needed"
        lines.append(f"{one.name}: {needed or nothing}")
    return "The sets and what each needs: " + "; ".join(lines)


def _values(chosen: ParameterSet, given: Sequence[tuple[Parameter, Any]]) -> Values:
    operation = chosen.operation
    ids: dict[str, str] = {}
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    for parameter, value in given:
        if parameter.place == "path":
            ids[parameter.wire] = _id_text(parameter, value)
        elif parameter.place == "identity":
            from graphkey.client.identity import ids_from

            ids |= ids_from(value, operation)
        elif parameter.place == "query" and value is not False and value is not None:
            text = _option_text(value)
            query[parameter.wire] = _READ_OPTIONS[parameter.wire](text) if parameter.wire in _READ_OPTIONS else text
        elif parameter.place == "header" and value is not None:
            headers[parameter.wire] = str(value)
    ask_for_consistency(operation, query, headers)
    return Values({i: ids[i] for i in ids_of(operation.path)}, query, headers, _body(chosen, given))


def ask_for_consistency(operation: Operation, query: Mapping[str, str], headers: dict[str, str]) -> None:
    """Add the header without which an advanced query is not answered, unless the caller gave another one."""
    advanced = "$search" in query or "$count" in query or operation.kind == "count"
    if "ConsistencyLevel" in operation.headers and advanced:
        # Source: https://learn.microsoft.com/graph/aad-advanced-queries: these are answered with this header alone.
        headers.setdefault("consistencylevel", "eventual")


def _id_text(parameter: Parameter, value: Any) -> str:
    if parameter.many:
        from graphkey.client.identity import list_text

        return list_text(f"-{parameter.name}", value)
    if not isinstance(value, (str, int)) or isinstance(value, bool) or not str(value).strip():
        raise UsageError(f"-{parameter.name} is empty or no text", hint="Give the id as text.")
    return str(value)


def _option_text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ",".join(str(item) for item in value)
    if isinstance(value, bool):
        return "true"
    return str(value)


def search_text(text: str) -> str:
    """Quote a search phrase that is not quoted; an operator in front of a quoted phrase shows that it is."""
    if not text or text.startswith('"') or re.match(r"\(|NOT\s", text):
        return text
    return '"' + re.sub(r'(?<!\\)"', '\\"', text) + '"'


def _filter_text(text: str) -> str:
    """Undo percent-encoding, which scripts for Microsoft's module may hold; what is no encoding stays."""
    if not re.search(r"%[0-9A-Fa-f]{2}", text):
        return text
    from urllib.parse import unquote

    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text


# Source: Graph PowerShell, tools/Custom/ListCmdlet.cs: -Search is quoted, -Filter is unescaped before it is escaped.
_READ_OPTIONS: Mapping[str, Callable[[str], str]] = {"$search": search_text, "$filter": _filter_text}


def _body(chosen: ParameterSet, given: Sequence[tuple[Parameter, Any]]) -> Any:
    media = [value for parameter, value in given if parameter.place == "media"]
    if len(media) > 1:
        raise UsageError("-InFile and -Data are both given", hint="Keep one of them.")
    if media and not isinstance(media[0], bytes):
        raise UsageError("content is given as bytes", hint="In Python: data=Path(…).read_bytes().")
    if media:
        return media[0]
    if not chosen.body:
        return None
    operation = chosen.operation
    routes: list[tuple[str, Mapping[str, Any]]] = []
    for parameter, value in given:
        if parameter.place == "whole-body":
            document = normalise(operation, _mapping(parameter, value), route=f"-{parameter.name}")
            return document if operation.body == "reference" else without_annotations(document)
        if parameter.place == "body":
            routes.append((f"-{parameter.name}", {parameter.wire: value}))
        elif parameter.place == "extra":
            routes.append((f"-{parameter.name}", _mapping(parameter, value)))
    return merge([(route, normalise(operation, part, route=route)) for route, part in routes])


def _mapping(parameter: Parameter, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise UsageError(
            f"-{parameter.name} takes an object, not {'null' if value is None else type(value).__name__}",
            hint="Give JSON {…} or @{…}.",
        )
    return value


def find(signature: Signature, name: str, *, valued: bool = False) -> Parameter:
    """
    Find a parameter by name, alias or unambiguous prefix, ignoring case, dashes and underscores.

    Args:
        valued: a value follows that no switch takes: then a switch of ours gives way to what it begins (`-Local en` is -Locale).
    Raises: UsageError for unknown and ambiguous names.
    """
    wanted = _plain(name)
    ours, theirs = ([p for p in signature.parameters if p.theirs is one] for one in (False, True))
    begun = _hits(theirs, wanted)
    for parameter in signature.parameters:
        yields = valued and not parameter.theirs and parameter.switch and len(begun) == 1
        if not yields and wanted in (_plain(parameter.name), *(_plain(alias) for alias in parameter.aliases)):
            return parameter
    hits = begun or _hits(ours, wanted)
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise UsageError(f"-{name} is ambiguous: it begins {listed([p.name for p in hits])}", hint="Type more of it.")
    raise UsageError(f"{signature.command.name} has no parameter -{name}", hint=_nearest(signature, wanted))


def _hits(parameters: Sequence[Parameter], wanted: str) -> list[Parameter]:
    return [p for p in parameters if any(_plain(name).startswith(wanted) for name in (p.name, *p.aliases))]


@cache
def _plain(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


def _nearest(signature: Signature, wanted: str) -> str:
    from difflib import get_close_matches

    by_plain = {_plain(p.name): p.name for p in signature.parameters}
    near = [f"-{by_plain[key]}" for key in get_close_matches(wanted, list(by_plain), n=3, cutoff=0.5)]
    return (f"Did you mean {' or '.join(near)}? " if near else "") + f"See graphkey {signature.command.name} --help."

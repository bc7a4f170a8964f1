"""
Which inputs a command runs over: the given values alone, or one set of values for each object on standard input.

Standard input is read when a value is `-`, or when identity or body is missing and nothing else gives it; never merely because it
is no terminal, for a CI job's standard input may never end.

Rule: what is piped binds to the one of identity and body that is not given. Where neither is and the command changes an object
(`Get-… | Update-…`), it is both: where the object is, and what it shall be. An action takes it as where (`Get-… | Reset-…`).
Rule: an action whose ids are given and whose body may be empty runs without values where nothing is piped, as in PowerShell, and
says so; not one that carries a bundle.
Rule: an object that is wrong fails when its turn comes, so that the ones before it are done and counted.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphkey.catalog import load
from graphkey.catalog.parameters import Parameter
from graphkey.catalog.sets import Signature
from graphkey.cli.pipeline import read_objects, unfold
from graphkey.cli.values import Reading
from graphkey.client.assemble import choose_set, listed, sets_hint
from graphkey.client.document import writable
from graphkey.errors import UsageError

Input = Callable[[], dict[str, Any]]
"""Gives the values of one call, or raises what is wrong with this object."""
_BODY = frozenset({"body", "extra", "whole-body"})
_IDS = frozenset({"path", "identity"})


def inputs_of(reading: Reading, *, stdin_is_terminal: bool, say: Callable[[str], None]) -> list[Input]:
    """
    List the inputs of a command line, in order.

    Args:
        say: takes a remark for standard error.
    Raises: UsageError for mixed or incomplete sets, two readers of standard input, and input that is no JSON.
    """
    found = reading.given.signature
    values = reading.values()
    names = _dash(reading) or _missing(found, values, stdin_is_terminal)
    if not names:
        choose_set(found, values)
        return [lambda: values]
    choose_set(found, [*values, *names])
    piped = [p for p in found.parameters if p.name in names]
    raw = reading.sources.read_stdin()
    if not raw.strip() and _runs_bare(reading, values, names):
        say(f"{found.command.name} is called without a value: none is given, and nothing came on standard input.")
        return [lambda: values]
    if not raw.strip():
        raise UsageError(
            f"{found.command.name} is incomplete: {listed(_alternatives(found, names))} is missing, "
            "and nothing came on standard input",
            hint=f"Pipe a JSON object in, or give values. {sets_hint(found)}",
        )
    return [_input(reading, values, piped, one) for one in read_objects(raw)]


def _runs_bare(reading: Reading, values: Mapping[str, Any], names: Sequence[str]) -> bool:
    """Tell whether a call needs no more than the ids it has: an action that declares no value to be needed."""
    if reading.given.values.get("BodyParameter") == "-" or names != ["BodyParameter"]:
        return False
    operation = choose_set(reading.given.signature, values).operation
    body = load.type_of(operation.version, operation.body) if operation.kind == "action" and operation.body else None
    return body is not None and body.pfx is None and not any(one.required for one in body.properties)


def _alternatives(found: Signature, names: Sequence[str]) -> list[str]:
    """Name the parameters that would have made standard input unnecessary."""
    ids = [p.name for p in found.parameters if p.place == "path"] if "InputObject" in names else []
    return [*ids, *names]


def _input(reading: Reading, values: Mapping[str, Any], piped: Sequence[Parameter], one: dict[str, Any]) -> Input:
    def of(parameter: Parameter) -> Any:
        if parameter.place == "identity":
            return one
        return writable(reading.operation, reading.body(unfold(one), parameter, piped=True))

    return lambda: {**values, **{parameter.name: of(parameter) for parameter in piped}}


def _dash(reading: Reading) -> list[str]:
    """Name the document parameter whose value is `-`, in a list."""
    dashes = [name for name in ("InputObject", "BodyParameter") if reading.given.values.get(name) == "-"]
    if len(dashes) == 2:
        raise UsageError("-InputObject and -BodyParameter both read standard input", hint="Give one of them as @FILE.")
    return dashes


def _missing(found: Signature, values: Mapping[str, Any], stdin_is_terminal: bool) -> list[str]:
    """Name what nothing gives, identity or body or, where an object that is there is changed, both; none when a person types."""
    places = {p.place for p in found.parameters if p.name in values}
    has_body, has_ids = bool(places & _BODY), bool(places & _IDS)
    if stdin_is_terminal or _is_complete(found, values, has_body):
        return []
    names = {p.name for p in found.parameters}
    takes_body, takes_identity = "BodyParameter" in names, "InputObject" in names
    if takes_body and takes_identity and not has_body and not has_ids and _changes(found):
        return ["InputObject", "BodyParameter"]
    if takes_body and not has_body and (has_ids or not takes_identity):
        return ["BodyParameter"]
    if takes_identity and not has_ids and (has_body or not takes_body or _acts(found)):
        return ["InputObject"]
    return []


def _changes(found: Signature) -> bool:
    return all(one.operation.kind in ("update", "set") for one in found.sets)


def _acts(found: Signature) -> bool:
    """Tell whether a command does something to an object that is there, which what is piped then names."""
    return all(one.operation.kind == "action" for one in found.sets)


def _is_complete(found: Signature, values: Mapping[str, Any], has_body: bool) -> bool:
    try:
        chosen = choose_set(found, values)
    except UsageError:
        return False
    return has_body or not chosen.body

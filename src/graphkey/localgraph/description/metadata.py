"""
`$metadata`: the catalog of one version as CSDL, made once and kept as bytes.

Called by `service`. Everything comes from the catalog, so it describes what the module reaches of Graph, and no more.

Rule: every name that is referred to is declared; the same catalog gives the same bytes.
Source: OData CSDL XML 4.01, sections 3 to 14 (https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html)
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from graphkey.catalog import load
from graphkey.catalog.model import Operation, Property, Type, Version
from graphkey.localgraph.resources.segments import Step, plain_template, steps_of, type_or_none
from graphkey.wire import Document

NAMESPACE = "microsoft.graph"
CONTAINER = "GraphService"
_EDMX = "http://docs.oasis-open.org/odata/ns/edmx"
_EDM = "http://docs.oasis-open.org/odata/ns/edm"
# Types of function arguments, which the catalog does not have, where they are no text; the SDKs annotate them so.
_ARGUMENTS = {"challengeTimeoutInMinutes": "Edm.Int32"}


class Bound(NamedTuple):
    """
    Describe an action or a function and what it is bound to.

    Args:
        binding: type of the binding parameter; of its members when `of_many`.
        arguments: name and type of each, in order.
    """

    name: str
    kind: str
    binding: str
    of_many: bool
    arguments: tuple[tuple[str, str], ...]
    returns: str | None


@cache
def metadata_document(version: Version) -> bytes:
    """Return a version's CSDL, UTF-8 XML."""
    by_namespace: dict[str, list[Type]] = {}
    for type_ in _types(version):
        if type_.kind != "body":
            by_namespace.setdefault(_namespace(type_.name), []).append(type_)
    streams = _types_with_streams(version)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<edmx:Edmx Version="4.0" xmlns:edmx="{_EDMX}">',
        "<edmx:DataServices>",
    ]
    for namespace in sorted(by_namespace):
        alias = ' Alias="graph"' if namespace == NAMESPACE else ""
        lines.append(f'<Schema Namespace="{namespace}"{alias} xmlns="{_EDM}">')
        for type_ in by_namespace[namespace]:
            lines.extend(_type(version, type_, streams))
        if namespace == NAMESPACE:
            for bound in bound_operations(version):
                lines.extend(_bound(bound))
            lines.extend(_container(version))
        lines.append("</Schema>")
    lines += ["</edmx:DataServices>", "</edmx:Edmx>", ""]
    return "\n".join(lines).encode()


def service_document(version: Version, root: str) -> Document:
    """
    Return the list of a version's entity sets and singletons (OData JSON 4.01, section 5).

    Args:
        root: `https://localhost:8443/beta`.
    """
    value = [{"name": name, "kind": kind, "url": name} for name, (kind, _) in roots(version).items()]
    return {"@odata.context": f"{root}/$metadata", "value": value}


@cache
def roots(version: Version) -> Mapping[str, tuple[str, str]]:
    """Return what paths begin with: name -> `EntitySet` or `Singleton`, and its type."""
    found: dict[str, tuple[str, str]] = {}
    for operation in load.operations(version):
        step = steps_of(version, operation.path)[0]
        type_name = step.type or step.name.removesuffix("s")  # tenantRelationships, which no operation answers
        found[step.name] = ("EntitySet" if step.kind == "set" else "Singleton", type_name)
    return dict(sorted(found.items()))


@cache
def bound_operations(version: Version) -> tuple[Bound, ...]:
    """Return the actions and functions of a version, each once for what it is bound to."""
    found = {_bound_operation(one): None for one in load.operations(version) if one.kind in ("action", "function")}
    return tuple(sorted(found, key=lambda bound: bound[:5]))


def qualified(version: Version, name: str, *, many: bool = False) -> str:
    """Return a catalog type's name as CSDL has it: `Edm.String`, `Collection(graph.user)`."""
    if name in ("Json", "stream", "Stream"):
        shown = "Edm.Untyped" if name == "Json" else "Edm.Stream"
    elif name[0].isupper():  # a primitive type
        shown = f"Edm.{name}"
    else:
        shown = f"graph.{name}" if _namespace(name) == NAMESPACE else f"{NAMESPACE}.{name}"
    return f"Collection({shown})" if many else shown


def _namespace(name: str) -> str:
    inner, _, _ = name.rpartition(".")
    return f"{NAMESPACE}.{inner}" if inner else NAMESPACE


def _type(version: Version, type_: Type, streams: frozenset[str]) -> Iterator[str]:
    name = type_.name.rpartition(".")[2]
    if type_.kind == "enum":
        yield from _enumeration(name, type_)
        return
    base = None if type_.base is None else load.type_of(version, type_.base)
    inherited = {one.name for one in base.properties} if base else set()
    own = [one for one in type_.properties if one.name not in inherited]
    element = "EntityType" if type_.kind == "entity" else "ComplexType"
    known = {
        "Name": name,
        "BaseType": qualified(version, base.name) if base else None,
        "Abstract": "true" if type_.abstract or (element == "EntityType" and _key(type_) is None) else None,
        "OpenType": "true" if type_.open and not (base and base.open) else None,
        "HasStream": "true" if type_.name in streams else None,
    }
    yield _start(element, known)
    key = _key(type_)
    if key is not None and (base is None or _key(base) is None) and element == "EntityType":
        yield f"<Key><PropertyRef Name={quoteattr(key)}/></Key>"
    for one in own:
        yield _property(version, one, is_key=one.name == key and element == "EntityType")
    yield f"</{element}>"


def _key(type_: Type) -> str | None:
    """Return the property that entities of a type are known by, or None when it has none."""
    found = type_.property(type_.key)
    return found.name if found else None


def _property(version: Version, one: Property, *, is_key: bool) -> str:
    target = type_or_none(version, one.type)
    nullable = None if one.nullable and not is_key else "false"
    if one.navigation and target is not None and target.kind == "entity":
        contains = "true" if one.contained else None
        shown = {"Name": one.name, "Type": qualified(version, one.type, many=one.many), "ContainsTarget": contains}
        return _start("NavigationProperty", shown, empty=True)
    shown = {"Name": one.name, "Type": qualified(version, one.type, many=one.many), "Nullable": nullable}
    return _start("Property", shown, empty=True)


def _enumeration(name: str, type_: Type) -> Iterator[str]:
    yield _start("EnumType", {"Name": name, "IsFlags": "true" if type_.flags else None})
    for at, member in enumerate(type_.members):
        yield _start("Member", {"Name": member, "Value": str(1 << at if type_.flags else at)}, empty=True)
    yield "</EnumType>"


def _bound(bound: Bound) -> Iterator[str]:
    element = bound.kind.capitalize()
    binding = f"Collection({bound.binding})" if bound.of_many else bound.binding
    yield _start(element, {"Name": bound.name, "IsBound": "true"})
    yield _start("Parameter", {"Name": "bindingParameter", "Type": binding, "Nullable": "false"}, empty=True)
    for name, type_name in bound.arguments:
        yield _start("Parameter", {"Name": name, "Type": type_name}, empty=True)
    if bound.returns is not None:
        yield _start("ReturnType", {"Type": bound.returns}, empty=True)
    yield f"</{element}>"


def _bound_operation(operation: Operation) -> Bound:
    version = operation.version
    parent, _, last = operation.path.rpartition("/")
    steps = steps_of(version, parent)
    returns = None
    if operation.returns is not None:
        returns = qualified(version, operation.returns, many=operation.many)
    return Bound(
        last.partition("(")[0],
        operation.kind,
        qualified(version, steps[-1].type),
        steps[-1].kind in ("set", "links"),
        tuple(_arguments(operation, last)),
        returns,
    )


def _arguments(operation: Operation, segment: str) -> Iterator[tuple[str, str]]:
    version = operation.version
    if operation.kind == "function":
        keys = load.identity_keys()
        inside = segment.partition("(")[2].removesuffix(")")
        for argument in inside.split(",") if inside else ():
            name = argument.partition("=")[0]
            many = (known := keys.get(name.lower())) is not None and known.many
            yield name, _ARGUMENTS.get(name, "Collection(Edm.String)" if many else "Edm.String")
    elif operation.body is not None and operation.body not in ("stream", "reference"):
        for one in load.type_of(version, operation.body).properties:
            yield one.name, qualified(version, one.type, many=one.many)


def _container(version: Version) -> Iterator[str]:
    found = roots(version)
    sets = {type_name: name for name, (kind, type_name) in found.items() if kind == "EntitySet"}
    yield f'<EntityContainer Name="{CONTAINER}">'
    for name, (kind, type_name) in found.items():
        target = {"EntityType" if kind == "EntitySet" else "Type": qualified(version, type_name)}
        bindings = [
            _start("NavigationPropertyBinding", {"Path": one.name, "Target": sets[one.type]}, empty=True)
            for one in getattr(type_or_none(version, type_name), "properties", ())
            if one.navigation and not one.contained and one.type in sets
        ]
        yield _start(kind, {"Name": name, **target}, empty=not bindings)
        yield from bindings
        if bindings:
            yield f"</{kind}>"
    yield "</EntityContainer>"


def _types(version: Version) -> Iterator[Type]:
    """Yield all types, with the navigation that paths go through and types do not declare; roots without a type get one."""
    shown = _navigation_of_paths(version)
    for name in load.type_names(version):
        type_ = load.type_of(version, name)
        below = shown.pop(type_.name, {})
        known = [below.pop(one.name, one) if one.type == "Json" else one for one in type_.properties]
        more = [one for one in below.values() if type_.property(one.name) is None]
        yield type_._replace(properties=(*known, *more))
    for name in sorted(shown):
        base = "directoryObject" if ("EntitySet", name) in roots(version).values() else "entity"
        inherited = load.type_of(version, base).properties
        yield Type(name, "entity", base, properties=(*inherited, *shown[name].values()))


def _navigation_of_paths(version: Version) -> dict[str, dict[str, Property]]:
    """Return what follows the things of each type in the paths of the catalog, by type and name."""
    found: dict[str, dict[str, Property]] = {}
    for one in load.operations(version):
        bound = one.kind in ("action", "function")
        first, *rest = steps_of(version, plain_template(one.path.rpartition("/")[0] if bound else one.path))
        owner = first.type or roots(version)[first.name][1]
        for step in rest:
            if step.kind not in ("key", "cast"):
                found.setdefault(owner, {}).setdefault(step.name, _navigation(step))
            owner = step.type
    return {owner: dict(sorted(below.items())) for owner, below in found.items()}


def _navigation(step: Step) -> Property:
    many, contained = step.kind in ("set", "links"), step.kind in ("set", "single")
    return Property(step.name, step.type, many=many, navigation=step.kind != "value", contained=contained)


def _types_with_streams(version: Version) -> frozenset[str]:
    """Return the types whose entities have a stream of their own, read at `…/$value`."""
    media = [one for one in load.operations(version) if one.kind == "media-get" and one.path.endswith("/$value")]
    return frozenset(steps_of(version, one.path.removesuffix("/$value"))[-1].type for one in media)


def _start(element: str, attributes: Mapping[str, str | None], *, empty: bool = False) -> str:
    shown = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value is not None)
    return f"<{element}{shown}{'/' if empty else ''}>"

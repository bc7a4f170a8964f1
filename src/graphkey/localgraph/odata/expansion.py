"""
`$expand`: what an item's navigation leads to, put into the item, with options of its own.

Called by `odata`. How navigation is followed is the listing's `reach`.

Rule: only navigation can be expanded; each path once; at most `MAX_LEVELS` levels deep.
Rule: an expanded collection is answered whole, or as many as its `$top` says; it has no next link.
Source: OData 4.01 part 2, 5.1.3; https://learn.microsoft.com/graph/query-parameters#expand-parameter
"""

from collections.abc import Sequence
from typing import NamedTuple

from graphkey.catalog.model import Property, Type
from graphkey.localgraph.odata.gather import MAX_SKIP, check_query, count_matching, gather, place
from graphkey.localgraph.odata.listing import Listing, Nested
from graphkey.localgraph.odata.options import Options
from graphkey.localgraph.odata.property_path import find_property
from graphkey.localgraph.odata.selection import project, selected_names, unknown_property
from graphkey.localgraph.problems import bad_request
from graphkey.localgraph.storage.store import Row
from graphkey.wire import Document

MAX_LEVELS = 6
_ON_ONE = ("select", "expand", "levels")
_ON_MANY = (*_ON_ONE, "filter", "search", "orderby", "top", "skip", "count")
_GRAPH = "microsoft.graph."


class Expansion(NamedTuple):
    """
    Be one item of `$expand`.

    Args:
        names: that lead to the navigation, in the catalog's spelling.
        type: declared type of what is there.
        options: in its parentheses.
        only: `$count` or `$ref` when just that is wanted, or nothing.
        cast: type that targets must be of, or None.
        star: it stands for all navigation, and what cannot be followed is left out.
    """

    names: tuple[str, ...]
    type: Type | None
    options: Options
    only: str = ""
    cast: Type | None = None
    star: bool = False


def read_expansions(listing: Listing, options: Options, level: int = 1) -> list[Expansion]:
    """
    Read `$expand`.

    Raises:
        BadRequestError: an item is no navigation, comes twice, or is nested too deep.
    """
    items = options.names("expand")
    if items and level > MAX_LEVELS:
        raise bad_request(f"$expand is nested deeper than {MAX_LEVELS} levels.")
    named = [_read(listing, item) for item in items if not item.startswith("*")]
    seen = [one.names for one in named]
    if len(set(seen)) != len(seen):
        raise bad_request("$expand names one path more than once.")
    for item in items:
        if item.startswith("*"):
            named += [one for one in _starred(listing, item) if one.names not in seen]
    for one in named:
        _check(listing, one, level)
    return named


def _check(listing: Listing, one: Expansion, level: int) -> None:
    """Refuse options that make no sense also where there is nothing to expand."""
    target = one.cast or one.type
    if target is None:
        return
    inner, options = listing._replace(type=target, nested=True), _leveled(one)
    selected_names(options, target, listing.find)
    check_query(inner, options)
    if "levels" not in one.options.values:
        read_expansions(inner, options, level + 1)


def expanded(listing: Listing, row: Row, document: Document, wanted: Sequence[Expansion], level: int = 1) -> Document:
    """
    Return a document with what its navigation leads to.

    Args:
        row: as stored, from which navigation is followed.
        document: as shown.
    """
    result = dict(document)
    for one in wanted:
        nested = None if listing.reach is None else listing.reach(row, one.names)
        if nested is None:
            if one.star or not _has(listing, row, one.names[0]):
                continue
            raise bad_request(f"The relationship '{'/'.join(one.names)}' cannot be expanded here.")
        _expand(result, one, nested, level)
    return result


def _has(listing: Listing, row: Row, name: str) -> bool:
    """Tell whether the type of an item, which may be a derived one, has a property."""
    own = listing.find(str(row.document.get("@odata.type", "")).rpartition(_GRAPH)[2])
    return (own or listing.type).property(name) is not None


def shown_expansions(listing: Listing, wanted: Sequence[Expansion]) -> list[str]:
    """Return what context URLs say of expanded navigation: `owners()`, `owners(id,displayName)`."""
    return [_shown(listing, one) for one in wanted if not one.only]


def _shown(listing: Listing, one: Expansion) -> str:
    inner = [] if one.type is None else selected_names(one.options, one.type, listing.find)
    return f"{'/'.join(one.names)}({','.join(inner)})"


def _read(listing: Listing, item: str) -> Expansion:
    path, opened, rest = item.partition("(")
    if opened and not rest.endswith(")"):
        raise bad_request(f"Syntax error in $expand at '{item[:100]}'.")
    segments = path.strip().split("/")
    only = segments.pop() if segments[-1] in ("$count", "$ref") else ""
    names, found, cast = _walked(listing, segments)
    options = Options.nested(rest[:-1])
    options.allow(*(_ON_MANY if found.many else _ON_ONE))
    return Expansion(names, listing.find(found.type), options, only, cast)


def _walked(listing: Listing, segments: Sequence[str]) -> tuple[tuple[str, ...], Property, Type | None]:
    """Follow a path to navigation; a cast before it opens a derived type, one after it narrows the targets."""
    current, names, navigation, cast = listing.type, [], None, None
    for segment in segments:
        narrowed = listing.find(segment) if "." in segment else None
        if narrowed is not None:
            cast, current = (narrowed if navigation else None), narrowed
            continue
        found = None if navigation else find_property(current, segment, listing.find)
        if found is None:
            raise unknown_property(segment[:100], current)
        below = listing.find(found.type)
        if not found.navigation and (below is None or found.many or below.kind == "enum"):
            raise _not_navigation(segment, current)
        names.append(found.name)
        navigation = found if found.navigation else None
        current = below or current
    if navigation is None:
        raise _not_navigation(segments[-1], listing.type)
    return tuple(names), navigation, cast


def _starred(listing: Listing, item: str) -> list[Expansion]:
    only = "$ref" if item.startswith("*/$ref") else ""
    _, _, rest = item.partition("(")
    options = Options.nested(rest.removesuffix(")"))
    options.allow("levels")
    navigation = [one for one in listing.type.properties if one.navigation]
    return [Expansion((one.name,), listing.find(one.type), options, only, star=True) for one in navigation]


def _expand(document: Document, one: Expansion, nested: Nested, level: int) -> None:
    listing, options = nested.listing, _leveled(one)
    if one.cast is not None:
        listing = listing._replace(type=one.cast)
    if one.only == "$count":
        place(
            document, [*one.names[:-1], f"{one.names[-1]}@odata.count"], count_matching(listing, nested.rows, options)
        )
        return
    wanted = read_expansions(listing, options, level + 1)
    selected = selected_names(options, listing.type, listing.find)
    top = options.number("top", MAX_SKIP)
    found = gather(listing, nested.rows, options, size=top, count=options.flag("count"))
    items = found.items if top is None else found.items[:top]
    shown = [
        _item(listing, item.row, wanted, selected, only=one.only, level=level)
        for item in items
        if one.cast is None or _is_cast(item.row, one.cast)
    ]
    place(document, one.names, shown if nested.many else next(iter(shown), None))
    if found.total is not None:
        place(document, [*one.names[:-1], f"{one.names[-1]}@odata.count"], found.total)


def _item(
    listing: Listing, row: Row, wanted: Sequence[Expansion], selected: Sequence[str], *, only: str, level: int
) -> Document:
    if only == "$ref":
        if listing.refer is None:
            raise bad_request("The relationship has no references to expand.")
        return {"@odata.id": listing.refer(row)}
    document = project(listing.render(row.document), selected)
    return expanded(listing, row, document, wanted, level + 1) if wanted else document


def _leveled(one: Expansion) -> Options:
    """Turn `$levels=n` into an `$expand` of the same navigation with one level less."""
    text = one.options.text("levels")
    if text is None:
        return one.options
    levels = MAX_LEVELS if text == "max" else one.options.number("levels", MAX_LEVELS)
    if not levels:
        raise bad_request("$levels is a whole number from 1, or 'max'.")
    rest = {name: value for name, value in one.options.values.items() if name != "levels"}
    options = Options.nested("")
    options.values.update(rest)
    if levels > 1:
        inner = ";".join([f"$levels={levels - 1}", *(f"${name}={value}" for name, value in rest.items())])
        options.values["expand"] = f"{'*' if one.star else one.names[-1]}({inner})"
    return options


def _is_cast(row: Row, cast: Type) -> bool:
    name = str(row.document.get("@odata.type", "")).rpartition(_GRAPH)[2]
    return name in (cast.name, *(derived.rpartition(_GRAPH)[2] for derived in cast.derived))


def _not_navigation(name: str, type_: Type) -> Exception:
    return bad_request(
        f"Property '{name[:100]}' on type '{_GRAPH}{type_.name}' is not a navigation property or complex property. "
        "Only navigation properties can be expanded."
    )

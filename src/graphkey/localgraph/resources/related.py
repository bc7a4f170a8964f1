"""
Follow navigation from a stored thing, for `$expand` and for filters that go through it: what `Listing.reach` is made of.

Called by handlers when they describe a collection or an entity. Where things live is `places`' and `entities`' to say.

Rule: what is reached here is what a GET of the navigation's own path answers.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal, NamedTuple

from graphkey.catalog import load
from graphkey.catalog.model import Type, Version
from graphkey.localgraph.authentication import shown as shown_authentication
from graphkey.localgraph.call import Call
from graphkey.localgraph.odata.listing import ON_COLLECTIONS, Listing, Nested, Reach, Render
from graphkey.localgraph.resources.entities import shown, shown_type
from graphkey.localgraph.resources.links import reference_url
from graphkey.localgraph.resources.places import Place, existing
from graphkey.localgraph.resources.relationships import Relation, Relations, relations
from graphkey.localgraph.resources.special import HOMES, SAME_PLACE, SINGLE_MEMBER
from graphkey.localgraph.resources.views import View, rows_of
from graphkey.localgraph.storage.store import Row
from graphkey.wire import Document

_ID = re.compile(r"\{[^}]*\}")


class _Special(NamedTuple):
    """Say what is shown of a type beyond what is stored: which properties, and how they are made."""

    computed: frozenset[str]
    finish: Callable[[Call, Document], Document]


def _with_authentication(call: Call, document: Document) -> Document:
    authentication = shown_authentication(document.get("authenticationConfiguration"), call.now)
    return {**document, "authenticationConfiguration": authentication}


def _with_configuration(call: Call, document: Document) -> Document:
    return {**document, "apiConnectorConfiguration": {}}


_SPECIAL: Mapping[str, _Special] = {
    "identityApiConnector": _Special(frozenset(["authenticationConfiguration"]), _with_authentication),
    "b2cIdentityUserFlow": _Special(frozenset(["apiConnectorConfiguration"]), _with_configuration),
    "b2xIdentityUserFlow": _Special(frozenset(["apiConnectorConfiguration"]), _with_configuration),
}


def entity_listing(call: Call, path: str, context: str, template: str, type_: Type) -> Listing:
    """
    Describe entities for `odata`: how they are shown, what can be asked of them, where their navigation leads.

    Args:
        path: canonical path of the collection.
        context: what follows `$metadata#`.
        template: of one of them.
        type_: that they are declared to be of.
    """
    special = _SPECIAL.get(type_.name)
    return Listing(
        path,
        context,
        type_,
        _render(call, template, type_),
        call.find_type,
        takes=call.operation.query or ON_COLLECTIONS,
        computed=frozenset() if special is None else special.computed,
        reach=reach_from(call, template, type_),
        eventual=call.request.headers.get("consistencylevel", "").strip().lower() == "eventual",
        now=call.now,
        refer=lambda row: reference_url(call.root, row.path, row.document),
    )


def reach_from(call: Call, template: str, type_: Type) -> Reach:
    """Return what follows navigation from entities of a type that live at a template."""

    def reach(row: Row, names: tuple[str, ...]) -> Nested | None:
        actual = shown_type(call.version, type_, row.document)
        relation = _relations(call.version, template, actual.name).get(names)
        return _inside(call, row, names, actual) if relation is None else _nested(call, row, names, relation)

    return reach


def _inside(call: Call, row: Row, names: tuple[str, ...], type_: Type) -> Nested | None:
    """Reach what has no path of its own and is kept, and shown, inside its owner; None when the type has none such."""
    found = type_.property(names[0]) if len(names) == 1 else None
    target = call.find_type(found.type) if found is not None and found.navigation else None
    if found is None or target is None:
        return None
    value = row.document.get(found.name)
    items = value if isinstance(value, list) else [] if value is None else [value]
    path = f"{row.path}/{found.name.lower()}"
    listing = Listing(
        path,
        found.name,
        target,
        dict,
        call.find_type,
        computed=frozenset(),
        nested=True,
        now=call.now,
    )
    return Nested(listing, View(Row(f"{path}/{at:06d}", item) for at, item in enumerate(items)), found.many)


def _nested(call: Call, row: Row, names: tuple[str, ...], relation: Relation) -> Nested:
    path = "/".join([row.path, *(name.lower() for name in names)])
    path = SAME_PLACE.get(path, path)
    type_ = load.type_of(call.version, relation.type)
    many = relation.kind in ("set", "links")
    template = f"{relation.template}/{{}}" if relation.kind == "set" else relation.template
    if relation.kind in ("links", "link") and relation.type in HOMES:
        template = f"{HOMES[relation.type]}/{{}}"
    pattern = _ID.sub("{}", relation.template).lower()
    listing = entity_listing(call, path, relation.template[1:], template, type_)._replace(
        takes=ON_COLLECTIONS, nested=True
    )
    if relation.kind == "single":
        path = SINGLE_MEMBER.get(path, path)
        document = existing(call.store, path, pattern, names[-1])
        return Nested(listing, View([] if document is None else [Row(path, document)]), many)
    form: Literal["collection", "links"] = "collection" if relation.kind == "set" else "links"
    place = Place(form, path, relation.type, pattern, "id", None, (), "", "", relation.template)
    return Nested(listing, rows_of(call.store, call.version, place), many)


@cache
def _relations(version: Version, template: str, type_name: str) -> Relations:
    return relations(version, template, type_name)


def _render(call: Call, template: str, type_: Type) -> Render:
    special = _SPECIAL.get(type_.name)

    def render(document: Document) -> Document:
        made = shown(call.version, template, type_, document)
        return made if special is None else special.finish(call, made)

    return render

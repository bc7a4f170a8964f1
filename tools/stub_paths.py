"""
The paths of a stub: a class for each kind of place, with its methods, its steps and what lies behind `[id]`.

Used by `tools/make_stubs.py`. Places that offer the same have the same class, from the leaves up.
"""

import re
from collections import Counter
from collections.abc import Iterable

from graphkey.calls.names import CALLED, VERBS, attribute, class_name
from graphkey.catalog.load import operations_of, steps_below
from graphkey.catalog.model import Operation, Version
from graphkey.catalog.paths import key_of, placeholders
from graphkey.catalog.sets import body_type
from stub_documents import Documents

_OPTIONS = {
    "select": "_m.Names", "expand": "_m.Names", "orderby": "_m.Names", "filter": "str", "search": "str",
    "top": "int", "skip": "int", "count": "bool",
}  # fmt: skip


class Paths:
    """Walk the paths of a version and write their classes."""

    def __init__(self, version: Version, documents: Documents) -> None:
        self._version = version
        self._documents = documents
        self._classes: dict[tuple[str, ...], str] = {}
        self._named: Counter[str] = Counter()

    def roots(self) -> list[str]:
        """Write the first segments, which are the variables of the module."""
        return [line.strip() for line in self._body("") if not line.startswith("    def")]

    def lines(self) -> list[str]:
        """Write every class that was met, each after those it names."""
        made = []
        for (bases, *body), name in self._classes.items():
            head = f"class {name}({bases}):"
            made += [head, *body] if body else [head + " ..."]
        return made

    def _class(self, template: str) -> str:
        bases, plain = self._bases(template)
        if "$count" in steps_below(self._version, key_of(template)):
            bases.append("_m.Counts")
        form = (", ".join(bases) or "_m.Place", *plain, *self._body(template))
        if len(bases) == 1 and len(form) == 1 and "[" not in bases[0]:
            return bases[0]
        if form not in self._classes:
            self._classes[form] = self._free_name(template)
        return self._classes[form]

    def _free_name(self, template: str) -> str:
        """Name a class after the place it was met at first; an editor shows it."""
        item = template.endswith("}")
        plain = re.sub(r"/\{[^}]*\}", "", template).rpartition("/")[2]
        name = "_" + class_name(plain.removeprefix("$")) + ("Item" if item else "")
        self._named[name] += 1
        return name if self._named[name] == 1 else f"{name}{self._named[name]}"

    def _bases(self, template: str) -> tuple[list[str], list[str]]:
        """Sort the operations of a place into methods that are shared by name, and methods written out."""
        here = {one.kind: one for one in operations_of(self._version, key_of(template)).values() if one.kind in VERBS}
        if template.endswith("/$ref"):
            many = "ref-list" in here
            return ["_m.References" if many else "_m.OneReference" if "ref-get" in here else "_m.ReferenceOfItem"], []
        if template.endswith("/$value"):
            return ["_m.Content"], []
        bases = [base for one in here.values() for base in self._shared(one)]
        return bases, [self._written(one) for one in here.values() if not self._shared(one)]

    def _shared(self, one: Operation) -> list[str]:
        if one.kind == "delete":
            return ["_m.Deletes"]
        if one.kind in ("list", "get", "cast") and one.returns:
            name = "Lists" if one.many else "Gets" if set(one.query) == {"expand", "select"} else "Casts"
            return [f"_m.{name}[{self._documents.name(one.returns)}]"]
        return []

    def _written(self, one: Operation) -> str:
        return self._method(VERBS[one.kind], (one,))

    def _body(self, template: str) -> list[str]:
        """Write what lies below a place: variables for steps, methods for actions, functions and counts."""
        methods: dict[str, list[Operation]] = {}
        lines: list[str] = []
        for segment in sorted(steps_below(self._version, key_of(template))):
            below = f"{template}/{segment}"
            called = [o for o in operations_of(self._version, key_of(below)).values() if o.kind in CALLED]
            if segment.startswith("{"):
                lines.append(f"    def __getitem__(self, id: str, /) -> {self._class(below)}: ...")
            elif called and called[0].kind == "count":
                continue  # one of the methods that are shared
            elif called:
                methods.setdefault(attribute(segment), []).extend(called)
            else:
                lines.append(f"    {attribute(segment)}: {self._class(below)}")
        return lines + [self._method(name, tuple(found)) for name, found in methods.items()]

    def _method(self, name: str, found: tuple[Operation, ...]) -> str:
        one = max(found, key=lambda o: len(o.path))
        arguments = ["self", *self._arguments(one, optional=len(found) > 1)]
        return f"    def {name}({', '.join(arguments)}) -> {self._answer(one)}: ..."

    def _arguments(self, one: Operation, optional: bool) -> Iterable[str]:
        if body_type(one) is not None and one.body:
            body = self._documents.name(one.body)
            return [f"body: {body} = ...", "/", f"**more: _Unpack[{body}]"]
        last = one.path.rpartition("/")[2]
        slots = [f"{slot}: _m.Names" for slot in placeholders(last)]
        options = [f"{option}: {_OPTIONS.get(option, '_m.Names | int')} = ..." for option in one.query]
        return ["*", *slots, *options] if slots or options else []

    def _answer(self, one: Operation) -> str:
        if one.returns is None:
            return "_m.Call[None]"
        inner = self._documents.name(one.returns)
        if one.many:
            return f"_m.Listing[{inner}]"
        return f"_m.Call[{inner} | None]" if one.kind in ("update", "set") else f"_m.Call[{inner}]"

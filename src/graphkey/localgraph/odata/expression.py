"""
Turn a parsed expression of `$filter` or `$orderby` into a function over documents, with the kind of what it gives.

Made by `filter`, one for each expression. Names are looked up in the catalog's types, kinds are checked before a
document is seen, and what navigation an expression goes through is written down, for `odata` to fetch.

Rule: a property that the type does not have, and an operator between kinds that do not fit, are errors, not empty answers.
Rule: null is unknown: `and`, `or` and `not` have three values.
Source: OData 4.01 part 2, 5.1.1; the words of errors: https://github.com/OpenAEV-Platform/collectors/issues/564
"""

from collections.abc import Callable
from typing import Any

from graphkey.localgraph.odata import edm
from graphkey.localgraph.odata.arithmetic import reckon
from graphkey.localgraph.odata.comparison import OPERATOR_KINDS, comparison, has_flags
from graphkey.localgraph.odata.edm import ANY, BOOLEAN, INTEGER, Kind, casting, invalid
from graphkey.localgraph.odata.functions import FUNCTIONS
from graphkey.localgraph.odata.literals import LITERALS, unquoted
from graphkey.localgraph.odata.node import Node, applied, common_kind, constant, converted, fits
from graphkey.localgraph.odata.property_path import ITSELF, Frames, Schema, Scope, Walker


class Builder:
    """
    Build one expression, bottom up.

    Attributes:
        walker: knows what the expression reads.
        advanced: the first operator that directory objects take in advanced queries alone.
    """

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self.walker = Walker(schema.type, schema.find)
        self._depth = 0  # frames above the document
        self.advanced: str | None = None

    def build(self, tree: Any) -> Node:
        """Build what a tree says."""
        literal = LITERALS.get(tree.data)
        if literal is not None:
            return literal(*map(str, tree.children), find=self._schema.find)
        method: Callable[[list[Any]], Node] = getattr(self, f"_{tree.data}")
        return method(tree.children)

    def test(self, tree: Any) -> Node:
        """Build what must be true or false."""
        node = self.build(tree)
        if node.kind.many or node.kind.family not in ("Boolean", "Null", "Any"):
            raise invalid("The $filter expression must evaluate to a single boolean value.")
        return node

    def path(self, names: list[str]) -> Node:
        """Build what a property path reads."""
        read, kind, _ = self.walker.walk(names)
        return Node(read, kind)

    # logic

    def _disjunction(self, children: list[Any]) -> Node:
        parts = [part.read for part in self._operands("or", children)]

        def read(frames: Frames) -> bool | None:
            verdict: bool | None = False
            for part in parts:
                found = part(frames)
                if found is True:
                    return True
                if found is not False:
                    verdict = None
            return verdict

        return Node(read, BOOLEAN)

    def _conjunction(self, children: list[Any]) -> Node:
        parts = [part.read for part in self._operands("and", children)]

        def read(frames: Frames) -> bool | None:
            verdict: bool | None = True
            for part in parts:
                found = part(frames)
                if found is False:
                    return False
                if found is not True:
                    verdict = None
            return verdict

        return Node(read, BOOLEAN)

    def _operands(self, name: str, children: list[Any]) -> list[Node]:
        parts = [self.build(child) for child in children]
        for part in parts:
            if part.kind.many or part.kind.family not in ("Boolean", "Null", "Any"):
                raise _incompatible(part.kind, BOOLEAN, name)
        return parts

    def _negated(self, children: list[Any]) -> Node:
        self._needs_advanced("not")
        part = self._operands("and", children)[0].read

        def read(frames: Frames) -> bool | None:
            found = part(frames)
            return not found if isinstance(found, bool) else None

        return Node(read, BOOLEAN)

    # comparison

    def _equality(self, children: list[Any]) -> Node:
        node = self.build(children[0])
        for at in range(1, len(children), 2):
            node = self._compared(str(children[at]).lower(), node, self.build(children[at + 1]))
        return node

    _relational = _equality

    def _compared(self, name: str, left: Node, right: Node) -> Node:
        if name == "ne":
            self._needs_advanced("ne")
        left, right, kind = self._agreed(name, left, right)
        test, one, other = comparison(name, kind), left.read, right.read
        if right.fixed:
            literal = right.literal
            return Node(lambda frames: test(one(frames), literal), BOOLEAN)
        return Node(lambda frames: test(one(frames), other(frames)), BOOLEAN)

    def _listed(self, children: list[Any]) -> Node:
        left, *options = (self.build(child) for child in children)
        if left.kind.family in ("String", "Guid") and all(option.fixed for option in options):
            texts = {self._agreed("eq", left, option)[1].literal for option in options}
            wanted, one = {text if text is None else text.casefold() for text in texts}, left.read
            return Node(lambda frames: _folded(one(frames)) in wanted, BOOLEAN)
        tests = [self._compared("eq", left, option).read for option in options]
        return Node(lambda frames: any(test(frames) for test in tests), BOOLEAN)

    def _contained(self, children: list[Any]) -> Node:
        left, items = self.build(children[0]), self.build(children[1])
        if not items.kind.many and items.kind != ANY:
            raise invalid("The right operand of 'in' must be a collection or a list in parentheses.")
        item = Node(lambda frames: frames[-1], items.kind._replace(many=False))
        _, right, kind = self._agreed("eq", left, item)
        test, one, many = comparison("eq", kind), left.read, items.read
        return Node(lambda frames: any(test(one(frames), right.read((i,))) for i in many(frames) or ()), BOOLEAN)

    def _flagged(self, children: list[Any]) -> Node:
        left, right = self.build(children[0]), self.build(children[1])
        if left.kind.family not in ("Enum", "Any") or (left.kind.many and left.kind.family != "Enum"):
            raise _incompatible(left.kind, right.kind, "has")
        right = self._as_member(right, left.kind._replace(many=False), "has")
        one, other = left.read, right.read
        return Node(lambda frames: has_flags(one(frames), other(frames)), BOOLEAN)

    def _agreed(self, name: str, left: Node, right: Node) -> tuple[Node, Node, Kind]:
        """Bring two operands to one kind, as OData promotes them."""
        for one, other in ((left, right), (right, left)):
            if one.kind.family == "Enum" and not one.kind.many and other.kind.family in ("String", "Enum"):
                member = self._as_member(other, one.kind, name)
                return (left, member, one.kind) if one is left else (member, right, one.kind)
        kind = common_kind(left, right)
        if kind is None or left.kind.many or right.kind.many:
            raise _incompatible(left.kind, right.kind, name)
        return converted(left, kind), converted(right, kind), kind

    def _as_member(self, node: Node, kind: Kind, name: str) -> Node:
        """Take a text for a member of an enumeration, when it is one."""
        if node.kind.family in ("Null", "Any") or kind.type is None:
            return node
        if node.kind.family == "Enum" and node.kind.type == kind.type:
            return node
        if not node.fixed or node.kind.family != "String":
            raise _incompatible(kind, node.kind, name)
        return constant(edm.members(kind.type, node.literal), kind)

    # arithmetic

    def _sum(self, children: list[Any]) -> Node:
        node = self.build(children[0])
        for at in range(1, len(children), 2):
            node = self._reckoned(str(children[at]).lower(), node, self.build(children[at + 1]))
        return node

    _product = _sum

    def _reckoned(self, name: str, left: Node, right: Node) -> Node:
        found = reckon(name, left.kind, right.kind)
        if found is None:
            raise _incompatible(left.kind, right.kind, name)
        work, kind = found
        one, other = left.read, right.read
        return Node(lambda frames: work(one(frames), other(frames)), kind)

    def _minus(self, children: list[Any]) -> Node:
        node = self.build(children[0])
        if node.fixed and node.kind.family == "Number":
            return constant(-node.literal, node.kind)
        return self._reckoned("sub", constant(0, INTEGER), node)

    # functions

    def _call(self, children: list[Any]) -> Node:
        name = str(children[0]).lower()
        if name in ("isof", "cast"):
            return self._typed_call(name, children[1:])
        if name == "now" and len(children) == 1 and self._schema.now is not None:
            return constant(self._schema.now, edm.INSTANT)
        if name == "endswith":
            self._needs_advanced("endsWith")
        arguments = [self.build(child) for child in children[1:]]
        overloads = FUNCTIONS.get(name)
        if overloads is None:
            raise invalid(f"An unknown function with name '{str(children[0])[:100]}' was found.")
        for function in overloads:
            if fits(function, arguments):
                return applied(function, arguments)
        shown = "; ".join(f"{name}({', '.join(map(str, function.takes))})" for function in overloads)
        raise invalid(
            f"No function signature for the function with name '{name}' matches the specified arguments. "
            f"The function signatures considered are: {shown}."
        )

    def _typed_call(self, name: str, children: list[Any]) -> Node:
        if len(children) not in (1, 2):
            raise invalid(f"The function '{name}' takes a type, or an expression and a type.")
        node = self.build(children[0]) if len(children) == 2 else self.path([ITSELF[0]])
        type_name = _type_name(children[-1])
        primitive = type_name.removeprefix("Edm.")
        if primitive in edm.READERS and type_name.lower().startswith("edm."):
            cast = casting(primitive)
            kind = Kind(primitive)
        else:
            target = self._schema.find(type_name)
            if target is None:
                raise invalid(f"The type '{type_name[:100]}' is not defined.")
            cast, kind = self.walker.narrowing(node.kind, target), Kind("Structure", target)
        read = node.read
        if name == "cast":
            return Node(lambda frames: cast(read(frames)), kind)
        return Node(lambda frames: cast(read(frames)) is not None, BOOLEAN)

    # paths

    def _lambda(self, children: list[Any]) -> Node:
        items, kind, trail = self.walker.walk(_names(children[0]))
        if not kind.many and kind != ANY:
            raise invalid(f"The {children[1]} operator needs a collection, and '{trail[-1]}' is none.")
        every = str(children[1]).lower() == "all"
        if len(children) == 2:
            if every:
                raise invalid("The all operator needs an expression.")
            return Node(lambda frames: bool(items(frames)), BOOLEAN)
        variable, outer = str(children[2]), self.walker.variables
        self._depth += 1
        frame = self._depth
        self.walker.variables = {**outer, variable: Scope(frame, kind._replace(many=False), trail)}
        test = self.test(children[3]).read
        self.walker.variables, self._depth = outer, frame - 1

        def read(frames: Frames) -> bool:
            inner = frames[:frame]
            verdicts = (test((*inner, item)) is True for item in items(frames) or ())
            return all(verdicts) if every else any(verdicts)

        return Node(read, BOOLEAN)

    def _counted(self, children: list[Any]) -> Node:
        self._needs_advanced("$count")
        items, kind, trail = self.walker.walk(_names(children[0]))
        if not kind.many and kind != ANY:
            raise invalid(f"The segment '$count' needs a collection, and '{trail[-1]}' is none.")
        return Node(lambda frames: len(items(frames) or ()), INTEGER)

    def _path(self, children: list[Any]) -> Node:
        return self.path(_names(children[0]))

    def _needs_advanced(self, operator: str) -> None:
        self.advanced = self.advanced or operator


def _names(segments: Any) -> list[str]:
    """Return the names of a path, first to last; the tree of it leans to the left."""
    names: list[str] = []
    while len(segments.children) == 2:
        segments, last = segments.children
        names.append(str(last))
    return [str(segments.children[0]), *reversed(names)]


def _folded(text: str | None) -> str | None:
    return None if text is None else text.casefold()


def _type_name(tree: Any) -> str:
    """Return the name of a type that stands where an argument does, bare or in quotes."""
    if tree.data == "string":
        return unquoted(str(tree.children[0]))
    if tree.data == "path":
        return "/".join(_names(tree.children[0]))
    raise invalid("A type is needed, such as microsoft.graph.ipNamedLocation.")


def _incompatible(left: Kind, right: Kind, name: str) -> Exception:
    return invalid(
        "A binary operator with incompatible types was detected. "
        f"Found operand types '{left}' and '{right}' for operator kind '{OPERATOR_KINDS[name]}'."
    )

"""
Read request builders of an installed Kiota SDK by `ast`: which methods exist on which paths, and what they take and give.

Nothing is imported or run. Called by `make_catalog`. What the source of the SDK does not say is not guessed here; rules and
overlays add it (docs/reference/catalog.md).

Source: the generated packages msgraph-beta-sdk and msgraph-sdk on PyPI (MIT licence).
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

_METHODS = ("get", "post", "patch", "put", "delete")
_TEMPLATE = re.compile(r'super\(\).__init__\(request_adapter, "\{\+baseurl\}([^"]*)"')


class Raw(NamedTuple):
    """
    Hold one method of one request builder as the SDK's source states it.

    Args:
        path: `/identity/b2xUserFlows/{b2xIdentityUserFlow-id}`.
        body: name of the class of the body, `bytes`, or None.
        returns: name of the class, `int`, `str`, `bytes`, or None.
        query: names without `$`.
        builder: first sentence of the builder's docstring, which tells its kind.
        imports: class name -> file that defines it.
    """

    method: str
    path: str
    body: str | None
    returns: str | None
    query: tuple[str, ...]
    builder: str
    doc: str | None
    deprecated: str | None
    imports: dict[str, Path]


def read_operations(generated: Path, scope: tuple[str, ...]) -> list[Raw]:
    """
    List the operations of all paths that begin with one of the prefixes.

    Args:
        generated: folder `generated` of an installed SDK.
        scope: path prefixes, whole segments.
    """
    found: list[Raw] = []
    for folder in sorted(generated.iterdir()):
        if folder.is_dir() and folder.name != "models":
            found += _walk(folder, scope)
    return sorted(found, key=lambda raw: (raw.path, raw.method))


def inside(path: str, prefix: str) -> bool:
    """Tell whether a path is a prefix or goes on from it by whole segments."""
    return path == prefix or path.startswith((prefix + "/", prefix + "("))


def _walk(folder: Path, scope: tuple[str, ...]) -> Iterator[Raw]:
    for file in sorted(folder.glob("*_request_builder.py")):
        text = file.read_text(encoding="utf-8")
        template = _TEMPLATE.search(text)
        if template is None:
            continue
        path = _path(template[1])[0]
        if any(inside(path, prefix) for prefix in scope):
            yield from _read_builder(file, text)
        elif not any(inside(prefix, path) for prefix in scope):
            return
    for child in sorted(folder.iterdir()):
        if child.is_dir():
            yield from _walk(child, scope)


def _read_builder(file: Path, text: str) -> Iterator[Raw]:
    tree = ast.parse(text)
    builder = next(node for node in tree.body if isinstance(node, ast.ClassDef))
    functions = {node.name: node for node in builder.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
    imports = imported(tree, file)
    about = (ast.get_docstring(builder) or "").split("\n")[0]
    for method in _METHODS:
        if isinstance(functions.get(method), ast.AsyncFunctionDef):
            yield _read_method(method, functions, about, imports)


def _read_method(
    method: str, functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef], about: str, imports: dict[str, Path]
) -> Raw:
    call = functions[method]
    path, query = _path(_template_of(functions, method))
    if method != "get":
        query = tuple(
            name for name in query if name.startswith("@")
        )  # one template serves all methods; options are GET's
    text = ast.get_docstring(call) or ""
    link = re.search(r"Find more info here: (\S+)", text)
    warned = next((node for node in ast.walk(call) if isinstance(node, ast.Call) and _called(node) == "warn"), None)
    body = next((argument.annotation for argument in call.args.args if argument.arg == "body"), None)
    return Raw(
        method.upper(),
        path,
        _annotation(body),
        _annotation(call.returns),
        query,
        about,
        _doc(link[1]) if link else None,
        str(ast.literal_eval(warned.args[0])) if warned else None,
        imports,
    )


def _template_of(functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef], method: str) -> str:
    """Return the URL template of a method; the constructor's unless the method has its own."""
    for node in ast.walk(functions[f"to_{method}_request_information"]):
        if (
            isinstance(node, ast.Call)
            and _called(node) == "RequestInformation"
            and isinstance(node.args[1], ast.Constant)
        ):
            return str(node.args[1].value)
    for node in ast.walk(functions["__init__"]):
        if isinstance(node, ast.Call) and len(node.args) == 3 and isinstance(node.args[1], ast.Constant):
            return str(node.args[1].value)
    raise ValueError(f"no URL template for {method}")


def _path(template: str) -> tuple[str, tuple[str, ...]]:
    """Split a template into path and option names; `?@id={@id}` is how the SDK writes an option that must be given."""
    bare = unquote(template.removeprefix("{+baseurl}"))
    path, _, options = bare.partition("{?")
    path, _, needed = path.partition("?")
    names = options.rstrip("}").split(",") + needed.split("=")[:1]
    return path, tuple(name.removeprefix("$").rstrip("*") for name in names if name)


def _doc(link: str) -> str:
    return link.split("/graph/api/")[-1].split("?")[0] if "/graph/api/" in link else link.split("?view=")[0]


def _annotation(node: ast.expr | None) -> str | None:
    """Give the name of a type out of `X`, `Optional[X]` or None."""
    if isinstance(node, ast.Subscript):
        return _annotation(node.slice)
    if isinstance(node, ast.Name):
        return node.id
    return None


def _called(node: ast.Call) -> str:
    return (
        node.func.id
        if isinstance(node.func, ast.Name)
        else node.func.attr
        if isinstance(node.func, ast.Attribute)
        else ""
    )


def imported(tree: ast.Module, file: Path) -> dict[str, Path]:
    """Map each name that a file imports relatively to the file that defines it."""
    found: dict[str, Path] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level and node.module:
            folder = file.parents[node.level - 1]
            for name in node.names:
                found[name.name] = folder.joinpath(*node.module.split(".")).with_suffix(".py")
    return found

"""The examples that help shows run as they stand, against a local Graph that holds what their ids name."""

import re
import shlex
import sys
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote

import pytest

from graphkey.catalog.load import command, command_names
from graphkey.catalog.paths import placeholders
from graphkey.catalog.sets import signature
from graphkey.cli.samples import example, id_sample
from graphkey.localgraph import open_local_graph
from graphkey.localgraph.handlers import find_handler
from tests.cli.bundles import PASSWORD, pfx

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
from coverage_walk import NotSeen, Walker  # noqa: E402

ENV = {"PFX_PASSWORD": PASSWORD, "SECRET": "canary-examples"}
SLOTS = ("postFederationSignup", "postAttributeCollection", "preTokenIssuance")


def plain(template):
    """Cut what is asked of a thing off its path: $count, an action, a function."""
    head, _, last = template.rpartition("/")
    return head if last.startswith("$") or not (last.startswith("{") or last[:1].islower()) or "(" in last else template


class Made:
    """Make what the ids of examples name, in one local Graph."""

    def __init__(self, graph):
        self._graph = graph
        self._walkers = {version: Walker(graph, version) for version in ("beta", "v1.0")}

    def line(self, found, one):
        """Write an example with its variables filled in."""
        operation = one.operation
        walker = self._walkers[operation.version]
        template = operation.path
        if operation.kind in ("action", "function"):
            template = template.rpartition("/")[0]
        template = re.sub(r"/\$\w+$", "", template)
        path = walker.path_to(template)
        text = example(found, one)
        for placeholder, value in self.ids(template, path):
            text = self.filled(text, id_sample(placeholder), value)
        if "$CONNECTOR" in text or any(slot in template for slot in SLOTS):
            connector = walker.path_to("/identity/apiConnectors/{identityApiConnector-id}")
            text = text.replace("$CONNECTOR", connector.rpartition("/")[2])
            self.connect(walker, template, path, connector)
        if "$TARGET" in text:
            text = self.aimed(walker, operation, template, path, text)
        return text

    def ids(self, template, path):
        given = [unquote(value) for part, value in zip(template.split("/"), path.split("/"), strict=True) if part.startswith("{")]
        return list(zip(placeholders(template), given, strict=True))

    def filled(self, text, sample, value):
        return re.sub(re.escape(sample) + r"(?![A-Z0-9_])", lambda _: value, text, count=1)

    def connect(self, walker, template, path, connector):
        for slot in SLOTS:
            if f"/{slot}" in template:
                at = path[: path.index(slot)] + slot
                walker.ask("PUT", f"{at}/$ref", {"@odata.id": f"https://graph.microsoft.com/beta{connector}"}, status=204)

    def aimed(self, walker, operation, template, path, text):
        if operation.kind == "ref-delete":
            key = walker.link(path, template)
        else:
            key = walker.target(template)[0].rpartition("/")[2]
        return text.replace("$TARGET", key)


def examples(every):
    """Give the sets of served commands: of each kind and version every so many commands."""
    seen = defaultdict(int)
    for name in command_names():
        found = signature(command(name))
        for one in found.sets:
            if find_handler(one.operation) is None:
                continue
            key = (one.operation.kind, one.operation.version, one.identity, one.expanded)
            seen[key] += 1
            if every == 1 or seen[key] % every == 1:
                yield found, one


def run_all(cli, tmp_path, every):
    (tmp_path / "client.pfx").write_bytes(pfx())
    (tmp_path / "client.bin").write_bytes(b"bytes")
    (tmp_path / "page.html").write_text("<p/>")
    lines, unmade = [], []
    with open_local_graph(tmp_path / "graph") as graph:
        made = Made(graph)
        for found, one in examples(every):
            try:
                lines.append((one, made.line(found, one)))
            except NotSeen as miss:
                unmade.append((found.command.name, str(miss)))
    failed = []
    for one, line in lines:
        words = shlex.split(re.sub(r"(?<=[@ ])(client\.pfx|client\.bin|page\.html)", lambda m: str(tmp_path / m[0]), line))
        done = cli(*words[1:], env=ENV)
        if done.code != 0 and "answered 501" not in done.err:
            failed.append((line, done.err))
    return len(lines), failed, unmade


def test_examples_run(cli, tmp_path):
    count, failed, unmade = run_all(cli, tmp_path, 9)
    assert failed == []
    assert unmade == []
    assert count > 150


@pytest.mark.abuse
def test_all_examples_run(cli, tmp_path):
    count, failed, unmade = run_all(cli, tmp_path, 1)
    assert failed == []
    assert unmade == []
    assert count > 2000

"""
A Graph command, from arguments to exit code: the walk of ARCHITECTURE.md in one file.

arguments -> given -> values -> (for each piped object) assemble, prepare, bind -> -WhatIf, -Confirm -> send -> show.
Everything with a meaning of its own lives elsewhere; here is only the order, the pipeline, and what a person is told.
"""

import os
from collections.abc import Sequence
from typing import Any

from graphkey.catalog.load import command as find_command
from graphkey.catalog.model import Command
from graphkey.catalog.sets import Place, signature
from graphkey.cli import show
from graphkey.cli.binder import Given, give
from graphkey.cli.pipeline import read_objects, unfold
from graphkey.cli.values import Reading, headers_of
from graphkey.cli.wire_log import traced
from graphkey.cli.world import World
from graphkey.client.assemble import choose_set
from graphkey.client.client import Far, Ready, first_page, listing, ready, send
from graphkey.client.document import secret_names
from graphkey.client.prepare import Options
from graphkey.config.references import Sources, resolve_secret
from graphkey.connect import Connection, connect
from graphkey.errors import Error, UsageError
from graphkey.wire import Response


def run(name: str, arguments: Sequence[str], world: World) -> int:
    """Run one Graph command; returns the exit code of the first failure, or 0."""
    command = find_command(name)
    return run_command(command, give(signature(command), arguments, world.shell), world)


def run_command(command: Command, given: Given, world: World) -> int:
    """Run a command whose arguments are matched to parameters already."""
    if given.on("Help"):
        from graphkey.cli.help import command_help

        world.stdout.write(command_help(given.signature, world.columns))
        return 0
    if command.retired:
        world.say(f"warning: {command.name} has left the newest module; it still works here.")
    _check_preferences(given)
    sources = Sources(world.environ, world.stdin.read)
    with _connection(given, world, sources) as connection:
        return _Run(given, world, connection, sources).all()


def _connection(given: Given, world: World, sources: Sources) -> Connection:
    return connect(
        "local" if given.on("Local") else given.text("Context"),
        world.environ,
        proxy=given.text("Proxy"),
        proxy_credential=resolve_secret(given.text("ProxyCredential"), sources=sources),
        tell=_teller(given, world),
        prompt=world.say,
        trace=traced(world.say) if given.on("Debug") else None,
    )


def _teller(given: Given, world: World) -> Any:
    loud = given.on("Verbose") or given.on("Debug")
    return (lambda sentence: world.say(f"verbose: {sentence}")) if loud else (lambda sentence: None)


def _check_preferences(given: Given) -> None:
    for name, allowed in (
        ("ErrorAction", ("continue", "stop", "silentlycontinue", "ignore")),
        ("WarningAction", ("continue", "silentlycontinue", "ignore")),
    ):
        value = given.text(name)
        if value is not None and value.lower() not in allowed:
            raise UsageError(f"-{name} {value} has no meaning here", hint=f"Give one of: {', '.join(allowed)}.")
    if given.on("Local") and given.text("Context"):
        raise UsageError("-Local and -Context are both given", hint="Keep one of them.")


class _Run:
    """One run of one command over its inputs."""

    def __init__(self, given: Given, world: World, connection: Connection, sources: Sources) -> None:
        self.given = given
        self.world = world
        self.connection = connection
        self.tell = _teller(given, world)
        self.far = Far(connection.transport, connection.root, self.tell, world.now, world.entropy)
        self.sources = sources
        self.reading = Reading(given, self.sources, world.shell)
        self.headers = headers_of(given, self.sources, world.shell)
        self.action = (given.text("ErrorAction") or "continue").lower()
        self.yes_to_all = False
        self.options = Options(
            as_is=given.on("AsIs"), skip_check=given.on("SkipPfxCheck"), ask=world.terminal.ask_secret
        )
        self.printer = show.printer(given.text("OutputFormat"), world.stdout, world.columns)

    def all(self) -> int:
        """Run every input in order; returns the exit code of the first failure."""
        inputs = self._inputs()
        self._warn_of_literals()
        code, failures = 0, 0
        self.printer.several = len(inputs) > 1
        for values in inputs:
            try:
                self._one(values)
            except DeclinedError as declined:
                self.world.say(str(declined))
                break
            except Error as error:
                failures += 1
                code = code or error.exit_code
                if len(inputs) == 1:
                    if self.action in ("continue", "stop"):
                        raise
                    return code
                if self.action in ("continue", "stop"):
                    show.say_error(error, self.world.say)
                if self.action == "stop":
                    break
        self.printer.close()
        if len(inputs) > 1 and failures:
            self.world.say(f"{failures} of {len(inputs)} inputs failed")
        return code

    # -- inputs ------------------------------------------------------------------------------------------------------

    def _inputs(self) -> list[dict[str, Any]]:
        values = self.reading.values()
        piped = self._piped_parameter(values)
        if piped is None:
            choose_set(self.given.signature, values)
            return [values]
        choose_set(self.given.signature, [*values, piped])
        parameter = next(p for p in self.given.signature.parameters if p.name == piped)
        objects = read_objects(self.sources.read_stdin())
        if piped == "BodyParameter":
            return [{**values, piped: self.reading.body(unfold(one), parameter, piped=True)} for one in objects]
        return [{**values, piped: one} for one in objects]

    def _piped_parameter(self, values: dict[str, Any]) -> str | None:
        """Tell which parameter standard input supplies: the one of identity and body that nothing else gives."""
        dashes = [n for n in ("InputObject", "BodyParameter") if self.given.values.get(n) == "-"]
        if len(dashes) == 2:
            raise UsageError(
                "-InputObject and -BodyParameter both read standard input", hint="Give one of them as @FILE."
            )
        if dashes:
            return dashes[0]
        places = {p.place for p in self.given.signature.parameters if p.name in values}
        complete = self._is_complete(values, places)
        if complete:
            return None
        has_body = bool(places & {"body", "extra", "whole-body"})
        has_ids = bool(places & {"path", "identity"})
        wanted = self._wanted(has_ids, has_body)
        if wanted is None or self.world.stdin_is_terminal:
            return None
        return wanted

    def _is_complete(self, values: dict[str, Any], places: set[Place]) -> bool:
        takes_body = any(one.body for one in self.given.signature.sets)
        if takes_body and not places & {"body", "extra", "whole-body"}:
            return False
        try:
            choose_set(self.given.signature, values)
        except UsageError:
            return False
        return True

    def _wanted(self, has_ids: bool, has_body: bool) -> str | None:
        names = {p.name for p in self.given.signature.parameters}
        takes_body = "BodyParameter" in names
        if has_ids and not has_body and takes_body:
            return "BodyParameter"
        if not has_ids and "InputObject" in names and (has_body or not takes_body):
            return "InputObject"
        if "InputObject" not in names and takes_body and not has_body:
            return "BodyParameter"
        return None

    def _warn_of_literals(self) -> None:
        if self.reading.on_command_line and (self.given.text("WarningAction") or "").lower() not in (
            "silentlycontinue",
            "ignore",
        ):
            routes = ", ".join(self.reading.on_command_line)
            self.world.say(
                f"warning: {routes} stands on the command line, where the shell's history and other users can read it; "
                "use env:NAME, @FILE, keyring:SERVICE/NAME or - instead."
            )

    # -- one input ---------------------------------------------------------------------------------------------------

    def _one(self, values: dict[str, Any]) -> None:
        one = ready(self.given.signature, values, self.far, self.options, self.headers)
        self._tell_findings(one)
        if self.given.on("WhatIf"):
            secrets = secret_names(one.call.operation)
            self.printer.text(show.what_if(self.given.signature, one, self.connection, secrets))
            return
        if self.given.on("Confirm") and not self._confirmed(one):
            self.world.say(f"declined: {one.request.method} {show.target(one.request.url)} was not sent")
            return
        self._send(one)

    def _tell_findings(self, one: Ready) -> None:
        if self.given.on("WhatIf"):
            return
        quiet = (self.given.text("WarningAction") or "").lower() in ("silentlycontinue", "ignore")
        for sent in one.prepared.sent:
            if not quiet:
                for finding in sent.findings:
                    if finding.severity != "info":
                        self.world.say(f"{finding.severity}: {finding.sentence} [{finding.id}]")
            self.world.say(show.bundle_line(sent))

    def _confirmed(self, one: Ready) -> bool:
        if self.yes_to_all:
            return True
        question = (
            f"{self.given.signature.command.name}\n{one.request.method} {one.request.url}\n"
            f"tenant {self.connection.tenant}. Send it? [Y] Yes  [A] Yes to All  [N] No  [L] No to All: "
        )
        answer = self.world.terminal.ask(question)
        if answer is None:
            raise UsageError(
                "-Confirm needs a terminal to ask on, and there is none", hint="Leave -Confirm away, or use -WhatIf."
            )
        if answer.lower() in ("l", "no to all", "none"):
            raise DeclinedError("declined: nothing more is sent")
        self.yes_to_all = answer.lower() in ("a", "all", "yes to all")
        return self.yes_to_all or answer.lower() in ("y", "yes")

    def _send(self, one: Ready) -> None:
        operation = one.call.operation
        if operation.method != "GET":
            self.world.say(f"{operation.method} {one.request.url} (tenant {self.connection.tenant})")
        headers_file = _HeadersFile.reserve(self.given.text("ResponseHeadersVariable"))
        if operation.kind in ("list", "ref-list"):
            self._list(one)
            return
        result = send(one, self.far, seen=headers_file)
        if result is not None:
            self.printer.one(result)
        elif self.given.on("PassThru"):
            self.printer.one(True)

    def _list(self, one: Ready) -> None:
        query = one.call.values.query
        limit = int(query["$top"]) if "$top" in query and ("all" in query or "page-size" in query) else None
        if "all" in query or limit is not None:
            self.printer.many(listing(one, self.far, "all" in query, limit))
            return
        page = first_page(one, self.far)
        self.printer.many(iter(page.items))
        if page.next_link is not None and "$top" not in query:
            self.world.say("more items follow; -All reads them all, -Top N the first N")
        if page.total is not None and "$count" in query:
            self.world.say(f"{query['$count']}={page.total}")


class DeclinedError(Error):
    """End a run because the person said no to all that is left."""

    exit_code = 0


class _HeadersFile:
    """Write response headers to a new file; never over an old one."""

    def __init__(self, path: str) -> None:
        self.path = path

    @classmethod
    def reserve(cls, path: str | None) -> Any:
        """Make the file before anything is sent, so that a name that is taken stops the call."""
        if path is None:
            return lambda response: None
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except OSError as error:
            raise UsageError(
                f"-ResponseHeadersVariable cannot make {path}: {error.strerror}",
                hint="Name a new file in a folder that exists.",
            ) from error
        return cls(path)

    def __call__(self, response: Response) -> None:
        import json

        with open(self.path, "w", encoding="utf-8") as file:
            json.dump(dict(response.headers), file, indent=2)

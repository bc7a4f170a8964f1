"""
A Graph command, from arguments to exit code: the walk of ARCHITECTURE.md in one file.

arguments -> given -> values -> (for each piped object) assemble, prepare, bind -> -WhatIf, -Confirm -> send -> show.
Everything with a meaning of its own lives elsewhere; here is only the order, the pipeline, and what a person is told.
"""

from collections.abc import Sequence
from typing import Any

from graphkey.catalog.load import command as find_command
from graphkey.catalog.model import Command
from graphkey.catalog.sets import RAW_SET, signature
from graphkey.cli import show
from graphkey.cli.binder import Given, give
from graphkey.cli.formats import printer
from graphkey.cli.headers_file import HeadersFile
from graphkey.cli.inputs import Input, inputs_of
from graphkey.cli.values import Reading, headers_of
from graphkey.cli.wire_log import traced
from graphkey.cli.world import World
from graphkey.client.client import Far, Ready, is_list, listing, ready, send
from graphkey.client.document import secret_names
from graphkey.client.pages import Page
from graphkey.client.place import other_origin
from graphkey.client.prepare import Options
from graphkey.config.references import Sources, parse, resolve_secret
from graphkey.connect import Connection, connect
from graphkey.errors import Error, UsageError
from graphkey.secret import mask_url


def run(name: str, arguments: Sequence[str], world: World) -> int:
    """Run one Graph command; returns the exit code of the first failure, or 0."""
    command = _named(name)
    return run_command(command, give(signature(command), arguments, world.shell), world)


def _named(name: str) -> Command:
    try:
        return find_command(name)
    except UsageError as error:
        from difflib import get_close_matches

        from graphkey.cli.completion import SESSION

        near = get_close_matches(name.lower(), [one.lower() for one in SESSION], n=1, cutoff=0.8)
        meant = next((one for one in SESSION if one.lower() in near), None)
        raise (UsageError(str(error), hint=f"Did you mean {meant}?") if meant else error) from None


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
    with connected(given, world, sources) as connection:
        teller(given, world)(f"context {connection.context}, {connection.root}, tenant {connection.tenant}")
        return _Run(given, world, connection, sources).all()


def connected(given: Given, world: World, sources: Sources) -> Connection:
    """Connect to the Graph that the parameters choose."""
    if given.on("Local") and given.text("Context"):
        raise UsageError("-Local and -Context are both given", hint="Keep one of them.")
    return connect(
        "local" if given.on("Local") else given.text("Context"),
        world.environ,
        proxy=given.text("Proxy"),
        proxy_credential=resolve_secret(given.text("ProxyCredential"), sources=sources),
        tell=teller(given, world),
        prompt=world.say,
        alarm=world.warn,
        trace=traced(world.say, _secrets(given)) if given.on("Debug") else None,
    )


def _secrets(given: Given) -> frozenset[str]:
    return frozenset().union(*(secret_names(one) for one in given.signature.command.operations))


def teller(given: Given, world: World) -> Any:
    """Return what takes a sentence for -Verbose."""
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


class _Run:
    """One run of one command over its inputs."""

    def __init__(self, given: Given, world: World, connection: Connection, sources: Sources) -> None:
        self.given = given
        self.world = world
        self.connection = connection
        self.tell = teller(given, world)
        self.far = Far(connection.transport, connection.root, self.tell, connection.now or world.now, world.entropy)
        self.reading = Reading(given, sources, world.shell)
        self.headers = headers_of(given, sources, world.shell)
        self.answers = HeadersFile(given.text("ResponseHeadersVariable"))
        self.action = (given.text("ErrorAction") or "continue").lower()
        self.yes_to_all = False
        self.told_of: set[str] = set()
        self.options = Options(
            as_is=given.on("AsIs"), skip_check=given.on("SkipPfxCheck"), ask=world.terminal.ask_secret
        )
        self.printer = printer(
            given.text("OutputFormat"), world.stdout, world.columns, given.text("Query"), warn=world.say
        )

    def all(self) -> int:
        """Run every input in order; returns the exit code of the first failure."""
        inputs = inputs_of(self.reading, stdin_is_terminal=self.world.stdin_is_terminal, say=self.world.say)
        self._check_out_file(len(inputs))
        self._warn_of_literals()
        self.printer.several = len(inputs) > 1
        try:
            code, failures = self._each(inputs)
        finally:
            self.answers.close()
        self.printer.close()
        if len(inputs) > 1 and failures:
            self.world.say(f"{failures} of {len(inputs)} inputs failed")
        return code

    def _each(self, inputs: Sequence[Input]) -> tuple[int, int]:
        """Run the inputs; returns the exit code of the first failure, and how many failed."""
        code, failures = 0, 0
        loud = self.action in ("continue", "stop")
        for one in inputs:
            try:
                self._one(one())
            except DeclinedError as declined:
                self.world.say(str(declined))
                break
            except Error as error:
                if loud and len(inputs) == 1:
                    raise
                failures += 1
                code = code or error.exit_code
                if loud:
                    show.say_error(error, self.world.say)
                if self.action == "stop":
                    break
        return code, failures

    def _check_out_file(self, inputs: int) -> None:
        missing = any(p.name == "OutFile" for p in self.given.signature.parameters) and not self.given.text("OutFile")
        if missing:
            raise UsageError(
                "-OutFile is missing: the content goes into a file", hint="For example -OutFile page.html."
            )
        if inputs > 1 and self.given.text("OutFile"):
            raise UsageError(f"-OutFile is one file, and {inputs} objects are piped", hint="Call once for each.")

    def _warn_of_literals(self) -> None:
        routes = list(self.reading.on_command_line)
        credential = self.given.text("ProxyCredential")
        routes += ["-ProxyCredential"] if credential and parse(credential).kind in ("plain", "literal") else []
        routes += ["-Proxy"] if "@" in (self.given.text("Proxy") or "") else []
        if routes and not self._is_quiet():
            self.world.say(
                f"warning: {', '.join(routes)} stands on the command line, where the shell's history and others can read it; "
                "use env:NAME, @FILE, keyring:SERVICE/NAME or - instead."
            )

    # -- one input ---------------------------------------------------------------------------------------------------

    def _one(self, values: dict[str, Any]) -> None:
        self._tell_of_elsewhere(values.get("InputObject"))
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

    def _tell_of_elsewhere(self, identity: Any) -> None:
        there = other_origin(identity, self.connection.root)
        if there and there not in self.told_of and not self._is_quiet():
            self.told_of.add(there)
            self.world.say(
                f"warning: the object was read from {there}, and context {self.connection.context} asks {self.connection.root}: "
                "what has the same id there is meant."
            )

    def _is_quiet(self) -> bool:
        return (self.given.text("WarningAction") or "").lower() in ("silentlycontinue", "ignore")

    def _tell_findings(self, one: Ready) -> None:
        quiet = self._is_quiet()
        if not quiet and isinstance(one.call.values.body, dict):
            from graphkey.client.remarks import remarks

            for sentence in remarks(one.call.operation, one.call.values.body):
                self.world.say(f"warning: {sentence}")
        if self.given.on("WhatIf"):
            return
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
            f"{self.given.signature.command.name}\n{one.request.method} {mask_url(one.request.url)}\n"
            f"tenant {self.connection.tenant}. Send it? [Y] Yes  [A] Yes to All  [N] No  [L] No to All (default is N): "
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
        self.answers.reserve()
        if operation.method != "GET":
            self.world.say(f"{operation.method} {mask_url(one.request.url)} (tenant {self.connection.tenant})")
        if is_list(operation):
            self.printer.many(listing(one, self.far, seen=self.answers, met=self._met))
        elif operation.returns == "stream":
            self._content(one)
        else:
            self._document(one)

    def _document(self, one: Ready) -> None:
        result = send(one, self.far, seen=self.answers)
        if result is not None:
            self.printer.one(result if one.call.chosen.name == RAW_SET else self._located(one, result))
        elif self.given.on("PassThru"):
            self.printer.one(True)

    def _located(self, one: Ready, document: Any) -> Any:
        from graphkey.client.place import located

        return located(document, one.call.operation, one.request.url)

    def _content(self, one: Ready) -> None:
        path = self.given.text("OutFile")
        if path is None:
            content = send(one, self.far, seen=self.answers)
            if one.call.chosen.name == RAW_SET and content is not None:
                self.printer.text(_as_text(content))
        else:
            self._to_file(one, path)
        if self.given.on("PassThru"):
            self.printer.one(True)

    def _to_file(self, one: Ready, path: str) -> None:
        from graphkey.cli.out_file import OutFile

        file = OutFile(path)
        try:
            file.reserve()
            content = send(one, self.far, seen=self.answers) or b""
            file.write(content)
        finally:
            file.close()
        self.tell(f"{len(content)} bytes written to {path}")

    def _met(self, page: Page[Any], followed: bool) -> None:
        """Tell of a list what its items do not: that more follow, and how many there are."""
        if page.next_link is not None and not followed and not self.given.text("Top"):
            self.world.say("more items follow; -All reads them all, -Top N the first N")
        name = self.given.text("CountVariable") or ("count" if self.given.on("Count") else None)
        if page.total is not None and name:
            self.world.say(f"{name}={page.total}")


def _as_text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise UsageError(
            f"the content is no text ({len(content)} bytes)",
            hint="Use the command that ends in Content, with -OutFile.",
        ) from None


class DeclinedError(Error):
    """End a run because the person said no to all that is left."""

    exit_code = 0

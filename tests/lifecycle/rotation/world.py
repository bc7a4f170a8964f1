"""
A tenant with one connector, an API that trusts or forgets, and processes that can be ended at every request and every file write.

`Tape` numbers what a process does to the outside and ends it before or after any of these; what is ended does nothing any more,
not even in its `finally`. `World.look` is the judge: it sees the certificate that a call would go with at this instant.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from graphkey.certs.convert import open_copy
from graphkey.certs.diagnose import Bundle
from graphkey.certs.facts import thumbprint
from graphkey.client.client import Far
from graphkey.client.prepare import Options
from graphkey.connect import connect_graph
from graphkey.errors import Error
from graphkey.lifecycle.activity import Certificate, active_at
from graphkey.lifecycle.inventory import read_connector, read_inventory
from graphkey.lifecycle.rotation.begin import begin, known
from graphkey.lifecycle.rotation.files import Files
from graphkey.lifecycle.rotation.model import Plan
from graphkey.lifecycle.rotation.outside import Outside, Proof, bundle_in, facts_in, read_journal
from graphkey.lifecycle.rotation.plan import Wish, make_plan
from graphkey.lifecycle.rotation.run import Outcome, abort, roll_back, run
from graphkey.localgraph import LocalGraph
from graphkey.wire import Request, Response
from tests.lifecycle.conftest import Clock

URL = "https://api.contoso.example/step?code=canary-function-key"

KEEPING = Wish(keep=True)


class Killed(BaseException):
    """The process ended here."""


class Tape:
    """Number what a process does, and end it at one of these."""

    def __init__(self, kill: tuple[int, str] | None = None) -> None:
        self.events: list[str] = []
        self.kill = kill
        self.dead = False

    def around(self, name: str, act: Callable[[], Any]) -> Any:
        if self.dead:
            raise Killed
        place = len(self.events)
        self.events.append(name)
        if self.kill == (place, "before"):
            self.dead = True
            raise Killed(name)
        result = act()
        if self.kill == (place, "after"):
            self.dead = True
            raise Killed(name)
        return result


class Memory:
    """Files that outlive processes."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def read(self, name: str) -> bytes | None:
        return self.held.get(name)

    def write(self, name: str, content: bytes) -> None:
        self.held[name] = content

    def remove(self, name: str) -> None:
        self.held.pop(name, None)


class Taped(NamedTuple):
    files: Files
    tape: Tape

    def read(self, name: str) -> bytes | None:
        if self.tape.dead:
            raise Killed
        return self.files.read(name)

    def write(self, name: str, content: bytes) -> None:
        self.tape.around(f"write {name}", lambda: self.files.write(name, content))

    def remove(self, name: str) -> None:
        self.tape.around(f"remove {name}", lambda: self.files.remove(name))


class Pool:
    """Keys made once; a certificate is cheap then. They are of P-256: what kind of key rotates is told in the plan's tests."""

    def __init__(self, size: int = 4) -> None:
        self._keys = cycle([ec.generate_private_key(ec.SECP256R1()) for _ in range(size)])

    def bundle(self, subject: str, not_before: datetime, not_after: datetime) -> Bundle:
        from cryptography import x509
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.x509.oid import ExtendedKeyUsageOID

        key = next(self._keys)
        name = x509.Name.from_rfc4514_string(subject)
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number() >> 90)
        builder = builder.not_valid_before(not_before).not_valid_after(not_after)
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
        return Bundle(key, builder.add_extension(usage, critical=False).sign(key, SHA256()))

    def issue(self, plan: Plan) -> Bundle:
        order = plan.order
        return self.bundle(order.subject, order.not_before, order.not_after)


class Api:
    """Trust what was announced, unless it forgets."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.trusts: set[str] = set()
        self.announced: set[str] = set()
        self.deaf = False
        """It does nothing about announcements."""
        self.broke = False
        """It dropped what it had promised to trust."""
        self.unreachable = False
        """It cannot be asked from here."""

    def __call__(self, target_url: str, slot: str, bundle: Bundle) -> Proof:
        assert target_url == URL
        leaf = bundle.leaf
        if self.unreachable:
            return Proof(False, "no connection", reached=False)
        if thumbprint(leaf) not in self.trusts:
            return Proof(False, "certificate unknown")
        valid = leaf.not_valid_before_utc <= self._clock.now <= leaf.not_valid_after_utc
        return Proof(valid, "it answered 200" if valid else "certificate expired")

    def forget(self, one: str) -> None:
        self.trusts.discard(one)
        self.broke = True


class World:
    """A connector's life."""

    def __init__(self, graph: LocalGraph, clock: Clock, pool: Pool) -> None:
        self.clock, self.pool = clock, pool
        self.api = Api(clock)
        connection = connect_graph(graph)
        self._transport, self._root = connection.transport, connection.root
        self.plain: Callable[[Request], Response] = self._transport
        self.wire = self.plain  # tests put faults here
        self.files = Memory()
        self._sealed: dict[bytes, Bundle] = {}
        self.reports: list[str] = []
        self.failures: list[str] = []
        self.gone: set[str] = set()
        self.tape = Tape()
        now = clock.now.replace(microsecond=0)
        self.first = pool.bundle("CN=api.contoso.example", now - timedelta(days=30), now + timedelta(days=90))
        self.api.trusts.add(thumbprint(self.first.leaf))
        self.id = self._create()

    def _create(self) -> str:
        from graphkey.lifecycle.asking import ask, place

        body = {
            "displayName": "Token enrichment",
            "targetUrl": URL,
            "authenticationConfiguration": {
                "@odata.type": "#microsoft.graph.pkcs12Certificate",
                "pkcs12Value": open_copy(self.first),
                "password": "",
            },
        }
        unopened = Options(as_is=True, skip_check=True)
        return str(ask(self.judge, "POST", place("beta", "apiConnectors"), body, unopened)["id"])

    def close(self) -> None:
        from graphkey.lifecycle.asking import ask, place

        ask(self.judge, "DELETE", place("beta", "apiConnectors", self.id))

    # -- what a process is given ---------------------------------------------------------------------------------------------

    @property
    def judge(self) -> Far:
        return Far(self._transport, self._root, now=self.clock, sleep=lambda seconds: None)

    def outside(self) -> Outside:
        def transport(request: Request) -> Response:
            return self.tape.around(f"{request.method} {request.url}", lambda: self._answered(request))

        far = Far(transport, self._root, now=self.clock, sleep=lambda seconds: None)
        files = Taped(self.files, self.tape)
        return Outside(far, files, self.api, self.pool.issue, self._seal, self._sealed.__getitem__, self._told)

    def _answered(self, request: Request) -> Response:
        try:
            return self.wire(request)
        finally:
            if request.method != "GET":
                self.look()

    def _told(self, sentence: str) -> None:
        """The API's side does what it is told, and what is told is also reported."""
        self.reports.append(sentence)
        words = sentence.split()
        if sentence.startswith("The API must trust"):
            self.api.announced.add(words[4])
            if not self.api.deaf:
                self.api.trusts.add(words[4])
        elif sentence.startswith("The API's side may drop"):
            self.api.trusts.discard(words[5])

    def _seal(self, bundle: Bundle) -> bytes:
        """What a real seal does takes too long for thousands of processes; the tests of the command line use that."""
        content = f"bundle {thumbprint(bundle.leaf)}".encode()
        self._sealed[content] = bundle
        return content

    # -- processes -----------------------------------------------------------------------------------------------------------

    def start(self, wish: Wish = KEEPING, old: Bundle | None = None, given: Bundle | None = None) -> Outcome:
        outside = self.outside()
        inventory = read_inventory(outside.far)
        connector = next(one for one in inventory.connectors if one.id == self.id)
        facts = facts_in(old) if old else None
        wish = wish._replace(key=wish.key or "EC-P-256")  # the pool's kind, also where nothing is known of the old one
        plan = make_plan(
            inventory, connector, outside.far.root, wish, known(read_journal(outside.files), connector, facts)
        )
        return run(outside, begin(outside, plan, "env:PFX", old, given))

    def resume(self, who: str = "") -> Outcome:
        outside = self.outside()
        return run(outside, self.journal(outside), who=who)

    def roll_back(self, who: str = "") -> Outcome:
        outside = self.outside()
        return roll_back(outside, self.journal(outside), who=who)

    def abort(self) -> Outcome:
        outside = self.outside()
        return abort(outside, self.journal(outside))

    def journal(self, outside: Outside | None = None) -> Any:
        found = read_journal(outside.files if outside else self.files)
        assert found is not None
        return found

    def process(self, act: Callable[[], Outcome], kill: tuple[int, str] | None = None) -> Outcome | None:
        """Run one process; None when it was ended, or an error ended it, which is reported."""
        self.tape = Tape(kill)
        try:
            return act()
        except Killed:
            return None
        except Error as error:
            self.reports.append(f"{error}")
            return None

    def kept(self, name: str) -> Bundle | None:
        return bundle_in(self.outside(), name)

    # -- the judge -----------------------------------------------------------------------------------------------------------

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        return read_connector(self.judge, self.id).certificates

    @property
    def active(self) -> str | None:
        found = read_connector(self.judge, self.id).active
        return found.thumbprint if found else None

    def look(self) -> None:
        """Note when a call at this instant would go without a certificate that the API accepts."""
        held = self.certificates
        here = {one.thumbprint for one in held}
        compromised = set(self.journal().compromised) if self.files.held.get("journal.json") else set()
        self.failures += [f"{self.clock.now}: the leaked {one} is back" for one in self.gone & here]
        self.gone |= compromised - here
        found = active_at(held, self.clock.now)
        if found is None:
            self.failures.append(f"{self.clock.now}: no certificate")
        elif found.thumbprint not in self.api.trusts:
            self.failures.append(f"{self.clock.now}: {found.thumbprint} is not accepted")

    def forward(self, **span: float) -> None:
        """Let time pass, and look at every instant at which something changes."""
        end = self.clock.now + timedelta(**span)
        second = timedelta(seconds=1)
        edges = {edge for one in self.certificates for edge in (one.not_before, one.not_after, one.not_after + second)}
        for edge in sorted(edge for edge in edges if self.clock.now < edge < end):
            self.clock.now = edge
            self.look()
        self.clock.now = end
        self.look()


def begun(world: World) -> World:
    world.start(old=world.first)
    return world


def is_upload(text: str) -> bool:
    return text.endswith("/uploadClientCertificate")


def uploads(world: World) -> int:
    return sum(map(is_upload, world.tape.events))

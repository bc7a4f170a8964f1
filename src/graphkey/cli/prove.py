"""
`graphkey prove`: call the API behind a connector as the service does, and as those who should be refused would.

Reads references, chooses the certificate, prints; what is done is in `lifecycle.proof`. Exit code 1: a rule failed or is open.

Rule: the key comes from the bundle that is given, or from the local Graph's own folder; the service gives none back.
Rule: no secret is printed or written; the page of --html can be sent to anybody who may know the address.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from graphkey.cli.authentication_options import SECRET, read_bundle
from graphkey.cli.out_file import OutFile
from graphkey.cli.tenant import Chosen, tenant_options
from graphkey.cli.values import parse_document
from graphkey.cli.verb_output import Wanted, print_result, result_options
from graphkey.cli.world import World, printable
from graphkey.config.references import Sources, resolve
from graphkey.errors import CertificateError, UsageError
from graphkey.steps.model import BUDGETS, WORKFORCE_BUDGET, Budget, Step, find_step

if TYPE_CHECKING:
    from graphkey.lifecycle.model import Connector
    from graphkey.lifecycle.proof.run import Proof
    from graphkey.steps.tls import ClientIdentity

FOUND = 1
MAX_CA_BYTES = 4 * 1024 * 1024
DEFAULT_STEP = "postAttributeCollection"  # of both kinds of tenant, and the one that allows every kind of answer
_MARKS = {"passed": "ok  ", "failed": "FAIL", "warning": "warn", "undecided": "????"}
_TOLD = ("tls-1.2", "certificate-accepted", "time-b2c", "time-workforce")  # worth reading also when they passed


class _Whom(NamedTuple):
    """Hold whom to call with what, as far as a connector or the local Graph tells."""

    url: str
    identity: "ClientIdentity | None" = None
    steps: tuple[Step, ...] = ()
    active: str | None = None
    trust_pem: bytes = b""
    budget: Budget | None = None
    now: datetime | None = None


@click.command()
@click.argument("whom", metavar="CONNECTOR|URL")
@click.option("--pfx", metavar="REF", help="The certificate to prove: a path, @FILE, env:NAME, cmd:…, keyring:….")
@click.option("--password", metavar="REF", help=f"Its password: {SECRET}. Without it a terminal is asked.")
@click.option(
    "--step",
    "steps",
    multiple=True,
    help=f"Which steps to call; default: those that use the connector, or {DEFAULT_STEP}.",
)
@click.option(
    "--calls", type=click.IntRange(1, 100), default=5, show_default=True, help="With the certificate, for each step."
)
@click.option("--claims", default="{}", metavar="REF", help="Claims of the user: JSON, @FILE, - or env:NAME.")
@click.option("--client-id", help="The application that the user signs in to.")
@click.option(
    "--budget",
    "budget_name",
    type=click.Choice([one.name for one in BUDGETS]),
    help="Whose time the API gets; default: b2c.",
)
@click.option(
    "--ca", type=click.Path(path_type=Path), help="Authorities of the server's certificate besides the system's, PEM."
)
@click.option(
    "--limit", type=click.IntRange(1, 3600), default=120, show_default=True, help="Begin no call after so many seconds."
)
@click.option("--html", metavar="FILE", help="Write a page for the API's developer as well.")
@tenant_options
@result_options
@click.pass_obj
def prove(
    world: World,
    whom: str,
    pfx: str | None,
    password: str | None,
    steps: tuple[str, ...],
    calls: int,
    claims: str,
    client_id: str | None,
    budget_name: str | None,
    ca: Path | None,
    limit: int,
    html: str | None,
    chosen: Chosen,
    wanted: Wanted,
) -> int:
    """
    Prove over real mutual TLS that an API takes the calls that the service will make.

    Calls it with the certificate, with none, with wrong ones and with forged headers, and gives a verdict for each rule of
    docs/reference/proof.md. The API sees real requests with a made-up user. CONNECTOR is a display name or an id; its
    certificate is --pfx or, on the local Graph (--local), the active one. Exit code 1 when a rule failed or stayed open.
    """
    named = tuple(dict.fromkeys(find_step(one) for one in steps))
    given = _identity(world, pfx, password) if pfx else None
    body = _claims(claims, world)
    page = OutFile(html, "--html") if html else None
    with _whom(world, chosen, whom, given) as found:
        identity = given or found.identity
        if identity is None:
            raise UsageError(
                "which certificate is to be proved?", hint="Give --pfx REF: the service gives no key back."
            )
        if page is not None:
            page.reserve()
        try:
            proof = _prove(world, found, identity, named, calls, body, client_id, budget_name, ca, limit)
            if page is not None:
                from graphkey.lifecycle.proof.page import proof_page

                page.write(proof_page(proof).encode())
        finally:
            if page is not None:
                page.close()
    document = proof.to_document()
    print_result(world, wanted, document, lambda: _text(proof, world.columns or 80))
    return 0 if proof.ok else FOUND


def _prove(
    world: World, found: _Whom, identity: "ClientIdentity", named: tuple[Step, ...], calls: int, claims: dict[str, Any],
    client_id: str | None, budget_name: str | None, ca: Path | None, limit: int,
) -> "Proof":  # fmt: skip
    from graphkey.lifecycle.proof.probes import SAMPLE_CLAIMS, SAMPLE_CLIENT_ID
    from graphkey.lifecycle.proof.run import Plan, prove

    budget = next((one for one in BUDGETS if one.name == budget_name), found.budget or BUDGETS[0])
    plan = Plan(
        found.url, identity, named or found.steps or (find_step(DEFAULT_STEP),), calls, claims or SAMPLE_CLAIMS,
        client_id or SAMPLE_CLIENT_ID, found.trust_pem + _authorities(ca), budget=budget, limit_s=limit, active=found.active,
    )  # fmt: skip
    return prove(plan, found.now or world.now())


# -- whom ----------------------------------------------------------------------------------------------------------------


@contextmanager
def _whom(world: World, chosen: Chosen, whom: str, given: "ClientIdentity | None") -> Iterator[_Whom]:
    """Find the address, and what the local Graph or the connector adds."""
    if "://" in whom:
        if not chosen.local:
            yield _Whom(whom)
            return
        with _local_graph(world) as graph:
            yield _Whom(whom, trust_pem=graph.ca_pem)
        return
    from graphkey.lifecycle.choosing import find_connector
    from graphkey.lifecycle.inventory import read_inventory

    with chosen.tenant(world) as tenant:
        inventory = read_inventory(tenant.far, tenant.version)
        one = find_connector(inventory.connectors, whom)
        for missing in inventory.unread:
            world.say(f"graphkey: {missing}")
        found = _of_connector(one)._replace(now=inventory.at)
        if tenant.connection.context != "local":
            yield found
            return
    with _local_graph(world) as graph:
        identity = None if given else graph.identity_of(one.id)
        if identity is None and given is None:
            raise CertificateError(
                f"the connector {one.name!r} has no certificate", hint="Upload one first, or give --pfx."
            )
        yield found._replace(identity=identity, trust_pem=graph.ca_pem)


def _of_connector(one: "Connector") -> _Whom:
    if one.authentication not in ("certificate", "none"):
        raise UsageError(
            f"the connector {one.name!r} does not authenticate by certificate ({one.authentication})",
            hint="Prove a certificate against its address before the change: graphkey prove URL --pfx REF.",
        )
    slots = dict.fromkeys(use.slot for use in one.slots)
    is_b2c = any(use.kind == "B2C" for use in one.slots)
    budget = WORKFORCE_BUDGET if one.slots and not is_b2c else None
    active = one.active.thumbprint if one.active else None
    return _Whom(one.target_url, None, tuple(find_step(slot) for slot in slots), active, budget=budget)


@contextmanager
def _local_graph(world: World) -> Iterator[Any]:
    from graphkey.connect import local_folder
    from graphkey.localgraph import open_local_graph

    with open_local_graph(local_folder(world.environ)) as graph:
        yield graph


# -- what is given -------------------------------------------------------------------------------------------------------


def _identity(world: World, pfx: str, password: str | None) -> "ClientIdentity":
    """Open the bundle; a terminal is asked when it has a password and none was given."""
    from graphkey.certs.diagnose import diagnose
    from graphkey.steps.tls import ClientIdentity

    bundle = read_bundle(world, pfx, password)
    given = bundle.password.reveal() if bundle.password else None
    found = diagnose(bundle.pfx, given)
    if found.bundle is None and given is None and found.verdict == "wrong-password":
        typed = world.terminal.ask_secret("Password of the bundle: ")
        found = diagnose(bundle.pfx, typed.reveal()) if typed else found
    if found.bundle is None:
        raise CertificateError(f"the bundle cannot be used ({found.verdict}): {found.sentence}", hint=found.remedy)
    key: Any = found.bundle.key  # of whatever kind: a handshake that cannot be made with it says so
    return ClientIdentity(key, found.bundle.leaf, found.bundle.chain)


def _claims(text: str, world: World) -> dict[str, Any]:
    if text.lstrip()[:1] != "{" and not text.lstrip().startswith("@{"):
        text = resolve(text, sources=Sources(world.environ, world.stdin.read)).text or "{}"
    document = parse_document(text, "--claims", world.shell)
    if not isinstance(document, dict):
        raise UsageError("--claims takes an object", hint='For example {"email": "ada@example.com"}.')
    return document


def _authorities(ca: Path | None) -> bytes:
    if ca is None:
        return b""
    try:
        with ca.open("rb") as file:
            content = file.read(MAX_CA_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read {ca}: {error.strerror}", hint="--ca takes a PEM file.") from error
    if len(content) > MAX_CA_BYTES or b"-----BEGIN CERTIFICATE" not in content:
        raise UsageError(f"{ca} holds no authorities in PEM", hint="--ca takes a PEM file.")
    return content


# -- words ---------------------------------------------------------------------------------------------------------------


def _text(proof: "Proof", columns: int) -> str:
    """Write the verdicts for a person, folded; what was not tried is named in one line."""
    from textwrap import TextWrapper

    folder = TextWrapper(max(columns, 40), break_long_words=False, break_on_hyphens=False, subsequent_indent=" " * 6)
    lines = [f"{proof.target_url}: {'proved' if proof.ok else 'not proved'}"]
    held: dict[str, int] = {}
    for one in proof.verdicts:
        is_answer = one.id.startswith("answer/")
        if is_answer and one.result == "passed":
            held[one.title] = held.get(one.title, 0) + 1
        if one.result == "not-tried" or (is_answer and one.result == "passed"):
            continue
        told = f"      {one.sentence}" if one.result != "passed" or one.id in _TOLD else ""
        do = f"      do: {one.remedy}" if one.remedy else ""
        lines += [folder.fill(text) for text in (f"{_MARKS[one.result]}  {one.title} [{one.id}]", told, do) if text]
    lines += [f"ok    {title}: {number} rules hold" for title, number in held.items()]
    untried = ", ".join(one.id for one in proof.verdicts if one.result == "not-tried")
    lines += [folder.fill(f"-     not tried: {untried}")] if untried else []
    return printable("\n".join(lines)) + "\n"

"""
`graphkey api`: the API at the other end of a connector, for trying connectors and certificates without one's own.

Rule: callers are let in by their certificate alone, which TLS demands before a byte of HTTP is read.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphkey.cli.private_file import write_private
from graphkey.cli.world import World
from graphkey.errors import CertificateError, UsageError

if TYPE_CHECKING:
    from cryptography import x509

    from graphkey.steps.sample_api import Received

MAX_FILE_BYTES = 1024 * 1024
_PUBLIC_HINT = (
    "Give the public certificate as PEM: graphkey cert new prints it, and so does openssl pkcs12 -nokeys -clcerts."
)


@click.group()
def api() -> None:
    """Serve a sample API that demands a client certificate."""


@api.command()
@click.option(
    "--allow", multiple=True, type=click.Path(path_type=Path), metavar="CERT.pem…",
    help="Certificate that may call; repeat it, or name more files after it.",
)  # fmt: skip
@click.argument("more", nargs=-1, type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 takes a free one.")
@click.option(
    "--ready-file", type=click.Path(path_type=Path), help="Written (0600) when it answers: JSON with its url."
)
@click.option(
    "--data", type=click.Path(path_type=Path),
    help="Folder of the local Graph whose authority issues the server's certificate (default: the one that -Local uses).",
)  # fmt: skip
@click.option("--cert", type=click.Path(path_type=Path), help="The server's own certificate chain as PEM, with --key.")
@click.option("--key", type=click.Path(path_type=Path), help="Its private key as PEM, not encrypted.")
@click.pass_obj
def serve(
    world: World,
    allow: tuple[Path, ...],
    more: tuple[Path, ...],
    port: int,
    ready_file: Path | None,
    data: Path | None,
    cert: Path | None,
    key: Path | None,
) -> None:
    """
    Serve the sample API over HTTPS on loopback until it is stopped.

    It answers each step of a user flow as documented, adds a loyalty number to the claims, and writes a line on
    standard error for every call. GET / lists the last calls as JSON, to callers with an allowed certificate.
    """
    from graphkey.serve import Tls
    from graphkey.serve import serve as serve_transport
    from graphkey.steps.sample_api import sample_api

    allowed = [leaf for path in (*allow, *more) for leaf in read_allowed(path, world.say)]
    if not allowed:
        raise UsageError("api serve needs a certificate to let in", hint=f"--allow client.pem. {_PUBLIC_HINT}")
    with ExitStack() as stack:
        chain, private, ca_file, clock = _server_files(world, stack, data, cert, key)
        transport = sample_api([_der(leaf) for leaf in allowed], clock=clock, record=_reporter(world))
        tls = Tls(chain, private, b"".join(_pem(leaf) for leaf in allowed))

        def ready(bound: int) -> None:
            url = f"https://localhost:{bound}/"
            for leaf in allowed:
                world.say(f"lets in {_thumbprint(leaf)} {leaf.subject.rfc4514_string()}")
            if ready_file is not None:
                write_private(ready_file, json.dumps({"url": url, "ca_file": ca_file}).encode())
            world.say(f"sample API at {url}; Ctrl-C stops it")

        serve_transport(transport, tls, port=port, ready=ready)


def _server_files(
    world: World, stack: ExitStack, data: Path | None, cert: Path | None, key: Path | None
) -> tuple[Path, Path, str, Callable[[], datetime]]:
    """Return chain, private key and the authority to trust, all as files, and the clock that callers are judged by."""
    if cert is not None and key is not None:
        if data is not None:
            raise UsageError("--data and --cert both name the server's certificate", hint="Give one of them.")
        return cert, key, str(cert.absolute()), world.now
    if cert is not None or key is not None:
        raise UsageError(
            "--cert and --key go together", hint="Give both, or neither to use the local Graph's authority."
        )
    from graphkey.connect import local_folder
    from graphkey.localgraph import open_local_graph

    graph = stack.enter_context(open_local_graph((data or local_folder(world.environ)).absolute(), clock=world.now))
    chain, private = graph.tls()
    return Path(chain), Path(private), str(graph.ca_file), graph.now


def read_allowed(path: Path, warn: Callable[[str], None]) -> "list[x509.Certificate]":
    """
    Read the certificates that a file lets in: every one in it that did not issue another one in it.

    Raises:
        UsageError: the file cannot be read.
        CertificateError: it holds no certificate; says what it holds instead.
    """
    from cryptography import x509

    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", hint=_PUBLIC_HINT) from error
    if len(content) > MAX_FILE_BYTES:
        raise CertificateError(f"{path} is no certificate: it is larger than {MAX_FILE_BYTES} bytes", hint=_PUBLIC_HINT)
    try:
        is_pem = b"-----BEGIN " in content
        found = x509.load_pem_x509_certificates(content) if is_pem else [x509.load_der_x509_certificate(content)]
    except ValueError as error:
        raise CertificateError(f"{path} {_what_instead(content)}", hint=_PUBLIC_HINT) from error
    if b"PRIVATE KEY-----" in content:
        warn(f"{path} holds a private key too; the API's side needs the certificate alone")
    return leaves(found)


def leaves(certs: "Sequence[x509.Certificate]") -> "list[x509.Certificate]":
    """Return the certificates that did not issue another one of them: of a chain, the leaf."""
    return [
        cert
        for cert in certs
        if not any(
            other is not cert and other.issuer == cert.subject and other.subject != cert.subject for other in certs
        )
    ]


def _what_instead(content: bytes) -> str:
    """Say what a file without a usable certificate is."""
    if b"PRIVATE KEY-----" in content:
        return "holds a private key and no certificate"
    if b"-----BEGIN CERTIFICATE REQUEST" in content or b"-----BEGIN NEW CERTIFICATE REQUEST" in content:
        return "holds a certificate request, which nobody has signed yet"
    if not content.strip():
        return "is empty"
    # A PFX is a SEQUENCE that begins with the INTEGER 3 (RFC 7292 section 4); its length takes 0 to 4 more bytes.
    if content[:1] == b"\x30" and b"\x02\x01\x03\x30" in content[:10]:
        return "is a PFX bundle, which holds the private key"
    return "holds no certificate that can be read"


def _reporter(world: World) -> "Callable[[Received], None]":
    def report(received: "Received") -> None:
        at = received.at.astimezone(UTC).strftime("%H:%M:%S")
        who = received.caller.thumbprint or "no certificate"
        why = f": {received.reason}" if received.reason else ""
        world.say(f"{at} {received.step or '-'} {who} {received.decision}{why}")

    return report


def _der(cert: "x509.Certificate") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return cert.public_bytes(Encoding.DER)


def _pem(cert: "x509.Certificate") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return cert.public_bytes(Encoding.PEM)


def _thumbprint(cert: "x509.Certificate") -> str:
    from hashlib import sha1

    return sha1(_der(cert), usedforsecurity=False).hexdigest().upper()

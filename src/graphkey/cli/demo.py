"""
`graphkey demo`: the main job from end to end, with nothing pretended.

A local Graph and a sample API are served over TLS, a certificate is made, checked and uploaded with the origin command through
the same command line a user types, the step calls the API with it, and the token that comes out is verified and shown.

Rule: everything lives in a temporary folder and two threads; nothing is left running or lying about.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from graphkey.cli.world import World
from graphkey.errors import VerifyError
from graphkey.wire import Request

_COMMAND = "Invoke-MgBetaUploadIdentityB2XUserFlowApiConnectorConfigurationPreTokenIssuanceClientCertificate"
_FLOW = "B2X_1_signup"
_CLAIMS = {
    "email": "ada@example.com",
    "displayName": "Ada Lovelace",
    "objectId": "0f6f1b7e-9f3c-4f3e-8f53-3f1c0c3d9a11",
}


@click.command()
@click.pass_obj
def demo(world: World) -> None:
    """
    Show the main job from end to end on the local Graph.

    Takes a few seconds, needs no account and no network, and leaves nothing behind.
    """
    with tempfile.TemporaryDirectory(prefix="graphkey-demo-") as folder:
        _Demo(world, Path(folder)).run()


class _Demo:
    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.folder = folder
        self.number = 0
        self.environ: dict[str, str] = {}

    def run(self) -> None:
        from graphkey.localgraph import open_local_graph
        from graphkey.serve import Tls, running
        from graphkey.steps.sample_api import Received, sample_api

        calls: list[Received] = []
        with open_local_graph(self.folder / "graph") as graph:
            chain, key = graph.tls()
            with running(graph.transport, Tls(chain, key)) as origin:
                self.step(
                    "A Microsoft Graph of your own is running",
                    f"{origin} (tenant {graph.tenant_id}), HTTPS, OAuth, SQLite",
                )
                self.environ = _environment(self.world.environ, graph, origin, self.folder)
                self.make_certificate()
                leaf = self.folder / "client.pem"
                api = sample_api([_der(leaf)], record=calls.append)
                with running(api, Tls(chain, key, leaf.read_bytes())) as api_origin:
                    self.point_connector(f"{api_origin}/api/claims")
                    self.upload()
                    self.run_step(calls)
        in_checkout = Path("run").is_file() and Path("src/graphkey").is_dir()
        self.world.stdout.write(_NEXT.format(graphkey="./run graphkey" if in_checkout else "graphkey"))

    def step(self, title: str, *lines: str) -> None:
        self.number += 1
        self.world.stdout.write(f"{self.number}. {title}\n" + "".join(f"     {line}\n" for line in lines))
        self.world.stdout.flush()

    def graphkey(self, *arguments: str) -> Any:
        """Run one command line in a process of its own, as a user would; returns the document it printed."""
        command = [sys.executable, "-m", "graphkey", *arguments]
        done = subprocess.run(
            command, env=self.environ, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
        )
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip()
            raise VerifyError(f"the demo's own `graphkey {arguments[0]}` ended with {done.returncode}: {said}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def make_certificate(self) -> None:
        pfx = str(self.folder / "client.pfx")
        made = self.graphkey(
            "cert", "new", pfx, "--name", "connector.example", "--password", "env:PFX_PASSWORD", "--output", "json"
        )
        (self.folder / "client.pem").write_text(made["certificate_pem"], encoding="ascii")
        checked = self.graphkey("cert", "check", pfx, "--password", "env:PFX_PASSWORD", "--output", "json")
        self.step(
            "A client certificate is made and checked",
            f"graphkey cert new client.pfx --name connector.example: {made['subject']}, {made['key']}, until {made['not_after']}",
            f"graphkey cert check client.pfx: {checked['verdict']}; thumbprint {made['thumbprint']}",
        )

    def point_connector(self, url: str) -> None:
        slot = self.graphkey("Get-MgBetaIdentityB2XUserFlowPreTokenIssuance", "-B2XIdentityUserFlowId", _FLOW)
        self.graphkey("Update-MgBetaIdentityApiConnector", "-IdentityApiConnectorId", slot["id"], "-TargetUrl", url)
        now = slot["authenticationConfiguration"]["@odata.type"].rsplit(".", 1)[-1]
        self.step(
            "An API that demands that certificate is running, and the flow's connector points at it",
            f"{url} (connector {slot['id']}, so far with {now})",
        )

    def upload(self) -> None:
        pfx = f"@{self.folder / 'client.pfx'}"
        connector = self.graphkey(
            _COMMAND, "-B2XIdentityUserFlowId", _FLOW, "-Pkcs12Value", pfx, "-Password", "env:PFX_PASSWORD"
        )
        held = connector["authenticationConfiguration"]["certificateList"]
        self.step(
            "The certificate is uploaded to the step before the token",
            f"{_COMMAND} -B2XIdentityUserFlowId {_FLOW} -Pkcs12Value @client.pfx -Password env:PFX_PASSWORD",
            "200: " + ", ".join(f"{one['thumbprint']} {'active' if one['isActive'] else 'not active'}" for one in held),
        )

    def run_step(self, calls: list[Any]) -> None:
        claims = self.folder / "claims.json"
        claims.write_text(json.dumps(_CLAIMS), encoding="utf-8")
        result = self.graphkey(
            "flow", "run", _FLOW, "--step", "preTokenIssuance", "--claims", f"@{claims}", "--output", "json"
        )
        seen = calls[-1]
        self.step(
            "The step runs: Graph calls the API with the certificate in the TLS handshake",
            f"POST {result['request'].get('url', '')}: {result['answer']['status']}, {result['outcome']}",
            f"the API saw {seen.caller.subject} ({seen.caller.thumbprint})",
        )
        added = {name: value for name, value in result["claims"].items() if name not in _CLAIMS}
        claim, value = next(iter(added.items()))
        token = self._verified(result["token"])
        if token.get(claim) != value:
            raise VerifyError(f"the token does not carry {claim}")
        self.step(
            "A signed token comes out, with the claim that the API added",
            f"{claim} = {value} (RS256, checked against the JWKS)",
        )

    def _verified(self, token: str) -> Mapping[str, Any]:
        """Check the token as an application would: its signature against the published keys."""
        import jwt

        from graphkey.client.http import network

        wire = network(environ=self.environ)
        url = f"{self.environ['AZURE_AUTHORITY_HOST']}/{self.environ['AZURE_TENANT_ID']}/discovery/v2.0/keys"
        published = jwt.PyJWKSet.from_dict(wire(Request("GET", url)).json())
        wire.close()
        key = published[jwt.get_unverified_header(token)["kid"]]
        checked: dict[str, Any] = jwt.decode(token, key, algorithms=["RS256"], options={"verify_aud": False})
        return checked


def _environment(environ: Mapping[str, str], graph: Any, origin: str, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in environ.items() if not name.startswith(("AZURE_", "GRAPHKEY_"))}
    return {
        **kept,
        "AZURE_TENANT_ID": graph.tenant_id,
        "AZURE_CLIENT_ID": graph.client_id,
        "AZURE_CLIENT_SECRET": graph.new_client_secret().reveal(),
        "AZURE_AUTHORITY_HOST": origin,
        "GRAPHKEY_ENDPOINT": origin,
        "GRAPHKEY_CONFIG_DIR": str(folder / "config"),
        "GRAPHKEY_CACHE_DIR": str(folder / "cache"),
        "GRAPHKEY_AUDIT": str(folder / "audit.jsonl"),
        "SSL_CERT_FILE": str(graph.ca_bundle_file),
        "REQUESTS_CA_BUNDLE": str(graph.ca_bundle_file),
        "PFX_PASSWORD": os.urandom(12).hex(),
    }


def _der(pem: Path) -> bytes:
    import ssl

    return ssl.PEM_cert_to_DER_cert(pem.read_text(encoding="ascii"))


_NEXT = """
Nothing is left running. Next:
  {graphkey} Get-MgBetaIdentityB2XUserFlow -Local      the same Graph, in process, for trying things
  {graphkey} local serve --data ./graph                the same Graph on a port, for your own programs
  {graphkey} cert check FILE.pfx --password env:NAME   what is wrong with a certificate of yours
"""
